"""What a station says of its own devices: told to the hall whenever the hall's picture says something else.

One rule makes it right after a reconnect, a new book, an absence or new settings alike: the picture's rows of this
station are compared with what the station knows, and what differs is told. Nothing here knows Qt or a device.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from shared.commands import ReportDevice
from shared.devices import DeviceKind, DeviceState
from shared.errors import TinghaoError
from shared.log import Log
from shared.messages import Answer, Unanswered, new_id
from shared.picture import Picture

PAUSE_S: Final = 2.0
"""Between two reports of one device: one that trembles tells where it stands now and then, not each time."""

log = Log(__name__)

Ask = Callable[[ReportDevice, Callable[[Answer], None], Callable[[TinghaoError], None]], None]
"""Sends a command; its end comes back in the caller's own thread."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How one device of this station stands. ``heard_at`` is of the monotonic clock."""

    device: str
    kind: DeviceKind
    state: DeviceState
    detail: str | None = None
    heard_at: float | None = None

    @property
    def said(self) -> tuple[DeviceKind, DeviceState, str | None]:
        """What a report of it changes."""
        return self.kind, self.state, self.detail


@dataclass(slots=True)
class _Told:
    said: tuple[DeviceKind, DeviceState, str | None]
    at: float
    under_way: bool = True
    refused: bool = False
    shown_at: int = 0
    """The sequence that shows it, once it is answered."""


class HealthReports:
    """Keeps the hall's picture of this station's devices true. To be used in one thread."""

    def __init__(self, station: str, ask: Ask, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._station, self._ask, self._monotonic = station, ask, monotonic
        self._devices: dict[str, Standing] | None = None
        self._told: dict[str, _Told] = {}

    def stand(self, devices: Iterable[Standing]) -> None:
        """All devices that this station has now, and how they stand."""
        self._devices = {device.device: device for device in devices}

    def reconnected(self) -> None:
        """The line is new: what was refused before may be heard now."""
        self._told = {name: told for name, told in self._told.items() if told.under_way}

    def settle(self, picture: Picture) -> float | None:
        """Tell what the picture does not say yet. Seconds until this must be looked at again, None where it need not."""
        if self._devices is None:
            return None
        rows = {row.device: row for row in picture.devices.values() if row.station == self._station}
        gone = [Standing(row.device, row.kind, DeviceState.REMOVED) for row in rows.values()]
        wanted = [*self._devices.values(), *(row for row in gone if row.device not in self._devices)]
        waits = []
        for standing in wanted:
            row = rows.get(standing.device)
            if row is None or (row.kind, row.state, row.detail) != standing.said:
                waits.append(self._tell(standing, picture.seq))
        return min((wait for wait in waits if wait is not None), default=None)

    def _tell(self, standing: Standing, seq: int) -> float | None:
        told, now = self._told.get(standing.device), self._monotonic()
        if told is not None:
            if told.under_way or told.shown_at > seq or (told.refused and told.said == standing.said):
                return None
            if (left := told.at + PAUSE_S - now) > 0:
                return left
        heard = None if standing.heard_at is None else max(0, int(now - standing.heard_at))
        told = self._told[standing.device] = _Told(standing.said, now)
        command = ReportDevice(
            id=new_id(),
            device=standing.device,
            kind=standing.kind,
            state=standing.state,
            detail=standing.detail,
            heard_s_ago=heard,
        )
        self._ask(command, lambda answer: self._heard(told, answer), lambda error: self._failed(told, command, error))
        return PAUSE_S

    def _heard(self, told: _Told, answer: Answer) -> None:
        told.under_way = False
        told.shown_at = answer.entries[-1].seq if answer.entries else 0

    def _failed(self, told: _Told, command: ReportDevice, error: TinghaoError) -> None:
        told.under_way = False
        told.at = self._monotonic()
        if not isinstance(error, Unanswered):
            told.refused = True
            log.warning("device_report_refused", device=command.device, code=error.code)

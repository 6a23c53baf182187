"""Devices of the hall's stations as the book knows them: what they are, how they stand, since when.

Drivers know more (:mod:`drivers.printers.status`, :mod:`drivers.devices`); these are the words everyone speaks: one
closed set of states, so that a screen, a rule and a report need no knowledge of printers or lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class DeviceKind(StrEnum):
    """What a device is."""

    PRINTER = "printer"
    RATING = "rating"
    CALLER = "caller"
    BOARD = "board"
    SPEAKER = "speaker"


class DeviceState(StrEnum):
    """How a device stands. UNKNOWN is apart from OK: silence proves nothing."""

    UNKNOWN = "unknown"
    """Nobody can say: it never spoke, or its station is gone."""
    OK = "ok"
    LOW = "low"
    """Works, and will need paper soon."""
    OUT = "out"
    """No paper."""
    COVER = "cover"
    """Its cover is open."""
    CUTTER = "cutter"
    """Its cutter is jammed."""
    OFFLINE = "offline"
    """It says itself that it is not ready, or it cannot be reached."""
    SILENT = "silent"
    """It spoke before and does not answer any more."""
    DISCONNECTED = "disconnected"
    """There is no line to it."""
    ERROR = "error"
    """It, or noise, speaks, and not in its protocol; or it is set up wrongly."""
    REMOVED = "removed"
    """The station has no such device any more. Only ever in a report and its event: the row goes."""


WORKING: Final = frozenset({DeviceState.OK, DeviceState.LOW})
NEEDS_SOMEBODY: Final = frozenset(DeviceState) - {DeviceState.UNKNOWN, DeviceState.OK, DeviceState.REMOVED}
"""States that somebody has to do something about, now or soon."""
STATION_SILENT: Final = "station_silent"
"""Detail of a device whose station is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceHealth:
    """One device of a station as it stands now."""

    station: str
    device: str
    """Its name in the settings, or its kind where it was given by hand."""
    kind: DeviceKind
    state: DeviceState
    since: datetime
    """When it came into this state, by the hall's clock."""
    detail: str | None = None
    """Code of the fault (``DeviceFault``), or :data:`STATION_SILENT`."""
    last_heard: datetime | None = None
    """When it last spoke, as known when it came into this state; None where it never did."""

    @property
    def key(self) -> tuple[str, str]:
        """Station and name."""
        return self.station, self.device

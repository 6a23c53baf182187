"""What the counter's station tells the hall of its devices: the rating device, the caller, the boards over the window."""

from __future__ import annotations

from collections.abc import Sequence

from counter.board import Heard as BoardHeard
from drivers.devices import Health
from drivers.standing import of_line_device
from shared.devices import DeviceKind, DeviceState
from shared.errors import DeviceFault
from shared.health import Standing
from shared.settings import Settings


class Standings:
    """Remembers what each device said last, for while its line is being opened nothing new is known."""

    def __init__(self) -> None:
        self._before: dict[str, Standing] = {}

    def of(
        self,
        settings: Settings,
        station: str,
        *,
        rating: Health | None,
        caller: Health | None,
        boards: Sequence[BoardHeard] = (),
    ) -> list[Standing]:
        """How the devices of ``station`` stand; None for one that it does not have."""
        now = []
        if rating is not None:
            now.append(self._one(_name(settings, station, DeviceKind.RATING), DeviceKind.RATING, rating))
        if caller is not None:
            now.append(self._one(_name(settings, station, DeviceKind.CALLER), DeviceKind.CALLER, caller))
        for place, (health, refused) in enumerate(boards):
            name = _name(settings, station, DeviceKind.BOARD, place)
            now.append(self._one(name, DeviceKind.BOARD, health, refused))
        self._before = {standing.device: standing for standing in now}
        return now

    def _one(self, name: str, kind: DeviceKind, health: Health, refused: DeviceFault | None = None) -> Standing:
        if refused is not None:
            return Standing(name, kind, DeviceState.ERROR, refused.code)
        return of_line_device(name, kind, health, self._before.get(name))


def _name(settings: Settings, station: str, kind: DeviceKind, place: int = 0) -> str:
    """The device's name in the settings, its kind where it was given by hand."""
    named = settings.devices_of(station, kind.value)
    return named[place].name if place < len(named) else kind.value

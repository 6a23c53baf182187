"""From what a printer says of itself to the words that the whole house speaks (:mod:`shared.devices`)."""

from __future__ import annotations

import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from drivers.printers.status import State
from shared.devices import DeviceKind, DeviceState
from shared.errors import DeviceFault
from shared.health import Standing

STATES: Final[Mapping[State, DeviceState]] = MappingProxyType(
    {
        State.UNKNOWN: DeviceState.UNKNOWN,
        State.READY: DeviceState.OK,
        State.LOW: DeviceState.LOW,
        State.OUT: DeviceState.OUT,
        State.COVER: DeviceState.COVER,
        State.CUTTER: DeviceState.CUTTER,
        State.OFFLINE: DeviceState.OFFLINE,
    }
)
_ANSWERED: Final = frozenset(State) - {State.UNKNOWN, State.OFFLINE}


def of_printer(name: str, state: State, fault: DeviceFault | None = None) -> Standing:
    """A printer as it just said. The fault's code tells one that is offline from one that cannot be reached."""
    heard = time.monotonic() if state in _ANSWERED else None
    return Standing(name, DeviceKind.PRINTER, STATES[state], fault.code if fault else None, heard)

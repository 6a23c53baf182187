"""From what is known of a device on a line to the words that the whole house speaks (:mod:`shared.devices`)."""

from __future__ import annotations

import time
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from drivers.devices import Health, Presence
from drivers.lines import LineState
from shared.devices import DeviceKind, DeviceState
from shared.errors import DeviceFault
from shared.health import Standing

PRESENCES: Final[Mapping[Presence, DeviceState]] = MappingProxyType(
    {
        Presence.UNKNOWN: DeviceState.UNKNOWN,
        Presence.OK: DeviceState.OK,
        Presence.DISCONNECTED: DeviceState.DISCONNECTED,
        Presence.ERROR: DeviceState.ERROR,
    }
)
_NO_NEWS: Final = frozenset({LineState.CLOSED, LineState.OPENING})


def of_line_device(name: str, kind: DeviceKind, health: Health, before: Standing | None) -> Standing:
    """A device on a line. While the line is being opened, again and again where it fails, what was known holds."""
    if health.state in _NO_NEWS and health.presence is Presence.DISCONNECTED:
        return before if before is not None else Standing(name, kind, DeviceState.UNKNOWN)
    state = PRESENCES[health.presence]
    heard = time.monotonic() if state is DeviceState.OK else before.heard_at if before else None
    return Standing(name, kind, state, health.detail.code if health.detail else None, heard)


def unusable(name: str, kind: DeviceKind, fault: DeviceFault) -> Standing:
    """A device that its settings do not let work."""
    return Standing(name, kind, DeviceState.ERROR, fault.code)

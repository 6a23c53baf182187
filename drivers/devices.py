"""What every device on a line has in common: events out, verbs queued for the line's worker, what is known of its health.

A device that has not spoken since its line came up is UNKNOWN, never "fine".
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Generic, Self, TypeVar

from drivers.frames import Framing
from drivers.lines import LEAVE_S, Lines, LineState, Member, Wire
from shared.errors import DeviceFault

_LOG: Final = logging.getLogger(__name__)
_Event = TypeVar("_Event")


class Presence(StrEnum):
    """What is known of the device itself."""

    UNKNOWN = "unknown"
    """The line is open, the device has not spoken since."""
    OK = "ok"
    """It spoke since the line came up."""
    DISCONNECTED = "disconnected"
    """There is no line to it."""
    ERROR = "error"
    """It, or noise, speaks, and not in its protocol."""


@dataclass(frozen=True, slots=True)
class Health:
    """The line or what is known of the device changed. ``detail`` says what failed, in the reader's language."""

    state: LineState
    presence: Presence
    detail: DeviceFault | None = None


@dataclass(frozen=True, slots=True)
class ProtocolError:
    """Something that the protocol does not foresee. ``code`` is ``stray`` for bytes that are no frame, ``unmapped_key``
    for a key without a meaning, ``unknown_address`` for a frame of a device that is not set up (told once)."""

    code: str
    raw: bytes


_PRESENCE: Final = {LineState.UP: Presence.UNKNOWN, LineState.DEGRADED: Presence.ERROR}


class LineDevice(Member, Generic[_Event]):
    """A device on a line. ``on_event`` is called from the line's worker, one event at a time, and should return soon."""

    def __init__(
        self,
        url: str,
        wire: Wire,
        framing: Framing,
        on_event: Callable[[_Event | Health | ProtocolError], None],
        *,
        address: int,
        address_at: int | None,
        local_echo: bool | None,
        lines: Lines | None,
    ) -> None:
        if not 0 <= address <= 255:
            raise ValueError("an address is 0 to 255")
        self.url, self.wire, self.framing = url, wire, framing
        self.address, self.address_at, self.local_echo = address, address_at, local_echo
        self._lines = Lines() if lines is None else lines
        self._lines.check(self)
        self._on_event = on_event
        self._asked: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._closed = False
        self._off = threading.Event()
        self._health = Health(LineState.CLOSED, Presence.DISCONNECTED)

    @property
    def health(self) -> Health:
        """How the line and the device stand now."""
        return self._health

    @property
    def state(self) -> LineState:
        return self._health.state

    def hex_log(self) -> list[str]:
        """The line's last traffic, for support; nothing before the start."""
        return self.line.hex_log() if self.line else []

    def start(self) -> Self:
        """Join the line, which is opened and kept open. Returns at once, also without a device.

        A closed device is not started again: make a new one. Raises ``line_conflict``.
        """
        if self.line is None and not self._closed:
            self._lines.join(self)
        return self

    def close(self, *, wait: bool = True) -> None:
        """Leave the line; the last one closes it. Idempotent. ``wait`` for it, up to some seconds."""
        line, closed, self._closed = self.line, self._closed, True
        if line is None:
            return
        if not closed:
            self._lines.leave(self)
        if wait and line.busy_elsewhere:
            self._off.wait(LEAVE_S)

    # In the line's worker ----------------------------------------------------------------------------------------

    def line_is(self, state: LineState, fault: DeviceFault | None) -> None:
        self._tell_health(state, _PRESENCE.get(state, Presence.DISCONNECTED), fault)

    def spoke(self) -> None:
        self._tell_health(LineState.UP, Presence.OK, None)

    def misheard(self, code: str, raw: bytes) -> None:
        self._tell(ProtocolError(code, raw))

    def tick(self) -> None:
        while True:
            try:
                verb = self._asked.get_nowait()
            except queue.Empty:
                return
            verb()

    def left(self) -> None:
        self._tell_health(LineState.CLOSED, Presence.DISCONNECTED, None)
        self._off.set()

    def _do(self, verb: Callable[[], None]) -> None:
        """Have the line's worker do this; from any thread."""
        self._asked.put(verb)

    def _tell_health(self, state: LineState, presence: Presence, detail: DeviceFault | None) -> None:
        if (self._health.state, self._health.presence) == (state, presence):
            return
        self._health = Health(state, presence, detail)
        self._tell(self._health)

    def _tell(self, event: _Event | Health | ProtocolError) -> None:
        try:
            self._on_event(event)
        except Exception:
            # The listener's mistake must not take the device away from the visitor.
            _LOG.exception("listener of %s failed at %s", self.url, event)

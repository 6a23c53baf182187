"""A physical caller on a line: keys in as events, numbers and beeps out.

- A key is answered before anything else is said on the line, and told once, also when the caller sends it again
  because the answer was lost.
- The number shown stands: it is shown again after each reconnect.
- What a key does is not known here.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from drivers.callers.catalogue import Entry, KeyName
from drivers.devices import Health, LineDevice, ProtocolError
from drivers.frames import Frame, Stray
from drivers.lines import Lines
from shared.errors import DeviceFault


@dataclass(frozen=True, slots=True)
class CallerKey:
    """A key was pressed, with the digits typed before it."""

    key: KeyName
    digits: str = ""


Event = CallerKey | Health | ProtocolError


class CallerDevice(LineDevice[Event]):
    """The caller with ``address`` on the line at ``url``, speaking the protocol of ``entry``.

    ``on_event`` is called from the line's worker, one event at a time, and should return soon. ``acknowledge`` overrules
    the entry's own ("same" sends a key's frame back, "none" does not), ``local_echo`` whether our own bytes may come
    back. Devices that are given the same ``lines`` share the line. Raises ``caller_bad_settings`` and ``port_address``;
    :meth:`start` raises ``line_conflict``.
    """

    def __init__(
        self,
        url: str,
        entry: Entry,
        on_event: Callable[[Event], None],
        *,
        address: int = 1,
        acknowledge: str | None = None,
        local_echo: bool | None = None,
        lines: Lines | None = None,
    ) -> None:
        if acknowledge not in (None, "same", "none"):
            raise DeviceFault("caller_bad_settings", name=entry.name, why=f"acknowledge = {acknowledge!r}")
        super().__init__(
            url,
            entry.line,
            entry.framing,
            on_event,
            address=entry.keys.on_wire(address),
            address_at=entry.keys.address_at,
            local_echo=local_echo,
            lines=lines,
        )
        self._entry = entry
        self._acknowledges = entry.keys.acknowledges if acknowledge is None else acknowledge == "same"
        # All below belongs to the line's worker.
        self._text: str | None = None
        self._last = (b"", 0.0)

    def show_digits(self, text: str) -> None:
        """Show the digits of ``text``, such as a ticket's number, now and after each reconnect; "" blanks."""
        self._do(lambda: self._show(text))

    def beep(self) -> None:
        """Beep once; nothing while the line is down."""
        self._do(lambda: self._send(self._entry.beep.frame(self.address)))

    # In the line's worker ----------------------------------------------------------------------------------------

    def line_up(self) -> None:
        if self._text is not None:
            self._show(self._text)

    def take(self, found: Frame | Stray) -> bool:
        pressed = self._entry.keys.of(found, self.address) if isinstance(found, Frame) else None
        if pressed is None or not isinstance(found, Frame):
            return False
        if self._acknowledges and self.line is not None:
            self.line.send(self, found.raw, urgent=True)
        last, at = self._last
        now = time.monotonic()
        self._last = (found.raw, now)
        if last == found.raw and now - at < self._entry.keys.repeat_s:
            return True
        if pressed.key is None:
            self._tell(ProtocolError("unmapped_key", bytes([pressed.raw])))
        else:
            self._tell(CallerKey(pressed.key, pressed.digits))
        return True

    def _show(self, text: str) -> None:
        self._text = text
        self._send(self._entry.display.frame(self.address, text), wanted=lambda: self._text == text)

    def _send(self, frame: bytes, wanted: Callable[[], bool] | None = None) -> None:
        if self.line is not None:
            self.line.send(self, frame, wanted=wanted)

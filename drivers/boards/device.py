"""A window board on a line: it shows the latest text it was told, also after its line was lost and came back.

- Only the latest text counts: one that was replaced while the line was busy or down is never shown late.
- The text is said again now and then, so that a board that lost its power shows it again, and answers.
- Many boards never answer and show the text all the same: they are UNKNOWN. One that used to answer and stopped is
  UNKNOWN too, and told as a fault.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from drivers.boards.catalogue import ADDRESS_MOST, Entry
from drivers.devices import Health, LineDevice, Presence, ProtocolError
from drivers.frames import Frame, Stray
from drivers.lines import Lines, LineState
from shared.errors import DeviceFault

Event = Health | ProtocolError


class BoardDevice(LineDevice[Event]):
    """The board with ``address`` on the line at ``url``, speaking the protocol of ``entry``.

    ``on_event`` is called from the line's worker, one event at a time, and should return soon. ``colour`` is for boards
    that have colours, ``local_echo`` overrules whether our own bytes may come back. Devices that are given the same
    ``lines`` share the line. Raises ``board_bad_settings`` and ``port_address``; :meth:`start` raises
    ``line_conflict``.
    """

    def __init__(
        self,
        url: str,
        entry: Entry,
        on_event: Callable[[Event], None],
        *,
        address: int = 1,
        colour: str | None = None,
        local_echo: bool | None = None,
        lines: Lines | None = None,
    ) -> None:
        if not 0 <= address <= ADDRESS_MOST:
            raise DeviceFault("board_bad_settings", name=entry.name, why=f"address = {address}")
        if colour is not None and colour not in entry.colours:
            known = ", ".join(entry.colours) or "—"
            raise DeviceFault("board_bad_settings", name=entry.name, why=f"colour = {colour} ({known})")
        super().__init__(
            url,
            entry.line,
            entry.framing,
            on_event,
            address=address & 0xFF,
            address_at=0,
            local_echo=local_echo,
            lines=lines,
        )
        self.answer_s = entry.reply_s
        self._entry, self._colour, self._board = entry, colour, address
        self._out = threading.Event()
        # All below belongs to the line's worker.
        self._frame = b""
        self._awaited: bytes | None = None
        self._answers = False
        self._answer_due: float | None = None
        self._repeat_due: float | None = None

    def show(self, text: str) -> None:
        """Show ``text`` from now on; returns at once, what waited for this board is forgotten.

        Raises ``board_text`` for what the board cannot show; it then keeps its former text.
        """
        try:
            frame = self._entry.frame(self._board, text, self._colour)
        except ValueError as error:
            raise DeviceFault("board_text", url=self.url, text=text, why=str(error)) from error
        self._do(lambda: self._show(frame))

    def show_last(self, text: str, within_s: float) -> bool:
        """Show ``text`` and wait until it is out, up to ``within_s`` seconds; False when it is not. Raises ``board_text``."""
        if self.state not in (LineState.UP, LineState.DEGRADED):
            return False
        self._out.clear()
        self.show(text)
        self._do(lambda: self._await(self._frame))
        return self._out.wait(within_s)

    # In the line's worker ----------------------------------------------------------------------------------------

    def line_up(self) -> None:
        self._answer_due = self._repeat_due = None
        if self._frame:
            self._show(self._frame)

    def take(self, found: Frame | Stray) -> bool:
        if not isinstance(found, Frame) or found.body[0] != self.address:
            return False
        self._answers, self._answer_due, self.answer_s = True, None, self._entry.reply_s
        return True

    def tick(self) -> None:
        super().tick()
        now = time.monotonic()
        if self._answer_due is not None and now >= self._answer_due:
            self._answer_due = None
            if self.health.state is LineState.UP:
                if not self._answers:
                    self.answer_s = 0.0  # a board that never answers holds nobody up
                fault = DeviceFault("board_silent", url=self.url, address=self._board) if self._answers else None
                self._tell_health(LineState.UP, Presence.UNKNOWN, fault)
        if self._repeat_due is not None and now >= self._repeat_due:
            self._show(self._frame)

    def _show(self, frame: bytes) -> None:
        self._frame, self._repeat_due = frame, None
        if self.line is not None:
            self.line.send(self, frame, wanted=lambda: self._frame is frame, sent=self._said)

    def _await(self, frame: bytes) -> None:
        self._awaited = frame

    def _said(self) -> None:
        now = time.monotonic()
        if self._awaited is self._frame:
            self._out.set()
        self._answer_due = now + self._entry.reply_s + len(self._frame) * self.wire.byte_s(self.wire.baudrate)
        self._repeat_due = now + self._entry.repeat_s

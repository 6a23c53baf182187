"""The flash of a new call: on and off once a second, a few times, then still.

One flash a second stays far below what may harm (three a second). All flashing calls are lit together, so that a busy
board pulses once and does not flicker.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

HALF_MS: Final = 500
TIMES: Final = 5
"""How often a call lights up."""
QUIET_TIMES: Final = 10
"""How often where no voice is heard: the eye alone has to find it."""


class Flashes(QObject):
    """Which tickets are lit now. ``changed`` comes whenever the answer may differ."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._left: dict[str, int] = {}
        self._on = False
        self.steady = False
        """A call stays lit for as long as it would flash."""
        self._timer = QTimer(self)
        self._timer.setInterval(HALF_MS)
        self._timer.timeout.connect(self._turn)

    @property
    def busy(self) -> bool:
        """Whether any call flashes."""
        return bool(self._left)

    def start(self, ticket: str, times: int = TIMES) -> None:
        """Light the ticket's call from now on; the caller shows it and needs no signal."""
        self._left[ticket] = times
        self._on = True
        self._timer.start()

    def stop(self, ticket: str) -> None:
        """The call is over: no more flashing for it."""
        self._left.pop(ticket, None)

    def clear(self) -> None:
        """Nothing flashes."""
        self._left.clear()
        self._timer.stop()

    def lit(self, ticket: str | None) -> bool:
        """Whether the ticket's call is bright now."""
        return (self._on or self.steady) and ticket in self._left

    @Slot()
    def _turn(self) -> None:
        if self._on:
            self._left = {ticket: left - 1 for ticket, left in self._left.items() if left > 1}
        self._on = not self._on
        if not self._left:
            self._on = False
            self._timer.stop()
        self.changed.emit()

"""What takes turns on a display, calmly: the language that comes first, and the notices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

NOTICE_S: Final = 12
"""How long one of several notices stands: long enough to be read twice."""


class Turns(QObject):
    """Calls ``turn`` every so many seconds, except while ``busy``: then the turn waits until it is over."""

    _AGAIN_MS: Final = 500

    def __init__(self, turn: Callable[[], None], busy: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._turn, self._busy = turn, busy
        self._every_ms = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._due)

    def every(self, seconds: float) -> None:
        """From now on; 0 for never. The same again does not begin anew."""
        every_ms = round(seconds * 1000)
        if every_ms == self._every_ms:
            return
        self._every_ms = every_ms
        if every_ms:
            self._timer.start(every_ms)
        else:
            self._timer.stop()

    @Slot()
    def _due(self) -> None:
        if self._busy():
            self._timer.start(self._AGAIN_MS)
            return
        self._timer.start(self._every_ms)
        self._turn()


def following(present: str, languages: Sequence[str]) -> str:
    """The language after ``present``, the first where it is not among them."""
    if present not in languages:
        return languages[0] if languages else present
    return languages[(languages.index(present) + 1) % len(languages)]

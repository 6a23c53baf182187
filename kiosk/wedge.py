"""A keyboard on the kiosk: most often the QR reader beside the screen, which types what it read and presses Enter."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Slot
from PySide6.QtQml import QmlElement

from shared.codes import BOOKING, STAMP, as_written

QML_IMPORT_NAME = "kiosk"
QML_IMPORT_MAJOR_VERSION = 1

GAP_S: Final = 0.5
"""A reader types a sign every few milliseconds. After a longer pause what was typed before is nobody's code."""
_LONGEST: Final = 64
# Qt::Key, by number: loading that namespace takes a tenth of the time to a bare window's first frame.
_ENTER: Final = frozenset({0x01000004, 0x01000005})
_BACKSPACE: Final = 0x01000003


@QmlElement
class Wedge(QObject):
    """Listens on every page. ``read`` is told a code that was typed as a reader does; ``typed`` everything else, for the
    page that wants letters: the text of a key, or ``\\b`` for Backspace. ``now`` is monotonic seconds."""

    def __init__(
        self,
        parent: QObject,
        read: Callable[[str], bool],
        typed: Callable[[str], None],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._read, self._typed, self._now = read, typed, now
        self._signs = ""
        self._at = 0.0

    @Slot(str, int)
    def key(self, text: str, key: int) -> None:
        """A key was pressed, wherever the screen stands."""
        now = self._now()
        if now - self._at > GAP_S:
            self._signs = ""
        self._at = now
        if key in _ENTER:
            signs, self._signs = self._signs, ""
            if len(as_written(signs)) not in (BOOKING, STAMP) or not self._read(as_written(signs)):
                self._typed("\n")
        elif key == _BACKSPACE:
            self._signs = self._signs[:-1]
            self._typed("\b")
        elif text and text.isprintable():
            self._signs = (self._signs + text)[-_LONGEST:]
            self._typed(text)

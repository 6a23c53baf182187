"""A finger and a keyboard for the remote hand and for tests: real input events, given to a station's window."""

from __future__ import annotations

import time
from typing import Final

from PySide6.QtCore import QCoreApplication, QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest


def tap(window: QQuickWindow, item: QQuickItem) -> int:
    """Press and release the mouse at the item's centre; the time just before, in monotonic nanoseconds."""
    centre = item.mapToScene(QPointF(item.width() / 2, item.height() / 2)).toPoint()
    at = time.monotonic_ns()
    QTest.mouseClick(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, centre)
    return at


def press_key(window: QQuickWindow, name: str) -> int:
    """Press a key by its Qt name, with modifiers: ``F2``, ``Return``, ``Ctrl+N``. Raises ValueError for no key."""
    *modifiers, key = name.split("+")
    with_ = Qt.KeyboardModifier.NoModifier
    for modifier in modifiers:
        found = _MODIFIERS.get(modifier)
        if found is None:
            raise ValueError(f"no modifier is called {modifier}")
        with_ |= found
    code = getattr(Qt.Key, f"Key_{key}", None)
    if code is None:
        raise ValueError(f"no key is called {key}")
    at = time.monotonic_ns()
    QTest.keyClick(window, code, with_)
    return at


def type_text(window: QQuickWindow, text: str) -> int:
    """Type characters into whatever has the focus."""
    at = time.monotonic_ns()
    for character in text:
        if character.isascii() and character.isalnum():
            shift = Qt.KeyboardModifier.ShiftModifier if character.isupper() else Qt.KeyboardModifier.NoModifier
            QTest.keyClick(window, Qt.Key(ord(character.upper())), shift)
        else:
            for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
                event = QKeyEvent(kind, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, character)
                QCoreApplication.sendEvent(window, event)
    return at


_MODIFIERS: Final = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
}

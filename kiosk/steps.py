"""Working the kiosk by keys: next, previous, choose, and a number for the nth tile.

The keys of a tactile pad arrive as those of a keyboard. As soon as one is pressed the focus is shown and the tiles carry
their numbers; a finger on the screen takes both away again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import Property, QMetaObject, QObject, Signal, Slot
from PySide6.QtQml import QmlElement
from PySide6.QtQuick import QQuickItem, QQuickWindow
from shiboken6 import isValid

from kiosk.turning import Turning, timer

QML_IMPORT_NAME = "kiosk"
QML_IMPORT_MAJOR_VERSION = 1

MOST_CONTROLS: Final = 200
"""More than any page has: an end for a chain that should come round by itself."""
TILES: Final = ("tile-", "moreTiles")
"""What a visitor most often wants comes first, and is what the numbers count."""
REST_MS: Final = 150
"""A QR reader types a sign every few milliseconds; a finger on a pad rests longer after each."""


@QmlElement
class Steps(QObject):
    """The focus on the page, moved by keys. ``woken`` tells that somebody is there and is True where the key had to do
    no more than that: the idle screen or a question went away."""

    changed = Signal()
    moved = Signal()
    """The focus stands on another control, or on the first of a new page."""

    def __init__(self, pages: Turning, woken: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._pages, self._woken = pages, woken
        self._window: QQuickWindow | None = None
        self._at: QQuickItem | None = None
        self._page = ""
        self._on = False
        self._digit = 0
        self._rest = timer(self, REST_MS, self._rested)

    @property
    def is_on(self) -> bool:
        return self._on

    @property
    def label(self) -> str:
        """What stands on the control that has the focus; empty where nothing has it."""
        at = self._standing
        return str(at.property("text") or at.property("name") or "") if at is not None else ""

    @property
    def code(self) -> str:
        """Code of the tile that has the focus; empty for another control."""
        name = self._name
        return name.removeprefix("tile-") if name.startswith("tile-") else ""

    @property
    def _standing(self) -> QQuickItem | None:
        """What has the focus, while it is there."""
        return self._at if self._at is not None and isValid(self._at) else None

    @property
    def _name(self) -> str:
        at = self._standing
        return at.objectName() if at is not None else ""

    def off(self) -> None:
        """A finger, or nobody: no focus is shown."""
        if not self._on:
            return
        self._on, self._at = False, None
        focused = self._window.activeFocusItem() if self._window is not None and isValid(self._window) else None
        if focused is not None:
            focused.setProperty("focus", False)
        self.changed.emit()

    def report(self) -> dict[str, Any]:
        return {"keys": self._on, "focus": self._name}

    # Keys --------------------------------------------------------------------------------------------------------

    @Slot(QQuickWindow)
    def watch(self, window: QQuickWindow) -> None:
        """The window whose focus it is."""
        self._window = window

    @Slot(bool)
    def go(self, forward: bool) -> None:
        """To the next control, or to the one before."""
        if not self._begins():
            return
        controls = self._controls()
        if not controls:
            return
        place = controls.index(self._at) if self._at in controls else -1 if forward else 0
        self._focus(controls[(place + (1 if forward else -1)) % len(controls)])

    def typed(self, text: str) -> None:
        """A digit chooses once it is known to stand alone, Enter at once; within a reader's signs neither does."""
        alone = not self._rest.isActive()
        if text == "\n":
            self._rest.stop()
            if alone:
                self._choose()
            return
        self._digit = int(text) if alone and text in "123456789" else 0
        self._rest.start()

    @Slot()
    def _rested(self) -> None:
        if self._digit:
            self._nth(self._digit)

    def _choose(self) -> None:
        """Press what has the focus."""
        if self._begins() and self._at is not None and self._reached(self._at):
            self._press(self._at)

    def _nth(self, number: int) -> None:
        """Press the nth control of the page, counted from 1: on the home page the nth tile."""
        if not self._begins():
            return
        controls = self._controls()
        if 1 <= number <= len(controls):
            self._focus(controls[number - 1])
            self._press(controls[number - 1])

    # Inside ------------------------------------------------------------------------------------------------------

    def _begins(self) -> bool:
        """Whether the key may do what it says: nothing had to be woken, and the page takes presses."""
        woken = self._woken()
        if not self._on:
            self._on = True
            self.changed.emit()
        return not woken and self._pages.is_settled

    @Slot()
    def settled(self) -> None:
        """A page takes presses now: the focus stands where it stood, or on the first control of another page."""
        if not self._on or not self._pages.is_settled or self._window is None or not isValid(self._window):
            return
        page, self._page = self._page, self._pages.page
        if page == self._page and self._at is not None and self._reached(self._at):
            self._focus(self._at)
            return
        for first in self._controls()[:1]:
            self._focus(first)

    def _focus(self, item: QQuickItem) -> None:
        from PySide6.QtCore import Qt

        self._at, self._page = item, self._pages.page
        item.forceActiveFocus(Qt.FocusReason.TabFocusReason)
        self.moved.emit()

    def _press(self, item: QQuickItem) -> None:
        QMetaObject.invokeMethod(item, "click")

    def _controls(self) -> list[QQuickItem]:
        """Everything on the screen that can be pressed: the tiles, the rest in the order of the page, the row at the
        foot."""
        found: list[QQuickItem] = []
        if self._window is None:
            return found
        item = first = self._window.contentItem().nextItemInFocusChain(True)
        for _ in range(MOST_CONTROLS):
            if self._reached(item):
                found.append(item)
            item = item.nextItemInFocusChain(True)
            if item == first:
                break
        return sorted(found, key=lambda one: not one.objectName().startswith(TILES))

    @staticmethod
    def _reached(item: QQuickItem) -> bool:
        # A tile that is shown anew is another item: the one before it may be gone.
        return isValid(item) and item.inherits("QQuickAbstractButton") and item.isVisible() and item.isEnabled()

    # For QML -----------------------------------------------------------------------------------------------------

    @Property(bool, notify=changed)
    def on(self) -> bool:
        """Keys are used: the tiles carry their numbers."""
        return self._on

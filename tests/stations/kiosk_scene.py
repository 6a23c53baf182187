"""A kiosk on the stage for tests: its screen, the hand before it, and what is wrong with what is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtQuick import QQuickItem

from kiosk.model import KioskModel
from shared.ui.app import Stage
from shared.ui.fingers import tap
from shared.ui.remote import find_item
from tests.stations.memory_hall import PIN, MemoryHall, MemoryLine

SIZE = (1080, 1920)
TOUCH = 80
MODES = {"": (), "large": ("large",), "low": ("low",), "strong": ("strong",), "low-large": ("low", "large")}
"""How the screen helps, by the buttons that switch it."""


class Screen:
    """A kiosk on the stage and the hand before it."""

    def __init__(self, qtbot: Any, hall: MemoryHall, stage: Stage, kiosk: KioskModel, line: MemoryLine) -> None:
        self._qtbot, self.hall, self.stage, self.kiosk, self.line = qtbot, hall, stage, kiosk, line

    def item(self, name: str) -> QQuickItem:
        found = find_item(self.stage.window, name)
        assert found is not None, f"{name} is not on the screen"
        return found

    def tap(self, name: str) -> None:
        self._qtbot.waitUntil(lambda: self.item(name).isEnabled())
        tap(self.stage.window, self.item(name))

    def wait_page(self, page: str) -> None:
        self._qtbot.waitUntil(lambda: self.kiosk.report()["page"] == page)

    def draw(self) -> None:
        """Have everything laid out and painted."""
        assert not self.stage.window.grabWindow().isNull()

    def visible(self) -> list[QQuickItem]:
        def below(item: QQuickItem) -> Iterator[QQuickItem]:
            if item.isVisible():
                yield item
                for child in item.childItems():
                    yield from below(child)

        return list(below(self.stage.window.contentItem()))

    def texts(self) -> list[QQuickItem]:
        return [item for item in self.visible() if item.inherits("QQuickText") and item.property("text")]


def unlock(qtbot: Any, kiosk: KioskModel) -> None:
    """Open the technicians' corner by its PIN."""
    qtbot.waitUntil(lambda: bool(kiosk.property("settled")))
    kiosk._corner.enter()
    assert kiosk.report()["page"] == "corner"
    lock = kiosk._corner.lock
    lock.digit(PIN)
    lock.enter()
    qtbot.waitUntil(lambda: lock.is_open, timeout=15_000)


def open_paper(qtbot: Any, kiosk: KioskModel) -> None:
    """The paper page, through the open corner."""
    unlock(qtbot, kiosk)
    kiosk._corner.openPaper()
    assert kiosk.report()["page"] == "paper"


def scene_rect(item: QQuickItem) -> QRectF:
    return QRectF(item.mapToScene(QPointF(0, 0)), item.mapToScene(QPointF(item.width(), item.height())))


def drawn_rect(item: QQuickItem) -> QRectF:
    """Where a text that is set from the top has its letters."""
    return QRectF(
        item.mapToScene(QPointF(0, 0)), item.mapToScene(QPointF(item.width(), item.property("contentHeight")))
    )


def clipped(screen: Screen) -> list[str]:
    """Every text that does not show all it says, or leaves the screen or its tile."""
    screen.draw()
    wrong = []
    window = QRectF(-0.5, -0.5, SIZE[0] + 1, SIZE[1] + 1)
    for item in screen.texts():
        said = f"{item.objectName() or 'text'} {item.property('text')!r}"
        if item.property("truncated"):
            wrong.append(f"{said} is cut short")
        if item.property("contentWidth") > item.width() + 1 or item.property("contentHeight") > item.height() + 1:
            wrong.append(f"{said} is larger than its place")
        if not window.contains(scene_rect(item)):
            wrong.append(f"{said} leaves the screen at {scene_rect(item)}")
        tile = tile_of(item)
        if tile is not None and not scene_rect(tile).adjusted(-1, -1, 1, 1).contains(drawn_rect(item)):
            wrong.append(f"{said} leaves its tile")
    return wrong


def tile_of(item: QQuickItem) -> QQuickItem | None:
    parent = item.parentItem()
    while parent is not None and not parent.objectName().startswith("tile-"):
        parent = parent.parentItem()
    return parent


def buttons(screen: Screen) -> list[QQuickItem]:
    return [item for item in screen.visible() if item.inherits("QQuickAbstractButton")]


def as_mode(screen: Screen, mode: str) -> None:
    for name in MODES[mode]:
        screen.tap(name)


def misdrawn(screen: Screen, mode: str = "") -> list[str]:
    """Clipped words, and targets that are small, off the screen, too near each other or out of reach in the low mode."""
    wrong = clipped(screen)
    shown = [(button.objectName(), scene_rect(button)) for button in buttons(screen)]
    for name, rect in shown:
        if rect.width() < TOUCH or rect.height() < TOUCH or rect.bottom() > SIZE[1]:
            wrong.append(f"{name} is {rect}")
        if "low" in mode and rect.top() < SIZE[1] * 2 / 3 - 1:
            wrong.append(f"{name} stands at {rect.top()}, above the lower third")
    for place, (name, one) in enumerate(shown):
        for other_name, other in shown[place + 1 :]:
            if one.adjusted(-3.5, -3.5, 3.5, 3.5).intersects(other):
                wrong.append(f"{name} touches {other_name}")
    return wrong

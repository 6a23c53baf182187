"""What the display's scene tests look with: a busy hall, and what stands where on the glass."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtQml import QQmlEngine, QQmlExpression
from PySide6.QtQuick import QQuickItem

from display.model import ROWS, DisplayModel
from shared import commands as cmd
from shared.messages import LinkChanged, LinkState, new_id
from shared.ui.app import Stage
from shared.ui.remote import find_item
from tests.stations.memory_hall import MemoryHall

LANGUAGES = ("zh-CN", "en", "ja")
OFFLINE = LinkChanged(LinkState.LOST, datetime(2026, 3, 2, 2, 42, tzinfo=UTC))
Put = Callable[..., Stage]


def busy(hall: MemoryHall, window: int = 7, calls: int = ROWS + 1) -> None:
    """A hall where the comprehensive window has called some and others wait."""
    clerk = hall.open_window(window)
    codes = [category.code for category in hall.settings.categories]
    for n in range(max(calls + 3, len(codes))):
        hall.take(codes[n % len(codes)], LANGUAGES[n % 3])
    for _ in range(calls):
        hall.do(cmd.CallNext(id=new_id(), window=window), clerk)
        hall.do(cmd.Start(id=new_id(), window=window), clerk)
        hall.do(cmd.Finish(id=new_id(), window=window), clerk)


def settled(qtbot: Any, model: DisplayModel, hall: MemoryHall) -> None:
    qtbot.waitUntil(lambda: model.picture.seq == hall.picture.seq and model.has_picture)
    qtbot.wait(50)


def words(item: QQuickItem) -> list[QQuickItem]:
    """Every visible text of the scene."""
    if not item.isVisible():
        return []
    own = [item] if item.property("truncated") is not None and item.property("text") else []
    return own + [text for child in item.childItems() for text in words(child)]


def assert_nothing_is_cut(stage: Stage) -> None:
    for text in words(stage.window.contentItem()):
        said = (text.objectName(), text.property("text"))
        assert not text.property("truncated"), said
        assert text.property("paintedWidth") <= text.width() + 1, said
        left = text.mapToScene(QPointF(0, 0)).x()
        assert left >= 0, said
        assert text.mapToScene(QPointF(text.width(), 0)).x() <= stage.window.width() + 1, said


def named(stage: Stage, name: str) -> QQuickItem:
    item = find_item(stage.window, name)
    assert item is not None, name
    return item


def box(stage: Stage, name: str) -> tuple[float, float, float, float]:
    item = named(stage, name)
    corner = item.mapToScene(QPointF(0, 0))
    return corner.x(), corner.y(), item.width(), item.height()


def ink(text: QQuickItem) -> QRectF:
    """Where the text's signs are on the glass, about: a line is higher than its signs."""
    wide, high = float(text.property("contentWidth")), float(text.property("contentHeight"))
    shift = {1: 0.0, 4: 0.5, 2: 1.0}[_number(text, "effectiveHorizontalAlignment")]
    top = {32: 0.0, 128: 0.5, 64: 1.0}[_number(text, "verticalAlignment")]
    left = (text.width() - wide) * shift
    above = (text.height() - float(text.property("bottomPadding")) - high) * top
    line = high / max(1, int(text.property("lineCount")))
    over = 0.29 if text.property("capHeight") else 0.24  # figures are no higher than capitals
    corner = text.mapToScene(QPointF(left, above + line * over))
    return QRectF(corner.x(), corner.y(), wide, high - line * (over + 0.2))


def drawn_size(text: QQuickItem) -> int:
    """The size of type in pixels that it is really drawn at."""
    return _number(text, "fontInfo.pixelSize")


def _number(text: QQuickItem, name: str) -> int:
    """A property that is one of QML's own enumerations, which Python does not know."""
    context = QQmlEngine.contextForObject(text)
    assert context is not None
    value: Any = QQmlExpression(context, text, f"{name} + 0").evaluate()
    return int(value[0] if isinstance(value, tuple) else value)


def assert_nothing_overlaps(stage: Stage) -> None:
    texts = [(text, ink(text)) for text in words(stage.window.contentItem())]
    glass = QRectF(0, 0, stage.window.width(), stage.window.height()).adjusted(-1, -1, 1, 1)
    for n, (text, where) in enumerate(texts):
        said = (text.objectName(), text.property("text"))
        assert glass.contains(where), (said, where)
        for other, there in texts[n + 1 :]:
            assert not where.intersects(there), (said, (other.objectName(), other.property("text")), where, there)

"""A clerk who confuses red and green reads the counter: every colour has a sign and a word, and words stand out.

Simulated after Machado, Oliveira and Fernandes (2009), severity 1, in linear RGB; contrast after WCAG 2.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPointF, QRectF, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtQuick import QQuickItem, QQuickView

from shared.messages import LinkChanged, LinkState
from shared.tickets import Tag
from shared.ui.app import Stage, application
from tests.stations.counter_desk import CounterDesk
from tests.stations.test_counter_before import EXTRA, settled, take
from tests.stations.test_counter_screen import VIEWS, items, show

__all__ = ["show"]

ROOT = Path(__file__).resolve().parents[2]
SEES = {
    "all colours": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
}
READABLE = 4.5
KINDS = ("go", "pause", "stop", "doubt", "fault", "off", "claim", "tag", "plain")


def linear(value: int) -> float:
    part = value / 255
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def luminance(colour: QColor, sees: tuple[tuple[float, ...], ...]) -> float:
    seen = [linear(value) for value in (colour.red(), colour.green(), colour.blue())]
    red, green, blue = (min(1.0, max(0.0, sum(w * v for w, v in zip(row, seen, strict=True)))) for row in sees)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor, sees: tuple[tuple[float, ...], ...]) -> float:
    dark, light = sorted((luminance(one, sees), luminance(other, sees)))
    return (light + 0.05) / (dark + 0.05)


def behind(image: QImage, area: QRectF) -> QColor:
    """The colour that most of the area has: what the words stand on."""
    rect = area.toRect().intersected(image.rect())
    seen = Counter(
        image.pixel(x, y) for y in range(rect.top(), rect.bottom() + 1, 2) for x in range(rect.left(), rect.right() + 1)
    )
    return QColor(seen.most_common(1)[0][0])


def faint(stage: Stage) -> list[str]:
    """Words that somebody cannot tell from what they stand on."""
    image, wrong = stage.window.grabWindow(), []
    for one in items(stage.window.contentItem()):
        words = one.property("text")
        if not words or one.property("truncated") is None or one.width() < 2 or one.height() < 2:
            continue
        ground = behind(image, QRectF(one.mapToScene(QPointF(0, 0)), one.size()))
        for who, sees in SEES.items():
            found = contrast(QColor(one.property("color")), ground, sees)
            if found < READABLE:
                wrong.append(f"{words!r} for {who}: {found:.1f}")
    return wrong


def marks(item: QQuickItem) -> Iterator[tuple[QQuickItem, QQuickItem]]:
    """Each mark that is drawn, and what holds it."""
    for one in items(item):
        for child in one.childItems():
            if child.isVisible() and child.metaObject().className().startswith("Mark_QMLTYPE"):
                yield child, one


def wordless(stage: Stage) -> list[str]:
    """Marks without a word beside them."""
    found = list(marks(stage.window.contentItem()))
    assert found, "some mark is always there"
    return [str(mark.property("kind")) for mark, holder in found if not holder.property("text")]


def states(qtbot: Any, at: CounterDesk) -> Iterator[str]:
    """What a clerk sees in a day: open, a visitor with all that can be known, a late service, a break, the line lost."""
    yield "open"
    tags: tuple[Tag, ...] = ("deaf",)
    take(at, item="330801", priority="elder", tags=tags)
    at.later(300)
    at.press("next")
    settled(qtbot, at)
    yield "called"
    at.press("start")
    settled(qtbot, at)
    at.press("next")
    yield "asks"
    at.later(1500)
    yield "late"
    at.press("finish")
    settled(qtbot, at)
    at.pause("2")
    settled(qtbot, at)
    yield "break"
    at.later(900)
    yield "break, late"
    at.press("recall")
    yield "refused"
    at.model.bridge.listener(LinkChanged(LinkState.LOST, since=at.hall.now))
    at.later(30)
    yield "offline"


@pytest.mark.parametrize("view", VIEWS)
def test_every_word_stands_out_and_every_mark_has_a_word_whatever_colours_one_sees(
    qtbot: Any, show: Any, view: str
) -> None:
    at, stage = show(view=view, extra=EXTRA + "[policies.service]\nlimit_min = 10\n", waiting="AABD")
    wrong = {}
    for state in states(qtbot, at):
        qtbot.wait(30)
        wrong[state] = [*faint(stage), *wordless(stage)]
    assert {state: found for state, found in wrong.items() if found} == {}


def silhouette(kind: str) -> set[tuple[int, int]]:
    """Where the mark's ink lies: its shape without its colour."""
    application()
    view = QQuickView()
    view.engine().addImportPath(str(ROOT))
    view.setColor(QColor("white"))
    view.setInitialProperties({"kind": kind, "size": 32})
    view.setSource(QUrl.fromLocalFile(str(ROOT / "counter" / "Mark.qml")))
    view.show()
    image = view.grabWindow()
    inked = {
        (x, y) for y in range(image.height()) for x in range(image.width()) if image.pixelColor(x, y).lightness() < 160
    }
    view.close()
    return inked


def test_no_two_states_differ_by_colour_alone() -> None:
    shapes = {kind: silhouette(kind) for kind in KINDS}
    assert all(shapes.values())
    for one, other in combinations(KINDS, 2):
        differs = len(shapes[one] ^ shapes[other]) / len(shapes[one] | shapes[other])
        assert differs > 1 / 6, f"{one} and {other} are told apart by colour alone"

"""How the enquiry desk looks on the live scene, every page of it: contrast, targets that a hand hits, nothing on another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage
from PySide6.QtQuick import QQuickItem

from counter.enquiry_pages import PAGES
from shared import commands as cmd
from shared.devices import DeviceKind, DeviceState
from shared.messages import LinkChanged, LinkState, new_id
from shared.tickets import Actor, Role
from shared.ui.app import Stage
from shared.ui.remote import find_item
from tests.stations.enquiry_scene import EnquiryScene, enquiry
from tests.stations.test_counter_screen import drawn, in_list, items
from tests.stations.test_display_layouts import ratio

NAMES = [kind.name for kind in PAGES]
LEAST = 40
"""Pixels that a mouse or a finger at the desk is asked to hit, in each direction."""


@pytest.fixture(params=["zh-CN", "en", "ja"])
def busy(
    request: pytest.FixtureRequest, qtbot: Any, put_on_stage: Callable[..., Stage]
) -> Iterator[tuple[EnquiryScene, Stage]]:
    """A desk in a hall where much goes on: who waits, who has no paper, what is broken, one ticket chosen."""
    at = enquiry(qtbot, language=request.param)
    tickets = [at.takes(category, priority="elder", tags=("deaf",)) for category in "AABCD"]
    at.paper_fails(tickets[1])
    kiosk = Actor(role=Role.KIOSK, station="kiosk-1")
    for name, state in (("printer", DeviceState.OUT), ("spare", DeviceState.LOW)):
        at.hall.do(cmd.ReportDevice(id=new_id(), device=name, kind=DeviceKind.PRINTER, state=state), kiosk)
    who = at.hall.open_window(7)
    at.hall.do(cmd.CallNext(id=new_id(), window=7), who)
    stage = put_on_stage("counter", at.model, None, "Enquiry")
    for name in ("number", "reprintAll", "fault_kiosk-1/spare"):
        qtbot.waitUntil(lambda name=name: find_item(stage.window, name) is not None)
    page: Any = at.model.page_of("find")
    page.findLost()
    page.move(1)
    page.move(1)
    yield at, stage
    at.model.close()


def box(item: QQuickItem) -> QRectF:
    return QRectF(item.mapToScene(QPointF(0, 0)), item.size())


def ground(image: QImage, at: QRectF) -> QColor:
    """The colour that fills most of a text's place."""
    within = at.intersected(QRectF(image.rect()))
    xs = range(int(within.left()), int(within.right()), 2)
    ys = range(int(within.top()), int(within.bottom()), 2)
    return QColor(Counter(image.pixel(x, y) for y in ys for x in xs).most_common(1)[0][0])


def faint(stage: Stage, within: str = "") -> list[str]:
    """Texts whose contrast is below 4.5, or below 7 for what is strong: numbers and what can be pressed. ``within`` names
    what covers the rest."""
    root = find_item(stage.window, within) if within else stage.window.contentItem()
    assert root is not None
    image = stage.window.grabWindow()
    wrong = []
    for one in items(root):
        words, place = one.property("text"), box(one)
        if not words or one.property("truncated") is None or one.property("strong") is None:
            continue
        if not QRectF(image.rect()).contains(place) or in_list(one):
            continue
        found = ratio(QColor(one.property("color")), ground(image, place))
        least = 7 if one.property("strong") and one.isEnabled() else 4.5
        if found < least:
            wrong.append(f"{words!r}: {found:.1f}")
    return wrong


def clipped(one: QQuickItem) -> bool:
    """Whether something around it cuts it off; lists may, for they scroll."""
    place, around = box(one), one.parentItem()
    while around is not None:
        if around.clip() and not in_list(around) and not box(around).contains(place):
            return True
        around = around.parentItem()
    return False


def targets(stage: Stage) -> list[QQuickItem]:
    """What can be pressed: buttons, and the choices of a row."""
    kinds = ("KeyButton", "EnquiryPick", "TextField")
    found = []
    for one in items(stage.window.contentItem()):
        name = one.metaObject().className()
        if name.startswith(kinds[0]) or name.startswith(kinds[2]):
            found.append(one)
        elif name.startswith(kinds[1]):
            found += [c for c in items(one) if c.objectName().startswith(f"{one.objectName()}_")]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_page_can_be_read(qtbot: Any, busy: tuple[EnquiryScene, Stage], name: str) -> None:
    at, stage = busy
    at.model.open(name)
    drawn(qtbot, stage)
    assert faint(stage) == []
    at.model.receive(LinkChanged(LinkState.LOST, at.hall.now, "cable"))
    drawn(qtbot, stage)
    assert faint(stage) == []


def test_a_question_a_refusal_and_a_large_number_can_be_read(qtbot: Any, busy: tuple[EnquiryScene, Stage]) -> None:
    at, stage = busy
    card = at.model.page_of("find").card  # type: ignore[attr-defined]
    for action in ("priority", "cancel", "reprint", "large"):
        at.later()
        card.press(action)
        drawn(qtbot, stage)
        assert faint(stage, "large" if action == "large" else "") == [], action


@pytest.mark.parametrize("name", NAMES)
def test_targets_are_large_enough_and_apart(qtbot: Any, busy: tuple[EnquiryScene, Stage], name: str) -> None:
    at, stage = busy
    at.model.open(name)
    drawn(qtbot, stage)
    found = targets(stage)
    assert len(found) > len(NAMES)
    small = [one.objectName() for one in found if min(one.width(), one.height()) < LEAST]
    assert small == []
    window = QRectF(0, 0, stage.window.width(), stage.window.height())
    assert [one.objectName() for one in found if not window.contains(box(one)) and not in_list(one)] == []
    assert [one.objectName() for one in found if clipped(one)] == []
    at.model.receive(LinkChanged(LinkState.LOST, at.hall.now, "cable"))
    drawn(qtbot, stage)
    assert [one.objectName() for one in targets(stage) if clipped(one)] == [], "the bar pushes nothing out of sight"
    overlapping = [
        (one.objectName(), other.objectName())
        for one, other in combinations(found, 2)
        if box(one).adjusted(1, 1, -1, -1).intersects(box(other))
    ]
    assert overlapping == []


@pytest.mark.parametrize("size", [(1280, 800), (1366, 768), (1920, 1080)])
def test_a_larger_window_shows_the_same_larger(
    qtbot: Any, busy: tuple[EnquiryScene, Stage], size: tuple[int, int]
) -> None:
    _, stage = busy
    stage.window.resize(*size)
    drawn(qtbot, stage)
    scale = min(size[0] / 1280, size[1] / 800)
    button = find_item(stage.window, "findNumber")
    assert button is not None
    shown = button.mapRectToScene(QRectF(0, 0, button.width(), button.height()))
    assert shown.height() == pytest.approx(button.height() * scale)
    assert QRectF(0, 0, *size).contains(shown)

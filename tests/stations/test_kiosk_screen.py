"""The kiosk's living screen: real taps, every page in every language without clipping, targets a finger hits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QObject, QPointF, Qt, QUrl
from PySide6.QtQml import QQmlComponent
from PySide6.QtTest import QTest

from drivers.printers.paper import PrinterChoice
from drivers.simulators.printer import PrinterSimulator
from kiosk.model import KioskModel
from kiosk.take import PaperState, Times
from shared.events import TicketTaken
from shared.messages import LinkChanged, LinkState
from shared.ui.app import Stage
from shared.ui.fingers import tap
from shared.ui.remote import find_item
from tests.stations.kiosk_scene import SIZE, TOUCH, Screen, clipped, open_paper, scene_rect
from tests.stations.memory_hall import AT, SIX, MemoryHall, hall_toml

PATIENT = Times(working_ms=20, settle_ms=150)
"""Pages stay, as in the hall."""

ONE = [("Z", "综合受理", "General services", "総合受付", "service")]
LONG = [
    (
        chr(ord("A") + place),
        SIX[place % 6][1],
        SIX[place % 6][2],
        SIX[place % 6][3],
        "service",
    )
    for place in range(20)
]
HALLS = {1: ONE, 6: SIX, 17: LONG[:17], 20: LONG}


@pytest.fixture
def show(
    qtbot: Any, make_hall: Callable[..., MemoryHall], put_on_stage: Callable[..., Stage]
) -> Iterator[Callable[..., Screen]]:
    kiosks: list[KioskModel] = []

    def make(
        categories: int = 6, *, language: str = "", times: Times = PATIENT, opened: bool = True, port: int | None = None
    ) -> Screen:
        hall = make_hall(hall_toml(HALLS[categories]), opened=opened)
        choice = PrinterChoice(url=f"tcp://127.0.0.1:{port}") if port else None
        kiosk = KioskModel(station="kiosk-1", language=language, times=times, printer=choice)
        kiosks.append(kiosk)
        line = hall.line(kiosk)
        hall.follow(kiosk)
        stage = put_on_stage("kiosk", kiosk, SIZE)
        qtbot.waitUntil(lambda: kiosk.report()["home"] != "starting")
        return Screen(qtbot, hall, stage, kiosk, line)

    yield make
    for kiosk in kiosks:
        kiosk.close()


# Taps ------------------------------------------------------------------------------------------------------------


def test_twenty_taps_in_a_burst_make_one_ticket(qtbot: Any, show: Callable[..., Screen]) -> None:
    with PrinterSimulator() as printer:
        screen = show(port=printer.start_tcp())
        qtbot.waitUntil(lambda: screen.item("tile-C").isEnabled())
        centre = screen.item("tile-C").mapToScene(QPointF(400, 60)).toPoint()
        for _ in range(20):
            QTest.mouseClick(screen.stage.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, centre)
            QTest.qWait(10)
        screen.wait_page("ticket")
        qtbot.waitUntil(lambda: screen.kiosk.report()["paper"] == "printed")
        QTest.qWait(300)
        own = [e for e in screen.hall.journal if isinstance(e.event, TicketTaken)]
        assert len(own) == 1
        assert len([c for c in screen.line.sent if c.type == "take_ticket"]) == 1
        assert len(printer.slips) == 1


@pytest.mark.parametrize("button", ["done", "tile-G"])
def test_a_drumming_finger_neither_leaves_the_ticket_nor_takes_another(
    qtbot: Any, show: Callable[..., Screen], button: str
) -> None:
    """Taps fall where the ticket's button appears, and where the tiles come back."""
    screen = show(times=Times(working_ms=20, settle_ms=1500))  # longer than the drumming on a busy machine
    screen.tap("tile-A")
    screen.wait_page("ticket")
    screen.draw()
    where = screen.item("done" if button == "done" else "paperBanner")
    spot = where.mapToScene(QPointF(where.width() / 2, where.height() / 2)).toPoint()
    for _ in range(20):
        QTest.mouseClick(screen.stage.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
        QTest.qWait(20)
    assert screen.kiosk.report()["page"] == "ticket"
    assert len([c for c in screen.line.sent if c.type == "take_ticket"]) == 1
    screen.tap("done")
    screen.wait_page("home")
    QTest.mouseClick(screen.stage.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
    qtbot.waitUntil(lambda: screen.item("tile-A").isEnabled())
    assert len([c for c in screen.line.sent if c.type == "take_ticket"]) == 1


def test_a_press_outlives_the_events_that_come_meanwhile(qtbot: Any, show: Callable[..., Screen]) -> None:
    screen = show()
    qtbot.waitUntil(lambda: screen.item("tile-B").isEnabled())
    spot = screen.item("tile-B").mapToScene(QPointF(300, 40)).toPoint()
    QTest.mousePress(screen.stage.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
    for _ in range(3):
        screen.hall.take("B")
    qtbot.waitUntil(lambda: screen.kiosk.picture.seq == screen.hall.picture.seq)
    screen.draw()
    QTest.mouseRelease(screen.stage.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
    screen.wait_page("ticket")
    assert screen.kiosk.report()["number"] == "B004"


def test_a_whole_visit_by_touch(qtbot: Any, show: Callable[..., Screen]) -> None:
    screen = show()
    screen.hall.take("D")
    screen.tap("language-ja")
    qtbot.waitUntil(lambda: screen.item("homeHeading").property("text") == "ご用件をお選びください")
    screen.tap("tile-D")
    screen.wait_page("ticket")
    qtbot.waitUntil(lambda: screen.kiosk.report()["paper"] == "failed")
    screen.draw()
    assert screen.item("ticketNumber").property("text") == "D002"
    assert screen.item("ticketName").property("text") == "不動産"
    assert screen.item("ticketBeneath").property("text") == "不动产"
    assert "1" in screen.item("ticketAhead").property("text")
    assert "手続きエリア" in screen.item("ticketZone").property("text")
    assert screen.item("bannerHeading").property("text") == "番号票が出ませんでした"
    screen.tap("language-zh-CN")
    assert screen.item("ticketName").property("text") == "不动产"
    screen.tap("done")
    screen.wait_page("home")
    qtbot.waitUntil(lambda: screen.item("homeHeading").property("text") == "请选择办理业务")


def test_a_touch_anywhere_answers_the_question(qtbot: Any, show: Callable[..., Screen]) -> None:
    screen = show(times=Times(second_ms=30, idle_s=5, ask_s=200, settle_ms=50, attract_s=10_000))
    screen.tap("language-en")
    qtbot.waitUntil(lambda: find_item(screen.stage.window, "stillThere") is not None)
    screen.draw()
    tile = screen.item("tile-A")
    tap(screen.stage.window, tile)
    qtbot.waitUntil(lambda: find_item(screen.stage.window, "stillThere") is None)
    assert screen.line.sent == []
    assert screen.kiosk.report()["language"] == "en"


def test_large_text_is_larger_and_is_taken_back(qtbot: Any, show: Callable[..., Screen]) -> None:
    screen = show()
    screen.draw()
    before = screen.item("homeHeading").property("font").pixelSize()
    screen.tap("large")
    screen.draw()
    assert screen.item("homeHeading").property("font").pixelSize() == round(before * 1.4)
    screen.tap("tile-A")
    screen.wait_page("ticket")
    screen.tap("done")
    screen.wait_page("home")
    assert screen.item("homeHeading").property("font").pixelSize() == before


# Every page in every language --------------------------------------------------------------------------------------


def home(screen: Screen) -> None:
    for _ in range(12):
        screen.hall.take(screen.hall.settings.categories[0].code)
    screen.hall.open_window(1)


def ticket(screen: Screen) -> None:
    home(screen)
    screen.tap("tile-" + screen.hall.settings.categories[-1].code)
    screen.wait_page("ticket")


def working(screen: Screen) -> None:
    screen.line.held = True
    screen.tap("tile-A")
    screen.wait_page("working")


def refused(screen: Screen) -> None:
    screen.kiosk.take("Q")
    screen.wait_page("refused")


def doubt(screen: Screen) -> None:
    screen.line.deaf = True
    screen.tap("tile-A")
    screen.wait_page("doubt")


def lost(screen: Screen) -> None:
    screen.kiosk.receive(LinkChanged(LinkState.LOST, AT, "cable"))


def offline(screen: Screen) -> None:
    lost(screen)
    screen._qtbot.waitUntil(lambda: screen.kiosk.report()["home"] == "offline")


def paper(screen: Screen) -> None:
    """Seven numbers without paper: more than the page shows."""
    for _ in range(7):
        screen.kiosk.take("A")
        screen.wait_page("ticket")
        screen._qtbot.waitUntil(lambda: screen.kiosk.report()["paper"] == "failed")
        screen._qtbot.waitUntil(lambda: bool(screen.kiosk.property("settled")))
        screen.kiosk.done()
        screen._qtbot.waitUntil(lambda: bool(screen.kiosk.property("settled")))
    screen._qtbot.waitUntil(lambda: len(screen.kiosk.report()["unprinted"]) == 6)
    open_paper(screen._qtbot, screen.kiosk)
    desk = screen.kiosk._desk
    assert desk is not None
    desk.printAll()
    screen._qtbot.waitUntil(lambda: screen.kiosk.report()["paper_said"] == "no_printer")


def slow(screen: Screen) -> None:
    ticket(screen)
    take = screen.kiosk._taking.take
    assert take is not None
    take.paper = PaperState.SLOW
    screen.kiosk._taking.show()


PAGES: dict[str, Callable[[Screen], None]] = {
    page.__name__: page for page in (home, ticket, working, refused, doubt, lost, offline, paper, slow)
}


@pytest.mark.parametrize("large", [False, True], ids=["", "large"])
@pytest.mark.parametrize("language", ["zh-CN", "en", "ja"])
@pytest.mark.parametrize("page", PAGES)
def test_no_page_clips_a_word(qtbot: Any, show: Callable[..., Screen], page: str, language: str, large: bool) -> None:
    times = Times(
        second_ms=20,
        working_ms=20,
        settle_ms=20,
        number_s=10_000,
        idle_s=10_000,
        retry_s=100,
        attract_s=10_000,
        pin_s=10_000,
        staff_s=10_000,
    )
    screen = show(language=language, times=times)
    if large:
        screen.kiosk.toggleLarge()
    PAGES[page](screen)
    qtbot.waitUntil(lambda: screen.kiosk.picture.seq == screen.hall.picture.seq)
    assert clipped(screen) == []


@pytest.mark.parametrize("large", [False, True], ids=["", "large"])
@pytest.mark.parametrize("language", ["zh-CN", "en", "ja"])
@pytest.mark.parametrize("categories", HALLS)
def test_any_number_of_categories_lies_within_reach(
    qtbot: Any, show: Callable[..., Screen], categories: int, language: str, large: bool
) -> None:
    screen = show(categories, language=language)
    if large:
        screen.kiosk.toggleLarge()
    home(screen)
    qtbot.waitUntil(lambda: screen.kiosk.picture.seq == screen.hall.picture.seq)
    assert clipped(screen) == []
    tiles = [item for item in screen.visible() if item.objectName().startswith("tile-")]
    assert len(tiles) == categories
    for tile in tiles:
        assert tile.height() >= TOUCH, f"{tile.objectName()} is {tile.height()} px high"
        assert scene_rect(tile).bottom() <= SIZE[1]
        assert scene_rect(tile).bottom() >= SIZE[1] / 3, "out of reach from a wheelchair"


@pytest.mark.parametrize("page", ["home", "ticket", "refused", "doubt", "paper"])
def test_targets_are_large_enough_and_apart(qtbot: Any, show: Callable[..., Screen], page: str) -> None:
    screen = show(language="en")
    PAGES[page](screen)
    screen.draw()
    buttons = [item for item in screen.visible() if item.inherits("QQuickAbstractButton")]
    assert len(buttons) >= 5
    rects = sorted((scene_rect(button) for button in buttons), key=lambda rect: (rect.top(), rect.left()))
    for rect in rects:
        assert rect.width() >= TOUCH
        assert rect.height() >= TOUCH
        assert rect.bottom() <= SIZE[1]
    for one, other in pairwise(rects):
        assert not one.adjusted(-7.5, -7.5, 7.5, 7.5).intersects(other)


def test_staff_open_their_corner_by_holding_the_line_at_the_foot_and_a_passing_touch_does_not(
    qtbot: Any, show: Callable[..., Screen]
) -> None:
    screen = show()
    line = screen.item("staffHold")
    spot = line.mapToScene(QPointF(line.width() / 2, line.height() / 2)).toPoint()
    QTest.mouseClick(screen.stage.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
    screen.draw()
    assert screen.kiosk.report()["page"] == "home"
    QTest.mousePress(screen.stage.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
    screen.wait_page("corner")
    QTest.mouseRelease(screen.stage.window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, spot)
    screen.tap("done")
    screen.wait_page("home")


def test_language_and_large_text_are_on_every_page(qtbot: Any, show: Callable[..., Screen]) -> None:
    screen = show()
    for page in (None, ticket):
        if page:
            page(screen)
        for name in ("language-zh-CN", "language-en", "language-ja", "large"):
            item = screen.item(name)
            assert item.isEnabled()
            assert scene_rect(item).top() >= SIZE[1] * 2 / 3


def test_a_home_page_before_the_service_day_offers_no_ticket(qtbot: Any, show: Callable[..., Screen]) -> None:
    screen = show(opened=False)
    screen.draw()
    assert screen.item("noteHeading").property("text") == "今日服务尚未开始"
    assert find_item(screen.stage.window, "tile-A") is None
    assert clipped(screen) == []


def test_without_paper_the_screen_says_so_before_the_tap(qtbot: Any, show: Callable[..., Screen]) -> None:
    with PrinterSimulator() as printer:
        port = printer.start_tcp()
        screen = show(port=port)
        qtbot.waitUntil(lambda: screen.kiosk.report()["printer"] == "ready", timeout=30_000)
        screen.draw()
        assert find_item(screen.stage.window, "noPaper") is None
        printer.paper = "out"
        qtbot.waitUntil(lambda: screen.kiosk.report()["printer"] == "out", timeout=30_000)
        screen.draw()
        assert screen.item("noPaper").isVisible()
        assert "打印" in screen.item("staffLine").property("text")


CONTRAST = b"""
import QtQuick
import shared.ui
QtObject {
    function pairs(): string {
        const found = [];
        for (const inks of [Theme.light, Theme.dark]) {
            for (const ground of [inks.ground, inks.surface])
                found.push(Theme.contrast(inks.ink, ground) / 7, Theme.contrast(inks.quiet, ground) / 4.5);
            found.push(Theme.contrast(inks.ink, inks.raised) / 7, Theme.contrast(inks.accentInk, inks.accent) / 7,
                Theme.contrast(inks.accent, inks.surface) / 7, Theme.contrast(inks.actInk, inks.act) / 7,
                Theme.contrast(inks.warnInk, inks.warn) / 7, Theme.contrast(inks.goodInk, inks.good) / 7);
        }
        for (let i = 0; i < 8; i++) {
            const colour = Theme.categoryColour(i);
            found.push(Theme.contrast(Theme.inkOn(colour), colour) / 4.5);
        }
        for (let grade = 1; grade <= 5; grade++)
            found.push(Theme.contrast(Theme.light.ink, Theme.gradeTint(grade)) / 7);
        return found.join();
    }
    property string shares: pairs()
}
"""


def test_numbers_and_actions_have_contrast_seven_and_all_else_four_and_a_half(
    qtbot: Any, show: Callable[..., Screen]
) -> None:
    component = QQmlComponent(show().stage._engine)
    component.setData(CONTRAST, QUrl("contrast.qml"))
    made = component.create()
    assert isinstance(made, QObject), component.errorString()
    shares = [float(share) for share in made.property("shares").split(",")]
    made.deleteLater()
    assert len(shares) == 33
    assert min(shares) >= 1, shares

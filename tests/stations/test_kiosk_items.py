"""The kiosk before a ticket: items found on our own letters, papers asked for, lists printed, modes for those in need."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from drivers.printers.paper import PrinterChoice
from drivers.simulators.printer import PrinterSimulator
from kiosk.model import KioskModel
from kiosk.take import Times
from shared.events import TicketTaken
from shared.ui.app import Stage
from shared.ui.remote import find_item
from tests.stations.kiosk_scene import MODES, SIZE, Screen, as_mode, misdrawn
from tests.stations.memory_hall import MemoryHall

SAMPLE = Path(__file__).resolve().parents[2] / "shared" / "sites" / "district.toml"
TIMES = Times(working_ms=20, settle_ms=20, number_s=10_000, idle_s=10_000, slip_s=10_000)


@pytest.fixture
def show(
    qtbot: Any, make_hall: Callable[..., MemoryHall], put_on_stage: Callable[..., Stage]
) -> Iterator[Callable[..., Screen]]:
    """A kiosk of the sample hall, with its catalogue."""
    kiosks: list[KioskModel] = []

    def make(*, language: str = "zh-CN", times: Times = TIMES, port: int | None = None, extra: str = "") -> Screen:
        hall = make_hall(SAMPLE.read_text(encoding="utf-8").replace('code = "district"', 'code = "qh"') + extra)
        choice = PrinterChoice(url=f"tcp://127.0.0.1:{port or 9}", width_mm=80)
        kiosk = KioskModel(station="kiosk-1", language=language, times=times, printer=choice)
        kiosks.append(kiosk)
        line = hall.line(kiosk)
        hall.follow(kiosk)
        stage = put_on_stage("kiosk", kiosk, SIZE)
        qtbot.waitUntil(lambda: kiosk.report()["home"] == "ready")
        return Screen(qtbot, hall, stage, kiosk, line)

    yield make
    for kiosk in kiosks:
        kiosk.close()


def taken(screen: Screen) -> list[TicketTaken]:
    return [entry.event for entry in screen.hall.journal if isinstance(entry.event, TicketTaken)]


def open_item(screen: Screen, code: str) -> None:
    """Find the item by its number, on our own keys."""
    screen.tap("findItem")
    screen.wait_page("find")
    for digit in code:
        screen.tap(f"key-{digit}")
    screen.draw()
    screen.tap(f"item-{code}")
    screen.wait_page("item")
    screen.draw()


# The way to a ticket ------------------------------------------------------------------------------------------------


def test_a_common_item_is_three_taps_from_its_ticket_and_the_slip_names_it(
    qtbot: Any, show: Callable[..., Screen]
) -> None:
    with PrinterSimulator(80) as printer:
        screen = show(port=printer.start_tcp())
        screen.tap("findItem")
        screen.wait_page("find")
        screen.draw()
        screen.tap("item-1002")
        screen.wait_page("item")
        screen.tap("yes")
        screen.wait_page("ticket")
        assert [event.category for event in taken(screen)] == ["A"]
        about = taken(screen)[0].about
        assert about is not None
        assert (about.item, about.party) == ("1002", "enterprise")
        slip = printer.wait_slip()
        assert "建筑工程施工许可" in slip.lines


def test_initials_find_an_item_once_the_dictionary_has_spoken(qtbot: Any, show: Callable[..., Screen]) -> None:
    screen = show()
    screen.tap("findItem")
    screen.wait_page("find")
    qtbot.waitUntil(lambda: screen.kiosk.report()["spelled"], timeout=30_000)
    for letter in "YYZZB":
        screen.tap(f"key-{letter}")
    assert screen.kiosk.report()["found"][:1] == ["2003"]
    screen.tap("erase")
    assert screen.kiosk.report()["query"] == "YYZZ"
    screen.tap("clear")
    assert len(screen.kiosk.report()["found"]) == 6
    screen.tap("next")
    assert screen.kiosk.report()["found"][0] not in ("1001", "1002")
    screen.tap("back")
    screen.wait_page("home")


def test_papers_that_may_follow_do_not_keep_anybody_from_a_ticket(qtbot: Any, show: Callable[..., Screen]) -> None:
    screen = show()
    open_item(screen, "2005")
    screen.tap("partly")
    screen.draw()
    marks = [text.property("text") for text in screen.texts() if text.objectName() == "paperName"]
    assert marks == ["食品安全管理制度"]
    screen.tap("yes")
    screen.wait_page("ticket")
    assert [event.category for event in taken(screen)] == ["B"]


def test_without_papers_the_list_is_printed_and_uses_no_number(qtbot: Any, show: Callable[..., Screen]) -> None:
    with PrinterSimulator(80) as printer:
        screen = show(language="en", port=printer.start_tcp())
        open_item(screen, "2005")
        screen.tap("none")
        screen.draw()
        screen.tap("yes")
        slip = printer.wait_slip()
        qtbot.waitUntil(lambda: screen.kiosk.report()["list"] == "printed")
        assert "Food business permit" in slip.lines
        assert "This list is not a ticket." in slip.lines
        assert any(line.startswith("1. Business licence") for line in slip.lines)
        assert taken(screen) == []
        screen.tap("anyway")
        screen.wait_page("ticket")
        assert len(taken(screen)) == 1


def test_a_list_that_does_not_print_is_told(qtbot: Any, show: Callable[..., Screen]) -> None:
    screen = show()
    open_item(screen, "6001")
    screen.tap("none")
    screen.tap("yes")
    qtbot.waitUntil(lambda: screen.kiosk.report()["list"] == "failed", timeout=15_000)
    screen.draw()
    assert "拍下屏幕" in screen.item("bannerHeading").property("text")


def test_who_need_not_come_is_told_why_and_still_gets_a_ticket(qtbot: Any, show: Callable[..., Screen]) -> None:
    screen = show()
    open_item(screen, "3003")
    assert "国家医保服务平台" in screen.item("noteDetail").property("text")
    screen.tap("anyway")
    screen.wait_page("ticket")
    assert [event.category for event in taken(screen)] == ["C"]
    screen.tap("done")
    screen.wait_page("home")
    open_item(screen, "3003")
    screen.tap("yes")
    screen.wait_page("home")
    assert len(taken(screen)) == 1


def test_papers_differ_for_persons_and_enterprises(qtbot: Any, show: Callable[..., Screen]) -> None:
    screen = show()
    open_item(screen, "2003")

    def names() -> list[str]:
        screen.draw()
        return [text.property("text") for text in screen.texts() if text.objectName() == "paperName"]

    assert names() == ["营业执照", "身份证", "新住所使用证明"]
    screen.tap("asEnterprise")
    assert names() == ["营业执照", "法定代表人身份证", "变更决定或决议", "新住所使用证明"]


def test_a_page_that_was_left_asks_and_goes_home(qtbot: Any, show: Callable[..., Screen]) -> None:
    screen = show(times=Times(second_ms=20, idle_s=30, ask_s=20, settle_ms=10, attract_s=10_000))
    screen.tap("findItem")
    screen.wait_page("find")
    qtbot.waitUntil(lambda: find_item(screen.stage.window, "stillThere") is not None)
    screen.wait_page("home")
    assert screen.kiosk.report()["query"] == ""


def test_new_settings_take_a_changed_item_off_the_screen(qtbot: Any, show: Callable[..., Screen]) -> None:
    from shared import commands as cmd
    from shared.messages import new_id

    screen = show()
    open_item(screen, "6001")
    toml = SAMPLE.read_text(encoding="utf-8").replace('code = "district"', 'code = "qh"').replace("6001", "6009")
    screen.hall.do(cmd.ImportSettings(id=new_id(), toml=toml))
    screen.wait_page("find")
    assert taken(screen) == []


@pytest.mark.parametrize(
    ("said", "purpose", "priority"),
    [("collection", "collection", None), ("make_up", "make_up", None), ("priority.elder", "application", "elder")],
)
def test_who_says_so_gets_the_short_lane_or_claims_priority_in_three_taps(
    show: Callable[..., Screen], said: str, purpose: str, priority: str | None
) -> None:
    screen = show()
    screen.tap("openWish")
    screen.wait_page("wish")
    screen.draw()
    screen.tap(f"wish-{said}")
    screen.wait_page("home")
    screen.tap("tile-C")
    screen.wait_page("ticket")
    about = taken(screen)[0].about
    assert about is not None
    assert (about.purpose, about.priority, about.checked) == (purpose, priority, None)
    screen.tap("done")
    screen.wait_page("home")
    assert screen.kiosk.report()["purpose"] == "application"
    assert screen.kiosk.report()["priority"] is None


# How it looks -------------------------------------------------------------------------------------------------------


def find(screen: Screen) -> None:
    screen.kiosk.findItem()
    screen.wait_page("find")


def nothing(screen: Screen) -> None:
    find(screen)
    screen.kiosk._catalogue.type("QQQQQQQQQQQQQQQQQQQQQQQQ")


def _item(screen: Screen, code: str) -> None:
    find(screen)
    screen._qtbot.waitUntil(lambda: bool(screen.kiosk.property("settled")))
    screen.kiosk.openItem(code)
    screen.wait_page("item")


def papers(screen: Screen) -> None:
    _item(screen, "1002")


def both(screen: Screen) -> None:
    _item(screen, "4001")


def partly(screen: Screen) -> None:
    _item(screen, "2005")
    screen.kiosk._guide.havePart()


def all_needed(screen: Screen) -> None:
    _item(screen, "4003")
    screen.kiosk._guide.havePart()


def none(screen: Screen) -> None:
    _item(screen, "1002")
    screen.kiosk._guide.haveNone()
    screen.kiosk._guide._say("failed")


def no_visit(screen: Screen) -> None:
    _item(screen, "6004")


def wish(screen: Screen) -> None:
    screen.kiosk.openWish()
    screen.wait_page("wish")


def claimed(screen: Screen) -> None:
    wish(screen)
    screen._qtbot.waitUntil(lambda: bool(screen.kiosk.property("settled")))
    screen.kiosk.wishFor("priority.service")
    screen.wait_page("home")


def home(screen: Screen) -> None:
    assert screen.kiosk.report()["home"] == "ready"


PAGES: dict[str, Callable[[Screen], None]] = {
    page.__name__: page
    for page in (home, find, nothing, papers, both, partly, all_needed, none, no_visit, wish, claimed)
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("language", ["zh-CN", "en", "ja"])
def test_no_page_clips_a_word_or_shrinks_a_target(
    qtbot: Any, show: Callable[..., Screen], language: str, mode: str
) -> None:
    """All pages of one language and mode on one stage, for a stage takes longer than a page."""
    screen = show(language=language)
    wrong = []
    for name, page in PAGES.items():
        screen.kiosk._pages.go_home()
        qtbot.waitUntil(lambda: bool(screen.kiosk.property("settled")))
        as_mode(screen, mode)
        page(screen)
        screen.draw()
        wrong += [f"{name}: {what}" for what in misdrawn(screen, mode)]
    assert wrong == []

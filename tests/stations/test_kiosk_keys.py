"""The kiosk by three keys and by numbers alone: every page, a sensible order, a focus that is always seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtQuick import QQuickItem

from drivers.printers.paper import PrinterChoice
from kiosk.home import MOST_TILES
from kiosk.model import KioskModel
from kiosk.steps import REST_MS
from kiosk.take import Times
from shared.events import TicketTaken
from shared.ui.app import Stage
from shared.ui.fingers import press_key, tap
from shared.ui.remote import find_item
from tests.stations.kiosk_scene import MODES, SIZE, Screen, as_mode, buttons, misdrawn, scene_rect
from tests.stations.memory_hall import PIN, MemoryHall, hall_toml
from tests.stations.test_kiosk_items import PAGES, SAMPLE
from tests.stations.test_kiosk_screen import HALLS

TIMES = Times(
    working_ms=20, settle_ms=20, attract_s=10_000, number_s=10_000, idle_s=10_000, slip_s=10_000, staff_s=10_000
)

Show = Callable[..., Screen]


@pytest.fixture
def show(qtbot: Any, make_hall: Callable[..., MemoryHall], put_on_stage: Callable[..., Stage]) -> Iterator[Show]:
    kiosks: list[KioskModel] = []

    def make(categories: int = 6, *, language: str = "zh-CN", times: Times = TIMES, toml: str = "") -> Screen:
        hall = make_hall(toml or hall_toml(HALLS[categories]))
        printer = PrinterChoice(url="tcp://127.0.0.1:9")
        kiosk = KioskModel(station="kiosk-1", language=language, times=times, printer=printer)
        kiosks.append(kiosk)
        line = hall.line(kiosk)
        hall.follow(kiosk)
        stage = put_on_stage("kiosk", kiosk, SIZE)
        qtbot.waitUntil(lambda: kiosk.report()["home"] == "ready")
        return Screen(qtbot, hall, stage, kiosk, line)

    yield make
    for kiosk in kiosks:
        kiosk.close()


def press(screen: Screen, *keys: str) -> None:
    for key in keys:
        screen._qtbot.waitUntil(lambda: bool(screen.kiosk.property("settled")))
        press_key(screen.stage.window, key)


def number(screen: Screen, key: str) -> None:
    """A number key, and the rest of a finger after it."""
    press(screen, key)
    screen._qtbot.waitUntil(lambda: not screen.kiosk._steps._rest.isActive())


def focus(screen: Screen) -> str:
    return str(screen.kiosk.report()["focus"])


def round_trip(screen: Screen, key: str) -> list[str]:
    """Every control that the key comes by, once round."""
    press(screen, key)
    seen = [focus(screen)]
    for _ in range(100):
        press(screen, key)
        if focus(screen) == seen[0]:
            return seen
        seen.append(focus(screen))
    raise AssertionError(f"{key} never comes round: {seen}")


def taken(screen: Screen) -> list[TicketTaken]:
    return [entry.event for entry in screen.hall.journal if isinstance(entry.event, TicketTaken)]


# Three keys --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("on", "back"), [("Tab", "Shift+Tab"), ("Right", "Left"), ("Down", "Up")])
def test_next_and_previous_come_by_every_control_in_the_order_of_the_page(
    qtbot: Any, show: Show, on: str, back: str
) -> None:
    screen = show()
    expected = [f"tile-{code}" for code in "ABCDFG"]
    expected += ["language-zh-CN", "language-en", "language-ja", "large", "strong", "low"]
    seen = round_trip(screen, on)
    assert [name for name in seen if name in expected] == expected
    assert set(seen) == {button.objectName() for button in buttons(screen)}
    backwards = round_trip(screen, back)
    assert sorted(backwards) == sorted(seen)
    start = backwards.index("tile-F")
    assert backwards[start + 1] == "tile-D"


def test_a_ticket_by_three_keys_and_home_again(qtbot: Any, show: Show) -> None:
    screen = show()
    press(screen, "Tab", "Tab", "Return")
    screen.wait_page("ticket")
    assert screen.kiosk.report()["number"] == "B001"
    qtbot.waitUntil(lambda: focus(screen) == "done")
    press(screen, "Enter")
    screen.wait_page("home")
    assert not screen.kiosk.report()["keys"], "the next visitor finds the screen as it was"


def test_a_language_and_a_mode_are_chosen_by_keys_and_keep_the_focus(qtbot: Any, show: Show) -> None:
    screen = show()
    while focus(screen) != "language-en":
        press(screen, "Tab")
    press(screen, "Return")
    assert screen.kiosk.report()["language"] == "en"
    assert focus(screen) == "language-en"
    press(screen, "Tab", "Tab", "Return")
    assert screen.kiosk.property("large")


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_worked_by_keys_alone(qtbot: Any, show: Show, name: str) -> None:
    """Whatever a finger can press on a page, the keys come by, with the focus seen each time."""
    toml = SAMPLE.read_text(encoding="utf-8").replace('code = "district"', 'code = "qh"')
    screen = show(toml=toml)
    PAGES[name](screen)
    qtbot.waitUntil(lambda: bool(screen.kiosk.property("settled")))
    seen = round_trip(screen, "Tab")
    pressable = {button.objectName() for button in buttons(screen) if button.isEnabled()}
    assert set(seen) == pressable
    item = screen.item(focus(screen))
    assert item.property("visualFocus")


def test_a_page_that_comes_by_a_key_has_its_first_control_focused(qtbot: Any, show: Show) -> None:
    screen = show(toml=SAMPLE.read_text(encoding="utf-8").replace('code = "district"', 'code = "qh"'))
    while focus(screen) != "openWish":
        press(screen, "Tab")
    press(screen, "Return")
    screen.wait_page("wish")
    qtbot.waitUntil(lambda: focus(screen) == "wish-collection")


def test_a_key_wakes_the_idle_screen_and_does_no_more(qtbot: Any, show: Show) -> None:
    screen = show()
    screen.kiosk._idle._show()
    number(screen, "1")
    assert not screen.kiosk.report()["idle"]
    assert taken(screen) == []


def test_a_key_answers_the_question_and_does_no_more(qtbot: Any, show: Show) -> None:
    screen = show(times=TIMES._replace(second_ms=20, idle_s=10, ask_s=10_000))
    press(screen, "Tab")
    qtbot.waitUntil(lambda: bool(screen.kiosk._pages.property("asking")))
    number(screen, "1")
    assert not screen.kiosk._pages.property("asking")
    assert taken(screen) == []


def test_a_finger_takes_focus_and_numbers_away(qtbot: Any, show: Show) -> None:
    screen = show()
    press(screen, "Tab")
    screen.draw()
    assert screen.item("tile-A").property("visualFocus")
    assert find_item(screen.stage.window, "tileKey") is not None
    tap(screen.stage.window, screen.item("homeHeading"))
    screen.draw()
    assert not screen.item("tile-A").property("visualFocus")
    assert find_item(screen.stage.window, "tileKey") is None


# Numbers alone -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "ticket"), [("1", "A001"), ("4", "D001"), ("6", "G001")])
def test_a_number_key_chooses_the_nth_tile(qtbot: Any, show: Show, key: str, ticket: str) -> None:
    screen = show()
    number(screen, key)
    screen.wait_page("ticket")
    assert screen.kiosk.report()["number"] == ticket


def test_what_a_reader_types_chooses_no_tile_and_presses_nothing(qtbot: Any, show: Show) -> None:
    screen = show()
    press(screen, "Tab", "Tab")
    for sign in "123456789":
        press_key(screen.stage.window, sign)
    press_key(screen.stage.window, "Return")
    qtbot.wait(2 * REST_MS)
    assert taken(screen) == []
    assert screen.kiosk.report()["page"] == "home"


def test_keys_held_or_drummed_take_one_ticket(qtbot: Any, show: Show) -> None:
    screen = show()
    qtbot.waitUntil(lambda: bool(screen.kiosk.property("settled")))
    for _ in range(3):
        number(screen, "2")
    screen.wait_page("ticket")
    assert len(taken(screen)) == 1


def test_of_twenty_categories_each_is_reached_by_numbers_alone(qtbot: Any, show: Show) -> None:
    screen = show(20)
    press(screen, "Tab")
    pages: list[list[str]] = []
    while len(pages) < 3:
        pages.append([row["code"] for row in screen.kiosk.report()["tiles"]])
        number(screen, str(len(pages[-1]) + 1))
    codes = [category.code for category in screen.hall.settings.categories]
    assert [code for page in pages for code in page] == codes
    assert max(map(len, pages)) == MOST_TILES - 1
    assert [row["code"] for row in screen.kiosk.report()["tiles"]] == pages[0], "after the last page the first"
    for key in "994":
        number(screen, key)
    screen.wait_page("ticket")
    assert screen.kiosk.report()["number"] == f"{pages[2][3]}001"


def test_letters_and_digits_are_typed_where_something_is_looked_for(qtbot: Any, show: Show) -> None:
    screen = show(toml=SAMPLE.read_text(encoding="utf-8").replace('code = "district"', 'code = "qh"'))
    screen.tap("findItem")
    screen.wait_page("find")
    screen.draw()
    press(screen, "1", "Y")
    assert screen.kiosk.report()["query"].upper() == "1Y"


def test_the_pin_may_be_typed_on_keys(qtbot: Any, show: Show) -> None:
    screen = show()
    qtbot.waitUntil(lambda: bool(screen.kiosk.property("settled")))
    screen.kiosk._corner.enter()
    screen.wait_page("corner")
    press(screen, *PIN)
    assert screen.kiosk.report()["digits"] == len(PIN)
    while focus(screen) != "pin-enter":
        press(screen, "Tab")
    press(screen, "Return")
    qtbot.waitUntil(lambda: screen.kiosk.report()["lock"] == "open", timeout=15_000)


# Low, with many categories -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["low", "low-large"])
@pytest.mark.parametrize("categories", [6, 17, 20])
def test_low_tiles_come_page_by_page_and_nothing_is_pressed_above_the_lower_third(
    qtbot: Any, show: Show, categories: int, mode: str
) -> None:
    screen = show(categories)
    as_mode(screen, mode)
    seen: list[str] = []
    while True:
        screen.draw()
        assert misdrawn(screen, mode) == []
        shown = [row["code"] for row in screen.kiosk.report()["tiles"]]
        assert len(shown) <= MOST_TILES
        if shown[0] in seen:
            break
        seen += shown
        if find_item(screen.stage.window, "moreTiles") is None:
            break
        screen.tap("moreTiles")
    assert seen == [category.code for category in screen.hall.settings.categories]
    assert max(scene_rect(button).bottom() for button in buttons(screen)) <= SIZE[1]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("categories", [6, 20])
def test_numbered_tiles_are_not_misdrawn(qtbot: Any, show: Show, categories: int, mode: str) -> None:
    screen = show(categories, language="en")
    as_mode(screen, mode)
    press(screen, "Tab")
    qtbot.waitUntil(lambda: bool(screen.kiosk.property("settled")))
    assert misdrawn(screen, mode) == []
    plates: list[QQuickItem] = [item for item in screen.visible() if item.objectName() == "tileKey"]
    words = [item for item in screen.texts() if item.objectName() in ("tileName", "tileWaiting", "tileOpen")]
    for plate in plates:
        for word in words:
            assert not scene_rect(plate).intersects(scene_rect(word)), word.property("text")

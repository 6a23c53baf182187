"""The enquiry desk issues and prints: by keyboard alone, on its own printer, or large on the screen without one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from counter.enquiry_issue import IssuePage
from drivers.simulators.printer import PrinterSimulator
from shared.devices import DeviceState
from shared.events import SlipFailed, SlipPrinted, SlipReprinted, TicketTaken
from shared.ui.app import Stage
from shared.ui.fingers import press_key, tap, type_text
from shared.ui.remote import find_item
from tests.book import DISTRICT
from tests.stations.enquiry_scene import STATIONS, EnquiryScene, enquiry
from tests.stations.test_counter_screen import cut, drawn, item, text
from tests.stations.test_kiosk_paper import events

ITEMS = DISTRICT[DISTRICT.index("[[items]]") :]
Show = Callable[..., tuple[EnquiryScene, Stage]]


@pytest.fixture
def printer() -> Iterator[PrinterSimulator]:
    with PrinterSimulator() as simulated:
        yield simulated


@pytest.fixture
def show(qtbot: Any, put_on_stage: Callable[..., Stage]) -> Iterator[Show]:
    made: list[EnquiryScene] = []

    def build(port: int | None = None, page: str = "issue", **options: Any) -> tuple[EnquiryScene, Stage]:
        device = (
            f'[[devices]]\nname = "desk-printer"\nstation = "desk-1"\nkind = "printer"\ndriver = "default"\n'
            f'port = "tcp://127.0.0.1:{port}"\n'
        )
        at = enquiry(qtbot, extra=f"{STATIONS}\n{device if port else ''}\n{ITEMS}", **options)
        made.append(at)
        at.model.open(page)
        stage = put_on_stage("counter", at.model, None, "Enquiry")
        qtbot.waitUntil(lambda: find_item(stage.window, "deskTitle") is not None)
        return at, stage

    yield build
    for at in made:
        at.model.close()


def page(at: EnquiryScene) -> IssuePage:
    found = at.model.page_of("issue")
    assert isinstance(found, IssuePage)
    return found


def test_a_ticket_is_issued_by_keyboard_with_all_that_was_said(qtbot: Any, show: Show) -> None:
    at, stage = show()
    type_text(stage.window, "c")
    assert at.state["category"] == "C"
    # Past the item; two more persons and one mandate; language, purpose, party, priority.
    keys = ["Tab", "Tab", "Tab", "Right", "Right", "Tab", "Right"]
    keys += ["Tab", "Right", "Tab", "Right", "Right", "Tab", "Right", "Tab", "Right"]
    # Tags: the second and the third.
    keys += ["Tab", "Right", "Space", "Right", "Space"]
    for key in keys:
        press_key(stage.window, key)
    at.later()
    press_key(stage.window, "Return")
    qtbot.waitUntil(lambda: at.state["issued"] == "C001")
    (command,) = at.sent("take_ticket")
    said = {name: getattr(command, name) for name in ("category", "language", "purpose", "party", "priority", "tags")}
    assert said == {
        "category": "C",
        "language": "en",
        "purpose": "collection",
        "party": "enterprise",
        "priority": "elder",
        "tags": ("deaf", "blind"),
    }
    assert (command.persons, command.mandates) == (3, 1)
    ticket = at.hall.picture.numbered("C001")
    assert ticket is not None
    assert ticket.station == "desk-1"
    # Nothing of one visitor is left for the next.
    at.model.dismiss()
    at.later()
    press_key(stage.window, "Return")
    assert at.state["note"] == "no_category_chosen"
    assert len(at.sent("take_ticket")) == 1


def test_without_a_printer_the_number_stands_large(qtbot: Any, show: Show) -> None:
    at, stage = show(language="en")
    tap(stage.window, item(stage, "category_1"))
    drawn(qtbot, stage)
    tap(stage.window, item(stage, "issue"))
    qtbot.waitUntil(lambda: at.state["large"] == "B001")
    assert text(stage, "largeNumber") == "B001"
    assert "note" in text(stage, "largeText")
    press_key(stage.window, "Escape")
    qtbot.waitUntil(lambda: find_item(stage.window, "largeNumber") is None)
    assert text(stage, "issued") == "B001"


def test_a_double_press_issues_one(qtbot: Any, show: Show) -> None:
    at, stage = show()
    type_text(stage.window, "a")
    for _ in range(5):
        press_key(stage.window, "Return")
        at.seconds.at += 0.05
    qtbot.waitUntil(lambda: at.state["issued"] == "A001")
    qtbot.wait(20)
    assert len(at.sent("take_ticket")) == 1


def test_a_take_in_doubt_is_the_same_ticket(qtbot: Any, show: Show) -> None:
    at, _ = show()
    at.line.deaf = True
    page(at).letter("a")
    page(at).issue()
    qtbot.waitUntil(lambda: at.state["note"] == "unanswered")
    at.line.deaf = False
    at.later()
    page(at).issue()
    qtbot.waitUntil(lambda: at.state["issued"] == "A001")
    first, second = at.sent("take_ticket")
    assert first == second
    assert len(at.hall.picture.tickets) == 1


def test_an_item_brings_its_category_and_who_may_come(qtbot: Any, show: Show) -> None:
    at, stage = show(language="en")
    drawn(qtbot, stage)
    tap(stage.window, item(stage, "itemQuery"))
    type_text(stage.window, "dereg")
    qtbot.waitUntil(lambda: len(at.state["items"]) > 0)
    press_key(stage.window, "Tab")
    press_key(stage.window, "Right")
    assert at.state["item"]
    assert at.state["category"] == "B"
    at.later()
    press_key(stage.window, "Return")
    qtbot.waitUntil(lambda: bool(at.sent("take_ticket")))
    (command,) = at.sent("take_ticket")
    known = at.hall.picture.rules.item(command.item)
    assert command.category == known.category
    assert command.party in known.parties


def test_another_category_than_the_items_drops_the_item(qtbot: Any, show: Show) -> None:
    at, _ = show(language="en")
    page(at).type("company")
    page(at).pick("item", 0)
    assert at.state["item"]
    page(at).letter("g")
    assert (at.state["category"], at.state["item"]) == ("G", "")


def test_the_desk_prints_what_it_issues_and_prints_it_again_marked(
    qtbot: Any, show: Show, printer: PrinterSimulator
) -> None:
    at, stage = show(port=printer.start_tcp())
    qtbot.waitUntil(lambda: ("desk-1", "desk-printer") in at.hall.picture.devices, timeout=30_000)
    type_text(stage.window, "a")
    at.later()
    press_key(stage.window, "Return")
    qtbot.waitUntil(lambda: at.state["paper"] == "printed", timeout=30_000)
    assert at.state["large"] == "", "whoever has paper needs no large number"
    qtbot.waitUntil(lambda: len(printer.slips) == 1, timeout=30_000)
    assert "A001" in printer.slips[0].text
    qtbot.waitUntil(lambda: len(events(at.hall, SlipPrinted)) == 1)
    press_key(stage.window, "F1")
    qtbot.waitUntil(lambda: find_item(stage.window, "number") is not None)
    type_text(stage.window, "1")
    press_key(stage.window, "Return")
    qtbot.waitUntil(lambda: at.state["ticket"] == "A001")
    at.later()
    press_key(stage.window, "Shift+F4")
    qtbot.waitUntil(lambda: len(printer.slips) == 2, timeout=30_000)
    assert "补打" in printer.slips[1].text or "重打" in printer.slips[1].text
    qtbot.waitUntil(lambda: at.state["note"] == "did_reprint")
    assert [event.copy for event in events(at.hall, SlipReprinted)] == [1]
    assert len(events(at.hall, TicketTaken)) == 1, "a second paper is no second right"


def test_the_numbers_without_paper_are_printed_here_one_or_all(
    qtbot: Any, show: Show, printer: PrinterSimulator
) -> None:
    at, stage = show(port=printer.start_tcp(), page="find")
    for category in "ABC":
        at.paper_fails(at.takes(category))
    qtbot.waitUntil(lambda: at.state["unprinted"] == ["A001", "B001", "C001"])
    qtbot.waitUntil(lambda: at.model.why_no_reprint() is None, timeout=30_000)
    qtbot.waitUntil(lambda: find_item(stage.window, "reprint_B001") is not None)
    drawn(qtbot, stage)
    tap(stage.window, item(stage, "reprint_B001"))
    qtbot.waitUntil(lambda: at.state["unprinted"] == ["A001", "C001"], timeout=30_000)
    press_key(stage.window, "F9")
    qtbot.waitUntil(lambda: at.state["unprinted"] == [], timeout=30_000)
    assert [number for slip in printer.slips for number in ("A001", "B001", "C001") if number in slip.text] == [
        "B001",
        "A001",
        "C001",
    ]
    assert text(stage, "noUnprinted")


def test_paper_that_fails_leaves_the_number_and_is_told(qtbot: Any, show: Show, printer: PrinterSimulator) -> None:
    printer.cover_open = True
    at, _ = show(port=printer.start_tcp(), language="en")
    device = ("desk-1", "desk-printer")
    # Before the printer has said how it is a slip is tried; afterwards the desk knows better.
    page(at).letter("a")
    page(at).issue()
    qtbot.waitUntil(lambda: at.state["large"] == "A001", timeout=30_000)
    assert at.state["issued"] == "A001"
    qtbot.waitUntil(lambda: at.hall.picture.devices[device].state is DeviceState.COVER, timeout=30_000)
    qtbot.waitUntil(lambda: at.state["faults"] == ["desk-1/desk-printer"])
    assert events(at.hall, SlipFailed) or at.state["paper"] == "none"


@pytest.mark.parametrize("language", ["zh-CN", "en", "ja"])
def test_no_text_is_cut_while_a_ticket_is_issued(qtbot: Any, show: Show, language: str) -> None:
    at, stage = show(language=language)
    seen: dict[str, list[str]] = {}

    def look(state: str) -> None:
        qtbot.wait(15)
        if wrong := cut(stage):
            seen[state] = wrong

    look("empty")
    page(at).issue()
    look("refused")
    page(at).type("B")
    look("items")
    for index in range(3):
        page(at).toggle(index)
    page(at).count("persons", 199)
    page(at).count("mandates", 200)
    for index in range(6):
        page(at).pick("category", index)
        look(f"category {index}")
    at.later()
    page(at).issue()
    qtbot.waitUntil(lambda: at.state["large"] != "")
    look("large")
    at.model.dismiss()
    look("issued")
    assert seen == {}

"""The enquiry desk's find page: any ticket in any state, and what can be done with it, by keyboard alone or by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from counter.enquiry_find import FindPage
from shared import commands as cmd
from shared import i18n
from shared.devices import DeviceKind, DeviceState
from shared.errors import Refusal
from shared.messages import LinkChanged, LinkState, new_id
from shared.tickets import Actor, Role
from shared.ui.app import Stage
from shared.ui.fingers import press_key, tap, type_text
from shared.ui.remote import find_item
from tests.stations.enquiry_scene import EnquiryScene, enquiry
from tests.stations.memory_hall import DAY
from tests.stations.test_counter_screen import cut, drawn, item, items, text

ROOM = Path(__file__).resolve().parents[2] / "counter"
OTHER_DESK = Actor(role=Role.DESK, station="desk-2")
Desk = Callable[..., EnquiryScene]
Show = Callable[..., tuple[EnquiryScene, Stage]]


@pytest.fixture
def desk(qtbot: Any) -> Iterator[Desk]:
    made: list[EnquiryScene] = []

    def build(**options: Any) -> EnquiryScene:
        made.append(enquiry(qtbot, **options))
        return made[-1]

    yield build
    for at in made:
        at.model.close()


@pytest.fixture
def show(qtbot: Any, desk: Desk, put_on_stage: Callable[..., Stage]) -> Show:
    def build(**options: Any) -> tuple[EnquiryScene, Stage]:
        at = desk(**options)
        stage = put_on_stage("counter", at.model, None, "Enquiry")
        qtbot.waitUntil(lambda: find_item(stage.window, "deskTitle") is not None)
        return at, stage

    return build


def page(at: EnquiryScene) -> FindPage:
    found = at.model.page_of("find")
    assert isinstance(found, FindPage)
    return found


def find(qtbot: Any, at: EnquiryScene, number: str) -> None:
    page(at).type("number", number)
    page(at).findNumber()
    qtbot.waitUntil(lambda: at.state["book"] != "asking")


def find_lost(qtbot: Any, at: EnquiryScene) -> list[str]:
    page(at).findLost()
    qtbot.waitUntil(lambda: at.state["book"] != "asking")
    found: list[str] = at.state["found"]
    return found


def test_every_state_is_found(qtbot: Any, desk: Desk) -> None:
    """Waiting, called, serving, held, missed, finished, given up: whoever asks is told where they stand."""
    at = desk()
    for _ in range(7):
        at.takes("A")
    states = {}
    clerks = {window: at.hall.open_window(window, clerk) for window, clerk in ((1, "1001"), (7, "1002"))}

    def call(window: int, number: str, *then: Any) -> None:
        actor = clerks[window]
        at.hall.do(cmd.CallNumber(id=new_id(), window=window, number=number), actor)
        for command in then:
            at.hall.now += timedelta(seconds=200)
            at.hall.do(command(id=new_id(), window=window), actor)

    call(1, "A001", cmd.Start, cmd.Finish)
    call(1, "A002", cmd.Recall, cmd.NoShow)
    call(1, "A003", cmd.Start, cmd.Hold)
    call(1, "A004", cmd.Start)
    call(7, "A005")
    given_up = at.hall.picture.numbered("A006")
    at.hall.do(cmd.CancelTicket(id=new_id(), ticket=given_up.id), OTHER_DESK)
    qtbot.waitUntil(lambda: at.model.seq == at.hall.picture.seq)
    for number in range(1, 8):
        find(qtbot, at, f"a{number}")
        states[f"A00{number}"] = at.state["ticket_state"]
        assert page(at).card.property("stateText")
    assert states == {
        "A001": "finished",
        "A002": "missed",
        "A003": "held",
        "A004": "serving",
        "A005": "called",
        "A006": "closed",
        "A007": "waiting",
    }


def test_a_lost_ticket_is_found_by_kiosk_category_and_time(qtbot: Any, desk: Desk) -> None:
    at = desk()
    for number in range(4):
        at.takes("A", "kiosk-1" if number % 2 else "kiosk-2")
        at.takes("B", "kiosk-1")
        at.later(600)
    qtbot.waitUntil(lambda: at.model.seq == at.hall.picture.seq)
    assert len(find_lost(qtbot, at)) == 8
    page(at).pick("station", 2)
    page(at).pick("category", 1)
    assert find_lost(qtbot, at) == ["A001", "A003"]
    page(at).type("begins", "9:15")
    page(at).type("ends", "9:25")
    assert find_lost(qtbot, at) == ["A003"]
    assert at.state["ticket"] == "A003", "the only one lies before the desk at once"


def test_who_ended_meanwhile_is_told_with_its_end(qtbot: Any, desk: Desk) -> None:
    at = desk()
    ticket = at.takes("A")
    at.takes("A")
    qtbot.waitUntil(lambda: at.model.seq == at.hall.picture.seq)
    find(qtbot, at, "A1")
    at.hall.do(cmd.CancelTicket(id=new_id(), ticket=ticket, reason="absent"), OTHER_DESK)
    qtbot.waitUntil(lambda: at.state["ticket_state"] == "closed")
    assert at.state["found"] == ["A001"]
    assert page(at).card.property("possible") == {
        "reprint": False,
        "large": True,
        "priority": False,
        "tag": False,
        "transfer": False,
        "cancel": False,
    }


def test_yesterdays_number_and_todays_are_both_found_the_latest_first(qtbot: Any, desk: Desk) -> None:
    at = desk()
    at.takes("A")
    at.later(86_400)
    at.hall.do(cmd.OpenDay(id=new_id(), day=DAY + timedelta(days=1)))
    at.takes("A")
    qtbot.waitUntil(lambda: at.model.seq == at.hall.picture.seq)
    find(qtbot, at, "A1")
    assert at.state["found"] == ["A001", "A001"]
    page(at).move(1)
    assert "carried" not in at.state["ticket_facts"]
    page(at).move(1)
    assert "carried" in at.state["ticket_facts"]


def test_without_the_book_the_living_are_found_and_the_rest_is_said_to_be_unknown(qtbot: Any, desk: Desk) -> None:
    at = desk(language="en")
    at.takes("A")
    qtbot.waitUntil(lambda: at.model.seq == at.hall.picture.seq)
    at.line.deaf = True
    find(qtbot, at, "A1")
    assert at.state["book"] == "hall_away"
    assert at.state["found"] == ["A001"]
    assert page(at).property("countText") == "1 found; ended ones cannot be looked up now"


def test_an_older_answer_of_the_book_is_nobodys(qtbot: Any, desk: Desk) -> None:
    at = desk()
    first, second = at.takes("A"), at.takes("B")
    for ticket in (first, second):
        at.hall.do(cmd.CancelTicket(id=new_id(), ticket=ticket), OTHER_DESK)
    page(at).type("number", "A1")
    page(at).findNumber()
    page(at).type("number", "B1")
    page(at).findNumber()
    qtbot.waitUntil(lambda: at.state["book"] == "")
    assert at.state["found"] == ["B001"]


def test_a_ticket_is_found_checked_marked_transferred_and_cancelled_by_keyboard(qtbot: Any, show: Show) -> None:
    at, stage = show(language="en")
    ticket = at.takes("A", priority="elder")
    at.hall.open_window(7, "1001")
    qtbot.waitUntil(lambda: at.model.seq == at.hall.picture.seq)
    type_text(stage.window, "a1")
    press_key(stage.window, "Return")
    qtbot.waitUntil(lambda: at.state["ticket"] == "A001")

    def choose(key: str, *answers: str, command: str) -> Any:
        at.later()
        press_key(stage.window, key)
        qtbot.waitUntil(lambda: at.state["choosing"] != "")
        for answer in answers:
            at.later()
            type_text(stage.window, answer)
        qtbot.waitUntil(lambda: at.sent(command) and not at.state["working"])
        return at.sent(command)[-1]

    checked = choose("Shift+F2", "1", command="check_priority")
    assert (checked.ticket, checked.confirmed, checked.reason) == (ticket, True, "card_seen")
    assert at.state["note"] == "did_confirm"
    assert choose("Shift+F3", "2", command="tag_ticket").tags == ("deaf",)
    qtbot.waitUntil(lambda: "tag_deaf" in at.state["ticket_facts"])
    handed = choose("Shift+F6", "2", "7", "2", command="transfer")
    assert (handed.window, handed.note) == (7, "papers_missing")
    assert at.hall.picture.tickets[ticket].history.note == "papers_missing"
    assert choose("Shift+F9", "1", command="cancel_ticket").reason == "given_up"
    qtbot.waitUntil(lambda: at.state["ticket_state"] == "closed")
    assert text(stage, "ticketNumber") == "A001"


def test_a_ticket_is_found_by_hand(qtbot: Any, show: Show) -> None:
    at, stage = show()
    for kiosk in ("kiosk-1", "kiosk-2"):
        at.takes("A", kiosk)
        at.takes("B", kiosk)
    qtbot.waitUntil(lambda: at.model.seq == at.hall.picture.seq)
    drawn(qtbot, stage)
    tap(stage.window, item(stage, "station_2"))
    tap(stage.window, item(stage, "category_1"))
    qtbot.waitUntil(lambda: at.state["found"] == ["A002"])
    tap(stage.window, item(stage, "station_0"))
    qtbot.waitUntil(lambda: at.state["found"] == ["A001", "A002"] and at.state["book"] == "")
    qtbot.waitUntil(lambda: find_item(stage.window, "row_A001") is not None)
    drawn(qtbot, stage)
    tap(stage.window, item(stage, "row_A001"))
    assert at.state["ticket"] == "A001"
    at.later()
    drawn(qtbot, stage)
    tap(stage.window, item(stage, "large"))
    qtbot.waitUntil(lambda: find_item(stage.window, "largeNumber") is not None)
    assert text(stage, "largeNumber") == "A001"
    tap(stage.window, item(stage, "largeClose"))
    assert find_item(stage.window, "largeNumber") is None
    tap(stage.window, item(stage, "clear"))
    assert at.state["found"] == []
    assert at.state["ticket"] == ""


def test_everything_found_is_reached_by_the_arrows_and_the_next_number_is_typed_at_once(qtbot: Any, show: Show) -> None:
    at, stage = show()
    for category in "AAB":
        at.takes(category)
    qtbot.waitUntil(lambda: at.model.seq == at.hall.picture.seq)
    type_text(stage.window, "1")
    press_key(stage.window, "Return")
    qtbot.waitUntil(lambda: at.state["found"] == ["B001", "A001"] and at.state["book"] == "")
    press_key(stage.window, "Down")
    assert at.state["ticket"] == "B001"
    press_key(stage.window, "Down")
    assert at.state["ticket"] == "A001"
    at.later()
    press_key(stage.window, "Shift+F3")
    qtbot.waitUntil(lambda: at.state["choosing"] == "tag")
    at.later()
    press_key(stage.window, "Escape")
    qtbot.waitUntil(lambda: at.state["choosing"] == "")
    press_key(stage.window, "Ctrl+Backspace")
    type_text(stage.window, "a2")
    press_key(stage.window, "Return")
    qtbot.waitUntil(lambda: at.state["ticket"] == "A002")


def test_a_desk_started_before_its_hall_takes_the_keyboard_when_the_hall_is_there(qtbot: Any, show: Show) -> None:
    at, stage = show(follows=False)
    assert find_item(stage.window, "number") is None
    at.takes("A")
    at.hall.follow(at.model)
    qtbot.waitUntil(lambda: find_item(stage.window, "number") is not None)
    type_text(stage.window, "a1")
    press_key(stage.window, "Return")
    qtbot.waitUntil(lambda: at.state["ticket"] == "A001")


def test_a_desk_that_is_not_admitted_says_what_to_do(qtbot: Any, show: Show) -> None:
    at, stage = show(follows=False, language="en")
    assert text(stage, "noteHeading") == "Waiting for the hall service"
    at.model.receive(LinkChanged(LinkState.REFUSED, None, "no_token"))
    assert text(stage, "noteHeading") == Refusal("no_token").detail("en")
    assert text(stage, "noteRemedy") == Refusal("no_token").remedy("en")


def test_a_double_click_on_the_last_answer_does_it_once(qtbot: Any, show: Show) -> None:
    at, stage = show()
    at.takes("A")
    at.takes("A")
    find(qtbot, at, "A1")
    at.later()
    press_key(stage.window, "Shift+F9")
    qtbot.waitUntil(lambda: find_item(stage.window, "choice1") is not None)
    at.later()
    drawn(qtbot, stage)
    for _ in range(3):
        if (found := find_item(stage.window, "choice1")) is not None:
            tap(stage.window, found)
        at.seconds.at += 0.05
    qtbot.waitUntil(lambda: not at.state["working"])
    assert len(at.sent("cancel_ticket")) == 1


def test_an_unanswered_cancel_keeps_its_id(qtbot: Any, desk: Desk) -> None:
    at = desk()
    at.takes("A")
    find(qtbot, at, "A1")
    at.line.deaf = True

    def cancel() -> None:
        at.later()
        page(at).card.press("cancel")
        at.later()
        page(at).card.chooser.choose(0)

    # The hall does it, and its answer is lost; the stream is lost too, so that the desk cannot know.
    at.hall.followers.clear()
    cancel()
    qtbot.waitUntil(lambda: at.state["note"] == "unanswered")
    at.line.deaf = False
    cancel()
    qtbot.waitUntil(lambda: at.state["note"] == "did_ticket_closed")
    first, second = at.sent("cancel_ticket")
    assert first == second


def test_what_the_desk_cannot_do_is_said_in_words(qtbot: Any, desk: Desk) -> None:
    at = desk()
    at.takes("A")
    who = at.hall.open_window(1)
    at.hall.do(cmd.CallNext(id=new_id(), window=1), who)
    find(qtbot, at, "A1")
    said = {}
    for action in ("transfer", "cancel", "reprint"):
        at.later()
        page(at).card.press(action)
        said[action] = at.state["note"]
    assert said == {"transfer": "at_window", "cancel": "at_window", "reprint": "no_printer"}
    page(at).clear()
    page(at).card.press("tag")
    assert at.state["note"] == "nothing_chosen"
    for number, code in (("E1", "no_category"), ("what", "no_number")):
        page(at).type("number", number)
        page(at).findNumber()
        assert at.state["note"] == code
    page(at).type("begins", "noon")
    page(at).findLost()
    assert at.state["note"] == "no_time"


def test_the_column_tells_every_device_in_trouble_and_who_has_no_paper(qtbot: Any, show: Show) -> None:
    at, stage = show(language="en")
    assert text(stage, "noFaults")
    assert text(stage, "noUnprinted")
    states = (DeviceState.LOW, DeviceState.OUT, DeviceState.COVER, DeviceState.CUTTER, DeviceState.OFFLINE)
    for number, state in enumerate(states, 1):
        kiosk = Actor(role=Role.KIOSK, station=f"kiosk-{number}")
        at.hall.do(cmd.ReportDevice(id=new_id(), device="printer", kind=DeviceKind.PRINTER, state=state), kiosk)
    at.paper_fails(at.takes("A"))
    qtbot.waitUntil(lambda: len(at.state["faults"]) == len(states) and at.state["unprinted"] == ["A001"])
    qtbot.waitUntil(lambda: find_item(stage.window, "fault_kiosk-5/printer") is not None)
    told = [str(one.property("text")) for one in items(item(stage, "faults")) if one.objectName() == "faultText"]
    for words in ("low on paper", "out of paper", "cover open", "cutter jammed", "offline"):
        assert sum(words in line for line in told) == 1, words
    drawn(qtbot, stage)
    tap(stage.window, item(stage, "reprint_A001"))
    assert at.state["note"] == "no_printer"
    at.hall.do(
        cmd.ReportDevice(id=new_id(), device="printer", kind=DeviceKind.PRINTER, state=DeviceState.OK),
        Actor(role=Role.KIOSK, station="kiosk-1"),
    )
    qtbot.waitUntil(lambda: len(at.state["faults"]) == len(states) - 1)


def test_the_hall_page_tells_who_waits_and_which_windows_are_open(qtbot: Any, show: Show) -> None:
    at, stage = show()
    at.takes("A")
    at.takes("A")
    at.takes("B")
    at.hall.open_window(2, "1001")
    at.later(600)
    press_key(stage.window, "F3")
    qtbot.waitUntil(lambda: at.state["page"] == "hall")
    qtbot.waitUntil(lambda: at.state["waiting"] == {"A": 2, "B": 1, "C": 0, "D": 0, "F": 0, "G": 0})
    assert at.state["open"] == [2]
    waits = [str(one.property("text")) for one in items(item(stage, "hallQueues")) if one.objectName() == "hallWait"]
    assert waits[:3] == ["10 分", "10 分", "–"]
    press_key(stage.window, "F1")
    qtbot.waitUntil(lambda: find_item(stage.window, "number") is not None)


def test_the_desk_says_since_when_it_is_not_current(qtbot: Any, show: Show) -> None:
    at, stage = show()
    assert find_item(stage.window, "linkBar") is None
    at.model.receive(LinkChanged(LinkState.LOST, at.hall.now, "cable"))
    assert "09:0" in text(stage, "linkBarText")


@pytest.mark.parametrize("language", ["zh-CN", "en", "ja"])
def test_no_text_is_cut_on_any_page(qtbot: Any, show: Show, language: str) -> None:
    at, stage = show(language=language)
    for category in "ABCDFG":
        at.paper_fails(
            at.takes(
                category,
                priority="service",
                tags=("slow", "deaf", "blind"),
                party="enterprise",
                persons=12,
                mandates=3,
                purpose="make_up",
                language="ja",
            )
        )
    at.hall.open_window(7, "1001")
    qtbot.waitUntil(lambda: at.model.seq == at.hall.picture.seq)
    seen: dict[str, list[str]] = {}

    def look(state: str) -> None:
        qtbot.wait(15)
        if wrong := cut(stage):
            seen[state] = wrong

    look("empty")
    find_lost(qtbot, at)
    page(at).move(1)
    look("found")
    for action in ("priority", "tag", "transfer", "cancel", "reprint"):
        at.later()
        page(at).card.press(action)
        look(action)
        at.model.dismiss()
    at.model.open("hall")
    look("hall")
    for state in LinkState:
        at.model.receive(LinkChanged(state, at.hall.now if state is LinkState.LOST else None, "no_token"))
        look(f"line {state.value}")
    assert seen == {}


def test_every_word_of_the_desk_is_used() -> None:
    """A text that no code asks for is a text nobody will keep true."""
    source = "".join(path.read_text("utf-8") for path in [*ROOM.glob("*.py"), *ROOM.glob("*.qml")])
    made = ("action_", "page_", "paper_", "stands_", "slip_", "sheet_")
    names = [key.split(".")[1] for key in i18n.keys("enquiry", "en")]
    assert [name for name in names if name not in source and not name.startswith(made)] == []

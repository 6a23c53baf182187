"""Hold and resume, transfer, another service, priority and tags at the window, by the real rules."""

from __future__ import annotations

from typing import Any

import pytest

from counter.actions import Action
from shared import commands as cmd
from shared.messages import new_id
from shared.tickets import Actor, Past, Role, TicketState
from shared.ui.fingers import press_key, tap
from tests.stations.counter_desk import STATION, CounterDesk, desk
from tests.stations.test_counter_screen import LANGUAGES, VIEWS, cut, drawn, item, show

__all__ = ["show"]

CLASSES = """
[policies.service]
limit_min = 20
warn_min = 5

[[policies.priority.classes]]
code = "elder"
name = { zh = "老年人", en = "Elder", ja = "高齢者" }
credit_min = 20

[[policies.priority.classes]]
code = "disabled"
name = { zh = "残疾人", en = "Disabled", ja = "障害者" }
front = true
"""
EXTRA = STATION + CLASSES


def settled(qtbot: Any, at: CounterDesk) -> None:
    qtbot.waitUntil(lambda: at.state["seq"] == at.hall.picture.seq and not at.state["working"])


def keys(qtbot: Any, at: CounterDesk, typed: str) -> None:
    """Keys typed one after the other, each a second after the one before."""
    for sign in typed:
        at.later()
        at.model.chooser.type(sign)  # type: ignore[attr-defined]
    settled(qtbot, at)


def served(qtbot: Any, at: CounterDesk, *names: str) -> None:
    for name in names:
        at.press(name)
        settled(qtbot, at)


def take(at: CounterDesk, category: str = "A", **said: Any) -> str:
    command = cmd.TakeTicket(id=new_id(), category=category, **said)
    at.hall.do(command, Actor(role=Role.KIOSK, station="kiosk-2"))
    return command.id


def ticket(at: CounterDesk, number: str) -> Any:
    return at.hall.picture.numbered(number)


def test_hold_with_minutes_and_resume_from_its_list(qtbot: Any) -> None:
    at = desk(qtbot, waiting="AB", extra=EXTRA)
    served(qtbot, at, "next", "start")
    at.press("hold")
    keys(qtbot, at, "13")
    assert ticket(at, "A001").state is TicketState.HELD
    minutes = (ticket(at, "A001").due_at - at.hall.now).total_seconds() / 60
    assert 8 < minutes <= 10
    assert (at.state["phase"], at.state["held"], at.state["note"]) == ("empty", ["A001"], "did_ticket_held")
    served(qtbot, at, "next", "start")
    at.press("resume")
    keys(qtbot, at, "1")
    assert "B001" in at.model.chooser.title  # type: ignore[attr-defined]
    keys(qtbot, at, "1")
    assert (at.state["phase"], at.state["number"], at.state["served"]) == ("serving", "A001", 2)
    assert at.sent("resume")[-1].here
    assert at.sent("resume")[-1].finish_open
    assert at.state["held"] == []


def test_transfer_to_category_window_clerk_and_back(qtbot: Any) -> None:
    at = desk(qtbot, waiting="AAAA", extra=EXTRA)
    at.hall.open_window(1, "1002")
    served(qtbot, at, "next")
    first = at.state["number"]
    at.press("transfer")
    keys(qtbot, at, "211")
    assert ticket(at, first).to_window == 1
    assert ticket(at, first).past == Past(transfers=1, from_window=7, note="checked")
    served(qtbot, at, "next")
    second = at.state["number"]
    at.press("transfer")
    keys(qtbot, at, "310020")
    assert ticket(at, second).to_clerk == "1002"
    served(qtbot, at, "next")
    third = at.state["number"]
    at.press("transfer")
    keys(qtbot, at, "4")
    assert ticket(at, third).state is TicketState.WAITING
    assert (ticket(at, third).to_window, ticket(at, third).to_clerk) == (None, None)
    at.press("next")
    settled(qtbot, at)
    at.press("transfer")
    keys(qtbot, at, "1B0")
    assert ticket(at, third).category == "B"


def test_another_service_of_the_same_visit_here_and_now(qtbot: Any) -> None:
    at = desk(qtbot, waiting="A", extra=EXTRA)
    served(qtbot, at, "next", "start")
    at.press("another")
    keys(qtbot, at, "C1")
    qtbot.waitUntil(lambda: at.state["number"] == "C001" and not at.state["working"])
    assert at.sent("take_ticket")[-1].visit is not None
    assert at.state["served"] == 1
    assert at.state["phase"] == "serving", "the visitor sits there: no key more"
    assert [call.number for call in at.hall.picture.latest_calls()] == ["A001"], "and nobody hears it"


def test_another_service_elsewhere_waits_in_its_line(qtbot: Any) -> None:
    at = desk(qtbot, waiting="A", extra=EXTRA)
    served(qtbot, at, "next")
    at.press("another")
    keys(qtbot, at, "D")
    assert at.state["note"] == "did_ticket_taken"
    assert (at.state["number"], ticket(at, "D001").state) == ("A001", TicketState.WAITING)


def test_what_is_known_is_shown_and_a_claim_is_checked(qtbot: Any) -> None:
    at = desk(qtbot, extra=EXTRA, language="en")
    take(at, language="ja", priority="elder", tags=("slow",), purpose="collection", persons=3)
    at.later(300)
    served(qtbot, at, "next")
    assert at.state["facts"] == ["priority", "tag_slow", "language", "purpose", "persons", "waited"]
    rows = {row["name"]: row for row in at.model.beside.facts.rows}  # type: ignore[attr-defined]
    assert rows["priority"]["text"] == "Elder (unchecked)"
    assert rows["priority"]["mark"] == "claim"
    assert rows["waited"]["text"] == "Waited 5 min"
    at.press("priority")
    keys(qtbot, at, "1")
    rows = {row["name"]: row for row in at.model.beside.facts.rows}  # type: ignore[attr-defined]
    assert rows["priority"]["mark"] == "go"
    at.press("priority")
    keys(qtbot, at, "5")
    assert ticket(at, "A001").known.checked is False
    assert at.sent("check_priority")[-1].reason == "not_entitled"


def test_a_claim_nobody_made_is_added_with_its_class(qtbot: Any) -> None:
    at = desk(qtbot, waiting="A", extra=EXTRA)
    served(qtbot, at, "next")
    at.press("priority")
    keys(qtbot, at, "23")
    assert (ticket(at, "A001").known.priority, ticket(at, "A001").known.checked) == ("disabled", True)


def test_tags_are_set_and_taken_away(qtbot: Any) -> None:
    at = desk(qtbot, waiting="A", extra=EXTRA)
    served(qtbot, at, "next")
    for expected in (("deaf",), ()):
        at.press("tag")
        keys(qtbot, at, "2")
        assert ticket(at, "A001").known.tags == expected


def test_a_called_number_is_given_up(qtbot: Any) -> None:
    at = desk(qtbot, waiting="A", extra=EXTRA)
    served(qtbot, at, "next")
    at.press("cancel")
    keys(qtbot, at, "1")
    assert at.state["note"] == "did_ticket_closed"
    assert "A001" not in {t.number for t in at.hall.picture.tickets.values()}


def test_a_bouncing_key_takes_one_step(qtbot: Any) -> None:
    at = desk(qtbot, waiting="A", extra=EXTRA)
    served(qtbot, at, "next")
    chooser = at.model.chooser
    at.press("hold")
    for _ in range(6):
        at.seconds.at += 0.05
        chooser.type("1")  # type: ignore[attr-defined]
    assert at.state["choosing"] == "hold"
    assert not at.sent("hold")
    at.later()
    for _ in range(6):
        at.seconds.at += 0.05
        chooser.accept()  # type: ignore[attr-defined]
    settled(qtbot, at)
    assert len(at.sent("hold")) == 1


def test_the_second_click_of_a_double_click_is_no_press_of_what_stands_there_then(qtbot: Any) -> None:
    at = desk(qtbot, waiting="AA", extra=EXTRA)
    served(qtbot, at, "next")
    at.press("hold")
    at.model.chooser.choose(0)  # type: ignore[attr-defined]
    assert at.model.chooser.title == at.model.say("choose_hold", number="A001")  # type: ignore[attr-defined]
    at.later()
    at.model.chooser.choose(0)  # type: ignore[attr-defined]
    at.later()
    at.model.chooser.choose(0)  # type: ignore[attr-defined]
    at.model.press("next")
    settled(qtbot, at)
    assert (at.state["phase"], len(at.sent("call_next"))) == ("empty", 1)


def test_a_question_about_who_left_is_closed(qtbot: Any) -> None:
    at = desk(qtbot, waiting="AA", extra=EXTRA)
    served(qtbot, at, "next")
    at.press("tag")
    assert at.state["choosing"] == "tag"
    served(qtbot, at, "start")
    assert at.state["choosing"] == ""
    at.press("tag")
    served(qtbot, at, "finish")
    assert at.state["choosing"] == ""


def test_more_lists_what_can_be_done_now(qtbot: Any) -> None:
    at = desk(qtbot, waiting="A", extra=EXTRA)
    at.later()
    at.model.pressMore()
    assert [row["key"] for row in at.model.chooser.options.rows] == ["1", "2"]  # type: ignore[attr-defined]
    at.model.dismiss()
    served(qtbot, at, "next")
    at.later()
    at.model.pressMore()
    keys(qtbot, at, "1")
    assert at.state["choosing"] == Action.HOLD.value
    at.model.chooser.back()  # type: ignore[attr-defined]
    assert at.state["choosing"] == ""


def test_the_limit_of_a_service_time_is_said_before_and_after(qtbot: Any) -> None:
    at = desk(qtbot, waiting="A", extra=EXTRA)
    served(qtbot, at, "next", "start")
    seen = []
    for minutes in (10, 6, 8):
        at.later(minutes * 60)
        seen.append((at.state["limit"], at.model.beside.property("limitText")))
    assert [mark for mark, _ in seen] == ["", "pause", "fault"]
    assert "4" in seen[1][1]
    assert "4" in seen[2][1]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_question_is_cut_and_every_answer_can_be_clicked(qtbot: Any, show: Any, view: str, language: str) -> None:
    at, stage = show(view=view, language=language, waiting="AAABBCDFG", extra=EXTRA)
    at.hall.open_window(1, "1002")
    wrong: dict[str, list[str]] = {}

    def look(state: str) -> None:
        at.model.tick()
        qtbot.wait(10)
        if found := cut(stage):
            wrong[state] = found

    served(qtbot, at, "next")
    at.press("hold")
    look("hold")
    keys(qtbot, at, "1")
    look("minutes")
    at.later()
    drawn(qtbot, stage)
    tap(stage.window, item(stage, "choice1"))
    qtbot.waitUntil(lambda: at.state["held"] == ["A001"])
    look("held")
    take(at, "A", language="ja", priority="disabled", tags=("slow", "deaf", "blind"), purpose="make_up", mandates=12)
    at.submit("number", "A004")
    settled(qtbot, at)
    look("called")
    for name, typed in (
        ("priority", ""),
        ("tag", ""),
        ("cancel", ""),
        ("transfer", "1"),
        ("transfer", "2"),
        ("another", "B"),
    ):
        at.press(name)
        look(name)
        keys(qtbot, at, typed)
        look(f"{name} {typed}")
        at.model.dismiss()
    at.later()
    press_key(stage.window, "F1")
    assert at.state["choosing"] == "more"
    look("more")
    press_key(stage.window, "Escape")
    assert at.state["choosing"] == ""
    served(qtbot, at, "start")
    at.later(16 * 60)
    look("limit")
    press_key(stage.window, "Shift+F5")
    assert at.state["choosing"] == "resume"
    look("resume")
    at.later()
    press_key(stage.window, "Return")
    look("how")
    at.later()
    press_key(stage.window, "Return")
    qtbot.waitUntil(lambda: at.state["number"] == "A001" and not at.state["working"])
    assert wrong == {}

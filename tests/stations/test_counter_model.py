"""A window's day at the counter, by the real rules: what is shown, what is sent, what is never done twice."""

from __future__ import annotations

from typing import Any

import pytest

from shared import commands as cmd
from shared.messages import LinkChanged, LinkState, PictureArrived, new_id
from shared.tickets import Role, TicketState
from shared.views import view_picture
from tests.stations.counter_desk import CounterDesk, desk
from tests.stations.memory_hall import HALL


def settled(qtbot: Any, at: CounterDesk) -> None:
    qtbot.waitUntil(lambda: at.state["seq"] == at.hall.picture.seq and not at.state["working"])


def test_one_visit(qtbot: Any) -> None:
    at = desk(qtbot, waiting="AB")
    at.press("next")
    qtbot.waitUntil(lambda: at.state["phase"] == "called")
    assert at.state["number"] == "A001"
    at.press("recall")
    qtbot.waitUntil(lambda: at.state["recalls"] == 1)
    at.press("start")
    qtbot.waitUntil(lambda: at.state["phase"] == "serving")
    at.later(72)
    assert at.model.property("elapsed") in ("01:12", "01:13")
    at.press("finish")
    qtbot.waitUntil(lambda: at.state["phase"] == "empty")
    assert at.state["served"] == 1
    assert at.model.log.rows[0]["number"] == "A001"  # type: ignore[attr-defined]
    assert at.model.log.rows[0]["rated"] == "not_rated"  # type: ignore[attr-defined]


def test_a_burst_of_next_calls_one_person(qtbot: Any) -> None:
    at = desk(qtbot, waiting="AAAA")
    at.line.held = True
    for _ in range(15):
        at.seconds.at += 0.07
        at.model.press("next")
    at.line.held = False
    at.line.release()
    settled(qtbot, at)
    for _ in range(15):
        at.seconds.at += 0.07
        at.model.press("next")
        qtbot.wait(1)
    settled(qtbot, at)
    assert len(at.sent("call_next")) == 1
    assert at.hall.picture.waiting_in("A") == 3


def test_next_never_skips_the_one_who_was_called(qtbot: Any) -> None:
    at = desk(qtbot, waiting="AA")
    at.press("next")
    settled(qtbot, at)
    at.press("next")
    at.press("next")
    settled(qtbot, at)
    assert at.state["note"] == "call_open"
    assert at.window().label == "A001"
    assert len(at.sent("call_next")) == 1


def test_next_during_a_service_asks_once_and_the_second_press_does_both(qtbot: Any) -> None:
    at = desk(qtbot, waiting="AA")
    at.press("next")
    settled(qtbot, at)
    at.press("start")
    settled(qtbot, at)
    at.press("next")
    assert at.state["note"] == "ask_finish"
    assert "A001" in at.model.property("noteText")
    assert "F5" in at.model.property("noteRemedy")
    assert at.window().service is not None
    at.press("next")
    settled(qtbot, at)
    assert at.sent("call_next")[-1].finish_open
    assert at.window().label == "A002"
    assert at.state["note"] == ""


def test_the_question_goes_away_by_itself_and_by_escape(qtbot: Any) -> None:
    at = desk(qtbot, waiting="AA")
    at.press("next")
    settled(qtbot, at)
    at.press("start")
    settled(qtbot, at)
    at.press("next")
    at.later(9)
    assert at.state["note"] == ""
    at.press("next")
    assert at.state["note"] == "ask_finish"
    at.model.dismiss()
    assert at.state["note"] == ""
    at.press("next")
    assert at.state["note"] == "ask_finish"
    assert len(at.sent("call_next")) == 1


def test_finish_and_next_when_nobody_waits_says_so(qtbot: Any) -> None:
    at = desk(qtbot, waiting="A")
    at.press("next")
    settled(qtbot, at)
    at.press("start")
    settled(qtbot, at)
    at.press("next", "next")
    settled(qtbot, at)
    assert at.state["note"] == "finished_nobody"
    assert at.state["phase"] == "empty"


def test_finish_then_next_at_once_loses_neither(qtbot: Any) -> None:
    at = desk(qtbot, waiting="AA")
    at.press("next")
    settled(qtbot, at)
    at.press("start")
    settled(qtbot, at)
    at.line.held = True
    at.press("finish")
    at.seconds.at += 0.1
    at.model.press("next")
    assert len(at.sent("call_next")) == 1
    at.line.held = False
    at.line.release()
    qtbot.waitUntil(lambda: at.state["number"] == "A002")
    assert at.hall.picture.services[at.sent("start")[0].id].finished_at is not None


def test_the_hall_refuses_in_words_that_say_what_to_do(qtbot: Any) -> None:
    at = desk(qtbot, waiting="A", language="en")
    at.press("next")
    settled(qtbot, at)
    at.press("noshow")
    qtbot.waitUntil(lambda: at.state["note"] == "no_show_recall_first")
    assert at.model.property("noteRemedy") == "Recall it first."
    at.press("recall")
    settled(qtbot, at)
    at.later(90)
    at.press("noshow")
    settled(qtbot, at)
    assert at.state["phase"] == "empty"
    assert at.state["note"] == "did_ticket_returned", "it comes back into the line once"


def test_a_given_number_is_called_and_typed_as_people_type(qtbot: Any) -> None:
    at = desk(qtbot, waiting="AAB")
    at.press("number")
    assert at.model.property("entry") == "number"
    at.submit("number", " ｂ００１ ")
    settled(qtbot, at)
    assert at.window().label == "B001"
    assert at.model.property("entry") == ""


def test_a_given_number_during_a_service_asks_too(qtbot: Any) -> None:
    at = desk(qtbot, waiting="AAB")
    at.press("next")
    settled(qtbot, at)
    at.press("start")
    settled(qtbot, at)
    at.submit("number", "B001")
    assert at.state["note"] == "ask_finish"
    assert "B001" in at.model.property("noteText")
    at.submit("number", "A002")
    assert at.sent("call_number") == []
    at.submit("number", "A002")
    settled(qtbot, at)
    assert at.window().label == "A002"


def test_an_unknown_number_is_refused_and_the_field_stays(qtbot: Any) -> None:
    at = desk(qtbot, waiting="A")
    at.press("number")
    at.submit("number", "Z999")
    qtbot.waitUntil(lambda: at.state["note"] == "number_unknown")
    assert at.model.property("entry") == "number"
    at.submit("number", "X" * 40)
    assert at.state["note"] == "number_unknown"


def test_sign_in_open_pause_close_sign_out(qtbot: Any) -> None:
    at = desk(qtbot, opened=False)
    at.submit("signin", "4711")
    qtbot.waitUntil(lambda: at.state["note"] == "unknown_clerk")
    at.submit("signin", "１００１")
    qtbot.waitUntil(lambda: at.state["clerk"] == "1001")
    settled(qtbot, at)
    for press, state in (("open", "open"), ("pause", "paused"), ("open", "open"), ("close", "closed")):
        at.pause() if press == "pause" else at.press(press)
        qtbot.waitUntil(lambda state=state: at.state["state"] == state)
        settled(qtbot, at)
    at.press("signout")
    qtbot.waitUntil(lambda: at.state["clerk"] is None)


def test_a_clerk_given_at_the_start_is_signed_in_once(qtbot: Any) -> None:
    at = desk(qtbot, opened=False, clerk="1002")
    qtbot.waitUntil(lambda: at.state["clerk"] == "1002")
    settled(qtbot, at)
    at.press("signout")
    qtbot.waitUntil(lambda: at.state["clerk"] is None)
    at.model.receive(LinkChanged(LinkState.LOST, at.hall.now))
    at.model.receive(LinkChanged(LinkState.CURRENT))
    qtbot.wait(20)
    assert at.state["clerk"] is None


def test_no_answer_keeps_the_id_and_the_person(qtbot: Any) -> None:
    """The hall did it, the answer was lost: pressing again is the very same command, and nobody else is called."""
    at = desk(qtbot, waiting="AA")
    at.hall.followers.clear()
    at.line.deaf = True
    at.press("next")
    qtbot.waitUntil(lambda: at.state["note"] == "unanswered")
    at.line.deaf = False
    at.press("next")
    qtbot.waitUntil(lambda: at.state["note"] == "")
    assert len({command.id for command in at.sent("call_next")}) == 1
    assert at.hall.picture.waiting_in("A") == 1


def test_an_answer_lost_but_seen_in_the_stream_is_done(qtbot: Any) -> None:
    at = desk(qtbot, waiting="AA")
    at.line.deaf = True
    at.press("next")
    qtbot.waitUntil(lambda: at.state["phase"] == "called")
    qtbot.waitUntil(lambda: at.state["note"] == "unanswered" or not at.state["working"])
    at.line.deaf = False
    at.press("next")
    assert at.state["note"] == "call_open"
    assert len(at.sent("call_next")) == 1


def test_who_waits_is_counted_for_what_window_and_clerk_serve(qtbot: Any) -> None:
    at = desk(qtbot, waiting="AAAABG")
    at.later(300)
    rows = {row["code"]: row for row in at.model.queues.rows}  # type: ignore[attr-defined]
    assert {code: row["waiting"] for code, row in rows.items()} == {"A": 4, "B": 1, "C": 0, "D": 0, "F": 0, "G": 1}
    assert rows["A"]["heads"] == "A001  A002  A003"
    assert rows["A"]["minutes"] == 5
    assert at.model.property("waiting") == 6


def test_a_counter_without_a_window_says_what_to_do(qtbot: Any) -> None:
    at = desk(qtbot, extra="", opened=False, language="en")
    assert not at.model.property("ready")
    assert "counter-7" in at.model.property("problemText")
    at.model.press("next")
    assert at.state["note"] == "no_window"
    assert at.line.sent == []


@pytest.mark.parametrize("window", [3, 7])
def test_a_window_given_by_hand_wins(qtbot: Any, window: int) -> None:
    at = desk(qtbot, opened=False, window=window)
    assert at.state["window"] == window


def test_a_window_that_the_hall_lacks(qtbot: Any) -> None:
    at = desk(qtbot, opened=False, window=77, language="en")
    assert at.model.property("problemText") == "There is no window 77."


def test_a_new_picture_replaces_what_was_shown(qtbot: Any) -> None:
    at = desk(qtbot, waiting="A")
    at.hall.followers.clear()
    actor = at.line.actor
    at.hall.do(cmd.CallNext(id=new_id(), window=7), actor)
    at.model.bridge.listener(PictureArrived(view_picture(Role.COUNTER, at.hall.picture), "book"))
    qtbot.waitUntil(lambda: at.state["number"] == "A001")


def test_the_day_turns_and_the_counter_is_signed_out(qtbot: Any) -> None:
    at = desk(qtbot, waiting="A")
    at.press("next")
    settled(qtbot, at)
    at.hall.do(cmd.OpenDay(id=new_id(), day=at.hall.picture.today.day.replace(day=3)), HALL)  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: at.state["clerk"] is None)
    assert at.state["phase"] == "empty"
    assert at.state["served"] == 0
    ticket = at.hall.picture.numbered("A001")
    assert ticket is not None
    assert ticket.state is TicketState.WAITING


def test_refusals_of_tomorrow_are_said_plainly(qtbot: Any) -> None:
    from counter.notes import refused
    from shared.errors import Refusal

    note = refused(Refusal("a_rule_of_next_year"))
    for language in ("zh-CN", "en", "ja"):
        assert "a_rule_of_next_year" in note.detail_in(language)
        assert note.remedy_in(language)


def test_states_in_refusals_are_in_the_clerks_language(qtbot: Any) -> None:
    at = desk(qtbot, language="zh-CN")
    at.press("open")
    assert "open" not in at.model.property("noteText")
    assert "开放中" in at.model.property("noteText")

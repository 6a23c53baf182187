"""Nothing is done twice and nothing is lost by a finger that presses twice, whatever the key and the state."""

from __future__ import annotations

from typing import Any

import pytest

from counter.actions import CHOSEN, TYPED, Action
from tests.stations.counter_desk import CounterDesk, desk

PLAIN = [action for action in Action if action not in CHOSEN | TYPED]
STATES: dict[str, tuple[str, ...]] = {
    "open": (),
    "called": ("next",),
    "recalled": ("next", "recall"),
    "serving": ("next", "start"),
    "finished": ("next", "start", "finish"),
}


def settled(qtbot: Any, at: CounterDesk) -> None:
    qtbot.waitUntil(lambda: at.state["seq"] == at.hall.picture.seq and not at.state["working"])


def standing(at: CounterDesk) -> tuple[Any, ...]:
    """What the hall's book says of the window, and how many were served or still wait."""
    window, picture = at.window(), at.hall.picture
    ticket = picture.tickets.get(window.ticket or "")
    done = sum(service.finished_at is not None for service in picture.services.values())
    waiting = sum(picture.waiting_in(category) for category in "ABC")
    return window.state, window.clerk, window.label, ticket and (ticket.state, ticket.recalls), done, waiting


def prepared(qtbot: Any, state: str) -> CounterDesk:
    at = desk(qtbot, waiting="AAABBB")
    for name in STATES[state]:
        at.press(name)
        settled(qtbot, at)
    at.later(5)
    return at


@pytest.mark.parametrize("action", PLAIN)
@pytest.mark.parametrize("state", STATES)
def test_a_double_press_does_what_one_press_does(qtbot: Any, state: str, action: Action) -> None:
    once, twice = prepared(qtbot, state), prepared(qtbot, state)
    once.model.press(action.value)
    settled(qtbot, once)
    before = len(twice.line.sent)
    for _ in range(3):
        twice.model.press(action.value)
        twice.seconds.at += 0.1
        qtbot.wait(5)
    settled(qtbot, twice)
    assert standing(twice) == standing(once)
    assert len(twice.line.sent) - before <= 1
    once.model.close()
    twice.model.close()


def test_two_keys_hit_together_do_both_once_and_in_their_order(qtbot: Any) -> None:
    at = prepared(qtbot, "serving")
    at.model.press("finish")
    at.model.press("next")
    settled(qtbot, at)
    qtbot.waitUntil(lambda: at.state["phase"] == "called" and not at.state["working"])
    assert (at.state["served"], at.state["number"]) == (1, "A002")
    assert [command.type for command in at.line.sent[-2:]] == ["finish", "call_next"]


def test_an_answer_that_is_lost_and_a_second_press_are_one_command(qtbot: Any) -> None:
    at = prepared(qtbot, "open")
    at.line.deaf = True
    at.model.press("next")
    qtbot.waitUntil(lambda: at.state["note"] == "unanswered" or at.state["phase"] == "called")
    at.line.deaf = False
    at.later()
    at.model.press("next")
    settled(qtbot, at)
    assert len({command.id for command in at.sent("call_next")}) == 1
    assert at.state["waiting"]["A"] == 2

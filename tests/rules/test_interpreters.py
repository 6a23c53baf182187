"""Interpreters: waited for together with a window, first come first kept, freed when the ticket leaves, never for ever."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hall.rules.waiting import obstacles
from shared import commands as cmd
from shared import events as ev
from shared.errors import Refusal
from shared.tickets import TicketState
from tests.book import DESK, DISTRICT, KIOSK, ROVER, PaperHall

ONE = DISTRICT.replace(
    "[[zones]]",
    '[policies.interpreters]\nmost_min = 45\n\n[[interpreters]]\ncode = "sign"\nlanguages = ["csl"]\n\n[[zones]]',
    1,
)
"""One interpreter of sign language."""


def needing(hall: PaperHall, category: str, language: str = "csl") -> str:
    command = cmd.TakeTicket(id=hall.id(), category=category, interpreter=language)
    hall.does(command, KIOSK)
    return command.id


def called(hall: PaperHall, window: int) -> ev.TicketCalled | None:
    try:
        [event] = hall.call(window)
    except Refusal:
        return None
    assert isinstance(event, ev.TicketCalled)
    return event


def busy(toml: str = ONE) -> PaperHall:
    """C001 is at window 7 with the only interpreter; A001, taken before C002, waits for it, window 1 is open."""
    hall = PaperHall.opened(toml)
    hall.open(1)
    hall.open(7)
    needing(hall, "C")
    event = called(hall, 7)
    assert event is not None
    assert event.interpreter == "sign"
    hall.wait(60)
    needing(hall, "A")
    hall.wait(60)
    needing(hall, "C")
    return hall


def test_a_window_that_calls_more_often_takes_nobodys_interpreter_away() -> None:
    hall = busy()
    assert called(hall, 1) is None, "the interpreter is at window 7"
    hall.start(7)
    hall.finish(7)
    assert called(hall, 7) is None, "kept for who began to wait before"
    event = called(hall, 1)
    assert event is not None
    assert (event.number, event.interpreter) == ("A001", "sign")


def test_who_needs_none_goes_on() -> None:
    hall = busy()
    hall.take("A")
    event = called(hall, 1)
    assert event is not None
    assert (event.number, event.interpreter) == ("A002", None)
    assert [(c.number, c.barred) for c in event.candidates] == [("A001", "interpreter"), ("A002", None)]


def test_the_reason_is_told_with_its_end() -> None:
    hall = busy()
    waiting = hall.picture.numbered("A001")
    assert waiting is not None
    [reason] = obstacles(hall.picture, waiting, hall.now)
    assert (reason.code, reason.language) == ("interpreter", "csl")
    assert reason.at is not None
    assert (reason.at - waiting.since).total_seconds() == 45 * 60


def test_after_the_longest_wait_any_window_calls_without_one() -> None:
    hall = busy()
    hall.wait(45 * 60)
    event = called(hall, 1)
    assert event is not None
    assert (event.number, event.interpreter) == ("A001", None)


LEAVES: dict[str, list[tuple[type, dict[str, Any]]]] = {
    "finished": [(cmd.Start, {}), (cmd.Finish, {})],
    "held": [(cmd.Start, {}), (cmd.Hold, {})],
    "the window closes": [(cmd.CloseWindow, {})],
    "the clerk leaves": [(cmd.SignOut, {})],
    "not there": [(cmd.Recall, {}), (cmd.NoShow, {})],
}


@pytest.mark.parametrize("leaves", LEAVES.values(), ids=LEAVES)
def test_an_interpreter_is_free_when_the_ticket_leaves_the_window(leaves: list[tuple[type, dict[str, Any]]]) -> None:
    hall = busy()
    for kind, more in leaves:
        hall.wait(120)
        hall.does(kind(id=hall.id(), window=7, **more), ROVER)
    event = called(hall, 1)
    assert event is not None
    assert event.interpreter == "sign"


def test_one_asked_for_at_the_window_comes_at_once_or_is_waited_for_in_the_line() -> None:
    hall = PaperHall.opened(ONE)
    hall.open(1)
    hall.open(2)
    one, other = hall.take("A"), hall.take("A")
    hall.call(1)
    hall.call(2)
    for ticket, comes in ((one, "sign"), (other, None)):
        [asked] = hall.does(cmd.AskInterpreter(id=hall.id(), ticket=ticket, language="csl"), ROVER)
        assert isinstance(asked, ev.InterpreterAsked)
        assert asked.interpreter == comes
    hall.does(cmd.Transfer(id=hall.id(), ticket=other), ROVER)
    assert called(hall, 2) is None
    hall.does(cmd.CloseWindow(id=hall.id(), window=1), ROVER)
    hall.does(cmd.CancelTicket(id=hall.id(), ticket=one), DESK)
    event = called(hall, 2)
    assert event is not None
    assert (event.ticket, event.interpreter) == (other, "sign")


def test_a_clerk_interprets_only_while_at_no_window() -> None:
    hall = PaperHall.opened(ONE.replace('languages = ["csl"]', 'languages = ["csl"]\nclerk = "1002"'))
    hall.open(1)
    hall.open(2)
    needing(hall, "A")
    assert called(hall, 1) is None
    hall.does(cmd.SignOut(id=hall.id(), window=2), ROVER)
    event = called(hall, 1)
    assert event is not None
    assert event.interpreter == "sign"


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_nobody_who_came_later_has_the_interpreter_first(seed: int) -> None:
    """However many need one in other categories and whichever window calls: of those who can be called anywhere, who
    began to wait first has the next free interpreter; and nobody waits longer for one than the settings say."""
    chance, hall = random.Random(seed), PaperHall.opened(ONE)
    windows = {1: "A", 2: "A", 7: "C", 8: "C"}
    for window in windows:
        hall.open(window)
    for _ in range(80):
        hall.wait(chance.choice((10, 60, 240)))
        if chance.random() < 0.4:
            needing(hall, chance.choice("AC"))
        elif chance.random() < 0.2:
            hall.take(chance.choice("AC"))
        window = chance.choice([*windows])
        if hall.picture.windows[window].ticket is not None:
            if chance.random() < 0.5:
                hall.start(window)
                hall.finish(window)
            continue
        needy = [
            t
            for t in hall.picture.tickets.values()
            if t.state is TicketState.WAITING and t.known.interpreter is not None
        ]
        event = called(hall, window)
        if event is not None and event.interpreter is not None:
            first = min(needy, key=lambda t: (t.since, t.order))
            assert event.ticket == first.id, "somebody who came later has the interpreter"
        soon = [t for t in needy if (hall.now - t.since).total_seconds() < 45 * 60]
        if event is not None and event.ticket in {t.id for t in soon}:
            assert event.interpreter == "sign", "called to a window where nobody understands it"
        if event is None:
            own = [t for t in needy if t.category == windows[window]]
            assert all((hall.now - t.since).total_seconds() < 45 * 60 for t in own), (
                "waits longer than the settings say"
            )

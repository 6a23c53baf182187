"""One visitor with several tickets: never called to two windows at once, however late that was known."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared import commands as cmd
from shared import events as ev
from shared.errors import Refusal
from shared.tickets import AT_WINDOW
from tests.book import DESK, KIOSK, ROVER, PaperHall, fresh_id


def more(hall: PaperHall, category: str, visit: str) -> str:
    """One more ticket for the holder of another."""
    command = cmd.TakeTicket(id=hall.id(), category=category, visit=visit)
    hall.does(command, KIOSK)
    return command.id


def test_a_first_ticket_belongs_to_the_visit_that_a_second_names_after_it() -> None:
    hall = PaperHall.opened()
    first = hall.take("A")
    second = more(hall, "C", first)
    assert [hall.picture.tickets[t].visit for t in (first, second)] == [first, first]
    hall.open(1)
    hall.open(7)
    hall.call(7)
    with pytest.raises(Refusal) as refused:
        hall.call(1)
    assert refused.value.code == "nobody_waiting"
    with pytest.raises(Refusal) as refused:
        hall.does(cmd.CallNumber(id=hall.id(), window=1, number="A001"), ROVER)
    assert refused.value.code == "visit_at_window"
    hall.start(7)
    hall.finish(7)
    assert [event.type for event in hall.call(1)] == ["ticket_called"]


def test_a_third_ticket_that_names_the_second_belongs_to_the_same_visit() -> None:
    hall = PaperHall.opened()
    first = hall.take("A")
    second = more(hall, "C", first)
    third = more(hall, "F", second)
    assert hall.picture.tickets[third].visit == first


def test_two_visits_become_one_with_all_their_tickets() -> None:
    hall = PaperHall.opened()
    one, other = hall.take("A"), hall.take("C")
    tickets = [one, more(hall, "A", one), other, more(hall, "F", other)]
    [joined] = hall.does(cmd.JoinVisit(id=hall.id(), ticket=tickets[1], other=tickets[3]), DESK)
    assert isinstance(joined, ev.VisitJoined)
    assert joined.tickets == (tickets[2], tickets[3])
    assert {hall.picture.tickets[t].visit for t in tickets} == {one}


def test_who_joins_while_one_ticket_is_served_waits_for_its_end() -> None:
    hall = PaperHall.opened()
    one, other = hall.take("A"), hall.take("A")
    hall.open(1)
    hall.open(2)
    hall.call(1)
    hall.does(cmd.JoinVisit(id=hall.id(), ticket=one, other=other), DESK)
    with pytest.raises(Refusal):
        hall.call(2)
    hall.does(cmd.CloseWindow(id=hall.id(), window=1), ROVER)
    [event] = hall.call(2)
    assert isinstance(event, ev.TicketCalled)
    assert event.ticket == one, "the place is kept"


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_no_person_is_at_two_windows_whoever_is_joined_whenever(seed: int) -> None:
    """Tickets are taken, joined and called in any order. Who is one person is kept beside the hall, by hand."""
    chance, hall = random.Random(seed), PaperHall.opened()
    for window in (1, 2, 7, 8, 18):
        hall.open(window)
    person: dict[str, str] = {}
    for _ in range(60):
        living = [*hall.picture.tickets]
        try:
            match chance.choice(("take", "more", "join", "call", "call", "end")):
                case "take":
                    ticket = hall.take(chance.choice("AC"))
                    person[ticket] = ticket
                case "more" if living:
                    named = chance.choice(living)
                    person[more(hall, chance.choice("AC"), named)] = person[named]
                case "join" if len(living) > 1:
                    one, other = chance.sample(living, 2)
                    hall.does(cmd.JoinVisit(id=fresh_id(chance), ticket=one, other=other), DESK)
                    person |= {t: person[one] for t, who in person.items() if who == person[other]}
                case "call":
                    hall.call(chance.choice((1, 2, 7, 8, 18)))
                case "end":
                    window = chance.choice((1, 2, 7, 8, 18))
                    hall.start(window)
                    hall.finish(window)
        except Refusal:
            pass
        at = [person[t.id] for t in hall.picture.tickets.values() if t.state in AT_WINDOW]
        assert len(at) == len(set(at)), "one person is called to two windows"

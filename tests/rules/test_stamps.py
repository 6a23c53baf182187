"""Arrival stamps: the wait counts from the door, and nothing is gained beyond the time already waited."""

from __future__ import annotations

import random
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from shared import commands as cmd
from shared import events as ev
from shared.codes import SIGNS, as_written
from tests.book import DAY, DESK, HALL, KIOSK, PaperHall


def stamp(hall: PaperHall) -> str:
    [event] = hall.does(cmd.StampArrival(id=hall.id()), DESK)
    assert isinstance(event, ev.ArrivalStamped)
    return event.code


def take(hall: PaperHall, code: str | None = None, category: str = "A") -> ev.TicketTaken:
    [event] = hall.does(cmd.TakeTicket(id=hall.id(), category=category, stamp=code), KIOSK)
    assert isinstance(event, ev.TicketTaken)
    return event


def next_number(hall: PaperHall, window: int) -> str:
    [event] = hall.call(window)
    assert isinstance(event, ev.TicketCalled)
    hall.start(window)
    hall.finish(window)
    return event.number


def test_a_stamp_is_short_of_its_day_and_typed_as_one_likes() -> None:
    hall = PaperHall.opened()
    codes = {stamp(hall) for _ in range(200)}
    assert len(codes) == 200
    assert {len(code) for code in codes} == {5}
    assert {code[0] for code in codes} == {SIGNS[DAY.day - 1]}
    code = sorted(codes)[0]
    assert take(hall, f" {code[:2]}-{code[2:].lower()} ").stamp == code


def test_codes_that_meet_get_the_next_one() -> None:
    hall = PaperHall.opened()
    same = "00000000-0000-4000-8000-000000000000"
    [first] = hall.does(cmd.StampArrival(id=same), DESK)
    [second] = hall.does(cmd.StampArrival(id=same), DESK)
    assert first.code != second.code  # type: ignore[union-attr]


def test_a_stamped_wait_begins_at_the_stamp_and_says_who_is_ahead() -> None:
    hall = PaperHall.opened()
    early = take(hall)
    hall.wait(60)
    at, code = hall.now, stamp(hall)
    hall.wait(60)
    late = take(hall)
    hall.wait(60)
    stamped = take(hall, code)
    assert (stamped.since, stamped.stamp, stamped.ahead) == (at, code, 1)
    ticket = hall.picture.tickets[stamped.ticket]
    assert (ticket.since, ticket.taken_at, ticket.stamp) == (at, hall.now, code)
    assert hall.picture.ahead_of(ticket) == 1
    assert hall.picture.stamps[code].ticket == stamped.ticket
    hall.open(1)
    assert [next_number(hall, 1) for _ in range(3)] == [early.number, stamped.number, late.number]


def test_a_stamp_outlives_the_ticket_that_used_it_and_not_its_day() -> None:
    hall = PaperHall.opened()
    code = stamp(hall)
    ticket = take(hall, code).ticket
    hall.does(cmd.CancelTicket(id=hall.id(), ticket=ticket), DESK)
    assert ticket not in hall.picture.tickets
    assert hall.picture.stamps[code].ticket == ticket
    hall.does(cmd.OpenDay(id=hall.id(), day=DAY.replace(day=3)), HALL)
    assert hall.picture.stamps == {}


@given(seed=st.integers(0, 2**32), arrivals=st.lists(st.sampled_from(("stamp", "ticket", "stamped")), max_size=40))
def test_whoever_came_first_is_called_first(seed: int, arrivals: list[str]) -> None:
    """The order of calls is the order in which people came, however late a stamp was turned into a ticket."""
    hall, chance = PaperHall.opened(), random.Random(seed)
    came: dict[str, tuple[datetime, int]] = {}
    at_the_door: list[tuple[str, datetime]] = []
    for order, arrival in enumerate(arrivals):
        hall.wait(chance.choice((0, 1, 30)))
        if arrival == "stamp":
            at_the_door.append((stamp(hall), hall.now))
            continue
        code, since = None, hall.now
        if arrival == "stamped" and at_the_door:
            code, since = at_the_door.pop(chance.randrange(len(at_the_door)))
        taken = take(hall, code)
        assert taken.ahead == sum(place < (since, order) for place in came.values())
        came[taken.number] = (since, order)
    hall.open(1)
    called = [next_number(hall, 1) for _ in came]
    assert called == sorted(came, key=lambda number: came[number])


def test_as_written_leaves_nothing_of_how_it_was_typed() -> None:
    assert as_written(" 3a-b c9\n") == "3ABC9"

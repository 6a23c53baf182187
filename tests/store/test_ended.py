"""Tickets that ended, as the enquiry desk looks for them in the book, on both engines."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from hall.store.ended import Search
from shared import commands as cmd
from shared.clock import FixedClock
from shared.tickets import LIVING, Actor, Role
from tests.book import DAY, DESK, KIOSK, MORNING, ROVER, fresh_id
from tests.desk import Desk

OTHER = Actor(role=Role.KIOSK, station="kiosk-2")
TODAY = {"first_day": DAY, "last_day": DAY}


@pytest.fixture
def ended(desk: Desk) -> Desk:
    """A001 to A004 and B001, taken a minute apart at two kiosks: A001 finished, A002, A003 and B001 given up, A004 waits."""
    assert isinstance(desk.clock, FixedClock)
    chance = random.Random(7)
    tickets = []
    for minute, (category, kiosk) in enumerate((("A", KIOSK), ("A", OTHER), ("A", KIOSK), ("B", KIOSK), ("A", KIOSK))):
        desk.clock.set(MORNING + timedelta(minutes=minute))
        command = cmd.TakeTicket(id=fresh_id(chance), category=category, priority="elder")
        desk.does(command, kiosk)
        tickets.append(command.id)
    desk.does(cmd.SignIn(id=fresh_id(chance), window=1, clerk="1001"), ROVER)
    for kind in (cmd.OpenWindow, cmd.CallNext, cmd.Start, cmd.Finish):
        desk.does(kind(id=fresh_id(chance), window=1), ROVER)
    for ticket in tickets[1:4]:
        desk.does(cmd.CancelTicket(id=fresh_id(chance), ticket=ticket), DESK)
    return desk


CASES = [
    ({}, ["B001", "A003", "A002", "A001"]),
    ({"numbers": ("A001", "A004")}, ["A001"]),
    ({"station": "kiosk-2"}, ["A002"]),
    ({"category": "B"}, ["B001"]),
    ({"category": "A", "station": "kiosk-1"}, ["A003", "A001"]),
    ({"begins": MORNING + timedelta(minutes=2)}, ["B001", "A003"]),
    ({"ends": MORNING + timedelta(minutes=2)}, ["A002", "A001"]),
    ({"begins": MORNING + timedelta(minutes=1), "ends": MORNING + timedelta(minutes=3)}, ["A003", "A002"]),
    ({"first_day": DAY - timedelta(days=9), "last_day": DAY - timedelta(days=1)}, []),
]
"""What is asked for beside the day, and the numbers that answer it."""


def test_each_question_finds_its_tickets_the_latest_first(ended: Desk) -> None:
    for what, numbers in CASES:
        found = ended.book.ended_tickets(Search(**(TODAY | what)), 100)  # type: ignore[arg-type]
        assert [ticket.number for ticket in found] == numbers, what
        assert all(ticket.state not in LIVING for ticket in found)
        assert all(ticket == ended.book.ticket(ticket.id) for ticket in found), "read in whole, as by its id"
    # No more than asked for, the latest of them.
    assert [t.number for t in ended.book.ended_tickets(Search(**TODAY), 2)] == ["B001", "A003"]


def test_another_halls_tickets_are_not_found(ended: Desk, open_book) -> None:  # type: ignore[no-untyped-def]
    assert open_book("community").ended_tickets(Search(**TODAY), 100) == []

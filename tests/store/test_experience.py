"""What the hall has learnt, in the store: two services know the same, a restart knows it, a lost group taught nothing."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import text

from hall.forecast.outlook import HallForecast
from hall.rules.facts import Outlook
from hall.store.book import Book
from hall.store.engine import open_engine
from shared import commands as cmd
from shared.clock import FixedClock
from shared.events import TicketTaken
from shared.experience import Experience
from shared.picture import Picture
from tests.book import DAY, HALL, KIOSK, MORNING, ROVER, by_chance, fresh_id, passes
from tests.desk import Desk

OpenBook = Callable[..., Book]


def outlooks(picture: Picture, clock: FixedClock) -> dict[str, Outlook]:
    forecast = HallForecast()
    return {code: forecast.coming(picture, code, clock.now()) for code in "ABCDFG"}


def served(desk: Desk, chance: random.Random, window: int, count: int) -> None:
    """So many people of the window, one after the other, ten minutes each."""
    assert isinstance(desk.clock, FixedClock)
    for _ in range(count):
        for command in (
            cmd.CallNext(id=fresh_id(chance), window=window),
            cmd.Start(id=fresh_id(chance), window=window),
        ):
            desk.does(command, ROVER)
        desk.clock.advance(600)
        desk.does(cmd.Finish(id=fresh_id(chance), window=window), ROVER)


def test_two_services_learn_the_same_and_a_third_that_starts_later_knows_it(open_book: OpenBook) -> None:
    chance, clock = random.Random(8), FixedClock(MORNING)
    with Desk(open_book(), clock) as one, Desk(open_book(), clock) as two:
        one.opens()
        for desk, window, category in ((one, 1, "A"), (two, 7, "C")):
            desk.does(cmd.SignIn(id=fresh_id(chance), window=window, clerk=str(1000 + window)), ROVER)
            desk.does(cmd.OpenWindow(id=fresh_id(chance), window=window), ROVER)
            for _ in range(5):
                desk.does(cmd.TakeTicket(id=fresh_id(chance), category=category), KIOSK)
        for _ in range(2):
            served(one, chance, 1, 1)
            served(two, chance, 7, 1)
        for _ in range(100):
            clock.set(clock.now() + timedelta(seconds=passes(chance)))
            desk = chance.choice((one, two))
            desk.writer.wake()
            desk.together([by_chance(chance, desk.picture) for _ in range(chance.choice((1, 3)))])
        for desk in (one, two):  # A refused command still lets a service catch up.
            desk.together([])
        assert one.picture == two.picture
        assert sum(row.turns for row in one.picture.experience.values()) >= 4
        told = [entry.event for entry in one.published if isinstance(entry.event, TicketTaken)]
        assert {event.expected_s is not None for event in told} == {True, False}
        third = open_book()
        assert third.picture().experience == one.picture.experience
        assert outlooks(third.picture(), clock) == outlooks(one.picture, clock) == outlooks(two.picture, clock)
        assert third.verify() == (len(one.published), [])


def test_days_are_kept_and_old_ones_are_history(open_book: OpenBook) -> None:
    chance, clock, book = random.Random(9), FixedClock(MORNING), open_book()
    with Desk(book, clock) as desk:
        desk.opens()
        for ahead in (0, 1, 29):
            if ahead:
                clock.set(MORNING + timedelta(days=ahead))
                desk.does(cmd.OpenDay(id=fresh_id(chance), day=DAY + timedelta(days=ahead)), HALL)
            desk.does(cmd.SignIn(id=fresh_id(chance), window=1, clerk="1001"), ROVER)
            desk.does(cmd.OpenWindow(id=fresh_id(chance), window=1), ROVER)
            for _ in range(3):
                desk.does(cmd.TakeTicket(id=fresh_id(chance), category="A"), KIOSK)
            served(desk, chance, 1, 3)
        days = {day for _, day in desk.picture.experience}
        assert days == {DAY + timedelta(days=1), DAY + timedelta(days=29)}, "the first is four weeks old"
        assert book.verify()[1] == []
        assert open_book().picture() == desk.picture
        forecast = HallForecast()
        learnt = forecast.lesson(open_book().picture(), "A")
        assert learnt is not None
        assert learnt.pace_s < 26 * 60, "the restarted service knows that it goes faster than the settings guess"


def test_a_group_that_is_rolled_back_taught_nothing(store: str, open_book: OpenBook) -> None:
    """Somebody writes to the table behind the service's back: the update of its row finds none, and nothing is learnt
    until it is as it was."""
    chance, clock = random.Random(10), FixedClock(MORNING)
    with Desk(open_book(), clock) as desk:
        desk.opens()
        desk.does(cmd.SignIn(id=fresh_id(chance), window=1, clerk="1001"), ROVER)
        desk.does(cmd.OpenWindow(id=fresh_id(chance), window=1), ROVER)
        for _ in range(3):
            desk.does(cmd.TakeTicket(id=fresh_id(chance), category="A"), KIOSK)
        served(desk, chance, 1, 1)
        before = desk.picture.experience["A", DAY]
        call = cmd.CallNext(id=fresh_id(chance), window=1)
        with open_engine(store).begin() as connection:
            connection.execute(text("update experience set calls = calls + 100"))
        assert desk.together([(call, ROVER)]) == ["store_failed"]
        assert desk.writer.picture().experience["A", DAY] == before
        with open_engine(store).begin() as connection:
            connection.execute(text("update experience set calls = calls - 100"))
        desk.does(call, ROVER)
        after: Experience = desk.picture.experience["A", DAY]
        assert (after.calls, after.turns, after.turn_s) == (2, 1, 600)

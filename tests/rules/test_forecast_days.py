"""Whole days by the real rules: told waits come true about as often as they say, in made-up halls and in a real one."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from shared import commands as cmd
from shared.commands import Command
from shared.errors import Refusal
from shared.events import Entry
from shared.messages import Answer
from shared.tickets import Actor
from tests.book import HALL, KIOSK, ROVER, PaperHall
from tinghao.day.people import visitors
from tinghao.day.play import Desk, Play
from tinghao.day.site import TIMEZONE, places, settings_toml
from tinghao.replay.count import Tally
from tinghao.replay.drive import Driver
from tinghao.replay.log import read_day
from tinghao.replay.site import settings_toml as settings_of_log

REAL_LOG = Path(__file__).resolve().parents[3] / "shared" / "data" / "hall_logs.csv.gz"
FIRST_DAY = date(2026, 3, 2)


@dataclass
class PaperLine:
    """A station's line to a hall of rules and folds alone."""

    hall: PaperHall
    actor: Actor

    def send(self, command: Command, deadline_s: float = 0.0) -> Future[Answer]:
        answer: Future[Answer] = Future()
        before = len(self.hall.journal)
        try:
            self.hall.does(command, self.actor)
        except Refusal as refusal:
            answer.set_exception(refusal)
        else:
            answer.set_result(Answer(tuple(self.hall.journal[before:])))
        return answer


@contextmanager
def a_day(hall: PaperHall, day: date, zone: str, opens_h: int) -> Iterator[tuple[Any, Any, Any]]:
    """The hall on a new day: kiosk, counter, and what brings its clock to a second since midnight."""
    midnight = datetime.combine(day, time(), ZoneInfo(zone))
    hall.now = midnight + timedelta(hours=opens_h)
    hall.does(cmd.OpenDay(id=hall.id(), day=day), HALL)
    hall.journal.clear()

    def reach(second: float) -> None:
        hall.now = max(hall.now, midnight + timedelta(seconds=second))

    yield PaperLine(hall, KIOSK), PaperLine(hall, ROVER), reach


def accuracy(journal: Iterable[Entry], arrivals: int) -> dict[str, Any]:
    tally = Tally()
    for entry in journal:
        tally.take(entry)
    report = tally.report(arrivals, 1.0)
    assert report["double_calls"] == report["duplicate_numbers"] == 0
    return report["expected_waits"]


def simulated(tickets: int, comprehensive: int, days: int) -> list[dict[str, Any]]:
    """How true the waits were on each of so many days, one after the other in one hall."""
    toml, found = settings_toml(comprehensive), []
    hall = PaperHall(toml)
    hall.does(cmd.ImportSettings(id=hall.id(), toml=toml), HALL)
    for number in range(days):
        with a_day(hall, FIRST_DAY + timedelta(days=number), TIMEZONE, 8) as (kiosk, counter, reach):
            desks = {window: Desk(frozenset(codes)) for window, codes in places(comprehensive).items()}
            play = Play(visitors(tickets, number + 1), desks, kiosk, counter, reach)
            play.run(lambda: None)
            assert play.played.refused == []
        found.append(accuracy(hall.journal, tickets))
    return found


@pytest.mark.parametrize(("tickets", "comprehensive"), [(500, 0), (700, 3)], ids=str)
def test_waits_come_true_about_as_often_as_they_say(tickets: int, comprehensive: int) -> None:
    """Lunch, absent visitors and clerks of every pace; the first day knows no more than the settings."""
    told = simulated(tickets, comprehensive, 4)
    later = told[1:]
    assert all(day["told"] > 50 and day["untold"] < 10 for day in told), told
    by_high = statistics.fmean(day["called_by_p90"] for day in later)
    before_low = statistics.fmean(day["called_before_p50"] for day in later)
    assert 0.85 <= by_high <= 0.97, told
    assert 0.38 <= before_low <= 0.62, told
    # An interval from nothing to the whole day would be true too.
    assert all(day["mean_width_minutes"] < 20 for day in told), told


@pytest.mark.skipif(not REAL_LOG.exists(), reason="the queue logs of real halls are not on this machine")
def test_a_real_hall_over_its_days() -> None:
    """Clerks, breaks and windows as they were. Its settings say no service time, so the first day begins with none."""
    office, zone, told = "UD_Bielany", "UTC", []
    hall: PaperHall | None = None
    for number in (3, 7, 8):
        day = date(2020, 1, number)
        log = read_day([REAL_LOG], office, day)
        toml = settings_of_log(log.rows, office, "replay", zone)
        hall = hall or PaperHall(toml)
        hall.does(cmd.ImportSettings(id=hall.id(), toml=toml), HALL)  # Its windows are those that were open that day.
        with a_day(hall, day, zone, 5) as (kiosk, counter, reach):
            driver = Driver(log.rows, kiosk, counter)
            driver.run(reach, lambda: None)
            assert driver.refusals == []
        told.append(accuracy(hall.journal, len(log.rows)))
    assert all(day["told"] > 500 for day in told), told
    assert all(0.85 <= day["called_by_p90"] <= 0.98 for day in told), told
    assert all(0.38 <= day["called_before_p50"] <= 0.65 for day in told), told

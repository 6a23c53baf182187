"""A simulated day from seed to report, once for each number of comprehensive windows that is compared."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from typing import Any, Final
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import Progress

from shared.link import Link
from shared.messages import Message
from tinghao.day.people import APART, FIRST_S, PATIENCE_MIN, Visitor, visitors
from tinghao.day.play import Desk, Play
from tinghao.day.site import HALL, TIMEZONE, WINDOWS, places, settings_toml
from tinghao.replay.run import Running, Witness, own_hall

DAY: Final = date(2026, 3, 2)
"""A Monday. Any working day is as good: nothing here depends on it."""


def simulate_days(*, tickets: int, seed: int, comprehensive: Sequence[int], speed: float | None) -> dict[str, Any]:
    """The same visitors through halls that differ only in how many windows are comprehensive."""
    people = visitors(tickets, seed)
    days = [_day(people, number, speed) for number in comprehensive]
    return {
        "tickets": tickets,
        "seed": seed,
        "windows": WINDOWS,
        "assumed": {
            "patience_mean_min": PATIENCE_MIN,
            "apart": sorted(APART),
            "source": "shares, service times, arrival weights and patience are assumptions, not measurements",
        },
        "days": days,
    }


def _day(people: Sequence[Visitor], comprehensive: int, speed: float | None) -> dict[str, Any]:
    midnight = datetime.combine(DAY, time_of_day(), ZoneInfo(TIMEZONE))
    start = midnight + timedelta(seconds=FIRST_S - 600)
    began = time.monotonic()
    with own_hall(start, speed, HALL, settings_toml(comprehensive)) as (running, pace):
        report = _played(people, comprehensive, running, pace(midnight))
    return {"comprehensive": comprehensive, **report, "seconds": round(time.monotonic() - began, 1)}


def _played(people: Sequence[Visitor], comprehensive: int, hall: Running, pace: Any) -> dict[str, Any]:
    witness = Witness(hall)
    kiosk, counter = (Link(where=lambda: hall.url, listener=_ignore, token=t) for t in (hall.kiosk, hall.counter))
    desks = {number: Desk(frozenset(codes)) for number, codes in places(comprehensive).items()}
    try:
        witness.link.start()
        witness.wait_current()
        play = Play(people, desks, kiosk, counter, pace)
        with Progress(console=Console(stderr=True)) as progress:
            task = progress.add_task(f"{comprehensive} comprehensive", total=len(people))
            play.run(lambda: progress.advance(task))
        witness.wait_for(counter)
        tally = witness.tally.report(len(people), 1.0)
        del tally["lost"]  # Who leaves without a word is not lost by the hall.
        return {
            **tally,
            "left_without_a_word": play.played.left,
            "abandonment": round(play.played.left / max(1, len(people)), 4),
            "utilisation": _utilisation(desks),
            "commands": play.played.commands,
            "hall_refused": play.played.refused,
        }
    finally:
        for link in (kiosk, counter, witness.link):
            link.stop()


def _utilisation(desks: dict[int, Desk]) -> dict[str, float]:
    """Share of the open time that windows served, by what they serve and of all."""
    kinds: dict[str, list[Desk]] = {"all": list(desks.values())}
    for desk in desks.values():
        kinds.setdefault("".join(sorted(desk.serves)), []).append(desk)
    return {
        name: round(sum(desk.busy for desk in some) / max(1.0, sum(desk.closed - desk.opened for desk in some)), 3)
        for name, some in kinds.items()
    }


def _ignore(message: Message) -> None:
    """Kiosk and counter of the day only send."""

"""The outlook: how long somebody is going to wait, as an interval from p50 to p90 in seconds.

What is reckoned is plain: each window that will call from the line has so much work before somebody's turn, namely the
people ahead in the categories it serves times what a number takes there, and the rest of what it is busy with. Of other
categories only the share counts that falls to these windows. Alone it would need that long; together their rates add up:

    reckoned = 1 / sum(1 / work of the window)        for windows that are open; others join when they are back

The interval is made around it by the errors of the last days (:mod:`hall.forecast.learner`). Errors are factors, and a
long line evens out what one visitor cannot, so their spread falls from the spread of one service to a floor:

    spread = sqrt(FLOOR² + cv² / max(1, people)),     people = (reckoned + allowance) / (pace / windows)
    end    = (reckoned + allowance) · exp(spreads · spread) - allowance

With cv at most 0.8 and at most 2.5 spreads both ends only ever grow with ``reckoned``, and that only with the people
ahead: the derivative of ``log(end + allowance)`` is 1/people - spreads·cv² / (2·spread·people²), which is not negative
for people ≥ 1. So nobody further back is told less.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Final

from hall.forecast.learner import Learner, Lesson
from hall.forecast.line import Place, lane_of, people_before, place
from hall.forecast.staff import Bench, Staff
from hall.rules.facts import Outlook
from shared.experience import ALLOWANCE_S
from shared.picture import HALL, Picture, SettingsVersion
from shared.tickets import About, ServiceDay, Ticket, TicketState

FLOOR: Final = 0.3
"""Spread of even the longest wait: windows close, clerks differ, people leave."""


class HallForecast:
    """The forecast of one picture; it remembers what it worked out, and nothing else."""

    def __init__(self) -> None:
        self._learner = Learner()
        self._staff = Staff()
        self._begins: tuple[ServiceDay | None, SettingsVersion | None, datetime | None] = (None, None, None)

    def coming(
        self, picture: Picture, category: str, now: datetime, about: About | None = None, since: datetime | None = None
    ) -> Outlook:
        """Of who takes a ticket of the category now; ``since`` where its wait begins later (a booked time)."""
        if about is None and since is None:
            return self._reckon(picture, category, now, picture.waiting_in)
        begins = since or now
        at = place(picture.rules.policies, lane_of(about), begins, picture.seq + 1)
        return self._reckon(picture, category, now, _counted(picture, at), begins=begins)

    def waiting(self, picture: Picture, ticket: Ticket, now: datetime) -> Outlook:
        """Of a ticket that waits, from now on; unknown of one that does not wait."""
        if ticket.state is not TicketState.WAITING:
            return Outlook(reason="unknown")
        at = place(picture.rules.policies, ticket.lane, ticket.since, ticket.order)
        return self._reckon(
            picture,
            ticket.category,
            now,
            _counted(picture, at),
            only=lambda bench: ticket.to_window in (None, bench.window) and ticket.to_clerk in (None, bench.clerk),
        )

    def lesson(self, picture: Picture, category: str) -> Lesson | None:
        """What is known of the category's pace and errors."""
        return self._learner.lesson(picture, category)

    def _reckon(
        self,
        picture: Picture,
        category: str,
        now: datetime,
        ahead: Callable[[str], int],
        *,
        begins: datetime | None = None,
        only: Callable[[Bench], bool] | None = None,
    ) -> Outlook:
        if picture.today is None or picture.today.muted_at is not None:
            return Outlook(reason="muted" if picture.today else "unknown")
        benches = self._staff.benches(picture, category, now)
        if only is not None:
            benches = [bench for bench in benches if only(bench)]
        if not benches:
            return Outlook(reason="no_window")
        lesson = self._learner.lesson(picture, category)
        if lesson is None:
            return Outlook(reason="unknown")
        reckoned = cleared_in(self._work(picture, benches, lesson, ahead, now))
        if begins is not None:
            reckoned = max(0.0, reckoned - max(0.0, (begins - now).total_seconds()))
        return outlook(reckoned, lesson, len(benches))

    def _work(
        self, picture: Picture, benches: Iterable[Bench], lesson: Lesson, ahead: Callable[[str], int], now: datetime
    ) -> list[tuple[float, float]]:
        """Of each window: in how many seconds it begins to call, and how many it would need alone."""
        begins = self._calling_begins(picture)
        start = max(0.0, (begins - now).total_seconds()) if begins is not None else 0.0
        loads: dict[str, float] = {}
        lines: dict[int, float] = {}  # By the object: windows with the same line have the same one (staff.py).
        windows, tickets, work = picture.windows, picture.tickets, []
        for bench in benches:
            line = lines.get(id(bench.before))
            if line is None:
                line = 0.0
                for code, share in bench.before:
                    load = loads.get(code)
                    if load is None:
                        people = ahead(code)
                        load = loads[code] = people * self._pace(picture, code, lesson).pace_s if people else 0.0
                    line += load * share
                lines[id(bench.before)] = line
            there = windows[bench.window].ticket
            if there is not None and (ticket := tickets.get(there)) is not None:
                line += _rest(self._pace(picture, ticket.category, lesson))
            begin = start
            if bench.back_at is not None:
                begin = max(start, (bench.back_at - now).total_seconds())
            work.append((begin, line))
        return work

    def _pace(self, picture: Picture, category: str, else_: Lesson) -> Lesson:
        """Of a category of which nothing is known the one asked for speaks."""
        return self._learner.lesson(picture, category) or else_

    def _calling_begins(self, picture: Picture) -> datetime | None:
        """When numbers begin to be called today, where the settings say so."""
        day, settings = picture.today, picture.settings[HALL]
        if self._begins[0] is not day or self._begins[1] is not settings:
            at, zone = settings.settings.policies.hours.calling_begins, settings.settings.hall.zone
            begins = datetime.combine(day.day, at, zone).astimezone(UTC) if day is not None and at is not None else None
            self._begins = (day, settings, begins)
        return self._begins[2]


def _counted(picture: Picture, at: Place) -> Callable[[str], int]:
    return lambda category: people_before(picture, category, at)


def _rest(lesson: Lesson) -> float:
    """Seconds that a number which is somewhere in its time at the window still takes, on average."""
    return lesson.pace_s * (1 + lesson.cv**2) / 2


def cleared_in(work: Iterable[tuple[float, float]]) -> float:
    """Seconds until windows together have done what each would need alone, joining one after the other."""
    done = rate = at = 0.0
    for start, alone in sorted(work):
        if rate and (left := (1 - done) / rate) <= start - at:
            return at + left
        done += rate * (start - at)
        at = start
        if alone <= 0:
            return at
        rate += 1 / alone
    return at + (1 - done) / rate


def outlook(reckoned_s: float, lesson: Lesson, windows: int) -> Outlook:
    """The interval around what was reckoned, with so many windows sharing the line."""
    people = max(1.0, (reckoned_s + ALLOWANCE_S) * windows / lesson.pace_s)
    spread = math.sqrt(FLOOR**2 + lesson.cv**2 / people)
    low, high = (
        max(0, round((reckoned_s + ALLOWANCE_S) * math.exp(spreads * spread) - ALLOWANCE_S))
        for spreads in (lesson.low, lesson.high)
    )
    if reckoned_s < 0.5:
        low = 0  # A window is free: there is no shorter wait.
    return Outlook(expected_s=(low, high), reckoned=(round(reckoned_s), round(1000 * spread)))

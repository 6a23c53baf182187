"""Which days a hall works: the weekdays it rests, public holidays, and working days made up for them (调休).

A pure table: the same settings and day give the same answer. The calendar that comes with the house knows the years
whose decree was published when its library was released. Of another year it says so; until its days are entered in the
settings the weekday alone counts for who stands at the kiosk, and nothing is promised for such a day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final, NamedTuple

from chinese_calendar.constants import holidays, workdays

from shared.policy import HoursPolicy

DECREED: Final = frozenset(day.year for day in holidays)
"""Years that the house's own calendar knows."""
_FAR: Final = 400
"""Days within which a hall works again; one that does not has wrong settings."""


class WorkingDay(NamedTuple):
    """What is known of a day."""

    worked: bool
    known: bool = True
    """False where the year's decree is not known: ``worked`` then says no more than the weekday."""


def working_day(hours: HoursPolicy, day: date) -> WorkingDay:
    """Whether the hall works that day. What the settings say of it comes first, then the public calendar."""
    if day in hours.worked:
        return WorkingDay(worked=True)
    if day in hours.closed:
        return WorkingDay(worked=False)
    weekday = WorkingDay(worked=day.isoweekday() not in hours.rest_days)
    if hours.calendar == "none" or day.year in hours.decreed:
        return weekday
    if day.year not in DECREED:
        return weekday._replace(known=False)
    if day in holidays:
        return WorkingDay(worked=False)
    return WorkingDay(worked=True) if day in workdays else weekday


def next_working_day(hours: HoursPolicy, after: date) -> date:
    """The first day after ``after`` on which the hall works; the next day where its settings leave none for a year."""
    days = (after + timedelta(days=ahead) for ahead in range(1, _FAR))
    return next((day for day in days if working_day(hours, day).worked), after + timedelta(days=1))


def unknown_years(hours: HoursPolicy, days: Iterable[date]) -> tuple[int, ...]:
    """Years of these days whose public holidays nobody knows yet: to be entered in the settings."""
    return tuple(sorted({day.year for day in days if not working_day(hours, day).known}))

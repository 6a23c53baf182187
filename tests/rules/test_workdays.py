"""Which days a hall works: weekdays of rest, public holidays, days made up for them, and years nobody has decreed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from shared import commands as cmd
from shared import events as ev
from shared.errors import Refusal
from shared.policy import HoursPolicy
from shared.workdays import DECREED, next_working_day, unknown_years, working_day
from tests.book import DISTRICT, KIOSK, PaperHall

WEEKDAYS = HoursPolicy(rest_days=(6, 7))
CHINA = HoursPolicy(calendar="china", rest_days=(6, 7))
OPEN_SATURDAYS = HoursPolicy(calendar="china", rest_days=(7,))
OWN = HoursPolicy(calendar="china", rest_days=(6, 7), closed=(date(2026, 5, 6),), worked=(date(2026, 5, 2),))
ENTERED = HoursPolicy(calendar="china", rest_days=(6, 7), decreed=(2100,), closed=(date(2100, 1, 1),))

DAYS = [
    # what it shows · settings · day · worked · known
    ("a weekday", WEEKDAYS, date(2026, 3, 2), True, True),
    ("a Saturday", WEEKDAYS, date(2026, 3, 7), False, True),
    ("no calendar, no holiday", WEEKDAYS, date(2026, 10, 1), True, True),
    ("a public holiday", CHINA, date(2026, 10, 1), False, True),
    ("a Saturday worked for it (调休)", CHINA, date(2026, 10, 10), True, True),
    ("a Sunday worked for it (调休)", CHINA, date(2026, 9, 20), True, True),
    ("an ordinary Saturday", CHINA, date(2026, 3, 7), False, True),
    ("an ordinary Saturday of a hall that works then", OPEN_SATURDAYS, date(2026, 3, 7), True, True),
    ("a holiday on a Saturday of that hall", OPEN_SATURDAYS, date(2026, 10, 3), False, True),
    ("closed by the settings", OWN, date(2026, 5, 6), False, True),
    ("worked by the settings, on a holiday", OWN, date(2026, 5, 2), True, True),
    ("a year nobody has decreed", CHINA, date(2100, 1, 4), True, False),
    ("a weekend of such a year", CHINA, date(2100, 1, 2), False, False),
    ("such a year once it is entered", ENTERED, date(2100, 1, 4), True, True),
    ("its holiday", ENTERED, date(2100, 1, 1), False, True),
]


@pytest.mark.parametrize(
    ("hours", "day", "worked", "known"), [case[1:] for case in DAYS], ids=[case[0] for case in DAYS]
)
def test_which_days_are_worked(hours: HoursPolicy, day: date, worked: bool, known: bool) -> None:
    assert working_day(hours, day) == (worked, known)


def test_the_next_working_day_is_after_the_holidays() -> None:
    assert next_working_day(CHINA, date(2026, 9, 30)) == date(2026, 10, 8)
    assert next_working_day(CHINA, date(2026, 10, 9)) == date(2026, 10, 10)
    assert next_working_day(WEEKDAYS, date(2026, 3, 6)) == date(2026, 3, 9)
    never = HoursPolicy(rest_days=(1, 2, 3, 4, 5, 6, 7))
    assert next_working_day(never, date(2026, 3, 6)) == date(2026, 3, 7)


def test_years_to_be_entered_are_named() -> None:
    last = max(DECREED)
    assert unknown_years(CHINA, (date(last, 12, 1), date(last + 1, 1, 5))) == (last + 1,)
    assert unknown_years(WEEKDAYS, (date(last + 1, 1, 5),)) == ()
    assert unknown_years(ENTERED, (date(2100, 1, 5), date(2101, 1, 5))) == (2101,)


KIOSK_DAYS = [
    (datetime(2026, 10, 1, 1, tzinfo=UTC), False),
    (datetime(2026, 10, 10, 1, tzinfo=UTC), True),
    (datetime(2026, 3, 7, 1, tzinfo=UTC), False),
    # Nobody knows whether it is a holiday: nobody is turned away for that.
    (datetime(2100, 1, 4, 1, tzinfo=UTC), True),
]


@pytest.mark.parametrize(("now", "issues"), KIOSK_DAYS)
def test_a_kiosk_issues_on_working_days_and_records_whom_it_turned_away(now: datetime, issues: bool) -> None:
    hours = '[policies.hours]\ncalendar = "china"\nrest_days = [6, 7]\n\n[policies.priority]'
    hall = PaperHall.opened(DISTRICT.replace("[policies.priority]", hours, 1))
    hall.now = now
    command = cmd.TakeTicket(id=hall.id(), category="A")
    if issues:
        assert [event.type for event in hall.does(command, KIOSK)] == ["ticket_taken"]
        return
    with pytest.raises(Refusal) as refused:
        hall.does(command, KIOSK)
    assert refused.value.code == "rest_day"
    assert hall.journal[-1].event == ev.RefusalRecorded(command="take_ticket", code="rest_day", category="A")

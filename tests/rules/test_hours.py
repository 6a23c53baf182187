"""Issuing hours: the rule that turns people away and the screen that says when to come again read them alike."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.hours import LOOK_AHEAD_DAYS, issues_at, next_issuing, spans
from shared.policy import Hours, HoursPolicy
from shared.workdays import DECREED, working_day

ZONE = ZoneInfo("Asia/Shanghai")
TWO = (Hours(begins=time(8, 30), ends=time(11, 45)), Hours(begins=time(13), ends=time(17)))
WEEK = HoursPolicy(
    issuing=TWO, rest_days=(6, 7), closed=(date(2026, 10, 1), date(2026, 10, 2)), worked=(date(2026, 10, 10),)
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 10, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (at(8, 7), at(8, 8, 30)),
        (at(8, 8, 30), at(8, 13)),
        (at(8, 12), at(8, 13)),
        (at(8, 17), at(9, 8, 30)),
        (at(9, 18), at(10, 8, 30)),  # A Saturday that is worked.
        (at(10, 18), at(12, 8, 30)),
        (at(1, 9), at(5, 8, 30)),  # Two public holidays, then the week's end.
    ],
)
def test_the_next_issuing(now: datetime, then: datetime) -> None:
    assert next_issuing(WEEK, now) == then


def test_a_hall_that_says_no_hours_issues_all_day_and_again_on_its_next_working_day() -> None:
    hours = HoursPolicy(rest_days=(6, 7))
    assert issues_at(hours, time(3))
    assert next_issuing(hours, at(10, 9)) == at(12, 0)
    assert spans(hours) == ""


def test_a_hall_that_never_works_promises_nothing() -> None:
    assert next_issuing(HoursPolicy(rest_days=(1, 2, 3, 4, 5, 6, 7)), at(8, 9)) is None


def test_nothing_is_promised_for_a_day_whose_holidays_nobody_knows_yet() -> None:
    hours = HoursPolicy(issuing=TWO, rest_days=(6, 7), calendar="china")
    last = datetime(max(DECREED), 12, 31, 18, tzinfo=ZONE)
    assert next_issuing(hours, last) is None
    entered = hours.model_copy(update={"decreed": (max(DECREED) + 1,)})
    assert next_issuing(entered, last) is not None


def test_the_hours_as_people_write_them() -> None:
    assert spans(WEEK) == "08:30–11:45, 13:00–17:00"


moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda moment: moment.replace(tzinfo=ZONE))
minutes = st.integers(0, 1439).map(lambda minute: time(minute // 60, minute % 60))
policies = st.builds(
    HoursPolicy,
    issuing=st.lists(st.builds(Hours, begins=minutes, ends=minutes), max_size=3).map(tuple),
    rest_days=st.sets(st.integers(1, 7), max_size=7).map(tuple),
    closed=st.sets(st.dates(date(2026, 1, 1), date(2027, 1, 1)), max_size=5).map(tuple),
    worked=st.sets(st.dates(date(2026, 1, 1), date(2027, 1, 1)), max_size=5).map(tuple),
)


@given(policies, moments)
def test_what_is_promised_is_kept(hours: HoursPolicy, now: datetime) -> None:
    """At the next issuing tickets are issued, on a day that is worked, and later than now."""
    then = next_issuing(hours, now)
    if then is None:
        ahead = [now.date() + timedelta(days=days) for days in range(1, LOOK_AHEAD_DAYS + 1)]
        no_hours = hours.issuing and not any(span.begins < span.ends for span in hours.issuing)
        assert no_hours or not any(working_day(hours, day).worked for day in ahead)
        return
    assert then > now
    assert working_day(hours, then.date()).worked
    assert issues_at(hours, then.time())

"""When tickets are issued: one reading of the hall's hours, for the rule that decides and for the screen that says it.

Times are local, in the hall's own zone.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from shared.workdays import working_day

if TYPE_CHECKING:
    from shared.policy import HoursPolicy

LOOK_AHEAD_DAYS: Final = 60
"""How far a next opening is looked for: further than the longest holiday, near enough to be worth saying."""


def issues_at(hours: HoursPolicy, at: time) -> bool:
    """Whether a working day's kiosks issue at that time of day."""
    return not hours.issuing or any(span.begins <= at < span.ends for span in hours.issuing)


def next_issuing(hours: HoursPolicy, local: datetime) -> datetime | None:
    """When kiosks issue again after ``local``, None where no day within :data:`LOOK_AHEAD_DAYS` is worked, where no
    hours are left, and where it would be a day whose holidays nobody knows yet: nothing is promised for such a day. Midnight of the next working day where the hall says no hours."""
    begins = sorted(span.begins for span in hours.issuing if span.begins < span.ends) if hours.issuing else [time(0)]
    for ahead in range(LOOK_AHEAD_DAYS + 1):
        day = local.date() + timedelta(days=ahead)
        known = working_day(hours, day)
        if not known.known:
            return None
        if not known.worked:
            continue
        for begin in begins:
            at = datetime.combine(day, begin, tzinfo=local.tzinfo)
            if at > local:
                return at
    return None


def spans(hours: HoursPolicy) -> str:
    """The issuing hours as people write them, ``08:30–11:30, 13:00–17:00``; empty where none are said."""
    return ", ".join(f"{span.begins:%H:%M}–{span.ends:%H:%M}" for span in hours.issuing)

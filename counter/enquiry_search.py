"""Finding a ticket at the enquiry desk: by its number, or, lost, by kiosk, category and the time it was taken.

Pure. Who still waits, is called, held, missed or served stands in the picture; who ended lies in the hall's book and is
asked for by :func:`question` (``GET /api/v1/tickets``).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from counter.enquiry_notes import EnquiryFault
from shared.picture import Picture
from shared.settings import Settings
from shared.tickets import Ticket, label

DAYS_BACK: Final = 7
"""How far back an ended ticket is looked for by its number."""
_NUMBER: Final = re.compile(r"([A-Z]{0,8})0*([0-9]{1,6})")
_TIME: Final = re.compile(r"([0-9]{1,2}):?([0-9]{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is looked for: one of ``numbers`` where there are some, on any of the days; else what the rest says."""

    first_day: date
    last_day: date
    numbers: tuple[str, ...] = ()
    station: str | None = None
    category: str | None = None
    begins: datetime | None = None
    """Taken then or later."""
    ends: datetime | None = None
    """Taken before that."""


def numbers_meant(typed: str, settings: Settings) -> tuple[str, ...]:
    """The numbers that somebody may mean by what they say: ``a12`` is A012, ``12`` is 012 of every category.

    Raises EnquiryFault ``no_number`` where it is none.
    """
    found = _NUMBER.fullmatch(_plain(typed))
    if found is None:
        raise EnquiryFault("no_number", typed=typed.strip())
    code, digits = found.groups()
    codes = [category.code for category in settings.categories]
    if code and code not in codes:
        raise EnquiryFault("no_category", typed=code, known=" ".join(codes))
    return tuple(label(one, int(digits)) for one in ([code] if code else codes))


def time_typed(typed: str) -> time | None:
    """A time of day as typed (``930``, ``9:30``, ``0930``), None where nothing is. Raises EnquiryFault ``no_time``."""
    plain = _plain(typed)
    if not plain:
        return None
    found = _TIME.fullmatch(plain)
    hour, minute = map(int, found.groups()) if found else (24, 0)
    if hour > 23 or minute > 59:
        raise EnquiryFault("no_time", typed=typed.strip())
    return time(hour, minute)


def by_number(typed: str, settings: Settings, today: date) -> Query:
    """Whoever has, or had within a week, the number that was said. Raises EnquiryFault."""
    return Query(numbers=numbers_meant(typed, settings), first_day=today - timedelta(days=DAYS_BACK), last_day=today)


def lost(settings: Settings, day: date, *, station: str | None, category: str | None, begins: str, ends: str) -> Query:
    """Tickets of a service day that were taken from ``begins`` to ``ends``, minute included, in the hall's own time.

    Raises EnquiryFault ``no_time`` or ``time_backwards``.
    """
    first, last = time_typed(begins), time_typed(ends)
    since = None if first is None else _moment(settings, day, first)
    until = None if last is None else _moment(settings, day, last) + timedelta(minutes=1)
    if since is not None and until is not None and until <= since:
        raise EnquiryFault("time_backwards", begins=f"{first:%H:%M}", ends=f"{last:%H:%M}")
    return Query(first_day=day, last_day=day, station=station, category=category, begins=since, ends=until)


def fits(query: Query, ticket: Ticket) -> bool:
    """Whether the ticket is one that is looked for."""
    if query.numbers:
        return ticket.number in query.numbers
    return (
        query.first_day <= ticket.day <= query.last_day
        and query.station in (None, ticket.station)
        and query.category in (None, ticket.category)
        and (query.begins is None or ticket.taken_at >= query.begins)
        and (query.ends is None or ticket.taken_at < query.ends)
    )


def living(picture: Picture, query: Query) -> list[Ticket]:
    """The fitting tickets that have not ended, whatever state they are in, in the order they were taken."""
    found = [ticket for ticket in picture.tickets.values() if fits(query, ticket)]
    return sorted(found, key=lambda ticket: (ticket.taken_at, ticket.order))


def question(query: Query) -> str:
    """The same, asked of the hall's book for tickets that ended."""
    asked: list[tuple[str, Any]] = [("first_day", query.first_day), ("last_day", query.last_day)]
    asked += [("number", number) for number in query.numbers]
    for name in ("station", "category", "begins", "ends"):
        value = getattr(query, name)
        if value is not None:
            asked.append((name, value.isoformat() if isinstance(value, datetime) else value))
    return "/api/v1/tickets?" + urlencode(asked)


def _plain(typed: str) -> str:
    """Without width, case and spaces: a Chinese or Japanese keyboard may type full-width letters and digits."""
    return unicodedata.normalize("NFKC", typed).upper().replace(" ", "").replace("：", ":")


def _moment(settings: Settings, day: date, at: time) -> datetime:
    """A time of a service day: what is before the day's start belongs to the calendar day after it."""
    calendar = day if at >= settings.hall.day_starts else day + timedelta(days=1)
    return datetime.combine(calendar, at, tzinfo=settings.hall.zone)

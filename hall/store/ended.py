"""Tickets that have ended, looked for at the enquiry desk: the living ones stand in the picture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from hall.store import schema
from hall.store.rows import columns_of, ticket_of
from shared.tickets import LIVING, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Which tickets: issued on one of the service days, and fitting whatever else is said."""

    first_day: date
    last_day: date
    numbers: tuple[str, ...] = ()
    station: str | None = None
    category: str | None = None
    begins: datetime | None = None
    """Taken then or later."""
    ends: datetime | None = None
    """Taken before that."""


def ended_tickets(connection: Connection, hall: str, search: Search, most: int) -> list[Ticket]:
    """At most so many of the tickets that ended, the latest taken first. The index by hall and day bounds the work."""
    table = schema.tickets
    query = select(*columns_of(table)).where(
        table.c.hall == hall,
        table.c.day.between(search.first_day, search.last_day),
        table.c.state.not_in([state.value for state in LIVING]),
    )
    if search.numbers:
        query = query.where(table.c.number.in_(search.numbers))
    if search.station is not None:
        query = query.where(table.c.station == search.station)
    if search.category is not None:
        query = query.where(table.c.category == search.category)
    if search.begins is not None:
        query = query.where(table.c.taken_at >= search.begins)
    if search.ends is not None:
        query = query.where(table.c.taken_at < search.ends)
    rows = connection.execute(query.order_by(table.c.taken_at.desc(), table.c.order.desc()).limit(most)).mappings()
    return [ticket_of(dict(row)) for row in rows]

"""History: rows that the book keeps for ever and the hall's living picture no longer holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, select, true

from hall.store import schema
from hall.store.rows import columns_of, rated_services, service_of
from shared.experience import Experience, kept_from
from shared.picture import HALL, Picture, SettingsVersion
from shared.settings import Settings
from shared.tickets import LIVING, Series, SlipState, Stamp, Ticket, TicketState


def past_rows(connection: Connection, picture: Picture) -> Iterator[tuple[str, Any]]:
    """Table and row of everything in the book that the hall's living picture does not hold, in no order."""
    today = picture.today.day if picture.today else None
    hall, tickets, services, series = picture.hall, schema.tickets, schema.services, schema.series
    ended = tickets.c.state.not_in([state.value for state in LIVING])
    for row in _rows(connection, select(*columns_of(tickets)).where(tickets.c.hall == hall, ended)):
        row |= {"state": TicketState(row["state"]), "slip": SlipState(row["slip"])}
        yield "tickets", Ticket(**row)
    for row in _rows(connection, select(series).where(series.c.hall == hall, series.c.day != today)):
        yield "series", Series(**row)
    for row in _rows(connection, rated_services().where(services.c.hall == hall, services.c.day != today)):
        if row["id"] not in picture.services:
            yield "services", service_of(row)
    stamps = schema.stamps
    for row in _rows(connection, select(stamps).where(stamps.c.hall == hall, stamps.c.day != today)):
        yield "stamps", Stamp(**row)
    taught = schema.experience
    old = taught.c.day < kept_from(today) if today is not None else true()
    for row in _rows(connection, select(taught).where(taught.c.hall == hall, old)):
        yield "experience", Experience(**row)
    yield from _past_settings(connection, picture)


def _past_settings(connection: Connection, picture: Picture) -> Iterator[tuple[str, SettingsVersion]]:
    now = picture.settings[HALL].version if picture.settings else 0
    table = schema.settings
    for row in _rows(connection, select(table).where(table.c.hall == picture.hall, table.c.version != now)):
        settings = Settings.model_validate_json(row["text"])
        yield "settings", SettingsVersion(version=row["version"], settings=settings)


def _rows(connection: Connection, query: Select[Any]) -> Iterator[dict[str, Any]]:
    for row in connection.execute(query.execution_options(yield_per=1000)).mappings():
        yield {column: value for column, value in row.items() if column != "hall"}

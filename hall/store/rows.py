"""Rows of the picture to rows of the tables and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Column, Connection, Dialect, Select, Table, and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from hall.store import schema
from hall.store.prepared import Prepared
from shared.devices import DeviceHealth, DeviceKind, DeviceState
from shared.experience import Experience, kept_from
from shared.heard import Complaint, Text
from shared.picture import HALL, Change, Picture, SettingsVersion, key_of
from shared.settings import Settings
from shared.tickets import (
    LIVING,
    Appointment,
    Call,
    Phone,
    Series,
    Service,
    ServiceDay,
    SlipState,
    Stamp,
    Ticket,
    TicketState,
    Unprinted,
    Waiting,
    Window,
)
from shared.tickets import WindowState as WindowStates


class SealBroken(Exception):
    """A constraint of the database refused what the rules had allowed: the rules were wrong, or two wrote at once."""


_TABLES: Final[Mapping[str, Table]] = MappingProxyType(
    {
        "tickets": schema.tickets,
        "windows": schema.windows,
        "services": schema.services,
        "series": schema.series,
        "calls": schema.calls,
        "devices": schema.devices,
        "unprinted": schema.unprinted,
        "appointments": schema.appointments,
        "stamps": schema.stamps,
        "phones": schema.phones,
        "texts": schema.texts,
        "complaints": schema.complaints,
        "experience": schema.experience,
    }
)
_KEY: Final = MappingProxyType(
    {
        "tickets": ("id",),
        "windows": ("number",),
        "services": ("id",),
        "series": ("day", "code"),
        "calls": ("ticket",),
        "devices": ("station", "device"),
        "unprinted": ("ticket",),
        "appointments": ("code",),
        "stamps": ("day", "code"),
        "phones": ("ticket",),
        "texts": ("id",),
        "complaints": ("number",),
        "experience": ("category", "day"),
    }
)
_GUARD: Final = MappingProxyType(
    {
        "tickets": ("state", "call_order"),
        "windows": ("state",),
        "services": ("rated",),
        "series": ("last",),
        "calls": (),
        "devices": ("state",),
        "unprinted": (),
        "appointments": (),
        "stamps": (),
        "phones": (),
        "texts": (),
        "complaints": ("state", "text"),
        "experience": ("calls", "turns"),
    }
)
"""Columns that an update expects as they were: a write from a stale picture finds no row, and is refused."""
_HOLDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"tickets": ("window", "interpreter"), "windows": ("ticket", "clerk")}
)
"""Columns that only one row may hold: in a group, rows that let go are written before rows that take."""


_OF_A_DAY: Final = frozenset({"series", "stamps"})
"""Tables whose rows of another day are other rows, though the picture has them under the same key."""


def write_changes(connection: Connection, hall: str, changes: Sequence[Change]) -> None:
    """Bring the tables along. Raises :class:`SealBroken` where a row is not as the rules believed it."""
    for table, merged in _by_table(changes).items():
        if table == "settings":
            _write_settings(connection, hall, merged)
        elif table in _TABLES:
            _write_table(connection, hall, table, merged)
    _wipe_words(connection, hall, changes)
    _write_ratings(connection, hall, changes)
    _write_reasons(connection, hall, changes)


def _by_table(changes: Sequence[Change]) -> dict[str, list[Change]]:
    """One change a row, from its first state to its last, in the order in which the rows were first touched."""
    merged: dict[str, dict[Any, Change]] = {}
    for change in changes:
        if not change.store:
            continue
        key = change.key if change.table not in _OF_A_DAY else (change.key, change.new.day)
        rows = merged.setdefault(change.table, {})
        first = rows.get(key)
        rows[key] = change if first is None else change._replace(old=first.old)
    return {table: list(rows.values()) for table, rows in merged.items()}


def _write_table(connection: Connection, hall: str, name: str, changes: Sequence[Change]) -> None:
    statements = _statements(connection.dialect)[name]
    gone = [c.old for c in changes if c.new is None and c.old is not None]
    changed = [c for c in changes if c.new is not None and c.old is not None and _same_row(name, c)]
    new = [c.new for c in changes if c.new is not None and not (c.old is not None and _same_row(name, c))]
    if gone and statements.remove.execute(connection, [(hall, *statements.key(row)) for row in gone]) != len(gone):
        raise SealBroken(f"{name}: a row that was to go is gone already")
    if changed:
        changed.sort(key=lambda c: sum(getattr(c.new, column) is not None for column in _HOLDS.get(name, ())))
        rows = [(hall, *statements.row(c.new), *statements.guard(c.old)) for c in changed]
        if statements.update.execute(connection, rows) != len(rows):
            raise SealBroken(f"{name}: a row is not as the picture holds it")
    if new:
        statements.insert.execute(connection, [(hall, *statements.row(row)) for row in new])


def columns_of(table: Table) -> list[Column[Any]]:
    """Columns that make up a row of the picture: neither the hall's nor those that are there for a seal alone."""
    return [column for column in table.c if column.name != "hall" and not column.info]


class _Statements:
    """What is written to one table: the statements, and a row's values in their order."""

    def __init__(self, dialect: Dialect, name: str) -> None:
        table, keys, guards = _TABLES[name], _KEY[name], _GUARD[name]
        columns = [column.name for column in table.c if column.name != "hall"]
        same = and_(*(table.c[k] == bindparam(k) for k in ("hall", *keys)))
        as_before = and_(same, *(table.c[g] == bindparam(f"before_{g}") for g in guards))
        values: dict[str, Any] = {column: bindparam(column) for column in columns if column not in keys}
        self.insert = Prepared(dialect, insert(table), ["hall", *columns])
        self.update = Prepared(
            dialect, update(table).where(as_before).values(values), ["hall", *columns, *(f"before_{g}" for g in guards)]
        )
        self.remove = Prepared(dialect, delete(table).where(same), ["hall", *keys])
        self.row, self.key, self.guard = _values(columns), _values(keys), _values(guards)


@lru_cache(maxsize=16)
def _statements(dialect: Dialect) -> Mapping[str, _Statements]:
    return MappingProxyType({name: _Statements(dialect, name) for name in _TABLES})


def _values(columns: Sequence[str]) -> Callable[[Any], tuple[Any, ...]]:
    """From a row of the picture to the columns' values; an enumeration of texts is stored as its text."""
    states = [index for index, column in enumerate(columns) if column in ("state", "slip", "kind")]
    if not columns:
        return lambda row: ()
    get = attrgetter(*columns) if len(columns) > 1 else _single(columns[0])

    def values(row: Any) -> tuple[Any, ...]:
        found = list(get(row))
        for index in states:
            found[index] = str(found[index])
        return tuple(found)

    return values


def _single(column: str) -> Callable[[Any], tuple[Any]]:
    return lambda row: (getattr(row, column),)


def _write_settings(connection: Connection, hall: str, changes: Sequence[Change]) -> None:
    rows = [
        {"hall": hall, "version": c.new.version, "text": c.new.settings.model_dump_json()}
        for c in changes
        if c.new is not None
    ]
    connection.execute(insert(schema.settings), rows)


def _wipe_words(connection: Connection, hall: str, changes: Sequence[Change]) -> None:
    """With the reference go the words."""
    gone = [c.key for c in changes if c.table == "texts" and c.new is None]
    if gone:
        table = schema.sealed_texts
        connection.execute(delete(table).where(table.c.hall == hall, table.c.id.in_(gone)))


def _write_ratings(connection: Connection, hall: str, changes: Sequence[Change]) -> None:
    """Every grade that was given is a row of its own, never an update: a second one meets the seal."""
    rows = [
        {"hall": hall, "service": c.new.id, "grade": c.new.grade}
        for c in changes
        if c.table == "services" and c.new is not None and c.new.rated
        if c.old is None or not c.old.rated or c.old.grade != c.new.grade
    ]
    if rows:
        connection.execute(insert(schema.ratings), rows)


def _write_reasons(connection: Connection, hall: str, changes: Sequence[Change]) -> None:
    """Reasons are a row of their own beside their grade, never an update."""
    rows = [
        {"hall": hall, "service": c.new.id, "grade": c.new.grade, "reasons": " ".join(c.new.reasons)}
        for c in changes
        if c.table == "services" and c.new is not None and c.new.reasons is not None
        if c.old is None or c.old.reasons != c.new.reasons
    ]
    if rows:
        connection.execute(insert(schema.rating_reasons), rows)


def _same_row(name: str, change: Change) -> bool:
    """Whether old and new are one row of the table: a new day's series is another one under the same code."""
    return all(getattr(change.old, column) == getattr(change.new, column) for column in _KEY[name])


def living_picture(connection: Connection, hall: str) -> Picture:
    """The hall's picture read back from the tables: what folding the whole journal gives."""
    head = connection.execute(select(schema.halls).where(schema.halls.c.hall == hall)).one()
    picture = Picture(hall, seq=head.seq)
    _read_settings(connection, picture)
    if head.day is None:
        today = None
    else:
        today = head.day
        picture.put(
            "day",
            HALL,
            ServiceDay(
                day=today,
                opened_at=head.day_opened_at,
                order=head.day_order,
                muted_at=head.muted_at,
                ended_at=head.ended_at,
            ),
        )
    _read(connection, picture, "windows", Window)
    living = [state.value for state in LIVING]
    _read(connection, picture, "tickets", Ticket, schema.tickets.c.state.in_(living))
    _read(connection, picture, "calls", Call)
    _read(connection, picture, "devices", DeviceHealth)
    _read(connection, picture, "unprinted", Unprinted)
    _read(connection, picture, "appointments", Appointment)
    _read(connection, picture, "phones", Phone)
    _read(connection, picture, "texts", Text)
    _read(connection, picture, "complaints", Complaint)
    if today is not None:
        _read(connection, picture, "series", Series, schema.series.c.day == today)
        _read(connection, picture, "stamps", Stamp, schema.stamps.c.day == today)
        _read_services(connection, picture, or_(schema.services.c.day == today, _on_a_page(hall)))
        _read(connection, picture, "experience", Experience, schema.experience.c.day >= kept_from(today))
    for category, lanes in picture.queues.items():
        count = sum(map(len, lanes.values()))
        if count:
            picture.put("waiting", category, Waiting(category=category, count=count))
    return picture


def ticket_by_id(connection: Connection, hall: str, ticket: str) -> Ticket | None:
    """A ticket of the book, living or not."""
    table = schema.tickets
    columns = columns_of(table)
    row = connection.execute(select(*columns).where(table.c.hall == hall, table.c.id == ticket)).mappings().first()
    return ticket_of(dict(row)) if row is not None else None


def ticket_of(row: Mapping[str, Any]) -> Ticket:
    """A ticket out of its row, with or without the hall."""
    return Ticket(**_states("tickets", {column: value for column, value in row.items() if column != "hall"}))


def _read_settings(connection: Connection, picture: Picture) -> None:
    table = schema.settings
    query = select(table).where(table.c.hall == picture.hall).order_by(table.c.version.desc()).limit(1)
    row = connection.execute(query).first()
    if row is not None:
        settings = Settings.model_validate_json(row.text)
        picture.put("settings", HALL, SettingsVersion(version=row.version, settings=settings))


def _read(connection: Connection, picture: Picture, name: str, kind: type, *where: ColumnElement[bool]) -> None:
    table = _TABLES[name]
    columns = columns_of(table)
    names = [column.name for column in columns]
    for row in connection.execute(select(*columns).where(table.c.hall == picture.hall, *where)):
        made = kind(**_states(name, dict(zip(names, row, strict=True))))
        picture.put(name, key_of(name, made), made)


def _states(name: str, values: dict[str, Any]) -> dict[str, Any]:
    if name == "tickets":
        return values | {"state": TicketState(values["state"]), "slip": SlipState(values["slip"])}
    if name == "windows":
        return values | {"state": WindowStates(values["state"])}
    if name == "devices":
        return values | {"state": DeviceState(values["state"]), "kind": DeviceKind(values["kind"])}
    return values


def _on_a_page(hall: str) -> ColumnElement[bool]:
    """Services of earlier days that a visitor's page still shows."""
    services, pages = schema.services, select(schema.phones.c.ticket).where(schema.phones.c.hall == hall)
    return and_(services.c.finished_at.is_not(None), services.c.interrupted.is_(None), services.c.ticket.in_(pages))


def _read_services(connection: Connection, picture: Picture, today: ColumnElement[bool]) -> None:
    query = rated_services().where(schema.services.c.hall == picture.hall, today)
    for row in connection.execute(query).mappings():
        values = {column: value for column, value in row.items() if column != "hall"}
        picture.put("services", values["id"], service_of(values))


def rated_services() -> Select[Any]:
    """Every service with its grade and its reasons, where there are any; for :func:`service_of`."""
    services, ratings, reasons = schema.services, schema.ratings, schema.rating_reasons
    joined = services.outerjoin(
        ratings, and_(ratings.c.hall == services.c.hall, ratings.c.service == services.c.id)
    ).outerjoin(reasons, and_(reasons.c.hall == services.c.hall, reasons.c.service == services.c.id))
    return select(services, ratings.c.grade, reasons.c.reasons).select_from(joined)


def service_of(row: dict[str, Any]) -> Service:
    """A service from a row of :func:`rated_services` without its hall."""
    reasons = row["reasons"]
    return Service(**row | {"reasons": tuple(reasons.split()) if reasons is not None else None})

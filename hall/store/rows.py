"""Rows of the picture to rows of the tables and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, Table, and_, bindparam, delete, insert, select, update
from sqlalchemy.sql.elements import ColumnElement

from hall.store import schema
from shared.picture import HALL, Change, Picture, SettingsVersion, key_of
from shared.settings import Settings
from shared.tickets import LIVING, Call, Series, Service, ServiceDay, SlipState, Ticket, TicketState, Waiting, Window
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
    }
)
_KEY: Final = MappingProxyType(
    {"tickets": ("id",), "windows": ("number",), "services": ("id",), "series": ("day", "code"), "calls": ("ticket",)}
)
_GUARD: Final = MappingProxyType(
    {
        "tickets": ("state", "call_order"),
        "windows": ("state",),
        "services": ("rated",),
        "series": ("last",),
        "calls": (),
    }
)
"""Columns that an update expects as they were: a write from a stale picture finds no row, and is refused."""


def write_changes(connection: Connection, hall: str, changes: Sequence[Change]) -> None:
    """Bring the tables along. Raises :class:`SealBroken` where a row is not as the rules believed it."""
    for table, merged in _by_table(changes).items():
        if table == "settings":
            _write_settings(connection, hall, merged)
        elif table in _TABLES:
            _write_table(connection, hall, table, merged)
        if table == "services":
            _write_ratings(connection, hall, merged)


def _by_table(changes: Sequence[Change]) -> dict[str, list[Change]]:
    """One change a row, from its first state to its last, in the order in which the rows were first touched."""
    merged: dict[str, dict[Any, Change]] = {}
    for change in changes:
        if not change.store:
            continue
        key = change.key if change.table != "series" else (change.key, change.new.day)
        rows = merged.setdefault(change.table, {})
        first = rows.get(key)
        rows[key] = change if first is None else change._replace(old=first.old)
    return {table: list(rows.values()) for table, rows in merged.items()}


def _write_table(connection: Connection, hall: str, name: str, changes: Sequence[Change]) -> None:
    table = _TABLES[name]
    gone = [c.old for c in changes if c.new is None and c.old is not None]
    changed = [c for c in changes if c.new is not None and c.old is not None and _same_row(name, c)]
    new = [c.new for c in changes if c.new is not None and not (c.old is not None and _same_row(name, c))]
    if gone:
        keys = _key_columns(table, name)
        rows = [{"b_hall": hall, **{f"b_{k}": getattr(row, k) for k in _KEY[name]}} for row in gone]
        connection.execute(delete(table).where(keys), rows)
    if changed:
        _update(connection, hall, name, changed)
    if new:
        connection.execute(insert(table), [_values(hall, name, row) for row in new])


def _update(connection: Connection, hall: str, name: str, changed: Sequence[Change]) -> None:
    table, guards = _TABLES[name], _GUARD[name]
    where = _key_columns(table, name)
    for column in guards:
        where = and_(where, table.c[column] == bindparam(f"g_{column}"))
    names = [column.name for column in table.c if column.name not in ("hall", *_KEY[name])]
    query = update(table).where(where).values({column: bindparam(f"v_{column}") for column in names})
    rows = [
        {
            "b_hall": hall,
            **{f"b_{k}": getattr(c.new, k) for k in _KEY[name]},
            **{f"g_{g}": _plain(getattr(c.old, g)) for g in guards},
            **{f"v_{v}": _plain(getattr(c.new, v)) for v in names},
        }
        for c in changed
    ]
    if connection.execute(query, rows).rowcount != len(rows):
        raise SealBroken(f"{name}: a row is not as the picture holds it")


def _write_settings(connection: Connection, hall: str, changes: Sequence[Change]) -> None:
    rows = [
        {"hall": hall, "version": c.new.version, "text": c.new.settings.model_dump_json()}
        for c in changes
        if c.new is not None
    ]
    connection.execute(insert(schema.settings), rows)


def _write_ratings(connection: Connection, hall: str, changes: Sequence[Change]) -> None:
    rows = [
        {"hall": hall, "service": c.new.id, "grade": c.new.grade}
        for c in changes
        if c.new is not None and c.new.rated and not (c.old is not None and c.old.rated)
    ]
    if rows:
        connection.execute(insert(schema.ratings), rows)


def _same_row(name: str, change: Change) -> bool:
    """Whether old and new are one row of the table: a new day's series is another one under the same code."""
    return all(getattr(change.old, column) == getattr(change.new, column) for column in _KEY[name])


def _key_columns(table: Table, name: str) -> ColumnElement[bool]:
    return and_(table.c.hall == bindparam("b_hall"), *(table.c[k] == bindparam(f"b_{k}") for k in _KEY[name]))


def _values(hall: str, name: str, row: Any) -> dict[str, Any]:
    columns = _TABLES[name].c.keys()
    return {"hall": hall} | {column: _plain(getattr(row, column)) for column in columns if column != "hall"}


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, TicketState | SlipState | WindowStates) else value


def living_picture(connection: Connection, hall: str) -> Picture:
    """The hall's picture read back from the tables: what folding the whole journal gives."""
    head = connection.execute(select(schema.halls).where(schema.halls.c.hall == hall)).one()
    picture = Picture(hall, seq=head.seq)
    _read_settings(connection, picture)
    if head.day is None:
        today = None
    else:
        today = head.day
        picture.put("day", HALL, ServiceDay(day=today, opened_at=head.day_opened_at, order=head.day_order))
    _read(connection, picture, "windows", Window)
    living = [state.value for state in LIVING]
    _read(connection, picture, "tickets", Ticket, schema.tickets.c.state.in_(living))
    _read(connection, picture, "calls", Call)
    if today is not None:
        _read(connection, picture, "series", Series, schema.series.c.day == today)
        _read_services(connection, picture, schema.services.c.day == today)
    for category, queue in picture.queues.items():
        if queue:
            picture.put("waiting", category, Waiting(category=category, count=len(queue)))
    return picture


def _read_settings(connection: Connection, picture: Picture) -> None:
    table = schema.settings
    query = select(table).where(table.c.hall == picture.hall).order_by(table.c.version.desc()).limit(1)
    row = connection.execute(query).first()
    if row is not None:
        settings = Settings.model_validate_json(row.text)
        picture.put("settings", HALL, SettingsVersion(version=row.version, settings=settings))


def _read(connection: Connection, picture: Picture, name: str, kind: type, *where: ColumnElement[bool]) -> None:
    table = _TABLES[name]
    for row in connection.execute(select(table).where(table.c.hall == picture.hall, *where)).mappings():
        values = {column: value for column, value in row.items() if column != "hall"}
        made = kind(**_states(name, values))
        picture.put(name, key_of(name, made), made)


def _states(name: str, values: dict[str, Any]) -> dict[str, Any]:
    if name == "tickets":
        return values | {"state": TicketState(values["state"]), "slip": SlipState(values["slip"])}
    if name == "windows":
        return values | {"state": WindowStates(values["state"])}
    return values


def _read_services(connection: Connection, picture: Picture, today: ColumnElement[bool]) -> None:
    services, ratings = schema.services, schema.ratings
    joined = services.outerjoin(ratings, and_(ratings.c.hall == services.c.hall, ratings.c.service == services.c.id))
    query = select(services, ratings.c.grade).select_from(joined).where(services.c.hall == picture.hall, today)
    for row in connection.execute(query).mappings():
        values = {column: value for column, value in row.items() if column != "hall"}
        picture.put("services", values["id"], Service(**values))

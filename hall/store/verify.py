"""Checking a book: the chain of hashes, the sequence, and that the journal folds to exactly what the tables hold.

The living state is compared row by row. History may be millions of rows, so its rows are only summed up, by table and
service day, and the sums compared: memory stays flat, and a fault is still told with its day.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, func, or_, select

from hall.store import schema
from hall.store.chain import GENESIS, chain
from hall.store.past import past_rows
from hall.store.rows import living_picture
from shared.events import Entry
from shared.fold import OutOfOrder, fold
from shared.picture import Change, Picture, column_names
from shared.tickets import LIVING, PLAIN
from shared.wire import decode_entry


class _Sum(NamedTuple):
    """Rows of one table and day, whatever their order."""

    rows: int = 0
    digest: int = 0

    def plus(self, table: str, row: Any) -> _Sum:
        # str, not repr: two time zones that are both UTC may be written differently.
        line = "\x1f".join(str(getattr(row, column)) for column in column_names(table))
        return _Sum(self.rows + 1, self.digest + int.from_bytes(hashlib.sha256(line.encode()).digest()))


_History = dict[tuple[str, date | None], _Sum]


def verify_book(connection: Connection, hall: str) -> tuple[int, list[str]]:
    """How many entries were read, and what is wrong with the book, in words; an empty list for a sound one."""
    wrong: list[str] = []
    picture, past, before, count = Picture(hall), _history(), GENESIS, 0
    picture.record()
    table = schema.journal
    query = select(table).where(table.c.hall == hall).order_by(table.c.seq)
    for row in connection.execute(query.execution_options(yield_per=1000)):
        count += 1
        if row.before != before or chain(before, row.text) != row.hash:
            wrong.append(f"entry {row.seq}: its hash does not follow from the one before and its text")
        before = row.hash
        try:
            entry = decode_entry(row.text)
            fold(picture, entry)
        except (OutOfOrder, ValueError, KeyError) as error:
            wrong.append(f"entry {row.seq}: {error}")
            return count, wrong
        if _beside(row) != _said(entry):
            wrong.append(f"entry {row.seq}: the columns beside its text say something else")
        for name, gone in _became_past(picture.take_changes()):
            past[name, _day(gone)] = past[name, _day(gone)].plus(name, gone)
    wrong += _differences(picture, living_picture(connection, hall))
    wrong += _differences_of_the_past(past, connection, picture)
    wrong += _orphans(connection, hall)
    wrong += _seals_lie(connection, hall)
    head = connection.execute(select(schema.halls).where(schema.halls.c.hall == hall)).one()
    if (head.seq, head.hash) != (picture.seq, before):
        wrong.append(f"the head stands at {head.seq}, the journal ends at {picture.seq} or with another hash")
    return count, wrong


def _history() -> _History:
    return defaultdict(_Sum)


def _beside(row: Row[Any]) -> tuple[Any, ...]:
    return row.seq, row.at, row.type, row.version, row.actor


def _said(entry: Entry) -> tuple[Any, ...]:
    actor = f"{entry.actor.role.value}:{entry.actor.station}"
    return entry.seq, entry.at, entry.event.type, type(entry.event).VERSION, actor


def _became_past(changes: list[Change]) -> Iterator[tuple[str, Any]]:
    """Rows that will never change again, as the journal leaves them: table and row."""
    for table, _, old, new, store in changes:
        if table == "tickets" and new is not None and new.state not in LIVING:
            yield table, new
        # What only the picture forgets, and the settings that gave way to newer ones.
        if not store or (table == "settings" and old is not None):
            yield table, old


def _day(row: Any) -> date | None:
    return getattr(row, "day", None)


def _differences(folded: Picture, stored: Picture) -> list[str]:
    ours, theirs = folded.tables(), stored.tables()
    return [
        f"table {name}: row {key} folds to {ours[name].get(key)}, the table holds {theirs[name].get(key)}"
        for name in ours
        for key in sorted(ours[name].keys() | theirs[name].keys(), key=str)
        if ours[name].get(key) != theirs[name].get(key)
    ]


def _differences_of_the_past(folded: _History, connection: Connection, picture: Picture) -> list[str]:
    stored = _history()
    for name, row in past_rows(connection, picture):
        stored[name, _day(row)] = stored[name, _day(row)].plus(name, row)
    return [
        f"table {name}, history of {day or 'all days'}: {folded[name, day].rows} rows fold from the journal, "
        f"the table holds {stored[name, day].rows}, or other ones"
        for name, day in sorted(folded.keys() | stored.keys(), key=str)
        if folded[name, day] != stored[name, day]
    ]


def _orphans(connection: Connection, hall: str) -> list[str]:
    """A rating is one of a service that says it is rated, a sealed text one that the journal knows and that was not wiped."""
    ratings = connection.execute(select(func.count()).where(schema.ratings.c.hall == hall)).scalar_one()
    rated = select(func.count()).where(schema.services.c.hall == hall, schema.services.c.rated)
    found = connection.execute(rated).scalar_one()
    wrong = [] if ratings == found else [f"table ratings: {ratings} ratings for {found} rated services"]
    seals, texts = (
        connection.execute(select(func.count()).where(table.c.hall == hall)).scalar_one()
        for table in (schema.sealed_texts, schema.texts)
    )
    return wrong + ([] if seals == texts else [f"table sealed_texts: {seals} texts, {texts} are known"])


def _seals_lie(connection: Connection, hall: str) -> list[str]:
    """A seal's column that says another visit than its ticket would keep the seal from closing."""
    table = schema.tickets
    query = select(table.c.number, table.c.day, table.c.visit, table.c.about).where(
        table.c.hall == hall, or_(table.c.visit.is_not(None), table.c.about.is_not(None))
    )
    return [
        f"table tickets: the seal of {row.number} of {row.day} names another visit than the ticket"
        for row in connection.execute(query.execution_options(yield_per=1000))
        if row.visit != (row.about or PLAIN).visit
    ]

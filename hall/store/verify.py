"""Checking a book: the chain of hashes, the sequence, and that the journal folds to exactly what the tables hold."""

from __future__ import annotations

from sqlalchemy import Connection, select

from hall.store import schema
from hall.store.chain import GENESIS, chain
from hall.store.rows import living_picture
from shared.fold import OutOfOrder, fold
from shared.picture import Picture
from shared.wire import decode_entry


def verify_book(connection: Connection, hall: str) -> tuple[int, list[str]]:
    """How many entries were read, and what is wrong with the book, in words; an empty list for a sound one."""
    wrong: list[str] = []
    picture, before, count = Picture(hall), GENESIS, 0
    table = schema.journal
    query = select(table).where(table.c.hall == hall).order_by(table.c.seq)
    for row in connection.execute(query.execution_options(yield_per=1000)):
        count += 1
        if row.before != before or chain(before, row.text) != row.hash:
            wrong.append(f"entry {row.seq}: its hash does not follow from the one before and its text")
        before = row.hash
        try:
            fold(picture, decode_entry(row.text))
        except (OutOfOrder, ValueError, KeyError) as error:
            wrong.append(f"entry {row.seq}: {error}")
            return count, wrong
    wrong += _differences(picture, living_picture(connection, hall))
    head = connection.execute(select(schema.halls).where(schema.halls.c.hall == hall)).one()
    if (head.seq, head.hash) != (picture.seq, before):
        wrong.append(f"the head stands at {head.seq}, the journal ends at {picture.seq} or with another hash")
    return count, wrong


def _differences(folded: Picture, stored: Picture) -> list[str]:
    ours, theirs = folded.tables(), stored.tables()
    return [
        f"table {name}: row {key} folds to {ours[name].get(key)}, the table holds {theirs[name].get(key)}"
        for name in ours
        for key in sorted(ours[name].keys() | theirs[name].keys(), key=str)
        if ours[name].get(key) != theirs[name].get(key)
    ]

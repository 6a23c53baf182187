"""The book on this machine: there, writable, with room on its disk, its last pages whole. `tinghao verify` reads all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, inspect, make_url, select, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from hall.store import schema
from hall.store.book import key_beside
from hall.store.chain import chain
from hall.store.engine import WRITES, open_engine
from shared.errors import Refusal
from shared.sealing import Sealed, Vault
from tinghao.doctor.finding import Area, Check, Finding, Reader, State

PAGES: Final = 1000
"""So many last entries of the journal are checked: a moment's work, however large the book."""
ROOM_LOOK_MB: Final = 2000
ROOM_FAULT_MB: Final = 200


def book_checks(store: str, hall: str, *, asked: bool, reader: Reader) -> list[Check]:
    """Looks at the book of ``hall`` in ``store``. ``asked``: a person named the store, so it has to be there."""
    return [
        Check(Area.BOOK, "disk", lambda: disk(store, reader)),
        Check(Area.BOOK, "book", lambda: [book(store, hall, asked=asked, reader=reader)]),
        Check(Area.BOOK, "key", lambda: key(store, hall, reader)),
    ]


def disk(store: str, reader: Reader) -> Iterator[Finding]:
    """Room on the disk that holds the book, or would hold it."""
    path = _file(store)
    if path is None:
        return  # a database server: its disk is another machine's
    folder = next(parent for parent in path.absolute().parents if parent.is_dir())
    free = shutil.disk_usage(folder).free // 1_000_000
    state = State.FAULT if free < ROOM_FAULT_MB else State.LOOK if free < ROOM_LOOK_MB else State.OK
    yield reader.finding(
        Area.BOOK, "disk", state, "disk" if state is State.OK else "disk_full", free=free, folder=folder
    )


def book(store: str, hall: str, *, asked: bool, reader: Reader) -> Finding:
    """Whether the book can be read and written, and its last entries follow from one another."""
    told = _told(store)
    path = _file(store)
    if path is not None and not path.is_file():
        if asked:
            return reader.finding(Area.BOOK, "book", State.FAULT, "book_absent", store=told)
        return reader.finding(Area.BOOK, "book", State.OK, "book_elsewhere", store=told)
    if path is not None and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        return reader.finding(Area.BOOK, "book", State.FAULT, "book_read_only", store=told)
    try:
        engine = open_engine(store)
    except ValueError as error:
        return reader.finding(Area.BOOK, "book", State.FAULT, "book_unusable", store=told, why=str(error))
    try:
        return _read(engine, hall, told, reader)
    except SQLAlchemyError as error:
        why = str(getattr(error, "orig", None) or error)
        return reader.finding(Area.BOOK, "book", State.FAULT, "book_unusable", store=told, why=why)
    finally:
        engine.dispose()


def key(store: str, hall: str, reader: Reader) -> Iterator[Finding]:
    """Whether what visitors wrote can be opened; nothing where nothing was written."""
    path = _file(store)
    if path is not None and not path.is_file():
        return
    table = schema.sealed_texts
    query = select(table.c.id, table.c.key, table.c.sealed).where(table.c.hall == hall).limit(1)
    try:
        engine = open_engine(store)
        try:
            with engine.connect() as connection:
                row = connection.execute(query).first() if inspect(connection).has_table(table.name) else None
        finally:
            engine.dispose()
    except (ValueError, SQLAlchemyError):
        return  # That the book cannot be read is said by its own check.
    if row is None:
        return
    file = key_beside(store, hall)
    try:
        Vault(hall, file).open(Sealed(*row))
    except Refusal as refusal:
        why = refusal.params["why"]
        yield reader.finding(Area.BOOK, "key", State.FAULT, "key_lost", file=file, why=why)
    else:
        yield reader.finding(Area.BOOK, "key", State.OK, "key", file=file)


def _read(engine: Engine, hall: str, told: str, reader: Reader) -> Finding:
    # As a writer: this proves that the lock can be had. Nothing is written.
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin() as page:
        table = schema.halls
        head = connection.execute(select(table.c.seq, table.c.hash, table.c.at).where(table.c.hall == hall)).first()
        if head is None:
            page.rollback()
            return reader.finding(Area.BOOK, "book", State.LOOK, "book_other_hall", store=told, hall=hall)
        wrong = _wrong_page(connection, hall, head.seq, head.hash)
        if wrong is None and engine.dialect.name == "sqlite":
            verdict = str(connection.execute(text("PRAGMA quick_check(1)")).scalar_one())
            wrong = None if verdict == "ok" else verdict
        page.rollback()
    if wrong is not None:
        return reader.finding(Area.BOOK, "book", State.FAULT, "book_broken", store=told, why=wrong)
    at = "—" if head.at is None else head.at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    return reader.finding(Area.BOOK, "book", State.OK, "book", store=told, seq=head.seq, at=at)


def _wrong_page(connection: Connection, hall: str, seq: int, digest: bytes) -> str | None:
    """What does not follow among the last entries, None when all does; read backwards from the head."""
    table = schema.journal
    query = select(table.c.seq, table.c.text, table.c.before, table.c.hash).where(table.c.hall == hall)
    for row in connection.execute(query.order_by(table.c.seq.desc()).limit(PAGES)):
        if row.seq != seq:
            return f"{seq} → {row.seq}"
        if row.hash != digest or chain(row.before, row.text) != row.hash:
            return f"{seq}: SHA-256"
        seq, digest = seq - 1, row.before
    return None


def _file(store: str) -> Path | None:
    try:
        url = make_url(store)
    except ArgumentError:
        return None
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None


def _told(store: str) -> str:
    try:
        return make_url(store).render_as_string(hide_password=True)
    except ArgumentError:
        return store

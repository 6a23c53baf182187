"""The book of one hall: reading it, and one writing transaction at a time under the hall's lock."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from platformdirs import user_data_path
from sqlalchemy import Connection, Dialect, Engine, Select, and_, bindparam, insert, make_url, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError

from hall.store import phones, schema
from hall.store.chain import GENESIS, chain
from hall.store.ended import Search, ended_tickets
from hall.store.engine import WRITES, open_engine
from hall.store.migrate import migrate
from hall.store.prepared import Prepared, insert_into
from hall.store.rows import SealBroken, living_picture, ticket_by_id, write_changes
from hall.store.verify import verify_book
from shared.errors import Refusal
from shared.events import Entry
from shared.picture import Change, Picture
from shared.sealing import Sealed, Vault
from shared.tickets import Actor, Role, Service, Ticket
from shared.wire import Written, decode_entry

CHANNEL: Final = "tinghao"
"""PostgreSQL channel on which a commit wakes the other services."""


class BookFailed(Refusal):
    """The store cannot be read or written now (disk full, database away); nothing was changed, or it is unknown."""

    def __init__(self, why: str) -> None:
        super().__init__("store_failed", why=why)


class BookUnusable(BookFailed):
    """The store cannot be opened at all; ``url`` is shown without its password."""

    def __init__(self, url: str, why: str) -> None:
        try:
            shown = make_url(url).render_as_string(hide_password=True)
        except ArgumentError:
            shown = url.rpartition("@")[2]
        Refusal.__init__(self, "store_unusable", store=shown, why=why.strip().rstrip("."))


class AnsweredBefore(NamedTuple):
    """What an earlier command under the same id was, and the journal's part that answered it."""

    actor: str
    body: bytes
    first_seq: int
    last_seq: int


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """A command decided in this transaction. ``last_seq < first_seq`` where it changed nothing."""

    id: str
    actor: str
    body: bytes
    first_seq: int
    last_seq: int


@dataclass(frozen=True, slots=True)
class Head:
    """Where the journal stands."""

    seq: int
    hash: bytes
    at: datetime | None


class Book:
    """One hall's book in the store at ``url``. Raises :class:`BookUnusable` when it cannot be opened, and from every
    method :class:`BookFailed` when the store fails."""

    def __init__(self, url: str, hall: str, key_file: Path | None = None) -> None:
        """``key_file`` holds the key of what visitors wrote; without it one lies beside an SQLite book, else in this
        user's data folder. Services that share a book share the key."""
        self.hall = hall
        self.url = url
        try:
            self._engine: Engine = open_engine(url)
            self.vault = Vault(hall, key_file or key_beside(url, hall))
            with _failures():
                migrate(self._engine)
                self._writing = self._engine.connect().execution_options(**{WRITES: True})
                self.id = self._begin_book()
        except BookFailed as failed:
            raise BookUnusable(url, str(failed.params["why"])) from failed
        except (ValueError, ArgumentError, OSError) as error:  # An address that is none, a folder that cannot be made.
            raise BookUnusable(url, str(error)) from error

    def close(self) -> None:
        self._writing.close()
        self._engine.dispose()

    @property
    def is_shared(self) -> bool:
        """Whether other services are woken by the database itself."""
        return self._engine.dialect.name == "postgresql"

    # Reading ---------------------------------------------------------------------------------------------------

    def picture(self) -> Picture:
        """The living state as the tables hold it."""
        with self._reading(at_length=True) as connection:
            return living_picture(connection, self.hall)

    def head_seq(self) -> int:
        """Sequence of the journal's last entry."""
        with self._reading() as connection:
            found = connection.execute(select(schema.halls.c.seq).where(schema.halls.c.hall == self.hall))
            return int(found.scalar_one())

    def entries(self, after: int, most: int = 1000) -> list[Entry]:
        """Journal entries after a sequence, in order."""
        return [written.entry for written in self.written(after, most)]

    def written(self, after: int, most: int = 1000) -> list[Written]:
        """The same with their text."""
        with self._reading() as connection:
            rows = connection.execute(_journal_after(self.hall, after).limit(most))
            return [Written(decode_entry(row.text), row.text) for row in rows]

    def ticket(self, ticket_id: str) -> Ticket | None:
        """Any ticket of the book, also one that ended long ago."""
        with self._reading() as connection:
            return ticket_by_id(connection, self.hall, ticket_id)

    def calls_of(self, ticket: Ticket) -> list[Entry]:
        """Every call of a ticket, in order: looked for between its issue and its latest call or recall."""
        table = schema.journal
        query = _journal_after(self.hall, ticket.order - 1).where(
            table.c.seq <= ticket.call_order,
            table.c.type == "ticket_called",
            table.c.text.contains(ticket.id, autoescape=True),
        )
        with self._reading() as connection:
            entries = [decode_entry(row.text) for row in connection.execute(query)]
        return [entry for entry in entries if getattr(entry.event, "ticket", None) == ticket.id]

    def answered(self, command_id: str) -> AnsweredBefore | None:
        with self._reading() as connection:
            return _answered(connection, self.hall, [command_id]).get(command_id)

    def verify(self) -> tuple[int, list[str]]:
        """Check the whole book: hash chain, sequence without gap, and that the journal folds to exactly the tables.

        Returns how many entries were read and what is wrong, in words.
        """
        with self._reading(at_length=True) as connection:
            return verify_book(connection, self.hall)

    # Tokens ----------------------------------------------------------------------------------------------------

    def make_token(self, role: Role, station: str, now: datetime) -> str:
        """A new bearer token for a role and a station; only its hash stays in the book."""
        token = secrets.token_urlsafe(32)
        row = {"hash": _token_hash(token), "hall": self.hall, "role": role.value, "station": station, "made_at": now}
        with _failures(), self._engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
            connection.execute(insert(schema.tokens).values(row))
        return token

    def actor_of(self, token: str) -> Actor | None:
        """Whose token it is, None for an unknown or revoked one."""
        table = schema.tokens
        query = select(table.c.role, table.c.station).where(
            table.c.hash == _token_hash(token), table.c.hall == self.hall, table.c.revoked_at.is_(None)
        )
        with self._reading() as connection:
            row = connection.execute(query).first()
        return Actor(role=Role(row.role), station=row.station) if row else None

    # Visitors' pages -------------------------------------------------------------------------------------------

    def ticket_of_token(self, token_hash: str) -> str | None:
        """Id of the ticket whose page a visitor's token opens, by the token's hash."""
        with self._reading() as connection:
            return phones.ticket_of(connection, self.hall, token_hash)

    def ended_ticket(self, ticket: str) -> tuple[Ticket, Service | None] | None:
        """A ticket that the picture holds no longer, and its last service."""
        with self._reading(at_length=True) as connection:
            return phones.ended(connection, self.hall, ticket)

    def ended_tickets(self, search: Search, most: int) -> list[Ticket]:
        """At most so many tickets that have ended and fit, the latest taken first."""
        with self._reading() as connection:
            return ended_tickets(connection, self.hall, search, most)

    def sealed_text(self, text: str) -> Sealed | None:
        """What a visitor wrote, sealed; None where it was wiped or never was."""
        table = schema.sealed_texts
        query = select(table.c.id, table.c.key, table.c.sealed).where(table.c.hall == self.hall, table.c.id == text)
        with self._reading() as connection:
            row = connection.execute(query).first()
        return Sealed(*row) if row is not None else None

    # Writing ---------------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[Page]:
        """One transaction under the hall's lock; commits at the end, rolls back on any exception.

        Raises :class:`~hall.store.rows.SealBroken` if a constraint refused, :class:`BookFailed` if the store failed.
        """
        with _failures():
            if self._writing.closed or self._writing.invalidated:
                self._writing.close()
                self._writing = self._engine.connect().execution_options(**{WRITES: True})
            with self._writing.begin():
                yield Page(self._writing, self.hall)

    def _begin_book(self) -> str:
        with self._writing.begin():
            row = {"hall": self.hall, "book": str(uuid.uuid4()), "seq": 0, "hash": GENESIS}
            dialect = postgresql if self.is_shared else sqlite
            self._writing.execute(dialect.insert(schema.halls).values(row).on_conflict_do_nothing())
            found = self._writing.execute(select(schema.halls.c.book).where(schema.halls.c.hall == self.hall))
            return str(found.scalar_one())

    @contextmanager
    def _reading(self, *, at_length: bool = False) -> Iterator[Connection]:
        """A transaction to read in. ``at_length``: of several statements that must see one and the same moment."""
        with _failures(), self._engine.connect() as connection, connection.begin():
            if at_length and self.is_shared:
                # SQLite's transactions see one moment anyway; PostgreSQL's see a new one at each statement.
                connection.execute(text("set transaction isolation level repeatable read"))
                # Who reads holds no lock that another waits for, and may work on what was read between statements.
                connection.execute(text("set local idle_in_transaction_session_timeout = 0"))
            yield connection


class Page:
    """The writing transaction: what others wrote meanwhile, then ours."""

    def __init__(self, connection: Connection, hall: str) -> None:
        self._connection = connection
        self._hall = hall
        ((seq, digest, at),) = _head(connection.dialect).rows(connection, (hall,))
        self.head = Head(seq, digest, at)

    def entries(self, after: int) -> list[Written]:
        """Journal entries after a sequence: what another service committed."""
        rows = self._connection.execute(_journal_after(self._hall, after))
        return [Written(decode_entry(row.text), row.text) for row in rows]

    def slice(self, first: int, last: int) -> list[Entry]:
        """Journal entries ``first`` to ``last``: an answer given before."""
        if last < first:
            return []
        query = _journal_after(self._hall, first - 1).where(schema.journal.c.seq <= last)
        return [decode_entry(row.text) for row in self._connection.execute(query)]

    def answered(self, ids: Sequence[str]) -> dict[str, AnsweredBefore]:
        """Those of the commands that were answered before."""
        return _answered(self._connection, self._hall, ids)

    def write(
        self,
        entries: Sequence[Written],
        answers: Sequence[NewAnswer],
        changes: Sequence[Change],
        sealed: Sequence[Sealed] = (),
    ) -> None:
        """Append to the journal, remember the answers, bring the tables along; ``sealed`` is what visitors wrote."""
        if entries:
            if entries[0].entry.seq != self.head.seq + 1:
                raise SealBroken(
                    f"the journal ends at {self.head.seq}, an entry {entries[0].entry.seq} does not follow"
                )
            head = self._append(entries)
            if sealed:
                rows = [(self._hall, *one) for one in sealed]
                insert_into(self._connection.dialect, schema.sealed_texts).execute(self._connection, rows)
            write_changes(self._connection, self._hall, changes)
            self._move_head(head, changes)
        if answers:
            answered = [(self._hall, a.id, a.actor, a.body, a.first_seq, a.last_seq) for a in answers]
            insert_into(self._connection.dialect, schema.answers).execute(self._connection, answered)
        if entries and self._connection.dialect.name == "postgresql":
            self._connection.execute(
                text("select pg_notify(:channel, :hall)"), {"channel": CHANNEL, "hall": self._hall}
            )

    def _append(self, entries: Sequence[Written]) -> Head:
        before, rows = self.head.hash, []
        for entry, line in entries:
            digest = chain(before, line)
            event = entry.event
            rows.append(
                (
                    self._hall,
                    entry.seq,
                    entry.at,
                    event.type,
                    event.VERSION,
                    actor_key(entry.actor),
                    line,
                    before,
                    digest,
                )
            )
            before = digest
        insert_into(self._connection.dialect, schema.journal).execute(self._connection, rows)
        last = entries[-1].entry
        return Head(last.seq, before, last.at)

    def _move_head(self, head: Head, changes: Sequence[Change]) -> None:
        moved = _move(self._connection.dialect).execute(
            self._connection, [(self._hall, head.seq, head.hash, head.at, self.head.seq)]
        )
        if moved != 1:
            raise SealBroken("the journal's head moved under the lock")
        for change in changes:
            if change.table == "day":
                values = {"day": change.new.day, "day_opened_at": change.new.opened_at, "day_order": change.new.order}
                values |= {"muted_at": change.new.muted_at, "ended_at": change.new.ended_at}
                self._connection.execute(update(schema.halls).where(schema.halls.c.hall == self._hall).values(values))


@lru_cache(maxsize=16)
def _head(dialect: Dialect) -> Prepared:
    """The journal's head, and with it the hall's lock."""
    table = schema.halls
    query = select(table.c.seq, table.c.hash, table.c.at).where(table.c.hall == bindparam("hall"))
    return Prepared(dialect, query.with_for_update(), ["hall"])


@lru_cache(maxsize=16)
def _move(dialect: Dialect) -> Prepared:
    """The update of the journal's head, if it still stands where it was when the lock was taken."""
    table = schema.halls
    stands = and_(table.c.hall == bindparam("b_hall"), table.c.seq == bindparam("b_seq"))
    values: dict[str, Any] = {name: bindparam(name) for name in ("seq", "hash", "at")}
    return Prepared(dialect, update(table).where(stands).values(values), ["b_hall", "seq", "hash", "at", "b_seq"])


def actor_key(actor: Actor) -> str:
    """The sender an answer is bound to. The person may change between two sendings, the station may not."""
    return f"{actor.role.value}:{actor.station}"


def key_beside(url: str, hall: str) -> Path:
    """Where the key of what visitors write lies, unless another file is named."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        return Path(f"{parsed.database}.key")
    return user_data_path("tinghao", appauthor=False) / f"{hall}.key"


def _token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _journal_after(hall: str, after: int) -> Select[Any]:
    table = schema.journal
    return select(table.c.text).where(table.c.hall == hall, table.c.seq > after).order_by(table.c.seq)


def _answered(connection: Connection, hall: str, ids: Sequence[str]) -> dict[str, AnsweredBefore]:
    if not ids:
        return {}
    # Made out to a few round sizes, so that there are few statements; the last id fills up.
    size = next(size for size in _SIZES if size >= len(ids)) if len(ids) <= _SIZES[-1] else len(ids)
    asked = [*ids, *[ids[-1]] * (size - len(ids))]
    return {
        row[0]: AnsweredBefore(*row[1:]) for row in _answers(connection.dialect, size).rows(connection, (hall, *asked))
    }


_SIZES: Final = (1, 4, 16, 64, 256)


@lru_cache(maxsize=64)
def _answers(dialect: Dialect, size: int) -> Prepared:
    table = schema.answers
    names = [f"id_{number}" for number in range(size)]
    query = select(table.c.id, table.c.actor, table.c.body, table.c.first_seq, table.c.last_seq).where(
        table.c.hall == bindparam("hall"), table.c.id.in_([bindparam(name) for name in names])
    )
    return Prepared(dialect, query, ["hall", *names])


@contextmanager
def _failures() -> Iterator[None]:
    """Give the database's errors our two names: a seal that refused, a store that failed."""
    try:
        yield
    except IntegrityError as error:
        raise SealBroken(str(error.orig)) from error
    except DBAPIError as error:
        raise BookFailed(str(error.orig)) from error

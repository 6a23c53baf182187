"""Tables of the book, and the seals: constraints that make the forbidden impossible even when a rule is wrong.

``hall`` is in every key (invariant 9). Times are UTC. History stays in ``tickets`` and ``services`` for ever; partial
indexes keep reading back who waits, and choosing the next, flat however long that history grows.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import (
    TIMESTAMP,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Dialect,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeEngine

from shared.tickets import About, Past


class UtcTime(TypeDecorator[datetime]):
    """An aware datetime in UTC: timestamptz on PostgreSQL, sortable ISO 8601 text on SQLite."""

    impl = String(32)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(String(32))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None or dialect.name == "postgresql":
            return value
        return _sortable(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        return datetime.fromisoformat(value)


class AsJson(TypeDecorator[Any]):
    """A value of the house as JSON text: ``what`` names its type, so that it is read back as what it was."""

    impl = Text
    cache_ok = True

    def __init__(self, what: str) -> None:
        super().__init__()
        self.what = what

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else _adapter(self.what).dump_json(value, exclude_defaults=True).decode()

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else _adapter(self.what).validate_json(value)


@lru_cache(maxsize=8)
def _adapter(what: str) -> TypeAdapter[Any]:
    kinds = {"about": About, "past": Past, "categories": tuple[str, ...], "counts": tuple[int, ...]}
    return TypeAdapter(kinds[what])


@lru_cache(maxsize=64)
def _sortable(value: datetime) -> str:
    # One moment is written many times over: all that a group of commands does happens at once.
    return value.astimezone(UTC).isoformat(timespec="microseconds")


SEAL: Final = {"seal": True}
"""Marks a column that repeats what another holds, so that a constraint can name it."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

halls = Table(
    "halls",
    metadata,
    Column("hall", String(64), primary_key=True),
    Column("book", String(36), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("at", UtcTime),
    Column("day", Date),
    Column("day_opened_at", UtcTime),
    Column("day_order", BigInteger),
    Column("muted_at", UtcTime),
    Column("ended_at", UtcTime),
)
"""One row a hall: the row the writer locks, the head of the journal, the open service day."""

journal = Table(
    "journal",
    metadata,
    Column("hall", String(64), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("type", String(64), nullable=False),
    Column("version", SmallInteger, nullable=False),
    Column("actor", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("before", LargeBinary(32), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    # No two events share a place in the journal, whichever service writes.
    PrimaryKeyConstraint("hall", "seq"),
)

answers = Table(
    "answers",
    metadata,
    Column("hall", String(64), nullable=False),
    Column("id", String(36), nullable=False),
    Column("actor", String(200), nullable=False),
    Column("body", LargeBinary(32), nullable=False),
    Column("first_seq", BigInteger, nullable=False),
    Column("last_seq", BigInteger, nullable=False),
    # An answered command is answered once and for ever (invariant 3).
    PrimaryKeyConstraint("hall", "id"),
)

tickets = Table(
    "tickets",
    metadata,
    Column("hall", String(64), nullable=False),
    Column("id", String(36), nullable=False),
    Column("number", String(16), nullable=False),
    Column("category", String(8), nullable=False),
    Column("day", Date, nullable=False),
    Column("language", String(8), nullable=False),
    Column("station", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("taken_at", UtcTime, nullable=False),
    Column("since", UtcTime, nullable=False),
    Column("order", BigInteger, nullable=False),
    Column("slip", String(16), nullable=False),
    Column("window", Integer),
    Column("service", String(36)),
    Column("first_called_at", UtcTime),
    Column("called_at", UtcTime),
    Column("call_order", BigInteger, nullable=False),
    Column("recalls", Integer, nullable=False),
    Column("closed_reason", String(32)),
    Column("reprints", Integer, nullable=False, server_default=text("0")),
    Column("about", AsJson("about")),
    Column("to_window", Integer),
    Column("to_clerk", String(16)),
    Column("due_at", UtcTime),
    Column("hold_reason", String(16)),
    Column("no_shows", Integer, nullable=False, server_default="0"),
    Column("expected_low_s", Integer),
    Column("expected_high_s", Integer),
    Column("stamp", String(16)),
    Column("interpreter", String(64)),
    Column("carry", String(16)),
    # Said again out of ``about``, for the seal below.
    Column("visit", String(36), info=SEAL),
    Column("reckoned_s", Integer),
    Column("reckoned_spread", Integer),
    Column("told_at", UtcTime),
    Column("past", AsJson("past")),
    PrimaryKeyConstraint("hall", "id"),
    # No two tickets of a hall and service day share a number (invariant 1).
    UniqueConstraint("hall", "day", "number"),
    # A ticket stands at a window exactly while it is called or served there (invariant 2).
    CheckConstraint("(state in ('called', 'serving')) = (\"window\" is not null)", name="window"),
    CheckConstraint(
        "state in ('waiting', 'called', 'serving', 'held', 'missed', 'carried', 'finished', 'closed')", name="state"
    ),
    # Nobody is aside for ever: whoever is held, missed or carried has a time when it is over, and nobody else has one.
    CheckConstraint("(state in ('held', 'missed', 'carried')) = (due_at is not null)", name="due"),
    # Nobody is moved to another day without having chosen it.
    CheckConstraint("(state = 'carried') = (carry is not null)", name="carry"),
    # An interpreter is bound to a ticket at a window, and freed when it leaves.
    CheckConstraint('interpreter is null or "window" is not null', name="interpreter"),
    # What is held is held by one window, and for a reason.
    CheckConstraint("state <> 'held' or (to_window is not null and hold_reason is not null)", name="held"),
    # A service is of a ticket that is served or was: who is held, missed or back in the line has none open.
    CheckConstraint("(state in ('serving', 'finished')) = (service is not null)", name="service"),
    # Nobody's ticket ends without a reason, and none that lives has one.
    CheckConstraint("(state = 'closed') = (closed_reason is not null)", name="closed"),
)
# One visitor is at one window at most, with however many tickets.
Index(
    "uq_tickets_visit_at_window",
    tickets.c.hall,
    tickets.c.visit,
    unique=True,
    sqlite_where=text('"window" is not null'),
    postgresql_where=text('"window" is not null'),
)
# A window has at most one open call or service (invariant 2).
Index(
    "uq_tickets_at_window",
    tickets.c.hall,
    tickets.c.window,
    unique=True,
    sqlite_where=tickets.c.window.is_not(None),
    postgresql_where=tickets.c.window.is_not(None),
)
# An arrival stamp counts for one ticket, whoever names it.
Index(
    "uq_tickets_stamp",
    tickets.c.hall,
    tickets.c.day,
    tickets.c.stamp,
    unique=True,
    sqlite_where=tickets.c.stamp.is_not(None),
    postgresql_where=tickets.c.stamp.is_not(None),
)
# An interpreter is at one window at a time.
Index(
    "uq_tickets_interpreter",
    tickets.c.hall,
    tickets.c.interpreter,
    unique=True,
    sqlite_where=tickets.c.interpreter.is_not(None),
    postgresql_where=tickets.c.interpreter.is_not(None),
)
Index(
    "ix_tickets_living",
    tickets.c.hall,
    tickets.c.since,
    sqlite_where=text("state in ('waiting', 'called', 'serving', 'held', 'missed', 'carried')"),
    postgresql_where=text("state in ('waiting', 'called', 'serving', 'held', 'missed', 'carried')"),
)

windows = Table(
    "windows",
    metadata,
    Column("hall", String(64), nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("clerk", String(16)),
    Column("ticket", String(36)),
    Column("label", String(16)),
    Column("label_day", Date),
    Column("language", String(8)),
    Column("service", String(36)),
    Column("last_service", String(36)),
    Column("ordinary", Integer, nullable=False, server_default="0"),
    Column("pause_reason", String(16)),
    Column("back_at", UtcTime),
    Column("assigned", AsJson("categories"), nullable=False, server_default="[]"),
    Column("planned", AsJson("categories"), nullable=False, server_default="[]"),
    Column("planned_at", UtcTime),
    Column("free_since", UtcTime),
    PrimaryKeyConstraint("hall", "number"),
    # A ticket is at one window at most (invariant 2).
    UniqueConstraint("hall", "ticket"),
    # A clerk is signed in at one window only.
    UniqueConstraint("hall", "clerk"),
    CheckConstraint("state in ('closed', 'open', 'paused')", name="state"),
)

services = Table(
    "services",
    metadata,
    Column("hall", String(64), nullable=False),
    Column("id", String(36), nullable=False),
    Column("ticket", String(36), nullable=False),
    Column("number", String(16), nullable=False),
    Column("category", String(8), nullable=False),
    Column("day", Date, nullable=False),
    Column("window", Integer, nullable=False),
    Column("clerk", String(16), nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("finished_at", UtcTime),
    Column("rated", Boolean, nullable=False),
    Column("interrupted", String(16)),
    Column("visit", String(36)),
    PrimaryKeyConstraint("hall", "id"),
    # Only what was finished can have been rated, and not what was merely interrupted (invariant 6).
    CheckConstraint("not rated or (finished_at is not null and interrupted is null)", name="rated"),
    Index("ix_services_hall_day", "hall", "day"),
)

ratings = Table(
    "ratings",
    metadata,
    Column("hall", String(64), nullable=False),
    Column("service", String(36), nullable=False),
    Column("grade", SmallInteger, nullable=False),
    # A service is rated at most once (invariant 6). No row is no rating; there is no default grade.
    PrimaryKeyConstraint("hall", "service"),
    CheckConstraint("grade between 1 and 5", name="grade"),
)
# What reasons point to: the service together with the grade it really has.
Index("uq_ratings_hall_service_grade", ratings.c.hall, ratings.c.service, ratings.c.grade, unique=True)

rating_reasons = Table(
    "rating_reasons",
    metadata,
    Column("hall", String(64), nullable=False),
    Column("service", String(36), nullable=False),
    Column("grade", SmallInteger, nullable=False),
    Column("reasons", String(200), nullable=False),
    # Reasons are given once, and for a bad grade that was given (差评).
    PrimaryKeyConstraint("hall", "service"),
    CheckConstraint("grade in (1, 2)", name="grade"),
    CheckConstraint("reasons <> ''", name="reasons"),
    ForeignKeyConstraint(
        ["hall", "service", "grade"],
        ["ratings.hall", "ratings.service", "ratings.grade"],
        name="fk_rating_reasons_rating",
    ),
)
"""``reasons`` are codes in their fixed order with a space between."""

series = Table(
    "series",
    metadata,
    Column("hall", String(64), nullable=False),
    Column("day", Date, nullable=False),
    Column("code", String(16), nullable=False),
    Column("last", Integer, nullable=False),
    # Numbers come from this counter, advanced in the ticket's own transaction (invariant 4).
    PrimaryKeyConstraint("hall", "day", "code"),
)

calls = Table(
    "calls",
    metadata,
    Column("hall", String(64), nullable=False),
    Column("ticket", String(36), nullable=False),
    Column("number", String(16), nullable=False),
    Column("category", String(8), nullable=False),
    Column("window", Integer, nullable=False),
    Column("language", String(8), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("order", BigInteger, nullable=False),
    Column("again", Integer, nullable=False),
    Column("day", Date),
    PrimaryKeyConstraint("hall", "ticket"),
)
"""The board's lines: the latest calls only."""

unprinted = Table(
    "unprinted",
    metadata,
    Column("hall", String(64), nullable=False),
    Column("ticket", String(36), nullable=False),
    Column("number", String(16), nullable=False),
    Column("category", String(8), nullable=False),
    Column("station", String(64), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("fault", String(64), nullable=False),
    PrimaryKeyConstraint("hall", "ticket"),
)
"""Waiting numbers whose paper failed."""

phones = Table(
    "phones",
    metadata,
    Column("hall", String(64), nullable=False),
    Column("ticket", String(36), nullable=False),
    Column("token_hash", String(64), nullable=False),
    Column("day", Date, nullable=False, server_default="2000-01-01"),
    PrimaryKeyConstraint("hall", "ticket"),
    # A token opens one ticket's page.
    UniqueConstraint("hall", "token_hash"),
)
"""Visitors' pages: the hash of the token on the slip. What the token opens depends on where its ticket stands.
A page that opens nothing any more is taken out."""

sealed_texts = Table(
    "sealed_texts",
    metadata,
    Column("hall", String(64), nullable=False),
    Column("id", String(36), nullable=False),
    Column("key", String(16), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("hall", "id"),
)
"""What visitors wrote, encrypted; ``key`` names the key. The only table with words of a person."""

texts = Table(
    "texts",
    metadata,
    Column("hall", String(64), nullable=False),
    Column("id", String(36), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("about", String(36), nullable=False),
    Column("at", UtcTime, nullable=False),
    PrimaryKeyConstraint("hall", "id"),
    # A service has one comment, a complaint one text.
    UniqueConstraint("hall", "kind", "about"),
    # No reference without its text: neither is stored, or wiped, alone.
    ForeignKeyConstraint(["hall", "id"], ["sealed_texts.hall", "sealed_texts.id"], name="fk_texts_sealed_text"),
)
"""References to what visitors wrote, as long as it is kept."""

complaints = Table(
    "complaints",
    metadata,
    Column("hall", String(64), nullable=False),
    Column("number", String(16), nullable=False),
    Column("ticket", String(36), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("language", String(8), nullable=False),
    Column("named", Boolean, nullable=False),
    Column("state", String(16), nullable=False),
    Column("text", String(36)),
    # A number names one complaint, for ever.
    PrimaryKeyConstraint("hall", "number"),
)
"""Complaints (投诉) that are not closed."""

experience = Table(
    "experience",
    metadata,
    Column("hall", String(64), nullable=False),
    Column("category", String(8), nullable=False),
    Column("day", Date, nullable=False),
    Column("calls", Integer, nullable=False),
    Column("firsts", Integer, nullable=False),
    Column("turns", Integer, nullable=False),
    Column("turn_s", BigInteger, nullable=False),
    Column("turn_sq", BigInteger, nullable=False),
    Column("gaps", Integer, nullable=False),
    Column("gap_s", BigInteger, nullable=False),
    Column("free", Integer, nullable=False),
    Column("free_by_high", Integer, nullable=False),
    Column("told", Integer, nullable=False),
    Column("before_low", Integer, nullable=False),
    Column("by_high", Integer, nullable=False),
    Column("off_s", BigInteger, nullable=False),
    Column("scores", AsJson("counts"), nullable=False),
    PrimaryKeyConstraint("hall", "category", "day"),
    # Nobody is called before the lower end of a wait and not by its upper one.
    CheckConstraint("before_low <= by_high and by_high <= told and free_by_high <= free", name="told"),
)
"""What each service day taught about the waits of a category: sums, and nobody's wait."""

devices = Table(
    "devices",
    metadata,
    Column("hall", String(64), nullable=False),
    Column("station", String(64), nullable=False),
    Column("device", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("since", UtcTime, nullable=False),
    Column("detail", String(64)),
    Column("last_heard", UtcTime),
    # A device has one state at a time.
    PrimaryKeyConstraint("hall", "station", "device"),
    CheckConstraint(
        "state in ('unknown', 'ok', 'low', 'out', 'cover', 'cutter', 'offline', 'silent', 'disconnected', 'error')",
        name="state",
    ),
)

appointments = Table(
    "appointments",
    metadata,
    Column("hall", String(64), nullable=False),
    Column("code", String(16), nullable=False),
    Column("category", String(8), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("language", String(8), nullable=False),
    Column("item", String(64)),
    Column("purpose", String(16), nullable=False),
    Column("party", String(16), nullable=False),
    Column("persons", Integer, nullable=False),
    Column("mandates", Integer, nullable=False),
    # A code opens one appointment only.
    PrimaryKeyConstraint("hall", "code"),
)
"""Booked times that are still to come; what became of the others is in the journal."""

stamps = Table(
    "stamps",
    metadata,
    Column("hall", String(64), nullable=False),
    Column("day", Date, nullable=False),
    Column("code", String(16), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("station", String(64), nullable=False),
    Column("ticket", String(36)),
    # A code is given once on a service day.
    PrimaryKeyConstraint("hall", "day", "code"),
)
"""Arrival stamps, and the ticket that used each."""

settings = Table(
    "settings",
    metadata,
    Column("hall", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("text", Text, nullable=False),
    PrimaryKeyConstraint("hall", "version"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("hash", LargeBinary(32), primary_key=True),
    Column("hall", String(64), nullable=False),
    Column("role", String(16), nullable=False),
    Column("station", String(64), nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("revoked_at", UtcTime),
)
"""Bearer tokens by their SHA-256: the book cannot give one away."""

"""The book of the first day: journal, answers, tables of the picture, tokens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hall.store.schema import UtcTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answers",
        sa.Column("hall", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("body", sa.LargeBinary(length=32), nullable=False),
        sa.Column("first_seq", sa.BigInteger(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hall", "id", name=op.f("pk_answers")),
    )
    op.create_table(
        "calls",
        sa.Column("hall", sa.String(length=64), nullable=False),
        sa.Column("ticket", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("category", sa.String(length=8), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("order", sa.BigInteger(), nullable=False),
        sa.Column("again", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hall", "ticket", name=op.f("pk_calls")),
    )
    op.create_table(
        "halls",
        sa.Column("hall", sa.String(length=64), nullable=False),
        sa.Column("book", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("at", UtcTime(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("day_opened_at", UtcTime(), nullable=True),
        sa.Column("day_order", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("hall", name=op.f("pk_halls")),
    )
    op.create_table(
        "journal",
        sa.Column("hall", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("type", sa.String(length=64), nullable=False),
        sa.Column("version", sa.SmallInteger(), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("before", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("hall", "seq", name=op.f("pk_journal")),
    )
    op.create_table(
        "ratings",
        sa.Column("hall", sa.String(length=64), nullable=False),
        sa.Column("service", sa.String(length=36), nullable=False),
        sa.Column("grade", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("grade between 1 and 5", name=op.f("ck_ratings_grade")),
        sa.PrimaryKeyConstraint("hall", "service", name=op.f("pk_ratings")),
    )
    op.create_table(
        "series",
        sa.Column("hall", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hall", "day", "code", name=op.f("pk_series")),
    )
    op.create_table(
        "services",
        sa.Column("hall", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("ticket", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("category", sa.String(length=8), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("clerk", sa.String(length=16), nullable=False),
        sa.Column("started_at", UtcTime(), nullable=False),
        sa.Column("finished_at", UtcTime(), nullable=True),
        sa.Column("rated", sa.Boolean(), nullable=False),
        sa.CheckConstraint("not rated or finished_at is not null", name=op.f("ck_services_rated")),
        sa.PrimaryKeyConstraint("hall", "id", name=op.f("pk_services")),
    )
    op.create_index("ix_services_hall_day", "services", ["hall", "day"], unique=False)
    op.create_table(
        "settings",
        sa.Column("hall", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hall", "version", name=op.f("pk_settings")),
    )
    op.create_table(
        "tickets",
        sa.Column("hall", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("category", sa.String(length=8), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("station", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("taken_at", UtcTime(), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.Column("order", sa.BigInteger(), nullable=False),
        sa.Column("slip", sa.String(length=16), nullable=False),
        sa.Column("window", sa.Integer(), nullable=True),
        sa.Column("service", sa.String(length=36), nullable=True),
        sa.Column("first_called_at", UtcTime(), nullable=True),
        sa.Column("called_at", UtcTime(), nullable=True),
        sa.Column("call_order", sa.BigInteger(), nullable=False),
        sa.Column("recalls", sa.Integer(), nullable=False),
        sa.Column("closed_reason", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "state in ('waiting', 'called', 'serving', 'finished', 'closed')", name=op.f("ck_tickets_state")
        ),
        sa.CheckConstraint(
            "(state in ('called', 'serving')) = (\"window\" is not null)", name=op.f("ck_tickets_window")
        ),
        sa.PrimaryKeyConstraint("hall", "id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("hall", "day", "number", name=op.f("uq_tickets_hall_day_number")),
    )
    op.create_index(
        "ix_tickets_living",
        "tickets",
        ["hall", "since"],
        unique=False,
        sqlite_where=sa.text("state in ('waiting', 'called', 'serving')"),
        postgresql_where=sa.text("state in ('waiting', 'called', 'serving')"),
    )
    op.create_index(
        "uq_tickets_at_window",
        "tickets",
        ["hall", "window"],
        unique=True,
        sqlite_where=sa.text('"window" is not null'),
        postgresql_where=sa.text('"window" is not null'),
    )
    op.create_table(
        "tokens",
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hall", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("station", sa.String(length=64), nullable=False),
        sa.Column("made_at", UtcTime(), nullable=False),
        sa.Column("revoked_at", UtcTime(), nullable=True),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_tokens")),
    )
    op.create_table(
        "windows",
        sa.Column("hall", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("clerk", sa.String(length=16), nullable=True),
        sa.Column("ticket", sa.String(length=36), nullable=True),
        sa.Column("label", sa.String(length=16), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("service", sa.String(length=36), nullable=True),
        sa.Column("last_service", sa.String(length=36), nullable=True),
        sa.CheckConstraint("state in ('closed', 'open', 'paused')", name=op.f("ck_windows_state")),
        sa.PrimaryKeyConstraint("hall", "number", name=op.f("pk_windows")),
        sa.UniqueConstraint("hall", "clerk", name=op.f("uq_windows_hall_clerk")),
        sa.UniqueConstraint("hall", "ticket", name=op.f("uq_windows_hall_ticket")),
    )

"""Arrival stamps, each used by one ticket at most."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hall.store.schema import UtcTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("stamp", sa.String(length=16), nullable=True))
    op.create_index(
        "uq_tickets_stamp",
        "tickets",
        ["hall", "day", "stamp"],
        unique=True,
        sqlite_where=sa.text("stamp IS NOT NULL"),
        postgresql_where=sa.text("stamp IS NOT NULL"),
    )
    op.create_table(
        "stamps",
        sa.Column("hall", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("station", sa.String(length=64), nullable=False),
        sa.Column("ticket", sa.String(length=36), nullable=True),
        sa.PrimaryKeyConstraint("hall", "day", "code", name=op.f("pk_stamps")),
    )

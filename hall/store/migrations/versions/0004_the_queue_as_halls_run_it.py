"""Held and missed tickets, what is known of a ticket's holder, interrupted services, calls from the front."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hall.store.schema import AsJson, UtcTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_STATES = "state in ('waiting', 'called', 'serving', 'held', 'missed', 'finished', 'closed')"
_LIVING = "state in ('waiting', 'called', 'serving', 'held', 'missed')"
_DUE = "(state in ('held', 'missed')) = (due_at is not null)"
_RATED = "not rated or (finished_at is not null and interrupted is null)"


def upgrade() -> None:
    with op.batch_alter_table("windows") as batch:
        batch.add_column(sa.Column("ordinary", sa.Integer(), server_default="0", nullable=False))
    op.drop_index("ix_tickets_living", table_name="tickets")
    # SQLite cannot change a CHECK in place: there the table is made anew beside the old one and takes its rows.
    with op.batch_alter_table("tickets") as batch:
        for column in _ticket_columns():
            batch.add_column(column)
        batch.drop_constraint(op.f("ck_tickets_state"), type_="check")
        batch.create_check_constraint(op.f("ck_tickets_state"), _STATES)
        batch.create_check_constraint(op.f("ck_tickets_due"), _DUE)
    with op.batch_alter_table("services") as batch:
        batch.add_column(sa.Column("interrupted", sa.String(length=16), nullable=True))
        batch.drop_constraint(op.f("ck_services_rated"), type_="check")
        batch.create_check_constraint(op.f("ck_services_rated"), _RATED)
    op.create_index(
        "ix_tickets_living",
        "tickets",
        ["hall", "since"],
        unique=False,
        sqlite_where=sa.text(_LIVING),
        postgresql_where=sa.text(_LIVING),
    )


def _ticket_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("about", AsJson("about"), nullable=True),
        sa.Column("to_window", sa.Integer(), nullable=True),
        sa.Column("to_clerk", sa.String(length=16), nullable=True),
        sa.Column("due_at", UtcTime(), nullable=True),
        sa.Column("hold_reason", sa.String(length=16), nullable=True),
        sa.Column("no_shows", sa.Integer(), server_default="0", nullable=False),
    ]

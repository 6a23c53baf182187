"""Appointments, windows that were given other categories, breaks with a reason, a hall that is muted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hall.store.schema import AsJson, UtcTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("halls", sa.Column("muted_at", UtcTime(), nullable=True))
    op.add_column("windows", sa.Column("pause_reason", sa.String(length=16), nullable=True))
    op.add_column("windows", sa.Column("back_at", UtcTime(), nullable=True))
    op.add_column("windows", sa.Column("assigned", AsJson("categories"), server_default="[]", nullable=False))
    op.add_column("windows", sa.Column("planned", AsJson("categories"), server_default="[]", nullable=False))
    op.add_column("windows", sa.Column("planned_at", UtcTime(), nullable=True))
    op.create_table(
        "appointments",
        sa.Column("hall", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("category", sa.String(length=8), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=True),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("party", sa.String(length=16), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False),
        sa.Column("mandates", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hall", "code", name=op.f("pk_appointments")),
    )

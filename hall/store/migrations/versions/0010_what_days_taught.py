"""What each day taught about waits, what a told wait was made from, since when a window is free."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hall.store.schema import AsJson, UtcTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("reckoned_s", sa.Integer(), nullable=True))
    op.add_column("tickets", sa.Column("reckoned_spread", sa.Integer(), nullable=True))
    op.add_column("tickets", sa.Column("told_at", UtcTime(), nullable=True))
    op.add_column("windows", sa.Column("free_since", UtcTime(), nullable=True))
    op.create_table(
        "experience",
        sa.Column("hall", sa.String(length=64), nullable=False),
        sa.Column("category", sa.String(length=8), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("firsts", sa.Integer(), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("turn_s", sa.BigInteger(), nullable=False),
        sa.Column("turn_sq", sa.BigInteger(), nullable=False),
        sa.Column("gaps", sa.Integer(), nullable=False),
        sa.Column("gap_s", sa.BigInteger(), nullable=False),
        sa.Column("free", sa.Integer(), nullable=False),
        sa.Column("free_by_high", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("before_low", sa.Integer(), nullable=False),
        sa.Column("by_high", sa.Integer(), nullable=False),
        sa.Column("off_s", sa.BigInteger(), nullable=False),
        sa.Column("scores", AsJson("counts"), nullable=False),
        sa.PrimaryKeyConstraint("hall", "category", "day", name=op.f("pk_experience")),
        sa.CheckConstraint(
            "before_low <= by_high and by_high <= told and free_by_high <= free", name=op.f("ck_experience_told")
        ),
    )

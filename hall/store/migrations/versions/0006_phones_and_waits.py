"""Visitors' pages by the hash of their tokens, and the wait that each ticket was told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("expected_low_s", sa.Integer(), nullable=True))
    op.add_column("tickets", sa.Column("expected_high_s", sa.Integer(), nullable=True))
    op.create_table(
        "phones",
        sa.Column("hall", sa.String(length=64), nullable=False),
        sa.Column("ticket", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("hall", "ticket", name=op.f("pk_phones")),
        sa.UniqueConstraint("hall", "token_hash", name=op.f("uq_phones_hall_token_hash")),
    )

"""How devices stand, which numbers have no paper, how often a ticket was printed again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hall.store.schema import UtcTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("reprints", sa.Integer(), nullable=False, server_default=sa.text("0")))
    op.create_table(
        "devices",
        sa.Column("hall", sa.String(length=64), nullable=False),
        sa.Column("station", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("since", UtcTime(), nullable=False),
        sa.Column("detail", sa.String(length=64), nullable=True),
        sa.Column("last_heard", UtcTime(), nullable=True),
        sa.CheckConstraint(
            "state in ('unknown', 'ok', 'low', 'out', 'cover', 'cutter', 'offline', 'silent', 'disconnected', 'error')",
            name=op.f("ck_devices_state"),
        ),
        sa.PrimaryKeyConstraint("hall", "station", "device", name=op.f("pk_devices")),
    )
    op.create_table(
        "unprinted",
        sa.Column("hall", sa.String(length=64), nullable=False),
        sa.Column("ticket", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("category", sa.String(length=8), nullable=False),
        sa.Column("station", sa.String(length=64), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("fault", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("hall", "ticket", name=op.f("pk_unprinted")),
    )

"""What happened to a ticket before it came to a window, and which visit a service belonged to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tickets", sa.Column("past", sa.Text(), nullable=True))
    op.add_column("services", sa.Column("visit", sa.String(length=36), nullable=True))

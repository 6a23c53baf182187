"""What visitors wrote: references, seals, complaints; and the day from which on a page's days are counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hall.store.schema import UtcTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("phones", sa.Column("day", sa.Date(), nullable=False, server_default="2000-01-01"))
    op.execute(
        "update phones set day = (select tickets.day from tickets "
        "where tickets.hall = phones.hall and tickets.id = phones.ticket)"
    )
    op.create_table(
        "sealed_texts",
        sa.Column("hall", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hall", "id", name=op.f("pk_sealed_texts")),
    )
    op.create_table(
        "texts",
        sa.Column("hall", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("about", sa.String(length=36), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.PrimaryKeyConstraint("hall", "id", name=op.f("pk_texts")),
        sa.UniqueConstraint("hall", "kind", "about", name=op.f("uq_texts_hall_kind_about")),
        sa.ForeignKeyConstraint(["hall", "id"], ["sealed_texts.hall", "sealed_texts.id"], name="fk_texts_sealed_text"),
    )
    op.create_table(
        "complaints",
        sa.Column("hall", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("ticket", sa.String(length=36), nullable=False),
        sa.Column("at", UtcTime(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("text", sa.String(length=36), nullable=True),
        sa.PrimaryKeyConstraint("hall", "number", name=op.f("pk_complaints")),
    )

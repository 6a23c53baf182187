"""Reasons that a visitor may give after a bad grade (差评)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("uq_ratings_hall_service_grade", "ratings", ["hall", "service", "grade"], unique=True)
    op.create_table(
        "rating_reasons",
        sa.Column("hall", sa.String(length=64), nullable=False),
        sa.Column("service", sa.String(length=36), nullable=False),
        sa.Column("grade", sa.SmallInteger(), nullable=False),
        sa.Column("reasons", sa.String(length=200), nullable=False),
        sa.CheckConstraint("grade in (1, 2)", name=op.f("ck_rating_reasons_grade")),
        sa.CheckConstraint("reasons <> ''", name=op.f("ck_rating_reasons_reasons")),
        sa.ForeignKeyConstraint(
            ["hall", "service", "grade"],
            ["ratings.hall", "ratings.service", "ratings.grade"],
            name="fk_rating_reasons_rating",
        ),
        sa.PrimaryKeyConstraint("hall", "service", name=op.f("pk_rating_reasons")),
    )

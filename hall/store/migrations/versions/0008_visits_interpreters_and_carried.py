"""One visitor at one window, interpreters, tickets carried to another day; what is held, served and ended says why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from hall.store.schema import UtcTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_CHANGED = {
    "state": "state in ('waiting', 'called', 'serving', 'held', 'missed', 'carried', 'finished', 'closed')",
    "due": "(state in ('held', 'missed', 'carried')) = (due_at is not null)",
}
_NEW = {
    "held": "state <> 'held' or (to_window is not null and hold_reason is not null)",
    "service": "(state in ('serving', 'finished')) = (service is not null)",
    "closed": "(state = 'closed') = (closed_reason is not null)",
    "carry": "(state = 'carried') = (carry is not null)",
    "interpreter": 'interpreter is null or "window" is not null',
}
_LIVING = "state in ('waiting', 'called', 'serving', 'held', 'missed', 'carried')"


def upgrade() -> None:
    op.add_column("halls", sa.Column("ended_at", UtcTime(), nullable=True))
    op.add_column("windows", sa.Column("label_day", sa.Date(), nullable=True))
    op.add_column("calls", sa.Column("day", sa.Date(), nullable=True))
    op.drop_index("ix_tickets_living", table_name="tickets")
    for name, kind in (("interpreter", sa.String(length=64)), ("carry", sa.String(length=16))):
        op.add_column("tickets", sa.Column(name, kind, nullable=True))
    op.add_column("tickets", sa.Column("visit", sa.String(length=36), nullable=True))
    json = "json_extract(about, '$.visit')" if op.get_bind().dialect.name == "sqlite" else "about::json ->> 'visit'"
    op.execute(f"update tickets set visit = {json} where about is not null")
    with op.batch_alter_table("tickets") as batch:
        for name, rule in _CHANGED.items():
            batch.drop_constraint(op.f(f"ck_tickets_{name}"), type_="check")
            batch.create_check_constraint(op.f(f"ck_tickets_{name}"), rule)
        for name, rule in _NEW.items():
            batch.create_check_constraint(op.f(f"ck_tickets_{name}"), rule)
    _index("ix_tickets_living", ["hall", "since"], _LIVING, unique=False)
    _index("uq_tickets_visit_at_window", ["hall", "visit"], '"window" is not null', unique=True)
    _index("uq_tickets_interpreter", ["hall", "interpreter"], "interpreter is not null", unique=True)


def _index(name: str, columns: list[str], where: str, *, unique: bool) -> None:
    only = sa.text(where)
    op.create_index(name, "tickets", columns, unique=unique, sqlite_where=only, postgresql_where=only)

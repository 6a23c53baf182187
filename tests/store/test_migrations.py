"""A book that is older than this house: what its rows become when the schema grows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from hall.store.engine import WRITES, open_engine
from hall.store.migrate import MIGRATIONS

BEFORE_VISITS = "0007"
"""The last revision that knew visits in a ticket's words alone."""
TICKET = (
    'insert into tickets (hall, id, number, category, day, language, station, state, taken_at, since, "order", slip, '
    'call_order, recalls, about, "window", due_at, to_window, hold_reason, closed_reason, service) values '
    "('h', :id, :number, 'A', '2026-03-02', 'en', 'kiosk-1', :state, :at, :at, :order, 'unknown', 0, 0, :about, :window, "
    ":due_at, :to_window, :hold_reason, :closed_reason, :service)"
)
AT = "2026-03-02T00:30:00.000000+00:00"
PLAIN: dict[str, Any] = {
    **dict.fromkeys(("about", "window", "due_at", "to_window", "hold_reason", "closed_reason", "service")),
    "at": AT,
}
OLD: dict[str, dict[str, Any]] = {
    "plain": {"state": "waiting"},
    "of a visit": {"state": "waiting", "about": json.dumps({"visit": "v1", "purpose": "collection"})},
    "of no visit": {"state": "waiting", "about": json.dumps({"tags": ["deaf"]})},
    "at a window": {"state": "called", "window": 3, "about": json.dumps({"visit": "v1"})},
    "held": {"state": "held", "due_at": AT, "to_window": 3, "hold_reason": "form"},
    "missed": {"state": "missed", "due_at": AT},
    "served": {"state": "finished", "service": "s1"},
    "ended": {"state": "closed", "closed_reason": "no_show"},
}


def upgrade(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def test_visits_that_were_said_before_the_seal_are_under_it_after(store: str) -> None:
    engine = open_engine(store)
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        upgrade(connection, BEFORE_VISITS)
        for order, (name, row) in enumerate(OLD.items(), 1):
            connection.execute(text(TICKET), {**PLAIN, "id": name, "number": f"A{order:03}", "order": order, **row})
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        upgrade(connection, "head")
        found = {row.id: row.visit for row in connection.execute(text("select id, visit from tickets"))}
    assert found == {name: "v1" if "v1" in (row.get("about") or "") else None for name, row in OLD.items()}
    second = "update tickets set state = 'called', \"window\" = 4 where id = 'of a visit'"
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text(second))
    engine.dispose()

"""Bringing a store up to the schema of this version, before anything reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

from hall.store.engine import WRITES

MIGRATIONS: Final = Path(__file__).parent / "migrations"
_LOCK: Final = 0x74696E67
"""Key of the PostgreSQL advisory lock that keeps two starting services from migrating at once."""
_IDLE_LIMIT_MS: Final = 60_000
"""Between two statements the migrations are loaded and computed: on a busy machine longer than a command may take."""


def migrate(engine: Engine) -> None:
    """Run the migrations that the store still lacks, in one transaction under a lock of the whole store."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"set local idle_in_transaction_session_timeout = {_IDLE_LIMIT_MS}"))
            connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

"""Opening the store: SQLite for one machine, PostgreSQL for two services. Only here do the two differ in set-up."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import NullPool

WRITES: Final = "tinghao_writes"
"""Execution option of a connection whose transactions take the write lock at once."""
IDLE_LIMIT_MS: Final = 1000
"""A service that freezes inside a transaction loses it after this long, so that the other can go on."""
TCP_LIMIT_MS: Final = 3000


def open_engine(url: str) -> Engine:
    """An engine for ``sqlite:///path`` or ``postgresql://…`` (psycopg 3); durable commits on both."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url, parsed.database)
    if parsed.get_backend_name() == "postgresql":
        return _postgresql(parsed.set(drivername="postgresql+psycopg").render_as_string(hide_password=False))
    raise ValueError(f"the store must be sqlite:// or postgresql://, not {parsed.drivername}://")


def _sqlite(url: str, path: str | None) -> Engine:
    if not path or path == ":memory:":
        raise ValueError("the book needs a file: sqlite:///path/to/hall.db")
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    # A connection for each thread that asks, closed after use, but for the writer which keeps its own.
    engine = create_engine(url, poolclass=NullPool, connect_args={"check_same_thread": False, "timeout": 10})

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _: Any) -> None:
        # The driver's own transaction handling is switched off, we say BEGIN ourselves.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(url: str) -> Engine:
    options = f"-c idle_in_transaction_session_timeout={IDLE_LIMIT_MS} -c lock_timeout=10000 -c timezone=UTC"
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_size=5,
        connect_args={
            "options": options,
            "connect_timeout": 5,
            "tcp_user_timeout": TCP_LIMIT_MS,
            "keepalives_idle": 2,
            "keepalives_interval": 1,
            "keepalives_count": 3,
        },
    )

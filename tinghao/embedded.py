"""A hall's service in a thread of this process, on a scratch book and a clock of its own: for replay and simulation."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hall.run import run_hall
from hall.store.book import Book
from shared.clock import Clock
from shared.errors import TinghaoError
from shared.tickets import Role


@dataclass(frozen=True, slots=True)
class Embedded:
    """A running service: its address, and tokens for whoever plays a role against it."""

    url: str
    store: str
    hall: str

    def token(self, role: Role, station: str) -> str:
        """A new bearer token of the running hall."""
        book = Book(self.store, self.hall)
        try:
            return book.make_token(role, station, datetime.now(UTC))
        finally:
            book.close()


@contextmanager
def embedded_hall(folder: Path, hall: str, clock: Clock, settings_toml: str) -> Iterator[Embedded]:
    """The service on a free loopback port while the block runs. Raises what kept it from starting."""
    store = f"sqlite:///{folder / (hall + '.db')}"
    up = threading.Event()
    failed: list[BaseException] = []
    running: list[tuple[int, Callable[[], None]]] = []

    def ready(port: int, stop: Callable[[], None]) -> None:
        running.append((port, stop))
        up.set()

    def serve() -> None:
        try:
            run_hall(
                store=store,
                hall=hall,
                clock=clock,
                host="127.0.0.1",
                port=0,
                settings_toml=settings_toml,
                announce=False,
                ready=ready,
            )
        except (TinghaoError, OSError) as error:
            failed.append(error)
        finally:
            up.set()

    thread = threading.Thread(target=serve, name="hall", daemon=True)
    thread.start()
    up.wait()
    if failed:
        raise failed[0]
    port, stop = running[0]
    try:
        yield Embedded(f"http://127.0.0.1:{port}", store, hall)
    finally:
        stop()
        thread.join(timeout=15)

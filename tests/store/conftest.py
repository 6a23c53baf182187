"""Fixtures of the contract: each test runs on SQLite in a file and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from hall.store.book import Book
from tests.desk import Desk
from tests.postgres import database


@pytest.fixture(autouse=True)
def _a_busy_machine_is_not_a_frozen_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test process may be kept from the processor for longer than a service may freeze under the lock. The service
    that a test does freeze is a process of its own, with the house's own limit."""
    monkeypatch.setattr("hall.store.engine.IDLE_LIMIT_MS", 60_000)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a new, empty store."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'hall.db'}"
        return
    with database() as url:
        yield url


@pytest.fixture
def open_book(store: str) -> Iterator[Callable[..., Book]]:
    """Opens books on the store, and closes them."""
    with ExitStack() as stack:

        def opened(hall: str = "district") -> Book:
            book = Book(store, hall)
            stack.callback(book.close)
            return book

        yield opened


@pytest.fixture
def book(open_book: Callable[..., Book]) -> Book:
    return open_book()


@pytest.fixture
def desk(book: Book) -> Iterator[Desk]:
    """A writer on a book with the district's settings and an open day."""
    with Desk(book) as desk:
        yield desk.opens()

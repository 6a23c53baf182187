"""Fixtures of the service: a running hall for tests that only ask, and new ones for tests that kill."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from shared.tickets import Role
from tests.book import SITES
from tests.hall.asking import Asker, make_tokens
from tests.journeys.halls import HallProcess

STATIONS = {
    Role.HALL: "district",
    Role.KIOSK: "kiosk-1",
    Role.COUNTER: "rover",
    Role.DESK: "desk-1",
    Role.DISPLAY: "board-1",
    Role.MANAGER: "manager",
    Role.VISITOR: "00000000-0000-4000-8000-00000000f00d",
}


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HallProcess]:
    """A running district hall, one for all tests of a file."""
    store = f"sqlite:///{tmp_path_factory.mktemp('hall') / 'hall.db'}"
    with HallProcess(store, SITES / "district.toml") as running:
        yield running


@pytest.fixture(scope="module")
def askers(hall: HallProcess) -> Iterator[dict[Role | None, Asker]]:
    """A client of each role, and one without a token."""
    tokens = make_tokens(hall.store, "district", list(STATIONS.items()))
    with ExitStack() as stack:
        made = {role: Asker(hall.url, token) for role, token in zip(STATIONS, tokens, strict=True)}
        everyone: dict[Role | None, Asker] = {None: Asker(hall.url), **made}
        for asker in everyone.values():
            stack.enter_context(asker)
        yield everyone


@pytest.fixture
def new_hall(tmp_path: Path) -> Iterator[Callable[..., HallProcess]]:
    """Starts services that a test may kill."""
    with ExitStack() as stack:

        def start(store: str = "", config: Path = SITES / "district.toml") -> HallProcess:
            started = HallProcess(store or f"sqlite:///{tmp_path / 'hall.db'}", config)
            stack.callback(started.kill)
            started.start()
            return started

        yield start


@pytest.fixture
def asker(new_hall: Callable[..., HallProcess]) -> Iterator[Callable[..., Asker]]:
    """Makes clients of a service."""
    with ExitStack() as stack:

        def make(hall: HallProcess, role: Role | None = None) -> Asker:
            token = make_tokens(hall.store, hall.hall, [(role, STATIONS[role])])[0] if role else None
            return stack.enter_context(Asker(hall.url, token))

        yield make

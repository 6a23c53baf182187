"""Key → painted: a counter's real key is pressed, displays tell when the frame that shows the call was swapped."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.cast import Cast, Sender, cast, current
from benchmarks.processes import said
from benchmarks.report import Plan, Result, median, milliseconds, percentile, spread
from shared.tickets import Role
from tinghao.demo.process import Process

WINDOW = 7
DISPLAYS = 4
"""More than these are plain readers of the stream: this many already paint on every core of a small machine."""
APART_S = 0.45
"""A counter takes the same key within 0.4 s for a bounce."""
BUDGET_20_S = 0.060
BUDGET_1000_S = 0.150


@dataclass(slots=True)
class Seen:
    """Seconds from the key (or the post) to what followed, one a call."""

    painted: list[float] = field(default_factory=list)
    """To the last display's frame."""
    read: list[float] = field(default_factory=list)
    """To the last plain reader's receipt."""


def measure(folder: Path, plan: Plan) -> Result:
    """1 and 20 followers with real displays, then 1,000 plain ones."""
    calls = 10 if plan.quick else 60
    many = 200 if plan.quick else 1_000
    result = Result("Key → painted on the display; post → last follower")
    with cast(folder) as house:
        sender = Sender(house.service)
        sender.open_window(WINDOW)
        counter = house.station("counter", f"counter-{WINDOW}", role=Role.COUNTER)
        current(counter)
        boards = [_display(house, 1)]
        bare = _bare(sender, calls)
        _add_painted(result, "1 display", _press(counter, sender, boards, None, calls), bare)
        boards += [_display(house, number) for number in range(2, DISPLAYS + 1)]
        with followers(house.service.port, 20 - DISPLAYS) as readers:
            seen = _press(counter, sender, boards, readers, calls)
        _add_painted(result, f"20 followers, {DISPLAYS} of them displays", seen, bare, BUDGET_20_S)
    with cast(folder / "many") as house, followers(house.service.port, many) as readers:
        sender = Sender(house.service)
        sender.open_window(WINDOW)
        _add_read(result, many, _post(sender, readers, calls * 2), bare)
    result.notes.append(
        f"Each call: key F5 on a counter without a screen → the last display's frame whose picture holds the call; "
        f"{calls} calls. Counter, displays, readers and service share this machine's cores. Ratios of p50."
    )
    return result


def _display(house: Cast, number: int) -> Process:
    board = house.station("display", f"board-{number}", "--voice", "off", "--layout", "board")
    current(board)
    return board


def _bare(sender: Sender, calls: int) -> list[float]:
    """The same command without a screen: post → answer."""
    took = []
    for _ in range(calls):
        sender.take(WINDOW)
        took.append(sender.send("counter", "call_next", window=WINDOW)[0])
        sender.send("counter", "start", window=WINDOW)
        sender.send("counter", "finish", window=WINDOW)
    return took


def _press(counter: Process, sender: Sender, boards: Sequence[Process], readers: Readers | None, calls: int) -> Seen:
    seen = Seen()
    for turn in range(calls + 2):
        sender.take(WINDOW)
        counter.until(lambda state: sum(state["waiting"].values()) > 0 and not state["working"])
        time.sleep(APART_S)
        pressed = counter.ask({"key": "F5"})["t"] / 1e9
        seq: int = counter.until(lambda state: state["phase"] == "called")["seq"]
        frames = [_painted(board, seq) for board in boards]
        reads = readers.times(seq) if readers else []
        sender.send("counter", "start", window=WINDOW)
        sender.send("counter", "finish", window=WINDOW)
        counter.until(lambda state: state["phase"] not in ("called", "serving"))
        if turn >= 2:
            seen.painted.append(max(frames) - pressed)
            seen.read.append(max(reads, default=pressed) - pressed)
    return seen


def _painted(board: Process, seq: int) -> float:
    return float(board.expect(lambda told: told.get("painted", -1) >= seq)["t"]) / 1e9


def _post(sender: Sender, readers: Readers, calls: int) -> Seen:
    """Calls by post; between them every follower has had everything."""
    seen = Seen()
    for _ in range(calls):
        readers.times(sender.take(WINDOW)["seq"])
        took, called = sender.send("counter", "call_next", window=WINDOW)
        posted = sender.sent_at
        seen.read.append(max(readers.times(called["seq"])) - posted)
        seen.painted.append(took)
        for kind in ("start", "finish"):
            readers.times(sender.send("counter", kind, window=WINDOW)[1]["seq"])
    return seen


def _add_painted(result: Result, who: str, seen: Seen, bare: Sequence[float], budget: float | None = None) -> None:
    late = percentile(seen.painted, 0.99)
    result.add(
        f"key → painted, {who}",
        milliseconds(seen.painted),
        f"command alone: {milliseconds(bare)}",
        median(seen.painted) / median(bare),
        f"p99 ≤ {budget * 1e3:.0f} ms" if budget else "",
        late <= budget if budget else None,
    )
    result.figures[who] = {"painted": spread(seen.painted), "read": spread(seen.read), "command": spread(bare)}


def _add_read(result: Result, many: int, seen: Seen, bare: Sequence[float]) -> None:
    late = percentile(seen.read, 0.99)
    result.add(
        f"post → last of {many:,} plain followers",
        milliseconds(seen.read),
        f"command alone, nobody follows: {milliseconds(bare)}",
        median(seen.read) / median(bare),
        f"p99 ≤ {BUDGET_1000_S * 1e3:.0f} ms",
        late <= BUDGET_1000_S,
    )
    result.figures[f"{many} followers"] = {"read": spread(seen.read), "command meanwhile": spread(seen.painted)}


class Readers:
    """The process of plain followers."""

    def __init__(self, running: subprocess.Popen[str], count: int) -> None:
        self._running, self._count = running, count

    def times(self, seq: int) -> list[float]:
        """When each follower had the sequence, monotonic seconds. Raises RuntimeError where one never had it."""
        assert self._running.stdin is not None
        self._running.stdin.write(f"{seq}\n")
        self._running.stdin.flush()
        told: dict[str, Any] = said(self._running)
        if told["received"] != self._count:
            raise RuntimeError(f"{told['received']} of {self._count} followers had {seq}")
        times: list[float] = told["times"]
        return times


@contextlib.contextmanager
def followers(port: int, count: int) -> Iterator[Readers]:
    """Plain followers of the service at the port, all greeted."""
    running = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.followers", str(port), str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert said(running) == {"following": count}, json.dumps(count)
        yield Readers(running, count)
    finally:
        running.kill()
        running.wait()

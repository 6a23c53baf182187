"""Growth: calling the next at 100, 10,000 and 100,000 waiting, and with a long history, as ratios of medians.

The real writer on real SQLite, in this process: what grows would be the book and the rules, not the network. The books
are open at once and called in turns, so that a slow moment of the machine meets all of them.
"""

from __future__ import annotations

import queue
import random
import time
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine, text

from benchmarks.client import CATEGORY_AT
from benchmarks.processes import hall_code
from benchmarks.report import Plan, Result, median, spread
from hall.rules.decide import decide
from hall.store.book import Book, NewAnswer, actor_key
from hall.writer import Job, Writer
from shared.clock import FixedClock
from shared.commands import CallNext, Command, Finish, ImportSettings, OpenDay, OpenWindow, SignIn, Start, TakeTicket
from shared.events import Entry
from shared.fold import fold
from shared.tickets import Actor, Role
from shared.wire import written
from tinghao.places import SAMPLE

BEGAN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)
_CHUNK = 5_000
_CATEGORIES = "ABCDFG"


@dataclass(slots=True)
class Desk:
    """A book with its writer, asked one command at a time."""

    waiting: int
    history: int
    writer: Writer
    clock: FixedClock
    published: queue.SimpleQueue[Sequence[Job]]
    opened_s: float
    """How long the picture took to read from the tables."""

    def do(self, command: Command, role: Role) -> tuple[Entry, ...]:
        """Carry out, durably; raises what the hall refuses with."""
        answer: Future[tuple[Entry, ...]] = Future()
        self.writer.submit(Job(command, Actor(role=role, station=f"bench-{role.value}"), answer))
        while not (jobs := self.published.get()):
            pass
        outcome = jobs[0].outcome
        if isinstance(outcome, Exception):
            raise outcome
        return outcome or ()


def measure(folder: Path, plan: Plan) -> Result:
    """Medians of call-next; each book at its number of waiting people, the last one with the history."""
    levels = [(100, 0), (1_000, 0), (10_000, 0)] if plan.quick else [(100, 0), (10_000, 0), (100_000, 0)]
    history = 50_000 if plan.quick else plan.history
    if history:
        levels.append((levels[-1][0], history))
    rounds = 100 if plan.quick else 400
    result = Result("Growth: calling the next, durable, one at a time")
    with ExitStack() as stack:
        desks = [stack.enter_context(_desk(folder / f"{n}-{past}.db", n, past)) for n, past in levels]
        for desk in desks:
            _open_windows(desk)
        times = _call_in_turns(desks, rounds)
    _report(result, desks, times)
    result.notes.append(
        f"{rounds} calls a book in turns; the queue keeps its length, one takes a ticket for each called."
    )
    return result


def _report(result: Result, desks: Sequence[Desk], times: Sequence[Sequence[float]]) -> None:
    first = median(times[0])
    for desk, seconds in zip(desks, times, strict=True):
        ratio = median(seconds) / first
        name = f"{desk.waiting:,} waiting" + f", {desk.history:,} in history" * bool(desk.history)
        result.add(
            name,
            f"p50 {median(seconds) * 1e3:.2f} ms; picture read in {desk.opened_s * 1e3:,.0f} ms",
            f"{desks[0].waiting} waiting: p50 {first * 1e3:.2f} ms" if desk is not desks[0] else "",
            ratio if desk is not desks[0] else None,
            "≤ 1.3 ×" if desk is not desks[0] else "",
            ratio <= 1.3 if desk is not desks[0] else None,
        )
        result.figures[name] = {**spread(seconds), "picture_s": desk.opened_s}


def _call_in_turns(desks: Sequence[Desk], rounds: int) -> list[list[float]]:
    times: list[list[float]] = [[] for _ in desks]
    windows = list(CATEGORY_AT)
    for turn in range(rounds):
        window = windows[turn % len(windows)]
        # Begin with another book each time: who comes after whom matters to the disk.
        for place in range(len(desks)):
            desk, seconds = desks[(turn + place) % len(desks)], times[(turn + place) % len(desks)]
            desk.clock.advance(1)
            before = time.perf_counter()
            called = desk.do(CallNext(id=_id(), window=window), Role.COUNTER)
            seconds.append(time.perf_counter() - before)
            desk.do(Start(id=_id(), window=window), Role.COUNTER)
            desk.do(Finish(id=_id(), window=window), Role.COUNTER)
            desk.do(TakeTicket(id=_id(), category=called[0].event.category), Role.KIOSK)  # type: ignore[union-attr]
    return times


def _open_windows(desk: Desk) -> None:
    for window in CATEGORY_AT:
        desk.do(SignIn(id=_id(), window=window, clerk=str(1000 + window)), Role.COUNTER)
        desk.do(OpenWindow(id=_id(), window=window), Role.COUNTER)


@contextmanager
def _desk(path: Path, waiting: int, history: int) -> Iterator[Desk]:
    url = f"sqlite:///{path}"
    book = Book(url, hall_code())
    if history:
        _remember(url, history)
    _fill(book, waiting)
    clock = FixedClock(BEGAN + timedelta(hours=1))
    published: queue.SimpleQueue[Sequence[Job]] = queue.SimpleQueue()
    before = time.perf_counter()
    writer = Writer(book, clock, lambda entries, changes, jobs: published.put(jobs))
    opened_s = time.perf_counter() - before
    writer.start()
    try:
        yield Desk(waiting, history, writer, clock, published, opened_s)
    finally:
        writer.stop()
        book.close()


def _fill(book: Book, waiting: int) -> None:
    """Settings, the day, and people who wait: decided by the rules and written by the book, thousands at once."""
    commands: list[tuple[Command, Role]] = [
        (ImportSettings(id=_id(), toml=SAMPLE.read_text(encoding="utf-8")), Role.HALL),
        (OpenDay(id=_id(), day=DAY), Role.HALL),
    ]
    commands += [(TakeTicket(id=_id(), category=_CATEGORIES[n % 6]), Role.KIOSK) for n in range(waiting)]
    draft = book.picture()
    draft.record()
    for start in range(0, len(commands), _CHUNK):
        entries, answers = [], []
        for command, role in commands[start : start + _CHUNK]:
            actor, first = Actor(role=role, station="bench"), draft.seq + 1
            for event in decide(draft, command, actor, BEGAN):
                entry = Entry(seq=draft.seq + 1, at=BEGAN, actor=actor, command=command.id, event=event)
                fold(draft, entry)
                entries.append(entry)
            answers.append(NewAnswer(command.id, actor_key(actor), bytes(32), first, draft.seq))
        with book.writing() as page:
            page.write(list(map(written, entries)), answers, draft.take_changes())


def _remember(url: str, history: int) -> None:
    """Finished tickets of earlier days with service, rating, answers and six journal entries each, straight by SQL.

    The journal's texts only have the right length: nobody verifies this book.
    """
    engine = create_engine(url)
    upto = f"with recursive n(i) as (select 1 union all select i + 1 from n where i < {history})"
    day = "date('2026-03-01', '-' || (i / 1000) || ' days')"
    at = "strftime('%Y-%m-%dT%H:%M:%S.000000+00:00', '2026-03-01', '-' || (i / 1000) || ' days')"
    fill = {
        "tickets": f"""(hall, id, number, category, day, language, station, state, taken_at, since, "order", slip,
            call_order, recalls) {upto} select :hall, lower(hex(randomblob(18))), 'A' || (i % 1000), 'A', {day},
            'zh-CN', 'kiosk-1', 'finished', {at}, {at}, i, 'printed', i, 0 from n""",
        "services": f"""(hall, id, ticket, number, category, day, "window", clerk, started_at, finished_at, rated)
            {upto} select :hall, lower(hex(randomblob(18))), lower(hex(randomblob(18))), 'A' || (i % 1000), 'A', {day},
            1, '1001', {at}, {at}, 0 from n""",
        "answers": f"""(hall, id, actor, body, first_seq, last_seq) {upto} select :hall, lower(hex(randomblob(18))),
            'kiosk:kiosk-1', zeroblob(32), i, i from n""",
        "journal": f"""(hall, seq, at, type, version, actor, text, before, hash) {upto.replace(str(history), str(6 * history))}
            select :hall, i, {at}, 'ticket_taken', 1, 'kiosk:kiosk-1', hex(zeroblob(180)), zeroblob(32), zeroblob(32)
            from n""",
    }
    with engine.begin() as connection:
        for table, rest in fill.items():
            connection.execute(text(f"insert into {table} {rest}"), {"hall": hall_code()})
        connection.execute(text("update halls set seq = :seq"), {"seq": 6 * history})
    engine.dispose()


def _id() -> str:
    return str(uuid.UUID(int=random.getrandbits(128), version=4))

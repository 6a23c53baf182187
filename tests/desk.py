"""A writer on a real book, to be asked from a test: commands in, entries or a refusal out, all in this thread."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from types import TracebackType

from hall.enclosed import job_of
from hall.store.book import Book
from hall.writer import Job, Writer
from shared import commands as cmd
from shared.clock import Clock, FixedClock
from shared.commands import Command
from shared.errors import Refusal
from shared.events import Entry
from shared.fold import fold
from shared.picture import Change
from shared.tickets import Actor, Role
from shared.views import view_picture
from shared.wire import Written, decode_entry
from tests.book import DAY, DISTRICT, HALL, MORNING, fresh_id

WAIT_S = 30
"""Longer than any answer takes; a test that waits this long has failed."""


class Desk:
    """A book with a writer on it. ``picture`` folds what the writer publishes."""

    def __init__(self, book: Book, clock: Clock | None = None) -> None:
        self.book = book
        self.clock = clock or FixedClock(MORNING)
        self.picture = book.picture()
        self.published: list[Entry] = []
        self._go = threading.Event()
        self._go.set()
        self.writer = Writer(book, self.clock, self._published)
        self.writer.start()

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self._go.set()
        self.writer.stop()

    def job(self, command: Command, actor: Actor) -> Job:
        """The command as the service hands it to the writer."""
        return job_of(command, actor, self.book.vault)

    def submit(self, command: Command, actor: Actor) -> Job:
        job = self.job(command, actor)
        self.writer.submit(job)
        return job

    def does(self, command: Command, actor: Actor) -> tuple[Entry, ...]:
        """Carry out a command. Raises Refusal."""
        return self.submit(command, actor).answer.result(WAIT_S)

    def together(self, asked: Sequence[tuple[Command, Actor]]) -> list[tuple[Entry, ...] | str]:
        """Commands that reach the writer at once, as one group: what each was answered, or its refusal's code."""
        self._go.clear()
        first = self.submit(
            cmd.ReportSlip(id="00000000-0000-4000-8000-00000000dead", ticket="0" * 36, printed=True), HALL
        )
        jobs = [self.submit(command, actor) for command, actor in asked]
        self._go.set()
        assert isinstance(_outcome(first), str), "the first was to be refused"
        return [_outcome(job) for job in jobs]

    def opens(self, toml: str = DISTRICT, hall: Actor = HALL) -> Desk:
        """Give the hall settings and an open day."""
        import random

        chance = random.Random(self.book.hall)
        self.does(cmd.ImportSettings(id=fresh_id(chance), toml=toml), hall)
        self.does(cmd.OpenDay(id=fresh_id(chance), day=DAY), hall)
        return self

    def _published(self, entries: Sequence[Written], changes: Sequence[Change], jobs: Sequence[Job]) -> None:
        adopted = view_picture(Role.HALL, self.picture)
        for entry, text in entries:
            fold(self.picture, entry)
            assert decode_entry(text) == entry
            self.published.append(entry)
        if entries:
            adopted.adopt(changes, self.picture.seq)
            assert adopted == self.picture, "what the writer says was changed is not what folding changes"
        self._go.wait(WAIT_S)
        for job in jobs:
            if isinstance(job.outcome, Exception):
                job.answer.set_exception(job.outcome)
            else:
                job.answer.set_result(job.outcome or ())


def _outcome(job: Job) -> tuple[Entry, ...] | str:
    try:
        return job.answer.result(WAIT_S)
    except Refusal as refusal:
        return refusal.code

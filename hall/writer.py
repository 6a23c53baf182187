"""The writer: one thread that takes the hall's lock, decides every waiting command, commits once, then answers.

Group commit: all commands that wait are decided on the draft (the writer's own picture) and stored in one durable
transaction. The draft is adopted only by the commit: if a seal refuses or the store fails, its changes are undone;
after a broken seal the group is done again one command at a time, so that one bad command spoils no other.
"""

from __future__ import annotations

import asyncio
import hashlib
import queue
import threading
import traceback
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

import structlog

from hall.forecast.outlook import HallForecast
from hall.rules.decide import decide
from hall.rules.facts import Facts
from hall.rules.recorded import RecordedRefusal
from hall.store.book import AnsweredBefore, Book, BookFailed, NewAnswer, Page, actor_key
from hall.store.rows import SealBroken
from shared.clock import Clock
from shared.commands import Command, WindowCommand
from shared.errors import Refusal
from shared.events import Entry, Event
from shared.fold import fold
from shared.picture import Change, Picture
from shared.sealing import Sealed
from shared.tickets import Actor, Role
from shared.views import view_picture
from shared.wire import Written, encode_command, written

GROUP: Final = 256
"""Most commands in one transaction."""

log = structlog.get_logger(__name__)


class Stopping(Exception):
    """The service is stopping; the command was not decided."""


@dataclass(slots=True)
class Job:
    """A command on its way: who sent it, and where its outcome goes."""

    command: Command
    actor: Actor
    answer: Future[tuple[Entry, ...]] | asyncio.Future[tuple[Entry, ...]] = field(default_factory=Future)
    """Resolved by who published it, never by the writer."""
    outcome: tuple[Entry, ...] | Exception | None = None
    sealed: Sealed | None = None
    """What a person wrote (:mod:`hall.enclosed`): stored with the command's events, or not at all."""

    @property
    def body(self) -> bytes:
        return hashlib.sha256(encode_command(self.command)).digest()


Publish = Callable[[Sequence[Written], Sequence[Change], Sequence[Job]], None]
"""Called by the writer's thread after each commit: new entries in order, what they changed, the jobs they answer."""


class Writer:
    """Owns the draft and the writing connection of the book. ``publish`` is called after each commit."""

    def __init__(self, book: Book, clock: Clock, publish: Publish) -> None:
        self._book = book
        self._clock = clock
        self._publish = publish
        self._draft = book.picture()
        self._draft.record()
        self._facts = Facts(forecast=HallForecast())
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)

    def picture(self) -> Picture:
        """A copy of where the writer begins, before :meth:`start`: who follows what it publishes begins there too."""
        return view_picture(Role.HALL, self._draft)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Finish what is under way; what still waits is answered :class:`Stopping`."""
        self._stopped.set()
        self._jobs.put(None)
        self._thread.join(timeout=30)

    def submit(self, job: Job) -> None:
        """Put a command in line; its future is resolved by ``publish``'s receiver."""
        self._jobs.put(job)

    def wake(self) -> None:
        """Catch up with what another service committed, though no command waits here."""
        self._jobs.put(None)

    # The writer's thread ---------------------------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            group = self._next_group()
            if self._stopped.is_set():
                self._turn_away(group)
                return
            self._serve(group)

    def _turn_away(self, group: list[Job]) -> None:
        """Nobody is left without an answer: more than one group may wait when the service stops."""
        while True:
            for job in group:
                job.outcome = Stopping()
            self._publish((), (), group)
            if self._jobs.empty():
                return
            group = self._next_group()

    def _next_group(self) -> list[Job]:
        waiting = [self._jobs.get()]
        while len(waiting) < GROUP:
            try:
                waiting.append(self._jobs.get_nowait())
            except queue.Empty:
                break
        return [job for job in waiting if job is not None]

    def _serve(self, group: list[Job]) -> None:
        try:
            self._commit(group)
        except BookFailed as error:
            why = str(error.params["why"])
            log.error("book_failed", why=why)
            self._fail(group, why)
        except Exception as error:
            # A seal, a fault in a rule, an entry of a newer house: this thread outlives each, and whoever asked is told.
            if len(group) > 1:
                log.warning("group_failed", size=len(group), why=str(error))
                for job in group:
                    self._serve([job])
                return
            commands = [job.command.type for job in group]
            if isinstance(error, SealBroken):
                log.error("seal_broken", commands=commands, why=str(error))
            else:
                log.error("commit_failed", commands=commands, why=str(error), at=traceback.format_exc(limit=-3))
            self._fail(group, str(error))

    def _fail(self, group: list[Job], why: str) -> None:
        for job in group:
            job.outcome = Refusal("store_failed", why=why)
        self._publish((), (), group)

    def _commit(self, group: list[Job]) -> None:
        draft, others, caught_up = self._draft, list[Written](), list[Change]()
        seq = draft.seq
        try:
            with self._book.writing() as page:
                others = self._catch_up(page)
                caught_up = draft.take_changes()
                seq = draft.seq
                entries, answers, sealed = self._decide(page, group)
                page.write(entries, answers, draft.changes(), sealed)
        except Exception:
            draft.undo()
            draft.seq = seq
            if others:
                self._publish(others, caught_up, ())
            raise
        self._publish([*others, *entries], [*caught_up, *draft.take_changes()], group)

    def _catch_up(self, page: Page) -> list[Written]:
        """Fold what another service committed since: it is in the book, whatever becomes of our own group."""
        if page.head.seq == self._draft.seq:
            return []
        others = page.entries(self._draft.seq)
        for entry, _ in others:
            fold(self._draft, entry)
        return others

    def _decide(self, page: Page, group: Sequence[Job]) -> tuple[list[Written], list[NewAnswer], list[Sealed]]:
        before = page.answered([job.command.id for job in group]) if group else {}
        now = self._clock.now()
        if page.head.at is not None:
            now = max(now, page.head.at)  # A clock set back must not turn the journal's order.
        entries: list[Written] = []
        answers: dict[str, NewAnswer] = {}
        sealed: list[Sealed] = []
        for job in group:
            known = before.get(job.command.id) or _as_before(answers.get(job.command.id))
            if known is not None:
                job.outcome = self._again(page, job, known, entries)
                continue
            try:
                made = self._carry_out(job, now)
            except RecordedRefusal as refusal:
                # Not an answer: sent again the command is decided anew. But whom the hall turned away is kept.
                entries += map(written, self._take_in(job, [refusal.event], now))
                job.outcome = refusal
                continue
            except Refusal as refusal:
                job.outcome = refusal
                continue
            entries += map(written, made)
            job.outcome = tuple(made)
            answers[job.command.id] = self._answer(job, made)
            if job.sealed is not None:
                sealed.append(job.sealed)
        return entries, list(answers.values()), sealed

    def _carry_out(self, job: Job, now: datetime) -> list[Entry]:
        return self._take_in(job, decide(self._draft, job.command, job.actor, now, self._facts), now)

    def _take_in(self, job: Job, events: Sequence[Event], now: datetime) -> list[Entry]:
        draft = self._draft
        actor = self._with_person(job)
        made = []
        for event in events:
            entry = Entry(seq=draft.seq + 1, at=now, actor=actor, command=job.command.id, event=event)
            fold(draft, entry)
            made.append(entry)
        return made

    def _with_person(self, job: Job) -> Actor:
        if not isinstance(job.command, WindowCommand):
            return job.actor
        window = self._draft.windows.get(job.command.window)
        return replace(job.actor, person=window.clerk) if window else job.actor

    def _answer(self, job: Job, made: Sequence[Entry]) -> NewAnswer:
        first = made[0].seq if made else self._draft.seq + 1
        return NewAnswer(job.command.id, actor_key(job.actor), job.body, first, first + len(made) - 1)

    def _again(
        self, page: Page, job: Job, known: AnsweredBefore, entries: Sequence[Written]
    ) -> tuple[Entry, ...] | Refusal:
        """The answer given before, word for word; the same id with another body or sender is refused."""
        if known.actor != actor_key(job.actor) or known.body != job.body:
            return Refusal("command_id_reused")
        fresh = tuple(entry for entry, _ in entries if known.first_seq <= entry.seq <= known.last_seq)
        return fresh or tuple(page.slice(known.first_seq, known.last_seq))


def _as_before(answer: NewAnswer | None) -> AnsweredBefore | None:
    if answer is None:
        return None
    return AnsweredBefore(answer.actor, answer.body, answer.first_seq, answer.last_seq)

"""Which call is spoken next, and the announcer that keeps a voice busy with them.

The rule: first calls in their order; a recall after the first calls that wait, but never longer than its patience; a
number that waits twice is spoken once, with its newest window; a call that is over before it was spoken is not spoken;
a call older than 30 s when it arrives (a reconnect) is for the screens only.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from drivers.voice.phrases import announcement
from drivers.voice.player import Saying, Speaker

NEWS: Final = timedelta(seconds=30)
"""A call older than this when it arrives is shown, never spoken."""
PATIENCE: Final = timedelta(seconds=60)
"""A recall that has waited so long goes before first calls, so that a busy hall cannot silence it for ever."""


@dataclass(frozen=True)
class Call:
    """A number called to a window, as the voice needs it. ``at`` is when it was called, in UTC."""

    ticket_id: str
    number: str
    window: int
    language: str
    at: datetime


@dataclass(frozen=True)
class Waiting:
    """A call that is not yet spoken. ``recall``: it was spoken before. ``since``: when it came into the queue."""

    call: Call
    recall: bool
    since: datetime


class AnnouncementQueue:
    """What is still to be spoken. Pure but for ``now``, the clock; for one thread at a time."""

    def __init__(self, now: Callable[[], datetime], *, news: timedelta = NEWS, patience: timedelta = PATIENCE) -> None:
        self._now = now
        self._news = news
        self._patience = patience
        self._waiting: dict[str, Waiting] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def push(self, call: Call, recall: bool = False) -> bool:
        """Let the call wait to be spoken. ``False`` if it is too old to be spoken.

        If the ticket waits already it keeps its place and gets the newer window; a first call that waits stays a first
        call when it is recalled, and a recall that waits becomes a first call when the ticket is called anew.
        """
        now = self._now()
        if now - call.at > self._news:
            return False
        before = self._waiting.get(call.ticket_id)
        if before is None:
            self._waiting[call.ticket_id] = Waiting(call, recall, now)
        elif before.recall and not recall:
            del self._waiting[call.ticket_id]  # a new first call queues behind the first calls before it
            self._waiting[call.ticket_id] = Waiting(call, False, now)
        else:
            self._waiting[call.ticket_id] = Waiting(call, before.recall, before.since)
        return True

    def pop(self) -> Waiting | None:
        """Take out what is to be spoken next; ``None`` if nothing waits."""
        chosen = self._overdue() or self._first(recall=False) or self._first(recall=True)
        return None if chosen is None else self._waiting.pop(chosen.call.ticket_id)

    def put_back(self, waiting: Waiting) -> None:
        """Return what was popped and not spoken to its place before all others of its kind."""
        self._waiting = {waiting.call.ticket_id: waiting, **self._waiting}

    def withdrawn(self, ticket_id: str) -> bool:
        """The ticket was started, closed or sent elsewhere: do not speak it. ``True`` if it was waiting."""
        return self._waiting.pop(ticket_id, None) is not None

    def _first(self, recall: bool) -> Waiting | None:
        return next((waiting for waiting in self._waiting.values() if waiting.recall == recall), None)

    def _overdue(self) -> Waiting | None:
        oldest = self._first(recall=True)
        return oldest if oldest is not None and self._now() - oldest.since >= self._patience else None


class Announcer:
    """Speaks the calls of a zone through one :class:`~drivers.voice.player.Speaker`. For any thread.

    Only one announcement at a time is handed to the voice, so that order and withdrawal hold until the last moment.
    ``on_start`` and ``on_end`` get the call on the voice's thread, around its sound. The speaker stays the caller's.
    """

    def __init__(
        self,
        waiting: AnnouncementQueue,
        speaker: Speaker,
        on_start: Callable[[Call], None],
        on_end: Callable[[Call], None],
    ) -> None:
        self._waiting = waiting
        self._speaker = speaker
        self._on_start = on_start
        self._on_end = on_end
        self._lock = threading.Lock()
        self._current: Waiting | None = None
        self._saying: Saying | None = None

    def call(self, call: Call, recall: bool = False) -> bool:
        """Have the call spoken. ``False`` if it is too old: then it is only to be shown.

        Raises :class:`ValueError` for a number or window that cannot be said.
        """
        announcement(call.number, call.window, (call.language,), recall)
        with self._lock:
            taken_back = self._take_back(call.ticket_id)
            if taken_back is not None:
                self._waiting.put_back(taken_back)
            accepted = self._waiting.push(call, recall)
            self._hand_over()
            return accepted

    def withdraw(self, ticket_id: str) -> bool:
        """Do not speak this ticket. ``True`` if it was not yet spoken; what has begun is said to its end."""
        with self._lock:
            waited = self._waiting.withdrawn(ticket_id)
            taken_back = self._take_back(ticket_id) is not None
            self._hand_over()
            return waited or taken_back

    def _take_back(self, ticket_id: str) -> Waiting | None:
        """The ticket's announcement, if the voice has it and has not begun it. The lock is held."""
        current, saying = self._current, self._saying
        if current is None or saying is None or current.call.ticket_id != ticket_id or not saying.cancel():
            return None
        self._current = self._saying = None
        return current

    def _hand_over(self) -> None:
        """Give the voice the next call if it has none. The lock is held."""
        if self._current is not None:
            return
        waiting = self._waiting.pop()
        if waiting is None:
            return
        call = waiting.call
        self._current = waiting
        self._saying = self._speaker.say(
            announcement(call.number, call.window, (call.language,), waiting.recall),
            on_start=lambda: self._on_start(call),
            on_end=lambda: self._ended(waiting),
        )

    def _ended(self, spoken: Waiting) -> None:
        try:
            self._on_end(spoken.call)
        finally:
            with self._lock:
                if self._current is spoken:
                    self._current = self._saying = None
                self._hand_over()

"""Playing a simulated day: what visitors and clerks do, in order of time, each act a command to the real service.

Nothing of the queue is known here: whom a window serves is what the hall answers. A visitor whose patience ends
leaves without a word, is still called, and becomes a no-show, as in a real hall.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from shared import commands as cmd
from shared.errors import Refusal
from shared.events import Event, TicketCalled, TicketClosed
from shared.link import Link
from shared.messages import new_id
from tinghao.day.people import FIRST_S, LAST_S, Visitor
from tinghao.day.site import clerk_of

WALK_S: Final = 20.0
"""From the call to the window."""
TIDY_S: Final = 15.0
"""From one visitor to the next."""
AWAIT_S: Final = 65.0
"""After a call nobody answers, until the recall; and after that until the clerk gives up."""
LOOK_AGAIN_S: Final = 60.0
"""A window that found nobody looks again after this long, or when somebody comes."""
LUNCH_S: Final = ((12 * 3600, 12 * 3600 + 2400), (12 * 3600 + 2400, 12 * 3600 + 4800))
"""Clerks eat in two halves, 40 minutes each from 12:00: every other window."""
_DEADLINE_S: Final = 60.0


@dataclass(slots=True)
class Desk:
    """A window of the day, and how its time went, in seconds."""

    serves: frozenset[str]
    idle: bool = False
    pause: tuple[float, float] | None = None
    opened: float = 0.0
    closed: float = 0.0
    busy: float = 0.0
    absent: float = 0.0


@dataclass(slots=True)
class Guest:
    """A visitor with a ticket."""

    visitor: Visitor
    here: bool = True
    called: bool = False


@dataclass(slots=True)
class Played:
    """What happened besides what the book tells."""

    left: int = 0
    """Visitors whose patience ended before they were called."""
    refused: list[str] = field(default_factory=list)
    """What the hall refused though nobody expected it."""
    commands: int = 0


class Play:
    """One day. ``reach(second)`` brings the hall's clock to a second since midnight."""

    def __init__(
        self,
        people: Iterable[Visitor],
        desks: dict[int, Desk],
        kiosk: Link,
        counter: Link,
        reach: Callable[[float], None],
    ) -> None:
        self.desks = desks
        self.played = Played()
        self._kiosk, self._counter, self._reach = kiosk, counter, reach
        self._guests: dict[str, Guest] = {}
        self._coming = 0
        self._line: Counter[str] = Counter()
        """Who waits in each category, here or not."""
        self._at_window: dict[int, str] = {}
        """Whom a window calls who is gone."""
        self._now = 0.0
        self._acts: list[tuple[float, int, Callable[[], None]]] = []
        self._count = 0
        for visitor in people:
            self._coming += 1
            self._at(visitor.arrives_s, lambda visitor=visitor: self._arrive(visitor))  # type: ignore[misc]

    def run(self, done: Callable[[], None]) -> None:
        """Play until the last visitor is served or gone; ``done`` is called for each visitor who came."""
        self._done = done
        for number in self.desks:
            self._at(FIRST_S, lambda number=number: self._open(number))  # type: ignore[misc]
            self._at(LAST_S, lambda number=number: self._look_again(number))  # type: ignore[misc]
        while self._acts:
            at, _, act = heapq.heappop(self._acts)
            self._now = max(self._now, at)
            self._reach(self._now)
            act()

    def _at(self, second: float, act: Callable[[], None]) -> None:
        self._count += 1
        heapq.heappush(self._acts, (second, self._count, act))

    def _after(self, seconds: float, act: Callable[[], None]) -> None:
        self._at(self._now + seconds, act)

    # Visitors ----------------------------------------------------------------------------------------------------

    def _arrive(self, visitor: Visitor) -> None:
        self._coming -= 1
        self._done()
        ticket = new_id()
        command = cmd.TakeTicket(id=ticket, category=visitor.category, language=visitor.language)
        if not self._send(self._kiosk, command):
            return
        guest = self._guests[ticket] = Guest(visitor)
        self._line[visitor.category] += 1
        self._after(visitor.patience_s, lambda: self._lose_patience(guest))
        free = next((n for n, desk in self.desks.items() if desk.idle and visitor.category in desk.serves), None)
        if free is not None:
            self._call(free)

    def _lose_patience(self, guest: Guest) -> None:
        if not guest.called:
            guest.here = False
            self.played.left += 1

    # Clerks ------------------------------------------------------------------------------------------------------

    def _open(self, number: int) -> None:
        self._send(self._counter, cmd.SignIn(id=new_id(), window=number, clerk=clerk_of(number)))
        self._send(self._counter, cmd.OpenWindow(id=new_id(), window=number))
        desk = self.desks[number]
        desk.opened = self._now
        desk.pause = LUNCH_S[number % len(LUNCH_S)]
        self._at(desk.pause[0], lambda: self._look_again(number))
        self._call(number)

    def _call(self, number: int) -> None:
        desk = self.desks[number]
        desk.idle = False
        if desk.pause is not None and self._now >= desk.pause[0]:
            self._to_lunch(number, desk)
            return
        called = self._called(number)
        if called is not None:
            guest = self._guests[called.ticket]
            guest.called = True
            self._line[called.category] -= 1
            if guest.here:
                self._after(WALK_S, lambda: self._serve(number, guest))
            else:
                desk.absent += 2 * AWAIT_S
                self._at_window[number] = called.ticket
                self._after(AWAIT_S, lambda: self._recall(number))
        elif self._over():
            self._close(number)
        else:
            desk.idle = True
            if self._now >= LAST_S or self._wanted(desk):  # Who waits may not come here yet.
                self._after(LOOK_AGAIN_S, lambda: self._look_again(number))

    def _over(self) -> bool:
        return self._now >= LAST_S and not self._coming and not self._line.total()

    def _wanted(self, desk: Desk) -> bool:
        return any(self._line[code] for code in desk.serves)

    def _called(self, number: int) -> TicketCalled | None:
        """Whom the hall gives the window, None where nobody may come now."""
        if not self._wanted(self.desks[number]):
            return None
        self.played.commands += 1
        try:
            answer = self._counter.send(cmd.CallNext(id=new_id(), window=number), _DEADLINE_S).result()
        except Refusal as refusal:
            if refusal.code != "nobody_waiting":
                self.played.refused.append(f"call_next: {refusal}")
            return None
        return next(entry.event for entry in answer.entries if isinstance(entry.event, TicketCalled))

    def _look_again(self, number: int) -> None:
        if self.desks[number].idle:
            self._call(number)

    def _serve(self, number: int, guest: Guest) -> None:
        self._send(self._counter, cmd.Start(id=new_id(), window=number))
        self.desks[number].busy += guest.visitor.service_s
        self._after(guest.visitor.service_s, lambda: self._finish(number))

    def _finish(self, number: int) -> None:
        self._send(self._counter, cmd.Finish(id=new_id(), window=number))
        self._after(TIDY_S, lambda: self._call(number))

    def _recall(self, number: int) -> None:
        self._send(self._counter, cmd.Recall(id=new_id(), window=number))
        self._after(AWAIT_S, lambda: self._give_up(number))

    def _give_up(self, number: int) -> None:
        ticket = self._at_window.pop(number)
        events = self._send(self._counter, cmd.NoShow(id=new_id(), window=number))
        if not any(isinstance(event, TicketClosed) for event in events):  # It comes back, and is called once more.
            self._line[self._guests[ticket].visitor.category] += 1
        self._call(number)

    def _to_lunch(self, number: int, desk: Desk) -> None:
        self._send(self._counter, cmd.PauseWindow(id=new_id(), window=number))
        assert desk.pause is not None
        away = desk.pause[1] - desk.pause[0]
        desk.pause = None
        desk.opened += away  # The break is not time at the window.
        self._after(away, lambda: self._back(number))

    def _back(self, number: int) -> None:
        self._send(self._counter, cmd.OpenWindow(id=new_id(), window=number))
        self._call(number)

    def _close(self, number: int) -> None:
        self._send(self._counter, cmd.SignOut(id=new_id(), window=number))
        self.desks[number].closed = self._now

    def _send(self, link: Link, command: cmd.Command) -> Sequence[Event]:
        """What the hall did; nothing where it refused, which is noted."""
        self.played.commands += 1
        try:
            answer = link.send(command, _DEADLINE_S).result()
        except Refusal as refusal:
            self.played.refused.append(f"{command.type}: {refusal}")
            return ()
        return [entry.event for entry in answer.entries]

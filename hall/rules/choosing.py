"""Choosing: whom a window calls next, and why.

Waiting is bounded for everyone (invariant 8). Let X wait in category c, and let X be callable: nobody of its visit is
at a window, its booked time has come, its language's minutes are over or somebody who speaks it calls, and where it
needs an interpreter one is kept for it (:mod:`hall.rules.interpreting` bounds that wait). Let N be
the number of times that tickets of windows' own lines are called whose *effective* wait began before X's (the start
of the wait minus the credit of its class), and K the number of windows that serve c as their own, among at most one
in m calls may come from the front. Each of those windows, when it calls, either calls from the front, or it calls the
earliest effective wait it serves: X, or one of those N. So X is called after at most

    (N + 1) * m / (m - 1) + K

calls of those K windows. N cannot grow for ever: only who came before X, or less than the largest credit after X, has
an earlier effective wait, and each comes back from a no-show a limited number of times. An arrival stamp changes
nothing here: who holds one came when it was given, and it counts for one ticket.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from hall.rules.interpreting import Kept, kept, prefers_another, waits
from hall.rules.places import Desk, desk_at, is_theirs
from shared.events import CallRule, Candidate
from shared.picture import Picture
from shared.serving import able_windows
from shared.tickets import Lane, Ticket, Window

_MOST = 24
"""Candidates that an event names."""
_SERVICE_MIN = 15
"""Minutes a service is taken to last when lines are compared and the settings do not say it."""


class Choice(NamedTuple):
    """The chosen ticket, the rule that chose it, and the heads of all lanes that were looked at, by rank."""

    ticket: Ticket | None
    rule: CallRule
    candidates: tuple[Candidate, ...]


class Head(NamedTuple):
    """The first of a lane, and what its lane is worth."""

    ticket: Ticket
    lane: Lane
    credit: timedelta = timedelta(0)
    front: bool = False
    overflows: bool = False
    assigned: bool = False
    """Whether it waits for one window or one clerk."""
    barred: Literal["language", "interpreter", "visit", "not_yet"] | None = None

    @property
    def rank(self) -> tuple[datetime, int]:
        """Earlier is first: the wait with its credit, then the order of issue."""
        return self.ticket.since - self.credit, self.ticket.order


def choose(picture: Picture, window: Window, now: datetime) -> Choice:
    """Whom the window calls next. Only heads of lanes are compared: the cost does not grow with who waits.

    First its own categories and those whose overflow has begun: from the front where enough ordinary calls went
    before, else the longest wait, credit counted. Where nobody of those may come, the category it helps whose line
    is predicted to miss its target most.
    """
    desk = desk_at(picture, window, now)
    if desk is None:
        return Choice(None, "longest_wait", ())
    keeping = kept(picture, now)
    heads = [head for category in desk.own for head in _heads(picture, desk, category, keeping, now)]
    for category in desk.helped:  # Handed to this window or clerk: nobody else may call them.
        heads += [head for head in _heads(picture, desk, category, keeping, now) if head.assigned]
    for category in desk.overflowing:
        heads += [head._replace(overflows=True) for head in _heads(picture, desk, category, keeping, now)]
    best, rule = _best(picture, desk, heads)
    if best is None and desk.helped:
        by_category = [
            [head for head in _heads(picture, desk, category, keeping, now) if not head.assigned]
            for category in desk.helped
        ]
        heads += [head for line in by_category for head in line]
        waiting = [line for line in by_category if any(head.barred is None for head in line)]
        if waiting:
            worst = max(waiting, key=lambda line: (_breach(picture, line[0].ticket.category, now), _earliest(line)))
            best, rule = _best(picture, desk, worst)
            rule = "front" if rule == "front" else "helping"
    heads.sort(key=lambda head: head.rank)
    return Choice(best.ticket if best else None, rule, tuple([_candidate(head, now) for head in heads[:_MOST]]))


def _heads(picture: Picture, desk: Desk, category: str, keeping: Kept, now: datetime) -> Iterator[Head]:
    """The first of each lane of the category that this desk may call from."""
    window, clerk = desk.window.number, desk.clerk.number
    policies = picture.rules.policies
    for lane, queue in picture.queues.get(category, {}).items():
        if not queue:
            continue
        assigned = is_theirs(picture, category, lane.to_window, lane.to_clerk, now)
        if assigned and (lane.to_window not in (None, window) or lane.to_clerk not in (None, clerk)):
            continue
        ticket = _first(picture, queue.values())
        if ticket is None:
            yield Head(picture.tickets[queue.peekitem(0)[1]], lane, assigned=assigned, barred="visit")
            continue
        credit, front = timedelta(0), lane.booked or lane.purpose in policies.short_lane.purposes
        if lane.priority is not None and (known := policies.priority.named(lane.priority)) is not None:
            credit, front = timedelta(minutes=known.credit_min), front or known.front
        barred: Literal["language", "interpreter", "not_yet"] | None = None
        if ticket.since > now:
            front = False
            if ticket.since - timedelta(minutes=policies.appointments.early_min) > now:
                barred = "not_yet"
        elif not assigned and lane.language not in desk.clerk.languages and prefers_another(picture, ticket, now):
            barred = "language"
        elif waits(picture, ticket, desk.clerk, keeping, now):
            barred = "interpreter"
        yield Head(ticket, lane, credit, front, assigned=assigned, barred=barred)


def _first(picture: Picture, tickets: Iterable[str]) -> Ticket | None:
    """The first whose visitor is not at a window already. Passed are at most the other tickets of such visits."""
    for ticket_id in tickets:
        ticket = picture.tickets[ticket_id]
        if ticket.about is None or picture.window_of_visit(ticket.about.visit) is None:
            return ticket
    return None


def _best(picture: Picture, desk: Desk, heads: Sequence[Head]) -> tuple[Head | None, CallRule]:
    """The earliest effective wait; or the earliest of the front lanes, where it is the front's turn."""
    ready = [head for head in heads if head.barred is None]
    if not ready:
        return None, "longest_wait"
    best = min(ready, key=lambda head: head.rank)
    if desk.window.ordinary >= picture.rules.policies.priority.front_one_in - 1:
        fronts = [head for head in ready if head.front]
        first = min(fronts, key=lambda head: head.rank) if fronts else best
        if first is not best:
            return first, "front"
    if best.assigned:
        return best, "assigned"
    if best.overflows:
        return best, "overflow"
    if best.credit and any(head.ticket.since < best.ticket.since for head in ready):
        return best, "credit"
    return best, "longest_wait"


def _breach(picture: Picture, category: str, now: datetime) -> float:
    """Minutes by which the last in the category's line is predicted to miss its target; negative where it is kept.

    Who waits, times what a service takes, shared by the open windows whose own it is.
    """
    known = picture.rules.category(category)
    if known is None:
        return 0.0
    calling = sum(category in (place.own or place.categories) for place, _ in able_windows(picture, category, now))
    takes = known.service_min or _SERVICE_MIN
    return picture.waiting_in(category) * takes / max(1, calling) - known.target_min


def _earliest(line: Sequence[Head]) -> float:
    """Of two lines with the same breach the one whose head waits longest."""
    return -min(head.ticket.since for head in line).timestamp()


def _candidate(head: Head, now: datetime) -> Candidate:
    lane = head.lane
    return Candidate(
        category=head.ticket.category,
        number=head.ticket.number,
        waited_s=max(0, int((now - head.ticket.since).total_seconds())),
        credit_s=int(head.credit.total_seconds()),
        lane=lane.priority or ("booked" if lane.booked else lane.purpose),
        barred=head.barred,
    )

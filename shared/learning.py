"""Learning: what an entry adds to the hall's experience, from how the picture stood before it.

It is part of the fold: a group of commands that is rolled back taught nothing, two services of one hall know the same,
and ``tinghao verify`` proves every sum from the journal. Only the hall's own picture keeps experience.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from shared import events as ev
from shared.experience import SCORES, Experience, score
from shared.picture import KEEPS, Picture
from shared.tickets import Ticket

LONGEST_TURN_S: Final = 2 * 3600
"""A longer one is a service that nobody finished, and says nothing of the next."""
LONGEST_GAP_S: Final = 1800
"""A longer one is a break that nobody entered."""
_WITHDRAWN: Final = frozenset({"window_closed", "signed_out", "day_opened"})
"""Ends of a call that were not its own."""


def learn(picture: Picture, entry: ev.Entry) -> None:
    """Add what the entry teaches to the experience of its category today. To be called before it is folded."""
    lesson = _LESSONS.get(type(entry.event))
    if lesson is not None and picture.today is not None and "experience" in KEEPS[picture.role]:
        lesson(picture, entry, entry.event)


def _of(picture: Picture, category: str) -> Experience:
    assert picture.today is not None
    day = picture.today.day
    return picture.experience.get((category, day)) or Experience(category=category, day=day)


def _called(picture: Picture, entry: ev.Entry, event: ev.TicketCalled) -> None:
    """How true the told wait was, and how long the window stood free while the number waited."""
    ticket, window = picture.tickets.get(event.ticket), picture.windows.get(event.window)
    if ticket is None or window is None:
        return
    row = _of(picture, ticket.category)
    more: dict[str, Any] = {"calls": row.calls + 1, "firsts": row.firsts + (ticket.first_called_at is None)}
    if _may_be_judged(picture, ticket):
        more |= _judged(row, ticket, entry.at)
    if event.was == "waiting" and window.free_since is not None and ticket.since <= window.free_since:
        gap = min(LONGEST_GAP_S, _s(window.free_since, entry.at))
        more |= {"gaps": row.gaps + 1, "gap_s": row.gap_s + gap}
    picture.put("experience", row.key, replace(row, **more))


def _may_be_judged(picture: Picture, ticket: Ticket) -> bool:
    """Told today: of who was carried over the night nobody said when."""
    return picture.today is not None and ticket.told_at is not None and ticket.told_at >= picture.today.opened_at


def _judged(row: Experience, ticket: Ticket, at: datetime) -> dict[str, Any]:
    """What changes in the row by a told wait that is over."""
    low, high = ticket.expected_low_s, ticket.expected_high_s
    reckoned, spread = ticket.reckoned_s, ticket.reckoned_spread
    assert ticket.told_at is not None
    assert low is not None
    assert high is not None
    assert reckoned is not None
    assert spread is not None
    waited = _s(ticket.told_at, at)
    if reckoned == 0:
        return {"free": row.free + 1, "free_by_high": row.free_by_high + (waited <= high)}
    scores = list(row.scores or (0,) * SCORES)
    scores[score(waited, reckoned, spread)] += 1
    return {
        "told": row.told + 1,
        "before_low": row.before_low + (waited < low),
        "by_high": row.by_high + (waited <= high),
        "off_s": row.off_s + abs(waited - low),
        "scores": tuple(scores),
    }


def _left(picture: Picture, entry: ev.Entry, event: Any) -> None:
    """A number left its window: how long it stood there."""
    ticket = picture.tickets.get(event.ticket)
    if event.window is None or ticket is None or ticket.called_at is None:
        return
    if getattr(event, "reason", None) in _WITHDRAWN:
        return
    head = picture.head(ticket.category)
    if head is not None and head.since > ticket.called_at:
        # Nobody pressed when it was called: clerks finish such a service with the call of who came meanwhile.
        return
    took = _s(ticket.called_at, entry.at)
    if took > LONGEST_TURN_S:
        return
    row = _of(picture, ticket.category)
    row = replace(row, turns=row.turns + 1, turn_s=row.turn_s + took, turn_sq=row.turn_sq + took * took)
    picture.put("experience", row.key, row)


def _s(start: datetime, end: datetime) -> int:
    """Whole seconds between, none where the end came first."""
    return max(0, int((end - start).total_seconds()))


_LESSONS: Final[Mapping[type, Callable[[Picture, ev.Entry, Any], None]]] = MappingProxyType(
    {
        ev.TicketCalled: _called,
        ev.ServiceFinished: _left,
        ev.TicketMissed: _left,
        ev.TicketReturned: _left,
        ev.TicketHeld: _left,
        ev.TicketTransferred: _left,
        ev.TicketClosed: _left,
    }
)

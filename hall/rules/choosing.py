"""Choosing: whom a window calls next, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from shared.events import Candidate
from shared.picture import Picture
from shared.tickets import Ticket


class Choice(NamedTuple):
    """The chosen ticket, and the heads of all queues that were looked at, longest wait first."""

    ticket: Ticket | None
    candidates: tuple[Candidate, ...]


def longest_wait(picture: Picture, categories: Sequence[str], now: datetime) -> Choice:
    """The one who has waited longest across the categories a window serves; the earlier issued where two tie.

    Only heads are compared, so it costs the number of categories whatever the number waiting. Nobody is passed for
    ever: within the categories a window serves, the oldest ticket of all is always the next (invariant 8).
    """
    heads = [head for category in categories if (head := picture.head(category))]
    heads.sort(key=lambda ticket: (ticket.since, ticket.order))
    return Choice(heads[0] if heads else None, tuple(_candidate(head, now) for head in heads))


def _candidate(ticket: Ticket, now: datetime) -> Candidate:
    waited = max(0, int((now - ticket.since).total_seconds()))
    return Candidate(category=ticket.category, number=ticket.number, waited_s=waited)

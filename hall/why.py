"""Why a ticket was called, or was not yet: the rule, the candidates and their waits, out of the journal."""

from __future__ import annotations

from typing import Any

from hall.store.book import Book
from shared.errors import Refusal
from shared.events import Entry, TicketCalled
from shared.picture import Picture
from shared.tickets import Ticket, TicketState


def sought(picture: Picture, named: str) -> tuple[Ticket | None, int]:
    """The living ticket of an id or a number of today, None where none lives, and how many wait before it."""
    ticket = picture.tickets.get(named) or picture.numbered(named.upper())
    return ticket, picture.ahead_of(ticket) if ticket is not None else 0


def why(book: Book, named: str, living: Ticket | None, ahead: int) -> dict[str, Any]:
    """Each call of a ticket with all that was weighed; ``ahead`` is how many began to wait before it, while it waits.

    Raises Refusal ``number_unknown``.
    """
    found = living or book.ticket(named)
    if found is None:
        raise Refusal("number_unknown", number=named)
    calls = [_call(entry) for entry in book.calls_of(found)]
    told: dict[str, Any] = {"ticket": found.id, "number": found.number, "state": found.state.value, "calls": calls}
    return told | ({"ahead": ahead} if found.state is TicketState.WAITING else {})


def _call(entry: Entry) -> dict[str, Any]:
    event = entry.event
    assert isinstance(event, TicketCalled)
    return {
        "seq": entry.seq,
        "at": entry.at,
        "window": event.window,
        "clerk": event.clerk,
        "rule": event.rule,
        "candidates": event.candidates,
    }

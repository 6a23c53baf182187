"""Why a ticket was called, or was not yet: the rule, the candidates and their waits, out of the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hall.rules.waiting import obstacles
from hall.store.book import Book
from shared.errors import Refusal
from shared.events import Entry, TicketCalled
from shared.picture import Picture
from shared.tickets import Ticket, TicketState
from shared.why import Obstacle, Told, ToldCall


@dataclass(frozen=True, slots=True)
class Standing:
    """How the ticket stands in the picture; all empty where it lives no longer."""

    ticket: Ticket | None = None
    ahead: int | None = None
    obstacles: tuple[Obstacle, ...] = ()


def sought(picture: Picture, named: str, now: datetime) -> Standing:
    """The living ticket of an id or a number of today, how many wait before it and what keeps it waiting."""
    ticket = picture.tickets.get(named) or picture.numbered(named.upper())
    if ticket is None or ticket.state is not TicketState.WAITING:
        return Standing(ticket)
    return Standing(ticket, picture.ahead_of(ticket), obstacles(picture, ticket, now))


def why(book: Book, named: str, standing: Standing) -> Told:
    """Each call of a ticket with all that was weighed, and how it stands while it waits.

    Raises Refusal ``number_unknown``.
    """
    found = standing.ticket or book.ticket(named)
    if found is None:
        raise Refusal("number_unknown", number=named)
    return Told(
        ticket=found.id,
        number=found.number,
        state=found.state.value,
        calls=tuple(_call(entry) for entry in book.calls_of(found)),
        ahead=standing.ahead,
        obstacles=standing.obstacles,
    )


def _call(entry: Entry) -> ToldCall:
    event = entry.event
    assert isinstance(event, TicketCalled)
    return ToldCall(
        seq=entry.seq,
        at=entry.at,
        window=event.window,
        clerk=event.clerk,
        rule=event.rule,
        candidates=event.candidates,
    )

"""Where a ticket stands, in a few words with the shape beside them: waiting, called, held, finished, given up."""

from __future__ import annotations

from counter.choices import Asked
from shared import i18n
from shared.picture import Picture
from shared.tickets import LIVING, Service, Ticket, TicketState

_MARKS = {
    TicketState.WAITING: "doubt",
    TicketState.CALLED: "go",
    TicketState.SERVING: "go",
    TicketState.HELD: "pause",
    TicketState.MISSED: "pause",
    TicketState.CARRIED: "pause",
}


def mark_of(ticket: Ticket) -> str:
    """The shape of its state."""
    return _MARKS.get(ticket.state, "stop")


def stands(asked: Asked, ticket: Ticket, *, short: bool = False) -> str:
    """Where the ticket stands; ``short`` for a row of a list."""
    text = _state(asked, ticket)
    if ticket.state is TicketState.WAITING and not short:
        return f"{text} · {asked.say('enquiry.ahead', n=asked.picture.ahead_of(ticket))}"
    return text


def _state(asked: Asked, ticket: Ticket) -> str:
    due = f"{asked.local_time(ticket.due_at):%H:%M}" if ticket.due_at else ""
    match ticket.state:
        case TicketState.CALLED | TicketState.SERVING:
            return asked.say(f"enquiry.stands_{ticket.state.value}", window=ticket.window)
        case TicketState.HELD:
            return asked.say("enquiry.stands_held", window=ticket.to_window, time=due)
        case TicketState.MISSED:
            return asked.say("enquiry.stands_missed", time=due)
        case TicketState.CARRIED:
            day = f"{asked.local_time(ticket.due_at):%m-%d}" if ticket.due_at else ""
            return asked.say(f"enquiry.stands_carried_{ticket.carry or 'carry'}", day=day, time=due)
        case TicketState.FINISHED:
            return _finished(asked, ticket)
        case TicketState.CLOSED:
            known = i18n.has(f"enquiry.stands_closed_{ticket.closed_reason}", asked.language)
            return asked.say(f"enquiry.stands_closed_{ticket.closed_reason if known else 'unknown'}")
        case _:
            return asked.say("enquiry.stands_waiting")


def _finished(asked: Asked, ticket: Ticket) -> str:
    service = last_service(asked.picture, ticket)
    if service is None or service.finished_at is None:
        return asked.say("enquiry.stands_finished")
    at = f"{asked.local_time(service.finished_at):%H:%M}"
    return asked.say("enquiry.stands_finished_at", window=service.window, time=at)


def last_service(picture: Picture, ticket: Ticket) -> Service | None:
    """Its latest service of this service day: the picture forgets those of earlier days."""
    own = [service for service in picture.services.values() if service.ticket == ticket.id]
    return max(own, key=lambda service: service.started_at, default=None)


def has_ended(ticket: Ticket) -> bool:
    """Whether nothing can be done with it any more."""
    return ticket.state not in LIVING

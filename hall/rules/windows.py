"""What the rules of windows have in common: who may act at one, what must be so first, and events they share."""

from __future__ import annotations

from datetime import date
from typing import Literal

from shared import events as ev
from shared.commands import WindowCommand
from shared.errors import Refusal
from shared.events import Event
from shared.picture import Picture
from shared.tickets import Actor, Role, Ticket, TicketState, Window, WindowState


def window_of(picture: Picture, command: WindowCommand, actor: Actor) -> Window:
    """The command's window, where the sender may act for it."""
    window = picture.windows.get(command.window)
    if window is None:
        raise Refusal("unknown_window", window=command.window)
    own_window(picture, command.window, actor)
    return window


def own_window(picture: Picture, window: int, actor: Actor) -> None:
    """A counter that the settings tie to a window acts for that window only."""
    station = picture.rules.station(actor.station)
    if station is not None and station.window is not None and station.window != window:
        raise Refusal("not_your_window", station=station.name, own=station.window, window=window)


def living(picture: Picture, ticket: str) -> Ticket:
    """The ticket of that id, where it has not ended."""
    found = picture.tickets.get(ticket)
    if found is None:
        raise Refusal("ticket_not_living", ticket=ticket)
    return found


def earlier_day(picture: Picture, ticket: Ticket) -> date | None:
    """Its day of issue where that is not today's: what is shown beside its number."""
    today = picture.today
    return ticket.day if today is None or ticket.day != today.day else None


def own_ticket(ticket: str, number: str, actor: Actor) -> None:
    """A visitor's phone acts for the one ticket whose page it opened."""
    if actor.role is Role.VISITOR and actor.station != ticket:
        raise Refusal("not_your_number", number=number)


def signed_in_at(picture: Picture, command: WindowCommand, actor: Actor) -> Window:
    """The command's window, where a clerk is signed in."""
    window = window_of(picture, command, actor)
    clerk_at(window)
    return window


def clerk_at(window: Window) -> str:
    """Staff number of who is signed in."""
    if window.clerk is None:
        raise Refusal("nobody_signed_in", window=window.number)
    return window.clerk


def ticket_called_to(picture: Picture, window: Window) -> Ticket:
    """The ticket of the window's open call."""
    if window.ticket is None:
        raise Refusal("no_open_call", window=window.number)
    ticket = picture.tickets[window.ticket]
    if ticket.state is not TicketState.CALLED:
        raise Refusal("service_open", window=window.number, number=ticket.number)
    return ticket


def make_room(picture: Picture, window: Window, *, finish_open: bool) -> list[Event]:
    """A window calls only when open and empty: an open service is finished on request, a person is never skipped."""
    if window.state is not WindowState.OPEN:
        raise Refusal("window_not_open", window=window.number)
    if window.ticket is None:
        return []
    if window.service is None:
        raise Refusal("call_open", window=window.number, number=window.label)
    if not finish_open:
        raise Refusal("service_open", window=window.number, number=window.label)
    return [finished(picture, window)]


def not_muted(picture: Picture) -> None:
    """While the hall is muted nobody is called and no clock runs."""
    if picture.today is not None and picture.today.muted_at is not None:
        raise Refusal("hall_muted")


def finished(picture: Picture, window: Window) -> ev.ServiceFinished:
    """The event that ends the window's open service."""
    service = picture.services[window.service or ""]
    return ev.ServiceFinished(
        service=service.id,
        ticket=service.ticket,
        number=service.number,
        category=service.category,
        window=window.number,
        clerk=service.clerk,
    )


def interrupted(picture: Picture, window: Window, reason: Literal["held", "transferred"]) -> list[Event]:
    """The event that ends the window's open service but not the matter; none where no service is open."""
    service = picture.services.get(window.service or "")
    if service is None:
        return []
    return [
        ev.ServiceInterrupted(
            service=service.id,
            ticket=service.ticket,
            number=service.number,
            category=service.category,
            window=window.number,
            clerk=service.clerk,
            reason=reason,
        )
    ]


Leaving = Literal["window_closed", "signed_out", "day_opened"]


def returned(ticket: Ticket, window: Window, reason: Leaving) -> ev.TicketReturned:
    """The event that puts a called ticket back to its place."""
    return ev.TicketReturned(
        ticket=ticket.id, number=ticket.number, category=ticket.category, window=window.number, reason=reason
    )


def passed_on(picture: Picture, window: Window, reason: Leaving) -> list[Event]:
    """What the window holds, and what was handed to it or to its clerk, goes to the category with its place.

    Nobody waits for a window that no longer calls, or for a clerk who went home (FIELD: call policies).
    """
    events: list[Event] = []
    for ticket in picture.aside():
        if ticket.state is TicketState.HELD and ticket.to_window == window.number:
            events.append(
                ev.TicketReturned(
                    ticket=ticket.id,
                    number=ticket.number,
                    category=ticket.category,
                    window=None,
                    reason=reason,
                    was="held",
                )
            )
    for category in sorted(picture.queues):
        for lane in sorted(picture.queues[category], key=str):
            mine = lane.to_window == window.number or (lane.to_clerk is not None and lane.to_clerk == window.clerk)
            if mine:
                tickets = [picture.tickets[ticket] for ticket in picture.queues[category][lane].values()]
                events += [freed(ticket, reason) for ticket in tickets]
    return events


def freed(ticket: Ticket, reason: Leaving) -> ev.TicketTransferred:
    """The event that lets any window call a ticket that waited for one window or one clerk."""
    return ev.TicketTransferred(
        ticket=ticket.id,
        number=ticket.number,
        category=ticket.category,
        to_category=ticket.category,
        to_window=None,
        to_clerk=None,
        window=None,
        was="waiting",
        reason=reason,
    )

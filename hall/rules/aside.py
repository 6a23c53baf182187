"""Aside from the line: hold (挂起) and resume, and the timers that end a ticket's time aside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from hall.rules.at_window import begun, called
from hall.rules.choosing import choose
from hall.rules.evening import back
from hall.rules.windows import clerk_at, interrupted, make_room, not_muted, signed_in_at
from shared import commands as cmd
from shared import events as ev
from shared.errors import Refusal
from shared.events import Event
from shared.picture import Picture
from shared.tickets import ASIDE, Actor, Ticket, TicketState


def hold(picture: Picture, command: cmd.Hold, actor: Actor, now: datetime) -> list[Event]:
    """The visitor goes to fetch something: the ticket leaves the window, keeps its place, and comes back in time.

    An open service is interrupted, not finished: nobody is asked to rate it.
    """
    window = signed_in_at(picture, command, actor)
    if window.ticket is None:
        raise Refusal("no_open_call", window=window.number)
    ticket, policy = picture.tickets[window.ticket], picture.rules.policies.hold
    held = sum(t.state is TicketState.HELD and t.to_window == window.number for t in picture.aside())
    if held >= policy.most:
        raise Refusal("hold_full", window=window.number, most=policy.most)
    category = picture.rules.category(ticket.category)
    minutes = command.minutes or (category.hold_min if category else None) or policy.minutes
    return [
        *interrupted(picture, window, "held"),
        ev.TicketHeld(
            ticket=ticket.id,
            number=ticket.number,
            category=ticket.category,
            window=window.number,
            clerk=clerk_at(window),
            reason=command.reason,
            due_at=now + timedelta(minutes=min(minutes, policy.longest_min)),
        ),
    ]


def resume(picture: Picture, command: cmd.Resume, actor: Actor, now: datetime) -> list[Event]:
    """The same window calls what it holds; with ``here`` the visitor stands there, and service begins at once."""
    window = signed_in_at(picture, command, actor)
    not_muted(picture)
    finishing = make_room(picture, window, finish_open=command.finish_open)
    ticket = picture.numbered(command.number.upper(), command.day)
    if ticket is None:
        raise Refusal("number_unknown", number=command.number)
    if ticket.state is not TicketState.HELD or ticket.to_window != window.number:
        raise Refusal("not_held_here", number=ticket.number, window=window.number)
    at = picture.window_of_visit(ticket.known.visit)
    if at is not None and at != window.number:
        raise Refusal("visit_at_window", number=ticket.number, window=at)
    call = called(picture, window, ticket, "resumed", choose(picture, window, now), now, announce=not command.here)
    if not command.here:
        return [*finishing, call]
    return [*finishing, call, begun(picture, command.id, ticket, window)]


def fall_due(picture: Picture, command: cmd.FallDue, actor: Actor, now: datetime) -> list[Event]:
    """A ticket aside goes back to its place. A timer whose ticket moved on meanwhile does nothing."""
    ticket = picture.tickets.get(command.ticket)
    if ticket is None:
        raise Refusal("ticket_not_living", ticket=command.ticket)
    muted = picture.today is not None and picture.today.muted_at is not None
    if muted or ticket.due_at != command.due or command.due > now:
        return []
    if ticket.state is TicketState.CARRIED:
        return [_carried_is_due(ticket)]
    held = ticket.state is TicketState.HELD
    return [
        ev.TicketReturned(
            ticket=ticket.id,
            number=ticket.number,
            category=ticket.category,
            window=None,
            reason="hold_over" if held else "no_show_back",
            was="held" if held else "missed",
        )
    ]


def _carried_is_due(ticket: Ticket) -> Event:
    """The day that was chosen has come; or the 24 hours that were chosen are over and nobody came."""
    if ticket.carry == "carry":
        return back(ticket, "carried_over")
    return ev.TicketClosed(
        ticket=ticket.id, number=ticket.number, category=ticket.category, window=None, reason="expired", was="carried"
    )


def due(picture: Picture, now: datetime) -> Iterator[Ticket]:
    """Tickets whose time aside is over: for each the hall sends a :class:`~shared.commands.FallDue`."""
    if picture.today is not None and picture.today.muted_at is not None:
        return iter(())
    return (t for t in picture.aside() if t.state in ASIDE and t.due_at is not None and t.due_at <= now)

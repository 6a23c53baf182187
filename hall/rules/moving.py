"""Moving a ticket, ending it, and what is learnt about its holder: transfer, cancel, priority check, tags."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal

from hall.rules.facts import Facts
from hall.rules.windows import interrupted, living, own_ticket, own_window
from shared import commands as cmd
from shared import events as ev
from shared.errors import Refusal
from shared.events import Event
from shared.picture import Picture
from shared.serving import place_of
from shared.tickets import Actor, Role, Ticket, TicketState

_Was = Literal["waiting", "called", "held", "missed", "carried"]
_WAS: dict[TicketState, _Was] = {
    TicketState.WAITING: "waiting",
    TicketState.CALLED: "called",
    TicketState.SERVING: "called",
    TicketState.HELD: "held",
    TicketState.MISSED: "missed",
    TicketState.CARRIED: "carried",
}


def transfer(picture: Picture, command: cmd.Transfer, actor: Actor, now: datetime, facts: Facts) -> list[Event]:
    """To a category, one window or one clerk, with its place: its wait goes on from when it began.

    The window must be built for the category and have a clerk, the clerk must be signed in and able: a ticket is
    never handed to somebody who cannot call it. When they go, it is everybody's again.
    """
    ticket = living(picture, command.ticket)
    _at_own_window(picture, ticket, actor)
    category = command.category or ticket.category
    if picture.rules.category(category) is None:
        known = ", ".join(one.code for one in picture.rules.categories)
        raise Refusal("unknown_category", category=category, known=known)
    _window_able(picture, command.window, ticket, category, now)
    _clerk_able(picture, command.clerk, category, now)
    same = (category, command.window, command.clerk) == (ticket.category, ticket.to_window, ticket.to_clerk)
    if same and ticket.state is TicketState.WAITING:
        return []
    leaving = ticket.window
    to = replace(ticket, category=category, to_window=command.window, to_clerk=command.clerk)
    outlook = facts.forecast.waiting(picture, replace(to, state=TicketState.WAITING, window=None), now)
    return [
        *(interrupted(picture, picture.windows[leaving], "transferred") if leaving is not None else ()),
        ev.TicketTransferred(
            ticket=ticket.id,
            number=ticket.number,
            category=ticket.category,
            to_category=category,
            to_window=command.window,
            to_clerk=command.clerk,
            window=leaving,
            was=_WAS[ticket.state],
            expected_s=outlook.expected_s,
            reckoned=outlook.reckoned,
            note=command.note,
        ),
    ]


def cancel_ticket(picture: Picture, command: cmd.CancelTicket, actor: Actor, now: datetime) -> list[Event]:
    """End a ticket without service. Whoever is being served is finished at the window, not cancelled."""
    ticket = living(picture, command.ticket)
    own_ticket(ticket.id, ticket.number, actor)
    _at_own_window(picture, ticket, actor)
    if ticket.state is TicketState.SERVING:
        raise Refusal("service_open", window=ticket.window, number=ticket.number)
    return [
        ev.TicketClosed(
            ticket=ticket.id,
            number=ticket.number,
            category=ticket.category,
            window=ticket.window,
            reason=command.reason,
            was=_WAS[ticket.state],
        )
    ]


def check_priority(picture: Picture, command: cmd.CheckPriority, actor: Actor, now: datetime) -> list[Event]:
    """A person looked. A confirmed claim stands, a rejected one waits in the ordinary lane from when it began."""
    ticket = living(picture, command.ticket)
    known = ticket.known
    claimed = command.priority or known.priority
    if claimed is None:
        raise Refusal("no_priority_claim", number=ticket.number)
    if command.confirmed and picture.rules.policies.priority.named(claimed) is None:
        raise unknown_priority(picture, claimed)
    if (known.priority if command.confirmed else None, known.checked) == (
        claimed if command.confirmed else known.priority,
        command.confirmed,
    ):
        return []
    return [
        ev.PriorityChecked(
            ticket=ticket.id,
            number=ticket.number,
            priority=claimed,
            confirmed=command.confirmed,
            reason=command.reason,
        )
    ]


def tag_ticket(picture: Picture, command: cmd.TagTicket, actor: Actor, now: datetime) -> list[Event]:
    """Which tags the visitor has from now on."""
    ticket = living(picture, command.ticket)
    tags = tuple(sorted(set(command.tags)))
    if tags == ticket.known.tags:
        return []
    return [ev.TicketTagged(ticket=ticket.id, number=ticket.number, tags=tags)]


def unknown_priority(picture: Picture, code: str) -> Refusal:
    """The refusal of a priority class that the hall does not have."""
    known = ", ".join(one.code for one in picture.rules.policies.priority.classes)
    return Refusal("unknown_priority", priority=code, known=known or "—")


def _at_own_window(picture: Picture, ticket: Ticket, actor: Actor) -> None:
    """Who stands at a window is that window's: the enquiry desk and other counters leave them alone."""
    if ticket.window is None:
        return
    if actor.role is not Role.COUNTER:
        raise Refusal("number_at_window", number=ticket.number, window=ticket.window)
    own_window(picture, ticket.window, actor)


def _window_able(picture: Picture, number: int | None, ticket: Ticket, category: str, now: datetime) -> None:
    if number is None:
        return
    window = picture.windows.get(number)
    place = place_of(picture, window, now) if window is not None else None
    if place is None or window is None:
        raise Refusal("unknown_window", window=number)
    if category not in place.categories:
        raise Refusal("not_served_here", number=ticket.number, category=category, window=number)
    if window.clerk is None:
        raise Refusal("nobody_signed_in", window=number)
    _clerk_able(picture, window.clerk, category, now)


def _clerk_able(picture: Picture, number: str | None, category: str, now: datetime) -> None:
    if number is None:
        return
    clerk = picture.rules.clerk(number)
    if clerk is None:
        raise Refusal("unknown_clerk", clerk=number)
    at = next((w for w in picture.windows.values() if w.clerk == number), None)
    place = place_of(picture, at, now) if at is not None else None
    if place is None or category not in place.categories or not picture.rules.able(clerk, category):
        raise Refusal("clerk_cannot_serve", clerk=number, category=category)

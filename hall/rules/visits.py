"""Visits (到访): several tickets of one visitor, who is never called to two windows at once."""

from __future__ import annotations

from datetime import datetime

from hall.rules.windows import living
from shared import commands as cmd
from shared import events as ev
from shared.errors import Refusal
from shared.events import Event
from shared.picture import Picture
from shared.tickets import Actor, Ticket


def visit_of(picture: Picture, said: str | None) -> str | None:
    """The visit that is meant: a ticket's own id stands for the visit that ticket belongs to, or begins one with it."""
    first = picture.tickets.get(said or "")
    return (first.known.visit or first.id) if first is not None else said


def visitors_tickets(picture: Picture, visit: str) -> list[Ticket]:
    """Living tickets of the visit; the one whose id it bears belongs to it though nothing was said when it was taken."""
    first = picture.tickets.get(visit)
    alone = [first] if first is not None and first.known.visit is None else []
    return [*alone, *picture.visit(visit)]


def join_visit(picture: Picture, command: cmd.JoinVisit, actor: Actor, now: datetime) -> list[Event]:
    """Two visits become one, with all their tickets. Not while both are at windows: one person cannot be, so the two
    are not one person's."""
    ticket, other = living(picture, command.ticket), living(picture, command.other)
    visit = ticket.known.visit or ticket.id
    joining = visitors_tickets(picture, other.known.visit or other.id)
    if other.known.visit == visit or other.id == ticket.id:
        return []
    together = {one.id: one for one in [*visitors_tickets(picture, visit), *joining]}
    at = sorted(one.window for one in together.values() if one.window is not None)
    if len(at) > 1:
        raise Refusal("visit_at_two_windows", first=at[0], second=at[1])
    most = picture.rules.policies.visit.most
    if len(together) > most:
        raise Refusal("visit_full", most=most)
    moved = tuple(one.id for one in sorted(together.values(), key=lambda one: one.order) if one.known.visit != visit)
    return [ev.VisitJoined(visit=visit, tickets=moved)]

"""Why a ticket is not called now: what stands between it and a window, beside those who came before it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from hall.rules.interpreting import is_waiting_for_one, prefers_another, wanted
from hall.rules.places import is_theirs
from shared.picture import Picture
from shared.serving import able_windows
from shared.tickets import Ticket, TicketState
from shared.why import Obstacle


def obstacles(picture: Picture, ticket: Ticket, now: datetime) -> tuple[Obstacle, ...]:
    """All that keeps a waiting ticket from being called now; empty where only others are before it."""
    return tuple(_obstacles(picture, ticket, now)) if ticket.state is TicketState.WAITING else ()


def _obstacles(picture: Picture, ticket: Ticket, now: datetime) -> Iterator[Obstacle]:
    policies = picture.rules.policies
    if picture.today is not None and picture.today.muted_at is not None:
        yield Obstacle("muted")
    if ticket.since - timedelta(minutes=policies.appointments.early_min) > now:
        yield Obstacle("not_yet", at=ticket.since)
    at = picture.window_of_visit(ticket.visit)
    if at is not None:
        yield Obstacle("visit", window=at)
    if is_theirs(picture, ticket.category, ticket.to_window, ticket.to_clerk, now):
        yield Obstacle("assigned", window=ticket.to_window, clerk=ticket.to_clerk)
    elif prefers_another(picture, ticket, now):
        until = ticket.since + timedelta(minutes=policies.language.prefer_min)
        yield Obstacle("language", at=until, language=ticket.language)
    if is_waiting_for_one(picture, ticket, now):
        begun = ticket.known.interpreter_since or ticket.since
        until = begun + timedelta(minutes=policies.interpreters.most_min)
        yield Obstacle("interpreter", at=until, language=wanted(picture, ticket))
    if not any(able_windows(picture, ticket.category, now)):
        yield Obstacle("no_window", category=ticket.category)

"""What a clerk sees of the hall, read from the picture: the own window, who waits for it, what it served today.

Pure functions from picture and time to plain values; nothing is kept here and nothing is decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.picture import Picture
from shared.serving import place_of, served_at
from shared.tickets import PauseReason, Service, Ticket, TicketState, WindowState

HEADS: int = 3
"""How many numbers of each category are shown in the order they will be called."""


class Phase(StrEnum):
    """What happens at the window."""

    EMPTY = "empty"
    CALLED = "called"
    SERVING = "serving"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One window as it stands now."""

    window: int
    state: WindowState = WindowState.CLOSED
    clerk: str | None = None
    phase: Phase = Phase.EMPTY
    number: str = ""
    category: str = ""
    since: datetime | None = None
    """When it was called, or when the service began."""
    recalls: int = 0
    service: str | None = None
    """The open service."""
    last_service: str | None = None
    """The latest finished service of this clerk."""
    ticket: Ticket | None = None
    """Whoever is at the window, with all that is known."""
    held: int = 0
    """How many tickets this window holds."""
    pause_reason: PauseReason | None = None
    back_at: datetime | None = None
    """When its clerk means to be back."""
    categories: tuple[str, ...] = ()
    """What the window is there for now, also where it was given other categories than the settings'."""
    serves: tuple[str, ...] = ()
    """Which of them its clerk may serve; all while nobody is signed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Who waits in one category that the window serves."""

    category: str
    waiting: int
    longest_s: int
    """How long the first has waited, in seconds; 0 when nobody waits."""
    heads: tuple[str, ...]
    """The next numbers, first to be called first."""


def desk_of(picture: Picture, number: int, now: datetime) -> Desk | None:
    """The window as the picture shows it, None where the hall has no such window."""
    window = picture.windows.get(number)
    if window is None:
        return None
    place = place_of(picture, window, now)
    ticket = picture.tickets.get(window.ticket or "")
    service = picture.services.get(window.service or "")
    phase = Phase.EMPTY if window.ticket is None else Phase.CALLED if window.service is None else Phase.SERVING
    return Desk(
        window=number,
        state=window.state,
        clerk=window.clerk,
        phase=phase,
        number=window.label or "",
        category=ticket.category if ticket else "",
        since=service.started_at if service else ticket.called_at if ticket else None,
        recalls=ticket.recalls if ticket and phase is Phase.CALLED else 0,
        service=window.service,
        last_service=window.last_service,
        ticket=ticket,
        held=len(held_at(picture, number)),
        pause_reason=window.pause_reason,
        back_at=window.back_at,
        categories=place.categories if place else (),
        serves=served_at(picture, window, now),
    )


def held_at(picture: Picture, window: int) -> list[Ticket]:
    """The tickets that the window holds, whose time is over first of all."""
    held = [
        t for t in picture.aside() if t.state is TicketState.HELD and t.to_window == window and t.due_at is not None
    ]
    return sorted(held, key=lambda ticket: (ticket.due_at or ticket.since, ticket.order))


def queues_of(picture: Picture, desk: Desk, now: datetime) -> list[Queue]:
    """Who waits for the window, one row for each category it serves, also where nobody waits."""
    return [queue_of(picture, category, now) for category in desk.serves]


def queue_of(picture: Picture, category: str, now: datetime) -> Queue:
    """Who waits in one category."""
    head = picture.head(category)
    return Queue(
        category=category,
        waiting=picture.waiting_in(category),
        longest_s=max(0, int((now - head.since).total_seconds())) if head else 0,
        heads=tuple(ticket.number for ticket in picture.line(category, HEADS)),
    )


def finished_here(picture: Picture, window: int) -> list[Service]:
    """The services that the window finished this service day, latest first."""
    done = [s for s in picture.services.values() if s.window == window and s.finished_at is not None]
    return sorted(done, key=lambda service: service.finished_at or service.started_at, reverse=True)

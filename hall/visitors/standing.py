"""How one ticket stands, as its holder may know it: pure, from the hall's picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from shared.picture import Picture
from shared.tickets import ASIDE, AT_WINDOW, LIVING, WORST_GRADES, Service, Ticket, TicketState
from shared.workdays import next_working_day

Expected = Callable[[Picture, Ticket], tuple[int, int] | None]
"""How long a waiting ticket still waits, in seconds (p50, p90); None where nobody can say."""

ENDED: Final = frozenset(TicketState) - LIVING


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One ticket now. ``ahead`` and ``expected_s`` are for a waiting one, ``service`` for a finished one."""

    ticket: Ticket
    ahead: int = 0
    expected_s: tuple[int, int] | None = None
    service: Service | None = None
    offers: tuple[str, ...] = ()
    """What its holder may choose, once calling is over for the day."""
    next_day: date | None = None
    """The next working day."""

    @property
    def may_leave(self) -> bool:
        """Whether its holder may give the place up: who stands at a window tells the clerk."""
        return self.ticket.state is TicketState.WAITING or self.ticket.state in ASIDE

    @property
    def may_rate(self) -> bool:
        """Whether its service may still be rated."""
        return self.service is not None and self.service.finished_at is not None and not self.service.rated

    @property
    def may_give_reasons(self) -> bool:
        """Whether reasons of a bad grade are still asked."""
        service = self.service
        return service is not None and service.grade in WORST_GRADES and service.reasons is None


def living(picture: Picture, ticket_id: str, expected: Expected) -> Standing | None:
    """How a living ticket stands; None where it has ended, which the book knows."""
    ticket = picture.tickets.get(ticket_id)
    if ticket is None:
        return None
    offers, next_day = _evening(picture, ticket)
    if ticket.state is not TicketState.WAITING:
        return Standing(ticket=ticket, offers=offers, next_day=next_day)
    return Standing(
        ticket=ticket,
        ahead=picture.ahead_of(ticket),
        expected_s=expected(picture, ticket),
        offers=offers,
        next_day=next_day,
    )


def _evening(picture: Picture, ticket: Ticket) -> tuple[tuple[str, ...], date | None]:
    """What is offered once calling is over, and the day it is about. Giving up is offered at any time."""
    today, policies = picture.today, picture.rules.policies
    if today is None or today.ended_at is None or ticket.state in AT_WINDOW or ticket.state is TicketState.CARRIED:
        return (), None
    offers = tuple(offer for offer in policies.end_of_day.offers if offer != "give_up")
    return offers, next_working_day(policies.hours, today.day)


def past(picture: Picture, ticket: Ticket, service: Service | None) -> Standing:
    """How an ended ticket stands. A service is rated within its day, while the picture holds it."""
    today = picture.services.get(service.id) if service is not None else None
    rateable = today if today is not None and today.interrupted is None else None
    return Standing(ticket=ticket, service=rateable)

"""How one ticket stands, as its holder may know it: pure, from the hall's picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from hall.rules.facts import Outlook
from shared.heard import MOST_COMPLAINTS, Complaint
from shared.picture import Picture
from shared.tickets import ASIDE, AT_WINDOW, LIVING, WORST_GRADES, Service, Ticket, TicketState
from shared.workdays import next_working_day

Expected = Callable[[Picture, Ticket], Outlook]
"""How long a waiting ticket still waits, or why nobody can say."""

ENDED: Final = frozenset(TicketState) - LIVING


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One ticket now, and the rights of its page: place, rating and case end each in its own time.

    ``ahead`` and ``outlook`` are for a waiting one, ``service`` for a finished one.
    """

    ticket: Ticket
    ahead: int = 0
    outlook: Outlook | None = None
    service: Service | None = None
    offers: tuple[str, ...] = ()
    """What its holder may choose, once calling is over for the day."""
    next_day: date | None = None
    """The next working day."""
    rating_open: bool = False
    """Whether the days in which its service is rated are not over."""
    complaints_open: bool = False
    """Whether the days in which a complaint is taken are not over."""
    complaints: tuple[Complaint, ...] = ()
    """Its complaints that are not closed, first to last."""

    @property
    def may_leave(self) -> bool:
        """Whether its holder may give the place up: who stands at a window tells the clerk."""
        return self.ticket.state is TicketState.WAITING or self.ticket.state in ASIDE

    @property
    def may_rate(self) -> bool:
        """Whether its service may still be rated."""
        return self.rating_open and self.service is not None and not self.service.rated

    @property
    def may_give_reasons(self) -> bool:
        """Whether reasons of a bad grade are still asked."""
        service = self.service
        return self.rating_open and service is not None and service.grade in WORST_GRADES and service.reasons is None

    @property
    def may_complain(self) -> bool:
        """Whether another complaint is taken."""
        return self.complaints_open and len(self.complaints) < MOST_COMPLAINTS


def living(picture: Picture, ticket_id: str, expected: Expected) -> Standing | None:
    """How a living ticket stands; None where it has ended, which the book knows."""
    ticket = picture.tickets.get(ticket_id)
    if ticket is None:
        return None
    offers, next_day = _evening(picture, ticket)
    complaints = _complaints(picture, ticket)
    if ticket.state is not TicketState.WAITING:
        return Standing(ticket=ticket, offers=offers, next_day=next_day, complaints=complaints, complaints_open=True)
    return Standing(
        ticket=ticket,
        ahead=picture.ahead_of(ticket),
        outlook=expected(picture, ticket),
        offers=offers,
        next_day=next_day,
        complaints=complaints,
        complaints_open=True,
    )


def _evening(picture: Picture, ticket: Ticket) -> tuple[tuple[str, ...], date | None]:
    """What is offered once calling is over, and the day it is about. Giving up is offered at any time."""
    today, policies = picture.today, picture.rules.policies
    if today is None or today.ended_at is None or ticket.state in AT_WINDOW or ticket.state is TicketState.CARRIED:
        return (), None
    offers = tuple(offer for offer in policies.end_of_day.offers if offer != "give_up")
    return offers, next_working_day(policies.hours, today.day)


def past(picture: Picture, ticket: Ticket, service: Service | None) -> Standing:
    """How an ended ticket stands; what may still be said of it the hall's picture holds."""
    phone, today = picture.rules.policies.phone, picture.today
    kept = picture.services.get(service.id) if service is not None else None
    rateable = kept if kept is not None and kept.finished_at is not None and kept.interrupted is None else None
    return Standing(
        ticket=ticket,
        service=rateable,
        rating_open=rateable is not None
        and today is not None
        and today.day <= rateable.day + timedelta(days=phone.rating_days),
        complaints_open=today is not None and today.day <= ticket.day + timedelta(days=phone.complaint_days),
        complaints=_complaints(picture, ticket),
    )


def _complaints(picture: Picture, ticket: Ticket) -> tuple[Complaint, ...]:
    found = [complaint for complaint in picture.complaints.values() if complaint.ticket == ticket.id]
    return tuple(sorted(found, key=lambda complaint: complaint.number))

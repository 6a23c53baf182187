"""Taking a ticket (取号) and what became of its paper.

There is no daily cap: a hall may not limit the number of cases per day unless the item offers appointments
(Zhejiang, regulation on 最多跑一次, 2018, art. 12), so no rule here ever says "sold out".
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime
from operator import attrgetter
from typing import Final

from hall.rules.facts import Facts, Outlook
from hall.rules.interpreting import may_be_asked
from hall.rules.moving import unknown_priority
from hall.rules.recorded import RecordedRefusal
from hall.rules.stamping import usable_stamp
from hall.rules.visits import visit_of, visitors_tickets
from shared import commands as cmd
from shared.errors import Refusal
from shared.events import Event, RefusalRecorded, SlipFailed, SlipPrinted, SlipReprinted, TicketTaken
from shared.hours import issues_at, spans
from shared.picture import Picture
from shared.tickets import PLAIN, About, Actor, Language, Role, SlipState, TicketState, label
from shared.workdays import working_day


def take_ticket(picture: Picture, command: cmd.TakeTicket, actor: Actor, now: datetime, facts: Facts) -> list[Event]:
    """One ticket of a category, numbered from the category's counter of the service day."""
    day = picture.today
    if day is None:
        raise Refusal("day_not_open")
    if picture.rules.category(command.category) is None:
        known = ", ".join(category.code for category in picture.rules.categories)
        raise Refusal("unknown_category", category=command.category, known=known)
    about = _about(picture, command, actor)
    if actor.role is Role.KIOSK:
        issuing(picture, command.category, command.type, now)
    if command.stamp is None:
        return [issued(picture, command, about, day.day, facts.forecast.coming(picture, command.category, now, about))]
    stamp = usable_stamp(picture, command.stamp, day.day)
    outlook = facts.forecast.coming(picture, command.category, now, about, stamp.at)
    taken = issued(picture, command, about, day.day, outlook, since=stamp.at)
    ahead = picture.waiting_before(command.category, stamp.at, picture.seq + 1)
    return [replace(taken, stamp=stamp.code, ahead=ahead)]


def issued(
    picture: Picture,
    command: cmd.TakeTicket | cmd.CheckIn,
    about: About | None,
    day: date,
    outlook: Outlook,
    *,
    category: str = "",
    language: Language = "zh-CN",
    since: datetime | None = None,
) -> TicketTaken:
    """The ticket, with the next number of its category's series."""
    if isinstance(command, cmd.TakeTicket):
        category, language = command.category, command.language
    series = picture.series.get(category)
    ordinal = (series.last if series else 0) + 1
    return TicketTaken(
        ticket=command.id,
        number=label(category, ordinal),
        category=category,
        language=language,
        day=day,
        ordinal=ordinal,
        ahead=picture.waiting_in(category),
        expected_s=outlook.expected_s,
        reckoned=outlook.reckoned,
        about=about,
        since=since,
        token_hash=command.token_hash,
    )


def issuing(picture: Picture, category: str, command: str, now: datetime) -> None:
    """A kiosk issues in issuing hours of a working day only; who is turned away is recorded with the reason."""
    hours = picture.rules.policies.hours
    local = now.astimezone(picture.rules.hall.zone)
    if not working_day(hours, local.date()).worked:
        raise RecordedRefusal("rest_day", RefusalRecorded(command=command, code="rest_day", category=category))
    if not issues_at(hours, local.time()):
        raise RecordedRefusal(
            "not_issuing",
            RefusalRecorded(command=command, code="not_issuing", category=category),
            hours=spans(hours),
        )


_said: Final = attrgetter(*({field.name for field in fields(About)} & {field.name for field in fields(cmd.TakeTicket)}))
"""What a ticket's command says of its holder, under the same names as what is kept."""
_NOTHING: Final = _said(PLAIN)


def _about(picture: Picture, command: cmd.TakeTicket, actor: Actor) -> About | None:
    """What was said of the holder; None, as for most tickets, where nothing was."""
    if _said(command) == _NOTHING:
        return None
    about = About(
        visit=visit_of(picture, command.visit),
        item=_known_item(picture, command.item),
        purpose=command.purpose,
        party=command.party,
        persons=command.persons,
        mandates=command.mandates,
        priority=command.priority,
        tags=tuple(sorted(set(command.tags))),
        interpreter=command.interpreter,
    )
    if about == PLAIN:
        return None
    may_be_asked(picture, about.interpreter)
    if about.priority is not None and picture.rules.policies.priority.named(about.priority) is None:
        raise unknown_priority(picture, about.priority)
    most = picture.rules.policies.visit.most
    if about.visit is not None and len(visitors_tickets(picture, about.visit)) >= most:
        if actor.role is Role.KIOSK:
            turned_away = RefusalRecorded(command=command.type, code="visit_full", category=command.category)
            raise RecordedRefusal("visit_full", turned_away, most=most)
        raise Refusal("visit_full", most=most)
    return about


def _known_item(picture: Picture, code: str | None) -> str | None:
    """The item, none where the catalogue has lost it meanwhile: that is no reason to refuse a ticket."""
    return code if code is not None and picture.rules.item(code) is not None else None


def report_slip(picture: Picture, command: cmd.ReportSlip, actor: Actor, now: datetime) -> list[Event]:
    """Whether the paper came out. The ticket stands either way; a success reported again says nothing new."""
    ticket = picture.tickets.get(command.ticket)
    if ticket is None:
        raise Refusal("ticket_not_living", ticket=command.ticket)
    if command.printed:
        if ticket.slip is SlipState.PRINTED:
            return []
        return [SlipPrinted(ticket=ticket.id, number=ticket.number)]
    return [
        SlipFailed(
            ticket=ticket.id,
            number=ticket.number,
            fault=command.fault or "unknown",
            category=ticket.category,
            station=ticket.station if ticket.state is TicketState.WAITING else None,
        )
    ]


def reprint(picture: Picture, command: cmd.Reprint, actor: Actor, now: datetime, facts: Facts) -> list[Event]:
    """Another paper of the same ticket: its place and its rights stay as they are, and the count is known.

    A kiosk stands open to everybody, so it prints again only what it failed to print itself.
    """
    ticket = picture.tickets.get(command.ticket)
    if ticket is None:
        raise Refusal("ticket_not_living", ticket=command.ticket)
    if actor.role is Role.KIOSK:
        if ticket.station != actor.station:
            raise Refusal("not_your_ticket", number=ticket.number, station=ticket.station)
        if ticket.slip is SlipState.PRINTED:
            raise Refusal("slip_printed_already", number=ticket.number)
    return [
        SlipReprinted(
            ticket=ticket.id,
            number=ticket.number,
            category=ticket.category,
            language=ticket.language,
            day=ticket.day,
            taken_at=ticket.taken_at,
            ahead=picture.ahead_of(ticket),
            copy=ticket.reprints + 1,
            expected_s=facts.forecast.waiting(picture, ticket, now).expected_s,
        )
    ]

"""The end of the day: who still waits is served, or chooses; no ticket is ever closed by the hour (FIELD section 4)."""

from __future__ import annotations

from datetime import datetime

from hall.rules.windows import living, own_ticket
from shared import commands as cmd
from shared import events as ev
from shared.errors import Refusal
from shared.events import Event
from shared.picture import Picture
from shared.tickets import AT_WINDOW, Actor, Carry, Role, Ticket, TicketState
from shared.workdays import next_working_day


def end_calling(picture: Picture, command: cmd.EndCalling, actor: Actor, now: datetime) -> list[Event]:
    """From now on each who still waits is offered what the settings say. The timer of another day does nothing."""
    today = picture.today
    if today is None:
        raise Refusal("day_not_open")
    if today.ended_at is not None:
        raise Refusal("calling_ended_already", since=_local(picture, today.ended_at))
    if command.day != today.day:
        return []
    waiting = {category: row.count for category, row in sorted(picture.waiting.items()) if row.count}
    return [ev.CallingEnded(day=today.day, waiting=waiting)]


def calling_is_over(picture: Picture, now: datetime) -> bool:
    """Whether the hour has come at which the hall's timer ends calling."""
    today, ends = picture.today, picture.rules.policies.hours.calling_ends
    if today is None or today.ended_at is not None or ends is None:
        return False
    return now >= datetime.combine(today.day, ends, picture.rules.hall.zone)


def choose_carry(picture: Picture, command: cmd.ChooseCarry, actor: Actor, now: datetime) -> list[Event]:
    """What the visitor chose. It is theirs to choose: nobody is moved to another day who did not say so."""
    ticket = _theirs(picture, command.ticket, actor)
    if ticket.state in AT_WINDOW:
        raise Refusal("number_at_window", number=ticket.number, window=ticket.window)
    if ticket.state is TicketState.CARRIED:
        raise Refusal("carried_already", number=ticket.number, until=_day(picture, ticket.due_at or now))
    if picture.today is None or picture.today.ended_at is None:
        raise Refusal("day_not_ending", number=ticket.number)
    if command.choice not in picture.rules.policies.end_of_day.offers:
        raise Refusal("choice_not_offered", choice=command.choice)
    was = _WAS[ticket.state]
    if command.choice == "give_up":
        return [
            ev.TicketClosed(
                ticket=ticket.id,
                number=ticket.number,
                category=ticket.category,
                window=None,
                reason="given_up",
                was=was,
            )
        ]
    return [
        ev.TicketCarried(
            ticket=ticket.id,
            number=ticket.number,
            category=ticket.category,
            day=ticket.day,
            choice=command.choice,
            due_at=_until(picture, command.choice, now),
            was=was,
        )
    ]


def come_back(picture: Picture, command: cmd.ComeBack, actor: Actor, now: datetime) -> list[Event]:
    """Who chose another day is here already, or within the 24 hours: the place is the old one."""
    ticket = _theirs(picture, command.ticket, actor)
    if ticket.state is not TicketState.CARRIED:
        raise Refusal("not_carried", number=ticket.number)
    return [back(ticket, "came_back")]


def back(ticket: Ticket, reason: ev.BackInLine) -> ev.TicketReturned:
    """The event that puts a carried ticket back to its place in the line."""
    return ev.TicketReturned(
        ticket=ticket.id, number=ticket.number, category=ticket.category, window=None, reason=reason, was="carried"
    )


def _theirs(picture: Picture, ticket_id: str, actor: Actor) -> Ticket:
    """The ticket, where the sender may speak for its holder: a kiosk for what it issued, a phone for its own."""
    ticket = living(picture, ticket_id)
    own_ticket(ticket.id, ticket.number, actor)
    if actor.role is Role.KIOSK and ticket.station != actor.station:
        raise Refusal("not_your_ticket", number=ticket.number, station=ticket.station)
    return ticket


def _until(picture: Picture, choice: Carry, now: datetime) -> datetime:
    """The morning of the next working day; of 24 hours the same time of that day, so that no holiday eats them."""
    hall, local = picture.rules.hall, now.astimezone(picture.rules.hall.zone)
    today = picture.today.day if picture.today is not None else local.date()
    day = next_working_day(picture.rules.policies.hours, today)
    return datetime.combine(day, hall.day_starts if choice == "carry" else local.time(), hall.zone)


_WAS: dict[TicketState, ev.Aside] = {
    TicketState.WAITING: "waiting",
    TicketState.HELD: "held",
    TicketState.MISSED: "missed",
}


def _local(picture: Picture, at: datetime) -> str:
    return f"{at.astimezone(picture.rules.hall.zone):%H:%M}"


def _day(picture: Picture, at: datetime) -> str:
    return at.astimezone(picture.rules.hall.zone).date().isoformat()

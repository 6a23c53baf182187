"""Appointments (预约): booked by an anonymous code, checked in, called at their time, fair to who came without."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hall.rules.codes import free_code
from hall.rules.facts import Facts
from hall.rules.taking import issued
from shared import commands as cmd
from shared import events as ev
from shared.codes import BOOKING, as_written
from shared.errors import Refusal
from shared.events import Event
from shared.picture import Picture
from shared.tickets import About, Actor, Appointment
from shared.workdays import working_day


def book(picture: Picture, command: cmd.Book, actor: Actor, now: datetime) -> list[Event]:
    """A booked time in the future; the code derives from the command's id and is nobody else's."""
    rules = picture.rules
    if rules.category(command.category) is None:
        known = ", ".join(category.code for category in rules.categories)
        raise Refusal("unknown_category", category=command.category, known=known)
    policy, at = rules.policies.appointments, command.at.astimezone(UTC)
    if at <= now or at > now + timedelta(days=policy.ahead_days):
        raise Refusal("booking_out_of_reach", days=policy.ahead_days)
    _day_is_worked(picture, at)
    if policy.per_slot is not None:
        slot = timedelta(minutes=policy.slot_min)
        taken = sum(
            _slot(other.at, slot) == _slot(at, slot) and other.category == command.category
            for other in picture.appointments.values()
        )
        if taken >= policy.per_slot:
            raise Refusal("slot_full", most=policy.per_slot)
    appointment = Appointment(
        code=free_code(command.id, BOOKING, picture.appointments),
        category=command.category,
        at=at,
        language=command.language,
        item=command.item,
        purpose=command.purpose,
        party=command.party,
        persons=command.persons,
        mandates=command.mandates,
    )
    return [ev.AppointmentBooked(appointment=appointment)]


def _day_is_worked(picture: Picture, at: datetime) -> None:
    """Nothing is promised for a day of rest, nor for one of which nobody knows yet whether it is worked."""
    day = at.astimezone(picture.rules.hall.zone).date()
    known = working_day(picture.rules.policies.hours, day)
    if not known.known:
        raise Refusal("booking_day_unknown", year=day.year, day=day.isoformat())
    if not known.worked:
        raise Refusal("booking_on_rest_day", day=day.isoformat())


def cancel_booking(picture: Picture, command: cmd.CancelBooking, actor: Actor, now: datetime) -> list[Event]:
    """The time is free again."""
    return [ev.AppointmentEnded(code=_booked(picture, command.code).code, reason="cancelled")]


def check_in(picture: Picture, command: cmd.CheckIn, actor: Actor, now: datetime, facts: Facts) -> list[Event]:
    """The code becomes a ticket. Within the grace its wait begins at the booked time, or now where that has passed;
    later it waits from now like everybody's. The day and the issuing hours do not matter: the hall gave its word."""
    day = picture.today
    if day is None:
        raise Refusal("day_not_open")
    booked = _not_used(picture, command.code)
    zone = picture.rules.hall.zone
    if booked.at.astimezone(zone).date() > now.astimezone(zone).date():
        raise Refusal("booked_for_another_day", day=booked.at.astimezone(zone).date().isoformat())
    if picture.rules.category(booked.category) is None:
        known = ", ".join(category.code for category in picture.rules.categories)
        raise Refusal("unknown_category", category=booked.category, known=known)
    late = now > booked.at + timedelta(minutes=picture.rules.policies.appointments.late_min)
    about = About(
        item=booked.item,
        purpose=booked.purpose,
        party=booked.party,
        persons=booked.persons,
        mandates=booked.mandates,
        booked_for=None if late else booked.at,
        booking=booked.code,
    )
    since = None if late else max(booked.at, now)
    taken = issued(
        picture,
        command,
        about,
        day.day,
        facts.forecast.coming(picture, booked.category, now, about, since),
        category=booked.category,
        language=command.language or booked.language,
        since=since,
    )
    ended = ev.AppointmentEnded(code=booked.code, reason="late" if late else "kept", ticket=command.id)
    return [ended, taken]


def _booked(picture: Picture, code: str) -> Appointment:
    found = picture.appointments.get(as_written(code))
    if found is None:
        raise Refusal("booking_unknown", booking=code)
    return found


def _not_used(picture: Picture, code: str) -> Appointment:
    """The appointment; who checks in twice is told the number that they have."""
    written = as_written(code)
    for ticket in picture.tickets.values() if written not in picture.appointments else ():
        if ticket.known.booking == written:
            raise Refusal("booking_used", number=ticket.number)
    return _booked(picture, code)


def _slot(at: datetime, length: timedelta) -> int:
    return int(at.timestamp() // length.total_seconds())

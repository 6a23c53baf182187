"""What concerns the whole hall: its settings and its service day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Final, Literal

from hall.rules.assignments import left_alone, reassigned
from hall.rules.windows import finished, freed, returned
from shared import commands as cmd
from shared import events as ev
from shared.errors import Refusal
from shared.events import Event
from shared.picture import HALL, Picture
from shared.serving import as_assigned
from shared.settings import parse_settings
from shared.tickets import Actor, Ticket, TicketState, Window, WindowState
from shared.toml_parts import SettingsError


def import_settings(picture: Picture, command: cmd.ImportSettings, actor: Actor, now: datetime) -> list[Event]:
    """New settings from TOML. What people hold in their hands must still make sense under them."""
    try:
        settings = parse_settings(command.toml, "settings.toml")
    except SettingsError as error:
        raise Refusal("settings_unusable", why=str(error)) from error
    if settings.hall.code != picture.hall:
        raise Refusal("settings_of_other_hall", hall=picture.hall, other=settings.hall.code)
    present = picture.settings.get(HALL)
    if present is not None and present.settings == settings:
        return []
    codes = {category.code for category in settings.categories}
    stranded = sorted({ticket.category for ticket in picture.tickets.values()} - codes)
    if stranded:
        raise Refusal("settings_strand_tickets", categories=", ".join(stranded))
    numbers = {place.number for place in settings.windows}
    busy = sorted(w.number for w in picture.windows.values() if w.clerk is not None and w.number not in numbers)
    if busy:
        raise Refusal("settings_strand_windows", windows=", ".join(map(str, busy)))
    changed = ev.SettingsChanged(version=present.version + 1 if present else 1, settings=settings)
    return [changed, *reassigned(picture, settings, now)]


def mute_all(picture: Picture, command: cmd.MuteAll, actor: Actor, now: datetime) -> list[Event]:
    """A fire alarm: nobody is called, no grace and no hold runs out. Lifted, each clock goes on where it stood."""
    if picture.today is None:
        raise Refusal("day_not_open")
    if command.muted == (picture.today.muted_at is not None):
        raise Refusal("mute_already", since=picture.today.muted_at.isoformat() if picture.today.muted_at else "—")
    return [ev.HallMuted(muted=command.muted)]


def assign_window(picture: Picture, command: cmd.AssignWindow, actor: Actor, now: datetime) -> list[Event]:
    """Other categories for a window, at once or from a time on. No category is left without a window."""
    window = picture.windows.get(command.window)
    place = picture.rules.window(command.window)
    if window is None or place is None:
        raise Refusal("unknown_window", window=command.window)
    known = [category.code for category in picture.rules.categories]
    if stranger := next((code for code in command.categories if code not in known), None):
        raise Refusal("unknown_category", category=stranger, known=", ".join(known))
    since = max(command.at or now, now)
    categories = tuple(dict.fromkeys(command.categories))
    then = as_assigned(window, categories, since, now)
    others = [other for other in picture.windows.values() if other.number != window.number]
    if (left := left_alone([*others, then], picture.rules, now)) is not None:
        raise Refusal("category_left_alone", category=left[1])
    gone = set() if since > now else _waiting_only_here(picture, window, categories or place.categories)
    return [ev.WindowAssigned(window=window.number, categories=categories, since=since), *_let_go(picture, gone)]


def _waiting_only_here(picture: Picture, window: Window, categories: tuple[str, ...]) -> set[str]:
    """Who was handed to this window or its clerk in a category that it serves no longer."""
    return {
        ticket.id
        for ticket in picture.tickets.values()
        if ticket.state is TicketState.WAITING and ticket.category not in categories
        if ticket.to_window == window.number or (ticket.to_clerk is not None and ticket.to_clerk == window.clerk)
    }


def _let_go(picture: Picture, tickets: set[str]) -> list[Event]:
    going = sorted((picture.tickets[ticket] for ticket in tickets), key=lambda ticket: ticket.order)
    return [freed(ticket, "window_closed") for ticket in going]


def open_day(picture: Picture, command: cmd.OpenDay, actor: Actor, now: datetime) -> list[Event]:
    """The service day turns: windows close, unanswered calls go back, who still waits is carried over with the date.

    A ticket is never closed by the end of a day (FIELD section 4).
    """
    today = picture.today
    if today is not None and command.day <= today.day:
        raise Refusal("day_already_open", day=today.day.isoformat())
    events: list[Event] = []
    carried = {category: row.count for category, row in picture.waiting.items() if row.count}
    for number in sorted(picture.windows):
        window = picture.windows[number]
        events += _left_over(picture, window, carried)
    events += _back_from_aside(picture, carried, command.day)
    events += _unassigned(picture)
    events += [
        ev.AppointmentEnded(code=booked.code, reason="missed")
        for booked in sorted(picture.appointments.values(), key=lambda booked: booked.code)
        if booked.at.astimezone(picture.rules.hall.zone).date() < command.day
    ]
    return [*events, ev.DayOpened(day=command.day, carried=dict(sorted(carried.items())))]


def _back_from_aside(picture: Picture, carried: dict[str, int], day: date) -> list[Event]:
    """Who is held or missed in the evening stands in line in the morning, and who chose this day for themselves."""
    events: list[Event] = []
    for ticket in picture.aside():
        if ticket.state is TicketState.CARRIED and not _is_that_day(picture, ticket, day):
            continue
        carried[ticket.category] = carried.get(ticket.category, 0) + 1
        events.append(
            ev.TicketReturned(
                ticket=ticket.id,
                number=ticket.number,
                category=ticket.category,
                window=None,
                reason="day_opened",
                was=_ASIDE[ticket.state],
            )
        )
    return events


_ASIDE: Final[Mapping[TicketState, Literal["held", "missed", "carried"]]] = MappingProxyType(
    {TicketState.HELD: "held", TicketState.MISSED: "missed", TicketState.CARRIED: "carried"}
)


def _is_that_day(picture: Picture, ticket: Ticket, day: date) -> bool:
    """Whether its holder chose this day or one that is past. Of 24 hours they say themselves that they are here."""
    chosen = ticket.due_at.astimezone(picture.rules.hall.zone).date() if ticket.due_at is not None else day
    return ticket.carry == "carry" and chosen <= day


def _unassigned(picture: Picture) -> list[Event]:
    """What was handed to a window or a clerk of yesterday is anybody's today."""
    return [
        freed(picture.tickets[ticket], "day_opened")
        for category in sorted(picture.queues)
        for lane in sorted(picture.queues[category], key=str)
        if lane.to_window is not None or lane.to_clerk is not None
        for ticket in picture.queues[category][lane].values()
    ]


def _left_over(picture: Picture, window: Window, carried: dict[str, int]) -> list[Event]:
    events: list[Event] = []
    if window.service is not None:
        events.append(replace(finished(picture, window), reason="day_opened"))
    elif window.ticket is not None:
        ticket = picture.tickets[window.ticket]
        events.append(returned(ticket, window, "day_opened"))
        carried[ticket.category] = carried.get(ticket.category, 0) + 1
    if window.state is not WindowState.CLOSED:
        events.append(ev.WindowClosed(window=window.number))
    if window.clerk is not None:
        events.append(ev.SignedOut(window=window.number, clerk=window.clerk, reason="day_opened"))
    return events

"""The fold: what an event makes of the picture. One function an event, the same in the hall and in every station.

A fold reads only the event and rows of tables that the role keeps, so a display without the waiting list counts who
waits exactly as the hall does. Nothing is decided here: an event already happened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from shared import events as ev
from shared.devices import DeviceHealth, DeviceState
from shared.experience import kept_from
from shared.heard import COMPLAINTS, PAGE_DAYS, Complaint, Text
from shared.learning import learn
from shared.picture import BOARD_CALLS, HALL, Picture, SettingsVersion
from shared.serving import as_assigned
from shared.tickets import (
    ASIDE,
    UNTOUCHED,
    Call,
    Past,
    Phone,
    Series,
    Service,
    ServiceDay,
    SlipState,
    Stamp,
    Ticket,
    TicketState,
    Unprinted,
    Waiting,
    Window,
    WindowState,
)


class OutOfOrder(Exception):
    """An entry that is not the next one: a gap in the stream. The picture must be fetched anew."""


def fold(picture: Picture, entry: ev.Entry) -> None:
    """Let the picture take in the next entry. Raises :class:`OutOfOrder` unless it is exactly the next."""
    if entry.seq != picture.seq + 1:
        raise OutOfOrder(f"picture stands at {picture.seq}, entry is {entry.seq}")
    learn(picture, entry)
    _FOLDS[type(entry.event)](picture, entry, entry.event)
    picture.seq = entry.seq


def tick(picture: Picture, seq: int) -> None:
    """Let the picture pass over an entry that changes nothing its role may see."""
    if seq != picture.seq + 1:
        raise OutOfOrder(f"picture stands at {picture.seq}, tick is {seq}")
    picture.seq = seq


def _settings_changed(picture: Picture, _: ev.Entry, event: ev.SettingsChanged) -> None:
    picture.put("settings", HALL, SettingsVersion(version=event.version, settings=event.settings))
    numbers = {place.number for place in event.settings.windows}
    for gone in picture.windows.keys() - numbers:
        picture.put("windows", gone, None)
    for new in sorted(numbers - picture.windows.keys()):
        picture.put("windows", new, Window(number=new))
    stations = {station.name for station in event.settings.stations}
    for key in [key for key in picture.devices if key[0] not in stations]:
        picture.put("devices", key, None)  # A station without an entry that still stands tells it anew.


def _day_opened(picture: Picture, entry: ev.Entry, event: ev.DayOpened) -> None:
    picture.put("day", HALL, ServiceDay(day=event.day, opened_at=entry.at, order=entry.seq))
    for table in ("series", "stamps"):
        for key in list(getattr(picture, table)):
            picture.forget(table, key)
    _end_pages(picture, event.day - timedelta(days=PAGE_DAYS))
    for key, service in list(picture.services.items()):
        # Only the hall's own picture holds pages: in every other one all are forgotten.
        if not (service.ticket in picture.phones and service.finished_at and not service.interrupted):
            picture.forget("services", key)
    for key in list(picture.calls):
        picture.put("calls", key, None)
    for key in [key for key in picture.experience if key[1] < kept_from(event.day)]:
        picture.forget("experience", key)


def _end_pages(picture: Picture, oldest: date) -> None:
    """No right of a page outlives it: the place ended with the ticket, the others after some days (PAGE_DAYS)."""
    complained = {complaint.ticket for complaint in picture.complaints.values()}
    for page in list(picture.phones.values()):
        if page.day < oldest and page.ticket not in picture.tickets and page.ticket not in complained:
            picture.put("phones", page.ticket, None)


def _ticket_taken(picture: Picture, entry: ev.Entry, event: ev.TicketTaken) -> None:
    picture.put("series", event.category, Series(code=event.category, day=event.day, last=event.ordinal))
    picture.put(
        "tickets",
        event.ticket,
        Ticket(
            id=event.ticket,
            number=event.number,
            category=event.category,
            day=event.day,
            language=event.language,
            station=entry.actor.station,
            state=TicketState.WAITING,
            taken_at=entry.at,
            since=event.since or entry.at,
            order=entry.seq,
            about=event.about,
            stamp=event.stamp,
            **_told(event, max(event.since or entry.at, entry.at)),
        ),
    )
    if event.stamp is not None:
        picture.change("stamps", event.stamp, ticket=event.ticket)
    if event.token_hash is not None:
        page = Phone(ticket=event.ticket, token_hash=event.token_hash, day=event.day)
        picture.put("phones", event.ticket, page)
    if event.about is not None and event.about.visit is not None:
        first = picture.tickets.get(event.about.visit)
        if first is not None and first.known.visit is None:
            _join(picture, first, event.about.visit)
    _count(picture, event.category, +1)


def _arrival_stamped(picture: Picture, entry: ev.Entry, event: ev.ArrivalStamped) -> None:
    stamp = Stamp(code=event.code, day=event.day, at=entry.at, station=entry.actor.station)
    picture.put("stamps", event.code, stamp)


def _slip_printed(picture: Picture, _: ev.Entry, event: ev.SlipPrinted) -> None:
    picture.change("tickets", event.ticket, slip=SlipState.PRINTED)
    picture.put("unprinted", event.ticket, None)


def _slip_failed(picture: Picture, entry: ev.Entry, event: ev.SlipFailed) -> None:
    picture.change("tickets", event.ticket, slip=SlipState.FAILED)
    if event.station is not None:
        picture.put(
            "unprinted",
            event.ticket,
            Unprinted(
                ticket=event.ticket,
                number=event.number,
                category=event.category,
                station=event.station,
                at=entry.at,
                fault=event.fault,
            ),
        )


def _slip_reprinted(picture: Picture, _: ev.Entry, event: ev.SlipReprinted) -> None:
    picture.change("tickets", event.ticket, reprints=event.copy)


def _device_changed(picture: Picture, _: ev.Entry, event: ev.DeviceChanged) -> None:
    gone = event.state is DeviceState.REMOVED
    row = DeviceHealth(
        station=event.station,
        device=event.device,
        kind=event.kind,
        state=event.state,
        since=event.since,
        detail=event.detail,
        last_heard=event.last_heard,
    )
    picture.put("devices", row.key, None if gone else row)


def _ticket_called(picture: Picture, entry: ev.Entry, event: ev.TicketCalled) -> None:
    ticket = picture.tickets.get(event.ticket)
    if ticket is not None:
        picture.change(
            "tickets",
            event.ticket,
            state=TicketState.CALLED,
            window=event.window,
            called_at=entry.at,
            first_called_at=ticket.first_called_at or entry.at,
            call_order=entry.seq,
            recalls=0,
            to_window=None,
            to_clerk=None,
            due_at=None,
            hold_reason=None,
            carry=None,
            interpreter=event.interpreter,
            told_at=None,
        )
    window = picture.windows.get(event.window)
    ordinary = window.ordinary if window else 0
    picture.change(
        "windows",
        event.window,
        ticket=event.ticket,
        label=event.number,
        label_day=event.day,
        language=event.language,
        ordinary=0 if event.rule == "front" else ordinary + 1,
        free_since=None,
    )
    if event.was == "waiting":
        _count(picture, event.category, -1)
    picture.put("unprinted", event.ticket, None)
    if not event.announce:
        return
    _show_call(
        picture,
        Call(
            ticket=event.ticket,
            number=event.number,
            category=event.category,
            window=event.window,
            language=event.language,
            at=entry.at,
            order=entry.seq,
            day=event.day,
        ),
    )


def _ticket_recalled(picture: Picture, entry: ev.Entry, event: ev.TicketRecalled) -> None:
    picture.change("tickets", event.ticket, recalls=event.again, call_order=entry.seq)
    _show_call(
        picture,
        Call(
            ticket=event.ticket,
            number=event.number,
            category=event.category,
            window=event.window,
            language=event.language,
            at=entry.at,
            order=entry.seq,
            again=event.again,
            day=event.day,
        ),
    )


def _ticket_returned(picture: Picture, entry: ev.Entry, event: ev.TicketReturned) -> None:
    ticket = picture.tickets.get(event.ticket)
    if ticket is not None:
        came_back_late = event.reason == "no_show"
        picture.change(
            "tickets",
            event.ticket,
            since=event.since or ticket.since,
            no_shows=ticket.no_shows + came_back_late,
            **_IN_LINE,
            **_told(event, entry.at),
        )
    _leave_window(picture, entry, event.ticket, event.window)
    _count(picture, event.category, +1)


def _ticket_closed(picture: Picture, entry: ev.Entry, event: ev.TicketClosed) -> None:
    picture.change("tickets", event.ticket, **_AWAY, state=TicketState.CLOSED, closed_reason=event.reason)
    _leave_window(picture, entry, event.ticket, event.window)
    picture.put("unprinted", event.ticket, None)
    if event.was == "waiting":
        _count(picture, event.category, -1)


def _ticket_missed(picture: Picture, entry: ev.Entry, event: ev.TicketMissed) -> None:
    aside = {**_AWAY, "state": TicketState.MISSED, "due_at": event.due_at}
    picture.change("tickets", event.ticket, no_shows=event.times, **aside)
    _leave_window(picture, entry, event.ticket, event.window)


def _ticket_held(picture: Picture, entry: ev.Entry, event: ev.TicketHeld) -> None:
    aside = {"state": TicketState.HELD, "due_at": event.due_at, "to_window": event.window, "hold_reason": event.reason}
    picture.change("tickets", event.ticket, **{**_AWAY, **aside, **_past(picture, event.ticket, holds=1)})
    _leave_window(picture, entry, event.ticket, event.window)


def _ticket_carried(picture: Picture, _: ev.Entry, event: ev.TicketCarried) -> None:
    aside = {"state": TicketState.CARRIED, "due_at": event.due_at, "carry": event.choice}
    picture.change("tickets", event.ticket, **{**_AWAY, **aside})
    if event.was == "waiting":
        _count(picture, event.category, -1)


def _interpreter_asked(picture: Picture, entry: ev.Entry, event: ev.InterpreterAsked) -> None:
    ticket = picture.tickets.get(event.ticket)
    if ticket is not None:
        since = entry.at if event.language is not None else None
        about = replace(ticket.known, interpreter=event.language, interpreter_since=since)
        picture.change("tickets", event.ticket, about=about, interpreter=event.interpreter)


def _calling_ended(picture: Picture, entry: ev.Entry, _: ev.CallingEnded) -> None:
    picture.change("day", HALL, ended_at=entry.at)


def _past(picture: Picture, ticket: str, *, holds: int = 0, transfers: int = 0, **said: Any) -> dict[str, Past]:
    """What happened to the ticket until now, for the window that calls it next."""
    found = picture.tickets.get(ticket)
    past = found.history if found is not None else UNTOUCHED
    return {"past": replace(past, holds=past.holds + holds, transfers=past.transfers + transfers, **said)}


def _ticket_transferred(picture: Picture, entry: ev.Entry, event: ev.TicketTransferred) -> None:
    to: dict[str, Any] = {"category": event.to_category, "to_window": event.to_window, "to_clerk": event.to_clerk}
    if event.reason == "asked":
        to |= _past(picture, event.ticket, transfers=1, from_window=event.window, note=event.note)
    picture.change("tickets", event.ticket, **{**_IN_LINE, **to, **_told(event, entry.at)})
    _leave_window(picture, entry, event.ticket, event.window)
    if event.was == "waiting":
        _count(picture, event.category, -1)
    _count(picture, event.to_category, +1)


def _ticket_tagged(picture: Picture, _: ev.Entry, event: ev.TicketTagged) -> None:
    ticket = picture.tickets.get(event.ticket)
    if ticket is not None:
        picture.change("tickets", event.ticket, about=replace(ticket.known, tags=event.tags))


def _priority_checked(picture: Picture, _: ev.Entry, event: ev.PriorityChecked) -> None:
    ticket = picture.tickets.get(event.ticket)
    if ticket is not None:
        priority = event.priority if event.confirmed else None
        about = replace(ticket.known, priority=priority, checked=event.confirmed)
        picture.change("tickets", event.ticket, about=about)


def _visit_joined(picture: Picture, _: ev.Entry, event: ev.VisitJoined) -> None:
    for ticket in event.tickets:
        if (found := picture.tickets.get(ticket)) is not None:
            _join(picture, found, event.visit)


def _join(picture: Picture, ticket: Ticket, visit: str) -> None:
    picture.change("tickets", ticket.id, about=replace(ticket.known, visit=visit))


def _service_started(picture: Picture, entry: ev.Entry, event: ev.ServiceStarted) -> None:
    picture.put(
        "services",
        event.service,
        Service(
            id=event.service,
            ticket=event.ticket,
            number=event.number,
            category=event.category,
            day=event.day,
            window=event.window,
            clerk=event.clerk,
            started_at=entry.at,
        ),
    )
    picture.change("tickets", event.ticket, state=TicketState.SERVING, service=event.service)
    picture.change("windows", event.window, service=event.service)


def _service_finished(picture: Picture, entry: ev.Entry, event: ev.ServiceFinished) -> None:
    picture.change("services", event.service, finished_at=entry.at, visit=_visit(picture, event.ticket))
    picture.change("tickets", event.ticket, state=TicketState.FINISHED, window=None, interpreter=None)
    _clear_window(picture, entry, event.window, last_service=event.service)


def _service_interrupted(picture: Picture, entry: ev.Entry, event: ev.ServiceInterrupted) -> None:
    picture.change(
        "services", event.service, finished_at=entry.at, interrupted=event.reason, visit=_visit(picture, event.ticket)
    )
    picture.change("tickets", event.ticket, state=TicketState.CALLED, service=None)
    picture.change("windows", event.window, service=None)


def _visit(picture: Picture, ticket: str) -> str | None:
    """The ticket's visit, as far as it is known when a service of it ends."""
    found = picture.tickets.get(ticket)
    return found.visit if found is not None else None


def _service_rated(picture: Picture, _: ev.Entry, event: ev.ServiceRated) -> None:
    picture.change("services", event.service, rated=True, grade=event.grade)


def _reasons_given(picture: Picture, _: ev.Entry, event: ev.ReasonsGiven) -> None:
    picture.change("services", event.service, reasons=event.reasons)


def _comment_given(picture: Picture, entry: ev.Entry, event: ev.CommentGiven) -> None:
    picture.put("texts", event.text, Text(id=event.text, kind="comment", about=event.service, at=entry.at))


def _complaint_lodged(picture: Picture, entry: ev.Entry, event: ev.ComplaintLodged) -> None:
    picture.put("series", COMPLAINTS, Series(code=COMPLAINTS, day=event.day, last=event.ordinal))
    picture.put("texts", event.text, Text(id=event.text, kind="complaint", about=event.number, at=entry.at))
    picture.put(
        "complaints",
        event.number,
        Complaint(
            number=event.number,
            ticket=event.ticket,
            at=entry.at,
            language=event.language,
            named=event.named,
            text=event.text,
        ),
    )


def _text_read(picture: Picture, _: ev.Entry, event: ev.TextRead) -> None:
    """The journal keeps it; nothing in the hall stands otherwise."""


def _text_wiped(picture: Picture, _: ev.Entry, event: ev.TextWiped) -> None:
    picture.put("texts", event.text, None)
    if event.kind == "complaint":
        picture.change("complaints", event.about, text=None)


def _signed_in(picture: Picture, _: ev.Entry, event: ev.SignedIn) -> None:
    picture.change("windows", event.window, clerk=event.clerk, last_service=None)


def _signed_out(picture: Picture, _: ev.Entry, event: ev.SignedOut) -> None:
    picture.change("windows", event.window, clerk=None, last_service=None, free_since=None)


def _window_opened(picture: Picture, _: ev.Entry, event: ev.WindowOpened) -> None:
    picture.change("windows", event.window, state=WindowState.OPEN, pause_reason=None, back_at=None)


def _window_paused(picture: Picture, _: ev.Entry, event: ev.WindowPaused) -> None:
    at = {"pause_reason": event.reason, "back_at": event.back_at}
    picture.change("windows", event.window, state=WindowState.PAUSED, free_since=None, **at)


def _window_closed(picture: Picture, _: ev.Entry, event: ev.WindowClosed) -> None:
    shut = {"pause_reason": None, "back_at": None, "free_since": None}
    picture.change("windows", event.window, state=WindowState.CLOSED, **shut)


def _window_assigned(picture: Picture, entry: ev.Entry, event: ev.WindowAssigned) -> None:
    window = picture.windows.get(event.window)
    if window is not None:
        picture.put("windows", event.window, as_assigned(window, event.categories, event.since, entry.at))


def _hall_muted(picture: Picture, entry: ev.Entry, event: ev.HallMuted) -> None:
    day = picture.today
    if day is None:
        return
    picture.change("day", HALL, muted_at=entry.at if event.muted else None)
    if event.muted or day.muted_at is None:
        return
    stood = entry.at - day.muted_at
    for window in [w for w in picture.windows.values() if w.free_since is not None]:
        picture.change("windows", window.number, free_since=None)
    stopped = (ASIDE - {TicketState.CARRIED}) | {TicketState.CALLED}  # What was carried has a date, not a clock.
    for ticket in [t for t in picture.tickets.values() if t.state in stopped]:
        if ticket.due_at is not None:
            picture.change("tickets", ticket.id, due_at=ticket.due_at + stood)
        if ticket.called_at is not None:
            picture.change("tickets", ticket.id, called_at=ticket.called_at + stood)


def _appointment_booked(picture: Picture, _: ev.Entry, event: ev.AppointmentBooked) -> None:
    picture.put("appointments", event.appointment.code, event.appointment)


def _appointment_ended(picture: Picture, _: ev.Entry, event: ev.AppointmentEnded) -> None:
    picture.put("appointments", event.code, None)


def _refusal_recorded(picture: Picture, _: ev.Entry, event: ev.RefusalRecorded) -> None:
    """The journal keeps it; nothing in the hall stands otherwise."""


def _count(picture: Picture, category: str, by: int) -> None:
    count = picture.waiting_in(category) + by
    picture.put("waiting", category, Waiting(category=category, count=count) if count else None)


_AWAY: Final[Mapping[str, Any]] = MappingProxyType(
    {
        **{"window": None, "called_at": None, "recalls": 0, "service": None},
        **{
            "to_window": None,
            "to_clerk": None,
            "due_at": None,
            "hold_reason": None,
            "interpreter": None,
            "carry": None,
        },
    }
)
"""A ticket that stands at no window and belongs to none."""
_IN_LINE: Final[Mapping[str, Any]] = MappingProxyType({**_AWAY, "state": TicketState.WAITING})


def _told(event: ev.TicketTaken | ev.TicketReturned | ev.TicketTransferred, at: datetime) -> dict[str, Any]:
    """The wait that a ticket was told at its place, or that it was told none there: what it was told before is kept,
    and no longer compared with its call."""
    if event.expected_s is None or event.reckoned is None:
        return {"told_at": None}
    (low, high), (reckoned, spread) = event.expected_s, event.reckoned
    return {
        "expected_low_s": low,
        "expected_high_s": high,
        "reckoned_s": reckoned,
        "reckoned_spread": spread,
        "told_at": at,
    }


def _leave_window(picture: Picture, entry: ev.Entry, ticket: str, window: int | None) -> None:
    """The ticket no longer stands at the window, and no board shows its call."""
    if window is not None:
        _clear_window(picture, entry, window)
    picture.put("calls", ticket, None)


def _clear_window(picture: Picture, entry: ev.Entry, window: int, **values: Any) -> None:
    cleared = dict.fromkeys(("ticket", "label", "label_day", "language", "service")) | {"free_since": entry.at}
    picture.change("windows", window, **cleared, **values)


def _show_call(picture: Picture, call: Call) -> None:
    picture.put("calls", call.ticket, call)
    if len(picture.calls) > BOARD_CALLS:
        oldest = min(picture.calls.values(), key=lambda shown: shown.order)
        picture.put("calls", oldest.ticket, None)


_FOLDS: Final[Mapping[type, Callable[[Picture, ev.Entry, Any], None]]] = MappingProxyType(
    {
        ev.SettingsChanged: _settings_changed,
        ev.DayOpened: _day_opened,
        ev.TicketTaken: _ticket_taken,
        ev.ArrivalStamped: _arrival_stamped,
        ev.SlipPrinted: _slip_printed,
        ev.SlipFailed: _slip_failed,
        ev.SlipReprinted: _slip_reprinted,
        ev.DeviceChanged: _device_changed,
        ev.TicketCalled: _ticket_called,
        ev.TicketRecalled: _ticket_recalled,
        ev.TicketReturned: _ticket_returned,
        ev.TicketClosed: _ticket_closed,
        ev.TicketMissed: _ticket_missed,
        ev.TicketHeld: _ticket_held,
        ev.TicketCarried: _ticket_carried,
        ev.InterpreterAsked: _interpreter_asked,
        ev.CallingEnded: _calling_ended,
        ev.TicketTransferred: _ticket_transferred,
        ev.TicketTagged: _ticket_tagged,
        ev.PriorityChecked: _priority_checked,
        ev.VisitJoined: _visit_joined,
        ev.WindowAssigned: _window_assigned,
        ev.HallMuted: _hall_muted,
        ev.AppointmentBooked: _appointment_booked,
        ev.AppointmentEnded: _appointment_ended,
        ev.RefusalRecorded: _refusal_recorded,
        ev.ServiceStarted: _service_started,
        ev.ServiceFinished: _service_finished,
        ev.ServiceInterrupted: _service_interrupted,
        ev.ServiceRated: _service_rated,
        ev.ReasonsGiven: _reasons_given,
        ev.CommentGiven: _comment_given,
        ev.ComplaintLodged: _complaint_lodged,
        ev.TextRead: _text_read,
        ev.TextWiped: _text_wiped,
        ev.SignedIn: _signed_in,
        ev.SignedOut: _signed_out,
        ev.WindowOpened: _window_opened,
        ev.WindowPaused: _window_paused,
        ev.WindowClosed: _window_closed,
    }
)

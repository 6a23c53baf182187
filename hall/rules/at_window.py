"""What a clerk does at a window: sign in, open, call, recall, start, finish, and the rating that follows."""

from __future__ import annotations

from datetime import datetime, timedelta

from hall.rules.choosing import Choice, longest_wait
from shared import commands as cmd
from shared import events as ev
from shared.commands import WindowCommand
from shared.errors import Refusal
from shared.events import Event
from shared.picture import Picture
from shared.tickets import REASONS, WORST_GRADES, Actor, Ticket, TicketState, Window, WindowState


def sign_in(picture: Picture, command: cmd.SignIn, actor: Actor, now: datetime) -> list[Event]:
    """A clerk is signed in at one window only, and a window has one clerk."""
    window = _window(picture, command, actor)
    if picture.rules.clerk(command.clerk) is None:
        raise Refusal("unknown_clerk", clerk=command.clerk)
    if window.clerk is not None:
        raise Refusal("window_taken", window=window.number, clerk=window.clerk)
    elsewhere = next((w.number for w in picture.windows.values() if w.clerk == command.clerk), None)
    if elsewhere is not None:
        raise Refusal("signed_in_elsewhere", clerk=command.clerk, window=elsewhere)
    return [ev.SignedIn(window=window.number, clerk=command.clerk)]


def sign_out(picture: Picture, command: cmd.SignOut, actor: Actor, now: datetime) -> list[Event]:
    """Closes the window too; an unanswered call goes back to its place, an open service must be finished first."""
    window = _signed_in(picture, command, actor)
    closing = [] if window.state is WindowState.CLOSED else _closing(picture, window, "signed_out")
    return [*closing, ev.SignedOut(window=window.number, clerk=_clerk(window))]


def open_window(picture: Picture, command: cmd.OpenWindow, actor: Actor, now: datetime) -> list[Event]:
    window = _signed_in(picture, command, actor)
    if window.state is WindowState.OPEN:
        raise Refusal("window_already", window=window.number, state=window.state.value)
    return [ev.WindowOpened(window=window.number)]


def pause_window(picture: Picture, command: cmd.PauseWindow, actor: Actor, now: datetime) -> list[Event]:
    """Whoever is at the window stays and is finished; nobody new is called."""
    window = _signed_in(picture, command, actor)
    if window.state is not WindowState.OPEN:
        raise Refusal("window_not_open", window=window.number)
    return [ev.WindowPaused(window=window.number)]


def close_window(picture: Picture, command: cmd.CloseWindow, actor: Actor, now: datetime) -> list[Event]:
    window = _window(picture, command, actor)
    if window.state is WindowState.CLOSED:
        raise Refusal("window_already", window=window.number, state=window.state.value)
    return _closing(picture, window, "window_closed")


def call_next(picture: Picture, command: cmd.CallNext, actor: Actor, now: datetime) -> list[Event]:
    """The longest waiting of all categories that window and clerk may serve."""
    window = _signed_in(picture, command, actor)
    finishing = _make_room(picture, window, finish_open=command.finish_open)
    choice = longest_wait(picture, picture.rules.served_by(window.number, _clerk(window)), now)
    if choice.ticket is None:
        if finishing:  # The clerk asked for two things; the one that can be done is done.
            return finishing
        raise Refusal("nobody_waiting", window=window.number)
    return [*finishing, _called(window, choice.ticket, "longest_wait", choice)]


def call_number(picture: Picture, command: cmd.CallNumber, actor: Actor, now: datetime) -> list[Event]:
    """A given waiting number, of a category that window and clerk may serve."""
    window = _signed_in(picture, command, actor)
    finishing = _make_room(picture, window, finish_open=command.finish_open)
    ticket = picture.numbered(command.number.upper(), command.day)
    if ticket is None:
        raise Refusal("number_unknown", number=command.number)
    if ticket.state is not TicketState.WAITING:
        raise Refusal("number_at_window", number=ticket.number, window=ticket.window)
    served = picture.rules.served_by(window.number, _clerk(window))
    if ticket.category not in served:
        raise Refusal("not_served_here", number=ticket.number, category=ticket.category, window=window.number)
    return [*finishing, _called(window, ticket, "by_number", longest_wait(picture, served, now))]


def recall(picture: Picture, command: cmd.Recall, actor: Actor, now: datetime) -> list[Event]:
    ticket = _ticket_called(picture, _signed_in(picture, command, actor))
    return [
        ev.TicketRecalled(
            ticket=ticket.id,
            number=ticket.number,
            category=ticket.category,
            language=ticket.language,
            window=command.window,
            again=ticket.recalls + 1,
        )
    ]


def no_show(picture: Picture, command: cmd.NoShow, actor: Actor, now: datetime) -> list[Event]:
    """Given up only after the recalls and the time that the hall's policy grants the visitor (FIELD: 过号)."""
    ticket = _ticket_called(picture, _signed_in(picture, command, actor))
    policy = picture.rules.policies.no_show
    if ticket.recalls < policy.recalls:
        raise Refusal("no_show_recall_first", number=ticket.number, recalls=policy.recalls - ticket.recalls)
    called_at = ticket.called_at or now
    left = called_at + timedelta(seconds=policy.after_s) - now
    if left > timedelta(0):
        raise Refusal("no_show_too_early", number=ticket.number, seconds=int(left.total_seconds()) + 1)
    return [
        ev.TicketClosed(
            ticket=ticket.id, number=ticket.number, category=ticket.category, window=command.window, reason="no_show"
        )
    ]


def start(picture: Picture, command: cmd.Start, actor: Actor, now: datetime) -> list[Event]:
    window = _signed_in(picture, command, actor)
    ticket = _ticket_called(picture, window)
    day = picture.today
    if day is None:
        raise Refusal("day_not_open")
    return [
        ev.ServiceStarted(
            service=command.id,
            ticket=ticket.id,
            number=ticket.number,
            category=ticket.category,
            day=day.day,
            window=window.number,
            clerk=_clerk(window),
        )
    ]


def finish(picture: Picture, command: cmd.Finish, actor: Actor, now: datetime) -> list[Event]:
    window = _signed_in(picture, command, actor)
    if window.service is None:
        raise Refusal("no_open_service", window=window.number)
    return [finished(picture, window)]


def rate(picture: Picture, command: cmd.Rate, actor: Actor, now: datetime) -> list[Event]:
    """One rating for one finished service, not to be changed (一次一评). Nothing is ever rated by default."""
    service = picture.services.get(command.service)
    if service is None or service.finished_at is None:
        raise Refusal("service_not_rateable", service=command.service)
    _own_window(picture, service.window, actor)
    if service.rated:
        raise Refusal("already_rated", number=service.number)
    return [ev.ServiceRated(service=service.id, ticket=service.ticket, window=service.window, grade=command.grade)]


def give_reasons(picture: Picture, command: cmd.GiveReasons, actor: Actor, now: datetime) -> list[Event]:
    """Why a grade is a bad one: said once, for a 差评 only, and never asked of anybody else."""
    service = picture.services.get(command.service)
    if service is None or not service.rated or service.grade not in WORST_GRADES:
        raise Refusal("reasons_not_asked", service=command.service)
    _own_window(picture, service.window, actor)
    if service.reasons is not None:
        raise Refusal("reasons_already_given", number=service.number)
    reasons = tuple(reason for reason in REASONS if reason in command.reasons)
    return [ev.ReasonsGiven(service=service.id, ticket=service.ticket, window=service.window, reasons=reasons)]


def finished(picture: Picture, window: Window) -> ev.ServiceFinished:
    """The event that ends the window's open service."""
    service = picture.services[window.service or ""]
    return ev.ServiceFinished(
        service=service.id,
        ticket=service.ticket,
        number=service.number,
        category=service.category,
        window=window.number,
        clerk=service.clerk,
    )


def returned(ticket: Ticket, window: Window, reason: str) -> ev.TicketReturned:
    """The event that puts a called ticket back to its place."""
    return ev.TicketReturned(
        ticket=ticket.id,
        number=ticket.number,
        category=ticket.category,
        window=window.number,
        reason=reason,  # type: ignore[arg-type]
    )


def _called(window: Window, ticket: Ticket, rule: str, choice: Choice) -> ev.TicketCalled:
    return ev.TicketCalled(
        ticket=ticket.id,
        number=ticket.number,
        category=ticket.category,
        language=ticket.language,
        window=window.number,
        clerk=_clerk(window),
        rule=rule,  # type: ignore[arg-type]
        candidates=choice.candidates,
    )


def _make_room(picture: Picture, window: Window, *, finish_open: bool) -> list[Event]:
    """A window calls only when open and empty: an open service is finished on request, a person is never skipped."""
    if window.state is not WindowState.OPEN:
        raise Refusal("window_not_open", window=window.number)
    if window.ticket is None:
        return []
    if window.service is None:
        raise Refusal("call_open", window=window.number, number=window.label)
    if not finish_open:
        raise Refusal("service_open", window=window.number, number=window.label)
    return [finished(picture, window)]


def _closing(picture: Picture, window: Window, reason: str) -> list[Event]:
    if window.service is not None:
        raise Refusal("service_open", window=window.number, number=window.label)
    events: list[Event] = []
    if window.ticket is not None:
        events.append(returned(picture.tickets[window.ticket], window, reason))
    events.append(ev.WindowClosed(window=window.number))
    return events


def _window(picture: Picture, command: WindowCommand, actor: Actor) -> Window:
    window = picture.windows.get(command.window)
    if window is None:
        raise Refusal("unknown_window", window=command.window)
    _own_window(picture, command.window, actor)
    return window


def _own_window(picture: Picture, window: int, actor: Actor) -> None:
    """A counter that the settings tie to a window acts for that window only."""
    station = picture.rules.station(actor.station)
    if station is not None and station.window is not None and station.window != window:
        raise Refusal("not_your_window", station=station.name, own=station.window, window=window)


def _signed_in(picture: Picture, command: WindowCommand, actor: Actor) -> Window:
    window = _window(picture, command, actor)
    if window.clerk is None:
        raise Refusal("nobody_signed_in", window=window.number)
    return window


def _clerk(window: Window) -> str:
    if window.clerk is None:
        raise Refusal("nobody_signed_in", window=window.number)
    return window.clerk


def _ticket_called(picture: Picture, window: Window) -> Ticket:
    if window.ticket is None:
        raise Refusal("no_open_call", window=window.number)
    ticket = picture.tickets[window.ticket]
    if ticket.state is not TicketState.CALLED:
        raise Refusal("service_open", window=window.number, number=ticket.number)
    return ticket

"""What a clerk does at a window: sign in, open, call, recall, start, finish."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, Literal

from hall.rules.choosing import Choice, choose
from hall.rules.facts import Facts
from hall.rules.interpreting import comes
from hall.rules.places import desk_at, is_theirs
from hall.rules.windows import (
    Leaving,
    clerk_at,
    earlier_day,
    finished,
    make_room,
    not_muted,
    passed_on,
    returned,
    signed_in_at,
    ticket_called_to,
    window_of,
)
from shared import commands as cmd
from shared import events as ev
from shared.errors import Refusal
from shared.events import CallRule, Event
from shared.picture import Picture
from shared.policy import NoShowPolicy
from shared.tickets import ASIDE, Actor, Ticket, TicketState, Window, WindowState

_WAS: Final[Mapping[TicketState, Literal["waiting", "held", "missed", "carried"]]] = MappingProxyType(
    {
        TicketState.WAITING: "waiting",
        TicketState.HELD: "held",
        TicketState.MISSED: "missed",
        TicketState.CARRIED: "carried",
    }
)


def sign_in(picture: Picture, command: cmd.SignIn, actor: Actor, now: datetime) -> list[Event]:
    """A clerk is signed in at one window only, and a window has one clerk."""
    window = window_of(picture, command, actor)
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
    window = signed_in_at(picture, command, actor)
    if window.state is WindowState.CLOSED:
        closing = passed_on(picture, window, "signed_out")
    else:
        closing = _closing(picture, window, "signed_out")
    return [*closing, ev.SignedOut(window=window.number, clerk=clerk_at(window))]


def open_window(picture: Picture, command: cmd.OpenWindow, actor: Actor, now: datetime) -> list[Event]:
    window = signed_in_at(picture, command, actor)
    if window.state is WindowState.OPEN:
        raise Refusal("window_already", window=window.number, state=window.state.value)
    return [ev.WindowOpened(window=window.number)]


def close_window(picture: Picture, command: cmd.CloseWindow, actor: Actor, now: datetime) -> list[Event]:
    window = window_of(picture, command, actor)
    if window.state is WindowState.CLOSED:
        raise Refusal("window_already", window=window.number, state=window.state.value)
    return _closing(picture, window, "window_closed")


def call_next(picture: Picture, command: cmd.CallNext, actor: Actor, now: datetime) -> list[Event]:
    """Whom the hall's policies choose of all that window and clerk may serve (:mod:`hall.rules.choosing`)."""
    window = signed_in_at(picture, command, actor)
    _calling(picture, now)
    finishing = make_room(picture, window, finish_open=command.finish_open)
    choice = choose(picture, window, now)
    if choice.ticket is None:
        if finishing:  # The clerk asked for two things; the one that can be done is done.
            return finishing
        raise Refusal("nobody_waiting", window=window.number)
    return [*finishing, called(picture, window, choice.ticket, choice.rule, choice, now)]


def call_number(picture: Picture, command: cmd.CallNumber, actor: Actor, now: datetime) -> list[Event]:
    """A given waiting number, of a category that window and clerk may serve; also one that was missed and came late."""
    window = signed_in_at(picture, command, actor)
    _calling(picture, now)
    finishing = make_room(picture, window, finish_open=command.finish_open)
    ticket = picture.numbered(command.number.upper(), command.day)
    if ticket is None:
        raise Refusal("number_unknown", number=command.number)
    if ticket.state is TicketState.HELD:
        raise Refusal("number_held", number=ticket.number, window=ticket.to_window)
    if ticket.window is not None:
        raise Refusal("number_at_window", number=ticket.number, window=ticket.window)
    _may_come(picture, window, ticket, now)
    desk = desk_at(picture, window, now)
    if desk is None or not desk.serves(ticket.category):
        raise Refusal("not_served_here", number=ticket.number, category=ticket.category, window=window.number)
    rule: CallRule = "came_late" if ticket.state in ASIDE else "by_number"
    here = command.here or _sits_here(picture, window, ticket)
    call = called(picture, window, ticket, rule, choose(picture, window, now), now, announce=not here)
    return [*finishing, call, *([begun(picture, command.id, ticket, window)] if command.here else ())]


def _sits_here(picture: Picture, window: Window, ticket: Ticket) -> bool:
    """Whether it is the next ticket of the visitor whose service this very command finishes."""
    before = picture.tickets.get(window.ticket or "")
    return before is not None and before.visit is not None and before.visit == ticket.visit


def _calling(picture: Picture, now: datetime) -> None:
    """Nobody is called while the hall is muted, or before the calling hours begin."""
    not_muted(picture)
    begins = picture.rules.policies.hours.calling_begins
    if begins is not None and now.astimezone(picture.rules.hall.zone).time() < begins:
        raise Refusal("not_calling_yet", begins=begins.isoformat("minutes"))


def _may_come(picture: Picture, window: Window, ticket: Ticket, now: datetime) -> None:
    """Nobody is called to two windows at once, and what was handed to one window or clerk stays theirs."""
    at = picture.window_of_visit(ticket.known.visit)
    if at is not None and at != window.number:
        raise Refusal("visit_at_window", number=ticket.number, window=at)
    others = ticket.to_window not in (None, window.number) or ticket.to_clerk not in (None, window.clerk)
    if others and is_theirs(picture, ticket.category, ticket.to_window, ticket.to_clerk, now):
        raise Refusal("assigned_elsewhere", number=ticket.number, to=ticket.to_window or ticket.to_clerk)


def recall(picture: Picture, command: cmd.Recall, actor: Actor, now: datetime) -> list[Event]:
    not_muted(picture)
    ticket = ticket_called_to(picture, signed_in_at(picture, command, actor))
    return [
        ev.TicketRecalled(
            ticket=ticket.id,
            number=ticket.number,
            category=ticket.category,
            language=ticket.language,
            window=command.window,
            again=ticket.recalls + 1,
            day=earlier_day(picture, ticket),
            spoken=speaks_to(ticket),
        )
    ]


def no_show(picture: Picture, command: cmd.NoShow, actor: Actor, now: datetime, facts: Facts) -> list[Event]:
    """Given up only after the recalls and the time that the hall's policy grants the visitor (FIELD: 过号).

    So many times the ticket comes back into the line, behind the next few or after some minutes; then it is closed.
    """
    ticket = ticket_called_to(picture, signed_in_at(picture, command, actor))
    not_muted(picture)
    policy = picture.rules.policies.no_show
    if ticket.recalls < policy.recalls:
        raise Refusal("no_show_recall_first", number=ticket.number, recalls=policy.recalls - ticket.recalls)
    called_at = ticket.called_at or now
    grace = policy.tagged_after_s if ticket.known.tags else policy.after_s
    left = called_at + timedelta(seconds=grace) - now
    if left > timedelta(0):
        raise Refusal("no_show_too_early", number=ticket.number, seconds=int(left.total_seconds()) + 1)
    if ticket.no_shows < policy.times:
        return [_back_later(picture, ticket, command.window, policy, now, facts)]
    return [
        ev.TicketClosed(
            ticket=ticket.id, number=ticket.number, category=ticket.category, window=command.window, reason="no_show"
        )
    ]


def _back_later(
    picture: Picture, ticket: Ticket, window: int, policy: NoShowPolicy, now: datetime, facts: Facts
) -> Event:
    if policy.back_after_min is not None:
        return ev.TicketMissed(
            ticket=ticket.id,
            number=ticket.number,
            category=ticket.category,
            window=window,
            times=ticket.no_shows + 1,
            due_at=now + timedelta(minutes=policy.back_after_min),
        )
    ahead = picture.line(ticket.category, policy.back_after_calls)
    # Right behind the last of those who go first; at the end of the line where fewer wait.
    last = ahead[-1].since + timedelta(microseconds=1) if len(ahead) == policy.back_after_calls else now
    since = max(last, ticket.since)
    outlook = facts.forecast.waiting(picture, replace(ticket, state=TicketState.WAITING, window=None, since=since), now)
    return ev.TicketReturned(
        ticket=ticket.id,
        number=ticket.number,
        category=ticket.category,
        window=window,
        reason="no_show",
        since=since,
        expected_s=outlook.expected_s,
        reckoned=outlook.reckoned,
    )


def start(picture: Picture, command: cmd.Start, actor: Actor, now: datetime) -> list[Event]:
    window = signed_in_at(picture, command, actor)
    ticket = ticket_called_to(picture, window)
    return [begun(picture, command.id, ticket, window)]


def finish(picture: Picture, command: cmd.Finish, actor: Actor, now: datetime) -> list[Event]:
    window = signed_in_at(picture, command, actor)
    if window.service is None:
        raise Refusal("no_open_service", window=window.number)
    return [finished(picture, window)]


def called(
    picture: Picture,
    window: Window,
    ticket: Ticket,
    rule: CallRule,
    choice: Choice,
    now: datetime,
    *,
    announce: bool = True,
) -> ev.TicketCalled:
    """The event that calls a ticket to the window, and the interpreter whom it needs."""
    return ev.TicketCalled(
        ticket=ticket.id,
        number=ticket.number,
        category=ticket.category,
        language=ticket.language,
        window=window.number,
        clerk=clerk_at(window),
        rule=rule,
        candidates=choice.candidates,
        was=_WAS[ticket.state],
        announce=announce,
        interpreter=comes(picture, ticket, picture.rules.clerk(clerk_at(window)), now),
        day=earlier_day(picture, ticket),
        spoken=speaks_to(ticket),
    )


def speaks_to(ticket: Ticket) -> bool:
    """Whether its call is said aloud; for the deaf it flashes instead (FIELD section 4)."""
    return "deaf" not in ticket.known.tags


def begun(picture: Picture, service: str, ticket: Ticket, window: Window) -> ev.ServiceStarted:
    """The event that begins the ticket's service at the window."""
    day = picture.today
    if day is None:
        raise Refusal("day_not_open")
    return ev.ServiceStarted(
        service=service,
        ticket=ticket.id,
        number=ticket.number,
        category=ticket.category,
        day=day.day,
        window=window.number,
        clerk=clerk_at(window),
    )


def _closing(picture: Picture, window: Window, reason: Leaving) -> list[Event]:
    if window.service is not None:
        raise Refusal("service_open", window=window.number, number=window.label)
    events: list[Event] = []
    if window.ticket is not None:
        events.append(returned(picture.tickets[window.ticket], window, reason))
    return [*events, *passed_on(picture, window, reason), ev.WindowClosed(window=window.number)]

"""What a clerk chose, as a command: pause, hold, resume, transfer, another service, priority check, tags, cancel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from shared import commands as cmd
from shared.commands import Command
from shared.tickets import Tag, Ticket

if TYPE_CHECKING:
    from counter.desk import Desk

Chosen = str | int | Ticket | None
"""What was chosen in one step."""

CONFIRMING: Final = ("card_seen", "known", "visible")
"""Reasons that confirm a priority claim."""
INTERPRETER: Final = "interpreter "
"""Before a language that an interpreter is asked for, or no longer."""
CARRIES: Final = ("carry", "within_24h")
"""What a visitor may choose when the day ends."""
COME_BACK: Final = "come_back"
REJECTING: Final = ("no_proof", "not_entitled", "withdrawn")
"""Reasons that reject one."""


def chosen_command(action: str, command_id: str, desk: Desk, chosen: tuple[Chosen, ...]) -> Command:
    """The command of an action at the window; ``chosen`` is what its steps were answered with."""
    given: tuple[Any, ...] = chosen
    if action == "pause":
        reason, minutes = given
        return cmd.PauseWindow(id=command_id, window=desk.window, reason=reason, minutes=minutes)
    if action == "hold":
        reason, minutes = given
        return cmd.Hold(id=command_id, window=desk.window, reason=reason, minutes=minutes)
    if action == "resume":
        held, how = given
        serving = desk.service is not None
        return cmd.Resume(
            id=command_id,
            window=desk.window,
            number=held.number,
            day=held.day,
            here=how == "here",
            finish_open=serving,
        )
    if desk.ticket is None:
        raise ValueError(f"{action}: nobody is at window {desk.window}")
    return ticket_command(action, command_id, desk.ticket, given)


def ticket_command(action: str, command_id: str, ticket: Ticket, chosen: tuple[Any, ...]) -> Command:
    """The command of an action about a ticket, wherever it stands."""
    if action == "transfer":
        return _transfer(command_id, ticket, chosen)
    if action == "another":
        return another(command_id, ticket, chosen[0])
    if action == "priority":
        priority, reason = chosen
        confirmed = reason in CONFIRMING
        return cmd.CheckPriority(id=command_id, ticket=ticket.id, confirmed=confirmed, reason=reason, priority=priority)
    if action == "tag" and str(chosen[0]).startswith(INTERPRETER):
        language = str(chosen[0]).removeprefix(INTERPRETER)
        asked_already = ticket.known.interpreter == language
        return cmd.AskInterpreter(id=command_id, ticket=ticket.id, language=None if asked_already else language)
    if action == "tag":
        return cmd.TagTicket(id=command_id, ticket=ticket.id, tags=toggled(ticket.known.tags, chosen[0]))
    if chosen[0] in CARRIES:
        return cmd.ChooseCarry(id=command_id, ticket=ticket.id, choice=chosen[0])
    if chosen[0] == COME_BACK:
        return cmd.ComeBack(id=command_id, ticket=ticket.id)
    return cmd.CancelTicket(id=command_id, ticket=ticket.id, reason=chosen[0])


def another(command_id: str, ticket: Ticket, category: str) -> cmd.TakeTicket:
    """One more number for the same visitor in the same visit, with what is known of them."""
    known = ticket.known
    return cmd.TakeTicket(
        id=command_id,
        category=category,
        language=ticket.language,
        visit=known.visit or ticket.id,
        party=known.party,
        priority=known.priority if known.checked is not False else None,
        tags=known.tags,
    )


def toggled(tags: tuple[Tag, ...], tag: Tag) -> tuple[Tag, ...]:
    """The tags with this one added, or taken away where it is there."""
    return tuple(one for one in tags if one != tag) if tag in tags else (*tags, tag)


def _transfer(command_id: str, ticket: Ticket, chosen: tuple[Any, ...]) -> cmd.Transfer:
    kind, to, note = (*chosen, None, None)[:3]
    return cmd.Transfer(
        id=command_id,
        ticket=ticket.id,
        category=to if kind == "category" else None,
        window=to if kind == "window" else None,
        clerk=to if kind == "clerk" else None,
        note=note,
    )

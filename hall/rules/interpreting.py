"""Interpreters (翻译、手语): a resource of its own, which a ticket waits for together with its window.

An interpreter is at one window at a time, from the call until the ticket leaves the window. Free interpreters are kept
for those who wait for one, in the order in which they began to wait, whatever their categories: so the first of them
has the next free one kept for it until a window of its category calls, and no window that calls more often takes it
away. After ``policies.interpreters.most_min`` any window calls the ticket all the same: nobody waits for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from types import MappingProxyType
from typing import Final

from hall.rules.places import is_theirs
from hall.rules.windows import living
from shared import commands as cmd
from shared import events as ev
from shared.errors import Refusal
from shared.events import Event
from shared.picture import Picture
from shared.serving import able_windows
from shared.settings import Clerk, Interpreter
from shared.tickets import Actor, Lane, Ticket, TicketState

Kept = Mapping[str, str]
"""Tickets for which an interpreter is kept, by id, with the interpreter's code."""
NOBODY: Final[Kept] = MappingProxyType({})


def wanted(picture: Picture, ticket: Ticket) -> str | None:
    """The language that somebody at the window has to speak beside the hall's own, None where nobody has to."""
    if ticket.known.interpreter is not None:
        return ticket.known.interpreter
    return ticket.language if ticket.language != picture.rules.hall.languages[0] else None


def speakers(picture: Picture, language: str) -> list[Interpreter]:
    """Interpreters of the language, free or not."""
    return [one for one in picture.rules.interpreters if language in one.languages]


def free(picture: Picture) -> list[Interpreter]:
    """Interpreters who are at no window, in the order of the settings."""
    bound = {
        picture.tickets[window.ticket].interpreter for window in picture.windows.values() if window.ticket is not None
    }
    signed_in = {window.clerk for window in picture.windows.values() if window.clerk is not None}
    return [one for one in picture.rules.interpreters if one.code not in bound and one.clerk not in signed_in]


def kept(picture: Picture, now: datetime) -> Kept:
    """For whom the free interpreters are kept: the longest waiting of all who need one and have an open window."""
    ready = free(picture) if picture.rules.interpreters else []
    if not ready:
        return NOBODY
    keeping: dict[str, str] = {}
    for ticket in sorted(_claimants(picture, now, len(ready)), key=lambda one: (one.since, one.order)):
        language = wanted(picture, ticket)
        first = next((one for one in ready if language in one.languages), None)
        if first is not None:
            keeping[ticket.id] = first.code
            ready.remove(first)
    return keeping


def _claimants(picture: Picture, now: datetime, most: int) -> Iterator[Ticket]:
    """Of each lane the first who need an interpreter now: more of one lane than are free cannot get one."""
    own = picture.rules.hall.languages[0]
    for category, lanes in picture.queues.items():
        for lane, queue in lanes.items():
            language = lane.interpreter or (lane.language if lane.language != own else None)
            if queue and language is not None and _could_be_interpreted(picture, category, lane, language, now):
                yield from islice(_needing(picture, queue.values(), now), most)


def _needing(picture: Picture, tickets: Iterable[str], now: datetime) -> Iterator[Ticket]:
    """Who needs one of a lane, where all want the same language: whoever came later needs one later."""
    for ticket in map(picture.tickets.__getitem__, tickets):
        if ticket.since > now or not needs(picture, ticket, now):
            return
        if picture.window_of_visit(ticket.visit) is None:
            yield ticket


def _could_be_interpreted(picture: Picture, category: str, lane: Lane, language: str, now: datetime) -> bool:
    """Whether a window is open that may call from the lane, and whose clerk does not speak the language."""
    theirs = is_theirs(picture, category, lane.to_window, lane.to_clerk, now)
    return any(
        language not in clerk.languages
        and not (theirs and (lane.to_window not in (None, place.number) or lane.to_clerk not in (None, clerk.number)))
        for place, clerk in able_windows(picture, category, now)
    )


def needs(picture: Picture, ticket: Ticket, now: datetime) -> bool:
    """Whether an interpreter has to come with it to a window whose clerk does not speak its language."""
    language = wanted(picture, ticket)
    return language is not None and bool(speakers(picture, language)) and not prefers_another(picture, ticket, now)


def prefers_another(picture: Picture, ticket: Ticket, now: datetime) -> bool:
    """Whether the ticket still waits for a clerk who speaks its language, and one calls who may serve it."""
    rules = picture.rules
    if ticket.language == rules.hall.languages[0] or ticket.known.interpreter is not None:
        return False
    if now - ticket.since >= timedelta(minutes=rules.policies.language.prefer_min):
        return False
    return any(ticket.language in clerk.languages for _, clerk in able_windows(picture, ticket.category, now))


def waits(picture: Picture, ticket: Ticket, clerk: Clerk, keeping: Kept, now: datetime) -> bool:
    """Whether the clerk may not call the ticket now, because an interpreter has to come too and none is kept for it."""
    if not picture.rules.interpreters or wanted(picture, ticket) in (None, *clerk.languages) or ticket.id in keeping:
        return False
    longest = timedelta(minutes=picture.rules.policies.interpreters.most_min)
    begun = ticket.known.interpreter_since or ticket.since
    return now - begun < longest and needs(picture, ticket, now)


def comes(picture: Picture, ticket: Ticket, clerk: Clerk | None, now: datetime) -> str | None:
    """Code of the interpreter who comes to the window with the ticket: who is kept for it, or one kept for nobody."""
    language = wanted(picture, ticket)
    if not picture.rules.interpreters or language is None or (clerk is not None and language in clerk.languages):
        return None
    keeping = kept(picture, now)
    taken = set(keeping.values())
    spare = (one.code for one in free(picture) if language in one.languages and one.code not in taken)
    return keeping.get(ticket.id) or next(spare, None)


def ask_interpreter(picture: Picture, command: cmd.AskInterpreter, actor: Actor, now: datetime) -> list[Event]:
    """Who is at a window already has an interpreter come at once where one is free; else the ticket is handed on, and
    waits for both."""
    ticket = living(picture, command.ticket)
    may_be_asked(picture, command.language)
    at = picture.windows.get(ticket.window) if ticket.window is not None else None
    if ticket.known.interpreter == command.language and (at is None or ticket.interpreter is not None):
        return []
    coming = None
    if at is not None and command.language is not None:
        spare = [one for one in free(picture) if one.code not in kept(picture, now).values()]
        coming = next((one.code for one in spare if command.language in one.languages), None)
    if ticket.known.interpreter == command.language and coming is None:
        return []
    return [ev.InterpreterAsked(ticket=ticket.id, number=ticket.number, language=command.language, interpreter=coming)]


def may_be_asked(picture: Picture, language: str | None) -> None:
    """Refuse a language that nobody in the hall interprets or speaks at a window."""
    if language is None or speakers(picture, language):
        return
    clerks = {spoken for clerk in picture.rules.clerks for spoken in clerk.languages}
    if language not in clerks:
        interpreted = {tongue for one in picture.rules.interpreters for tongue in one.languages}
        raise Refusal("no_interpreter", spoken=language, known=", ".join(sorted(clerks | interpreted)))


def is_waiting_for_one(picture: Picture, ticket: Ticket, now: datetime) -> bool:
    """Whether no window that is open could call it now for want of an interpreter."""
    keeping = kept(picture, now)
    at = [clerk for _, clerk in able_windows(picture, ticket.category, now)]
    waiting = ticket.state is TicketState.WAITING
    return waiting and bool(at) and all(waits(picture, ticket, clerk, keeping, now) for clerk in at)

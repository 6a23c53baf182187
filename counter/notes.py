"""What the counter tells its clerk in one line, without a dialog: what happened, what it means, what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from counter.actions import KEYS, TYPED, Action
from counter.hand import CONFIRM_S, AskFinish, Press
from shared import events as ev
from shared import i18n
from shared.commands import CallNext, Command
from shared.errors import TinghaoError

Kind = Literal["info", "ask", "work", "refused", "error"]
REFUSED_S: Final = 15.0
INFO_S: Final = 6.0
STANDS: Final = float("inf")
"""Stands until something else is pressed or happens."""


@dataclass(frozen=True, slots=True)
class Line:
    """One text of the catalogue with its places. A place named in ``named`` holds a key of the catalogue itself."""

    key: str
    params: tuple[tuple[str, object], ...] = ()
    named: tuple[tuple[str, str], ...] = ()

    def say(self, language: str) -> str:
        params: dict[str, Any] = dict(self.params) | {place: i18n.text(key, language) for place, key in self.named}
        return i18n.text(self.key, language, **params)


@dataclass(frozen=True, slots=True)
class Note:
    """The message line. ``lasts_s`` is how long it stands unless a press replaces it."""

    kind: Kind
    code: str
    detail: Line | TinghaoError
    remedy: Line | TinghaoError | None = None
    lasts_s: float = INFO_S

    def detail_in(self, language: str) -> str:
        return self.detail.say(language) if isinstance(self.detail, Line) else _readable(self.detail, language, 0)

    def remedy_in(self, language: str) -> str:
        if self.remedy is None:
            return ""
        return self.remedy.say(language) if isinstance(self.remedy, Line) else _readable(self.remedy, language, 1)


def key_of(press: Press) -> str:
    """The key that does it again: what is typed for it ends with Enter."""
    return press.key or ("Enter" if press.action in TYPED else KEYS[press.action])


def refused(error: TinghaoError) -> Note:
    """The hall, or the state of the window, says no."""
    kind: Kind = "info" if error.code == "nobody_waiting" else "refused"
    return Note(kind, error.code, error, error, REFUSED_S)


def device_trouble(fault: TinghaoError) -> Note:
    """A device of this window cannot be used; the work goes on without it."""
    return Note("error", fault.code, fault, fault, REFUSED_S)


def asks_to_finish(question: AskFinish) -> Note:
    """Whether to finish the open service and go on."""
    again = Line("counter.press_again", (("press", key_of(question.press)),))
    if question.press.action is Action.NUMBER:
        line = Line("counter.ask_finish_number", (("number", question.number), ("next", question.press.typed)))
    else:
        line = Line("counter.ask_finish_next", (("number", question.number),))
    return Note("ask", "ask_finish", line, again, CONFIRM_S)


def working(press: Press) -> Note:
    """A command is under way and the hall has not answered yet."""
    return Note("work", "working", Line("counter.working", named=(("action", _name(press)),)), lasts_s=STANDS)


def busy(press: Press) -> Note:
    """Another press while a command is under way for long."""
    return Note("work", "busy", Line("counter.busy", named=(("action", _name(press)),)), lasts_s=STANDS)


def unanswered(press: Press) -> Note:
    """Nobody answered: it may have been done. Pressing again is safe, the command keeps its id."""
    detail = Line("counter.unanswered", named=(("action", _name(press)),))
    remedy = Line("counter.unanswered_remedy", (("press", key_of(press)),))
    return Note("error", "unanswered", detail, remedy, STANDS)


def finished_only(command: Command, events: Sequence[ev.Event]) -> Note | None:
    """Finish and call next, and nobody waits: what of the two was done."""
    if not isinstance(command, CallNext) or any(isinstance(event, ev.TicketCalled) for event in events):
        return None
    finished = next((event for event in events if isinstance(event, ev.ServiceFinished)), None)
    if finished is None:
        return None
    return Note("info", "finished_nobody", Line("counter.finished_nobody", (("number", finished.number),)))


def done(event: ev.Event) -> Note | None:
    """What was done with a ticket that the window no longer shows, or shows unchanged."""
    match event:
        case ev.TicketHeld(number=number):
            line = Line("counter.did_hold", (("number", number),))
        case ev.TicketTransferred(number=number, to_category=category, to_window=window, to_clerk=clerk):
            to = "window" if window else "clerk" if clerk else "category"
            places = (("number", number), ("category", category), ("window", window), ("clerk", clerk))
            line = Line(f"counter.did_transfer_{to}", places)
        case ev.TicketTaken(number=number):
            line = Line("counter.did_another", (("number", number),))
        case ev.TicketClosed(number=number, reason="given_up" | "absent" | "mistake"):
            line = Line("counter.did_cancel", (("number", number),))
        case ev.TicketCarried(number=number):
            line = Line("counter.did_carry", (("number", number),))
        case ev.TicketReturned(number=number, reason="came_back"):
            line = Line("counter.did_come_back", (("number", number),))
        case ev.InterpreterAsked(number=number, interpreter=coming):
            key = "counter.did_interpreter_comes" if coming else "counter.did_interpreter"
            line = Line(key, (("number", number), ("interpreter", coming or "")))
        case ev.TicketMissed(number=number) | ev.TicketReturned(number=number, reason="no_show"):
            line = Line("counter.did_no_show_back", (("number", number),))
        case _:
            return None
    return Note("info", f"did_{event.type}", line)


def _name(press: Press) -> str:
    return f"counter.action_{press.action.value}"


def _readable(error: TinghaoError, language: str, part: int) -> str:
    """A refusal's text with the states it names in the reader's language."""
    params = dict(error.params)
    if error.code == "window_already" and i18n.has(f"counter.state_{params.get('state')}", language):
        params["state"] = i18n.text(f"counter.state_{params['state']}", language)
    again = type(error)(error.code, **params)
    try:
        return again.remedy(language) if part else again.detail(language)
    except (i18n.MissingTranslation, KeyError):
        # A newer hall refuses for a reason this station has no words for.
        if part:
            return i18n.text("counter.unknown_refusal_remedy", language)
        return i18n.text("counter.unknown_refusal", language, code=error.code)

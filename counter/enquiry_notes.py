"""What the enquiry desk says in its one line of words: what is under way, what was done, what cannot be done and why."""

from __future__ import annotations

from counter.notes import INFO_S, REFUSED_S, STANDS, Line, Note
from shared import events as ev
from shared import i18n
from shared.errors import TinghaoError


class EnquiryFault(TinghaoError):
    """What this desk cannot do, said before the hall is asked; texts lie in the ``enquiry`` domain."""

    domain = "enquiry"


def working(action: str) -> Note:
    """A command is under way and the hall has not answered yet."""
    return Note("work", "working", Line("enquiry.working", named=(("action", verb(action)),)), lasts_s=STANDS)


def busy(action: str) -> Note:
    """Something else was pressed meanwhile."""
    return Note("work", "busy", Line("enquiry.busy", named=(("action", verb(action)),)), lasts_s=STANDS)


def unanswered(action: str) -> Note:
    """Nobody answered: it may have been done. The same once more is safe, the command keeps its id."""
    detail = Line("enquiry.unanswered", named=(("action", verb(action)),))
    return Note("error", "unanswered", detail, Line("enquiry.unanswered_remedy"), STANDS)


def cannot(error: TinghaoError) -> Note:
    """The hall, or this desk, says no."""
    return Note("refused", error.code, error, error, REFUSED_S)


def said(key: str, **params: object) -> Note:
    """Something was done."""
    return Note("info", key, Line(f"enquiry.{key}", tuple(params.items())), lasts_s=INFO_S)


def done(event: ev.Event) -> Note | None:
    """What was done with a ticket, where :func:`counter.notes.done` has no words of the windows' for it."""
    match event:
        case ev.PriorityChecked(number=number, confirmed=confirmed):
            return said("did_confirm" if confirmed else "did_reject", number=number)
        case ev.TicketTagged(number=number, tags=tags):
            return said("did_tag" if tags else "did_untag", number=number)
        case _:
            return None


def verb(action: str) -> str:
    """Key of the word on the action's button: this desk's own, else the windows'."""
    own = f"enquiry.action_{action}"
    return own if i18n.has(own, i18n.LANGUAGES[0]) else f"counter.action_{action}"

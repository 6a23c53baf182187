"""What a clerk is asked for an action, step by step: a few options, each with the key that takes it.

Pure: from the picture and what was chosen so far to the next step, None when nothing is left to ask.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final, Protocol

from counter.actions import IN_MORE, KEYS, Action, why_not
from counter.chosen import CARRIES, COME_BACK, CONFIRMING, INTERPRETER, REJECTING, Chosen
from counter.desk import Desk, Phase, held_at
from shared.picture import Picture
from shared.serving import served_at
from shared.tickets import AT_WINDOW, HANDOVER_NOTES, PAUSE_REASONS, Ticket, TicketState
from shared.why import language_name
from shared.workdays import next_working_day

MINUTES: Final = (5, 10, 15, 20, 30, 45, 60, 90, 120)
HOLDS: Final = ("papers", "form", "payment", "other")
TAGS: Final = ("slow", "deaf", "blind")
CANCELS: Final = ("given_up", "absent", "mistake")
MOST_LANGUAGES: Final = 6
"""Languages of interpreters that fit the list beside the tags."""


class Say(Protocol):
    """A text of the room in the screen's language."""

    def __call__(self, key: str, *, n: int | None = None, **params: object) -> str: ...


@dataclass(frozen=True, slots=True)
class Option:
    """One answer: what to type, what it means, its words, and the shape beside them."""

    key: str
    value: Chosen
    text: str
    mark: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One question and its answers; ``empty`` is said where there is none."""

    title: str
    options: tuple[Option, ...]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question is asked about: the hall as it stands, the ticket, and the language."""

    picture: Picture
    ticket: Ticket | None
    desk: Desk | None
    """The window, None at the enquiry desk."""
    now: datetime
    language: str
    say: Say
    local_time: Callable[[datetime], datetime]

    @property
    def number(self) -> str:
        return self.ticket.number if self.ticket else ""


def step(asked: Asked, action: str, chosen: tuple[Chosen, ...]) -> Step | None:
    """The next question of the action, None when all is chosen."""
    return _STEPS[action](asked, chosen)


def _numbered(rows: list[tuple[Chosen, str, str, str]]) -> tuple[Option, ...]:
    return tuple(Option(str(i), value, text, mark, detail) for i, (value, text, mark, detail) in enumerate(rows, 1))


_RARE: Final = frozenset({Action.CLOSE, Action.SIGN_OUT})


def _more(asked: Asked, chosen: tuple[Chosen, ...]) -> Step | None:
    if chosen or asked.desk is None:
        return None
    desk = asked.desk
    rows: list[tuple[Chosen, str, str, str]] = [
        (a.value, asked.say(f"action_{a.value}"), "", KEYS[a])
        for a in Action
        if (a in IN_MORE or a in _RARE) and why_not(desk, a) is None
    ]
    return Step(asked.say("choose_more"), _numbered(rows), asked.say("none_more"))


def _hold(asked: Asked, chosen: tuple[Chosen, ...]) -> Step | None:
    if not chosen:
        rows: list[tuple[Chosen, str, str, str]] = [(r, asked.say(f"hold_{r}"), "", "") for r in HOLDS]
        return Step(asked.say("choose_hold", number=asked.number), _numbered(rows))
    if len(chosen) == 1:
        policy = asked.picture.rules.policies.hold
        category = asked.picture.rules.category(asked.ticket.category) if asked.ticket else None
        usual = (category.hold_min if category else None) or policy.minutes
        title = asked.say("choose_minutes", number=asked.number)
        return Step(title, _minutes(asked, min(usual, policy.longest_min), policy.longest_min))
    return None


def _minutes(asked: Asked, usual: int, longest: int) -> tuple[Option, ...]:
    """The usual time first, so that Enter takes it."""
    others = [m for m in MINUTES if m <= longest and m != usual][:7]
    return _numbered(
        [(m, asked.say("minutes", minutes=m), "", asked.say("usual") if m == usual else "") for m in (usual, *others)]
    )


def _pause(asked: Asked, chosen: tuple[Chosen, ...]) -> Step | None:
    breaks = asked.picture.rules.policies.breaks
    if not chosen:
        rows: list[tuple[Chosen, str, str, str]] = [
            (r, asked.say(f"pause_{r}"), "", asked.say("minutes", minutes=breaks.usual(r))) for r in PAUSE_REASONS
        ]
        return Step(asked.say("choose_pause"), _numbered(rows))
    if len(chosen) == 2:
        return None
    usual = next(breaks.usual(reason) for reason in PAUSE_REASONS if reason == chosen[0])
    return Step(asked.say("choose_pause_minutes"), _minutes(asked, usual, MINUTES[-1]))


def _resume(asked: Asked, chosen: tuple[Chosen, ...]) -> Step | None:
    desk = asked.desk
    if desk is None or len(chosen) == 2:
        return None
    if not chosen:
        rows: list[tuple[Chosen, str, str, str]] = [
            (t, t.number, "", asked.say("back_by", time=f"{asked.local_time(t.due_at or t.since):%H:%M}"))
            for t in held_at(asked.picture, desk.window)
        ]
        return Step(asked.say("choose_held"), _numbered(rows), asked.say("none_held"))
    held = chosen[0]
    number = held.number if isinstance(held, Ticket) else ""
    serving = desk.phase is Phase.SERVING
    title = asked.say("choose_how_finishing", number=number, other=desk.number) if serving else ""
    return Step(
        title or asked.say("choose_how", number=number),
        _numbered([("here", asked.say("resume_here"), "go", ""), ("call", asked.say("resume_call"), "", "")]),
    )


def _transfer(asked: Asked, chosen: tuple[Chosen, ...]) -> Step | None:
    if not chosen:
        own = asked.ticket.category if asked.ticket else ""
        return Step(
            asked.say("choose_transfer", number=asked.number),
            _numbered(
                [
                    ("category", asked.say("to_category"), "", ""),
                    ("window", asked.say("to_window"), "", ""),
                    ("clerk", asked.say("to_clerk"), "", ""),
                    ("back", asked.say("to_line", category=own), "", ""),
                ]
            ),
        )
    if chosen[0] == "back" or len(chosen) == 3:
        return None
    if len(chosen) == 2:
        return _handover(asked)
    kind = str(chosen[0])
    options = {"category": _categories, "window": _windows, "clerk": _clerks}[kind](asked)
    return Step(asked.say(f"choose_{kind}", number=asked.number), options, asked.say("none_able"))


def _handover(asked: Asked) -> Step:
    """What the next window should know. Nothing is the first answer, so that Enter goes on."""
    rows: list[tuple[Chosen, str, str, str]] = [(n, asked.say(f"note_{n}"), "", "") for n in HANDOVER_NOTES]
    nothing = Option("0", None, asked.say("note_none"))
    return Step(asked.say("choose_note", number=asked.number), (nothing, *_numbered(rows)))


def _categories(asked: Asked, *, own: bool = False) -> tuple[Option, ...]:
    here = asked.ticket.category if asked.ticket and not own else None
    return tuple(
        Option(c.code, c.code, c.name.get(asked.language), detail=str(asked.picture.waiting_in(c.code)))
        for c in asked.picture.rules.categories
        if c.code != here
    )


def _able(asked: Asked) -> list[tuple[int, str]]:
    """Windows with a clerk who may serve the ticket's category, other than the own."""
    category = asked.ticket.category if asked.ticket else ""
    return [
        (w.number, w.clerk)
        for w in sorted(asked.picture.windows.values(), key=lambda w: w.number)
        if w.clerk is not None
        and (asked.desk is None or w.number != asked.desk.window)
        and category in served_at(asked.picture, w, asked.now)
    ]


def _windows(asked: Asked) -> tuple[Option, ...]:
    return tuple(
        Option(str(n), n, asked.say("window_n", window=n), detail=asked.say("clerk", clerk=clerk))
        for n, clerk in _able(asked)
    )


def _clerks(asked: Asked) -> tuple[Option, ...]:
    return tuple(
        Option(clerk, clerk, asked.say("clerk", clerk=clerk), detail=asked.say("window_n", window=n))
        for n, clerk in _able(asked)
    )


def _another(asked: Asked, chosen: tuple[Chosen, ...]) -> Step | None:
    if not chosen:
        return Step(asked.say("choose_another", number=asked.number), _categories(asked, own=True))
    if len(chosen) == 2 or asked.desk is None:
        return None
    if asked.desk.phase is not Phase.SERVING or chosen[0] not in asked.desk.serves:
        return None
    return Step(
        asked.say("choose_when", number=asked.number, category=chosen[0]),
        _numbered([("now", asked.say("another_now"), "go", ""), ("line", asked.say("another_line"), "", "")]),
    )


def _priority(asked: Asked, chosen: tuple[Chosen, ...]) -> Step | None:
    classes = asked.picture.rules.policies.priority.classes
    if not chosen:
        options = tuple(Option(str(i), c.code, c.name.get(asked.language)) for i, c in enumerate(classes, 1))
        return Step(asked.say("choose_class", number=asked.number), options, asked.say("none_classes"))
    if len(chosen) == 2:
        return None
    known = next((c.name.get(asked.language) for c in classes if c.code == chosen[0]), str(chosen[0]))
    rows: list[tuple[Chosen, str, str, str]] = [
        *((r, asked.say(f"why_{r}"), "go", asked.say("confirms")) for r in CONFIRMING),
        *((r, asked.say(f"why_{r}"), "stop", asked.say("rejects")) for r in REJECTING),
    ]
    return Step(asked.say("choose_check", number=asked.number, priority=known), _numbered(rows))


def _tag(asked: Asked, chosen: tuple[Chosen, ...]) -> Step | None:
    if chosen:
        return None
    tags = asked.ticket.known.tags if asked.ticket else ()
    rows: list[tuple[Chosen, str, str, str]] = [
        (t, asked.say(f"tag_{t}"), "tag" if t in tags else "doubt", asked.say("tag_on") if t in tags else "")
        for t in TAGS
    ]
    needed = asked.ticket.known.interpreter if asked.ticket else None
    for language in spoken(asked)[:MOST_LANGUAGES]:
        there = language == needed
        name = asked.say("tag_interpreter", speaks=language_name(language, asked.language))
        rows.append((INTERPRETER + language, name, "tag" if there else "doubt", asked.say("tag_on") if there else ""))
    return Step(asked.say("choose_tag", number=asked.number), _numbered(rows))


def spoken(asked: Asked) -> list[str]:
    """Languages that the hall's interpreters speak."""
    return list(dict.fromkeys(tag for one in asked.picture.rules.interpreters for tag in one.languages))


def _evening(asked: Asked) -> list[tuple[Chosen, str, str, str]]:
    """What the enquiry desk may offer once calling is over, and for a ticket that was carried to another day."""
    ticket, today, policies = asked.ticket, asked.picture.today, asked.picture.rules.policies
    if ticket is None or today is None or asked.desk is not None:
        return []
    if ticket.state is TicketState.CARRIED:
        return [(COME_BACK, asked.say("evening_here"), "go", "")]
    if today.ended_at is None or ticket.state in AT_WINDOW:
        return []
    day = next_working_day(policies.hours, today.day).isoformat()
    offers = [offer for offer in policies.end_of_day.offers if offer in CARRIES]
    return [(offer, asked.say(f"evening_{offer}", day=day), "pause", "") for offer in offers]


def _cancel(asked: Asked, chosen: tuple[Chosen, ...]) -> Step | None:
    if chosen:
        return None
    if evening := _evening(asked):
        rows = [*evening, *((r, asked.say(f"cancel_{r}"), "", "") for r in CANCELS)]
        return Step(asked.say("choose_evening", number=asked.number), _numbered(rows))
    rows = [(r, asked.say(f"cancel_{r}"), "", "") for r in CANCELS]
    return Step(asked.say("choose_cancel", number=asked.number), _numbered(rows))


_STEPS: Final[Mapping[str, Callable[[Asked, tuple[Chosen, ...]], Step | None]]] = MappingProxyType(
    {
        "more": _more,
        "pause": _pause,
        "hold": _hold,
        "resume": _resume,
        "transfer": _transfer,
        "another": _another,
        "priority": _priority,
        "tag": _tag,
        "cancel": _cancel,
    }
)

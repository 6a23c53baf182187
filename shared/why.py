"""Why a number was called, or is not called yet, in the reader's words: every automatic choice can be explained.

The hall gives the reasons as data (rule, candidates, waits); here they become sentences for the enquiry desk and the
manager, who read them to whoever asks "why was she called before me".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from shared.events import CallRule, Candidate
from shared.i18n import has, text

_MOST = 6
"""Candidates that are told of; the data holds them all."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What keeps a waiting ticket from being called now."""

    code: Literal["muted", "not_yet", "visit", "assigned", "language", "interpreter", "no_window"]
    window: int | None = None
    clerk: str | None = None
    category: str | None = None
    language: str | None = None
    at: datetime | None = None
    """Until when at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldCall:
    """One call of the ticket, and what was weighed."""

    seq: int
    at: datetime
    window: int
    clerk: str
    rule: CallRule
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """All reasons of one ticket."""

    ticket: str
    number: str
    state: str
    calls: tuple[ToldCall, ...]
    ahead: int | None = None
    """How many of its category began to wait before it; None where it does not wait."""
    obstacles: tuple[Obstacle, ...] = ()


def sentences(told: Told, language: str, zone: ZoneInfo) -> list[str]:
    """The reasons in the reader's language, in the order in which they became true."""
    said = [sentence for call in told.calls for sentence in _call(told, call, language, zone)]
    if told.ahead is not None:
        said.append(text("why.ahead", language, n=told.ahead, number=told.number))
        said += [_obstacle(one, language, zone) for one in told.obstacles]
    elif not told.calls:
        said.append(text("why.never_called", language, number=told.number))
    return said


def _call(told: Told, call: ToldCall, language: str, zone: ZoneInfo) -> Iterator[str]:
    chosen = next((one for one in call.candidates if one.number == told.number), None)
    waited = _minutes(chosen.waited_s if chosen else 0)
    at = _clock(call.at, zone)
    yield text("why.called", language, at=at, number=told.number, window=call.window)
    credit = _minutes(chosen.credit_s if chosen else 0)
    yield text(f"why.rule_{call.rule}", language, minutes=waited, credit=credit, window=call.window)
    others = [one for one in call.candidates if one is not chosen]
    before = [one for one in others if one.barred or chosen is None or one.waited_s > chosen.waited_s]
    for one in before[:_MOST]:
        key = f"why.barred_{one.barred}" if one.barred else "why.waited_longer"
        yield text(key, language, number=one.number, minutes=_minutes(one.waited_s))


def _obstacle(one: Obstacle, language: str, zone: ZoneInfo) -> str:
    if one.code == "assigned" and one.window is None:
        return text("why.waits_assigned_clerk", language, clerk=one.clerk)
    return text(
        f"why.waits_{one.code}",
        language,
        at=_clock(one.at, zone) if one.at is not None else "",
        window=one.window,
        category=one.category,
        speaks=language_name(one.language, language) if one.language is not None else "",
    )


def language_name(spoken: str, language: str) -> str:
    """The name of a spoken or signed language in the reader's; its tag where the catalogue has none."""
    key = f"why.speaks_{spoken}"
    return text(key, language) if has(key, language) else spoken


def _minutes(seconds: int) -> int:
    return seconds // 60


def _clock(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%H:%M}"

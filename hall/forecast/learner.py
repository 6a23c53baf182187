"""What the last service days taught, as the few figures a forecast needs: pace, its spread, and how far waits were off.

Days fade: each service day counts nine tenths of the one after it. Of a category that has little experience the hall's
settings and the errors of all categories speak first.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from operator import add
from statistics import NormalDist
from typing import Final, NamedTuple

from shared.experience import SCORES, STEP, Experience, step_begins
from shared.picture import HALL, Picture, SettingsVersion
from shared.tickets import ServiceDay

FADING: Final = 0.9
"""What a service day counts against the one after it."""
LEAST_TURNS: Final = 3
"""With fewer numbers served, and no mean service time in the settings, no pace is known."""
GUESSED_TURNS: Final = 5
"""So many numbers served a mean service time of the settings is worth."""
GUESSED_CV: Final = 0.7
"""Spread of service times around a mean of the settings, as a share of it (our assumption, FIELD section 1)."""
CV: Final = (0.4, 0.8)
"""Bounds of that spread: within them a longer line never gives a shorter wait (:mod:`hall.forecast.outlook`)."""
FURTHEST: Final = 2.5
"""Most spreads that an end of the interval lies from what was reckoned: the same bound."""
NARROWEST: Final = 0.3
"""Least spreads that the upper end lies above it: nobody knows a wait to the minute."""
GUESSED_ERRORS: Final = 10
"""So many errors the house's own guess of them is worth: normal, a little wider than the spread."""
BORROWED_ERRORS: Final = 20
"""At most so many errors of the other categories count in one."""
LOW, HIGH = 0.5, 0.9
"""Shares of waits that shall be over by the lower and by the upper end."""


class Lesson(NamedTuple):
    """What is known of one category."""

    pace_s: float
    """Seconds that a window needs for a person, until it calls the next: all their calls together."""
    cv: float
    """Spread of that time, as a share of it."""
    low: float
    """The lower end of the interval, in spreads from what was reckoned."""
    high: float
    """The upper end."""


def _guess() -> list[float]:
    errors = NormalDist(0, 1.2)
    edges = [errors.cdf(step_begins(step)) for step in range(SCORES + 1)]
    return [GUESSED_ERRORS * (after - before) for before, after in pairwise(edges)]


_GUESS: Final = _guess()


@dataclass(slots=True)
class _Sums:
    """Experience added up, each day by its weight."""

    calls: float = 0.0
    firsts: float = 0.0
    turns: float = 0.0
    turn_s: float = 0.0
    turn_sq: float = 0.0
    gaps: float = 0.0
    gap_s: float = 0.0
    scores: list[float] = field(default_factory=lambda: [0.0] * SCORES)

    def add(self, row: Experience, weight: float) -> None:
        self.calls += weight * row.calls
        self.firsts += weight * row.firsts
        self.turns += weight * row.turns
        self.turn_s += weight * row.turn_s
        self.turn_sq += weight * row.turn_sq
        self.gaps += weight * row.gaps
        self.gap_s += weight * row.gap_s
        for step, count in enumerate(row.scores):
            self.scores[step] += weight * count

    def plus(self, row: Experience | None) -> _Sums:
        """With today's row; of its errors :class:`Learner` takes account."""
        if row is None:
            return replace(self)
        return _Sums(
            calls=self.calls + row.calls,
            firsts=self.firsts + row.firsts,
            turns=self.turns + row.turns,
            turn_s=self.turn_s + row.turn_s,
            turn_sq=self.turn_sq + row.turn_sq,
            gaps=self.gaps + row.gaps,
            gap_s=self.gap_s + row.gap_s,
            scores=self.scores,
        )


_NOTHING: Final = _Sums()


class Learner:
    """Lessons of one picture, each made anew only when its category's experience has changed."""

    def __init__(self) -> None:
        self._day: ServiceDay | None = None
        self._settings: SettingsVersion | None = None
        self._past: dict[str, _Sums] = {}
        self._borrowed: list[float] = []
        self._before: dict[str, list[float]] = {}
        self._known: dict[str, tuple[Experience | None, Lesson | None]] = {}

    def lesson(self, picture: Picture, category: str) -> Lesson | None:
        """What is known of the category; None where that is too little to say anything."""
        day, settings = picture.today, picture.settings[HALL]
        if day is None:
            return None
        if day is not self._day or settings is not self._settings:
            self._past = _past(picture, day)
            self._borrowed = _borrowed(self._past.values())
            self._known.clear()
            self._before.clear()
            self._day, self._settings = day, settings
        row = picture.experience.get((category, day.day))
        known = self._known.get(category)
        if known is None or known[0] is not row:
            known = self._known[category] = row, self._learnt(settings, category, row)
        return known[1]

    def _errors(self, category: str, past: _Sums) -> list[float]:
        """Errors of the days before, with the other categories' and the house's guess: the same all day."""
        known = self._before.get(category)
        if known is None:
            known = [own + lent + guess for own, lent, guess in zip(past.scores, self._borrowed, _GUESS, strict=True)]
            self._before[category] = known
        return known

    def _learnt(self, settings: SettingsVersion, category: str, row: Experience | None) -> Lesson | None:
        past = self._past.get(category, _NOTHING)
        sums = past.plus(row)
        known = settings.settings.category(category)
        if known is not None and known.service_min is not None:
            guess = 60.0 * known.service_min
            sums.turns += GUESSED_TURNS
            sums.turn_s += GUESSED_TURNS * guess
            sums.turn_sq += GUESSED_TURNS * guess * guess * (1 + GUESSED_CV**2)
        if sums.turns < LEAST_TURNS:
            return None
        mean = max(1.0, sums.turn_s / sums.turns)
        gap = sums.gap_s / sums.gaps if sums.gaps else 0.0
        # Of who does not come the window's time is taken again; before the first call everybody comes at once.
        again = (sums.calls + GUESSED_TURNS) / (sums.firsts + GUESSED_TURNS)
        spread = math.sqrt(max(0.0, sums.turn_sq / sums.turns - mean * mean))
        errors = self._errors(category, past)
        if row is not None and row.scores:
            errors = list(map(add, errors, row.scores))
        below = list(accumulate(errors))
        low = min(FURTHEST - NARROWEST, max(-FURTHEST, quantile(below, LOW)))
        return Lesson(
            pace_s=(mean + gap) * again,
            cv=min(CV[1], max(CV[0], spread / mean)),
            low=low,
            high=min(FURTHEST, max(low, NARROWEST, quantile(below, HIGH))),
        )


def _past(picture: Picture, today: ServiceDay) -> dict[str, _Sums]:
    """The days before today of each category, faded."""
    days = sorted({day for _, day in picture.experience if day < today.day}, reverse=True)
    weights = {day: FADING ** (ago + 1) for ago, day in enumerate(days)}
    past: dict[str, _Sums] = {}
    for (category, day), row in sorted(picture.experience.items()):
        if day in weights:
            past.setdefault(category, _Sums()).add(row, weights[day])
    return past


def _borrowed(past: Iterable[_Sums]) -> list[float]:
    """The errors of all categories together, worth :data:`BORROWED_ERRORS` at most."""
    together = [0.0] * SCORES
    for sums in past:
        together = [one + other for one, other in zip(together, sums.scores, strict=True)]
    worth = min(1.0, BORROWED_ERRORS / total) if (total := sum(together)) else 0.0
    return [worth * count for count in together]


def quantile(below: list[float], share: float) -> float:
    """The place on the scale of errors below which that share of them lies, even within a step; ``below`` counts up to
    the end of each step."""
    wanted = share * below[-1]
    step = bisect_left(below, wanted)
    before = below[step - 1] if step else 0.0
    count = below[step] - before
    return step_begins(step) + (STEP * (wanted - before) / count if count else 0.0)

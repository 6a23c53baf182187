"""What one service day taught about the waits of one category: sums only, so that every service adds up the same.

The hall learns nothing else and nothing about a person. How the sums become a forecast is the hall's business
(``hall/forecast``); which entry adds to them stands in :mod:`shared.learning`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

KEPT: Final = timedelta(days=28)
"""About twenty service days: older ones stay in the book and are not learnt from."""
ALLOWANCE_S: Final = 60
"""Seconds added to a wait before waits are compared by their ratio: a minute is no error of a wait of none."""
SCORES: Final = 60
"""How many steps the scale of errors has."""
STEP: Final = 0.2
"""Width of a step."""
_ZERO: Final = SCORES // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Experience:
    """One category on one service day."""

    category: str
    day: date
    calls: int = 0
    """Calls, also of who was called before: a no-show that came back takes a window's time twice."""
    firsts: int = 0
    """First calls: so many people."""
    turns: int = 0
    """Numbers called that left their window again."""
    turn_s: int = 0
    """Seconds from call to leaving, of all of them."""
    turn_sq: int = 0
    """Their squares, for the spread."""
    gaps: int = 0
    """Calls of a number that had waited when the window became free."""
    gap_s: int = 0
    """Seconds from free to that call, of all of them."""
    free: int = 0
    """Calls of who was told that a window was free: no error of theirs is learnt from, for theirs was no forecast."""
    free_by_high: int = 0
    """Of them called by the upper end (p90)."""
    told: int = 0
    """Calls that showed how true a told wait was, of who had somebody before them."""
    before_low: int = 0
    """Of them called before the lower end (p50)."""
    by_high: int = 0
    """Of them called by the upper end (p90)."""
    off_s: int = 0
    """Seconds between the wait and the lower end (p50), of all of them, whichever was longer."""
    scores: tuple[int, ...] = ()
    """How many errors fell on each step of the scale, see :func:`score`; empty before the first."""

    @property
    def key(self) -> tuple[str, date]:
        """What the row lies under."""
        return self.category, self.day


def kept_from(today: date) -> date:
    """First day whose experience counts today."""
    return today - KEPT


def score(wait_s: int, reckoned_s: int, spread: int) -> int:
    """Which step of the scale an error falls on: how many spreads the wait was longer than reckoned.

    Errors of waits are errors by a factor, so the logarithms are compared; ``spread`` is in thousandths of one.
    """
    off = math.log((wait_s + ALLOWANCE_S) / (reckoned_s + ALLOWANCE_S)) / (spread / 1000)
    return min(SCORES - 1, max(0, math.floor(off / STEP) + _ZERO))


def step_begins(step: int) -> float:
    """Lower end of a step, in spreads."""
    return (step - _ZERO) * STEP

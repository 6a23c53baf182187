"""Which screens prove what they show. Each says every few seconds the sequence of a frame it has just drawn.

Knows no clock but the one given, and nothing is kept: a service that starts anew hears of every screen within seconds.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final, Literal

STALE_S: Final = 30.0
"""A screen that was not heard for so long proves nothing. Seconds of the machine."""
BEHIND_S: Final = 5.0
"""A screen whose frame lacks an entry older than this is behind; less is the way from the book to the glass."""

State = Literal["current", "behind", "stale", "never"]
STATES: Final[tuple[State, ...]] = ("current", "behind", "stale", "never")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The latest word of one screen."""

    seq: int
    behind: int
    """Entries that the hall had written and the frame did not show."""
    lag_s: float
    """How old the first of them was, 0 where there was none."""
    proven: bool
    """Whether it came with the station's own token. Without one anybody on the LAN could have said it."""
    heard_at: float


class Screens:
    """What this service was told. Lives in the API's event loop."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._shown: dict[str, Shown] = {}

    def heard(self, station: str, seq: int, *, head: int, lag_s: float, proven: bool) -> None:
        """The station shows ``seq`` while the hall stands at ``head``.

        A word without a token never takes the place of a fresh one with a token.
        """
        now, before = self._monotonic(), self._shown.get(station)
        if not proven and before is not None and before.proven and now - before.heard_at < STALE_S:
            return
        behind = max(0, head - seq)
        self._shown[station] = Shown(seq=seq, behind=behind, lag_s=lag_s, proven=proven, heard_at=now)

    def rows(self, expected: Iterable[str]) -> list[dict[str, Any]]:
        """Each screen that is expected or was heard, by name."""
        return [self._row(station) for station in sorted({*expected, *self._shown})]

    def counts(self, expected: Iterable[str]) -> dict[State, int]:
        """How many screens are in each state."""
        found = Counter(row["state"] for row in self.rows(expected))
        return {state: found[state] for state in STATES}

    def _row(self, station: str) -> dict[str, Any]:
        shown = self._shown.get(station)
        if shown is None:
            return {
                "station": station,
                "state": "never",
                "seq": None,
                "behind": None,
                "lag_s": None,
                "heard_s_ago": None,
                "proven": False,
            }
        ago = self._monotonic() - shown.heard_at
        state: State = "stale" if ago >= STALE_S else "behind" if shown.lag_s >= BEHIND_S else "current"
        return {
            "station": station,
            "state": state,
            "seq": shown.seq,
            "behind": shown.behind,
            "lag_s": round(shown.lag_s, 1) if isfinite(shown.lag_s) else None,
            "heard_s_ago": round(ago, 1),
            "proven": shown.proven,
        }

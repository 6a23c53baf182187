"""Which windows are there for a category: open, with a clerk who is able, or paused and known to be back.

Made anew only when a window or the settings change, not for each visitor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Final, NamedTuple

from shared.picture import HALL, Picture, SettingsVersion
from shared.serving import place_of, served_at
from shared.tickets import Window, WindowState

_NOBODY: Final[Mapping[str, tuple[Bench, ...]]] = {}


class Bench(NamedTuple):
    """A window, as a category sees it."""

    window: int
    clerk: str
    before: tuple[tuple[str, float], ...]
    """The categories whose people it calls before or with those of this one, and which share of them falls to windows
    of this one: others have windows of their own besides."""
    back_at: datetime | None
    """When a paused window opens again."""


class _Seat(NamedTuple):
    """A bench before its shares are known."""

    window: int
    clerk: str
    before: tuple[str, ...]
    back_at: datetime | None


class Staff:
    """The windows of one picture, by category."""

    def __init__(self) -> None:
        self._seen: dict[int, Window] = {}
        self._settings: SettingsVersion | None = None
        self._until: datetime | None = None
        self._served: dict[tuple[object, ...], tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._benches: Mapping[str, Sequence[Bench]] = _NOBODY

    def benches(self, picture: Picture, category: str, now: datetime) -> Sequence[Bench]:
        """The windows that the category's people will be called to."""
        settings = picture.settings[HALL]
        if settings is not self._settings:
            self._served.clear()
            self._settings = settings
            self._seen = {}
        if self._look(picture) or (self._until is not None and now >= self._until):
            plans = [w.planned_at for w in self._seen.values() if w.planned_at is not None and w.planned_at > now]
            self._until = min(plans, default=None)
            self._benches = self._made(picture, now)
        return self._benches.get(category, ())

    def _look(self, picture: Picture) -> bool:
        """Whether some window is staffed otherwise than when it was last looked at; a call does not make it so."""
        rows, seen = picture.windows, self._seen
        if len(rows) != len(seen):
            self._seen = dict(rows)
            return True
        other = False
        for number, window in rows.items():
            before = seen.get(number)
            if before is not window:
                other = other or before is None or _staffed(before) != _staffed(window)
                seen[number] = window
        return other

    def _made(self, picture: Picture, now: datetime) -> dict[str, list[Bench]]:
        made: dict[str, list[_Seat]] = {}
        for window in self._seen.values():
            back_at = window.back_at if window.state is WindowState.PAUSED else None
            if window.clerk is None or (window.state is not WindowState.OPEN and back_at is None):
                continue
            served, own = self._serves(picture, window, now)
            for category in served:
                seat = _Seat(window.number, window.clerk, own if category in own else served, back_at)
                made.setdefault(category, []).append(seat)
        return {category: _shared(seats, made) for category, seats in made.items()}

    def _serves(self, picture: Picture, window: Window, now: datetime) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What the window and its clerk serve, and what of it is the window's own."""
        planned = window.planned_at is not None and window.planned_at <= now
        key = (window.number, window.clerk, window.planned if planned else window.assigned)
        if key not in self._served:
            self._served[key] = _serves(picture, window, now)
        return self._served[key]


_staffed: Final = attrgetter("state", "clerk", "back_at", "assigned", "planned", "planned_at")
"""What of a window decides whom it may serve, and when."""


def _serves(picture: Picture, window: Window, now: datetime) -> tuple[tuple[str, ...], tuple[str, ...]]:
    place, served = place_of(picture, window, now), served_at(picture, window, now)
    own = place.own if place is not None else ()
    return served, tuple([code for code in served if code in own]) if own else served


def _shared(seats: Sequence[_Seat], made: Mapping[str, Sequence[_Seat]]) -> list[Bench]:
    """The benches of one category, with the shares in which other categories' people fall to its windows: those of
    its windows that call them, among all that do."""
    calling = Counter(code for seat in seats for code in seat.before)
    share = {code: count / len(made[code]) for code, count in calling.items()}
    lines = {seat.before: tuple([(code, share[code]) for code in seat.before]) for seat in seats}
    return [Bench(seat.window, seat.clerk, lines[seat.before], seat.back_at) for seat in seats]

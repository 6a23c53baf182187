"""Who sits where and may serve what: a window with its clerk, as settings, skills and assignments have it now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from shared.picture import Picture
from shared.serving import place_of, served_at
from shared.settings import Clerk
from shared.tickets import Window


class Desk(NamedTuple):
    """A window with its clerk, as the settings know them, and what they may serve."""

    window: Window
    clerk: Clerk
    own: tuple[str, ...]
    helped: tuple[str, ...]
    overflowing: tuple[str, ...]

    def serves(self, category: str) -> bool:
        """Whether a number of the category may be called here now."""
        return category in self.own or category in self.helped or category in self.overflowing


def desk_at(picture: Picture, window: Window, now: datetime) -> Desk | None:
    """The window with its clerk; None where the settings no longer know one of them."""
    rules = picture.rules
    place, clerk = place_of(picture, window, now), rules.clerk(window.clerk or "")
    if place is None or clerk is None:
        return None
    served = tuple([code for code in place.categories if rules.able(clerk, code)])
    own = tuple([code for code in served if code in place.own]) if place.own else served
    overflowing = [
        more.category
        for more in rules.policies.overflow
        if place.number in more.windows and more.category not in own and rules.able(clerk, more.category)
        if (head := picture.head(more.category)) and now - head.since >= timedelta(minutes=more.after_min)
    ]
    helped = tuple([code for code in served if code not in own]) if place.own else ()
    return Desk(window, clerk, own, helped, tuple(overflowing))


def is_theirs(picture: Picture, category: str, to_window: int | None, to_clerk: str | None, now: datetime) -> bool:
    """Whether what was handed to one window or clerk still waits for them: they are there and may serve it.

    A window may be given other categories and a clerk other skills after the handing on. Nobody waits for somebody who
    can never call them: from then on the ticket is everybody's.
    """
    if to_window is None and to_clerk is None:
        return False
    there = [
        window
        for window in picture.windows.values()
        if to_window in (None, window.number) and to_clerk in (None, window.clerk)
    ]
    return any(window.clerk is not None and category in served_at(picture, window, now) for window in there)

"""What a window serves now: as built, as it was given by an assignment, as its clerk's skills allow.

One knowledge for the hall's rules, the counters and the boards, so that none of them shows what another would refuse.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from shared.picture import Picture
from shared.settings import Clerk, WindowPlace
from shared.tickets import Window, WindowState


def place_of(picture: Picture, window: Window, now: datetime) -> WindowPlace | None:
    """The window as built, with the categories that it was given for now; None where the settings do not know it."""
    return as_given(picture.rules.window(window.number), window, now)


def as_given(place: WindowPlace | None, window: Window, now: datetime) -> WindowPlace | None:
    """The place with the categories that the window was given for now instead of its own, where it was given any."""
    planned = window.planned_at is not None and window.planned_at <= now
    given = window.planned if planned else window.assigned
    if place is None or not given:
        return place
    return place.model_copy(update={"categories": given, "own": ()})


def as_assigned(window: Window, categories: tuple[str, ...], since: datetime, now: datetime) -> Window:
    """The window after an assignment, at once or from a time on; a plan whose time has come is what it has now."""
    if since <= now:
        return replace(window, assigned=categories, planned=(), planned_at=None)
    due = window.planned_at is not None and window.planned_at <= now
    return replace(window, assigned=window.planned if due else window.assigned, planned=categories, planned_at=since)


def served_at(picture: Picture, window: Window, now: datetime) -> tuple[str, ...]:
    """Categories that the window and its clerk may both serve now; the window's alone while nobody is signed in.

    Empty where the settings know the window or the clerk no longer.
    """
    place = place_of(picture, window, now)
    if place is None or window.clerk is None:
        return place.categories if place is not None else ()
    clerk = picture.rules.clerk(window.clerk)
    return tuple(code for code in place.categories if clerk is not None and picture.rules.able(clerk, code))


def open_windows(picture: Picture, category: str, now: datetime) -> int:
    """How many open windows have the category on their list. For walls and kiosks, to which the clerks' skills are
    closed: an upper bound where a clerk serves less than the window may."""
    places = [place_of(picture, w, now) for w in picture.windows.values() if w.state is WindowState.OPEN]
    return sum(place is not None and category in place.categories for place in places)


def able_windows(picture: Picture, category: str, now: datetime) -> Iterator[tuple[WindowPlace, Clerk]]:
    """Open windows, and their clerks, that may serve the category."""
    rules = picture.rules
    for window in picture.windows.values():
        if window.state is WindowState.OPEN and window.clerk is not None:
            place, clerk = place_of(picture, window, now), rules.clerk(window.clerk)
            if place is not None and clerk is not None and category in place.categories and rules.able(clerk, category):
                yield place, clerk

"""What becomes of windows' live assignments when the settings change.

Whoever imports settings means them. An assignment goes on as far as it still makes sense: a category that is no more
leaves it, and it ends where it would leave a category of the new settings without a window. Each such end is an event,
so that the journal tells why a window calls others than before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from shared import events as ev
from shared.events import Event
from shared.picture import Picture
from shared.serving import as_given
from shared.settings import Settings
from shared.tickets import Window


def reassigned(picture: Picture, settings: Settings, now: datetime) -> list[Event]:
    """The events that bring the assignments in line with new settings; none where they fit."""
    before = [picture.windows[p.number] for p in settings.windows if p.number in picture.windows]
    codes = {category.code for category in settings.categories}
    after = [_known_only(window, codes) for window in before]
    while (ending := left_alone(after, settings, now)) is not None:
        after = [replace(w, assigned=(), planned=(), planned_at=None) if w.number == ending[0] else w for w in after]
    events: list[Event] = []
    for old, new in zip(before, after, strict=True):
        if old != new:
            events += _told(new, now)
    return events


def _known_only(window: Window, codes: set[str]) -> Window:
    assigned = tuple(code for code in window.assigned if code in codes)
    planned = tuple(code for code in window.planned if code in codes)
    return replace(window, assigned=assigned, planned=planned)


def left_alone(windows: Sequence[Window], settings: Settings, now: datetime) -> tuple[int, str] | None:
    """A window whose assignment takes it from a category that has no other, now or once a plan begins; and which."""
    # A window that is new with these settings has no assignment and no row yet.
    new = {place.number for place in settings.windows} - {window.number for window in windows}
    rows = [*windows, *(Window(number=number) for number in sorted(new))]
    times = [now, *sorted({w.planned_at for w in windows if w.planned_at is not None and w.planned_at > now})]
    for at in times:
        places = [as_given(settings.window(row.number), row, at) for row in rows]
        served = {code for place in places if place is not None for code in place.own or place.categories}
        for built in settings.windows:
            for code in built.own or built.categories:
                if code not in served:
                    return built.number, code
    return None


def _told(window: Window, now: datetime) -> list[Event]:
    due = window.planned_at is not None and window.planned_at <= now
    events: list[Event] = [
        ev.WindowAssigned(window=window.number, categories=window.planned if due else window.assigned, since=now)
    ]
    if window.planned_at is not None and not due:
        events.append(ev.WindowAssigned(window=window.number, categories=window.planned, since=window.planned_at))
    return events

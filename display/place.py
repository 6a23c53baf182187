"""What a display is by the settings: its layout, its window, and for which windows it speaks. Pure functions."""

from __future__ import annotations

from typing import Final, Literal

from shared.settings import Settings, Station
from shared.tickets import Role

Layout = Literal["board", "strip"]
DESIGN: Final[dict[str, tuple[int, int]]] = {"board": (1920, 1080), "strip": (1920, 360)}
"""Size in pixels that each layout is drawn at; a strip of 1280×240 is the same picture, smaller."""


def layout_of(settings: Settings | None, station: str, given: Layout | None) -> Layout:
    """The layout given on the command line, else the settings', else a board."""
    entry = settings.station(station) if settings else None
    return given or (entry.layout if entry else None) or "board"


def window_of(settings: Settings | None, station: str, given: int | None) -> int:
    """The window of a strip: given, else the settings'; 0 where there is none."""
    entry = settings.station(station) if settings else None
    return given or (entry.window if entry else None) or 0


def spoken_windows(settings: Settings, station: str, layout: Layout, window: int, *, forced: bool) -> frozenset[int]:
    """The windows whose calls this display speaks: one voice for each zone.

    A board speaks for the windows of its zone, for all where it has none or where no window lies in it (a waiting
    zone hears every call). Of several boards of one zone the first in the settings speaks. A strip is silent.
    ``forced`` (a voice asked for on this very machine) lets it speak in any case, a strip for its own window.
    """
    if layout == "strip":
        return frozenset({window}) if forced and settings.window(window) else frozenset()
    entry = settings.station(station)
    zone = entry.zone if entry else None
    if not forced and entry is not None and _first_board(settings, zone) not in (None, entry):
        return frozenset()
    here = frozenset(place.number for place in settings.windows if place.zone == zone)
    return here or frozenset(place.number for place in settings.windows)


def _first_board(settings: Settings, zone: str | None) -> Station | None:
    boards = (s for s in settings.stations if s.role is Role.DISPLAY and s.layout != "strip" and s.zone == zone)
    return next(boards, None)

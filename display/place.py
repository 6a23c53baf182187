"""What a display is by the settings: its layout, its window, and for which windows it speaks. Pure functions."""

from __future__ import annotations

from typing import Final, Literal

from shared.settings import Settings

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
    """The windows whose calls this display speaks.

    The settings name one voice for each zone (``speaks``). It speaks for the windows of its zone, and for all of them
    where it has no zone or no window lies in it: who sits in a waiting zone hears every call. A strip that speaks does
    so for its own window. ``forced``: a voice was asked for on this very machine, whatever the settings say.
    """
    entry = settings.station(station)
    if not forced and not (entry and entry.speaks):
        return frozenset()
    every = frozenset(place.number for place in settings.windows)
    if layout == "strip":
        return every & {window}
    zone = entry.zone if entry else None
    return frozenset(place.number for place in settings.windows if place.zone == zone) or every

"""What a display is by the settings: its layout, its zone, its window, and for which windows it speaks. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from shared.screens import Layout, Orientation, Screen
from shared.settings import Settings

DESIGN: Final[Mapping[Layout, tuple[int, int]]] = MappingProxyType(
    {"board": (1920, 1080), "zone": (1920, 1080), "overview": (1920, 1080), "strip": (1920, 360)}
)
"""Size in pixels that each layout is drawn at in landscape; a strip of 1280×240 is the same picture, smaller."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What was said when this display was started; it wins over the settings."""

    layout: Layout | None = None
    window: int | None = None
    zone: str | None = None
    orientation: Orientation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a display is."""

    layout: Layout = "board"
    window: int = 0
    """The window of a strip; 0 where there is none."""
    zone: str | None = None
    screen: Screen = field(default_factory=Screen)

    @property
    def portrait(self) -> bool:
        return self.screen.orientation == "portrait" and self.layout != "strip"

    @property
    def size(self) -> tuple[int, int]:
        """Width and height that it is drawn at."""
        width, height = DESIGN[self.layout]
        return (height, width) if self.portrait else (width, height)


def place_of(settings: Settings | None, station: str, given: Given) -> Place:
    """What was given, else the settings' entry of the station, else a hall board."""
    entry = settings.station(station) if settings else None
    screen = entry.screen if entry else Screen()
    if given.orientation is not None:
        screen = screen.model_copy(update={"orientation": given.orientation})
    return Place(
        layout=given.layout or (entry.layout if entry else None) or "board",
        window=given.window or (entry.window if entry else None) or 0,
        zone=given.zone or (entry.zone if entry else None),
        screen=screen,
    )


def shown_windows(settings: Settings, place: Place) -> tuple[int, ...]:
    """The windows whose calls this display shows, in the settings' order.

    A zone board shows those of its zone, or none where it has no zone or no window lies in it; every other layout
    shows all.
    """
    return tuple(w.number for w in settings.windows if place.layout != "zone" or w.zone == place.zone)


def spoken_windows(settings: Settings, station: str, place: Place, *, forced: bool) -> frozenset[int]:
    """The windows whose calls this display speaks.

    The settings name one voice for each zone (``speaks``). It speaks for the windows of its zone, and for all of them
    where it has no zone or no window lies in it: who sits in a waiting zone hears every call. A strip that speaks does
    so for its own window. ``forced``: a voice was asked for on this very machine, whatever the settings say.
    """
    entry = settings.station(station)
    if not forced and not (entry and entry.speaks):
        return frozenset()
    every = frozenset(window.number for window in settings.windows)
    if place.layout == "strip":
        return every & {place.window}
    return frozenset(window.number for window in settings.windows if window.zone == place.zone) or every

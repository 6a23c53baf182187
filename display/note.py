"""What stands instead of the page while there is nothing to show: no hall yet, a display that has no place, a hall where
nobody is called (mute all)."""

from __future__ import annotations

from dataclasses import dataclass

from display.place import Place, shown_windows
from shared.messages import LinkState
from shared.ui.station import StationModel


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """``kind`` is ``wait`` or ``warn``. All empty while the page stands."""

    kind: str = ""
    heading: str = ""
    detail: str = ""
    remedy: str = ""


def note_of(station: StationModel, place: Place, not_current: str, lan_fault: str | None) -> Note | None:
    """The note, None while the page stands."""

    say = station.say
    name = say("this_station", station=station.station)
    if station.has_picture:
        today = station.picture.today
        if today is not None and today.muted_at is not None:
            since = f"{station.local_time(today.muted_at):%H:%M}"
            return Note(
                kind="warn", heading=say("muted"), detail=say("muted_since", time=since), remedy=say("muted_remedy")
            )
        lost = _lost(station, place)
        if lost is None:
            return None
        remedy = say(f"{lost}_unknown_remedy", station=station.station)
        return Note(kind="warn", heading=say(f"{lost}_unknown"), detail=name, remedy=remedy)
    state = station.link.state
    wait = state in (LinkState.SEARCHING, LinkState.CONNECTING)
    return Note(
        kind="wait" if wait else "warn",
        heading=not_current or say("common.link_connecting"),
        detail="\n".join([name, *([say("lan_fault", why=lan_fault)] if lan_fault else [])]),
        remedy=say(f"remedy_{(state if state is not LinkState.CURRENT else LinkState.CONNECTING).value}"),
    )


def _lost(station: StationModel, place: Place) -> str | None:
    """The layout that does not know what to show."""
    if place.layout == "strip" and place.window not in station.picture.windows:
        return "strip"
    if place.layout == "zone" and not shown_windows(station.picture.rules, place):
        return "zone"
    return None

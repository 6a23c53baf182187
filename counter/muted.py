"""That the whole hall is muted (a fire alarm): nobody is called and every clock stands still, said at each desk."""

from __future__ import annotations

from shared.ui.station import StationModel


def muted_text(station: StationModel) -> str:
    """Since when, in the language of the screen; empty while the hall runs."""
    today = station.picture.today if station.has_picture else None
    if today is None or today.muted_at is None:
        return ""
    return station.say("muted", time=f"{station.local_time(today.muted_at):%H:%M}")

"""What is wrong at a counter: its own set-up, and devices that somebody has to look after, read from the picture: those
of one window, or all for the enquiry desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from shared import i18n
from shared.devices import NEEDS_SOMEBODY, STATION_SILENT, DeviceHealth
from shared.errors import TinghaoError
from shared.picture import Picture


class CounterFault(TinghaoError):
    """This station cannot work as it is set up; texts lie in the ``counter`` domain."""

    domain = "counter"


def faults_of(picture: Picture, window: int | None) -> list[DeviceHealth]:
    """Devices in trouble at the stations of ``window``, of the whole hall where it is None; the longest first."""
    stations = {place.name for place in picture.rules.stations if place.window == window}
    found = [
        row
        for row in picture.devices.values()
        if (window is None or row.station in stations) and (row.state in NEEDS_SOMEBODY or row.detail == STATION_SILENT)
    ]
    return sorted(found, key=lambda row: (row.since, row.key))


def fault_line(row: DeviceHealth, language: str, local_time: Callable[[datetime], datetime]) -> str:
    """One device in trouble as a line: which, where, how, since when."""
    state = "gone" if row.detail == STATION_SILENT else row.state.value
    return i18n.text(
        "counter.device_fault",
        language,
        device=i18n.text(f"counter.kind_{row.kind.value}", language),
        station=row.station,
        state=i18n.text(f"counter.device_{state}", language),
        since=f"{local_time(row.since):%H:%M}",
    )

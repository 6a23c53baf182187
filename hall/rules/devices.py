"""Devices: what stations report of them, and what is known once a station is gone. Only what changes is an event."""

from __future__ import annotations

from datetime import datetime, timedelta

from shared import commands as cmd
from shared.devices import STATION_SILENT, DeviceHealth, DeviceState
from shared.events import DeviceChanged, Event
from shared.picture import Picture
from shared.tickets import Actor


def report_device(picture: Picture, command: cmd.ReportDevice, actor: Actor, now: datetime) -> list[Event]:
    """A station speaks for its own devices only."""
    row = picture.devices.get((actor.station, command.device))
    if command.state is DeviceState.REMOVED:
        return [] if row is None else [_removed(row, now)]
    if row is not None and (row.kind, row.state, row.detail) == (command.kind, command.state, command.detail):
        return []
    # Another kind under the same name is another device, and whoever could see the one must see it go.
    gone = [_removed(row, now)] if row is not None and row.kind != command.kind else []
    same = row is not None and not gone and row.state is command.state
    heard = None if command.heard_s_ago is None else now - timedelta(seconds=command.heard_s_ago)
    return [
        *gone,
        DeviceChanged(
            station=actor.station,
            device=command.device,
            kind=command.kind,
            state=command.state,
            since=row.since if row is not None and same else now,
            detail=command.detail,
            last_heard=heard,
        ),
    ]


def station_silent(picture: Picture, command: cmd.StationSilent, actor: Actor, now: datetime) -> list[Event]:
    """Nobody hears from the station: how its devices stand is unknown, never "fine"."""
    return [
        DeviceChanged(
            station=row.station,
            device=row.device,
            kind=row.kind,
            state=DeviceState.UNKNOWN,
            since=row.since if row.state is DeviceState.UNKNOWN else now,
            detail=STATION_SILENT,
            last_heard=row.last_heard,
        )
        for row in of_station(picture, command.station)
        if row.detail != STATION_SILENT
    ]


def of_station(picture: Picture, station: str) -> list[DeviceHealth]:
    """The station's devices by name."""
    return sorted((row for row in picture.devices.values() if row.station == station), key=lambda row: row.device)


def _removed(row: DeviceHealth, now: datetime) -> DeviceChanged:
    return DeviceChanged(
        station=row.station, device=row.device, kind=row.kind, state=DeviceState.REMOVED, since=now, last_heard=None
    )

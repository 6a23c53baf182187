"""The doctor's round: first this machine and what is around it, then what the hall's settings say should be here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from drivers.voice.clips import ClipFolder
from shared.settings import Settings, load_settings
from shared.toml_parts import SettingsError
from tinghao.doctor.devices import device_checks, ports_check
from tinghao.doctor.finding import Area, Check, Finding, Reader, State, examine
from tinghao.doctor.house import Around, hall, holidays, lan, look_around, network
from tinghao.doctor.ledger import book_checks
from tinghao.doctor.machine import machine_checks, voice_check
from tinghao.places import default_store

WATCH_S: Final = 3.0
"""How long the LAN is watched: an announcement is answered within a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What the technician asked for. ``stations`` run on this machine; without them those that announce themselves
    from here. ``listen_s``: how long a silent device is listened to."""

    config: Path | None = None
    store: str | None = None
    url: str | None = None
    hall: str = ""
    stations: tuple[str, ...] = ()
    every: bool = False
    listen_s: float = 1.0
    recordings: Path | None = None


def go_round(asked: Round, reader: Reader) -> list[Finding]:
    """All findings, in the order of their areas. Raises nothing: what fails is a finding."""
    around, found = _look_around(asked, reader)
    settings, told = _settings(asked, around, reader)
    found += [*told, *_second(asked, settings, around, reader)]
    return sorted(found, key=lambda finding: list(Area).index(finding.area))


def _look_around(asked: Round, reader: Reader) -> tuple[Around, list[Finding]]:
    gathered: list[Around] = []

    def gather() -> list[Finding]:
        around = look_around(asked.url, asked.hall, WATCH_S)
        gathered.append(around)
        return [network(around, reader), *lan(around, reader), *hall(around, reader)]

    found = examine([*machine_checks(reader), ports_check(reader), Check(Area.NETWORK, "around", gather)], reader)
    return (gathered[0] if gathered else Around()), found


def _settings(asked: Round, around: Around, reader: Reader) -> tuple[Settings | None, list[Finding]]:
    """The settings: of the file that was named, else of the hall that answered."""
    if asked.config is not None:
        try:
            return load_settings(asked.config), []
        except SettingsError as error:
            return None, [reader.of_error(Area.HALL, "settings", State.FAULT, error)]
    if around.hall is not None and around.hall.settings is not None:
        return around.hall.settings, []
    return None, [reader.finding(Area.HALL, "settings", State.LOOK, "no_settings")]


def _second(asked: Round, settings: Settings | None, around: Around, reader: Reader) -> list[Finding]:
    """What can be looked at once the settings are known."""
    name = settings.hall.code if settings else asked.hall
    checks: list[Check] = []
    if asked.store is not None or name:
        store = asked.store or default_store(name)
        checks += book_checks(store, name, asked=asked.store is not None, reader=reader)
    if settings is None:
        return examine(checks, reader)
    today = datetime.now(settings.hall.zone).date()
    checks.append(Check(Area.HALL, "holidays", lambda: holidays(settings, today, reader)))
    checks.append(voice_check(settings, ClipFolder(recordings=asked.recordings), reader))
    here = _stations(asked, settings, around)
    if here is not None and not here:
        return [*examine(checks, reader), reader.finding(Area.DEVICES, "devices", State.LOOK, "no_station")]
    lines = device_checks(settings, here, asked.listen_s, reader)
    told = [] if lines else [reader.finding(Area.DEVICES, "devices", State.OK, "no_devices")]
    return [*examine([*checks, *lines], reader), *told]


def _stations(asked: Round, settings: Settings, around: Around) -> Collection[str] | None:
    """The stations whose devices are looked at, None for all."""
    if asked.every:
        return None
    return asked.stations or tuple(s.name for s in settings.stations if s.name in around.own)

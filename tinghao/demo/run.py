"""The demo from start to report."""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from shared import events as ev
from shared.lan import Lan
from shared.tickets import Role
from tinghao.demo.house import BOARD, CLERK, COUNTER, KIOSK, House, open_house
from tinghao.demo.process import DemoError
from tinghao.demo.visit import Visits
from tinghao.demo.witness import Witness
from tinghao.places import SAMPLE

LANGUAGES: Final = ("zh-CN", "en", "ja")
MDNS_S: Final = 10.0
"""How long the LAN is tried before the stations are told the address instead."""
_MADE: Final = ("*.png", "*.log", "hall.db*", "hall.toml", "voice.wav", "report.json", "rating-pad")


def run_demo(out: Path, *, headless: bool, visits: int, console: Console) -> dict[str, Any]:
    """Play visits with all stations, write pictures and ``report.json``; with a screen stay open until Ctrl-C."""
    _clear(out)
    on_screen = not headless and has_screen()
    lan_works = multicast_works()
    console.print("The sample hall opens: service, printer, rating pad, kiosk, counter, board, window strip …")
    if not lan_works:
        console.print("No mDNS passes on this machine: the stations are told the hall's address.", style="yellow")
    with open_house(out, on_screen=on_screen, url_to_stations=not lan_works) as house:
        report = _play(house, out, visits, console)
        if on_screen:
            _stay(house, console)
    return report


def has_screen() -> bool:
    """Whether there is a screen to show the stations on."""
    if platform.system() == "Linux":
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True


def multicast_works() -> bool:
    """Whether two programs of this machine see each other by mDNS."""
    seen = threading.Event()
    beacon = Lan(role=Role.MANAGER, station=f"probe-{os.getpid()}", hall="probe")
    watcher = Lan(role=Role.MANAGER, station="watch", hall="probe", announce=False, changed=seen.set)
    for lan in (watcher, beacon):
        lan.start()
    try:
        return seen.wait(MDNS_S) and bool(watcher.seen())
    finally:
        for lan in (beacon, watcher):
            lan.stop()


def _play(house: House, out: Path, visits: int, console: Console) -> dict[str, Any]:
    witness = Witness(house.url, house.manager_token)
    try:
        for station in house.stations:
            station.expect(lambda said: "ready" in said)
        discovered = [_current_after_ms(station) for station in house.stations]
        seen = house.board.until(lambda state: {KIOSK, COUNTER} <= {name for _, name in state["seen"]})["seen"]
        play = Visits(house, witness, out)
        play.begin(CLERK)
        for index in range(max(visits, len(LANGUAGES))):
            language = LANGUAGES[index % len(LANGUAGES)]
            console.print(f"visit {index + 1} in {language}")
            play.play(language, pictures=index < len(LANGUAGES))
        play.shot(BOARD, "board-later")
        report = _report(house, witness, play, discovered, seen)
    finally:
        witness.stop()
    (out / "report.json").write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return report


def _current_after_ms(station: Any) -> float:
    """From the start of the station's process until its picture was current: start, discovery and first picture."""
    station.until(lambda state: state["link"] == "current")
    return (time.monotonic_ns() - int(station.started_ns)) / 1e6


def _report(
    house: House, witness: Witness, play: Visits, discovered: Sequence[float], seen: Sequence[Any]
) -> dict[str, Any]:
    announced = [said for said in house.board.heard if said.get("told") == "announced"]
    return {
        "tickets": len([entry for entry in witness.of(ev.TicketTaken) if entry.actor.station == KIOSK]),
        "printed": len([said for said in house.printer.heard if "slip" in said]),
        "calls": len([entry for entry in witness.of(ev.TicketCalled) if entry.actor.station == COUNTER]),
        "ratings": len(witness.of(ev.ServiceRated)),
        "announcements": len(announced),
        "stations": sorted(name for _, name in seen),
        "discovered_ms": round(max(discovered)),
        "latency_ms": {
            "tap_to_printer": _percentiles(play.times.tap_to_printer),
            "key_to_display": _percentiles(play.times.key_to_display),
        },
        "screenshots": play.pictures,
        "crowd": house.crowd,
    }


def _percentiles(values: Sequence[float]) -> dict[str, float]:
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return {"p50": round(cuts[49], 1), "p99": round(cuts[98], 1)}


def _stay(house: House, console: Console) -> None:
    console.print("The stations stay open. Tap the kiosk, press F5 at the counter; Ctrl-C ends the demo.")
    try:
        while any(station.is_running for station in house.stations):
            time.sleep(0.5)
    except KeyboardInterrupt:
        console.print("The hall closes.")


def _clear(out: Path) -> None:
    """Take away what an earlier demo left, and nothing else."""
    out.mkdir(parents=True, exist_ok=True)
    if out.resolve() in (Path.cwd(), Path.home(), SAMPLE.parent):
        raise DemoError("folder", folder=str(out))
    for pattern in _MADE:
        for file in out.glob(pattern):
            file.unlink()
    shutil.rmtree(out / "logs", ignore_errors=True)

"""A whole hall for journeys: the service on a clock that the test turns, stations and devices as processes of their own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import tomli_w

from shared.i18n import text
from shared.tickets import Role
from tests.book import DAY, DISTRICT
from tests.hall.asking import WAIT_S, Asker, make_tokens
from tinghao.demo.process import Process

NO_SCREEN = {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software", "TINGHAO_LOG": "ERROR"}
ZONE = ZoneInfo("Asia/Shanghai")
HALL = "district"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def site(folder: Path, printer: str, visitors_url: str, *more: str) -> Path:
    """The sample hall's settings with its first printer where the simulator is; ``more`` are tables as TOML."""
    tree: dict[str, Any] = tomllib.loads(DISTRICT)
    tree["hall"]["visitors_url"] = visitors_url
    tree["devices"] = [device for device in tree["devices"] if device["name"] == "printer-1"]
    tree["devices"][0]["port"] = printer
    for table in more:
        for name, keys in tomllib.loads(table)["policies"].items():
            tree["policies"].setdefault(name, {}).update(keys)
    file = folder / "site.toml"
    file.write_text(tomli_w.dumps(tree), encoding="utf-8")
    return file


class TurnedHall:
    """The service, and its clock."""

    def __init__(self, folder: Path, config: Path, visitors_port: int) -> None:
        self.store = f"sqlite:///{folder / 'hall.db'}"
        self._day = DAY
        self._child = subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.turned", self.store, str(config), str(visitors_port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "TINGHAO_LOG": "ERROR"},
        )
        self._say("08:00")
        self.url = f"http://127.0.0.1:{self._told()['port']}"

    def turn(self, clock: str, day: date | None = None) -> None:
        """Let it be that time of day, in the hall's own zone; from now on of ``day`` if given."""
        self._day = day or self._day
        self._say(clock)
        assert "turned" in self._told()

    def stop(self) -> None:
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.close()
        assert self._child.wait(WAIT_S) == 0
        self._child.stdout.close()

    def _say(self, clock: str) -> None:
        assert self._child.stdin is not None
        at = datetime.fromisoformat(f"{self._day.isoformat()}T{clock}").replace(tzinfo=ZONE)
        self._child.stdin.write(at.isoformat() + "\n")
        self._child.stdin.flush()

    def _told(self) -> dict[str, Any]:
        assert self._child.stdout is not None
        line = self._child.stdout.readline()
        assert line, f"the hall ended with {self._child.poll()}"
        told: dict[str, Any] = json.loads(line)
        return told


class House:
    """What people see and do in a hall. Stations that a file does not need are not started."""

    def __init__(self, folder: Path, stack: ExitStack, stations: tuple[str, ...], policies: tuple[str, ...]) -> None:
        self._folder, self._stack = folder, stack
        self.visitors_url = f"http://127.0.0.1:{(port := free_port())}"
        self.printer = self._start("printer", "simulate", "printer", "--tcp", "0", "--png", str(folder), "--json")
        printer = self.printer.expect(lambda said: "port" in said)["port"]
        self.hall = TurnedHall(folder, site(folder, printer, self.visitors_url, *policies), port)
        stack.callback(self.hall.stop)
        names = [(Role.KIOSK, "kiosk-1"), (Role.KIOSK, "kiosk-2"), (Role.COUNTER, "counter-5"), (Role.COUNTER, "floor")]
        names += [(Role.DESK, "desk-1"), (Role.MANAGER, "manager"), (Role.DISPLAY, "board-1")]
        tokens = dict(zip([name for _, name in names], make_tokens(self.hall.store, HALL, names), strict=True))
        self._tokens = tokens
        self.stations = {name: self._station(name) for name in stations}
        for station in self.stations.values():
            station.until(lambda state: state["link"] == "current")
        self.people, self.floor, self.desk, self.manager = (
            stack.enter_context(Asker(self.hall.url, tokens[name]))
            for name in ("kiosk-2", "floor", "desk-1", "manager")
        )

    def turn(self, clock: str, day: date | None = None) -> None:
        self.hall.turn(clock, day)

    def opens(self, *windows: int) -> None:
        """The windows' own clerks sign in, from the floor."""
        for window in windows:
            self.floor.does("sign_in", window=window, clerk=str(1000 + window))
            self.floor.does("open_window", window=window)

    def served(self, window: int) -> None:
        """Whoever is called there comes, is served and goes."""
        self.floor.does("start", window=window)
        self.floor.does("finish", window=window)

    def called(self, window: int) -> str:
        """The number that the window calls next."""
        events = self.floor.does("call_next", window=window)
        return str(next(event["number"] for event in events if event["type"] == "ticket_called"))

    def board_shows(self, *calls: tuple[str, int]) -> None:
        """Until the board's first rows are these, from the top."""
        wanted = [list(call) for call in calls]
        self.stations["board-1"].until(lambda state: state["calls"][: len(wanted)] == wanted)

    def board_forgets(self, number: str) -> None:
        self.stations["board-1"].until(lambda state: number not in [call[0] for call in state["calls"]])

    def board_says(self, number: str, window: int) -> list[str]:
        """The languages in which the board's voice calls the number to the window."""
        said = self.stations["board-1"].expect(
            lambda told: (told.get("told"), told.get("number"), told.get("window")) == ("announced", number, window)
        )
        languages: list[str] = said["languages"]
        return languages

    def at_kiosk(self, *taps: str) -> tuple[str, dict[str, Any]]:
        """A visitor taps through the kiosk to a ticket; its number and its slip."""
        kiosk, slips = self.stations["kiosk-1"], len(self.printer.heard)
        told = len(kiosk.heard)
        for tap in taps:
            kiosk.ask({"tap": tap, "within": 20})
        number = kiosk.expect(lambda said: said.get("told") in ("printed", "failed"), told)["number"]
        slip = self.printer.expect(lambda said: "slip" in said, slips)
        kiosk.ask({"tap": "done", "within": 20})
        return str(number), slip

    def phone(self, url: str, language: str = "en") -> str:
        """What a phone shows at the address."""
        answer = httpx.get(f"{url}?lang={language}", trust_env=False, timeout=WAIT_S)
        assert answer.status_code == 200, answer.text
        return answer.text

    def _station(self, name: str) -> Process:
        command = name.partition("-")[0].replace("board", "display")
        voice = ["--wav", str(self._folder / "voice.wav")] if command == "display" else []
        where = ["--url", self.hall.url, "--hall", HALL, "--token", self._tokens[name], "--remote"]
        return self._start(name, command, "--station", name, *where, *voice)

    def _start(self, name: str, *arguments: str) -> Process:
        process = Process(name, arguments, self._folder, NO_SCREEN)
        self._stack.callback(process.stop)
        return process


@contextmanager
def open_house(folder: Path, stations: tuple[str, ...], *policies: str) -> Iterator[House]:
    """A house for a file of journeys; everything ends with the block."""
    with ExitStack() as stack:
        yield House(folder, stack, stations, policies)


def waits(for_what: Callable[[], bool], what: str) -> None:
    """Until it is so."""
    ends = time.monotonic() + WAIT_S
    while not for_what():
        assert time.monotonic() < ends, f"never: {what}"
        time.sleep(0.05)


def word(key: str, language: str = "zh-CN", **places: object) -> str:
    """A text of the house, as somebody reads it."""
    return text(key, language, **places)

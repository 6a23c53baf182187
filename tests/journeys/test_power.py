"""The power comes back at noon: every process was killed at once, and the hall goes on where it stood."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from shared.tickets import Role
from tests.hall.asking import Asker
from tests.journeys.halls import HallProcess
from tests.journeys.house import HALL, NO_SCREEN, free_port, site
from tinghao.demo.process import Process

COUNTER, KIOSK, BOARD = "counter-5", "kiosk-1", "board-1"
COMMANDS = {COUNTER: "counter", KIOSK: "kiosk", BOARD: "display"}
ROLES = {COUNTER: Role.COUNTER, KIOSK: Role.KIOSK, BOARD: Role.DISPLAY}


class Plugged(Process):
    """A process that ends when the power does."""

    def cut(self) -> None:
        self._child.kill()
        self._child.wait()


@contextmanager
def powered(folder: Path, hall: HallProcess, tokens: dict[str, str]) -> Iterator[dict[str, Plugged]]:
    """The stations, switched on; whoever still runs at the end is stopped."""
    with ExitStack() as stack:
        stations = {}
        for name, command in COMMANDS.items():
            voice = ["--wav", str(folder / "voice.wav")] if name == BOARD else []
            where = ["--url", hall.url, "--hall", HALL, "--token", tokens[name], "--remote"]
            stations[name] = Plugged(name, [command, "--station", name, *where, *voice], folder, NO_SCREEN)
            stack.callback(stations[name].stop)
        for station in stations.values():
            station.until(lambda state: state["link"] == "current")
        yield stations


def announcements(board: Process) -> list[str]:
    return [said["number"] for said in list(board.heard) if said.get("told") == "announced"]


def standing(manager: Asker) -> dict[str, Any]:
    """The hall as the manager sees it, but for its devices: those are found anew."""
    tables: dict[str, Any] = manager.picture()["tables"]
    return {name: sorted(rows, key=str) for name, rows in tables.items() if name != "devices"}


@pytest.mark.timeout(240)
def test_power_back_at_noon(tmp_path: Path) -> None:
    """Picture and queue are as before; nothing is spoken twice, nothing printed twice; everybody goes on working."""
    with ExitStack() as stack:
        printer = Process("printer", ["simulate", "printer", "--tcp", "0", "--png", str(tmp_path), "--json"], tmp_path)
        stack.callback(printer.stop)
        port = printer.expect(lambda said: "port" in said)["port"]
        config = site(tmp_path, port, f"http://127.0.0.1:{free_port()}")
        hall = stack.enter_context(HallProcess(f"sqlite:///{tmp_path / 'hall.db'}", config))
        tokens = {name: hall.token(role, name) for name, role in ROLES.items()}
        floor = stack.enter_context(Asker(hall.url, hall.token(Role.COUNTER, "floor")))
        people = stack.enter_context(Asker(hall.url, hall.token(Role.KIOSK, "kiosk-2")))
        manager = stack.enter_context(Asker(hall.url, hall.token(Role.MANAGER, "manager")))
        with powered(tmp_path, hall, tokens) as before:
            first, second = _takes(before[KIOSK]), _takes(before[KIOSK])
            others = [people.does("take_ticket", category="B")[0]["number"] for _ in range(2)]
            _works(before[COUNTER])
            _calls(before[COUNTER], first)
            before[BOARD].expect(lambda said: said.get("told") == "announced" and said["number"] == first)
            for command, fields in (
                ("sign_in", {"clerk": "1004"}),
                ("open_window", {}),
                ("call_next", {}),
                ("start", {}),
            ):
                floor.does(command, window=4, **fields)
            shown = before[BOARD].until(lambda state: len(state["calls"]) == 2)["calls"]
            stood, slips = standing(manager), _slips(printer)
            assert slips == 2
            hall.kill()
            for station in before.values():
                station.cut()
        hall.start()
        with powered(tmp_path, hall, tokens) as after:
            assert standing(manager) == stood, "the book is as it was, to the last row"
            assert after[BOARD].until(lambda state: bool(state["calls"]))["calls"] == shown
            counter = after[COUNTER]
            assert counter.until(lambda state: state["phase"] == "called")["number"] == first
            assert counter.until(lambda state: True)["clerk"] == "1005", "nobody has to sign in again"
            kiosk = after[KIOSK].until(lambda state: state["page"] == "home")
            assert kiosk["number"] is None
            counter.ask({"key": "F6"})
            after[BOARD].expect(lambda said: said.get("told") == "announced")
            _serves(counter)
            order = []
            for _ in range(2):
                counter.ask({"key": "F5"})
                order.append(counter.until(lambda state: state["phase"] == "called")["number"])
                after[BOARD].expect(lambda said: said.get("told") == "announced" and said["number"] == order[-1])
                _serves(counter)
            assert order == others, "the queue goes on; one more of it is at window 4"
            assert announcements(after[BOARD]) == [first, *order], "only what was called or recalled since"
            last = _takes(after[KIOSK])
            assert last not in (first, second, *others), "numbers go on too"
            assert _slips(printer) == slips + 1, "no slip came twice"
        book = hall.book()
        try:
            assert book.verify()[1] == []
        finally:
            book.close()


def _takes(kiosk: Process) -> str:
    told = len(kiosk.heard)
    kiosk.ask({"tap": "tile-B", "within": 20})
    printed = kiosk.expect(lambda said: said.get("told") in ("printed", "failed"), told)
    assert printed["told"] == "printed"
    kiosk.ask({"tap": "done", "within": 20})
    number: str = printed["number"]
    return number


def _works(counter: Process) -> None:
    for command in ({"key": "F1"}, {"type": "1005"}, {"key": "Return"}):
        counter.ask(command)
    counter.until(lambda state: state["clerk"] == "1005")
    counter.ask({"key": "F2"})
    counter.until(lambda state: state["state"] == "open")


def _calls(counter: Process, number: str) -> None:
    counter.ask({"key": "F5"})
    assert counter.until(lambda state: state["phase"] == "called")["number"] == number


def _serves(counter: Process) -> None:
    counter.ask({"key": "F7"})
    counter.until(lambda state: state["phase"] == "serving")
    counter.ask({"key": "F8"})
    counter.until(lambda state: state["phase"] == "empty")


def _slips(printer: Process) -> int:
    return len([said for said in list(printer.heard) if "slip" in said])

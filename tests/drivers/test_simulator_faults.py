"""Simulated faults over real pseudo-terminals: what each one does to a pad, a caller and a board, and that all recover;
the same from the command line, by option and by typing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from drivers.boards import catalogue as boards
from drivers.boards.device import BoardDevice
from drivers.callers import catalogue as callers
from drivers.callers.device import CallerDevice, CallerKey
from drivers.devices import Presence, ProtocolError
from drivers.lines import Lines, LineState
from drivers.rating import catalogue as pads
from drivers.rating.device import Rated, RatingDevice
from drivers.simulators.line import LineSimulator
from drivers.simulators.plug import Fault
from drivers.simulators.rating import RatingPadSimulator
from tinghao.simulate import simulate

LONG_S = 30.0
ROOT = Path(__file__).resolve().parents[2]


class Station:
    """A pad, a caller and a board on one line, and what they told."""

    def __init__(self, path: str) -> None:
        self.told: list[Any] = []
        self._new = threading.Condition()
        lines = Lines(jitter=lambda: 0.0)
        self.pad = RatingDevice(path, pads.load("ff68-pad"), self._hear, address=1, lines=lines).start()
        self.caller = CallerDevice(path, callers.load("ff68-caller"), self._hear, address=21, lines=lines).start()
        self.board = BoardDevice(path, boards.load("a0-9x"), self._hear, address=257, lines=lines).start()
        self.devices = (self.pad, self.caller, self.board)

    def _hear(self, event: Any) -> None:
        with self._new:
            self.told.append(event)
            self._new.notify_all()

    def wait(self, wanted: Callable[[], bool]) -> bool:
        with self._new:
            return self._new.wait_for(wanted, LONG_S)

    def up(self) -> bool:
        return all(device.state in (LineState.UP, LineState.DEGRADED) for device in self.devices)

    def down(self) -> bool:
        return all(device.health.presence is Presence.DISCONNECTED for device in self.devices)

    def of(self, kind: type) -> list[Any]:
        return [event for event in self.told if isinstance(event, kind)]


@pytest.fixture
def line(tmp_path: Path) -> Iterator[LineSimulator]:
    with LineSimulator([1], [21], [257], link=tmp_path / "line") as simulator:
        yield simulator


@pytest.fixture
def station(line: LineSimulator) -> Iterator[Station]:
    made = Station(line.port_path)
    assert made.wait(made.up)
    yield made
    for device in made.devices:
        device.close()


def test_every_fault_and_back(line: LineSimulator, station: Station) -> None:
    """One conversation a fault; after it ended, the next press is taken as if nothing had been."""
    count = 0

    def press_both() -> None:
        line.press_pad(1, 3)
        line.press_key(21, "next")
        line.press_pad(1, 2)  # so that the next "next" is not the one before, sent again

    def heard(times: int) -> bool:
        return station.wait(lambda: len(station.of(CallerKey)) >= times and len(station.of(Rated)) >= 2 * times)

    for fault in (Fault.NOISE, Fault.SPLIT, Fault.SLOW, Fault.ECHO):
        line.plug.faults.add(fault)
        press_both()
        count += 1
        assert heard(count), fault
        line.plug.faults.clear()
        station.board.show(f"A{count:03}")
        assert line.wait(lambda line, count=count: line.board_texts.get(257) == f"A{count:03}", LONG_S), fault
        threading.Event().wait(0.35)  # within 0.3 s the same frame is the same press
    assert [event.level for event in station.of(Rated)] == [5, 4] * count

    line.plug.faults.add(Fault.WRONG_CHECKSUM)
    press_both()
    assert station.wait(lambda: any(event.code == "stray" for event in station.of(ProtocolError)))
    assert (len(station.of(CallerKey)), len(station.of(Rated))) == (count, 2 * count)
    line.plug.faults = {Fault.SILENCE}
    press_both()
    station.board.show("B001")
    assert station.wait(lambda: station.board.health.presence is Presence.UNKNOWN)
    assert (len(station.of(CallerKey)), len(station.of(Rated))) == (count, 2 * count)
    line.plug.faults.clear()
    press_both()
    assert heard(count + 1)
    assert "A0" in " ".join(station.board.hex_log()).upper()

    line.stop()
    assert station.wait(station.down)
    line.start()
    assert station.wait(station.up)
    assert line.wait(lambda line: line.board_texts.get(257) == "B001", LONG_S)


@pytest.mark.parametrize("name", pads.names())
def test_every_pad_of_the_catalogue_can_be_played(name: str) -> None:
    told: list[Any] = []
    new = threading.Condition()

    def hear(event: Any) -> None:
        with new:
            told.append(event)
            new.notify_all()

    entry = pads.load(name)
    with RatingPadSimulator(7, entry=name) as pad:
        best = max(pad.dialect.keys)
        grades = {f"{best:02X}": 5} if entry.press.grades is None else None
        device = RatingDevice(pad.port_path, entry, hear, address=7, grades=grades).start()
        device.ask("S1", 60.0)
        assert pad.wait_asked(LONG_S)
        raw = best if entry.press.grades is None else max(entry.press.grades, key=lambda key: entry.press.grades[key])
        threading.Event().wait(0.1)  # the driver notes that its question is out after the bytes are
        pad.press(raw)
        with new:
            assert new.wait_for(lambda: Rated("S1", 5, raw) in told, LONG_S)
        device.close()


@pytest.mark.parametrize("name", callers.names())
def test_every_caller_of_the_catalogue_can_be_played(name: str) -> None:
    keys: list[Any] = []
    new = threading.Condition()

    def hear(event: Any) -> None:
        with new:
            keys.append(event)
            new.notify_all()

    entry = callers.load(name)
    with LineSimulator([], [21], bit7=entry.keys.apart == "bit7") as line:
        device = CallerDevice(line.port_path, entry, hear, address=21).start()
        with new:
            assert new.wait_for(lambda: device.state is LineState.UP, LONG_S)
        line.press_key(21, "next", "023")
        with new:
            assert new.wait_for(lambda: CallerKey("next", "023") in keys, LONG_S)
        device.show_digits("A023")
        assert line.wait(lambda line: list(line.shown.values()) == ["   023"], LONG_S)
        device.close()


def test_a_pad_that_only_its_entry_describes_is_played_from_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a technician sees of an entry that has no class of its own yet."""
    text = (pads.CATALOGUE / "ff68-pad.toml").read_text("utf-8")
    (tmp_path / "new-pad.toml").write_text(text, "utf-8")
    monkeypatch.setattr(pads.load, "__defaults__", (tmp_path,))
    with RatingPadSimulator(1, entry="new-pad") as pad:
        told: list[Any] = []
        device = RatingDevice(pad.port_path, pads.load("new-pad"), told.append).start()
        device.ask("S1", 60.0)
        device.show_stars(4)
        assert pad.wait_asked(LONG_S)
        assert pad.wait_stars(LONG_S, 4)
        pad.press(3)
        assert pad.wait_acked(LONG_S)
        device.close()


def test_from_the_command_line_by_option_and_by_typing(tmp_path: Path) -> None:
    """A whole line as a process: noise from the start, then a wrong checksum typed, unplugged, plugged in, pressed."""
    link = tmp_path / "line"
    program = [
        sys.executable,
        "-m",
        "tinghao",
        "simulate",
        "line",
        "--pads",
        "1-2",
        "--callers",
        "21",
        "--boards",
        "257",
    ]
    child = subprocess.Popen(
        [*program, "--link", str(link), "--baud", "0", "--fault", "noise"],
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "en_US.UTF-8", "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdin is not None
    assert child.stdout is not None

    def type_in(text: str) -> None:
        assert child.stdin is not None
        child.stdin.write(f"{text}\n")
        child.stdin.flush()

    try:
        assert str(link) in child.stdout.readline()
        assert "wrong-checksum" in child.stdout.readline()
        station = Station(str(link))
        assert station.wait(station.up)
        type_in("press 1 3")
        assert station.wait(lambda: station.of(Rated) == [Rated(None, 5, 3)])
        type_in("wrong-checksum")
        assert "Fault on: wrong-checksum" in child.stdout.readline()
        type_in("press 1 0")
        type_in("c")
        assert "Fault off: wrong-checksum" in child.stdout.readline()
        type_in("u")
        assert "Unplugged" in child.stdout.readline()
        assert station.wait(station.down)
        type_in("u")
        assert str(link) in child.stdout.readline()
        assert station.wait(station.up)
        type_in("key 21 next 7")
        assert station.wait(lambda: CallerKey("next", "7") in station.told)
        assert [event.level for event in station.of(Rated)] == [5]
        type_in("dance")
        assert "dance" in child.stdout.readline()
        station.board.show("A007")
        assert "A007" in child.stdout.readline()
        for device in station.devices:
            device.close()
        child.send_signal(signal.SIGTERM)
        assert child.wait(LONG_S) == 0
    finally:
        child.kill()
        child.wait(LONG_S)
        child.stdin.close()
        child.stdout.close()


def test_a_fault_or_address_that_is_none_is_said() -> None:
    for wrong in (["rating", "--fault", "smoke"], ["line", "--pads", "1-999"], ["line", "--pads", "x"]):
        done = CliRunner().invoke(simulate, wrong)
        assert done.exit_code == 2
        assert wrong[-1] in done.output

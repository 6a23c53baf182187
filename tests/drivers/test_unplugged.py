"""Every kind of device, unplugged and plugged in again under load: nothing hangs, nothing grows, and it works afterwards.

``TINGHAO_UNPLUGS=100 pytest -s tests/drivers/test_unplugged.py`` prints the figures of a report.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Final, Protocol

import pytest

from drivers.boards import catalogue as boards
from drivers.boards.device import BoardDevice
from drivers.callers import catalogue as callers
from drivers.callers.device import CallerDevice, CallerKey
from drivers.devices import Presence
from drivers.lines import LineState
from drivers.printers.printer import Printed, Printer
from drivers.printers.status import State
from drivers.rating import catalogue as pads
from drivers.rating.device import Rated, RatingDevice
from drivers.rating.tablet import TabletDevice
from drivers.simulators.board import BoardSimulator
from drivers.simulators.line import LineSimulator
from drivers.simulators.plug import point_link
from drivers.simulators.printer import PrinterSimulator
from drivers.simulators.rating import RatingPadSimulator
from drivers.simulators.tablet import TabletSimulator
from shared.errors import DeviceFault
from tests.drivers.slips import number_of, slip

LONG_S: Final = 30.0
ROUNDS: Final = int(os.environ.get("TINGHAO_UNPLUGS", "8"))
GRADES: Final = {"05": 5, "04": 4, "03": 3, "02": 2, "01": 1}


class Kind(Protocol):
    """One device with its simulator."""

    def plug(self) -> None: ...

    def pull(self) -> None: ...

    def up(self) -> bool: ...

    def load(self, round_: int) -> None:
        """Begin what is under way when the cable is pulled."""

    def work(self) -> None:
        """Fails unless the device does its work, plugged in again."""

    def close(self) -> None: ...


def wait(wanted: Callable[[], bool]) -> None:
    """Wait until ``wanted`` holds."""
    until = time.monotonic() + LONG_S
    while not wanted():
        assert time.monotonic() < until
        time.sleep(0.005)


class Pad:
    """A rating pad on a serial line of its own, a question open and half a frame on the wire."""

    def __init__(self, folder: Path, entry: str) -> None:
        self._told: list[object] = []
        self._pad = RatingPadSimulator(entry=entry, link=folder / "pad")
        grades = {"01": 5} if entry == "pj06" else None
        self._device = RatingDevice(f"serial://{folder / 'pad'}", pads.load(entry), self._told.append, grades=grades)
        self._device.start()

    def plug(self) -> None:
        self._pad.start()

    def pull(self) -> None:
        self._pad.stop()

    def up(self) -> bool:
        return self._device.state is LineState.UP

    def load(self, round_: int) -> None:
        self._device.ask(f"S{round_}", 600.0)
        self._pad.send(self._pad.dialect.press(self._pad.dialect.keys[-1])[:-1])

    def work(self) -> None:
        asked = self._pad.asked
        self._device.ask("S", 600.0)
        assert self._pad.wait_asked(LONG_S, asked + 1)
        time.sleep(0.1)  # the half frame before is over for whoever reads the line
        self._pad.press(1)
        wait(lambda: any(isinstance(told, Rated) and told.session == "S" for told in self._told))

    def close(self) -> None:
        self._device.close()
        self._pad.stop()


class Caller:
    """A caller, digits to be shown."""

    def __init__(self, folder: Path) -> None:
        self._told: list[object] = []
        self._line = LineSimulator(callers=[1], link=folder / "caller")
        self._device = CallerDevice(str(folder / "caller"), callers.load("ff68-caller"), self._told.append).start()

    def plug(self) -> None:
        self._line.start()

    def pull(self) -> None:
        self._line.stop()

    def up(self) -> bool:
        return self._device.state is LineState.UP

    def load(self, round_: int) -> None:
        self._device.show_digits(f"{round_:03}")
        self._line.press_key(1, "recall")

    def work(self) -> None:
        self._line.press_key(1, "next")
        wait(lambda: CallerKey("next") in self._told)

    def close(self) -> None:
        self._device.close()
        self._line.stop()


class Board:
    """A window board, a text to be shown."""

    def __init__(self, folder: Path) -> None:
        self._board = BoardSimulator(link=folder / "board")
        self._device = BoardDevice(str(folder / "board"), boards.load("a0-9x"), lambda _: None, address=1).start()

    def plug(self) -> None:
        self._board.start()

    def pull(self) -> None:
        self._board.stop()

    def up(self) -> bool:
        return self._device.state is LineState.UP

    def load(self, round_: int) -> None:
        self._device.show(f"A{round_:03}")

    def work(self) -> None:
        self._device.show("B999")
        assert self._board.wait_text("B999", LONG_S)

    def close(self) -> None:
        self._device.close()
        self._board.stop()


class Tablet:
    """A tablet, a question open."""

    def __init__(self, scheme: str) -> None:
        self._told: list[object] = []
        self._tablet = TabletSimulator()
        self._start = self._tablet.start_udp if scheme == "udp" else self._tablet.start_tcp
        self._port = self._start()
        more = "?local=0" if scheme == "udp" else ""
        url = f"{scheme}://127.0.0.1:{self._port}{more}"
        self._device = TabletDevice(url, self._told.append, grades=GRADES, beat_s=0.05, poll_s=0.02).start()
        wait(self.up)
        self.pull()

    def plug(self) -> None:
        self._start(self._port)

    def pull(self) -> None:
        self._tablet.stop()

    def up(self) -> bool:
        return self._device.health.presence is Presence.OK

    def load(self, round_: int) -> None:
        self._device.ask(f"S{round_}", 600.0)

    def work(self) -> None:
        self._device.ask("S", 600.0)
        polls = self._tablet.polls
        wait(lambda: self._tablet.polls > polls + 1)
        self._tablet.press(5)
        wait(lambda: Rated("S", 5, 5) in self._told)

    def close(self) -> None:
        self._device.close()
        self._tablet.stop()


class SlipPrinter:
    """A printer; the cable is pulled while a slip is on its way. Every slip ends in one word, none comes twice."""

    def __init__(self, folder: Path, scheme: str) -> None:
        self._link = folder / "printer"
        self._printer = PrinterSimulator()
        self._port = 0 if scheme == "tcp" else None
        if self._port is not None:
            self._port = self._printer.start_tcp()
            self._printer.unplug()
        url = f"tcp://127.0.0.1:{self._port}" if self._port is not None else f"{scheme}://{self._link}"
        self._device = Printer(url, mode="native", poll_s=0.05)
        self._asked: list[Future[Printed]] = []

    def plug(self) -> None:
        if self._port is not None:
            self._printer.start_tcp(self._port)
        else:
            point_link(self._link, self._printer.start_pty())

    def pull(self) -> None:
        self._printer.unplug()
        self._link.unlink(missing_ok=True)

    def up(self) -> bool:
        return self._device.health.state is State.READY

    def load(self, round_: int) -> None:
        self._asked.append(self._device.print(slip(number=f"B{round_:03}")))

    def work(self) -> None:
        self._device.print(slip(number="B999")).result(LONG_S)
        wait(lambda: any(number_of(received) == "B999" for received in self._printer.slips))
        for asked in self._asked:
            error = asked.exception(LONG_S)
            assert error is None or isinstance(error, DeviceFault)
        numbers = [number_of(received) for received in self._printer.slips]
        assert len(set(numbers)) == len(numbers)

    def close(self) -> None:
        self._device.close()
        self._printer.close()


KINDS: Final[dict[str, Callable[[Path], Kind]]] = {
    "pad of family A": lambda folder: Pad(folder, "ff68-pad"),
    "pad of family B": lambda folder: Pad(folder, "pj06"),
    "caller": Caller,
    "window board": Board,
    "tablet on UDP": lambda _: Tablet("udp"),
    "tablet on TCP": lambda _: Tablet("tcp"),
    "printer on TCP": lambda folder: SlipPrinter(folder, "tcp"),
    "printer on a serial line": lambda folder: SlipPrinter(folder, "serial"),
    "printer on USB": lambda folder: SlipPrinter(folder, "usb"),
}


@pytest.fixture(autouse=True)
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Devices that look again at once, so that a hundred rounds take seconds."""
    monkeypatch.setattr("drivers.lines.line.BACKOFF_S", (0.01,))
    monkeypatch.setattr("drivers.rating.tablet.BACKOFF_S", (0.01,))
    monkeypatch.setattr("drivers.printers.printer._BACKOFF_S", (0.01,))


def running() -> tuple[int, int]:
    """Threads and open descriptors of this process."""
    return threading.active_count(), len(os.listdir("/proc/self/fd"))


@pytest.mark.parametrize("name", KINDS)
def test_pulled_and_plugged_in_again(name: str, tmp_path: Path) -> None:
    kind = KINDS[name](tmp_path)
    try:
        _round(kind, 0)  # what is made once, such as typefaces, is made here
        before, began = running(), time.monotonic()
        for round_ in range(1, ROUNDS + 1):
            _round(kind, round_)
        after, took = running(), time.monotonic() - began
        print(f"{name}: {ROUNDS} times in {took:.1f} s; threads and descriptors {before} before, {after} after")
        assert after == before
        kind.plug()
        wait(kind.up)
        kind.work()
    finally:
        kind.close()


def _round(kind: Kind, round_: int) -> None:
    kind.plug()
    wait(kind.up)
    kind.load(round_)
    kind.pull()
    wait(lambda: not kind.up())

"""Twenty pads and twenty callers on one line: every press once, to its own device, through noise, splits and unplugging."""

from __future__ import annotations

import os
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from drivers.boards import catalogue as boards
from drivers.boards.device import BoardDevice
from drivers.callers import catalogue as callers
from drivers.callers.device import CallerDevice, CallerKey
from drivers.devices import Health, Presence, ProtocolError
from drivers.lines import Lines, LineState
from drivers.rating import catalogue as pads
from drivers.rating.device import Rated, RatingDevice
from drivers.simulators.line import LineSimulator
from drivers.simulators.rating import RatingPadSimulator
from shared.errors import DeviceFault

LONG_S = 30.0
PADS = range(1, 21)
CALLERS = range(21, 41)
BOARDS = range(257, 277)
ROUNDS = int(os.environ.get("TINGHAO_UNPLUGS", "25"))
"""How often the line is unplugged; 100 for the figures in a report."""


class Hall:
    """Every pad and caller of a simulated line, on one shared line of ours, and what each of them told."""

    def __init__(self, line: LineSimulator) -> None:
        self.line = line
        self.lines = Lines(jitter=lambda: 0.0)
        self.told: list[tuple[int, Any]] = []
        self._new = threading.Condition()
        pad, caller = pads.load("ff68-pad"), callers.load("ff68-caller")
        self.pads = {
            at: RatingDevice(line.port_path, pad, self._listener(at), address=at, lines=self.lines).start()
            for at in sorted(line.pads)
        }
        self.callers = {
            at: CallerDevice(line.port_path, caller, self._listener(at), address=at, lines=self.lines).start()
            for at in sorted(line.callers)
        }
        assert self.wait(lambda: self.up() == len(self.pads) + len(self.callers))

    def up(self) -> int:
        return sum(device.state is LineState.UP for device in (*self.pads.values(), *self.callers.values()))

    def of(self, kind: type) -> list[tuple[int, Any]]:
        return [(at, event) for at, event in self.told if isinstance(event, kind)]

    def wait(self, wanted: Callable[[], bool]) -> bool:
        with self._new:
            return self._new.wait_for(wanted, LONG_S)

    def close(self) -> None:
        for device in (*self.pads.values(), *self.callers.values()):
            device.close()

    def _listener(self, at: int) -> Callable[[Any], None]:
        def hear(event: Any) -> None:
            with self._new:
                self.told.append((at, event))
                self._new.notify_all()

        return hear


@pytest.fixture
def hall() -> Iterator[Hall]:
    with LineSimulator(PADS, CALLERS) as line:
        made = Hall(line)
        yield made
        made.close()


def workers() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("line ")]


def press_all(hall: Hall) -> tuple[set[tuple[int, Any]], set[tuple[int, Any]]]:
    """Each pad and each caller once, mixed; what must be told."""
    grades, keys = {0: 2, 1: 3, 2: 4, 3: 5}, ("next", "recall", "no_show", "evaluate", "function")
    for at in (*hall.pads, *hall.callers):
        if at in hall.pads:
            hall.line.press_pad(at, at % 4)
        else:
            hall.line.press_key(at, keys[at % 5], str(at))
    return (
        {(at, Rated(f"S{at}", grades[at % 4], at % 4)) for at in hall.pads},
        {(at, CallerKey(keys[at % 5], str(at))) for at in hall.callers},
    )


def test_every_press_gets_in_once_and_is_answered(hall: Hall) -> None:
    assert len(workers()) == len(hall.lines) == 1
    for at, pad in hall.pads.items():
        pad.ask(f"S{at}", 600.0)
    assert hall.line.wait(lambda line: len(line.asked) == len(PADS), LONG_S)
    time.sleep(0.1)  # the driver notes that its question is out after the bytes are
    rated, keys = press_all(hall)
    assert hall.wait(lambda: len(hall.of(Rated)) == len(rated) and len(hall.of(CallerKey)) == len(keys))
    assert hall.line.wait(lambda line: sum(line.acked.values()) == 40, LONG_S)
    assert Counter(hall.of(Rated)) == Counter(rated)
    assert Counter(hall.of(CallerKey)) == Counter(keys)
    assert set(hall.line.acked.values()) == {1}
    assert set(hall.line.asked.values()) == {1}
    for at, caller in hall.callers.items():
        caller.show_digits(f"A{at:03}")
        caller.beep()
    assert hall.line.wait(lambda line: sum(line.beeps.values()) == 20 and len(line.shown) == 20, LONG_S)
    assert hall.line.shown == {at: f"   {at:03}" for at in CALLERS}
    assert hall.of(ProtocolError) == []


def test_at_the_pace_of_the_real_line_with_echo() -> None:
    with LineSimulator(PADS, CALLERS, baud=9600, echo=True) as line:
        hall = Hall(line)
        for at, pad in hall.pads.items():
            pad.ask(f"S{at}", 600.0)
        assert line.wait(lambda line: len(line.asked) == len(PADS), LONG_S)
        time.sleep(0.1)
        rated, keys = press_all(hall)
        assert hall.wait(lambda: len(hall.of(Rated)) >= len(rated) and len(hall.of(CallerKey)) >= len(keys))
        assert line.wait(lambda line: sum(line.acked.values()) == 40, LONG_S)
        hall.close()
        assert Counter(hall.of(Rated)) == Counter(rated)
        assert Counter(hall.of(CallerKey)) == Counter(keys)


def test_pad_and_caller_of_one_address_are_told_apart_by_their_function() -> None:
    with LineSimulator(pads=[7], callers=[7]) as line:
        hall = Hall(line)
        line.press_pad(7, 3)
        line.press_key(7, "recall")
        assert hall.wait(lambda: bool(hall.of(Rated)) and bool(hall.of(CallerKey)))
        hall.close()
        assert hall.of(Rated) == [(7, Rated(None, 5, 3))]
        assert hall.of(CallerKey) == [(7, CallerKey("recall"))]


def test_an_address_that_is_not_set_up_is_told_once(hall: Hall) -> None:
    for _ in range(3):
        hall.line.press_pad(99, 1)
    hall.line.press_pad(1, 1)
    assert hall.wait(lambda: bool(hall.of(Rated)))
    assert [event.code for _, event in hall.of(ProtocolError)] == ["unknown_address"]
    assert hall.of(Rated) == [(1, Rated(None, 3, 1))]


@pytest.mark.parametrize("seed", range(3))
def test_noise_and_split_frames_cost_no_press_and_make_none(hall: Hall, seed: int) -> None:
    """Noise of whole bytes, wrong frames among them, lies between the frames; frames come in pieces with pauses."""
    chance = random.Random(seed)
    wanted = []
    for at in chance.choices(PADS, k=60):
        hall.line.send(chance.randbytes(chance.randrange(0, 12)) + b"\x00" * 22)
        hall.line.send(bytes.fromhex("FF 68 03 03 68 01 11 03 16 16"))  # wrong sum
        wanted.append((at, Rated(None, 5, 3)))
        frame = bytes([0xFF, 0x68, 3, 3, 0x68, at, 0x11, 3, (at + 0x11 + 3) % 256, 0x16])
        cut = chance.randrange(1, len(frame))
        for part in (frame[:cut], frame[cut:]):
            hall.line.send(part)
            time.sleep(0.001)
    assert hall.wait(lambda: len(hall.of(Rated)) >= len(wanted))
    hall.close()
    assert hall.of(Rated) == wanted


def test_unplugged_again_and_again_under_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither threads nor descriptors grow, nothing hangs, and the line works afterwards: pads, callers and boards."""
    monkeypatch.setattr("drivers.lines.line.BACKOFF_S", (0.01,))
    line = LineSimulator(PADS, CALLERS, BOARDS, link=tmp_path / "line").start()
    hall = Hall(line)
    shown = [
        BoardDevice(line.port_path, boards.load("a0-9x"), lambda _: None, address=at, lines=hall.lines).start()
        for at in BOARDS
    ]
    line.stop()
    assert hall.wait(lambda: hall.up() == 0)
    before = threading.active_count(), len(os.listdir("/proc/self/fd"))
    for round_ in range(ROUNDS):
        for board in shown:
            board.show(f"A{round_:03}")
        line.start()
        assert hall.wait(lambda: hall.up() == 40), round_
        for at, pad in hall.pads.items():
            pad.ask(f"S{at}-{round_}", 600.0)
            line.press_key(at + 20, "next")
        line.stop()
        assert hall.wait(lambda: hall.up() == 0), round_
    after = threading.active_count(), len(os.listdir("/proc/self/fd"))
    print(f"{ROUNDS} times unplugged: threads and descriptors {before} before, {after} after")
    assert after == before
    line.start()
    asked = sum(line.asked.values())
    assert line.wait(lambda line: sum(line.asked.values()) == asked + 20, LONG_S)  # the open questions are put again
    time.sleep(0.1)
    line.press_pad(3, 3)
    assert hall.wait(lambda: (3, Rated(f"S3-{ROUNDS - 1}", 5, 3)) in hall.told)
    assert line.wait(lambda line: set(line.board_texts.values()) == {f"A{ROUNDS - 1:03}"}, LONG_S)
    for board in shown:
        board.close()
    hall.close()
    line.stop()
    assert len(hall.lines) == 0
    assert workers() == []


def test_the_last_one_closes_the_line_and_the_next_opens_it_again(hall: Hall) -> None:
    everyone = [*hall.pads.values(), *hall.callers.values()]
    for device in everyone[:-1]:
        device.close()
    assert everyone[-1].state is LineState.UP
    assert len(hall.lines) == 1
    everyone[-1].close()
    assert everyone[-1].health == Health(LineState.CLOSED, Presence.DISCONNECTED)
    again = CallerDevice(
        hall.line.port_path,
        callers.load("ff68-caller"),
        lambda event: hall.told.append((0, event)),
        address=21,
        lines=hall.lines,
    ).start()
    again.beep()
    assert hall.line.wait(lambda line: line.beeps[21] == 1, LONG_S)
    again.close()


def test_who_wants_the_line_otherwise_is_refused_while_others_use_it(hall: Hall) -> None:
    bare = RatingDevice(f"serial://{hall.line.port_path}", pads.load("pj06"), print, grades={"01": 5}, lines=hall.lines)
    with pytest.raises(DeviceFault) as caught:
        bare.start()  # a device without an address
    assert caught.value.code == "line_conflict"
    fast = RatingDevice(f"{hall.line.port_path}?baud=19200", pads.load("ff68-pad"), print, lines=hall.lines)
    with pytest.raises(DeviceFault, match="19200"):
        fast.start()
    bare.close()
    hall.line.press_pad(1, 1)
    assert hall.wait(lambda: bool(hall.of(Rated)))


def test_a_line_taken_over_with_other_settings_waits_for_the_one_before() -> None:
    lines = Lines()
    with RatingPadSimulator() as pad:
        first = RatingDevice(pad.port_path, pads.load("ff68-pad"), lambda _: None, lines=lines).start()
        first.ask("S1", 60.0)
        assert pad.wait_asked(LONG_S)
        first.close(wait=False)
        told: list[Any] = []
        second = RatingDevice(f"{pad.port_path}?baud=19200", pads.load("ff68-pad"), told.append, lines=lines).start()
        second.ask("S2", 60.0)
        assert pad.wait_asked(LONG_S, count=2)
        second.close()
        assert LineState.BACKOFF not in {event.state for event in told if isinstance(event, Health)}
        assert len(lines) == 0


def test_pad_and_caller_behind_one_serial_server() -> None:
    """Both names of a TCP address lead to the one connection that such a server grants."""
    told: list[Any] = []
    new = threading.Condition()

    def hear(event: Any) -> None:
        with new:
            told.append(event)
            new.notify_all()

    with socket.create_server(("127.0.0.1", 0)) as server:
        port, lines = server.getsockname()[1], Lines()
        pad = RatingDevice(f"socket://127.0.0.1:{port}", pads.load("ff68-pad"), hear, lines=lines).start()
        caller = CallerDevice(
            f"tcp://127.0.0.1:{port}", callers.load("ff68-caller"), hear, address=21, lines=lines
        ).start()
        server.settimeout(LONG_S)
        connection, _ = server.accept()
        with connection, new:
            assert new.wait_for(lambda: [e.state for e in told if isinstance(e, Health)].count("up") == 2, LONG_S)
            connection.sendall(bytes.fromhex("FF 68 03 03 68 01 11 03 15 16 FF 68 03 03 68 15 01 0C 22 16"))
            assert new.wait_for(lambda: Rated(None, 5, 3) in told and CallerKey("next") in told, LONG_S)
            connection.settimeout(LONG_S)
            answers = b""
            while len(answers) < 20:
                answers += connection.recv(64)
            assert answers == bytes.fromhex("FF 68 03 03 68 01 01 03 05 16 FF 68 03 03 68 15 01 0C 22 16")
        assert len(lines) == 1
        pad.close()
        caller.close()

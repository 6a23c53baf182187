"""The simulated pad in bytes against the vendor's table, and by hand as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tty
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from drivers.port import Port
from drivers.ports import port_for
from drivers.simulators import rating
from drivers.simulators.rating import RatingPadSimulator

LONG_S = 30.0
ROOT = Path(rating.__file__).parents[2]
ASK = bytes.fromhex("FF 68 03 03 68 01 01 0B 0D 16")


def read_exactly(port: Port, count: int) -> bytes:
    got = b""
    while len(got) < count and (part := port.read(count - len(got), LONG_S)):
        got += part
    return got


def test_it_speaks_the_table() -> None:
    with RatingPadSimulator() as pad, port_for(pad.port_path) as port:
        port.write_all(b"\xff\x68\x03" + ASK[:4], LONG_S)  # noise, and a frame in two parts
        port.write_all(ASK[4:], LONG_S)
        assert pad.wait_asked(LONG_S)
        port.write_all(bytes.fromhex("FF 68 03 03 68 01 02 05 08 16"), LONG_S)
        assert pad.wait_stars(LONG_S, 5)
        pad.press(3)
        assert read_exactly(port, 10) == bytes.fromhex("FF 68 03 03 68 01 11 03 15 16")
        for count, ack in enumerate(("FF 68 03 03 68 01 01 03 05 16", "68 02 02 68 01 01 02 16"), start=1):
            port.write_all(bytes.fromhex(ack), LONG_S)
            assert pad.wait_acked(LONG_S, count)
            assert pad.last_ack == bytes.fromhex(ack)
        assert pad.asked == 1


def test_it_ignores_a_wrong_sum_and_another_address() -> None:
    with RatingPadSimulator(address=2) as pad, port_for(pad.port_path) as port:
        port.write_all(ASK, LONG_S)
        port.write_all(bytes.fromhex("FF 68 03 03 68 02 01 0B 0F 16"), LONG_S)
        port.write_all(bytes.fromhex("FF 68 03 03 68 02 01 0B 0E 16"), LONG_S)
        assert pad.wait_asked(LONG_S)
        assert pad.asked == 1


def test_it_presses_by_itself_and_echoes() -> None:
    with RatingPadSimulator(auto_press=(2, 0.0), echo=True) as pad, port_for(pad.port_path) as port:
        port.write_all(ASK, LONG_S)
        assert read_exactly(port, 20) == ASK + bytes.fromhex("FF 68 03 03 68 01 11 02 14 16")


def test_the_link_outlives_a_restart_and_a_real_file_is_left_alone(tmp_path: Path) -> None:
    link = tmp_path / "dev" / "pad"
    pad = RatingPadSimulator(link=link)
    for _ in range(2):
        pad.start()
        with port_for(str(link)) as port:
            port.write_all(ASK, LONG_S)
            assert pad.wait_asked(LONG_S)
        pad.stop()
        pad.stop()
        assert not link.is_symlink()
        pad.asked = 0
    link.write_text("somebody's file")
    with pytest.raises(FileExistsError):
        RatingPadSimulator(link=link).start()
    assert link.read_text() == "somebody's file"


@pytest.fixture
def by_hand(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], IO[bytes], Path]]:
    """The pad as a process of its own, its keyboard a terminal: (process, keyboard, link)."""
    keyboard, terminal = os.openpty()
    tty.setraw(terminal)
    link = tmp_path / "pad"
    program = (
        "import pathlib, sys\nfrom drivers.simulators.hand import run_pad\nrun_pad(pathlib.Path(sys.argv[1]), None)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(link)], stdin=terminal, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    os.close(terminal)
    with os.fdopen(keyboard, "wb", buffering=0) as keys, process:
        yield process, keys, link
        process.kill()


def test_by_hand(by_hand: tuple[subprocess.Popen[str], IO[bytes], Path]) -> None:
    process, keys, link = by_hand
    assert process.stdout is not None
    assert str(link) in process.stdout.readline()
    assert "wrong-checksum" in process.stdout.readline()
    with port_for(str(link)) as port:
        port.write_all(ASK, LONG_S)
        assert "asks" in process.stdout.readline()
        keys.write(b"x9\x1b1")  # only keys of the pad press
        assert read_exactly(port, 10) == bytes.fromhex("FF 68 03 03 68 01 11 01 13 16")
        assert "1" in process.stdout.readline()
    keys.write(b"q")
    assert "stopped" in process.stdout.readline()
    assert process.wait(LONG_S) == 0
    assert not link.is_symlink()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_by_hand_ends_cleanly_on_a_signal(
    by_hand: tuple[subprocess.Popen[str], IO[bytes], Path], number: signal.Signals
) -> None:
    process, _, link = by_hand
    assert process.stdout is not None
    assert str(link) in process.stdout.readline()
    assert "wrong-checksum" in process.stdout.readline()
    process.send_signal(number)
    assert "stopped" in process.stdout.readline()
    assert process.wait(LONG_S) == 0
    assert not link.is_symlink()


def test_without_a_keyboard_it_runs_until_its_signal(tmp_path: Path) -> None:
    program = "from drivers.simulators.hand import run_pad; run_pad(None, 3)"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        path = next(word for word in process.stdout.readline().split() if word.startswith("/dev/")).rstrip(".,")
        with port_for(path) as port:
            port.write_all(ASK, LONG_S)
            assert read_exactly(port, 10) == bytes.fromhex("FF 68 03 03 68 01 11 03 15 16")
        process.terminate()
        assert process.wait(LONG_S) == 0

"""What a live device said becomes examples that load: heard from the simulated pad, over a pseudo-terminal."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import tomllib
from datetime import date
from pathlib import Path

import pytest

from drivers import capture
from drivers.capture import Capture, Chunk
from drivers.ports import port_for
from drivers.rating import catalogue
from drivers.simulators.rating import RatingPadSimulator

ROOT = Path(capture.__file__).resolve().parents[1]
PRESSED = bytes.fromhex("FF 68 03 03 68 07 11 02 1A 16")
ASK = "FF 68 03 03 68 07 01 0B 13 16"
COMMAND = [sys.executable, "-m", "tinghao", "capture"]
SOURCE = 'captured at "COM3" on 2026-11-22'


def text_of(name: str) -> str:
    return (catalogue.CATALOGUE / f"{name}.toml").read_text(encoding="utf-8")


def heard(*data: bytes, note: str = "key 3", key: int | None = None) -> Capture:
    return Capture(note, tuple(Chunk(i / 10, "<", part) for i, part in enumerate(data)), key)


def test_a_press_on_a_live_line_becomes_an_example_that_loads() -> None:
    entry = catalogue.load("ff68-pad")
    with RatingPadSimulator(address=7, auto_press=(2, 0.0)) as pad, port_for(pad.port_path) as port:
        ask = entry.say["ask"].frame(address=7)
        taken = capture.record(port, 10, "third key", say=[ask], after_s=0.3)
    assert [chunk.way for chunk in taken.chunks][:2] == [">", "<"]
    assert taken.heard == PRESSED
    made = capture.blocks(taken, capture.source_of("/dev/ttyUSB0?baud=9600", date(2026, 11, 22)), entry)
    assert tomllib.loads(made)["example"] == [
        {
            "press": 2,
            "with": {"address": 7},
            "bytes": "FF 68 03 03 68 07 11 02 1A 16",
            "source": "captured at /dev/ttyUSB0 on 2026-11-22: third key",
        }
    ]
    assert f">  {ask.hex(' ').upper()}" in made
    capture.holds(entry, text_of("ff68-pad"), made)
    loaded = catalogue.parse(text_of("ff68-pad") + "\n" + made, "ff68-pad", "ff68-pad.toml")
    assert loaded.examples[-1].wire == PRESSED


def test_what_is_not_understood_stays_a_comment_and_a_repeat_is_one_example() -> None:
    entry = catalogue.load("ff68-pad")
    made = capture.blocks(heard(b"\x42\x43", PRESSED[:4], PRESSED[4:], PRESSED), SOURCE, entry)
    assert len(tomllib.loads(made)["example"]) == 1
    assert "# ff68-pad does not know 42 43" in made
    capture.holds(entry, text_of("ff68-pad"), made)


def test_a_device_that_answers_with_one_byte() -> None:
    entry = catalogue.load("pj06")
    made = capture.blocks(heard(b"\x03", note='the "good" key\n\x07'), SOURCE, entry)
    (example,) = tomllib.loads(made)["example"]
    assert (example["press"], example["bytes"]) == (3, "03")
    assert '"good"' in example["source"]
    capture.holds(entry, text_of("pj06"), made)


def test_without_an_entry_the_named_key_is_the_press() -> None:
    made = capture.blocks(heard(b"\xaa\x01", key=4), SOURCE)
    assert tomllib.loads(made)["example"][0]["press"] == 4
    assert "example" not in tomllib.loads(capture.blocks(heard(b"\xaa\x01"), SOURCE))
    assert "nothing came" in capture.blocks(heard(key=1), SOURCE)


@pytest.mark.parametrize("keys", ["1\n\n", "1\n"])
def test_by_hand_it_asks_for_each_key_and_writes_the_file(keys: str, tmp_path: Path) -> None:
    """The technician names a key, presses it, and ends with an empty line or the end of input."""
    out = tmp_path / "examples.toml"
    with RatingPadSimulator(address=7) as pad:
        child = subprocess.Popen(
            [*COMMAND, pad.port_path, "--entry", "ff68-pad", "--seconds", "30", "--out", str(out)],
            cwd=ROOT,
            env={**os.environ, "LC_ALL": "en_US.UTF-8"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        stopped = threading.Event()

        def presses() -> None:
            while not stopped.wait(0.2):
                pad.press(2)

        hand = threading.Thread(target=presses)
        hand.start()
        try:
            _, wrong = child.communicate(keys, timeout=60)
        finally:
            stopped.set()
            hand.join()
            child.kill()
    assert child.returncode == 0, wrong
    (example,) = tomllib.loads(out.read_text(encoding="utf-8"))["example"]
    assert example["press"] == 2
    assert "key 1" in example["source"]
    capture.holds(catalogue.load("ff68-pad"), text_of("ff68-pad"), out.read_text(encoding="utf-8"))


def test_with_a_note_it_asks_nothing() -> None:
    with RatingPadSimulator(address=7, auto_press=(2, 0.0)) as pad:
        done = subprocess.run(
            [*COMMAND, pad.port_path, "--entry", "ff68-pad", "--note", "best key", "--seconds", "1", "--send", ASK],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert tomllib.loads(done.stdout)["example"][0]["bytes"] == "FF 68 03 03 68 07 11 02 1A 16"

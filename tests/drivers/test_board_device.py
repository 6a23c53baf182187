"""Window boards: the entry against the protocol's table, the device against a board on a real pseudo-terminal."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from drivers.boards import catalogue
from drivers.boards.device import BoardDevice, Event
from drivers.devices import Health, Presence
from drivers.lines import Lines, LineState
from drivers.ports import port_for
from drivers.rating import catalogue as pads
from drivers.rating.device import Rated, RatingDevice
from drivers.simulators.board import BoardSimulator
from drivers.simulators.line import LineSimulator
from shared.errors import DeviceFault

LONG_S = 30.0
ROOT = Path(catalogue.__file__).resolve().parents[2]
ENTRY = catalogue.load("a0-9x")
TEXT = (catalogue.CATALOGUE / "a0-9x.toml").read_text(encoding="utf-8")


class Healths:
    """What the worker told, to be waited for."""

    def __init__(self) -> None:
        self.told: queue.Queue[Event] = queue.Queue()

    def __call__(self, event: Event) -> None:
        self.told.put(event)

    def wait(self, presence: Presence) -> Health:
        while True:
            event = self.told.get(timeout=LONG_S)
            if isinstance(event, Health) and event.presence is presence and event.state is not LineState.OPENING:
                return event


def often() -> catalogue.Entry:
    """The entry with a short patience, which says its text again soon."""
    changed = TEXT.replace("reply_ms = 200", "reply_ms = 50").replace("repeat_s = 30", "repeat_s = 1")
    return catalogue.parse(changed, "often", "often.toml")


# --- The entry --------------------------------------------------------------------------------------------------------


def test_a_frame_is_as_the_table_says() -> None:
    # Reckoned by hand from the table, not known from a board: A0 9h LL A5 00 04 41 30 30 31 XOR.
    assert ENTRY.frame(1, "A001").hex(" ") == "a0 90 01 a5 00 04 41 30 30 31 40"
    assert ENTRY.frame(0x234, "A")[:3].hex(" ") == "a0 92 34"
    assert ENTRY.frame(1, "请A", "green")[6:-1].hex(" ") == "c7 eb 01 41 01"
    assert ENTRY.reply(1).hex(" ") == "a0 90 01 a5 aa"


def test_where_the_checksum_begins_is_the_entrys_word() -> None:
    other = catalogue.parse(TEXT.replace('xor_from = "high"', 'xor_from = "low"'), "other", "other.toml")
    assert other.frame(1, "A001")[:-1] == ENTRY.frame(1, "A001")[:-1]
    assert other.frame(1, "A001")[-1] == ENTRY.frame(1, "A001")[-1] ^ 0x90


@pytest.mark.parametrize(
    ("address", "text", "colour"),
    [(4096, "A1", None), (-1, "A1", None), (1, "", None), (1, "𠮷", None), (1, "一" * 200, None), (1, "A", "blue")],
)
def test_what_a_board_cannot_show_is_refused(address: int, text: str, colour: str | None) -> None:
    with pytest.raises(ValueError, match=r"."):
        ENTRY.frame(address, text, colour)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda text: text.replace("A0 90 01 A5 AA", "A0 90 01 A5 AB"), "catalogue_example"),
        (lambda text: text.replace("[text]", "[text]\nblink = true"), "catalogue_unknown_key"),
        (lambda text: text.replace('"gbk"', '"no such code"'), "catalogue_bad_value"),
        (lambda text: text.replace("{size_high} ", ""), "catalogue_bad_value"),
        (lambda text: text.split("[[example]]")[0], "catalogue_bad_value"),
    ],
)
def test_an_entry_that_does_not_hold_is_refused(change: Callable[[str], str], code: str) -> None:
    changed = change(TEXT)
    assert changed != TEXT
    with pytest.raises(DeviceFault) as caught:
        catalogue.parse(changed, "a0-9x", "a0-9x.toml")
    assert caught.value.code == code
    assert "a0-9x.toml" in str(caught.value)


def test_an_example_of_a_shown_text_is_held() -> None:
    shown = '\n[[example]]\nshow = "A001"\naddress = 1\nbytes = "{}"\nsource = "a capture"\n'
    good = catalogue.parse(TEXT + shown.format("A0 90 01 A5 00 04 41 30 30 31 40"), "x", "x.toml")
    assert good.examples[-1].show == "A001"
    with pytest.raises(DeviceFault):
        catalogue.parse(TEXT + shown.format("A0 90 01 A5 00 04 41 30 30 31 41"), "x", "x.toml")


# --- The device -------------------------------------------------------------------------------------------------------


@pytest.fixture
def healths() -> Healths:
    return Healths()


@pytest.mark.parametrize("echo", [False, True])
def test_a_board_shows_what_it_is_told_and_answers(echo: bool, healths: Healths) -> None:
    with BoardSimulator(0x234, colour=True, echo=echo) as bar:
        device = BoardDevice(bar.port_path, ENTRY, healths, address=0x234, colour="yellow").start()
        device.show("请A001号到1号窗口")
        assert bar.wait_text("请A001号到1号窗口")
        assert set(bar.colours) == {"yellow"}
        healths.wait(Presence.OK)
        with pytest.raises(DeviceFault) as refused:
            device.show("𠮷")
        assert refused.value.code == "board_text"
        device.close()
        assert (len(bar.texts), bar.refused) == (1, 0)


def test_a_silent_board_is_unknown_though_it_shows_and_one_that_falls_silent_is_told(healths: Healths) -> None:
    with BoardSimulator(silent=True) as bar:
        device = BoardDevice(bar.port_path, often(), healths).start()
        device.show("A001")
        assert bar.wait_text("A001")
        assert healths.wait(Presence.UNKNOWN).detail is None
        bar.silent = False
        device.show("A002")
        healths.wait(Presence.OK)
        bar.silent = True
        device.show("A003")
        fault = healths.wait(Presence.UNKNOWN).detail
        assert fault is not None
        assert fault.code == "board_silent"
        bar.silent = False
        healths.wait(Presence.OK)  # said again by itself
        device.close()


def test_a_board_of_another_address_and_a_wrong_checksum_show_nothing() -> None:
    with BoardSimulator(2) as bar, port_for(bar.port_path) as port:
        port.write_all(ENTRY.frame(1, "A001"), LONG_S)
        damaged = bytearray(ENTRY.frame(2, "A002"))
        damaged[-1] ^= 1
        port.write_all(bytes(damaged), LONG_S)
        port.write_all(b"\x42\xa0" + ENTRY.frame(2, "A003"), LONG_S)
        assert bar.wait_text("A003")
        assert bar.texts == ["A003"]
        assert bar.refused == 1


def test_a_line_that_comes_back_shows_only_the_latest(tmp_path: Path, healths: Healths) -> None:
    """Unplugged and plugged in again: the text told meanwhile appears, those replaced before do not."""
    link = tmp_path / "board"
    bar = BoardSimulator().start()
    link.symlink_to(bar.port_path)
    device = BoardDevice(str(link), ENTRY, healths).start()
    try:
        device.show("A001")
        assert bar.wait_text("A001")
        healths.wait(Presence.OK)
        bar.stop()
        fault = healths.wait(Presence.DISCONNECTED).detail
        assert fault is not None
        assert fault.remedy("zh-CN")
        device.show("A002")
        device.show("A003")
        link.unlink()
        link.symlink_to(bar.start().port_path)
        assert bar.wait_text("A003", LONG_S)
        healths.wait(Presence.OK)
        assert "A002" not in bar.texts
    finally:
        device.close()
        bar.stop()


@pytest.mark.parametrize("wrong", [{"address": 4096}, {"colour": "blue"}])
def test_settings_that_cannot_be_used_are_refused(wrong: dict[str, Any], healths: Healths) -> None:
    with pytest.raises(DeviceFault) as refused:
        BoardDevice("/dev/null", ENTRY, healths, **wrong)
    assert refused.value.code == "board_bad_settings"


def test_twenty_boards_two_pads_and_a_caller_share_a_line_though_their_protocols_differ() -> None:
    """Each board is told its own text and answers; nobody speaks while a board is about to answer; a press meanwhile
    gets in."""
    addresses = range(0x101, 0x115)
    with LineSimulator([1, 2], [21], boards=addresses, baud=9600) as line:
        lines, told = Lines(), queue.SimpleQueue[Any]()
        boards = {
            at: BoardDevice(line.port_path, ENTRY, lambda _: None, address=at, lines=lines).start() for at in addresses
        }
        pad = RatingDevice(line.port_path, pads.load("ff68-pad"), told.put, address=2, lines=lines).start()
        while pad.state is not LineState.UP:  # what is pressed before the line is open is nobody's
            assert told.get(timeout=LONG_S)
        for at, board in boards.items():
            board.show(f"请 A{at:03} 号")
        line.press_pad(2, 3)
        assert line.wait(lambda line: line.board_texts == {at: f"请 A{at:03} 号" for at in addresses}, LONG_S)
        while not isinstance(event := told.get(timeout=LONG_S), Rated):
            pass
        assert event == Rated(None, 5, 3)
        until = time.monotonic() + LONG_S
        while not all(board.health.presence is Presence.OK for board in boards.values()):
            assert time.monotonic() < until
            time.sleep(0.01)  # the line is told of nothing any more
        assert line.collisions == 0
        for device in (*boards.values(), pad):
            device.close()


def test_by_hand_it_is_a_process_that_tells_what_it_shows() -> None:
    child = subprocess.Popen(
        [sys.executable, "-m", "tinghao", "simulate", "board", "--address", "7"],
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "en_US.UTF-8"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert child.stdout is not None
        path = next(word.rstrip(".,") for word in child.stdout.readline().split() if word.startswith("/dev/"))
        assert "wrong-checksum" in child.stdout.readline()
        with port_for(path) as port:
            port.write_all(ENTRY.frame(7, "A007"), LONG_S)
            assert "A007" in child.stdout.readline()
        child.send_signal(signal.SIGTERM)
        assert child.wait(LONG_S) == 0
        child.stdout.close()
    finally:
        child.kill()
        child.wait(LONG_S)

"""The rating device over a real pseudo-terminal, against the simulated pad."""

from __future__ import annotations

import os
import threading
import time
import tty
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from drivers.rating import catalogue
from drivers.rating.device import Event, Health, LineState, Presence, ProtocolError, Rated, RatingDevice, Timeout
from drivers.simulators.rating import RatingPadSimulator
from shared.errors import DeviceFault

LONG_S = 30.0
SOON_S = 0.3
T = TypeVar("T")


class Later:
    """A monotonic clock that is some seconds ahead."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def monotonic(self) -> float:
        return time.monotonic() + self._seconds


class Listener:
    """Keeps what a device told, and waits for more of it."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._new = threading.Condition()

    def __call__(self, event: Event) -> None:
        with self._new:
            self.events.append(event)
            self._new.notify_all()

    def wait(self, wanted: Callable[[list[Event]], bool], timeout_s: float = LONG_S) -> bool:
        with self._new:
            return self._new.wait_for(lambda: wanted(self.events), timeout_s)

    def wait_for(self, event: Event) -> None:
        assert self.wait(lambda events: event in events), f"{event} not in {self.events}"

    def wait_health(self, state: LineState, presence: Presence, count: int = 1) -> None:
        def seen(events: list[Event]) -> bool:
            return [(e.state, e.presence) for e in events if isinstance(e, Health)].count((state, presence)) >= count

        assert self.wait(seen), f"{state} {presence} not in {self.events}"

    def of(self, kind: type[T]) -> list[T]:
        return [event for event in self.events if isinstance(event, kind)]


@pytest.fixture
def pad() -> Iterator[RatingPadSimulator]:
    with RatingPadSimulator() as simulator:
        yield simulator


@pytest.fixture
def heard() -> Listener:
    return Listener()


@pytest.fixture
def device(pad: RatingPadSimulator, heard: Listener) -> Iterator[RatingDevice]:
    yield from running(pad.port_path, heard)


def running(port: str, heard: Listener, name: str = "ff68-pad", **options: object) -> Iterator[RatingDevice]:
    made = RatingDevice(port, catalogue.load(name), heard, **options).start()  # type: ignore[arg-type]
    heard.wait_health(LineState.UP, Presence.UNKNOWN)
    yield made
    made.close()


def test_asked_pressed_and_acknowledged(device: RatingDevice, pad: RatingPadSimulator, heard: Listener) -> None:
    device.ask("S1", LONG_S)
    assert pad.wait_asked(LONG_S)
    pad.press(3)
    heard.wait_for(Rated("S1", 5, 3))
    assert pad.wait_acked(LONG_S)
    assert pad.last_ack == bytes.fromhex("FF 68 03 03 68 01 01 03 05 16")
    assert device.health == Health(LineState.UP, Presence.OK)


@pytest.mark.parametrize(("key", "grade"), [(0, 2), (1, 3), (2, 4), (3, 5)])
def test_four_keys_are_four_of_the_five_grades(
    device: RatingDevice, pad: RatingPadSimulator, heard: Listener, key: int, grade: int
) -> None:
    device.ask("S1", LONG_S)
    assert pad.wait_asked(LONG_S)
    pad.press(key)
    heard.wait_for(Rated("S1", grade, key))


def test_a_site_overrules_the_keys(pad: RatingPadSimulator, heard: Listener) -> None:
    for device in running(pad.port_path, heard, grades={"00": 5, "03": 1}):
        device.ask("S1", LONG_S)
        assert pad.wait_asked(LONG_S)
        pad.press(0)
        heard.wait_for(Rated("S1", 5, 0))


def test_a_key_without_a_grade_is_not_given_one_and_the_next_key_counts(
    device: RatingDevice, pad: RatingPadSimulator, heard: Listener
) -> None:
    device.ask("S1", LONG_S)
    assert pad.wait_asked(LONG_S)
    pad.press(4)
    pad.press(2)
    heard.wait_for(Rated("S1", 4, 2))
    assert heard.of(Rated) == [Rated(None, None, 4), Rated("S1", 4, 2)]
    assert ProtocolError("unmapped_key", b"\x04") in heard.events


def test_a_press_that_nobody_asked_for_belongs_to_nobody(
    device: RatingDevice, pad: RatingPadSimulator, heard: Listener
) -> None:
    pad.press(1)
    heard.wait_for(Rated(None, 3, 1))
    device.ask("S1", LONG_S)  # and it does not answer the question that comes after it
    assert pad.wait_asked(LONG_S)
    pad.press(2)
    heard.wait_for(Rated("S1", 4, 2))
    assert heard.of(Rated) == [Rated(None, 3, 1), Rated("S1", 4, 2)]


def test_the_second_press_is_acknowledged_and_otherwise_ignored(
    device: RatingDevice, pad: RatingPadSimulator, heard: Listener
) -> None:
    device.ask("S1", LONG_S)
    assert pad.wait_asked(LONG_S)
    pad.press(3)
    pad.press(0)
    assert pad.wait_acked(LONG_S, count=2)
    assert heard.of(Rated) == [Rated("S1", 5, 3)]
    device.ask("S2", LONG_S)
    assert pad.wait_asked(LONG_S, count=2)
    pad.press(0)
    heard.wait_for(Rated("S2", 2, 0))


def test_time_out_closes_as_no_rating_and_a_late_press_belongs_to_nobody(
    device: RatingDevice, pad: RatingPadSimulator, heard: Listener
) -> None:
    device.ask("S1", SOON_S)
    heard.wait_for(Timeout("S1"))
    pad.press(3)
    heard.wait_for(Rated(None, 5, 3))
    assert heard.of(Timeout) == [Timeout("S1")]


def test_a_rated_session_does_not_time_out_as_well(
    device: RatingDevice, pad: RatingPadSimulator, heard: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    device.ask("S1", 60.0)
    assert pad.wait_asked(LONG_S)
    pad.press(3)
    heard.wait_for(Rated("S1", 5, 3))
    monkeypatch.setattr("drivers.rating.device.time", Later(61.0))
    pad.press(0)
    heard.wait_for(Rated(None, 2, 0))  # the time of S1 is over
    device.ask("S2", SOON_S)
    heard.wait_for(Timeout("S2"))
    assert heard.of(Timeout) == [Timeout("S2")]


def test_cancelled_is_over_without_an_event(device: RatingDevice, pad: RatingPadSimulator, heard: Listener) -> None:
    device.ask("S1", LONG_S)
    assert pad.wait_asked(LONG_S)
    device.cancel()
    device.show_stars(4)  # what the pad shows proves that the cancel was taken before it
    assert pad.wait_stars(LONG_S, 4)
    pad.press(3)
    heard.wait_for(Rated(None, 5, 3))
    assert heard.of(Timeout) == []


def test_the_next_question_ends_the_one_before(device: RatingDevice, pad: RatingPadSimulator, heard: Listener) -> None:
    device.ask("S1", LONG_S)
    assert pad.wait_asked(LONG_S)
    device.ask("S2", LONG_S)
    assert pad.wait_asked(LONG_S, count=2)
    pad.press(3)
    heard.wait_for(Rated("S2", 5, 3))
    assert heard.of(Timeout) == [Timeout("S1")]


def test_closing_ends_the_open_session(pad: RatingPadSimulator, heard: Listener) -> None:
    for device in running(pad.port_path, heard):
        device.ask("S1", LONG_S)
        assert pad.wait_asked(LONG_S)
        device.close()
        device.close()
    assert heard.events[-2:] == [Timeout("S1"), Health(LineState.CLOSED, Presence.DISCONNECTED)]


@pytest.mark.parametrize(
    ("variant", "wire"), [("ack_value", "FF 68 03 03 68 01 01 02 04 16"), ("ack_short", "68 02 02 68 01 01 02 16")]
)
def test_both_acknowledgements_of_the_field(pad: RatingPadSimulator, heard: Listener, variant: str, wire: str) -> None:
    for _ in running(pad.port_path, heard, acknowledge=variant):
        pad.press(2)
        assert pad.wait_acked(LONG_S)
        assert pad.last_ack == bytes.fromhex(wire)


def test_no_acknowledgement_where_the_pad_wants_none(pad: RatingPadSimulator, heard: Listener) -> None:
    for device in running(pad.port_path, heard, acknowledge="none"):
        pad.press(2)
        heard.wait_for(Rated(None, 4, 2))
        device.show_stars(1)
        assert pad.wait_stars(LONG_S, 1)
        assert pad.last_ack is None


def test_our_own_echo_is_not_the_device(heard: Listener) -> None:
    with RatingPadSimulator(echo=True) as pad:
        # The short acknowledgement is no frame of the pad's: unfiltered, it would be told as damage.
        for device in running(pad.port_path, heard, acknowledge="ack_short"):
            device.ask("S1", LONG_S)
            assert pad.wait_asked(LONG_S)
            device.show_stars(3)
            assert pad.wait_stars(LONG_S, 3)
            assert device.health.presence is Presence.UNKNOWN  # it echoed, it did not speak
            pad.press(3)
            heard.wait_for(Rated("S1", 5, 3))
            assert pad.wait_acked(LONG_S)
            device.ask("S2", LONG_S)
            assert pad.wait_asked(LONG_S, count=2)
            pad.press(1)
            heard.wait_for(Rated("S2", 3, 1))
    assert heard.of(ProtocolError) == []


def test_another_address_is_another_pad(heard: Listener) -> None:
    with RatingPadSimulator(address=7) as pad:
        for device in running(pad.port_path, heard, address=7):
            pad.send(bytes.fromhex("FF 68 03 03 68 01 11 03 15 16"))  # the neighbour's press on the same line
            device.ask("S1", LONG_S)
            assert pad.wait_asked(LONG_S)
            pad.press(1)
            heard.wait_for(Rated("S1", 3, 1))
            assert len(heard.of(Rated)) == 1


def test_damage_is_told_and_presses_nothing(device: RatingDevice, pad: RatingPadSimulator, heard: Listener) -> None:
    device.ask("S1", LONG_S)
    assert pad.wait_asked(LONG_S)
    pad.send(bytes.fromhex("FF 68 03 03 68 01 11 02 15 16"))  # wrong sum
    assert heard.wait(lambda events: any(isinstance(event, ProtocolError) for event in events))
    pad.press(3)
    heard.wait_for(Rated("S1", 5, 3))
    assert len(heard.of(Rated)) == 1


def test_a_line_that_only_babbles_is_degraded_until_a_good_frame(
    device: RatingDevice, pad: RatingPadSimulator, heard: Listener
) -> None:
    pad.send(bytes(range(0x80, 0xC0)))  # what a wrong baud rate looks like
    heard.wait_health(LineState.DEGRADED, Presence.ERROR)
    assert device.health.detail is not None
    assert device.health.detail.remedy("zh-CN")
    pad.press(0)
    heard.wait_health(LineState.UP, Presence.OK)


def test_unplugged_and_plugged_in_again(heard: Listener, tmp_path: Path) -> None:
    pad = RatingPadSimulator(link=tmp_path / "pad").start()
    for device in running(pad.port_path, heard):
        device.show_stars(5)
        device.ask("S1", 60.0)
        assert pad.wait_asked(LONG_S)
        pad.stop()
        heard.wait_health(LineState.BACKOFF, Presence.DISCONNECTED)
        assert device.health.detail is None or isinstance(device.health.detail, DeviceFault)
        pad.stars = None
        pad.start()
        heard.wait_health(LineState.UP, Presence.UNKNOWN, count=2)
        assert pad.wait_asked(LONG_S, count=2)  # the open question is asked again
        assert pad.wait_stars(LONG_S, 5)
        pad.press(2)
        heard.wait_for(Rated("S1", 4, 2))
        assert heard.of(Timeout) == []
    pad.stop()


def test_without_a_device_it_keeps_trying_and_the_time_out_still_comes(heard: Listener, tmp_path: Path) -> None:
    device = RatingDevice(str(tmp_path / "pad"), catalogue.load("ff68-pad"), heard).start()
    device.ask("S1", SOON_S)
    heard.wait_for(Timeout("S1"))
    heard.wait_health(LineState.BACKOFF, Presence.DISCONNECTED, count=2)
    fault = next(event.detail for event in heard.of(Health) if event.state is LineState.BACKOFF)
    assert fault is not None
    assert fault.code == "port_unopenable"
    with RatingPadSimulator(link=tmp_path / "pad") as pad:
        device.ask("S2", 60.0)  # asked while the line is down
        assert pad.wait_asked(LONG_S)
        pad.press(3)
        heard.wait_for(Rated("S2", 5, 3))
        device.close()


def test_a_listener_that_fails_does_not_take_the_device_along(
    pad: RatingPadSimulator, heard: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(event: Event) -> None:
        heard(event)
        if event == Rated(None, 2, 0):
            raise RuntimeError("a listener's own mistake")

    device = RatingDevice(pad.port_path, catalogue.load("ff68-pad"), failing).start()
    heard.wait_health(LineState.UP, Presence.UNKNOWN)
    pad.press(0)
    pad.press(1)
    heard.wait_for(Rated(None, 3, 1))
    device.close()
    assert "a listener's own mistake" in caplog.text


def test_what_cannot_be_used_is_refused_before_the_line_is_touched(heard: Listener) -> None:
    pad, bare = catalogue.load("ff68-pad"), catalogue.load("pj06")
    with pytest.raises(DeviceFault) as caught:
        RatingDevice("/dev/null", bare, heard)
    assert caught.value.code == "rating_no_grades"  # no order of keys is invented for it
    for options in ({"grades": {"00": 6}}, {"grades": {}}, {"grades": {"zz": 1}}, {"acknowledge": "ask"}):
        with pytest.raises(DeviceFault) as caught:
            RatingDevice("/dev/null", pad, heard, **options)  # type: ignore[arg-type]
        assert caught.value.code == "rating_bad_settings"
    device = RatingDevice("/dev/null", pad, heard)
    with pytest.raises(ValueError, match="0 to 5"):
        device.show_stars(6)
    with pytest.raises(ValueError, match="positive"):
        device.ask("S1", 0)


def test_another_vendor_is_only_another_entry(heard: Listener) -> None:
    """PJ06 answers with one raw byte and wants pauses; the bytes are from the vendor's table, the pad is this test."""
    master, slave = os.openpty()
    tty.setraw(slave)
    grades = {"01": 5, "02": 4, "03": 3, "04": 2, "05": 1}
    for device in running(os.ttyname(slave), heard, "pj06", grades=grades):
        device.ask("S1", 60.0)
        wanted, got = bytes.fromhex("55 AA 03 13 3C 00 1A 55 AA 02 20 00 1A"), b""
        while len(got) < len(wanted):
            got += os.read(master, 64)
        assert got == wanted
        assert heard.of(Rated) == []
        os.write(master, b"\x02")
        heard.wait_for(Rated("S1", 4, 2))
        os.write(master, b"\x09")
        heard.wait_for(ProtocolError("stray", b"\x09"))
        device.cancel()
        assert os.read(master, 64) == bytes.fromhex("55 AA 02 1F 00 1A")
    os.close(master)
    os.close(slave)


def test_family_b_in_bytes_from_the_call_to_the_pause(heard: Listener) -> None:
    """Welcome at the call, the question, what is pressed, the next call: frames of the vendor's table, in this order."""
    master, slave = os.openpty()
    tty.setraw(slave)
    welcome, ask = bytes.fromhex("55 AA 02 1F 00 1A"), bytes.fromhex("55 AA 02 20 00 1A")
    minute, stars = bytes.fromhex("55 AA 03 13 3C 00 1A"), bytes.fromhex("55 AA 02 15 05 1A")
    said = b""

    def says(wanted: bytes) -> None:
        nonlocal said
        while len(said) < len(wanted):
            said += os.read(master, 64)
        assert said == wanted
        said = b""

    entry = replace(catalogue.load("pj06"), line=replace(catalogue.load("pj06").line, gap_s=0.01))
    device = RatingDevice(os.ttyname(slave), entry, heard, grades={"01": 5, "02": 4}).start()
    heard.wait_health(LineState.UP, Presence.UNKNOWN)
    device.show_stars(5)
    device.welcome()
    says(stars + welcome)
    device.welcome()  # the same visitor: nothing is said twice
    device.reset()
    device.ask("S1", 60.0)
    says(minute + ask)
    device.welcome()  # the next is called while the question stands: it is taken off first, and the welcome comes once
    device.cancel()
    says(welcome)
    device.ask("S2", 60.0)
    says(ask)
    os.write(master, b"\x01")
    heard.wait_for(Rated("S2", 5, 1))
    device.pause()  # a word that this pad does not have
    device.welcome()
    says(welcome)
    device.close()
    os.close(master)
    os.close(slave)


def test_words_of_an_entry_are_said_on_their_occasions(heard: Listener) -> None:
    """Thank after the press, pause and reset, with a made-up entry that has them all; family A has neither of them."""
    master, slave = os.openpty()
    tty.setraw(slave)
    says = "".join(
        f'[say.{word}]\nbody = "{{address}} 0{code}"\n\n'
        for word, code in (("welcome", 1), ("thank", 2), ("pause", 3), ("reset", 4), ("cancel", 5))
    )
    text = (catalogue.CATALOGUE / "ff68-pad.toml").read_text(encoding="utf-8").replace("[say.ask]", says + "[say.ask]")
    entry = catalogue.parse(text.replace("gap_ms = 50 ", "gap_ms = 5 "), "worded", "worded.toml")
    got = b""

    def said(*bodies: str) -> None:
        nonlocal got
        wanted = b""
        for body in map(bytes.fromhex, bodies):
            wanted += bytes([0xFF, 0x68, len(body), len(body), 0x68, *body, sum(body) % 256, 0x16])
        while len(got) < len(wanted):
            got += os.read(master, 64)
        assert got == wanted
        got = b""

    device = RatingDevice(os.ttyname(slave), entry, heard, local_echo=False).start()
    heard.wait_health(LineState.UP, Presence.UNKNOWN)
    device.welcome()
    said("01 01")
    device.ask("S1", 60.0)
    said("01 01 0B")
    os.write(master, bytes.fromhex("FF 68 03 03 68 01 11 03 15 16"))
    said("01 01 03", "01 02")  # acknowledged first, then thanked
    device.pause()
    said("01 03")
    device.reset()
    said("01 04")
    device.ask("S2", 60.0)
    said("01 01 0B")
    device.welcome()
    device.cancel()
    said("01 05", "01 01")
    device.close()
    os.close(master)
    os.close(slave)

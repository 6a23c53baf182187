"""The rating tablet over real sockets, UDP and TCP, against the simulated one: words, presses, heartbeat, return."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest

from drivers.lines import LineState
from drivers.ports import port_for
from drivers.rating import tablet_words as words
from drivers.rating.device import Event, Health, Presence, ProtocolError, Rated, Timeout
from drivers.rating.tablet import TabletDevice
from drivers.simulators.tablet import TabletSimulator
from shared.errors import DeviceFault

LONG_S = 30.0
GRADES = {"05": 5, "04": 4, "03": 3, "02": 2, "01": 1}


class Listener:
    def __init__(self) -> None:
        self.events: list[Event] = []
        self._new = threading.Condition()

    def __call__(self, event: Event) -> None:
        with self._new:
            self.events.append(event)
            self._new.notify_all()

    def wait(self, wanted: Callable[[list[Event]], bool]) -> None:
        with self._new:
            assert self._new.wait_for(lambda: wanted(self.events), LONG_S), self.events

    def wait_for(self, event: Event) -> None:
        self.wait(lambda events: event in events)

    def wait_presence(self, presence: Presence, count: int = 1) -> None:
        self.wait(lambda events: [e.presence for e in events if isinstance(e, Health)].count(presence) >= count)

    def rated(self) -> list[Rated]:
        return [event for event in self.events if isinstance(event, Rated)]


@pytest.fixture
def tablet() -> Iterator[TabletSimulator]:
    with TabletSimulator() as simulated:
        yield simulated


@pytest.fixture
def heard() -> Listener:
    return Listener()


@pytest.fixture(params=["udp", "tcp", "tcp in pieces"])
def device(request: pytest.FixtureRequest, tablet: TabletSimulator, heard: Listener) -> Iterator[TabletDevice]:
    if request.param == "udp":
        url = f"udp://127.0.0.1:{tablet.start_udp()}?local=0"
    else:
        tablet.pieces = 3 if "pieces" in request.param else 0
        url = f"tcp://127.0.0.1:{tablet.start_tcp()}"
    made = TabletDevice(url, heard, grades=GRADES, beat_s=0.1, poll_s=0.02).start()
    heard.wait_presence(Presence.OK)
    yield made
    made.close()


def said(tablet: TabletSimulator, *commands: str) -> None:
    wanted = list(commands)
    assert tablet.wait(lambda t: t.heard[-len(wanted) :] == wanted, LONG_S), tablet.heard


def test_from_the_call_to_the_pause(device: TabletDevice, tablet: TabletSimulator, heard: Listener) -> None:
    device.show_staff("1001", 3)
    device.show_stars(5)
    said(
        tablet,
        "S04||1001|jobNum,工号,1001|window,窗口名称,3||E",
        "S04||1001|jobNum,工号,1001|star,星级,5|window,窗口名称,3||E",
    )
    device.welcome("A012")
    said(tablet, "S01E", "S96||A012,||E")
    tablet.press(1)
    device.ask("S1", LONG_S)
    said(tablet, "S02E")
    heard.wait_for(Rated("S1", 1, 1))
    device.ask("S2", LONG_S)
    said(tablet, "S02E")
    device.welcome("A013")  # the next is called: the question closes, then the welcome is said
    device.cancel()
    said(tablet, "S02E", "S01E", "S96||A013,||E")
    device.pause()
    said(tablet, "S03E")
    device.reset()
    said(tablet, "S06E", "S01E")
    assert heard.rated() == [Rated("S1", 1, 1)]


def test_a_press_belongs_to_its_question_once_and_no_grade_is_invented(
    device: TabletDevice, tablet: TabletSimulator, heard: Listener
) -> None:
    device.ask("S1", LONG_S)
    assert tablet.wait(lambda t: t.polls > 0, LONG_S)
    tablet.press(9)
    heard.wait_for(ProtocolError("unmapped_key", b"9"))
    assert heard.rated() == [Rated(None, None, 9)]
    tablet.press(4)
    heard.wait_for(Rated("S1", 4, 4))
    device.ask("S2", 0.2)
    heard.wait_for(Timeout("S2"))
    assert heard.rated() == [Rated(None, None, 9), Rated("S1", 4, 4)]


def test_silence_is_told_and_the_question_stands_when_it_is_back(
    device: TabletDevice, tablet: TabletSimulator, heard: Listener
) -> None:
    tablet.silent = True
    heard.wait_presence(Presence.ERROR)
    assert device.health.detail is not None
    assert device.health.detail.code == "tablet_silent"
    device.ask("S1", LONG_S)
    assert tablet.wait(lambda t: "S02E" in t.heard, LONG_S)
    tablet.silent = False
    heard.wait_presence(Presence.OK, 2)
    assert tablet.wait(lambda t: t.heard.count("S02E") == 2, LONG_S), "asked again: it may have lost its power"
    tablet.press(5)
    heard.wait_for(Rated("S1", 5, 5))


def test_one_that_never_answered_is_unknown_and_one_that_went_comes_back(heard: Listener) -> None:
    with TabletSimulator() as first:
        first.silent = True
        port = first.start_tcp()
        device = TabletDevice(f"tcp://127.0.0.1:{port}", heard, grades=GRADES, beat_s=0.02).start()
        try:
            assert first.wait(lambda t: t.beats > 5, LONG_S)
            assert device.health == Health(LineState.UP, Presence.UNKNOWN)
            device.pause()
            first.stop()
            heard.wait(lambda events: any(isinstance(e, Health) and e.state is LineState.BACKOFF for e in events))
            with TabletSimulator() as second:
                second.start_tcp(port)
                assert second.wait(lambda t: t.heard == ["S03E"], LONG_S), "what it showed is shown again"
                heard.wait_presence(Presence.OK)
        finally:
            device.close()
    assert device.health == Health(LineState.CLOSED, Presence.DISCONNECTED)


def test_words_at_every_cut_and_amid_rubbish() -> None:
    wire = b"RecvCmdOKS04OKS95OKS02||1001||5||2026||EDisConnect"
    wanted = [b"RecvCmdOK", b"S04OK", b"S95OK", b"S02||1001||5||2026||E", b"DisConnect"]
    for one, two in pairwise(sorted({*range(0, len(wire) + 1)})):
        for last in range(two, len(wire) + 1):
            reader = words.Reader()
            got = [w.raw for part in (wire[:one], wire[one:last], wire[last:]) for w in reader.feed(part)[0]]
            assert got == wanted, (one, last)
    reader = words.Reader()
    found, stray = reader.feed(b"\xff\x00hello" + wire)
    assert ([word.raw for word in found], stray) == (wanted, b"\xff\x00hello")
    assert reader.feed(b"S02||\xff\xff||5||E")[1] == b"S02||\xff\xff||5||E"
    reader.feed("S02||张||4||x".encode())
    assert reader.idle() == ([words.Word("S02||张||4||x".encode(), "02", ("张", "4", "x"))], b"")
    assert words.staff("10|01,", None, None) == "S04||10 01 |jobNum,工号,10 01 ||E".encode()


def test_datagrams_of_others_are_not_heard_and_addresses_are_checked() -> None:
    with port_for("udp://127.0.0.1:9?local=0") as port, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.2", 0))
        own = port.local_port  # type: ignore[attr-defined]
        other.sendto(b"S95OK", ("127.0.0.1", own))
        assert port.read(64, 0.1) == b""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
            device.bind(("127.0.0.1", 0))
            device.sendto(b"S95OK", ("127.0.0.1", own))
            assert port.read(3, LONG_S) + port.read(64, LONG_S) == b"S95OK"
    for url in ("udp://host", "udp://host:8001?local=x", "udp://host:8001?baud=9600"):
        with pytest.raises(DeviceFault) as fault:
            port_for(url)
        assert fault.value.code == "port_address"
    with pytest.raises(DeviceFault) as fault:
        TabletDevice("udp://host:8001", lambda _: None, grades=None)
    assert fault.value.code == "rating_no_grades"


def test_by_hand_it_says_what_it_hears_and_presses_what_is_typed(heard: Listener) -> None:
    command = [sys.executable, "-m", "tinghao", "simulate", "tablet", "--udp", "0"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | {"LANG": "en_US.UTF-8"}
    ) as run:
        assert run.stdin is not None
        assert run.stdout is not None
        found = re.search(r"udp://127\.0\.0\.1:\d+", run.stdout.readline())
        assert found
        device = TabletDevice(f"{found[0]}?local=0", heard, grades=GRADES, poll_s=0.02).start()
        try:
            device.ask("S1", LONG_S)
            while "S02E" not in run.stdout.readline():
                pass
            run.stdin.write("5\n")
            run.stdin.flush()
            heard.wait_for(Rated("S1", 5, 5))
        finally:
            device.close()
            run.stdin.write("q\n")
            run.stdin.flush()
            run.stdout.read()
            assert run.wait(LONG_S) == 0

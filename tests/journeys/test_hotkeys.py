"""Hot keys for real: an X server, another program with the keyboard, a counter that hears its keys all the same."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from counter.hotkeys import Failed, Heard, Held, Said, x11
from shared.hotkeys import combo
from shared.messages import new_id
from shared.tickets import Role
from tests.journeys.halls import HallProcess
from tests.journeys.xserver import MISSING, PATIENCE_S, OtherProgram, XServer, has_xvfb, wait_for
from tinghao.demo.process import Process

pytestmark = pytest.mark.skipif(not has_xvfb(), reason=MISSING)
CONTROL_ALT = 0x4 | 0x8
KEYS = {"next": combo("Ctrl+Alt+N"), "recall": combo("Ctrl+Alt+R")}


@pytest.fixture(scope="module")
def server() -> Iterator[XServer]:
    made = XServer()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def other(server: XServer) -> Iterator[OtherProgram]:
    made = OtherProgram(server)
    yield made
    made.stop()


@pytest.fixture
def typing(server: XServer, other: OtherProgram) -> OtherProgram:
    """The other program has the keyboard, and a letter proves it."""
    server.give_keyboard_to(other.window)
    other.forget()
    server.type("a")
    assert other.heard(1) == ["a"]
    return other


class Hearing:
    """Keys held in this process, on that X server."""

    def __init__(self, server: XServer, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DISPLAY", server.name)
        self.said: queue.Queue[Said] = queue.Queue()
        self.keys = x11.X11Keys(KEYS, self.said.put)

    def next(self) -> Said:
        return self.said.get(timeout=PATIENCE_S)


@pytest.fixture
def hearing(server: XServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hearing]:
    made = Hearing(server, monkeypatch)
    assert {made.next(), made.next()} == {Held("next"), Held("recall")}
    yield made
    made.keys.close()


def test_a_key_is_heard_once_however_long_it_is_held(server: XServer, typing: OtherProgram, hearing: Hearing) -> None:
    server.down("b")
    assert typing.heard(4) == ["b"] * 4, "this keyboard repeats a key that is held"
    server.up("b")
    typing.forget()
    server.down("Control_L", "Alt_L", "n")
    assert hearing.next() == Heard("next")
    # As long again as the letter took to repeat three times.
    threading.Event().wait(1.2)
    server.up("Control_L", "Alt_L", "n")
    server.type("Control_L", "Alt_L", "r")
    assert hearing.next() == Heard("recall"), "nothing was heard of next in between"
    threading.Event().wait(x11.RELEASED_S * 2)
    server.type("Control_L", "Alt_L", "n")
    assert hearing.next() == Heard("next"), "let go and pressed anew it counts again"
    server.type("c")
    assert typing.heard(1) == ["c"], "the other program heard none of it"


@pytest.mark.parametrize("lock", ["Num_Lock", "Caps_Lock"])
def test_locks_make_no_difference(server: XServer, typing: OtherProgram, hearing: Hearing, lock: str) -> None:
    server.type(lock)
    try:
        server.type("Control_L", "Alt_L", "r")
        assert hearing.next() == Heard("recall")
    finally:
        server.type(lock)
    assert typing.heard_nothing()


def test_other_combinations_stay_with_the_other_program(
    server: XServer, typing: OtherProgram, hearing: Hearing
) -> None:
    server.type("Alt_L", "n")
    server.type("Control_L", "Alt_L", "Shift_L", "n")
    server.type("n")
    wait_for(lambda: not typing.heard_nothing(), "the other program hears its keys")
    server.type("Control_L", "Alt_L", "r")
    assert hearing.next() == Heard("recall")


def test_a_key_of_another_program_is_said_and_taken_once_it_is_free(
    server: XServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(x11, "RETRY_S", 0.1)
    assert server.grab("n", CONTROL_ALT)
    hearing = Hearing(server, monkeypatch)
    try:
        first = {said.name: said for said in (hearing.next(), hearing.next())}
        assert isinstance(first["next"], Failed)
        assert (first["next"].fault.code, first["next"].fault.params) == ("hotkey_taken", {"hotkey": "Ctrl+Alt+N"})
        assert first["recall"] == Held("recall")
        server.let_go("n", CONTROL_ALT)
        while isinstance(said := hearing.next(), Failed):
            pass
        assert said == Held("next")
        assert not server.grab("n", CONTROL_ALT)
    finally:
        hearing.keys.close()
    assert server.grab("n", CONTROL_ALT), "given back at the end"
    server.let_go("n", CONTROL_ALT)


def test_a_key_that_the_keyboard_does_not_have(server: XServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", server.name)
    said: queue.Queue[Said] = queue.Queue()
    keys = x11.X11Keys({"next": combo("Ctrl+F24")}, said.put)
    told = said.get(timeout=PATIENCE_S)
    keys.close()
    assert isinstance(told, Failed)
    assert told.fault.code == "hotkey_no_such_key"


def test_no_x_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":9999")
    said: queue.Queue[Said] = queue.Queue()
    keys = x11.X11Keys(KEYS, said.put)
    told = said.get(timeout=PATIENCE_S)
    keys.close()
    assert isinstance(told, Failed)
    assert (told.name, told.fault.code) == ("", "hotkeys_no_display")


# The counter itself ------------------------------------------------------------------------------------------------------


@pytest.fixture
def counter(hall: HallProcess, server: XServer, tmp_path: Path) -> Iterator[Process]:
    token = hall.token(Role.COUNTER, "counter-7")
    where = ["--station", "counter-7", "--url", hall.url, "--token", token, "--clerk", "1007", "--remote"]
    made = Process("counter", ["counter", *where, "--language", "en"], tmp_path, server.env)
    yield made
    made.stop()


def take(client: httpx.Client, token: str, category: str) -> None:
    body = {"id": new_id(), "type": "take_ticket", "category": category}
    answer = client.post("/api/v1/commands", json=body, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.text


def test_the_clerk_calls_and_recalls_while_typing_in_another_program(
    server: XServer,
    typing: OtherProgram,
    counter: Process,
    client: httpx.Client,
    tokens: dict[Role, str],
) -> None:
    for _ in range(2):
        take(client, tokens[Role.KIOSK], "C")
    counter.until(lambda state: state["clerk"] == "1007" and set(state["hotkeys"]) == {"next", "recall"})
    counter.ask({"key": "F2"})
    counter.until(lambda state: state["state"] == "open" and not state["working"])
    server.give_keyboard_to(typing.window)
    typing.forget()

    server.type("Control_L", "Alt_L", "n")
    called: dict[str, Any] = counter.until(lambda state: state["phase"] == "called" and not state["working"])
    assert called["waiting"]["C"] == 1
    server.type("Control_L", "Alt_L", "r")
    counter.until(lambda state: state["recalls"] == 1 and not state["working"])
    assert server.focused() == typing.window, "the counter never took the keyboard"
    server.type("x")
    assert typing.heard(1) == ["x"]

    counter.ask({"key": "F7"})
    counter.until(lambda state: state["phase"] == "serving" and not state["working"])
    server.give_keyboard_to(typing.window)
    threading.Event().wait(0.5)  # A press sooner is a bounce of the one before (counter.hand.REPEAT_S).
    server.type("Control_L", "Alt_L", "n")
    counter.until(lambda state: state["note"] == "ask_finish")
    threading.Event().wait(0.5)
    server.type("Control_L", "Alt_L", "n")
    after = counter.until(lambda state: state["phase"] == "called" and state["number"] != called["number"])
    assert (after["served"], after["waiting"]["C"]) == (1, 0)

    counter.stop()
    assert server.grab("n", CONTROL_ALT), "given back with the end of the counter"
    server.let_go("n", CONTROL_ALT)

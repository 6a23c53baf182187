"""Hot keys at the counter: how they are written, what they do, what is said where they do not work. The system that
hears them stands in here; :mod:`tests.journeys.test_hotkeys` presses them for real."""

from __future__ import annotations

import queue
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from PySide6.QtGui import QWindow

from counter.faults import CounterFault
from counter.hotkeys import Failed, Heard, Held, Said, listen_on, windows
from shared.hotkeys import Combo, Hotkeys, combo
from shared.i18n import LANGUAGES
from shared.settings import parse_settings
from shared.toml_parts import SettingsError
from tests.stations.counter_desk import STATION, CounterDesk, desk
from tests.stations.memory_hall import hall_toml
from tests.stations.test_counter_screen import VIEWS, cut, show, text

__all__ = ["show"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Ctrl+Alt+N", "Ctrl+Alt+N"),
        ("alt + control + n", "Ctrl+Alt+N"),
        ("win+shift+5", "Shift+Win+5"),
        ("super+F12", "Win+F12"),
        ("F24", "F24"),
        ("shift+f1", "Shift+F1"),
    ],
)
def test_how_keys_are_written(written: str, meant: str) -> None:
    assert str(combo(written)) == meant
    assert combo(meant) == combo(written)


@pytest.mark.parametrize("written", ["", "N", "Shift+N", "7", "Ctrl", "Ctrl+", "Ctrl+Home", "Strg+N", "F25", "Ctrl+NN"])
def test_what_is_no_hot_key(written: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        combo(written)


def test_settings_say_which_and_one_key_cannot_do_two_things() -> None:
    mine = STATION + 'hotkeys = { next = "ctrl+f9", recall = "" }\n'
    station = parse_settings(hall_toml(extra=mine), "hall.toml").station("counter-7")
    assert station is not None
    assert station.hotkeys == Hotkeys(next="Ctrl+F9", recall="")
    for wrong in ('{ next = "N" }', '{ next = "Ctrl+Alt+R" }', '{ start = "Ctrl+Alt+S" }'):
        with pytest.raises(SettingsError) as error:
            parse_settings(hall_toml(extra=f"{STATION}hotkeys = {wrong}\n"), "hall.toml")
        assert error.value.params["line"]


class Keyboard:
    """Stands in for the system: what was asked for, and a finger."""

    def __init__(self, taken: tuple[str, ...] = ()) -> None:
        self.taken, self.asked = taken, list[Mapping[str, Combo]]()
        self.said: Callable[[Said], None] = lambda _: None
        self.closed = 0

    def __call__(self, keys: Mapping[str, Combo], said: Callable[[Said], None]) -> Keyboard:
        self.asked.append(keys)
        self.said = said
        for name, key in keys.items():
            said(Failed(name, CounterFault("hotkey_taken", hotkey=str(key))) if name in self.taken else Held(name))
        return self

    def close(self) -> None:
        self.closed += 1


def settled(qtbot: Any, at: CounterDesk) -> None:
    qtbot.waitUntil(lambda: at.state["seq"] == at.hall.picture.seq and not at.state["working"])


def test_a_hot_key_does_what_the_screens_key_does(qtbot: Any) -> None:
    board = Keyboard()
    at = desk(qtbot, waiting="AA", listen=board, language="en")
    qtbot.waitUntil(lambda: set(at.state["hotkeys"]) == {"next", "recall"})
    for name, key, value in (("next", "number", "A001"), ("recall", "recalls", 1)):
        at.later()
        board.said(Heard(name))
        qtbot.waitUntil(lambda key=key, value=value: at.state[key] == value and not at.state["working"])
    at.press("start")
    settled(qtbot, at)
    at.later()
    board.said(Heard("next"))
    qtbot.waitUntil(lambda: at.state["note"] == "ask_finish")
    assert at.model.property("noteRemedy") == "Press Ctrl+Alt+N again."
    at.later()
    at.model.press("next")  # The same press by the screen's own key answers it.
    qtbot.waitUntil(lambda: at.state["number"] == "A002")
    settled(qtbot, at)
    at.later()
    board.said(Heard("recall"))
    board.said(Heard("recall"))  # A bouncing finger.
    qtbot.waitUntil(lambda: at.state["recalls"] == 1 and not at.state["working"])
    assert len(at.sent("recall")) == 2
    at.model.close()
    assert board.closed == 1


def test_a_hot_key_that_makes_no_sense_now_is_refused_on_the_screen(qtbot: Any) -> None:
    board = Keyboard()
    at = desk(qtbot, listen=board)
    qtbot.waitUntil(lambda: "recall" in at.state["hotkeys"])
    at.later()
    board.said(Heard("recall"))
    qtbot.waitUntil(lambda: at.state["note"] == "no_open_call")
    assert at.sent("recall") == []


@pytest.mark.parametrize(
    ("given", "extra", "asked"),
    [
        ({}, STATION, {"next": "Ctrl+Alt+N", "recall": "Ctrl+Alt+R"}),
        ({"next": "win+n", "recall": None}, STATION, {"next": "Win+N", "recall": "Ctrl+Alt+R"}),
        ({"next": "off", "recall": "OFF"}, STATION, {}),
        ({}, STATION + 'hotkeys = { next = "", recall = "F9" }\n', {"recall": "F9"}),
        (
            {"next": "F8", "recall": None},
            STATION + 'hotkeys = { next = "", recall = "F9" }\n',
            {"next": "F8", "recall": "F9"},
        ),
    ],
)
def test_the_command_line_wins_over_the_settings(
    qtbot: Any, given: dict[str, str | None], extra: str, asked: dict[str, str]
) -> None:
    board = Keyboard()
    at = desk(qtbot, extra=extra, listen=board, hotkeys=given)
    qtbot.waitUntil(lambda: at.state["hotkeys"] == asked)
    assert [{name: str(key) for name, key in keys.items()} for keys in board.asked] == ([asked] if asked else [])
    assert at.state["hotkey_faults"] == {}


@pytest.mark.parametrize(
    ("given", "listen", "code"),
    [
        ({"next": "N"}, Keyboard(), "hotkeys_unusable"),
        ({"next": "Ctrl+Alt+R"}, Keyboard(), "hotkeys_unusable"),
        ({"next": "Ctrl+Alt+N"}, None, "hotkeys_nowhere"),
        ({}, listen_on("wayland", {}), "hotkeys_wayland"),
        ({}, listen_on("xcb", {"WAYLAND_DISPLAY": "wayland-0"}), "hotkeys_wayland"),
    ],
)
def test_where_they_cannot_work_it_is_said(qtbot: Any, given: dict[str, str], listen: Any, code: str) -> None:
    at = desk(qtbot, opened=False, listen=listen, hotkeys=given)
    qtbot.waitUntil(lambda: at.state["note"] == code)
    assert at.state["hotkey_faults"] == {"all": code}
    assert at.state["hotkeys"] == {}


def test_without_other_programs_nothing_is_asked_and_nothing_said(qtbot: Any) -> None:
    assert listen_on("offscreen", {}) is None
    at = desk(qtbot, opened=False, listen=None)
    assert (at.state["hotkeys"], at.state["hotkey_faults"], at.state["note"]) == ({}, {}, "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
def test_a_taken_key_is_named_on_the_screen(qtbot: Any, show: Any, view: str, language: str) -> None:
    board = Keyboard(taken=("next",))
    at, stage = show(view=view, language=language, listen=board, opened=False)
    qtbot.waitUntil(lambda: at.state["note"] == "hotkey_taken")
    qtbot.wait(20)
    words = text(stage, "noteDetail" if view == "full" else "noteText")
    assert "Ctrl+Alt+N" in words
    assert cut(stage) == []
    at.later(60)
    qtbot.wait(20)
    assert at.state["note"] == ""
    if view == "full":
        assert "Ctrl+Alt+N" in text(stage, "padFault")
        assert cut(stage) == []
    board.said(Held("next"))
    qtbot.waitUntil(lambda: at.state["hotkey_faults"] == {})


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("key", ["Ctrl+Alt+N", "Ctrl+Alt+Shift+F12"])
def test_the_buttons_name_the_key_that_works(qtbot: Any, show: Any, view: str, key: str) -> None:
    at, stage = show(view=view, language="en", listen=Keyboard(), hotkeys={"next": key})
    qtbot.waitUntil(lambda: at.state["hotkeys"].get("next") == key)
    qtbot.waitUntil(lambda: text(stage, "nextKey") == "F5")
    other = QWindow()
    other.show()
    other.requestActivate()
    qtbot.waitUntil(lambda: text(stage, "nextKey") == key)
    assert text(stage, "pauseKey") == "F4"
    qtbot.wait(20)
    assert cut(stage) == []
    other.close()
    stage.window.requestActivate()
    qtbot.waitUntil(lambda: text(stage, "nextKey") == "F5")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fault", ["hotkeys_wayland", "hotkeys_no_display", "hotkey_no_such_key", "hotkey_refused"])
def test_every_fault_fits_the_strip(qtbot: Any, show: Any, fault: str, language: str) -> None:
    params = {"keys": "Ctrl+Alt+N, Ctrl+Alt+R", "hotkey": "Ctrl+Alt+N", "why": "no display :0", "error": 5}

    def listen(keys: Mapping[str, Combo], said: Callable[[Said], None]) -> Keyboard:
        said(Failed("", CounterFault(fault, **params)))
        return Keyboard()

    at, stage = show(view="strip", language=language, listen=listen, opened=False)
    qtbot.waitUntil(lambda: at.state["note"] == fault)
    qtbot.wait(20)
    assert cut(stage) == []


# Windows: the calls of the system stand in, for no such machine was at hand ------------------------------------------------


class User32:
    """What ``RegisterHotKey`` and its messages do, after their reference."""

    def __init__(self, taken: tuple[int, ...] = ()) -> None:
        self.taken = set(taken)
        self.held: dict[int, tuple[int, int]] = {}
        self.messages: queue.Queue[tuple[int, int]] = queue.Queue()
        self.timer = 0

    def this_thread(self) -> int:
        return 7

    def register(self, number: int, modifiers: int, key: int) -> int:
        if key in self.taken:
            return windows.ALREADY_REGISTERED
        self.held[number] = (modifiers, key)
        return 0

    def unregister(self, number: int) -> None:
        del self.held[number]

    def wake_every(self, milliseconds: int) -> None:
        self.timer = milliseconds

    def wait(self, message: windows.Message) -> bool:
        message.message, message.wparam = self.messages.get(timeout=10)
        return bool(message.message != windows.WM_QUIT)

    def end(self, thread: int) -> None:
        assert thread == 7
        self.messages.put((windows.WM_QUIT, 0))


def test_windows_keys_are_registered_heard_retried_and_given_back() -> None:
    user32 = User32(taken=(ord("N"),))
    said: queue.Queue[Said] = queue.Queue()
    keys = windows.WindowsKeys({"next": combo("Ctrl+Alt+N"), "recall": combo("Win+F9")}, said.put, lambda: user32)
    first = said.get(timeout=10)
    assert isinstance(first, Failed)
    assert first.fault.code == "hotkey_taken"
    assert said.get(timeout=10) == Held("recall")
    assert user32.held == {2: (windows.NO_REPEAT | 0x0008, 0x78)}
    user32.messages.put((windows.WM_HOTKEY, 2))
    user32.messages.put((windows.WM_HOTKEY, 9))
    user32.taken.clear()
    user32.messages.put((windows.WM_TIMER, 0))
    user32.messages.put((windows.WM_HOTKEY, 1))
    assert [said.get(timeout=10) for _ in range(3)] == [Heard("recall"), Held("next"), Heard("next")]
    assert user32.held[1] == (windows.NO_REPEAT | 0x0001 | 0x0002, ord("N"))
    assert user32.timer == windows.RETRY_MS
    keys.close()
    assert user32.held == {}


def test_windows_keys_are_for_windows() -> None:
    with pytest.raises(OSError, match="Windows"):
        windows.Api()

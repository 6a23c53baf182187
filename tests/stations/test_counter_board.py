"""The board over a window, simulated on a pseudo-terminal: it follows its window's state through a whole visit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from counter.board import board_places, text_of
from counter.desk import Desk, Phase
from drivers.simulators.board import BoardSimulator
from shared.settings import BoardTexts, parse_settings
from shared.tickets import WindowState
from shared.toml_parts import SettingsError
from tests.stations.counter_desk import STATION, desk
from tests.stations.memory_hall import hall_toml

LONG_MS = 30_000
LONG_S = 30.0


def board_toml(port: str, more: str = "", driver: str = "a0-9x") -> str:
    return (
        f'{STATION}\n[[devices]]\nname = "board-7"\nstation = "counter-7"\nkind = "board"\ndriver = "{driver}"\n'
        f'port = "{port}"\naddress = 263\nlocal_echo = false\n{more}'
    )


@pytest.fixture
def bar(tmp_path: Path) -> Iterator[BoardSimulator]:
    with BoardSimulator(263, link=tmp_path / "board") as simulator:
        yield simulator


def test_it_follows_its_window_and_comes_back_with_the_latest(qtbot: Any, bar: BoardSimulator) -> None:
    at = desk(qtbot, extra=board_toml(bar.port_path, '[devices.texts]\nserving = "{number} → {window}"\n'), waiting="A")
    try:
        assert bar.wait_text("7 号窗口")
        qtbot.waitUntil(lambda: at.state["board"] == "ok", timeout=LONG_MS)
        at.press("next")
        assert wait(qtbot, bar, "请 A001 号")
        at.press("start")
        assert wait(qtbot, bar, "A001 → 7")
        path = bar.port_path
        bar.stop()
        qtbot.waitUntil(lambda: at.state["board"] == "lost", timeout=LONG_MS)
        assert path in at.model.devices.sign._boards.fault.detail("en")
        at.press("finish")
        qtbot.waitUntil(lambda: at.state["phase"] == "empty" and not at.state["working"])
        at.pause()
        qtbot.waitUntil(lambda: at.state["board_shows"] == ["暂停服务"], timeout=LONG_MS)
        bar.start()
        assert wait(qtbot, bar, "暂停服务")
        qtbot.waitUntil(lambda: at.state["board"] == "ok", timeout=LONG_MS)
        at.press("close")
        assert wait(qtbot, bar, "停止办理")
        assert "7 号窗口" not in bar.texts[bar.texts.index("A001 → 7") :]
    finally:
        at.model.close()


def test_no_number_stands_on_the_board_of_a_counter_that_ended(qtbot: Any, bar: BoardSimulator) -> None:
    at = desk(qtbot, extra=board_toml(bar.port_path), waiting="A")
    at.press("next")
    assert wait(qtbot, bar, "请 A001 号")
    [(url, traffic)] = at.model.hex_logs().items()
    assert url == bar.port_path
    assert any(" > a0 91" in line for line in traffic), traffic
    at.model.close()
    assert wait(qtbot, bar, "停止办理")


def wait(qtbot: Any, bar: BoardSimulator, text: str) -> bool:
    qtbot.waitUntil(lambda: bar.texts[-1:] == [text], timeout=LONG_MS)
    return True


@pytest.mark.parametrize(("more", "driver"), [('colour = "blue"\n', "a0-9x"), ("", "no-such-board")])
def test_a_board_that_cannot_be_used_is_in_the_device_corner(
    qtbot: Any, bar: BoardSimulator, more: str, driver: str
) -> None:
    at = desk(qtbot, extra=board_toml(bar.port_path, more, driver), opened=False)
    try:
        assert at.state["board"] == "error"
        assert at.model.devices.sign._boards.fault is not None
    finally:
        at.model.close()


def test_a_text_that_the_board_cannot_show_is_told_and_the_next_one_clears_it(qtbot: Any, bar: BoardSimulator) -> None:
    at = desk(qtbot, extra=board_toml(bar.port_path, '[devices.texts]\nidle = "𠮷 {window}"\n'))
    try:
        assert at.state["board"] == "error"
        at.pause()
        assert wait(qtbot, bar, "暂停服务")
        qtbot.waitUntil(lambda: at.state["board"] == "ok", timeout=LONG_MS)
    finally:
        at.model.close()


@pytest.mark.parametrize(
    ("phase", "state", "shown"),
    [
        (Phase.CALLED, WindowState.OPEN, "called A001"),
        (Phase.CALLED, WindowState.PAUSED, "called A001"),
        (Phase.SERVING, WindowState.OPEN, "A001 办理中"),
        (Phase.EMPTY, WindowState.OPEN, "7 号窗口"),
        (Phase.EMPTY, WindowState.PAUSED, "暂停服务"),
        (Phase.EMPTY, WindowState.CLOSED, "停止办理"),
    ],
)
def test_what_each_state_of_a_window_says(phase: Phase, state: WindowState, shown: str) -> None:
    settings = parse_settings(hall_toml(extra=STATION), "hall.toml")
    at = Desk(window=7, state=state, phase=phase, number="A001")
    assert text_of(at, settings, BoardTexts(called="called {number}")) == shown


def test_places_and_addresses_are_checked_with_the_settings() -> None:
    places = board_places(parse_settings(hall_toml(extra=board_toml("/dev/x")), "hall.toml"), "counter-7")
    assert [place.address for place in places] == [263]
    for wrong in ('[devices.texts]\nidle = "{clerk}"\n', '[devices.texts]\nidle = "{"\n'):
        with pytest.raises(SettingsError):
            parse_settings(hall_toml(extra=board_toml("/dev/x", wrong)), "hall.toml")
    with pytest.raises(SettingsError):
        parse_settings(hall_toml(extra=board_toml("/dev/x").replace('"board"', '"caller"')), "hall.toml")

"""An interpreter asked for at the kiosk: offered where the hall has one, said on the ticket page, whole in every mode."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.wish import interpreted
from shared.ui.remote import find_item
from tests.stations.kiosk_scene import MODES, Screen, as_mode, misdrawn
from tests.stations.test_kiosk_items import show, taken

__all__ = ["show"]

INTERPRETERS = """
[[interpreters]]
code = "sign"
languages = ["csl"]

[[interpreters]]
code = "east"
languages = ["ko", "ja", "yue", "csl"]
"""
NAMES = {
    "zh-CN": ["手语翻译", "韩语翻译", "粤语翻译"],
    "en": ["Interpreter: Chinese Sign Language", "Interpreter: Korean", "Interpreter: Cantonese"],
    "ja": ["通訳（中国手話）", "通訳（韓国語）", "通訳（広東語）"],
}


def wish(screen: Screen, code: str = "") -> None:
    screen.kiosk.openWish()
    screen.wait_page("wish")
    if code:
        screen._qtbot.waitUntil(lambda: bool(screen.kiosk.property("settled")))
        screen.kiosk.wishFor(code)
        screen.wait_page("home")


def offered(screen: Screen) -> list[str]:
    return [row["name"] for row in screen.kiosk._wish._rows.rows if row["code"].startswith("interpreter.")]


def test_a_hall_without_interpreters_offers_none(show: Callable[..., Screen]) -> None:
    screen = show()
    wish(screen)
    assert offered(screen) == []
    assert find_item(screen.stage.window, "wish-interpreter.csl") is None


@pytest.mark.parametrize("language", list(NAMES))
def test_one_is_asked_for_by_two_taps_and_said_on_the_ticket(
    qtbot: Any, show: Callable[..., Screen], language: str
) -> None:
    screen = show(language=language, extra=INTERPRETERS)
    assert interpreted(screen.kiosk.picture.rules) == ["csl", "ko", "yue"], "the screen itself speaks Japanese"
    screen.tap("openWish")
    screen.wait_page("wish")
    assert offered(screen) == NAMES[language]
    screen.draw()
    screen.tap("wish-interpreter.csl")
    screen.wait_page("home")
    assert str(screen.item("openWish").property("text")) == NAMES[language][0]
    screen.tap("tile-C")
    screen.wait_page("ticket")
    about = taken(screen)[0].about
    assert about is not None
    assert about.interpreter == "csl"
    asked = str(screen.item("ticketInterpreter").property("text"))
    assert {"zh-CN": "手语", "en": "Chinese Sign Language", "ja": "中国手話"}[language] in asked
    screen.tap("done")
    screen.wait_page("home")
    assert screen.kiosk.report()["interpreter"] is None
    screen.tap("tile-C")
    screen.wait_page("ticket")
    assert find_item(screen.stage.window, "ticketInterpreter") is None


def test_it_is_taken_back_by_a_second_tap(qtbot: Any, show: Callable[..., Screen]) -> None:
    screen = show(extra=INTERPRETERS)
    wish(screen, "interpreter.ko")
    assert screen.kiosk.report()["interpreter"] == "ko"
    qtbot.waitUntil(lambda: bool(screen.kiosk.property("settled")))
    wish(screen, "interpreter.ko")
    assert screen.kiosk.report()["interpreter"] is None


@pytest.mark.parametrize("language", list(NAMES))
def test_its_pages_are_whole_in_every_mode(qtbot: Any, show: Callable[..., Screen], language: str) -> None:
    screen = show(language=language, extra=INTERPRETERS)
    wrong = []
    for mode in MODES:
        screen.kiosk._pages.go_home()
        qtbot.waitUntil(lambda: bool(screen.kiosk.property("settled")))
        as_mode(screen, mode)
        wish(screen)
        screen.draw()
        wrong += [f"{mode} wish: {what}" for what in misdrawn(screen, mode)]
        qtbot.waitUntil(lambda: bool(screen.kiosk.property("settled")))
        screen.kiosk.wishFor("interpreter.csl")
        screen.wait_page("home")
        wrong += [f"{mode} home: {what}" for what in misdrawn(screen, mode)]
        qtbot.waitUntil(lambda: bool(screen.kiosk.property("settled")))
        screen.kiosk.take("C")
        screen.wait_page("ticket")
        wrong += [f"{mode} ticket: {what}" for what in misdrawn(screen, mode)]
    assert "\n".join(wrong) == ""

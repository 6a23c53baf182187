"""What the kiosk says of waits: an interval on each tile and with the number, or that nobody can say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hall.wall import waits_of
from kiosk.model import KioskModel
from kiosk.take import Times
from kiosk.tiles import wait_text
from shared.ui.app import Stage
from shared.waits import wait_words
from tests.stations.memory_hall import MemoryHall, hall_toml
from tests.stations.test_kiosk_screen import HALLS, PATIENT, SIZE, Screen, clipped

Show = Callable[..., Screen]


@pytest.fixture
def show(qtbot: Any, make_hall: Callable[..., MemoryHall], put_on_stage: Callable[..., Stage]) -> Iterator[Show]:
    kiosks: list[KioskModel] = []

    def make(categories: int, language: str, times: Times = PATIENT) -> Screen:
        hall = make_hall(hall_toml(HALLS[categories]))
        kiosk = KioskModel(station="kiosk-1", language=language, times=times)
        kiosks.append(kiosk)
        line = hall.line(kiosk)
        hall.follow(kiosk)
        stage = put_on_stage("kiosk", kiosk, SIZE)
        qtbot.waitUntil(lambda: kiosk.report()["home"] == "ready")
        return Screen(qtbot, hall, stage, kiosk, line)

    yield make
    for kiosk in kiosks:
        kiosk.close()


def rows(hall: MemoryHall) -> dict[str, dict[str, Any]]:
    """What ``GET /api/v1/waits`` answers now, by category."""
    return {row["category"]: row for row in waits_of(hall.picture, hall.facts.forecast, hall.now)}


@pytest.mark.parametrize("language", ["zh-CN", "en", "ja"])
@pytest.mark.parametrize("categories", [6, 17])
@pytest.mark.parametrize("large", [False, True], ids=["usual", "large"])
def test_the_longest_words_of_a_wait_fit_on_every_tile(show: Show, language: str, categories: int, large: bool) -> None:
    screen = show(categories, language)
    screen.hall.open_window(1)
    found = rows(screen.hall)
    for row, expected in zip(found.values(), [(5000, 12_000), None, (0, 100), (600, 1500)] * 5, strict=False):
        row |= {"expected_s": expected, "unknown": None if expected else "unknown"}
    screen.kiosk.know_waits(found)
    if large:
        screen.kiosk.comfort.toggleLarge()
    said = {str(item.property("text")) for item in screen.texts()}
    if categories == 6:
        assert {wait_words((5000, 12_000), language), wait_words((0, 100), language)} <= said
    assert clipped(screen) == []


def test_a_tile_says_the_wait_the_hall_told_and_nothing_once_that_is_old(show: Show) -> None:
    screen = show(6, "en")
    screen.hall.open_window(1)
    for _ in range(4):
        screen.hall.take("A")
    found = rows(screen.hall)
    screen.kiosk.know_waits(found)
    words = wait_words(found["A"]["expected_s"], "en")
    assert words is not None
    assert words.startswith("about ")
    tiles = {row["code"]: row for row in screen.kiosk.report()["tiles"]}
    assert tiles["A"]["wait"] == words
    assert tiles["B"]["wait"] == "", "no window is open for it, and the tile says so already"
    screen.kiosk.know_waits(None)
    assert {row["wait"] for row in screen.kiosk.report()["tiles"]} == {""}


@pytest.mark.parametrize("language", ["zh-CN", "en", "ja"])
def test_the_number_comes_with_its_wait_or_with_that_nobody_can_say(qtbot: Any, show: Show, language: str) -> None:
    screen = show(6, language)
    screen.hall.open_window(1)
    for _ in range(3):
        screen.hall.take("A")
    for code, known in (("A", True), ("G", False)):
        screen.tap(f"tile-{code}")
        screen.wait_page("ticket")
        taken = screen.hall.journal[-1].event
        words = wait_words(getattr(taken, "expected_s", None), language)
        shown = str(screen.item("ticketWait").property("text"))
        assert (words is not None) == known
        assert (words or screen.kiosk.say("wait_unknown")) in shown
        assert clipped(screen) == []
        screen.tap("done")
        screen.wait_page("home")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (None, ""),
        ({"expected_s": None, "unknown": "no_window"}, ""),
        ({"expected_s": None, "unknown": "unknown"}, "wait not known"),
        ({"expected_s": None, "unknown": "muted"}, "wait not known"),
        ({"expected_s": [600, 1500], "unknown": None}, "about 10-25 min"),
    ],
)
def test_the_words_on_a_tile(row: dict[str, Any] | None, said: str) -> None:
    assert wait_text(row, "en") == said

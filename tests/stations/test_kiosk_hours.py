"""A kiosk outside its hours, and while nobody stands before it: what it says, when it opens, that nothing burns in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from kiosk.idle import PLACES
from kiosk.model import KioskModel
from kiosk.take import Times
from shared.clock import FixedClock
from shared.events import TicketTaken
from shared.ui.app import Stage
from shared.ui.fingers import tap
from shared.ui.remote import find_item
from tests.stations.kiosk_scene import MODES, SIZE, Screen, as_mode, misdrawn
from tests.stations.memory_hall import MemoryHall, hall_toml
from tests.stations.test_kiosk_screen import HALLS

HOURS = """
[policies.hours]
issuing = [{ begins = "08:30", ends = "11:45" }, { begins = "13:00", ends = "17:00" }]
rest_days = [6, 7]
closed = [2026-03-04]
"""
TIMES = Times(working_ms=20, settle_ms=20, attract_s=10_000)
CORNERS = [place for place, (across, down) in enumerate(PLACES) if across * down > 0]
"""Farthest to the left and up, and to the right and down."""

Show = Callable[..., Screen]


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026 on the hall's wall, UTC+8. The 2nd is a Monday."""
    return datetime(2026, 3, day, hour - 8, minute, tzinfo=UTC)


@pytest.fixture
def show(qtbot: Any, make_hall: Callable[..., MemoryHall], put_on_stage: Callable[..., Stage]) -> Iterator[Show]:
    kiosks: list[KioskModel] = []

    def make(
        at: datetime, language: str = "zh-CN", *, hours: str = HOURS, times: Times = TIMES, categories: int = 6
    ) -> Screen:
        hall = make_hall(hall_toml(HALLS[categories], extra=hours))
        kiosk = KioskModel(station="kiosk-1", language=language, times=times, clock=FixedClock(at))
        kiosks.append(kiosk)
        line = hall.line(kiosk)
        hall.follow(kiosk)
        stage = put_on_stage("kiosk", kiosk, SIZE)
        qtbot.waitUntil(lambda: kiosk.report()["home"] != "starting")
        return Screen(qtbot, hall, stage, kiosk, line)

    yield make
    for kiosk in kiosks:
        kiosk.close()


def said(screen: Screen) -> tuple[str, str, str, str]:
    report = screen.kiosk.report()
    return report["home"], report["note"]["heading"], report["note"]["detail"], report["note"]["remedy"]


# Closed ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "state", "opens"),
    [
        (local(2, 8), "shut", "Open again today at 08:30"),
        (local(2, 12), "shut", "Open again today at 13:00"),
        (local(2, 17), "shut", "Open again tomorrow at 08:30"),
        (local(3, 18), "shut", "Open again on Thursday 5 March at 08:30"),
        (local(4, 10), "rest", "Open again tomorrow at 08:30"),
        (local(7, 10), "rest", "Open again on Monday 9 March at 08:30"),
    ],
)
def test_outside_the_hours_it_says_when_it_opens_again(
    qtbot: Any, show: Show, at: datetime, state: str, opens: str
) -> None:
    screen = show(at, "en")
    home, heading, detail, remedy = said(screen)
    assert (home, remedy) == (state, opens)
    assert heading in ("No numbers are issued now", "The hall is closed today")
    assert "08:30–11:45, 13:00–17:00" in detail
    screen.draw()
    assert find_item(screen.stage.window, "tile-A") is None
    assert screen.item("noteRemedy").property("text") == opens


@pytest.mark.parametrize("at", [local(2, 8, 30), local(2, 11, 44), local(2, 16, 59)])
def test_within_the_hours_it_issues(qtbot: Any, show: Show, at: datetime) -> None:
    screen = show(at)
    assert said(screen) == ("ready", "", "", "")
    screen.tap("tile-A")
    screen.wait_page("ticket")


def test_in_each_language_and_no_tap_takes_a_ticket(qtbot: Any, show: Show) -> None:
    screen = show(local(3, 18))
    assert said(screen)[3] == "3月5日（星期四） 08:30 开始取号"
    screen.tap("language-ja")
    assert said(screen)[3] == "3月5日（木曜日） 08:30 に始まります"
    screen.kiosk.take("A")
    assert screen.line.sent == []
    assert not [entry for entry in screen.hall.journal if isinstance(entry.event, TicketTaken)]


def test_whoever_still_waits_is_told_that_numbers_are_called(qtbot: Any, show: Show) -> None:
    screen = show(local(2, 18), "en")
    assert "still called" not in said(screen)[2]
    screen.hall.take("A")
    qtbot.waitUntil(lambda: "still called" in said(screen)[2])


def test_the_hours_end_without_a_word_of_the_hall(qtbot: Any, show: Show) -> None:
    screen = show(local(2, 11, 44))
    assert said(screen)[0] == "ready"
    screen.kiosk._time = FixedClock(local(2, 11, 45))
    screen.kiosk.clockChanged.emit()
    assert said(screen)[0] == "shut"
    screen.draw()
    assert screen.item("homeNote").property("heading") == "现在不取号"


def test_a_hall_without_hours_of_the_day_names_the_day_alone(qtbot: Any, show: Show) -> None:
    screen = show(local(7, 10), "en", hours="\n[policies.hours]\nrest_days = [6, 7]\n")
    assert said(screen)[2:] == ("", "Open again on Monday 9 March")
    never = show(local(7, 10), "en", hours="\n[policies.hours]\nrest_days = [1, 2, 3, 4, 5, 6, 7]\n")
    assert "enquiry desk" in said(never)[3]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("language", ["zh-CN", "en", "ja"])
def test_no_closed_page_is_misdrawn(qtbot: Any, show: Show, language: str, mode: str) -> None:
    wrong = []
    for at in (local(3, 18), local(7, 10)):
        screen = show(at, language)
        screen.hall.take("A")
        as_mode(screen, mode)
        for place in CORNERS:
            screen.kiosk._idle._place = place
            screen.kiosk._idle.moved.emit()
            wrong += [f"{at} {place}: {what}" for what in misdrawn(screen, mode)]
    assert wrong == []


# Nobody is there -----------------------------------------------------------------------------------------------------


def test_the_idle_screen_comes_goes_and_swallows_the_touch_that_wakes_it(qtbot: Any, show: Show) -> None:
    screen = show(local(2, 10), times=TIMES._replace(second_ms=10, attract_s=20))
    qtbot.waitUntil(lambda: bool(screen.kiosk.report()["idle"]))
    screen.draw()
    assert screen.item("idleClock").property("text") == "10:00"
    assert [screen.item(f"idleBegin-{code}").property("text") for code in ("zh-CN", "en", "ja")] == [
        "请触摸屏幕取号",
        "Touch the screen to begin",
        "画面にタッチしてください",
    ]
    tap(screen.stage.window, screen.item("tile-A"))
    assert not screen.kiosk.report()["idle"]
    assert screen.line.sent == []
    assert screen.kiosk.report()["page"] == "home"


def test_it_shows_how_many_wait_as_they_come(qtbot: Any, show: Show) -> None:
    screen = show(local(2, 10), "en")
    screen.kiosk._idle._show()
    for _ in range(2):
        screen.hall.take("A")
    qtbot.waitUntil(lambda: screen.kiosk.picture.seq == screen.hall.picture.seq)
    screen.draw()
    shown = [item.property("text") for item in screen.visible() if item.objectName() == "idleWaiting"]
    assert sorted(shown) == ["2 waiting"] + ["None waiting"] * 5


@pytest.mark.parametrize("left_behind", ["language-en", "large", "findItem"])
def test_it_does_not_come_while_somebody_is_there(qtbot: Any, show: Show, left_behind: str) -> None:
    """What was changed is asked about first; only then the screen is nobody's."""
    screen = show(local(2, 10), times=TIMES._replace(second_ms=10, attract_s=150, idle_s=100, ask_s=10))
    if left_behind == "findItem":
        qtbot.waitUntil(lambda: bool(screen.kiosk.property("settled")))
        screen.kiosk.touched()
        screen.kiosk.findItem()
        assert screen.kiosk.report()["page"] == "find"
    else:
        screen.tap(left_behind)
    assert not screen.kiosk._idle._soon.isActive(), "it is not even counted"
    qtbot.waitUntil(lambda: bool(screen.kiosk.report()["idle"]), timeout=15_000)
    assert screen.kiosk.report()["language"] == "zh-CN"


def test_a_closed_kiosk_keeps_saying_so_and_both_move_so_that_nothing_burns_in(qtbot: Any, show: Show) -> None:
    screen = show(local(2, 18), times=TIMES._replace(second_ms=10, attract_s=5))
    qtbot.wait(200)
    assert not screen.kiosk.report()["idle"]
    places = set()
    for _ in PLACES:
        screen.draw()
        note = screen.item("homeNote")
        places.add((note.x(), note.y()))
        screen.kiosk.clockChanged.emit()
    assert len(places) == len(PLACES)
    assert len(set(PLACES)) == len(PLACES)


@pytest.mark.parametrize("categories", HALLS)
@pytest.mark.parametrize("language", ["zh-CN", "en", "ja"])
def test_no_idle_screen_is_misdrawn(qtbot: Any, show: Show, language: str, categories: int) -> None:
    screen = show(local(2, 10), language, categories=categories)
    for _ in range(12):
        screen.hall.take(screen.hall.settings.categories[0].code)
    qtbot.waitUntil(lambda: screen.kiosk.picture.seq == screen.hall.picture.seq)
    screen.kiosk._idle._show()
    for place in CORNERS:
        screen.kiosk._idle._place = place
        screen.kiosk._idle.moved.emit()
        assert misdrawn(screen) == []


def test_nothing_ends_without_asking_before_a_minute() -> None:
    """FIELD, accessible: no time-out under 60 s without asking."""
    times = Times()
    assert times.second_ms == 1000
    assert min(times.idle_s, times.number_s, times.pin_s, times.staff_s, times.attract_s) >= 60

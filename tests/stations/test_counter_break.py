"""Breaks: a reason and minutes by two keys, the time in sight, back with the same key; what visitors read meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from display.model import DisplayModel
from display.strip import face_of
from shared import commands as cmd
from shared.i18n import LANGUAGES
from shared.messages import new_id
from shared.tickets import PAUSE_REASONS, Actor, Role, WindowState
from shared.ui.app import Stage
from shared.ui.fingers import press_key
from tests.stations.counter_desk import STATION, CounterDesk, desk
from tests.stations.memory_hall import MemoryHall
from tests.stations.test_counter_screen import VIEWS, cut, item, show, text

__all__ = ["show"]

MANAGER = Actor(role=Role.MANAGER, station="manager")
ROTA = STATION + "[policies.breaks]\nkeep_one_able = true\nminutes = { lunch = 45 }\n"


def settled(qtbot: Any, at: CounterDesk) -> None:
    qtbot.waitUntil(lambda: at.state["seq"] == at.hall.picture.seq and not at.state["working"])


@pytest.mark.parametrize(("place", "reason"), list(enumerate(PAUSE_REASONS, 1)))
def test_each_reason_with_its_usual_minutes(qtbot: Any, place: int, reason: str) -> None:
    at = desk(qtbot)
    at.pause(str(place))
    settled(qtbot, at)
    [sent] = at.sent("pause_window")
    usual = {"lunch": 60, "break": 10, "papers": 20, "meeting": 30, "other": 10}[reason]
    assert (sent.reason, sent.minutes) == (reason, usual)
    assert at.window().state is WindowState.PAUSED
    assert at.state["break"] == reason
    assert at.state["break_clock"] == f"{usual}:00"


def test_other_minutes_and_the_halls_own_usual_ones(qtbot: Any) -> None:
    at = desk(qtbot, extra=STATION + "[policies.breaks]\nminutes = { lunch = 45 }\n")
    at.press("pause")
    for key in "1":
        at.later()
        at.model.chooser.type(key)  # type: ignore[attr-defined]
    rows = at.model.chooser.options.rows  # type: ignore[attr-defined]
    assert rows[0]["text"].startswith("45")
    at.later()
    at.model.chooser.type("2")  # type: ignore[attr-defined]
    settled(qtbot, at)
    assert at.sent("pause_window")[-1].minutes == 5


def test_the_same_key_brings_back_and_a_double_press_does_nothing_more(qtbot: Any) -> None:
    at = desk(qtbot)
    at.pause()
    settled(qtbot, at)
    assert at.model.property("names")["open"] == "恢复服务"
    at.later()
    for _ in range(3):
        at.model.press("pause")
        at.seconds.at += 0.1
    settled(qtbot, at)
    assert at.window().state is WindowState.OPEN
    assert at.model.property("names")["open"] == "开放窗口"
    assert len(at.sent("open_window")) == 2, "once in the morning, once now"
    assert at.state["break"] is None


def test_the_clock_goes_down_and_then_says_how_late_it_is(qtbot: Any) -> None:
    at = desk(qtbot, language="en")
    at.pause()
    settled(qtbot, at)
    rest = at.model.rest  # type: ignore[attr-defined]
    back = f"{at.model.local_time(at.window().back_at):%H:%M}"
    assert (rest.untilText, rest.mark, rest.over) == (f"back {back}", "pause", False)
    at.later((at.window().back_at - at.hall.now).total_seconds() - 8 - 1)
    assert rest.clock == "00:09"
    at.later(9 + 185)
    assert (rest.clock, rest.untilText, rest.mark, rest.over) == ("+03:05", "3 min over", "fault", True)


def test_the_last_able_window_may_not_go_and_is_told_in_words(qtbot: Any) -> None:
    at = desk(qtbot, extra=ROTA, language="en")
    at.pause("1")
    qtbot.waitUntil(lambda: at.state["note"] == "last_able_window")
    assert at.window().state is WindowState.OPEN
    assert "7" in at.model.property("noteText")
    assert at.model.property("noteRemedy") == "Take the break once another window is open."
    at.hall.do(cmd.AssignWindow(id=new_id(), window=7, categories=("A",)), MANAGER)
    at.hall.open_window(1, "1002")
    settled(qtbot, at)
    at.pause("1")
    settled(qtbot, at)
    assert at.window().state is WindowState.PAUSED, "window 1 serves A meanwhile"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
def test_nothing_is_cut_and_a_late_break_is_said_by_word_and_sign(
    qtbot: Any, show: Any, view: str, language: str
) -> None:
    at, stage = show(view=view, language=language, waiting="AAB")
    for reason in "12345":
        for key in ("F4", reason):
            at.later()
            press_key(stage.window, key)
            qtbot.wait(20)
            assert cut(stage) == []
        at.later()
        press_key(stage.window, "Return")
        settled(qtbot, at)
        qtbot.wait(20)
        assert text(stage, "current") == at.state["break_clock"]
        assert cut(stage) == []
        at.later(4000)
        qtbot.wait(20)
        assert text(stage, "current").startswith("+")
        assert item(stage, "restUntil").property("kind") == "fault"
        assert text(stage, "restUntil") == at.model.rest.untilText != ""
        assert cut(stage) == []
        at.later()
        press_key(stage.window, "F4")
        settled(qtbot, at)


@pytest.mark.parametrize("view", VIEWS)
def test_who_is_still_served_stands_in_front_of_the_break(qtbot: Any, show: Any, view: str) -> None:
    at, stage = show(view=view, waiting="A")
    at.press("next")
    settled(qtbot, at)
    at.pause("3")
    settled(qtbot, at)
    qtbot.wait(20)
    assert text(stage, "current") == "A001"
    assert at.model.rest.shortText in text(stage, "rest" if view == "strip" else "clerk")
    assert cut(stage) == []


# What visitors read ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reason", "minutes", "said", "advice"),
    [
        ("lunch", 45, "Lunch break", "This window is back at 09:45"),
        ("meeting", 45, "Paused", "This window is back at 09:45"),
        ("break", None, "Paused", "Please watch the other windows"),
        (None, None, "Paused", "Please watch the other windows"),
    ],
)
def test_the_strip_says_when_the_window_is_back(
    memory_hall: MemoryHall, reason: Any, minutes: int | None, said: str, advice: str
) -> None:
    hall = memory_hall
    clerk = hall.open_window(3)
    hall.do(cmd.PauseWindow(id=new_id(), window=3, reason=reason, minutes=minutes), clerk)
    back_at = hall.picture.windows[3].back_at
    back = f"{back_at.astimezone(hall.picture.rules.hall.zone):%H:%M}" if back_at else ""
    face = face_of(hall.picture, 3, "en", "zh-CN", lit=False, back=back)
    assert (face.phase, face.said, face.advice) == ("paused", said, advice)
    assert ("09:45" in face.advice_beneath) == bool(back)


def test_a_time_that_has_passed_is_no_promise(
    qtbot: Any, memory_hall: MemoryHall, at_ten: Callable[..., DisplayModel], put_on_stage: Callable[..., Stage]
) -> None:
    """The display's clock shows 10:42 here, and its hall's one 09:00."""
    hall = memory_hall
    clerk = hall.open_window(3)
    for minutes in (120, 45):
        hall.do(cmd.PauseWindow(id=new_id(), window=3, reason="lunch", minutes=minutes), clerk)
        model = at_ten("en", layout="strip", window=3)
        hall.follow(model)
        qtbot.waitUntil(lambda model=model: model.report()["strip"]["phase"] == "paused")
        stage = put_on_stage("display", model, None)
        qtbot.wait(20)
        promised = "11:00" in str(item(stage, "stripAdvice").property("text"))
        assert promised == (minutes == 120)
        hall.do(cmd.OpenWindow(id=new_id(), window=3), clerk)

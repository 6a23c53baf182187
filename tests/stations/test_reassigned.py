"""A window is given other categories during the day: counter, boards and kiosks show it as the hall's rules see it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from counter.choices import step
from display.rows import category_rows
from drivers.callers.device import CallerKey
from kiosk.tiles import tiles
from shared import commands as cmd
from shared.messages import new_id
from shared.tickets import Actor, Role
from shared.views import view_picture
from tests.stations.counter_desk import CounterDesk, desk

MANAGER = Actor(role=Role.MANAGER, station="manager")


def assign(at: CounterDesk, letters: str, in_s: float = 0, window: int = 7) -> None:
    since = at.hall.now + timedelta(seconds=in_s) if in_s else None
    at.hall.do(cmd.AssignWindow(id=new_id(), window=window, categories=tuple(letters), at=since), MANAGER)


def settled(qtbot: Any, at: CounterDesk) -> None:
    qtbot.waitUntil(lambda: at.state["seq"] == at.hall.picture.seq and not at.state["working"])


def test_the_counters_queue_follows_and_what_it_shows_is_what_it_calls(qtbot: Any) -> None:
    at = desk(qtbot, waiting="ABC")
    assert set(at.state["waiting"]) == set("ABCDFG")
    assign(at, "CB")
    settled(qtbot, at)
    assert at.state["waiting"] == {"C": 1, "B": 1}
    at.press("next")
    settled(qtbot, at)
    assert at.state["number"] == "B001"
    assign(at, "")
    settled(qtbot, at)
    assert set(at.state["waiting"]) == set("ABCDFG")


def test_a_plan_shows_from_its_time_on_without_any_event(qtbot: Any) -> None:
    at = desk(qtbot, waiting="ABC")
    assign(at, "C", in_s=120)
    settled(qtbot, at)
    at.later(60)
    assert len(at.state["waiting"]) == 6
    at.later(70)
    assert at.state["waiting"] == {"C": 1}


def test_transfers_and_one_more_service_go_where_the_hall_would_take_them(qtbot: Any) -> None:
    at = desk(qtbot, waiting="A")
    at.hall.open_window(3, "1003")
    at.press("next", "start")
    settled(qtbot, at)

    def windows() -> list[Any]:
        found = step(at.model._asked(), "transfer", ("window",))  # type: ignore[arg-type]
        return [option.value for option in found.options] if found else []

    assert windows() == []
    assign(at, "AC", window=3)
    settled(qtbot, at)
    assert windows() == [3]
    assert step(at.model._asked(), "another", ("D",)) is not None  # type: ignore[arg-type]
    assign(at, "A")
    settled(qtbot, at)
    assert step(at.model._asked(), "another", ("D",)) is None, "not here, so it waits in its line"  # type: ignore[arg-type]


def test_digits_of_a_caller_mean_who_waits_for_the_window_now(qtbot: Any) -> None:
    from counter.caller import press_of
    from counter.faults import CounterFault

    at = desk(qtbot, waiting="AB")
    with pytest.raises(CounterFault):
        press_of(CallerKey("next", "1"), at.model.picture, at.model._desk)  # type: ignore[arg-type]
    assign(at, "B")
    settled(qtbot, at)
    assert press_of(CallerKey("next", "1"), at.model.picture, at.model._desk).typed == "B001"  # type: ignore[arg-type]


def test_boards_and_kiosks_count_the_windows_that_are_open_for_a_category(qtbot: Any) -> None:
    at = desk(qtbot, waiting="A")
    assign(at, "C")

    def open_for(role: Role) -> dict[str, Any]:
        picture = view_picture(role, at.hall.picture)
        if role is Role.KIOSK:
            return {row["code"]: row["open"] for row in tiles(picture, "en", at.hall.now)}
        rows = category_rows(picture, picture.rules, range(1, 8), "en", None, at.hall.now)
        return {row["code"]: row["open"] for row in rows}

    assert open_for(Role.DISPLAY) == dict.fromkeys("ABDFG", 0) | {"C": 1}
    assert open_for(Role.KIOSK)["C"] == "1 window open"
    assert open_for(Role.KIOSK)["A"] != open_for(Role.KIOSK)["C"]
    # The board of a zone with this window alone.
    picture = view_picture(Role.DISPLAY, at.hall.picture)
    assert [row["code"] for row in category_rows(picture, picture.rules, [7], "en", None, at.hall.now)] == ["C"]

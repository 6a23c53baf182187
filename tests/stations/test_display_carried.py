"""A number of an earlier day shows its date on every display, because today's may be the same."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared import commands as cmd
from shared import i18n
from shared.messages import new_id
from shared.screens import LAYOUTS, Layout
from tests.stations.display_scene import LANGUAGES, Put, assert_nothing_is_cut, assert_nothing_overlaps, named, words
from tests.stations.memory_hall import DAY, HALL, MemoryHall, hall_toml
from tests.stations.test_display_layouts import Make, Ten, stand, station

SHOWS: dict[Layout, str] = {"board": "newestNumber", "zone": "windowNumber3", "strip": "stripNumber"}


def carried(hall: MemoryHall) -> None:
    """C001 of yesterday is called to window 3; C001 of today waits."""
    hall.take("C")
    hall.do(cmd.OpenDay(id=new_id(), day=DAY + timedelta(days=1)), HALL)
    hall.take("C")
    clerk = hall.open_window(3)
    hall.do(cmd.CallNext(id=new_id(), window=3), clerk)


@pytest.mark.parametrize("layout", SHOWS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_carried_number_is_shown_with_its_date(
    qtbot: Any, make_hall: Make, at_ten: Ten, put_on_stage: Put, layout: Layout, language: str
) -> None:
    hall = make_hall(hall_toml(extra=station(layout, "service")))
    carried(hall)
    model = at_ten(language)
    stage = stand(qtbot, hall, model, put_on_stage)
    number = named(stage, SHOWS[layout])
    assert number.property("text") == f"C001·{DAY:%m-%d}"
    assert_nothing_is_cut(stage)
    assert_nothing_overlaps(stage)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("layout", [layout for layout in LAYOUTS if layout != "strip"])
def test_in_the_evening_boards_say_what_may_be_chosen(
    qtbot: Any, make_hall: Make, at_ten: Ten, put_on_stage: Put, layout: Layout, language: str
) -> None:
    hall = make_hall(hall_toml(extra=station(layout, "service")))
    hall.take("C")
    model = at_ten(language)
    stage = stand(qtbot, hall, model, put_on_stage)

    def said() -> list[str]:
        return [str(text.property("text")) for text in words(stage.window.contentItem())]

    evening = i18n.text("display.evening", language)
    assert evening not in said()
    hall.do(cmd.EndCalling(id=new_id(), day=DAY), HALL)
    qtbot.waitUntil(lambda: evening in said())
    assert_nothing_is_cut(stage)
    assert_nothing_overlaps(stage)
    hall.do(cmd.OpenDay(id=new_id(), day=DAY + timedelta(days=1)), HALL)
    qtbot.waitUntil(lambda: evening not in said())

"""A number of an earlier day shows its date on every display, because today's may be the same."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared import commands as cmd
from shared.messages import new_id
from shared.screens import Layout
from tests.stations.display_scene import LANGUAGES, Put, assert_nothing_is_cut, assert_nothing_overlaps, named
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

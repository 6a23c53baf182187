"""The display's live scene: nothing cut in three languages, nothing moves that need not, readable from ten metres."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from display.model import ROWS, DisplayModel
from display.place import DESIGN
from shared import commands as cmd
from shared.errors import DeviceFault
from shared.lan import Seen
from shared.messages import new_id
from shared.tickets import Role
from shared.ui.remote import find_item
from tests.stations.display_scene import LANGUAGES, OFFLINE, Put, assert_nothing_is_cut, box, busy, named, settled
from tests.stations.memory_hall import SIX, MemoryHall, hall_toml

LETTERS = "ABCDFGHJKLMNPQRSTUVW"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_cut_on_a_busy_board(
    qtbot: Any, memory_hall: MemoryHall, at_ten: Callable[..., DisplayModel], put_on_stage: Put, language: str
) -> None:
    model = at_ten(language)
    busy(memory_hall)
    memory_hall.follow(model)
    stage = put_on_stage("display", model, DESIGN["board"])
    settled(qtbot, model, memory_hall)
    model.see(
        [Seen(role=Role.KIOSK, station=f"kiosk-{n}", hall="qh", address="192.0.2.1", port=0) for n in (1, 2)]
        + [Seen(role=Role.COUNTER, station=f"counter-{n}", hall="qh", address="192.0.2.1", port=0) for n in range(20)],
        None,
    )
    model.voice_faulty(DeviceFault("voice_extra_missing"))
    qtbot.wait(50)
    assert named(stage, "clock").property("text") == "10:42"
    assert "kiosk-1, kiosk-2" in named(stage, "seen").property("text")
    assert_nothing_is_cut(stage)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_board_and_one_without_a_hall_say_so(
    qtbot: Any, memory_hall: MemoryHall, at_ten: Callable[..., DisplayModel], put_on_stage: Put, language: str
) -> None:
    model = at_ten(language)
    stage = put_on_stage("display", model, DESIGN["board"])
    model.see([], "[Errno 101] Network is unreachable")
    qtbot.wait(50)
    assert named(stage, "note").isVisible()
    assert named(stage, "noteRemedy").property("text") == model.say("remedy_searching")
    assert_nothing_is_cut(stage)
    memory_hall.follow(model)
    settled(qtbot, model, memory_hall)
    assert find_item(stage.window, "note") is None
    assert named(stage, "nobodyCalled").isVisible()
    assert find_item(stage.window, "newest") is None
    assert_nothing_is_cut(stage)


@pytest.mark.parametrize("count", [1, 2, 6, 7, 10, 13, 20])
def test_one_to_twenty_categories_are_laid_out_also_when_not_current(
    qtbot: Any,
    make_hall: Callable[..., MemoryHall],
    at_ten: Callable[..., DisplayModel],
    put_on_stage: Put,
    count: int,
) -> None:
    categories = [(LETTERS[n], *SIX[n % 6][1:]) for n in range(count)]
    hall = make_hall(hall_toml(categories))
    busy(hall, window=count + 1)
    for _ in range(130):
        hall.take("A")
    model = at_ten()
    hall.follow(model)
    stage = put_on_stage("display", model, DESIGN["board"])
    settled(qtbot, model, hall)
    model.receive(OFFLINE)
    qtbot.wait(50)
    assert named(stage, "linkBarText").property("text") == "10:42 起离线，内容可能不是最新"
    assert_nothing_is_cut(stage)
    cells = [box(stage, f"waiting{LETTERS[n]}") for n in range(count)]
    for n, (x, y, width, height) in enumerate(cells):
        assert x + width <= 1920, n
        assert all(x + width <= a or a + c <= x or y + height <= b or b + d <= y for a, b, c, d in cells[n + 1 :]), n
    for row in range(ROWS):
        assert box(stage, f"row{row}")[3] >= 64, row
        assert named(stage, f"rowNumber{row}").property("font").pixelSize() >= 72
    newest = named(stage, "newestNumber")
    assert newest.property("font").pixelSize() >= 120
    # The largest number keeps clear of the words above and beneath.
    assert newest.property("font").pixelSize() * 0.73 <= newest.height()


def test_nothing_moves_when_a_number_is_called(
    qtbot: Any, memory_hall: MemoryHall, at_ten: Callable[..., DisplayModel], put_on_stage: Put
) -> None:
    model = at_ten()
    busy(memory_hall, calls=3)
    memory_hall.follow(model)
    stage = put_on_stage("display", model, DESIGN["board"])
    settled(qtbot, model, memory_hall)
    names = ["newest", "newestNumber", "waitingBand", "waitingA", "clock", "seen", *(f"row{n}" for n in range(ROWS))]
    before = {name: box(stage, name) for name in names}
    items = {name: named(stage, name) for name in names}
    clerk = memory_hall.open_window(1, "1002")
    memory_hall.take("A")
    memory_hall.do(cmd.CallNext(id=new_id(), window=1), clerk)
    settled(qtbot, model, memory_hall)
    called = memory_hall.picture.windows[1].label
    assert named(stage, "newestNumber").property("text") == called
    assert {name: box(stage, name) for name in names} == before
    assert {name: named(stage, name) for name in names} == items


def test_a_long_label_is_set_smaller_and_never_cut(
    qtbot: Any, make_hall: Callable[..., MemoryHall], at_ten: Callable[..., DisplayModel], put_on_stage: Put
) -> None:
    hall = make_hall(hall_toml([("ABC", *SIX[0][1:]), ("WWW", *SIX[5][1:])]))
    busy(hall, window=3, calls=4)
    model = at_ten()
    hall.follow(model)
    stage = put_on_stage("display", model, DESIGN["board"])
    settled(qtbot, model, hall)
    assert len(named(stage, "newestNumber").property("text")) == 6
    assert named(stage, "newestNumber").property("paintedHeight") >= 120
    assert_nothing_is_cut(stage)


@pytest.mark.parametrize("size", [(1920, 360), (1280, 240)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_strip_in_every_phase(
    qtbot: Any,
    memory_hall: MemoryHall,
    at_ten: Callable[..., DisplayModel],
    put_on_stage: Put,
    language: str,
    size: tuple[int, int],
) -> None:
    model = at_ten(language, layout="strip", window=3)
    memory_hall.take("C")
    memory_hall.follow(model)
    stage = put_on_stage("display", model, DESIGN["strip"])
    stage.window.setWidth(size[0])
    stage.window.setHeight(size[1])
    settled(qtbot, model, memory_hall)

    def look(phase: str, number: str) -> None:
        settled(qtbot, model, memory_hall)
        assert named(stage, "stripWindow").property("text") == "3"
        said = named(stage, "stripSaid" if number else "stripState")
        assert said.property("first") == model.say(f"strip_{phase}")
        found = find_item(stage.window, "stripNumber")
        assert (found.property("text") if found else "") == number
        assert_nothing_is_cut(stage)

    look("closed", "")
    clerk = memory_hall.open_window(3)
    look("open", "")
    memory_hall.do(cmd.CallNext(id=new_id(), window=3), clerk)
    look("called", "C001")
    number = named(stage, "stripNumber")
    ink = number.property("font").pixelSize() * number.property("capHeight")
    assert ink >= DESIGN["strip"][1] * 0.6
    memory_hall.do(cmd.Start(id=new_id(), window=3), clerk)
    look("serving", "C001")
    model.receive(OFFLINE)
    look("serving", "C001")
    assert "10:42" in named(stage, "linkBarText").property("text")
    memory_hall.do(cmd.Finish(id=new_id(), window=3), clerk)
    memory_hall.do(cmd.PauseWindow(id=new_id(), window=3), clerk)
    look("paused", "")
    assert named(stage, "stripAdvice").isVisible()


def test_a_strip_without_a_window_says_what_to_do(
    qtbot: Any, memory_hall: MemoryHall, at_ten: Callable[..., DisplayModel], put_on_stage: Put
) -> None:
    model = at_ten(layout="strip")
    memory_hall.follow(model)
    stage = put_on_stage("display", model, DESIGN["strip"])
    settled(qtbot, model, memory_hall)
    assert named(stage, "stripNote").property("text") == "这块窗口屏还没有窗口"
    assert_nothing_is_cut(stage)

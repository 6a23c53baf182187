"""The display's model against the real rules: which calls stand where, what a strip says, who waits, who is seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from display.flash import HALF_MS, TIMES, Flashes
from display.model import ROWS, DisplayModel
from display.place import Given, Place, place_of, shown_windows, spoken_windows
from display.seen import NAMES, seen_groups
from shared import commands as cmd
from shared.clock import FixedClock
from shared.lan import Seen
from shared.messages import EntryArrived, LinkChanged, LinkState, PictureArrived, new_id
from shared.settings import Settings, parse_settings
from shared.tickets import Actor, Role
from shared.ui.app import application
from shared.views import view_picture
from tests.stations.memory_hall import MemoryHall, hall_toml

BOARDS = """
[[stations]]
name = "board-1"
role = "display"
layout = "board"
zone = "service"
speaks = true
[[stations]]
name = "board-2"
role = "display"
layout = "board"
zone = "waiting"
speaks = true
[[stations]]
name = "board-3"
role = "display"
zone = "service"
[[stations]]
name = "strip-3"
role = "display"
layout = "strip"
window = 3
"""


@pytest.fixture
def make_display(qtbot: Any) -> Iterator[Callable[..., DisplayModel]]:
    application()
    made: list[DisplayModel] = []

    def make(station: str = "board-1", **options: Any) -> DisplayModel:
        clock = FixedClock(datetime(2026, 3, 2, 2, 42, tzinfo=UTC))
        made.append(DisplayModel(station=station, clock=clock, **options))
        return made[-1]

    yield make
    made.clear()


@pytest.fixture
def settings() -> Settings:
    return parse_settings(hall_toml(extra=BOARDS), "hall.toml")


def call(hall: MemoryHall, actor: Actor, window: int, *, finish: bool = False) -> str:
    """Call the next at the window; its number."""
    if finish and hall.picture.windows[window].ticket:
        serve(hall, actor, window)
    hall.do(cmd.CallNext(id=new_id(), window=window), actor)
    number = hall.picture.windows[window].label
    assert number is not None
    return number


def serve(hall: MemoryHall, actor: Actor, window: int) -> None:
    hall.do(cmd.Start(id=new_id(), window=window), actor)
    hall.do(cmd.Finish(id=new_id(), window=window), actor)


def shown(model: DisplayModel) -> list[str]:
    """Numbers on the board, newest first."""
    return [row["number"] for row in (*model._newest.rows, *model._earlier.rows) if row["shown"]]


def test_calls_stand_newest_first_and_at_most_six_beneath(
    qtbot: Any, memory_hall: MemoryHall, make_display: Callable[..., DisplayModel]
) -> None:
    model = make_display()
    memory_hall.follow(model)
    clerk = memory_hall.open_window(1)
    for _ in range(9):
        memory_hall.take("A")
    numbers = [call(memory_hall, clerk, 1, finish=True) for _ in range(9)]
    qtbot.waitUntil(lambda: model.picture.seq == memory_hall.picture.seq)
    assert shown(model) == numbers[::-1][: ROWS + 1]
    assert len(model._earlier.rows) == ROWS


def test_a_recalled_number_comes_back_to_the_top_and_a_no_show_leaves_the_board(
    qtbot: Any, memory_hall: MemoryHall, make_display: Callable[..., DisplayModel]
) -> None:
    model = make_display()
    memory_hall.follow(model)
    one, two = memory_hall.open_window(1, "1001"), memory_hall.open_window(2, "1002")
    memory_hall.take("A")
    memory_hall.take("B")
    first, second = call(memory_hall, one, 1), call(memory_hall, two, 2)
    memory_hall.now += timedelta(minutes=2)
    memory_hall.do(cmd.Recall(id=new_id(), window=1), one)
    qtbot.waitUntil(lambda: model.picture.seq == memory_hall.picture.seq)
    assert shown(model) == [first, second]
    memory_hall.now += timedelta(minutes=2)
    memory_hall.do(cmd.NoShow(id=new_id(), window=1), one)
    qtbot.waitUntil(lambda: shown(model) == [second])


def test_a_call_changes_words_in_rows_that_stand(
    qtbot: Any, memory_hall: MemoryHall, make_display: Callable[..., DisplayModel]
) -> None:
    model = make_display()
    memory_hall.follow(model)
    clerk = memory_hall.open_window(1)
    memory_hall.take("A")
    qtbot.waitUntil(lambda: model.picture.seq == memory_hall.picture.seq)
    rebuilt = []
    for rows in (model._newest, model._earlier, model._waiting):
        rows.modelReset.connect(lambda: rebuilt.append("reset"))
        rows.rowsInserted.connect(lambda *_: rebuilt.append("inserted"))
    call(memory_hall, clerk, 1)
    qtbot.waitUntil(lambda: shown(model) == ["A001"])
    assert rebuilt == []


def test_who_waits_is_counted_for_each_category(
    qtbot: Any, memory_hall: MemoryHall, make_display: Callable[..., DisplayModel]
) -> None:
    model = make_display()
    memory_hall.follow(model)
    clerk = memory_hall.open_window(2)
    for category in "ABBG":
        memory_hall.take(category)
    call(memory_hall, clerk, 2)
    qtbot.waitUntil(lambda: model.picture.seq == memory_hall.picture.seq)
    assert model.report()["waiting"] == {"A": 1, "B": 1, "C": 0, "D": 0, "F": 0, "G": 1}


def test_what_happened_while_away_is_shown_without_a_flash(
    qtbot: Any, memory_hall: MemoryHall, make_display: Callable[..., DisplayModel]
) -> None:
    model, away = make_display(), make_display()
    memory_hall.follow(model)
    away.receive(PictureArrived(view_picture(Role.DISPLAY, memory_hall.picture), "book"))
    clerk = memory_hall.open_window(1)
    memory_hall.take("A")
    call(memory_hall, clerk, 1)
    qtbot.waitUntil(lambda: shown(model) == ["A001"])
    assert model._newest.rows[0]["lit"]
    for entry in memory_hall.journal:
        if entry.seq > away.picture.seq:
            away.receive(EntryArrived(entry, late=True))
    assert shown(away) == ["A001"]
    assert not away._newest.rows[0]["lit"]
    fresh = make_display()
    fresh.receive(PictureArrived(view_picture(Role.DISPLAY, memory_hall.picture), "book"))
    assert shown(fresh) == ["A001"]
    assert not fresh._newest.rows[0]["lit"]


def test_beneath_the_newest_call_stands_the_language_of_its_ticket(
    qtbot: Any, memory_hall: MemoryHall, make_display: Callable[..., DisplayModel]
) -> None:
    model = make_display()
    memory_hall.follow(model)
    clerk = memory_hall.open_window(1)
    memory_hall.take("A", "ja")
    memory_hall.take("A", "zh-CN")
    call(memory_hall, clerk, 1)
    qtbot.waitUntil(lambda: shown(model) == ["A001"])
    row = model._newest.rows[0]
    assert (row["goText"], row["goBeneath"]) == ("请到 1 号窗口", "1 番窓口へお越しください")
    assert row["goBeneathLanguage"] == "ja"
    call(memory_hall, clerk, 1, finish=True)
    qtbot.waitUntil(lambda: shown(model)[0] == "A002")
    assert model._newest.rows[0]["goBeneath"] == "Please go to window 1"


def test_a_strip_follows_its_window(
    qtbot: Any, memory_hall: MemoryHall, make_display: Callable[..., DisplayModel]
) -> None:
    model = make_display("strip-9", layout="strip", window=1)
    memory_hall.follow(model)
    memory_hall.take("A")

    def at(phase: str, number: str) -> None:
        qtbot.waitUntil(lambda: model.picture.seq == memory_hall.picture.seq)
        assert model._face.report() == {"window": 1, "number": number, "phase": phase}

    at("closed", "")
    clerk = memory_hall.open_window(1)
    at("open", "")
    call(memory_hall, clerk, 1)
    at("called", "A001")
    assert model._face.face.lit
    memory_hall.do(cmd.Start(id=new_id(), window=1), clerk)
    at("serving", "A001")
    assert not model._face.face.lit
    memory_hall.do(cmd.PauseWindow(id=new_id(), window=1), clerk)
    at("serving", "A001")
    memory_hall.do(cmd.Finish(id=new_id(), window=1), clerk)
    at("paused", "")
    assert model._face.face.said == "暂停服务"
    assert model._face.face.advice == "请留意其他窗口叫号"


def test_the_settings_say_what_a_display_is_unless_it_is_told_otherwise(settings: Settings) -> None:
    said = place_of(settings, "strip-3", Given())
    assert place_of(None, "strip-3", Given()) == Place()
    assert (said.layout, said.window, said.size) == ("strip", 3, (1920, 360))
    told = place_of(settings, "strip-3", Given(layout="zone", window=5, zone="waiting", orientation="portrait"))
    assert (told.layout, told.window, told.zone, told.size) == ("zone", 5, "waiting", (1080, 1920))
    board = place_of(settings, "board-1", Given())
    assert (board.layout, board.window, board.zone, board.size) == ("board", 0, "service", (1920, 1080))


def test_a_board_becomes_a_strip_when_the_settings_arrive(
    qtbot: Any, make_hall: Callable[..., MemoryHall], make_display: Callable[..., DisplayModel]
) -> None:
    hall = make_hall(hall_toml(extra=BOARDS))
    model = make_display("strip-3")
    assert model.report()["layout"] == "board"
    hall.follow(model)
    qtbot.waitUntil(lambda: model.report()["layout"] == "strip")
    assert model._face.face.window == 3


def test_one_voice_speaks_for_a_zone(settings: Settings) -> None:
    every = frozenset(range(1, 8))

    def spoken(station: str, *, forced: bool, **given: Any) -> frozenset[int]:
        return spoken_windows(settings, station, place_of(settings, station, Given(**given)), forced=forced)

    assert spoken("board-1", forced=False) == every
    assert spoken("board-3", forced=False) == frozenset()
    assert spoken("unknown", forced=False) == frozenset()
    assert spoken("unknown", forced=True) == every
    assert spoken("strip-3", forced=False) == frozenset()
    assert spoken("strip-3", forced=True) == {3}


def test_a_board_speaks_for_the_windows_of_its_zone_and_a_waiting_zone_hears_every_call(settings: Settings) -> None:
    tree = settings.model_dump(mode="json")
    tree["windows"][0]["zone"] = "waiting"
    two_zones = Settings.model_validate(tree)

    def spoken(settings: Settings, station: str) -> frozenset[int]:
        return spoken_windows(settings, station, place_of(settings, station, Given()), forced=False)

    assert spoken(two_zones, "board-1") == frozenset(range(2, 8))
    assert spoken(two_zones, "board-2") == {1}
    assert spoken(settings, "board-2") == frozenset(range(1, 8))


def test_a_zone_board_shows_its_zones_windows_and_every_other_layout_all(settings: Settings) -> None:
    tree = settings.model_dump(mode="json")
    tree["windows"][0]["zone"] = "waiting"
    two_zones = Settings.model_validate(tree)
    assert shown_windows(two_zones, Place(layout="zone", zone="service")) == tuple(range(2, 8))
    assert shown_windows(two_zones, Place(layout="zone", zone="waiting")) == (1,)
    assert shown_windows(two_zones, Place(layout="zone")) == ()
    assert shown_windows(two_zones, Place(layout="overview", zone="waiting")) == tuple(range(1, 8))


def seen(role: Role, station: str, hall: str = "qh") -> Seen:
    return Seen(role=role, station=station, hall=hall, address="192.0.2.1", port=0)


def test_the_corner_names_the_hall_kiosks_and_counters_of_this_hall() -> None:
    some = [
        seen(Role.COUNTER, "counter-2"),
        seen(Role.COUNTER, "counter-1"),
        seen(Role.KIOSK, "kiosk-9", "elsewhere"),
        seen(Role.HALL, "hall"),
        seen(Role.DISPLAY, "board-1"),
    ]
    groups = [(group.role, group.names) for group in seen_groups(some, "qh", "zh-CN")]
    assert groups == [("大厅服务", "hall"), ("窗口终端", "counter-1, counter-2")]
    assert [group.names for group in seen_groups(some, "", "en")] == ["hall", "kiosk-9", "counter-1, counter-2"]
    many = [seen(Role.COUNTER, f"c{n:02}") for n in range(NAMES + 14)]
    assert seen_groups(many, "qh", "en")[0].names.endswith("c05 +14")


def test_before_the_hall_is_found_the_screen_says_what_to_do(make_display: Callable[..., DisplayModel]) -> None:
    model = make_display("board-7")
    changes: list[str] = []
    model.noteChanged.connect(lambda: changes.append("note"))
    assert model.property("noted")
    assert model.property("noteKind") == "wait"
    model.see([], "no route")
    assert changes
    assert "board-7" in model.property("noteDetail")
    assert "no route" in model.property("noteDetail")
    model.receive(LinkChanged(LinkState.REFUSED, why="not_allowed"))
    assert model.property("noteKind") == "warn"
    assert model.property("noteRemedy") == "请在大厅主机上重新签发令牌"


def test_a_call_flashes_a_few_times_and_stands_still_then(qtbot: Any) -> None:
    flashes = Flashes()
    seen_lit: list[bool] = []
    flashes.changed.connect(lambda: seen_lit.append(flashes.lit("t")))
    flashes.start("t")
    assert flashes.lit("t")
    assert not flashes.lit("another")
    qtbot.waitUntil(lambda: len(seen_lit) == 2 * TIMES - 1, timeout=HALF_MS * TIMES * 10)
    assert seen_lit == [bool(n % 2) for n in range(2 * TIMES - 1)]
    qtbot.wait(HALF_MS * 2)
    assert len(seen_lit) == 2 * TIMES - 1

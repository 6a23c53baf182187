"""Every layout on the glass: landscape and portrait, three languages, high contrast; nothing cut, nothing on another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtGui import QColor

from display.flash import QUIET_TIMES, TIMES
from display.model import DisplayModel
from display.turns import following
from display.waits import waits_of
from shared import commands as cmd
from shared.messages import new_id
from shared.screens import LAYOUTS
from shared.settings import parse_settings
from shared.tickets import Actor, Role
from shared.toml_parts import SettingsError
from shared.ui.app import Stage
from shared.ui.remote import find_item
from tests.stations.display_scene import (
    LANGUAGES,
    OFFLINE,
    Put,
    assert_nothing_is_cut,
    assert_nothing_overlaps,
    box,
    busy,
    drawn_size,
    named,
    settled,
)
from tests.stations.memory_hall import SIX, MemoryHall, hall_toml

LETTERS = "ABCDFGHJKLMNPQRSTUVW"
NOTICES = """
[[notices]]
text = { zh = "咨询台可以打印材料清单，请看左侧", en = "Lists of papers are printed at the enquiry desk", ja = "必要書類の一覧は相談窓口で" }
zone = "service"
[[notices]]
text = { zh = "过号请到咨询台" }
shown_in = ["service"]
"""
Ten = Callable[..., DisplayModel]
Make = Callable[..., MemoryHall]


def station(layout: str, zone: str = "waiting", **screen: object) -> str:
    values = ", ".join(
        f"{key} = {str(value).lower() if isinstance(value, bool) else value!r}" for key, value in screen.items()
    )
    return (
        f'[[stations]]\nname = "board-1"\nrole = "display"\nlayout = "{layout}"\nzone = "{zone}"\nwindow = 3\n'
        f"screen = {{ {values} }}\n"
    )


def with_signs(toml: str) -> str:
    return toml.replace('code = "service"\n', 'code = "service"\npictogram = "windows"\narrow = "up_right"\n', 1)


def waits(hall: MemoryHall) -> dict[str, Any]:
    return {
        c.code: {
            "longest_s": None if n == 1 else 60 * (5 + 11 * n),
            "expected_s": (540, 60 * (19 + 9 * n)),
            "windows": n,
        }
        for n, c in enumerate(hall.settings.categories)
    }


def stand(qtbot: Any, hall: MemoryHall, model: DisplayModel, put: Put) -> Stage:
    hall.follow(model)
    settled(qtbot, model, hall)
    stage = put("display", model, None)
    settled(qtbot, model, hall)
    return stage


@pytest.mark.parametrize("orientation", ["landscape", "portrait"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_in_each_language_and_contrast(
    qtbot: Any, make_hall: Make, at_ten: Ten, put_on_stage: Put, layout: str, orientation: str
) -> None:
    extra = station(layout, "service" if layout == "zone" else "waiting", orientation=orientation) + NOTICES
    hall = make_hall(with_signs(hall_toml(extra=extra)))
    busy(hall)
    clerk = hall.open_window(3, "1002")
    hall.do(cmd.CallNext(id=new_id(), window=3), clerk)
    model = at_ten()
    stage = stand(qtbot, hall, model, put_on_stage)
    model.know_waits(waits_of(waits(hall)))
    portrait = orientation == "portrait" and layout != "strip"
    assert (stage.window.width() < stage.window.height()) == portrait
    for language in LANGUAGES:
        model.set_language(language)
        qtbot.wait(30)
        assert_nothing_is_cut(stage)
        assert_nothing_overlaps(stage)
    model.receive(OFFLINE)
    qtbot.wait(30)
    assert "10:42" in named(stage, "linkBarText").property("text")
    assert_nothing_is_cut(stage)
    assert_nothing_overlaps(stage)


@pytest.mark.parametrize("orientation", ["landscape", "portrait"])
@pytest.mark.parametrize("layout", ["board", "zone", "overview"])
def test_numbers_are_as_high_as_they_are_far_away_also_with_twenty_categories(
    qtbot: Any, make_hall: Make, at_ten: Ten, put_on_stage: Put, layout: str, orientation: str
) -> None:
    categories = [(LETTERS[n], *SIX[n % 6][1:]) for n in range(20)]
    hall = make_hall(hall_toml(categories, extra=station(layout, "service", orientation=orientation) + NOTICES))
    busy(hall, window=21)
    for _ in range(130):
        hall.take("A")
    clerk = hall.open_window(1, "1003")
    hall.do(cmd.CallNext(id=new_id(), window=1), clerk)
    model = at_ten("en")
    stage = stand(qtbot, hall, model, put_on_stage)
    model.know_waits(waits_of(waits(hall)))
    qtbot.wait(30)
    assert_nothing_is_cut(stage)
    assert_nothing_overlaps(stage)
    if layout == "overview":
        assert drawn_size(named(stage, "overviewCountA")) >= 40
        assert named(stage, "overviewCountA").property("text") == str(hall.picture.waiting_in("A"))
        return
    assert drawn_size(named(stage, "newestNumber")) >= 120
    if layout == "board":
        assert all(drawn_size(named(stage, f"rowNumber{n}")) >= 72 for n in range(6))
    else:
        assert drawn_size(named(stage, "windowNumber1")) >= 72
        assert named(stage, "windowNumber1").property("text") == hall.picture.windows[1].label


@pytest.mark.parametrize("contrast", ["normal", "high"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_contrast_is_kept_and_high_where_the_settings_want_it(
    qtbot: Any, make_hall: Make, at_ten: Ten, put_on_stage: Put, layout: str, contrast: str
) -> None:
    hall = make_hall(hall_toml(extra=station(layout, "service", contrast=contrast) + NOTICES))
    model = at_ten()
    stage = stand(qtbot, hall, model, put_on_stage)
    clerk = hall.open_window(3)
    hall.take("C")
    hall.do(cmd.CallNext(id=new_id(), window=3), clerk)
    settled(qtbot, model, hall)
    shot = (
        stage.window.grabWindow().toImage()
        if hasattr(stage.window.grabWindow(), "toImage")
        else stage.window.grabWindow()
    )
    ground = QColor(shot.pixel(2, shot.height() - 3))
    name = {"board": "newestNumber", "zone": "newestNumber", "overview": "overviewCountC", "strip": "stripNumber"}[
        layout
    ]
    least = 15 if contrast == "high" else 7
    lit = layout != "overview"
    behind = ground
    if lit:
        # A new call is lit: dark on the accent. Its ground is found beside the first sign.
        x, y, _, height = box(stage, name)
        behind = QColor(shot.pixel(int(x) - 4, int(y + height / 2)))
        assert behind != ground or layout == "strip"
    assert ratio(QColor(named(stage, name).property("color")), behind) >= least
    if contrast == "high":
        assert ground == QColor("#000000") or layout == "strip"


def ratio(one: QColor, other: QColor) -> float:
    def luminance(colour: QColor) -> float:
        parts = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
            for c in (colour.redF(), colour.greenF(), colour.blueF())
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_a_zone_board_shows_only_what_happens_in_its_zone(
    qtbot: Any, make_hall: Make, at_ten: Ten, put_on_stage: Put
) -> None:
    toml = hall_toml(extra=station("zone", "waiting")).replace(
        '[[windows]]\nnumber = 2\nzone = "service"', '[[windows]]\nnumber = 2\nzone = "waiting"'
    )
    hall = make_hall(toml)
    model = at_ten()
    stage = stand(qtbot, hall, model, put_on_stage)
    for window, category in ((1, "A"), (2, "B")):
        clerk = hall.open_window(window, f"100{window}")
        hall.take(category)
        hall.do(cmd.CallNext(id=new_id(), window=window), clerk)
    settled(qtbot, model, hall)
    assert model.report()["calls"] == [("B001", 2)]
    assert model.report()["windows"] == {2: "B001"}
    assert set(model.report()["waiting"]) == {"B"}
    assert named(stage, "windowNumber2").property("text") == "B001"
    assert find_item(stage.window, "window1") is None
    hall.do(cmd.Start(id=new_id(), window=2), clerk)
    hall.do(cmd.PauseWindow(id=new_id(), window=2), clerk)
    hall.do(cmd.Finish(id=new_id(), window=2), clerk)
    settled(qtbot, model, hall)
    assert named(stage, "windowSaid2").property("first") == "暂停服务"


def test_a_zone_board_without_a_zone_says_what_to_do(
    qtbot: Any, make_hall: Make, at_ten: Ten, put_on_stage: Put
) -> None:
    stage = stand(qtbot, make_hall(hall_toml(extra=station("zone"))), at_ten("en"), put_on_stage)
    assert named(stage, "noteHeading").property("text") == "This zone board has no zone yet"
    assert "board-1" in named(stage, "noteRemedy").property("text")
    assert_nothing_is_cut(stage)


def test_the_sign_of_the_zone_stands_where_people_have_to_go_there(
    qtbot: Any, make_hall: Make, at_ten: Ten, put_on_stage: Put
) -> None:
    for zone, signed in (("waiting", True), ("service", False)):
        hall = make_hall(with_signs(hall_toml(extra=station("board", zone) + NOTICES)))
        busy(hall)
        model = at_ten()
        stage = stand(qtbot, hall, model, put_on_stage)
        assert (find_item(stage.window, "newestSign") is not None) == signed
        assert len(model._notices.rows) == (1 if zone == "waiting" else 2)
        assert named(stage, "notice0").property("text").startswith("咨询台")


def test_notices_take_turns_and_languages_too_but_not_under_a_call(qtbot: Any, make_hall: Make, at_ten: Ten) -> None:
    hall = make_hall(hall_toml(extra=station("board", "service", alternate_s=5) + NOTICES))
    model = at_ten()
    hall.follow(model)
    settled(qtbot, model, hall)
    assert [row["shown"] for row in model._notices.rows] == [True, False]
    model._notice_turns._due()
    assert [row["shown"] for row in model._notices.rows] == [False, True]
    seen = []
    for _ in range(3):
        model._languages._due()
        seen.append(model.code)
    assert seen == ["en", "ja", "zh-CN"]
    clerk = hall.open_window(1)
    hall.take("A")
    hall.do(cmd.CallNext(id=new_id(), window=1), clerk)
    settled(qtbot, model, hall)
    model._languages._due()
    model._notice_turns._due()
    assert model.code == "zh-CN"
    assert [row["shown"] for row in model._notices.rows] == [False, True]
    assert following("ja", ("zh-CN", "en")) == "zh-CN"


def test_settings_that_nobody_can_read_are_refused() -> None:
    for wrong in (
        station("board", alternate_s=3),
        station("map"),
        '[[notices]]\ntext = { zh = "一" }\nzone = "nowhere"\n',
        f'[[notices]]\ntext = {{ zh = "{"长" * 61}" }}\n',
    ):
        with pytest.raises(SettingsError):
            parse_settings(hall_toml(extra=wrong), "hall.toml")


@pytest.mark.parametrize(("voice", "times"), [("", TIMES), ("[voice]\nquiet = true\n", QUIET_TIMES)])
def test_in_quiet_mode_a_call_flashes_longer_and_a_steady_screen_only_lights_up(
    qtbot: Any, make_hall: Make, at_ten: Ten, voice: str, times: int
) -> None:
    hall = make_hall(hall_toml(extra=station("board", flash=False) + voice))
    model = at_ten()
    hall.follow(model)
    clerk = hall.open_window(1)
    hall.take("A")
    hall.do(cmd.CallNext(id=new_id(), window=1), clerk)
    settled(qtbot, model, hall)
    lit = []
    while model._flashes.busy:
        lit.append(model._newest.rows[0]["lit"])
        model._flashes._turn()
    assert lit == [True] * (2 * times - 1)
    assert not model._newest.rows[0]["lit"]
    hall.now += timedelta(minutes=2)
    hall.do(cmd.Recall(id=new_id(), window=1), clerk)
    settled(qtbot, model, hall)
    assert model._newest.rows[0]["lit"]


def test_the_overview_counts_who_waits_and_which_windows_are_open(
    qtbot: Any, make_hall: Make, at_ten: Ten, put_on_stage: Put
) -> None:
    hall = make_hall(hall_toml(extra=station("overview")))
    model = at_ten("en")
    stage = stand(qtbot, hall, model, put_on_stage)
    hall.take("B")
    hall.open_window(2)
    hall.open_window(7, "1002")
    settled(qtbot, model, hall)
    said = {
        name: named(stage, f"overview{name}B").property("text") for name in ("Count", "Longest", "Expected", "Open")
    }
    assert said == {"Count": "1", "Longest": "–", "Expected": "–", "Open": "2"}
    model.know_waits(waits_of({"B": {"longest_s": 779, "expected_s": [300, 1201], "windows": 1}}))
    said = {
        name: named(stage, f"overview{name}B").property("text") for name in ("Count", "Longest", "Expected", "Open")
    }
    assert said == {"Count": "1", "Longest": "12", "Expected": "5–25", "Open": "1"}
    model.know_waits(None)
    assert named(stage, "overviewLongestB").property("text") == "–"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_muted_hall_says_so_on_every_display_and_goes_on_afterwards(
    qtbot: Any, make_hall: Make, at_ten: Ten, put_on_stage: Put, layout: str
) -> None:
    hall = make_hall(hall_toml(extra=station(layout, "service")))
    model = at_ten()
    stage = stand(qtbot, hall, model, put_on_stage)
    clerk = hall.open_window(3)
    hall.take("C")
    hall.do(cmd.CallNext(id=new_id(), window=3), clerk)
    manager = Actor(role=Role.MANAGER, station="manager")
    hall.do(cmd.MuteAll(id=new_id(), muted=True), manager)
    settled(qtbot, model, hall)
    assert not model._flashes.busy
    note = "stripNote" if layout == "strip" else "noteHeading"
    for language in LANGUAGES:
        model.set_language(language)
        qtbot.wait(30)
        assert named(stage, note).property("text") == model.say("muted")
        assert_nothing_is_cut(stage)
        assert_nothing_overlaps(stage)
    hall.do(cmd.MuteAll(id=new_id(), muted=False), manager)
    settled(qtbot, model, hall)
    assert find_item(stage.window, note) is None

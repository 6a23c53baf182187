"""The rating panel as a device: asked and heard as a pad is, with reasons after a bad grade; nothing of it is shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from counter.panel import GRADES, Reasons, Staff, TouchPanel, photo_of, screen_of
from counter.panel_window import PanelWindow
from counter.rating import Outcome, PadPlace, RatingDesk, pad_place
from drivers.lines import Lines
from drivers.rating.device import Health, LineState, Rated, Timeout
from shared import commands as cmd
from shared.errors import DeviceFault
from shared.events import ReasonsGiven, ServiceRated
from shared.messages import LinkChanged, LinkState, new_id
from shared.settings import parse_settings
from shared.tickets import Actor, Role
from shared.toml_parts import SettingsError
from tests.stations.counter_desk import STATION, CounterDesk, Seconds, desk
from tests.stations.memory_hall import hall_toml

ROVER = Actor(role=Role.COUNTER, station="rover")


def panel_toml(port: str = "screen://0", driver: str = "panel", more: str = "") -> str:
    return (
        STATION + f'\n[[devices]]\nname = "panel-7"\nstation = "counter-7"\nkind = "rating"\n'
        f'driver = "{driver}"\nport = "{port}"\n{more}'
    )


@pytest.fixture
def make(qtbot: Any) -> Iterator[Callable[..., CounterDesk]]:
    made: list[CounterDesk] = []

    def build(**options: Any) -> CounterDesk:
        at = desk(qtbot, **{"extra": panel_toml(), **options})
        made.append(at)
        return at

    yield build
    for at in made:
        at.model.close()


def panel_of(at: CounterDesk) -> TouchPanel:
    panel = at.model.rating.panel
    assert panel is not None
    return panel


def stage(at: CounterDesk) -> str:
    return str(panel_of(at).property("stage"))


def serve(qtbot: Any, at: CounterDesk, number: str = "A001") -> str:
    """Call the next, start, finish, and be asked; the service's id."""
    at.press("next")
    qtbot.waitUntil(lambda: at.state["number"] == number and not at.state["working"])
    at.press("start")
    qtbot.waitUntil(lambda: at.state["phase"] == "serving" and not at.state["working"])
    service = str(at.window().service)
    at.press("finish")
    qtbot.waitUntil(lambda: at.state["question"] == "asking" and stage(at) == "asking")
    at.later()
    return service


def sent(at: CounterDesk) -> list[str]:
    return [command.type for command in at.line.sent if command.type in ("rate", "give_reasons")]


def said(at: CounterDesk) -> list[tuple[str, Any]]:
    """What the book has: grades and reasons with their service."""
    found = []
    for entry in at.hall.journal:
        if isinstance(entry.event, ServiceRated):
            found.append((entry.event.service, entry.event.grade))
        if isinstance(entry.event, ReasonsGiven):
            found.append((entry.event.service, entry.event.reasons))
    return found


# --- Through the counter ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("grade", [3, 4, 5])
def test_a_good_grade_counts_at_once_and_once(qtbot: Any, make: Callable[..., CounterDesk], grade: int) -> None:
    at = make(waiting="A")
    service = serve(qtbot, at)
    panel_of(at).press(grade)
    assert stage(at) == "thanks"
    for again in GRADES:
        at.later()
        panel_of(at).press(again)
    qtbot.waitUntil(lambda: at.state["question"] == "rated" and "rated" in [told["told"] for told in at.told])
    assert said(at) == [(service, grade)]
    assert sent(at) == ["rate"]


@pytest.mark.parametrize("grade", [1, 2])
def test_a_bad_grade_counts_before_anybody_asks_why(qtbot: Any, make: Callable[..., CounterDesk], grade: int) -> None:
    at = make(waiting="A")
    service, panel = serve(qtbot, at), panel_of(at)
    panel.press(grade)
    assert stage(at) == "reasons"
    qtbot.waitUntil(lambda: said(at) == [(service, grade)])
    panel.choose("time")  # the finger that pressed the face is still there
    at.later()
    panel.give()  # nothing is chosen
    for reason in ("other", "time", "place", "place", "weather"):
        panel.choose(reason)
    assert panel.property("chosen") == ["time", "other"]
    panel.give()
    assert stage(at) == "thanks"
    qtbot.waitUntil(lambda: said(at) == [(service, grade), (service, ("time", "other"))])
    assert sent(at) == ["rate", "give_reasons"]


def test_the_clerk_learns_neither_grade_nor_reasons(qtbot: Any, make: Callable[..., CounterDesk]) -> None:
    """All that the clerk's screen and its watchers know is the same after the best and after the worst grade."""
    seen = []
    for grade in (5, 1):
        at = make(waiting="A")
        serve(qtbot, at)
        panel_of(at).press(grade)
        qtbot.waitUntil(lambda at=at: at.model.log.rows[0]["rated"] == "rated")
        if grade == 1:
            at.later()
            panel_of(at).choose("time")
            panel_of(at).give()
            qtbot.waitUntil(lambda at=at: len(said(at)) == 2 and at.state["seq"] == at.hall.picture.seq)
        service = at.model.picture.services[at.window().last_service]
        assert (service.grade, service.reasons) == (None, None)
        told = [{name: value for name, value in what.items() if name != "t"} for what in at.told]
        state = {name: value for name, value in at.state.items() if name != "seq"}
        rows = [{name: value for name, value in row.items() if name != "at"} for row in at.model.log.rows]
        seen.append(json.dumps([state, told, rows, at.model.pad.property("questionText")]))
    assert seen[0] == seen[1]


def test_reasons_may_be_skipped_and_the_question_too(qtbot: Any, make: Callable[..., CounterDesk]) -> None:
    at = make(waiting="AA")
    service = serve(qtbot, at)
    panel_of(at).press(1)
    at.later()
    panel_of(at).skip()
    assert stage(at) == "thanks"
    qtbot.waitUntil(lambda: said(at) == [(service, 1)])
    serve(qtbot, at, "A002")
    panel_of(at).skip()
    assert stage(at) == "idle"
    qtbot.waitUntil(lambda: at.state["question"] == "not_rated")
    assert sent(at) == ["rate"]


def test_the_next_call_ends_whatever_was_asked(qtbot: Any, make: Callable[..., CounterDesk]) -> None:
    at = make(waiting="AAA")
    serve(qtbot, at)
    at.press("next")
    qtbot.waitUntil(lambda: at.state["question"] == "not_rated" and stage(at) == "welcome")
    panel_of(at).press(5)
    at.press("start")
    qtbot.waitUntil(lambda: at.state["phase"] == "serving" and not at.state["working"])
    at.press("finish")
    qtbot.waitUntil(lambda: stage(at) == "asking")
    at.later()
    panel_of(at).press(2)
    qtbot.waitUntil(lambda: len(said(at)) == 1)
    at.later()
    panel_of(at).choose("time")
    at.press("next")
    qtbot.waitUntil(lambda: stage(at) == "welcome")
    at.later()
    panel_of(at).give()
    qtbot.wait(20)
    assert sent(at) == ["rate"]


def test_reasons_wait_for_their_grade(qtbot: Any, make: Callable[..., CounterDesk]) -> None:
    at = make(waiting="A")
    service, panel = serve(qtbot, at), panel_of(at)
    at.line.deaf = True
    panel.press(1)
    at.later()
    panel.choose("papers")
    panel.give()
    qtbot.waitUntil(lambda: sent(at) == ["rate"])
    qtbot.wait(20)
    assert sent(at) == ["rate"]
    at.line.deaf = False
    at.later(6)
    qtbot.waitUntil(lambda: said(at) == [(service, 1), (service, ("papers",))])
    assert len({command.id for command in at.sent("rate")}) == 1


def test_reasons_of_a_refused_grade_are_not_sent(qtbot: Any, make: Callable[..., CounterDesk]) -> None:
    at = make(waiting="A")
    service, panel = serve(qtbot, at), panel_of(at)
    at.hall.do(cmd.Rate(id=new_id(), service=service, grade=4), ROVER)
    panel.press(1)
    at.later()
    panel.choose("papers")
    panel.give()
    qtbot.waitUntil(lambda: sent(at) == ["rate"])
    at.later(60)
    qtbot.wait(20)
    assert sent(at) == ["rate"]
    assert said(at) == [(service, 4)]


def test_the_panel_follows_its_window(qtbot: Any, make: Callable[..., CounterDesk], tmp_path: Path) -> None:
    (tmp_path / "1001.jpg").write_bytes(b"a picture")
    at = make(photos=tmp_path)
    panel = panel_of(at)
    assert (stage(at), panel.property("staff"), panel.property("window")) == ("idle", "1001", "7")
    assert panel.property("photo").toLocalFile() == str(tmp_path / "1001.jpg")
    assert panel.property("languages") == ["zh-CN", "en", "ja"]
    at.hall.take("A", "ja")
    at.press("next")
    qtbot.waitUntil(lambda: stage(at) == "welcome")
    assert (panel.property("number"), panel.property("languages")[0]) == ("A001", "ja")
    at.pause()
    qtbot.waitUntil(lambda: at.state["state"] == "paused")
    assert stage(at) == "welcome"  # whoever is at the window is served to the end
    at.press("start")
    qtbot.waitUntil(lambda: at.state["phase"] == "serving" and not at.state["working"])
    at.press("finish")
    qtbot.waitUntil(lambda: stage(at) == "asking")
    assert panel.property("languages")[0] == "ja"
    at.press("signout")
    qtbot.waitUntil(lambda: at.state["clerk"] is None)
    assert panel.property("staff") == "1001", "the question is about who served"
    at.later()
    panel.skip()
    assert (stage(at), panel.property("staff"), panel.property("languages")[0]) == ("closed", "", "zh-CN")
    at.model.bridge.listener(LinkChanged(LinkState.LOST, since=at.hall.now))
    qtbot.waitUntil(lambda: stage(at) == "offline")
    assert "09:" in panel.property("offline")["en"]


def test_a_panel_comes_and_goes_with_the_settings(qtbot: Any, make: Callable[..., CounterDesk]) -> None:
    at = make(extra=STATION)
    window = PanelWindow(at.model.rating)
    assert not window.windows()
    for port, there in (("screen://0", True), ("screen://9", False), ("screen://0", True)):
        at.hall.do(cmd.ImportSettings(id=new_id(), toml=hall_toml(extra=panel_toml(port))))
        qtbot.waitUntil(lambda there=there: bool(window.windows()) == there)
        qtbot.waitUntil(lambda there=there: at.state["pad"] == ("ok" if there else "lost"))
        assert ("9" in at.model.pad.property("faultText")) == (not there)
    at.hall.do(cmd.ImportSettings(id=new_id(), toml=hall_toml(extra=STATION)))
    qtbot.waitUntil(lambda: not window.windows())
    assert at.state["pad"] == "absent"
    window.close()


# --- The device alone ---------------------------------------------------------------------------------------------------


@pytest.fixture
def alone(make: Callable[..., CounterDesk]) -> Iterator[tuple[TouchPanel, list[Any], Seconds]]:
    at = make(extra=STATION)
    events: list[Any] = []
    panel = TouchPanel(at.model, "screen://2", events.append, monotonic=at.seconds)
    yield panel, events, at.seconds
    panel.close()


def test_each_session_ends_once(qtbot: Any, alone: tuple[TouchPanel, list[Any], Seconds]) -> None:
    panel, events, seconds = alone
    panel.press(5)
    assert events == [], "a press that nobody asked for"
    panel.ask("one", 60)
    panel.press(5)
    assert events == [], "the end of a touch that was there before the question"
    seconds.at += 1
    panel.press(0)
    panel.press(6)
    panel.ask("two", 60)
    assert events == [Timeout("one")]
    seconds.at += 1
    panel.press(3)
    panel.press(5)
    panel.ask("three", 60)
    panel.cancel()
    panel.press(5)
    panel.ask("four", 60)
    panel.close()
    assert events == [Timeout("one"), Rated("two", 3, 3), Timeout("four")]
    with pytest.raises(ValueError, match="positive"):
        panel.ask("five", 0)


def test_time_closes_the_question_as_no_rating(qtbot: Any, alone: tuple[TouchPanel, list[Any], Seconds]) -> None:
    panel, events, seconds = alone
    panel.ask("one", 0.05)
    qtbot.waitUntil(lambda: events == [Timeout("one")])
    assert panel.property("stage") == "closed"
    panel.ask("two", 0.05)
    seconds.at += 1
    panel.press(1)
    seconds.at += 1
    panel.choose("time")
    qtbot.waitUntil(lambda: panel.property("stage") == "thanks")
    assert events == [Timeout("one"), Rated("two", 1, 1)], "what was not given is not sent"
    seconds.at += 1
    panel.give()
    panel.choose("time")
    panel.skip()
    assert not any(isinstance(event, Reasons) for event in events)


def test_what_else_a_device_is_told(alone: tuple[TouchPanel, list[Any], Seconds]) -> None:
    panel, events, _ = alone
    panel.show_staff(7, Staff("1001"))
    panel.show_stars(4)
    assert (panel.property("staff"), panel.property("stars")) == ("1001", 4)
    with pytest.raises(ValueError, match="0 to 5"):
        panel.show_stars(6)
    for verb, name in (
        (panel.pause, "paused"),
        (panel.reset, "idle"),
        (panel.welcome, "welcome"),
        (panel.shut, "closed"),
    ):
        verb()
        assert panel.property("stage") == name
    panel.thank()
    assert panel.property("stage") == "thanks"
    panel.shown(False)
    panel.shown(False)
    panel.shown(True)
    assert [event.state for event in events if isinstance(event, Health)] == [LineState.BACKOFF, LineState.UP]


def test_where_a_panel_stands() -> None:
    assert [screen_of(f"screen://{number}") for number in (0, 2)] == [0, 2]
    for wrong in ("screen://", "screen://two", "screen://12", "serial:///dev/ttyS0"):
        with pytest.raises(DeviceFault) as fault:
            screen_of(wrong)
        assert fault.value.code == "panel_address"


def test_without_a_screen_a_panel_is_a_fault() -> None:
    rating = RatingDesk(lambda heard: None, Lines())
    rating.use(PadPlace("screen://2", "panel"))
    assert rating.fault is not None
    assert rating.fault.code == "panel_screen_missing"
    rating.ask("one", 5.0)
    assert rating.outcome is Outcome.NONE


def test_a_photograph_is_a_file_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(b"")
    (folder / "1001.png").write_bytes(b"")
    assert photo_of(folder, "1001") == folder / "1001.png"
    assert photo_of(folder, "1002") is None
    assert photo_of(folder, "../secret") is None
    assert photo_of(folder, "") is None
    assert photo_of(None, "1001") is None


# --- Settings -----------------------------------------------------------------------------------------------------------


def test_the_settings_choose_the_panel_and_its_order() -> None:
    text = hall_toml(extra=panel_toml("screen://2") + '\n[policies]\nrating_order = "best_first"\n')
    settings = parse_settings(text, "x")
    assert pad_place(settings, "counter-7", None) == PadPlace("screen://2", "panel", best_first=True)
    assert pad_place(settings, "counter-7", "screen://0") == PadPlace("screen://0", "panel", best_first=True)
    assert pad_place(settings, "counter-7", "tcp://pad:1") == PadPlace("tcp://pad:1", "ff68-pad")
    assert pad_place(settings, "counter-1", "screen://3") == PadPlace("screen://3", "panel", best_first=True)
    assert pad_place(settings, "counter-1", None) is None


@pytest.mark.parametrize(
    ("port", "driver"), [("screen://2", "ff68-pad"), ("serial:///dev/ttyS0", "panel"), ("screen://left", "panel")]
)
def test_a_panel_without_a_screen_is_no_setting(port: str, driver: str) -> None:
    with pytest.raises(SettingsError) as error:
        parse_settings(hall_toml(extra=panel_toml(port, driver)), "x")
    assert error.value.code == "bad_value"
    assert "screen://2" in str(error.value.params["why"])


def test_the_faces_stand_in_the_order_of_the_settings(qtbot: Any, make: Callable[..., CounterDesk]) -> None:
    assert panel_of(make()).property("order") == [1, 2, 3, 4, 5]
    turned = make(extra=panel_toml() + '\n[policies]\nrating_order = "best_first"\n')
    assert panel_of(turned).property("order") == [5, 4, 3, 2, 1]

"""The rating at the counter, with a simulated pad on a pseudo-terminal: to its own service, at most once, never shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from counter.rating import PadPlace, pad_place
from drivers.simulators.rating import RatingPadSimulator
from drivers.simulators.tablet import TabletSimulator
from shared import commands as cmd
from shared.events import ServiceRated
from shared.messages import EntryArrived, new_id
from shared.settings import parse_settings
from tests.stations.counter_desk import STATION, CounterDesk, desk
from tests.stations.memory_hall import MemoryHall, hall_toml

LONG_S = 30.0
LONG_MS = 30_000


def pad_toml(port: str, more: str = "") -> str:
    return (
        STATION + f'\n[[devices]]\nname = "pad-7"\nstation = "counter-7"\nkind = "rating"\n'
        f'driver = "ff68-pad"\nport = "{port}"\n{more}'
    )


@pytest.fixture
def pad() -> Iterator[RatingPadSimulator]:
    with RatingPadSimulator() as simulator:
        yield simulator


@pytest.fixture
def make(qtbot: Any) -> Iterator[Callable[..., CounterDesk]]:
    made: list[CounterDesk] = []

    def build(**options: Any) -> CounterDesk:
        at = desk(qtbot, **options)
        made.append(at)
        if at.model.pad.property("health") != "absent":
            qtbot.waitUntil(lambda: at.state["pad"] in ("unknown", "ok", "lost", "error"), timeout=LONG_MS)
        return at

    yield build
    for at in made:
        at.model.close()


def serve(qtbot: Any, at: CounterDesk, number: str) -> None:
    """Call the next and start."""
    at.press("next")
    qtbot.waitUntil(lambda: at.state["number"] == number and not at.state["working"])
    at.press("start")
    qtbot.waitUntil(lambda: at.state["phase"] == "serving" and not at.state["working"])


def finish(qtbot: Any, at: CounterDesk) -> str:
    """Finish the service; its id."""
    service = at.window().service
    at.press("finish")
    qtbot.waitUntil(lambda: at.state["phase"] == "empty")
    return str(service)


def asked(qtbot: Any, at: CounterDesk, pad: RatingPadSimulator, count: int = 1) -> None:
    qtbot.waitUntil(lambda: at.state["question"] == "asking" and pad.asked == count, timeout=LONG_MS)
    qtbot.wait(50)  # The driver notes that its question is out after the bytes are.


def grades(hall: MemoryHall) -> list[tuple[str, int | None]]:
    return [(e.event.service, e.event.grade) for e in hall.journal if isinstance(e.event, ServiceRated)]


def test_a_press_becomes_the_rating_of_the_service(
    qtbot: Any, make: Callable[..., CounterDesk], pad: RatingPadSimulator
) -> None:
    at = make(extra=pad_toml(pad.port_path), waiting="A")
    serve(qtbot, at, "A001")
    service = finish(qtbot, at)
    asked(qtbot, at, pad)
    assert at.model.log.rows[0]["rated"] == "asking"
    pad.press(3)
    qtbot.waitUntil(lambda: at.state["question"] == "rated" and bool(at.sent("rate")), timeout=LONG_MS)
    qtbot.waitUntil(lambda: at.model.log.rows[0]["rated"] == "rated", timeout=LONG_MS)
    assert grades(at.hall) == [(service, 5)]
    assert [told["told"] for told in at.told] == ["asked", "rated"]
    pad.press(0)
    pad.press(1)
    assert pad.wait_acked(LONG_S, 3)
    qtbot.wait(50)
    assert grades(at.hall) == [(service, 5)]


@pytest.mark.parametrize("key", [0, 3])
def test_the_grade_is_shown_nowhere(
    qtbot: Any, make: Callable[..., CounterDesk], pad: RatingPadSimulator, key: int
) -> None:
    at = make(extra=pad_toml(pad.port_path), waiting="A")
    serve(qtbot, at, "A001")
    finish(qtbot, at)
    asked(qtbot, at, pad)
    pad.press(key)
    qtbot.waitUntil(lambda: [told["told"] for told in at.told] == ["asked", "rated"], timeout=LONG_MS)
    qtbot.waitUntil(lambda: at.model.log.rows[0]["rated"] == "rated", timeout=LONG_MS)
    state = {name: value for name, value in at.state.items() if name != "seq"}
    told = [{name: value for name, value in what.items() if name != "t"} for what in at.told]
    shown = json.dumps([state, at.model.log.rows, told, at.model.pad.property("questionText")])
    assert "grade" not in shown
    assert at.model.log.rows[0].keys() == {"number", "code", "colour", "at", "minutes", "rated", "ratedText", "name"}
    assert at.model.picture.services[at.window().last_service].grade is None


def test_nobody_presses_and_nothing_is_stored(
    qtbot: Any, make: Callable[..., CounterDesk], pad: RatingPadSimulator
) -> None:
    toml = pad_toml(pad.port_path) + "\n[policies]\nrating_timeout_s = 5\n"
    at = make(extra=toml, waiting="A")
    serve(qtbot, at, "A001")
    finish(qtbot, at)
    asked(qtbot, at, pad)
    qtbot.waitUntil(lambda: at.state["question"] == "not_rated", timeout=30_000)
    assert at.sent("rate") == []
    assert at.model.log.rows[0]["rated"] == "not_rated"


def test_a_press_without_a_question_attaches_to_nothing(
    qtbot: Any, make: Callable[..., CounterDesk], pad: RatingPadSimulator
) -> None:
    at = make(extra=pad_toml(pad.port_path), waiting="A", language="en")
    serve(qtbot, at, "A001")
    pad.press(0)
    qtbot.waitUntil(lambda: at.state["question"] == "stray", timeout=LONG_MS)
    assert at.model.pad.property("questionText") == "A press without an open question"
    at.later(20)
    assert at.state["question"] == "none"
    assert at.sent("rate") == []


def test_the_question_closes_at_the_next_call(
    qtbot: Any, make: Callable[..., CounterDesk], pad: RatingPadSimulator
) -> None:
    at = make(extra=pad_toml(pad.port_path), waiting="AA")
    serve(qtbot, at, "A001")
    finish(qtbot, at)
    asked(qtbot, at, pad)
    at.press("next")
    qtbot.waitUntil(lambda: at.state["question"] == "not_rated", timeout=LONG_MS)
    qtbot.wait(100)
    pad.press(0)
    qtbot.waitUntil(lambda: at.state["question"] == "stray", timeout=LONG_MS)
    assert at.sent("rate") == []


def test_finish_and_next_in_one_asks_nobody(
    qtbot: Any, make: Callable[..., CounterDesk], pad: RatingPadSimulator
) -> None:
    at = make(extra=pad_toml(pad.port_path), waiting="AA")
    serve(qtbot, at, "A001")
    at.press("next", "next")
    qtbot.waitUntil(lambda: at.state["number"] == "A002")
    qtbot.wait(300)
    assert pad.asked == 0


def test_a_grade_that_did_not_reach_the_hall_goes_again_as_the_same_command(
    qtbot: Any, make: Callable[..., CounterDesk], pad: RatingPadSimulator
) -> None:
    at = make(extra=pad_toml(pad.port_path), waiting="A")
    serve(qtbot, at, "A001")
    service = finish(qtbot, at)
    asked(qtbot, at, pad)
    at.line.deaf = True
    pad.press(2)
    qtbot.waitUntil(lambda: len(at.sent("rate")) == 1, timeout=LONG_MS)
    qtbot.wait(50)
    at.line.deaf = False
    at.later(6)
    qtbot.waitUntil(lambda: "rated" in [told["told"] for told in at.told], timeout=LONG_MS)
    assert len({command.id for command in at.sent("rate")}) == 1
    assert grades(at.hall) == [(service, 4)]
    before = len(at.sent("rate"))
    at.later(60)
    assert len(at.sent("rate")) == before


def test_a_service_that_ended_while_this_station_was_away_is_not_asked(
    qtbot: Any, make: Callable[..., CounterDesk], pad: RatingPadSimulator
) -> None:
    at = make(extra=pad_toml(pad.port_path), waiting="A")
    serve(qtbot, at, "A001")
    at.hall.followers.clear()
    for entry in at.hall.do(cmd.Finish(id=new_id(), window=7), at.line.actor).entries:
        at.model.bridge.listener(EntryArrived(entry, late=True))
    qtbot.waitUntil(lambda: at.state["phase"] == "empty")
    qtbot.wait(200)
    assert pad.asked == 0


def test_another_windows_service_is_not_asked_here(
    qtbot: Any, make: Callable[..., CounterDesk], pad: RatingPadSimulator
) -> None:
    at = make(extra=pad_toml(pad.port_path), waiting="A")
    other = at.hall.open_window(1, "1002")
    for command in (cmd.CallNext, cmd.Start, cmd.Finish):
        at.hall.do(command(id=new_id(), window=1), other)
    qtbot.waitUntil(lambda: at.state["seq"] == at.hall.picture.seq)
    qtbot.wait(200)
    assert pad.asked == 0


def test_a_site_may_name_its_own_keys(qtbot: Any, make: Callable[..., CounterDesk], pad: RatingPadSimulator) -> None:
    turned = 'grades = { "00" = 5, "03" = 1 }\n'
    at = make(extra=pad_toml(pad.port_path, turned), waiting="A")
    serve(qtbot, at, "A001")
    service = finish(qtbot, at)
    asked(qtbot, at, pad)
    pad.press(1)
    qtbot.waitUntil(lambda: at.state["question"] == "unmapped_key", timeout=LONG_MS)
    pad.press(3)
    qtbot.waitUntil(lambda: grades(at.hall) == [(service, 1)], timeout=LONG_MS)


def test_an_unplugged_device_is_said_and_does_not_hold_up_the_work(
    qtbot: Any, make: Callable[..., CounterDesk], pad: RatingPadSimulator
) -> None:
    at = make(extra=pad_toml(pad.port_path), waiting="AA", language="en")
    pad.stop()
    qtbot.waitUntil(lambda: at.state["pad"] == "lost", timeout=LONG_MS)
    assert at.model.pad.property("faultText")
    serve(qtbot, at, "A001")
    finish(qtbot, at)
    serve(qtbot, at, "A002")
    assert at.state["question"] == "silent"


def test_a_driver_that_the_catalogue_lacks_is_said(qtbot: Any, make: Callable[..., CounterDesk]) -> None:
    toml = pad_toml("tcp://127.0.0.1:9").replace("ff68-pad", "no-such-pad")
    at = make(extra=toml, waiting="A", language="en")
    assert at.state["pad"] == "error"
    assert "no-such-pad" in at.model.pad.property("faultText")


def test_without_a_device_nothing_is_asked(qtbot: Any, make: Callable[..., CounterDesk]) -> None:
    at = make(waiting="A")
    assert at.state["pad"] == "absent"
    serve(qtbot, at, "A001")
    finish(qtbot, at)
    qtbot.wait(100)
    assert at.state["question"] == "none"


def test_an_address_given_by_hand_wins_and_keeps_the_settings_driver() -> None:
    settings = parse_settings(hall_toml(extra=pad_toml("serial:///dev/ttyUSB0", 'grades = { "01" = 5 }\n')), "x")
    assert pad_place(settings, "counter-7", None) == PadPlace("serial:///dev/ttyUSB0", "ff68-pad", (("01", 5),))
    assert pad_place(settings, "counter-7", "tcp://pad:1") == PadPlace("tcp://pad:1", "ff68-pad", (("01", 5),))
    assert pad_place(settings, "counter-1", "tcp://pad:1") == PadPlace("tcp://pad:1", "ff68-pad")
    assert pad_place(settings, "counter-1", None) is None


def test_a_pad_shows_the_clerks_stars_and_a_welcome_at_each_call(qtbot: Any, make: Callable[..., CounterDesk]) -> None:
    with RatingPadSimulator(entry="pj06") as pad:
        toml = pad_toml(pad.port_path).replace("ff68-pad", "pj06") + 'grades = { "01" = 5 }\n'
        toml += '[[clerks]]\nnumber = "1009"\ncategories = ["A"]\nstars = 4\n'
        at = make(extra=toml, waiting="AA", opened=False)
        at.submit("signin", "1009")
        qtbot.waitUntil(lambda: at.state["clerk"] == "1009" and not at.state["working"])
        at.press("open")
        qtbot.waitUntil(lambda: pad.stars == 4 and at.state["state"] == "open", timeout=LONG_MS)
        serve(qtbot, at, "A001")
        qtbot.waitUntil(lambda: pad.welcomed == 1, timeout=LONG_MS)
        finish(qtbot, at)
        asked(qtbot, at, pad)
        at.press("next")
        qtbot.waitUntil(lambda: at.state["number"] == "A002")
        qtbot.waitUntil(lambda: pad.welcomed == 2, timeout=LONG_MS)
        assert pad.asked == 1


def test_a_tablet_by_the_settings_is_told_who_is_called_and_asked(qtbot: Any, make: Callable[..., CounterDesk]) -> None:
    with TabletSimulator() as tablet:
        port = f"udp://127.0.0.1:{tablet.start_udp()}?local=0"
        toml = pad_toml(port).replace("ff68-pad", "tablet") + 'grades = { "05" = 5 }\n'
        at = make(extra=toml, waiting="A")
        serve(qtbot, at, "A001")
        qtbot.waitUntil(lambda: "S96||A001,||E" in tablet.heard, timeout=LONG_MS)
        assert "S04||1001|jobNum,工号,1001|window,窗口名称,7||E" in tablet.heard
        service = finish(qtbot, at)
        qtbot.waitUntil(lambda: at.state["question"] == "asking" and "S02E" in tablet.heard, timeout=LONG_MS)
        qtbot.wait(50)  # the driver notes that its question is out after the bytes are
        tablet.press(5)
        qtbot.waitUntil(lambda: grades(at.hall) == [(service, 5)], timeout=LONG_MS)
        assert at.state["pad"] == "ok"
        at.pause()
        qtbot.waitUntil(lambda: tablet.heard[-1] == "S03E", timeout=LONG_MS)

"""A physical caller at the counter, simulated on a pseudo-terminal: its keys are the screen's keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from counter.actions import Action
from counter.caller import CallerPlace, caller_place, press_of
from counter.desk import Desk
from counter.faults import CounterFault
from counter.hand import Press
from drivers.callers.device import CallerKey
from drivers.simulators.line import LineSimulator
from shared.events import ServiceRated
from shared.settings import parse_settings
from tests.stations.counter_desk import STATION, CounterDesk, desk
from tests.stations.memory_hall import hall_toml

LONG_S = 30.0
LONG_MS = 30_000
CALLER = 21
PAD = 1


def caller_toml(port: str, driver: str = "ff68-caller") -> str:
    """A caller and a pad on one line."""
    return (
        f'{STATION}\n[[devices]]\nname = "caller-7"\nstation = "counter-7"\nkind = "caller"\ndriver = "{driver}"\n'
        f'port = "{port}"\naddress = {CALLER}\nacknowledge = "same"\nlocal_echo = false\n'
        f'\n[[devices]]\nname = "pad-7"\nstation = "counter-7"\nkind = "rating"\ndriver = "ff68-pad"\n'
        f'port = "{port}"\naddress = {PAD}\nacknowledge = "ack_short"\nlocal_echo = false\n'
    )


@pytest.fixture
def line() -> Iterator[LineSimulator]:
    with LineSimulator([PAD], [CALLER]) as simulator:
        yield simulator


@pytest.fixture
def make(qtbot: Any, line: LineSimulator) -> Iterator[Callable[..., CounterDesk]]:
    made: list[CounterDesk] = []

    def build(**options: Any) -> CounterDesk:
        at = desk(qtbot, **{"extra": caller_toml(line.port_path), **options})
        made.append(at)
        qtbot.waitUntil(lambda: at.state["caller"] in ("unknown", "ok", "error"), timeout=LONG_MS)
        return at

    yield build
    for at in made:
        at.model.close()


def press(at: CounterDesk, line: LineSimulator, key: str, digits: str = "") -> None:
    """A deliberate press, a second after the one before."""
    at.later()
    line.press_key(CALLER, key, digits)


def shows(line: LineSimulator, text: str) -> bool:
    return line.wait(lambda at: at.shown.get(CALLER) == text.rjust(6), LONG_S)


def test_a_whole_visit_by_the_callers_keys(qtbot: Any, make: Callable[..., CounterDesk], line: LineSimulator) -> None:
    at = make(waiting="AA")
    press(at, line, "next")
    qtbot.waitUntil(lambda: at.state["number"] == "A001" and not at.state["working"], timeout=LONG_MS)
    assert shows(line, "001")
    press(at, line, "recall")
    qtbot.waitUntil(lambda: at.state["recalls"] == 1 and not at.state["working"], timeout=LONG_MS)
    press(at, line, "function")
    qtbot.waitUntil(lambda: at.state["phase"] == "serving" and not at.state["working"], timeout=LONG_MS)
    service = at.window().service
    press(at, line, "evaluate")
    qtbot.waitUntil(lambda: at.state["question"] == "asking", timeout=LONG_MS)
    assert line.wait(lambda at: at.asked[PAD] == 1, LONG_S)
    assert shows(line, "")
    qtbot.wait(50)  # The driver notes that its question is out after the bytes are.
    line.press_pad(PAD, 3)
    qtbot.waitUntil(lambda: at.state["question"] == "rated" and bool(at.sent("rate")), timeout=LONG_MS)
    assert [(e.event.service, e.event.grade) for e in at.hall.journal if isinstance(e.event, ServiceRated)] == [
        (service, 5)
    ]
    assert line.wait(lambda at: at.acked["caller", CALLER] == 4 and at.acked["pad", PAD] == 1, LONG_S)


def test_the_number_given_up(qtbot: Any, make: Callable[..., CounterDesk], line: LineSimulator) -> None:
    at = make(waiting="A")
    press(at, line, "next")
    qtbot.waitUntil(lambda: at.state["number"] == "A001" and not at.state["working"], timeout=LONG_MS)
    press(at, line, "recall")
    qtbot.waitUntil(lambda: at.state["recalls"] == 1 and not at.state["working"], timeout=LONG_MS)
    at.later(120)
    press(at, line, "no_show")
    qtbot.waitUntil(lambda: at.state["phase"] == "empty", timeout=LONG_MS)
    assert shows(line, "")


def test_digits_and_next_call_the_number_that_ends_in_them(
    qtbot: Any, make: Callable[..., CounterDesk], line: LineSimulator
) -> None:
    at = make(waiting="AAA")
    press(at, line, "next", "3")
    qtbot.waitUntil(lambda: at.state["number"] == "A003", timeout=LONG_MS)
    assert shows(line, "003")
    assert [command.number for command in at.sent("call_number")] == ["A003"]


def test_a_press_that_comes_to_nothing_beeps_and_is_told(
    qtbot: Any, make: Callable[..., CounterDesk], line: LineSimulator
) -> None:
    at = make(waiting="AB")
    for count, (key, digits, note) in enumerate(
        [("next", "1", "caller_ambiguous"), ("next", "77", "number_unknown"), ("recall", "", "no_open_call")], start=1
    ):
        press(at, line, key, digits)
        qtbot.waitUntil(lambda note=note: at.state["note"] == note, timeout=LONG_MS)
        assert line.wait(lambda at, count=count: at.beeps[CALLER] == count, LONG_S)
    at.press("recall")  # at the screen: the caller has no part in it
    qtbot.wait(100)
    assert line.beeps[CALLER] == 3


def test_next_during_a_service_is_confirmed_by_a_second_press(
    qtbot: Any, make: Callable[..., CounterDesk], line: LineSimulator
) -> None:
    at = make(waiting="AA")
    for key, phase in (("next", "called"), ("function", "serving")):
        press(at, line, key)
        qtbot.waitUntil(lambda phase=phase: at.state["phase"] == phase and not at.state["working"], timeout=LONG_MS)
    press(at, line, "next")
    qtbot.waitUntil(lambda: at.state["note"] == "ask_finish", timeout=LONG_MS)
    assert line.wait(lambda at: at.beeps[CALLER] == 1, LONG_S)
    qtbot.wait(350)  # Within 0.3 s the same frame is the same press, sent again.
    press(at, line, "next")
    qtbot.waitUntil(lambda: at.state["number"] == "A002", timeout=LONG_MS)


def test_a_caller_that_the_catalogue_lacks_is_told(
    qtbot: Any, make: Callable[..., CounterDesk], line: LineSimulator
) -> None:
    at = make(extra=caller_toml(line.port_path, "no-such-caller"), opened=False)
    assert at.state["caller"] == "error"
    assert at.state["note"] == "catalogue_missing"
    at.submit("signin", "1001")
    qtbot.waitUntil(lambda: at.state["clerk"] == "1001", timeout=LONG_MS)


def test_an_unplugged_line_is_told_and_the_number_is_back_with_it(
    qtbot: Any, make: Callable[..., CounterDesk], tmp_path: Any
) -> None:
    with LineSimulator([PAD], [CALLER], link=tmp_path / "line") as line:
        at = make(waiting="A", extra=caller_toml(line.port_path))
        line.stop()
        qtbot.waitUntil(lambda: at.state["caller"] == "lost" and at.state["note"].startswith("port_"), timeout=LONG_MS)
        at.press("next")
        qtbot.waitUntil(lambda: at.state["number"] == "A001", timeout=LONG_MS)
        line.start()
        assert shows(line, "001")
        at.model.close()


def test_what_a_key_means() -> None:
    with pytest.raises(KeyError):
        press_of(CallerKey("tea"), None, Desk(window=7))  # type: ignore[arg-type]
    names = {"next": Action.NEXT, "recall": Action.RECALL, "no_show": Action.NO_SHOW, "function": Action.START}
    for key, action in names.items():
        assert press_of(CallerKey(key), None, Desk(window=7)) == Press(action)  # type: ignore[arg-type]


def test_its_place_by_the_settings() -> None:
    settings = parse_settings(hall_toml(extra=caller_toml("socket://moxa:4001")), "x")
    place = CallerPlace("socket://moxa:4001", "ff68-caller", CALLER, "same", local_echo=False)
    assert caller_place(settings, "counter-7") == place
    assert caller_place(settings, "counter-1") is None
    assert CounterFault("caller_ambiguous", digits="1", numbers="A001 B001").remedy("zh-CN")

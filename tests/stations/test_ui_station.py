"""What every screen stands on: threads heard in order, the picture followed, the language, the state of the line."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any

import pytest

from counter.model import CounterModel
from display.model import DisplayModel
from kiosk.model import KioskModel
from shared import commands as cmd
from shared.clock import FixedClock
from shared.errors import DeviceFault, Refusal
from shared.messages import Answer, LinkChanged, LinkState, Unanswered, new_id
from shared.tickets import Role
from shared.ui.app import application
from shared.ui.bridge import Bridge
from shared.ui.station import StationModel
from shared.views import view_picture
from tests.stations.memory_hall import MemoryHall, hall_toml


@pytest.fixture
def station(qtbot: Any) -> StationModel:
    application()
    clock = FixedClock(datetime(2026, 3, 2, 1, 5, tzinfo=UTC))
    return StationModel(room="kiosk", role=Role.KIOSK, station="kiosk-1", clock=clock)


def test_messages_of_many_threads_arrive_in_the_qt_thread_and_each_in_order(qtbot: Any) -> None:
    bridge = Bridge()
    heard: list[tuple[int, int]] = []
    threads_heard = set()

    def hear(message: tuple[int, int]) -> None:
        heard.append(message)
        threads_heard.add(threading.get_ident())

    bridge.arrived.connect(hear)
    speakers = [
        threading.Thread(target=lambda who=who: [bridge.listener((who, n)) for n in range(200)]) for who in range(4)
    ]
    for speaker in speakers:
        speaker.start()
    qtbot.waitUntil(lambda: len(heard) == 800)
    for speaker in speakers:
        speaker.join()
    assert threads_heard == {threading.get_ident()}
    for who in range(4):
        assert [n for speaker, n in heard if speaker == who] == list(range(200))


def test_a_message_from_the_qt_thread_does_not_overtake(qtbot: Any) -> None:
    bridge = Bridge()
    heard: list[str] = []
    bridge.arrived.connect(heard.append)
    speaker = threading.Thread(target=lambda: bridge.listener("first"))
    speaker.start()
    speaker.join()
    bridge.listener("second")
    assert heard == []
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == ["first", "second"]


@pytest.mark.parametrize("error", [Refusal("day_not_open"), Unanswered("hall_away"), DeviceFault("port_lost")])
def test_a_future_that_failed_is_told_in_the_qt_thread(qtbot: Any, error: Exception) -> None:
    bridge = Bridge()
    told: list[object] = []
    future: Future[int] = Future()
    bridge.watch(future, lambda _: told.append("done"), told.append)
    threading.Thread(target=lambda: future.set_exception(error)).start()
    qtbot.waitUntil(lambda: told == [error])


def test_a_cancelled_future_counts_as_unanswered(qtbot: Any) -> None:
    bridge = Bridge()
    told: list[object] = []
    future: Future[int] = Future()
    bridge.watch(future, told.append, told.append)
    future.cancel()
    qtbot.waitUntil(lambda: len(told) == 1)
    assert isinstance(told[0], Unanswered)


def test_a_mistake_of_ours_is_raised_in_the_qt_thread(qtbot: Any) -> None:
    bridge = Bridge()
    future: Future[int] = Future()
    bridge.watch(future, lambda _: None, lambda _: None)
    with qtbot.captureExceptions() as raised:
        future.set_exception(ZeroDivisionError("ours"))
        qtbot.waitUntil(lambda: len(raised) == 1)
    assert raised[0][0] is ZeroDivisionError


def test_the_station_folds_what_the_hall_does(qtbot: Any, memory_hall: MemoryHall, station: StationModel) -> None:
    memory_hall.follow(station)
    memory_hall.take("A")
    memory_hall.take("A")
    counter = memory_hall.open_window(1)
    memory_hall.do(cmd.CallNext(id=new_id(), window=1), counter)
    qtbot.waitUntil(lambda: station.picture.seq == memory_hall.picture.seq)
    assert station.picture == view_picture(Role.KIOSK, memory_hall.picture)
    assert station.picture.waiting_in("A") == 1


def test_the_sequence_is_told_after_everything_else(qtbot: Any, memory_hall: MemoryHall, station: StationModel) -> None:
    order: list[str] = []
    station.pictureChanged.connect(lambda: order.append("picture"))
    station.seqChanged.connect(lambda: order.append("seq"))
    memory_hall.follow(station)
    qtbot.waitUntil(lambda: len(order) >= 2)
    assert order == ["picture", "seq"]


def test_the_bar_says_since_when_in_the_halls_own_time(
    qtbot: Any, memory_hall: MemoryHall, station: StationModel
) -> None:
    memory_hall.follow(station)
    qtbot.waitUntil(lambda: station.report()["not_current"] == "")
    assert station.property("current")
    station.receive(LinkChanged(LinkState.LOST, datetime(2026, 3, 2, 2, 42, tzinfo=UTC), "cable"))
    assert station.property("notCurrentText") == "10:42 起离线，内容可能不是最新"
    station.chooseLanguage("en")
    assert "10:42" in station.property("notCurrentText")
    assert station.property("notCurrentText").startswith("Offline since")
    assert not station.property("current")


@pytest.mark.parametrize("language", ["zh-CN", "en", "ja"])
@pytest.mark.parametrize("state", [state for state in LinkState if state is not LinkState.CURRENT])
def test_every_state_of_the_line_has_words(station: StationModel, language: str, state: LinkState) -> None:
    station.set_language(language)
    for why in ("", "no_token", "role_may_not_see", "a_code_of_next_year"):
        station.receive(LinkChanged(state, None, why))
        words = station.property("notCurrentText")
        assert words
        assert "{" not in words


def test_texts_follow_the_language(qtbot: Any, station: StationModel) -> None:
    chinese = dict(station.property("words"))
    with qtbot.waitSignal(station.languageChanged):
        station.chooseLanguage("ja")
    japanese = station.property("words")
    assert chinese.keys() == japanese.keys()
    assert chinese["window"] == "窗口"
    assert japanese["window"] == "窓口"
    station.chooseLanguage("xx")
    assert station.property("language") == "ja"


def test_the_clock_is_the_halls(qtbot: Any, memory_hall: MemoryHall, station: StationModel) -> None:
    memory_hall.follow(station)
    qtbot.waitUntil(lambda: station.has_picture)
    assert station.property("clock") == "09:05"


def test_without_a_line_a_command_ends_unanswered(qtbot: Any, station: StationModel) -> None:
    ends: list[object] = []
    station.ask(cmd.TakeTicket(id=new_id(), category="A"), ends.append, ends.append)
    qtbot.waitUntil(lambda: len(ends) == 1)
    assert isinstance(ends[0], Unanswered)


def test_an_answer_comes_back(qtbot: Any, memory_hall: MemoryHall, station: StationModel) -> None:
    memory_hall.line(station)
    ends: list[object] = []
    station.ask(cmd.TakeTicket(id=new_id(), category="A"), ends.append, ends.append)
    station.ask(cmd.TakeTicket(id=new_id(), category="Z"), ends.append, ends.append)
    qtbot.waitUntil(lambda: len(ends) == 2)
    assert isinstance(ends[0], Answer)
    assert isinstance(ends[1], Refusal)
    assert ends[1].code == "unknown_category"


def in_languages(*languages: str) -> str:
    return hall_toml(languages=languages)


@pytest.mark.parametrize("room", ["kiosk", "counter", "display"])
def test_a_screen_speaks_the_halls_first_language_unless_it_was_told_another(
    qtbot: Any, make_hall: Callable[..., MemoryHall], room: str
) -> None:
    application()
    make = {
        "kiosk": lambda language: KioskModel(station="kiosk-1", language=language),
        "counter": lambda language: CounterModel(station="counter-1", language=language),
        "display": lambda language: DisplayModel(station="board-1", language=language),
    }[room]
    follows, fixed = make(""), make("en")
    assert follows.property("language") == "zh-CN", "until the hall is known"
    hall = make_hall(in_languages("ja", "en", "zh-CN"))
    for model in (follows, fixed):
        hall.follow(model)
    qtbot.waitUntil(lambda: follows.has_picture and fixed.has_picture)
    assert [follows.property("language"), fixed.property("language")] == ["ja", "en"]
    hall.do(cmd.ImportSettings(id=new_id(), toml=in_languages("en", "ja")))
    qtbot.waitUntil(lambda: follows.property("language") == "en")
    for model in (follows, fixed):
        if not isinstance(model, DisplayModel):
            model.close()

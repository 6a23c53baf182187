"""What the clerk is told of the rating device besides its question: that nothing answers, or that it is closed. And that
the hall is muted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from counter.rating import Outcome, Shown, shown
from drivers.simulators.rating import RatingPadSimulator
from shared import commands as cmd
from shared.messages import new_id
from shared.tickets import Actor, Role
from shared.ui.app import Stage
from shared.ui.remote import find_item
from tests.stations.counter_desk import STATION, CounterDesk
from tests.stations.test_counter_rating import LONG_MS, pad_toml
from tests.stations.test_counter_screen import LANGUAGES, cut, item, show, text

__all__ = ["show"]

SILENT = {"zh-CN": "评价器无应答", "en": "Rating device silent", "ja": "評価端末 応答なし"}
CLOSED = {"zh-CN": "评价器暂停", "en": "Rating device closed", "ja": "評価端末 休止中"}
DESK = Actor(role=Role.DESK, station="desk-1")
HERE, AWAY = False, True


@pytest.fixture
def pad() -> Iterator[RatingPadSimulator]:
    with RatingPadSimulator() as simulator:
        yield simulator


@pytest.mark.parametrize(
    ("outcome", "health", "away", "told"),
    [
        (Outcome.NONE, "ok", HERE, Outcome.NONE),
        (Outcome.NONE, "ok", AWAY, Shown.CLOSED),
        (Outcome.RATED, "ok", AWAY, Shown.CLOSED),
        (Outcome.NOT_RATED, "unknown", AWAY, Shown.CLOSED),
        (Outcome.ASKING, "ok", AWAY, Outcome.ASKING),
        (Outcome.NONE, "unknown", HERE, Shown.SILENT),
        (Outcome.NONE, "unknown", AWAY, Shown.SILENT),
        (Outcome.ASKING, "unknown", HERE, Outcome.ASKING),
        (Outcome.NOT_RATED, "unknown", HERE, Outcome.NOT_RATED),
        *((outcome, "lost", away, Shown.SILENT) for outcome in Outcome for away in (HERE, AWAY)),
        *((Outcome.NONE, health, AWAY, Outcome.NONE) for health in ("absent", "opening", "error")),
    ],
)
def test_what_is_told_of_the_device(outcome: Outcome, health: str, away: bool, told: Outcome | Shown) -> None:
    assert shown(outcome, health, away=away) == told


def sign(stage: Stage, view: str) -> tuple[str, str]:
    """The shape and the words beside it, where the view tells of the question."""
    found = item(stage, "pad" if view == "strip" else "question")
    return str(found.property("kind")), str(found.property("text"))


@pytest.mark.parametrize("view", ["strip", "full"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_silent_and_a_closed_device_are_said_by_word_and_sign(
    qtbot: Any, show: Callable[..., tuple[CounterDesk, Stage]], pad: RatingPadSimulator, view: str, language: str
) -> None:
    at, stage = show(view=view, language=language, extra=pad_toml(pad.port_path))
    qtbot.waitUntil(lambda: at.state["question"] == "silent", timeout=LONG_MS)
    assert sign(stage, view) == ("doubt", SILENT[language])
    assert cut(stage) == []
    pad.press(0)
    qtbot.waitUntil(lambda: at.state["question"] == "stray", timeout=LONG_MS)
    at.later(20)
    assert at.state["question"] == "none"
    at.pause()
    qtbot.waitUntil(lambda: at.state["question"] == "closed", timeout=LONG_MS)
    assert sign(stage, view) == ("pause", CLOSED[language])
    qtbot.wait(20)
    assert cut(stage) == []
    at.later(700)
    at.model.press("open")
    qtbot.waitUntil(lambda: at.state["question"] == "none", timeout=LONG_MS)
    pad.stop()
    qtbot.waitUntil(lambda: at.state["question"] == "silent", timeout=LONG_MS)
    assert sign(stage, view) == ("off", SILENT[language])
    qtbot.wait(20)
    assert cut(stage) == []


@pytest.mark.parametrize("view", ["strip", "full"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_muted_hall_is_said_until_it_goes_on(
    qtbot: Any, show: Callable[..., tuple[CounterDesk, Stage]], view: str, language: str
) -> None:
    at, stage = show(view=view, language=language, extra=STATION, waiting="A")
    assert find_item(stage.window, "muteBar") is None
    at.hall.do(cmd.MuteAll(id=new_id(), muted=True), DESK)
    qtbot.waitUntil(lambda: find_item(stage.window, "muteBar") is not None)
    qtbot.wait(20)
    assert "09:0" in text(stage, "muteText")
    assert cut(stage) == []
    at.hall.do(cmd.MuteAll(id=new_id(), muted=False), DESK)
    qtbot.waitUntil(lambda: find_item(stage.window, "muteBar") is None)

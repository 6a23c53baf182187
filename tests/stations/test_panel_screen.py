"""The rating panel on the live scene: what a finger can hit, every state in three languages, nothing cut."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtQuick import QQuickItem

from counter.panel import GRADES, TouchPanel
from counter.panel_window import NAME, SIZE, PanelWindow
from shared import commands as cmd
from shared import i18n
from shared.messages import LinkChanged, LinkState, new_id
from shared.tickets import REASONS
from shared.ui.app import Stage
from shared.ui.fingers import tap
from shared.ui.remote import Remote, find_item
from tests.stations.counter_desk import STATION, CounterDesk, desk
from tests.stations.test_counter_screen import cut, item, items, text

LANGUAGES = ("zh-CN", "en", "ja")
FINGER = 160


@pytest.fixture
def show(qtbot: Any) -> Iterator[Callable[..., tuple[CounterDesk, Stage]]]:
    """A counter whose panel is open; a warning of QML fails the test."""
    made: list[tuple[CounterDesk, PanelWindow]] = []
    warnings: list[str] = []

    def build(**options: Any) -> tuple[CounterDesk, Stage]:
        at = desk(qtbot, **{"extra": STATION, "rating": "screen://0", **options})
        window = PanelWindow(at.model.rating)
        made.append((at, window))
        stage = window._stage
        assert stage is not None
        stage.warnings = warnings
        qtbot.waitUntil(stage.window.isExposed)
        return at, stage

    yield build
    for at, window in made:
        window.close()
        at.model.close()
    assert warnings == []


def panel_of(at: CounterDesk) -> TouchPanel:
    panel = at.model.rating.panel
    assert panel is not None
    return panel


def served(qtbot: Any, at: CounterDesk, language: str) -> None:
    """A visitor with a ticket in that language was served: the panel asks."""
    at.hall.take("A", language)
    at.press("next")
    qtbot.waitUntil(lambda: at.state["phase"] == "called" and not at.state["working"])
    at.press("start")
    qtbot.waitUntil(lambda: at.state["phase"] == "serving" and not at.state["working"])
    at.press("finish")
    qtbot.waitUntil(lambda: panel_of(at).property("stage") == "asking")
    at.later()
    qtbot.wait(10)


def at_stage(qtbot: Any, at: CounterDesk, name: str) -> None:
    qtbot.waitUntil(lambda: panel_of(at).property("stage") == name)
    qtbot.wait(10)


def where(one: QQuickItem) -> QRectF:
    return QRectF(one.mapToScene(QPointF(0, 0)), one.size())


def outside_their_holder(stage: Stage) -> list[str]:
    """Texts that run out of the button or card that holds them."""
    wrong, held = [], 0
    for one in items(stage.window.contentItem()):
        holder = one.parentItem()
        while holder is not None and "Button" not in holder.metaObject().className():
            holder = holder.parentItem()
        held += holder is not None and bool(one.property("text"))
        if holder is not None and one.property("text") and not where(holder).contains(where(one)):
            wrong.append(f"{one.property('text')!r} at {where(one)} in {where(holder)}")
    assert bool(held) == (
        find_item(stage.window, "noRating") is not None or find_item(stage.window, "give") is not None
    )
    return wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_in_every_language(qtbot: Any, show: Any, language: str) -> None:
    others = [code for code in LANGUAGES if code != language]
    at, stage = show(languages=(language, *others))
    panel = panel_of(at)

    def sound(name: str, *expected: str) -> None:
        at_stage(qtbot, at, name)
        assert cut(stage) == []
        assert outside_their_holder(stage) == []
        words = [one.property("text") for one in items(stage.window.contentItem()) if one.property("text")]
        for key in expected:
            sizes = {
                code: max(
                    one.property("font").pixelSize()
                    for one in items(stage.window.contentItem())
                    if one.property("text") == i18n.text(f"panel.{key}", code)
                )
                for code in LANGUAGES
                if i18n.text(f"panel.{key}", code) in words
            }
            assert sizes.keys() == set(LANGUAGES), key
            assert all(sizes[language] >= sizes[code] for code in others), (key, sizes)

    sound("idle", "idle", "window", "staff")
    served(qtbot, at, language)
    sound("asking", "ask", "voluntary", "no_rating", *(f"grade_{grade}" for grade in GRADES))
    panel.press(1)
    at.later()
    sound("reasons", "why", "why_more", "skip", "give", *(f"reason_{reason}" for reason in REASONS))
    for reason in REASONS:
        panel.choose(reason)
    sound("reasons")
    panel.give()
    sound("thanks", "thanks", "thanks_more")
    panel.cancel()
    at.hall.take("A", language)
    at.press("next")
    sound("welcome", "welcome")
    assert text(stage, "number") == "A002"
    panel.pause()
    sound("paused", "paused", "paused_more")
    panel.shut()
    sound("closed", "closed", "closed_more")
    at.model.bridge.listener(LinkChanged(LinkState.LOST, since=at.hall.now))
    sound("offline", "offline")


def test_a_finger_hits_what_it_means(qtbot: Any, show: Any) -> None:
    at, stage = show()
    served(qtbot, at, "en")
    faces = [where(item(stage, f"grade-{grade}")) for grade in GRADES]
    assert [face.x() for face in faces] == sorted(face.x() for face in faces)
    for one, two in pairwise(faces):
        assert two.left() - one.right() >= 15
    assert len({(face.width(), face.height(), face.y()) for face in faces}) == 1, "no face is larger than another"
    for face in faces:
        assert min(face.width(), face.height()) >= FINGER
        assert QRectF(0, 0, *SIZE).contains(face)
    assert item(stage, "noRating").height() >= 80
    tap(stage.window, item(stage, "grade-2"))
    at_stage(qtbot, at, "reasons")
    at.later()
    for reason in REASONS:
        assert min(item(stage, f"reason-{reason}").width(), item(stage, f"reason-{reason}").height()) >= FINGER
    assert not item(stage, "give").isEnabled()
    tap(stage.window, item(stage, "reason-place"))
    tap(stage.window, item(stage, "reason-time"))
    tap(stage.window, item(stage, "reason-place"))
    assert panel_of(at).property("chosen") == ["time"]
    qtbot.waitUntil(lambda: item(stage, "give").isEnabled())
    tap(stage.window, item(stage, "give"))
    at_stage(qtbot, at, "thanks")
    qtbot.waitUntil(lambda: len(at.sent("give_reasons")) == 1)
    assert [command.grade for command in at.sent("rate")] == [2]
    assert at.sent("give_reasons")[0].reasons == ("time",)


def test_nothing_is_chosen_for_anybody(qtbot: Any, show: Any) -> None:
    """The five cards look alike but for face and words, whatever was pressed before."""
    at, stage = show()
    for _ in range(2):
        served(qtbot, at, "zh-CN")
        looks = set()
        for grade in GRADES:
            card = item(stage, f"grade-{grade}")
            ground = card.property("background")
            looks.add((ground.property("color").name(), ground.property("opacity"), card.hasActiveFocus()))
        assert len(looks) == 1
        tap(stage.window, item(stage, "grade-5"))
        at_stage(qtbot, at, "thanks")
        panel_of(at).cancel()
    assert find_item(stage.window, "reason-time") is None


def test_what_happens_elsewhere_stirs_nothing(qtbot: Any, show: Any) -> None:
    """A hall is busy: the panel must not be drawn anew while a finger is on it."""
    at, stage = show()
    served(qtbot, at, "ja")
    stirred: list[None] = []
    panel_of(at).changed.connect(lambda: stirred.append(None))
    for _ in range(3):
        at.hall.take("B")
    other = at.hall.open_window(1, "1002")
    at.hall.do(cmd.PauseWindow(id=new_id(), window=1), other)
    qtbot.waitUntil(lambda: at.state["seq"] == at.hall.picture.seq)
    assert stirred == []
    assert text(stage, "number") == "A001"


def test_a_photograph_where_there_is_one(qtbot: Any, show: Any, tmp_path: Path) -> None:
    Image.new("RGB", (300, 400), "#1f3a56").save(tmp_path / "1001.png")
    _, stage = show(photos=tmp_path)
    qtbot.waitUntil(lambda: find_item(stage.window, "photo") is not None)
    _, without = show()
    qtbot.wait(20)
    assert find_item(without.window, "photo") is None
    assert text(without, "staffNumber") == "1001"


def test_on_a_screen_of_its_own_it_takes_no_keys_from_the_clerk(qtbot: Any, show: Any) -> None:
    _, stage = show(rating="screen://1")
    wanted = Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowDoesNotAcceptFocus
    assert stage.window.flags() & wanted == wanted
    assert stage.window.geometry() == stage.window.screen().geometry()


def test_the_remote_hand_reaches_the_panel(qtbot: Any, show: Any, tmp_path: Path, put_on_stage: Any) -> None:
    at, stage = show()
    own = put_on_stage("counter", at.model, None)
    served(qtbot, at, "en")
    reading, writing = os.pipe()
    answers = io.StringIO()
    with os.fdopen(reading, encoding="utf-8") as source:
        hand = Remote(own.window, at.model, source, answers, lambda: {NAME: stage.window})
        hand.start()
        commands: list[dict[str, Any]] = [
            {"window": NAME, "tap": "grade-4"},
            {"window": NAME, "shot": str(tmp_path / "panel.png")},
            {"tap": "view"},
            {"window": "nowhere", "tap": "grade-4", "within": 0.1},
        ]
        os.write(writing, "".join(json.dumps(command) + "\n" for command in commands).encode())

        def said() -> list[dict[str, Any]]:
            return [line for line in map(json.loads, answers.getvalue().splitlines()) if "did" in line]

        qtbot.waitUntil(lambda: len(said()) == len(commands))
        hand.stop()
        os.close(writing)
        hand._reader.join(10)
    assert [line["ok"] for line in said()] == [True, True, True, False]
    assert "panel" in said()[-1]["why"]
    assert [command.grade for command in at.sent("rate")] == [4]
    with Image.open(tmp_path / "panel.png") as image:
        assert image.size == SIZE

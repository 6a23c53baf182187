"""The counter on the live scene: real keys and taps, both views, three languages, nothing cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtQuick import QQuickItem

from counter.actions import KEYS, Action
from counter.notes import refused
from shared import i18n
from shared.errors import Refusal
from shared.messages import LinkChanged, LinkState, Unanswered
from shared.ui.app import Stage
from shared.ui.fingers import press_key, tap, type_text
from shared.ui.remote import find_item
from tests.stations.counter_desk import STATION, CounterDesk, desk

VISITOR = {"hold", "transfer", "another", "priority", "tag"}
"""Actions about whoever is at the window."""
LANGUAGES = ("zh-CN", "en", "ja")
VIEWS = {"strip": (480, 140), "full": (1280, 800)}


@pytest.fixture
def show(qtbot: Any, put_on_stage: Callable[..., Stage]) -> Iterator[Callable[..., tuple[CounterDesk, Stage]]]:
    made: list[CounterDesk] = []

    def build(**options: Any) -> tuple[CounterDesk, Stage]:
        at = desk(qtbot, **options)
        made.append(at)
        stage = put_on_stage("counter", at.model, None)
        qtbot.wait(20)
        return at, stage

    yield build
    for at in made:
        at.model.close()


def items(item: QQuickItem) -> Iterator[QQuickItem]:
    if item.isVisible():
        yield item
        for child in item.childItems():
            yield from items(child)


def item(stage: Stage, name: str) -> QQuickItem:
    found = find_item(stage.window, name)
    assert found is not None, f"nothing visible is called {name}"
    return found


def text(stage: Stage, name: str) -> str:
    found = item(stage, name)
    return str(found.property("text"))


def cut(stage: Stage) -> list[str]:
    """Texts that are cut short, run out of the window, or out of the button that holds them."""
    wrong = []
    window = QRectF(0, 0, stage.window.width(), stage.window.height())
    for one in items(stage.window.contentItem()):
        words = one.property("text")
        if not words or one.property("truncated") is None:
            continue
        at = QRectF(one.mapToScene(QPointF(0, 0)), one.size())
        if one.property("truncated"):
            wrong.append(f"{one.objectName()}: {words!r} is cut")
        elif one.property("contentWidth") > one.width() + 1:
            wrong.append(f"{one.objectName()}: {words!r} is {one.property('contentWidth')} wide in {one.width()}")
        elif not window.adjusted(-1, -8, 1, 8).contains(at) and not in_list(one):
            wrong.append(f"{one.objectName()}: {words!r} lies outside at {at}")
    return wrong


def in_list(one: QObject | None) -> bool:
    while one is not None:
        if one.metaObject().className().startswith(("QQuickListView", "QQuickGridView")):
            return True
        one = one.parentItem() if isinstance(one, QQuickItem) else None
    return False


def drawn(qtbot: Any, stage: Stage) -> None:
    """A frame from now: everything stands where a finger will look for it."""
    with qtbot.waitSignal(stage.window.frameSwapped):
        stage.window.update()


def clerk_number(qtbot: Any, stage: Stage, number: str) -> None:
    qtbot.waitUntil(lambda: find_item(stage.window, "staff") is not None)
    type_text(stage.window, number)
    press_key(stage.window, "Return")


@pytest.mark.parametrize("view", VIEWS)
def test_a_visit_by_keyboard_alone(qtbot: Any, show: Any, view: str) -> None:
    at, stage = show(view=view, waiting="AAB", opened=False)
    clerk_number(qtbot, stage, "1001")
    qtbot.waitUntil(lambda: at.state["clerk"] == "1001" and not at.state["working"])
    steps = [("F2", "state", "open"), ("F5", "phase", "called"), ("F6", "recalls", 1), ("F7", "phase", "serving")]
    for key, name, value in steps:
        at.later()
        press_key(stage.window, key)
        qtbot.waitUntil(lambda name=name, value=value: at.state[name] == value and not at.state["working"])
    assert text(stage, "current") == "A001"
    at.later()
    press_key(stage.window, "F5")
    assert at.state["note"] == "ask_finish"
    at.later()
    press_key(stage.window, "F5")
    qtbot.waitUntil(lambda: at.state["number"] == "A002" and not at.state["working"])
    at.later()
    press_key(stage.window, "F7")
    qtbot.waitUntil(lambda: at.state["phase"] == "serving" and not at.state["working"])
    at.later()
    press_key(stage.window, "F8")
    qtbot.waitUntil(lambda: at.state["phase"] == "empty" and not at.state["working"])
    at.later()
    press_key(stage.window, "F3")
    qtbot.waitUntil(lambda: find_item(stage.window, "numberField") is not None)
    type_text(stage.window, "b001")
    press_key(stage.window, "Return")
    qtbot.waitUntil(lambda: at.state["number"] == "B001" and not at.state["working"])
    for key in ("F4", "2", "Return"):
        at.later()
        press_key(stage.window, key)
    qtbot.waitUntil(lambda: at.state["state"] == "paused" and not at.state["working"])
    for key, name, value in (("F4", "state", "open"), ("F10", "state", "closed"), ("F12", "clerk", None)):
        at.later()
        press_key(stage.window, key)
        qtbot.waitUntil(lambda name=name, value=value: at.state[name] == value and not at.state["working"])


@pytest.mark.parametrize("view", VIEWS)
def test_a_visit_by_hand(qtbot: Any, show: Any, view: str) -> None:
    at, stage = show(view=view, waiting="AB", opened=False)
    tap(stage.window, item(stage, "staff"))
    type_text(stage.window, "1001")
    drawn(qtbot, stage)
    tap(stage.window, item(stage, "signin"))
    qtbot.waitUntil(lambda: at.state["clerk"] == "1001" and not at.state["working"])
    for name, key, value in (
        ("open", "state", "open"),
        ("next", "phase", "called"),
        ("recall", "recalls", 1),
        ("start", "phase", "serving"),
        ("finish", "phase", "empty"),
    ):
        at.later()
        qtbot.waitUntil(lambda name=name: find_item(stage.window, name) is not None)
        drawn(qtbot, stage)
        tap(stage.window, item(stage, name))
        qtbot.waitUntil(lambda key=key, value=value: at.state[key] == value and not at.state["working"])
    at.later()
    drawn(qtbot, stage)
    tap(stage.window, item(stage, "number"))
    qtbot.waitUntil(lambda: find_item(stage.window, "numberField") is not None)
    drawn(qtbot, stage)
    type_text(stage.window, "B001")
    tap(stage.window, item(stage, "callnumber"))
    qtbot.waitUntil(lambda: at.state["number"] == "B001")


def test_a_double_click_on_next_calls_one(qtbot: Any, show: Any) -> None:
    at, stage = show(view="full", waiting="AAA")
    at.later()
    button = item(stage, "next")
    for _ in range(6):
        tap(stage.window, button)
        at.seconds.at += 0.05
    qtbot.waitUntil(lambda: at.state["phase"] == "called" and not at.state["working"])
    qtbot.wait(20)
    assert len(at.sent("call_next")) == 1


def test_only_what_makes_sense_is_enabled(qtbot: Any, show: Any) -> None:
    at, stage = show(view="full", waiting="A")

    def enabled() -> set[str]:
        return {a.value for a in Action if a is not Action.SIGN_IN and item(stage, a.value).isEnabled()}

    assert enabled() == {"next", "number", "pause", "close", "signout"}
    at.press("next")
    qtbot.waitUntil(lambda: at.state["phase"] == "called" and not at.state["working"])
    assert enabled() == {"recall", "start", "noshow", "pause", "close", "signout"} | VISITOR | {"cancel"}
    at.press("start")
    qtbot.waitUntil(lambda: at.state["phase"] == "serving" and not at.state["working"])
    assert enabled() == {"next", "finish", "number", "pause"} | VISITOR


def test_the_strip_is_small_frameless_and_on_top_and_the_full_view_is_a_window(qtbot: Any, show: Any) -> None:
    at, stage = show(view="strip")
    on_top = Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
    assert (stage.window.width(), stage.window.height()) == VIEWS["strip"]
    assert stage.window.flags() & on_top == on_top
    press_key(stage.window, "F11")
    qtbot.waitUntil(lambda: (stage.window.width(), stage.window.height()) == VIEWS["full"])
    assert not stage.window.flags() & on_top
    assert stage.window.isVisible()
    tap(stage.window, item(stage, "view"))
    qtbot.waitUntil(lambda: (stage.window.width(), stage.window.height()) == VIEWS["strip"])
    assert at.state["view"] == "strip"


def test_escape_takes_back(qtbot: Any, show: Any) -> None:
    at, stage = show(view="strip", waiting="A")
    at.later()
    press_key(stage.window, "F3")
    qtbot.waitUntil(lambda: find_item(stage.window, "numberField") is not None)
    press_key(stage.window, "Escape")
    qtbot.waitUntil(lambda: find_item(stage.window, "numberField") is None)
    at.later()
    press_key(stage.window, "F7")
    assert at.state["note"] == "no_open_call"
    press_key(stage.window, "Escape")
    assert at.state["note"] == ""


def test_keys_are_shown_beside_their_actions(show: Any) -> None:
    _, stage = show(view="full")
    for action in Action:
        if action is not Action.SIGN_IN:
            shown = {str(one.property("text")) for one in items(item(stage, action.value))}
            assert KEYS[action] in shown, action


def test_nobody_waiting_is_said(show: Any) -> None:
    for view in VIEWS:
        _, stage = show(view=view, language="en")
        assert text(stage, "nobodyWaiting") == "Nobody is waiting"


@pytest.mark.parametrize("view", VIEWS)
def test_the_screen_says_since_when_it_is_not_current(qtbot: Any, show: Any, view: str) -> None:
    at, stage = show(view=view, waiting="A")
    assert find_item(stage.window, "linkBar") is None
    at.model.receive(LinkChanged(LinkState.LOST, at.hall.now, "cable"))
    assert "09:0" in text(stage, "linkBarText")


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_cut_in_any_state(qtbot: Any, show: Any, view: str, language: str) -> None:
    at, stage = show(view=view, language=language, waiting="AAABBBCCDFG" * 3, opened=False)
    seen: dict[str, list[str]] = {}

    def look(state: str) -> None:
        at.model.tick()
        qtbot.wait(10)
        if wrong := cut(stage):
            seen[state] = wrong

    look("signed out")
    at.submit("signin", "1001")
    qtbot.waitUntil(lambda: at.state["clerk"] == "1001" and not at.state["working"])
    look("closed")
    for name, key, value in (
        ("open", "state", "open"),
        ("pause", "state", "paused"),
        ("open", "state", "open"),
        ("next", "phase", "called"),
        ("recall", "recalls", 1),
        ("start", "phase", "serving"),
    ):
        at.later(700)
        at.pause() if name == "pause" else at.model.press(name)
        qtbot.waitUntil(lambda key=key, value=value: at.state[key] == value and not at.state["working"])
        look(name)
    at.press("next")
    look("asks")
    at.press("number")
    look("number")
    at.submit("number", "B001")
    look("asks for a number")
    at.model.dismiss()
    at.press("finish")
    qtbot.waitUntil(lambda: at.state["phase"] == "empty" and not at.state["working"])
    look("finished")
    at.line.held = True
    at.press("next")
    qtbot.waitUntil(lambda: at.state["note"] == "working")
    look("working")
    at.model.receive(LinkChanged(LinkState.LOST, at.hall.now, "cable"))
    _, future = at.line._waiting.pop()
    future.set_exception(Unanswered("hall_away"))
    qtbot.waitUntil(lambda: at.state["note"] == "unanswered")
    look("unanswered")
    for state in LinkState:
        at.model.receive(LinkChanged(state, at.hall.now if state is LinkState.LOST else None, "no_token"))
        look(f"line {state.value}")
    assert seen == {}


AT_A_COUNTER = {
    "unknown_clerk": {"clerk": "1001"},
    "window_taken": {"window": 20, "clerk": "1001"},
    "signed_in_elsewhere": {"window": 20, "clerk": "1001"},
    "nobody_signed_in": {"window": 20},
    "window_already": {"window": 20, "state": "paused"},
    "window_not_open": {"window": 20},
    "call_open": {"window": 20, "number": "A128"},
    "service_open": {"window": 20, "number": "A128"},
    "nobody_waiting": {"window": 20},
    "number_unknown": {"number": "A128"},
    "number_at_window": {"window": 20, "number": "A128"},
    "not_served_here": {"window": 20, "number": "A128", "category": "A"},
    "no_open_call": {"window": 20},
    "no_open_service": {"window": 20},
    "no_show_recall_first": {"number": "A128", "recalls": 2},
    "no_show_too_early": {"number": "A128", "seconds": 118},
    "day_not_open": {},
    "hall_busy": {},
    "hall_away": {},
    "not_your_window": {"station": "counter-20", "own": 20, "window": 19},
    "a_rule_of_next_year": {},
}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_fits_its_place(qtbot: Any, show: Any, view: str, language: str) -> None:
    at, stage = show(view=view, language=language, waiting="A")
    wrong = {}
    for code, params in AT_A_COUNTER.items():
        at.model._set_note(refused(Refusal(code, **params)))
        qtbot.wait(5)
        if found := cut(stage):
            wrong[code] = found
    assert wrong == {}


def test_every_word_of_the_room_is_used() -> None:
    """A text that no code asks for is a text nobody will keep true."""
    from pathlib import Path

    root = Path(__file__).resolve().parents[2] / "counter"
    source = "".join(path.read_text("utf-8") for path in [*root.rglob("*.py"), *root.glob("*.qml")])
    made = ("action_", "state_", "phase_", "pad_", "question_", "log_", "link_is_", "board_", "device_", "kind_")
    made += (
        "choose_",
        "hold_",
        "why_",
        "tag_",
        "cancel_",
        "priority_",
        "fact_",
        "speaks_",
        "purpose_",
        "did_transfer_",
        "note_",
        "ended_",
        "pause_",
        "evening_",
    )
    unused = [
        name
        for key in i18n.keys("counter", "en")
        if (name := key.split(".")[1]) not in source and not name.startswith(made)
    ]
    assert unused == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_board_without_its_line_is_said_whole_in_the_strip(
    qtbot: Any, show: Any, tmp_path: Path, language: str
) -> None:
    extra = (
        f'{STATION}\n[[devices]]\nname = "board-7"\nstation = "counter-7"\nkind = "board"\ndriver = "a0-9x"\n'
        f'port = "{tmp_path / "nothing"}"\naddress = 263\n'
    )
    at, stage = show(view="strip", language=language, waiting="A", extra=extra)
    qtbot.waitUntil(lambda: at.state["board"] == "lost", timeout=30_000)
    qtbot.waitUntil(lambda: find_item(stage.window, "board") is not None)
    title, lost = (i18n.text(f"counter.{key}", language) for key in ("board_title", "pad_lost"))
    assert f"{title} {lost}" in [str(one.property("text")) for one in items(item(stage, "board"))]
    assert cut(stage) == []

"""What the clerk knows before the visitor sits down: the item by its name, its papers, and what happened before."""

from __future__ import annotations

from typing import Any

import pytest

from shared import commands as cmd
from shared.i18n import LANGUAGES
from shared.messages import new_id
from shared.tickets import HANDOVER_NOTES, Actor, Role
from tests.stations.counter_desk import STATION, CounterDesk, desk
from tests.stations.test_counter_screen import VIEWS, cut, show, text

__all__ = ["show"]

ITEM = """
[[items]]
code = "330801"
category = "C"
name = { zh = "生育登记", en = "Birth registration", ja = "出生登録" }
parties = ["person", "enterprise"]

[[items.materials]]
name = { zh = "身份证", en = "Identity card", ja = "身分証" }

[[items.materials]]
name = { zh = "结婚证", en = "Marriage certificate", ja = "結婚証" }
later = true

[[items.materials]]
name = { zh = "营业执照", en = "Business licence", ja = "営業許可証" }
party = "enterprise"

[[policies.priority.classes]]
code = "elder"
name = { zh = "老年人", en = "Elder", ja = "高齢者" }
credit_min = 20
"""
EXTRA = STATION + ITEM
DESK = Actor(role=Role.DESK, station="desk-1")
KIOSK = Actor(role=Role.KIOSK, station="kiosk-2")


def settled(qtbot: Any, at: CounterDesk) -> None:
    qtbot.waitUntil(lambda: at.state["seq"] == at.hall.picture.seq and not at.state["working"])


def take(at: CounterDesk, category: str = "C", **said: Any) -> str:
    command = cmd.TakeTicket(id=new_id(), category=category, **said)
    at.hall.do(command, KIOSK)
    return command.id


def facts(at: CounterDesk) -> dict[str, str]:
    return {row["name"]: row["text"] for row in at.model.beside.facts.rows}  # type: ignore[attr-defined]


def more(at: CounterDesk) -> list[str]:
    return str(at.state["more"]).split("\n")


@pytest.mark.parametrize(
    ("language", "name", "papers"),
    [
        ("zh-CN", "生育登记", "应带材料：身份证 · 结婚证（可容缺）"),
        ("en", "Birth registration", "Papers: Identity card · Marriage certificate (may follow)"),
        ("ja", "出生登録", "必要書類：身分証 · 結婚証（後日可）"),
    ],
)
def test_the_item_by_its_name_and_its_papers(qtbot: Any, language: str, name: str, papers: str) -> None:
    at = desk(qtbot, extra=EXTRA, language=language)
    take(at, item="330801")
    at.press("next")
    settled(qtbot, at)
    assert facts(at)["item"] == name
    assert "papers" in facts(at)
    assert more(at) == [papers]


def test_an_enterprise_brings_its_own_papers(qtbot: Any) -> None:
    at = desk(qtbot, extra=EXTRA, language="en")
    take(at, item="330801", party="enterprise")
    at.press("next")
    settled(qtbot, at)
    assert facts(at)["papers"] == "3 papers"
    assert "Business licence" in more(at)[0]


def test_an_ordinary_visitor_of_whom_nothing_is_known(qtbot: Any) -> None:
    at = desk(qtbot, extra=EXTRA, waiting="A")
    at.press("next")
    settled(qtbot, at)
    assert list(facts(at)) == ["waited"]
    assert at.state["more"] == ""


def test_a_note_of_the_window_before_is_read_in_the_clerks_own_language(qtbot: Any) -> None:
    at = desk(qtbot, extra=EXTRA, language="en")
    ticket = take(at, category="A")
    other = at.hall.open_window(1, "1002")
    at.hall.do(cmd.CallNext(id=new_id(), window=1), other)
    at.hall.do(cmd.Transfer(id=new_id(), ticket=ticket, category="C", note="papers_missing"), other)
    at.press("next")
    settled(qtbot, at)
    assert facts(at)["handed"] == "Window 1: Papers missing"
    at.hall.do(cmd.Transfer(id=new_id(), ticket=ticket, category="C"), Actor(role=Role.COUNTER, station="counter-7"))
    settled(qtbot, at)
    at.press("next")
    settled(qtbot, at)
    assert facts(at)["handed"] == "From Window 7"
    assert facts(at)["transfers"] == "Handed on 2 times"


def test_how_often_held_and_called_in_vain(qtbot: Any) -> None:
    at = desk(qtbot, extra=EXTRA, language="en")
    take(at)
    at.press("next")
    settled(qtbot, at)
    own = Actor(role=Role.COUNTER, station="counter-7")
    at.hall.do(cmd.Hold(id=new_id(), window=7), own)
    at.hall.do(cmd.Resume(id=new_id(), window=7, number="C001"), own)
    settled(qtbot, at)
    assert facts(at)["holds"] == "Held once"
    at.hall.do(cmd.Recall(id=new_id(), window=7), own)
    at.later(200)
    at.hall.do(cmd.NoShow(id=new_id(), window=7), own)
    settled(qtbot, at)
    at.press("next")
    settled(qtbot, at)
    assert facts(at)["came_back"] == "Back after a no-show"


def test_earlier_services_of_the_same_visit_with_window_and_outcome(qtbot: Any) -> None:
    at = desk(qtbot, extra=EXTRA, language="en")
    first = take(at, category="A")
    other = at.hall.open_window(1, "1002")
    for command in (cmd.CallNext(id=new_id(), window=1), cmd.Start(id=new_id(), window=1)):
        at.hall.do(command, other)
    second = take(at, category="C", visit=first)
    stranger = take(at, category="B")
    at.hall.do(cmd.Finish(id=new_id(), window=1), other)
    at.press("next")
    settled(qtbot, at)
    assert at.state["number"] == at.hall.picture.tickets[second].number
    assert more(at) == ["This visit: A001 Window 1 finished"]
    own = Actor(role=Role.COUNTER, station="counter-7")
    at.hall.do(cmd.Start(id=new_id(), window=7), own)
    at.hall.do(cmd.Transfer(id=new_id(), ticket=second), own)
    at.hall.do(cmd.CallNumber(id=new_id(), window=7, number="C001"), own)
    settled(qtbot, at)
    assert more(at) == ["This visit: A001 Window 1 finished · C001 Window 7 handed on"]
    at.hall.do(cmd.Transfer(id=new_id(), ticket=second, category="D"), own)
    at.hall.do(cmd.CallNumber(id=new_id(), window=7, number=at.hall.picture.tickets[stranger].number), own)
    settled(qtbot, at)
    assert at.state["more"] == "", "another visitor's services are nobody's business here"


@pytest.mark.parametrize("tag", ["slow", "deaf", "blind"])
def test_care_is_said_with_the_call(qtbot: Any, tag: Any) -> None:
    at = desk(qtbot, extra=EXTRA, language="en")
    take(at, tags=(tag,))
    at.press("next")
    settled(qtbot, at)
    said = {"slow": "Slow: give time", "deaf": "Deaf: call flashes", "blind": "Blind: fetch them"}[tag]
    assert facts(at)[f"tag_{tag}"] == said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
def test_all_of_it_at_once_is_not_cut(qtbot: Any, show: Any, view: str, language: str) -> None:
    at, stage = show(view=view, extra=EXTRA, language=language)
    ticket = take(at, category="C", item="330801", priority="elder", tags=("deaf",), persons=3, visit=new_id())
    other = at.hall.open_window(3, "1002")
    at.hall.do(cmd.CallNext(id=new_id(), window=3), other)
    at.hall.do(cmd.Start(id=new_id(), window=3), other)
    at.hall.do(cmd.Transfer(id=new_id(), ticket=ticket, note="next_step", category="C"), other)
    at.press("next")
    settled(qtbot, at)
    at.later()
    qtbot.wait(30)
    assert cut(stage) == []
    if view == "full":
        assert text(stage, "visit") == at.state["more"]
        waited, papers, before = more(at)
        assert facts(at)["waited"] in waited
        assert facts(at)["item"] not in papers
        assert "C001" in before


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_note_fits_beside_the_number(qtbot: Any, show: Any, language: str) -> None:
    at, stage = show(view="full", extra=EXTRA, language=language)
    own = Actor(role=Role.COUNTER, station="counter-7")
    take(at)
    at.press("next")
    settled(qtbot, at)
    for note in HANDOVER_NOTES:
        for actor in (own, DESK):
            ticket = at.hall.picture.numbered("C001")
            assert ticket is not None
            if actor is DESK:
                at.hall.do(cmd.Transfer(id=new_id(), ticket=ticket.id), own)
            at.hall.do(cmd.Transfer(id=new_id(), ticket=ticket.id, note=note, category="C", window=7), actor)
            settled(qtbot, at)
            at.press("next")
            settled(qtbot, at)
            qtbot.wait(10)
            assert at.model.say(f"note_{note}") in facts(at)["handed"]
            assert cut(stage) == []

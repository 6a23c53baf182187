"""The enquiry desk says how long people wait: what a ticket was told, what who comes now may expect, a muted hall."""

from __future__ import annotations

from typing import Any

import pytest

from shared import commands as cmd
from shared.messages import new_id
from shared.tickets import Actor, Role
from shared.ui.remote import find_item
from shared.ui.waits import AskWaits
from shared.waits import wait_words
from tests.stations.display_scene import assert_nothing_is_cut
from tests.stations.test_counter_screen import item, items, text
from tests.stations.test_enquiry_find import Show, desk, page, show

__all__ = ["desk", "show"]

LANGUAGES = ("zh-CN", "en", "ja")
DESK = Actor(role=Role.DESK, station="desk-1")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_found_ticket_says_what_it_was_told_until_it_is_called(qtbot: Any, show: Show, language: str) -> None:
    at, stage = show(language=language)
    who = at.hall.open_window(1)
    first = at.takes("A")
    second = at.takes("A")
    ticket = at.hall.picture.tickets[second]
    assert ticket.expected_low_s is not None
    assert ticket.expected_high_s is not None
    words = wait_words((ticket.expected_low_s, ticket.expected_high_s), language)
    qtbot.waitUntil(lambda: at.model.seq == at.hall.picture.seq)
    page(at).type("number", "A2")
    page(at).findNumber()
    qtbot.waitUntil(lambda: at.state["ticket"] == "A002")
    qtbot.waitUntil(lambda: find_item(stage.window, "fact_told") is not None)
    assert words is not None
    assert words in text(stage, "fact_told")
    assert at.state["ticket_facts"][0] == "told"
    assert_nothing_is_cut(stage)
    at.hall.do(cmd.CallNumber(id=new_id(), window=1, number="A002"), who)
    qtbot.waitUntil(lambda: "told" not in at.state["ticket_facts"])
    assert at.hall.picture.tickets[first].expected_low_s is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_hall_page_says_the_expected_wait_and_forgets_what_is_too_old(
    qtbot: Any, show: Show, language: str
) -> None:
    at, stage = show(language=language)
    at.hall.open_window(1)
    for _ in range(4):
        at.takes("A")
    qtbot.waitUntil(lambda: at.model.seq == at.hall.picture.seq)
    at.model.open("hall")
    assert set(at.state["expected"].values()) == {"–"}
    asking = AskWaits(at.model, lambda: at.line, at.model.know_waits, lambda: True)
    asking.begin()
    qtbot.waitUntil(lambda: at.state["expected"]["A"] != "–")
    rows = {row["category"]: row for row in at.line.exchange("/api/v1/waits").result()["categories"]}
    low, high = rows["A"]["expected_s"]
    assert at.state["expected"]["A"] == wait_words((low, high), language)
    assert at.state["expected"]["B"] == "–", "no window is open for it"
    qtbot.waitUntil(lambda: find_item(stage.window, "queue_A") is not None)
    said = [str(one.property("text")) for one in items(item(stage, "queue_A")) if one.objectName() == "hallExpected"]
    assert said == [at.state["expected"]["A"]]
    qtbot.wait(20)
    assert_nothing_is_cut(stage)
    at.model.know_waits(None)
    assert set(at.state["expected"].values()) == {"–"}
    asking.stop()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_muted_hall_is_said_on_every_page(qtbot: Any, show: Show, language: str) -> None:
    at, stage = show(language=language)
    assert find_item(stage.window, "muteBar") is None
    at.hall.do(cmd.MuteAll(id=new_id(), muted=True), DESK)
    qtbot.waitUntil(lambda: find_item(stage.window, "muteBar") is not None)
    for row in at.model.tabs.rows:
        at.model.open(row["name"])
        qtbot.wait(20)
        assert "09:0" in text(stage, "muteText")
        assert_nothing_is_cut(stage)
    at.hall.do(cmd.MuteAll(id=new_id(), muted=False), DESK)
    qtbot.waitUntil(lambda: find_item(stage.window, "muteBar") is None)

"""The enquiry desk in the evening: what a visitor chose, who is here after all, and who needs an interpreter."""

from __future__ import annotations

from typing import Any

import pytest

from shared import commands as cmd
from shared.messages import new_id
from shared.tickets import Actor, Role, TicketState
from shared.ui.fingers import press_key, type_text
from tests.stations.display_scene import assert_nothing_is_cut
from tests.stations.enquiry_scene import STATIONS
from tests.stations.memory_hall import DAY
from tests.stations.test_enquiry_find import Show, desk, show

__all__ = ["desk", "show"]

EXTRA = (
    '[policies.end_of_day]\noffers = ["carry", "within_24h", "give_up"]\n\n'
    '[[interpreters]]\ncode = "sign"\nlanguages = ["csl"]\n' + STATIONS
)


@pytest.mark.parametrize("language", ["zh-CN", "en", "ja"])
def test_an_interpreter_is_asked_and_another_day_chosen_by_keyboard(qtbot: Any, show: Show, language: str) -> None:
    at, stage = show(language=language, extra=EXTRA)
    ticket = at.takes("A")
    qtbot.waitUntil(lambda: at.model.seq == at.hall.picture.seq)
    type_text(stage.window, "a1")
    press_key(stage.window, "Return")
    qtbot.waitUntil(lambda: at.state["ticket"] == "A001")

    def choose(key: str, answer: str, command: str) -> Any:
        before = len(at.sent(command))
        at.later()
        press_key(stage.window, key)
        qtbot.waitUntil(lambda: at.state["choosing"] != "")
        qtbot.wait(30)
        assert_nothing_is_cut(stage)
        at.later()
        type_text(stage.window, answer)
        qtbot.waitUntil(lambda: len(at.sent(command)) > before and not at.state["working"])
        qtbot.waitUntil(lambda: at.model.seq == at.hall.picture.seq)
        return at.sent(command)[-1]

    assert choose("Shift+F3", "4", "ask_interpreter").language == "csl"
    assert "interpreter" in at.state["ticket_facts"]
    assert choose("Shift+F3", "4", "ask_interpreter").language is None
    at.hall.do(cmd.EndCalling(id=new_id(), day=DAY), Actor(role=Role.MANAGER, station="manager"))
    qtbot.waitUntil(lambda: at.model.seq == at.hall.picture.seq)
    assert choose("Shift+F9", "1", "choose_carry").choice == "carry"
    assert (at.state["ticket_state"], at.state["note"]) == ("carried", "did_ticket_carried")
    assert choose("Shift+F9", "1", "come_back").ticket == ticket
    assert at.hall.picture.tickets[ticket].state is TicketState.WAITING
    assert choose("Shift+F9", "2", "choose_carry").choice == "within_24h"
    assert_nothing_is_cut(stage)

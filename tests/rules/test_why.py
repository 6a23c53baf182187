"""Why a number was called, or is not yet: told in the reader's language, each rule and each obstacle in words."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import get_args, get_type_hints
from zoneinfo import ZoneInfo

import pytest

from hall.rules.waiting import obstacles
from shared import commands as cmd
from shared import events as ev
from shared.events import CallRule, Candidate
from shared.i18n import LANGUAGES
from shared.why import Obstacle, Told, ToldCall, sentences
from tests.book import DESK, DISTRICT, KIOSK, MORNING, SIGNING, PaperHall

ZONE = ZoneInfo("Asia/Shanghai")
(_LITERAL,) = (part for part in get_args(get_type_hints(Candidate)["barred"]) if part is not type(None))
BARRED = get_args(_LITERAL)
OBSTACLES = get_args(get_type_hints(Obstacle)["code"])


def told(rule: CallRule, *candidates: Candidate, number: str = "A001") -> Told:
    call = ToldCall(seq=7, at=MORNING, window=3, clerk="1003", rule=rule, candidates=candidates)
    return Told(ticket="x", number=number, state="called", calls=(call,))


def clean(said: list[str]) -> None:
    for sentence in said:
        assert sentence
        assert not re.search(r"[{}]|None", sentence), sentence


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", get_args(CallRule))
def test_every_rule_has_its_words(rule: CallRule, language: str) -> None:
    chosen = Candidate(category="A", number="A001", waited_s=600, credit_s=1200)
    said = sentences(told(rule, chosen), language, ZONE)
    clean(said)
    assert len(said) == 2
    assert "08:30" in said[0]
    assert "A001" in said[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_those_who_waited_longer_or_could_not_be_called_are_told_of(language: str) -> None:
    chosen = Candidate(category="A", number="A009", waited_s=60, credit_s=1200)
    others = [
        Candidate(category="A", number="A001", waited_s=600),
        *(Candidate(category="A", number=f"A10{n}", waited_s=10, barred=code) for n, code in enumerate(BARRED)),
        Candidate(category="A", number="A777", waited_s=5),
    ]
    said = sentences(told("credit", others[0], chosen, *others[1:], number="A009"), language, ZONE)
    clean(said)
    assert any("A001" in sentence for sentence in said)
    assert all(any(f"A10{n}" in sentence for sentence in said) for n, _ in enumerate(BARRED))
    assert not any("A777" in sentence for sentence in said), "who came later needs no reason"
    assert len(set(said)) == len(said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_obstacle_has_its_words(language: str) -> None:
    every = [Obstacle(code, window=3, clerk="1003", category="A", language="csl", at=MORNING) for code in OBSTACLES]
    every.append(Obstacle("assigned", clerk="1003"))
    waiting = Told(ticket="x", number="A001", state="waiting", calls=(), ahead=2, obstacles=tuple(every))
    said = sentences(waiting, language, ZONE)
    clean(said)
    assert len(said) == 1 + len(every) == len(set(said))
    clean(sentences(Told(ticket="x", number="A001", state="closed", calls=()), language, ZONE))


def waiting(hall: PaperHall, **said: object) -> str:
    command = cmd.TakeTicket(id=hall.id(), category="A", **said)  # type: ignore[arg-type]
    hall.does(command, KIOSK)
    return command.id


def codes(hall: PaperHall, ticket: str) -> list[str]:
    return [one.code for one in obstacles(hall.picture, hall.picture.tickets[ticket], hall.now)]


def test_what_keeps_a_ticket_waiting_is_what_the_rules_look_at() -> None:
    hall = PaperHall.opened(SIGNING)
    ticket = waiting(hall)
    assert codes(hall, ticket) == ["no_window"]
    hall.open(1)
    assert codes(hall, ticket) == []
    hall.open(18)
    assert codes(hall, waiting(hall, language="en")) == ["language"]
    signing = [waiting(hall, interpreter="csl") for _ in range(3)]
    assert [codes(hall, one) for one in signing] == [[], [], ["interpreter"]]
    hall.does(cmd.Transfer(id=hall.id(), ticket=ticket, window=18), DESK)
    assert codes(hall, ticket) == ["assigned"]
    hall.does(cmd.MuteAll(id=hall.id(), muted=True), DESK)
    assert codes(hall, ticket)[0] == "muted"


def test_a_booked_ticket_and_one_of_a_visit_say_what_they_wait_for() -> None:
    hall = PaperHall.opened(DISTRICT)
    hall.does(cmd.Book(id=hall.id(), category="A", at=hall.now + timedelta(hours=1)), DESK)
    [code] = hall.picture.appointments
    taken = hall.does(cmd.CheckIn(id=hall.id(), code=code), KIOSK)[1]
    assert isinstance(taken, ev.TicketTaken)
    hall.open(1)
    hall.open(2)
    assert codes(hall, taken.ticket) == ["not_yet"]
    first = waiting(hall)
    second = waiting(hall, visit=first)
    hall.call(1)
    assert codes(hall, second) == ["visit"]

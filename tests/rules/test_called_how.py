"""How a call is made: aloud, as a flash, or not at all, and what a ticket brings along from the windows before."""

from __future__ import annotations

from typing import Any

import pytest

from shared import commands as cmd
from shared import events as ev
from shared.tickets import HANDOVER_NOTES, Past, TicketState
from tests.book import DESK, KIOSK, ROVER, PaperHall


def take(hall: PaperHall, category: str = "A", **said: Any) -> str:
    command = cmd.TakeTicket(id=hall.id(), category=category, **said)
    hall.does(command, KIOSK)
    return command.id


def number_of(hall: PaperHall, ticket: str) -> str:
    return hall.picture.tickets[ticket].number


@pytest.mark.parametrize(
    ("tags", "spoken"),
    [((), True), (("slow",), True), (("blind",), True), (("deaf",), False), (("blind", "deaf"), False)],
)
def test_a_deaf_visitors_call_flashes_and_is_not_said_aloud(tags: Any, spoken: bool) -> None:
    hall = PaperHall.opened()
    take(hall, tags=tags)
    hall.open(1)
    [call] = hall.call(1)
    assert isinstance(call, ev.TicketCalled)
    assert (call.announce, call.spoken) == (True, spoken)
    [again] = hall.does(cmd.Recall(id=hall.id(), window=1), ROVER)
    assert isinstance(again, ev.TicketRecalled)
    assert again.spoken is spoken


def test_a_tag_given_at_the_desk_changes_the_recall_too() -> None:
    hall = PaperHall.opened()
    ticket = take(hall)
    hall.open(1)
    hall.call(1)
    hall.does(cmd.TagTicket(id=hall.id(), ticket=ticket, tags=("deaf",)), DESK)
    [again] = hall.does(cmd.Recall(id=hall.id(), window=1), ROVER)
    assert isinstance(again, ev.TicketRecalled)
    assert not again.spoken


def serving_with_next(hall: PaperHall, *, told: bool) -> tuple[str, str]:
    """Window 18 serves a visitor, and the same visitor's next number waits; ``told`` says whether the first knew of a
    visit when it was taken."""
    visit = hall.id() if told else None
    first = take(hall, "A", visit=visit)
    hall.open(18)
    hall.call(18)
    hall.start(18)
    return first, take(hall, "B", visit=visit or first)


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("here", [True, False])
def test_the_next_service_of_who_sits_there_is_not_announced(told: bool, here: bool) -> None:
    hall = PaperHall.opened()
    first, second = serving_with_next(hall, told=told)
    command = cmd.CallNumber(id=hall.id(), window=18, number=number_of(hall, second), finish_open=True, here=here)
    events = hall.does(command, ROVER)
    kinds = ["service_finished", "ticket_called", *(["service_started"] if here else [])]
    assert [event.type for event in events] == kinds
    call = events[1]
    assert isinstance(call, ev.TicketCalled)
    assert (call.ticket, call.announce) == (second, False)
    assert first not in hall.picture.tickets
    assert second not in hall.picture.calls, "no board shows it"
    state = TicketState.SERVING if here else TicketState.CALLED
    assert hall.picture.tickets[second].state is state
    if here:
        assert isinstance(events[2], ev.ServiceStarted)
        assert events[2].service == command.id


def test_another_visitors_number_is_announced_as_ever() -> None:
    hall = PaperHall.opened()
    serving_with_next(hall, told=True)
    stranger = take(hall, "C")
    command = cmd.CallNumber(id=hall.id(), window=18, number=number_of(hall, stranger), finish_open=True)
    call = hall.does(command, ROVER)[1]
    assert isinstance(call, ev.TicketCalled)
    assert call.announce
    assert stranger in hall.picture.calls


@pytest.mark.parametrize("note", [None, *HANDOVER_NOTES])
def test_a_handed_on_ticket_brings_its_note_and_where_it_comes_from(note: Any) -> None:
    hall = PaperHall.opened()
    ticket = take(hall)
    hall.open(1)
    hall.call(1)
    hall.does(cmd.Transfer(id=hall.id(), ticket=ticket, category="C", note=note), ROVER)
    assert hall.picture.tickets[ticket].past == Past(transfers=1, from_window=1, note=note)
    hall.does(cmd.Transfer(id=hall.id(), ticket=ticket, category="B"), DESK)
    assert hall.picture.tickets[ticket].past == Past(transfers=2), "the desk's word is the last"


def test_what_the_hall_moves_by_itself_is_no_hand_over() -> None:
    hall = PaperHall.opened()
    ticket = take(hall)
    hall.open(1)
    hall.does(cmd.Transfer(id=hall.id(), ticket=ticket, window=1, note="expert"), DESK)
    hall.does(cmd.SignOut(id=hall.id(), window=1), ROVER)
    assert hall.picture.tickets[ticket].to_window is None
    assert hall.picture.tickets[ticket].past == Past(transfers=1, note="expert")


def test_each_hold_is_counted() -> None:
    hall = PaperHall.opened()
    ticket = take(hall)
    hall.open(1)
    hall.call(1)
    for count in (1, 2):
        hall.does(cmd.Hold(id=hall.id(), window=1), ROVER)
        assert hall.picture.tickets[ticket].history.holds == count
        hall.does(cmd.Resume(id=hall.id(), window=1, number=number_of(hall, ticket), here=True), ROVER)


def test_a_service_knows_its_visit() -> None:
    hall = PaperHall.opened()
    visit = hall.id()
    take(hall, visit=visit)
    take(hall)
    hall.open(1)
    services = []
    for _ in range(2):
        hall.call(1)
        services.append(hall.start(1))
        hall.finish(1)
    assert [hall.picture.services[service].visit for service in services] == [visit, None]

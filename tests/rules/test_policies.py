"""Each policy as a table that a hall manager can read: who waits, what the settings say, who is called and by which rule.

A line is written as it comes: ``A`` a ticket of category A, ``A:elder`` with a priority class, ``A:en`` in a language,
``A:collection`` with a purpose, ``A!csl`` with an interpreter asked, a number for minutes that pass.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from shared import commands as cmd
from shared import events as ev
from shared.errors import Refusal
from shared.i18n import LANGUAGES as LANGUAGES_OF_HOUSE
from shared.settings import parse_settings
from shared.tickets import TicketState
from shared.toml_parts import SettingsError
from tests.book import DAY, DESK, DISTRICT, HALL, HELPING, KIOSK, MANAGER, ROVER, SIGNING, PaperHall

PURPOSES = ("collection", "make_up", "enquiry")
LANGUAGES = ("en", "ja")


def setting(text: str, toml: str = DISTRICT) -> str:
    """The district hall with one more table of policies."""
    return toml.replace("[policies.priority]", f"{text}\n\n[policies.priority]", 1)


def comes(hall: PaperHall, line: str) -> None:
    """The line, in the order in which it came."""
    for word in line.split():
        if word.isdecimal():
            hall.wait(60 * int(word))
            continue
        ticket, _, interpreter = word.partition("!")
        category, _, said = ticket.partition(":")
        command = cmd.TakeTicket(
            id=hall.id(),
            category=category,
            interpreter=interpreter or None,
            language=said if said in LANGUAGES else "zh-CN",  # type: ignore[arg-type]
            purpose=said if said in PURPOSES else "application",  # type: ignore[arg-type]
            priority=said if said and said not in (*LANGUAGES, *PURPOSES) else None,
        )
        hall.does(command, KIOSK)


def calls(hall: PaperHall, window: int, most: int) -> str:
    """Whom the window calls, one after another, and by which rule; ``nobody`` where it may call none."""
    said = []
    for _ in range(most):
        try:
            [event] = hall.call(window)
        except Refusal as refusal:
            said.append("nobody" if refusal.code == "nobody_waiting" else refusal.code)
            break
        assert isinstance(event, ev.TicketCalled)
        comes_too = f" with {event.interpreter}" if event.interpreter else ""
        said.append(f"{event.number} {event.rule}{comes_too}")
        hall.start(window)
        hall.finish(window)
    return ", ".join(said)


NO_SHORT_LANE = setting("[policies.short_lane]\npurposes = []")
ONE_IN_2 = DISTRICT.replace("front_one_in = 3", "front_one_in = 2")
LEARNING = DISTRICT.replace(
    'number = "1002"\ncategories = ["A"]', 'number = "1002"\ncategories = ["A"]\nlevels = { A = 1 }'
)
BOTH = LEARNING.replace("[policies.priority]", "[policies.skills]\nlevel = 1\n\n[policies.priority]", 1)
OVERFLOWING = HELPING.replace('number = "1001"\ncategories = ["A"]', 'number = "1001"\ncategories = ["A", "C"]')
TABLE: list[tuple[str, str, str, tuple[int, ...], int, str]] = [
    # what it shows · settings · the line · windows open · the window that calls · whom
    (
        "in the order of the waits",
        DISTRICT,
        "A A 1 A",
        (1,),
        1,
        "A001 longest_wait, A002 longest_wait, A003 longest_wait",
    ),
    ("credit goes before a shorter wait", DISTRICT, "A 10 A:elder", (1,), 1, "A002 credit, A001 longest_wait"),
    (
        "credit does not go before a longer one",
        DISTRICT,
        "A 30 A:elder",
        (1,),
        1,
        "A001 longest_wait, A002 longest_wait",
    ),
    (
        "the front at most one in three calls",
        DISTRICT,
        "A A A A:disabled A:disabled",
        (1,),
        1,
        "A001 longest_wait, A002 longest_wait, A004 front, A003 longest_wait, A005 longest_wait",
    ),
    ("one in two", ONE_IN_2, "A A A:disabled A", (1,), 1, "A001 longest_wait, A003 front, A002 longest_wait"),
    (
        "collection and missing papers between two others",
        DISTRICT,
        "A A A A:collection A A:make_up",
        (1,),
        1,
        "A001 longest_wait, A002 longest_wait, A004 front, A003 longest_wait, A005 longest_wait, A006 longest_wait",
    ),
    (
        "no short lane",
        NO_SHORT_LANE,
        "A A A A:collection",
        (1,),
        1,
        "A001 longest_wait, A002 longest_wait, A003 longest_wait",
    ),
    ("a window calls what it may", DISTRICT, "C 5 A", (1,), 1, "A001 longest_wait, nobody"),
    (
        "a comprehensive window the longest of all",
        DISTRICT,
        "G 5 C 5 A",
        (18,),
        18,
        "C001 longest_wait, A001 longest_wait, nobody",
    ),
    ("who still learns is not called to it", LEARNING, "A", (2,), 2, "nobody"),
    ("unless the hall lets them", BOTH, "A", (2,), 2, "A001 longest_wait"),
    ("a language waits for who speaks it", DISTRICT, "A:en 9", (1, 18), 1, "nobody"),
    ("who speaks it calls", DISTRICT, "A:en 9", (1, 18), 18, "A001 longest_wait"),
    ("after its minutes anybody", DISTRICT, "A:en 10", (1, 18), 1, "A001 longest_wait"),
    ("at once where nobody speaks it", DISTRICT, "A:en", (1, 2), 1, "A001 longest_wait"),
    ("overflow not yet", OVERFLOWING, "C 9 A", (1,), 1, "A001 longest_wait, nobody"),
    ("overflow", OVERFLOWING, "C 10 A", (1,), 1, "C001 overflow, A001 longest_wait"),
    ("its own first, then it helps", HELPING, "C 5 A", (18,), 18, "A001 longest_wait, C001 helping"),
    ("it helps where the line is worst", HELPING, "C 5 D D D D", (18,), 18, "D001 helping, D002 helping, D003 helping"),
    ("an interpreter comes too", SIGNING, "A!csl A", (1,), 1, "A001 longest_wait with sign, A002 longest_wait"),
    ("who speaks it needs none", SIGNING, "A:en", (18,), 18, "A001 longest_wait"),
    ("who speaks it first, then an interpreter", SIGNING, "A:en 9", (1, 18), 1, "nobody"),
    ("then an interpreter", SIGNING, "A:en 10", (1, 18), 1, "A001 longest_wait with line"),
    ("nobody interprets it, anybody calls", DISTRICT, "A:ja", (1,), 1, "A001 longest_wait"),
]


@pytest.mark.parametrize(
    ("toml", "line", "opened", "window", "whom"), [c[1:] for c in TABLE], ids=[c[0] for c in TABLE]
)
def test_who_is_called(toml: str, line: str, opened: tuple[int, ...], window: int, whom: str) -> None:
    hall = PaperHall.opened(toml)
    for number in opened:
        hall.open(number)
    comes(hall, line)
    assert calls(hall, window, whom.count(",") + 1) == whom


BOOKED = [
    # checked in, minutes after the booked time · what became of it · from when on a free window may call it
    (-60, "kept", -10),
    (-5, "kept", -5),
    (0, "kept", 0),
    (15, "kept", 15),
    (16, "late", 16),
]


@pytest.mark.parametrize(("checked_in", "became", "called_from"), BOOKED)
def test_a_booked_time_with_its_grace(checked_in: int, became: str, called_from: int) -> None:
    """Ten minutes before it, where nobody else waits; fifteen after it, and then it is a ticket like any other."""
    hall = PaperHall.opened()
    booked_for = hall.now + timedelta(minutes=120)
    hall.does(cmd.Book(id=hall.id(), category="A", at=booked_for), DESK)
    [code] = hall.picture.appointments
    hall.now = booked_for + timedelta(minutes=checked_in)
    ended, taken = hall.does(cmd.CheckIn(id=hall.id(), code=code), KIOSK)
    assert isinstance(ended, ev.AppointmentEnded)
    assert isinstance(taken, ev.TicketTaken)
    assert ended.reason == became
    assert hall.picture.tickets[taken.ticket].since == max(booked_for, hall.now)
    hall.open(1)
    hall.now = max(hall.now, booked_for + timedelta(minutes=called_from, seconds=-1))
    if called_from > checked_in:
        assert calls(hall, 1, 1) == "nobody"
    hall.now = booked_for + timedelta(minutes=called_from)
    assert calls(hall, 1, 1) == "A001 longest_wait"


def absent(hall: PaperHall, window: int) -> ev.Event:
    """The next is called, recalled and does not come."""
    hall.call(window)
    hall.does(cmd.Recall(id=hall.id(), window=window), ROVER)
    hall.wait(120)
    [event] = hall.does(cmd.NoShow(id=hall.id(), window=window), ROVER)
    return event


NO_SHOWS = [
    # settings · events of one number that never comes · whom the window calls after the first
    ("back behind the next three", DISTRICT, ["ticket_returned", "ticket_closed"], "A002 A003 A004 A001 A005"),
    (
        "back by the clock, at its place",
        DISTRICT.replace("back_after_calls = 3", "back_after_min = 5"),
        ["ticket_missed", "ticket_closed"],
        "A002 A003 A004 A005 nobody",
    ),
    ("twice", DISTRICT.replace("times = 1", "times = 2"), ["ticket_returned", "ticket_returned", "ticket_closed"], ""),
    ("not at all", DISTRICT.replace("times = 1", "times = 0"), ["ticket_closed"], "A002 A003 A004 A005 nobody"),
]


@pytest.mark.parametrize(("toml", "events", "after"), [c[1:] for c in NO_SHOWS], ids=[c[0] for c in NO_SHOWS])
def test_no_shows(toml: str, events: list[str], after: str) -> None:
    hall = PaperHall.opened(toml)
    hall.open(1)
    comes(hall, "A 1 A 1 A 1 A 1 A")
    assert absent(hall, 1).type == events[0]
    said = [call.split()[0] for call in calls(hall, 1, 5).split(", ")]
    assert not after or " ".join(said) == after
    alone = PaperHall.opened(toml)
    alone.open(1)
    alone.take("A")
    told = []
    for _ in events:
        told.append(absent(alone, 1).type)
        alone.wait(300)
        for ticket in list(alone.picture.aside()):
            assert ticket.due_at is not None
            alone.does(cmd.FallDue(id=alone.id(), ticket=ticket.id, due=ticket.due_at), HALL)
    assert told == events
    assert not alone.picture.tickets


GRACE = [
    ((), 59, False),
    ((), 60, True),
    (("slow",), 60, False),
    (("slow",), 120, True),
    (("deaf", "blind"), 119, False),
]


@pytest.mark.parametrize(("tags", "after_s", "given_up"), GRACE)
def test_the_grace_of_who_is_slow_deaf_or_blind(tags: tuple[str, ...], after_s: int, given_up: bool) -> None:
    hall = PaperHall.opened()
    ticket = hall.take("A")
    hall.does(cmd.TagTicket(id=hall.id(), ticket=ticket, tags=tags), DESK)  # type: ignore[arg-type]
    hall.open(1)
    hall.call(1)
    hall.does(cmd.Recall(id=hall.id(), window=1), ROVER)
    hall.wait(after_s)
    if given_up:
        assert hall.does(cmd.NoShow(id=hall.id(), window=1), ROVER)
    else:
        with pytest.raises(Refusal, match="still has"):
            hall.does(cmd.NoShow(id=hall.id(), window=1), ROVER)


HOLDS = [
    # said by the clerk · of the category's pool · minutes it is held
    (None, None, 30),
    (None, 10, 10),
    (45, 10, 45),
    (400, None, 120),
]


@pytest.mark.parametrize(("said", "pool", "held"), HOLDS)
def test_a_hold_has_its_pools_minutes_and_comes_back_to_its_place(
    said: int | None, pool: int | None, held: int
) -> None:
    toml = DISTRICT.replace('code = "A"\n', f'code = "A"\nhold_min = {pool}\n', 1) if pool else DISTRICT
    hall = PaperHall.opened(toml)
    first = hall.take("A")
    hall.open(1)
    hall.call(1)
    hall.start(1)
    hall.does(cmd.Hold(id=hall.id(), window=1, minutes=said), ROVER)
    ticket = hall.picture.tickets[first]
    assert ticket.due_at == hall.now + timedelta(minutes=held)
    hall.take("A")
    hall.wait(60 * held)
    hall.does(cmd.FallDue(id=hall.id(), ticket=first, due=ticket.due_at), HALL)
    assert calls(hall, 1, 2) == "A001 longest_wait, A002 longest_wait"


LEAVING = {
    "the window closes": (cmd.CloseWindow,),
    "the clerk signs out": (cmd.SignOut,),
    "another clerk takes over": (cmd.SignOut, "1002"),
}


@pytest.mark.parametrize("leaving", LEAVING.values(), ids=LEAVING)
def test_what_a_window_held_and_was_handed_is_everybodys_when_it_goes(leaving: tuple[object, ...]) -> None:
    """Held, handed to the window, handed to its clerk: each with the place it had."""
    hall = PaperHall.opened()
    held, to_window, to_clerk = (hall.take("A"), hall.take("A"), hall.take("A"))
    hall.open(1)
    hall.call(1)
    hall.does(cmd.Hold(id=hall.id(), window=1), ROVER)
    hall.does(cmd.Transfer(id=hall.id(), ticket=to_window, window=1), DESK)
    hall.does(cmd.Transfer(id=hall.id(), ticket=to_clerk, clerk="1001"), DESK)
    hall.wait(60)
    hall.take("A")
    hall.does(leaving[0](id=hall.id(), window=1), ROVER)  # type: ignore[operator]
    if len(leaving) > 1:
        hall.open(1, str(leaving[1]))
    else:
        hall.open(2)
    assert held in hall.picture.tickets
    whom = "A001 longest_wait, A002 longest_wait, A003 longest_wait, A004 longest_wait"
    assert calls(hall, 1 if len(leaving) > 1 else 2, 4) == whom


def test_what_was_handed_to_a_window_is_everybodys_once_it_may_serve_it_no_longer() -> None:
    """By an assignment that takes effect later, and by settings that take the clerk's skill away."""
    for change in ("assigned", "settings"):
        hall = PaperHall.opened()
        ticket = hall.take("A")
        hall.open(1)
        hall.open(2)
        if change == "assigned":
            later = hall.now + timedelta(minutes=5)
            hall.does(cmd.AssignWindow(id=hall.id(), window=1, categories=("C",), at=later), MANAGER)
        hall.does(cmd.Transfer(id=hall.id(), ticket=ticket, window=1), DESK)
        assert calls(hall, 2, 1) == "nobody"
        if change == "settings":
            toml = DISTRICT.replace('number = "1001"\ncategories = ["A"]', 'number = "1001"\ncategories = ["B"]')
            hall.does(cmd.ImportSettings(id=hall.id(), toml=toml), MANAGER)
        hall.wait(300)
        assert calls(hall, 2, 1) == "A001 longest_wait"


TRANSFERS = [
    # to · who may call it then, first
    ({"category": "C"}, {7: "A001 longest_wait", 1: "nobody"}),
    ({"window": 2}, {1: "nobody", 2: "A001 assigned"}),
    ({"clerk": "1018"}, {1: "nobody", 18: "A001 assigned"}),
    ({}, {1: "A001 longest_wait"}),
]


@pytest.mark.parametrize(("to", "may"), TRANSFERS)
def test_a_transfer_keeps_the_place(to: dict[str, object], may: dict[int, str]) -> None:
    hall = PaperHall.opened()
    ticket = hall.take("A")
    hall.wait(600)
    hall.take("C")
    for window in (1, 2, 7, 18):
        hall.open(window)
    since = hall.picture.tickets[ticket].since
    hall.does(cmd.Transfer(id=hall.id(), ticket=ticket, **to), DESK)  # type: ignore[arg-type]
    assert hall.picture.tickets[ticket].since == since
    for window, whom in may.items():
        assert calls(hall, window, 1) == whom


ROTA = setting("[policies.breaks]\nkeep_one_able = true")
BREAKS = [
    # windows open · who goes · refused for want of another
    ((1,), 1, True),
    ((1, 2), 1, False),
    ((1, 18), 1, False),
    ((17,), 17, True),
    ((17, 18), 17, True),
]


@pytest.mark.parametrize(("opened", "goes", "refused"), BREAKS)
def test_at_lunch_each_category_keeps_a_window_that_may_serve_it(
    opened: tuple[int, ...], goes: int, refused: bool
) -> None:
    hall = PaperHall.opened(ROTA)
    for window in opened:
        hall.open(window)
    pause = cmd.PauseWindow(id=hall.id(), window=goes, reason="lunch", minutes=30)
    if not refused:
        assert hall.does(pause, ROVER)
        return
    with pytest.raises(Refusal) as refusal:
        hall.does(pause, ROVER)
    assert refusal.value.code == "last_able_window"


TURNS = DISTRICT.replace(
    "[[zones]]",
    """[[policies.breaks.rota]]
windows = [1, 3, 7]
begins = 11:30:00
ends = 12:15:00

[[policies.breaks.rota]]
windows = [2, 4, 8]
begins = 12:15:00
ends = 13:00:00

[[zones]]""",
    1,
)
LUNCHES = [
    # window · goes at, in the hall's own time · back at, or refused
    (1, "11:29", None),
    (1, "11:30", "12:15"),
    (1, "12:14", "12:15"),
    (1, "12:15", None),
    (2, "11:30", None),
    (2, "12:15", "13:00"),
    (18, "09:00", "any"),
]


@pytest.mark.parametrize(("window", "goes", "back"), LUNCHES)
def test_a_window_goes_to_lunch_in_its_turn(window: int, goes: str, back: str | None) -> None:
    """One that the rota does not name goes when it likes; another break needs no turn."""
    hall = PaperHall.opened(TURNS)
    hall.open(window)
    zone = hall.picture.rules.hall.zone
    hall.now = datetime.combine(DAY, time.fromisoformat(goes), zone)
    lunch = cmd.PauseWindow(id=hall.id(), window=window, reason="lunch")
    if back is None:
        with pytest.raises(Refusal) as refused:
            hall.does(lunch, ROVER)
        assert refused.value.code == "not_your_break"
        assert hall.does(cmd.PauseWindow(id=hall.id(), window=window, reason="break", minutes=5), ROVER)
        return
    [paused] = hall.does(lunch, ROVER)
    assert isinstance(paused, ev.WindowPaused)
    if back == "any":
        assert paused.back_at is None
    else:
        assert paused.back_at == datetime.combine(DAY, time.fromisoformat(back), zone)


def test_a_rota_that_leaves_a_category_alone_is_no_setting() -> None:
    """Window 17 is the only one of category G; windows 1 and 2 overlap, and the comprehensive ones go with them."""
    for windows, begins in (("[17]", "11:30:00"), ("[2, 18, 19, 20]", "12:00:00")):
        turn = f"[[policies.breaks.rota]]\nwindows = {windows}\nbegins = {begins}\nends = 12:30:00\n\n[[zones]]"
        with pytest.raises(SettingsError) as error:
            parse_settings(TURNS.replace("[[zones]]", turn, 1), "hall.toml")
        assert error.value.code == "rota_leaves_alone"
        for language in LANGUAGES_OF_HOUSE:
            assert error.value.detail(language)
            assert error.value.remedy(language)


EVENING = setting('[policies.end_of_day]\noffers = ["carry", "within_24h", "give_up"]')
CHOICES = [
    # chosen · state · comes back by itself on the next day · ended when the 24 hours are over
    (None, TicketState.WAITING, True, False),
    ("carry", TicketState.CARRIED, True, False),
    ("within_24h", TicketState.CARRIED, False, True),
]


@pytest.mark.parametrize(("choice", "state", "back", "ended"), CHOICES)
def test_the_end_of_the_day(choice: str | None, state: TicketState, back: bool, ended: bool) -> None:
    """Nobody is closed by the hour; who chose another day is not called on this one, and shows the date on the next."""
    hall = PaperHall.opened(EVENING)
    ticket = hall.take("A")
    hall.wait(8 * 3600)
    assert hall.picture.today is not None
    today = hall.picture.today.day
    hall.does(cmd.EndCalling(id=hall.id(), day=today), HALL)
    if choice is not None:
        hall.does(cmd.ChooseCarry(id=hall.id(), ticket=ticket, choice=choice), DESK)  # type: ignore[arg-type]
    found = hall.picture.tickets[ticket]
    assert found.state is state
    assert hall.picture.waiting_in("A") == (choice is None)
    hall.open(1)
    if choice is not None:
        assert calls(hall, 1, 1) == "nobody"
    hall.wait(16 * 3600)
    hall.does(cmd.OpenDay(id=hall.id(), day=today + timedelta(days=1)), HALL)
    assert (hall.picture.tickets[ticket].state is TicketState.WAITING) is back
    if found.due_at is not None:
        hall.now = max(hall.now, found.due_at)
        hall.does(cmd.FallDue(id=hall.id(), ticket=ticket, due=found.due_at), HALL)
    assert (ticket not in hall.picture.tickets) is ended
    if not ended:
        hall.open(1)
        [call] = hall.call(1)
        assert isinstance(call, ev.TicketCalled)
        assert call.day == today, "a carried ticket shows its date"
        assert hall.picture.windows[1].label_day == today
        assert [shown.day for shown in hall.picture.calls.values()] == [today]


def test_who_comes_back_within_the_24_hours_has_the_old_place() -> None:
    hall = PaperHall.opened(EVENING)
    ticket = hall.take("A")
    assert hall.picture.today is not None
    today = hall.picture.today.day
    hall.does(cmd.EndCalling(id=hall.id(), day=today), HALL)
    hall.does(cmd.ChooseCarry(id=hall.id(), ticket=ticket, choice="within_24h"), DESK)
    hall.wait(20 * 3600)
    hall.does(cmd.OpenDay(id=hall.id(), day=today + timedelta(days=1)), HALL)
    hall.take("A")
    hall.does(cmd.ComeBack(id=hall.id(), ticket=ticket), DESK)
    hall.open(1)
    [call] = hall.call(1)
    assert isinstance(call, ev.TicketCalled)
    assert (call.ticket, call.rule) == (ticket, "longest_wait")


def test_a_carried_ticket_is_back_on_the_next_day_that_the_hall_works() -> None:
    """Carried on a Friday evening, back on Monday; the days of rest between do not bring it back."""
    hall = PaperHall.opened(setting("[policies.hours]\nrest_days = [6, 7]", EVENING))
    friday = DAY + timedelta(days=4)
    hall.wait(4 * 24 * 3600)
    hall.does(cmd.OpenDay(id=hall.id(), day=friday), HALL)
    ticket = hall.take("A")
    hall.does(cmd.EndCalling(id=hall.id(), day=friday), HALL)
    hall.does(cmd.ChooseCarry(id=hall.id(), ticket=ticket, choice="carry"), DESK)
    for days, state in ((1, TicketState.CARRIED), (2, TicketState.CARRIED), (3, TicketState.WAITING)):
        hall.wait(24 * 3600)
        hall.does(cmd.OpenDay(id=hall.id(), day=friday + timedelta(days=days)), HALL)
        assert hall.picture.tickets[ticket].state is state


def test_who_is_turned_away_for_too_many_tickets_is_recorded_with_the_reason() -> None:
    """At a kiosk; the enquiry desk is told and nobody was turned away."""
    hall = PaperHall.opened()
    first = hall.take("A")
    for _ in range(7):
        hall.does(cmd.TakeTicket(id=hall.id(), category="A", visit=first), KIOSK)
    for actor, recorded in ((DESK, False), (KIOSK, True)):
        with pytest.raises(Refusal) as refused:
            hall.does(cmd.TakeTicket(id=hall.id(), category="C", visit=first), actor)
        assert refused.value.code == "visit_full"
        kept = ev.RefusalRecorded(command="take_ticket", code="visit_full", category="C")
        assert (hall.journal[-1].event == kept) is recorded


def test_a_group_and_an_agent_say_for_how_many_they_come_and_take_one_number() -> None:
    hall = PaperHall.opened()
    command = cmd.TakeTicket(id=hall.id(), category="A", purpose="agent", persons=30, mandates=5, party="enterprise")
    [taken] = hall.does(command, KIOSK)
    assert isinstance(taken, ev.TicketTaken)
    known = hall.picture.tickets[command.id].known
    assert (known.persons, known.mandates, known.purpose, known.party) == (30, 5, "agent", "enterprise")
    hall.open(1)
    assert calls(hall, 1, 1) == "A001 longest_wait"

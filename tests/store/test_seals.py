"""The seals: what the database refuses although a rule, or a second writer, allowed it. On either engine.

The rules are gone round: false events are folded and handed to the book as a wrong rule would hand them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from hall.store.book import Book, NewAnswer
from hall.store.engine import open_engine
from hall.store.rows import SealBroken
from shared import commands as cmd
from shared import events as ev
from shared.events import Entry, Event
from shared.fold import fold
from shared.picture import Picture
from shared.tickets import Appointment
from shared.wire import written
from tests.book import DAY, DESK, HALL, KIOSK, MORNING, ROVER, fresh_id
from tests.desk import Desk


@pytest.fixture
def engine(store: str) -> Iterator[Engine]:
    engine = open_engine(store)
    yield engine
    engine.dispose()


@pytest.fixture
def ids(desk: Desk) -> dict[str, str]:
    """A busy hall: A001 rated and gone, A002 called to window 1, C001 served at window 7, A003 and A004 waiting."""
    chance = random.Random(7)
    named: dict[str, str] = {}

    def take(name: str, category: str) -> None:
        command = cmd.TakeTicket(id=fresh_id(chance), category=category)
        desk.does(command, KIOSK)
        named[name] = command.id

    def at(window: int, kind: Any, **more: Any) -> str:
        command = kind(id=fresh_id(chance), window=window, **more)
        desk.does(command, ROVER)
        return str(command.id)

    for name, category in (("A001", "A"), ("A002", "A"), ("A003", "A"), ("A004", "A"), ("C001", "C")):
        take(name, category)
    [stamped] = desk.does(cmd.StampArrival(id=fresh_id(chance)), DESK)
    named["stamp"] = stamped.event.code  # type: ignore[union-attr]
    desk.does(cmd.TakeTicket(id=fresh_id(chance), category="G", stamp=named["stamp"]), KIOSK)
    for window, clerk in ((1, "1001"), (2, "1002"), (7, "1007")):
        at(window, cmd.SignIn, clerk=clerk)
        at(window, cmd.OpenWindow)
    at(1, cmd.CallNext)
    named["rated"] = at(1, cmd.Start)
    at(1, cmd.Finish)
    desk.does(cmd.Rate(id=fresh_id(chance), service=named["rated"], grade=5), ROVER)
    at(1, cmd.CallNext)
    at(7, cmd.CallNext)
    named["open"] = at(7, cmd.Start)
    return named


def forced(book: Book, *events: Event, picture: Picture | None = None) -> None:
    """Write events that no rule would make."""
    picture = picture or book.picture()
    picture.record()
    entries = []
    for event in events:
        entry = Entry(seq=picture.seq + 1, at=MORNING + timedelta(hours=1), actor=HALL, command="forced", event=event)
        fold(picture, entry)
        entries.append(entry)
    with book.writing() as page:
        page.write(list(map(written, entries)), [], picture.changes())


def taken(**other: Any) -> ev.TicketTaken:
    return ev.TicketTaken(
        **{
            **{"ticket": "forged", "number": "A005", "category": "A", "language": "zh-CN", "day": DAY},
            **{"ordinal": 5, "ahead": 0},
            **other,
        }
    )


def called(ticket: str, window: int, interpreter: str | None = None) -> ev.TicketCalled:
    return ev.TicketCalled(
        ticket=ticket,
        number="A003",
        category="A",
        language="zh-CN",
        window=window,
        clerk="1001",
        rule="longest_wait",
        candidates=(),
        interpreter=interpreter,
    )


def rated(service: str, grade: int) -> ev.ServiceRated:
    return ev.ServiceRated(service=service, ticket="x", window=1, grade=grade)


FORBIDDEN: dict[str, Callable[[dict[str, str]], list[Event]]] = {
    "a number twice": lambda ids: [taken(number="A003")],
    "a number twice, of one that is gone": lambda ids: [taken(number="A001")],
    "a ticket twice": lambda ids: [taken(ticket=ids["A001"])],
    "an arrival stamp for two tickets": lambda ids: [taken(stamp=ids["stamp"])],
    "two tickets called to a window": lambda ids: [called(ids["A003"], 1)],
    "a ticket called to two windows": lambda ids: [called(ids["A002"], 2)],
    "called while another is served": lambda ids: [called(ids["A003"], 7)],
    "a clerk at two windows": lambda ids: [ev.SignedIn(window=3, clerk="1001")],
    "rated twice": lambda ids: [rated(ids["rated"], 1)],
    "rated twice in one go": lambda ids: [*finished_and_rated(ids, 5), rated(ids["open"], 1)],
    "rated before it is finished": lambda ids: [rated(ids["open"], 5)],
    "grade 0": lambda ids: finished_and_rated(ids, 0),
    "grade 6": lambda ids: finished_and_rated(ids, 6),
    "reasons for a good grade": lambda ids: [reasons(ids["rated"])],
    "reasons without a grade": lambda ids: [reasons(ids["open"])],
    "reasons twice": lambda ids: [*finished_and_rated(ids, 1), reasons(ids["open"]), reasons(ids["open"], "other")],
    "reasons that are none": lambda ids: [*finished_and_rated(ids, 1), reasons(ids["open"], None)],
}


def held(ids: dict[str, str], **other: Any) -> Event:
    fields = {"ticket": ids["A002"], "number": "A002", "category": "A", "window": 1, "clerk": "1001"}
    return ev.TicketHeld(**{**fields, "reason": "papers", "due_at": MORNING, **other})


def carried(ids: dict[str, str], **other: Any) -> Event:
    fields = {"ticket": ids["A003"], "number": "A003", "category": "A", "day": DAY, "choice": "carry"}
    return ev.TicketCarried(**{**fields, "due_at": MORNING, "was": "waiting", **other})


def booked(code: str = "ABCDEF") -> Event:
    return ev.AppointmentBooked(
        appointment=Appointment(code=code, category="A", at=MORNING + timedelta(days=1), language="zh-CN")
    )


def kept(code: str = "ABCDEF") -> Event:
    return ev.AppointmentEnded(code=code, reason="kept", ticket="x")


WRONG_RULES: dict[str, Callable[[dict[str, str]], list[Event]]] = {
    "held until nobody knows when": lambda ids: [held(ids, due_at=None)],
    "held for no reason": lambda ids: [held(ids, reason=None)],
    "missed without a way back": lambda ids: [
        ev.TicketMissed(ticket=ids["A002"], number="A002", category="A", window=1, times=1, due_at=None)  # type: ignore[arg-type]
    ],
    "carried and nobody chose it": lambda ids: [carried(ids, choice=None)],
    "carried for ever": lambda ids: [carried(ids, due_at=None)],
    "ended without a reason": lambda ids: [
        ev.TicketClosed(ticket=ids["A002"], number="A002", category="A", window=1, reason=None)  # type: ignore[arg-type]
    ],
    "one visitor at two windows": lambda ids: [
        ev.VisitJoined(visit=ids["A002"], tickets=(ids["A002"], ids["A003"])),
        called(ids["A003"], 2),
    ],
    "at two windows, and joined then": lambda ids: [
        called(ids["A003"], 2),
        ev.VisitJoined(visit=ids["A002"], tickets=(ids["A002"], ids["A003"])),
    ],
    "one interpreter at two windows": lambda ids: [
        called(ids["A003"], 2, interpreter="sign"),
        ev.InterpreterAsked(ticket=ids["A002"], number="A002", language="csl", interpreter="sign"),
    ],
    "an interpreter with who waits": lambda ids: [
        ev.InterpreterAsked(ticket=ids["A003"], number="A003", language="csl", interpreter="sign")
    ],
}
"""What the rules of holds, no-shows, booked times, visits, interpreters and the evening never do."""


def reasons(service: str, reason: Any = "time") -> ev.ReasonsGiven:
    return ev.ReasonsGiven(service=service, ticket="x", window=1, reasons=(reason,) if reason else ())


def finished_and_rated(ids: dict[str, str], grade: int) -> list[Event]:
    finish = ev.ServiceFinished(
        service=ids["open"], ticket=ids["C001"], number="C001", category="C", window=7, clerk="1007"
    )
    return [finish, rated(ids["open"], grade)]


@pytest.mark.parametrize("forbidden", [*FORBIDDEN.values(), *WRONG_RULES.values()], ids=[*FORBIDDEN, *WRONG_RULES])
def test_a_wrong_rule_meets_a_seal(
    book: Book, ids: dict[str, str], forbidden: Callable[[dict[str, str]], list[Event]]
) -> None:
    before = book.picture()
    with pytest.raises(SealBroken):
        forced(book, *forbidden(ids))
    assert book.picture() == before, "something was written all the same"
    assert book.verify()[1] == []


def test_what_is_allowed_passes_the_same_way(book: Book, ids: dict[str, str]) -> None:
    """The tests above fail for the right reason: an honest event goes through."""
    forced(book, taken(), called(ids["A003"], 2, "sign"), *finished_and_rated(ids, 2), reasons(ids["open"]))
    forced(book, held(ids), carried({"A003": ids["A004"]}, number="A004"), booked(), kept())
    forced(book, ev.VisitJoined(visit=ids["A002"], tickets=(ids["A002"], ids["A003"])))
    assert book.verify()[1] == []
    assert book.picture().services[ids["open"]].reasons == ("time",)


def test_a_booked_time_is_kept_once(book: Book, ids: dict[str, str]) -> None:
    """Two services give a ticket for the same code, and no lock kept them apart."""
    forced(book, booked())
    one, other = book.picture(), book.picture()
    forced(book, kept(), taken(), picture=one)
    other.seq = one.seq
    before = book.picture()
    with pytest.raises(SealBroken):
        forced(book, kept(), taken(ticket="second", number="A006", ordinal=6), picture=other)
    assert book.picture() == before


STALE = {
    "a counter that went on": ("update series set last = last + 1 where code = 'A'", lambda ids: [taken()]),
    "a ticket that was called": (
        "update tickets set call_order = 999 where number = 'A003'",
        lambda ids: [called(ids["A003"], 2)],
    ),
    "a ticket that is gone": (
        "update tickets set state = 'closed', closed_reason = 'absent' where number = 'A003'",
        lambda ids: [called(ids["A003"], 2)],
    ),
    "a window that was paused": (
        "update windows set state = 'paused' where number = 2",
        lambda ids: [called(ids["A003"], 2)],
    ),
    "a journal that went on": ("update halls set seq = seq + 1", lambda ids: [taken()]),
}


@pytest.mark.parametrize(("meanwhile", "forbidden"), STALE.values(), ids=STALE)
def test_a_stale_picture_writes_nothing(
    book: Book, engine: Engine, ids: dict[str, str], meanwhile: str, forbidden: Callable[[dict[str, str]], list[Event]]
) -> None:
    """A second writer was faster, and no lock kept them apart."""
    stale = book.picture()
    with engine.begin() as connection:
        assert connection.execute(text(meanwhile)).rowcount == 1
    before = book.picture()
    with pytest.raises(SealBroken):
        forced(book, *forbidden(ids), picture=stale)
    assert book.picture() == before


def test_a_place_in_the_journal_and_an_answer_are_given_once(book: Book, desk: Desk) -> None:
    desk.does(cmd.TakeTicket(id=fresh_id(random.Random(1)), category="A"), KIOSK)
    [last] = book.entries(book.head_seq() - 1)
    with pytest.raises(SealBroken), book.writing() as page:
        page.write([written(last)], [], [])
    answer = NewAnswer(last.command, "kiosk:kiosk-1", bytes(32), 1, 1)
    with pytest.raises(SealBroken), book.writing() as page:
        page.write([], [answer], [])


SQL = {
    "an unknown ticket state": "update tickets set state = 'lost' where number = 'A003'",
    "called to no window": "update tickets set state = 'called' where number = 'A003'",
    "waiting at a window": "update tickets set \"window\" = 2 where number = 'A003'",
    "an unknown window state": "update windows set state = 'ajar' where number = 3",
    "a rating without grade": "update ratings set grade = null",
    "a grade out of five": "update ratings set grade = 9",
    "reasons for a good grade": "insert into rating_reasons select hall, service, grade, 'time' from ratings",
    "reasons for a grade that was not given": "insert into rating_reasons select hall, service, 1, 'time' from ratings",
    "an unfinished service marked as rated": "update services set rated = {yes} where finished_at is null",
    "an arrival stamp given twice": "insert into stamps select * from stamps",
    "held by no window": "update tickets set state = 'held', due_at = taken_at, hold_reason = 'form' where number = 'A003'",
    "missed without a time": "update tickets set state = 'missed' where number = 'A003'",
    "carried by nobody's choice": "update tickets set state = 'carried', due_at = taken_at where number = 'A003'",
    "a choice of who still waits": "update tickets set carry = 'carry' where number = 'A003'",
    "an end without a reason": "update tickets set state = 'closed' where number = 'A003'",
    "a reason without an end": "update tickets set closed_reason = 'no_show' where number = 'A003'",
    "served without a service": "update tickets set service = null where state = 'serving'",
    "a service of who waits": "update tickets set service = 'x' where number = 'A003'",
    "an interpreter with nobody": "update tickets set interpreter = 'sign' where number = 'A003'",
    "an interpreter at two windows": "update tickets set interpreter = 'sign' where \"window\" is not null",
    "one visitor at two windows": "update tickets set visit = 'v' where \"window\" is not null",
    "a code of two booked times": "insert into appointments (hall, code, category, at, language, purpose, party, persons, "
    "mandates) select hall, 'X', 'A', at, 'en', 'enquiry', 'person', 1, 0 from halls union all "
    "select hall, 'X', 'C', at, 'ja', 'enquiry', 'person', 1, 0 from halls",
    "a ticket of no hall": "update tickets set hall = null where number = 'A003'",
}


@pytest.mark.parametrize("statement", SQL.values(), ids=SQL)
def test_even_a_hand_in_the_database_is_refused(engine: Engine, ids: dict[str, str], statement: str) -> None:
    yes = "true" if engine.dialect.name == "postgresql" else "1"
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(text(statement.format(yes=yes)))


def test_one_broken_seal_spoils_no_other_command(book: Book, engine: Engine, desk: Desk) -> None:
    """A number is already in the book, for whatever reason: only the command that meets it fails."""
    chance = random.Random(1)
    with engine.begin() as connection:
        connection.execute(
            text(
                "insert into tickets (hall, id, number, category, day, language, station, state, taken_at, since, "
                "\"order\", slip, call_order, recalls) select hall, 'under-foot', 'C001', 'C', day, 'en', 'x', "
                "'waiting', at, at, 1000, 'unknown', 0, 0 from halls"
            )
        )
    asked = [(cmd.TakeTicket(id=fresh_id(chance), category=category), KIOSK) for category in ("A", "C", "F", "A")]
    first, spoilt, third, last = desk.together(asked)
    assert spoilt == "store_failed"
    numbers = [answer[0].event.number for answer in (first, third, last)]  # type: ignore[union-attr]
    assert numbers == ["A001", "F001", "A002"]
    assert desk.picture.waiting_in("C") == 0
    assert [entry.seq for entry in desk.published] == list(range(1, book.head_seq() + 1))
    # Once the number is free, the same command goes through.
    with engine.begin() as connection:
        connection.execute(text("delete from tickets where id = 'under-foot'"))
    [entry] = desk.does(*asked[1])
    assert entry.event.number == "C001"  # type: ignore[union-attr]
    assert book.verify()[1] == []


def test_in_one_group_a_window_is_let_go_before_it_is_taken(book: Book, ids: dict[str, str]) -> None:
    """A003 is touched first and called last: its row must not be written while A002 still stands at the window."""
    gone = ev.TicketClosed(ticket=ids["A002"], number="A002", category="A", window=1, reason="no_show")
    forced(book, ev.SlipPrinted(ticket=ids["A003"], number="A003"), gone, called(ids["A003"], 1))
    assert book.picture().windows[1].ticket == ids["A003"]
    assert book.verify()[1] == []


def test_clerks_may_change_places_in_one_group(book: Book, desk: Desk) -> None:
    """No order of writing suits a swap: the seal refuses the group, and one by one it goes through."""
    chance = random.Random(1)
    for window, clerk in ((1, "1001"), (2, "1002")):
        desk.does(cmd.SignIn(id=fresh_id(chance), window=window, clerk=clerk), ROVER)
    asked: list[Any] = [
        (cmd.SignOut(id=fresh_id(chance), window=2), ROVER),
        (cmd.SignOut(id=fresh_id(chance), window=1), ROVER),
        (cmd.SignIn(id=fresh_id(chance), window=2, clerk="1001"), ROVER),
        (cmd.SignIn(id=fresh_id(chance), window=1, clerk="1002"), ROVER),
    ]
    assert all(isinstance(answer, tuple) for answer in desk.together(asked))
    assert [desk.picture.windows[window].clerk for window in (1, 2)] == ["1002", "1001"]
    assert book.verify()[1] == []

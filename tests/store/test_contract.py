"""What a store must keep, on either engine: the picture, the answers, the tokens, the schema, one hall from another."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, inspect, text, update

from hall.store import schema
from hall.store.book import Book
from hall.store.engine import open_engine
from hall.store.migrate import migrate
from shared import commands as cmd
from shared.clock import FixedClock
from shared.devices import DeviceKind, DeviceState
from shared.errors import Refusal
from shared.fold import fold
from shared.picture import Picture
from shared.tickets import Actor, Role
from tests.book import (
    COMMUNITY,
    DAY,
    DESK,
    DISTRICT,
    HALL,
    KIOSK,
    MANAGER,
    MINUTES_SIGNING,
    MORNING,
    ROVER,
    by_chance,
    check_picture,
    fresh_id,
    passes,
)
from tests.desk import Desk

OpenBook = Callable[..., Book]


def a_day(desk: Desk, seed: int, commands: int) -> None:
    """A day by chance through the writer, on a clock that is now and then set back."""
    chance = random.Random(seed)
    clock = desk.clock
    assert isinstance(clock, FixedClock)
    for _ in range(commands):
        clock.set(clock.now() + timedelta(seconds=passes(chance)))
        asked = [by_chance(chance, desk.picture) for _ in range(chance.choice((1, 1, 3)))]
        desk.together(asked)


@pytest.mark.parametrize(("seed", "toml"), [(0, DISTRICT), (1, MINUTES_SIGNING)])
def test_the_picture_is_read_back_as_it_was_folded(open_book: OpenBook, seed: int, toml: str) -> None:
    book = open_book()
    with Desk(book) as desk:
        a_day(desk.opens(toml), seed, 220)
        journal = desk.published
        assert len(journal) > 60
        folded = Picture("district")
        for entry in journal:
            fold(folded, entry)
        assert desk.picture == folded
        assert book.picture() == folded
        check_picture(book.picture())
        assert book.verify() == (len(journal), [])
        assert [entry.seq for entry in journal] == list(range(1, len(journal) + 1))
        assert all(one.at <= two.at for one, two in pairwise(journal)), "time went back"
        assert book.entries(0, 10**6) == journal
    assert open_book().picture() == folded, "another opening reads something else"


def test_two_halls_in_one_store_know_nothing_of_each_other(open_book: OpenBook) -> None:
    """Invariant 9: the same numbers, ids and windows in both, and neither is in the other's way."""
    chance = random.Random(3)
    ids = [fresh_id(chance) for _ in range(4)]
    pictures = []
    for hall, toml in (("district", DISTRICT), ("community", COMMUNITY)):
        book = open_book(hall)
        with Desk(book) as desk:
            desk.opens(toml, Actor(role=Role.HALL, station=hall))
            desk.does(cmd.TakeTicket(id=ids[0], category="A"), Actor(role=Role.DESK, station="desk-1"))
            clerk = desk.picture.rules.clerks[0].number
            desk.does(cmd.SignIn(id=ids[1], window=1, clerk=clerk), ROVER)
            desk.does(cmd.OpenWindow(id=ids[2], window=1), ROVER)
            desk.does(cmd.CallNext(id=ids[3], window=1), ROVER)
        pictures.append(book.picture())
        assert book.verify()[1] == []
    for picture in pictures:
        assert [ticket.number for ticket in picture.tickets.values()] == ["A001"]
    assert pictures[0].rules != pictures[1].rules


# --- Answers ------------------------------------------------------------------------------------------------------------


def test_a_command_sent_again_is_answered_the_same_for_ever(desk: Desk) -> None:
    command = cmd.TakeTicket(id=fresh_id(random.Random(1)), category="A")
    first = desk.does(command, KIOSK)
    assert len(first) == 1
    assert desk.does(command, KIOSK) == first
    with Desk(desk.book, FixedClock(MORNING + timedelta(days=1))) as later:
        assert later.does(command, KIOSK) == first
        assert later.picture.waiting_in("A") == 1


def test_a_command_twice_in_one_group_counts_once(desk: Desk) -> None:
    command = cmd.TakeTicket(id=fresh_id(random.Random(1)), category="A")
    one, two = desk.together([(command, KIOSK), (command, KIOSK)])
    assert one == two
    assert desk.picture.waiting_in("A") == 1


def test_an_answer_without_events_is_an_answer(desk: Desk) -> None:
    command = cmd.ImportSettings(id=fresh_id(random.Random(1)), toml=DISTRICT)
    assert desk.does(command, MANAGER) == ()
    assert desk.does(command, MANAGER) == ()
    assert desk.book.answered(command.id) is not None


def test_an_id_belongs_to_its_sender_and_body(desk: Desk) -> None:
    made = fresh_id(random.Random(1))
    desk.does(cmd.TakeTicket(id=made, category="A"), KIOSK)
    for command, actor in (
        (cmd.TakeTicket(id=made, category="C"), KIOSK),
        (cmd.TakeTicket(id=made, category="A", language="en"), KIOSK),
        (cmd.TakeTicket(id=made, category="A"), Actor(role=Role.KIOSK, station="kiosk-2")),
        (cmd.SignIn(id=made, window=1, clerk="1001"), ROVER),
    ):
        with pytest.raises(Refusal) as refused:
            desk.does(command, actor)
        assert refused.value.code == "command_id_reused"
    assert desk.picture.waiting_in("A") == 1


def test_a_refused_command_is_decided_anew(desk: Desk) -> None:
    command = cmd.OpenWindow(id=fresh_id(random.Random(1)), window=1)
    with pytest.raises(Refusal):
        desk.does(command, ROVER)
    assert desk.book.answered(command.id) is None
    desk.does(cmd.SignIn(id=fresh_id(random.Random(2)), window=1, clerk="1001"), ROVER)
    assert [entry.event.type for entry in desk.does(command, ROVER)] == ["window_opened"]


def test_the_person_at_the_window_stands_in_the_journal(desk: Desk) -> None:
    chance = random.Random(1)
    desk.does(cmd.SignIn(id=fresh_id(chance), window=1, clerk="1001"), ROVER)
    [entry] = desk.does(cmd.OpenWindow(id=fresh_id(chance), window=1), ROVER)
    assert entry.actor == Actor(role=Role.COUNTER, station="rover", person="1001")


# --- Tokens -------------------------------------------------------------------------------------------------------------


def test_a_token_tells_role_and_station_until_it_is_revoked(store: str, open_book: OpenBook) -> None:
    book = open_book()
    token = book.make_token(Role.COUNTER, "counter-3", MORNING)
    assert book.actor_of(token) == Actor(role=Role.COUNTER, station="counter-3")
    assert book.actor_of(token + "x") is None
    assert book.actor_of("") is None
    assert book.make_token(Role.COUNTER, "counter-3", MORNING) != token
    assert open_book("community").actor_of(token) is None, "another hall's token opens the door"
    engine = open_engine(store)
    with engine.begin() as connection:
        kept = connection.execute(text("select * from tokens")).all()
        assert token not in str(kept), "the book can give a token away"
        connection.execute(update(schema.tokens).values(revoked_at=MORNING))
    engine.dispose()
    assert book.actor_of(token) is None


# --- Schema -------------------------------------------------------------------------------------------------------------


def test_the_migrations_make_exactly_the_schema(store: str, book: Book) -> None:
    engine = open_engine(store)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, schema.metadata) == []
        assert _constraints(connection) == _declared(connection.dialect.name)
    migrate(engine)  # A second run finds nothing to do.
    engine.dispose()


def _declared(dialect: str) -> dict[str, set[str]]:
    """Names of the CHECK constraints, which Alembic does not compare, by table."""
    return {
        table.name: {
            str(c.name)
            for c in table.constraints
            if isinstance(c, CheckConstraint) and not getattr(c, "_type_bound", 0)
        }
        for table in schema.metadata.tables.values()
    }


def _constraints(connection: Connection) -> dict[str, set[str]]:
    inspector = inspect(connection)
    return {table: {c["name"] for c in inspector.get_check_constraints(table)} for table in schema.metadata.tables}


def test_hall_is_in_every_key(store: str) -> None:
    """Invariant 9, by construction."""
    for table in schema.metadata.tables.values():
        if table.name != "tokens":  # A token is unique in the world; its row says which hall it opens.
            assert "hall" in table.primary_key.columns, table.name
        for index in table.indexes:
            assert "hall" in index.columns, index.name


# --- Checking the book --------------------------------------------------------------------------------------------------

_OTHER = {"id": "'new'", "number": "'A777'", "order": "900"}
_COPIED = ", ".join(_OTHER.get(column.name, f'"{column.name}"') for column in schema.tickets.c)
DAMAGE = {
    "a changed text": "update journal set text = replace(text, 'zh-CN', 'en') where seq = 3",
    "a changed text with all else": "update journal set text = replace(text, 'A001', 'A002') where seq = 3",
    "a missing entry": "delete from journal where seq = 4",
    "the last entry gone": "delete from journal where seq = (select max(seq) from journal)",
    "a forged hash": "update journal set hash = before where seq = 5",
    "a ticket moved in line": 'update tickets set "order" = "order" + 100 where number = \'A001\'',
    "a ticket removed": "delete from tickets where number = 'A002'",
    "a ticket added": f"insert into tickets select {_COPIED} from tickets where number = 'A002'",
    "a counter set back": "update series set last = 0",
    "a grade changed": "update ratings set grade = 5",
    "a rating removed": "delete from ratings",
    "other reasons": "update rating_reasons set reasons = 'other'",
    "reasons removed": "delete from rating_reasons",
    "a clerk put at a window": "update windows set clerk = '1020' where number = 20",
    "a device said to be well": "update devices set state = 'ok'",
    "a device forgotten": "delete from devices",
    "a number without paper forgotten": "delete from unprinted",
    "the head moved": "update halls set seq = seq - 1",
    "yesterday's service changed": "update services set clerk = '1002' where number = 'A001'",
    "yesterday's counter changed": "update series set last = last + 1 where last = 3",
    "old settings changed": "update settings set text = replace(text, 'Asia/Shanghai', 'Asia/Tokyo') where version = 1",
}


DAMAGE_ASIDE = {
    "a hold made longer": "update tickets set due_at = taken_at where state = 'held'",
    "a held ticket given to another window": "update tickets set to_window = 3 where state = 'held'",
    "a no-show that comes back later": "update tickets set due_at = taken_at where state = 'missed'",
    "no-shows forgotten": "update tickets set no_shows = 0 where state = 'missed'",
    "a choice made for somebody": "update tickets set carry = 'within_24h' where state = 'carried'",
    "a booked time forgotten": "delete from appointments",
    "a booked time moved": "update appointments set category = 'C'",
    "a visit cut in two": "update tickets set about = replace(about, 'visit', 'agent') where about like '%visit%'",
    "a visit hidden from its seal": "update tickets set visit = null where visit is not null",
    "an interpreter who was not there": "update tickets set interpreter = 'line' where \"window\" is not null",
    "calling not over after all": "update halls set ended_at = null",
}
"""To who is held, missed, carried, interpreted for, booked, and to visits."""


def aside_and_away(desk: Desk, chance: random.Random) -> None:
    """One held, one missed, one carried, one called with an interpreter, two of one visit, one booked time."""
    settings = MINUTES_SIGNING.replace("recalls = 1", "recalls = 0").replace("after_s = 60", "after_s = 0")
    desk.does(cmd.ImportSettings(id=fresh_id(chance), toml=settings), MANAGER)
    window = 2
    desk.does(cmd.SignIn(id=fresh_id(chance), window=window, clerk="1002"), ROVER)
    desk.does(cmd.OpenWindow(id=fresh_id(chance), window=window), ROVER)
    for kind in (cmd.Hold, cmd.NoShow):
        desk.does(cmd.CallNext(id=fresh_id(chance), window=window), ROVER)
        desk.does(kind(id=fresh_id(chance), window=window), ROVER)
    first = cmd.TakeTicket(id=fresh_id(chance), category="A", interpreter="csl")
    desk.does(first, KIOSK)
    desk.does(cmd.CallNext(id=fresh_id(chance), window=window), ROVER)
    desk.does(cmd.TakeTicket(id=fresh_id(chance), category="C", visit=first.id), KIOSK)
    desk.does(cmd.Book(id=fresh_id(chance), category="A", at=MORNING + timedelta(days=1)), DESK)
    desk.does(cmd.EndCalling(id=fresh_id(chance), day=DAY), HALL)
    going = next(t.id for t in desk.picture.tickets.values() if t.category == "C" and t.visit is None)
    desk.does(cmd.ChooseCarry(id=fresh_id(chance), ticket=going, choice="carry"), DESK)


@pytest.mark.parametrize("damage", [*DAMAGE.values(), *DAMAGE_ASIDE.values()], ids=[*DAMAGE, *DAMAGE_ASIDE])
def test_damage_is_found(store: str, book: Book, damage: str, request: pytest.FixtureRequest) -> None:
    chance = random.Random(1)
    with Desk(book) as desk:
        desk.opens()
        for _ in range(3):
            desk.does(cmd.TakeTicket(id=fresh_id(chance), category="A"), KIOSK)
        desk.does(cmd.SignIn(id=fresh_id(chance), window=1, clerk="1001"), ROVER)
        desk.does(cmd.OpenWindow(id=fresh_id(chance), window=1), ROVER)
        desk.does(cmd.CallNext(id=fresh_id(chance), window=1), ROVER)
        start = cmd.Start(id=fresh_id(chance), window=1)
        desk.does(start, ROVER)
        desk.does(cmd.Finish(id=fresh_id(chance), window=1), ROVER)
        desk.does(cmd.Rate(id=fresh_id(chance), service=start.id, grade=2), ROVER)
        if "reasons" in request.node.callspec.id:
            desk.does(cmd.GiveReasons(id=fresh_id(chance), service=start.id, reasons=("time", "place")), ROVER)
        newer = DISTRICT.replace("after_s = 60", "after_s = 90")
        desk.does(cmd.ImportSettings(id=fresh_id(chance), toml=newer), MANAGER)
        report = cmd.ReportDevice(id=fresh_id(chance), device="p", kind=DeviceKind.PRINTER, state=DeviceState.OUT)
        desk.does(report, KIOSK)
        [failed] = [ticket.id for ticket in desk.picture.tickets.values() if ticket.number == "A003"]
        desk.does(cmd.ReportSlip(id=fresh_id(chance), ticket=failed, printed=False, fault="paper_out"), KIOSK)
        if "day" in request.node.callspec.id:
            desk.does(cmd.OpenDay(id=fresh_id(chance), day=DAY + timedelta(days=1)), HALL)
            desk.does(cmd.TakeTicket(id=fresh_id(chance), category="A"), KIOSK)
        desk.clock.advance(10)
        desk.does(cmd.TakeTicket(id=fresh_id(chance), category="C"), KIOSK)
        if damage in DAMAGE_ASIDE.values():
            aside_and_away(desk, chance)
    assert book.verify()[1] == []
    engine = open_engine(store)
    with engine.begin() as connection:
        assert connection.execute(text(damage)).rowcount >= 1, "nothing was damaged"
    engine.dispose()
    wrong = book.verify()[1]
    assert wrong
    assert all(wrong)


def test_a_ticket_keeps_its_item_and_forgets_one_that_the_catalogue_lost(open_book: OpenBook) -> None:
    chance = random.Random(5)
    book = open_book()
    with Desk(book) as desk:
        desk.opens()
        for item in ("1001", "lost"):
            take = cmd.TakeTicket(id=fresh_id(chance), category="A", item=item, party="enterprise")
            desk.together([(take, KIOSK)])
    kept = {ticket.known.item for ticket in book.picture().tickets.values()}
    assert kept == {"1001", None}
    assert {ticket.known.party for ticket in book.picture().tickets.values()} == {"enterprise"}

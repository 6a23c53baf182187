"""What visitors write, on either engine: stored with its events or not at all, read back, gone with its reference."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable

import pytest
from sqlalchemy import text

from hall.enclosed import opened
from hall.store.book import Book
from hall.store.engine import open_engine
from shared import commands as cmd
from shared.errors import Refusal
from shared.heard import MOST_COMPLAINTS
from shared.tickets import Actor, Role
from tests.book import KIOSK, MANAGER, fresh_id
from tests.desk import Desk

OpenBook = Callable[..., Book]
CHANCE = random.Random(7)
WORDS, CONTACT = "三号窗口说话难听", "0571-00000000"


@pytest.fixture
def ticket(desk: Desk) -> str:
    """A ticket with a page."""
    made = fresh_id(CHANCE)
    hashed = hashlib.sha256(made.encode()).hexdigest()
    desk.opens().does(cmd.TakeTicket(id=made, category="A", token_hash=hashed), KIOSK)
    return made


def complaint(ticket: str, words: str = WORDS) -> tuple[cmd.LodgeComplaint, Actor]:
    made = cmd.LodgeComplaint(id=fresh_id(CHANCE), ticket=ticket, words=words, contact=CONTACT)
    return made, Actor(role=Role.VISITOR, station=ticket)


def seals(book: Book) -> int:
    engine = open_engine(book.url)
    try:
        with engine.connect() as connection:
            return int(connection.execute(text("select count(*) from sealed_texts")).scalar_one())
    finally:
        engine.dispose()


def test_words_are_read_back_and_wiped_with_their_reference(desk: Desk, open_book: OpenBook, ticket: str) -> None:
    command, visitor = complaint(ticket)
    desk.does(command, visitor)
    other = open_book()  # A second service, or this one after a night.
    sealed = other.sealed_text(command.id)
    assert sealed is not None
    assert opened(other.vault, sealed) == {"words": WORDS, "contact": CONTACT}
    assert other.picture() == desk.picture
    assert other.verify()[1] == []
    desk.does(cmd.WipeText(id=fresh_id(CHANCE), text=command.id), MANAGER)
    assert other.sealed_text(command.id) is None
    assert seals(other) == 0
    assert other.verify()[1] == []


def test_sent_again_it_is_the_same_complaint_and_other_words_change_nothing(desk: Desk, ticket: str) -> None:
    command, visitor = complaint(ticket)
    first = desk.does(command, visitor)
    changed = cmd.LodgeComplaint(id=command.id, ticket=ticket, words="something else", contact=CONTACT)
    assert desk.does(command, visitor) == first
    assert desk.does(changed, visitor) == first, "words are not hashed: the command's id alone is its name"
    sealed = desk.book.sealed_text(command.id)
    assert sealed is not None
    assert opened(desk.book.vault, sealed)["words"] == WORDS
    assert seals(desk.book) == 1


def test_of_a_group_only_what_was_accepted_leaves_words(desk: Desk, ticket: str) -> None:
    """Four at once, one of them twice: three are accepted, the fourth is refused and stores no word."""
    asked = [complaint(ticket, f"complaint {number}") for number in range(MOST_COMPLAINTS + 1)]
    answers = desk.together([asked[0], *asked])
    assert answers[-1] == "complaints_enough"
    assert not any(isinstance(answer, str) for answer in answers[:-1])
    assert seals(desk.book) == MOST_COMPLAINTS == len(desk.picture.texts)
    assert desk.book.sealed_text(asked[-1][0].id) is None
    assert desk.book.verify()[1] == []


def test_a_reference_without_its_words_meets_the_seal(desk: Desk, ticket: str) -> None:
    """Whatever a rule believes: neither engine keeps a reference to nothing."""
    command, visitor = complaint(ticket)
    job = desk.job(command, visitor)
    job.sealed = None
    desk.writer.submit(job)
    with pytest.raises(Refusal) as refused:
        job.answer.result(30)
    assert refused.value.code == "store_failed"
    assert desk.picture.texts == {}
    assert desk.book.verify()[1] == []

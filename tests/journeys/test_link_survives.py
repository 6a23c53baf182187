"""A station's link against a real service: follows, survives, never doubles."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from shared import commands as cmd
from shared.errors import Refusal
from shared.fold import fold, tick
from shared.link import Link
from shared.messages import EntryArrived, LinkChanged, LinkState, Message, PictureArrived, Ticked, Unanswered, new_id
from shared.picture import Picture
from shared.tickets import Role
from tests.journeys.halls import HallProcess
from tinghao.places import SAMPLE

PATIENCE_S = 40


@pytest.fixture
def own(tmp_path: Path) -> Iterator[HallProcess]:
    """A hall that a test may kill."""
    with HallProcess(f"sqlite:///{tmp_path / 'hall.db'}", SAMPLE) as running:
        yield running


class Heard:
    """What a link said, folded as a station does."""

    def __init__(self) -> None:
        self._said: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self.picture = Picture("")
        self.seqs: list[int] = []
        self.late: list[bool] = []

    def listen(self, message: Message) -> None:
        self._said.put(message)

    def until(self, wanted: Callable[[Message], bool]) -> Message:
        ends = time.monotonic() + PATIENCE_S
        while True:
            message = self._said.get(timeout=max(0.01, ends - time.monotonic()))
            self._take(message)
            if wanted(message):
                return message

    def _take(self, message: Message) -> None:
        match message:
            case PictureArrived(picture=picture):
                self.picture = picture
            case EntryArrived(entry=entry, late=late):
                fold(self.picture, entry)
                self.seqs.append(entry.seq)
                self.late.append(late)
            case Ticked(seq=seq):
                tick(self.picture, seq)
                self.seqs.append(seq)


def state(wanted: LinkState) -> Callable[[Message], bool]:
    return lambda message: isinstance(message, LinkChanged) and message.state is wanted


def at(seq: int) -> Callable[[Message], bool]:
    return lambda message: isinstance(message, EntryArrived) and message.entry.seq == seq


def take(link: Link) -> int:
    return link.send(cmd.TakeTicket(id=new_id(), category="D"), PATIENCE_S).result().entries[-1].seq


def test_a_station_that_lost_the_hall_comes_back_with_every_event_once(own: HallProcess) -> None:
    heard = Heard()
    manager = Link(where=lambda: own.url, listener=heard.listen, token=own.token(Role.MANAGER, "m"))
    kiosk = Link(where=lambda: own.url, listener=lambda _: None, token=own.token(Role.KIOSK, "kiosk-1"))
    manager.start()
    try:
        heard.until(state(LinkState.CURRENT))
        first = take(kiosk)
        heard.until(at(first))
        own.kill()
        lost = heard.until(state(LinkState.LOST))
        assert isinstance(lost, LinkChanged)
        assert lost.since is not None, "a screen says since when it is not current"
        own.start()
        last = [take(kiosk) for _ in range(3)][-1]
        heard.until(at(last))
        assert heard.seqs == list(range(heard.seqs[0], last + 1))
        assert not any(heard.late), "what happened just now may be spoken"
        book = own.book()
        assert heard.picture.tables() == book.picture().tables() or heard.picture.role is Role.MANAGER
        assert heard.picture.tickets == book.picture().tickets
        book.close()
    finally:
        manager.stop()
        kiosk.stop()


def test_a_new_book_under_the_same_address_gives_a_new_picture(tmp_path: Path) -> None:
    heard = Heard()
    first = HallProcess(f"sqlite:///{tmp_path / 'first.db'}", SAMPLE)
    first.start()
    link = Link(where=lambda: first.url, listener=heard.listen)
    link.start()
    try:
        heard.until(state(LinkState.CURRENT))
        first.stop()
        second = HallProcess(f"sqlite:///{tmp_path / 'second.db'}", SAMPLE)
        second.port = first.port
        with second:
            arrived = heard.until(lambda message: isinstance(message, PictureArrived))
            assert isinstance(arrived, PictureArrived)
            book = second.book()
            assert arrived.book == book.id
            book.close()
    finally:
        link.stop()


def test_a_wrong_token_is_said_not_retried_in_silence(hall: HallProcess) -> None:
    heard = Heard()
    link = Link(where=lambda: hall.url, listener=heard.listen, token="wrong")
    link.start()
    try:
        refused = heard.until(state(LinkState.REFUSED))
        assert isinstance(refused, LinkChanged)
        assert refused.why == "no_token"
        with pytest.raises(Refusal, match="token"):
            link.send(cmd.TakeTicket(id=new_id(), category="A")).result()
    finally:
        link.stop()


def test_without_a_hall_a_command_ends_unanswered_and_its_id_stays_good(own: HallProcess) -> None:
    link = Link(where=lambda: own.url, listener=lambda _: None, token=own.token(Role.KIOSK, "kiosk-1"))
    command = cmd.TakeTicket(id=new_id(), category="A")
    try:
        own.stop()
        with pytest.raises(Unanswered):
            link.send(command, deadline_s=1).result()
        own.start()
        answers = {link.send(command, PATIENCE_S).result() for _ in range(3)}
        assert len(answers) == 1, "one ticket, however often it is asked for"
    finally:
        link.stop()

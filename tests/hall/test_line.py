"""A station's line to the hall when the line is bad: cut, mended, deaf, and what may be spoken when it is back."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import TimeoutError as StillWaiting
from datetime import timedelta
from pathlib import Path

import pytest

from hall.run import run_hall
from hall.store.book import Book
from shared import commands as cmd
from shared.clock import FixedClock
from shared.link import Link
from shared.messages import Answer, EntryArrived, LinkChanged, LinkState, Message, PictureArrived, Unanswered, new_id
from shared.tickets import Role
from tests.book import DISTRICT, MORNING
from tests.hall.asking import WAIT_S, make_tokens
from tests.relay import Relay


class Station:
    """A link and what it said."""

    def __init__(self, relay: Relay, token: str | None = None) -> None:
        self.said: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self.link = Link(where=lambda: relay.url, listener=self.said.put, token=token)
        self.link.start()

    def hears(self, wanted: Callable[[Message], bool]) -> Message:
        ends = time.monotonic() + WAIT_S
        while True:
            message = self.said.get(timeout=max(0.01, ends - time.monotonic()))
            if wanted(message):
                return message

    def is_in(self, state: LinkState) -> LinkChanged:
        message = self.hears(lambda m: isinstance(m, LinkChanged) and m.state is state)
        assert isinstance(message, LinkChanged)
        return message

    def call(self, number: str) -> EntryArrived:
        message = self.hears(
            lambda m: (
                isinstance(m, EntryArrived) and m.entry.event.type == "ticket_called" and m.entry.event.number == number
            )
        )
        assert isinstance(message, EntryArrived)
        return message


class ClockedHall:
    """A service in a thread of this process, on a clock that the test sets."""

    def __init__(self, store: str) -> None:
        self.clock = FixedClock(MORNING)
        self.store = store
        self._ready: queue.SimpleQueue[tuple[int, Callable[[], None]]] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="hall")
        self._thread.start()
        self.port, self._stop = self._ready.get(timeout=WAIT_S)

    def stop(self) -> None:
        self._stop()
        self._thread.join(WAIT_S)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        run_hall(
            store=self.store,
            hall="district",
            clock=self.clock,
            host="127.0.0.1",
            port=0,
            settings_toml=DISTRICT,
            announce=False,
            ready=lambda port, stop: self._ready.put((port, stop)),
        )


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[ClockedHall]:
    running = ClockedHall(f"sqlite:///{tmp_path / 'hall.db'}")
    yield running
    running.stop()


@pytest.fixture
def tokens(hall: ClockedHall) -> list[str]:
    return make_tokens(hall.store, "district", [(Role.KIOSK, "kiosk-1"), (Role.COUNTER, "rover")])


@pytest.fixture
def relay(hall: ClockedHall) -> Iterator[Relay]:
    with Relay(hall.port) as relay:
        yield relay


@pytest.fixture
def sure(hall: ClockedHall, tokens: list[str]) -> Iterator[tuple[Link, Link]]:
    """A kiosk and a counter whose own lines are good."""
    links = [Link(where=lambda: f"http://127.0.0.1:{hall.port}", listener=lambda m: None, token=t) for t in tokens]
    yield links[0], links[1]
    for link in links:
        link.stop()


def done(link: Link, command: cmd.Command) -> Answer:
    return link.send(command).result(WAIT_S)


def test_calls_made_while_the_station_was_away_are_late_and_those_of_just_now_are_not(
    hall: ClockedHall, relay: Relay, sure: tuple[Link, Link]
) -> None:
    kiosk, counter = sure
    board = Station(relay)
    try:
        board.is_in(LinkState.CURRENT)
        done(counter, cmd.SignIn(id=new_id(), window=1, clerk="1001"))
        done(counter, cmd.OpenWindow(id=new_id(), window=1))

        def calls_next() -> None:
            done(kiosk, cmd.TakeTicket(id=new_id(), category="A"))
            done(counter, cmd.CallNext(id=new_id(), window=1))

        def finishes() -> None:
            done(counter, cmd.Start(id=new_id(), window=1))
            done(counter, cmd.Finish(id=new_id(), window=1))

        calls_next()
        assert not board.call("A001").late
        finishes()
        relay.cut()
        lost = board.is_in(LinkState.LOST)
        assert lost.since is not None
        calls_next()
        hall.clock.advance(31)
        finishes()
        calls_next()
        relay.mend()
        assert board.call("A002").late, "an old call must not be spoken"
        assert not board.call("A003").late, "a call of just now must be"
        board.is_in(LinkState.CURRENT)
        finishes()
        # However old by the hall's clock: what comes on a line that is current is not late.
        hall.clock.advance(timedelta(minutes=5).total_seconds())
        calls_next()
        assert not board.call("A004").late
    finally:
        board.link.stop()


def test_a_take_whose_answer_was_lost_is_one_ticket(
    hall: ClockedHall, relay: Relay, tokens: list[str], sure: tuple[Link, Link]
) -> None:
    kiosk = Link(where=lambda: relay.url, listener=lambda m: None, token=tokens[0])
    command = cmd.TakeTicket(id=new_id(), category="C")
    try:
        relay.deafen()
        asked = kiosk.send(command, deadline_s=WAIT_S)
        assert relay.swallowed.wait(WAIT_S)
        with pytest.raises(StillWaiting):
            asked.result(0.1)
        relay.mend()
        [entry] = asked.result(WAIT_S).entries
        assert entry.event.number == "C001"  # type: ignore[union-attr]
        # In doubt for good: never answered, yet its id stays good.
        relay.deafen()
        doubtful = cmd.TakeTicket(id=new_id(), category="C")
        with pytest.raises(Unanswered):
            kiosk.send(doubtful, deadline_s=1).result(WAIT_S)
        relay.mend()
        [entry] = done(kiosk, doubtful).entries
        assert entry.event.number == "C002"  # type: ignore[union-attr]
        assert done(sure[0], doubtful).entries == (entry,), "the same answer by another line"
    finally:
        kiosk.stop()
    book = Book(hall.store, "district")
    assert book.picture().waiting_in("C") == 2
    book.close()


def test_a_flickering_line_gives_every_entry_once(
    hall: ClockedHall, relay: Relay, tokens: list[str], sure: tuple[Link, Link]
) -> None:
    counter = Station(relay, tokens[1])
    try:
        counter.is_in(LinkState.CURRENT)
        numbers = []
        for round_ in range(3):
            relay.cut()
            done(sure[0], cmd.TakeTicket(id=new_id(), category="F"))
            relay.mend()
            for _ in range(5):
                done(sure[0], cmd.TakeTicket(id=new_id(), category="F"))
            last = 6 * (round_ + 1)
            while not numbers or numbers[-1] != f"F{last:03d}":
                message = counter.said.get(timeout=WAIT_S)
                assert not isinstance(message, PictureArrived), "the line was resumed, no picture was needed"
                if isinstance(message, EntryArrived):
                    numbers.append(message.entry.event.number)  # type: ignore[union-attr]
        assert numbers == [f"F{n:03d}" for n in range(1, 19)]
    finally:
        counter.link.stop()


def test_a_link_that_stops_leaves_no_command_without_an_end(relay: Relay, tokens: list[str]) -> None:
    link = Link(where=lambda: relay.url, listener=lambda m: None, token=tokens[0], senders=1)
    relay.cut()
    waiting = [link.send(cmd.TakeTicket(id=new_id(), category="A"), deadline_s=WAIT_S) for _ in range(5)]
    link.stop()
    for asked in waiting:
        assert asked.cancelled() or isinstance(asked.exception(WAIT_S), Unanswered)

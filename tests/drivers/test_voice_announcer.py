"""The order of announcements, and the announcer that keeps a voice busy."""

from __future__ import annotations

import threading
from array import array
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from drivers.voice.announcer import NEWS, PATIENCE, AnnouncementQueue, Announcer, Call, Waiting
from drivers.voice.clips import ClipFolder
from drivers.voice.outputs import NullOutput
from drivers.voice.player import Speaker
from shared.errors import DeviceFault

START = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)
TIMEOUT_S = 30


class Hands:
    """A clock moved by hand."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def queue(clock: Hands) -> AnnouncementQueue:
    return AnnouncementQueue(clock)


def call(ticket: str, window: int = 1, at: datetime = START) -> Call:
    return Call(ticket, ticket, window, "zh-CN", at)


def drained(queue: AnnouncementQueue) -> list[tuple[str, int, bool]]:
    out = []
    while (waiting := queue.pop()) is not None:
        out.append((waiting.call.ticket_id, waiting.call.window, waiting.recall))
    return out


def test_first_calls_in_order_and_recalls_after_them(queue: AnnouncementQueue):
    queue.push(call("A001"))
    queue.push(call("B001"), recall=True)
    queue.push(call("C001"))
    queue.push(call("D001"), recall=True)
    queue.push(call("A002"))
    assert [ticket for ticket, _, _ in drained(queue)] == ["A001", "C001", "A002", "B001", "D001"]


def test_a_number_that_waits_twice_is_spoken_once_with_its_newest_window(queue: AnnouncementQueue):
    queue.push(call("A001", 1))
    queue.push(call("B001", 2))
    queue.push(call("A001", 9))
    assert drained(queue) == [("A001", 9, False), ("B001", 2, False)]


def test_a_first_call_recalled_before_it_is_spoken_stays_a_first_call(queue: AnnouncementQueue):
    queue.push(call("A001"))
    queue.push(call("A001"), recall=True)
    assert drained(queue) == [("A001", 1, False)]


def test_a_recalled_ticket_called_anew_queues_with_the_first_calls(queue: AnnouncementQueue):
    queue.push(call("A001"), recall=True)
    queue.push(call("B001"))
    queue.push(call("A001", 5))
    assert drained(queue) == [("B001", 1, False), ("A001", 5, False)]


def test_a_withdrawn_call_is_not_spoken(queue: AnnouncementQueue):
    queue.push(call("A001"))
    queue.push(call("B001"))
    assert queue.withdrawn("A001")
    assert not queue.withdrawn("A001")
    assert drained(queue) == [("B001", 1, False)]


def test_an_old_call_is_shown_never_spoken(queue: AnnouncementQueue, clock: Hands):
    clock.now = START + NEWS
    assert queue.push(call("A001"))
    clock.now += timedelta(milliseconds=1)
    assert not queue.push(call("B001"))
    assert drained(queue) == [("A001", 1, False)]


def test_a_call_that_grew_old_in_the_queue_is_still_spoken(queue: AnnouncementQueue, clock: Hands):
    queue.push(call("A001"))
    clock.now += 10 * NEWS
    assert drained(queue) == [("A001", 1, False)]


def test_a_busy_hall_cannot_silence_a_recall_for_ever(queue: AnnouncementQueue, clock: Hands):
    queue.push(call("A001"), recall=True)
    clock.now = START + PATIENCE
    queue.push(call("B001", at=clock.now))
    assert [ticket for ticket, _, _ in drained(queue)] == ["A001", "B001"]


class QueueMachine(RuleBasedStateMachine):
    """Whatever comes in whatever order: nothing lost, nothing twice, first calls first, nothing withdrawn spoken."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Hands()
        self.queue = AnnouncementQueue(self.clock)
        self.owed: dict[str, tuple[int, bool, datetime]] = {}

    @rule(ticket=st.sampled_from("ABCDE"), window=st.integers(1, 20), recall=st.booleans(), age=st.integers(0, 60))
    def push(self, ticket: str, window: int, recall: bool, age: int) -> None:
        accepted = self.queue.push(call(ticket, window, self.clock.now - timedelta(seconds=age)), recall)
        assert accepted == (age <= 30)
        if not accepted:
            return
        before = self.owed.get(ticket)
        if before is not None and (before[1] == recall or not before[1]):
            self.owed[ticket] = (window, before[1], before[2])
        else:
            self.owed.pop(ticket, None)
            self.owed[ticket] = (window, recall, self.clock.now)

    @rule(ticket=st.sampled_from("ABCDE"))
    def withdraw(self, ticket: str) -> None:
        assert self.queue.withdrawn(ticket) == (self.owed.pop(ticket, None) is not None)

    @rule(seconds=st.integers(0, 40))
    def time_passes(self, seconds: int) -> None:
        self.clock.now += timedelta(seconds=seconds)

    @rule()
    def pop(self) -> None:
        waiting = self.queue.pop()
        if waiting is None:
            assert not self.owed
            return
        ticket = waiting.call.ticket_id
        window, recall, since = self.owed.pop(ticket)
        assert (waiting.call.window, waiting.recall) == (window, recall)
        firsts = [other for other, (_, again, _) in self.owed.items() if not again]
        if recall and firsts:
            assert self.clock.now - since >= PATIENCE
        elsewhere = [at for _, again, at in self.owed.values() if again == recall]
        assert all(at >= since for at in elsewhere)

    @invariant()
    def as_many_as_owed(self) -> None:
        assert len(self.queue) == len(self.owed)


TestQueueMachine = QueueMachine.TestCase


class Gate(NullOutput):
    """An output whose announcements last until the test says so."""

    def __init__(self) -> None:
        self._open = threading.Semaphore(0)

    def play(self, samples: array[int], stop: threading.Event) -> None:
        assert self._open.acquire(timeout=TIMEOUT_S)

    def let_one_end(self) -> None:
        self._open.release()


class Hall:
    """An announcer with its voice, and what was said."""

    def __init__(self, tmp_path: Path, clock: Hands, pause_s: float = 0) -> None:
        self.said: list[tuple[str, int]] = []
        self.gate = Gate()
        self.faults: list[DeviceFault] = []
        self.speaker = Speaker(ClipFolder(tmp_path), self.gate, self.faults.append, pause_s=pause_s)
        self.announcer = Announcer(AnnouncementQueue(clock), self.speaker, self._start, self._end)
        self._started = threading.Semaphore(0)
        self._ended = threading.Semaphore(0)

    def _start(self, call: Call) -> None:
        self.said.append((call.ticket_id, call.window))
        self._started.release()

    def _end(self, call: Call) -> None:
        self._ended.release()

    def until_started(self) -> None:
        assert self._started.acquire(timeout=TIMEOUT_S)

    def until_ended(self) -> None:
        self.gate.let_one_end()
        assert self._ended.acquire(timeout=TIMEOUT_S)


@pytest.fixture
def hall(tmp_path: Path, clock: Hands):
    hall = Hall(tmp_path, clock)
    yield hall
    for _ in range(5):
        hall.gate.let_one_end()
    hall.speaker.close()


def test_calls_that_come_while_one_is_spoken_follow_by_the_rule(hall: Hall):
    hall.announcer.call(call("A001"))
    hall.until_started()
    hall.announcer.call(call("B001"), recall=True)
    hall.announcer.call(call("C001"))
    hall.announcer.call(call("D001"))
    assert hall.announcer.withdraw("C001")
    for _ in range(2):
        hall.until_ended()
        hall.until_started()
    assert [ticket for ticket, _ in hall.said] == ["A001", "D001", "B001"]


def test_a_sentence_that_has_begun_is_said_to_its_end(hall: Hall):
    hall.announcer.call(call("A001"))
    hall.until_started()
    assert not hall.announcer.withdraw("A001")
    hall.announcer.call(call("B001"))
    assert hall.said == [("A001", 1)]
    hall.until_ended()
    hall.until_started()
    assert hall.said == [("A001", 1), ("B001", 1)]


def test_a_recall_while_the_number_is_spoken_is_spoken_after_it_and_can_be_withdrawn_alone(hall: Hall):
    hall.announcer.call(call("A001"))
    hall.until_started()
    hall.announcer.call(call("A001"), recall=True)
    assert hall.announcer.withdraw("A001")
    hall.announcer.call(call("B001"))
    hall.until_ended()
    hall.until_started()
    assert hall.said == [("A001", 1), ("B001", 1)]


def test_what_waits_out_the_pause_can_still_be_withdrawn_or_sent_elsewhere(tmp_path: Path, clock: Hands):
    hall = Hall(tmp_path, clock)
    hall.speaker.close()
    # A voice that never begins stands for the pause between two announcements.
    hall.speaker.say([])
    hall.announcer.call(call("A001", 1))
    hall.announcer.call(call("A001", 2))
    assert hall.announcer.withdraw("A001")
    assert not hall.announcer.withdraw("A001")
    assert hall.said == []


def test_a_call_sent_elsewhere_during_the_pause_is_spoken_once_with_the_newer_window(tmp_path: Path, clock: Hands):
    hall = Hall(tmp_path, clock, pause_s=2)
    hall.announcer.call(call("A001", 1))
    hall.announcer.call(call("B001", 1))
    hall.until_started()
    hall.until_ended()
    hall.announcer.call(call("B001", 7))
    hall.announcer.call(call("C001", 1))
    for _ in range(2):
        hall.until_started()
        hall.until_ended()
    hall.speaker.close()
    assert hall.said == [("A001", 1), ("B001", 7), ("C001", 1)]


def test_a_call_that_cannot_be_said_is_refused_and_blocks_nobody(hall: Hall):
    with pytest.raises(ValueError, match="window 0"):
        hall.announcer.call(call("A001", 0))
    hall.announcer.call(call("B001"))
    hall.until_started()
    assert hall.said == [("B001", 1)]


def test_an_old_call_reaches_no_voice(hall: Hall):
    assert not hall.announcer.call(call("A001", at=START - timedelta(seconds=31)))
    assert hall.announcer.call(call("B001"))
    hall.until_started()
    assert hall.said == [("B001", 1)]


def test_put_back_goes_before_the_others_of_its_kind(queue: AnnouncementQueue):
    queue.push(call("B001"))
    queue.put_back(Waiting(call("A001"), False, START))
    assert drained(queue) == [("A001", 1, False), ("B001", 1, False)]

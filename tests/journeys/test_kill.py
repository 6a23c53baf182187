"""Power loss at any moment: what was answered is there, what was retried counts once (invariant 3)."""

from __future__ import annotations

import os
import random
import threading
import time
from collections import Counter
from concurrent.futures import Future
from datetime import date
from pathlib import Path

from shared.commands import Command
from shared.events import ServiceFinished, TicketTaken
from shared.link import Link
from shared.messages import Answer
from shared.tickets import Role
from shared.wire import encode_entry
from tests.journeys.days import write_log
from tests.journeys.halls import HallProcess
from tinghao.replay.drive import Driver
from tinghao.replay.log import Row, read_day
from tinghao.replay.site import settings_toml

KILLS = int(os.environ.get("TINGHAO_KILLS", "8"))
"""How often the service is killed; the issue of the first visit asks for 50, which takes some minutes."""
TICKETS = 25 * KILLS


class RecordingLink(Link):
    """Keeps each command with the answer it got."""

    def __init__(self, url: str, token: str) -> None:
        super().__init__(where=lambda: url, listener=lambda message: None, token=token)
        self.answered: list[tuple[Command, Answer]] = []

    def send(self, command: Command, deadline_s: float = 10.0) -> Future[Answer]:
        future = super().send(command, deadline_s)
        future.add_done_callback(lambda done: self._keep(command, done))
        return future

    def _keep(self, command: Command, done: Future[Answer]) -> None:
        if done.exception() is None:
            self.answered.append((command, done.result()))


def test_killed_at_random_moments_of_a_replay_nothing_answered_is_lost(tmp_path: Path) -> None:
    rows = read_rows(tmp_path, TICKETS)
    config = tmp_path / "replay.toml"
    config.write_text(settings_toml(rows, "OFFICE", "replay", "UTC"), encoding="utf-8")
    hall = HallProcess(f"sqlite:///{tmp_path / 'hall.db'}", config)
    with hall:
        links = [RecordingLink(hall.url, hall.token(role, f"t-{role}")) for role in (Role.KIOSK, Role.COUNTER)]
        driver = Driver(rows, *links)
        played = threading.Thread(target=lambda: driver.run(_a_little_slower, lambda: None))
        played.start()
        kills = _kill_while(played, hall)
        played.join(timeout=300)
        assert not played.is_alive()
    assert kills == KILLS, "the replay was over before the last kill: give it more tickets"
    assert driver.refusals == []
    answered = [pair for link in links for pair in link.answered]
    for link in links:
        link.stop()
    _check_the_book(hall, answered)


def _a_little_slower(_second: int) -> None:
    time.sleep(0.02)


def _kill_while(played: threading.Thread, hall: HallProcess) -> int:
    chance, kills = random.Random(7), 0
    while played.is_alive() and kills < KILLS:
        time.sleep(chance.uniform(0.05, 0.8))
        if played.is_alive():
            hall.kill()
            hall.start()
            kills += 1
    return kills


def _check_the_book(hall: HallProcess, answered: list[tuple[Command, Answer]]) -> None:
    book = hall.book()
    try:
        count, wrong = book.verify()
        assert wrong == []
        entries = [entry for after in range(0, count, 1000) for entry in book.entries(after)]
    finally:
        book.close()
    lines = {entry.seq: encode_entry(entry) for entry in entries}
    for command, answer in answered:
        for entry in answer.entries:
            assert lines[entry.seq] == encode_entry(entry), f"{command.type} was answered, the book says otherwise"
    effects = Counter(entry.command for entry in entries if isinstance(entry.event, TicketTaken))
    assert set(effects.values()) == {1}, "a command that was tried again counts once"
    assert len(effects) == TICKETS
    assert len({e.event.ticket for e in entries if isinstance(e.event, ServiceFinished)}) == TICKETS


def read_rows(tmp_path: Path, tickets: int) -> list[Row]:
    return read_day([write_log(tmp_path / "log.csv", tickets)], "OFFICE", date(2020, 1, 8)).rows

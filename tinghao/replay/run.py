"""The replay from log to report: the service (ours or one that runs), the driver, the count."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import structlog
from rich.console import Console
from rich.progress import Progress

from shared.clock import FixedClock, ScaledClock
from shared.commands import ImportSettings
from shared.errors import Refusal
from shared.link import Link
from shared.messages import EntryArrived, LinkChanged, LinkState, Message, PictureArrived, Ticked, new_id
from shared.tickets import Role
from tinghao.embedded import embedded_hall
from tinghao.replay.count import Tally, minutes
from tinghao.replay.drive import Driver
from tinghao.replay.log import Day, LogError
from tinghao.replay.site import HALL, settings_toml

SETTLE_S: Final = 60.0
"""How long the last entries may take to come down the stream."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Running:
    """Where a running hall is, and a token for each role that the replay plays."""

    url: str
    kiosk: str
    counter: str
    manager: str


def replay(
    day: Day,
    *,
    office: str,
    when: date,
    speed: float | None,
    running: Running | None,
    timezone: str = "UTC",
    hall: str = HALL,
) -> dict[str, Any]:
    """Send the day through a hall and report. ``speed`` None is as fast as it goes.

    Without ``running`` a service of our own is started on a scratch book, with a clock that shows the log's time.
    """
    midnight = datetime.combine(when, time_of_day(), ZoneInfo(timezone))
    settings = settings_toml(day.rows, office, hall, timezone)
    began = time.monotonic()
    if running is not None:
        report = _drive(day, running, settings, _paced_by_wall(day.rows[0].arrived_s, speed), scale=speed)
    else:
        start = midnight + timedelta(seconds=day.rows[0].arrived_s)
        with own_hall(start, speed, hall, settings) as (ours, pace):
            report = _drive(day, ours, None, pace(midnight), scale=1.0)
    seconds = time.monotonic() - began
    return {
        "office": office,
        "date": when.isoformat(),
        **report,
        "log_wait_minutes": minutes([row.called_s - row.arrived_s for row in day.rows]),
        "refused": [asdict(row) for row in day.refused],
        "seconds": round(seconds, 1),
    }


Pace = Callable[[float], None]
"""Comes back when the hall's clock has reached a second since midnight."""


def _paced_by_wall(first_s: int, speed: float | None) -> Pace:
    """A hall that runs already has its own clock: the log's times are kept by ours, ``speed`` times as fast."""
    began = time.monotonic()

    def wait_until(second: float) -> None:
        if speed is not None:
            time.sleep(max(0.0, began + (second - first_s) / speed - time.monotonic()))

    return wait_until


@contextmanager
def own_hall(
    start: datetime, speed: float | None, hall: str, settings: str
) -> Iterator[tuple[Running, Callable[[datetime], Pace]]]:
    """A service of our own on a scratch book, whose clock begins at ``start``; the pace keeps to that clock."""
    steered = FixedClock(start)
    clock = steered if speed is None else ScaledClock(start, speed)

    def pace(midnight: datetime) -> Pace:
        def wait_until(second: float) -> None:
            due = (midnight + timedelta(seconds=second)).astimezone(UTC)
            if speed is None:
                steered.set(due)
            while (left := (due - clock.now()).total_seconds()) > 0:
                time.sleep(left / (speed or 1.0))

        return wait_until

    with (
        tempfile.TemporaryDirectory(prefix="tinghao-replay-") as folder,
        embedded_hall(Path(folder), hall, clock, settings) as service,
    ):
        tokens = [service.token(role, f"replay-{role.value}") for role in (Role.KIOSK, Role.COUNTER, Role.MANAGER)]
        yield Running(service.url, *tokens), pace


def _drive(day: Day, hall: Running, settings: str | None, pace: Pace, scale: float | None) -> dict[str, Any]:
    witness = Witness(hall)
    kiosk, counter = (Link(where=lambda: hall.url, listener=_ignore, token=t) for t in (hall.kiosk, hall.counter))
    try:
        if settings is not None:
            witness.link.send(ImportSettings(id=new_id(), toml=settings)).result()
        witness.link.start()
        witness.wait_current()
        driver = Driver(day.rows, kiosk, counter)
        with Progress(console=Console(stderr=True)) as progress:
            task = progress.add_task("replay", total=2 * len(day.rows))
            driver.run(pace, lambda: progress.advance(task))
        witness.wait_for(counter)
        tally = witness.tally.report(len(day.rows), scale)
        return {**tally, "commands": driver.answered, "hall_refused": driver.refusals}
    finally:
        for link in (kiosk, counter, witness.link):
            link.stop()


class Witness:
    """Follows the stream as a manager and tallies it, whatever the driver believes."""

    def __init__(self, hall: Running) -> None:
        self.tally = Tally()
        self.link = Link(where=lambda: hall.url, listener=self._listen, token=hall.manager)
        self._current = threading.Event()
        self._moved = threading.Condition()
        self._seq = -1
        self._followed = False

    def _listen(self, message: Message) -> None:
        match message:
            case PictureArrived(picture=picture):
                if self._followed:
                    raise LogError("gap")
                self._followed = True
                self._move(picture.seq)
            case EntryArrived(entry=entry):
                self.tally.take(entry)
                self._move(entry.seq)
            case Ticked(seq=seq):
                self._move(seq)
            case LinkChanged(state=LinkState.CURRENT):
                self._current.set()
            case LinkChanged(state=LinkState.REFUSED, why=why):
                raise Refusal(why)
            case _:
                pass

    def _move(self, seq: int) -> None:
        with self._moved:
            self._seq = seq
            self._moved.notify_all()

    def wait_current(self) -> None:
        if not self._current.wait(SETTLE_S):
            raise LogError("no_stream")

    def wait_for(self, sender: Link) -> None:
        """Until the stream has brought everything that was answered: the sequence that the hall stands at now."""
        seq = sender.hall_seq()
        with self._moved:
            if not self._moved.wait_for(lambda: self._seq >= seq, SETTLE_S):
                raise LogError("no_stream")


def _ignore(message: Message) -> None:
    """Kiosk and counter of the replay only send."""

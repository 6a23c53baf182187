"""What a station tells of its devices: what the hall's picture does not say, once, and again after each absence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from shared import commands as cmd
from shared.devices import STATION_SILENT, DeviceKind, DeviceState
from shared.errors import Refusal, TinghaoError
from shared.health import PAUSE_S, HealthReports, Standing
from shared.messages import Answer, Unanswered, new_id
from shared.tickets import Actor, Role
from tests.stations.memory_hall import HALL, MemoryHall, hall_toml

KIOSK = Actor(role=Role.KIOSK, station="kiosk-1")
OUT = Standing("p", DeviceKind.PRINTER, DeviceState.OUT, "paper_out", 100.0)
WELL = Standing("p", DeviceKind.PRINTER, DeviceState.OK)
PAD = Standing("pad", DeviceKind.RATING, DeviceState.UNKNOWN)


@dataclass
class Reporter:
    """A station's reports before a hall in memory, whose picture it folds by itself."""

    hall: MemoryHall
    now: float = 105.0
    fails: TinghaoError | None = None
    held: bool = False
    sent: list[cmd.ReportDevice] = field(default_factory=list)
    _late: list[Callable[[], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.reports = HealthReports("kiosk-1", self._ask, lambda: self.now)

    def settle(self) -> float | None:
        return self.reports.settle(self.hall.picture)

    def stand(self, *devices: Standing) -> float | None:
        self.reports.stand(devices)
        return self.settle()

    def release(self) -> None:
        self.held = False
        while self._late:
            self._late.pop(0)()

    def rows(self) -> dict[str, tuple[DeviceState, str | None]]:
        return {row.device: (row.state, row.detail) for row in self.hall.picture.devices.values()}

    def _ask(
        self, command: cmd.ReportDevice, done: Callable[[Answer], None], failed: Callable[[TinghaoError], None]
    ) -> None:
        self.sent.append(command)
        fails = self.fails
        self._late.append(lambda: failed(fails) if fails else done(self.hall.do(command, KIOSK)))
        if not self.held:
            self.release()


@pytest.fixture
def reporter(memory_hall: MemoryHall) -> Reporter:
    return Reporter(memory_hall)


def test_what_is_known_is_told_once_and_what_changed_is_told_again(reporter: Reporter) -> None:
    assert reporter.settle() is None
    assert reporter.sent == [], "a station that does not know its devices yet says nothing of them"
    reporter.stand(OUT, PAD)
    assert reporter.rows() == {"p": (DeviceState.OUT, "paper_out"), "pad": (DeviceState.UNKNOWN, None)}
    assert reporter.sent[0].heard_s_ago == 5
    for _ in range(5):
        assert reporter.settle() is None
    assert len(reporter.sent) == 2
    reporter.now += PAUSE_S
    reporter.stand(WELL, PAD)
    assert reporter.rows()["p"] == (DeviceState.OK, None)
    assert len(reporter.sent) == 3


def test_a_device_that_trembles_is_told_now_and_then(reporter: Reporter) -> None:
    reporter.stand(OUT)
    for state in (WELL, OUT, WELL, OUT, WELL):
        wait = reporter.stand(state)
    assert len(reporter.sent) == 1
    assert wait == PAUSE_S
    reporter.now += PAUSE_S
    reporter.settle()
    assert reporter.rows() == {"p": (DeviceState.OK, None)}


def test_a_device_that_is_gone_is_taken_back_and_others_devices_are_left_alone(reporter: Reporter) -> None:
    other = Actor(role=Role.COUNTER, station="counter-1")
    reporter.hall.do(cmd.ReportDevice(id=new_id(), device="x", kind=DeviceKind.RATING, state=DeviceState.OK), other)
    reporter.stand(OUT, PAD)
    reporter.now += PAUSE_S
    reporter.stand(PAD)
    assert set(reporter.rows()) == {"pad", "x"}


def test_what_the_hall_forgot_or_doubts_is_told_again(reporter: Reporter) -> None:
    reporter.stand(OUT)
    reporter.now += PAUSE_S
    silent = cmd.StationSilent(id=new_id(), station="kiosk-1", last_seen=reporter.hall.now)
    reporter.hall.do(silent, HALL)
    assert reporter.rows()["p"] == (DeviceState.UNKNOWN, STATION_SILENT)
    reporter.settle()
    assert reporter.rows()["p"] == (DeviceState.OUT, "paper_out")
    reporter.now += PAUSE_S
    reporter.hall.do(cmd.ImportSettings(id=new_id(), toml=hall_toml().replace("kiosk-1", "kiosk-9")))
    assert reporter.rows() == {}
    reporter.settle()
    assert reporter.rows()["p"] == (DeviceState.OUT, "paper_out")


def test_an_unanswered_report_goes_again_and_a_refused_one_waits_for_news(reporter: Reporter) -> None:
    reporter.fails = Unanswered("hall_away")
    assert reporter.stand(OUT) == PAUSE_S
    reporter.now += PAUSE_S
    reporter.fails = Refusal("no_token")
    reporter.settle()
    assert len(reporter.sent) == 2
    for _ in range(5):
        reporter.now += PAUSE_S
        reporter.settle()
    assert len(reporter.sent) == 2
    reporter.stand(WELL)
    assert len(reporter.sent) == 3
    reporter.fails = None
    reporter.reports.reconnected()
    reporter.now += PAUSE_S
    reporter.settle()
    assert reporter.rows()["p"] == (DeviceState.OK, None)


def test_one_report_of_a_device_is_under_way_at_a_time(reporter: Reporter) -> None:
    reporter.held = True
    reporter.stand(OUT)
    reporter.now += 60
    reporter.stand(WELL)
    assert len(reporter.sent) == 1
    reporter.release()
    reporter.settle()
    assert reporter.rows()["p"] == (DeviceState.OK, None)

"""What became of the paper, told to the hall: one report at a time, again under its id until the hall has heard it."""

from __future__ import annotations

from collections import deque

import structlog
from PySide6.QtCore import QTimer

from shared.commands import ReportSlip
from shared.errors import TinghaoError
from shared.link import Answer, Unanswered
from shared.ui.station import StationModel

log = structlog.get_logger(__name__)


class Outbox:
    """Sends slip reports through the station's line. One at a time, so that a take never waits behind them."""

    def __init__(self, station: StationModel, pause_ms: int) -> None:
        self._station = station
        self._waiting: deque[ReportSlip] = deque()
        self._busy = False
        self._again = QTimer(station)
        self._again.setSingleShot(True)
        self._again.setInterval(pause_ms)
        self._again.timeout.connect(self._next)

    def put(self, report: ReportSlip) -> None:
        """Have it told, now or as soon as the hall listens."""
        self._waiting.append(report)
        self._next()

    def _next(self) -> None:
        if self._busy or not self._waiting or self._again.isActive():
            return
        self._busy = True
        self._station.ask(self._waiting[0], self._heard, self._failed, deadline_s=5)

    def _heard(self, _answer: Answer) -> None:
        self._waiting.popleft()
        self._busy = False
        self._next()

    def _failed(self, error: TinghaoError) -> None:
        self._busy = False
        if isinstance(error, Unanswered):
            self._again.start()
            return
        # Called and finished before its report arrived, for example: the hall has nothing left to note.
        log.info("slip_report_refused", ticket=self._waiting[0].ticket, code=error.code)
        self._waiting.popleft()
        self._next()

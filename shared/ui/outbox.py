"""What became of the paper, told to the hall: one report at a time, again under its id until the hall has heard it."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from shared.errors import TinghaoError
from shared.log import Log
from shared.messages import Answer, Unanswered, new_id
from shared.ui.station import StationModel

if TYPE_CHECKING:
    from shared.commands import ReportSlip

log = Log(__name__)


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

    def put(self, ticket: str, *, printed: bool, fault: str | None = None) -> None:
        """Have it told whether the ticket's slip was printed, now or as soon as the hall listens; ``fault`` is the code
        of what went wrong."""
        from shared.commands import ReportSlip

        self._waiting.append(ReportSlip(id=new_id(), ticket=ticket, printed=printed, fault=fault))
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

"""Brings what a screen's station knows of its devices to the hall, and again after each change of picture or line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from PySide6.QtCore import QTimer

from shared.commands import ReportDevice
from shared.errors import TinghaoError
from shared.health import HealthReports, Standing
from shared.messages import Answer, LinkState
from shared.ui.station import StationModel

DEADLINE_S: Final = 5.0


class DeviceReports:
    """The reports of one station, in the Qt thread."""

    def __init__(self, station: StationModel) -> None:
        self._station = station
        self._reports = HealthReports(station.station, self._ask)
        self._current = False
        self._again = QTimer(station)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._settle)
        station.seqChanged.connect(self._settle)
        station.linkChanged.connect(self._line_changed)

    def stand(self, devices: Iterable[Standing]) -> None:
        """All devices that this station has now, and how they stand."""
        self._reports.stand(devices)
        self._settle()

    def _ask(
        self, command: ReportDevice, done: Callable[[Answer], None], failed: Callable[[TinghaoError], None]
    ) -> None:
        def answered(answer: Answer) -> None:
            done(answer)
            self._settle()

        def refused(error: TinghaoError) -> None:
            failed(error)
            self._settle()

        self._station.ask(command, answered, refused, DEADLINE_S)

    def _line_changed(self) -> None:
        current = self._station.link.state is LinkState.CURRENT
        if current and not self._current:
            self._reports.reconnected()
        self._current = current
        self._settle()

    def _settle(self) -> None:
        if not self._current or not self._station.has_picture:
            return
        wait = self._reports.settle(self._station.picture)
        if wait is not None and not self._again.isActive():
            self._again.start(int(wait * 1000) + 10)

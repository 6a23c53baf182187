"""The idle screen: what a kiosk shows while nobody stands before it, moved a little each minute so that nothing burns in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.opening import written_date
from kiosk.take import Times
from kiosk.turning import timer
from shared.i18n import text
from shared.ui.rows import RowList
from shared.ui.station import StationModel

if TYPE_CHECKING:
    from kiosk.home import Home

QML_IMPORT_NAME = "kiosk"
QML_IMPORT_MAJOR_VERSION = 1

PLACES: Final = ((0, 0), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1))
"""Where things stand from minute to minute, in shares of the room that the page leaves for it."""


@QmlElement
class IdleScreen(QObject):
    """Shown over the home page after a while without a touch; any touch or key takes it away."""

    changed = Signal()
    moved = Signal()

    def __init__(self, station: StationModel, home: Home, times: Times) -> None:
        super().__init__(station)
        self._station, self._home = station, home
        self._shown = False
        self._place = 0
        self._begin = RowList(("code", "said"), "code", self)
        self._soon = timer(self, times.attract_s * times.second_ms, self._show)
        self._soon.start()
        station.clockChanged.connect(self._minute)

    @property
    def is_shown(self) -> bool:
        return self._shown

    @Slot(bool)
    def watch(self, nobody: bool) -> None:
        """``nobody``: the home page stands as a new visitor should find it. Each call counts anew."""
        self._soon.stop()
        if nobody:
            self._soon.start()

    def wake(self) -> bool:
        """Somebody is there: show the home page. True where the idle screen had to go."""
        was, self._shown = self._shown, False
        if was:
            self.changed.emit()
        return was

    @Slot()
    def _show(self) -> None:
        if self._home.standing != "ready":
            self._soon.start()  # What is closed or away says so, and moves as well.
            return
        self._begin.show([{"code": code, "said": text("kiosk.touch_to_begin", code)} for code in self._home.offered])
        self._shown = True
        self.changed.emit()

    @Slot()
    def _minute(self) -> None:
        self._place = (self._place + 1) % len(PLACES)
        self.moved.emit()

    # For QML -----------------------------------------------------------------------------------------------------

    @Property(bool, notify=changed)
    def shown(self) -> bool:
        return self._shown

    @Property(RowList, constant=True)
    def begin(self) -> RowList:
        """ "Touch to begin" in each language that is offered: rows of ``code said``."""
        return self._begin

    @Property(str, notify=moved)
    def date(self) -> str:
        """Today, in the language of the screen."""
        station = self._station
        return written_date(station.local_time(station.now()).date(), station.code)

    @Property(int, notify=moved)
    def across(self) -> int:
        """-1, 0 or 1: where things stand now, from left to right."""
        return PLACES[self._place][0]

    @Property(int, notify=moved)
    def down(self) -> int:
        """-1, 0 or 1: where things stand now, from top to bottom."""
        return PLACES[self._place][1]

"""The devices of a window besides its rating pad: the caller, the boards; and what the hall and the clerk are told of all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from counter import notes
from counter.caller import CallerDesk, caller_place, press_of
from counter.desk import Desk
from counter.faults import CounterFault, fault_line, faults_of
from counter.hand import Press
from counter.notes import Note
from counter.pad import Pad
from counter.sign import Sign
from counter.standing import Standings
from drivers.callers.device import CallerKey
from drivers.callers.device import Event as CallerEvent
from shared.devices import DeviceHealth
from shared.errors import DeviceFault
from shared.ui.standing import DeviceReports
from shared.ui.station import StationModel

QML_IMPORT_NAME = "counter"
QML_IMPORT_MAJOR_VERSION = 1

LINES_SHOWN: Final = 4


@QmlElement
class Devices(QObject):
    """``pressed`` gets what a key of the caller means, ``told`` what the clerk is to be told."""

    changed = Signal()

    def __init__(
        self, station: StationModel, pad: Pad, pressed: Callable[[Press], None], told: Callable[[Note], None]
    ) -> None:
        super().__init__(station)
        self._station, self._pad, self._pressed, self._told = station, pad, pressed, told
        self._desk: Desk | None = None
        bridge = station.bridge
        self._caller = CallerDesk(
            lambda opened, event: bridge.call(lambda: self._caller_said(opened, event)), pad.lines
        )
        self._sign = Sign(station, pad.lines)
        self._standings = Standings()
        self._reports = DeviceReports(station)
        pad.changed.connect(self._stand)
        self._sign.changed.connect(self._stand)
        station.pictureChanged.connect(self.changed)
        station.languageChanged.connect(self.changed)

    @property
    def sign(self) -> Sign:
        """The boards over the window, for Python; QML knows them as the model's ``sign``."""
        return self._sign

    def show(self, desk: Desk | None) -> None:
        """The window or the settings changed."""
        self._desk = desk
        station = self._station
        fault = self._caller.use(caller_place(station.picture.rules, station.station)) if station.has_picture else None
        if fault is not None:
            self._told(notes.device_trouble(fault))
        self._caller.show(desk.number if desk is not None else "")
        self._stand()
        self._sign.show(desk)

    def noted(self, kind: str) -> None:
        """The screen tells the clerk something."""
        self._caller.noted(kind)

    def close(self) -> None:
        """Leave the lines."""
        self._caller.close()
        self._sign.close()

    def report(self) -> dict[str, Any]:
        """How the devices stand, for whoever watches the station from outside."""
        return {"caller": self._caller.name, **self._sign.report()}

    @Slot()
    def _stand(self) -> None:
        """A device, or what is known of it, changed: the hall shall know."""
        station = self._station
        if station.has_picture:
            standings = self._standings.of(
                station.picture.rules,
                station.station,
                rating=self._pad.heard_of,
                caller=self._caller.heard_of,
                boards=self._sign.heard_of,
            )
            self._reports.stand(standings)

    def _caller_said(self, opened: int, event: CallerEvent) -> None:
        match self._caller.heard(opened, event):
            case CallerKey() as key if self._desk is not None:
                try:
                    press = press_of(key, self._station.picture, self._desk)
                except CounterFault as fault:
                    self._told(notes.refused(fault))
                else:
                    self._pressed(press)
            case DeviceFault() as fault:
                self._told(notes.device_trouble(fault))
            case _:
                pass
        self._stand()

    def _faults(self) -> list[DeviceHealth]:
        picture = self._station.picture if self._station.has_picture else None
        return faults_of(picture, self._desk.window if self._desk else 0) if picture is not None else []

    # For QML -----------------------------------------------------------------------------------------------------

    @Property(int, notify=changed)
    def inTrouble(self) -> int:
        """How many devices of this window somebody has to look after."""
        return len(self._faults())

    @Property(str, notify=changed)
    def faultText(self) -> str:
        """Those devices, a line each."""
        station = self._station
        return "\n".join(fault_line(row, station.code, station.local_time) for row in self._faults()[:LINES_SHOWN])

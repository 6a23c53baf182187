"""The standing column of the enquiry desk: every device of the hall in trouble, and the numbers without paper.

Paper low or out, an open cover, a jammed cutter, a printer that is offline: whoever sits here can walk over, or print
the number again.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from counter.enquiry_desk import EnquiryDesk
from counter.faults import fault_line, faults_of
from shared.devices import STATION_SILENT, WORKING, DeviceHealth
from shared.ui.rows import RowList

QML_IMPORT_NAME = "counter"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class EnquiryFaults(QObject):
    """Follows the picture."""

    changed = Signal()

    def __init__(self, desk: EnquiryDesk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._devices = RowList(("name", "text", "mark"), "name", self)
        self._unprinted = RowList(("ticket", "number", "text"), "ticket", self)

    def show(self) -> None:
        """The picture or the language changed."""
        desk = self._desk
        if not desk.has_picture:
            return
        self._devices.show([self._device(row) for row in faults_of(desk.picture, None)])
        waiting = sorted(desk.picture.unprinted.values(), key=lambda row: (row.at, row.number))
        self._unprinted.show(
            [
                {
                    "ticket": row.ticket,
                    "number": row.number,
                    "text": f"{desk.local_time(row.at):%H:%M} {row.station}",
                }
                for row in waiting
            ]
        )
        self.changed.emit()

    def report(self) -> dict[str, Any]:
        return {
            "faults": [row["name"] for row in self._devices.rows],
            "unprinted": [row["number"] for row in self._unprinted.rows],
        }

    @Slot(str)
    def printAgain(self, ticket: str) -> None:
        """Print one number again, here."""
        if not self._refused():
            self._desk.reprint(ticket)

    @Slot()
    def printAll(self) -> None:
        """Print every number without paper again, one after another, the oldest first."""
        if not self._refused():
            for row in self._unprinted.rows:
                self._desk.reprint(row["ticket"])

    def _refused(self) -> bool:
        fault = self._desk.why_no_reprint()
        if fault is not None:
            self._desk.cannot(fault)
        return fault is not None

    def _device(self, row: DeviceHealth) -> dict[str, Any]:
        desk = self._desk
        mark = "off" if row.detail == STATION_SILENT else "pause" if row.state in WORKING else "fault"
        return {
            "name": f"{row.station}/{row.device}",
            "text": fault_line(row, desk.code, desk.local_time),
            "mark": mark,
        }

    # For QML -----------------------------------------------------------------------------------------------------

    @Property(RowList, constant=True)
    def devices(self) -> RowList:
        """Rows of ``name text mark``, the longest in trouble first."""
        return self._devices

    @Property(RowList, constant=True)
    def unprinted(self) -> RowList:
        """Rows of ``ticket number text``, the oldest first."""
        return self._unprinted

    @Property(int, notify=changed)
    def deviceCount(self) -> int:
        return len(self._devices.rows)

    @Property(int, notify=changed)
    def unprintedCount(self) -> int:
        return len(self._unprinted.rows)

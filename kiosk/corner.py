"""The technicians' corner: how this kiosk stands, and behind the PIN what can be tried, printed, restarted and closed.

Without a PIN in the settings it shows only what harms nobody, and says how a PIN is set.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from drivers.printers.paper import Paper
from kiosk.paper_desk import PaperDesk
from kiosk.pin_lock import PinLock
from kiosk.take import Times
from kiosk.turning import Turning, timer
from shared.messages import LinkState
from shared.ui.rows import RowList
from shared.ui.station import StationModel

if TYPE_CHECKING:
    from shared.errors import TinghaoError

QML_IMPORT_NAME = "kiosk"
QML_IMPORT_MAJOR_VERSION = 1

ENDS: Final = frozenset({"restart", "close"})
LABELS: Final = frozenset({"station", "hall", "address", "version", "link", "seq", "printer", "fault"})
"""Facts with a name of ours; a device has its own."""


def version() -> str:
    """The installed version of the product; empty where it runs without having been installed."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        return installed("tinghao")
    except PackageNotFoundError:
        return ""


@QmlElement
class Corner(QObject):
    """What the corner says and does. ``end`` restarts or closes the kiosk."""

    changed = Signal()

    def __init__(
        self,
        station: StationModel,
        pages: Turning,
        desk: PaperDesk,
        paper: Paper,
        times: Times,
        end: Callable[[str], None],
    ) -> None:
        super().__init__(station)
        self._station, self._pages, self._desk, self._paper = station, pages, desk, paper
        self._times, self._end = times, end
        self._rows = RowList(("key", "label", "value", "warns"), "key", self)
        self._shown = False
        self._asked = ""
        self._link_since: tuple[LinkState, datetime] = (station.link.state, station.now())
        self._fault: tuple[TinghaoError, datetime] | None = None
        self._version = ""
        self.address: Callable[[], str | None] = lambda: None
        """Where the hall is reached; given by whoever holds the line."""
        self.lock = PinLock(station, times, self._kept, self._opened)
        self._forget = timer(self, times.confirm_s * times.second_ms, self._not_asked)
        desk.changed.connect(self._desk_changed)
        for changed in (station.seqChanged, station.linkChanged, station.languageChanged):
            changed.connect(self.show)

    def leave(self) -> None:
        """The page is left: locked again."""
        self._shown = False
        self._leave_asking()
        self.lock.close()

    def report(self) -> dict[str, Any]:
        shown = {row["key"]: row["value"] for row in self._rows.rows} if self._shown else {}
        return {"corner": shown, **self.lock.report()}

    # What arrives ------------------------------------------------------------------------------------------------

    @Slot()
    def show(self) -> None:
        """Say it anew. Costs nothing while nobody looks."""
        link = self._station.link.state
        if link is not self._link_since[0]:
            self._link_since = (link, self._station.now())
        if self._shown:
            self._rows.show([] if self.lock.standing in ("locked", "checking", "waiting") else self._facts())
            self.changed.emit()

    @Slot()
    def _desk_changed(self) -> None:
        fault = self._paper.fault
        if fault is not None and (self._fault is None or self._fault[0] is not fault):
            self._fault = (fault, self._station.now())
        self.show()

    def _kept(self) -> str | None:
        """The hash of the PIN: the station's own, else the hall's."""
        if not self._station.has_picture:
            return None
        rules = self._station.picture.rules
        own = rules.station(self._station.station)
        return (own.staff_pin if own is not None else None) or rules.hall.staff_pin

    def _opened(self) -> None:
        self._pages.stay(self._times.staff_s)
        self.show()

    # What a technician does --------------------------------------------------------------------------------------

    @Slot()
    def enter(self) -> None:
        """Staff hold the line at the foot: the corner, locked."""
        if self._pages.page == "home":
            self._shown = True
            self._version = version()
            self._leave_asking()
            self.show()
            self._pages.show("corner")
            self._pages.stay(self._times.pin_s)

    @Slot()
    def openPaper(self) -> None:
        """How the printer stands, and numbers without paper."""
        if self._pages.page == "corner" and self.lock.is_open:
            self._desk.opened()
            self._pages.show("paper")
            self._pages.stay(self._times.staff_s)

    @Slot(str)
    def endBy(self, how: str) -> None:
        """``restart`` or ``close`` the kiosk: asked first, done at the second press."""
        if how not in ENDS or not self.lock.is_open:
            return
        if self._asked == how:
            self._leave_asking()
            self._end(how)
            return
        self._asked = how
        self._forget.start()
        self.changed.emit()

    @Slot()
    def _not_asked(self) -> None:
        self._leave_asking()
        self.changed.emit()

    def _leave_asking(self) -> None:
        self._asked = ""
        self._forget.stop()

    # The facts ---------------------------------------------------------------------------------------------------

    def _facts(self) -> list[dict[str, Any]]:
        station, say = self._station, self._station.say
        hall = station.picture.rules.hall if station.has_picture else None
        facts = [
            ("station", station.station, False),
            ("hall", f"{hall.name.get(station.code)} ({hall.code})" if hall else say("corner_unknown"), hall is None),
            ("version", self._version or say("corner_unknown"), False),
            ("link", self._link(), station.link.state is not LinkState.CURRENT),
            ("seq", f"{station.stands_at}", False),
            ("printer", self._desk.say_state(), not self._paper.can_print),
            *self._devices(),
        ]
        if self.lock.is_open:
            # Where machines are reached, and the words of their faults, are nobody else's business.
            facts.insert(2, ("address", self.address() or say("corner_unknown"), False))
            facts.append(("fault", self._last_fault(), False))
        return [
            {"key": key, "label": say(f"corner_{key}") if key in LABELS else key, "value": value, "warns": warns}
            for key, value, warns in facts
        ]

    def _link(self) -> str:
        station, (state, since) = self._station, self._link_since
        if state is LinkState.CURRENT:
            return station.say("corner_current", since=f"{station.local_time(since):%H:%M}")
        return station.not_current

    def _devices(self) -> list[tuple[str, str, bool]]:
        """What the hall knows of this station's other devices."""
        station = self._station
        if not station.has_picture:
            return []
        from shared.devices import WORKING

        printer = self._desk.printer_name
        return [
            (health.device, station.say(f"device_{health.state.value}"), health.state not in WORKING)
            for health in sorted(station.picture.devices.values(), key=lambda one: one.device)
            if health.station == station.station and health.device != printer
        ]

    def _last_fault(self) -> str:
        station = self._station
        if self._fault is None:
            return station.say("corner_no_fault")
        fault, at = self._fault
        return f"{station.local_time(at):%H:%M} {fault.detail(station.code)} ({fault.code})"

    # For QML -----------------------------------------------------------------------------------------------------

    @Property(RowList, constant=True)
    def rows(self) -> RowList:
        """Rows of ``key label value warns``."""
        return self._rows

    @Property(PinLock, constant=True)
    def pin(self) -> PinLock:
        return self.lock

    @Property(str, notify=changed)
    def asked(self) -> str:
        """``restart`` or ``close``: pressed once, and asked whether it is meant; else empty."""
        return self._asked

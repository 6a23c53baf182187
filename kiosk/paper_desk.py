"""The printer as staff see it at the kiosk: how it stands, a test slip, and the numbers that have no paper yet.

A reprint walks the path of every slip (:mod:`shared.ui.reprints`).
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from drivers.printers.paper import Paper
from drivers.printers.status import State
from shared import i18n
from shared.errors import TinghaoError
from shared.ui.outbox import Outbox
from shared.ui.reprints import Reprints
from shared.ui.rows import RowList
from shared.ui.station import StationModel

if TYPE_CHECKING:
    from shared.ui.standing import DeviceReports

QML_IMPORT_NAME = "kiosk"
QML_IMPORT_MAJOR_VERSION = 1

HAND_NEEDED: Final = frozenset({State.OUT, State.COVER, State.CUTTER})
"""After these somebody had a hand in the printer: a test slip shows that it prints again."""
WELL: Final = frozenset({State.READY, State.LOW})
TRIAL_PAUSE_S: Final = 60.0
"""A cover that trembles does not empty the roll."""
ROWS_SHOWN: Final = 6
MISSING: Final = "missing"


@QmlElement
class PaperDesk(QObject):
    """The kiosk's paper page. ``paper`` is the kiosk's printer, ``outbox`` tells the hall what became of a slip."""

    changed = Signal()

    def __init__(self, station: StationModel, paper: Paper, outbox: Outbox) -> None:
        super().__init__(station)
        self._station, self._paper = station, paper
        self._rows = RowList(("ticket", "number", "at"), "ticket", self)
        self._reports: DeviceReports | None = None
        self._count = 0
        self._hand_in = False
        self._tried_at = float("-inf")
        self._reprints = Reprints(
            station,
            paper,
            outbox,
            begun=lambda: self._say("paper_printing"),
            printed=lambda number: self._say("paper_printed", number=number),
            failed=self._failed,
        )
        self._said: tuple[str, dict[str, Any]] | TinghaoError | None = None

    # What arrives ------------------------------------------------------------------------------------------------

    def paper_changed(self) -> None:
        """The printer is another one, or in another state."""
        state = self._paper.state
        if state in HAND_NEEDED:
            self._hand_in = True
        elif state in WELL and self._hand_in:
            self._hand_in = False
            self._try_paper()
        self._tell_hall()
        self.changed.emit()

    @Slot()
    def show(self) -> None:
        """The picture or the language changed."""
        unprinted = self._station.picture.unprinted if self._station.has_picture else {}
        own = [row for row in unprinted.values() if row.station == self._station.station]
        own.sort(key=lambda row: (row.at, row.number))
        self._count = len(own)
        self._rows.show(
            [
                {"ticket": row.ticket, "number": row.number, "at": f"{self._station.local_time(row.at):%H:%M}"}
                for row in own[:ROWS_SHOWN]
            ]
        )
        if self._reports is None:
            self._tell_hall()
        self.changed.emit()

    def opened(self) -> None:
        """The page is shown anew."""
        self._said = None
        self.changed.emit()

    @property
    def unprinted(self) -> int:
        """How many numbers have no paper."""
        return self._count

    def say_state(self) -> str:
        """How the printer stands, in the language of the screen."""
        return self._station.say(f"printer_{self._paper.state.value if self._paper.state else MISSING}")

    def report(self) -> dict[str, Any]:
        said = self._said
        return {
            "unprinted": [row["number"] for row in self._rows.rows],
            "paper_said": said.code if isinstance(said, TinghaoError) else said[0] if said else "",
        }

    # What staff do -----------------------------------------------------------------------------------------------

    @Slot(str)
    def printAgain(self, ticket: str) -> None:
        """Print one number again."""
        self._reprints.want(ticket)

    @Slot()
    def printAll(self) -> None:
        """Print every number shown, one after another; a failure ends it."""
        for row in self._rows.rows:
            self.printAgain(row["ticket"])

    @Slot()
    def printTrial(self) -> None:
        """Print a test slip; it uses no number."""
        self._try_paper(pressed=True)

    # The test slip -----------------------------------------------------------------------------------------------

    def _try_paper(self, *, pressed: bool = False) -> None:
        now = time.monotonic()
        if not self._station.has_picture or (not pressed and now - self._tried_at < TRIAL_PAUSE_S):
            return
        from drivers.printers.trial import test_slip
        from shared.clock import SystemClock

        self._tried_at = now
        hall = self._station.picture.rules.hall
        own = hall.languages[0]
        at = self._station.local_time(SystemClock().now())
        slip = test_slip(
            hall_name=hall.name.get(own), issued_at=f"{at:%Y-%m-%d %H:%M}", language=own, printer=self.printer_name
        )
        self._say("paper_trying")
        self._station.bridge.watch(
            self._paper.print(slip),
            lambda _: self._say("paper_tried"),
            self._failed,
        )

    # The hall ----------------------------------------------------------------------------------------------------

    def _tell_hall(self) -> None:
        if not self._station.has_picture:
            return
        from drivers.printers.standing import of_printer
        from shared.ui.standing import DeviceReports

        if self._reports is None:
            self._reports = DeviceReports(self._station)
        state = self._paper.state
        self._reports.stand([] if state is None else [of_printer(self.printer_name, state, self._paper.fault)])

    @property
    def printer_name(self) -> str:
        """The printer's name in the settings, "printer" where it was given by hand."""
        named = self._station.picture.rules.devices_of(self._station.station, "printer")
        return named[0].name if named else "printer"

    def _failed(self, error: TinghaoError) -> None:
        self._said = error
        self.changed.emit()

    def _say(self, key: str, **params: Any) -> None:
        self._said = key, params
        self.changed.emit()

    # For QML: staff read the hall's own language -----------------------------------------------------------------

    @Property(RowList, constant=True)
    def rows(self) -> RowList:
        """Own numbers without paper, the oldest first: rows of ``ticket number at``."""
        return self._rows

    @Property(int, notify=changed)
    def count(self) -> int:
        """How many numbers have no paper, also those that are not shown."""
        return self._count

    @Property(str, notify=changed)
    def state(self) -> str:
        """One of ``unknown ready low out cover cutter offline missing``."""
        return self._paper.state.value if self._paper.state else MISSING

    @Property(str, notify=changed)
    def stateText(self) -> str:
        return self.say_state()

    @Property(str, notify=changed)
    def remedyText(self) -> str:
        """What is wrong in full and what to do; empty where the state says all."""
        fault, language = self._paper.fault, self._station.code
        return _in_full(fault, language) if fault else ""

    @Property(bool, notify=changed)
    def well(self) -> bool:
        """Whether the printer says that it prints."""
        return self._paper.state in WELL

    @Property(bool, notify=changed)
    def busy(self) -> bool:
        """A reprint is under way."""
        return self._reprints.busy

    @Property(str, notify=changed)
    def countText(self) -> str:
        return self._station.say("unprinted", n=self._count) if self._count else self._station.say("unprinted_none")

    @Property(str, notify=changed)
    def saidText(self) -> str:
        """What became of the last press; empty before the first."""
        said, language = self._said, self._station.code
        if said is None:
            return ""
        if isinstance(said, TinghaoError):
            return _in_full(said, language)
        return i18n.text(f"kiosk.{said[0]}", language, **said[1])


def _in_full(error: TinghaoError, language: str) -> str:
    return (" " if language == "en" else "").join((error.detail(language), error.remedy(language)))

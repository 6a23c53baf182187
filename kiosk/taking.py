"""The take at hand: asked of the hall, asked again while in doubt, then its paper. Until the screen is home again no tap
makes another."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from drivers.printers.paper import Paper
from kiosk.take import PaperState, Take, Times
from kiosk.ticket_view import TicketView
from kiosk.turning import BEFORE_A_TAKE, Turning, timer
from shared.errors import TinghaoError
from shared.log import Log
from shared.messages import Answer, Unanswered
from shared.phone_tokens import new_token
from shared.ui.outbox import Outbox
from shared.ui.station import StationModel

if TYPE_CHECKING:
    from drivers.printers.printer import Printed

QML_IMPORT_NAME = "kiosk"
QML_IMPORT_MAJOR_VERSION = 1

log = Log(__name__)


@QmlElement
class Taking(QObject):
    """One take at a time, on the pages ``working``, ``ticket``, ``refused`` and ``doubt``."""

    changed = Signal()

    def __init__(self, station: StationModel, pages: Turning, paper: Paper, outbox: Outbox, times: Times) -> None:
        super().__init__(station)
        self._station, self._pages, self._paper, self._outbox, self._times = station, pages, paper, outbox, times
        self.take: Take | None = None
        self._error: TinghaoError | None = None
        self._slow = False
        self._ticket = TicketView(self)
        self._working = timer(self, times.working_ms, self._show_working)
        self._slowly = timer(self, times.slow_s * times.second_ms, self._say_slow)
        self._retry = timer(self, times.retry_s * times.second_ms, self._ask_again)
        self._slow_paper = timer(self, int(times.paper_slow_s * times.second_ms), self._paper_is_slow)
        pages.left.connect(self.forget)

    def begin(self, take: Take) -> None:
        """Ask the hall for this ticket."""
        if self._station.picture.rules.hall.visitors_url:
            take.token = new_token()
        self.take = take
        self._slow = False
        self._pages.busy()
        self._working.start()
        self._slowly.start()
        self.changed.emit()
        self._ask_hall(take)

    @Slot()
    def forget(self) -> None:
        """The visitor has gone. What the hall answers later is told to it and to nobody else."""
        self.take = self._error = None
        for running in (self._retry, self._working, self._slowly):
            running.stop()
        self.changed.emit()

    def show(self) -> None:
        """Say the ticket anew: another language, other news of the paper."""
        if self.take is not None:
            self._ticket.show(self.take, self._station.picture, self._station.code)
        self.changed.emit()

    def report(self) -> dict[str, Any]:
        take = self.take
        return {
            "number": take.taken.number if take and take.taken else None,
            "paper": take.paper.value if take else None,
            "fault": take.fault.code if take and take.fault else None,
            "error": self._error.code if self._error else None,
        }

    # The hall ----------------------------------------------------------------------------------------------------

    def _ask_hall(self, take: Take) -> None:
        self._station.ask(
            take.command, lambda answer: self._answered(take, answer), lambda error: self._not_taken(take, error)
        )

    def _answered(self, take: Take, answer: Answer) -> None:
        taken = take.answered(answer)
        self._tell(take, "ticket", ticket=taken.ticket, ahead=taken.ahead)
        if take is not self.take:
            # The visitor left while the hall was silent. A slip now would lie there for anybody.
            self._outbox.put(taken.ticket, printed=False, fault="visitor_left")
            return
        self._error = None
        self._retry.stop()
        self._print(take)
        self._show_page("ticket")

    def _not_taken(self, take: Take, error: TinghaoError) -> None:
        unanswered = isinstance(error, Unanswered)
        self._tell(take, "unanswered" if unanswered else "refused", code=error.code)
        if take is not self.take:
            return
        self._error = error
        if unanswered:
            self._retry.start()
        if self._pages.page != "doubt" or not unanswered:
            self._show_page("doubt" if unanswered else "refused")
            self._pages.stay(self._times.number_s)

    @Slot()
    def _ask_again(self) -> None:
        if self.take is not None and self._pages.page == "doubt":
            self._ask_hall(self.take)

    def _show_page(self, page: str) -> None:
        self._working.stop()
        self._slowly.stop()
        self.show()
        self._pages.show(page)

    @Slot()
    def _show_working(self) -> None:
        if self.take is not None and self._pages.page in BEFORE_A_TAKE:
            self._pages.put("working")

    @Slot()
    def _say_slow(self) -> None:
        self._slow = True
        self.changed.emit()

    # The paper ---------------------------------------------------------------------------------------------------

    def _print(self, take: Take) -> None:
        """Commit first, paper second: the hall has answered, so the ticket counts whatever becomes of its slip."""
        if take.entry is None or take.taken is None:
            raise ValueError("nothing is printed before the hall has answered")
        from drivers.printers.tickets import slip_of

        take.paper = PaperState.PRINTING
        self._slow_paper.start()
        rules = self._station.picture.rules
        future = self._paper.print(slip_of(take.entry, take.taken, rules, take.item, take.party, take.token))
        self._station.bridge.watch(
            future,
            lambda printed: self._printed(take, printed),
            lambda fault: self._not_printed(take, fault),
        )

    def _printed(self, take: Take, printed: Printed) -> None:
        take.paper = PaperState.PRINTED
        self._tell(
            take,
            "printed",
            at_ns=round(printed.first_byte_at * 1e9),
            t_last=round(printed.last_byte_at * 1e9),
            bytes=printed.bytes,
        )
        self._paper_settled(take, self._times.slip_s)
        self._paper.watch(printed, lambda fault: self._not_printed(take, fault))

    def _not_printed(self, take: Take, fault: TinghaoError) -> None:
        take.paper, take.fault = PaperState.FAILED, fault
        log.warning("slip_failed", number=take.taken.number if take.taken else "", why=str(fault))
        self._tell(take, "failed", fault=fault.code)
        self._paper_settled(take, self._times.number_s)

    @Slot()
    def _paper_is_slow(self) -> None:
        """The visitor has the number and need not wait for a printer that stopped taking it."""
        take = self.take
        if take is not None and take.paper is PaperState.PRINTING:
            take.paper = PaperState.SLOW
            self.show()
            self._pages.stay(self._times.number_s)

    def _paper_settled(self, take: Take, seconds: int) -> None:
        fault = take.fault.code if take.fault else None
        self._outbox.put(take.id, printed=take.paper is PaperState.PRINTED, fault=fault)
        if take is self.take:
            self.show()
            self._pages.stay(seconds)

    def _tell(self, take: Take, what: str, at_ns: int | None = None, **more: object) -> None:
        number = take.taken.number if take.taken else None
        at = at_ns if at_ns is not None else time.monotonic_ns()
        self._station.told.emit({"told": what, "number": number, "t": at, "t_tap": take.tapped_ns, **more})

    # For QML -----------------------------------------------------------------------------------------------------

    @Property(TicketView, constant=True)
    def ticket(self) -> TicketView:
        return self._ticket

    @Property(bool, notify=changed)
    def slow(self) -> bool:
        """The hall takes longer than usual."""
        return self._slow

    @Property(str, notify=changed)
    def errorDetail(self) -> str:
        return self._error.detail(self._station.code) if self._error else ""

    @Property(str, notify=changed)
    def errorRemedy(self) -> str:
        return self._error.remedy(self._station.code) if self._error else ""

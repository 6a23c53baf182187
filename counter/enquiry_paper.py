"""The enquiry desk's own printer, where its row of the settings names one: tickets that it issues, and second papers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from counter.enquiry_notes import EnquiryFault
from drivers.printers.paper import Paper
from drivers.printers.standing import of_printer
from shared.errors import TinghaoError
from shared.events import Entry, TicketTaken
from shared.ui.outbox import Outbox
from shared.ui.reprints import Reprints
from shared.ui.standing import DeviceReports
from shared.ui.station import StationModel

if TYPE_CHECKING:
    from drivers.printers.printer import Printed

RETRY_MS: Final = 5000
"""Pause before the hall is told again what became of a paper."""


class EnquiryPaper:
    """Follows the settings. ``say`` tells a text of the desk by its key, ``cannot`` why a paper does not come out."""

    def __init__(
        self,
        station: StationModel,
        say: Callable[..., None],
        cannot: Callable[[TinghaoError], None],
        changed: Callable[[], None],
    ) -> None:
        self._station, self._say, self._cannot, self._changed = station, say, cannot, changed
        self._paper = Paper(station.bridge.call, self._printer_changed)
        self._outbox = Outbox(station, RETRY_MS)
        self._reprints = Reprints(
            station,
            self._paper,
            self._outbox,
            begun=lambda: self._say("printing"),
            printed=lambda number: self._say("did_reprint", number=number),
            failed=cannot,
        )
        self._reports = DeviceReports(station)

    def settle(self) -> None:
        """The settings may name another printer now."""
        self._paper.settle(self._station.picture.rules, self._station.station)
        self._tell_hall()

    def close(self) -> None:
        self._paper.close()

    def hex_logs(self) -> dict[str, list[str]]:
        return self._paper.hex_logs()

    @property
    def why_not(self) -> TinghaoError | None:
        """Why no paper may be expected here, None where one may."""
        if self._paper.state is None:
            return EnquiryFault("no_printer", station=self._station.station)
        return None if self._paper.can_print else self._paper.fault or EnquiryFault("printer_not_ready")

    def again(self, ticket: str) -> None:
        """A second paper of a ticket, marked as such."""
        if fault := self.why_not:
            self._cannot(fault)
        else:
            self._reprints.want(ticket)

    def issue(
        self, entry: Entry, taken: TicketTaken, token: str | None, done: Callable[[TinghaoError | None], None]
    ) -> None:
        """The paper of a ticket that this desk has just issued; ``done`` is called with what went wrong, or None.

        Commit first, paper second: the number counts whatever becomes of its paper.
        """
        from drivers.printers.tickets import slip_of

        about = taken.about
        slip = slip_of(
            entry,
            taken,
            self._station.picture.rules,
            about.item if about else None,
            about.party if about else "person",
            token,
        )

        def printed(what: Printed) -> None:
            self._outbox.put(taken.ticket, printed=True)
            self._station.told.emit(
                {"told": "printed", "number": taken.number, "t": round(what.first_byte_at * 1e9), "bytes": what.bytes}
            )
            done(None)
            self._paper.watch(what, failed)

        def failed(fault: TinghaoError) -> None:
            self._outbox.put(taken.ticket, printed=False, fault=fault.code)
            done(fault)

        self._station.bridge.watch(self._paper.print(slip), printed, failed)

    def stamp(self, code: str, at: datetime, done: Callable[[TinghaoError | None], None]) -> None:
        """The paper of an arrival stamp; ``done`` is called with what went wrong, or None."""
        from drivers.printers.stamp import StampSlip

        hall = self._station.picture.rules.hall
        language = hall.languages[0]
        local = f"{at.astimezone(hall.zone):%H:%M}"
        slip = StampSlip(hall_name=hall.name.get(language), code=code, stamped_at=local, language=language)
        self._station.bridge.watch(self._paper.print(slip), lambda _: done(None), done)

    def _printer_changed(self) -> None:
        self._tell_hall()
        self._changed()

    def _tell_hall(self) -> None:
        if not self._station.has_picture:
            return
        named = self._station.picture.rules.devices_of(self._station.station, "printer")
        state = self._paper.state
        known = [] if state is None or not named else [of_printer(named[0].name, state, self._paper.fault)]
        self._reports.stand(known)

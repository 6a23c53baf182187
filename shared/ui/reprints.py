"""Second papers, one after another: asked of the hall first, printed after its answer, told to the hall at their end.

A reprint is printed because somebody pressed, never by itself: nobody knows who stands before the station by then.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from shared.errors import DeviceFault, TinghaoError
from shared.messages import Answer, new_id
from shared.ui.outbox import Outbox
from shared.ui.station import StationModel

if TYPE_CHECKING:
    from concurrent.futures import Future

    from shared.commands import Reprint
    from shared.events import SlipReprinted
    from shared.settings import Settings


class SlipPrinter(Protocol):
    """A station's printer, as far as a second paper needs it (``drivers.printers.paper``)."""

    def print_again(self, again: SlipReprinted, settings: Settings) -> Future[Any]:
        """Print the second paper; what the future holds has ``first_byte_at``, in monotonic seconds."""
        ...

    def watch(self, printed: Any, broke_off: Callable[[DeviceFault], None]) -> None:
        """Have it told when the printer says a moment later that this paper did not come out."""
        ...


class Reprints:
    """The reprints of one station. ``begun`` is called for each, ``printed`` with its number once it is on paper, and
    ``failed`` with why it is not: the rest of what was asked for is given up then."""

    def __init__(
        self,
        station: StationModel,
        printer: SlipPrinter,
        outbox: Outbox,
        *,
        begun: Callable[[], None],
        printed: Callable[[str], None],
        failed: Callable[[TinghaoError], None],
    ) -> None:
        self._station, self._printer, self._outbox = station, printer, outbox
        self._begun, self._done, self._failed = begun, printed, failed
        self._wanted: deque[str] = deque()
        self._command: Reprint | None = None

    @property
    def busy(self) -> bool:
        """Whether one is under way."""
        return self._command is not None

    def want(self, ticket: str) -> None:
        """Print this one again, after those that are wanted already."""
        if ticket not in self._wanted:
            self._wanted.append(ticket)
        self._next()

    def _next(self) -> None:
        from shared.commands import Reprint

        if self._command is not None or not self._wanted:
            return
        command = self._command = Reprint(id=new_id(), ticket=self._wanted[0])
        self._begun()
        # Unanswered: whether it was counted is not known; nothing was printed, and another press asks anew.
        self._station.ask(command, lambda answer: self._answered(command, answer), self._give_up)

    def _answered(self, command: Reprint, answer: Answer) -> None:
        from shared.events import SlipReprinted

        again = next(entry.event for entry in answer.entries if isinstance(entry.event, SlipReprinted))
        self._station.bridge.watch(
            self._printer.print_again(again, self._station.picture.rules),
            lambda printed: self._printed(command, again.number, printed),
            lambda fault: self._not_printed(command, fault),
        )

    def _printed(self, command: Reprint, number: str, printed: Any) -> None:
        self._outbox.put(command.ticket, printed=True)
        self._wanted.popleft()
        self._command = None
        self._station.told.emit({"told": "reprinted", "number": number, "t": round(printed.first_byte_at * 1e9)})
        self._done(number)
        self._printer.watch(printed, lambda fault: self._broke_off(command, fault))
        self._next()

    def _broke_off(self, command: Reprint, fault: DeviceFault) -> None:
        """The printer says a second later that it could not: the number is offered again."""
        self._outbox.put(command.ticket, printed=False, fault=fault.code)
        if self._command is None:  # A reprint under way meets the same and says so itself.
            self._give_up(fault)

    def _not_printed(self, command: Reprint, fault: TinghaoError) -> None:
        self._outbox.put(command.ticket, printed=False, fault=fault.code)
        self._give_up(fault)

    def _give_up(self, error: TinghaoError) -> None:
        self._wanted.clear()
        self._command = None
        self._failed(error)

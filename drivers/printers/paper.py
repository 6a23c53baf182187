"""A station's printer: which one it is, how it is, and one slip at a time on it.

The settings name it, an address given at the start wins. A station without a printer is no error: numbers then stand
on the screen.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from drivers.printers.status import State
from shared.errors import DeviceFault
from shared.log import Log

if TYPE_CHECKING:
    from concurrent.futures import Future

    from drivers.printers.printer import Health, Printed, Printer
    from drivers.printers.slip import Printable
    from shared.events import SlipReprinted
    from shared.settings import Settings

log = Log(__name__)


class PrinterChoice(NamedTuple):
    """Which printer, and how it is spoken to; see :class:`drivers.printers.printer.Printer`."""

    url: str
    width_mm: int = 58
    profile: str = "default"
    mode: str = "auto"


def chosen_printer(settings: Settings, station: str) -> PrinterChoice | None:
    """The station's printer as the settings name it, the first where there are several."""
    devices = settings.devices_of(station, "printer")
    if not devices:
        return None
    device = devices[0]
    return PrinterChoice(url=device.port, width_mm=device.width_mm or 58, profile=device.driver, mode=device.mode)


class Paper:
    """Holds the printer of one station, all in the station's own thread: ``call`` brings what the printer's threads say
    there, and ``changed`` is called there."""

    def __init__(
        self,
        call: Callable[[Callable[[], None]], None],
        changed: Callable[[], None],
        fixed: PrinterChoice | None = None,
    ) -> None:
        self._call, self._changed = call, changed
        self._fixed: PrinterChoice | None = None
        self._choice: PrinterChoice | None = None
        self._printer: Printer | None = None
        self._fault: DeviceFault | None = None
        self._health: Health | None = None
        self._prepared: tuple[Printer, Settings] | None = None
        if fixed is not None:
            self.fix(fixed)

    def fix(self, choice: PrinterChoice) -> None:
        """Use this printer, whatever the settings say."""
        self._fixed = choice
        self._use(choice)

    def settle(self, settings: Settings, station: str) -> None:
        """Use the printer that the settings name now; one that stays the same is left alone."""
        if self._fixed is None:
            self._use(chosen_printer(settings, station))
        if self._printer is not None and (self._printer, settings) != self._prepared:
            from drivers.printers.tickets import sample_slips

            self._prepared = (self._printer, settings)
            self._printer.prepare(sample_slips(settings))

    @property
    def state(self) -> State | None:
        """How the printer is; None where the station has none."""
        if self._fault is not None:
            return State.OFFLINE
        return self._health.state if self._health is not None else None

    @property
    def fault(self) -> DeviceFault | None:
        """What is wrong and what to do, for the staff."""
        return self._fault or (self._health.fault if self._health is not None else None)

    @property
    def can_print(self) -> bool:
        """Whether a slip may be expected. Silence (UNKNOWN) prints: many cheap printers never answer."""
        return self.state is not None and self.state.can_print

    def print(self, slip: Printable) -> Future[Printed]:
        """Print a slip. Without a usable printer the future holds why."""
        if self._printer is not None:
            return self._printer.print(slip)
        from concurrent.futures import Future

        future: Future[Printed] = Future()
        future.set_exception(self._fault or DeviceFault("no_printer"))
        return future

    def print_again(self, again: SlipReprinted, settings: Settings) -> Future[Printed]:
        """Print a second paper of a ticket, marked with its count."""
        from drivers.printers.tickets import slip_again

        return self.print(slip_again(again, settings))

    def hex_logs(self) -> dict[str, list[str]]:
        """The last traffic with the printer, for support."""
        if self._printer is None or self._choice is None:
            return {}
        return {self._choice.url: self._printer.hex_log()}

    def watch(self, printed: Printed, broke_off: Callable[[DeviceFault], None]) -> None:
        """Have it told, in the station's thread, when the printer says about a second later that this slip did not come out."""

        def told(health: Health) -> None:
            if health.fault is not None:
                broke_off(health.fault)

        printed.after.add_done_callback(lambda ended: self._call(lambda: told(ended.result())))

    def close(self) -> None:
        """End the printer's worker; what is being printed comes out."""
        printer, self._printer = self._printer, None
        if printer is not None:
            printer.close()

    def _use(self, choice: PrinterChoice | None) -> None:
        if choice == self._choice:
            return
        self._retire()
        self._choice = choice
        self._fault = self._health = None
        if choice is not None:
            from drivers.printers.printer import Health, Printer

            self._health = Health(State.UNKNOWN)
            try:
                self._printer = Printer(
                    choice.url,
                    choice.width_mm,
                    choice.profile,
                    choice.mode,
                    on_health=lambda health: self._call(lambda: self._heard(choice, health)),
                )
            except DeviceFault as fault:
                log.warning("printer_unusable", why=str(fault))
                self._fault = fault
        self._changed()

    def _heard(self, choice: PrinterChoice, health: Health) -> None:
        if choice == self._choice:
            self._health = health
            self._changed()

    def _retire(self) -> None:
        printer, self._printer = self._printer, None
        if printer is not None:
            # Its worker may be in the middle of a slip; the screen does not wait for it.
            threading.Thread(target=printer.close, name="printer-retire", daemon=True).start()

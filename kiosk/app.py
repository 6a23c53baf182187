"""Starts the kiosk: its model, its line to the hall, its window; ends them in the opposite order."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Final

from PySide6.QtCore import QCoreApplication

from drivers.printers.paper import PrinterChoice
from kiosk.model import KioskModel
from shared.ui.app import application, run
from shared.ui.line import Line
from shared.ui.waits import AskWaits

SIZE: Final = (1080, 1920)
"""Design size in pixels: 21.5 inches, portrait."""


def main(
    *,
    hall_url: str | None = None,
    token: str | None = None,
    hall: str = "",
    station: str = "kiosk-1",
    language: str = "",
    remote: bool = False,
    fullscreen: bool = False,
    scale: float | None = None,
    printer: str | None = None,
    printer_width_mm: int = 58,
    printer_profile: str = "default",
    printer_mode: str = "auto",
) -> int:
    """Run the kiosk until it is quit; the process's exit code.

    ``hall_url`` is the hall's address, else the hall with code ``hall`` is looked for on the LAN. ``language`` is what
    the screen comes back to, else the hall's first. ``printer`` is an address that wins over the settings'.
    """
    # Kept in hand: the model's timers need the application, and both end with this function.
    app = application()
    choice = (
        PrinterChoice(url=printer, width_mm=printer_width_mm, profile=printer_profile, mode=printer_mode)
        if printer
        else None
    )
    model = KioskModel(station=station, language=language)

    def prepare() -> None:
        load_hands()
        if choice is not None:
            model.bridge.call(lambda: model.paper.fix(choice))

    line = Line(model, hall_url=hall_url, token=token, hall=hall, prepare=prepare)
    model.hall_at(lambda: line.address)
    asking = AskWaits(model, lambda: line.link, model.know_waits, lambda: True)
    ends: list[str] = []
    model.ending.connect(ends.append)
    model.ending.connect(lambda how: QCoreApplication.quit())
    try:
        asking.start()
        code = run("kiosk", model, SIZE, fullscreen=fullscreen, scale=scale, remote=remote, shown=line.start)
    finally:
        asking.stop()
        line.stop()
        model.close()
        app.processEvents()
    if ends == ["restart"]:
        # The same program in the same process, from its beginning: whoever watches it notices nothing.
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
    return code


def load_hands() -> None:
    """Load what the first ticket needs, while nobody waits for it: the commands, the printer and its slips."""
    for module in ("shared.commands", "shared.fold", "drivers.printers.printer", "drivers.printers.tickets"):
        import_module(module)

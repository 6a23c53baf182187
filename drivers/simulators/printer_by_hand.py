"""The simulated printer by hand: a process of its own, and what can be wrong with it as words, given or typed."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from drivers.simulators.printer import PrinterSimulator, ReceivedSlip

HELP: Final = (
    "silent | stall | garbage | slow BAUD | paper-out-at N (in the N-th slip) | power-loss-at N (after N bytes) | "
    "paper ok|low|out | cover open|closed | cutter ok|jammed | power on|off | ok (all well again)"
)
_AT_ONCE: Final = 4096
_TICK_S: Final = 0.05


class FaultError(ValueError):
    """Words that name no fault; its text lists those that do."""


def apply(printer: PrinterSimulator, words: str) -> None:
    """Have ``printer`` fail, or be well again, as ``words`` say (``=`` may stand for the space). Raises ``FaultError``."""
    match words.replace("=", " ").split():
        case ["silent"]:
            printer.silent = True
        case ["stall"]:
            printer.stop_reading = True
        case ["garbage"]:
            printer.garbage = True
        case ["slow", baud] if baud.isdecimal() and int(baud) >= 300:
            printer.baud = int(baud)
        case ["paper-out-at", slips] if slips.isdecimal() and int(slips) >= 1:
            printer.paper_out_at(int(slips))
        case ["power-loss-at", after] if after.isdecimal():
            printer.power_loss_at(int(after))
        case ["paper", ("ok" | "low" | "out") as state]:
            printer.paper = state
        case ["cover", ("open" | "closed") as state]:
            printer.cover_open = state == "open"
        case ["cutter", ("ok" | "jammed") as state]:
            printer.cutter_jammed = state == "jammed"
        case ["power", ("on" | "off") as state]:
            printer.power = state == "on"
        case ["ok"]:
            printer.recover()
        case _:
            raise FaultError(f"{words!r} is none of: {HELP}")


class Keyboard:
    """Lines typed on standard input, read without ever waiting and never from a terminal that is another's."""

    def __init__(self) -> None:
        self._begun = b""
        self._open = True

    def typed(self) -> Iterator[str]:
        """The whole lines that were typed since the last look."""
        while self._open and self._readable():
            try:
                data = os.read(0, _AT_ONCE)
            except OSError:
                data = b""
            self._open = bool(data)
            *lines, self._begun = (self._begun + data).split(b"\n")
            yield from (line.decode(errors="replace").strip() for line in lines if line.strip())

    @staticmethod
    def _readable() -> bool:
        try:
            if os.isatty(0) and os.tcgetpgrp(0) != os.getpgrp():
                return False  # in the background: reading would stop this process
            return bool(select.select([0], [], [], 0)[0])
        except (OSError, ValueError):
            return False  # closed


def obey(printer: PrinterSimulator, lines: Sequence[str] | Iterator[str]) -> None:
    """Each typed line as a fault; one that is none is answered on standard error."""
    for line in lines:
        try:
            apply(printer, line)
        except FaultError as error:
            print(error, file=sys.stderr, flush=True)


def run_interactive(
    tcp: int | None,
    pty: bool,
    width_mm: int,
    png_dir: Path | None,
    *,
    as_json: bool = False,
    faults: Sequence[str] = (),
) -> None:
    """Be a printer until SIGINT or SIGTERM: print the address, then a line for each slip. For the command line.

    ``faults`` and each line typed on standard input are words of :data:`HELP`.
    With ``as_json`` each line is a JSON object: ``{"port": url}``, then ``{"slip", "bytes", "lines", "png", "t"}`` with
    the time of the first byte in nanoseconds of the monotonic clock.
    """
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    keyboard = Keyboard()
    with PrinterSimulator(width_mm, png_dir) as printer:
        for words in faults:
            apply(printer, words)
        if tcp is not None:
            _say_port(f"tcp://127.0.0.1:{printer.start_tcp(tcp)}", as_json=as_json)
        if pty or tcp is None:
            _say_port(printer.start_pty(), as_json=as_json)
        while not done.is_set():
            obey(printer, keyboard.typed())
            with contextlib.suppress(TimeoutError):
                slip = printer.wait_slip(_TICK_S)
                print(_as_json(slip) if as_json else _told(slip), flush=True)


def _say_port(url: str, *, as_json: bool) -> None:
    print(json.dumps({"port": url}) if as_json else f"printer at {url}", flush=True)


def _as_json(slip: ReceivedSlip) -> str:
    seen = {
        "slip": slip.index,
        "bytes": len(slip.bytes),
        "lines": slip.lines,
        "raster_rows": slip.raster_rows,
        "png": str(slip.png_path) if slip.png_path else None,
        "t": int(slip.first_byte_at * 1e9),
    }
    return json.dumps(seen, ensure_ascii=False)


def _told(slip: ReceivedSlip) -> str:
    words = " | ".join(slip.lines) or f"{slip.raster_rows} rows of dots"
    strange = f"  UNKNOWN COMMANDS {[each.hex(' ') for each in slip.unknown]}" if slip.unknown else ""
    return f"slip {slip.index}  {len(slip.bytes)} bytes  {words}  {slip.png_path or ''}{strange}".rstrip()

"""Tap → bytes at the printer: a kiosk's real window is tapped, a simulated printer on TCP tells its slip's first byte."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks.cast import Cast, Sender, cast, current
from benchmarks.report import Plan, Result, median, milliseconds, percentile, spread
from drivers.printers.slip import encode
from drivers.printers.tickets import sample_slips
from shared.settings import load_settings
from shared.tickets import Role
from tinghao.demo.process import Process
from tinghao.places import SAMPLE

BUDGET_S = 0.040
BUDGET_BYTES = 400
_CATEGORY = "C"


def measure(folder: Path, plan: Plan) -> Result:
    """Taps one after the other, and between them the bare command's round trip on the same service."""
    taps = 10 if plan.quick else 100
    with cast(folder) as house:
        printer = house.start("printer", "simulate", "printer", "--tcp", "0", "--width", "80", "--json")
        port = printer.expect(lambda said: "port" in said)["port"]
        kiosk = house.station("kiosk", "kiosk-1", "--printer", port, role=Role.KIOSK)
        current(kiosk)
        kiosk.until(lambda state: state["home"] == "ready" and state["printer"] is not None)
        tapped, bare, sizes = _taps(house, kiosk, printer, taps)
    result = Result("Tap → first byte of the slip at the printer (TCP)")
    late = percentile(tapped, 0.99)
    result.add(
        "tap → printer",
        milliseconds(tapped),
        f"command alone: {milliseconds(bare)}",
        median(tapped) / median(bare),
        f"p99 ≤ {BUDGET_S * 1e3:.0f} ms",
        late <= BUDGET_S,
    )
    longest = max(len(encode(slip)) for slip in sample_slips(load_settings(SAMPLE)))
    result.add(
        "bytes of a slip, native as on a serial line",
        f"{longest}",
        f"here, with the number drawn: {max(sizes)}",
        budget=f"≤ {BUDGET_BYTES}",
        holds=longest <= BUDGET_BYTES,
    )
    result.notes.append(f"{taps} taps on the kiosk without a screen (software renderer), ratio of p50.")
    result.figures = {
        "tap_to_printer": spread(tapped),
        "command": spread(bare),
        "bytes": max(sizes),
        "bytes_native": longest,
    }
    return result


def _taps(house: Cast, kiosk: Process, printer: Process, taps: int) -> tuple[list[float], list[float], list[int]]:
    tapped, bare, sizes = [], [], []
    sender = Sender(house.service)
    for turn in range(taps + 2):
        slips = len(printer.heard)
        pressed = kiosk.ask({"tap": f"tile-{_CATEGORY}"})["t"]
        slip = printer.expect(lambda said: "slip" in said, slips)
        kiosk.ask({"tap": "done"})
        kiosk.until(lambda state: state["page"] == "home")
        time.sleep(0.1)
        took, _ = sender.send("kiosk", "take_ticket", category=_CATEGORY)
        if turn >= 2:  # The first slip opens the printer's line and loads what is loaded once.
            tapped.append((slip["t"] - pressed) / 1e9)
            bare.append(took)
            sizes.append(slip["bytes"])
    sender.close()
    return tapped, bare, sizes

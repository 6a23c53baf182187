"""A kiosk's cold start to its first frame, and its memory, against a bare QML window of the same size.

Beside them, without a budget: until a finger may take a ticket, with the hall at a configured address.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psutil

from benchmarks.cast import NO_SCREEN, cast
from benchmarks.report import Plan, Result, median, milliseconds, spread
from shared.tickets import Role

_SETTLE_S = 1.5
_KIOSK = ("tinghao", "kiosk", "--url", "http://127.0.0.1:9", "--remote")
_BARE = ("benchmarks.bare_window", "1080", "1920")


def measure(folder: Path, plan: Plan) -> Result:
    """The two in turn, processes started anew each time; then kiosks that find their hall."""
    rounds = 3 if plan.quick else 8
    result = Result("A kiosk's start and memory (offscreen, software renderer)")
    seen: dict[str, list[tuple[float, float]]] = {"kiosk": [], "bare": []}
    for _ in range(rounds):
        for name, command in (("kiosk", _KIOSK), ("bare", _BARE)):
            seen[name].append(_start(command, lambda said: "frame" in said))
    starts = {name: [start for start, _ in runs] for name, runs in seen.items()}
    memory = {name: median([mib for _, mib in runs]) for name, runs in seen.items()}
    ratio = median(starts["kiosk"]) / median(starts["bare"])
    result.add(
        "cold start to the first frame",
        milliseconds(starts["kiosk"]),
        milliseconds(starts["bare"]),
        ratio,
        "≤ 1.5 ×",
        ratio <= 1.5,
    )
    kiosk = memory["kiosk"]
    result.add(
        "memory (PSS) once drawn",
        f"{kiosk:.0f} MiB",
        f"{memory['bare']:.0f} MiB",
        kiosk / memory["bare"],
        "≤ 160 MiB",
        kiosk <= 160,
    )
    ready = _ready(folder, rounds)
    at_rest = [mib for _, mib in ready]
    result.add(
        "cold start to the categories on the screen, ready for a tap",
        milliseconds([start for start, _ in ready]),
        milliseconds(starts["bare"]),
        median([start for start, _ in ready]) / median(starts["bare"]),
    )
    result.add(
        "memory (PSS) with the hall's picture",
        f"{median(at_rest):.0f} MiB",
        f"{memory['bare']:.0f} MiB",
        median(at_rest) / memory["bare"],
        "≤ 160 MiB",
        median(at_rest) <= 160,
    )
    result.figures |= {"kiosk": spread(starts["kiosk"]), "bare": spread(starts["bare"]), "memory_mib": memory}
    result.figures |= {"ready": spread([start for start, _ in ready]), "memory_ready_mib": median(at_rest)}
    result.notes.append(
        f"{rounds} starts of each, in turn; from the start of the process to its first frame. Ready: to the frame that "
        "shows the hall's categories, the service on this machine at a configured address."
    )
    return result


def _ready(folder: Path, rounds: int) -> list[tuple[float, float]]:
    folder.mkdir(exist_ok=True)
    with cast(folder / "ready") as house:
        more = ("--url", house.url, "--token", house.token(Role.KIOSK, "kiosk-1"), "--remote")
        return [_start(("tinghao", "kiosk", *more), lambda said: "painted" in said) for _ in range(rounds)]


def _start(command: Sequence[str], wanted: Callable[[dict[str, Any]], bool]) -> tuple[float, float]:
    """Seconds to the frame that is wanted, and MiB of proportional set size a moment later."""
    env = {**os.environ, **NO_SCREEN, "TINGHAO_LOG": "ERROR"}
    began = time.monotonic_ns()
    with subprocess.Popen(
        [sys.executable, "-m", *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env
    ) as child:
        assert child.stdout is not None
        try:
            for line in child.stdout:
                said = json.loads(line)
                if wanted(said):
                    time.sleep(_SETTLE_S)
                    memory = psutil.Process(child.pid).memory_full_info().pss
                    return (said["t"] - began) / 1e9, memory / 2**20
        finally:
            child.terminate()
    raise RuntimeError(f"{' '.join(command)} ended without the frame")

"""A kiosk's cold start to its first frame, and its memory, against a bare QML window of the same size."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from benchmarks.report import Plan, Result, median, milliseconds, spread

_SETTLE_S = 1.5
_KIOSK = ("tinghao", "kiosk", "--url", "http://127.0.0.1:9", "--remote")
_BARE = ("benchmarks.bare_window", "1080", "1920")


def measure(folder: Path, plan: Plan) -> Result:
    """The two in turn, processes started anew each time."""
    rounds = 3 if plan.quick else 8
    result = Result("A kiosk's start and memory (offscreen, software renderer)")
    seen: dict[str, list[tuple[float, float]]] = {"kiosk": [], "bare": []}
    for _ in range(rounds):
        for name, command in (("kiosk", _KIOSK), ("bare", _BARE)):
            seen[name].append(_start(command))
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
    result.figures |= {"kiosk": spread(starts["kiosk"]), "bare": spread(starts["bare"]), "memory_mib": memory}
    result.notes.append(f"{rounds} starts of each, in turn; from the start of the process to its first frame.")
    return result


def _start(command: Sequence[str]) -> tuple[float, float]:
    """Seconds to the first frame, and MiB of proportional set size a moment later."""
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software", "TINGHAO_LOG": "ERROR"}
    began = time.monotonic_ns()
    with subprocess.Popen(
        [sys.executable, "-m", *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env
    ) as child:
        assert child.stdout is not None
        try:
            for line in child.stdout:
                said = json.loads(line)
                if "frame" in said:
                    time.sleep(_SETTLE_S)
                    memory = psutil.Process(child.pid).memory_full_info().pss
                    return (said["t"] - began) / 1e9, memory / 2**20
        finally:
            child.terminate()
    raise RuntimeError(f"{' '.join(command)} ended without a frame")

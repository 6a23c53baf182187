"""``make bench``: measure against the yardsticks of the same run, print tables, write the figures as JSON."""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from benchmarks.report import Plan, Result, show

MEASUREMENTS: Final = ("throughput", "printing", "screens", "growth", "starting", "races", "presses")


def main(
    only: Annotated[list[str] | None, typer.Option(help=f"One of {', '.join(MEASUREMENTS)}; repeat for more.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Smaller sizes: to see that it runs, not to quote.")] = False,
    postgres: Annotated[bool, typer.Option("--postgres", help="Race two services on one PostgreSQL too.")] = False,
    history: Annotated[
        int, typer.Option(help="Finished tickets in the books of 'growth', up to 10000000.")
    ] = 1_000_000,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write all figures to this file.")] = None,
) -> None:
    """Measure. Ratios count, absolute figures depend on the machine."""
    console = Console(soft_wrap=False, width=None if sys.stdout.isatty() else 160)
    plan = Plan(quick=quick, history=history)
    results: dict[str, Result] = {}
    for name in only or MEASUREMENTS:
        if name not in MEASUREMENTS:
            raise typer.BadParameter(f"{name} is not one of {', '.join(MEASUREMENTS)}", param_hint="--only")
        module = import_module(f"benchmarks.{name}")
        parts: dict[str, Callable[..., Result]] = {name: module.measure}
        if postgres and name == "races":
            parts["races_postgres"] = module.measure_postgres
        for part, measure in parts.items():
            with tempfile.TemporaryDirectory(prefix="tinghao-bench-") as folder, console.status(f"{part} …"):
                results[part] = measure(Path(folder), plan)
            show([results[part]], console)
    if json_file is not None:
        whole = {"machine": machine(), "quick": quick, "results": {n: r.as_json() for n, r in results.items()}}
        json_file.write_text(json.dumps(whole, ensure_ascii=False, indent=1), encoding="utf-8")


def machine() -> dict[str, object]:
    """What absolute figures depend on."""
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
    }


if __name__ == "__main__":
    typer.run(main)

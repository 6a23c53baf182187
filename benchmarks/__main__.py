"""``make bench``: measure against the yardsticks of the same run, print tables, write the figures as JSON."""

from __future__ import annotations

import json
import platform
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Annotated, Final

import psutil
import typer
from rich.console import Console

from benchmarks.report import Result, show

MEASUREMENTS: Final = ("throughput",)


def main(
    only: Annotated[list[str] | None, typer.Option(help=f"One of {', '.join(MEASUREMENTS)}; repeat for more.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Smaller sizes: to see that it runs, not to quote.")] = False,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write all figures to this file.")] = None,
) -> None:
    """Measure. Ratios count, absolute figures depend on the machine."""
    console = Console()
    results: dict[str, Result] = {}
    for name in only or MEASUREMENTS:
        if name not in MEASUREMENTS:
            raise typer.BadParameter(f"{name} is not one of {', '.join(MEASUREMENTS)}", param_hint="--only")
        measure: Callable[..., Result] = import_module(f"benchmarks.{name}").measure
        with tempfile.TemporaryDirectory(prefix="tinghao-bench-") as folder, console.status(f"{name} …"):
            results[name] = measure(Path(folder), quick=quick)
        show([results[name]], console)
    if json_file is not None:
        whole = {"machine": machine(), "quick": quick, "results": {n: r.as_json() for n, r in results.items()}}
        json_file.write_text(json.dumps(whole, ensure_ascii=False, indent=1), encoding="utf-8")


def machine() -> dict[str, object]:
    """What absolute figures depend on."""
    return {
        "cores": psutil.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
    }


if __name__ == "__main__":
    typer.run(main)

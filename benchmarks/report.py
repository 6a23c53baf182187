"""What a measurement gives: lines with absolute figures, and their ratio to a yardstick of the same run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Plan:
    """How large a run is to be."""

    quick: bool = False
    history: int = 1_000_000
    """Finished tickets in the books of the growth measurement."""


@dataclass(frozen=True, slots=True)
class Line:
    """One figure beside its yardstick. ``budget`` is what DESIGN.md section 5 allows, in words."""

    name: str
    ours: str
    beside: str = ""
    ratio: float | None = None
    budget: str = ""
    holds: bool | None = None


@dataclass(slots=True)
class Result:
    """All lines of one measurement, what was really done, and the raw figures for a script."""

    title: str
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)

    def add(
        self,
        name: str,
        ours: str,
        beside: str = "",
        ratio: float | None = None,
        budget: str = "",
        holds: bool | None = None,
    ) -> None:
        self.lines.append(Line(name, ours, beside, ratio, budget, holds))

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def show(results: Sequence[Result], console: Console) -> None:
    """Print the measurements as tables, without columns that stay empty."""
    for result in results:
        cells = [_cells(line) for line in result.lines]
        used = [any(row[column] for row in cells) for column in range(len(_COLUMNS))]
        table = Table(title=result.title, title_justify="left", caption="\n".join(result.notes) or None)
        table.caption_justify = "left"
        for name, there in zip(_COLUMNS, used, strict=True):
            if there:
                table.add_column(name, justify="right" if name == "ratio" else "left")
        for row in cells:
            table.add_row(*(cell for cell, there in zip(row, used, strict=True) if there))
        console.print(table)


_COLUMNS = ("what", "measured", "yardstick, same run", "ratio", "budget", "")


def _cells(line: Line) -> tuple[str, ...]:
    ratio = "" if line.ratio is None else f"{line.ratio:.2f} ×"
    verdict = {None: "", True: "[green]holds[/]", False: "[red]missed[/]"}[line.holds]
    return line.name, line.ours, line.beside, ratio, line.budget, verdict


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` of all do not exceed; ValueError for no values."""
    if not values:
        raise ValueError("no values were measured")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def median(values: Sequence[float]) -> float:
    return percentile(values, 0.5)


def milliseconds(values: Sequence[float]) -> str:
    """p50 and p99 of durations in seconds, in words."""
    return f"p50 {median(values) * 1e3:.1f} ms, p99 {percentile(values, 0.99) * 1e3:.1f} ms"


def spread(values: Sequence[float]) -> dict[str, float]:
    """p50, p99 and maximum of durations in seconds, in milliseconds, for a script."""
    return {
        "p50_ms": round(median(values) * 1e3, 3),
        "p99_ms": round(percentile(values, 0.99) * 1e3, 3),
        "max_ms": round(max(values) * 1e3, 3),
        "count": len(values),
    }

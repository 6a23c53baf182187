"""The report of simulated days as a table a person reads: one column a hall, the same visitors in each."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

_MINUTES = "{:.1f} min"


def show(report: dict[str, Any]) -> None:
    """Print the days side by side."""
    days = report["days"]
    table = Table(title=f"{report['tickets']} visitors, {report['windows']} windows, seed {report['seed']}")
    table.add_column("")
    for day in days:
        table.add_column(f"{day['comprehensive']} comprehensive", justify="right")
    for name in ("tickets", "called", "finished", "left_without_a_word"):
        table.add_row(name.replace("_", " "), *(str(day[name]) for day in days))
    table.add_row("abandonment", *(f"{day['abandonment']:.1%}" for day in days))
    for name in ("mean", "p50", "p90"):
        table.add_row(f"wait, {name}", *(_MINUTES.format(day["wait_minutes"][name]) for day in days))
    table.add_row("utilisation", *(f"{day['utilisation']['all']:.0%}" for day in days))
    console = Console()
    console.print(table)
    console.print(report["assumed"]["source"], style="dim")

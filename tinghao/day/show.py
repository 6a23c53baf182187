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
    _expected(table, days)
    table.add_row("utilisation", *(f"{day['utilisation']['all']:.0%}" for day in days))
    console = Console()
    console.print(table)
    console.print(report["assumed"]["source"], style="dim")


def _expected(table: Table, days: list[dict[str, Any]]) -> None:
    """How true the told waits were: nine in ten are to be called by p90, one in two before p50."""
    told = [day["expected_waits"] for day in days]
    for name, words in (("told", "told a wait"), ("free", "told that a window is free")):
        table.add_row(words, *(str(one[name]) for one in told))
    for name, words in (
        ("called_by_p90", "called by the told p90"),
        ("called_before_p50", "called before the told p50"),
    ):
        table.add_row(words, *(f"{one[name]:.1%}" if one["told"] else "-" for one in told))
    for name, words in (("mean_error_minutes", "off the told p50"), ("mean_width_minutes", "from p50 to p90")):
        table.add_row(f"{words}, mean", *(_MINUTES.format(one[name]) if one["told"] else "-" for one in told))

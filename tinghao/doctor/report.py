"""The findings on a terminal, for a person, or as JSON, for a script."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from shared import i18n
from tinghao.doctor.finding import Area, Finding, State

SHAPES: Final = {State.OK: "●", State.LOOK: "▲", State.FAULT: "✖"}
"""Beside the word, so that no state is told by colour alone."""
_STYLES: Final = {State.OK: "green", State.LOOK: "yellow", State.FAULT: "bold red"}


def as_json(findings: Sequence[Finding]) -> str:
    """``{"ok": bool, "findings": [{"area", "name", "state", "detail", "remedy"}, …]}``."""
    told = {"ok": not faulty(findings), "findings": [asdict(finding) for finding in findings]}
    return json.dumps(told, ensure_ascii=False, indent=2)


def show(findings: Sequence[Finding], console: Console, language: str) -> None:
    """One table, the areas in their order; what to do stands under what was found."""
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0), expand=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for area in Area:
        here = [finding for finding in findings if finding.area is area]
        if not here:
            continue
        table.add_row("", Text(i18n.text(f"doctor.area.{area.value}", language), style="bold"))
        for finding in here:
            word = i18n.text(f"doctor.state.{finding.state.value}", language)
            mark = Text(f"{SHAPES[finding.state]} {word}", style=_STYLES[finding.state])
            said = Text(finding.detail)
            if finding.remedy:
                said.append(f"\n→ {finding.remedy}", style="bold" if finding.state is State.FAULT else "")
            table.add_row(mark, said)
        table.add_row("", "")
    console.print(table)
    counts = {state: sum(finding.state is state for finding in findings) for state in State}
    key = "faults" if counts[State.FAULT] else "looks" if counts[State.LOOK] else "well"
    console.print(
        i18n.text(f"doctor.sum.{key}", language, faults=counts[State.FAULT], looks=counts[State.LOOK]), highlight=False
    )


def faulty(findings: Sequence[Finding]) -> bool:
    """Whether anything is broken."""
    return any(finding.state is State.FAULT for finding in findings)

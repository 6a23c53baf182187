"""How long people wait in each category: what the hall was asked, in the words of a board."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shared.waits import rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryWait:
    """One category. Minutes as a board shows them, ``–`` where nobody waits or nobody can say."""

    longest: str
    expected: str
    open: int
    """Open windows whose clerk may serve it."""


def waits_of(rows: Mapping[str, Mapping[str, Any]]) -> dict[str, CategoryWait]:
    """The rows of ``GET /api/v1/waits``, by category, as a board says them."""
    return {category: _wait(row) for category, row in rows.items()}


def _wait(row: Mapping[str, Any]) -> CategoryWait:
    longest, expected = row["longest_s"], row["expected_s"]
    return CategoryWait(
        longest="–" if longest is None else str(longest // 60),
        expected="–" if expected is None else _interval(*rounded((expected[0], expected[1]))),
        open=row["windows"],
    )


def _interval(low: int, high: int) -> str:
    """Never one number: it would be read as a promise."""
    return f"≤ {high}" if low in (0, high) else f"{low}–{high}"

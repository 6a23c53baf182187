"""How long people wait in each category: what the hall was asked, in the words of a board."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryWait:
    """One category. Minutes as a board shows them, ``–`` where nobody waits or nobody can say."""

    longest: str
    expected: str
    open: int
    """Open windows whose clerk may serve it."""


def waits_of(answer: Mapping[str, Any]) -> dict[str, CategoryWait]:
    """The hall's answer to ``GET /api/v1/waits``, by category."""
    return {row["category"]: _wait(row) for row in answer["categories"]}


def _wait(row: Mapping[str, Any]) -> CategoryWait:
    longest, expected = row["longest_s"], row["expected_s"]
    return CategoryWait(
        longest="–" if longest is None else str(longest // 60),
        expected="–" if expected is None else _interval(expected[0] // 60, -(-expected[1] // 60)),
        open=row["windows"],
    )


def _interval(low: int, high: int) -> str:
    return str(high) if low >= high else f"{low}–{high}"

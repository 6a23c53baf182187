"""The hall that a logged day needs: its categories from the log's letters, as many windows as were ever open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import tomli_w

from tinghao.replay.log import Row, letters

HALL: Final = "replay"


def windows_of(rows: Sequence[Row]) -> dict[str, list[int]]:
    """Window numbers of each category: as many as were open at once, at least one."""
    most: dict[str, int] = {}
    codes = letters(rows)
    for row in rows:
        code = codes[row.category]
        most[code] = max(most.get(code, 1), row.open_windows)
    numbers: dict[str, list[int]] = {}
    first = 1
    for code in sorted(most):
        numbers[code] = list(range(first, first + most[code]))
        first += most[code]
    return numbers


def clerk_of(window: int) -> str:
    """Staff number of the one clerk of a window."""
    return str(9000 + window)


def settings_toml(rows: Sequence[Row], office: str, hall: str, timezone: str) -> str:
    """Settings for the day, as TOML: the log's own names, no policy that would hold back a call."""
    names = {code: name for name, code in letters(rows).items()}
    windows = windows_of(rows)
    tree: dict[str, Any] = {
        "hall": {"code": hall, "name": {"zh": office}, "timezone": timezone},
        "zones": [{"code": "service", "name": {"zh": office}}],
        "categories": [{"code": code, "name": {"zh": names[code]}} for code in sorted(names)],
        "windows": [
            {"number": number, "zone": "service", "categories": [code]}
            for code, numbers in windows.items()
            for number in numbers
        ],
        "clerks": [
            {"number": clerk_of(number), "categories": [code]}
            for code, numbers in windows.items()
            for number in numbers
        ],
    }
    return tomli_w.dumps(tree)

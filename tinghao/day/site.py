"""The hall of a simulated day: the sample hall's 20 windows, so many of them comprehensive."""

from __future__ import annotations

from typing import Any, Final

import tomli_w

from tinghao.day.people import KINDS, comprehensive_serves, single_windows

HALL: Final = "simulated"
WINDOWS: Final = 20
TIMEZONE: Final = "Asia/Shanghai"
MOST_COMPREHENSIVE: Final = WINDOWS - len(KINDS)


def places(comprehensive: int) -> dict[int, list[str]]:
    """What each window serves: the single ones first, then the comprehensive ones."""
    serves = [[code] for code, count in single_windows(WINDOWS - comprehensive).items() for _ in range(count)]
    serves += [list(comprehensive_serves()) for _ in range(comprehensive)]
    return dict(enumerate(serves, start=1))


def clerk_of(window: int) -> str:
    """Staff number of the one clerk of a window."""
    return str(1000 + window)


def settings_toml(comprehensive: int) -> str:
    """Settings of the hall, as TOML, with the house's own policies."""
    windows = places(comprehensive)
    tree: dict[str, Any] = {
        "hall": {"code": HALL, "name": {"zh": "模拟大厅", "en": "Simulated hall"}, "timezone": TIMEZONE},
        "zones": [{"code": "service", "name": {"zh": "办理区", "en": "Service area"}}],
        "categories": [
            {"code": code, "name": {"zh": kind.name}, "service_min": round(kind.mean_min)}
            for code, kind in KINDS.items()
        ],
        "windows": [
            {"number": number, "zone": "service", "categories": codes, "comprehensive": len(codes) > 1}
            for number, codes in windows.items()
        ],
        "clerks": [{"number": clerk_of(number), "categories": codes} for number, codes in windows.items()],
    }
    return tomli_w.dumps(tree)

"""A wait in words, the same on slip, kiosk and phone: an interval, rounded outward to what is honest."""

from __future__ import annotations

from shared.i18n import text


def rounded(expected_s: tuple[int, int]) -> tuple[int, int]:
    """Whole minutes around an interval of seconds: below ten to the minute, above to five, never narrower."""
    low, high = expected_s[0] / 60, max(expected_s) / 60
    down = 1 if low < 10 else 5
    up = 1 if high <= 10 else 5
    return int(low // down) * down, max(1, -int(-high // up) * up)


def wait_words(expected_s: tuple[int, int] | None, language: str) -> str | None:
    """``about 10-25 min``; None where the wait is not known."""
    if expected_s is None:
        return None
    low, high = rounded(expected_s)
    if low in (0, high):
        return text("common.wait_within", language, high=high)
    return text("common.wait_about", language, low=low, high=high)

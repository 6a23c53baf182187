"""How true the told waits were: what the hall publishes of its own forecast.

A told wait is held against the first call after it. Who gave up, or was carried over the night, was never called to
compare, and counts nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from hall.forecast.outlook import HallForecast
from shared.experience import Experience
from shared.picture import Picture


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Of some told waits: how many there were, and how the calls fell. Who was told that a window is free is counted
    apart, so that a quiet hall does not look like a good forecast."""

    told: int
    by_high: int
    before_low: int
    off_s: int
    free: int
    free_by_high: int

    @classmethod
    def of(cls, rows: Iterable[Experience]) -> Accuracy:
        found = list(rows)
        return cls(
            sum(row.told for row in found),
            sum(row.by_high for row in found),
            sum(row.before_low for row in found),
            sum(row.off_s for row in found),
            sum(row.free for row in found),
            sum(row.free_by_high for row in found),
        )

    def published(self) -> dict[str, Any]:
        """Shares and the mean error in seconds, None before the first call."""
        told = self.told
        return {
            "told": told,
            "called_by_p90": round(self.by_high / told, 4) if told else None,
            "called_before_p50": round(self.before_low / told, 4) if told else None,
            "mean_error_s": round(self.off_s / told, 1) if told else None,
            "free": self.free,
            "free_called_by_p90": round(self.free_by_high / self.free, 4) if self.free else None,
        }


def days(picture: Picture) -> list[dict[str, Any]]:
    """Each category on each service day that still counts, the latest day first."""
    rows = sorted(picture.experience.values(), key=lambda row: (-row.day.toordinal(), row.category))
    return [
        {"category": row.category, "day": row.day.isoformat(), **Accuracy.of([row]).published()}
        for row in rows
        if row.told or row.free
    ]


def today(picture: Picture) -> dict[str, Accuracy]:
    """Today by category, of those whose waits were told."""
    day = picture.today.day if picture.today else None
    return {row.category: Accuracy.of([row]) for row in picture.experience.values() if row.day == day and row.told}


def totals(picture: Picture, forecast: HallForecast) -> list[dict[str, Any]]:
    """Each category of the settings over all days that still count, with the pace that its forecast goes by: seconds
    that a window needs for a number, None where nothing is known."""
    if not picture.settings:
        return []
    rows = []
    for category in picture.rules.categories:
        known = forecast.lesson(picture, category.code)
        taught = [row for row in picture.experience.values() if row.category == category.code]
        pace = round(known.pace_s, 1) if known is not None else None
        rows.append({"category": category.code, "pace_s": pace, **Accuracy.of(taught).published()})
    return rows

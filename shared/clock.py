"""Clocks: the time of the hall is injected everywhere, so a day can be replayed faster than it happened.

Only the hall's own time is scaled. Deadlines of I/O use ``time.monotonic`` and never come from here.
"""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class FixedClock:
    """Stands where it is put: for tests, simulation and replay at full speed."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        return self._at

    def set(self, at: datetime) -> None:
        """Move to a time, also backwards: what a wrong clock does."""
        self._at = at.astimezone(UTC)

    def advance(self, seconds: float) -> None:
        self._at += timedelta(seconds=seconds)


class ScaledClock:
    """Starts at a time and runs ``speed`` times as fast as the monotonic clock."""

    def __init__(self, start: datetime, speed: float) -> None:
        if speed <= 0:
            raise ValueError(f"speed must be positive, not {speed}")
        self._start = start.astimezone(UTC)
        self._speed = speed
        self._began = time.monotonic()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=(time.monotonic() - self._began) * self._speed)


def service_date(now: datetime, zone: ZoneInfo, day_starts: time_of_day) -> date:
    """The service day that ``now`` belongs to in the hall's own zone; it turns at ``day_starts``, not at midnight."""
    local = now.astimezone(zone)
    return local.date() if local.time() >= day_starts else local.date() - timedelta(days=1)

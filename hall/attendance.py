"""Attendance: which stations this service hears, by their streams and commands. Knows no clock but the one given.

A stream whose other end is gone ends by itself: a ping that nobody acknowledges closes it (``hall/run.py``).
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from shared.clock import Clock

ABSENT_S: Final = 30.0
"""A station that was not heard for so long is gone. Seconds of the machine: a line's silence is never scaled."""


class Attendance:
    """Who is there. Lives in the API's event loop."""

    def __init__(self, clock: Clock, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._monotonic = clock, monotonic
        self._following: Counter[str] = Counter()
        self._began = self._present()
        self._last: dict[str, tuple[float, datetime]] = {}
        self._elsewhere: set[str] = set()

    def heard(self, station: str) -> None:
        """The station sent something to this service."""
        self._last[station] = self._present()
        self._elsewhere.discard(station)

    def heard_elsewhere(self, station: str) -> None:
        """Another service carried out a command of the station: that one watches over it from now on."""
        if not self._following[station]:
            self._elsewhere.add(station)

    @contextmanager
    def following(self, station: str) -> Iterator[None]:
        """While the station's stream is open."""
        self.heard(station)
        self._following[station] += 1
        try:
            yield
        finally:
            self._following[station] -= 1
            self.heard(station)

    def gone_since(self, station: str) -> datetime | None:
        """When the station was last heard, by the hall's clock; None while it is there or not ours to watch.

        A station that was never heard counts from the start of this service: it may have been lost with the last one.
        """
        at, when = self._last.get(station, self._began)
        if self._following[station] or station in self._elsewhere or self._monotonic() - at < ABSENT_S:
            return None
        return when

    def _present(self) -> tuple[float, datetime]:
        return self._monotonic(), self._clock.now()

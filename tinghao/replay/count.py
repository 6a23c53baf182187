"""Counting what the book says of the day. Nothing here believes the driver: it reads the hall's own stream."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from shared import events as ev


class Tally:
    """Fed with every entry in order; :meth:`report` says what became of the tickets."""

    def __init__(self) -> None:
        self._numbers: Counter[tuple[str, str]] = Counter()
        self._taken: dict[str, datetime] = {}
        self._first_call: dict[str, datetime] = {}
        self._at_window: dict[str, int] = {}
        self._of_window: dict[int, str] = {}
        self._finished: Counter[str] = Counter()
        self._double_calls = 0
        self._told: dict[str, tuple[int, int]] = {}
        self._free: set[str] = set()

    def take(self, entry: ev.Entry) -> None:
        event = entry.event
        match event:
            case ev.TicketTaken():
                self._numbers[event.day.isoformat(), event.number] += 1
                self._taken[event.ticket] = entry.at
                if event.expected_s is not None:
                    self._told[event.ticket] = event.expected_s
                    if event.reckoned is not None and event.reckoned[0] == 0:
                        self._free.add(event.ticket)
            case ev.TicketCalled():
                self._call(event, entry.at)
            case ev.ServiceFinished():
                self._finished[event.ticket] += 1
                self._leave(event.ticket, event.window)
            case ev.TicketReturned() | ev.TicketClosed() | ev.TicketMissed() | ev.TicketHeld() | ev.TicketTransferred():
                if event.window is not None:
                    self._leave(event.ticket, event.window)

    def _call(self, event: ev.TicketCalled, at: datetime) -> None:
        if event.ticket in self._at_window or event.window in self._of_window or event.ticket in self._finished:
            self._double_calls += 1
        self._at_window[event.ticket] = event.window
        self._of_window[event.window] = event.ticket
        self._first_call.setdefault(event.ticket, at)

    def _leave(self, ticket: str, window: int) -> None:
        self._at_window.pop(ticket, None)
        self._of_window.pop(window, None)

    def report(self, arrivals: int, scale: float | None) -> dict[str, Any]:
        """Figures of the day. ``scale`` brings the hall's seconds to the log's, None where they do not compare."""
        waits = [(self._first_call[t] - self._taken[t]).total_seconds() for t in self._first_call]
        return {
            "arrivals": arrivals,
            "tickets": len(self._taken),
            "called": len(self._first_call),
            "finished": len(self._finished),
            "lost": arrivals - len(self._finished),
            "duplicate_numbers": sum(count - 1 for count in self._numbers.values()),
            "double_calls": self._double_calls,
            "wait_minutes": None if scale is None else minutes([wait * scale for wait in waits]),
            "expected_waits": self._accuracy(),
        }

    def _accuracy(self) -> dict[str, Any]:
        """How true the told waits were, held against the first call, in the hall's seconds. ``free`` was told that a
        window is free, ``untold`` nothing; both stand apart, for neither was a forecast."""
        waits = {t: (at - self._taken[t]).total_seconds() for t, at in self._first_call.items()}
        told = [(*self._told[t], wait) for t, wait in waits.items() if t in self._told and t not in self._free]
        counts = {"told": len(told), "free": len(self._free), "untold": len(self._taken) - len(self._told)}
        if not told:
            return counts
        return {
            **counts,
            "called_by_p90": round(sum(int(wait) <= high for _, high, wait in told) / len(told), 4),
            "called_before_p50": round(sum(int(wait) < low for low, _, wait in told) / len(told), 4),
            "mean_error_minutes": round(statistics.fmean(abs(wait - low) for low, _, wait in told) / 60, 2),
            "mean_width_minutes": round(statistics.fmean(high - low for low, high, _ in told) / 60, 2),
        }


def minutes(seconds: Sequence[float]) -> dict[str, float]:
    """Mean, median and ninth decile of waits, in minutes."""
    if len(seconds) < 2:
        seconds = [*seconds, *seconds] or [0.0, 0.0]
    deciles = statistics.quantiles(seconds, n=10, method="inclusive")
    return {
        "mean": round(statistics.fmean(seconds) / 60, 2),
        "p50": round(deciles[4] / 60, 2),
        "p90": round(deciles[8] / 60, 2),
    }

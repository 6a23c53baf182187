"""Figures of the service in Prometheus text: no person and no ticket, only counts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from hall.forecast.accuracy import today
from hall.screens import State
from shared.picture import Picture
from shared.tickets import Role, WindowState


class Metrics:
    """The service's own registry, so that two services in one process do not mix."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._commands = Counter(
            "tinghao_commands", "Commands by type and outcome", ["type", "outcome"], registry=self._registry
        )
        self._group = Histogram(
            "tinghao_group_size",
            "Commands decided in one transaction",
            buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256),
            registry=self._registry,
        )
        self._outcome = cache(self._commands.labels)
        self._seq = Gauge("tinghao_seq", "Sequence of the last entry", registry=self._registry)
        self._waiting = Gauge("tinghao_waiting", "Tickets waiting", ["category"], registry=self._registry)
        self._windows = Gauge("tinghao_windows", "Windows by state", ["state"], registry=self._registry)
        self._devices = Gauge(
            "tinghao_devices", "Devices by kind and state", ["kind", "state"], registry=self._registry
        )
        self._screens = Gauge(
            "tinghao_screens", "Displays by what they prove of their picture", ["state"], registry=self._registry
        )
        self._told = Gauge(
            "tinghao_forecast_told",
            "Told waits of today that were compared with their call",
            ["category"],
            registry=self._registry,
        )
        self._within = Gauge(
            "tinghao_forecast_within",
            "Of them called by the upper end (p90) and before the lower (p50)",
            ["category", "end"],
            registry=self._registry,
        )
        self._off = Gauge(
            "tinghao_forecast_error_seconds",
            "Mean distance from the lower end (p50), today",
            ["category"],
            registry=self._registry,
        )
        self._followers = Gauge("tinghao_followers", "Open streams by role", ["role"], registry=self._registry)

    def answered(self, command: str) -> None:
        self._outcome(command, "answered").inc()

    def refused(self, command: str, code: str) -> None:
        self._outcome(command, code).inc()

    def committed(self, size: int) -> None:
        self._group.observe(size)

    def text(self, picture: Picture, followers: Mapping[Role, int], screens: Mapping[State, int]) -> bytes:
        """The exposition, with gauges read from the picture at this moment."""
        self._seq.set(picture.seq)
        self._waiting.clear()
        if picture.settings:
            for category in picture.rules.categories:
                self._waiting.labels(category.code).set(picture.waiting_in(category.code))
        for state in WindowState:
            self._windows.labels(state.value).set(sum(w.state is state for w in picture.windows.values()))
        self._devices.clear()
        for row in picture.devices.values():
            self._devices.labels(row.kind.value, row.state.value).inc()
        self._forecast(picture)
        for shown, count in screens.items():
            self._screens.labels(shown).set(count)
        for role, count in followers.items():
            self._followers.labels(role.value).set(count)
        return generate_latest(self._registry)

    def _forecast(self, picture: Picture) -> None:
        for gauge in (self._told, self._within, self._off):
            gauge.clear()
        for category, accuracy in today(picture).items():
            self._told.labels(category).set(accuracy.told)
            self._within.labels(category, "p90").set(accuracy.by_high)
            self._within.labels(category, "p50").set(accuracy.before_low)
            self._off.labels(category).set(accuracy.off_s / accuracy.told)

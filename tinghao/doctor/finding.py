"""What a check says, and how many checks run side by side without one hanging or crashing the rest."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from shared import i18n
from shared.errors import TinghaoError

DEADLINE_S: Final = 20.0
"""Seconds a check may take before it is given up and reported as late."""


class Area(StrEnum):
    """What a finding is about, in the order of the report."""

    MACHINE = "machine"
    SOUND = "sound"
    NETWORK = "network"
    HALL = "hall"
    BOOK = "book"
    DEVICES = "devices"


class State(StrEnum):
    """How it is: as it should be, worth a look, or broken."""

    OK = "ok"
    LOOK = "look"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``name`` is stable, for scripts; ``detail`` and ``remedy`` are in the reader's language."""

    area: Area
    name: str
    state: State
    detail: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Words findings in the language of who reads them."""

    language: str

    def finding(self, area: Area, name: str, state: State, key: str, **params: Any) -> Finding:
        """A finding with the texts ``doctor.<key>.detail`` and, unless all is well, ``doctor.<key>.remedy``."""
        remedy = "" if state is State.OK else i18n.text(f"doctor.{key}.remedy", self.language, **params)
        return Finding(area, name, state, i18n.text(f"doctor.{key}.detail", self.language, **params), remedy)

    def of_error(self, area: Area, name: str, state: State, error: TinghaoError, more: str = "") -> Finding:
        """A finding that says what a refusal or fault of the house says, and ``more`` behind it."""
        detail = error.detail(self.language)
        return Finding(area, name, state, f"{detail} {more}" if more else detail, error.remedy(self.language))


@dataclass(frozen=True, slots=True)
class Check:
    """Something to be looked at. ``look`` runs in a thread of its own, for at most ``deadline_s`` seconds."""

    area: Area
    name: str
    look: Callable[[], Iterable[Finding]]
    deadline_s: float = DEADLINE_S


@dataclass(slots=True)
class _Run:
    check: Check
    done: threading.Event = field(default_factory=threading.Event)
    found: list[Finding] = field(default_factory=list)
    error: Exception | None = None

    def __call__(self) -> None:
        try:
            self.found = list(self.check.look())
        except Exception as error:  # a check that cannot be carried out is a finding like any other
            self.error = error
        finally:
            self.done.set()


def examine(checks: Sequence[Check], reader: Reader) -> list[Finding]:
    """What all checks found, in their order. They run side by side; a late or failing one is a finding too."""
    runs = [_Run(check) for check in checks]
    began = time.monotonic()
    for run in runs:
        # A thread that hangs must not keep the program alive.
        threading.Thread(target=run, name=f"doctor {run.check.name}", daemon=True).start()
    return [finding for run in runs for finding in _outcome(run, began, reader)]


def _outcome(run: _Run, began: float, reader: Reader) -> list[Finding]:
    check = run.check
    if not run.done.wait(max(began + check.deadline_s - time.monotonic(), 0.0)):
        return [reader.finding(check.area, check.name, State.LOOK, "late", seconds=f"{check.deadline_s:g}")]
    if isinstance(run.error, TinghaoError):
        return [reader.of_error(check.area, check.name, State.FAULT, run.error)]
    if run.error is not None:
        why = f"{type(run.error).__name__}: {run.error}"
        return [reader.finding(check.area, check.name, State.FAULT, "crashed", why=why)]
    return run.found

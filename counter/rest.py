"""The break of the clerk: why, how long yet, and how long beyond what was meant. A hint, nothing ends by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from counter.choices import Asked
from counter.desk import Desk
from shared.tickets import PauseReason, WindowState

QML_IMPORT_NAME = "counter"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True)
class Break:
    """A break that was given a reason, and perhaps a time. ``left_s`` is below zero once it is over."""

    reason: PauseReason
    back_at: datetime | None
    left_s: int

    @property
    def over(self) -> bool:
        return self.left_s < 0


def break_of(desk: Desk, now: datetime) -> Break | None:
    """The break at the window, None while it does not pause or nobody said why."""
    if desk.state is not WindowState.PAUSED or desk.pause_reason is None:
        return None
    left_s = int((desk.back_at - now).total_seconds()) if desk.back_at is not None else 0
    return Break(desk.pause_reason, desk.back_at, left_s)


@QmlElement
class Rest(QObject):
    """The break for QML; shown anew with every change of the window and once a second."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._break: Break | None = None
        self._reason = self._clock = self._until = ""

    def show(self, asked: Asked | None) -> None:
        """Take the state of things."""
        found = break_of(asked.desk, asked.now) if asked and asked.desk else None
        self._break = found
        self._reason = asked.say(f"pause_{found.reason}") if asked and found else ""
        self._clock = self._until = ""
        if asked and found and found.back_at is not None:
            minutes, seconds = divmod(abs(found.left_s), 60)
            self._clock = f"{'+' if found.over else ''}{minutes:02d}:{seconds:02d}"
            back = f"{asked.local_time(found.back_at):%H:%M}"
            self._until = asked.say("rest_over" if found.over else "rest_until", time=back, minutes=minutes)
        self.changed.emit()

    def report(self) -> dict[str, Any]:
        """What is shown, for whoever watches the station from outside."""
        return {"break": self._break.reason if self._break else None, "break_clock": self._clock}

    @Property(bool, notify=changed)
    def active(self) -> bool:
        return self._break is not None

    @Property(bool, notify=changed)
    def over(self) -> bool:
        """Whether the time is over that the clerk meant to be away."""
        return self._break is not None and self._break.over

    @Property(str, notify=changed)
    def mark(self) -> str:
        """Shape beside the words: two bars, and a diamond once the time is over."""
        return "fault" if self._break is not None and self._break.over else "pause"

    @Property(str, notify=changed)
    def reason(self) -> str:
        return self._reason

    @Property(str, notify=changed)
    def clock(self) -> str:
        """What is left, ``12:08``, or what is beyond, ``+03:10``; empty where no time was said."""
        return self._clock

    @Property(str, notify=changed)
    def untilText(self) -> str:
        """When the clerk means to be back, or by how much it is late."""
        return self._until

    @Property(str, notify=changed)
    def shortText(self) -> str:
        """Reason and clock in one, for where there is little room."""
        return f"{self._reason} {self._clock}".strip()

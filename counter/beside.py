"""What stands beside the number at the window: what is known of the visitor, who is held, the limit of the time."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from counter.choices import Asked
from counter.desk import held_at
from counter.limits import limit_of
from counter.visitor import earlier, facts, papers
from shared.tickets import Ticket
from shared.ui.rows import RowList

QML_IMPORT_NAME = "counter"
QML_IMPORT_MAJOR_VERSION = 1

BESIDE: Final = 6
"""Facts that fit beside the number in the full view; the rest stands below."""


@QmlElement
class Beside(QObject):
    """Shown anew with every change of the window and once a second."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._facts = RowList(("name", "text", "mark"), "name", self)
        self._held = RowList(("number", "reason", "due", "mark"), "number", self)
        self._limit, self._limit_mark, self._held_text, self._more = "", "", "", ""

    def show(self, asked: Asked | None) -> None:
        """Take the state of things."""
        known = facts(asked) if asked else []
        self._facts.show([{"name": f.name, "text": f.text, "mark": f.mark} for f in known])
        rest = " · ".join(fact.text for fact in known[BESIDE:])
        held = held_at(asked.picture, asked.desk.window) if asked and asked.desk else []
        self._held.show([_held_row(asked, ticket) for ticket in held] if asked else [])
        self._held_text = asked.say("held_n", n=len(held)) if asked and held else ""
        self._more = "\n".join(text for text in (rest, papers(asked), earlier(asked)) if text) if asked else ""
        limit = limit_of(asked.picture.rules, asked.desk, asked.now) if asked and asked.desk else None
        self._limit, self._limit_mark = "", ""
        if asked and limit is not None:
            self._limit = asked.say("limit_over" if limit.over else "limit_soon", minutes=limit.minutes)
            self._limit_mark = "fault" if limit.over else "pause"
        self.changed.emit()

    def report(self) -> dict[str, Any]:
        """What is shown, for whoever watches the station from outside."""
        return {
            "facts": [row["name"] for row in self._facts.rows],
            "plate": [row["text"] for row in self._facts.rows],
            "held": [row["number"] for row in self._held.rows],
            "limit": self._limit_mark,
            "more": self._more,
        }

    @Property(RowList, constant=True)
    def facts(self) -> RowList:
        """Rows of ``name text mark``, the most important first; empty while nobody is at the window."""
        return self._facts

    @Property(RowList, constant=True)
    def held(self) -> RowList:
        """Rows of ``number reason due mark``, whose time is over first of all."""
        return self._held

    @Property(int, notify=changed)
    def heldCount(self) -> int:
        return len(self._held.rows)

    @Property(str, notify=changed)
    def heldText(self) -> str:
        """How many this window holds, empty where none."""
        return self._held_text

    @Property(str, notify=changed)
    def moreText(self) -> str:
        """Facts for which there is no room above, the papers to be expected, the earlier services of this visit: a line
        each, empty where nothing of it is known."""
        return self._more

    @Property(str, notify=changed)
    def limitText(self) -> str:
        """How long until the limit of the service time, or how long beyond; empty long before it."""
        return self._limit

    @Property(str, notify=changed)
    def limitMark(self) -> str:
        """Shape to :attr:`limitText`."""
        return self._limit_mark


def _held_row(asked: Asked, ticket: Ticket) -> dict[str, Any]:
    due = ticket.due_at or ticket.since
    left = int((due - asked.now).total_seconds()) // 60
    return {
        "number": ticket.number,
        "reason": asked.say(f"hold_{ticket.hold_reason or 'other'}"),
        "due": asked.say("back_by", time=f"{asked.local_time(due):%H:%M}"),
        "mark": "pause" if left > 2 else "off",
    }

"""Codes on the kiosk: the appointment's (预约码), which becomes a ticket, and the arrival stamp's (到达码), which the next
ticket is counted from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.take import Take
from shared.codes import BOOKING, SIGNS, STAMP, as_written
from shared.phone_tokens import hash_of
from shared.ui.station import StationModel

if TYPE_CHECKING:
    from shared.commands import CheckIn
    from shared.events import TicketTaken
    from shared.messages import Answer

QML_IMPORT_NAME = "kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(slots=True, kw_only=True)
class Arrival(Take):
    """The take of somebody with an appointment: category, item and language are the booked ones."""

    code: str
    own_language: str
    """What the screen speaks to a visitor who chose nothing."""

    @property
    def command(self) -> CheckIn:
        """What the hall is asked; the same under every attempt. The screen's language is not said: the booked one
        holds unless the visitor chose another."""
        from shared.commands import CheckIn

        chosen = self.language if self.language != self.own_language else None
        hashed = hash_of(self.token) if self.token else None
        return CheckIn(id=self.id, code=self.code, language=chosen, token_hash=hashed)

    def answered(self, answer: Answer) -> TicketTaken:
        taken = Take.answered(self, answer)
        if taken.about is not None:
            self.item, self.party = taken.about.item, taken.about.party
        return taken


@QmlElement
class CodeEntry(QObject):
    """What is typed on the code page, and the stamp that the next ticket names."""

    changed = Signal()

    def __init__(self, station: StationModel) -> None:
        super().__init__(station)
        self._station = station
        self._typed = ""
        self._wrong = False
        self.noted: str | None = None
        station.languageChanged.connect(self.changed)

    def opened(self) -> None:
        """The page is shown: nothing is typed yet."""
        self._typed, self._wrong = "", False
        self.changed.emit()

    def reset(self) -> None:
        """The visitor has gone."""
        self.noted = None
        self.opened()

    def note_stamp(self, code: str) -> None:
        """The next ticket counts from this stamp; the hall says whether it may."""
        self.noted = code
        self.changed.emit()

    def entered(self) -> str:
        """The code that was typed; empty, and said so, where it can be none yet."""
        self._wrong = len(self._typed) not in (BOOKING, STAMP)
        self.changed.emit()
        return "" if self._wrong else self._typed

    def ends_with(self, code: str) -> bool:
        """Whether more was typed than the code, and the code last."""
        return self._typed != code and self._typed.endswith(code)

    def report(self) -> dict[str, Any]:
        return {"code": self._typed, "stamp": self.noted, "code_wrong": self._wrong}

    @Slot(str)
    def type(self, signs: str) -> None:
        """Letters and digits are added, others are no part of a code."""
        fitting = "".join(sign for sign in as_written(signs) if sign in SIGNS)
        self._typed, self._wrong = (self._typed + fitting)[:BOOKING], False
        self.changed.emit()

    @Slot()
    def erase(self) -> None:
        """The last sign goes."""
        self._typed, self._wrong = self._typed[:-1], False
        self.changed.emit()

    @Property(str, notify=changed)
    def typed(self) -> str:
        return self._typed

    @Property(bool, notify=changed)
    def wrong(self) -> bool:
        """It was entered and has too few signs."""
        return self._wrong

    @Property(str, constant=True)
    def signs(self) -> str:
        """What a code is made of, in the order of the keys."""
        return SIGNS

    @Property(str, notify=changed)
    def said(self) -> str:
        """The stamp that was noted, for the home page; empty where none was."""
        return self._station.say("stamp_noted", stamp=self.noted) if self.noted else ""

"""What every page of the enquiry desk (咨询台) stands on: the hall's picture, one command at a time, one line of words."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from counter import enquiry_notes
from counter.choices import Asked
from counter.enquiry_notes import EnquiryFault
from counter.enquiry_paper import EnquiryPaper
from counter.muted import muted_text
from counter.notes import Note
from shared.clock import Clock
from shared.commands import Command
from shared.errors import Refusal, TinghaoError
from shared.events import Entry, SettingsChanged
from shared.messages import Answer, LinkState, Unanswered, new_id
from shared.roles import Role
from shared.tickets import Ticket
from shared.ui.station import StationModel
from shared.ui.waits import Waits

QML_IMPORT_NAME = "counter"
QML_IMPORT_MAJOR_VERSION = 1

SEND_S: Final = 10.0
"""How long the line tries a command, under one id, before the desk is told."""
WORKING_MS: Final = 150
"""After this a screen says that it is working."""
REPEAT_S: Final = 0.4
"""Within this time the same press is one press."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One thing that the desk asks of the hall. Two of the same ``action`` and ``about`` are the same press."""

    action: str
    about: Hashable
    make: Callable[[str], Command]
    """Makes the command under an id."""
    done: Callable[[Answer], None]

    def same(self, other: Errand | None) -> bool:
        return other is not None and (self.action, self.about) == (other.action, other.about)


@QmlElement
class EnquiryDesk(StationModel):
    """The desk's station without its pages. ``monotonic`` is the time of presses and messages."""

    noteChanged = Signal()
    largeChanged = Signal()
    secondChanged = Signal()
    lineChanged = Signal()
    muteChanged = Signal()
    waitsChanged = Signal()
    """The hall said anew how long people wait, or it is no longer known."""
    paperChanged = Signal()
    """This desk's printer is another one, or in another state."""
    dismissed = Signal()
    """Escape: whatever asks on a page asks no more."""

    def __init__(
        self,
        *,
        station: str,
        language: str = "",
        clock: Clock | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(room="counter", role=Role.DESK, station=station, language=language, clock=clock, parent=parent)
        self.monotonic = monotonic
        self._note: Note | None = None
        self._note_until = 0.0
        self._large = ("", "")
        self.waits: Waits = {}
        """What the hall said last of each category's wait; empty while nothing is known."""
        self._working: tuple[Errand, Command] | None = None
        self._in_doubt: tuple[Errand, Command] | None = None
        self._last: tuple[Errand, float] | None = None
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.timeout.connect(self._say_working)
        self.paper = EnquiryPaper(self, self.say_done, self.cannot, self.paperChanged.emit)
        # (A signal of a base class cannot notify of a property here.)
        self.linkChanged.connect(self.lineChanged)
        self.pictureChanged.connect(self.muteChanged)
        self.languageChanged.connect(self.muteChanged)

    # For pages ---------------------------------------------------------------------------------------------------

    @property
    def word_domains(self) -> tuple[str, ...]:
        return ("common", "counter", "enquiry")

    @property
    def is_current(self) -> bool:
        """Whether the picture is the hall's."""
        return self.link.state is LinkState.CURRENT

    @property
    def busy(self) -> bool:
        """Whether a command is under way."""
        return self._working is not None

    def know_waits(self, waits: Waits | None) -> None:
        """What the hall says of the waits; None once that is too old."""
        self.waits = waits or {}
        self.waitsChanged.emit()

    def asked(self, ticket: Ticket | None) -> Asked:
        """The state of things, for what is told and asked of a ticket."""
        return Asked(
            picture=self.picture,
            ticket=ticket,
            desk=None,
            now=self.now(),
            language=self.code,
            say=self.say,
            local_time=self.local_time,
        )

    def category_row(self, code: str) -> dict[str, Any]:
        """``code name colour`` of a category, as rows show it."""
        categories = self.picture.rules.categories if self.has_picture else ()
        index = next((i for i, category in enumerate(categories) if category.code == code), -1)
        name = categories[index].name.get(self.code) if index >= 0 else ""
        return {"code": code, "name": name, "colour": max(0, index)}

    def tell(self, note: Note | None) -> None:
        """Show this in the line of words, nothing with None."""
        if note is None and self._note is None:
            return
        self._note = note
        self._note_until = self.monotonic() + note.lasts_s if note else 0.0
        self.noteChanged.emit()

    def cannot(self, error: TinghaoError) -> None:
        """Say why something is not done."""
        self.tell(enquiry_notes.cannot(error))

    def say_done(self, key: str, **params: object) -> None:
        """Tell that something was done; ``key`` is a text of the ``enquiry`` domain."""
        self.tell(enquiry_notes.said(key, **params))

    def show_large(self, number: str, beneath: str) -> None:
        """Show a number so large that the visitor reads it across the desk."""
        self._large = (number, beneath)
        self.largeChanged.emit()

    def carry_out(self, errand: Errand) -> None:
        """Have the hall do it. One thing at a time; the same press again within a moment is one press, and after an
        answer that never came it sends that very command again, which the hall carries out at most once."""
        now = self.monotonic()
        last, self._last = self._last, (errand, now)
        if last is not None and errand.same(last[0]) and now - last[1] < REPEAT_S:
            return
        if self._working is not None:
            if not errand.same(self._working[0]):
                self.tell(enquiry_notes.busy(self._working[0].action))
            return
        doubt, self._in_doubt = self._in_doubt, None
        errand, command = doubt if doubt is not None and errand.same(doubt[0]) else (errand, errand.make(new_id()))
        self._working = (errand, command)
        self.tell(None)
        self._late.start(WORKING_MS)
        self.ask(command, lambda answer: self._answered(errand, answer), self._failed, SEND_S)

    def why_no_reprint(self) -> TinghaoError | None:
        """Why this desk cannot print, None where it can."""
        return self.paper.why_not

    def reprint(self, ticket: str) -> None:
        """Print a number again, marked as such, on this desk's printer."""
        self.paper.again(ticket)

    def report(self) -> dict[str, Any]:
        return super().report() | {
            "note": self._note.code if self._note else "",
            "working": self._working is not None,
            "large": self._large[0],
        }

    def tick(self) -> None:
        """Once a second: a message that has stood long enough goes."""
        if self._note is not None and self.monotonic() > self._note_until:
            self.tell(None)
        self.secondChanged.emit()

    def on_picture(self) -> None:
        if self.has_picture:
            self.paper.settle()

    def on_entry(self, entry: Entry, late: bool) -> None:
        if isinstance(entry.event, SettingsChanged):
            self.paper.settle()

    def close(self) -> None:
        """End what the desk holds."""
        self.paper.close()

    def hex_logs(self) -> dict[str, list[str]]:
        return self.paper.hex_logs()

    def on_language(self) -> None:
        self.noteChanged.emit()

    # Inside ------------------------------------------------------------------------------------------------------

    def _answered(self, errand: Errand, answer: Answer) -> None:
        self._end()
        errand.done(answer)

    def _failed(self, error: TinghaoError) -> None:
        working = self._working
        self._end()
        if working is None:
            return
        errand, command = working
        if isinstance(error, Unanswered):
            self._in_doubt = working
            self.tell(enquiry_notes.unanswered(errand.action))
        elif error.code == "ticket_not_living":
            # The hall names the ticket by its id; here stands somebody with a number.
            ticket = self.picture.tickets.get(getattr(command, "ticket", ""))
            self.cannot(EnquiryFault("ended", number=ticket.number) if ticket else error)
        else:
            self.cannot(error)

    def _end(self) -> None:
        self._working = None
        self._late.stop()
        if self._note is not None and self._note.kind == "work":
            self.tell(None)

    @Slot()
    def _say_working(self) -> None:
        if self._working is not None and self._note is None:
            self.tell(enquiry_notes.working(self._working[0].action))

    # For QML -----------------------------------------------------------------------------------------------------

    @Slot()
    def dismiss(self) -> None:
        """Escape: take back a large number, a question, a message."""
        if self._large[0]:
            self.show_large("", "")
            return
        self.tell(None)
        self.dismissed.emit()

    @Property(str, notify=noteChanged)
    def noteKind(self) -> str:
        """``info``, ``work``, ``refused``, ``error``, or empty."""
        return self._note.kind if self._note else ""

    @Property(str, notify=noteChanged)
    def noteText(self) -> str:
        return self._note.detail_in(self.code) if self._note else ""

    @Property(str, notify=noteChanged)
    def noteRemedy(self) -> str:
        return self._note.remedy_in(self.code) if self._note else ""

    @Property(str, notify=largeChanged)
    def largeNumber(self) -> str:
        """A number for the visitor's eyes, empty while none is shown."""
        return self._large[0]

    @Property(str, notify=largeChanged)
    def largeText(self) -> str:
        return self._large[1]

    def _refused(self) -> Note | None:
        link = self.link
        return (
            enquiry_notes.cannot(Refusal(link.why, role=self.role.value)) if link.state is LinkState.REFUSED else None
        )

    @Property(str, notify=lineChanged)
    def waitText(self) -> str:
        """What is said while no hall is known: that one is looked for, or why the hall does not admit this desk."""
        refused = self._refused()
        return refused.detail_in(self.code) if refused else self.say("waiting_for_hall")

    @Property(str, notify=lineChanged)
    def waitRemedy(self) -> str:
        refused = self._refused()
        return refused.remedy_in(self.code) if refused else self.say("waiting_for_hall_remedy")

    @Property(str, notify=muteChanged)
    def muteText(self) -> str:
        """Since when the hall is muted, empty while it runs."""
        return muted_text(self)

    @Property(str, notify=lineChanged)
    def linkText(self) -> str:
        """The line to the hall, in a word or two."""
        return f"{self.say('link_title')} {self.say(f'link_is_{self.link.state.value}')}"

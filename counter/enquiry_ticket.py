"""One ticket before the enquiry desk: what is known of it, and what can be done with it.

Questions and answers are the windows' own (:mod:`counter.choices`), without a window; what may be done where the ticket
stands is said in this desk's words, and the hall still decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from counter import enquiry_notes, notes
from counter.actions import KEYS, Action
from counter.choices import Asked
from counter.chooser import Chooser
from counter.chosen import Chosen, ticket_command
from counter.enquiry_desk import EnquiryDesk, Errand
from counter.enquiry_notes import EnquiryFault
from counter.enquiry_stands import has_ended, mark_of, stands
from counter.visitor import Fact, facts
from shared.errors import TinghaoError
from shared.messages import Answer
from shared.tickets import AT_WINDOW, SlipState, Ticket, TicketState
from shared.ui.rows import RowList
from shared.waits import wait_words

QML_IMPORT_NAME = "counter"
QML_IMPORT_MAJOR_VERSION = 1

REPRINT: Final = "reprint"
LARGE: Final = "large"
TICKET_KEYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        REPRINT: "Shift+F4",
        LARGE: "Shift+F7",
        Action.PRIORITY.value: KEYS[Action.PRIORITY],
        Action.TAG.value: KEYS[Action.TAG],
        Action.TRANSFER.value: KEYS[Action.TRANSFER],
        Action.CANCEL.value: KEYS[Action.CANCEL],
    }
)
"""Key of each action about a ticket, in the order of the buttons; those of the windows are the windows' keys."""
_NOT_AT_A_WINDOW: Final = frozenset({Action.TRANSFER.value, Action.CANCEL.value})


@QmlElement
class EnquiryTicket(QObject):
    """The chosen ticket, if any."""

    changed = Signal()

    def __init__(self, desk: EnquiryDesk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._ticket: Ticket | None = None
        self._facts = RowList(("name", "text", "mark"), "name", self)
        self._chooser = Chooser(self._asked, self._chose, desk.monotonic, self)
        desk.dismissed.connect(self._chooser.close)

    # From the page -----------------------------------------------------------------------------------------------

    @property
    def ticket(self) -> Ticket | None:
        """The chosen ticket as it stands."""
        return self._ticket

    def put(self, ticket: Ticket | None) -> None:
        """This is the ticket now, or how it stands by now."""
        if ticket is None or self._ticket is None or ticket.id != self._ticket.id or has_ended(ticket):
            self._chooser.close()
        self._ticket = ticket
        asked = self._asked()
        found = facts(asked) if asked and ticket else []
        # How long somebody waited who was never called is not known once the ticket has ended.
        if ticket is not None and has_ended(ticket) and ticket.first_called_at is None:
            found = [fact for fact in found if fact.name != "waited"]
        if asked and ticket and (told := _told_wait(asked, ticket)):
            found.insert(0, told)
        self._facts.show([{"name": f.name, "text": f.text, "mark": f.mark} for f in found])
        self._chooser.refresh()
        self.changed.emit()

    def close_question(self) -> None:
        """Whatever is asked about it is asked no more."""
        self._chooser.close()

    def report(self) -> dict[str, Any]:
        ticket = self._ticket
        return {
            "ticket": ticket.number if ticket else "",
            "ticket_state": ticket.state.value if ticket else "",
            "ticket_facts": [row["name"] for row in self._facts.rows],
            "choosing": self._chooser.action,
        }

    # What a person does ------------------------------------------------------------------------------------------

    @Slot(str)
    def click(self, action: str) -> None:
        """A button, which stands where answers stood a moment ago: a double click on the last answer is none on it."""
        if not self._chooser.fresh:
            self.press(action)

    @Slot(str)
    def press(self, action: str) -> None:
        """A key of an action about the ticket."""
        fault = self._why_not(action)
        ticket = self._ticket
        if fault is not None or ticket is None:
            self._chooser.close()
            self._desk.cannot(fault or EnquiryFault("nothing_chosen"))
        elif action == REPRINT:
            self._chooser.close()
            self._desk.reprint(ticket.id)
        elif action == LARGE:
            self._chooser.close()
            self._desk.show_large(ticket.number, self._desk.category_row(ticket.category)["name"])
        else:
            self._desk.tell(None)
            claimed = ticket.known.priority if action == Action.PRIORITY.value else None
            self._chooser.open(action, (claimed,) if claimed else ())

    # Inside ------------------------------------------------------------------------------------------------------

    def _asked(self) -> Asked | None:
        return self._desk.asked(self._ticket) if self._desk.has_picture and self._ticket else None

    def _why_not(self, action: str) -> TinghaoError | None:
        ticket = self._ticket
        if ticket is None:
            return EnquiryFault("nothing_chosen")
        if action == LARGE:
            return None
        if has_ended(ticket):
            return EnquiryFault("ended", number=ticket.number)
        if action in _NOT_AT_A_WINDOW and ticket.state in AT_WINDOW:
            return EnquiryFault("at_window", number=ticket.number, window=ticket.window)
        return self._desk.why_no_reprint() if action == REPRINT else None

    def _chose(self, action: str, chosen: tuple[Chosen, ...]) -> None:
        ticket = self._ticket
        if ticket is not None:
            self._desk.carry_out(
                Errand(
                    action,
                    (ticket.id, chosen),
                    lambda id_: ticket_command(action, id_, ticket, chosen),
                    self._told,
                )
            )

    def _told(self, answer: Answer) -> None:
        for event in (entry.event for entry in answer.entries):
            if note := enquiry_notes.done(event) or notes.done(event):
                self._desk.tell(note)

    # For QML -----------------------------------------------------------------------------------------------------

    @Property(bool, notify=changed)
    def chosen(self) -> bool:
        return self._ticket is not None

    @Property(str, notify=changed)
    def number(self) -> str:
        return self._ticket.number if self._ticket else ""

    @Property(str, notify=changed)
    def category(self) -> str:
        return self._ticket.category if self._ticket else ""

    @Property(int, notify=changed)
    def colour(self) -> int:
        """The category's place in the settings."""
        return int(self._desk.category_row(self._ticket.category)["colour"]) if self._ticket else 0

    @Property(str, notify=changed)
    def categoryName(self) -> str:
        return str(self._desk.category_row(self._ticket.category)["name"]) if self._ticket else ""

    @Property(str, notify=changed)
    def mark(self) -> str:
        """The shape to :attr:`stateText`."""
        return mark_of(self._ticket) if self._ticket else "doubt"

    @Property(str, notify=changed)
    def stateText(self) -> str:
        asked = self._asked()
        return stands(asked, self._ticket) if asked and self._ticket else ""

    @Property(str, notify=changed)
    def takenText(self) -> str:
        """When and where it was taken."""
        ticket = self._ticket
        if ticket is None:
            return ""
        at = self._desk.local_time(ticket.taken_at)
        return self._desk.say("enquiry.taken", time=f"{at:%H:%M}", station=ticket.station)

    @Property(str, notify=changed)
    def paperText(self) -> str:
        """What is known of its paper, and how often it was printed again."""
        ticket = self._ticket
        if ticket is None:
            return ""
        text = self._desk.say(f"enquiry.slip_{ticket.slip.value}")
        return f"{text} · {self._desk.say('enquiry.reprints', n=ticket.reprints)}" if ticket.reprints else text

    @Property(str, notify=changed)
    def paperMark(self) -> str:
        failed = self._ticket is not None and self._ticket.slip is SlipState.FAILED
        return "fault" if failed else "plain"

    @Property(RowList, constant=True)
    def facts(self) -> RowList:
        """Rows of ``name text mark``, the most important first."""
        return self._facts

    @Property(Chooser, constant=True)
    def chooser(self) -> Chooser:
        return self._chooser

    @Property(list, constant=True)
    def actions(self) -> list[str]:
        """Names of the actions, in the order of their buttons."""
        return list(TICKET_KEYS)

    @Property(dict, constant=True)
    def keys(self) -> dict[str, str]:
        return dict(TICKET_KEYS)

    @Property(dict, notify=changed)
    def possible(self) -> dict[str, bool]:
        """Which actions make sense where the ticket stands."""
        return {action: self._why_not(action) is None for action in TICKET_KEYS}


def _told_wait(asked: Asked, ticket: Ticket) -> Fact | None:
    """How long it was told to wait, and when: None once it was called, or where nobody could say."""
    low, high, at = ticket.expected_low_s, ticket.expected_high_s, ticket.told_at
    if ticket.state is not TicketState.WAITING or low is None or high is None or at is None:
        return None
    words, time = wait_words((low, high), asked.language), f"{asked.local_time(at):%H:%M}"
    return Fact("told", asked.say("enquiry.told_wait", time=time, wait=words))

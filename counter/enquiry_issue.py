"""The issue page of the enquiry desk: a ticket for whoever does not take one at a kiosk, printed here or shown large."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from counter.enquiry_desk import EnquiryDesk, Errand
from counter.enquiry_notes import EnquiryFault
from counter.enquiry_page import EnquiryPage
from counter.enquiry_wish import Wish
from shared.errors import TinghaoError
from shared.events import Entry, TicketTaken
from shared.item_search import Index
from shared.items import Item
from shared.messages import Answer
from shared.phone_tokens import hash_of, new_token
from shared.ui.rows import RowList

QML_IMPORT_NAME = "counter"
QML_IMPORT_MAJOR_VERSION = 1

MATCHES: Final = 3
"""Items shown for what is typed."""


@QmlElement
class IssuePage(EnquiryPage):
    """What a ticket is wanted for, and the last one that was issued."""

    name = "issue"
    key = "F2"
    changed = Signal()
    typedChanged = Signal()

    def __init__(self, desk: EnquiryDesk) -> None:
        super().__init__(desk)
        self._wish = Wish(desk.say)
        self._items: tuple[Item, ...] = ()
        self._index = Index((), {})
        self._query = ""
        self._taken: TicketTaken | None = None
        self._paper: TinghaoError | str = ""
        """``printing``, ``printed``, ``none`` where the desk has no printer, or what went wrong."""

    # What the desk tells -----------------------------------------------------------------------------------------

    def show(self) -> None:
        if not self.desk.has_picture:
            return
        rules = self.desk.picture.rules
        if rules.items != self._items:
            self._items, self._index = rules.items, Index(rules.items, {})
        self._wish.offer(rules, self.desk.code)
        self._offer_items()
        self.changed.emit()

    def report(self) -> dict[str, Any]:
        paper = self._paper
        return {
            "issued": self._taken.number if self._taken else "",
            "paper": paper.code if isinstance(paper, TinghaoError) else paper,
            "category": self._wish.category.value or "",
            "item": self._wish.item.value or "",
            "items": [row["text"] for row in self._wish.item.rows.rows],
        }

    # What a person does ------------------------------------------------------------------------------------------

    @Slot(str, int)
    def pick(self, what: str, index: int) -> None:
        """A click on one of ``category language purpose party priority item``."""
        if self._wish.picks[what].pick(index):
            self._picked(what)

    @Slot(str, int)
    def step(self, what: str, by: int) -> None:
        """An arrow key on one of them."""
        pick = self._wish.picks[what]
        if pick.step(by):
            self._picked(what)

    @Slot(str)
    def letter(self, text: str) -> None:
        """A letter or digit on the categories: the one with that code."""
        if text.strip() and self._wish.category.hold(text.strip().upper()):
            self._picked("category")

    @Slot(int)
    def toggle(self, index: int) -> None:
        """A click on a tag, or its place in the row."""
        self._wish.toggle(index)

    @Slot(str, int)
    def count(self, name: str, by: int) -> None:
        """``persons`` or ``mandates``, one more or one less."""
        self._wish.count(name, by)
        self.changed.emit()

    @Slot(str)
    def type(self, text: str) -> None:
        """Something was typed to find an item."""
        self._query = text
        self._wish.item.begin_anew()
        self._offer_items()

    @Slot()
    def clear(self) -> None:
        """Begin anew with the next person."""
        self._begin_anew()
        self._taken, self._paper = None, ""
        self.desk.tell(None)
        self.changed.emit()

    @Slot()
    def issue(self) -> None:
        """Enter: have the hall issue the ticket."""
        desk = self.desk
        if self._wish.category.value is None:
            desk.cannot(EnquiryFault("no_category_chosen"))
            return
        token = new_token() if desk.picture.rules.hall.visitors_url else None
        hashed = hash_of(token) if token else None
        desk.carry_out(
            Errand(
                "issue",
                self._wish.said,
                lambda id_: self._wish.command(id_, hashed),
                lambda answer: self._issued(answer, token),
            )
        )

    @Slot()
    def showLarge(self) -> None:
        """The last number for the visitor's eyes."""
        if self._taken is not None:
            self.desk.show_large(self._taken.number, self.desk.say("enquiry.note_it_down"))

    # Inside ------------------------------------------------------------------------------------------------------

    def _picked(self, what: str) -> None:
        if what == "item":
            item = next((one for one in self._items if one.code == self._wish.item.value), None)
            if item is not None:
                self._wish.category.hold(item.category)
                if self._wish.party.value not in item.parties:
                    self._wish.party.hold(item.parties[0])
        elif what == "category":
            self._offer_items()
        self.changed.emit()

    def _offer_items(self) -> None:
        """What fits what is typed; an item of another category than the picked one is none any more."""
        found = self._index.find(self._query)[:MATCHES] if self._query.strip() else []
        by_code = {item.code: item for item in self._items}
        held = by_code.get(self._wish.item.value or "")
        if held is not None and held.category != self._wish.category.value:
            self._wish.item.begin_anew()
        language = self.desk.code
        self._wish.item.offer(
            [(code, f"{by_code[code].category}  {by_code[code].name.get(language)}") for code in found]
        )

    def _begin_anew(self) -> None:
        self._wish.begin_anew()
        self._query = ""
        self._offer_items()
        self.typedChanged.emit()

    def _issued(self, answer: Answer, token: str | None) -> None:
        for entry in answer.entries:
            if isinstance(entry.event, TicketTaken):
                self._taken = entry.event
                self._begin_anew()
                self._print(entry, entry.event, token)
                self.changed.emit()

    def _print(self, entry: Entry, taken: TicketTaken, token: str | None) -> None:
        if self.desk.why_no_reprint() is not None:
            self._paper = "none"
            self.showLarge()
            return
        self._paper = "printing"
        self.desk.paper.issue(entry, taken, token, lambda fault: self._printed(taken, fault))

    def _printed(self, taken: TicketTaken, fault: TinghaoError | None) -> None:
        if taken is not self._taken:
            return
        self._paper = fault or "printed"
        if fault is not None:
            self.desk.cannot(fault)
            self.showLarge()
        self.changed.emit()

    # For QML -----------------------------------------------------------------------------------------------------

    @Property(RowList, constant=True)
    def categories(self) -> RowList:
        return self._wish.category.rows

    @Property(RowList, constant=True)
    def languages(self) -> RowList:
        return self._wish.language.rows

    @Property(RowList, constant=True)
    def purposes(self) -> RowList:
        return self._wish.purpose.rows

    @Property(RowList, constant=True)
    def parties(self) -> RowList:
        return self._wish.party.rows

    @Property(RowList, constant=True)
    def priorities(self) -> RowList:
        return self._wish.priority.rows

    @Property(RowList, constant=True)
    def tags(self) -> RowList:
        return self._wish.tags

    @Property(RowList, constant=True)
    def items(self) -> RowList:
        return self._wish.item.rows

    @Property(str, notify=typedChanged)
    def query(self) -> str:
        return self._query

    @Property(int, notify=changed)
    def persons(self) -> int:
        return self._wish.counts["persons"]

    @Property(int, notify=changed)
    def mandates(self) -> int:
        return self._wish.counts["mandates"]

    @Property(str, notify=changed)
    def number(self) -> str:
        """The last number that was issued here, empty before the first."""
        return self._taken.number if self._taken else ""

    @Property(str, notify=changed)
    def aheadText(self) -> str:
        taken = self._taken
        if taken is None:
            return ""
        name = str(self.desk.category_row(taken.category)["name"])
        return f"{name} · {self.desk.say('enquiry.ahead', n=taken.ahead)}"

    @Property(str, notify=changed)
    def paperText(self) -> str:
        """What became of its paper."""
        if self._taken is None:
            return ""
        return self.desk.say(
            "enquiry.paper_failed" if isinstance(self._paper, TinghaoError) else f"enquiry.paper_{self._paper}"
        )

    @Property(str, notify=changed)
    def paperMark(self) -> str:
        return "fault" if isinstance(self._paper, TinghaoError) else "go" if self._paper == "printed" else "plain"

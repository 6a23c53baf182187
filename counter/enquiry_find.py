"""The find page of the enquiry desk: a number that somebody says, or a ticket that somebody lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from counter import enquiry_search
from counter.enquiry_desk import EnquiryDesk
from counter.enquiry_page import EnquiryPage
from counter.enquiry_pick import Pick
from counter.enquiry_search import Query
from counter.enquiry_stands import mark_of, stands
from counter.enquiry_ticket import EnquiryTicket
from shared.errors import TinghaoError
from shared.roles import Role
from shared.tickets import Ticket
from shared.ui.rows import RowList
from shared.wire import decode_rows

QML_IMPORT_NAME = "counter"
QML_IMPORT_MAJOR_VERSION = 1

SHOWN: Final = 200
"""Rows shown at most; more are said."""
DAYS: Final = 3
"""Service days to choose from: today and so many less one before."""
_ISSUES: Final = frozenset({Role.KIOSK, Role.DESK, Role.COUNTER})


@QmlElement
class FindPage(EnquiryPage):
    """What is typed and picked, and the tickets that fit; the chosen one lies before the desk."""

    name = "find"
    key = "F1"
    changed = Signal()
    typedChanged = Signal()

    def __init__(self, desk: EnquiryDesk) -> None:
        super().__init__(desk)
        self._card = EnquiryTicket(desk)
        self._rows = RowList(
            ("ticket", "number", "code", "colour", "mark", "stands", "taken", "station", "lit"), "ticket", self
        )
        self._typed = {"number": "", "begins": "", "ends": ""}
        self._stations: Pick[str | None] = Pick()
        self._categories: Pick[str | None] = Pick()
        self._days: Pick[date] = Pick()
        self._query: Query | None = None
        self._living: list[Ticket] = []
        self._ended: dict[str, Ticket] = {}
        self._more = False
        self._looking = 0
        """How often the book was asked: an answer to an older question is nobody's any more."""
        self._book: TinghaoError | str = ""
        """``asking`` while the book is asked for ended tickets, or why it could not be."""

    # What the desk tells -----------------------------------------------------------------------------------------

    def show(self) -> None:
        if not self.desk.has_picture:
            return
        self._offer()
        if self._query is not None:
            before = {ticket.id for ticket in self._living}
            self._living = enquiry_search.living(self.desk.picture, self._query)
            if before - {ticket.id for ticket in self._living}:
                self._ask_book()  # One has just ended: how, the book knows.
        self._show_rows()

    def closed(self) -> None:
        self._card.close_question()

    def report(self) -> dict[str, Any]:
        return {
            "found": [row["number"] for row in self._rows.rows],
            "book": self._book.code if isinstance(self._book, TinghaoError) else self._book,
            **self._card.report(),
        }

    @property
    def card(self) -> EnquiryTicket:
        """The chosen ticket, for Python; QML knows it as ``ticket``."""
        return self._card

    # What a person does ------------------------------------------------------------------------------------------

    @Slot(str, str)
    def type(self, field: str, text: str) -> None:
        """Something was typed into ``number``, ``begins`` or ``ends``."""
        self._typed[field] = text

    @Slot(str, int)
    def pick(self, what: str, index: int) -> None:
        """A click on one of ``station``, ``category`` or ``day``."""
        if self._picks()[what].pick(index):
            self.findLost()

    @Slot(str, int)
    def step(self, what: str, by: int) -> None:
        """An arrow key on one of them."""
        if self._picks()[what].step(by):
            self.findLost()

    @Slot()
    def findNumber(self) -> None:
        """Enter in the number's field."""
        settings = self.desk.picture.rules if self.desk.has_picture else None
        if settings is not None:
            self._find(lambda: enquiry_search.by_number(self._typed["number"], settings, self._today()))

    @Slot()
    def findLost(self) -> None:
        """Look for a lost ticket by what is picked and typed."""
        settings = self.desk.picture.rules if self.desk.has_picture else None
        if settings is not None:
            self._find(
                lambda: enquiry_search.lost(
                    settings,
                    self._days.value or self._today(),
                    station=self._stations.value,
                    category=self._categories.value,
                    begins=self._typed["begins"],
                    ends=self._typed["ends"],
                )
            )

    @Slot()
    def clear(self) -> None:
        """Begin anew with the next person."""
        self._typed = dict.fromkeys(self._typed, "")
        for pick in self._picks().values():
            pick.begin_anew()
        self._query, self._living, self._ended, self._book, self._more = None, [], {}, "", False
        self._looking += 1
        self._card.put(None)
        self.desk.tell(None)
        self._show_rows()
        self.typedChanged.emit()

    @Slot(int)
    def choose(self, index: int) -> None:
        """A click on a row."""
        tickets = self._tickets()
        if 0 <= index < len(tickets):
            self._card.put(tickets[index])
            self._show_rows()

    @Slot(int)
    def move(self, by: int) -> None:
        """Up and down: the row before or after the chosen one."""
        tickets = self._tickets()
        if tickets:
            at = self._chosen_at(tickets)
            self.choose(0 if at < 0 else max(0, min(len(tickets) - 1, at + by)))

    # Inside ------------------------------------------------------------------------------------------------------

    def _find(self, make: Callable[[], Query]) -> None:
        try:
            self._query = make()
        except TinghaoError as fault:
            self.desk.cannot(fault)
            return
        self.desk.tell(None)
        self._ended, self._more = {}, False
        self._living = enquiry_search.living(self.desk.picture, self._query)
        self._card.put(None)
        self._ask_book()
        self._take_only_one()
        self._show_rows()

    def _ask_book(self) -> None:
        if self._query is None:
            return
        self._looking += 1
        asked, self._book = self._looking, "asking"
        self.desk.look_up(
            enquiry_search.question(self._query),
            lambda answer: self._book_says(asked, answer),
            lambda error: self._book_silent(asked, error),
        )

    def _book_says(self, asked: int, answer: dict[str, Any]) -> None:
        if asked != self._looking or self._query is None:
            return
        self._book = ""
        self._living = enquiry_search.living(self.desk.picture, self._query)
        self._ended = {ticket.id: ticket for ticket in decode_rows("tickets", answer["tickets"])}
        self._more = bool(answer["more"])
        self._take_only_one()
        self._show_rows()

    def _book_silent(self, asked: int, error: TinghaoError) -> None:
        if asked == self._looking:
            self._book = error
            self._show_rows()

    def _take_only_one(self) -> None:
        tickets = self._tickets()
        if len(tickets) == 1 and self._book != "asking":
            self._card.put(tickets[0])

    def _tickets(self) -> list[Ticket]:
        """All that fit; a number's latest day first, else in the order they were taken."""
        living = {ticket.id for ticket in self._living}
        found = [*self._living, *(ticket for ticket in self._ended.values() if ticket.id not in living)]
        found.sort(key=lambda ticket: (ticket.taken_at, ticket.order))
        if self._query is not None and self._query.numbers:
            found.reverse()
        return found[:SHOWN]

    def _chosen_at(self, tickets: list[Ticket]) -> int:
        chosen = self._card.ticket
        return next((i for i, ticket in enumerate(tickets) if chosen and ticket.id == chosen.id), -1)

    def _show_rows(self) -> None:
        tickets = self._tickets()
        at = self._chosen_at(tickets)
        if at >= 0:
            self._card.put(tickets[at])
        else:
            # Between its end and the book's word the ticket is in neither: it stays as it was seen last.
            self._card.put(self._card.ticket)
        self._rows.show([self._row(ticket, lit=i == at) for i, ticket in enumerate(tickets)])
        self.changed.emit()

    def _row(self, ticket: Ticket, *, lit: bool) -> dict[str, Any]:
        desk = self.desk
        at, today = desk.local_time(ticket.taken_at), desk.picture.today
        carried = today is not None and ticket.day != today.day
        return {
            "ticket": ticket.id,
            "number": ticket.number,
            "code": ticket.category,
            "colour": desk.category_row(ticket.category)["colour"],
            "mark": mark_of(ticket),
            "stands": stands(desk.asked(ticket), ticket, short=True),
            "taken": f"{at:%m-%d %H:%M}" if carried else f"{at:%H:%M}",
            "station": ticket.station,
            "lit": lit,
        }

    def _today(self) -> date:
        today = self.desk.picture.today
        return today.day if today is not None else self.desk.local_time(self.desk.now()).date()

    def _picks(self) -> dict[str, Pick[Any]]:
        return {"station": self._stations, "category": self._categories, "day": self._days}

    def _offer(self) -> None:
        desk, rules = self.desk, self.desk.picture.rules
        issuing = [place.name for place in rules.stations if place.role in (Role.KIOSK, Role.DESK)]
        anywhere = desk.say("enquiry.any")
        self._stations.offer([(None, anywhere), *((name, name) for name in issuing)])
        self._categories.offer([(None, anywhere), *((one.code, one.code) for one in rules.categories)])
        today = self._today()
        days = [today - timedelta(days=back) for back in range(DAYS)]
        self._days.offer([(day, desk.say("enquiry.today") if day == today else f"{day:%m-%d}") for day in days])

    # For QML -----------------------------------------------------------------------------------------------------

    @Property(RowList, constant=True)
    def rows(self) -> RowList:
        """Rows of ``ticket number code colour mark stands taken station lit``."""
        return self._rows

    @Property(RowList, constant=True)
    def stations(self) -> RowList:
        return self._stations.rows

    @Property(RowList, constant=True)
    def categories(self) -> RowList:
        return self._categories.rows

    @Property(RowList, constant=True)
    def days(self) -> RowList:
        return self._days.rows

    @Property(EnquiryTicket, constant=True)
    def ticket(self) -> EnquiryTicket:
        return self._card

    @Property(str, notify=typedChanged)
    def number(self) -> str:
        """What is typed; fields follow it when it is cleared."""
        return self._typed["number"]

    @Property(str, notify=typedChanged)
    def begins(self) -> str:
        return self._typed["begins"]

    @Property(str, notify=typedChanged)
    def ends(self) -> str:
        return self._typed["ends"]

    @Property(int, notify=changed)
    def index(self) -> int:
        """The row of the chosen ticket, -1 where none is chosen."""
        return next((i for i, row in enumerate(self._rows.rows) if row["lit"]), -1)

    @Property(bool, notify=changed)
    def sought(self) -> bool:
        """Whether anything was looked for."""
        return self._query is not None

    @Property(str, notify=changed)
    def countText(self) -> str:
        """How many were found; that there are more, or that the book could not be asked."""
        desk = self.desk
        if self._query is None:
            return ""
        if isinstance(self._book, TinghaoError):
            return desk.say("enquiry.found_living", n=len(self._rows.rows))
        if self._book == "asking":
            return desk.say("enquiry.looking")
        if self._more or len(self._living) + len(self._ended) > SHOWN:
            return desk.say("enquiry.found_more", n=len(self._rows.rows))
        return desk.say("enquiry.found", n=len(self._rows.rows))

"""The arrivals page of the enquiry desk: times booked, found, given back and kept, also by who has lost the code; and
stamps for a long line at the door."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement

from counter.enquiry_desk import EnquiryDesk, Errand
from counter.enquiry_notes import EnquiryFault
from counter.enquiry_page import EnquiryPage
from counter.enquiry_pick import Pick
from counter.enquiry_search import time_typed
from shared.codes import as_written
from shared.commands import Book, CancelBooking, CheckIn, StampArrival
from shared.errors import TinghaoError
from shared.events import AppointmentBooked, ArrivalStamped, Entry, TicketTaken
from shared.messages import Answer
from shared.phone_tokens import hash_of, new_token
from shared.tickets import Appointment, Language
from shared.ui.rows import RowList

QML_IMPORT_NAME = "counter"
QML_IMPORT_MAJOR_VERSION = 1

DAYS: Final = 10
"""Days to choose from, where the hall lets people book so far ahead."""
SHOWN: Final = 200


@QmlElement
class ArrivalsPage(EnquiryPage):
    """What is booked anew, and the booked times of which one may be chosen."""

    name = "arrivals"
    key = "F4"
    changed = Signal()
    typedChanged = Signal()

    def __init__(self, desk: EnquiryDesk) -> None:
        super().__init__(desk)
        self._category: Pick[str] = Pick(open_=True)
        self._day: Pick[date] = Pick()
        self._language: Pick[Language] = Pick()
        self._typed = {"time": "", "sought": ""}
        self._rows = RowList(("booking", "at", "code", "colour", "lit"), "booking", self)
        self._chosen: str | None = None
        self._cancelling = False
        self._made = ("", "")
        """The last code that was made here and what it is, empty before the first."""
        desk.dismissed.connect(self._ask_no_more)

    # What the desk tells -----------------------------------------------------------------------------------------

    def show(self) -> None:
        if self.desk.has_picture:
            self._offer()
            self._show_rows()

    def closed(self) -> None:
        self._ask_no_more()

    def report(self) -> dict[str, Any]:
        return {
            "booked": [row["booking"] for row in self._rows.rows],
            "chosen": self._chosen or "",
            "made": self._made[0],
            "cancelling": self._cancelling,
        }

    # What a person does ------------------------------------------------------------------------------------------

    @Slot(str, str)
    def type(self, field: str, text: str) -> None:
        """Something was typed into ``time`` or ``sought``."""
        self._typed[field] = text
        if field == "sought":
            self._show_rows()

    @Slot(str, int)
    def pick(self, what: str, index: int) -> None:
        """A click on one of ``category day language``."""
        self._picks()[what].pick(index)

    @Slot(str, int)
    def step(self, what: str, by: int) -> None:
        """An arrow key on one of them."""
        self._picks()[what].step(by)

    @Slot()
    def book(self) -> None:
        """Book the time that is picked and typed."""
        desk, category = self.desk, self._category.value
        try:
            at = time_typed(self._typed["time"])
        except TinghaoError as fault:
            desk.cannot(fault)
            return
        if category is None or at is None:
            desk.cannot(EnquiryFault("no_category_chosen" if category is None else "no_time_typed"))
            return
        moment = datetime.combine(self._day.value or self._today(), at, tzinfo=desk.picture.rules.hall.zone)
        language: Language = self._language.value or "zh-CN"

        def command(id_: str) -> Book:
            return Book(id=id_, category=category, at=moment, language=language)

        desk.carry_out(Errand("book", (category, moment, language), command, self._booked))

    @Slot(int)
    def choose(self, index: int) -> None:
        """A click on a booked time."""
        if 0 <= index < len(self._rows.rows):
            self._chosen, self._cancelling = self._rows.rows[index]["booking"], False
            self._show_rows()

    @Slot(int)
    def move(self, by: int) -> None:
        """Up and down: the one before or after the chosen one."""
        at = self._at()
        if self._rows.rows:
            self.choose(0 if at < 0 else max(0, min(len(self._rows.rows) - 1, at + by)))

    @Slot()
    def checkIn(self) -> None:
        """Whoever booked the chosen time is here."""
        booked = self._booking()
        if booked is None:
            return
        token = new_token() if self.desk.picture.rules.hall.visitors_url else None
        hashed = hash_of(token) if token else None
        self.desk.carry_out(
            Errand(
                "check_in",
                booked.code,
                lambda id_: CheckIn(id=id_, code=booked.code, token_hash=hashed),
                lambda answer: self._checked_in(answer, token),
            )
        )

    @Slot()
    def cancel(self) -> None:
        """Give the chosen time back: pressed twice, for it cannot be taken back."""
        booked = self._booking()
        if booked is None:
            return
        if not self._cancelling:
            self._cancelling = True
            self.changed.emit()
            return
        self._cancelling = False
        self.desk.carry_out(
            Errand(
                "cancel_booking",
                booked.code,
                lambda id_: CancelBooking(id=id_, code=booked.code),
                lambda _: self.desk.say_done("did_cancel_booking", booking=booked.code),
            )
        )
        self.changed.emit()

    @Slot()
    def stamp(self) -> None:
        """Somebody at the door is here and has no ticket yet."""
        self.desk.carry_out(Errand("stamp", None, lambda id_: StampArrival(id=id_), self._stamped))

    @Slot()
    def showLarge(self) -> None:
        """The last code for the visitor's eyes."""
        if self._made[0]:
            self.desk.show_large(*self._made)

    # Answers -----------------------------------------------------------------------------------------------------

    def _booked(self, answer: Answer) -> None:
        for entry in answer.entries:
            if isinstance(entry.event, AppointmentBooked):
                booked = entry.event.appointment
                self._made = (booked.code, f"{self._when(booked)} · {self.desk.say('enquiry.note_it_down')}")
                self._chosen, self._typed["time"] = booked.code, ""
                self._category.begin_anew()
        self.showLarge()
        self.typedChanged.emit()
        self.changed.emit()

    def _stamped(self, answer: Answer) -> None:
        desk = self.desk
        for entry in answer.entries:
            if isinstance(entry.event, ArrivalStamped):
                self._made = (entry.event.code, desk.say("enquiry.stamp_is"))
                if desk.why_no_reprint() is None:
                    desk.paper.stamp(entry.event.code, entry.at, self._paper_came)
                else:
                    self.showLarge()
        self.changed.emit()

    def _checked_in(self, answer: Answer, token: str | None) -> None:
        for entry in answer.entries:
            if isinstance(entry.event, TicketTaken):
                self._give(entry, entry.event, token)

    def _give(self, entry: Entry, taken: TicketTaken, token: str | None) -> None:
        desk = self.desk
        self._made = (taken.number, desk.say("enquiry.note_it_down"))
        self._chosen = None
        if desk.why_no_reprint() is None:
            desk.say_done("did_check_in", number=taken.number)
            desk.paper.issue(entry, taken, token, self._paper_came)
        else:
            self.showLarge()
        self.changed.emit()

    def _paper_came(self, fault: TinghaoError | None) -> None:
        if fault is not None:
            self.desk.cannot(fault)
            self.showLarge()

    # Inside ------------------------------------------------------------------------------------------------------

    @Slot()
    def _ask_no_more(self) -> None:
        if self._cancelling:
            self._cancelling = False
            self.changed.emit()

    def _booking(self) -> Appointment | None:
        found = self.desk.picture.appointments.get(self._chosen or "") if self.desk.has_picture else None
        if found is None:
            self.desk.cannot(EnquiryFault("no_booking_chosen"))
        return found

    def _at(self) -> int:
        return next((i for i, row in enumerate(self._rows.rows) if row["lit"]), -1)

    def _today(self) -> date:
        return self.desk.local_time(self.desk.now()).date()

    def _when(self, booked: Appointment) -> str:
        at = self.desk.local_time(booked.at)
        return f"{at:%H:%M}" if at.date() == self._today() else f"{at:%m-%d %H:%M}"

    def _show_rows(self) -> None:
        """Booked times whose code or time begins with what is typed, the next one first."""
        desk = self.desk
        booked = sorted(desk.picture.appointments.values(), key=lambda one: (one.at, one.code))
        sought = as_written(self._typed["sought"])
        fitting = [one for one in booked if one.code.startswith(sought) or self._when(one).startswith(sought)]
        if self._chosen not in desk.picture.appointments:
            self._chosen, self._cancelling = None, False
        self._rows.show(
            [
                {
                    "booking": one.code,
                    "at": self._when(one),
                    "code": one.category,
                    "colour": desk.category_row(one.category)["colour"],
                    "lit": one.code == self._chosen,
                }
                for one in fitting[:SHOWN]
            ]
        )
        self.changed.emit()

    def _picks(self) -> dict[str, Pick[Any]]:
        return {"category": self._category, "day": self._day, "language": self._language}

    def _offer(self) -> None:
        desk, rules = self.desk, self.desk.picture.rules
        self._category.offer([(one.code, f"{one.code}  {one.name.get(desk.code)}") for one in rules.categories])
        self._language.offer([(one, desk.say(f"speaks_{one.replace('-', '_')}")) for one in rules.hall.languages])
        today = self._today()
        ahead = range(min(DAYS, rules.policies.appointments.ahead_days + 1))
        days = [today + timedelta(days=day) for day in ahead]
        self._day.offer([(day, desk.say("enquiry.today") if day == today else f"{day:%m-%d}") for day in days])

    # For QML -----------------------------------------------------------------------------------------------------

    @Property(RowList, constant=True)
    def categories(self) -> RowList:
        return self._category.rows

    @Property(RowList, constant=True)
    def days(self) -> RowList:
        return self._day.rows

    @Property(RowList, constant=True)
    def languages(self) -> RowList:
        return self._language.rows

    @Property(RowList, constant=True)
    def rows(self) -> RowList:
        """Rows of ``booking at code colour lit``."""
        return self._rows

    @Property(str, notify=typedChanged)
    def time(self) -> str:
        return self._typed["time"]

    @Property(str, notify=typedChanged)
    def sought(self) -> str:
        return self._typed["sought"]

    @Property(int, notify=changed)
    def index(self) -> int:
        """The chosen row, -1 where none is."""
        return self._at()

    @Property(bool, notify=changed)
    def chosen(self) -> bool:
        return self._chosen is not None

    @Property(bool, notify=changed)
    def cancelling(self) -> bool:
        """The second press gives the time back."""
        return self._cancelling

    @Property(str, notify=changed)
    def made(self) -> str:
        """The last code or number that was made here."""
        return self._made[0]

"""A table of cases: what each command does, and every refusal with its words in all languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest

import hall.rules
from hall.rules.decide import decide
from shared import commands as cmd
from shared import events as ev
from shared.commands import MAY_SEND, Command
from shared.devices import STATION_SILENT, DeviceKind, DeviceState
from shared.errors import Refusal
from shared.heard import MOST_COMPLAINTS
from shared.i18n import LANGUAGES
from shared.picture import Picture
from shared.tickets import Actor, Role, SlipState, TicketState, WindowState
from shared.views import view_picture
from tests.book import (
    DAY,
    DESK,
    DISTRICT,
    HALL,
    KIOSK,
    MANAGER,
    MINUTES,
    MORNING,
    RESTING,
    ROVER,
    SIGNING,
    WITHOUT_2,
    PaperHall,
    counter,
)

TOMORROW = DAY + timedelta(days=1)
ID = "00000000-0000-4000-8000-000000000000"
STRANGER = Actor(role=Role.VISITOR, station=ID)
"""The phone of somebody else's ticket."""
Given = Callable[[PaperHall], Any]
"""What went before; what it returns fills ``{}`` in the command's ticket or service."""


def at(window: int, kind: type, **more: Any) -> Command:
    made: Command = kind(id=ID, window=window, **more)
    return made


JOIN = cmd.JoinVisit(id=ID, ticket="{0}", other="{1}")
COMPLAIN = cmd.LodgeComplaint(id=ID, ticket=ID, words="等了两小时")
LUNCH = at(1, cmd.PauseWindow, reason="lunch")
ASK = cmd.AskInterpreter(id=ID, ticket="{}", language="csl")
FALL_DUE = cmd.FallDue(id=ID, ticket="{}", due=MORNING + timedelta(seconds=60))


def nothing(hall: PaperHall) -> None:
    """The hall as it opens."""


def waiting(*categories: str) -> Given:
    def given(hall: PaperHall) -> str:
        taken = ""
        for category in categories:
            taken = hall.take(category)
            hall.wait(10)
        return taken

    return given


def opened(window: int, *categories: str) -> Given:
    def given(hall: PaperHall) -> None:
        waiting(*categories)(hall)
        hall.open(window)

    return given


def called(window: int = 1, category: str = "A") -> Given:
    def given(hall: PaperHall) -> str:
        ticket = hall.take(category)
        hall.open(window)
        hall.call(window)
        return ticket

    return given


def serving(window: int = 1, category: str = "A") -> Given:
    def given(hall: PaperHall) -> str:
        called(window, category)(hall)
        return hall.start(window)

    return given


def finished(hall: PaperHall) -> str:
    service = serving()(hall)
    hall.finish(1)
    return service


def rated(hall: PaperHall) -> str:
    service = finished(hall)
    hall.does(cmd.Rate(id=hall.id(), service=service, grade=4), ROVER)
    return service


def rated_badly(hall: PaperHall) -> str:
    service = finished(hall)
    hall.does(cmd.Rate(id=hall.id(), service=service, grade=2), ROVER)
    return service


def explained(hall: PaperHall) -> str:
    service = rated_badly(hall)
    hall.does(cmd.GiveReasons(id=hall.id(), service=service, reasons=("time",)), ROVER)
    return service


def rated_yesterday(hall: PaperHall) -> str:
    service = rated_badly(hall)
    hall.does(cmd.OpenDay(id=hall.id(), day=TOMORROW), HALL)
    return service


def signed_in(window: int, clerk: str) -> Given:
    return lambda hall: hall.does(cmd.SignIn(id=hall.id(), window=window, clerk=clerk), ROVER)


def paused(hall: PaperHall) -> None:
    opened(1, "A")(hall)
    hall.does(cmd.PauseWindow(id=hall.id(), window=1), ROVER)


def recalled(hall: PaperHall) -> None:
    called()(hall)
    hall.does(cmd.Recall(id=hall.id(), window=1), ROVER)


def recalled_and_waited(hall: PaperHall) -> None:
    recalled(hall)
    hall.wait(60)


def printed(hall: PaperHall) -> str:
    ticket = hall.take()
    hall.does(cmd.ReportSlip(id=hall.id(), ticket=ticket, printed=True), KIOSK)
    return ticket


def unprinted(hall: PaperHall) -> str:
    ticket = hall.take()
    hall.does(cmd.ReportSlip(id=hall.id(), ticket=ticket, printed=False, fault="paper_out"), KIOSK)
    return ticket


def report(state: DeviceState, detail: str | None = None, heard_s_ago: int | None = None) -> cmd.ReportDevice:
    return cmd.ReportDevice(
        id=ID, device="printer-1", kind=DeviceKind.PRINTER, state=state, detail=detail, heard_s_ago=heard_s_ago
    )


def out_of_paper(hall: PaperHall) -> None:
    hall.does(replace(report(DeviceState.OUT, "paper_out", 3), id=hall.id()), KIOSK)
    hall.wait(10)


def silent(station: str = "kiosk-1") -> cmd.StationSilent:
    return cmd.StationSilent(id=ID, station=station, last_seen=MORNING)


def silent_already(hall: PaperHall) -> None:
    out_of_paper(hall)
    hall.does(replace(silent(), id=hall.id()), HALL)


def carried(hall: PaperHall) -> None:
    """A001 of yesterday and A001 of today wait."""
    hall.take("A")
    hall.does(cmd.OpenDay(id=hall.id(), day=TOMORROW), HALL)
    hall.take("A")
    hall.open(1)


def busy_evening(hall: PaperHall) -> None:
    """One is being served, one was called and did not answer, one waits."""
    serving(1)(hall)
    called(7, "C")(hall)
    hall.take("C")


def missed_once(hall: PaperHall) -> None:
    recalled_and_waited(hall)
    hall.does(cmd.NoShow(id=hall.id(), window=1), ROVER)
    hall.call(1)
    hall.does(cmd.Recall(id=hall.id(), window=1), ROVER)
    hall.wait(60)


def missed_for_minutes(hall: PaperHall) -> None:
    hall.does(cmd.ImportSettings(id=hall.id(), toml=MINUTES), HALL)
    recalled_and_waited(hall)


def held(minutes: int | None = None, wait: float = 0) -> Given:
    def given(hall: PaperHall) -> str:
        ticket = serving()(hall)
        hall.does(cmd.Hold(id=hall.id(), window=1, minutes=minutes), ROVER)
        [ticket] = [t.id for t in hall.picture.aside()]
        hall.wait(wait)
        return ticket

    return given


def claiming(priority: str | None) -> Given:
    def given(hall: PaperHall) -> str:
        command = cmd.TakeTicket(id=hall.id(), category="A", priority=priority)
        hall.does(command, KIOSK)
        return command.id

    return given


def check(*, confirmed: bool, priority: str | None = None) -> Command:
    reason: Any = "card_seen" if confirmed else "no_proof"
    return cmd.CheckPriority(id=ID, ticket="{}", confirmed=confirmed, reason=reason, priority=priority)


FROM_NINE = DISTRICT.replace(
    "[policies.priority]",
    "[policies.hours]\nissuing = [{ begins = 09:00:00, ends = 11:30:00 }]\ncalling_begins = 09:00:00\n\n[policies.priority]",
)
ONE_A_SLOT = DISTRICT.replace("[policies.priority]", "[policies.appointments]\nper_slot = 1\n\n[policies.priority]")
RESTS = DISTRICT.replace("[policies.priority]", "[policies.hours]\nrest_days = [6, 7]\n\n[policies.priority]")
"""Saturdays and Sundays are days of rest."""
CHINA = RESTS.replace("rest_days", 'calendar = "china"\nrest_days')
UNKNOWN = 2100
"""A year whose public holidays nobody has decreed."""
UNKNOWN_DAY = cmd.Book(id=ID, category="A", at=datetime(UNKNOWN, 1, 6, 2, tzinfo=UTC))
TURNS = DISTRICT.replace(
    "[[zones]]", "[[policies.breaks.rota]]\nwindows = [1]\nbegins = 11:30:00\nends = 12:30:00\n\n[[zones]]", 1
)
ROTA = DISTRICT.replace("[policies.priority]", "[policies.breaks]\nkeep_one_able = true\n\n[policies.priority]")


def having(toml: str) -> Given:
    """Other settings."""
    return lambda hall: hall.does(cmd.ImportSettings(id=hall.id(), toml=toml), HALL)


def unknown_year(hall: PaperHall) -> None:
    having(CHINA)(hall)
    hall.now = datetime(UNKNOWN, 1, 1, 2, tzinfo=UTC)


def muted(hall: PaperHall) -> None:
    hall.does(cmd.MuteAll(id=hall.id(), muted=True), DESK)


def booking(minutes: int, category: str = "A") -> Command:
    return cmd.Book(id=ID, category=category, at=MORNING + timedelta(minutes=minutes))


def booked(minutes: int, wait: float = 0) -> Given:
    """The code of a time so many minutes ahead."""

    def given(hall: PaperHall) -> str:
        hall.does(cmd.Book(id=hall.id(), category="A", at=hall.now + timedelta(minutes=minutes)), DESK)
        hall.wait(wait)
        return next(iter(hall.picture.appointments))

    return given


def checked_in(hall: PaperHall) -> str:
    code: str = booked(30)(hall)
    hall.does(cmd.CheckIn(id=hall.id(), code=code), KIOSK)
    return code


def stamped(wait: float = 0) -> Given:
    """The code of an arrival stamp, given so many seconds ago."""

    def given(hall: PaperHall) -> str:
        [event] = hall.does(cmd.StampArrival(id=hall.id()), DESK)
        hall.wait(wait)
        return event.code  # type: ignore[union-attr]

    return given


def used_stamp(hall: PaperHall) -> str:
    code: str = stamped()(hall)
    hall.does(cmd.TakeTicket(id=hall.id(), category="A", stamp=code), KIOSK)
    return code


def stamp_of_yesterday(hall: PaperHall) -> str:
    code: str = stamped()(hall)
    hall.does(cmd.OpenDay(id=hall.id(), day=TOMORROW), HALL)
    return code


def handed_to(window: int) -> Given:
    """A001 waits for one window only; window 1 is open too."""

    def given(hall: PaperHall) -> str:
        ticket = hall.take("A")
        hall.open(1)
        hall.open(window)
        hall.does(cmd.Transfer(id=hall.id(), ticket=ticket, window=window), DESK)
        return ticket

    return given


def one_visit_two_tickets(hall: PaperHall) -> str:
    """A001 and C001 are one person's; A001 is called to window 1, window 7 is open."""
    visit = hall.id()
    for category in ("A", "C"):
        hall.does(cmd.TakeTicket(id=hall.id(), category=category, visit=visit), KIOSK)
    hall.open(1)
    hall.open(7)
    hall.call(1)
    return visit


def strangers(hall: PaperHall, *, visit: str | None = None) -> tuple[str, str]:
    """A001 and A002 wait; windows 1 and 2 are open."""
    first = hall.take("A")
    second = cmd.TakeTicket(id=hall.id(), category="A", visit=first if visit else None)
    hall.does(second, KIOSK)
    hall.open(1)
    hall.open(2)
    return first, second.id


def one_person(hall: PaperHall) -> tuple[str, str]:
    """The same, taken in one visit."""
    return strangers(hall, visit="said")


def at_two_windows(hall: PaperHall) -> tuple[str, str]:
    taken = strangers(hall)
    hall.call(1)
    hall.call(2)
    return taken


def eight_and_one(hall: PaperHall) -> tuple[str, str]:
    first = hall.take("A")
    for _ in range(7):
        hall.does(cmd.TakeTicket(id=hall.id(), category="A", visit=first), KIOSK)
    return first, hall.take("A")


def paged(hall: PaperHall) -> None:
    """A ticket with a page, whose phone is :data:`STRANGER` to every other."""
    hall.does(cmd.TakeTicket(id=ID, category="A", token_hash="0" * 64), KIOSK)


def complained(times: int) -> Given:
    """The id of the last complaint's words."""

    def given(hall: PaperHall) -> str:
        paged(hall)
        for _ in range(times):
            lodged = cmd.LodgeComplaint(id=hall.id(), ticket=ID, words="等了两小时")
            hall.does(lodged, STRANGER)
        return lodged.id

    return given


def signing(given: Given) -> Given:
    """The same in a hall with interpreters."""
    return lambda hall: (having(SIGNING)(hall), given(hall))[1]


def asking(language: str, category: str = "A") -> Given:
    def given(hall: PaperHall) -> str:
        command = cmd.TakeTicket(id=hall.id(), category=category, interpreter=language)
        hall.does(command, KIOSK)
        return command.id

    return given


def ending(hall: PaperHall) -> None:
    assert hall.picture.today is not None
    hall.does(cmd.EndCalling(id=hall.id(), day=hall.picture.today.day), HALL)


def evening(category: str, toml: str = SIGNING) -> Given:
    """One waits, and calling is over."""
    return lambda hall: (having(toml)(hall), waiting(category)(hall), ending(hall))[1]


def carry(choice: Any) -> Command:
    return cmd.ChooseCarry(id=ID, ticket="{}", choice=choice)


def carried_on(choice: Any) -> Given:
    def given(hall: PaperHall) -> str:
        ticket: str = evening("A")(hall)
        hall.does(cmd.ChooseCarry(id=hall.id(), ticket=ticket, choice=choice), DESK)
        return ticket

    return given


def nine_tickets(hall: PaperHall) -> str:
    visit = hall.id()
    for _ in range(8):
        hall.does(cmd.TakeTicket(id=hall.id(), category="A", visit=visit), KIOSK)
    return visit


def holding_eight(hall: PaperHall) -> None:
    hall.open(1)
    for _ in range(9):
        hall.take("A")
        hall.call(1)
        if hall.picture.windows[1].label != "A009":
            hall.does(cmd.Hold(id=hall.id(), window=1), ROVER)


WITHOUT_G = (
    re.sub(
        r'(?s)\[\[categories\]\]\ncode = "G".*?(?=\n#|\n\[\[)', "", DISTRICT.replace('"G", ', "").replace(', "G"', "")
    )
    .replace('categories = ["G"]', 'categories = ["A"]')
    .replace('category = "G"', 'category = "A"')
)

DOES: list[tuple[str, Given, Command, Actor, list[str]]] = [
    ("a ticket is taken", nothing, cmd.TakeTicket(id=ID, category="A"), KIOSK, ["ticket_taken"]),
    ("paper came out", waiting("A"), cmd.ReportSlip(id=ID, ticket="{}", printed=True), KIOSK, ["slip_printed"]),
    ("paper came out, said twice", printed, cmd.ReportSlip(id=ID, ticket="{}", printed=True), KIOSK, []),
    ("paper failed", waiting("A"), cmd.ReportSlip(id=ID, ticket="{}", printed=False), KIOSK, ["slip_failed"]),
    ("a kiosk prints again", unprinted, cmd.Reprint(id=ID, ticket="{}"), KIOSK, ["slip_reprinted"]),
    ("the desk prints again", printed, cmd.Reprint(id=ID, ticket="{}"), DESK, ["slip_reprinted"]),
    ("again for who is called", called(), cmd.Reprint(id=ID, ticket="{}"), DESK, ["slip_reprinted"]),
    ("a device's first word", nothing, report(DeviceState.UNKNOWN), KIOSK, ["device_changed"]),
    ("a device said again", out_of_paper, report(DeviceState.OUT, "paper_out"), KIOSK, []),
    ("a device for another reason", out_of_paper, report(DeviceState.OUT), KIOSK, ["device_changed"]),
    ("a device set right", out_of_paper, report(DeviceState.OK), KIOSK, ["device_changed"]),
    ("a device taken away", out_of_paper, report(DeviceState.REMOVED), KIOSK, ["device_changed"]),
    ("a device that was not there", nothing, report(DeviceState.REMOVED), KIOSK, []),
    ("a station is gone", out_of_paper, silent(), HALL, ["device_changed"]),
    ("a station is gone still", silent_already, silent(), HALL, []),
    ("a station without devices is gone", out_of_paper, silent("kiosk-2"), HALL, []),
    ("a clerk signs in", nothing, at(1, cmd.SignIn, clerk="1001"), ROVER, ["signed_in"]),
    ("the window's own counter", nothing, at(1, cmd.SignIn, clerk="1001"), counter(1), ["signed_in"]),
    ("a clerk signs out", signed_in(1, "1001"), at(1, cmd.SignOut), ROVER, ["signed_out"]),
    ("signing out closes", opened(1), at(1, cmd.SignOut), ROVER, ["window_closed", "signed_out"]),
    (
        "signing out gives a call back",
        called(),
        at(1, cmd.SignOut),
        ROVER,
        ["ticket_returned", "window_closed", "signed_out"],
    ),
    ("a window opens", signed_in(1, "1001"), at(1, cmd.OpenWindow), ROVER, ["window_opened"]),
    ("a paused window opens again", paused, at(1, cmd.OpenWindow), ROVER, ["window_opened"]),
    ("a window pauses", opened(1), at(1, cmd.PauseWindow), ROVER, ["window_paused"]),
    ("pausing leaves who is there", serving(), at(1, cmd.PauseWindow), ROVER, ["window_paused"]),
    ("a window closes", opened(1), at(1, cmd.CloseWindow), ROVER, ["window_closed"]),
    ("closing gives a call back", called(), at(1, cmd.CloseWindow), ROVER, ["ticket_returned", "window_closed"]),
    ("the manager closes a window", opened(1), at(1, cmd.CloseWindow), MANAGER, ["window_closed"]),
    ("the next is called", opened(1, "A"), at(1, cmd.CallNext), ROVER, ["ticket_called"]),
    (
        "the next, finishing first",
        lambda hall: (serving()(hall), hall.take("A")),
        at(1, cmd.CallNext, finish_open=True),
        ROVER,
        ["service_finished", "ticket_called"],
    ),
    (
        "the next, finishing first, nobody waits",
        serving(),
        at(1, cmd.CallNext, finish_open=True),
        ROVER,
        ["service_finished"],
    ),
    ("a number is called", opened(1, "A", "A"), at(1, cmd.CallNumber, number="a002"), ROVER, ["ticket_called"]),
    (
        "a number, finishing first",
        lambda hall: (serving()(hall), hall.take("A")),
        at(1, cmd.CallNumber, number="A002", finish_open=True),
        ROVER,
        ["service_finished", "ticket_called"],
    ),
    (
        "a carried number is called",
        carried,
        at(1, cmd.CallNumber, number="A001", day=DAY),
        ROVER,
        ["ticket_called"],
    ),
    ("a number is called again", called(), at(1, cmd.Recall), ROVER, ["ticket_recalled"]),
    ("nobody came, and goes back", recalled_and_waited, at(1, cmd.NoShow), ROVER, ["ticket_returned"]),
    ("nobody came, again", missed_once, at(1, cmd.NoShow), ROVER, ["ticket_closed"]),
    ("nobody came, back by the clock", missed_for_minutes, at(1, cmd.NoShow), ROVER, ["ticket_missed"]),
    ("a call is held", called(), at(1, cmd.Hold, reason="papers"), ROVER, ["ticket_held"]),
    ("a service is held", serving(), at(1, cmd.Hold), ROVER, ["service_interrupted", "ticket_held"]),
    ("held and called again", held(), at(1, cmd.Resume, number="A001"), ROVER, ["ticket_called"]),
    (
        "held, and the visitor is back",
        held(),
        at(1, cmd.Resume, number="A001", here=True),
        ROVER,
        ["ticket_called", "service_started"],
    ),
    ("closing passes on what is held", held(), at(1, cmd.CloseWindow), ROVER, ["ticket_returned", "window_closed"]),
    ("a hold is over", held(minutes=1, wait=60), FALL_DUE, HALL, ["ticket_returned"]),
    ("a hold is not over", held(minutes=1, wait=59), FALL_DUE, HALL, []),
    ("handed on", waiting("A"), cmd.Transfer(id=ID, ticket="{}", category="C"), DESK, ["ticket_transferred"]),
    (
        "handed on with a note",
        waiting("A"),
        cmd.Transfer(id=ID, ticket="{}", category="C", note="checked"),
        DESK,
        ["ticket_transferred"],
    ),
    ("handed on to where it is", waiting("A"), cmd.Transfer(id=ID, ticket="{}", category="A"), DESK, []),
    (
        "handed on from the window",
        lambda hall: (serving()(hall), next(iter(hall.picture.tickets)))[1],
        cmd.Transfer(id=ID, ticket="{}", category="C"),
        ROVER,
        ["service_interrupted", "ticket_transferred"],
    ),
    ("given up", waiting("A"), cmd.CancelTicket(id=ID, ticket="{}"), DESK, ["ticket_closed"]),
    ("given up at the window", called(), cmd.CancelTicket(id=ID, ticket="{}"), ROVER, ["ticket_closed"]),
    ("a claim is confirmed", claiming("elder"), check(confirmed=True), DESK, ["priority_checked"]),
    ("a claim is rejected", claiming("elder"), check(confirmed=False), DESK, ["priority_checked"]),
    ("seen without a claim", claiming(None), check(confirmed=True, priority="disabled"), DESK, ["priority_checked"]),
    ("an arrival is stamped", nothing, cmd.StampArrival(id=ID), DESK, ["arrival_stamped"]),
    ("a stamp is named", stamped(60), cmd.TakeTicket(id=ID, category="A", stamp="{}"), KIOSK, ["ticket_taken"]),
    ("a time is booked", nothing, booking(30), DESK, ["appointment_booked"]),
    ("a booking is cancelled", booked(30), cmd.CancelBooking(id=ID, code="{}"), DESK, ["appointment_ended"]),
    ("in time", booked(30), cmd.CheckIn(id=ID, code="{}"), KIOSK, ["appointment_ended", "ticket_taken"]),
    ("too late", booked(30, 3000), cmd.CheckIn(id=ID, code="{}"), KIOSK, ["appointment_ended", "ticket_taken"]),
    ("another category", nothing, cmd.AssignWindow(id=ID, window=1, categories=("C",)), MANAGER, ["window_assigned"]),
    ("a fire alarm", nothing, cmd.MuteAll(id=ID, muted=True), DESK, ["hall_muted"]),
    ("the alarm is over", muted, cmd.MuteAll(id=ID, muted=False), DESK, ["hall_muted"]),
    ("lunch", opened(1), at(1, cmd.PauseWindow, reason="lunch", minutes=30), ROVER, ["window_paused"]),
    ("the desk issues on a holiday", having(RESTING), cmd.TakeTicket(id=ID, category="A"), DESK, ["ticket_taken"]),
    ("tagged", waiting("A"), cmd.TagTicket(id=ID, ticket="{}", tags=("deaf",)), DESK, ["ticket_tagged"]),
    ("two tickets of one visitor", strangers, JOIN, DESK, ["visit_joined"]),
    ("two tickets known as one visitor's", one_person, JOIN, DESK, []),
    ("an interpreter is asked", signing(waiting("A")), ASK, DESK, ["interpreter_asked"]),
    ("an interpreter is asked again", signing(asking("csl")), ASK, DESK, []),
    ("an interpreter comes to the window", signing(called()), ASK, ROVER, ["interpreter_asked"]),
    ("calling is over", nothing, cmd.EndCalling(id=ID, day=DAY), HALL, ["calling_ended"]),
    ("yesterday's timer", nothing, cmd.EndCalling(id=ID, day=DAY - timedelta(days=1)), HALL, []),
    ("another day is chosen", evening("A"), carry("carry"), DESK, ["ticket_carried"]),
    ("24 hours are chosen", evening("A"), carry("within_24h"), DESK, ["ticket_carried"]),
    ("given up in the evening", evening("A"), carry("give_up"), KIOSK, ["ticket_closed"]),
    ("here after all", carried_on("carry"), cmd.ComeBack(id=ID, ticket="{}"), KIOSK, ["ticket_returned"]),
    ("a complaint", paged, COMPLAIN, STRANGER, ["complaint_lodged"]),
    ("its words are read", complained(1), cmd.ReadText(id=ID, text="{}"), MANAGER, ["text_read"]),
    ("its words are wiped", complained(1), cmd.WipeText(id=ID, text="{}"), MANAGER, ["text_wiped"]),
    ("tagged as before", waiting("A"), cmd.TagTicket(id=ID, ticket="{}", tags=()), DESK, []),
    ("service begins", called(), at(1, cmd.Start), ROVER, ["service_started"]),
    ("service ends", serving(), at(1, cmd.Finish), ROVER, ["service_finished"]),
    ("a visitor rates", finished, cmd.Rate(id=ID, service="{}", grade=5), ROVER, ["service_rated"]),
    (
        "a visitor says why",
        rated_badly,
        cmd.GiveReasons(id=ID, service="{}", reasons=("other", "time", "time")),
        ROVER,
        ["reasons_given"],
    ),
    (
        "settings change",
        nothing,
        cmd.ImportSettings(id=ID, toml=DISTRICT.replace("after_s = 60", "after_s = 90")),
        MANAGER,
        ["settings_changed"],
    ),
    ("the same settings", nothing, cmd.ImportSettings(id=ID, toml=DISTRICT), MANAGER, []),
    ("a window is torn down", nothing, cmd.ImportSettings(id=ID, toml=WITHOUT_2), MANAGER, ["settings_changed"]),
    ("a day opens", nothing, cmd.OpenDay(id=ID, day=TOMORROW), HALL, ["day_opened"]),
    (
        "a day opens on an evening nobody finished",
        busy_evening,
        cmd.OpenDay(id=ID, day=TOMORROW),
        HALL,
        [
            *["service_finished", "window_closed", "signed_out"],
            *["ticket_returned", "window_closed", "signed_out"],
            "day_opened",
        ],
    ),
]

REFUSES: list[tuple[str, Given, Command, Actor]] = [
    ("role_may_not", nothing, cmd.TakeTicket(id=ID, category="A"), Actor(role=Role.DISPLAY, station="board-1")),
    ("unknown_category", nothing, cmd.TakeTicket(id=ID, category="Z"), KIOSK),
    ("ticket_not_living", nothing, cmd.ReportSlip(id=ID, ticket=ID, printed=True), KIOSK),
    ("ticket_not_living", nothing, cmd.Reprint(id=ID, ticket=ID), DESK),
    ("not_your_ticket", unprinted, cmd.Reprint(id=ID, ticket="{}"), Actor(role=Role.KIOSK, station="kiosk-2")),
    ("slip_printed_already", printed, cmd.Reprint(id=ID, ticket="{}"), KIOSK),
    ("unknown_window", nothing, at(99, cmd.CallNext), ROVER),
    ("not_your_window", signed_in(2, "1002"), at(2, cmd.OpenWindow), counter(1)),
    ("not_your_window", finished, cmd.Rate(id=ID, service="{}", grade=5), counter(2)),
    ("not_your_number", waiting("A"), cmd.CancelTicket(id=ID, ticket="{}"), STRANGER),
    ("not_your_number", finished, cmd.Rate(id=ID, service="{}", grade=5), STRANGER),
    ("not_your_number", rated_badly, cmd.GiveReasons(id=ID, service="{}", reasons=("time",)), STRANGER),
    ("unknown_clerk", nothing, at(1, cmd.SignIn, clerk="9999"), ROVER),
    ("window_taken", signed_in(1, "1001"), at(1, cmd.SignIn, clerk="1002"), ROVER),
    ("window_taken", signed_in(1, "1001"), at(1, cmd.SignIn, clerk="1001"), ROVER),
    ("signed_in_elsewhere", signed_in(2, "1001"), at(1, cmd.SignIn, clerk="1001"), ROVER),
    *(
        ("nobody_signed_in", nothing, at(1, kind), ROVER)
        for kind in (cmd.SignOut, cmd.OpenWindow, cmd.PauseWindow, cmd.CallNext, cmd.Recall, cmd.Start, cmd.Finish)
    ),
    ("window_already", opened(1), at(1, cmd.OpenWindow), ROVER),
    ("window_already", nothing, at(1, cmd.CloseWindow), ROVER),
    ("window_not_open", signed_in(1, "1001"), at(1, cmd.PauseWindow), ROVER),
    ("window_not_open", signed_in(1, "1001"), at(1, cmd.CallNext), ROVER),
    ("window_not_open", paused, at(1, cmd.CallNext), ROVER),
    ("window_not_open", paused, at(1, cmd.CallNumber, number="A001"), ROVER),
    # A person is never skipped, however the clerk asks.
    ("call_open", called(), at(1, cmd.CallNext), ROVER),
    ("call_open", called(), at(1, cmd.CallNext, finish_open=True), ROVER),
    ("call_open", called(), at(1, cmd.CallNumber, number="A001", finish_open=True), ROVER),
    ("service_open", serving(), at(1, cmd.CallNext), ROVER),
    ("service_open", serving(), at(1, cmd.CloseWindow), ROVER),
    ("service_open", serving(), at(1, cmd.SignOut), ROVER),
    ("service_open", serving(), at(1, cmd.Recall), ROVER),
    ("service_open", serving(), at(1, cmd.NoShow), ROVER),
    ("service_open", serving(), at(1, cmd.Start), ROVER),
    ("nobody_waiting", opened(1, "C"), at(1, cmd.CallNext), ROVER),
    ("number_unknown", opened(1, "A"), at(1, cmd.CallNumber, number="A002"), ROVER),
    ("number_unknown", carried, at(1, cmd.CallNumber, number="A001", day=DAY - timedelta(days=1)), ROVER),
    ("number_at_window", lambda hall: (called(2)(hall), hall.open(1)), at(1, cmd.CallNumber, number="A001"), ROVER),
    ("number_at_window", serving(), at(1, cmd.CallNumber, number="A001", finish_open=True), ROVER),
    ("not_served_here", opened(1, "C"), at(1, cmd.CallNumber, number="C001"), ROVER),
    # Police stays apart: the comprehensive window's own list and the clerk's skills must both allow it.
    ("not_served_here", opened(18, "G"), at(18, cmd.CallNumber, number="G001"), ROVER),
    *(("no_open_call", opened(1, "A"), at(1, kind), ROVER) for kind in (cmd.Recall, cmd.NoShow, cmd.Start)),
    ("no_open_service", called(), at(1, cmd.Finish), ROVER),
    ("no_open_call", opened(1), at(1, cmd.Hold), ROVER),
    ("hold_full", holding_eight, at(1, cmd.Hold), ROVER),
    ("number_unknown", opened(1), at(1, cmd.Resume, number="A001"), ROVER),
    ("not_held_here", opened(1, "A"), at(1, cmd.Resume, number="A001"), ROVER),
    ("not_held_here", lambda hall: (held()(hall), hall.open(2)), at(2, cmd.Resume, number="A001"), ROVER),
    ("number_held", lambda hall: (held()(hall), hall.open(2)), at(2, cmd.CallNumber, number="A001"), ROVER),
    ("assigned_elsewhere", handed_to(2), at(1, cmd.CallNumber, number="A001"), ROVER),
    ("nobody_waiting", handed_to(2), at(1, cmd.CallNext), ROVER),
    ("visit_at_window", one_visit_two_tickets, at(7, cmd.CallNumber, number="C001"), ROVER),
    ("nobody_waiting", one_visit_two_tickets, at(7, cmd.CallNext), ROVER),
    ("visit_full", nine_tickets, cmd.TakeTicket(id=ID, category="A", visit="{}"), KIOSK),
    ("unknown_priority", nothing, cmd.TakeTicket(id=ID, category="A", priority="prince"), KIOSK),
    ("unknown_priority", claiming("elder"), check(confirmed=True, priority="prince"), DESK),
    ("unknown_category", nothing, booking(30, "Z"), DESK),
    ("booking_out_of_reach", nothing, booking(-1), DESK),
    ("booking_out_of_reach", nothing, booking(60 * 24 * 31), DESK),
    ("slot_full", lambda hall: (having(ONE_A_SLOT)(hall), booked(30)(hall)), booking(30), DESK),
    ("stamp_unknown", nothing, cmd.TakeTicket(id=ID, category="A", stamp="ABCDEF"), KIOSK),
    ("stamp_unknown", nothing, cmd.TakeTicket(id=ID, category="A", stamp="33333"), KIOSK),
    ("stamp_of_another_day", nothing, cmd.TakeTicket(id=ID, category="A", stamp="Z3333"), KIOSK),
    ("stamp_of_another_day", stamp_of_yesterday, cmd.TakeTicket(id=ID, category="A", stamp="{}"), KIOSK),
    ("stamp_used", used_stamp, cmd.TakeTicket(id=ID, category="C", stamp="{}"), DESK),
    ("booking_unknown", nothing, cmd.CancelBooking(id=ID, code="ABCDEF"), DESK),
    ("booking_unknown", nothing, cmd.CheckIn(id=ID, code="ABCDEF"), KIOSK),
    ("booking_used", checked_in, cmd.CheckIn(id=ID, code="{}"), KIOSK),
    ("booked_for_another_day", booked(60 * 24), cmd.CheckIn(id=ID, code="{}"), KIOSK),
    ("unknown_window", nothing, cmd.AssignWindow(id=ID, window=99, categories=("A",)), MANAGER),
    ("unknown_category", nothing, cmd.AssignWindow(id=ID, window=1, categories=("Z",)), MANAGER),
    ("category_left_alone", nothing, cmd.AssignWindow(id=ID, window=17, categories=("A",)), MANAGER),
    ("mute_already", muted, cmd.MuteAll(id=ID, muted=True), DESK),
    ("mute_already", nothing, cmd.MuteAll(id=ID, muted=False), DESK),
    ("hall_muted", lambda hall: (opened(1, "A")(hall), muted(hall)), at(1, cmd.CallNext), ROVER),
    ("hall_muted", lambda hall: (recalled_and_waited(hall), muted(hall)), at(1, cmd.NoShow), ROVER),
    ("not_calling_yet", lambda hall: (having(FROM_NINE)(hall), hall.open(1)), at(1, cmd.CallNext), ROVER),
    ("not_issuing", having(FROM_NINE), cmd.TakeTicket(id=ID, category="A"), KIOSK),
    ("rest_day", having(RESTING), cmd.TakeTicket(id=ID, category="A"), KIOSK),
    (
        "last_able_window",
        lambda hall: (having(ROTA)(hall), hall.open(1)),
        at(1, cmd.PauseWindow, reason="lunch"),
        ROVER,
    ),
    ("no_priority_claim", claiming(None), check(confirmed=False), DESK),
    ("ticket_not_living", nothing, cmd.Transfer(id=ID, ticket=ID), DESK),
    ("ticket_not_living", nothing, cmd.FallDue(id=ID, ticket=ID, due=MORNING), HALL),
    ("number_at_window", called(), cmd.Transfer(id=ID, ticket="{}", category="C"), DESK),
    ("not_your_window", called(), cmd.Transfer(id=ID, ticket="{}", category="C"), counter(2)),
    ("unknown_category", waiting("A"), cmd.Transfer(id=ID, ticket="{}", category="Z"), DESK),
    ("unknown_window", waiting("A"), cmd.Transfer(id=ID, ticket="{}", window=99), DESK),
    ("not_served_here", waiting("A"), cmd.Transfer(id=ID, ticket="{}", window=7), DESK),
    ("nobody_signed_in", waiting("A"), cmd.Transfer(id=ID, ticket="{}", window=1), DESK),
    ("unknown_clerk", waiting("A"), cmd.Transfer(id=ID, ticket="{}", clerk="9999"), DESK),
    ("clerk_cannot_serve", waiting("A"), cmd.Transfer(id=ID, ticket="{}", clerk="1001"), DESK),
    ("number_at_window", called(), cmd.CancelTicket(id=ID, ticket="{}"), DESK),
    (
        "service_open",
        lambda hall: (serving()(hall), next(iter(hall.picture.tickets)))[1],
        cmd.CancelTicket(id=ID, ticket="{}"),
        ROVER,
    ),
    ("no_show_recall_first", called(), at(1, cmd.NoShow), ROVER),
    ("no_show_too_early", recalled, at(1, cmd.NoShow), ROVER),
    ("service_not_rateable", nothing, cmd.Rate(id=ID, service=ID, grade=5), ROVER),
    ("service_not_rateable", serving(), cmd.Rate(id=ID, service="{}", grade=5), ROVER),
    ("already_rated", rated, cmd.Rate(id=ID, service="{}", grade=1), ROVER),
    *(
        ("reasons_not_asked", given, cmd.GiveReasons(id=ID, service=service, reasons=("time",)), ROVER)
        for given, service in (
            *[(nothing, ID), (serving(), "{}"), (finished, "{}"), (rated, "{}"), (rated_yesterday, "{}")],
        )
    ),
    ("reasons_already_given", explained, cmd.GiveReasons(id=ID, service="{}", reasons=("other",)), ROVER),
    ("not_your_window", rated_badly, cmd.GiveReasons(id=ID, service="{}", reasons=("time",)), counter(2)),
    ("page_over", nothing, COMPLAIN, STRANGER),
    ("not_your_break", lambda hall: (having(TURNS)(hall), opened(1)(hall)), LUNCH, ROVER),
    ("complaints_enough", complained(MOST_COMPLAINTS), COMPLAIN, STRANGER),
    ("text_unknown", nothing, cmd.ReadText(id=ID, text=ID), MANAGER),
    ("text_still_kept", complained(1), cmd.WipeText(id=ID, text="{}", reason="expired"), HALL),
    ("no_interpreter", signing(waiting("A")), cmd.AskInterpreter(id=ID, ticket="{}", language="xx"), DESK),
    ("no_interpreter", nothing, cmd.TakeTicket(id=ID, category="A", interpreter="csl"), KIOSK),
    ("calling_ended_already", evening("A"), cmd.EndCalling(id=ID, day=DAY), MANAGER),
    ("day_not_ending", signing(waiting("A")), carry("carry"), DESK),
    ("carried_already", carried_on("carry"), carry("carry"), DESK),
    ("choice_not_offered", evening("A", toml=DISTRICT), carry("within_24h"), DESK),
    ("not_your_number", evening("A"), carry("carry"), STRANGER),
    ("not_your_ticket", evening("A"), carry("carry"), Actor(role=Role.KIOSK, station="kiosk-2")),
    ("number_at_window", lambda hall: (called()(hall), ending(hall))[0], carry("carry"), DESK),
    ("not_carried", waiting("A"), cmd.ComeBack(id=ID, ticket="{}"), DESK),
    ("ticket_not_living", nothing, cmd.JoinVisit(id=ID, ticket=ID, other=ID), DESK),
    ("visit_at_two_windows", at_two_windows, JOIN, DESK),
    ("visit_full", eight_and_one, JOIN, DESK),
    ("booking_on_rest_day", having(RESTS), booking(5 * 24 * 60), DESK),
    ("booking_day_unknown", unknown_year, UNKNOWN_DAY, DESK),
    ("settings_unusable", nothing, cmd.ImportSettings(id=ID, toml="[hall"), MANAGER),
    ("settings_unusable", nothing, cmd.ImportSettings(id=ID, toml="[hall]\ncode = 1"), MANAGER),
    (
        "settings_of_other_hall",
        nothing,
        cmd.ImportSettings(id=ID, toml=DISTRICT.replace('code = "district"', 'code = "other"')),
        MANAGER,
    ),
    ("settings_strand_tickets", waiting("G"), cmd.ImportSettings(id=ID, toml=WITHOUT_G), MANAGER),
    ("settings_strand_windows", signed_in(2, "1002"), cmd.ImportSettings(id=ID, toml=WITHOUT_2), MANAGER),
    ("day_already_open", nothing, cmd.OpenDay(id=ID, day=DAY), HALL),
    ("day_already_open", nothing, cmd.OpenDay(id=ID, day=DAY - timedelta(days=1)), HALL),
]
"""Every refusal of a hall with an open day: its code, what went before, the command, who sends it."""


def prepared(given: Given, command: Command) -> tuple[PaperHall, Command]:
    hall = PaperHall.opened()
    found = given(hall)
    for name in ("ticket", "service", "visit", "code", "other", "stamp", "text"):
        asked = getattr(command, name, None)
        if asked in ("{}", "{0}", "{1}"):
            filled = found if asked == "{}" else found[int(asked[1])]
            command = type(command)(**{f.name: getattr(command, f.name) for f in fields(command)} | {name: filled})
    return hall, command


@pytest.mark.parametrize(
    ("given", "command", "actor", "expected"), [case[1:] for case in DOES], ids=[c[0] for c in DOES]
)
def test_what_a_command_does(given: Given, command: Command, actor: Actor, expected: list[str]) -> None:
    hall, command = prepared(given, command)
    assert [event.type for event in hall.does(command, actor)] == expected


@pytest.mark.parametrize(
    ("code", "given", "command", "actor"), REFUSES, ids=[f"{c[0]}-{c[2].type}-{n}" for n, c in enumerate(REFUSES)]
)
def test_what_is_refused(code: str, given: Given, command: Command, actor: Actor) -> None:
    hall, command = prepared(given, command)
    with pytest.raises(Refusal) as refused:
        hall.does(command, actor)
    assert refused.value.code == code
    says_it_in_all_languages(refused.value)


def says_it_in_all_languages(refusal: Refusal) -> None:
    """Invariant 5: what happened and what to do, every place filled."""
    said = set()
    for language in LANGUAGES:
        for text in (refusal.detail(language), refusal.remedy(language)):
            assert text
            assert not re.search(r"[{}]|None", text), f"{refusal.code} in {language}: {text}"
            said.add(text)
    assert len(said) == 2 * len(LANGUAGES)


def test_a_hall_without_settings_or_day_says_so() -> None:
    bare = PaperHall()
    with pytest.raises(Refusal) as refused:
        bare.does(cmd.TakeTicket(id=ID, category="A"), KIOSK)
    assert refused.value.code == "no_settings"
    says_it_in_all_languages(refused.value)
    bare.does(cmd.ImportSettings(id=ID, toml=DISTRICT), HALL)
    with pytest.raises(Refusal) as refused:
        bare.does(cmd.TakeTicket(id=ID, category="A"), KIOSK)
    assert refused.value.code == "day_not_open"
    says_it_in_all_languages(refused.value)


def test_the_tables_above_hold_every_command_and_every_refusal_of_the_rules() -> None:
    assert {type(case[2]) for case in DOES} == set(get_args(Command))
    said = {
        node.args[0].value
        for path in Path(hall.rules.__path__[0]).glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in ("Refusal", "RecordedRefusal")
        and isinstance(node.args[0], ast.Constant)
    }
    assert said == {case[0] for case in REFUSES} | {"no_settings", "day_not_open"}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", get_args(Command))
def test_the_role_table_is_asked_before_anything_else(role: Role, kind: type) -> None:
    given = {f.name: _ANY[f.name] for f in fields(kind) if f.name in _ANY}
    command = kind(**given)
    try:
        decide(Picture("district"), command, Actor(role=role, station="x"), MORNING)
        code = ""
    except Refusal as refusal:
        code = refusal.code
    assert (code == "role_may_not") == (role not in MAY_SEND[command.type])


_ANY: dict[str, Any] = {
    **{"id": ID, "category": "A", "ticket": ID, "printed": True, "window": 1, "clerk": "1001", "number": "A001"},
    **{"service": ID, "grade": 5, "reasons": ("time",), "toml": "", "day": DAY},
    **{"device": "p", "kind": "printer", "state": "ok", "station": "kiosk-1", "last_seen": MORNING},
    **{"at": MORNING, "code": "ABCDEF", "categories": ("A",), "muted": True},
    **{"language": "csl", "choice": "carry", "text": ID, "words": "x"},
    **{"other": ID, "confirmed": True, "reason": "card_seen", "tags": (), "due": MORNING},
}


# What a single line of the tables cannot say -----------------------------------------------------------------------------


def test_the_comprehensive_window_calls_who_waited_longest_of_all_it_serves() -> None:
    hall = PaperHall.opened()
    for category in ("G", "C", "A", "B"):
        hall.take(category)
        hall.wait(60)
    hall.open(18)
    [event] = hall.call(18)
    assert isinstance(event, ev.TicketCalled)
    assert (event.number, event.rule, event.clerk) == ("C001", "longest_wait", "1018")
    assert [(c.number, c.waited_s) for c in event.candidates] == [("C001", 180), ("A001", 120), ("B001", 60)]


def test_who_was_first_is_first_when_two_came_in_the_same_moment() -> None:
    hall = PaperHall.opened()
    hall.take("C")
    hall.take("A")
    hall.open(18)
    [event] = hall.call(18)
    assert isinstance(event, ev.TicketCalled)
    assert event.number == "C001"


def test_a_returned_call_is_the_next_again() -> None:
    hall = PaperHall.opened()
    first = hall.take("A")
    hall.wait(30)
    hall.take("A")
    hall.open(1)
    hall.call(1)
    hall.does(cmd.CloseWindow(id=hall.id(), window=1), ROVER)
    assert hall.picture.waiting_in("A") == 2
    hall.open(2)
    [event] = hall.call(2)
    assert isinstance(event, ev.TicketCalled)
    assert event.ticket == first


def test_numbers_begin_anew_with_the_day_and_carried_tickets_keep_theirs() -> None:
    hall = PaperHall.opened()
    carried_over = hall.take("A")
    [opening] = hall.does(cmd.OpenDay(id=hall.id(), day=TOMORROW), HALL)
    assert isinstance(opening, ev.DayOpened)
    assert opening.carried == {"A": 1}
    today = hall.take("A")
    numbers = {hall.picture.tickets[t].day: hall.picture.tickets[t].number for t in (carried_over, today)}
    assert numbers == {DAY: "A001", TOMORROW: "A001"}
    # Today's is meant unless the day is said; who waited longer is called first all the same.
    assert hall.picture.numbered("A001") == hall.picture.tickets[today]
    assert hall.picture.head("A") == hall.picture.tickets[carried_over]


def test_the_evening_nobody_finished_carries_who_was_called_and_ends_who_was_served() -> None:
    hall = PaperHall.opened()
    busy_evening(hall)
    events = hall.does(cmd.OpenDay(id=hall.id(), day=TOMORROW), HALL)
    assert isinstance(events[0], ev.ServiceFinished)
    assert events[0].reason == "day_opened"
    assert isinstance(events[-1], ev.DayOpened)
    assert events[-1].carried == {"C": 2}
    assert {w.state for w in hall.picture.windows.values()} == {WindowState.CLOSED}
    assert {w.clerk for w in hall.picture.windows.values()} == {None}
    assert {t.state for t in hall.picture.tickets.values()} == {TicketState.WAITING}
    assert not hall.picture.calls
    assert not hall.picture.services


def test_a_thousandth_number_has_four_digits() -> None:
    hall = PaperHall.opened()
    for _ in range(1000):
        last = hall.take("A")
    assert hall.picture.tickets[last].number == "A1000"


def test_there_is_no_daily_cap_and_paper_never_decides() -> None:
    hall = PaperHall.opened()
    ticket = hall.take("A")
    hall.does(cmd.ReportSlip(id=hall.id(), ticket=ticket, printed=False, fault="paper_out"), KIOSK)
    assert hall.picture.tickets[ticket].slip is SlipState.FAILED
    hall.open(1)
    assert hall.call(1)


def test_a_reprint_is_counted_gives_no_second_right_and_is_offered_until_it_is_printed_or_called() -> None:
    hall = PaperHall.opened()
    hall.take("A")
    ticket = unprinted(hall)
    before = hall.picture.tickets[ticket]
    assert [(row.number, row.station, row.fault) for row in hall.picture.unprinted.values()] == [
        ("A002", "kiosk-1", "paper_out")
    ]
    for copy in (1, 2):
        [again] = hall.does(cmd.Reprint(id=hall.id(), ticket=ticket), KIOSK)
        assert isinstance(again, ev.SlipReprinted)
        assert (again.copy, again.number, again.ahead, again.taken_at) == (copy, "A002", 1, before.taken_at)
    assert hall.picture.tickets == {**hall.picture.tickets, ticket: replace(before, reprints=2)}
    hall.does(cmd.ReportSlip(id=hall.id(), ticket=ticket, printed=True), KIOSK)
    assert not hall.picture.unprinted
    called_soon = unprinted(hall)
    hall.open(1)
    for _ in range(3):
        hall.call(1)
        hall.start(1)
        hall.finish(1)
    assert called_soon not in hall.picture.tickets
    assert not hall.picture.unprinted


def test_paper_that_fails_once_the_number_is_called_is_not_offered_any_more() -> None:
    hall = PaperHall.opened()
    ticket = called()(hall)
    hall.does(cmd.ReportSlip(id=hall.id(), ticket=ticket, printed=False, fault="paper_out"), KIOSK)
    assert hall.picture.tickets[ticket].slip is SlipState.FAILED
    assert not hall.picture.unprinted


def test_a_device_has_its_state_since_it_came_into_it_and_is_unknown_when_its_station_is_gone() -> None:
    hall = PaperHall.opened()
    out_of_paper(hall)
    [device] = hall.picture.devices.values()
    assert (device.station, device.since, device.last_heard) == ("kiosk-1", MORNING, MORNING - timedelta(seconds=3))
    hall.does(replace(report(DeviceState.OUT), id=hall.id()), KIOSK)
    assert hall.picture.devices[device.key].since == MORNING, "another reason is no other state"
    hall.wait(60)
    hall.does(replace(silent(), id=hall.id()), HALL)
    [gone] = hall.picture.devices.values()
    assert (gone.state, gone.detail, gone.since) == (DeviceState.UNKNOWN, STATION_SILENT, hall.now)
    # The same name at another station is another device; a removed one is no row.
    hall.does(replace(report(DeviceState.OK), id=hall.id()), DESK)
    hall.does(replace(report(DeviceState.REMOVED), id=hall.id()), KIOSK)
    assert {key: row.state for key, row in hall.picture.devices.items()} == {("desk-1", "printer-1"): DeviceState.OK}


def test_the_wall_sees_speakers_and_no_other_device() -> None:
    hall = PaperHall.opened()
    out_of_paper(hall)
    speaker = cmd.ReportDevice(id=hall.id(), device="speaker", kind=DeviceKind.SPEAKER, state=DeviceState.ERROR)
    hall.does(speaker, Actor(role=Role.DISPLAY, station="board-1"))
    assert [row.kind for row in view_picture(Role.DISPLAY, hall.picture).devices.values()] == [DeviceKind.SPEAKER]
    assert view_picture(Role.COUNTER, hall.picture).devices == hall.picture.devices


def test_devices_of_stations_that_the_settings_no_longer_name_are_forgotten() -> None:
    hall = PaperHall.opened()
    out_of_paper(hall)
    toml = DISTRICT.replace('"kiosk-1"', '"kiosk-9"')
    hall.does(cmd.ImportSettings(id=hall.id(), toml=toml), MANAGER)
    assert not hall.picture.devices


def test_the_time_to_come_is_said_in_full_seconds() -> None:
    hall = PaperHall.opened()
    recalled(hall)
    hall.wait(59.5)
    with pytest.raises(Refusal) as refused:
        hall.does(cmd.NoShow(id=hall.id(), window=1), ROVER)
    assert refused.value.params["seconds"] == 1
    hall.wait(0.5)
    hall.does(cmd.NoShow(id=hall.id(), window=1), ROVER)
    assert hall.picture.waiting_in("A") == 1


def test_a_clock_set_back_during_a_call_gives_no_show_no_shortcut() -> None:
    hall = PaperHall.opened()
    recalled(hall)
    with pytest.raises(Refusal) as refused:
        decide(hall.picture, cmd.NoShow(id=ID, window=1), ROVER, hall.now - timedelta(hours=1))
    assert refused.value.code == "no_show_too_early"


def test_a_clerk_who_changes_windows_cannot_be_rated_for_another() -> None:
    """The pad of a window may rate what its present clerk finished there, nothing older."""
    hall = PaperHall.opened()
    finished(hall)
    assert hall.picture.windows[1].last_service
    hall.does(cmd.SignOut(id=hall.id(), window=1), ROVER)
    assert hall.picture.windows[1].last_service is None


def test_reasons_are_kept_in_their_fixed_order_and_each_once() -> None:
    hall = PaperHall.opened()
    service = rated_badly(hall)
    hall.does(cmd.GiveReasons(id=ID, service=service, reasons=("other", "attitude", "other", "time")), ROVER)
    assert hall.picture.services[service].reasons == ("attitude", "time", "other")


def test_a_booked_ticket_is_called_at_its_time_from_the_front_and_not_before() -> None:
    hall = PaperHall.opened()
    code = booked(30)(hall)
    hall.does(cmd.CheckIn(id=hall.id(), code=code), KIOSK)
    hall.open(1)
    with pytest.raises(Refusal) as refused:
        hall.call(1)
    assert refused.value.code == "nobody_waiting"
    for _ in range(9):
        hall.take("A")
    called: list[str] = []
    for _ in range(3):
        called += [event.number for event in hall.call(1) if isinstance(event, ev.TicketCalled)]
        hall.start(1)
        hall.finish(1)
    assert called == ["A002", "A003", "A004"], "called before its time"
    hall.wait(30 * 60)
    [event] = hall.call(1)
    assert isinstance(event, ev.TicketCalled)
    assert (event.number, event.rule) == ("A001", "front")


def test_muted_clocks_go_on_where_they_stood() -> None:
    hall = PaperHall.opened()
    recalled(hall)
    hall.wait(30)
    muted(hall)
    hall.wait(1000)
    hall.does(cmd.MuteAll(id=hall.id(), muted=False), DESK)
    with pytest.raises(Refusal) as refused:
        hall.does(cmd.NoShow(id=hall.id(), window=1), ROVER)
    assert refused.value.params["seconds"] == 31
    hall.wait(30)
    assert hall.does(cmd.NoShow(id=hall.id(), window=1), ROVER)


def test_who_is_turned_away_stands_in_the_journal() -> None:
    hall = PaperHall.opened(RESTING)
    with pytest.raises(Refusal):
        hall.take("A")
    assert hall.journal[-1].event == ev.RefusalRecorded(command="take_ticket", code="rest_day", category="A")


def test_a_window_given_other_categories_calls_them_from_the_time_on() -> None:
    hall = PaperHall.opened()
    hall.take("C")
    hall.open(18)
    plan = cmd.AssignWindow(id=hall.id(), window=18, categories=("A",), at=hall.now + timedelta(minutes=5))
    hall.does(plan, MANAGER)
    assert hall.call(18)
    hall.start(18)
    hall.finish(18)
    hall.take("C")
    hall.wait(300)
    with pytest.raises(Refusal) as refused:
        hall.call(18)
    assert refused.value.code == "nobody_waiting"

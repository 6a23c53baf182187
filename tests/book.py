"""What the tests of the book share: the sample halls, a hall of rules and folds alone, and days made by chance."""

from __future__ import annotations

import hashlib
import random
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from hall.forecast.outlook import HallForecast
from hall.rules.decide import decide
from hall.rules.facts import Facts
from hall.rules.recorded import RecordedRefusal
from shared import commands as cmd
from shared.commands import MAY_SEND, Command
from shared.devices import DeviceKind, DeviceState
from shared.errors import Refusal
from shared.events import Entry, Event
from shared.fold import fold
from shared.picture import Picture
from shared.settings import parse_settings
from shared.tickets import (
    ASIDE,
    AT_WINDOW,
    HANDOVER_NOTES,
    REASONS,
    WORST_GRADES,
    Actor,
    Role,
    TicketState,
    WindowState,
)

SITES: Final = Path(__file__).resolve().parent.parent / "shared" / "sites"
DISTRICT: Final = (SITES / "district.toml").read_text(encoding="utf-8")
COMMUNITY: Final = (SITES / "community.toml").read_text(encoding="utf-8")
WITHOUT_2: Final = re.sub(
    r"(?m)^window = 2\n", "", DISTRICT.replace('[[windows]]\nnumber = 2\nzone = "service"\ncategories = ["A"]\n', "")
)
"""The district hall after its second window was torn down."""
MINUTES: Final = DISTRICT.replace("back_after_calls = 3", "back_after_min = 5")
"""The district hall, where a no-show is set aside for minutes instead of going behind the next three."""
HELPING: Final = DISTRICT.replace(
    'categories = ["A", "B", "C", "D"]\ncomprehensive = true',
    'categories = ["A", "B", "C", "D"]\nown = ["A"]\ncomprehensive = true',
).replace("[[zones]]", '[[policies.overflow]]\ncategory = "C"\nwindows = [1, 2]\nafter_min = 10\n\n[[zones]]', 1)
"""The district hall whose comprehensive windows serve A first and only help the others, and where A helps C."""
RESTING: Final = DISTRICT.replace(
    "[policies.priority]", "[policies.hours]\nclosed = [2026-03-02]\n\n[policies.priority]"
)
"""The district hall on a public holiday: kiosks issue nothing, people with appointments are served."""
SIGNING: Final = DISTRICT.replace(
    "[[zones]]",
    """[[policies.breaks.rota]]
windows = [1, 7]
begins = 08:40:00
ends = 10:00:00

[policies.interpreters]
most_min = 20

[[interpreters]]
code = "sign"
languages = ["csl"]

[[interpreters]]
code = "line"
languages = ["en", "ko", "csl"]

[[interpreters]]
code = "ken"
languages = ["ja", "en"]
clerk = "1020"

[[zones]]""",
    1,
).replace(
    "[policies.priority]", '[policies.end_of_day]\noffers = ["carry", "within_24h", "give_up"]\n\n[policies.priority]'
)
"""The district hall with interpreters, one of them a clerk, and every choice when the day ends."""
MINUTES_SIGNING: Final = SIGNING.replace("back_after_calls = 3", "back_after_min = 5")
DAY: Final = date(2026, 3, 2)
MORNING: Final = datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
"""08:30 in the hall's own zone."""

HALL: Final = Actor(role=Role.HALL, station="district")
KIOSK: Final = Actor(role=Role.KIOSK, station="kiosk-1")
DESK: Final = Actor(role=Role.DESK, station="desk-1")
MANAGER: Final = Actor(role=Role.MANAGER, station="manager")
ROVER: Final = Actor(role=Role.COUNTER, station="rover")
"""A counter that no window owns: it may act for each."""


def counter(window: int) -> Actor:
    """The counter that the settings tie to the window."""
    return Actor(role=Role.COUNTER, station=f"counter-{window}")


def fresh_id(chance: random.Random) -> str:
    """A command id; its chance is given, so that a failing day can be played again."""
    return str(uuid.UUID(int=chance.getrandbits(128), version=4))


@dataclass
class PaperHall:
    """A hall of rules and folds alone: no store, no thread. Times go on as the writer's do, never back."""

    toml: str = DISTRICT
    now: datetime = MORNING
    journal: list[Entry] = field(default_factory=list)
    chance: random.Random = field(default_factory=lambda: random.Random(1))

    def __post_init__(self) -> None:
        self.picture = Picture(parse_settings(self.toml, "site.toml").hall.code)
        self.facts = Facts(forecast=HallForecast())

    @classmethod
    def opened(cls, toml: str = DISTRICT, day: date = DAY) -> PaperHall:
        """With its settings and an open service day."""
        hall = cls(toml)
        hall.does(cmd.ImportSettings(id=hall.id(), toml=toml), HALL)
        hall.does(cmd.OpenDay(id=hall.id(), day=day), HALL)
        return hall

    def id(self) -> str:
        return fresh_id(self.chance)

    def does(self, command: Command, actor: Actor) -> list[Event]:
        """Decide and fold. Raises Refusal; one that is to be recorded is in the journal all the same."""
        try:
            events = decide(self.picture, command, actor, self.now, self.facts)
        except RecordedRefusal as refusal:
            self.takes_in(command, actor, [refusal.event])
            raise
        return [entry.event for entry in self.takes_in(command, actor, events)]

    def takes_in(self, command: Command, actor: Actor, events: Sequence[Event]) -> list[Entry]:
        """Fold events that were decided."""
        made = []
        for event in events:
            entry = Entry(seq=self.picture.seq + 1, at=self.now, actor=actor, command=command.id, event=event)
            fold(self.picture, entry)
            made.append(entry)
        self.journal += made
        return made

    # Short words for what happens in a hall ----------------------------------------------------------------------

    def take(self, category: str = "A", language: Any = "zh-CN") -> str:
        """Id of a ticket just taken."""
        command = cmd.TakeTicket(id=self.id(), category=category, language=language)
        self.does(command, KIOSK)
        return command.id

    def open(self, window: int, clerk: str | None = None) -> None:
        """Sign the window's clerk in, and open it."""
        who = clerk or str(1000 + window)
        self.does(cmd.SignIn(id=self.id(), window=window, clerk=who), ROVER)
        self.does(cmd.OpenWindow(id=self.id(), window=window), ROVER)

    def call(self, window: int) -> list[Event]:
        return self.does(cmd.CallNext(id=self.id(), window=window), ROVER)

    def start(self, window: int) -> str:
        """Id of the service just begun."""
        command = cmd.Start(id=self.id(), window=window)
        self.does(command, ROVER)
        return command.id

    def finish(self, window: int) -> None:
        self.does(cmd.Finish(id=self.id(), window=window), ROVER)

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


# --- Days made by chance ------------------------------------------------------------------------------------------------

WINDOWS: Final = (1, 2, 7, 14, 17, 18, 19)
CLERKS: Final = ("1001", "1002", "1007", "1014", "1017", "1018", "1019", "1020")
CATEGORIES: Final = ("A", "C", "F", "G")
_KINDS: Final = {
    "take_ticket": 24,
    "stamp_arrival": 2,
    "report_slip": 6,
    "reprint": 3,
    "report_device": 6,
    "station_silent": 1,
    "sign_in": 8,
    "open_window": 8,
    "call_next": 24,
    "call_number": 12,
    "recall": 10,
    "start": 14,
    "finish": 14,
    "rate": 12,
    "give_reasons": 18,
    "lodge_complaint": 2,
    "read_text": 2,
    "wipe_text": 2,
    "no_show": 24,
    "hold": 4,
    "resume": 6,
    "transfer": 9,
    "cancel_ticket": 4,
    "check_priority": 4,
    "tag_ticket": 2,
    "join_visit": 3,
    "ask_interpreter": 4,
    "end_calling": 2,
    "choose_carry": 5,
    "come_back": 2,
    "fall_due": 3,
    "book": 5,
    "cancel_booking": 1,
    "check_in": 5,
    "assign_window": 1,
    "mute_all": 1,
    "pause_window": 2,
    "close_window": 2,
    "sign_out": 2,
    "open_day": 1,
    "import_settings": 1,
}
"""Weights: what people do most, most often."""
OTHER_SETTINGS: Final = (
    DISTRICT,
    DISTRICT.replace("after_s = 60", "after_s = 20"),
    *(MINUTES,) * 4,
    HELPING,
    *(SIGNING,) * 4,
    *(MINUTES_SIGNING,) * 4,
    RESTING,
    WITHOUT_2,
    DISTRICT.replace('code = "district"', 'code = "elsewhere"'),
    DISTRICT.replace("recalls = 1", "recals = 1"),
)


def by_chance(chance: random.Random, picture: Picture, day: date = DAY) -> tuple[Command, Actor]:
    """A command somebody might send now: mostly sensible, now and then absurd, of a wrong role or a wrong station."""
    kind = chance.choices([*_KINDS], [*_KINDS.values()])[0]
    if picture.today is not None and picture.today.muted_at is not None and chance.random() < 0.3:
        kind = "mute_all"  # An alarm is over soon; a day in which nobody is called shows little.
    command = _command(chance, picture, kind, day)
    return command, _actor(chance, picture, command)


def _command(chance: random.Random, picture: Picture, kind: str, day: date) -> Command:
    made = fresh_id(chance)
    window = chance.choice(_fitting(picture, kind)) if chance.random() < 0.9 else chance.choice((*WINDOWS, 99))
    number = _number(chance, picture)
    calls: dict[str, Any] = {"id": made, "window": window}
    match kind:
        case "take_ticket":
            category = chance.choice((*CATEGORIES, *CATEGORIES, "Z"))
            said = _said(chance, picture) if chance.random() < 0.5 else {}
            hashed = hashlib.sha256(made.encode()).hexdigest()
            if hashed < "8":  # About every second ticket has a page.
                said |= {"token_hash": hashed}
            if chance.random() < 0.2:
                said |= {"stamp": chance.choice([*picture.stamps, "22222", "ABCDE"]).lower()}
            return cmd.TakeTicket(id=made, category=category, language=chance.choice(("zh-CN", "en", "ja")), **said)
        case "stamp_arrival":
            return cmd.StampArrival(id=made)
        case "report_slip":
            ticket = chance.choice([*picture.tickets, made])
            return cmd.ReportSlip(id=made, ticket=ticket, printed=chance.random() < 0.7, fault="paper_out")
        case "reprint":
            failed = [*picture.unprinted, *picture.unprinted]
            return cmd.Reprint(id=made, ticket=chance.choice([*failed, *picture.tickets, made]))
        case "report_device":
            return _device_report(chance, made)
        case "station_silent":
            station = chance.choice([key[0] for key in picture.devices] or ["kiosk-1"])
            return cmd.StationSilent(id=made, station=station, last_seen=MORNING)
        case "sign_in":
            return cmd.SignIn(**calls, clerk=chance.choice((*CLERKS, *CLERKS, "9999")))
        case "call_next":
            return cmd.CallNext(**calls, finish_open=chance.random() < 0.3)
        case "call_number":
            on = chance.choice((None, None, day, day - timedelta(days=1)))
            luck = chance.random()
            goes = {"finish_open": luck < 0.3, "here": luck < 0.1 or luck > 0.9}
            return cmd.CallNumber(**calls, number=number, day=on, **goes)
        case "hold":
            return cmd.Hold(**calls, reason="papers", minutes=chance.choice((None, 1, 5, 400)))
        case "resume":
            held = [t for t in picture.aside() if t.state is TicketState.HELD] or [None]
            if (ticket := chance.choice(held)) is not None and chance.random() < 0.9:
                calls |= {"window": ticket.to_window}
                number = ticket.number
            return cmd.Resume(**calls, number=number, here=chance.random() < 0.5, finish_open=chance.random() < 0.3)
        case "transfer":
            to = {"category": chance.choice((None, *CATEGORIES))}
            to |= {"window": chance.choice((None, None, window, 18)), "clerk": chance.choice((*[None] * 12, *CLERKS))}
            there = [t.id for t in picture.tickets.values() if t.state in AT_WINDOW]
            ticket = chance.choice(there) if there and chance.random() < 0.4 else _any_ticket(chance, picture, made)
            note = (None, *HANDOVER_NOTES)[int(made[:4], 16) % (len(HANDOVER_NOTES) + 1)]
            return cmd.Transfer(id=made, ticket=ticket, note=note, **to)
        case "cancel_ticket":
            reason = chance.choice(("given_up", "absent", "mistake"))
            return cmd.CancelTicket(id=made, ticket=_any_ticket(chance, picture, made), reason=reason)
        case "check_priority":
            claimed = [t.id for t in picture.tickets.values() if t.known.priority] or [made]
            ticket = chance.choice(claimed) if chance.random() < 0.8 else _any_ticket(chance, picture, made)
            other = chance.choice((None, None, "disabled", "nobody"))
            yes = chance.random() < 0.5
            return cmd.CheckPriority(id=made, ticket=ticket, confirmed=yes, reason="card_seen", priority=other)
        case "tag_ticket":
            tags = tuple(chance.sample(("slow", "deaf", "blind"), chance.randint(0, 2)))
            return cmd.TagTicket(id=made, ticket=_any_ticket(chance, picture, made), tags=tags)
        case "join_visit":
            one, other = (_any_ticket(chance, picture, made) for _ in range(2))
            return cmd.JoinVisit(id=made, ticket=one, other=other)
        case "ask_interpreter":
            wants = chance.choice((None, "csl", "csl", "ko", "en", "xx"))
            return cmd.AskInterpreter(id=made, ticket=_any_ticket(chance, picture, made), language=wants)
        case "end_calling":
            return cmd.EndCalling(id=made, day=picture.today.day if picture.today else day)
        case "choose_carry":
            choice = chance.choice(("carry", "carry", "within_24h", "within_24h", "give_up"))
            aside = [t.id for t in picture.aside() if t.state is not TicketState.CARRIED]
            ticket = chance.choice(aside) if aside and chance.random() < 0.5 else _any_ticket(chance, picture, made)
            return cmd.ChooseCarry(id=made, ticket=ticket, choice=choice)
        case "come_back":
            carried = [t.id for t in picture.aside() if t.state is TicketState.CARRIED]
            return cmd.ComeBack(id=made, ticket=chance.choice(carried or [made]))
        case "fall_due":
            aside = [t for t in picture.aside() if t.due_at is not None]
            if not aside:
                return cmd.FallDue(id=made, ticket=made, due=MORNING)
            ticket = chance.choice(aside)
            return cmd.FallDue(id=made, ticket=ticket.id, due=ticket.due_at)
        case "book":
            at = MORNING + timedelta(minutes=chance.choice((10, 60, 200, 2000)), days=chance.choice((0, 0, 1, 40)))
            return cmd.Book(id=made, category=chance.choice((*CATEGORIES, "Z")), at=at, purpose="collection")
        case "cancel_booking":
            return cmd.CancelBooking(id=made, code=chance.choice([*picture.appointments, "222222"]))
        case "check_in":
            hashed = hashlib.sha256(made.encode()).hexdigest() if chance.random() < 0.5 else None
            code = chance.choice([*picture.appointments, "222222"]).lower()
            return cmd.CheckIn(id=made, code=code, token_hash=hashed)
        case "assign_window":
            given = tuple(chance.sample(CATEGORIES, chance.randint(0, 3)))
            at = chance.choice((None, MORNING + timedelta(hours=chance.randint(0, 60))))
            return cmd.AssignWindow(id=made, window=chance.choice(WINDOWS), categories=given, at=at)
        case "mute_all":
            muted = picture.today is not None and picture.today.muted_at is not None
            return cmd.MuteAll(id=made, muted=not muted if chance.random() < 0.9 else muted)
        case "pause_window":
            return cmd.PauseWindow(**calls, reason=chance.choice((None, "lunch")), minutes=chance.choice((None, 30)))
        case "rate":
            left = [s.id for s in picture.services.values() if s.finished_at and not s.rated]
            service = chance.choice(left if left and chance.random() < 0.8 else [*picture.services, made])
            comment = chance.choice((None, None, None, "太久了"))
            return cmd.Rate(id=made, service=service, grade=chance.randint(1, 5), comment=comment)
        case "give_reasons":
            bad = [s.id for s in picture.services.values() if s.grade in WORST_GRADES and s.reasons is None]
            service = chance.choice(bad if bad and chance.random() < 0.8 else [*picture.services, made])
            reasons = tuple(chance.choices(REASONS, k=chance.randint(1, 4)))
            return cmd.GiveReasons(id=made, service=service, reasons=reasons)
        case "lodge_complaint":
            ticket = chance.choice([*picture.phones, made])
            contact = chance.choice((None, "0571 0000"))
            return cmd.LodgeComplaint(id=made, ticket=ticket, words="等了两小时", contact=contact)
        case "read_text":
            return cmd.ReadText(id=made, text=chance.choice([*picture.texts, made]))
        case "wipe_text":
            reason = chance.choice(("asked", "expired"))
            return cmd.WipeText(id=made, text=chance.choice([*picture.texts, made]), reason=reason)
        case "open_day":
            today = picture.today.day if picture.today else day
            return cmd.OpenDay(id=made, day=today + timedelta(days=chance.choice((0, 0, 0, 1, 40))))
        case "import_settings":
            return cmd.ImportSettings(id=made, toml=chance.choice(OTHER_SETTINGS))
        case _:
            return _AT_WINDOW[kind](**calls)


def _device_report(chance: random.Random, made: str) -> cmd.ReportDevice:
    kind = chance.choice(list(DeviceKind))
    return cmd.ReportDevice(
        id=made,
        device=chance.choice((kind.value, "old")),
        kind=kind,
        state=chance.choice(list(DeviceState)),
        detail=chance.choice((None, None, "paper_out", "printer_offline")),
        heard_s_ago=chance.choice((None, 0, 7)),
    )


def _said(chance: random.Random, picture: Picture) -> dict[str, Any]:
    """What a visitor may say besides category and language."""
    visits = [t.known.visit for t in picture.tickets.values() if t.known.visit] or [fresh_id(chance)]
    firsts = [*picture.tickets] or visits
    return {
        "visit": chance.choice((None, fresh_id(chance), chance.choice(visits), chance.choice(firsts))),
        "purpose": chance.choice(("application", "application", "collection", "make_up", "agent", "enquiry")),
        "priority": chance.choice((None, None, "elder", "disabled", "infant", "nobody")),
        "tags": chance.choice(((), (), ("slow",), ("deaf", "blind"))),
        "party": chance.choice(("person", "enterprise")),
        "persons": chance.choice((1, 1, 30)),
        "mandates": chance.choice((0, 0, 5)),
        "interpreter": chance.choice((None, None, None, "csl", "en")),
    }


def _any_ticket(chance: random.Random, picture: Picture, made: str) -> str:
    """Of all who wait, are held, missed, called or served, in equal parts: but for the first they are few."""
    by_state: dict[TicketState, list[str]] = {}
    for ticket in picture.tickets.values():
        by_state.setdefault(ticket.state, []).append(ticket.id)
    return chance.choice(chance.choice([*by_state.values(), [made]]))


_AT_WINDOW: Final[dict[str, Any]] = {
    "sign_out": cmd.SignOut,
    "open_window": cmd.OpenWindow,
    "close_window": cmd.CloseWindow,
    "recall": cmd.Recall,
    "no_show": cmd.NoShow,
    "start": cmd.Start,
    "finish": cmd.Finish,
}


def _fitting(picture: Picture, kind: str) -> list[int]:
    """Windows at which the command may succeed, all where there is none."""
    windows = [w for w in picture.windows.values() if w.number in WINDOWS]
    fits = {
        "sign_in": lambda w: w.clerk is None,
        "open_window": lambda w: w.clerk and w.state is not WindowState.OPEN,
        "call_next": lambda w: w.state is WindowState.OPEN,
        "call_number": lambda w: w.state is WindowState.OPEN,
        "recall": lambda w: w.ticket and not w.service,
        "no_show": lambda w: w.ticket and not w.service and picture.tickets[w.ticket].recalls,
        "start": lambda w: w.ticket and not w.service,
        "finish": lambda w: w.service,
        "hold": lambda w: w.ticket,
        "resume": lambda w: w.state is WindowState.OPEN,
    }.get(kind, lambda w: w.clerk)
    return [w.number for w in windows if fits(w)] or list(WINDOWS)


def _number(chance: random.Random, picture: Picture) -> str:
    aside = [t for t in picture.aside() if t.state is not TicketState.HELD] if chance.random() < 0.5 else []
    living = [ticket.number for ticket in aside or picture.tickets.values()]
    return chance.choice(living).lower() if living and chance.random() < 0.9 else "A999"


def _actor(chance: random.Random, picture: Picture, command: Command) -> Actor:
    if chance.random() < 0.05:
        return Actor(role=chance.choice(list(Role)), station="anyone")
    role = chance.choice(sorted(MAY_SEND[command.type]))
    window = getattr(command, "window", None)
    # The window of a transfer is where the ticket goes, not who sends it.
    if role is Role.COUNTER and chance.random() < 0.5 and not isinstance(command, cmd.Transfer):
        return counter(window if window and chance.random() < 0.9 else 1)
    if role is Role.VISITOR:
        asked = getattr(command, "ticket", None) or next(
            (s.ticket for s in picture.services.values() if s.id == getattr(command, "service", None)), "nobody"
        )
        return Actor(role=role, station=asked if chance.random() < 0.9 else "nobody")
    return Actor(role=role, station="rover" if role is Role.COUNTER else f"{role.value}-1")


def passes(chance: random.Random) -> float:
    """Seconds until the next command: seldom long, and now and then a clock set back."""
    return chance.choice((0, 0, 1, 5, 20, 61, 61, 300, -300))


def random_day(seed: int, commands: int, hall: PaperHall | None = None) -> PaperHall:
    """A hall after a day by chance."""
    hall = hall or PaperHall.opened()
    chance = random.Random(seed)
    clock = hall.now
    for _ in range(commands):
        clock += timedelta(seconds=passes(chance))
        hall.now = max(hall.now, clock)
        command, actor = by_chance(chance, hall.picture)
        try:
            hall.does(command, actor)
        except Refusal:
            continue
    return hall


# --- What must hold at any moment ---------------------------------------------------------------------------------------


def check_picture(picture: Picture) -> None:
    """Invariant 2, one clerk at one window, and counts that are what they count."""
    at_window = {t.id: t for t in picture.tickets.values() if t.state in AT_WINDOW}
    held = [w.ticket for w in picture.windows.values() if w.ticket is not None]
    assert sorted(held) == sorted(at_window), "windows and tickets disagree about who is where"
    assert len({t.window for t in at_window.values()}) == len(at_window), "two tickets at one window"
    clerks = [w.clerk for w in picture.windows.values() if w.clerk is not None]
    assert len(clerks) == len(set(clerks)), "a clerk at two windows"
    for window in picture.windows.values():
        _check_window(picture, window)
    waiting: dict[str, int] = {}
    for ticket in picture.tickets.values():
        assert (ticket.window is None) == (ticket.state not in AT_WINDOW)
        if ticket.state is TicketState.WAITING:
            waiting[ticket.category] = waiting.get(ticket.category, 0) + 1
            assert picture.queues[ticket.category][ticket.lane][(ticket.since, ticket.order)] == ticket.id
    assert {c: w.count for c, w in picture.waiting.items()} == waiting
    assert {c: n for c, lanes in picture.queues.items() if (n := sum(map(len, lanes.values())))} == waiting
    assert {t.id for t in picture.aside()} == {t.id for t in picture.tickets.values() if t.state in ASIDE}
    assert all((t.due_at is not None) == (t.state in ASIDE) for t in picture.tickets.values())
    visits = [t.known.visit for t in at_window.values() if t.known.visit]
    assert len(visits) == len(set(visits)), "one visit at two windows"
    assert len({(t.day, t.number) for t in picture.tickets.values()}) == len(picture.tickets), "a number twice"
    assert all((t.carry is not None) == (t.state is TicketState.CARRIED) for t in picture.tickets.values())
    _check_interpreters(picture)
    for service in picture.services.values():
        assert service.rated == (service.grade is not None)
        assert not service.rated or service.finished_at is not None
        assert service.reasons is None or service.grade in WORST_GRADES


def _check_interpreters(picture: Picture) -> None:
    """An interpreter is at one window, with a ticket that is there, and not at a window of their own."""
    bound = {t.interpreter: t for t in picture.tickets.values() if t.interpreter is not None}
    assert len(bound) == sum(t.interpreter is not None for t in picture.tickets.values()), (
        "one interpreter, two windows"
    )
    assert all(ticket.state in AT_WINDOW for ticket in bound.values()), "an interpreter is with nobody"


def indexes(picture: Picture) -> object:
    """What the picture derives from its tickets, in a form that can be compared; an empty lane is no lane."""
    queues = {
        (category, lane): list(queue.items())
        for category, lanes in picture.queues.items()
        for lane, queue in lanes.items()
        if queue
    }
    visits = {visit: set(tickets) for visit, tickets in picture._visits.items()}
    numbers = {number: dict(days) for number, days in picture._by_number.items()}
    return queues, list(picture._aside.items()), visits, numbers


def _check_window(picture: Picture, window: Any) -> None:
    if window.ticket is None:
        assert (window.label, window.language, window.service) == (None, None, None)
        return
    ticket = picture.tickets[window.ticket]
    assert (ticket.window, ticket.number, ticket.language) == (window.number, window.label, window.language)
    assert window.clerk is not None
    assert window.state is not WindowState.CLOSED
    assert (ticket.state is TicketState.SERVING) == (window.service is not None)
    assert ticket.service == window.service

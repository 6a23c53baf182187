"""Events: what happened, in the past tense, with all that a screen, a slip or a voice needs.

The hall's journal is a row of these and nothing else; every station folds the same ones (:mod:`shared.fold`).
No event holds personal data: the journal is kept for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Annotated, ClassVar, Final, Literal, get_args

from pydantic import Field

from shared.devices import DeviceKind, DeviceState
from shared.heard import TextKind
from shared.settings import Settings
from shared.tickets import (
    About,
    Actor,
    Appointment,
    Carry,
    HandoverNote,
    HoldReason,
    Language,
    PauseReason,
    Reason,
    Spoken,
    Tag,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChanged:
    """The hall's settings from now on."""

    VERSION: ClassVar = 1
    version: int
    settings: Settings
    type: Literal["settings_changed"] = "settings_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOpened:
    """A service day began: series start anew, and tickets still waiting were carried over with their date."""

    VERSION: ClassVar = 1
    day: date
    carried: dict[str, int]
    """Waiting tickets carried over, by category."""
    type: Literal["day_opened"] = "day_opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketTaken:
    VERSION: ClassVar = 1
    ticket: str
    number: str
    category: str
    language: Language
    day: date
    ordinal: int
    """The number's place in its series of the day."""
    ahead: int
    """How many waited in the category before it."""
    expected_s: tuple[int, int] | None = None
    """Its wait as it was expected, in seconds: p50 and p90. None where nobody could say."""
    reckoned: tuple[int, int] | None = None
    """What that was made from: the wait by people ahead and pace in seconds, and its spread in thousandths."""
    token_hash: str | None = None
    """Hash of the token that opens the visitor's page; None in every view but the hall's."""
    about: About | None = None
    """What else was said, where anything was."""
    since: datetime | None = None
    """Start of its wait where that is not the taking: an arrival stamp, a booked time."""
    stamp: str | None = None
    """The arrival stamp that it used up, where it named one."""
    type: Literal["ticket_taken"] = "ticket_taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalStamped:
    """Somebody is here and has no ticket yet: whoever names the code when taking one has waited since now."""

    VERSION: ClassVar = 1
    code: str
    day: date
    type: Literal["arrival_stamped"] = "arrival_stamped"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipPrinted:
    VERSION: ClassVar = 1
    ticket: str
    number: str
    type: Literal["slip_printed"] = "slip_printed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipFailed:
    """The paper failed; the number stands on the kiosk's screen and in the book."""

    VERSION: ClassVar = 1
    ticket: str
    number: str
    fault: str
    category: str = ""
    station: str | None = None
    """The kiosk that may print it again; none where nobody waits for the paper any more."""
    type: Literal["slip_failed"] = "slip_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipReprinted:
    """Another paper of the same ticket was asked for; it is printed after this, and marked with its count."""

    VERSION: ClassVar = 1
    ticket: str
    number: str
    category: str
    language: Language
    day: date
    taken_at: datetime
    ahead: int
    """How many wait before it in its category now."""
    copy: int
    """Which reprint of this ticket, from 1."""
    expected_s: tuple[int, int] | None = None
    """How long it still waits, as in ``ticket_taken``; what was told first is held against the call."""
    type: Literal["slip_reprinted"] = "slip_reprinted"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceChanged:
    """A device of a station came into another state, or into the same for another reason."""

    VERSION: ClassVar = 1
    station: str
    device: str
    kind: DeviceKind
    state: DeviceState
    since: datetime
    """When it came into this state."""
    detail: str | None = None
    last_heard: datetime | None = None
    type: Literal["device_changed"] = "device_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """The head of one lane of a category at the moment of a call."""

    category: str
    number: str
    waited_s: int
    credit_s: int = 0
    """Seconds that its priority class is ahead of its wait."""
    lane: str | None = None
    """Its priority class, ``booked``, ``collection`` or ``make_up``; none in the ordinary lane."""
    barred: Literal["language", "interpreter", "assigned", "visit", "not_yet"] | None = None
    """Why it could not be called here now."""


CallRule = Literal[
    "longest_wait", "by_number", "credit", "front", "assigned", "overflow", "helping", "resumed", "came_late"
]
"""Why this ticket: the longest wait; the clerk's own choice; minutes of credit; front of the queue, one in m calls;
transferred to this window or clerk; another category's wait passed its limit; 综合窗口 helps where the wait is worst;
held here before; missed, and there after all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCalled:
    VERSION: ClassVar = 1
    ticket: str
    number: str
    category: str
    language: Language
    window: int
    clerk: str
    rule: CallRule
    candidates: tuple[Candidate, ...]
    """Why this one: the heads of all lanes the window could serve, and how long each had waited, first by rank."""
    was: Literal["waiting", "held", "missed", "carried"] = "waiting"
    announce: bool = True
    """Whether it is shown and spoken: not to a visitor who already stands at the window."""
    interpreter: str | None = None
    """Code of the interpreter who is to come to the window too."""
    day: date | None = None
    """Service day of issue, where that is an earlier one: shown beside the number."""
    spoken: bool = True
    """Whether it is said aloud: for a deaf visitor it flashes longer instead."""
    type: Literal["ticket_called"] = "ticket_called"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRecalled:
    VERSION: ClassVar = 1
    ticket: str
    number: str
    category: str
    language: Language
    window: int
    again: int
    """Which recall of this call, from 1."""
    day: date | None = None
    """Service day of issue, where that is an earlier one."""
    spoken: bool = True
    """Whether it is said aloud, as with the call."""
    type: Literal["ticket_recalled"] = "ticket_recalled"


BackInLine = Literal[
    "window_closed", "signed_out", "day_opened", "no_show", "no_show_back", "hold_over", "carried_over", "came_back"
]
"""Why a ticket is back in the line: its window closed or its clerk left, a new day, a no-show, the time aside is over,
the day that its holder chose has come, or the holder came before."""
Aside = Literal["waiting", "held", "missed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReturned:
    """A ticket went back to its place in the queue, from a window or from aside."""

    VERSION: ClassVar = 1
    ticket: str
    number: str
    category: str
    window: int | None
    """The window it left, None where it was aside."""
    reason: BackInLine
    was: Literal["called", "held", "missed", "carried"] = "called"
    since: datetime | None = None
    """Its new place, where it does not keep the old one."""
    expected_s: tuple[int, int] | None = None
    """Its wait from there, as in ``ticket_taken``."""
    reckoned: tuple[int, int] | None = None
    type: Literal["ticket_returned"] = "ticket_returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketClosed:
    """A ticket ended without service."""

    VERSION: ClassVar = 1
    ticket: str
    number: str
    category: str
    window: int | None
    """The window it was called to, None where it stood at none."""
    reason: Literal["no_show", "given_up", "absent", "mistake", "expired"]
    """``given_up``: the visitor said so (walkout); ``absent``: not there when the day was closed (walkout);
    ``expired``: the 24 hours that the visitor had chosen are over."""
    was: Literal["waiting", "called", "held", "missed", "carried"] = "called"
    type: Literal["ticket_closed"] = "ticket_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketMissed:
    """Called and absent (过号): set aside until ``due_at``, then back in the line at its old place."""

    VERSION: ClassVar = 1
    ticket: str
    number: str
    category: str
    window: int
    times: int
    """Which no-show of this ticket, from 1."""
    due_at: datetime
    type: Literal["ticket_missed"] = "ticket_missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketHeld:
    """Held (挂起) at its window until the visitor is back, or until ``due_at``."""

    VERSION: ClassVar = 1
    ticket: str
    number: str
    category: str
    window: int
    clerk: str
    reason: HoldReason
    due_at: datetime
    type: Literal["ticket_held"] = "ticket_held"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCarried:
    """Carried to another day by its holder's own choice: the number stays good, and is shown with its date."""

    VERSION: ClassVar = 1
    ticket: str
    number: str
    category: str
    day: date
    """Service day of issue."""
    choice: Carry
    due_at: datetime
    """When it is back in the line, or, of 24 hours, until when its holder has to come back."""
    was: Aside
    type: Literal["ticket_carried"] = "ticket_carried"


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpreterAsked:
    """The visitor needs an interpreter of that language, or nobody any more."""

    VERSION: ClassVar = 1
    ticket: str
    number: str
    language: Spoken | None
    interpreter: str | None = None
    """Who comes at once, where the ticket is at a window already and somebody is free."""
    type: Literal["interpreter_asked"] = "interpreter_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallingEnded:
    """Calling is over for today: each who still waits is served or chooses; nobody's ticket ends by it."""

    VERSION: ClassVar = 1
    day: date
    waiting: dict[str, int]
    """How many still wait, by category."""
    type: Literal["calling_ended"] = "calling_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketTransferred:
    """Handed on (转移) with its place: to a category, to one window, or to one clerk."""

    VERSION: ClassVar = 1
    ticket: str
    number: str
    category: str
    """Where it was."""
    to_category: str
    to_window: int | None
    to_clerk: str | None
    window: int | None
    """The window it left, None where it stood at none."""
    was: Literal["waiting", "called", "held", "missed", "carried"]
    reason: Literal["asked", "window_closed", "signed_out", "day_opened"] = "asked"
    expected_s: tuple[int, int] | None = None
    """Its wait there, as in ``ticket_taken``."""
    reckoned: tuple[int, int] | None = None
    note: HandoverNote | None = None
    """What was said to the next window."""
    type: Literal["ticket_transferred"] = "ticket_transferred"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketTagged:
    """The visitor is slow, deaf or blind, or no longer marked so."""

    VERSION: ClassVar = 1
    ticket: str
    number: str
    tags: tuple[Tag, ...]
    type: Literal["ticket_tagged"] = "ticket_tagged"


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityChecked:
    """A person looked at a priority claim. A rejected one goes to the ordinary lane, with its wait."""

    VERSION: ClassVar = 1
    ticket: str
    number: str
    priority: str
    confirmed: bool
    reason: str
    """Reason code: what was shown, or why it does not count. Never a picture or a number of a certificate."""
    type: Literal["priority_checked"] = "priority_checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitJoined:
    """Tickets that are one visitor's: who is at one window is not called to another."""

    VERSION: ClassVar = 1
    visit: str
    tickets: tuple[str, ...]
    """Those that belong to the visit from now on; others may have belonged to it before."""
    type: Literal["visit_joined"] = "visit_joined"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceStarted:
    VERSION: ClassVar = 1
    service: str
    ticket: str
    number: str
    category: str
    day: date
    window: int
    clerk: str
    type: Literal["service_started"] = "service_started"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFinished:
    VERSION: ClassVar = 1
    service: str
    ticket: str
    number: str
    category: str
    window: int
    clerk: str
    reason: Literal["finished", "day_opened"] = "finished"
    """``day_opened``: the clerk never finished it and the next service day closed it."""
    type: Literal["service_finished"] = "service_finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceInterrupted:
    """The service ended at this window, the matter did not: nobody is asked to rate it yet."""

    VERSION: ClassVar = 1
    service: str
    ticket: str
    number: str
    category: str
    window: int
    clerk: str
    reason: Literal["held", "transferred"]
    type: Literal["service_interrupted"] = "service_interrupted"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRated:
    VERSION: ClassVar = 1
    service: str
    ticket: str
    window: int
    grade: Annotated[int, Field(ge=1, le=5)] | None
    """None in the views of those to whom the grade is closed."""
    type: Literal["service_rated"] = "service_rated"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonsGiven:
    """Why the service was rated badly. Its mere being tells a bad grade: to whom the grade is closed, so is this."""

    VERSION: ClassVar = 1
    service: str
    ticket: str
    window: int
    reasons: tuple[Reason, ...] | None
    """None where the station that sent them is answered."""
    type: Literal["reasons_given"] = "reasons_given"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentGiven:
    """A visitor wrote something beside the grade; ``text`` is its reference."""

    VERSION: ClassVar = 1
    text: str
    service: str
    ticket: str
    window: int
    type: Literal["comment_given"] = "comment_given"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintLodged:
    """A complaint (投诉) was accepted (受理) under its number; ``text`` is the reference of its words."""

    VERSION: ClassVar = 1
    number: str
    ordinal: int
    """The number's place in the day's series of complaints."""
    day: date
    ticket: str
    text: str
    language: Language
    named: bool
    """Whether its visitor said how to be reached."""
    type: Literal["complaint_lodged"] = "complaint_lodged"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRead:
    """Somebody read what a visitor wrote."""

    VERSION: ClassVar = 1
    text: str
    kind: TextKind
    about: str
    """The service's id, or the complaint's number."""
    type: Literal["text_read"] = "text_read"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextWiped:
    """What a visitor wrote is gone; that it was written stays."""

    VERSION: ClassVar = 1
    text: str
    kind: TextKind
    about: str
    reason: Literal["asked", "expired"]
    type: Literal["text_wiped"] = "text_wiped"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    VERSION: ClassVar = 1
    window: int
    clerk: str
    type: Literal["signed_in"] = "signed_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOut:
    VERSION: ClassVar = 1
    window: int
    clerk: str
    reason: Literal["signed_out", "day_opened"] = "signed_out"
    type: Literal["signed_out"] = "signed_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowOpened:
    VERSION: ClassVar = 1
    window: int
    type: Literal["window_opened"] = "window_opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowPaused:
    VERSION: ClassVar = 1
    window: int
    reason: PauseReason | None = None
    back_at: datetime | None = None
    type: Literal["window_paused"] = "window_paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowClosed:
    VERSION: ClassVar = 1
    window: int
    type: Literal["window_closed"] = "window_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowAssigned:
    """A window has other categories from ``since`` on; none for those of the settings."""

    VERSION: ClassVar = 1
    window: int
    categories: tuple[str, ...]
    since: datetime
    type: Literal["window_assigned"] = "window_assigned"


@dataclass(frozen=True, slots=True, kw_only=True)
class HallMuted:
    """Nobody is called any more and every clock stands still, or, lifted, all goes on where it stood."""

    VERSION: ClassVar = 1
    muted: bool
    type: Literal["hall_muted"] = "hall_muted"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentBooked:
    VERSION: ClassVar = 1
    appointment: Appointment
    type: Literal["appointment_booked"] = "appointment_booked"


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentEnded:
    """A booked time was kept (a ticket was taken for it), cancelled, or passed with the day."""

    VERSION: ClassVar = 1
    code: str
    reason: Literal["kept", "late", "cancelled", "missed"]
    """``late``: after the grace, so that the ticket waits from now like any other."""
    ticket: str | None = None
    type: Literal["appointment_ended"] = "appointment_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalRecorded:
    """A kiosk gave no ticket, and why: a hall must be able to say whom it turned away (FIELD: no daily cap)."""

    VERSION: ClassVar = 1
    command: str
    code: str
    category: str
    type: Literal["refusal_recorded"] = "refusal_recorded"


Event = (
    SettingsChanged
    | DayOpened
    | TicketTaken
    | ArrivalStamped
    | SlipPrinted
    | SlipFailed
    | SlipReprinted
    | DeviceChanged
    | TicketCalled
    | TicketRecalled
    | TicketReturned
    | TicketClosed
    | TicketMissed
    | TicketHeld
    | TicketCarried
    | InterpreterAsked
    | CallingEnded
    | TicketTransferred
    | TicketTagged
    | PriorityChecked
    | VisitJoined
    | WindowAssigned
    | HallMuted
    | AppointmentBooked
    | AppointmentEnded
    | RefusalRecorded
    | ServiceStarted
    | ServiceFinished
    | ServiceInterrupted
    | ServiceRated
    | ReasonsGiven
    | CommentGiven
    | ComplaintLodged
    | TextRead
    | TextWiped
    | SignedIn
    | SignedOut
    | WindowOpened
    | WindowPaused
    | WindowClosed
)

EVENT_TYPES: Final[Mapping[str, type[Event]]] = MappingProxyType(
    {event.__dataclass_fields__["type"].default: event for event in get_args(Event)}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An event as it stands in the journal: where, when, by whom, for which command."""

    seq: int
    at: datetime
    actor: Actor
    command: str
    event: Event

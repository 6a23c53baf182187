"""Commands: what a station asks of the hall. One dataclass a command, one table of who may send it.

A command carries an id made by its sender. Sent again under its id, an answered command answers the same for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Annotated, ClassVar, Final, Literal

from pydantic import AwareDatetime, ConfigDict, Field

from shared.devices import DeviceKind, DeviceState
from shared.tickets import (
    REASONS,
    Carry,
    HandoverNote,
    HoldReason,
    Language,
    Party,
    PauseReason,
    Purpose,
    Reason,
    Role,
    Spoken,
    Tag,
)

CommandId = Annotated[
    str,
    Field(
        pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
        description="UUID made by the sender, lower case",
    ),
]
WindowNumber = Annotated[int, Field(ge=1, le=9999)]
TokenHash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Label = Annotated[str, Field(min_length=1, max_length=16)]
Code = Annotated[str, Field(min_length=1, max_length=64)]
Words = Annotated[str, Field(min_length=1, max_length=1000)]
"""What a person wrote. It is sealed before anything is decided, and stands in no journal and no stream."""
_STRICT: Final = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeTicket:
    """Issue a ticket (取号) of a category."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    category: Code
    language: Language = "zh-CN"
    token_hash: TokenHash | None = None
    """SHA-256, in hex, of the token that opens the visitor's page. The station draws the token and prints it; the hall
    never learns it."""
    visit: CommandId | None = None
    """Made by the sender and said with each ticket of one coming to the hall. A ticket's own id means that ticket's
    visit, and begins one where it had none."""
    item: Code | None = None
    """Code of the catalogue's item (事项)."""
    purpose: Purpose = "application"
    party: Party = "person"
    persons: Annotated[int, Field(ge=1, le=200)] = 1
    mandates: Annotated[int, Field(ge=0, le=200)] = 0
    priority: Code | None = None
    """Priority class that is claimed; it counts provisionally."""
    tags: Annotated[tuple[Tag, ...], Field(max_length=3)] = ()
    stamp: Label | None = None
    """Code of an arrival stamp: the wait counts from it. A stamp is used once, on its service day."""
    interpreter: Spoken | None = None
    """Language for which an interpreter is asked."""
    type: Literal["take_ticket"] = "take_ticket"


@dataclass(frozen=True, slots=True, kw_only=True)
class StampArrival:
    """The enquiry desk notes that somebody is here who has no ticket yet: a long line at the door. The answer's code,
    told or printed, may be named when the ticket is taken."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    type: Literal["stamp_arrival"] = "stamp_arrival"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSlip:
    """Tell what became of a ticket's paper, after the fact."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    ticket: CommandId
    printed: bool
    fault: Annotated[str, Field(max_length=64)] | None = None
    """Code of the device fault where it was not printed."""
    type: Literal["report_slip"] = "report_slip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reprint:
    """A second paper for a ticket that exists: counted and marked as such, no second right.

    A kiosk asks for tickets of its own whose paper failed, the enquiry desk for any.
    """

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    ticket: CommandId
    type: Literal["reprint"] = "reprint"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDevice:
    """How a device of the sending station stands; only what changed becomes an event."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    device: Code
    kind: DeviceKind
    state: DeviceState
    detail: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    """Code of the device fault."""
    heard_s_ago: Annotated[int, Field(ge=0, le=10**8)] | None = None
    """Seconds since the device last spoke, so that no station's clock has to be right; None where it never did."""
    type: Literal["report_device"] = "report_device"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """A clerk signs in at a window by staff number (工号)."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    window: WindowNumber
    clerk: Code
    type: Literal["sign_in"] = "sign_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOut:
    """The clerk signs out; the window closes and an unanswered call goes back to its place."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    window: WindowNumber
    type: Literal["sign_out"] = "sign_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWindow:
    """The window calls from now on."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    window: WindowNumber
    type: Literal["open_window"] = "open_window"


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseWindow:
    """Suspend service (暂停服务): whoever is at the window is finished, nobody new is called."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    window: WindowNumber
    reason: PauseReason | None = None
    minutes: Annotated[int, Field(ge=1, le=480)] | None = None
    """For how long the clerk means to be away."""
    type: Literal["pause_window"] = "pause_window"


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseWindow:
    """The window calls no more; an unanswered call goes back to its place."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    window: WindowNumber
    type: Literal["close_window"] = "close_window"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNext:
    """Call the next (叫号): the longest waiting of all categories that window and clerk may both serve."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    window: WindowNumber
    finish_open: bool = False
    """Finish the open service first; without it an open service refuses the call, so that the clerk is asked once."""
    type: Literal["call_next"] = "call_next"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNumber:
    """Call a given waiting number."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    window: WindowNumber
    number: Label
    day: date | None = None
    """Service day of issue, where a carried ticket shares its number with one of today; else today's comes first."""
    finish_open: bool = False
    here: bool = False
    """Its holder already sits at the window: service begins at once, nothing is announced."""
    type: Literal["call_number"] = "call_number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """Call the same number again (重呼)."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    window: WindowNumber
    type: Literal["recall"] = "recall"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoShow:
    """The called visitor did not come (过号)."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    window: WindowNumber
    type: Literal["no_show"] = "no_show"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Hold (挂起) the ticket at the window while its visitor fetches something; the window is free to call."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    window: WindowNumber
    reason: HoldReason = "other"
    minutes: Annotated[int, Field(ge=1, le=480)] | None = None
    """How long; the category's or the hall's own time where it is not said."""
    type: Literal["hold"] = "hold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resume:
    """Call a ticket that this window holds."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    window: WindowNumber
    number: Label
    day: date | None = None
    here: bool = False
    """The visitor already stands at the window: service begins at once, nothing is announced."""
    finish_open: bool = False
    type: Literal["resume"] = "resume"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Hand a ticket on (转移) with its place: to a category, to one window, or to one clerk who is signed in.

    With none of the three it goes back to its own category's line, for all windows.
    """

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    ticket: CommandId
    category: Code | None = None
    window: WindowNumber | None = None
    clerk: Code | None = None
    note: HandoverNote | None = None
    """What the next window should know."""
    type: Literal["transfer"] = "transfer"


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelTicket:
    """End a ticket without service: the visitor gave it up, is not there when the day closes, or it was a mistake."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    ticket: CommandId
    reason: Literal["given_up", "absent", "mistake"] = "given_up"
    type: Literal["cancel_ticket"] = "cancel_ticket"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPriority:
    """Confirm or reject a priority claim, by a reason code; nothing of a certificate is kept."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    ticket: CommandId
    confirmed: bool
    reason: Literal["card_seen", "known", "visible", "no_proof", "not_entitled", "withdrawn"]
    priority: Code | None = None
    """The class, where another than the claimed one is confirmed, or nobody claimed one."""
    type: Literal["check_priority"] = "check_priority"


@dataclass(frozen=True, slots=True, kw_only=True)
class TagTicket:
    """Mark a visitor as slow, deaf or blind, or no longer: it lengthens the grace and changes how one is called."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    ticket: CommandId
    tags: Annotated[tuple[Tag, ...], Field(max_length=3)]
    type: Literal["tag_ticket"] = "tag_ticket"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskInterpreter:
    """The visitor needs an interpreter, or does not: the ticket then waits for a window and for the interpreter."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    ticket: CommandId
    language: Spoken | None
    """None where nobody is needed any more."""
    type: Literal["ask_interpreter"] = "ask_interpreter"


@dataclass(frozen=True, slots=True, kw_only=True)
class EndCalling:
    """Calling is over for today: a timer of the hall at the hour of the settings, or the hall manager earlier. Who still
    waits is served, or chooses."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    day: date
    type: Literal["end_calling"] = "end_calling"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseCarry:
    """What a visitor chose who still waits when the day ends, of what the hall offers."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    ticket: CommandId
    choice: Carry | Literal["give_up"]
    type: Literal["choose_carry"] = "choose_carry"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComeBack:
    """Who had chosen another day is here: back in the line, at the old place."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    ticket: CommandId
    type: Literal["come_back"] = "come_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinVisit:
    """Two tickets turn out to be one visitor's: from now on one is not called while the other is at a window."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    ticket: CommandId
    other: CommandId
    type: Literal["join_visit"] = "join_visit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Book a time (预约). Nothing is kept of who comes: the answer's code is the visitor's only key."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    category: Code
    at: datetime
    language: Language = "zh-CN"
    item: Code | None = None
    purpose: Purpose = "application"
    party: Party = "person"
    persons: Annotated[int, Field(ge=1, le=200)] = 1
    mandates: Annotated[int, Field(ge=0, le=200)] = 0
    type: Literal["book"] = "book"


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelBooking:
    """Give a booked time back."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    code: Label
    type: Literal["cancel_booking"] = "cancel_booking"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """The visitor of an appointment is here: the code becomes a ticket, called at the booked time."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    code: Label
    language: Language | None = None
    """Where another than the booked one is chosen."""
    token_hash: TokenHash | None = None
    """As with a ticket that is taken: opens the visitor's page."""
    type: Literal["check_in"] = "check_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignWindow:
    """Give a window other categories, at once or from a time on; none for those of the settings."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    window: WindowNumber
    categories: Annotated[tuple[Code, ...], Field(max_length=50)]
    at: datetime | None = None
    type: Literal["assign_window"] = "assign_window"


@dataclass(frozen=True, slots=True, kw_only=True)
class MuteAll:
    """Nobody is called and every clock stands still, until it is lifted: a fire alarm."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    muted: bool
    type: Literal["mute_all"] = "mute_all"


@dataclass(frozen=True, slots=True, kw_only=True)
class FallDue:
    """A timer of the hall: the time aside of a hold, a no-show or a carried ticket is over. Its id derives from kind, ticket and due time.

    Late, or sent twice by two services, it does nothing more.
    """

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    ticket: CommandId
    due: datetime
    type: Literal["fall_due"] = "fall_due"


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The visitor is at the window: service begins (受理)."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    window: WindowNumber
    type: Literal["start"] = "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """The service is finished (办结); the rating device may ask."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    window: WindowNumber
    type: Literal["finish"] = "finish"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A visitor's grade (好差评) for one service, at most once, never by default."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    service: CommandId
    grade: Annotated[int, Field(ge=1, le=5)]
    comment: Words | None = None
    """From the visitor's page only."""
    type: Literal["rate"] = "rate"


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveReasons:
    """Why a visitor's grade is a bad one (差评): after the grade, at most once."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    service: CommandId
    reasons: Annotated[tuple[Reason, ...], Field(min_length=1, max_length=len(REASONS))]
    type: Literal["give_reasons"] = "give_reasons"


@dataclass(frozen=True, slots=True, kw_only=True)
class LodgeComplaint:
    """A complaint (投诉) by the holder of a ticket's page; a name is not asked."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    ticket: CommandId
    words: Words
    contact: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    """How to be reached, where its visitor wants an answer."""
    language: Language = "zh-CN"
    type: Literal["lodge_complaint"] = "lodge_complaint"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadText:
    """Note that a text is read. The words themselves are given by one route alone, which sends this first."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    text: CommandId
    type: Literal["read_text"] = "read_text"


@dataclass(frozen=True, slots=True, kw_only=True)
class WipeText:
    """Forget a text: its visitor asked for it, or (a timer of the hall) its time is over."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    text: CommandId
    reason: Literal["asked", "expired"] = "asked"
    type: Literal["wipe_text"] = "wipe_text"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSettings:
    """Make these settings the hall's; the current version lives in the picture."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    toml: Annotated[str, Field(max_length=1_000_000)]
    type: Literal["import_settings"] = "import_settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDay:
    """A timer of the hall: open the service day. Its id derives from hall and date, so it counts once."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    day: date
    type: Literal["open_day"] = "open_day"


@dataclass(frozen=True, slots=True, kw_only=True)
class StationSilent:
    """A timer of the hall: a station is gone, so nobody can say how its devices stand. Its id derives from station and
    ``last_seen``, so each absence counts once."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    station: Code
    last_seen: AwareDatetime
    type: Literal["station_silent"] = "station_silent"


Command = (
    TakeTicket
    | StampArrival
    | ReportSlip
    | Reprint
    | ReportDevice
    | SignIn
    | SignOut
    | OpenWindow
    | PauseWindow
    | CloseWindow
    | CallNext
    | CallNumber
    | Recall
    | NoShow
    | Start
    | Finish
    | Hold
    | Resume
    | Transfer
    | CancelTicket
    | CheckPriority
    | TagTicket
    | JoinVisit
    | AskInterpreter
    | EndCalling
    | ChooseCarry
    | ComeBack
    | Book
    | CancelBooking
    | CheckIn
    | AssignWindow
    | MuteAll
    | FallDue
    | Rate
    | GiveReasons
    | LodgeComplaint
    | ReadText
    | WipeText
    | ImportSettings
    | OpenDay
    | StationSilent
)
WindowCommand = (
    SignIn
    | SignOut
    | OpenWindow
    | PauseWindow
    | CloseWindow
    | CallNext
    | CallNumber
    | Recall
    | NoShow
    | Start
    | Finish
    | Hold
    | Resume
)

_AT_COUNTER: Final = frozenset({Role.COUNTER, Role.MANAGER})
MAY_SEND: Final[Mapping[str, frozenset[Role]]] = MappingProxyType(
    {
        "take_ticket": frozenset({Role.KIOSK, Role.DESK, Role.COUNTER}),
        "stamp_arrival": frozenset({Role.DESK}),
        "report_slip": frozenset({Role.KIOSK, Role.DESK}),
        "reprint": frozenset({Role.KIOSK, Role.DESK}),
        "report_device": frozenset({Role.KIOSK, Role.COUNTER, Role.DISPLAY, Role.DESK}),
        "sign_in": _AT_COUNTER,
        "sign_out": _AT_COUNTER,
        "open_window": _AT_COUNTER,
        "pause_window": _AT_COUNTER,
        "close_window": _AT_COUNTER,
        "call_next": frozenset({Role.COUNTER}),
        "call_number": frozenset({Role.COUNTER}),
        "recall": frozenset({Role.COUNTER}),
        "no_show": frozenset({Role.COUNTER}),
        "start": frozenset({Role.COUNTER}),
        "finish": frozenset({Role.COUNTER}),
        "hold": frozenset({Role.COUNTER}),
        "resume": frozenset({Role.COUNTER}),
        "transfer": frozenset({Role.COUNTER, Role.DESK, Role.MANAGER}),
        "cancel_ticket": frozenset({Role.COUNTER, Role.DESK, Role.VISITOR}),
        "check_priority": frozenset({Role.COUNTER, Role.DESK}),
        "tag_ticket": frozenset({Role.COUNTER, Role.DESK, Role.KIOSK}),
        "join_visit": frozenset({Role.COUNTER, Role.DESK}),
        "ask_interpreter": frozenset({Role.COUNTER, Role.DESK}),
        "end_calling": frozenset({Role.HALL, Role.MANAGER}),
        "choose_carry": frozenset({Role.COUNTER, Role.DESK, Role.KIOSK, Role.VISITOR}),
        "come_back": frozenset({Role.COUNTER, Role.DESK, Role.KIOSK}),
        "book": frozenset({Role.DESK}),
        "cancel_booking": frozenset({Role.DESK}),
        "check_in": frozenset({Role.DESK, Role.KIOSK}),
        "assign_window": frozenset({Role.MANAGER}),
        "mute_all": frozenset({Role.DESK, Role.MANAGER}),
        "fall_due": frozenset({Role.HALL}),
        "rate": frozenset({Role.COUNTER, Role.VISITOR}),
        "give_reasons": frozenset({Role.COUNTER, Role.VISITOR}),
        "lodge_complaint": frozenset({Role.VISITOR}),
        "read_text": frozenset({Role.MANAGER}),
        "wipe_text": frozenset({Role.MANAGER, Role.HALL}),
        "import_settings": frozenset({Role.MANAGER, Role.HALL}),
        "open_day": frozenset({Role.HALL}),
        "station_silent": frozenset({Role.HALL}),
    }
)
"""The one table of role × command (the API's and the rules' alike; docs/roles.md is made from it)."""

"""Commands: what a station asks of the hall. One dataclass a command, one table of who may send it.

A command carries an id made by its sender. Sent again under its id, an answered command answers the same for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Annotated, ClassVar, Final, Literal

from pydantic import AwareDatetime, ConfigDict, Field

from shared.devices import DeviceKind, DeviceState
from shared.tickets import REASONS, Language, Reason, Role

CommandId = Annotated[
    str,
    Field(
        pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
        description="UUID made by the sender, lower case",
    ),
]
WindowNumber = Annotated[int, Field(ge=1, le=9999)]
Label = Annotated[str, Field(min_length=1, max_length=16)]
Code = Annotated[str, Field(min_length=1, max_length=64)]
_STRICT: Final = ConfigDict(extra="forbid")


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeTicket:
    """Issue a ticket (取号) of a category."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    category: Code
    language: Language = "zh-CN"
    type: Literal["take_ticket"] = "take_ticket"


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
    type: Literal["rate"] = "rate"


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveReasons:
    """Why a visitor's grade is a bad one (差评): after the grade, at most once, within its service day."""

    __pydantic_config__: ClassVar = _STRICT
    id: CommandId
    service: CommandId
    reasons: Annotated[tuple[Reason, ...], Field(min_length=1, max_length=len(REASONS))]
    type: Literal["give_reasons"] = "give_reasons"


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
    | Rate
    | GiveReasons
    | ImportSettings
    | OpenDay
    | StationSilent
)
WindowCommand = (
    SignIn | SignOut | OpenWindow | PauseWindow | CloseWindow | CallNext | CallNumber | Recall | NoShow | Start | Finish
)

_AT_COUNTER: Final = frozenset({Role.COUNTER, Role.MANAGER})
MAY_SEND: Final[Mapping[str, frozenset[Role]]] = MappingProxyType(
    {
        "take_ticket": frozenset({Role.KIOSK, Role.DESK}),
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
        "rate": frozenset({Role.COUNTER}),
        "give_reasons": frozenset({Role.COUNTER}),
        "import_settings": frozenset({Role.MANAGER, Role.HALL}),
        "open_day": frozenset({Role.HALL}),
        "station_silent": frozenset({Role.HALL}),
    }
)
"""The one table of role × command (the API's and the rules' alike; docs/roles.md is made from it)."""

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
from shared.settings import Settings
from shared.tickets import Actor, Language, Reason


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
    type: Literal["ticket_taken"] = "ticket_taken"


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
    """The head of one category's queue at the moment of a call."""

    category: str
    number: str
    waited_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCalled:
    VERSION: ClassVar = 1
    ticket: str
    number: str
    category: str
    language: Language
    window: int
    clerk: str
    rule: Literal["longest_wait", "by_number"]
    candidates: tuple[Candidate, ...]
    """Why this one: the heads of all categories the window could serve, and how long each had waited."""
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
    type: Literal["ticket_recalled"] = "ticket_recalled"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReturned:
    """A called ticket went back to its place in the queue."""

    VERSION: ClassVar = 1
    ticket: str
    number: str
    category: str
    window: int
    reason: Literal["window_closed", "signed_out", "day_opened"]
    type: Literal["ticket_returned"] = "ticket_returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketClosed:
    """A ticket ended without service."""

    VERSION: ClassVar = 1
    ticket: str
    number: str
    category: str
    window: int
    reason: Literal["no_show"]
    type: Literal["ticket_closed"] = "ticket_closed"


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
    type: Literal["window_paused"] = "window_paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowClosed:
    VERSION: ClassVar = 1
    window: int
    type: Literal["window_closed"] = "window_closed"


Event = (
    SettingsChanged
    | DayOpened
    | TicketTaken
    | SlipPrinted
    | SlipFailed
    | SlipReprinted
    | DeviceChanged
    | TicketCalled
    | TicketRecalled
    | TicketReturned
    | TicketClosed
    | ServiceStarted
    | ServiceFinished
    | ServiceRated
    | ReasonsGiven
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

"""What stands in a hall at any moment: tickets, windows, services, calls. Rows of the picture, all immutable.

Times are aware datetimes in UTC. Windows are numbers, categories are codes; names of both come from the settings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Final, Literal, NamedTuple, get_args

from pydantic import Field

from shared.roles import Role as Role  # noqa: PLC0414 (a row names its role: both doors are open)

Language = Literal["zh-CN", "en", "ja"]
Reason = Literal["attitude", "skill", "time", "papers", "place", "other"]
"""Why a visitor gave a bad grade (差评): 服务态度, 业务能力, 办理时间, 材料告知, 环境设施, 其他."""
REASONS: Final[tuple[Reason, ...]] = get_args(Reason)
"""The reasons in the order in which they are shown and kept."""
WORST_GRADES: Final = frozenset({1, 2})
"""不满意 and 非常不满意: the grades that are a 差评, after which reasons are asked."""
Spoken = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""A language that somebody speaks or signs, as a BCP 47 tag: ``ko``, ``yue``, ``csl`` for Chinese Sign Language."""
Carry = Literal["carry", "within_24h"]
"""What a visitor chose who is not served before the day ends: back in the line on the next working day, or a number that
is good for 24 hours."""
Party = Literal["person", "enterprise"]
"""Whether the holder comes as a person (个人) or for an enterprise (企业)."""
Purpose = Literal["enquiry", "application", "collection", "make_up", "agent"]
"""Why the holder comes: 咨询, 受理, 取件, 补件 (missing papers), 代办 (by an agent)."""
Tag = Literal["slow", "deaf", "blind"]
"""What the hall does differently for a visitor: more time, a flash instead of a voice, fetched in person."""
PauseReason = Literal["lunch", "break", "papers", "meeting", "other"]
"""Why a window pauses: ``papers`` is the work on files without a visitor."""
PAUSE_REASONS: Final[tuple[PauseReason, ...]] = get_args(PauseReason)
HoldReason = Literal["papers", "form", "payment", "other"]
"""Why a ticket is held: papers fetched or copied, a form filled in, a fee paid."""


HandoverNote = Literal["checked", "papers_missing", "next_step", "wrong_category", "language", "expert"]
"""What a window tells the one that it hands a ticket on to: the papers were looked at, some are missing, its own part is
done, the number was of another category, somebody who speaks the language is needed, or an expert. A code and no text: the
journal holds no personal data, and each clerk reads it in the own language."""
HANDOVER_NOTES: Final[tuple[HandoverNote, ...]] = get_args(HandoverNote)


class TicketState(StrEnum):
    """Where a ticket (号票) stands; the ways between are the table in ``hall/rules/lifecycle.py``."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    """挂起: the visitor is away for a while and comes back to the same window."""
    MISSED = "missed"
    """过号: called and absent, back in the line after some minutes."""
    CARRIED = "carried"
    """改日办理: gone home by their own choice when the day ended, with a number that stays good."""
    FINISHED = "finished"
    CLOSED = "closed"


ASIDE = frozenset({TicketState.HELD, TicketState.MISSED, TicketState.CARRIED})
"""Neither in the line nor at a window; none stays there for ever: each has a time when it is over."""
LIVING = frozenset({TicketState.WAITING, TicketState.CALLED, TicketState.SERVING}) | ASIDE
"""States of a ticket that the picture holds; the others are history and lie in the book only."""
AT_WINDOW = frozenset({TicketState.CALLED, TicketState.SERVING})


class WindowState(StrEnum):
    """Whether a window (窗口) calls."""

    CLOSED = "closed"
    OPEN = "open"
    PAUSED = "paused"


class SlipState(StrEnum):
    """What is known of a ticket's paper. The ticket counts whatever became of the paper."""

    UNKNOWN = "unknown"
    PRINTED = "printed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is known of who holds a ticket, no more than the line needs: nothing here names a person."""

    visit: str | None = None
    """Tickets of one coming to the hall (到访) share it: who is at one window is not called to another."""
    item: str | None = None
    """Code of the catalogue's item (事项)."""
    purpose: Purpose = "application"
    party: Party = "person"
    persons: Annotated[int, Field(ge=1, le=200)] = 1
    """How many persons of a group the ticket stands for."""
    mandates: Annotated[int, Field(ge=0, le=200)] = 0
    """How many mandates (代办) its holder brings."""
    priority: str | None = None
    """Priority class of the settings, where one is claimed or confirmed."""
    checked: bool | None = None
    """None while the claim is provisional, then whether a person confirmed it."""
    tags: tuple[Tag, ...] = ()
    interpreter: Spoken | None = None
    """Language for which an interpreter was asked."""
    interpreter_since: datetime | None = None
    """When one was asked for, where that was after the ticket was taken."""
    booked_for: datetime | None = None
    """Time of the appointment, where the holder came within its grace."""
    booking: str | None = None
    """Code of the appointment that became this ticket."""


PLAIN: Final = About()
"""A ticket of which nothing was said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What happened to a ticket before it came to a window."""

    holds: int = 0
    """How often it was held."""
    transfers: int = 0
    """How often somebody handed it on."""
    from_window: int | None = None
    """The window that handed it on last; None where it was the enquiry desk."""
    note: HandoverNote | None = None
    """What was said with it."""


UNTOUCHED: Final = Past()


class Lane(NamedTuple):
    """What one line within a category has in common: its tickets keep the order of their waits, so that only the
    first of each lane has to be compared."""

    priority: str | None = None
    booked: bool = False
    purpose: Purpose | None = None
    """Only 取件 and 补件, which may have a short lane."""
    language: Language = "zh-CN"
    to_window: int | None = None
    to_clerk: str | None = None
    interpreter: str | None = None


_SHORT: Final = frozenset({"collection", "make_up"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """A number (号码) in the hands of a visitor, or what became of it."""

    id: str
    number: str
    """Category code and at least three digits, ``A001``; unique within hall and service day."""
    category: str
    day: date
    """Service day of issue: a ticket carried over shows it."""
    language: Language
    station: str
    """Where it was issued."""
    state: TicketState
    taken_at: datetime
    since: datetime
    """Start of the wait that decides its place; a return keeps it."""
    order: int
    """Sequence of its issue: settles a tie of ``since``."""
    slip: SlipState = SlipState.UNKNOWN
    window: int | None = None
    """The window it is called to or served at, else none."""
    service: str | None = None
    """The open service, while it is being served."""
    first_called_at: datetime | None = None
    """End of the waiting time (等候时间): the first call, whatever followed."""
    called_at: datetime | None = None
    """The last first call of the number to a window; recalls do not move it."""
    call_order: int = 0
    """Sequence of its latest call or recall; 0 before the first."""
    recalls: int = 0
    """Recalls (重呼) since ``called_at``."""
    closed_reason: str | None = None
    reprints: int = 0
    """How many times it was printed again."""
    about: About | None = None
    """None where nothing more was said than category and language."""
    to_window: int | None = None
    """The only window that may call it; while held, the window that resumes it."""
    to_clerk: str | None = None
    """The only clerk who may call it."""
    due_at: datetime | None = None
    """When its time aside is over; only while held, missed or carried."""
    hold_reason: HoldReason | None = None
    expected_low_s: int | None = None
    """The wait that was told when it was taken, in seconds: as likely shorter as longer (p50). None where none was."""
    expected_high_s: int | None = None
    """Nine in ten wait at most so long (p90)."""
    reckoned_s: int | None = None
    """What that interval was made from: the wait by people ahead and pace, in seconds."""
    reckoned_spread: int | None = None
    """And how far waits like it usually lie off, in thousandths of its logarithm."""
    told_at: datetime | None = None
    """From when on the expected wait is counted, until the call that shows how true it was; None after that."""
    no_shows: int = 0
    """How often it was called in vain and came back (过号)."""
    stamp: str | None = None
    """Code of the arrival stamp that its wait counts from."""
    interpreter: str | None = None
    """The interpreter who is at the window with it, by code; freed when it leaves the window."""
    carry: Carry | None = None
    """What its holder chose when the day ended, while it is carried."""
    past: Past | None = None
    """None while it was neither held nor handed on."""

    @property
    def known(self) -> About:
        """What is known of its holder, also where nothing was said."""
        return self.about or PLAIN

    @property
    def visit(self) -> str | None:
        """The visit it belongs to, where it is known to belong to one."""
        return self.about.visit if self.about is not None else None

    @property
    def history(self) -> Past:
        """What happened to it before, also where nothing did."""
        return self.past or UNTOUCHED

    @property
    def lane(self) -> Lane:
        """The lane it waits in."""
        about = self.about
        if about is None:
            return Lane(None, False, None, self.language, self.to_window, self.to_clerk)
        return Lane(
            about.priority,
            about.booked_for is not None,
            about.purpose if about.purpose in _SHORT else None,
            self.language,
            self.to_window,
            self.to_clerk,
            about.interpreter,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A window as it stands now."""

    number: int
    state: WindowState = WindowState.CLOSED
    clerk: str | None = None
    """Staff number (工号) of who is signed in."""
    ticket: str | None = None
    """Ticket id of the open call or service."""
    label: str | None = None
    """That ticket's number, for screens that hold no tickets."""
    label_day: date | None = None
    """Its service day of issue, where that is an earlier one: shown beside the number."""
    language: Language | None = None
    service: str | None = None
    """The open service."""
    last_service: str | None = None
    """The latest finished service of this clerk: what a rating pad may still rate."""
    pause_reason: PauseReason | None = None
    """Why it pauses, while it does and where that was said."""
    back_at: datetime | None = None
    """When the clerk means to be back."""
    assigned: tuple[str, ...] = ()
    """Categories it was given instead of the settings'; empty for the settings' own."""
    planned: tuple[str, ...] = ()
    """Categories from ``planned_at`` on; empty for the settings' own."""
    planned_at: datetime | None = None
    ordinary: int = 0
    """Calls since the last one from the front of the queue: at most one in m calls may be."""
    free_since: datetime | None = None
    """When the last number left it, while it is open and nobody was called since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One transaction at a window (受理), from start to finish; a rating (好差评) belongs to exactly one."""

    id: str
    ticket: str
    number: str
    category: str
    day: date
    window: int
    clerk: str
    started_at: datetime
    finished_at: datetime | None = None
    rated: bool = False
    interrupted: Literal["held", "transferred"] | None = None
    """Ended at this window, but not the matter: the visitor went to fetch something, or to another window."""
    grade: int | None = None
    """Five grades, 5 非常满意 to 1 非常不满意. Closed to the clerk; never a default."""
    visit: str | None = None
    """Its ticket's visit (到访), once it has ended: what else the same visitor was here for."""
    reasons: tuple[Reason, ...] | None = None
    """Why the grade is a bad one, where the visitor said so. Closed to the clerk as the grade is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A line of the hall board: the latest calls, newest first by ``order``."""

    ticket: str
    number: str
    category: str
    window: int
    language: Language
    at: datetime
    order: int
    again: int = 0
    """How many recalls."""
    day: date | None = None
    """Service day of issue, where that is an earlier one: shown beside the number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The counter a category's numbers come from, one for each service day."""

    code: str
    day: date
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDay:
    """The open service day, opened by the hall only."""

    day: date
    opened_at: datetime
    order: int
    """Sequence of the event that opened it."""
    muted_at: datetime | None = None
    """Since when nobody is called and every clock stands still (a fire alarm), None while the hall runs."""
    ended_at: datetime | None = None
    """Since when calling is over but for who still waits, each of whom is offered a choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A booked time (预约) that was neither kept nor cancelled. It knows no person, only its code."""

    code: str
    """What the visitor shows or types: letters and digits that cannot be taken for one another."""
    category: str
    at: datetime
    language: Language
    item: str | None = None
    purpose: Purpose = "application"
    party: Party = "person"
    persons: int = 1
    mandates: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """An arrival stamp of the service day: somebody was here at ``at``, before there was a ticket. It knows no person."""

    code: str
    """What is told or printed: the first of its five signs stands for the day of the month."""
    day: date
    """The only service day on which it counts."""
    at: datetime
    """Start of the wait of the ticket that names it."""
    station: str
    """The enquiry desk that gave it."""
    ticket: str | None = None
    """The ticket that used it up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unprinted:
    """A waiting number whose paper failed: offered to be printed again at its kiosk, until it is printed or called."""

    ticket: str
    number: str
    category: str
    station: str
    """The kiosk that issued it."""
    at: datetime
    """When its paper failed last."""
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """The visitor's page of a ticket: opened by a token of which the hall knows the hash alone."""

    ticket: str
    token_hash: str
    """SHA-256 of the token, in hex."""
    day: date
    """Service day of its ticket's issue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many wait in a category."""

    category: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who sent a command: the station its token was issued for, and the person at it, apart."""

    role: Role
    station: str
    person: str | None = None
    """Staff number of the clerk signed in at the window, where there is one."""


def dated(number: str, day: date | None) -> str:
    """The number as a screen shows it: one of an earlier service day with month and day, for today may have the same."""
    return f"{number}·{day:%m-%d}" if day is not None else number


def label(code: str, number: int) -> str:
    """The number as printed, shown and spoken: category code and at least three digits (FIELD: 号码)."""
    return f"{code}{number:03d}"

"""How a hall runs its queue, as data: the ``[policies]`` tree of the settings (FIELD, call policies).

Each table is read by one rule of ``hall/rules``; the defaults are those of a hall that said nothing. Numbers without
a source in law are ours, and a hall may set others.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from types import MappingProxyType
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from shared.tickets import PauseReason
from shared.toml_parts import CategoryCode, Code, Names, Part


class NoShowPolicy(Part):
    """When a called number may be given up (过号), and how it comes back."""

    recalls: Annotated[int, Field(ge=0, le=10)] = 1
    """Recalls that must have been made."""
    after_s: Annotated[int, Field(ge=0, le=3600)] = 60
    """Seconds since the first call."""
    tagged_after_s: Annotated[int, Field(ge=0, le=3600)] = 120
    """Seconds since the first call for a visitor tagged slow, deaf or blind."""
    times: Annotated[int, Field(ge=0, le=10)] = 1
    """How often the ticket comes back into the line before it is closed."""
    back_after_calls: Annotated[int, Field(ge=1, le=50)] = 3
    """It comes back behind this many who wait in its category."""
    back_after_min: Annotated[int, Field(ge=1, le=240)] | None = None
    """Instead: it is set aside for this many minutes, then back at its old place."""


class HoldPolicy(Part):
    """Tickets held (挂起) while a visitor fetches something; each category has its own pool."""

    minutes: Annotated[int, Field(ge=1, le=480)] = 30
    """How long a ticket is held unless the clerk says otherwise; then it goes back to its place."""
    longest_min: Annotated[int, Field(ge=1, le=480)] = 120
    """The most a clerk may say."""
    most: Annotated[int, Field(ge=1, le=50)] = 8
    """How many one window may hold."""


class PriorityClass(Part):
    """A group that goes before others (优先): by minutes of credit, or from the front of the queue."""

    code: Code
    """Short name, on tickets and in the journal: never more than this is kept of why somebody has priority."""
    name: Names
    """What the kiosk offers."""
    credit_min: Annotated[int, Field(ge=0, le=240)] = 0
    """Minutes its tickets are counted as having waited longer."""
    front: bool = False
    """Its tickets are called from the front of the queue, at most one in ``front_one_in`` calls."""


class PriorityPolicy(Part):
    """Who goes before others, and how far, so that nobody is passed for ever."""

    front_one_in: Annotated[int, Field(ge=2, le=20)] = 3
    """Of so many calls of a window at most one is from the front: priority, appointments and the short lane together.
    3 is the 2:1 alternation."""
    classes: tuple[PriorityClass, ...] = ()
    """The groups; a claim counts provisionally until a person checks it."""

    def named(self, code: str | None) -> PriorityClass | None:
        """The class of that code, None where the hall has no such class any more."""
        return next((c for c in self.classes if c.code == code), None)


class LanguagePolicy(Part):
    """Visitors who asked for another language than the hall's own."""

    prefer_min: Annotated[int, Field(ge=0, le=240)] = 10
    """Minutes that such a ticket waits for a clerk who speaks it, while one sits at an open window; then any calls it."""


class InterpreterPolicy(Part):
    """Visitors for whom an interpreter has to come to the window."""

    most_min: Annotated[int, Field(ge=0, le=480)] = 45
    """Minutes that a ticket waits for window and interpreter together; then any window calls it, with an interpreter
    where one is free."""


class ShortLane(Part):
    """Short matters, called from the front between others."""

    purposes: tuple[Literal["collection", "make_up"], ...] = ("collection", "make_up")
    """取件 and 补件; empty for no short lane."""


class Overflow(Part):
    """Windows that may serve a category besides their own when its wait grows."""

    category: CategoryCode
    """The category that is helped."""
    windows: Annotated[tuple[Annotated[int, Field(ge=1, le=9999)], ...], Field(min_length=1)]
    """The windows that help; the clerk's skills must allow it too."""
    after_min: Annotated[int, Field(ge=1, le=480)]
    """Its longest wait in minutes from which on they do."""


class SkillPolicy(Part):
    """Which skill level lets a clerk be called to a category."""

    level: Annotated[int, Field(ge=0, le=3)] = 2
    """0 none, 1 supervised, 2 independent, 3 trainer."""


class AppointmentPolicy(Part):
    """Booked times (预约), fair to who comes without: they are called from the front, one in ``front_one_in`` calls."""

    early_min: Annotated[int, Field(ge=0, le=240)] = 10
    """Minutes before the booked time from which on it may be called where nobody who came before waits."""
    late_min: Annotated[int, Field(ge=0, le=240)] = 15
    """Minutes after the booked time until which a check-in keeps it; later the ticket waits like any other."""
    slot_min: Annotated[int, Field(ge=5, le=480)] = 30
    """Length of a slot in which bookings are counted."""
    per_slot: Annotated[int, Field(ge=1, le=500)] | None = None
    """Bookings of one category in a slot; without it as many as ask."""
    ahead_days: Annotated[int, Field(ge=0, le=365)] = 30
    """How far ahead one may book."""


class Hours(Part):
    """Hours of one kind, in the hall's own time."""

    begins: time
    """Local time at which they begin."""
    ends: time
    """Local time at which they end."""


class HoursPolicy(Part):
    """When tickets are issued and from when on numbers are called. Who holds a ticket is served also afterwards."""

    issuing: tuple[Hours, ...] = ()
    """Hours in which kiosks issue tickets; at any time where none are said. The enquiry desk always may."""
    calling_begins: time | None = None
    """Local time before which no number is called."""
    calling_ends: time | None = None
    """Local time at which calling is meant to be over. Who still waits is served, or chooses (``end_of_day``)."""
    rest_days: tuple[Annotated[int, Field(ge=1, le=7)], ...] = ()
    """Days of the week without issuing, 1 Monday to 7 Sunday."""
    calendar: Literal["none", "china"] = "none"
    """``china`` takes public holidays and made-up working days (调休) from the calendar that comes with the house, for
    the years it knows; ``closed`` and ``worked`` stand above it."""
    decreed: tuple[Annotated[int, Field(ge=2000, le=2999)], ...] = ()
    """Years whose holidays stand here in ``closed`` and ``worked``, instead of in that calendar: a year it does not know
    is entered so."""
    closed: tuple[date, ...] = ()
    """Public holidays and other days without issuing."""
    worked: tuple[date, ...] = ()
    """Days worked although their weekday rests (调休)."""


class EndOfDayPolicy(Part):
    """What is offered to each who still waits when calling ends. Who chooses nothing is served or carried over with the
    date; no ticket is closed by the end of a day."""

    offers: tuple[Literal["carry", "within_24h", "give_up"], ...] = ("carry", "give_up")
    """``carry``: back in the line at its place on the next working day. ``within_24h``: good until the same time of the
    next working day for whoever comes back by then. ``give_up``: the ticket ends."""


USUAL_BREAK_MIN: Final[Mapping[PauseReason, int]] = MappingProxyType(
    {"lunch": 60, "break": 10, "papers": 20, "meeting": 30, "other": 10}
)


class Turn(Part):
    """A turn of the lunch rota, in the hall's own time."""

    windows: Annotated[tuple[Annotated[int, Field(ge=1, le=9999)], ...], Field(min_length=1)]
    """Windows that go to lunch together."""
    begins: time
    """Local time from which on they may go."""
    ends: time
    """Local time at which they are back."""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.ends <= self.begins:
            raise ValueError("a turn ends after it begins")
        return self


class BreakPolicy(Part):
    """Breaks of windows, and the lunch rota."""

    minutes: dict[PauseReason, Annotated[int, Field(ge=1, le=480)]] = Field(default_factory=dict)
    """Usual minutes by reason, offered first at the counter: ``lunch`` 60, ``break`` 10, ``papers`` 20, ``meeting`` 30,
    ``other`` 10 where it is not said."""

    rota: tuple[Turn, ...] = ()
    """Turns at lunch, ``[[policies.breaks.rota]]``: a window that is named goes in its turn only. Each category keeps a
    window of its own in every turn."""

    keep_one_able: bool = False
    """Whether a window may not pause for a reason while no other open window is able to serve one of its categories."""

    def usual(self, reason: PauseReason) -> int:
        """Minutes that such a break usually takes here."""
        return self.minutes.get(reason, USUAL_BREAK_MIN[reason])


class VisitPolicy(Part):
    """Several services in one visit."""

    most: Annotated[int, Field(ge=1, le=50)] = 8
    """Living tickets of one visit, a bound for mistakes and not for people."""


class ServicePolicy(Part):
    """How long a service may take before its clerk is reminded; nothing ends by itself."""

    limit_min: Annotated[int, Field(ge=1, le=480)] | None = None
    """Minutes after which the counter says that the usual limit is passed; none where it is not said."""
    warn_min: Annotated[int, Field(ge=0, le=60)] = 5
    """Minutes before the limit from which on it is told."""


class PhonePolicy(Part):
    """What a visitor's page may still do when its ticket has ended. A page closes 30 days after its issue at the latest,
    unless a complaint is open."""

    rating_days: Annotated[int, Field(ge=0, le=30)] = 7
    """Days after the service on which it may still be rated; 0 for its own day."""
    complaint_days: Annotated[int, Field(ge=0, le=30)] = 30
    """Days after the ticket's issue on which a complaint is still taken."""
    comment_kept_days: Annotated[int, Field(ge=1, le=3650)] = 180
    """Days after which a comment's words are wiped. A complaint's words are kept while it is open."""


class Policies(Part):
    """How the hall runs its queue."""

    no_show: NoShowPolicy = NoShowPolicy()
    """When a called number may be given up, and how it comes back."""
    hold: HoldPolicy = HoldPolicy()
    """Tickets held while a visitor fetches something."""
    priority: PriorityPolicy = PriorityPolicy()
    """Who goes before others, and how far."""
    language: LanguagePolicy = LanguagePolicy()
    """Visitors who asked for another language."""
    interpreters: InterpreterPolicy = InterpreterPolicy()
    """Visitors who need an interpreter."""
    short_lane: ShortLane = ShortLane()
    """Short matters."""
    skills: SkillPolicy = SkillPolicy()
    """Which skill level serves."""
    visit: VisitPolicy = VisitPolicy()
    """Several services in one visit."""
    appointments: AppointmentPolicy = AppointmentPolicy()
    """Booked times."""
    hours: HoursPolicy = HoursPolicy()
    """When tickets are issued and numbers called."""
    end_of_day: EndOfDayPolicy = EndOfDayPolicy()
    """Who still waits when the day ends."""
    breaks: BreakPolicy = BreakPolicy()
    """Breaks and the lunch rota."""
    service: ServicePolicy = ServicePolicy()
    """The limit of a service time."""
    phone: PhonePolicy = PhonePolicy()
    """The visitor's page after the visit."""
    overflow: tuple[Overflow, ...] = ()
    """Windows that help when a wait grows."""
    rating_timeout_s: Annotated[int, Field(ge=5, le=600)] = 30
    """How long the pad asks; it then closes as no rating."""
    rating_order: Literal["worst_first", "best_first"] = "worst_first"
    """Order of the five faces on a rating panel, from left to right."""

"""The rating device of a window: asked when a service is finished, heard until the next call (好差评).

A pad on a line and the house's own panel on a second screen are asked and heard alike.

A press belongs to the service it was asked for or to nothing. The grade passes through here on its way to the hall and
is kept nowhere else: not on the clerk's screen, not in a log, not as a default.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from counter.panel import DRIVER as PANEL
from counter.panel import SCHEME, Reasons, TouchPanel, screen_of
from drivers.lines import Lines
from drivers.rating import catalogue
from drivers.rating.device import Event, Health, LineState, Presence, ProtocolError, Rated, RatingDevice, Timeout
from drivers.rating.tablet import DRIVER as TABLET
from drivers.rating.tablet import TabletDevice
from shared.errors import DeviceFault
from shared.settings import Device, Settings
from shared.tickets import Reason

DRIVER: Final = "ff68-pad"
"""Catalogue entry of a device that was given by its address alone."""


class Outcome(StrEnum):
    """What became of the question put last."""

    NONE = "none"
    ASKING = "asking"
    RATED = "rated"
    NOT_RATED = "not_rated"


class Shown(StrEnum):
    """What stands on the device where it is not the question."""

    SILENT = "silent"
    """Its line is gone, or it has not spoken and was not asked: nothing answers."""
    CLOSED = "closed"
    """The window is paused or closed, and the device with it."""


def shown(outcome: Outcome, health: str, *, away: bool) -> Outcome | Shown:
    """What the clerk is told of the device: that nothing answers, that it is closed, else what became of the question.

    A question outlives a window that is paused meanwhile, and no line that is gone. ``health`` is that of the clerk's
    screen (:attr:`counter.pad.Pad.health`); a fault is told by its own words.
    """
    if health == "lost" or (health == "unknown" and outcome is Outcome.NONE):
        return Shown.SILENT
    if away and health in ("ok", "unknown") and outcome is not Outcome.ASKING:
        return Shown.CLOSED
    return outcome


@dataclass(frozen=True, slots=True)
class PadPlace:
    """Which device stands at the window and how it is spoken to."""

    url: str
    driver: str
    grades: tuple[tuple[str, int], ...] | None = None
    address: int = 1
    acknowledge: str | None = None
    local_echo: bool | None = None
    best_first: bool = False
    """Order of the faces on a panel."""


class Verbs(Protocol):
    """What every rating device can be told; see :class:`drivers.rating.device.RatingDevice`."""

    def ask(self, session: str, timeout_s: float) -> None: ...
    def cancel(self) -> None: ...
    def show_stars(self, count: int) -> None: ...
    def close(self, *, wait: bool = True) -> None: ...


class PadVerbs(Verbs, Protocol):
    """What a device on a line can be told besides; one that lacks the word says nothing."""

    def welcome(self, number: str) -> None: ...
    def pause(self) -> None: ...
    def reset(self) -> None: ...


class Occasion(StrEnum):
    """What happens at the window, as far as a rating device shows it."""

    VISITOR = "visitor"
    """Somebody is called or served."""
    FREE = "free"
    AWAY = "away"
    """Paused or closed."""


MakePanel = Callable[[str, bool, Callable[[Event | Reasons], None]], TouchPanel]
"""Makes the panel at an address; whether the best grade comes first; what hears it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """An event of the device, and which of the devices opened in turn it came from."""

    device: int
    event: Event | Reasons


@dataclass(frozen=True, slots=True)
class Grade:
    """A visitor pressed for this service: to be sent to the hall."""

    service: str
    grade: int


@dataclass(frozen=True, slots=True)
class Why:
    """The visitor says why the grade of this service is a bad one: to be sent to the hall after the grade."""

    service: str
    reasons: tuple[Reason, ...]


def pad_place(settings: Settings, station: str, url: str | None) -> PadPlace | None:
    """The rating device of a station by the settings; an address given by hand wins, with the settings' driver."""
    found: Device | None = next(iter(settings.devices_of(station, "rating")), None)
    screen = url or (found.port if found else "")
    if screen.startswith(SCHEME):
        return PadPlace(screen, PANEL, best_first=settings.policies.rating_order == "best_first")
    if found is None or found.driver == PANEL:
        return PadPlace(url, DRIVER) if url else None
    grades = tuple(sorted(found.grades.items())) if found.grades else None
    address = 1 if found.address is None else found.address
    return PadPlace(url or found.port, found.driver, grades, address, found.acknowledge, found.local_echo)


class RatingDesk:
    """One rating device and the question on it. ``hear`` gets :class:`Heard` from the thread of its line.

    Without ``make_panel`` there is no screen for a panel, and one is a fault (``panel_screen_missing``).
    """

    def __init__(self, hear: Callable[[Heard], None], lines: Lines, make_panel: MakePanel | None = None) -> None:
        self._hear = hear
        self._lines = lines
        self._make_panel = make_panel
        self._device: Verbs | None = None
        self._pad: PadVerbs | None = None
        self._stood: tuple[Occasion, str] | None = None
        self.panel: TouchPanel | None = None
        """The device, where it is the house's own panel."""
        self.opened = 0
        """Counts the devices opened in turn."""
        self.place: PadPlace | None = None
        self.health = Health(LineState.CLOSED, Presence.DISCONNECTED)
        self.fault: DeviceFault | None = None
        """What is wrong with the device or its line, for the clerk's screen."""
        self.outcome = Outcome.NONE
        self.service: str | None = None
        """The service asked about last."""
        self.stray: str | None = None
        """``stray`` after a press that nobody asked for, ``unmapped_key`` after a key without a grade."""

    def use(self, place: PadPlace | None) -> None:
        """Speak to the device at this place from now on; nothing happens where it is the same."""
        if place == self.place:
            return
        self._retire()
        self.place, self.fault = place, None
        self.health = Health(LineState.CLOSED, Presence.DISCONNECTED)
        if place is None:
            return
        self.opened += 1
        opened = self.opened
        self._stood = None
        try:
            self._device = self._open(place, lambda event: self._hear(Heard(opened, event)))
        except DeviceFault as fault:
            self.fault = fault
            self.health = Health(LineState.CLOSED, Presence.ERROR, fault)

    def _open(self, place: PadPlace, told: Callable[[Event | Reasons], None]) -> Verbs:
        if place.driver == PANEL:
            if self._make_panel is None:
                raise DeviceFault("panel_screen_missing", screen=screen_of(place.url))
            self.panel = self._make_panel(place.url, place.best_first, told)
            self.health = self.panel.health
            return self.panel
        grades = dict(place.grades) if place.grades else None
        if place.driver == TABLET:
            self._pad = TabletDevice(place.url, told, grades=grades).start()
            return self._pad
        self._pad = RatingDevice(
            place.url,
            catalogue.load(place.driver),
            told,
            address=place.address,
            grades=grades,
            acknowledge=place.acknowledge,
            local_echo=place.local_echo,
            lines=self._lines,
        ).start()
        return self._pad

    def stand(self, occasion: Occasion, number: str) -> None:
        """Have a device on a line show what happens at the window, each visitor once."""
        if self._pad is None or self._stood == (occasion, number):
            return
        self._stood = (occasion, number)
        match occasion:
            case Occasion.VISITOR:
                self._pad.welcome(number)
            case Occasion.FREE:
                self._pad.reset()
            case Occasion.AWAY:
                self._pad.pause()

    def show_staff(self, clerk: str, window: int) -> None:
        """Who serves at which window, for a tablet; a pad has no place for it."""
        if isinstance(self._pad, TabletDevice):
            self._pad.show_staff(clerk, window)

    def show_stars(self, count: int | None) -> None:
        """Show the clerk's stars; None leaves a pad as it is and takes them off a panel."""
        if self._device is not None and (count is not None or self.panel is not None):
            self._device.show_stars(count or 0)

    def ask(self, service: str, timeout_s: float) -> None:
        """Ask the visitor about a finished service."""
        if self._device is None:
            return
        self._device.ask(service, timeout_s)
        self.service, self.outcome, self.stray = service, Outcome.ASKING, None

    def close_question(self) -> None:
        """The next visitor is called: whoever presses now is not the one who was asked."""
        asking = self.outcome is Outcome.ASKING
        if asking:
            self.outcome = Outcome.NOT_RATED
        # A panel may still ask why, or say thanks.
        if self._device is not None and (asking or self.panel is not None):
            self._device.cancel()

    def heard(self, heard: Heard) -> Grade | Why | None:
        """Take in an event, in the screen's thread; what to send to the hall if it says something of a service."""
        if heard.device != self.opened:
            return None
        match heard.event:
            case Health() as health:
                self.health, self.fault = health, health.detail
            case Rated(session=str(service), level=int(level)):
                if service == self.service:
                    self.outcome = Outcome.RATED
                return Grade(service, level)
            case Reasons(session=service, reasons=reasons):
                return Why(service, reasons)
            case Rated(session=None, level=int()):
                self.stray = "stray"
            case ProtocolError(code="unmapped_key"):
                self.stray = "unmapped_key"
            case Timeout(session=service):
                if service == self.service and self.outcome is Outcome.ASKING:
                    self.outcome = Outcome.NOT_RATED
            case _:
                return None
        return None

    def hex_logs(self) -> dict[str, list[str]]:
        """The last traffic with a device that has its own way to the hall's network, for support."""
        return {self._pad.url: self._pad.hex_log()} if isinstance(self._pad, TabletDevice) else {}

    def close(self) -> None:
        """Close the line; an open question ends without a rating."""
        device, self._device, self._pad, self.panel = self._device, None, None, None
        if device is not None:
            device.close()

    def _retire(self) -> None:
        self.close_question()
        device, self._device, self._pad, self.panel = self._device, None, None, None
        if device is not None:
            device.close(wait=False)  # a line may take seconds to close; the clerk goes on meanwhile

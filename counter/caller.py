"""The window's physical caller (呼叫器): its keys walk the path of the screen's keys, and it shows the number called.

=============  =====================================================================================================
key            what it does
=============  =====================================================================================================
next           calls the next; with digits before it, calls the number that ends in them
recall         calls again
no-show        gives the number up
evaluate       finishes the service, which asks the visitor for a rating where a rating device stands
function       begins the service: a caller has no other key for it
=============  =====================================================================================================

A press that comes to nothing, or that must be confirmed by a second one, beeps: the clerk may not look at the screen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from counter.actions import Action
from counter.desk import Desk
from counter.faults import CounterFault
from counter.hand import Press
from drivers.callers import catalogue
from drivers.callers.device import CallerDevice, CallerKey, Event
from drivers.devices import Health, Presence
from drivers.lines import Lines, LineState
from shared.errors import DeviceFault
from shared.picture import Picture
from shared.settings import Settings

ACTIONS: Final[Mapping[str, Action]] = MappingProxyType(
    {
        "next": Action.NEXT,
        "recall": Action.RECALL,
        "no_show": Action.NO_SHOW,
        "evaluate": Action.FINISH,
        "function": Action.START,
    }
)
"""What each key does; ``next`` with digits is :attr:`Action.NUMBER`."""


@dataclass(frozen=True, slots=True)
class CallerPlace:
    """Which caller stands at the window and how it is spoken to."""

    url: str
    driver: str
    address: int = 1
    acknowledge: str | None = None
    local_echo: bool | None = None


def caller_place(settings: Settings, station: str) -> CallerPlace | None:
    """The caller of a station by the settings."""
    for found in settings.devices_of(station, "caller"):
        address = 1 if found.address is None else found.address
        return CallerPlace(found.port, found.driver, address, found.acknowledge, found.local_echo)
    return None


def press_of(key: CallerKey, picture: Picture, desk: Desk) -> Press:
    """What a key becomes. A caller has no letters: digits mean the one waiting number that ends in them.

    Raises ``caller_ambiguous`` when several do. Where none does the hall refuses, as it does for a number typed at the
    screen.
    """
    if key.key != "next" or not key.digits:
        return Press(ACTIONS[key.key])
    waiting = [
        ticket.number for category in desk.serves for ticket in picture.line(category, picture.waiting_in(category))
    ]
    meant = [number for number in waiting if _digits(number) == int(key.digits)]
    if len(meant) > 1:
        raise CounterFault("caller_ambiguous", digits=key.digits, numbers=" ".join(meant))
    return Press(Action.NUMBER, meant[0] if meant else key.digits)


def _digits(number: str) -> int:
    return int("".join(letter for letter in number if letter in "0123456789") or "-1")


class CallerDesk:
    """The caller of one window. ``hear`` gets each event, and which of the devices opened in turn it came from, from
    the line's own thread; everything else happens in the screen's thread."""

    def __init__(self, hear: Callable[[int, Event], None], lines: Lines) -> None:
        self._hear = hear
        self._lines = lines
        self._device: CallerDevice | None = None
        self._opened = 0
        self._shown = ""
        self._awaits = False
        self._told = ""
        self.place: CallerPlace | None = None
        self.health = Health(LineState.CLOSED, Presence.DISCONNECTED)

    def use(self, place: CallerPlace | None) -> DeviceFault | None:
        """Speak to the caller at this place from now on; what is wrong with its settings, if anything is."""
        if place == self.place:
            return None
        self.close(wait=False)
        self.place = place
        self._opened += 1
        opened = self._opened
        self.health = Health(LineState.CLOSED, Presence.DISCONNECTED)
        if place is None:
            return None
        try:
            self._device = CallerDevice(
                place.url,
                catalogue.load(place.driver),
                lambda event: self._hear(opened, event),
                address=place.address,
                acknowledge=place.acknowledge,
                local_echo=place.local_echo,
                lines=self._lines,
            ).start()
        except DeviceFault as fault:
            self.health = Health(LineState.CLOSED, Presence.ERROR, fault)
            return fault
        self._device.show_digits(self._shown)
        return None

    def show(self, number: str) -> None:
        """Show the number that is at the window; "" for nobody."""
        if number != self._shown:
            self._shown = number
            self._awaits = False
            if self._device is not None:
                self._device.show_digits(number)

    def heard(self, opened: int, event: Event) -> CallerKey | DeviceFault | None:
        """Take in an event: a key to act on, or a fault that the clerk does not know yet."""
        if opened != self._opened:
            return None
        if isinstance(event, CallerKey):
            self._awaits = True
            return event
        if isinstance(event, Health):
            return self._changed(event)
        return None

    def noted(self, kind: str) -> None:
        """The screen tells the clerk something; if it is about a press of this caller, it beeps."""
        if self._awaits and kind in ("info", "ask", "refused", "error"):
            self._awaits = False
            if self._device is not None:
                self._device.beep()

    @property
    def heard_of(self) -> Health | None:
        """How the caller stands; None where the window has none."""
        return self.health if self.place is not None else None

    @property
    def name(self) -> str:
        """How the caller stands: one of ``absent unknown ok opening lost error``."""
        if self.place is None:
            return "absent"
        if self.health.presence is Presence.ERROR:
            return "error"
        if self.health.state is LineState.BACKOFF:
            return "lost"
        if self.health.state in (LineState.OPENING, LineState.CLOSED):
            return "opening"
        return "ok" if self.health.presence is Presence.OK else "unknown"

    def close(self, *, wait: bool = True) -> None:
        """Leave the line."""
        device, self._device = self._device, None
        if device is not None:
            device.close(wait=wait)

    def _changed(self, health: Health) -> DeviceFault | None:
        """Each trouble is told once, not at every attempt to open the line."""
        self.health = health
        if health.state is LineState.UP:
            self._told = ""
        fault = health.detail
        if fault is None or fault.code == self._told:
            return None
        self._told = fault.code
        return fault

"""Which calls a display speaks, and how loud: the settings' word between its model and its voice. In the Qt thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from display.announcing import Announced, Announcing
from display.place import Place, spoken_windows
from shared import events as ev
from shared.devices import DeviceKind, DeviceState
from shared.errors import DeviceFault
from shared.health import Standing
from shared.ui.station import StationModel


class Speech:
    """The voice of a display, silent until one is given. ``place`` says what the display is now."""

    def __init__(self, station: StationModel, place: Callable[[], Place]) -> None:
        self._station, self._place = station, place
        self._voice: Announcing | None = None
        self._forced = False
        self._windows: frozenset[int] = frozenset()
        self.fault: DeviceFault | None = None
        self.announcements = 0
        self._sounded_at: float | None = None

    def use(self, voice: Announcing, *, forced: bool) -> None:
        """Speak through ``voice``. ``forced``: whatever the settings say about who speaks (:mod:`display.place`)."""
        self._voice, self._forced = voice, forced
        self.settle()

    @property
    def volume(self) -> int:
        """How loud the hall speaks now, in percent; 0 in quiet mode and quiet hours."""
        station = self._station
        if not station.has_picture:
            return 0
        return station.picture.rules.voice.volume_at(station.local_time(station.now()).time())

    def settle(self) -> None:
        """Find out anew for which windows this display speaks: after settings changed or a voice was given."""
        voice = self._voice
        if voice is None or not self._station.has_picture:
            return
        settings = self._station.picture.rules
        self._windows = spoken_windows(settings, self._station.station, self._place(), forced=self._forced)
        if self._windows:
            letters = {letter for category in settings.categories for letter in category.code}
            voice.prepare(settings.hall.languages, letters, self._windows)
        # What another voice of the zone speaks from now on is not spoken here too.
        self.keep_open_calls()
        self._turn()

    def keep_open_calls(self) -> None:
        """Withdraw what is no open call of this voice's windows: nobody knows what became of it."""
        if self._voice is not None:
            windows = self._station.picture.windows.values()
            self._voice.keep_only({w.ticket for w in windows if w.ticket and w.number in self._windows})

    def fall_silent(self) -> None:
        """Nothing that still waits is spoken: the hall is muted."""
        if self._voice is not None:
            self._voice.keep_only(())

    def call(self, event: ev.TicketCalled | ev.TicketRecalled) -> None:
        """A number was called just now."""
        if self._voice is None:
            return
        volume = self._turn()
        if event.window in self._windows and volume and event.spoken:
            recall = isinstance(event, ev.TicketRecalled)
            self._voice.call(event.ticket, event.number, event.window, event.language, recall=recall)
        else:
            # Called anew from another zone, in quiet hours, or to the deaf: the earlier call waits here in vain.
            self._voice.withdraw(event.ticket)

    def over(self, ticket: str) -> None:
        """The call is over: it is not spoken any more."""
        if self._voice is not None:
            self._voice.withdraw(ticket)

    def announced(self, what: Announced) -> None:
        """The voice began to speak."""
        self.announcements += 1
        self._sounded_at = what.at_ns / 1e9

    def standings(self) -> list[Standing]:
        """The voice of a display that speaks. It is known to be well once an announcement sounded, not before."""
        if self._voice is None or not self._windows:
            return []
        fault, sounded = self._voice.fault, self._sounded_at
        state = DeviceState.ERROR if fault else DeviceState.UNKNOWN if sounded is None else DeviceState.OK
        return [Standing("speaker", DeviceKind.SPEAKER, state, fault.code if fault else None, sounded)]

    def report(self) -> dict[str, Any] | None:
        """For whoever watches from outside; None where there is no voice."""
        voice = self._voice
        if voice is None:
            return None
        return {"ready": voice.ready, "windows": sorted(self._windows), "volume": self.volume}

    def _turn(self) -> int:
        """Set the voice to the volume of this hour; at 0 nothing that still waits is spoken."""
        volume = self.volume
        if self._voice is not None and volume:
            self._voice.volume = volume / 100
        elif self._voice is not None:
            self._voice.keep_only(())
        return volume

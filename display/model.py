"""What a display shows: the latest calls, who waits, whom it sees on the LAN; and which calls it has spoken.

QML lays out; every word and every choice comes from here. An entry changes only the rows it touches, so that the way
from the stream to the glass stays short.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from display.announcing import Announced, Announcing
from display.flash import Flashes
from display.place import DESIGN, Layout, layout_of, spoken_windows, window_of
from display.seen import seen_groups
from display.strip import WindowFace, face_of
from shared import events as ev
from shared import i18n
from shared.clock import Clock
from shared.devices import DeviceKind, DeviceState
from shared.errors import DeviceFault
from shared.events import Entry
from shared.health import Standing
from shared.lan import Seen
from shared.messages import LinkState
from shared.settings import Settings
from shared.tickets import Call, Role
from shared.ui.rows import RowList
from shared.ui.standing import DeviceReports
from shared.ui.station import StationModel

QML_IMPORT_NAME = "display"
QML_IMPORT_MAJOR_VERSION = 1

ROWS: Final = 6
"""Last calls listed under the newest."""
_NO_CALL: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "slot": 0,
        "shown": False,
        "number": "",
        "window": 0,
        "colourIndex": 0,
        "lit": False,
        "goText": "",
        "goBeneath": "",
        "goBeneathLanguage": "en",
    }
)
_WAITING: Final = ("code", "colourIndex", "name", "nameBeneath", "count")
_IN_ONE_ROW: Final = 6


@QmlElement
class DisplayModel(StationModel):
    """The one object behind a display, hall board or window strip.

    ``layout`` and ``window`` win over the settings' entry of this station. ``second`` is the language beneath. The
    voice is given by :meth:`use_voice`; without one the display is silent.
    """

    placeChanged = Signal()
    noteChanged = Signal()
    seenChanged = Signal()
    emptyChanged = Signal()
    voiceChanged = Signal()
    secondChanged = Signal()
    """The languages changed; a property cannot be notified by a signal of its base."""

    def __init__(
        self,
        *,
        station: str,
        language: str = "",
        layout: Layout | None = None,
        window: int | None = None,
        clock: Clock | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(
            room="display", role=Role.DISPLAY, station=station, language=language, clock=clock, parent=parent
        )
        self._given_layout, self._given_window = layout, window
        self._layout: Layout = layout or "board"
        self._window = window or 0
        # Calls have their place as key: a new call changes the words in rows that stand, and makes none.
        self._newest = RowList(tuple(_NO_CALL), "slot", self)
        self._earlier = RowList(tuple(_NO_CALL), "slot", self)
        self._waiting = RowList(_WAITING, "code", self)
        self._face = WindowFace(self)
        self._flashes = Flashes(self)
        self._flashes.changed.connect(self._show_calls)
        self._colours: dict[str, int] = {}
        self._empty = True
        self._seen: tuple[Seen, ...] = ()
        self._lan_fault: str | None = None
        self._voice: Announcing | None = None
        self._forced = False
        self._speaks: frozenset[int] = frozenset()
        self._voice_fault: DeviceFault | None = None
        self._announcements = 0
        self._sounded_at: float | None = None
        self._reports: DeviceReports | None = None
        self._show_all()

    # From outside ------------------------------------------------------------------------------------------------

    def use_voice(self, voice: Announcing, *, forced: bool) -> None:
        """Speak through ``voice``. ``forced``: whatever the settings say about who speaks (:mod:`display.place`)."""
        self._voice, self._forced = voice, forced
        self._settle()

    def report_devices(self) -> None:
        """Tell the hall from now on how the voice stands; a display without a token cannot."""
        self._reports = DeviceReports(self)
        for changed in (self.seqChanged, self.voiceChanged, self.placeChanged):
            changed.connect(self._stand)

    def announced(self, what: Announced) -> None:
        """The voice began to speak; from any thread."""
        self.bridge.call(lambda: self._announced(what))

    def voice_faulty(self, fault: DeviceFault | None) -> None:
        """The voice failed, or is well again; from any thread."""
        self.bridge.call(lambda: self._voice_faulty(fault))

    def see(self, seen: Sequence[Seen], lan_fault: str | None) -> None:
        """Who is seen on the LAN now, or why nobody can be. In the Qt thread."""
        self._seen, self._lan_fault = tuple(seen), lan_fault
        self.seenChanged.emit()
        self.noteChanged.emit()

    # Messages ----------------------------------------------------------------------------------------------------

    def on_picture(self) -> None:
        self._flashes.clear()
        if self._voice is not None:
            self._voice.keep_only({window.ticket for window in self.picture.windows.values() if window.ticket})
        self._settle()
        self._show_all()

    def on_entry(self, entry: Entry, late: bool) -> None:
        match entry.event:
            case ev.TicketCalled() | ev.TicketRecalled() as event:
                if not late:
                    self._flashes.start(event.ticket)
                    self._speak(event)
            case ev.ServiceStarted() | ev.ServiceFinished() | ev.TicketReturned() | ev.TicketClosed() as event:
                self._over(event.ticket)
            case ev.SettingsChanged():
                self._settle()
                self._show_all()
                return
        self._show_calls()
        self._show_waiting()

    def on_link(self) -> None:
        self.noteChanged.emit()

    def on_language(self) -> None:
        self._show_all()
        for changed in (self.secondChanged, self.placeChanged, self.noteChanged, self.seenChanged, self.voiceChanged):
            changed.emit()

    def report(self) -> dict[str, Any]:
        voice = self._voice
        return super().report() | {
            "layout": self._layout,
            "calls": [(call.number, call.window) for call in self.picture.latest_calls()[: ROWS + 1]],
            "waiting": {row["code"]: row["count"] for row in self._waiting.rows},
            "strip": self._face.report(),
            "seen": [(seen.role.value, seen.station) for seen in self._seen],
            "lan_fault": self._lan_fault,
            "voice": None if voice is None else self._voice_report(voice),
            "voice_fault": self._voice_fault.code if self._voice_fault else None,
            "announced": self._announcements,
        }

    def _voice_report(self, voice: Announcing) -> dict[str, Any]:
        return {"ready": voice.ready, "windows": sorted(self._speaks), "volume": self._volume()}

    # Inside ------------------------------------------------------------------------------------------------------

    @property
    def _settings(self) -> Settings | None:
        return self.picture.rules if self.has_picture else None

    @property
    def _second(self) -> str:
        """The language beneath: English, or Chinese where English comes first."""
        return "zh-CN" if self._language == "en" else "en"

    def _speak(self, event: ev.TicketCalled | ev.TicketRecalled) -> None:
        if self._voice is None:
            return
        volume = self._turn_voice()
        if event.window in self._speaks and volume:
            recall = isinstance(event, ev.TicketRecalled)
            self._voice.call(event.ticket, event.number, event.window, event.language, recall=recall)
        else:
            # Called anew from another zone, or in quiet hours: the earlier call waits here in vain.
            self._voice.withdraw(event.ticket)

    def _turn_voice(self) -> int:
        """Set the voice to the volume of this hour, in percent; at 0 nothing that still waits is spoken."""
        volume = self._volume()
        if self._voice is not None and volume:
            self._voice.volume = volume / 100
        elif self._voice is not None:
            self._voice.keep_only(())
        return volume

    def _volume(self) -> int:
        settings = self._settings
        return settings.voice.volume_at(self.local_time(self._time.now()).time()) if settings is not None else 0

    def _over(self, ticket: str) -> None:
        self._flashes.stop(ticket)
        if self._voice is not None:
            self._voice.withdraw(ticket)

    def _settle(self) -> None:
        """Find out anew what this display is: after settings changed or a voice was given."""
        settings = self._settings
        self._layout = layout_of(settings, self.station, self._given_layout)
        self._window = window_of(settings, self.station, self._given_window)
        self._speaks = frozenset()
        if settings is not None:
            self._colours = {category.code: i for i, category in enumerate(settings.categories)}
            if self._voice is not None:
                self._speaks = spoken_windows(settings, self.station, self._layout, self._window, forced=self._forced)
                self._prepare_voice(settings, self._voice)
                self._turn_voice()
        self.placeChanged.emit()
        self.noteChanged.emit()
        self.seenChanged.emit()

    def _prepare_voice(self, settings: Settings, voice: Announcing) -> None:
        if self._speaks:
            letters = {letter for category in settings.categories for letter in category.code}
            voice.prepare(settings.hall.languages, letters, self._speaks)

    def _show_all(self) -> None:
        self._show_calls()
        self._show_waiting()

    def _show_calls(self) -> None:
        calls = self.picture.latest_calls()[: ROWS + 1]
        rows = [self._call_row(call) for call in calls] + [_NO_CALL] * (ROWS + 1 - len(calls))
        rows = [{**row, "slot": slot} for slot, row in enumerate(rows)]
        self._newest.show(rows[:1])
        self._earlier.show(rows[1:])
        if self._empty != (not calls):
            self._empty = not calls
            self.emptyChanged.emit()
        lit = self._flashes.lit(getattr(self.picture.windows.get(self._window), "ticket", None))
        self._face.show(face_of(self.picture, self._window, self._language, self._second, lit=lit))

    def _call_row(self, call: Call) -> Mapping[str, Any]:
        # Beneath the newest call stands the ticket's own language, where it is not the board's.
        beneath = call.language if call.language != self._language else self._second
        return {
            "shown": True,
            "number": call.number,
            "window": call.window,
            "colourIndex": self._colours.get(call.category, 0),
            "lit": self._flashes.lit(call.ticket),
            "goText": i18n.text("display.go_to_window", self._language, window=call.window),
            "goBeneath": i18n.text("display.go_to_window", beneath, window=call.window),
            "goBeneathLanguage": beneath,
        }

    def _show_waiting(self) -> None:
        settings = self._settings
        rows = []
        for i, category in enumerate(settings.categories if settings else ()):
            name, beneath = category.name.get(self._language), category.name.get(self._second)
            rows.append(
                {
                    "code": category.code,
                    "colourIndex": i,
                    "name": name,
                    "nameBeneath": beneath if beneath != name else "",
                    "count": self.picture.waiting_in(category.code),
                }
            )
        self._waiting.show(rows)

    def _announced(self, what: Announced) -> None:
        self._announcements += 1
        self._sounded_at = what.at_ns / 1e9
        self._stand()
        self.told.emit(
            {
                "told": "announced",
                "number": what.number,
                "window": what.window,
                "languages": list(what.languages),
                "t": what.at_ns,
            }
        )

    def _stand(self) -> None:
        """The voice of a display that speaks. It is known to be well once an announcement sounded, not before."""
        if self._reports is None or not self.has_picture:
            return
        standings = []
        if self._voice is not None and self._speaks:
            fault, sounded = self._voice.fault, self._sounded_at
            state = DeviceState.ERROR if fault else DeviceState.UNKNOWN if sounded is None else DeviceState.OK
            standings = [Standing("speaker", DeviceKind.SPEAKER, state, fault.code if fault else None, sounded)]
        self._reports.stand(standings)

    def _voice_faulty(self, fault: DeviceFault | None) -> None:
        self._voice_fault = fault
        self.voiceChanged.emit()

    # For QML -----------------------------------------------------------------------------------------------------

    @Property(str, notify=placeChanged)
    def layout(self) -> str:
        """``board`` or ``strip``."""
        return self._layout

    @Property(int, notify=placeChanged)
    def designWidth(self) -> int:
        return DESIGN[self._layout][0]

    @Property(int, notify=placeChanged)
    def designHeight(self) -> int:
        return DESIGN[self._layout][1]

    @Property(int, notify=placeChanged)
    def waitingColumns(self) -> int:
        """Categories side by side; more than six stand in two lines."""
        settings = self._settings
        count = len(settings.categories) if settings else 1
        return count if count <= _IN_ONE_ROW else (count + 1) // 2

    @Property(bool, notify=placeChanged)
    def waitingDense(self) -> bool:
        """Whether the categories need two lines."""
        settings = self._settings
        return settings is not None and len(settings.categories) > _IN_ONE_ROW

    @Property(RowList, constant=True)
    def newest(self) -> RowList:
        """The newest call: one row."""
        return self._newest

    @Property(RowList, constant=True)
    def earlier(self) -> RowList:
        """The calls before it, newest first: always :data:`ROWS` rows, unused ones with ``shown`` false."""
        return self._earlier

    @Property(RowList, constant=True)
    def waiting(self) -> RowList:
        """How many wait, a row for each category."""
        return self._waiting

    @Property(WindowFace, constant=True)
    def face(self) -> WindowFace:
        """What a window strip shows."""
        return self._face

    @Property(bool, notify=emptyChanged)
    def empty(self) -> bool:
        """Nobody was called yet today."""
        return self._empty

    @Property(str, notify=secondChanged)
    def second(self) -> str:
        """The language beneath."""
        return self._second

    @Property(dict, notify=secondChanged)
    def wordsBeneath(self) -> dict[str, str]:
        """The room's texts in the language beneath, by bare name."""
        keys = i18n.keys("display", self._second)
        return {key.split(".", 1)[1]: i18n.text(key, self._second) for key in keys}

    @Property(str, notify=placeChanged)
    def hallNameBeneath(self) -> str:
        """The hall's name in the board's other language, empty where it has none."""
        if not self.has_picture:
            return ""
        names = self.picture.rules.hall.name
        name = names.get("en" if self._language == "zh-CN" else self._language)
        return name if name != names.zh else ""

    @Property(bool, notify=noteChanged)
    def noted(self) -> bool:
        """Whether the note stands instead of the page: no hall yet, or a strip without a window."""
        return not self.has_picture or self._strip_is_lost()

    @Property(str, notify=noteChanged)
    def noteKind(self) -> str:
        wait = self.link.state in (LinkState.SEARCHING, LinkState.CONNECTING) and not self.has_picture
        return "wait" if wait else "warn"

    @Property(str, notify=noteChanged)
    def noteHeading(self) -> str:
        if self._strip_is_lost():
            return self.say("strip_unknown")
        return self._not_current_text() or self.say("common.link_connecting")

    @Property(str, notify=noteChanged)
    def noteDetail(self) -> str:
        """This machine's name, and why the LAN cannot be used where that is so."""
        lines = [self.say("this_station", station=self.station)]
        if self._lan_fault and not self.has_picture:
            lines.append(self.say("lan_fault", why=self._lan_fault))
        return "\n".join(lines)

    @Property(str, notify=noteChanged)
    def noteRemedy(self) -> str:
        if self._strip_is_lost():
            return self.say("strip_unknown_remedy", station=self.station)
        state = self.link.state if self.link.state is not LinkState.CURRENT else LinkState.CONNECTING
        return self.say(f"remedy_{state.value}")

    @Property(str, notify=seenChanged)
    def seenLine(self) -> str:
        """The hall, kiosks and counters seen on the LAN."""
        groups = seen_groups(self._seen, self.picture.hall, self._language)
        parts = [f"{group.role} {group.names}" for group in groups] or [self.say("seen_none")]
        return "   ·   ".join([self.say("seen"), *parts])

    @Property(str, notify=voiceChanged)
    def voiceNote(self) -> str:
        """A line for staff while the voice fails, else empty."""
        fault = self._voice_fault
        if fault is None:
            return ""
        return self.say("voice_fault", what=f"{fault.detail(self._language)} {fault.remedy(self._language)}")

    def _strip_is_lost(self) -> bool:
        return self._layout == "strip" and self.has_picture and self._window not in self.picture.windows

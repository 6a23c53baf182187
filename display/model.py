"""What a display shows: the latest calls, who waits, whom it sees on the LAN; and which calls it has spoken.

QML lays out; every word and every choice comes from here. An entry changes only the rows it touches, so that the way
from the stream to the glass stays short.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from display import rows
from display.announcing import Announced, Announcing
from display.flash import QUIET_TIMES, TIMES, Flashes
from display.note import Note, note_of
from display.place import Given, Place, place_of, shown_windows
from display.seen import seen_groups
from display.speech import Speech
from display.strip import WindowFace, face_of
from display.turns import NOTICE_S, Turns, following
from display.waits import CategoryWait
from shared import events as ev
from shared import i18n
from shared.clock import Clock
from shared.errors import DeviceFault
from shared.events import Entry
from shared.lan import Seen
from shared.screens import Layout, Orientation
from shared.settings import Settings
from shared.tickets import Call, Role
from shared.ui.rows import RowList
from shared.ui.standing import DeviceReports
from shared.ui.station import StationModel

QML_IMPORT_NAME = "display"
QML_IMPORT_MAJOR_VERSION = 1

ROWS: Final = 6
"""Last calls listed under the newest."""
_IN_ONE_ROW: Final = 6


@QmlElement
class DisplayModel(StationModel):
    """The one object behind a display: hall board, zone board, category overview or window strip.

    ``layout``, ``window``, ``zone`` and ``orientation`` win over the settings' entry of this station. The voice is
    given by :meth:`use_voice`; without one the display is silent.
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
        zone: str | None = None,
        orientation: Orientation | None = None,
        clock: Clock | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(
            room="display", role=Role.DISPLAY, station=station, language=language, clock=clock, parent=parent
        )
        self._given = Given(layout=layout, window=window, zone=zone, orientation=orientation)
        self._place = place_of(None, station, self._given)
        self._shown: tuple[int, ...] = ()
        # Calls have their place as key: a new call changes the words in rows that stand, and makes none.
        self._newest = RowList(tuple(rows.NO_CALL), "slot", self)
        self._earlier = RowList(tuple(rows.NO_CALL), "slot", self)
        self._waiting = RowList(rows.CATEGORY, "code", self)
        self._windows = RowList(rows.WINDOW, "window", self)
        self._notices = RowList(rows.NOTICE, "index", self)
        self._notice = 0
        self._waits: Mapping[str, CategoryWait] | None = None
        self._face = WindowFace(self)
        self._flashes = Flashes(self)
        self._flashes.changed.connect(self._show_calls)
        self._languages = Turns(self._turn_language, lambda: self._flashes.busy, self)
        self._notice_turns = Turns(self._turn_notice, lambda: self._flashes.busy, self)
        self.clockChanged.connect(self._show_calls)
        self._empty = True
        self._seen: tuple[Seen, ...] = ()
        self._lan_fault: str | None = None
        self._speech = Speech(self, lambda: self._place)
        self._reports: DeviceReports | None = None
        self._show_all()

    # From outside ------------------------------------------------------------------------------------------------

    def use_voice(self, voice: Announcing, *, forced: bool) -> None:
        """Speak through ``voice``. ``forced``: whatever the settings say about who speaks (:mod:`display.place`)."""
        self._speech.use(voice, forced=forced)
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

    def know_waits(self, waits: Mapping[str, CategoryWait] | None) -> None:
        """How long people wait, as the hall said last; None once that is too old. In the Qt thread."""
        self._waits = waits
        self._show_waiting()

    @property
    def place(self) -> Place:
        """What this display is now."""
        return self._place

    # Messages ----------------------------------------------------------------------------------------------------

    def on_picture(self) -> None:
        self._flashes.clear()
        self._speech.keep_open_calls()
        self._settle()
        self._show_all()

    def on_entry(self, entry: Entry, late: bool) -> None:
        match entry.event:
            case ev.TicketCalled(announce=True) | ev.TicketRecalled() as event:
                if not late:
                    heard = self._speech.volume and event.spoken
                    self._flashes.start(event.ticket, TIMES if heard else QUIET_TIMES)
                    self._speech.call(event)
            case ev.HallMuted(muted=muted):
                if muted:
                    self._flashes.clear()
                    self._speech.fall_silent()
                self.noteChanged.emit()
            case ev.SettingsChanged():
                self._settle()
                self._show_all()
                return
            case event:
                self._look_whether_over(getattr(event, "ticket", None))
                if isinstance(event, ev.CallingEnded | ev.DayOpened):
                    self._show_notices()
        self._show_calls()
        self._show_waiting()

    def on_link(self) -> None:
        self.noteChanged.emit()

    def on_language(self) -> None:
        self._show_all()
        for changed in (self.secondChanged, self.placeChanged, self.noteChanged, self.seenChanged, self.voiceChanged):
            changed.emit()

    def report(self) -> dict[str, Any]:
        return super().report() | {
            "layout": self._place.layout,
            "orientation": "portrait" if self._place.portrait else "landscape",
            "calls": [(call.number, call.window) for call in self._calls()],
            "waiting": {row["code"]: row["count"] for row in self._waiting.rows},
            "windows": {row["window"]: row["number"] for row in self._windows.rows},
            "strip": self._face.report(),
            "seen": [(seen.role.value, seen.station) for seen in self._seen],
            "lan_fault": self._lan_fault,
            "voice": self._speech.report(),
            "voice_fault": self._speech.fault.code if self._speech.fault else None,
            "announced": self._speech.announcements,
        }

    # Inside ------------------------------------------------------------------------------------------------------

    @property
    def _settings(self) -> Settings | None:
        return self.picture.rules if self.has_picture else None

    @property
    def _second(self) -> str:
        """The language beneath."""
        return rows.second_language(self._language)

    def _settle(self) -> None:
        """Find out anew what this display is: after settings changed or a voice was given."""
        settings = self._settings
        self._place = place_of(settings, self.station, self._given)
        self._shown = shown_windows(settings, self._place) if settings else ()
        self._flashes.steady = not self._place.screen.flash
        self._speech.settle()
        self._languages.every(self._place.screen.alternate_s)
        if not self._place.screen.alternate_s:
            self.set_language(self._fixed_language or self._halls_language)
        for changed in (self.placeChanged, self.noteChanged, self.seenChanged):
            changed.emit()

    def _look_whether_over(self, ticket: str | None) -> None:
        """Whatever ended a call (service, hold, transfer, no-show …): what is no open call is neither lit nor spoken."""
        calls = (window.ticket for window in self.picture.windows.values() if window.service is None)
        if ticket is not None and (ticket not in calls or ticket not in self.picture.calls):
            self._flashes.stop(ticket)
            self._speech.over(ticket)

    def _turn_language(self) -> None:
        settings = self._settings
        if settings is not None:
            self.set_language(following(self._language, settings.hall.languages))

    def _turn_notice(self) -> None:
        self._notice += 1
        self._show_notices()

    def _show_all(self) -> None:
        self._show_calls()
        self._show_waiting()
        self._show_notices()

    def _calls(self) -> list[Call]:
        return [call for call in self.picture.latest_calls() if call.window in self._shown][: ROWS + 1]

    @Slot()
    def _show_calls(self) -> None:
        settings, calls = self._settings, self._calls()
        said = [
            rows.call_row(call, settings, self._place, self._language, lit=self._flashes.lit(call.ticket))
            for call in calls
            if settings is not None
        ]
        slots = [{**row, "slot": n} for n, row in enumerate(said + [rows.NO_CALL] * (ROWS + 1 - len(said)))]
        self._newest.show(slots[:1])
        self._earlier.show(slots[1:])
        if self._empty != (not calls):
            self._empty = not calls
            self.emptyChanged.emit()
        open_tickets = {window.ticket for window in self.picture.windows.values() if window.ticket}
        lit = {ticket for ticket in open_tickets if self._flashes.lit(ticket)}
        if self._place.layout == "zone":
            self._windows.show(rows.window_rows(self.picture, self._shown, self._language, lit))
        window = self.picture.windows.get(self._place.window)
        self._face.show(
            face_of(
                self.picture,
                self._place.window,
                self._language,
                self._second,
                lit=window is not None and window.ticket in lit,
                back=self._back_at(window.back_at if window is not None else None),
            )
        )

    def _back_at(self, at: datetime | None) -> str:
        """When a window means to call again; nothing once that has passed, for it would be no promise any more."""
        return f"{self.local_time(at):%H:%M}" if at is not None and at > self.now() else ""

    def _show_waiting(self) -> None:
        settings = self._settings
        if settings is None:
            return
        before = len(self._waiting.rows)
        self._waiting.show(
            rows.category_rows(self.picture, settings, self._shown, self._language, self._waits, self.now())
        )
        if len(self._waiting.rows) != before:
            self.placeChanged.emit()  # another number of columns

    def _show_notices(self) -> None:
        settings = self._settings
        today = self.picture.today if settings is not None else None
        another_day = settings is not None and set(settings.policies.end_of_day.offers) - {"give_up"}
        evening = today is not None and today.ended_at is not None and bool(another_day)
        place, language = self._place, self._language
        notices = rows.notice_rows(settings, place, language, evening=evening) if settings is not None else []
        self._notice_turns.every(NOTICE_S if len(notices) > 1 else 0)
        for row in notices:
            row["shown"] = row["index"] == self._notice % len(notices)
        if bool(notices) != bool(self._notices.rows):
            self._notices.show(notices)
            self.placeChanged.emit()
        self._notices.show(notices)

    def _announced(self, what: Announced) -> None:
        self._speech.announced(what)
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

    @Slot()
    def _stand(self) -> None:
        if self._reports is not None and self.has_picture:
            self._reports.stand(self._speech.standings())

    def _voice_faulty(self, fault: DeviceFault | None) -> None:
        self._speech.fault = fault
        self.voiceChanged.emit()

    def _note(self) -> Note:
        return note_of(self, self._place, self._not_current_text(), self._lan_fault) or Note()

    # For QML -----------------------------------------------------------------------------------------------------

    @Property(str, notify=placeChanged)
    def layout(self) -> str:
        """``board``, ``zone``, ``overview`` or ``strip``."""
        return self._place.layout

    @Property(int, notify=placeChanged)
    def designWidth(self) -> int:
        return self._place.size[0]

    @Property(int, notify=placeChanged)
    def designHeight(self) -> int:
        return self._place.size[1]

    @Property(bool, notify=placeChanged)
    def portrait(self) -> bool:
        return self._place.portrait

    @Property(bool, notify=placeChanged)
    def highContrast(self) -> bool:
        return self._place.screen.contrast == "high"

    @Property(str, notify=placeChanged)
    def zoneName(self) -> str:
        """The name of this display's zone, empty where it has none."""
        return self._zone_name(self._language)

    @Property(str, notify=placeChanged)
    def zoneNameBeneath(self) -> str:
        first, second = self._zone_name(self._language), self._zone_name(self._second)
        return second if second != first else ""

    @Property(str, notify=placeChanged)
    def zonePictogram(self) -> str:
        settings = self._settings
        zone = rows.zone_of(settings, self._place.zone) if settings else None
        return (zone.pictogram if zone else None) or ""

    @Property(int, notify=placeChanged)
    def waitingColumns(self) -> int:
        """Categories side by side; in landscape more than six stand in two lines."""
        count = max(1, len(self._waiting.rows))
        if self._place.portrait:
            return 3 if count <= 9 else 4
        return count if count <= _IN_ONE_ROW else (count + 1) // 2

    @Property(bool, notify=placeChanged)
    def waitingDense(self) -> bool:
        """Whether the categories need more than one line."""
        return self._place.portrait or len(self._waiting.rows) > _IN_ONE_ROW

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

    @Property(RowList, constant=True)
    def windows(self) -> RowList:
        """The windows of a zone board."""
        return self._windows

    @Property(RowList, constant=True)
    def notices(self) -> RowList:
        """Lines for everybody; one of them has ``shown``."""
        return self._notices

    @Property(bool, notify=placeChanged)
    def noticed(self) -> bool:
        """Whether there is any notice."""
        return bool(self._notices.rows)

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
        """Whether a note stands instead of the page (:mod:`display.note`)."""
        return self._note() != Note()

    @Property(str, notify=noteChanged)
    def noteKind(self) -> str:
        return self._note().kind

    @Property(str, notify=noteChanged)
    def noteHeading(self) -> str:
        return self._note().heading

    @Property(str, notify=noteChanged)
    def noteDetail(self) -> str:
        """This machine's name, and why the LAN cannot be used where that is so."""
        return self._note().detail

    @Property(str, notify=noteChanged)
    def noteRemedy(self) -> str:
        return self._note().remedy

    @Property(str, notify=seenChanged)
    def seenLine(self) -> str:
        """The hall, kiosks and counters seen on the LAN."""
        groups = seen_groups(self._seen, self.picture.hall, self._language)
        parts = [f"{group.role} {group.names}" for group in groups] or [self.say("seen_none")]
        return "   ·   ".join([self.say("seen"), *parts])

    @Property(str, notify=voiceChanged)
    def voiceNote(self) -> str:
        """A line for staff while the voice fails, else empty."""
        fault = self._speech.fault
        if fault is None:
            return ""
        return self.say("voice_fault", what=f"{fault.detail(self._language)} {fault.remedy(self._language)}")

    def _zone_name(self, language: str) -> str:
        settings = self._settings
        zone = rows.zone_of(settings, self._place.zone) if settings else None
        return zone.name.get(language) if zone else ""

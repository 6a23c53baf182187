"""The rating device as the clerk sees it: how it stands, and whether the last visitor was asked, rated, or did not.

Never the grade: it goes to the hall and is closed to the clerk.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from counter.desk import Desk, Phase
from counter.panel import Reasons, Staff, TouchPanel, photo_of
from counter.post import Post, Said
from counter.rating import Grade, Heard, Occasion, Outcome, RatingDesk, Shown, Why, pad_place, shown
from drivers.devices import Health
from drivers.lines import Lines, LineState
from drivers.rating.device import Event, Presence
from shared import i18n
from shared.commands import GiveReasons, Rate
from shared.events import Entry, ServiceFinished, TicketCalled
from shared.messages import new_id
from shared.tickets import WindowState
from shared.ui.station import StationModel

QML_IMPORT_NAME = "counter"
QML_IMPORT_MAJOR_VERSION = 1

SETTLE_MS: Final = 60
"""A finish that is followed at once by a call (one command did both) asks nobody."""
STRAY_S: Final = 10.0
_SEEN: Final = 64
_MARKS: Final = {
    "absent": "doubt",
    "unknown": "doubt",
    "opening": "doubt",
    "ok": "go",
    "lost": "off",
    "error": "fault",
}
_OF_NOBODY: Final = frozenset({"stray", "unmapped_key", *Shown})
"""What is said of the device and names no number."""
_QUESTION_MARKS: Final = {
    "none": "doubt",
    "asking": "doubt",
    "rated": "go",
    "not_rated": "stop",
    "closed": "pause",
    "stray": "fault",
    "unmapped_key": "fault",
}


@QmlElement
class Pad(QObject):
    """The window's rating device and the question on it."""

    changed = Signal()
    panelChanged = Signal()
    """The window has a panel of the house, or has it no longer (:attr:`panel`)."""

    def __init__(
        self,
        station: StationModel,
        url: str | None,
        monotonic: Callable[[], float] = time.monotonic,
        photos: Path | None = None,
    ) -> None:
        super().__init__(station)
        self._station, self._url, self._monotonic = station, url, monotonic
        bridge = station.bridge
        self.lines = Lines()
        """The lines of this station's devices: a caller may be on that of the pad."""
        self._desk = RatingDesk(lambda heard: bridge.call(lambda: self._heard(heard)), self.lines, self._make_panel)
        self._number = ""
        self._sits: tuple[int, str, int | None] | None = None
        self._wanted: tuple[str, str] | None = None
        self._stray_until = 0.0
        self._away = False
        self._seen: deque[int] = deque(maxlen=_SEEN)
        self._post = Post(station, monotonic, self._taken)
        self._photos = photos
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.timeout.connect(self._ask)

    # From the model ----------------------------------------------------------------------------------------------

    def find(self) -> None:
        """Take the device from the settings in force, or the address given by hand."""
        if not self._station.has_picture:
            return
        before = self._desk.panel
        self._desk.use(pad_place(self._station.picture.rules, self._station.station, self._url))
        if self._desk.panel is not before:
            self.panelChanged.emit()
            if before is not None:
                before.deleteLater()
        self.changed.emit()

    @property
    def panel(self) -> TouchPanel | None:
        """The rating device, where it is the house's own panel."""
        return self._desk.panel

    def show(self, desk: Desk | None) -> None:
        """The window as it stands now, for the device to show."""
        panel = self._desk.panel
        if desk is None:
            return
        away = _occasion(desk) is Occasion.AWAY
        if away != self._away:
            self._away = away
            self.changed.emit()
        clerk = desk.clerk or ""
        self._show_staff(clerk, desk.window)
        if panel is None:
            self._desk.stand(_occasion(desk), desk.number)
            return
        panel.show_staff(desk.window, Staff(clerk, photo_of(self._photos, clerk)))
        if desk.phase is not Phase.EMPTY:
            window = self._station.picture.windows.get(desk.window)
            panel.welcome(desk.number, (window.language if window else None) or "")
        elif desk.state is WindowState.OPEN:
            panel.reset()
        elif desk.state is WindowState.PAUSED:
            panel.pause()
        else:
            panel.shut()

    def _show_staff(self, clerk: str, window: int) -> None:
        """Who sits here and with how many stars, told once."""
        found = next((one for one in self._station.picture.rules.clerks if one.number == clerk), None)
        now = (self._desk.opened, clerk, found.stars if found else None)
        if now != self._sits:
            self._sits = now
            self._desk.show_staff(clerk, window)
            self._desk.show_stars(now[2])

    def take(self, entry: Entry, window: int, *, late: bool) -> None:
        """An event at this window, from the stream or from the answer to our own command, whichever is first."""
        event = entry.event
        if entry.seq in self._seen or not isinstance(event, ServiceFinished | TicketCalled) or event.window != window:
            return
        self._seen.append(entry.seq)
        if isinstance(event, TicketCalled):
            self._wanted = None
            self._desk.close_question()
        elif event.reason == "finished" and not late:
            self._wanted = (event.service, event.number)
            self._settling.start(SETTLE_MS)
        self.changed.emit()

    def tick(self) -> None:
        """Once a second: a stray press is told for a while, grades that did not reach the hall go again."""
        now = self._monotonic()
        if self._desk.stray is not None and now > self._stray_until:
            self._desk.stray = None
            self.changed.emit()
        self._post.tick()

    def asks_about(self, service: str) -> bool:
        """Whether the visitor of that service is being asked now."""
        return self._desk.service == service and self._desk.outcome is Outcome.ASKING

    def close(self) -> None:
        """End the device's line."""
        self._settling.stop()
        self._desk.close()

    def hex_logs(self) -> dict[str, list[str]]:
        """The last traffic of all lines of this station, for support. It tells grades: not for the clerk's screen."""
        return self.lines.hex_logs() | self._desk.hex_logs()

    @property
    def heard_of(self) -> Health | None:
        """How the device stands; None where the window has none."""
        return self._desk.health if self._desk.place is not None else None

    def report(self) -> dict[str, Any]:
        """How the device stands, for whoever watches the station from outside."""
        return {"pad": self._health_name(), "question": self._question_name(), "question_number": self._number}

    # Asking and hearing ------------------------------------------------------------------------------------------

    @Slot()
    def _ask(self) -> None:
        if self._wanted is None or self._desk.place is None:
            return
        service, self._number = self._wanted
        self._wanted = None
        self._desk.ask(service, self._station.picture.rules.policies.rating_timeout_s)
        self._station.told.emit({"told": "asked", "number": self._number, "t": time.monotonic_ns()})
        self.changed.emit()

    def _heard(self, heard: Heard) -> None:
        said = self._desk.heard(heard)
        if self._desk.stray is not None:
            self._stray_until = self._monotonic() + STRAY_S
        match said:
            case Grade(service=service, grade=grade):
                self._post.send(Rate(id=new_id(), service=service, grade=grade))
            case Why(service=service, reasons=reasons):
                self._post.send(GiveReasons(id=new_id(), service=service, reasons=reasons))
        self.changed.emit()

    def _taken(self, said: Said) -> None:
        # That there were reasons would tell the clerk what the grade was.
        if isinstance(said, Rate):
            service = self._station.picture.services.get(said.service)
            number = service.number if service else self._number
            self._station.told.emit({"told": "rated", "number": number, "t": time.monotonic_ns()})
        self.changed.emit()

    def _make_panel(self, url: str, best_first: bool, told: Callable[[Event | Reasons], None]) -> TouchPanel:
        return TouchPanel(self._station, url, told, best_first=best_first, monotonic=self._monotonic)

    # For QML -----------------------------------------------------------------------------------------------------

    @Property(str, notify=changed)
    def health(self) -> str:
        """One of ``absent unknown ok opening lost error``."""
        return self._health_name()

    @Property(str, notify=changed)
    def healthText(self) -> str:
        return self._say(f"pad_{self._health_name()}")

    @Property(str, notify=changed)
    def faultText(self) -> str:
        """What is wrong with the device and what to do, empty when nothing is known to be wrong."""
        fault, language = self._desk.fault, self._station.code
        return f"{fault.detail(language)} {fault.remedy(language)}" if fault else ""

    @Property(str, notify=changed)
    def question(self) -> str:
        """One of ``none asking rated not_rated silent closed stray unmapped_key``."""
        return self._question_name()

    @Property(str, notify=changed)
    def questionText(self) -> str:
        return self._question_text()

    def _question_text(self) -> str:
        name = self._question_name()
        if name == "none":
            return ""
        if name in _OF_NOBODY:
            return self._say(f"question_{name}")
        return self._say(f"question_{name}", number=self._number)

    @Property(str, notify=changed)
    def mark(self) -> str:
        """Shape of the device's state (``Mark.qml``)."""
        return _MARKS[self._health_name()]

    @Property(str, notify=changed)
    def questionMark(self) -> str:
        """Shape of the question's state."""
        return self._question_mark()

    @Property(str, notify=changed)
    def shortText(self) -> str:
        """The question where there is one and the device works, else how the device stands."""
        if self._tells_question():
            return self._question_text()
        return f"{self._say('pad_title')} {self._say(f'pad_{self._health_name()}')}"

    @Property(str, notify=changed)
    def shortMark(self) -> str:
        """Shape to :attr:`shortText`."""
        return self._question_mark() if self._tells_question() else _MARKS[self._health_name()]

    def _question_mark(self) -> str:
        """That nothing answers has the shape of what is wrong with the device."""
        name = self._question_name()
        return _MARKS[self._health_name()] if name == Shown.SILENT else _QUESTION_MARKS[name]

    def _tells_question(self) -> bool:
        name = self._question_name()
        return name == Shown.SILENT or (name != "none" and self._desk.fault is None)

    def _health_name(self) -> str:
        health = self._desk.health
        if self._desk.place is None:
            return "absent"
        if health.presence is Presence.ERROR:
            return "error"
        if health.state is LineState.BACKOFF:
            return "lost"
        if health.state in (LineState.OPENING, LineState.CLOSED):
            return "opening"
        return "ok" if health.presence is Presence.OK else "unknown"

    def _question_name(self) -> str:
        return self._desk.stray or shown(self.outcome, self._health_name(), away=self._away).value

    @property
    def outcome(self) -> Outcome:
        """What became of the last question; the hall's book has the last word."""
        service = self._station.picture.services.get(self._desk.service or "")
        return Outcome.RATED if service is not None and service.rated else self._desk.outcome

    def _say(self, key: str, **params: Any) -> str:
        return i18n.text(f"counter.{key}", self._station.code, **params)


def _occasion(desk: Desk) -> Occasion:
    if desk.phase is not Phase.EMPTY:
        return Occasion.VISITOR
    return Occasion.FREE if desk.state is WindowState.OPEN else Occasion.AWAY

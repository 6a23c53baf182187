"""What the ticket page shows of the take at hand, in the language of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.codes import Arrival
from kiosk.take import PaperState, Take
from kiosk.tiles import names
from shared.i18n import text
from shared.waits import wait_words

if TYPE_CHECKING:
    from shared.picture import Picture

QML_IMPORT_NAME = "kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class TicketView(QObject):
    """One ticket on the screen. Empty while there is none."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = self._code = self._ahead = self._wait = self._zone = self._booked = self._interpreter = ""
        self._names = {"name": "", "nameLanguage": "zh-CN", "beneath": "", "beneathLanguage": "en"}
        self._colour = 0
        self._paper = PaperState.NONE

    def show(self, take: Take, picture: Picture, language: str) -> None:
        """Say it anew: another ticket, another language, other news of the paper."""
        taken = take.taken
        self._paper = take.paper
        if taken is not None:
            from shared.why import language_name  # Known by now, and not before the first frame.

            settings = picture.rules
            category = settings.category(taken.category)
            zone = next((z for z in settings.zones if category and z.code == category.zone), None)
            self._number, self._code = taken.number, taken.category
            self._ahead = (
                text("kiosk.ahead", language, n=taken.ahead) if taken.ahead else text("kiosk.ahead_none", language)
            )
            words = wait_words(taken.expected_s, language)
            self._wait = (
                text("kiosk.wait_expected", language, wait=words) if words else text("kiosk.wait_unknown", language)
            )
            self._zone = text("kiosk.wait_in", language, zone=zone.name.get(language)) if zone else ""
            self._booked = _booked(take, picture, language)
            asked = taken.about.interpreter if taken.about is not None else None
            self._interpreter = (
                text("kiosk.interpreter_asked", language, speaks=language_name(asked, language)) if asked else ""
            )
            if category is not None:
                self._names = names(category.name, language)
                self._colour = settings.categories.index(category)
        self.changed.emit()

    @Property(str, notify=changed)
    def number(self) -> str:
        return self._number

    @Property(str, notify=changed)
    def code(self) -> str:
        return self._code

    @Property(int, notify=changed)
    def colourIndex(self) -> int:
        return self._colour

    @Property(str, notify=changed)
    def name(self) -> str:
        return self._names["name"]

    @Property(str, notify=changed)
    def nameLanguage(self) -> str:
        return self._names["nameLanguage"]

    @Property(str, notify=changed)
    def beneath(self) -> str:
        return self._names["beneath"]

    @Property(str, notify=changed)
    def beneathLanguage(self) -> str:
        return self._names["beneathLanguage"]

    @Property(str, notify=changed)
    def ahead(self) -> str:
        """How many are called before, as a sentence."""
        return self._ahead

    @Property(str, notify=changed)
    def wait(self) -> str:
        """How long it takes until the call, as an interval, or that nobody can say."""
        return self._wait

    @Property(str, notify=changed)
    def zone(self) -> str:
        """Where to wait, as a sentence; empty where the settings name no zone."""
        return self._zone

    @Property(str, notify=changed)
    def booked(self) -> str:
        """The booked time, or that it has passed; empty without an appointment."""
        return self._booked

    @Property(str, notify=changed)
    def interpreter(self) -> str:
        """Which interpreter is asked for; empty where none is."""
        return self._interpreter

    @Property(str, notify=changed)
    def paper(self) -> str:
        """One of ``none printing slow printed failed``."""
        return self._paper.value


def _booked(take: Take, picture: Picture, language: str) -> str:
    about = take.taken.about if take.taken is not None else None
    if about is not None and about.booked_for is not None:
        return text("kiosk.booked_for", language, at=f"{about.booked_for.astimezone(picture.rules.hall.zone):%H:%M}")
    return text("kiosk.booked_late", language) if isinstance(take, Arrival) else ""

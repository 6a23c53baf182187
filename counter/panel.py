"""The rating panel (评价屏): the house's own rating device, a touch screen that faces the visitor.

It takes the verbs of the rating devices on a line (:class:`drivers.rating.device.RatingDevice`) and emits their events,
and :class:`Reasons` besides. What holds for a pad holds here: a press belongs to the session that is open, a second one
is ignored, a session nobody answers ends as no rating, and no grade is ever chosen for anybody.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from PySide6.QtCore import Property, QObject, QTimer, QUrl, Signal, Slot
from PySide6.QtQml import QmlElement

from drivers.lines import LineState
from drivers.rating.device import Event, Health, Presence, Rated, Timeout
from shared import i18n
from shared.errors import DeviceFault
from shared.messages import LinkState
from shared.tickets import REASONS, WORST_GRADES, Reason
from shared.ui.station import StationModel

QML_IMPORT_NAME = "counter"
QML_IMPORT_MAJOR_VERSION = 1

DRIVER: Final = "panel"
"""What the settings call this device."""
SCHEME: Final = "screen://"
"""Its address: ``screen://2`` is the second screen, ``screen://0`` a window like any other."""
GRADES: Final = (1, 2, 3, 4, 5)
THANKS_MS: Final = 5_000
BOUNCE_S: Final = 0.4
"""So long a new page takes no press: it would be the end of one that was meant for the page before."""
PHOTOS: Final = (".jpg", ".jpeg", ".png", ".webp")

Rest = Literal["idle", "welcome", "paused", "closed"]
Stage = Literal["offline", "idle", "welcome", "paused", "closed", "asking", "reasons", "thanks"]


@dataclass(frozen=True, slots=True)
class Reasons:
    """The visitor says why the grade of this session is a bad one."""

    session: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Staff:
    """Who serves here: staff number (工号), and a photograph where there is one."""

    number: str = ""
    photo: Path | None = None


@dataclass(slots=True)
class _Session:
    name: str
    staff: Staff
    number: str
    language: str
    timeout_s: float
    rated: bool = False


def screen_of(url: str) -> int:
    """Number of the screen in an address, from 1; 0 for a window like any other. Raises ``panel_address``."""
    number = url.removeprefix(SCHEME)
    if not url.startswith(SCHEME) or not number.isdecimal() or len(number) > 1:
        raise DeviceFault("panel_address", url=url)
    return int(number)


def photo_of(folder: Path | None, staff: str) -> Path | None:
    """The clerk's photograph: a picture in the folder that is called as the staff number."""
    if folder is None or not staff.isalnum():
        return None
    return next((path for ending in PHOTOS if (path := folder / f"{staff}{ending}").is_file()), None)


@QmlElement
class TouchPanel(QObject):
    """The panel as a device, and what its screen shows. ``on_event`` is called in the Qt thread."""

    changed = Signal()
    chosenChanged = Signal()

    def __init__(
        self,
        station: StationModel,
        url: str,
        on_event: Callable[[Event | Reasons], None],
        *,
        best_first: bool = False,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(station)
        self._station, self._on_event, self._monotonic = station, on_event, monotonic
        self._screen = screen_of(url)
        self.health = Health(LineState.OPENING, Presence.UNKNOWN)
        self._order = GRADES[::-1] if best_first else GRADES
        self._rest: Rest = "closed"
        self._window, self._staff, self._stars = 0, Staff(), 0
        self._number, self._language = "", ""
        self._session: _Session | None = None
        self._page: Literal["", "asking", "reasons", "thanks"] = ""
        self._chosen: set[str] = set()
        self._deaf_until = 0.0
        self._page_ends = QTimer(self)
        self._page_ends.setSingleShot(True)
        self._page_ends.timeout.connect(self._time_is_up)
        self._hall: object = None
        station.pictureChanged.connect(self._picture_moved)
        station.linkChanged.connect(self.changed)

    @property
    def number_of_screen(self) -> int:
        """The screen it stands on, from 1; 0 for a window like any other."""
        return self._screen

    # Verbs, as of every rating device ----------------------------------------------------------------------------

    def ask(self, session: str, timeout_s: float) -> None:
        """Ask the visitor for a rating of ``session``; an earlier session that is still open ends as ``Timeout``."""
        if timeout_s <= 0:
            raise ValueError("timeout_s must be positive")
        self._end_session()
        self._session = _Session(session, self._staff, self._number, self._language, timeout_s)
        self._turn_to("asking", timeout_s)

    def cancel(self) -> None:
        """End the open session without an event; a visitor who was about to say why is asked no more."""
        self._session = None
        self._turn_to("")

    def thank(self) -> None:
        """Thank the visitor for a while."""
        self._turn_to("thanks", THANKS_MS / 1000)

    def show_stars(self, count: int) -> None:
        """Show the clerk's stars, 0 to 5; none where 0."""
        if not 0 <= count <= len(GRADES):
            raise ValueError(f"stars are 0 to {len(GRADES)}")
        self._stars = count
        self.changed.emit()

    def show_staff(self, window: int, staff: Staff) -> None:
        """Show where the panel stands, and who serves here from now on. An open question keeps whom it is about."""
        self._window, self._staff = window, staff
        self.changed.emit()

    def welcome(self, number: str = "", language: str = "") -> None:
        """A visitor is called or served: the number, and the language of the ticket."""
        self._number, self._language = number, language
        self._stand("welcome")

    def pause(self) -> None:
        """Service is suspended (暂停服务)."""
        self._stand("paused")

    def reset(self) -> None:
        """The window is open and nobody is there."""
        self._stand("idle")

    def shut(self) -> None:
        """The window is closed."""
        self._stand("closed")

    def close(self, *, wait: bool = True) -> None:
        """The device is taken away; an open question ends without a rating."""
        self._end_session()
        self._turn_to("")
        self._page_ends.stop()

    def shown(self, on: bool) -> None:
        """Whether the window stands on its screen: what is known of the device."""
        if on:
            self._tell_health(Health(LineState.UP, Presence.OK))
        else:
            fault = DeviceFault("panel_screen_missing", screen=self._screen)
            self._tell_health(Health(LineState.BACKOFF, Presence.DISCONNECTED, fault))

    # What a visitor does -----------------------------------------------------------------------------------------

    @Slot(int)
    def press(self, grade: int) -> None:
        """A face was touched. It counts once, at once, and cannot be taken back."""
        session = self._session
        if self._page != "asking" or session is None or session.rated or grade not in GRADES or self._bounces():
            return
        session.rated = True
        self._on_event(Rated(session.name, grade, grade))
        if grade in WORST_GRADES:
            self._turn_to("reasons", session.timeout_s)
        else:
            self.thank()

    @Slot(str)
    def choose(self, reason: str) -> None:
        """A reason was touched: chosen, or no longer."""
        if self._page != "reasons" or reason not in REASONS or self._bounces():
            return
        self._chosen ^= {reason}
        self.chosenChanged.emit()

    @Slot()
    def give(self) -> None:
        """The chosen reasons are given."""
        chosen: tuple[Reason, ...] = tuple(reason for reason in REASONS if reason in self._chosen)
        if self._page != "reasons" or self._session is None or not chosen or self._bounces():
            return
        self._on_event(Reasons(self._session.name, chosen))
        self.thank()

    @Slot()
    def skip(self) -> None:
        """The visitor does not want to answer: no rating, or a rating without reasons."""
        if self._bounces():
            return
        if self._page == "asking":
            self._end_session()
            self._turn_to("")
        elif self._page == "reasons":
            self.thank()

    # Inside ------------------------------------------------------------------------------------------------------

    def _bounces(self) -> bool:
        return self._monotonic() < self._deaf_until

    @Slot()
    def _picture_moved(self) -> None:
        # Most of what happens in a hall does not concern the panel, and nothing may stir under a finger.
        hall = self._station.picture.rules.hall if self._station.has_picture else None
        if hall != self._hall:
            self._hall = hall
            self.changed.emit()

    def _stand(self, rest: Rest) -> None:
        self._rest = rest
        self.changed.emit()

    def _turn_to(self, page: Literal["", "asking", "reasons", "thanks"], for_s: float = 0.0) -> None:
        self._page = page
        self._chosen.clear()
        self._deaf_until = self._monotonic() + BOUNCE_S
        self._page_ends.stop()
        if page:
            self._page_ends.start(round(for_s * 1000))
        self.chosenChanged.emit()
        self.changed.emit()

    @Slot()
    def _time_is_up(self) -> None:
        if self._page == "reasons":
            self.thank()
            return
        self._end_session()
        self._turn_to("")

    def _end_session(self) -> None:
        session, self._session = self._session, None
        if session is not None and not session.rated:
            self._on_event(Timeout(session.name))

    def _tell_health(self, health: Health) -> None:
        if (health.state, health.presence) != (self.health.state, self.health.presence):
            self.health = health
            self._on_event(health)

    # For QML -----------------------------------------------------------------------------------------------------

    def _stage(self) -> Stage:
        if self._page:
            return self._page
        if self._station.link.state is not LinkState.CURRENT or not self._station.has_picture:
            return "offline"
        return self._rest

    def _spoken(self) -> str:
        """Language of whoever stands before the panel, the hall's own where nobody does."""
        if self._page and self._session is not None:
            found = self._session.language
        else:
            found = self._language if self._stage() in ("welcome", "thanks") else ""
        return found or self._languages()[0]

    def _languages(self) -> tuple[str, ...]:
        return self._station.picture.rules.hall.languages if self._station.has_picture else i18n.LANGUAGES

    @Property(StationModel, constant=True)
    def station(self) -> StationModel:
        return self._station

    @Property(int, constant=True)
    def screen(self) -> int:
        """Number of the screen it stands on, from 1; 0 for a window like any other."""
        return self._screen

    @Property(str, notify=changed)
    def stage(self) -> str:
        """One of ``offline idle welcome paused closed asking reasons thanks``."""
        return self._stage()

    @Property(list, notify=changed)
    def languages(self) -> list[str]:
        """The hall's languages, the visitor's first."""
        spoken = self._spoken()
        return [spoken, *(language for language in self._languages() if language != spoken)]

    @Property(dict, constant=True)
    def texts(self) -> dict[str, dict[str, str]]:
        """Texts of the panel by bare name, then by language: ``texts.grade_5.en``."""
        return _texts()

    @Property(dict, notify=changed)
    def offline(self) -> dict[str, str]:
        """Since when the panel is not current, by language; empty texts where it never was."""
        since = self._station.link.since
        if since is None:
            return dict.fromkeys(self._languages(), "")
        at = f"{self._station.local_time(since):%H:%M}"
        return {code: i18n.text("panel.offline_since", code, time=at) for code in self._languages()}

    @Property(dict, notify=changed)
    def hallName(self) -> dict[str, str]:
        """The hall's name by language."""
        if not self._station.has_picture:
            return dict.fromkeys(self._languages(), "")
        name = self._station.picture.rules.hall.name
        return {language: name.get(language) for language in self._languages()}

    @Property(str, notify=changed)
    def window(self) -> str:
        return str(self._window or "–")

    @Property(str, notify=changed)
    def number(self) -> str:
        """The number called or served, or asked about."""
        return self._session.number if self._page and self._session is not None else self._number

    def _served_by(self) -> Staff:
        return self._session.staff if self._page and self._session is not None else self._staff

    @Property(str, notify=changed)
    def staff(self) -> str:
        """Staff number of who serves here, empty while nobody is signed in."""
        return self._served_by().number

    @Property(QUrl, notify=changed)
    def photo(self) -> QUrl:
        """The clerk's photograph, empty where there is none."""
        photo = self._served_by().photo
        return QUrl.fromLocalFile(str(photo)) if photo else QUrl()

    @Property(int, notify=changed)
    def stars(self) -> int:
        return self._stars

    @Property(list, constant=True)
    def order(self) -> list[int]:
        """The grades from left to right."""
        return list(self._order)

    @Property(list, constant=True)
    def reasons(self) -> list[str]:
        """Codes of the reasons, in their order."""
        return list(REASONS)

    @Property(list, notify=chosenChanged)
    def chosen(self) -> list[str]:
        """The reasons chosen so far."""
        return [reason for reason in REASONS if reason in self._chosen]


def _texts() -> dict[str, dict[str, str]]:
    names = [key.split(".", 1)[1] for key in i18n.keys("panel", i18n.LANGUAGES[0]) if key != "panel.offline_since"]
    return {name: {code: i18n.text(f"panel.{name}", code) for code in i18n.LANGUAGES} for name in names}

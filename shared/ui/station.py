"""What every screen knows: the picture of the hall, whether it is current, the language, the time of day.

A room's model derives from :class:`StationModel` and adds what its own pages show. QML reads properties and calls
slots; it decides nothing.

The first frame is drawn from this before anything of the hall is known, so what stands on the network and on the
checking of its words (commands, events, picture) is loaded by whoever needs it first, never by importing a model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from shared import i18n
from shared.clock import Clock, SystemClock
from shared.errors import Refusal, TinghaoError
from shared.messages import Answer, EntryArrived, LinkChanged, LinkState, Message, PictureArrived, Ticked, Unanswered
from shared.roles import Role
from shared.ui.bridge import Bridge

if TYPE_CHECKING:
    from concurrent.futures import Future

    from shared.commands import Command
    from shared.events import Entry
    from shared.picture import Picture

QML_IMPORT_NAME = "shared.ui"
QML_IMPORT_MAJOR_VERSION = 1


class Sender(Protocol):
    """What sends commands: the link, or another line with the same promise."""

    def send(self, command: Command, deadline_s: float = 10.0) -> Future[Answer]:
        """See :meth:`shared.link.Link.send`."""
        ...

    def exchange(self, path: str, body: Mapping[str, Any] | None = None) -> Future[dict[str, Any]]:
        """See :meth:`shared.link.Link.exchange`."""
        ...


@QmlElement
class StationModel(QObject):
    """Base of every screen's model.

    ``room`` names the domain of the room's texts. ``station`` is this machine's name in the settings. ``language`` fixes
    the language of the screen; without it that is the hall's first, and the house's first until the hall is known. The
    Qt thread alone may touch a model; threads speak to it through :attr:`bridge`.
    """

    pictureChanged = Signal()
    seqChanged = Signal()
    linkChanged = Signal()
    languageChanged = Signal()
    clockChanged = Signal()
    told = Signal(object)
    """A dict of plain values for whoever watches this station from outside (:mod:`shared.ui.remote`)."""

    def __init__(
        self,
        *,
        room: str,
        role: Role,
        station: str,
        language: str = "",
        clock: Clock | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.room, self.role, self.station = room, role, station
        self._picture: Picture | None = None
        self.bridge = Bridge(self)
        self.bridge.arrived.connect(self.receive)
        self._fixed_language = language
        self._language = language or i18n.LANGUAGES[0]
        self._halls_language = ""
        self._time = clock or SystemClock()
        self._link = LinkChanged(LinkState.SEARCHING)
        self._sender: Sender | None = None
        self._minute = QTimer(self)
        self._minute.setSingleShot(True)
        self._minute.timeout.connect(self._minute_passed)
        self._await_minute()

    # What subclasses add -----------------------------------------------------------------------------------------

    def on_picture(self) -> None:
        """The whole picture was replaced: at the start, after a long absence, with a new book."""

    def on_entry(self, entry: Entry, late: bool) -> None:
        """One entry was folded in. ``late``: it happened while this station was away, so show, do not speak."""

    def on_link(self) -> None:
        """The line to the hall changed (:attr:`link`)."""

    def on_language(self) -> None:
        """The language of the screen changed; anything said in it must be said anew."""

    def hex_logs(self) -> dict[str, list[str]]:
        """The last traffic with this station's devices by their addresses, oldest first, for support."""
        return {}

    def report(self) -> dict[str, Any]:
        """What this station stands at, as plain values: answer to ``{"state": true}``. Subclasses add theirs."""
        return {
            "role": self.role.value,
            "station": self.station,
            "hall": self.picture.hall,
            "seq": self.picture.seq,
            "link": self._link.state.value,
            "not_current": self._not_current_text(),
            "language": self._language,
        }

    # For subclasses and rooms ------------------------------------------------------------------------------------

    @property
    def link(self) -> LinkChanged:
        """The latest word about the line."""
        return self._link

    @property
    def has_picture(self) -> bool:
        """Whether the settings of a hall are known: before that nothing can be named."""
        return self._picture is not None and bool(self._picture.settings)

    @property
    def picture(self) -> Picture:
        """The hall as this station knows it; an empty one until the first arrives."""
        if self._picture is None:
            from shared.picture import Picture

            self._picture = Picture("", self.role)
        return self._picture

    @property
    def word_domains(self) -> tuple[str, ...]:
        """Domains of the texts that :attr:`words` holds; of two texts with one name the later domain's."""
        return ("common", self.room)

    @property
    def stands_at(self) -> int:
        """The sequence of the picture, 0 while there is none. From any thread."""
        return self._picture.seq if self._picture is not None else 0

    @property
    def code(self) -> str:
        """Language of the screen now (``zh-CN``, ``en``, ``ja``)."""
        return self._language

    @property
    def not_current(self) -> str:
        """Why and since when the screen is not current, in its language; empty when it is."""
        return self._not_current_text()

    def attach(self, sender: Sender) -> None:
        """Give the model its line for commands."""
        self._sender = sender

    def ask(
        self,
        command: Command,
        done: Callable[[Answer], None],
        failed: Callable[[TinghaoError], None],
        deadline_s: float = 10.0,
    ) -> None:
        """Send a command; its end comes in the Qt thread: an answer, a refusal, or ``Unanswered``."""
        if self._sender is None:
            self.bridge.call(lambda: failed(Unanswered("hall_away")))
            return
        try:
            future = self._sender.send(command, deadline_s)
        except RuntimeError:
            # The line's threads are shut down: this station is ending.
            self.bridge.call(lambda: failed(Unanswered("hall_away")))
            return
        self.bridge.watch(future, done, failed)

    def look_up(
        self, path: str, done: Callable[[dict[str, Any]], None], failed: Callable[[TinghaoError], None]
    ) -> None:
        """Ask the hall a question that changes nothing; its end comes in the Qt thread, as with :meth:`ask`."""
        if self._sender is None:
            self.bridge.call(lambda: failed(Unanswered("hall_away")))
            return
        try:
            future = self._sender.exchange(path)
        except RuntimeError:
            # The line's threads are shut down: this station is ending.
            self.bridge.call(lambda: failed(Unanswered("hall_away")))
            return
        self.bridge.watch(future, done, failed)

    def say(self, key: str, *, n: int | None = None, **params: object) -> str:
        """A text in the language of the screen; ``key`` with its domain, or a bare one of this room."""
        return i18n.text(key if "." in key else f"{self.room}.{key}", self._language, n=n, **params)

    def now(self) -> datetime:
        """What this machine's clock shows."""
        return self._time.now()

    def local_time(self, at: datetime) -> datetime:
        """``at`` in the hall's own zone, or this machine's while the hall is unknown."""
        return at.astimezone(self.picture.rules.hall.zone if self.has_picture else None)

    def set_language(self, language: str) -> None:
        """Let the screen speak another language of the house."""
        if language == self._language or language not in i18n.LANGUAGES:
            return
        self._language = language
        self.on_language()
        self.languageChanged.emit()
        self.linkChanged.emit()

    # Messages of the link ----------------------------------------------------------------------------------------

    @Slot(object)
    def receive(self, message: Message) -> None:
        """One message of the link, in the Qt thread, in order."""
        match message:
            case PictureArrived(picture=picture):
                self._picture = picture
                self._follow_halls_language()
                self.on_picture()
                self._moved()
                self.clockChanged.emit()
            case EntryArrived(entry=entry, late=late):
                from shared.fold import fold

                fold(self.picture, entry)
                if entry.event.type == "settings_changed":
                    self._follow_halls_language()
                    self.clockChanged.emit()
                self.on_entry(entry, late)
                self._moved()
            case Ticked(seq=seq):
                from shared.fold import tick

                tick(self.picture, seq)
                self.seqChanged.emit()
            case LinkChanged():
                self._link = message
                self.on_link()
                self.linkChanged.emit()

    def _follow_halls_language(self) -> None:
        """Speak the hall's first language once it is known, and whenever the settings name another."""
        before = self._halls_language
        if self.has_picture:
            self._halls_language = self.picture.rules.hall.languages[0]
        if not self._fixed_language and self._halls_language != before:
            self.set_language(self._halls_language)

    def _moved(self) -> None:
        self.pictureChanged.emit()
        # After everything shown has changed: a frame drawn from now on stands at this sequence.
        self.seqChanged.emit()

    # For QML -----------------------------------------------------------------------------------------------------

    @Property(int, notify=seqChanged)
    def seq(self) -> int:
        """The sequence the shown picture stands at."""
        return self.stands_at

    @Property(str, notify=linkChanged)
    def linkState(self) -> str:
        """One of ``searching connecting current lost refused``."""
        return self._link.state.value

    @Property(bool, notify=linkChanged)
    def current(self) -> bool:
        return self._link.state is LinkState.CURRENT

    @Property(str, notify=linkChanged)
    def notCurrentText(self) -> str:
        """Why and since when the screen is not current, in its language; empty when it is."""
        return self._not_current_text()

    @Property(str, notify=languageChanged)
    def language(self) -> str:
        return self._language

    @Property(dict, notify=languageChanged)
    def words(self) -> dict[str, str]:
        """All texts of the room and of ``common``, by bare name: ``model.words.choose_category``. Follows the language."""
        return _texts(self.word_domains, self._language)

    @Property(str, notify=pictureChanged)
    def hallName(self) -> str:
        """The hall's own (Chinese) name, empty while unknown."""
        return self.picture.rules.hall.name.zh if self.has_picture else ""

    @Property(bool, notify=pictureChanged)
    def hasPicture(self) -> bool:
        return self.has_picture

    @Property(str, notify=clockChanged)
    def clock(self) -> str:
        """Time of day in the hall, ``10:42``."""
        return f"{self.local_time(self._time.now()):%H:%M}"

    @Slot(str, result=str)
    def text(self, key: str) -> str:
        """A text by its whole key in the present language. Bindings use :attr:`words`, which follows the language."""
        return i18n.text(key, self._language)

    @Slot(str)
    def chooseLanguage(self, language: str) -> None:
        """A person chose a language on this screen."""
        self.set_language(language)

    # Inside ------------------------------------------------------------------------------------------------------

    def _not_current_text(self) -> str:
        state, since = self._link.state, self._link.since
        if state is LinkState.CURRENT:
            return ""
        if state is LinkState.REFUSED:
            try:
                return Refusal(self._link.why, role=self.role.value).detail(self._language)
            except (i18n.MissingTranslation, KeyError):
                # A refusal of a newer hall, or one whose places the line did not carry.
                return i18n.text("common.link_refused", self._language)
        if state is LinkState.LOST and since is not None:
            return i18n.text("common.link_lost_since", self._language, time=f"{self.local_time(since):%H:%M}")
        return i18n.text(f"common.link_{state.value}", self._language)

    @Slot()
    def _minute_passed(self) -> None:
        self.clockChanged.emit()
        self._await_minute()

    def _await_minute(self) -> None:
        now = self._time.now()
        self._minute.start(int((60 - now.second) * 1000 - now.microsecond / 1000) + 20)


@cache
def _texts(domains: tuple[str, ...], language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for domain in domains:
        if domain in i18n.domains():
            # Texts with a plural form are said by the model, which knows the number.
            for key in i18n.keys(domain, language):
                if i18n.has(key, language):
                    found[key.split(".", 1)[1]] = i18n.text(key, language)
    return found

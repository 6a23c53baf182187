"""The home page: the tiles, the languages, and whether a ticket can be had now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.opening import Notice, notice, opening, plain_notice
from kiosk.take import Times
from kiosk.tiles import ROLES, tiles
from kiosk.turning import timer
from shared import i18n
from shared.messages import LinkState
from shared.ui.rows import RowList
from shared.ui.station import StationModel

if TYPE_CHECKING:
    from shared.tickets import Language
    from shared.ui.waits import Waits

QML_IMPORT_NAME = "kiosk"
QML_IMPORT_MAJOR_VERSION = 1

OWN_NAMES: Final = {"zh-CN": "中文", "en": "English", "ja": "日本語"}
"""Each language by its own name, whatever the screen speaks."""
MOST_TILES: Final = 9
"""As many as the lower third holds, and as keys 1 to 9 reach; with more there are pages of one less, and a way on."""


@QmlElement
class Home(QObject):
    """What stands on the home page. ``language`` is the one that the screen was started with, empty for the hall's."""

    changed = Signal()

    def __init__(self, station: StationModel, times: Times, language: str) -> None:
        super().__init__(station)
        self._station, self._fixed = station, language
        self._offline = self._paging = False
        self._part, self._parts = 0, 1
        self._waits: Waits | None = None
        self._tiles = RowList((*ROLES, "place"), "code", self)
        self._languages = RowList(("code", "name"), "code", self)
        # The hours begin and end without a word of the hall.
        station.clockChanged.connect(self.changed)
        self._going_offline = timer(self, times.offline_s * times.second_ms, self._go_offline)
        self.settle()

    # What arrives ------------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Other settings."""
        self._languages.show([{"code": code, "name": OWN_NAMES[code]} for code in self.offered])

    def show(self) -> None:
        """Say it anew: another picture, another language."""
        station = self._station
        known = station.has_picture
        rows = tiles(station.picture, station.code, station.now(), self._waits) if known else []
        self._parts = -(-len(rows) // (MOST_TILES - 1)) if self._paging and len(rows) > MOST_TILES else 1
        self._part %= self._parts
        if self._parts > 1:
            rows = rows[self._part * (MOST_TILES - 1) :][: MOST_TILES - 1]
        self._tiles.show([{**row, "place": place} for place, row in enumerate(rows, 1)])
        self.changed.emit()

    def know_waits(self, waits: Waits | None) -> None:
        """How long people are going to wait, as the hall said last; None once that is too old. In the Qt thread."""
        self._waits = waits
        self.show()

    def page_tiles(self, paging: bool) -> None:
        """Whether more tiles than :data:`MOST_TILES` come page by page: for low hands, and for keys."""
        if paging != self._paging:
            self._paging, self._part = paging, 0
            self.show()

    @Slot()
    def more(self) -> None:
        """The tiles after these; after the last the first."""
        self._part += 1
        self.show()

    def link_changed(self) -> None:
        """A line that comes back soon leaves the categories on the screen."""
        if self._station.link.state is LinkState.CURRENT:
            self._going_offline.stop()
            self._offline = False
        elif not self._offline and not self._going_offline.isActive():
            self._going_offline.start()
        self.changed.emit()

    @Slot()
    def _go_offline(self) -> None:
        self._offline = True
        self.changed.emit()

    # For the model -----------------------------------------------------------------------------------------------

    @property
    def standing(self) -> str:
        """See :attr:`state`, for Python."""
        station = self._station
        if self._offline:
            return "offline"
        if not station.has_picture:
            return "starting"
        return opening(station.picture, station.local_time(station.now()))

    @property
    def offered(self) -> tuple[str, ...]:
        """Languages to choose from."""
        station = self._station
        return station.picture.rules.hall.languages if station.has_picture else i18n.LANGUAGES

    @property
    def own_language(self) -> str:
        """What the screen comes back to."""
        return self._fixed if self._fixed in self.offered else self.offered[0]

    @property
    def spoken(self) -> Language:
        """The language of the screen, for a ticket."""
        match self._station.code:
            case "en":
                return "en"
            case "ja":
                return "ja"
            case _:
                return "zh-CN"

    def report(self) -> dict[str, Any]:
        return {"home": self.standing, "tiles": self._tiles.rows, "note": self._note()._asdict()}

    def _note(self) -> Notice:
        station, standing = self._station, self.standing
        if standing == "ready":
            return Notice("")
        if not station.has_picture:
            # Nothing is loaded for words that every start shows: the first frame waits for them.
            return plain_notice(standing, station.code)
        return notice(standing, station.picture, station.local_time(station.now()), station.code)

    # For QML -----------------------------------------------------------------------------------------------------

    @Property(str, notify=changed)
    def state(self) -> str:
        """One of ``ready starting offline closed rest shut empty``."""
        return self.standing

    @Property(str, notify=changed)
    def noteHeading(self) -> str:
        """What the page says where there are no tiles; empty where there are."""
        return self._note().heading

    @Property(str, notify=changed)
    def noteDetail(self) -> str:
        return self._note().detail

    @Property(str, notify=changed)
    def noteRemedy(self) -> str:
        return self._note().remedy

    @Property(str, notify=changed)
    def beneath(self) -> str:
        """The hall's name in a second language, for beneath the Chinese."""
        station = self._station
        if not station.has_picture:
            return ""
        name = station.picture.rules.hall.name
        return name.get(station.code if station.code != "zh-CN" else "en").replace(name.zh, "")

    @Property(bool, notify=changed)
    def paged(self) -> bool:
        """There are more tiles than these."""
        return self._parts > 1

    @Property(str, notify=changed)
    def moreText(self) -> str:
        """``更多 1/3``."""
        return self._station.say("more_tiles", page=self._part + 1, pages=self._parts)

    @Property(RowList, constant=True)
    def tiles(self) -> RowList:
        return self._tiles

    @Property(RowList, constant=True)
    def languages(self) -> RowList:
        return self._languages

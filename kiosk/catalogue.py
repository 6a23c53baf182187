"""The find page's model: the hall's catalogue of items, searched letter by letter, some rows at a time.

Without anything typed the common items stand there. Pinyin comes late, from a process of its own
(:mod:`kiosk.spelling`); until then names, words and codes are found.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.tiles import names
from shared.log import Log
from shared.ui.rows import RowList
from shared.ui.station import StationModel

if TYPE_CHECKING:
    from shared.item_search import Index
    from shared.items import Item

QML_IMPORT_NAME = "kiosk"
QML_IMPORT_MAJOR_VERSION = 1

LONGEST: Final = 24
"""Letters that are kept of what is typed."""
ROLES: Final = ("code", "category", "colourIndex", "name", "nameLanguage", "beneath", "beneathLanguage", "note")
_SPELL_AFTER_MS: Final = 3000
"""The first visitor's ticket comes before the dictionary."""

log = Log(__name__)


@QmlElement
class Catalogue(QObject):
    """What is typed, and the items that fit."""

    changed = Signal()

    def __init__(self, station: StationModel) -> None:
        super().__init__(station)
        self._station = station
        self._rows = RowList(ROLES, "code", self)
        self._shown = 6
        self._query = ""
        self._page = 0
        self._found: list[str] = []
        self._items: tuple[Item, ...] = ()
        self._index: Index | None = None
        self._spelled: dict[str, list[str]] | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SPELL_AFTER_MS)
        self._soon.timeout.connect(self._spell)
        station.languageChanged.connect(self._show)

    def settle(self, items: tuple[Item, ...]) -> None:
        """Use the items of these settings."""
        if items == self._items:
            return
        self._items, self._index, self._spelled = items, None, None
        if items:
            self._soon.start()
        self._search()

    def opened(self, shown: int) -> None:
        """The page is shown anew, with so many rows at a time."""
        self._query, self._shown = "", shown
        if self._soon.isActive():
            self._soon.stop()
            self._spell()
        self._search()

    def rows_fit(self, shown: int) -> None:
        """The page has room for so many rows now."""
        self._shown, self._page = shown, 0
        self._show()

    @property
    def spelled(self) -> bool:
        """Whether pinyin finds items already."""
        return self._spelled is not None

    def report(self) -> dict[str, Any]:
        return {"query": self._query, "found": [row["code"] for row in self._rows.rows], "spelled": self.spelled}

    # What the visitor does ---------------------------------------------------------------------------------------

    @Slot(str)
    def type(self, letters: str) -> None:
        """Letters, digits or characters are added to what was typed."""
        self._ask(self._query + "".join(c for c in letters if c.isalnum()))

    @Slot()
    def erase(self) -> None:
        """The last letter goes."""
        self._ask(self._query[:-1])

    @Slot()
    def clear(self) -> None:
        self._ask("")

    @Slot()
    def back(self) -> None:
        """The rows before."""
        self._page = max(0, self._page - 1)
        self._show()

    @Slot()
    def on(self) -> None:
        """The rows after."""
        self._page = min(self._pages() - 1, self._page + 1)
        self._show()

    def _ask(self, query: str) -> None:
        if len(query) <= LONGEST:
            self._query = query
            self._search()

    # The search --------------------------------------------------------------------------------------------------

    def _search(self) -> None:
        from shared.item_search import Index

        if self._index is None:
            self._index = Index(self._items, self._spelled or {})
        self._found = self._index.find(self._query) if self._query else self._common()
        self._page = 0
        self._show()

    def _common(self) -> list[str]:
        """What is shown before anything is typed: the common items, then the rest."""
        return [item.code for item in sorted(self._items, key=lambda item: not item.common)]

    def _pages(self) -> int:
        return max(1, -(-len(self._found) // self._shown))

    @Slot()
    def _show(self) -> None:
        if not self._station.has_picture:
            return
        by_code = {item.code: item for item in self._items}
        first = self._page * self._shown
        self._rows.show([self._row(by_code[code]) for code in self._found[first : first + self._shown]])
        self.changed.emit()

    def _row(self, item: Item) -> dict[str, Any]:
        codes = [category.code for category in self._station.picture.rules.categories]
        return {
            "code": item.code,
            "category": item.category,
            "colourIndex": codes.index(item.category),
            **names(item.name, self._station.code),
            "note": self._station.say("no_visit_short") if item.visits == 0 else "",
        }

    # Pinyin ------------------------------------------------------------------------------------------------------

    @Slot()
    def _spell(self) -> None:
        items, bridge = self._items, self._station.bridge

        def work() -> None:
            from subprocess import SubprocessError

            from kiosk.spelling import spell

            wanted = [item.name.zh for item in items]
            try:
                found = dict(zip(wanted, spell(wanted), strict=True))
            except (OSError, SubprocessError, ValueError) as error:
                log.warning("no_pinyin", why=str(error))
                return
            bridge.call(lambda: self._heard(items, found))

        threading.Thread(target=work, name="spelling", daemon=True).start()

    def _heard(self, items: tuple[Item, ...], spelled: dict[str, list[str]]) -> None:
        if items is not self._items:
            return
        page = self._page
        self._spelled, self._index = spelled, None
        self._search()
        self._page = min(page, self._pages() - 1)
        self._show()

    # For QML -----------------------------------------------------------------------------------------------------

    @Property(RowList, constant=True)
    def rows(self) -> RowList:
        """The items shown."""
        return self._rows

    @Property(bool, notify=changed)
    def offered(self) -> bool:
        """Whether the hall has a catalogue."""
        return bool(self._items)

    @Property(str, notify=changed)
    def query(self) -> str:
        return self._query

    @Property(str, notify=changed)
    def heading(self) -> str:
        """What the rows are: the common items, or how many were found."""
        if not self._query:
            return self._station.say("find_common")
        return self._station.say("find_count", n=len(self._found)) if self._found else self._station.say("find_none")

    @Property(bool, notify=changed)
    def nothing(self) -> bool:
        return bool(self._query) and not self._found

    @Property(bool, notify=changed)
    def more(self) -> bool:
        """There are rows after these."""
        return self._page < self._pages() - 1

    @Property(bool, notify=changed)
    def less(self) -> bool:
        """There are rows before these."""
        return self._page > 0

    @Property(int, notify=changed)
    def shown(self) -> int:
        """How many rows are shown at most."""
        return self._shown

"""The item page's model: what an item takes, before any ticket is taken.

Steps: ``papers`` (do you have these?) → ticket | ``partly`` (what may follow later) | ``none`` (the list, printed), and
``novisit`` where nobody has to come. From every step a ticket can be had: a guide is never in the way of one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from drivers.printers.paper import Paper
from kiosk.tiles import names
from shared.errors import TinghaoError
from shared.ui.rows import RowList
from shared.ui.station import StationModel

if TYPE_CHECKING:
    from shared.items import Item, Material
    from shared.tickets import Party

QML_IMPORT_NAME = "kiosk"
QML_IMPORT_MAJOR_VERSION = 1

NO_NAME: Final = {"name": "", "nameLanguage": "zh-CN", "beneath": "", "beneathLanguage": "en"}


@QmlElement
class Guide(QObject):
    """One item on the screen. ``take`` takes a ticket for item and party; ``paper`` prints the list."""

    changed = Signal()

    def __init__(self, station: StationModel, paper: Paper, take: Callable[[Item, Party], None]) -> None:
        super().__init__(station)
        self._station, self._paper, self._take = station, paper, take
        self._item: Item | None = None
        self._party: Party = "person"
        self._step = "papers"
        self._printing = ""
        self._papers = RowList(("place", "name", "about", "mark", "later"), "place", self)
        station.languageChanged.connect(self._show)

    @property
    def item(self) -> Item | None:
        """The item on the screen."""
        return self._item

    def open(self, item: Item) -> None:
        """Show this item from its beginning."""
        self._item, self._party = item, item.parties[0]
        self._step = "novisit" if item.visits == 0 else "papers"
        self._printing = ""
        self._show()

    def leave(self) -> None:
        """Nobody looks at it any more."""
        self._item = None

    def report(self) -> dict[str, Any]:
        item = self._item
        return {"item": item.code if item else None, "step": self._step, "party": self._party, "list": self._printing}

    # What the visitor does ---------------------------------------------------------------------------------------

    @Slot(str)
    def comeAs(self, party: str) -> None:
        """As a person or for an enterprise."""
        self._party = "enterprise" if party == "enterprise" else "person"
        self._show()

    @Slot()
    def takeTicket(self) -> None:
        """A ticket for this item, whatever papers there are."""
        if self._item is not None:
            self._take(self._item, self._party)

    @Slot()
    def havePart(self) -> None:
        self._go("partly")

    @Slot()
    def haveNone(self) -> None:
        self._go("none")

    @Slot(result=bool)
    def stepBack(self) -> bool:
        """One step back; False where this was the first."""
        if self._step in ("partly", "none"):
            self._go("papers" if self._item and self._item.visits else "novisit")
            return True
        return False

    @Slot()
    def printList(self) -> None:
        """The papers on paper. It uses no number."""
        item = self._item
        if item is None or self._printing == "printing":
            return
        from kiosk.lists import list_of

        self._say("printing")
        listed = list_of(item, self._party, self._station.picture.rules, self._station.code)
        self._station.bridge.watch(
            self._paper.print(listed), lambda _: self._printed(item, "printed"), lambda fault: self._failed(item, fault)
        )

    def _failed(self, item: Item, _: TinghaoError) -> None:
        self._printed(item, "failed")

    def _printed(self, item: Item, how: str) -> None:
        self._station.told.emit({"told": f"list_{how}", "item": item.code})
        if item is self._item:
            self._say(how)

    def _say(self, how: str) -> None:
        self._printing = how
        self.changed.emit()

    def _go(self, step: str) -> None:
        self._step = step
        self._show()

    # What is shown -----------------------------------------------------------------------------------------------

    @Slot()
    def _show(self) -> None:
        if self._item is not None:
            papers = self._item.papers(self._party)
            shown = [paper for paper in papers if paper.later] if self._step == "partly" else list(papers)
            self._papers.show([self._row(place, paper) for place, paper in enumerate(shown, 1)])
        self.changed.emit()

    def _row(self, place: int, paper: Material) -> dict[str, Any]:
        say = self._station.say
        return {
            "place": place,
            "name": paper.name.get(self._station.code),
            "about": say("paper_copies", n=paper.copies) if paper.copies else "",
            "mark": say("paper_later") if paper.later else say("paper_needed"),
            "later": paper.later,
        }

    # For QML -----------------------------------------------------------------------------------------------------

    def _names(self) -> dict[str, str]:
        return names(self._item.name, self._station.code) if self._item else NO_NAME

    @Property(str, notify=changed)
    def step(self) -> str:
        """One of ``papers partly none novisit``."""
        return self._step

    @Property(str, notify=changed)
    def code(self) -> str:
        return self._item.code if self._item else ""

    @Property(str, notify=changed)
    def category(self) -> str:
        return self._item.category if self._item else ""

    @Property(int, notify=changed)
    def colourIndex(self) -> int:
        if self._item is None:
            return 0
        return [category.code for category in self._station.picture.rules.categories].index(self._item.category)

    @Property(str, notify=changed)
    def name(self) -> str:
        return self._names()["name"]

    @Property(str, notify=changed)
    def nameLanguage(self) -> str:
        return self._names()["nameLanguage"]

    @Property(str, notify=changed)
    def beneath(self) -> str:
        return self._names()["beneath"]

    @Property(str, notify=changed)
    def beneathLanguage(self) -> str:
        return self._names()["beneathLanguage"]

    @Property(str, notify=changed)
    def facts(self) -> str:
        """How often one has to come and how long it takes."""
        item = self._item
        if item is None or item.visits == 0:
            return ""
        say = self._station.say
        return "  ·  ".join((say("item_visits", n=item.visits), say("item_minutes", n=item.service_min)))

    @Property(str, notify=changed)
    def reason(self) -> str:
        """Why nobody has to come, and where it is done instead."""
        item = self._item
        return item.no_visit.get(self._station.code) if item and item.no_visit else ""

    @Property(bool, notify=changed)
    def asksParty(self) -> bool:
        """Whether persons and enterprises may both come."""
        return self._item is not None and len(self._item.parties) > 1

    @Property(str, notify=changed)
    def party(self) -> str:
        return self._party

    @Property(RowList, constant=True)
    def papers(self) -> RowList:
        """The papers of this step: rows of ``place name about mark later``."""
        return self._papers

    @Property(bool, notify=changed)
    def someLater(self) -> bool:
        """Whether any paper may follow later."""
        return self._item is not None and any(paper.later for paper in self._item.papers(self._party))

    @Property(str, notify=changed)
    def printing(self) -> str:
        """What became of the list: empty, ``printing``, ``printed`` or ``failed``."""
        return self._printing

"""What a visitor says of themselves before a ticket: to collect (取件), to bring missing papers (补件), a priority claim
(优先), an interpreter (翻译、手语). A claim counts provisionally; a person checks it when the number is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from shared.ui.rows import RowList
from shared.ui.station import StationModel

if TYPE_CHECKING:
    from shared.settings import Settings
    from shared.tickets import Purpose

QML_IMPORT_NAME = "kiosk"
QML_IMPORT_MAJOR_VERSION = 1

MOST_LANGUAGES: Final = 3
"""Languages that fit the page beside four priority classes, also in the low mode."""


def interpreted(settings: Settings) -> list[str]:
    """Languages for which an interpreter may be asked: none that the screen speaks, for its language says it already."""
    spoken = dict.fromkeys(tag for one in settings.interpreters for tag in one.languages)
    return [tag for tag in spoken if tag not in settings.hall.languages][:MOST_LANGUAGES]


@QmlElement
class Wish(QObject):
    """For the next ticket only."""

    changed = Signal()

    def __init__(self, station: StationModel) -> None:
        super().__init__(station)
        self._station = station
        self.purpose: Purpose = "application"
        self.priority: str | None = None
        self.interpreter: str | None = None
        """Language for which an interpreter is asked."""
        self._rows = RowList(("code", "name", "isChosen"), "code", self)
        station.languageChanged.connect(self.show)

    @property
    def said(self) -> bool:
        """Whether anything was said."""
        return self.purpose != "application" or self.priority is not None or self.interpreter is not None

    def reset(self) -> None:
        """Nothing was said."""
        self.purpose, self.priority, self.interpreter = "application", None, None
        self.show()

    @Slot()
    def show(self) -> None:
        """Say it anew: other settings, another language, another choice."""
        if not self._station.has_picture:
            return
        from shared.why import language_name  # Known by now, and not before the first frame.

        classes = self._station.picture.rules.policies.priority.classes
        if self.priority is not None and self.priority not in [one.code for one in classes]:
            self.priority = None
        languages = interpreted(self._station.picture.rules)
        if self.interpreter not in languages:
            self.interpreter = None
        say, language = self._station.say, self._station.code
        rows = [
            {"code": "collection", "name": say("wish_collection"), "isChosen": self.purpose == "collection"},
            {"code": "make_up", "name": say("wish_make_up"), "isChosen": self.purpose == "make_up"},
        ]
        rows += [
            {"code": f"priority.{one.code}", "name": one.name.get(language), "isChosen": self.priority == one.code}
            for one in classes
        ]
        rows += [
            {
                "code": f"interpreter.{tag}",
                "name": say("wish_interpreter", speaks=language_name(tag, language)),
                "isChosen": self.interpreter == tag,
            }
            for tag in languages
        ]
        self._rows.show(rows)
        self.changed.emit()

    def report(self) -> dict[str, Any]:
        return {"purpose": self.purpose, "priority": self.priority, "interpreter": self.interpreter}

    @Slot(str)
    def choose(self, code: str) -> None:
        """Say it, or take it back."""
        if code.startswith("priority."):
            named = code.removeprefix("priority.")
            self.priority = None if self.priority == named else named
        elif code.startswith("interpreter."):
            tag = code.removeprefix("interpreter.")
            self.interpreter = None if self.interpreter == tag else tag
        elif code in ("collection", "make_up"):
            purpose: Purpose = "collection" if code == "collection" else "make_up"
            self.purpose = "application" if self.purpose == purpose else purpose
        self.show()

    @Property(RowList, constant=True)
    def rows(self) -> RowList:
        """What may be said: rows of ``code name isChosen``."""
        return self._rows

    @Property(str, notify=changed)
    def saidText(self) -> str:
        """What was said, for the home page; empty where nothing was."""
        return "  ·  ".join(row["name"] for row in self._rows.rows if row["isChosen"])

    @Property(bool, notify=changed)
    def claims(self) -> bool:
        """Whether a priority is claimed, so that a person will check it."""
        return self.priority is not None

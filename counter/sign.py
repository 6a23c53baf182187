"""The window's boards as the clerk's screen shows them: how they stand, and what to do when one does not work."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from counter.board import BoardDesk, Heard, board_places
from counter.desk import Desk
from drivers.boards.device import Event
from drivers.lines import Lines
from shared import i18n
from shared.ui.station import StationModel

QML_IMPORT_NAME = "counter"
QML_IMPORT_MAJOR_VERSION = 1

_MARKS: Final = {"absent": "doubt", "unknown": "doubt", "opening": "doubt", "ok": "go", "lost": "off", "error": "fault"}


@QmlElement
class Sign(QObject):
    """The boards over the window."""

    changed = Signal()

    def __init__(self, station: StationModel, lines: Lines) -> None:
        super().__init__(station)
        self._station = station
        self._last: Desk | None = None
        bridge = station.bridge
        self._boards = BoardDesk(lambda opened, event: bridge.call(lambda: self._heard(opened, event)), lines)

    def show(self, desk: Desk | None) -> None:
        """The window or the settings changed."""
        if desk is not None:
            self._last = Desk(window=desk.window, categories=desk.categories)
        if self._station.has_picture:
            rules = self._station.picture.rules
            self._boards.use(board_places(rules, self._station.station))
            self._boards.show(desk, rules)
        self.changed.emit()

    @property
    def heard_of(self) -> tuple[Heard, ...]:
        """How each board stands, in the order of the settings."""
        return self._boards.heard_of

    def report(self) -> dict[str, Any]:
        """How the boards stand, for whoever watches the station from outside."""
        return {"board": self._boards.name, "board_shows": list(self._boards.shown)}

    def close(self) -> None:
        """Leave the lines; the boards say that the window is closed."""
        if self._last is not None and self._station.has_picture:
            self._boards.say_last(self._last, self._station.picture.rules)
        self._boards.close()

    def _heard(self, opened: int, event: Event) -> None:
        if self._boards.heard(opened, event):
            self.changed.emit()

    # For QML -----------------------------------------------------------------------------------------------------

    @Property(str, notify=changed)
    def health(self) -> str:
        """One of ``absent unknown ok opening lost error``."""
        return self._boards.name

    @Property(bool, notify=changed)
    def troubled(self) -> bool:
        """Whether somebody should look after a board."""
        return self._boards.fault is not None

    @Property(str, notify=changed)
    def healthText(self) -> str:
        name = self._boards.name
        said = i18n.text(f"counter.pad_{name}", self._station.code)
        return f"{i18n.text('counter.board_title', self._station.code)} {said}"

    @Property(str, notify=changed)
    def mark(self) -> str:
        """Shape of the boards' state (``Mark.qml``)."""
        return _MARKS[self._boards.name]

    @Property(str, notify=changed)
    def faultText(self) -> str:
        """What is wrong and what to do, empty when nothing is known to be wrong."""
        fault, language = self._boards.fault, self._station.code
        return f"{fault.detail(language)} {fault.remedy(language)}" if fault else ""

"""Puts the rating panel on its screen, takes it away, and says whether it stands there: screens are plugged and pulled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QScreen
from PySide6.QtQuick import QQuickWindow

from counter.pad import Pad
from shared.ui.app import Stage, application

SIZE: Final = (1280, 800)
NAME: Final = "panel"
"""What the remote hand calls this window."""


class PanelWindow(QObject):
    """The window of a station's rating panel, open while there is a panel and its screen is there."""

    def __init__(self, pad: Pad) -> None:
        super().__init__()
        self._pad = pad
        self._stage: Stage | None = None
        self._screen: QScreen | None = None
        app = application()
        app.screenAdded.connect(self._look)
        app.screenRemoved.connect(self._removed)
        pad.panelChanged.connect(self._renew)
        self._look()

    def windows(self) -> Mapping[str, QQuickWindow]:
        """The window, where it is open, by its name."""
        return {NAME: self._stage.window} if self._stage else {}

    def close(self) -> None:
        """Take the window away for good."""
        app = application()
        app.screenAdded.disconnect(self._look)
        app.screenRemoved.disconnect(self._removed)
        self._pad.panelChanged.disconnect(self._renew)
        self._take_away()

    def _renew(self) -> None:
        self._take_away()
        self._look()

    def _look(self, _added: QScreen | None = None) -> None:
        panel = self._pad.panel
        if panel is None or self._stage is not None:
            return
        number = panel.number_of_screen
        screens = application().screens()
        if number > len(screens):
            panel.shown(False)
            return
        self._screen = screens[number - 1] if number else None
        self._stage = Stage(
            "counter", panel, SIZE, fullscreen=number > 0, page="Panel", screen=self._screen, keyboard=False
        )
        panel.shown(True)

    def _removed(self, screen: QScreen) -> None:
        if screen is self._screen or screen == self._screen:
            self._take_away()
            self._look()

    def _take_away(self) -> None:
        stage, self._stage, self._screen = self._stage, None, None
        if stage is not None:
            stage.close()

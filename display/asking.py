"""Asks the hall how long people wait, while the display shows it: every few seconds, whatever is called meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer

from display.model import DisplayModel
from display.waits import waits_of
from shared.errors import TinghaoError
from shared.messages import LinkState
from shared.ui.proof import Exchange

EVERY_S: Final = 10.0
MISSES: Final = 3
"""After so many questions without an answer the waits are no longer known."""


class AskWaits(QObject):
    """Keeps an overview's waits true. ``line`` is asked anew each time."""

    def __init__(self, model: DisplayModel, line: Callable[[], Exchange | None], every_s: float = EVERY_S) -> None:
        super().__init__()
        self._model, self._line = model, line
        self._missed = 0
        self._known = False
        self._under_way = False
        self._timer = QTimer(self)
        self._timer.setInterval(round(every_s * 1000))
        self._timer.timeout.connect(self._ask)
        # At once when the line is up or the settings make an overview of it.
        model.linkChanged.connect(self._begin)
        model.placeChanged.connect(self._begin)

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _begin(self) -> None:
        if not self._known:
            self._ask()

    def _ask(self) -> None:
        if self._model.place.layout != "overview" or self._under_way:
            return
        line = self._line()
        if line is None or self._model.link.state is not LinkState.CURRENT:
            self._failed(None)
            return
        try:
            future = line.exchange("/api/v1/waits")
        except RuntimeError:
            return  # The line's threads are shut down: this display is ending.
        self._under_way = True
        self._model.bridge.watch(future, self._answered, self._failed)

    def _answered(self, answer: dict[str, Any]) -> None:
        self._under_way, self._known, self._missed = False, True, 0
        self._model.know_waits(waits_of(answer))

    def _failed(self, _: TinghaoError | None) -> None:
        self._under_way = False
        self._missed += 1
        if self._known and self._missed >= MISSES:
            self._known = False
            self._model.know_waits(None)

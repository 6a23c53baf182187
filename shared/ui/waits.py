"""Asks the hall how long people wait, while a station shows it: every few seconds, whatever is called meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer

from shared.errors import TinghaoError
from shared.messages import LinkState
from shared.ui.station import StationModel

if TYPE_CHECKING:
    from shared.ui.proof import Exchange

EVERY_S: Final = 10.0
MISSES: Final = 3
"""After so many questions without an answer the waits are no longer known."""

Waits = Mapping[str, Mapping[str, Any]]
"""The rows of ``GET /api/v1/waits``, by category."""


class AskWaits(QObject):
    """Keeps a station's waits true while it ``wants`` them. ``line`` is asked anew each time; ``know`` is told in the
    Qt thread, with None once the last answer is too old."""

    def __init__(
        self,
        model: StationModel,
        line: Callable[[], Exchange | None],
        know: Callable[[Waits | None], None],
        wants: Callable[[], bool],
        every_s: float = EVERY_S,
    ) -> None:
        super().__init__()
        self._model, self._line, self._know, self._wants = model, line, know, wants
        self._missed = 0
        self._known = False
        self._under_way = False
        self._timer = QTimer(self)
        self._timer.setInterval(round(every_s * 1000))
        self._timer.timeout.connect(self._ask)
        model.linkChanged.connect(self.begin)

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def begin(self) -> None:
        """Ask at once where nothing is known: the line is up, or the station has come to want it."""
        if not self._known:
            self._ask()

    def _ask(self) -> None:
        if not self._wants() or self._under_way:
            return
        line = self._line()
        if line is None or self._model.link.state is not LinkState.CURRENT:
            self._failed(None)
            return
        try:
            future = line.exchange("/api/v1/waits")
        except RuntimeError:
            return  # The line's threads are shut down: this station is ending.
        self._under_way = True
        self._model.bridge.watch(future, self._answered, self._failed)

    def _answered(self, answer: dict[str, Any]) -> None:
        self._under_way, self._known, self._missed = False, True, 0
        self._know({row["category"]: row for row in answer["categories"]})

    def _failed(self, _: TinghaoError | None) -> None:
        self._under_way = False
        self._missed += 1
        if self._known and self._missed >= MISSES:
            self._known = False
            self._know(None)

"""An overview asks the hall how long people wait."""

from __future__ import annotations

from collections.abc import Callable

from display.model import DisplayModel
from display.waits import waits_of
from shared.ui.proof import Exchange
from shared.ui.waits import EVERY_S, AskWaits, Waits


def ask_waits(model: DisplayModel, line: Callable[[], Exchange | None], every_s: float = EVERY_S) -> AskWaits:
    """Keeps the waits of the display true while it is an overview."""

    def know(waits: Waits | None) -> None:
        model.know_waits(waits_of(waits) if waits is not None else None)

    asking = AskWaits(model, line, know, lambda: model.place.layout == "overview", every_s)
    model.placeChanged.connect(asking.begin)  # The settings make an overview of it.
    return asking

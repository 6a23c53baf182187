"""Objects that QML holds keep the type it knows them by, whatever is connected to them.

A signal connected to a method that is no Slot gives its object a type of its own, made at run time and freed with it.
The QML engine remembers types by their address: later, another object is taken for it, and its properties and slots are
not found.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject

from display.model import DisplayModel
from kiosk.model import KioskModel
from shared.ui.app import application
from shared.ui.station import StationModel
from tests.stations.counter_desk import desk
from tests.stations.enquiry_scene import enquiry
from tests.stations.memory_hall import MemoryHall

_ROOMS = ("kiosk", "counter", "display", "shared")


def changed_types(model: StationModel, least: int) -> set[str]:
    """Names of the types of which an object of this model is one no more; it has at least so many objects."""
    ours = [model, *(one for one in model.findChildren(QObject) if type(one).__module__.startswith(_ROOMS))]
    assert len(ours) >= least
    return {
        type(one).__name__ for one in ours if one.metaObject().methodCount() != type(one).staticMetaObject.methodCount()
    }


def test_the_stations_objects_keep_the_types_that_qml_knows(
    qtbot: Any, memory_hall: MemoryHall, at_ten: Callable[..., DisplayModel]
) -> None:
    """All in one test: with an object Qt's binding takes away what it gave out of its type, and asks no second time."""
    application()
    kiosk = KioskModel(station="kiosk-1")
    memory_hall.line(kiosk)
    memory_hall.follow(kiosk)
    qtbot.waitUntil(lambda: kiosk.report()["home"] == "ready")
    counter = desk(qtbot, rating="screen://0", waiting="A")  # With the house's own panel, and somebody at the window.
    counter.press("next")
    qtbot.waitUntil(lambda: counter.state["phase"] == "called")
    asked = enquiry(qtbot)
    for row in asked.model.tabs.rows:
        asked.model.open(row["name"])
    board = at_ten()
    board.report_devices()
    memory_hall.follow(board)
    qtbot.waitUntil(lambda: board.has_picture)
    try:
        assert counter.model.rating.panel is not None
        assert changed_types(kiosk, 11) == set()
        assert changed_types(counter.model, 9) == set()
        assert changed_types(asked.model, 12) == set()
        assert changed_types(board, 8) == set()
    finally:
        for model in (kiosk, counter.model, asked.model):
            model.close()

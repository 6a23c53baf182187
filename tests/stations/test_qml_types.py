"""Objects that QML holds keep the type it knows them by, whatever is connected to them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject

from kiosk.model import KioskModel
from shared.ui.app import application
from tests.stations.memory_hall import MemoryHall


def test_a_kiosks_objects_keep_the_type_that_qml_knows(qtbot: Any, memory_hall: MemoryHall) -> None:
    """A signal connected to a method that is no Slot gives its object a type of its own, made at run time and freed with
    it. The QML engine remembers types by their address: later, another object is taken for it, and its properties and
    slots are not found."""
    application()
    kiosk = KioskModel(station="kiosk-1")
    memory_hall.line(kiosk)
    memory_hall.follow(kiosk)
    qtbot.waitUntil(lambda: kiosk.report()["home"] == "ready")
    try:
        ours = [
            kiosk,
            *(one for one in kiosk.findChildren(QObject) if type(one).__module__.startswith(("kiosk", "shared"))),
        ]
        assert len(ours) > 10
        changed = {
            type(one).__name__
            for one in ours
            if one.metaObject().methodCount() != type(one).staticMetaObject.methodCount()
        }
        assert changed == set()
    finally:
        kiosk.close()

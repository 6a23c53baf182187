"""The counter's keys that work anywhere: which ones this station has, and what is said where they do not work.

They are on unless the settings or the command line turn them off: a clerk types in another program most of the day, and
"next" by one key is the first thing that is wanted of a counter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from counter.actions import KEYS, Action
from counter.faults import CounterFault
from counter.hotkeys import Failed, Heard, Held, Listen, Listener, Said
from shared.hotkeys import Combo, Hotkeys, combo
from shared.ui.station import StationModel

QML_IMPORT_NAME = "counter"
QML_IMPORT_MAJOR_VERSION = 1

ACTIONS: Final = (Action.NEXT, Action.RECALL)
OFF: Final = "off"
"""What is said on the command line for no key."""


@QmlElement
class Anywhere(QObject):
    """``given`` are the keys of the command line by action, None where the settings decide; ``listen`` is the system's
    way, None where no other program has a keyboard. ``pressed`` gets action and key, ``told`` each fault once."""

    changed = Signal()

    def __init__(
        self,
        station: StationModel,
        given: Mapping[str, str | None],
        listen: Listen | None,
        pressed: Callable[[Action, str], None],
        told: Callable[[CounterFault], None],
    ) -> None:
        super().__init__(station)
        self._station, self._given, self._listen = station, given, listen
        self._pressed, self._told = pressed, told
        self._listener: Listener | None = None
        self._begun = 0
        self._keys: Mapping[str, Combo] | None = None
        self._held: dict[str, str] = {}
        self._faults: dict[str, CounterFault] = {}

    def show(self) -> None:
        """The settings are known, or changed."""
        if not self._station.has_picture:
            return
        wanted, fault = self._wanted()
        if wanted == self._keys:
            return
        self.close()
        self._keys = wanted
        if fault is not None:
            self._failed("", fault)
        elif wanted and self._listen is not None:
            begun = self._begun
            bridge = self._station.bridge
            self._listener = self._listen(wanted, lambda said: bridge.call(lambda: self._heard(begun, said)))
        elif any(self._given.values()) and wanted:
            self._failed("", CounterFault("hotkeys_nowhere"))
        self.changed.emit()

    def close(self) -> None:
        """Give the keys back."""
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.close()
        self._begun += 1
        self._held, self._faults, self._keys = {}, {}, None

    def report(self) -> dict[str, Any]:
        """Which keys are held, for whoever watches the station from outside."""
        faults = {name or "all": fault.code for name, fault in self._faults.items()}
        return {"hotkeys": dict(self._held), "hotkey_faults": faults}

    def _wanted(self) -> tuple[Mapping[str, Combo], CounterFault | None]:
        place = self._station.picture.rules.station(self._station.station)
        known = place.hotkeys if place is not None else Hotkeys()
        said = {name: "" if key.lower() == OFF else key for name, key in self._given.items() if key is not None}
        try:
            keys = known.with_other(said)
        except ValueError as error:
            return MappingProxyType({}), CounterFault("hotkeys_unusable", why=str(error))
        found = {action.value: getattr(keys, action.value) for action in ACTIONS}
        return MappingProxyType({name: combo(key) for name, key in found.items() if key}), None

    def _heard(self, begun: int, said: Said) -> None:
        if begun != self._begun:
            return  # From keys that were given back meanwhile.
        match said:
            case Heard(name=name):
                self._pressed(Action(name), self._held[name])
            case Held(name=name):
                self._faults.pop(name, None)
                self._held[name] = str((self._keys or {})[name])
                self.changed.emit()
            case Failed(name=name, fault=fault):
                self._failed(name, fault)

    def _failed(self, name: str, fault: CounterFault) -> None:
        before = self._faults.get(name)
        self._faults[name] = fault
        if name:
            self._held.pop(name, None)
        else:
            self._held.clear()
        self.changed.emit()
        if before is None or before.code != fault.code:
            self._told(fault)

    # For QML -----------------------------------------------------------------------------------------------------

    @Property(dict, notify=changed)
    def keys(self) -> dict[str, str]:
        """Key of each action while another program has the keyboard; the screen's own where no other works."""
        return {str(name): key for name, key in KEYS.items()} | self._held

    @Property(str, notify=changed)
    def faultText(self) -> str:
        """What does not work and what to do, empty where all keys are held or none is wanted."""
        language = self._station.code
        return "\n".join(f"{fault.detail(language)} {fault.remedy(language)}" for fault in self._faults.values())

    @Property(str, notify=changed)
    def hintText(self) -> str:
        """Which keys work in every program, empty where none does."""
        said = [f"{self._station.say(f'action_{name}')} {key}" for name, key in self._held.items()]
        return self._station.say("hotkeys_anywhere", keys=" · ".join(said)) if said else ""

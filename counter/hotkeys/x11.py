"""Hot keys under X11: passive grabs on the root window (``XGrabKey``), by a connection and a thread of their own.

Sources: Xlib manual, "Keyboard grabbing" and ``XGrabKey``: a grab counts for exactly the modifiers it names, so each
combination is grabbed with every mixture of the locks (CapsLock, NumLock, ScrollLock); a key that another client has
grabbed is refused with ``BadAccess``. A key held down repeats as pairs of release and press.
"""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from typing import Any, Final

from Xlib import XK, X, error
from Xlib.display import Display

from counter.faults import CounterFault
from counter.hotkeys import Failed, Heard, Held, Said
from shared.hotkeys import Combo

RELEASED_S: Final = 0.05
"""A release that is followed by a press within this time was the key's repeating."""
RETRY_S: Final = 10.0
"""After this a key that another program held is asked for again."""
_JOIN_S: Final = 5.0
_MODIFIER_KEYS: Final = {
    "Ctrl": ("Control_L", "Control_R"),
    "Alt": ("Alt_L", "Alt_R"),
    "Shift": ("Shift_L", "Shift_R"),
    "Win": ("Super_L", "Super_R"),
}
_LOCK_KEYS: Final = ("Num_Lock", "Scroll_Lock")
_LOST: Final = (error.ConnectionClosedError, OSError)


class X11Keys:
    """The keys of one counter. ``said`` is called on the thread of this connection."""

    def __init__(self, keys: Mapping[str, Combo], said: Callable[[Said], None]) -> None:
        self._keys, self._said = keys, said
        self._wake, self._woken = socket.socketpair()
        self._grabbed: dict[str, list[tuple[int, int]]] = {}
        self._down: dict[int, bool] = {}
        """Keys that are held down; True once a release was heard that may be one of its repeating."""
        self._taken: dict[str, Combo] = {}
        """What another program holds."""
        self._thread = threading.Thread(target=self._run, name="hotkeys", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Give the keys back; returns once other programs may have them."""
        self._wake.close()
        self._thread.join(_JOIN_S)

    def _run(self) -> None:
        try:
            display = Display()
        except (error.DisplayError, error.XauthError, OSError) as failure:
            self._said(Failed("", CounterFault("hotkeys_no_display", why=str(failure))))
            self._woken.close()
            return
        try:
            display.set_error_handler(lambda *_: None)  # What is asked is answered where it is asked.
            self._grab_all(display, self._keys)
            self._listen(display)
            self._let_go(display)
            display.close()
        except _LOST as failure:
            self._said(Failed("", CounterFault("hotkeys_no_display", why=str(failure))))
        finally:
            self._woken.close()

    def _listen(self, display: Any) -> None:
        while True:
            if not display.pending_events():
                waits = RELEASED_S if any(self._down.values()) else RETRY_S if self._taken else None
                ready, _, _ = select.select([display.fileno(), self._woken], [], [], waits)
                if self._woken in ready:
                    return
                if not ready:
                    self._while_nothing_comes(display)
                    continue
            while display.pending_events():
                self._take(display, display.next_event())

    def _while_nothing_comes(self, display: Any) -> None:
        if any(self._down.values()):
            self._down = {key: False for key, released in self._down.items() if not released}
        elif self._taken:
            self._grab_all(display, dict(self._taken))

    def _take(self, display: Any, event: Any) -> None:
        if event.type == X.MappingNotify:
            display.refresh_keyboard_mapping(event)
            self._let_go(display)
            self._grab_all(display, self._keys)
        elif event.type == X.KeyRelease and event.detail in self._down:
            self._down[event.detail] = True
        elif event.type == X.KeyPress:
            again = event.detail in self._down
            self._down[event.detail] = False
            name = None if again else self._name_of(event.detail, event.state)
            if name is not None:
                self._said(Heard(name))

    def _name_of(self, code: int, state: int) -> str | None:
        return next((name for name, grabs in self._grabbed.items() if (code, state & 0xFF) in grabs), None)

    def _grab_all(self, display: Any, keys: Mapping[str, Combo]) -> None:
        masks = _masks(display)
        for name, combo in keys.items():
            self._taken.pop(name, None)
            code = display.keysym_to_keycode(
                XK.string_to_keysym(combo.key.lower() if len(combo.key) == 1 else combo.key)
            )
            if not code or any(modifier not in masks for modifier in combo.modifiers):
                self._said(Failed(name, CounterFault("hotkey_no_such_key", hotkey=str(combo))))
                continue
            wanted = 0
            for modifier in combo.modifiers:
                wanted |= masks[modifier]
            grabs = [(code, wanted | locks) for locks in _mixtures(masks)]
            if self._grab(display, grabs):
                self._grabbed[name] = grabs
                self._said(Held(name))
            else:
                self._taken[name] = combo
                self._said(Failed(name, CounterFault("hotkey_taken", hotkey=str(combo))))

    @staticmethod
    def _grab(display: Any, grabs: list[tuple[int, int]]) -> bool:
        refused = error.CatchError(error.BadAccess)
        root = display.screen().root
        for code, modifiers in grabs:
            root.grab_key(code, modifiers, True, X.GrabModeAsync, X.GrabModeAsync, onerror=refused)
        display.sync()
        if refused.get_error() is None:
            return True
        _ungrab(display, grabs)
        return False

    def _let_go(self, display: Any) -> None:
        for grabs in self._grabbed.values():
            _ungrab(display, grabs)
        self._grabbed.clear()


def _ungrab(display: Any, grabs: list[tuple[int, int]]) -> None:
    for code, modifiers in grabs:
        display.screen().root.ungrab_key(code, modifiers)
    display.sync()


def _masks(display: Any) -> dict[str, int]:
    """The bit of each modifier and lock on this keyboard; a name without a key is left out."""
    found = {"Caps_Lock": X.LockMask}
    mapping = display.get_modifier_mapping()
    for name, keysyms in [*_MODIFIER_KEYS.items(), *((lock, (lock,)) for lock in _LOCK_KEYS)]:
        codes = {display.keysym_to_keycode(XK.string_to_keysym(keysym)) for keysym in keysyms} - {0}
        for index, row in enumerate(mapping):
            if codes & set(row):
                found.setdefault(name, 1 << index)
    return found


def _mixtures(masks: Mapping[str, int]) -> Iterator[int]:
    """Every mixture of the locks, none of them first."""
    locks = sorted({masks[name] for name in ("Caps_Lock", *_LOCK_KEYS) if name in masks})
    for count in range(len(locks) + 1):
        for some in combinations(locks, count):
            yield sum(some)

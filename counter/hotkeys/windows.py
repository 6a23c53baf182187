"""Hot keys on Windows: ``RegisterHotKey`` on a thread with a queue of its own. Written after Microsoft's reference of
``RegisterHotKey``, ``WM_HOTKEY`` and ``PostThreadMessage``; not run on a Windows machine yet.

``MOD_NOREPEAT`` lets a key that is held down say so once. A key that another program registered is refused with error
1409. Keys belong to the thread that registered them, so all calls but the waking come from it.
"""

from __future__ import annotations

import ctypes
import sys
import threading
from collections.abc import Callable, Mapping
from ctypes import Structure, c_int, c_long, c_size_t, c_ssize_t, c_uint32, c_void_p
from typing import Any, Final

from counter.faults import CounterFault
from counter.hotkeys import Failed, Heard, Held, Said
from shared.hotkeys import Combo

NO_REPEAT: Final = 0x4000
MODIFIERS: Final = {"Alt": 0x0001, "Ctrl": 0x0002, "Shift": 0x0004, "Win": 0x0008}
WM_QUIT: Final = 0x0012
WM_TIMER: Final = 0x0113
WM_HOTKEY: Final = 0x0312
RETRY_MS: Final = 10_000
"""After this a key that another program held is asked for again."""
ALREADY_REGISTERED: Final = 1409
VK_F1: Final = 0x70
_JOIN_S: Final = 5.0


class Message(Structure):
    """``MSG`` of the Windows headers."""

    _fields_ = (
        ("window", c_void_p),
        ("message", c_uint32),
        ("wparam", c_size_t),
        ("lparam", c_ssize_t),
        ("time", c_uint32),
        ("x", c_long),
        ("y", c_long),
        ("private", c_uint32),
    )


class Api:
    """The calls that are needed, with their results as Python values."""

    _user: Any
    _kernel: Any

    def __init__(self) -> None:
        if sys.platform == "win32":
            self._user = ctypes.WinDLL("user32", use_last_error=True)
            self._kernel = ctypes.WinDLL("kernel32")
        else:
            raise OSError("hot keys of Windows are for Windows")

    def register(self, number: int, modifiers: int, key: int) -> int:
        """0, or the error."""
        done = self._user.RegisterHotKey(None, c_int(number), c_uint32(modifiers), c_uint32(key))
        return 0 if done else int(ctypes.get_last_error()) or -1  # type: ignore[attr-defined, unused-ignore]

    def unregister(self, number: int) -> None:
        """Give a key back."""
        self._user.UnregisterHotKey(None, c_int(number))

    def wake_every(self, milliseconds: int) -> None:
        """Have ``WM_TIMER`` come to this thread."""
        self._user.SetTimer(None, c_size_t(0), c_uint32(milliseconds), None)

    def wait(self, message: Message) -> bool:
        """The next message of this thread; False once it is to end."""
        return int(self._user.GetMessageW(ctypes.byref(message), None, 0, 0)) > 0

    def this_thread(self) -> int:
        """Its number, for :meth:`end`; from here on it can be woken."""
        self._user.PeekMessageW(ctypes.byref(Message()), None, 0, 0, 0)  # Makes the queue that is written to.
        return int(self._kernel.GetCurrentThreadId())

    def end(self, thread: int) -> None:
        """Wake that thread for its end."""
        self._user.PostThreadMessageW(c_uint32(thread), WM_QUIT, c_size_t(0), c_ssize_t(0))


class WindowsKeys:
    """The keys of one counter. ``said`` is called on the thread that holds them."""

    def __init__(self, keys: Mapping[str, Combo], said: Callable[[Said], None], api: Callable[[], Any] = Api) -> None:
        self._keys, self._said, self._api = dict(keys), said, api()
        self._number: int | None = None
        self._begun = threading.Event()
        self._thread = threading.Thread(target=self._run, name="hotkeys", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Give the keys back; returns once other programs may have them."""
        self._begun.wait(_JOIN_S)
        if self._number is not None:
            self._api.end(self._number)
        self._thread.join(_JOIN_S)

    def _run(self) -> None:
        self._number = self._api.this_thread()
        self._begun.set()
        names = dict(enumerate(self._keys, 1))
        held = {number for number, name in names.items() if self._register(number, name)}
        self._api.wake_every(RETRY_MS)
        message = Message()
        while self._api.wait(message):
            if message.message == WM_HOTKEY and message.wparam in held:
                self._said(Heard(names[message.wparam]))
            elif message.message == WM_TIMER:
                held |= {
                    number for number, name in names.items() if number not in held and self._register(number, name)
                }
        for number in held:
            self._api.unregister(number)

    def _register(self, number: int, name: str) -> bool:
        combo = self._keys[name]
        modifiers = NO_REPEAT | sum(MODIFIERS[modifier] for modifier in combo.modifiers)
        failure = self._api.register(number, modifiers, virtual_key(combo.key))
        if not failure:
            self._said(Held(name))
        elif failure == ALREADY_REGISTERED:
            self._said(Failed(name, CounterFault("hotkey_taken", hotkey=str(combo))))
        else:
            self._said(Failed(name, CounterFault("hotkey_refused", hotkey=str(combo), error=failure)))
        return not failure


def virtual_key(key: str) -> int:
    """The virtual-key code: letters and digits are their capital's own, function keys follow each other."""
    return ord(key) if len(key) == 1 else VK_F1 + int(key[1:]) - 1

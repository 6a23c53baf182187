"""An X server of a test's own, another program with the keyboard, and fingers on that keyboard."""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from Xlib import XK, X
from Xlib.display import Display
from Xlib.ext import xtest

PATIENCE_S = 30.0
MISSING = "Xvfb is missing, so no key can be pressed in another program: apt install xvfb"


def has_xvfb() -> bool:
    return shutil.which("Xvfb") is not None


def wait_for(true: Callable[[], Any], what: str) -> Any:
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends:
        if found := true():
            return found
        time.sleep(0.02)
    raise AssertionError(f"not within {PATIENCE_S} s: {what}")


class XServer:
    """``Xvfb`` on a free display."""

    def __init__(self) -> None:
        near, far = os.pipe()
        self._child = subprocess.Popen(
            ["Xvfb", "-displayfd", str(far), "-screen", "0", "1400x900x24", "-nolisten", "tcp"],
            pass_fds=[far],
            stderr=subprocess.DEVNULL,
        )
        os.close(far)
        with os.fdopen(near) as told:
            number = told.readline().strip()
        assert number, f"Xvfb did not start: exit code {self._child.wait(PATIENCE_S)}"
        self.name = f":{number}"
        self.display = Display(self.name)

    @property
    def env(self) -> dict[str, str]:
        """For a program that is to draw here and nowhere else."""
        return {"DISPLAY": self.name, "QT_QPA_PLATFORM": "xcb", "WAYLAND_DISPLAY": ""}

    def stop(self) -> None:
        self.display.close()
        self._child.terminate()
        self._child.wait(PATIENCE_S)

    # Fingers -----------------------------------------------------------------------------------------------------

    def down(self, *keys: str) -> None:
        for key in keys:
            xtest.fake_input(self.display, X.KeyPress, self._code(key))
        self.display.sync()

    def up(self, *keys: str) -> None:
        for key in reversed(keys):
            xtest.fake_input(self.display, X.KeyRelease, self._code(key))
        self.display.sync()

    def type(self, *keys: str) -> None:
        """Keys pressed together, and let go."""
        self.down(*keys)
        self.up(*keys)

    def _code(self, key: str) -> int:
        code: int = self.display.keysym_to_keycode(XK.string_to_keysym(key))
        assert code, f"this keyboard has no {key}"
        return code

    def grab(self, key: str, modifiers: int) -> bool:
        """Take a key as another program would; whether it was free."""
        from Xlib import error

        refused = error.CatchError(error.BadAccess)
        root = self.display.screen().root
        root.grab_key(self._code(key), modifiers, True, X.GrabModeAsync, X.GrabModeAsync, onerror=refused)
        self.display.sync()
        return refused.get_error() is None

    def let_go(self, key: str, modifiers: int) -> None:
        self.display.screen().root.ungrab_key(self._code(key), modifiers)
        self.display.sync()

    def focused(self) -> int:
        """The window that has the keyboard."""
        focus = self.display.get_input_focus().focus
        return int(focus.id) if hasattr(focus, "id") else int(focus)

    def give_keyboard_to(self, window: int) -> None:
        def given() -> bool:
            self.display.create_resource_object("window", window).set_input_focus(X.RevertToParent, X.CurrentTime)
            self.display.sync()
            return self.focused() == window

        wait_for(given, "the other program has the keyboard")


class OtherProgram:
    """Another program's window, in a process of its own; what is typed into it comes out as text."""

    def __init__(self, server: XServer) -> None:
        self._child = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("other_program.py"))],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, **server.env},
        )
        self._said: queue.Queue[dict[str, Any]] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        self.window = int(self._said.get(timeout=PATIENCE_S)["window"])

    def _listen(self) -> None:
        for line in self._child.stdout or ():
            self._said.put(json.loads(line))

    def heard(self, count: int) -> list[str]:
        """The next so many keys that it heard."""
        return [self._said.get(timeout=PATIENCE_S)["key"] for _ in range(count)]

    def heard_nothing(self) -> bool:
        return self._said.empty()

    def forget(self) -> None:
        while not self._said.empty():
            self._said.get()

    def stop(self) -> None:
        self._child.terminate()
        self._child.wait(PATIENCE_S)
        if self._child.stdout:
            self._child.stdout.close()

"""Hot keys: hearing a key while another program has the keyboard, one module for each system that can.

Here lies only how a key is asked for from the system and heard. What it does is the counter's business
(:mod:`counter.anywhere`), and it is what the screen's own key does. It may import ``shared``, the counter's faults and
Xlib, never Qt: Qt hears no key of another program, and a key must be heard while Qt draws.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from counter.faults import CounterFault
from shared.hotkeys import Combo


@dataclass(frozen=True, slots=True)
class Heard:
    """The key of that name was pressed; held down it says so once."""

    name: str


@dataclass(frozen=True, slots=True)
class Held:
    """The key of that name is ours from now on."""

    name: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The key of that name cannot be had, or all of them where it is empty."""

    name: str
    fault: CounterFault


Said = Heard | Held | Failed


class Listener(Protocol):
    """Keys that are being listened for."""

    def close(self) -> None:
        """Give the keys back; returns once other programs may have them."""


Listen = Callable[[Mapping[str, Combo], Callable[[Said], None]], Listener]
"""Ask the system for keys, by their names, and hear of them: ``said`` is called on a thread of its own."""


def listen_on(platform: str, environ: Mapping[str, str]) -> Listen | None:
    """How keys are heard on Qt's ``platform`` (``xcb``, ``windows``, ``wayland``); None where no other program has one.

    A counter that draws through X on a Wayland desktop hears no more than one that does not: keys of Wayland's own
    programs never come to the X server.
    """
    if platform.startswith("wayland") or (platform == "xcb" and environ.get("WAYLAND_DISPLAY")):
        return _not_on_wayland
    # Loaded only where they work: each leans on what the other systems lack.
    if platform == "xcb":
        from counter.hotkeys.x11 import X11Keys

        return X11Keys
    if platform == "windows":
        from counter.hotkeys.windows import WindowsKeys

        return WindowsKeys
    return None


class _Nothing:
    def close(self) -> None:
        """Nothing was held."""


def _not_on_wayland(keys: Mapping[str, Combo], said: Callable[[Said], None]) -> Listener:
    said(Failed("", CounterFault("hotkeys_wayland", keys=", ".join(map(str, keys.values())))))
    return _Nothing()

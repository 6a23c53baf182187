"""The remote hand: a station driven and watched through its standard input and output, one JSON object a line.

It touches the screen as a person would: taps and keys are real input events of the window. In: ``{"tap": name}``,
``{"key": "F2"}``, ``{"type": "1001"}``, ``{"shot": path}``, ``{"state": true}``, ``{"where": name}`` (x, y, width and
height of an item, in pixels of the window), ``{"hex": true}`` (the last bytes of each device's line),
``{"quit": true}``; with ``"window": name`` it reaches another window of the station. A tap waits up to ``within`` seconds (2 unless given) for
its item to be visible and enabled. Each line is answered in order with
``{"ok", "did", "t"}``; of its own accord the station says ``{"painted": seq, "t"}`` for the first frame on the screen
that stands at a new sequence, ``{"frame": true, "t"}`` for the very first, and whatever the model tells. Times ``t`` are CLOCK_MONOTONIC in nanoseconds.
"""

from __future__ import annotations

import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TextIO

from PySide6.QtCore import QCoreApplication, QObject, QPointF, QTimer
from PySide6.QtQuick import QQuickItem, QQuickWindow

from shared.ui.bridge import Bridge
from shared.ui.station import StationModel

Windows = Callable[[], Mapping[str, QQuickWindow]]
"""The station's further windows as they are open now, by name."""
_WITHIN_S: Final = 2.0
_RETRY_MS: Final = 20


def no_others() -> Mapping[str, QQuickWindow]:
    """A station with one window."""
    return {}


def find_item(window: QQuickWindow, name: str) -> QQuickItem | None:
    """The visible item of that objectName anywhere in the scene, delegates included."""
    return next((item for item in _visible_items(window.contentItem()) if item.objectName() == name), None)


def visible_names(window: QQuickWindow) -> list[str]:
    """Every objectName that is visible now, for a message that helps."""
    return sorted({item.objectName() for item in _visible_items(window.contentItem()) if item.objectName()})


class Remote(QObject):
    """Reads commands from ``source`` on a thread, carries them out in the Qt thread, answers on ``sink``."""

    def __init__(
        self, window: QQuickWindow, model: StationModel, source: TextIO, sink: TextIO, others: Windows = no_others
    ) -> None:
        super().__init__()
        self._window, self._model, self._others = window, model, others
        self._source, self._sink = source, sink
        self._writing = threading.Lock()
        self._bridge = Bridge(self)
        self._bridge.arrived.connect(self._arrived)
        self._waiting: deque[dict[str, Any]] = deque()
        self._busy = False
        self._reader = threading.Thread(target=self._read, name="remote", daemon=True)
        self._synced = -1
        self._painted = model.stands_at
        self._stopped = self._drawn = False

    def start(self) -> None:
        """Begin to read and to report."""
        self._model.told.connect(self._told)
        self._model.seqChanged.connect(self._seq_changed)
        self._window.frameSwapped.connect(self._first_frame)
        self._reader.start()
        self._write({"ready": True, "t": time.monotonic_ns()})

    def stop(self) -> None:
        """Report nothing more. The reading thread ends with its source or the process."""
        self._stopped = True
        self._model.told.disconnect(self._told)
        self._model.seqChanged.disconnect(self._seq_changed)
        if self._drawn:
            self._window.afterSynchronizing.disconnect(self._frame_synced)
            self._window.frameSwapped.disconnect(self._frame_swapped)

    # Reading -----------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        for line in self._source:
            if line.strip():
                self._bridge.listener(_parsed(line))
        # Whoever held the other end is gone: a station nobody watches ends too.
        self._bridge.listener({"quit": True})

    def _arrived(self, command: dict[str, Any]) -> None:
        self._waiting.append(command)
        self._next()

    def _next(self) -> None:
        if self._busy or not self._waiting or self._stopped:
            return
        self._busy = True
        command = self._waiting.popleft()
        self._attempt(command, time.monotonic() + float(command.get("within", _WITHIN_S)))

    def _attempt(self, command: dict[str, Any], until: float) -> None:
        try:
            answer = self._carry_out(command)
        except _NotThereError as error:
            if time.monotonic() < until:
                QTimer.singleShot(_RETRY_MS, self, lambda: self._attempt(command, until))
                return
            answer = {"ok": False, "why": str(error)}
        except (ValueError, OSError) as error:
            answer = {"ok": False, "why": str(error)}
        self._write({"ok": True, "did": command, "t": time.monotonic_ns(), **answer})
        self._busy = False
        self._next()

    def _carry_out(self, command: dict[str, Any]) -> dict[str, Any]:
        from shared.ui import fingers

        window = self._window_of(command)
        match command:
            case {"tap": str(name)}:
                return {"t": fingers.tap(window, _tappable(window, name))}
            case {"key": str(name)}:
                return {"t": fingers.press_key(window, name)}
            case {"type": str(text)}:
                return {"t": fingers.type_text(window, text)}
            case {"shot": str(path)}:
                if not window.grabWindow().save(path):
                    raise OSError(f"cannot write {path}")
                return {}
            case {"where": str(name)}:
                return {"at": _place(window, name)}
            case {"state": _}:
                return {"state": self._model.report()}
            case {"hex": _}:
                return {"hex": self._model.hex_logs()}
            case {"quit": _}:
                QTimer.singleShot(0, QCoreApplication.quit)
                return {}
            case _:
                raise ValueError(f"not a command: {command}")

    def _window_of(self, command: dict[str, Any]) -> QQuickWindow:
        name = command.get("window")
        if name is None:
            return self._window
        found = self._others()
        if name not in found:
            raise _NotThereError(f"no window is called {name}; there are {', '.join(sorted(found)) or 'no others'}")
        return found[name]

    # Reporting ---------------------------------------------------------------------------------------------------

    def _told(self, what: dict[str, Any]) -> None:
        self._write(what)

    def _seq_changed(self) -> None:
        # A sequence that changes nothing shown still proves itself by a frame.
        self._window.update()

    def _first_frame(self) -> None:
        self._write({"frame": True, "t": time.monotonic_ns()})
        self._window.frameSwapped.disconnect(self._first_frame)
        # Loaded only now: no picture can be painted before, and Qt's namespace takes longer than a first frame.
        from PySide6.QtCore import Qt

        # Direct: with a threaded renderer these come from its thread, and the time must be the frame's own.
        direct = Qt.ConnectionType.DirectConnection
        self._window.afterSynchronizing.connect(self._frame_synced, direct)
        self._window.frameSwapped.connect(self._frame_swapped, direct)
        self._drawn = True

    def _frame_synced(self) -> None:
        self._synced = self._model.stands_at

    def _frame_swapped(self) -> None:
        if self._synced > self._painted:
            self._painted = self._synced
            self._write({"painted": self._painted, "t": time.monotonic_ns()})

    def _write(self, what: dict[str, Any]) -> None:
        line = json.dumps(what, ensure_ascii=False, default=str)
        with self._writing:
            try:
                self._sink.write(line + "\n")
                self._sink.flush()
            except BrokenPipeError:
                # Whoever listened is gone; the end of the source quits the station.
                self._stopped = True


class _NotThereError(Exception):
    """The item or the window is not on the screen (yet)."""


def _there(window: QQuickWindow, name: str) -> QQuickItem:
    item = find_item(window, name)
    if item is None:
        raise _NotThereError(f"nothing visible is called {name}; there are {', '.join(visible_names(window))}")
    return item


def _tappable(window: QQuickWindow, name: str) -> QQuickItem:
    item = _there(window, name)
    if not item.isEnabled():
        raise _NotThereError(f"{name} is not enabled")
    return item


def _place(window: QQuickWindow, name: str) -> list[float]:
    item = _there(window, name)
    corner = item.mapToScene(QPointF(0, 0))
    return [corner.x(), corner.y(), item.width(), item.height()]


def _parsed(line: str) -> dict[str, Any]:
    try:
        command = json.loads(line)
    except ValueError:
        return {"line": line.strip()}
    return command if isinstance(command, dict) else {"line": line.strip()}


def _visible_items(item: QQuickItem) -> Iterator[QQuickItem]:
    # Later children lie on top, so they are found first.
    if item.isVisible():
        yield item
        for child in reversed(item.childItems()):
            yield from _visible_items(child)

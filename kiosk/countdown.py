"""A countdown that is seen: whole seconds left, and what happens at none."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

QML_IMPORT_NAME = "kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class Countdown(QObject):
    """Counts seconds of ``second_ms`` down to zero and then calls what it was started with."""

    changed = Signal()

    def __init__(self, second_ms: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._left = self._total = 0
        self._end: Callable[[], None] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(second_ms)
        self._timer.timeout.connect(self._second)

    def start(self, seconds: int, end: Callable[[], None]) -> None:
        """Count from ``seconds``; a countdown before it is forgotten."""
        self._left = self._total = seconds
        self._end = end
        self._timer.start()
        self.changed.emit()

    def again(self) -> None:
        """Count from the beginning: somebody touched the screen."""
        if self._timer.isActive():
            self._left = self._total
            self._timer.start()
            self.changed.emit()

    def stop(self) -> None:
        self._timer.stop()
        self._left = self._total = 0
        self._end = None
        self.changed.emit()

    @property
    def seconds(self) -> int:
        """Seconds left, for Python."""
        return self._left

    @Property(int, notify=changed)
    def left(self) -> int:
        """Seconds left; 0 when nothing counts."""
        return self._left

    @Property(float, notify=changed)
    def share(self) -> float:
        """What is left of the whole, 1 down to 0."""
        return self._left / self._total if self._total else 0.0

    @Slot()
    def _second(self) -> None:
        self._left -= 1
        if self._left > 0:
            self.changed.emit()
            return
        end = self._end
        self.stop()
        if end is not None:
            end()

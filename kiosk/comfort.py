"""How the screen helps those who need it: large text, high contrast, controls in the lower third. For one visitor."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

QML_IMPORT_NAME = "kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class Comfort(QObject):
    """Each is switched by one tap, on every page, and taken back when the visitor has gone."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_large = self.is_strong = self.is_low = False

    @property
    def any(self) -> bool:
        """Whether the screen is other than it stands by itself."""
        return self.is_large or self.is_strong or self.is_low

    def reset(self) -> None:
        """As it stands by itself."""
        if self.any:
            self.is_large = self.is_strong = self.is_low = False
            self.changed.emit()

    @Slot()
    def toggleLarge(self) -> None:
        self.is_large = not self.is_large
        self.changed.emit()

    @Slot()
    def toggleStrong(self) -> None:
        self.is_strong = not self.is_strong
        self.changed.emit()

    @Slot()
    def toggleLow(self) -> None:
        self.is_low = not self.is_low
        self.changed.emit()

    @Property(bool, notify=changed)
    def large(self) -> bool:
        """Text 1.4 times as large."""
        return self.is_large

    @Property(bool, notify=changed)
    def strong(self) -> bool:
        """High contrast: light and yellow on black."""
        return self.is_strong

    @Property(bool, notify=changed)
    def low(self) -> bool:
        """Everything that is pressed lies in the lower third, within reach from a wheelchair."""
        return self.is_low

"""What a window strip shows: one window, who is called or served there, and whether it calls at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from shared import i18n
from shared.picture import Picture
from shared.tickets import WindowState, dated

QML_IMPORT_NAME = "display"
QML_IMPORT_MAJOR_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A window as its strip shows it. ``phase`` is one of ``called serving open paused closed unknown``."""

    window: int = 0
    number: str = ""
    phase: str = "unknown"
    said: str = ""
    beneath: str = ""
    advice: str = ""
    """What the visitor may do where the window does not call."""
    advice_beneath: str = ""
    lit: bool = False


def phase_of(picture: Picture, window: int) -> str:
    """What happens at the window; ``unknown`` where the hall has no such window."""
    found = picture.windows.get(window)
    if found is None:
        return "unknown"
    if found.label is not None:
        return "serving" if found.service else "called"
    return {WindowState.OPEN: "open", WindowState.PAUSED: "paused", WindowState.CLOSED: "closed"}[found.state]


def face_of(picture: Picture, window: int, language: str, second: str, *, lit: bool, back: str = "") -> Face:
    """The strip's face in its two languages; ``back`` is the time of day when a window that pauses calls again."""
    phase = phase_of(picture, window)
    found = picture.windows.get(window)
    if found is None:
        return Face(window=window)
    said = "lunch" if phase == "paused" and found.pause_reason == "lunch" else phase
    advice = f"strip_{phase}_advice" if phase in ("paused", "closed") else ""
    if phase == "paused" and back:
        advice = "strip_back"
    return Face(
        window=window,
        number=dated(found.label, found.label_day) if found.label else "",
        phase=phase,
        said=i18n.text(f"display.strip_{said}", language),
        beneath=i18n.text(f"display.strip_{said}", second),
        advice=i18n.text(f"display.{advice}", language, time=back) if advice else "",
        advice_beneath=i18n.text(f"display.{advice}", second, time=back) if advice else "",
        lit=lit,
    )


@QmlElement
class WindowFace(QObject):
    """The strip's face for QML."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.face = Face()

    def show(self, face: Face) -> None:
        """Show this face; nothing is said where nothing differs."""
        if face != self.face:
            self.face = face
            self.changed.emit()

    @Property(int, notify=changed)
    def window(self) -> int:
        return self.face.window

    @Property(str, notify=changed)
    def number(self) -> str:
        return self.face.number

    @Property(str, notify=changed)
    def phase(self) -> str:
        return self.face.phase

    @Property(str, notify=changed)
    def said(self) -> str:
        return self.face.said

    @Property(str, notify=changed)
    def beneath(self) -> str:
        return self.face.beneath

    @Property(str, notify=changed)
    def advice(self) -> str:
        return self.face.advice

    @Property(str, notify=changed)
    def adviceBeneath(self) -> str:
        return self.face.advice_beneath

    @Property(bool, notify=changed)
    def lit(self) -> bool:
        return self.face.lit

    def report(self) -> dict[str, Any]:
        """For whoever watches from outside."""
        return {"window": self.face.window, "number": self.face.number, "phase": self.face.phase}

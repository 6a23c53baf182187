"""A sheet of paper as data: where which words, boxes, codes and arrows stand. Lengths are millimetres from the top left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from shared.screens import Arrow

Ink = Literal["ink", "quiet", "accent", "paper", "line"]
"""Named inks, each legible on a printer without colour. ``paper`` is the white on a dark box."""
Across = Literal["left", "centre", "right"]
Down = Literal["top", "middle", "bottom"]
MARGIN: Final = 15.0
"""Office printers leave a border of at most half of this."""


class Box(NamedTuple):
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    def beneath(self, height: float, gap: float = 0.0) -> Box:
        """A box as wide, under this one."""
        return Box(self.x, self.y + self.height + gap, self.width, height)

    def within(self, margin: float) -> Box:
        """The same with ``margin`` taken off on every side."""
        return Box(self.x + margin, self.y + margin, self.width - 2 * margin, self.height - 2 * margin)

    @property
    def bottom(self) -> float:
        return self.y + self.height


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words in a box, wrapped there; letters as high as ``size`` or smaller, so that all of them fit."""

    box: Box
    text: str
    language: str
    size: float
    """Height of the letters' em."""
    bold: bool = False
    ink: Ink = "ink"
    across: Across = "left"
    down: Down = "middle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A filled box with round corners."""

    box: Box
    ink: Ink = "accent"
    radius: float = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A thin line across."""

    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A QR code that fills the square box, its white border included."""

    box: Box
    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """An arrow that shows where to go."""

    box: Box
    way: Arrow
    ink: Ink = "ink"


Mark = Words | Panel | Rule | Code | Pointer


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One side of A4 paper."""

    marks: tuple[Mark, ...]
    landscape: bool = False

    @property
    def size(self) -> tuple[float, float]:
        """Width and height."""
        return (297.0, 210.0) if self.landscape else (210.0, 297.0)

    @property
    def text(self) -> str:
        """All its words, in their order."""
        return "\n".join(mark.text for mark in self.marks if isinstance(mark, Words))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A document: pages and what it is called in a list of files."""

    title: str
    pages: tuple[Page, ...]


class Measured(NamedTuple):
    """How words are set before they are measured."""

    text: str
    language: str
    size: float
    bold: bool
    width: float


Measure = Callable[[Measured], float]
"""Height that words take within a width."""

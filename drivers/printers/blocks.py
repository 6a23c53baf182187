"""The parts a slip is made of, as data: what is said and how much it matters, without dots or bytes.

Both renderings read these blocks: :mod:`drivers.printers.encoder` for the printer's own letters and
:mod:`drivers.printers.raster` for dots, so a slip says the same whichever way it was printed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Role(Enum):
    """How much a line matters to its reader; each rendering chooses sizes by it."""

    HALL = "hall"
    NUMBER = "number"
    CATEGORY = "category"
    MARK = "mark"
    STRONG = "strong"
    NORMAL = "normal"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class Line:
    """Words of one role, in the middle, wrapped where they are too long."""

    text: str
    role: Role = Role.NORMAL


@dataclass(frozen=True, slots=True)
class Fact:
    """A label at the left and its value at the right, the value large; ``beneath`` repeats the label small."""

    label: str
    value: str
    beneath: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code in the middle."""

    data: str


@dataclass(frozen=True, slots=True)
class Logo:
    """The picture in ``file``, in the middle."""

    file: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line across the paper."""


@dataclass(frozen=True, slots=True)
class Ruler:
    """A scale of millimetres as long as the paper is wide, to hold a ruler against."""


@dataclass(frozen=True, slots=True)
class Gap:
    """White space, ``dots`` high."""

    dots: int


Block = Line | Fact | Code | Logo | Rule | Ruler | Gap

"""The layout of a slip (号票) as data: which lines, in which order, how large. Part of the settings, or a file of its own.

How a line is printed is the drivers' business; here stands what may be asked for, so that the hall's settings can hold
it and say file and line of a mistake.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from shared.toml_parts import BadReference, Names, Part, load

Show = Literal[
    "logo",
    "hall",
    "number",
    "category",
    "item",
    "ahead",
    "wait",
    "zone",
    "papers",
    "qr",
    "issued",
    "notice",
    "text",
    "rule",
    "gap",
]
_SIZED: Final = frozenset({"hall", "item", "issued", "notice", "text"})
_NEEDS: Final = {"text": "text", "gap": "dots"}
_TAKES: Final = {"text": {"text", "notice"}, "dots": {"gap"}, "file": {"logo"}, "size": _SIZED}


class SlipLine(Part):
    """One line of the slip, or a group that belongs together. What is not known is not printed: a wait without a
    forecast, papers that nobody listed, a QR code without an address for phones. A reprint's mark stands above the number
    and cannot be left out."""

    show: Show
    """What stands here. ``zone`` brings its hint, ``category`` its second language."""
    size: Literal["small", "normal", "strong", "large"] | None = None
    """For ``hall item issued notice text``; without it what suits the line."""
    text: Names | None = None
    """The words of ``text``, or the hall's own words of ``notice``."""
    dots: Annotated[int, Field(ge=1, le=400)] | None = None
    """Height of a ``gap``, 8 to the millimetre."""
    file: Annotated[str, Field(min_length=1)] | None = None
    """Picture of a ``logo`` (PNG, dark on light) on the kiosk's machine; without it no logo is printed."""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        for key, shows in _TAKES.items():
            if getattr(self, key) is not None and self.show not in shows:
                raise ValueError(f"{key} is for {', '.join(sorted(shows))}, not for {self.show}")
        needed = _NEEDS.get(self.show)
        if needed is not None and getattr(self, needed) is None:
            raise ValueError(f"{self.show} needs {needed}")
        return self


class SlipLayout(Part):
    """A slip from top to bottom."""

    lines: Annotated[tuple[SlipLine, ...], Field(min_length=1, max_length=40)]
    """Its lines from top to bottom, ``[[slip.lines]]`` in the settings and ``[[lines]]`` in a layout's own file."""

    @model_validator(mode="after")
    def _one_number(self) -> Self:
        numbers = [index for index, line in enumerate(self.lines) if line.show == "number"]
        if not numbers:
            raise BadReference("slip_without_number", ("lines", 0), "number")
        if len(numbers) > 1:
            raise BadReference("duplicate", ("lines", numbers[-1], "show"), "number")
        return self


def load_layout(path: Path) -> SlipLayout:
    """The layout in a TOML file; a logo's path is taken from there. Raises ``SettingsError`` with file and line."""
    layout = load(path, SlipLayout)
    lines = tuple(
        line.model_copy(update={"file": str(path.parent / line.file)}) if line.file else line for line in layout.lines
    )
    return layout.model_copy(update={"lines": lines})

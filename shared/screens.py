"""What hangs on the hall's walls, as settings: how a display is laid out, signs of zones, notices.

Words come from the settings in three languages; pictograms and arrows are named here and drawn by the display.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self, get_args

from pydantic import Field, model_validator

from shared.toml_parts import Names, Part

Layout = Literal["board", "zone", "overview", "strip"]
LAYOUTS: Final[tuple[Layout, ...]] = get_args(Layout)
"""Hall board, zone board, category overview, window strip."""
Orientation = Literal["landscape", "portrait"]
Pictogram = Literal["windows", "enquiry", "waiting", "ticket", "exit"]
Arrow = Literal["up", "up_right", "right", "down_right", "down", "down_left", "left", "up_left"]
ZoneCode = Annotated[str, Field(min_length=1, max_length=64)]

LONGEST_NOTICE: Final = 60
"""Characters of a notice in Chinese and Japanese; twice as many in English. So much is read in passing."""


class Screen(Part):
    """How one display is drawn."""

    orientation: Orientation = "landscape"
    """``portrait`` for a screen of 1080×1920. A strip has no orientation."""
    contrast: Literal["normal", "high"] = "normal"
    """``high``: black, white and yellow, for a hall with glare or for who sees little."""
    flash: bool = True
    """A new call lights up once a second, five times; without it, it stays lit as long and stands still."""
    alternate_s: Annotated[int, Field(ge=0, le=600)] = 0
    """Seconds after which the next of the hall's languages comes first; 0 keeps the first. Not while a call is lit."""

    @model_validator(mode="after")
    def _time_to_read(self) -> Self:
        if 0 < self.alternate_s < 5:
            raise ValueError("a language stays for at least 5 seconds, or use 0")
        return self


class Notice(Part):
    """A line for everybody, on the boards. Several take turns."""

    text: Names
    """What it says, one sentence."""
    zone: ZoneCode | None = None
    """The zone it speaks of: its pictogram and arrow stand before the words."""
    shown_in: tuple[ZoneCode, ...] = ()
    """Zones whose displays show it; all displays where empty."""

    @model_validator(mode="after")
    def _one_line(self) -> Self:
        if max(len(self.text.zh), len(self.text.ja), len(self.text.en) / 2) > LONGEST_NOTICE:
            raise ValueError(f"a notice has at most {LONGEST_NOTICE} characters, {2 * LONGEST_NOTICE} in English")
        return self

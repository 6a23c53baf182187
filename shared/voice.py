"""How loud the hall speaks, and when it does not: settings of the whole hall, by the hour of its own day."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.toml_parts import Part

Percent = Annotated[int, Field(ge=0, le=100)]


class VoiceHours(Part):
    """A part of the day with a volume of its own. It may go over midnight; of several the first counts."""

    begins: time
    """Local time from which it holds."""
    ends: time
    """Local time at which it is over."""
    volume: Percent
    """0 to 100; with 0 calls are shown and not spoken (quiet hours)."""

    @model_validator(mode="after")
    def _some_time(self) -> Self:
        if self.begins == self.ends:
            raise ValueError("begins and ends are the same time")
        return self

    def holds(self, at: time) -> bool:
        """Whether it is that part of the day."""
        if self.begins < self.ends:
            return self.begins <= at < self.ends
        return at >= self.begins or at < self.ends


class Voice(Part):
    """How loud the hall speaks. Screens and messages go on in quiet mode."""

    volume: Percent = 100
    """0 to 100, outside the hours below."""
    quiet: bool = False
    """Quiet mode: nothing is spoken, whatever the hour."""
    hours: tuple[VoiceHours, ...] = ()
    """Parts of the day with a volume of their own, as ``[[voice.hours]]``."""

    def volume_at(self, at: time) -> int:
        """The volume at this local time, 0 for not to speak."""
        if self.quiet:
            return 0
        return next((hours.volume for hours in self.hours if hours.holds(at)), self.volume)

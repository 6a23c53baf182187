"""The arrival stamp on paper: the code that a ticket may name, so that its wait counts from the door. It is no number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from drivers.printers.blocks import Block, Gap, Line, Role, Rule
from shared.i18n import LANGUAGES, text


@dataclass(frozen=True, slots=True, kw_only=True)
class StampSlip:
    """All that it says; ``stamped_at`` is the time of day as it shall be read."""

    hall_name: str
    code: str
    stamped_at: str
    language: str = "zh-CN"

    number: ClassVar[str] = "(stamp)"
    """For the log only: a stamp uses no number."""


def blocks_of(stamp: StampSlip) -> list[Block]:
    """The stamp as blocks from top to bottom, in every language: nobody has said theirs yet."""
    first, *others = (stamp.language, *(language for language in LANGUAGES if language != stamp.language))
    return [
        Line(stamp.hall_name, Role.HALL),
        Gap(12),
        Line(text("slip.stamp_title", first), Role.CATEGORY),
        *(Line(text("slip.stamp_title", other)) for other in others),
        Gap(6),
        Line(stamp.code, Role.NUMBER),
        Line(f"{stamp.code}  {stamp.stamped_at}"),
        Rule(),
        *(Line(text("slip.stamp_use", language, at=stamp.stamped_at), Role.SMALL) for language in (first, *others)),
        Gap(16),
    ]

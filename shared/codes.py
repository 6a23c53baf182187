"""Codes that people read out, write down and type: of an appointment, of an arrival stamp.

Apart from the commands, so that a screen's first frame need not wait for those.
"""

from __future__ import annotations

from typing import Final

SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0 and O, 1, I and L, which are taken for one another. They are as many as a month has days."""
BOOKING: Final = 6
"""Signs of an appointment's code (预约码)."""
STAMP: Final = 5
"""Signs of an arrival stamp's code (到达码): the length tells which of the two a code is."""


def as_written(typed: str) -> str:
    """A code as it was made, from what somebody typed: small letters, spaces and dashes do not matter."""
    return typed.strip().upper().replace(" ", "").replace("-", "")

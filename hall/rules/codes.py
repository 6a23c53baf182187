"""Codes that people read out, write down and type: of an appointment, of an arrival stamp.

A code derives from the id of the command that made it, so that no chance enters the rules.
"""

from __future__ import annotations

import uuid
from collections.abc import Container
from typing import Final

SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0 and O, 1, I and L, which are taken for one another. They are as many as a month has days."""


def free_code(command_id: str, length: int, taken: Container[str], begins: str = "") -> str:
    """The first code that is not taken, from where the command's id points; ``length`` signs after ``begins``."""
    size = len(SIGNS) ** length
    number = uuid.UUID(command_id).int % size
    while (code := begins + _spelt(number, length)) in taken:
        number = (number + 1) % size
    return code


def as_written(typed: str) -> str:
    """A code as it was made, from what somebody typed: small letters, spaces and dashes do not matter."""
    return typed.strip().upper().replace(" ", "").replace("-", "")


def _spelt(number: int, length: int) -> str:
    signs = []
    for _ in range(length):
        number, digit = divmod(number, len(SIGNS))
        signs.append(SIGNS[digit])
    return "".join(signs)

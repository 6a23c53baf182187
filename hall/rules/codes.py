"""New codes for appointments and arrival stamps.

A code derives from the id of the command that made it, so that no chance enters the rules.
"""

from __future__ import annotations

import uuid
from collections.abc import Container

from shared.codes import SIGNS


def free_code(command_id: str, length: int, taken: Container[str], begins: str = "") -> str:
    """The first code that is not taken, from where the command's id points; ``length`` signs after ``begins``."""
    size = len(SIGNS) ** length
    number = uuid.UUID(command_id).int % size
    while (code := begins + _spelt(number, length)) in taken:
        number = (number + 1) % size
    return code


def _spelt(number: int, length: int) -> str:
    signs = []
    for _ in range(length):
        number, digit = divmod(number, len(SIGNS))
        signs.append(SIGNS[digit])
    return "".join(signs)

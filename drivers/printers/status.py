"""What a printer says of itself: the answers to ``DLE EOT n`` and the state they make together.

An answer is one byte with bits 0 and 7 clear and bits 1 and 4 set; anything else is noise. No answer at all is UNKNOWN:
many cheap printers are silent, so silence proves neither paper nor its want, and such a printer still prints.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

QUESTIONS: Final = (4, 2, 1, 3)
"""The ``n`` of ``DLE EOT n``, the paper sensors first: printers that answer only one answer this one."""

QUICK: Final = (4, 1)
"""Enough before a slip: a printer with any trouble is offline, and its paper is the commonest."""

_FIXED_BITS: Final = 0b1001_0011
_FIXED: Final = 0b0001_0010


class State(StrEnum):
    """What the house believes of a printer."""

    UNKNOWN = "unknown"
    READY = "ready"
    LOW = "low"
    OUT = "out"
    COVER = "cover"
    CUTTER = "cutter"
    OFFLINE = "offline"

    @property
    def can_print(self) -> bool:
        """Whether a slip may be sent: UNKNOWN and LOW print."""
        return self in (State.UNKNOWN, State.READY, State.LOW)


FAULTS: Final = {
    State.OUT: "paper_out",
    State.COVER: "cover_open",
    State.CUTTER: "cutter_jammed",
    State.OFFLINE: "printer_offline",
}
"""The code of the fault that a slip meets in each state that cannot print."""


def question(number: int) -> bytes:
    """``DLE EOT n``, answered at once, also by a printer that is offline."""
    return bytes([0x10, 0x04, number])


def answer(data: bytes) -> int | None:
    """The status byte among ``data``, or None: flow control (11, 13) and noise are no answers."""
    return next((byte for byte in reversed(data) if byte & _FIXED_BITS == _FIXED), None)


def state_of(answers: Mapping[int, int]) -> State:
    """The state that the answers make, by number of the question; the cause a person can remedy comes first."""
    if not answers:
        return State.UNKNOWN
    offline, cause, error, paper = (answers.get(number, 0) for number in (1, 2, 3, 4))
    if cause & 0x04:
        return State.COVER
    if cause & 0x20 or paper & 0x60:
        return State.OUT
    if error & 0x08:
        return State.CUTTER
    if offline & 0x08:
        return State.OFFLINE
    return State.LOW if paper & 0x0C else State.READY

"""The lunch rota: which windows rest when, so that each category keeps a window. Pure, from the settings alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import time

from shared.policy import Turn


def turns_of(rota: Sequence[Turn], window: int) -> list[Turn]:
    """The turns of a window, in the order of the day; none where the rota does not name it."""
    return sorted((turn for turn in rota if window in turn.windows), key=lambda turn: turn.begins)


def resting(rota: Sequence[Turn], at: time) -> set[int]:
    """Windows that rest at that time of day."""
    return {window for turn in rota if turn.begins <= at < turn.ends for window in turn.windows}


def left_alone(rota: Sequence[Turn], own: dict[int, tuple[str, ...]]) -> Iterator[tuple[int, str]]:
    """Each turn that leaves a category without a window of its own, by its place in the rota. ``own``: what each window
    serves as its own. Who rests changes only when a turn begins, so its beginnings are all that has to be looked at."""
    every = {code for codes in own.values() for code in codes}
    for index, turn in enumerate(rota):
        away = resting(rota, turn.begins)
        served = {code for window, codes in own.items() if window not in away for code in codes}
        yield from ((index, code) for code in sorted(every - served))

"""What a person says of the speed of a played day."""

from __future__ import annotations

from tinghao.replay.log import LogError


def speed_of(text: str) -> float | None:
    """How many times as fast as it happened; None for ``max``. Raises :class:`LogError` for anything else."""
    if text == "max":
        return None
    try:
        speed = float(text)
    except ValueError as error:
        raise LogError("speed", speed=text) from error
    if not speed > 0:
        raise LogError("speed", speed=text)
    return speed

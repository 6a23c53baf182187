"""Who speaks when on a shared line: each device has its pause between two frames, one frame at a time is on the wire,
and a transceiver has time to turn round. Read from the line's own record of its bytes, at the pace of 9600 baud."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

from drivers.callers import catalogue as callers
from drivers.callers.device import CallerDevice
from drivers.lines import Lines, LineState
from drivers.rating import catalogue as pads
from drivers.rating.device import Rated, RatingDevice
from drivers.simulators.line import LineSimulator

LONG_S = 30.0
GAP_S, TURN_S = 0.12, 0.06
BYTE_S = 10 / 9600
ROUNDING_S = 0.002
"""The record's times are rounded to a millisecond."""


def wire_of(entry: Any) -> Any:
    return replace(entry, line=replace(entry.line, gap_s=GAP_S, turnaround_s=TURN_S))


def record(log: list[str], way: str) -> list[tuple[float, bytes]]:
    rows = [row.split(" ", 2) for row in log]
    return [(float(at), bytes.fromhex(data)) for at, towards, data in rows if towards == way]


def test_pauses_turnaround_and_order() -> None:
    told: list[Any] = []
    new = threading.Condition()

    def hear(event: Any) -> None:
        with new:
            told.append(event)
            new.notify_all()

    def wait(wanted: Callable[[], bool]) -> None:
        with new:
            assert new.wait_for(wanted, LONG_S), told

    lines = Lines(jitter=lambda: 0.0)
    with LineSimulator([1, 2], [21], baud=9600) as line:
        entry = wire_of(pads.load("ff68-pad"))
        one, two = (RatingDevice(line.port_path, entry, hear, address=at, lines=lines) for at in (1, 2))
        caller = CallerDevice(line.port_path, wire_of(callers.load("ff68-caller")), hear, address=21, lines=lines)
        try:
            for device in (one, two, caller):
                device.start()
            wait(lambda: all(device.state is LineState.UP for device in (one, two, caller)))
            for stars in (1, 2):
                one.show_stars(stars)
                two.show_stars(stars)
            one.ask("S1", LONG_S)
            two.ask("S2", LONG_S)
            assert line.wait(lambda line: line.asked[1] == line.asked[2] == 1, LONG_S)
            for round_ in range(1, 4):
                line.press_pad(1, 3)
                line.press_key(21, "next", str(round_))
                assert line.wait(
                    lambda line, n=round_: line.acked["pad", 1] == n and line.acked["caller", 21] == n,  # type: ignore[misc]
                    LONG_S,
                )
            log = one.hex_log()
        finally:
            for device in (one, two, caller):
                device.close()
    assert [event for event in told if isinstance(event, Rated)] == [Rated("S1", 5, 3)]
    ours, theirs = record(log, ">"), record(log, "<")
    to = {address: [(at, data) for at, data in ours if data[5] == address] for address in (1, 2, 21)}
    for address in (1, 2):
        assert [data[6:8].hex() for _, data in to[address][:3]] == ["0201", "0202", "010b"], "in the order it was told"
    for frames in to.values():
        assert all(then - now >= GAP_S - ROUNDING_S for (now, _), (then, _) in pairwise(frames))
    for (now, data), (then, _) in pairwise(ours):
        assert then - now >= len(data) * BYTE_S - ROUNDING_S, "one frame is on the wire at a time"
    assert len(theirs) >= 6
    for at, _ in ours:
        heard = max((when for when, _ in theirs if when <= at), default=None)
        assert heard is None or at - heard >= TURN_S - ROUNDING_S, "never into a transceiver that still turns round"
    assert any(a in [x for x, _ in to[2]] for a, _ in ours[1:3]), "two pads are told in turn, not one after the other"

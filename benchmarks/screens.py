"""From the finger to the eye: tap → first byte at the printer, key → painted on the board, with few and many followers."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks.report import Result, milliseconds, percentile, spread
from shared.link import Link
from tinghao.demo.house import CLERK, House, open_house
from tinghao.demo.visit import Times, Visits
from tinghao.demo.witness import Witness

_TAP_MS = 40
_KEY_MS = 60


def measure(folder: Path, *, quick: bool) -> Result:
    """The demo's house, all stations as real processes offscreen, played without pictures and without waiting."""
    visits = 5 if quick else 40
    result = Result("From the finger to the eye (real processes, offscreen, software renderer)")
    for followers in (0, 18):
        with open_house(folder / str(followers), on_screen=False, url_to_stations=True) as house:
            times = _play(house, folder, visits, followers)
        who = f"{followers + 2} displays ({followers} of them plain readers)" if followers else "2 displays"
        _add(result, f"tap → printer, {who}", times.tap_to_printer, _TAP_MS)
        _add(result, f"key → painted, {who}", times.key_to_display, _KEY_MS)
    result.notes.append(
        f"{visits} visits each. Key: the key event at the counter until the board's first frame that shows the call, "
        "by CLOCK_MONOTONIC. Two Qt displays are real; every further follower reads the same stream without painting."
    )
    return result


def _play(house: House, folder: Path, visits: int, followers: int) -> Times:
    with ExitStack() as stack:
        witness = Witness(house.url, house.manager_token)
        stack.callback(witness.stop)
        for _ in range(followers):
            reader = Link(where=lambda: house.url, listener=lambda message: None, senders=1)
            reader.start()
            stack.callback(reader.stop)
        for station in house.stations:
            station.until(lambda state: state["link"] == "current")
        played = Visits(house, witness, folder)
        played.begin(CLERK)
        for language in itertools.islice(itertools.cycle(("zh-CN", "en", "ja")), visits + 2):
            played.play(language, pictures=False, listen=False)
    # The first two warm up fonts and caches.
    return Times(played.times.tap_to_printer[2:], played.times.key_to_display[2:])


def _add(result: Result, name: str, milliseconds_: Sequence[float], budget_ms: int) -> None:
    seconds = [value / 1e3 for value in milliseconds_]
    holds = percentile(seconds, 0.99) * 1e3 <= budget_ms
    result.add(name, milliseconds(seconds), budget=f"p99 ≤ {budget_ms} ms", holds=holds)
    result.figures[name] = spread(seconds)

"""The rules are pure: the same call decides the same, touches nothing, and knows no chance of its process."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
from pathlib import Path

from hall.rules.decide import decide
from shared.errors import Refusal
from shared.events import Event
from shared.picture import Picture
from tests.book import DAY, PaperHall, by_chance, indexes, random_day

ROOT = Path(__file__).resolve().parent.parent.parent


def outcome(hall: PaperHall, *asked: object) -> list[Event] | tuple[str, dict[str, object]]:
    try:
        return decide(hall.picture, *asked, hall.now, hall.facts)  # type: ignore[arg-type]
    except Refusal as refusal:
        return refusal.code, refusal.params


def everything(picture: Picture) -> object:
    tables = {name: dict(rows) for name, rows in picture.tables().items()}
    return picture.seq, tables, indexes(picture), picture.changes()


def test_deciding_twice_gives_the_same_and_touches_nothing() -> None:
    hall = random_day(11, 400)
    hall.picture.record()
    chance = random.Random(12)
    for _ in range(300):
        asked = by_chance(chance, hall.picture, DAY)
        before = everything(hall.picture)
        first = outcome(hall, *asked)
        assert outcome(hall, *asked) == first
        assert everything(hall.picture) == before
        if isinstance(first, list):
            hall.takes_in(asked[0], asked[1], first)


def test_another_process_decides_the_same_day() -> None:
    """Nothing depends on the order of a set or on an address: other hash seeds, the same journal."""
    told = "from tests.rules.test_purity import digest; print(digest(), end='')"
    digests = {
        subprocess.run(
            [sys.executable, "-c", told],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout
        for seed in ("0", "1")
    }
    assert digests == {digest()}


def digest() -> str:
    """A fingerprint of a day's journal."""
    return hashlib.sha256(repr(random_day(5, 1500).journal).encode()).hexdigest()

"""A made-up queue log in the columns of the real ones: for machines that do not have those."""

from __future__ import annotations

import csv
import random
from pathlib import Path

from tinghao.replay.log import COLUMNS


def write_log(path: Path, tickets: int, *, seed: int = 1, office: str = "OFFICE", day: str = "2020-01-08") -> Path:
    """A day of tickets over five categories, first come first served, with waits of up to half an hour."""
    chance = random.Random(seed)
    names = ["A: Registration", "B: Permits, signs", "C: Pensions", "Cash desk", "Archive"]
    arrivals = sorted(chance.randint(8 * 3600, 16 * 3600) for _ in range(tickets))
    last_call: dict[str, int] = {}
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for number, arrived in enumerate(arrivals, start=1):
            category = chance.choice(names)
            called = max(arrived + chance.randint(0, 1800), last_call.get(category, 0))
            last_call[category] = called
            writer.writerow([office, category, day, number, arrived, called, chance.randint(0, 3)])
    return path

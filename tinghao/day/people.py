"""Who comes on a simulated day: arrivals, service times and patience, all from one seed.

Every figure here is an assumption of ours for the sample hall, not a measurement; another hall learns its own.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

from shared.tickets import Language


class Kind(NamedTuple):
    """What is assumed of one category."""

    name: str
    share: float
    """Of all arrivals."""
    mean_min: float
    """Mean service time in minutes."""
    cv: float
    """Coefficient of variation of the service time (lognormal)."""

    @property
    def load(self) -> float:
        """Minutes of work that an arrival of the day brings on average."""
        return self.share * self.mean_min


KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "A": Kind("投资项目", 0.05, 26, 0.75),
        "B": Kind("商事登记", 0.22, 15, 0.70),
        "C": Kind("社会事务", 0.30, 9, 0.80),
        "D": Kind("不动产", 0.14, 18, 0.65),
        "F": Kind("税务", 0.22, 9, 0.90),
        "G": Kind("公安出入境", 0.07, 10, 0.70),
    }
)
APART: Final = frozenset("FG")
"""Tax and police are not served by comprehensive windows."""
FIRST_S: Final = 8 * 3600 + 1800
"""Doors: 08:30, in seconds since midnight."""
LAST_S: Final = 17 * 3600
"""The last ticket is taken before 17:00."""
HALF_HOURS: Final = (
    *(1.25, 1.55, 1.75, 1.60, 1.25, 0.85, 0.45),
    *(0.20, 0.20, 0.45),
    *(0.95, 1.30, 1.25, 1.0, 0.75, 0.5, 0.25),
)
"""Weights of the half-hours from 08:30."""
PATIENCE_MIN: Final = 75.0
"""Mean patience in minutes, lognormal; who has waited longer leaves without a word."""
PATIENCE_CV: Final = 0.6
LANGUAGES: Final[Mapping[Language, float]] = MappingProxyType({"zh-CN": 0.97, "en": 0.02, "ja": 0.01})


@dataclass(frozen=True, slots=True)
class Visitor:
    """One who comes: seconds since midnight, and seconds."""

    arrives_s: float
    category: str
    language: Language
    patience_s: float
    service_s: float


def visitors(tickets: int, seed: int) -> list[Visitor]:
    """So many visitors in order of arrival; the same for the same seed, whatever the hall does with them."""
    chance = random.Random(seed)
    return sorted((_visitor(chance) for _ in range(tickets)), key=lambda one: one.arrives_s)


def _visitor(chance: random.Random) -> Visitor:
    [half_hour] = chance.choices(range(len(HALF_HOURS)), HALF_HOURS)
    [category] = chance.choices(list(KINDS), [kind.share for kind in KINDS.values()])
    [language] = chance.choices(list(LANGUAGES), list(LANGUAGES.values()))
    kind = KINDS[category]
    return Visitor(
        arrives_s=FIRST_S + 1800 * (half_hour + chance.random()),
        category=category,
        language=language,
        patience_s=60 * lognormal(chance, PATIENCE_MIN, PATIENCE_CV),
        service_s=60 * lognormal(chance, kind.mean_min, kind.cv),
    )


def lognormal(chance: random.Random, mean: float, cv: float) -> float:
    """A lognormal value of that mean and coefficient of variation."""
    variance = math.log(1 + cv * cv)
    return chance.lognormvariate(math.log(mean) - variance / 2, math.sqrt(variance))


def single_windows(windows: int) -> dict[str, int]:
    """So many windows of one category each, at least one a category, the rest by load (largest remainder)."""
    if windows < len(KINDS):
        raise ValueError(f"{windows} windows are fewer than {len(KINDS)} categories")
    total = sum(kind.load for kind in KINDS.values())
    ideal = {code: windows * kind.load / total for code, kind in KINDS.items()}
    given = {code: max(1, math.floor(wanted)) for code, wanted in ideal.items()}
    while sum(given.values()) < windows:
        given[_neediest(ideal, given)] += 1
    while sum(given.values()) > windows:
        given[max((code for code in given if given[code] > 1), key=lambda code: given[code] - ideal[code])] -= 1
    return given


def _neediest(ideal: Mapping[str, float], given: Mapping[str, int]) -> str:
    return max(ideal, key=lambda code: ideal[code] - given[code])


def comprehensive_serves() -> Sequence[str]:
    """The categories of a comprehensive window."""
    return [code for code in KINDS if code not in APART]

"""Finding an item by what a visitor types: characters, pinyin, initials, words, or the item's code.

Pure and small: a few hundred names are looked through at every letter, in well under a frame.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.items import Item


@dataclass(frozen=True, slots=True)
class Found:
    """An item that fits, and how well: less is better."""

    code: str
    rank: tuple[int, int]


class Index:
    """The catalogue, ready to be searched. ``spelled`` gives the parts of a Chinese name
    (``kiosk/spelling.py``); a name without them is found by its characters alone."""

    def __init__(self, items: Sequence[Item], spelled: Mapping[str, Sequence[str]]) -> None:
        self._rows = [_Row.of(item, spelled.get(item.name.zh, ())) for item in items]

    def find(self, query: str) -> list[str]:
        """Codes of the items that fit, best first: by code, at the beginning of the name, then anywhere in it; in the
        catalogue's order where two fit alike. All items for an empty query."""
        asked = plain(query)
        if not asked:
            return [row.code for row in self._rows]
        found = [Found(row.code, rank) for row in self._rows if (rank := row.rank(asked)) is not None]
        return [one.code for one in sorted(found, key=lambda one: one.rank)]


@dataclass(frozen=True, slots=True)
class _Row:
    code: str
    number: str
    names: tuple[str, ...]
    words: tuple[str, ...]
    syllables: tuple[str, ...]

    @classmethod
    def of(cls, item: Item, spelled: Sequence[str]) -> _Row:
        return cls(
            code=item.code,
            number=plain(item.code),
            names=tuple(plain(name) for name in (item.name.zh, item.name.ja) if name),
            words=tuple(word for word in map(plain, item.name.en.split()) if word),
            syllables=tuple(part for part in map(plain, spelled) if part),
        )

    def rank(self, asked: str) -> tuple[int, int] | None:
        """How well the row fits: (kind, place in the name), None where it does not."""
        if self.number.startswith(asked):
            return 0, 0
        places = [place for name in self.names if (place := name.find(asked)) >= 0]
        if places:
            return 1 + min(1, *places), min(places)
        for kind, parts in ((1, self.syllables), (4, self.words)):
            for start in range(len(parts)):
                if _reads(parts[start:], asked):
                    return kind + min(1, start), start
        return None


@lru_cache(maxsize=4096)
def _reads(parts: tuple[str, ...], asked: str) -> bool:
    """Whether ``asked`` is spelled by the parts from the first on, of each as many letters as one likes: ``yyzz``,
    ``yingyezz`` and ``yingyezhi`` all read 营业执照."""
    if not asked:
        return True
    if not parts:
        return False
    first = parts[0]
    return any(
        first.startswith(asked[:taken]) and _reads(parts[1:], asked[taken:])
        for taken in range(min(len(first), len(asked)), 0, -1)
    )


def plain(words: str) -> str:
    """Without accents, case, width, spaces and signs: what is compared."""
    spread = unicodedata.normalize("NFKD", words).casefold()
    return unicodedata.normalize("NFC", "".join(c for c in spread if c.isalnum()))

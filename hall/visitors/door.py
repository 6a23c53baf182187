"""The visitors' door: a token to its ticket, slowly for who guesses.

A token has 144 bits, so guessing is hopeless anyway; the limit keeps those who try from keeping the book busy. Known
tokens are remembered by their hash and never wait: everybody in the hall may come from one address.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Final

from shared.phone_tokens import hash_of

TRIES: Final = 30
"""Unknown tokens an address may show at once."""
TRIES_PER_S: Final = 0.5
"""How fast it may show more."""
_ADDRESSES: Final = 10_000
_KNOWN: Final = 50_000


class TooManyTries(Exception):
    """The address has shown too many unknown tokens; it may come back in a moment."""


class Door:
    """``find`` asks the book; it blocks and is to be called in a thread. ``now`` is monotonic seconds."""

    def __init__(self, find: Callable[[str], str | None], now: Callable[[], float] = time.monotonic) -> None:
        self._find = find
        self._now = now
        self._known: OrderedDict[str, str] = OrderedDict()
        self._misses: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def ticket(self, token: str, address: str) -> str | None:
        """Id of the ticket that the token opens, None for an unknown token. Raises :class:`TooManyTries`."""
        hashed = hash_of(token)
        known = self._known.get(hashed)
        if known is not None:
            return known
        spent = self._spent(address)
        if spent >= TRIES:
            raise TooManyTries
        found = self._find(hashed)
        if found is None:
            self._remember(self._misses, address, (spent + 1, self._now()), _ADDRESSES)
        else:
            self._remember(self._known, hashed, found, _KNOWN)
        return found

    def _spent(self, address: str) -> float:
        spent, at = self._misses.get(address, (0.0, 0.0))
        return max(0.0, spent - (self._now() - at) * TRIES_PER_S)

    @staticmethod
    def _remember(rows: OrderedDict[str, Any], key: str, value: Any, most: int) -> None:
        rows[key] = value
        rows.move_to_end(key)
        while len(rows) > most:
            rows.popitem(last=False)

"""The chain of hashes that makes the journal an audit trail: no entry changes without all that follow."""

from __future__ import annotations

import hashlib
from typing import Final

GENESIS: Final = bytes(32)
"""What stands before the first entry."""


def chain(before: bytes, line: str) -> bytes:
    """The hash of an entry: SHA-256 over the hash of the one before and the entry's exact text."""
    return hashlib.sha256(before + line.encode()).digest()

"""The technicians' PIN: kept as a salted Argon2id hash, so that who reads the settings does not know it.

A PIN is short, so its hash is made slow on purpose: about 0.2 s and 64 MiB a try (RFC 9106, second recommended option,
with one lane). It still does not stand against somebody who has the hash and a week; screens that lock after wrong
tries (:mod:`kiosk.pin_lock`) and views without the hash (:mod:`shared.views`) are what keeps it.
"""

from __future__ import annotations

import os
import re
from typing import Final

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

SHORTEST: Final = 6
LONGEST: Final = 12
"""Digits of a PIN."""
_MEMORY_KIB: Final = 64 * 1024
_ITERATIONS: Final = 3


def hash_pin(pin: str, *, memory_kib: int = _MEMORY_KIB, iterations: int = _ITERATIONS) -> str:
    """The hash of a PIN under a new salt. Raises ValueError for what is no PIN: 6 to 12 digits."""
    if not re.fullmatch(rf"[0-9]{{{SHORTEST},{LONGEST}}}", pin):
        raise ValueError(f"a PIN has {SHORTEST} to {LONGEST} digits")
    derive = Argon2id(salt=os.urandom(16), length=32, iterations=iterations, lanes=1, memory_cost=memory_kib)
    return derive.derive_phc_encoded(pin.encode())


def fits(pin: str, kept: str) -> bool:
    """Whether the PIN is the one of the hash. Takes as long as it was made to: never in a thread that draws."""
    try:
        Argon2id.verify_phc_encoded(pin.encode(), kept)
    except InvalidKey:
        return False
    return True

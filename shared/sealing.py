"""Sealing what may be read by few and kept for a while: AES-256-GCM, under a key in a file of its own.

The key lies beside the book and never in it: whoever copies the book alone has no text of anybody. A seal is bound to
its hall and its id, so that no row can be put in another's place.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import os
import tempfile
from pathlib import Path
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.errors import Refusal

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


class Sealed(NamedTuple):
    """A sealed text: ``id`` names it, ``key`` says under which key it lies."""

    id: str
    key: str
    sealed: bytes


class Vault:
    """Seals and opens the texts of one hall. The key is made when the first text comes."""

    def __init__(self, hall: str, key_file: Path) -> None:
        self._hall = hall
        self.key_file = key_file
        self._known: bytes | None = None

    def seal(self, id: str, text: str) -> Sealed:
        """Raises Refusal ``key_unusable``."""
        key, nonce = self._key(make=True), os.urandom(_NONCE_BYTES)
        return Sealed(id, _name(key), nonce + AESGCM(key).encrypt(nonce, text.encode(), self._bound(id)))

    def open(self, sealed: Sealed) -> str:
        """Raises Refusal ``key_unusable`` without the key it was sealed under."""
        key = self._key(make=False)
        nonce, words = sealed.sealed[:_NONCE_BYTES], sealed.sealed[_NONCE_BYTES:]
        try:
            return AESGCM(key).decrypt(nonce, words, self._bound(sealed.id)).decode()
        except InvalidTag as error:
            why = "another key" if _name(key) != sealed.key else "altered"
            raise Refusal("key_unusable", file=self.key_file.name, why=why) from error

    def _bound(self, id: str) -> bytes:
        return f"{self._hall}/{id}".encode()

    def _key(self, *, make: bool) -> bytes:
        if self._known is None:
            try:
                if make and not self.key_file.exists():
                    _make(self.key_file)
                self._known = _read(self.key_file)
            except (OSError, ValueError) as error:
                why = getattr(error, "strerror", None) or str(error)
                raise Refusal("key_unusable", file=self.key_file.name, why=why) from error
        return self._known


def _name(key: bytes) -> str:
    return hashlib.sha256(b"tinghao key " + key).hexdigest()[:16]


def _read(file: Path) -> bytes:
    try:
        key = base64.b64decode(file.read_text(encoding="ascii").strip(), validate=True)
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ValueError("not a key") from error
    if len(key) != _KEY_BYTES:
        raise ValueError("not a key")
    return key


def _make(file: Path) -> None:
    """A new key, on the disk before anything is sealed under it; of two services that make one, the first wins."""
    file.parent.mkdir(parents=True, exist_ok=True)
    # For its owner alone, as all temporary files.
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f"{file.name}.", mode="wb") as draft:
        draft.write(base64.b64encode(os.urandom(_KEY_BYTES)) + b"\n")
        draft.flush()
        os.fsync(draft.fileno())
        with contextlib.suppress(FileExistsError):  # Another service was first: its key is the hall's.
            os.link(draft.name, file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

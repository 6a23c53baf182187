"""The token that opens a visitor's page: drawn by the station that issues the ticket, printed, and forgotten. The hall is
told its hash alone."""

from __future__ import annotations


def new_token() -> str:
    """A token of 144 bits, short enough for a QR code that is read from afar."""
    import secrets

    return secrets.token_urlsafe(18)


def hash_of(token: str) -> str:
    """SHA-256 of a token, in hex: what the hall knows of it."""
    import hashlib

    return hashlib.sha256(token.encode()).hexdigest()

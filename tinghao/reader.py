"""Who reads the terminal."""

from __future__ import annotations

import os

from shared.i18n import LANGUAGES


def reader_language() -> str:
    """The language of the terminal's locale, English where the house does not speak it."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return next((tag for tag in LANGUAGES if spoken.startswith(tag[:2])), "en")

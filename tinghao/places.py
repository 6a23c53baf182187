"""Where things lie on this machine: the book, the clips, the sample settings."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from platformdirs import user_data_path

SITES: Final = Path(__file__).resolve().parent.parent / "shared" / "sites"
"""Settings of the sample hall, a street hall and a community post."""
SAMPLE: Final = SITES / "district.toml"


def default_store(hall: str) -> str:
    """The embedded store of a hall: one SQLite file in this user's data folder."""
    return f"sqlite:///{user_data_path('tinghao', appauthor=False) / (hall + '.db')}"

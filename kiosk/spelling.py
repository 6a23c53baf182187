"""How Chinese names are read: a process of its own, ``python -m kiosk.spelling``, that says it once and ends.

The dictionary takes a second and 60 MB; a kiosk needs neither afterwards, and its first frame must not wait. Names come
as a JSON list on standard input; on standard output goes, for each name, the list of its parts: a syllable without tone
for each character that has one, and runs of anything else as they stand.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Final

DEADLINE_S: Final = 60.0
"""A machine that needs longer than this goes on without pinyin; names and codes are found all the same."""


def spell(names: Sequence[str]) -> list[list[str]]:
    """The parts of each name, from a process of its own. Raises OSError, TimeoutExpired, CalledProcessError or
    ValueError where that process cannot be had."""
    done = subprocess.run(
        [sys.executable, "-m", "kiosk.spelling"],
        input=json.dumps(list(names)),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=DEADLINE_S,
        check=True,
    )
    parts: list[list[str]] = json.loads(done.stdout)
    if len(parts) != len(names):
        raise ValueError(f"{len(names)} names were asked for and {len(parts)} were spelled")
    return parts


def main() -> None:
    """Spell what standard input asks for."""
    from pypinyin import Style, lazy_pinyin

    names: list[str] = json.loads(sys.stdin.read())
    parts = [lazy_pinyin(name, style=Style.NORMAL, v_to_u=False) for name in names]
    json.dump(parts, sys.stdout)


if __name__ == "__main__":
    main()

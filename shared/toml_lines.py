"""Where in a TOML text a value stands, so that an error can name the line (the standard parser keeps no positions)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from typing import Final

_HEADER: Final = re.compile(r"^\s*\[(\[?)\s*([^\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY: Final = re.compile(r"""^\s*["']?([A-Za-z0-9_-]+)["']?(\.[^=\s]+)?\s*=""")


def line_of(text: str, loc: Sequence[object]) -> int:
    """Line (from 1) of the deepest part of ``loc`` that stands in the text, 0 where none does.

    ``loc`` is a path of keys and list indices such as ``("windows", 3, "zone")``.
    """
    best, best_depth = 0, 0
    table: tuple[object, ...] = ()
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header:
            table = _table(header, counts)
            here = table
        else:
            key = _KEY.match(line)
            if not key:
                continue
            here = (*table, key.group(1))
        if tuple(loc[: len(here)]) == here and len(here) > best_depth:
            best, best_depth = number, len(here)
    return best


def line_of_syntax_error(text: str, error: tomllib.TOMLDecodeError) -> int:
    """Line (from 1) that the parser's own message names; the last line for an error at the end."""
    found = re.search(r"line (\d+)", str(error))
    return int(found.group(1)) if found else len(text.splitlines())


def _table(header: re.Match[str], counts: dict[str, int]) -> tuple[object, ...]:
    """The path a table header opens; an array of tables counts its entries, a sub-table belongs to the latest one."""
    parts = [part.strip().strip("\"'") for part in header.group(2).split(".")]
    name = ".".join(parts)
    if header.group(1):
        counts[name] = counts.get(name, -1) + 1
    path: list[object] = []
    for depth, part in enumerate(parts, start=1):
        path.append(part)
        index = counts.get(".".join(parts[:depth]))
        if index is not None:
            path.append(index)
    return tuple(path)

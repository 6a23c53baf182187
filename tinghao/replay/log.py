"""Reading a queue log: rows of a day at an office, and the rows that had to be refused."""

from __future__ import annotations

import csv
import gzip
import io
import re
import string
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from shared.errors import TinghaoError

COLUMNS: Final = ("office", "category", "date", "number", "arrived_s", "called_s", "open_windows")
_LETTER: Final = re.compile(r"^([A-Z]): *\S")
_DAY_S: Final = 24 * 3600


class LogError(TinghaoError):
    """A log that cannot be read at all."""

    domain = "replay"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One ticket of the log. ``arrived_s`` and ``called_s`` are seconds since local midnight."""

    category: str
    """The category as the log names it, mostly with a letter before: ``L: …``."""
    arrived_s: int
    called_s: int
    open_windows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """A row that is not used: where it stands and what is wrong with it."""

    file: str
    line: int
    why: str


@dataclass(frozen=True, slots=True)
class Day:
    """What the logs say of one office on one day."""

    rows: list[Row]
    refused: list[RefusedRow]


def read_day(files: Iterable[Path], office: str, day: date) -> Day:
    """The office's rows of the day, in order of arrival. Malformed rows are refused, the rest goes on.

    A row whose office or date cannot be read belongs to nobody and is refused too. Raises :class:`LogError` for a
    file that cannot be opened or that lacks a column.
    """
    found = Day([], [])
    for file in files:
        _read_file(file, office, day, found)
    found.rows.sort(key=lambda row: row.arrived_s)
    return found


def _read_file(file: Path, office: str, day: date, found: Day) -> None:
    try:
        with _open(file) as text:
            reader = csv.DictReader(text)
            missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
            if missing:
                raise LogError("columns", file=str(file), columns=", ".join(missing))
            for values in reader:
                _take(values, file.name, reader.line_num, office, day, found)
    except (OSError, UnicodeDecodeError, EOFError, csv.Error) as error:
        raise LogError("unreadable", file=str(file), why=str(error)) from error


def _open(file: Path) -> io.TextIOWrapper:
    if file.suffix == ".gz":
        return io.TextIOWrapper(gzip.GzipFile(file, "rb"), encoding="utf-8", newline="")
    return file.open(encoding="utf-8", newline="")


def _take(values: dict[str, str | None], file: str, line: int, office: str, day: date, found: Day) -> None:
    try:
        if any(values.get(column) in (None, "") for column in COLUMNS):
            raise ValueError("a column is empty or missing")
        if None in values:
            raise ValueError("there are more columns than the header names")
        when = date.fromisoformat(values["date"] or "")
        if values["office"] == office and when == day:
            found.rows.append(_row(values))
    except ValueError as error:
        found.refused.append(RefusedRow(file=file, line=line, why=str(error)))


def _row(values: dict[str, str | None]) -> Row:
    arrived, called, windows = (int(values[c] or "") for c in ("arrived_s", "called_s", "open_windows"))
    if not 0 <= arrived <= called < _DAY_S:
        raise ValueError(f"arrived_s {arrived} and called_s {called} are not in order within one day")
    if not 0 <= windows <= 100:
        raise ValueError(f"open_windows {windows} is not between 0 and 100")
    category = (values["category"] or "").strip()
    return Row(category=category, arrived_s=arrived, called_s=called, open_windows=windows)


def letters(rows: Iterable[Row]) -> dict[str, str]:
    """A letter for each category: the log's own where it gives one that is free, else the next one in the alphabet."""
    names = sorted({row.category for row in rows})
    given: dict[str, str] = {}
    for name in names:
        found = _LETTER.match(name)
        if found and found[1] not in given.values():
            given[name] = found[1]
    alphabet = [a + b for a in ("", *string.ascii_uppercase) for b in string.ascii_uppercase]
    free = iter(code for code in alphabet if code not in given.values())
    return {name: given.get(name) or next(free) for name in names}


def steps(rows: Iterable[Row]) -> Iterator[tuple[int, int, Row]]:
    """Arrivals (0) and calls (1) as ``(second, kind, row)``, in order; at the same second arrivals come first."""
    both = [(row.arrived_s, 0, row) for row in rows]
    both += [(row.called_s, 1, row) for row in rows]
    return iter(sorted(both, key=lambda step: step[:2]))

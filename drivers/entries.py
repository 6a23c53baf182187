"""Reading catalogue entries: a TOML file taken apart key by key, whose every mistake names file, line and what is wrong.

What is common to the catalogues of devices on lines lies here: the tables ``[serial]`` and ``[frame]``, hex bytes,
templates, and the faults ``catalogue_unreadable``, ``catalogue_bad_value``, ``catalogue_unknown_key`` and
``catalogue_example``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from drivers.frames import LAYOUT_PLACES, Framing, Pieces, pieces
from drivers.lines import Wire
from shared.errors import DeviceFault
from shared.toml_lines import line_of, line_of_syntax_error

_T = TypeVar("_T")
_E = TypeVar("_E")


def names_in(folder: Path) -> tuple[str, ...]:
    """The entries of a catalogue's folder."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))


def load_named(name: str, folder: Path, parse: Callable[[str, str, str], _E]) -> _E:
    """The entry called ``name``. Raises ``catalogue_missing``, or what :func:`load_file` raises."""
    known = names_in(folder)
    if name not in known:
        raise DeviceFault("catalogue_missing", name=name, known=", ".join(known) or "—")
    return load_file(folder / f"{name}.toml", parse)


def load_file(path: Path, parse: Callable[[str, str, str], _E]) -> _E:
    """The entry in a file. Raises ``catalogue_unreadable`` and what ``parse`` (text, name, file) raises."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DeviceFault("catalogue_unreadable", file=path.name, why=str(error)) from error
    return parse(text, path.stem, path.name)


def parse_entry(text: str, file: str, read: Callable[[Table], _E]) -> _E:
    """What ``read`` makes of a TOML text; its :class:`BadEntryError` becomes a fault that names ``file`` and line."""
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = line_of_syntax_error(text, error)
        raise DeviceFault("catalogue_bad_value", file=file, line=line, where="—", why=str(error)) from error
    try:
        return read(Table(tree, ()))
    except BadEntryError as error:
        where = ".".join(str(part + 1 if isinstance(part, int) else part) for part in error.where) or "—"
        at = line_of(text, error.where) or 1
        raise DeviceFault(error.code, file=file, line=at, where=where, why=error.why) from error


class BadEntryError(Exception):
    """Something is wrong at ``where``, a path of keys and indexes; :func:`parse_entry` makes a fault of it."""

    def __init__(self, code: str, where: tuple[str | int, ...], why: str) -> None:
        super().__init__(code, where, why)
        self.code, self.where, self.why = code, where, why


class Table:
    """A TOML table read key by key: the rest that nobody asked for is an error, and each error knows its place."""

    def __init__(self, values: Any, where: tuple[str | int, ...]) -> None:
        if not isinstance(values, dict):
            raise BadEntryError("catalogue_bad_value", where, "a table is wanted here")
        self._values = dict(values)
        self.where = where

    def has(self, key: str) -> bool:
        """Whether the key is there and was not taken."""
        return key in self._values

    def keys(self) -> list[str]:
        """Keys not taken yet."""
        return list(self._values)

    def take(self, key: str, read: Callable[[Any], _T]) -> _T:
        """The value of a key that must be there."""
        if key not in self._values:
            raise BadEntryError("catalogue_bad_value", (*self.where, key), f"{key} is missing")
        value = self._values.pop(key)
        try:
            return read(value)
        except (ValueError, TypeError) as error:
            raise BadEntryError("catalogue_bad_value", (*self.where, key), str(error)) from error

    def table(self, key: str) -> Table:
        """A table within; an empty one where there is none."""
        return Table(self._values.pop(key, {}), (*self.where, key))

    def tables(self, key: str) -> list[Table]:
        """A list of tables, empty where there is none."""
        values = self._values.pop(key, [])
        if not isinstance(values, list):
            raise BadEntryError("catalogue_bad_value", (*self.where, key), f"write [[{key}]]")
        return [Table(value, (*self.where, key, index)) for index, value in enumerate(values)]

    def end(self) -> None:
        """Nothing may be left that nobody took."""
        if self._values:
            key = next(iter(self._values))
            raise BadEntryError("catalogue_unknown_key", (*self.where, key), key)

    def checked(self, make: Callable[[], _T]) -> _T:
        """What ``make`` returns; its ``ValueError`` is a mistake of this table."""
        try:
            return make()
        except ValueError as error:
            raise BadEntryError("catalogue_bad_value", self.where, str(error)) from error


def a_key(value: Any) -> int:
    """One byte, written as two hex digits."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9A-Fa-f]{1,2}", value):
        raise ValueError(f"{value!r} is no key: write two hex digits")
    return int(value, 16)


def hex_bytes(value: Any) -> bytes:
    """Bytes in hex."""
    return bytes.fromhex(a_text(value))


def hexed(data: bytes) -> str:
    """Bytes as entries write them."""
    return data.hex(" ").upper()


def a_text(value: Any) -> str:
    """A text that says something."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("a text is wanted")
    return value


def a_template(places: frozenset[str]) -> Callable[[Any], Pieces]:
    """A layout or template with some of these places."""
    return lambda value: pieces(a_text(value), places)


def whole(least: int, most: int) -> Callable[[Any], int]:
    """A whole number within bounds."""

    def read(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise ValueError(f"a whole number from {least} to {most} is wanted")
        return value

    return read


def one_of(*allowed: Any) -> Callable[[Any], Any]:
    """One of these values."""

    def read(value: Any) -> Any:
        if not any(type(value) is type(one) and value == one for one in allowed):
            raise ValueError(f"one of {', '.join(map(str, allowed))} is wanted")
        return value

    return read


def read_wire(table: Table) -> Wire:
    """The table ``[serial]``."""
    made = Wire(
        baudrate=table.take("baudrate", whole(50, 4_000_000)),
        bytesize=table.take("bytesize", one_of(5, 6, 7, 8)),
        parity=table.take("parity", one_of("N", "E", "O", "M", "S")),
        stopbits=table.take("stopbits", one_of(1, 1.5, 2)),
        gap_s=table.take("gap_ms", whole(0, 10_000)) / 1000,
        turnaround_s=table.take("turnaround_ms", whole(0, 1000)) / 1000,
        idle_s=table.take("idle_ms", whole(10, 5000)) / 1000,
        echo=table.take("echo", one_of(True, False)),
    )
    table.end()
    return made


def read_framing(table: Table) -> Framing:
    """The table ``[frame]``."""
    layout = table.take("layout", a_template(LAYOUT_PLACES))
    body_max = table.take("body_max", whole(1, 255))
    checksum = table.take("checksum", a_text) if table.has("checksum") else None
    table.end()
    return table.checked(lambda: Framing(layout, body_max, checksum))

"""The catalogue of rating devices: one TOML file for each protocol, read into frozen values and checked.

An unknown key, a malformed value or an example that the entry does not fulfil is a :class:`~shared.errors.DeviceFault`
(``catalogue_unknown_key``, ``catalogue_bad_value``, ``catalogue_example``) naming file, line and what is wrong.

Examples come from a manual, a source or a capture and say which: an entry and its tests made from the same guess agree
with each other and prove nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, TypeVar

from drivers.rating.frames import LAYOUT_PLACES, Frame, FrameParser, Framing, Pieces, Stray, fill, match, pieces
from shared.errors import DeviceFault
from shared.toml_lines import line_of, line_of_syntax_error

CATALOGUE: Final = Path(__file__).parent / "catalogue"
VERBS: Final = frozenset({"welcome", "ask", "timeout", "stars", "cancel", "thank"})
"""What can be said to a device; names beginning with ``ack`` are variants of the acknowledgement of a press."""
PLACES: Final = frozenset({"address", "raw", "stars", "timeout_s"})
BEST_GRADE: Final = 5
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Line:
    """The serial line. ``gap_s`` between two frames of ours, ``turnaround_s`` after the device's last byte,
    ``idle_s`` of silence ends half a frame; ``echo`` says that our own bytes may come back."""

    baudrate: int
    bytesize: int
    parity: str
    stopbits: float
    gap_s: float
    turnaround_s: float
    idle_s: float
    echo: bool

    def settings(self) -> dict[str, Any]:
        """The line settings as :func:`drivers.ports.port_for` takes them."""
        return {
            "baudrate": self.baudrate,
            "bytesize": self.bytesize,
            "parity": self.parity,
            "stopbits": self.stopbits,
        }


@dataclass(frozen=True, slots=True)
class Say:
    """One thing said to the device: a body, in the entry's framing or one of its own."""

    framing: Framing
    body: Pieces

    def frame(self, **values: int) -> bytes:
        """The bytes to send; ``ValueError`` when a place lacks its value."""
        return self.framing.frame(fill(self.body, values))


@dataclass(frozen=True, slots=True)
class Press:
    """How a press arrives: a frame whose body matches, or one bare byte out of ``keys``.

    ``grades`` maps the raw key to a grade 1 to 5; None where vendors differ so much that a site must say it.
    ``acknowledge`` names the ``say`` that answers a press, None for none.
    """

    form: Literal["frame", "byte"]
    body: Pieces
    keys: frozenset[int]
    grades: Mapping[int, int] | None
    acknowledge: str | None

    def of(self, found: Frame | Stray, address: int) -> list[int]:
        """Raw keys pressed, read from what the parser found; empty when it is something else."""
        if isinstance(found, Stray):
            return [byte for byte in found.raw if byte in self.keys] if self.form == "byte" else []
        values = match(self.body, found.body) if self.form == "frame" else None
        if values is None or values.get("address", address) != address:
            return []
        return [values["raw"]]


@dataclass(frozen=True, slots=True)
class Example:
    """Known bytes and where they are known from: of something said (``say``) or of a key pressed (``press``)."""

    say: str | None
    press: int | None
    values: Mapping[str, int]
    wire: bytes
    source: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One protocol of rating devices."""

    name: str
    title: str
    source: str
    line: Line
    framing: Framing
    press: Press
    say: Mapping[str, Say]
    examples: tuple[Example, ...]


def names(folder: Path = CATALOGUE) -> tuple[str, ...]:
    """The entries of the catalogue."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))


def load(name: str, folder: Path = CATALOGUE) -> Entry:
    """The entry called ``name``. Raises ``catalogue_missing``, or what :func:`load_file` raises."""
    known = names(folder)
    if name not in known:
        raise DeviceFault("catalogue_missing", name=name, known=", ".join(known) or "—")
    return load_file(folder / f"{name}.toml")


def load_file(path: Path) -> Entry:
    """The entry in a file. Raises ``catalogue_unreadable`` and the faults that this module's head names."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DeviceFault("catalogue_unreadable", file=path.name, why=str(error)) from error
    return parse(text, path.stem, path.name)


def parse(text: str, name: str, file: str) -> Entry:
    """The entry written in a TOML text; ``file`` is what a fault names."""
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = line_of_syntax_error(text, error)
        raise DeviceFault("catalogue_bad_value", file=file, line=line, where="—", why=str(error)) from error
    try:
        entry = _entry(name, _Table(tree, ()))
        for index, example in enumerate(entry.examples):
            _hold(entry, example, ("example", index))
    except _BadEntryError as error:
        where = ".".join(str(part + 1 if isinstance(part, int) else part) for part in error.where) or "—"
        at = line_of(text, error.where) or 1
        raise DeviceFault(error.code, file=file, line=at, where=where, why=error.why) from error
    return entry


class _BadEntryError(Exception):
    def __init__(self, code: str, where: tuple[str | int, ...], why: str) -> None:
        super().__init__(code, where, why)
        self.code, self.where, self.why = code, where, why


class _Table:
    """A TOML table read key by key: the rest that nobody asked for is an error, and each error knows its place."""

    def __init__(self, values: Any, where: tuple[str | int, ...]) -> None:
        if not isinstance(values, dict):
            raise _BadEntryError("catalogue_bad_value", where, "a table is wanted here")
        self._values = dict(values)
        self.where = where

    def has(self, key: str) -> bool:
        return key in self._values

    def keys(self) -> list[str]:
        return list(self._values)

    def take(self, key: str, read: Callable[[Any], _T]) -> _T:
        """The value of a key that must be there."""
        if key not in self._values:
            raise _BadEntryError("catalogue_bad_value", (*self.where, key), f"{key} is missing")
        value = self._values.pop(key)
        try:
            return read(value)
        except (ValueError, TypeError) as error:
            raise _BadEntryError("catalogue_bad_value", (*self.where, key), str(error)) from error

    def table(self, key: str) -> _Table:
        return _Table(self._values.pop(key, {}), (*self.where, key))

    def tables(self, key: str) -> list[_Table]:
        values = self._values.pop(key, [])
        if not isinstance(values, list):
            raise _BadEntryError("catalogue_bad_value", (*self.where, key), f"write [[{key}]]")
        return [_Table(value, (*self.where, key, index)) for index, value in enumerate(values)]

    def end(self) -> None:
        if self._values:
            key = next(iter(self._values))
            raise _BadEntryError("catalogue_unknown_key", (*self.where, key), key)

    def checked(self, make: Callable[[], _T]) -> _T:
        try:
            return make()
        except ValueError as error:
            raise _BadEntryError("catalogue_bad_value", self.where, str(error)) from error


def _entry(name: str, root: _Table) -> Entry:
    device = root.table("device")
    title, source = device.take("title", _text), device.take("source", _text)
    device.end()
    line = _line(root.table("serial"))
    framing = _framing(root.table("frame"))
    say = _says(root.table("say"), framing)
    press = _press(root.table("press"), say)
    examples = tuple(_example(table) for table in root.tables("example"))
    root.end()
    if not examples:
        raise _BadEntryError("catalogue_bad_value", ("example",), "at least one example with its source is wanted")
    return Entry(name, title, source, line, framing, press, say, examples)


def _line(table: _Table) -> Line:
    line = Line(
        baudrate=table.take("baudrate", _whole(50, 4_000_000)),
        bytesize=table.take("bytesize", _one_of(5, 6, 7, 8)),
        parity=table.take("parity", _one_of("N", "E", "O", "M", "S")),
        stopbits=table.take("stopbits", _one_of(1, 1.5, 2)),
        gap_s=table.take("gap_ms", _whole(0, 10_000)) / 1000,
        turnaround_s=table.take("turnaround_ms", _whole(0, 1000)) / 1000,
        idle_s=table.take("idle_ms", _whole(10, 5000)) / 1000,
        echo=table.take("echo", _one_of(True, False)),
    )
    table.end()
    return line


def _framing(table: _Table) -> Framing:
    layout = table.take("layout", _pieces(LAYOUT_PLACES))
    body_max = table.take("body_max", _whole(1, 255))
    checksum = table.take("checksum", _text) if table.has("checksum") else None
    table.end()
    return table.checked(lambda: Framing(layout, body_max, checksum))


def _says(table: _Table, framing: Framing) -> Mapping[str, Say]:
    says: dict[str, Say] = {}
    for name in table.keys():  # noqa: SIM118 - a reader of TOML, not a mapping
        one = table.table(name)
        if name not in VERBS and not name.startswith("ack"):
            raise _BadEntryError("catalogue_unknown_key", one.where, name)
        says[name] = _say(one, framing)
    if "ask" not in says:
        raise _BadEntryError("catalogue_bad_value", ("say", "ask"), "ask is missing")
    return MappingProxyType(says)


def _say(table: _Table, framing: Framing) -> Say:
    body = table.take("body", _pieces(PLACES))
    if table.has("layout"):
        layout = table.take("layout", _pieces(LAYOUT_PLACES))
        checksum = framing.checksum if "sum" in layout else None
        framing = table.checked(lambda: Framing(layout, framing.body_max, checksum))
    table.end()
    if len(body) > framing.body_max:
        raise _BadEntryError("catalogue_bad_value", (*table.where, "body"), f"longer than {framing.body_max} bytes")
    return Say(framing, body)


def _press(table: _Table, say: Mapping[str, Say]) -> Press:
    form: Literal["frame", "byte"] = table.take("form", _one_of("frame", "byte"))
    body: Pieces = ()
    keys: frozenset[int] = frozenset()
    if form == "frame":
        body = table.take("body", _pieces(frozenset({"address", "raw"})))
        if body.count("raw") != 1:
            raise _BadEntryError("catalogue_bad_value", (*table.where, "body"), "{raw} is wanted once")
    else:
        keys = table.take("keys", _keys)
    grades = table.take("grades", grade_map) if table.has("grades") else None
    acknowledge = table.take("acknowledge", _one_of("none", *(name for name in say if name.startswith("ack"))))
    table.end()
    return Press(form, body, keys, grades, None if acknowledge == "none" else acknowledge)


def _example(table: _Table) -> Example:
    say = table.take("say", _text) if table.has("say") else None
    press = table.take("press", _whole(0, 255)) if table.has("press") else None
    if (say is None) == (press is None):
        raise _BadEntryError("catalogue_bad_value", table.where, "either say or press is wanted")
    values = table.take("with", _values) if table.has("with") else {}
    wire = table.take("bytes", _hex_bytes)
    source = table.take("source", _text)
    table.end()
    return Example(say, press, MappingProxyType(values), wire, source)


def _hold(entry: Entry, example: Example, where: tuple[str | int, ...]) -> None:
    """The entry must do what its example shows."""
    if example.say is not None:
        if example.say not in entry.say:
            raise _BadEntryError("catalogue_example", (*where, "say"), f"nothing is called {example.say}")
        try:
            made = entry.say[example.say].frame(**example.values)
        except ValueError as error:
            raise _BadEntryError("catalogue_example", (*where, "with"), str(error)) from error
        if made != example.wire:
            raise _BadEntryError("catalogue_example", (*where, "bytes"), f"the entry makes {_hexed(made)}")
        return
    parser = FrameParser(entry.framing)
    found = parser.feed(example.wire) + parser.idle()
    pressed = [raw for item in found for raw in entry.press.of(item, example.values.get("address", 1))]
    if pressed != [example.press]:
        raise _BadEntryError("catalogue_example", (*where, "bytes"), f"the entry reads {pressed}")


def grade_map(value: Any) -> Mapping[int, int]:
    """Raw key (two hex digits) → grade 1 to 5, as entries and site settings write it; ``ValueError`` otherwise."""
    if not isinstance(value, Mapping) or not value:
        raise ValueError("raw key = grade is wanted, such as 03 = 5")
    grades: dict[int, int] = {}
    for key, grade in value.items():
        raw = _key(key)
        if raw in grades:
            raise ValueError(f"key {key} stands twice")
        if type(grade) is not int or not 1 <= grade <= BEST_GRADE:
            raise ValueError(f"key {key}: a grade is 1 to {BEST_GRADE}")
        grades[raw] = grade
    return MappingProxyType(grades)


def _key(value: Any) -> int:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9A-Fa-f]{1,2}", value):
        raise ValueError(f"{value!r} is no key: write two hex digits")
    return int(value, 16)


def _keys(value: Any) -> frozenset[int]:
    if not isinstance(value, list) or not value:
        raise ValueError("a list of keys is wanted")
    return frozenset(_key(key) for key in value)


def _values(value: Any) -> dict[str, int]:
    if not isinstance(value, dict) or any(type(number) is not int for number in value.values()):
        raise ValueError("place = number is wanted")
    if unknown := value.keys() - PLACES:
        raise ValueError(f"unknown places: {', '.join(sorted(unknown))}")
    return value


def _hex_bytes(value: Any) -> bytes:
    return bytes.fromhex(_text(value))


def _hexed(data: bytes) -> str:
    return data.hex(" ").upper()


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("a text is wanted")
    return value


def _pieces(places: frozenset[str]) -> Callable[[Any], Pieces]:
    return lambda value: pieces(_text(value), places)


def _whole(least: int, most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise ValueError(f"a whole number from {least} to {most} is wanted")
        return value

    return read


def _one_of(*allowed: Any) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if not any(type(value) is type(one) and value == one for one in allowed):
            raise ValueError(f"one of {', '.join(map(str, allowed))} is wanted")
        return value

    return read

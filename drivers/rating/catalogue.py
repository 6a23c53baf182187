"""The catalogue of rating devices: one TOML file for each protocol, read into frozen values and checked.

An unknown key, a malformed value or an example that the entry does not fulfil is a :class:`~shared.errors.DeviceFault`
(``catalogue_unknown_key``, ``catalogue_bad_value``, ``catalogue_example``) naming file, line and what is wrong.

Examples come from a manual, a source or a capture and say which: an entry and its tests made from the same guess agree
with each other and prove nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

from drivers.entries import (
    BadEntryError,
    Table,
    a_key,
    a_template,
    a_text,
    hex_bytes,
    hexed,
    load_named,
    names_in,
    one_of,
    parse_entry,
    read_framing,
    read_wire,
    whole,
)
from drivers.frames import LAYOUT_PLACES, Frame, FrameParser, Framing, Pieces, Stray, fill, match
from drivers.lines import Wire

CATALOGUE: Final = Path(__file__).parent / "catalogue"
VERBS: Final = frozenset({"welcome", "ask", "timeout", "stars", "cancel", "thank", "pause", "reset"})
"""What can be said to a device; names beginning with ``ack`` are variants of the acknowledgement of a press."""
PLACES: Final = frozenset({"address", "raw", "stars", "timeout_s"})
BEST_GRADE: Final = 5


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

    @property
    def address_at(self) -> int | None:
        """Where in the body the address stands, None where a press says nothing of it."""
        return self.body.index("address") if "address" in self.body else None

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
    line: Wire
    framing: Framing
    press: Press
    say: Mapping[str, Say]
    examples: tuple[Example, ...]


def names(folder: Path = CATALOGUE) -> tuple[str, ...]:
    """The entries of the catalogue."""
    return names_in(folder)


def load(name: str, folder: Path = CATALOGUE) -> Entry:
    """The entry called ``name``. Raises ``catalogue_missing``, or the faults that this module's head names."""
    return load_named(name, folder, parse)


def parse(text: str, name: str, file: str) -> Entry:
    """The entry written in a TOML text; ``file`` is what a fault names."""
    return parse_entry(text, file, lambda root: _entry(name, root))


def _entry(name: str, root: Table) -> Entry:
    device = root.table("device")
    title, source = device.take("title", a_text), device.take("source", a_text)
    device.end()
    line = read_wire(root.table("serial"))
    framing = read_framing(root.table("frame"))
    say = _says(root.table("say"), framing)
    press = _press(root.table("press"), say)
    examples = tuple(_example(table) for table in root.tables("example"))
    root.end()
    if not examples:
        raise BadEntryError("catalogue_bad_value", ("example",), "at least one example with its source is wanted")
    entry = Entry(name, title, source, line, framing, press, say, examples)
    for index, example in enumerate(examples):
        _hold(entry, example, ("example", index))
    return entry


def _says(table: Table, framing: Framing) -> Mapping[str, Say]:
    says: dict[str, Say] = {}
    for name in table.keys():  # noqa: SIM118 - a reader of TOML, not a mapping
        one = table.table(name)
        if name not in VERBS and not name.startswith("ack"):
            raise BadEntryError("catalogue_unknown_key", one.where, name)
        says[name] = _say(one, framing)
    if "ask" not in says:
        raise BadEntryError("catalogue_bad_value", ("say", "ask"), "ask is missing")
    return MappingProxyType(says)


def _say(table: Table, framing: Framing) -> Say:
    body = table.take("body", a_template(PLACES))
    if table.has("layout"):
        layout = table.take("layout", a_template(LAYOUT_PLACES))
        checksum = framing.checksum if "sum" in layout else None
        framing = table.checked(lambda: Framing(layout, framing.body_max, checksum))
    table.end()
    if len(body) > framing.body_max:
        raise BadEntryError("catalogue_bad_value", (*table.where, "body"), f"longer than {framing.body_max} bytes")
    return Say(framing, body)


def _press(table: Table, say: Mapping[str, Say]) -> Press:
    form: Literal["frame", "byte"] = table.take("form", one_of("frame", "byte"))
    body: Pieces = ()
    keys: frozenset[int] = frozenset()
    if form == "frame":
        body = table.take("body", a_template(frozenset({"address", "raw"})))
        if body.count("raw") != 1:
            raise BadEntryError("catalogue_bad_value", (*table.where, "body"), "{raw} is wanted once")
    else:
        keys = table.take("keys", _keys)
    grades = table.take("grades", grade_map) if table.has("grades") else None
    acknowledge = table.take("acknowledge", one_of("none", *(name for name in say if name.startswith("ack"))))
    table.end()
    return Press(form, body, keys, grades, None if acknowledge == "none" else acknowledge)


def _example(table: Table) -> Example:
    say = table.take("say", a_text) if table.has("say") else None
    press = table.take("press", whole(0, 255)) if table.has("press") else None
    if (say is None) == (press is None):
        raise BadEntryError("catalogue_bad_value", table.where, "either say or press is wanted")
    values = table.take("with", _values) if table.has("with") else {}
    wire = table.take("bytes", hex_bytes)
    source = table.take("source", a_text)
    table.end()
    return Example(say, press, MappingProxyType(values), wire, source)


def _hold(entry: Entry, example: Example, where: tuple[str | int, ...]) -> None:
    """The entry must do what its example shows."""
    if example.say is not None:
        if example.say not in entry.say:
            raise BadEntryError("catalogue_example", (*where, "say"), f"nothing is called {example.say}")
        try:
            made = entry.say[example.say].frame(**example.values)
        except ValueError as error:
            raise BadEntryError("catalogue_example", (*where, "with"), str(error)) from error
        if made != example.wire:
            raise BadEntryError("catalogue_example", (*where, "bytes"), f"the entry makes {hexed(made)}")
        return
    parser = FrameParser(entry.framing)
    found = parser.feed(example.wire) + parser.idle()
    pressed = [raw for item in found for raw in entry.press.of(item, example.values.get("address", 1))]
    if pressed != [example.press]:
        raise BadEntryError("catalogue_example", (*where, "bytes"), f"the entry reads {pressed}")


def grade_map(value: Any) -> Mapping[int, int]:
    """Raw key (two hex digits) → grade 1 to 5, as entries and site settings write it; ``ValueError`` otherwise."""
    if not isinstance(value, Mapping) or not value:
        raise ValueError("raw key = grade is wanted, such as 03 = 5")
    grades: dict[int, int] = {}
    for key, grade in value.items():
        raw = a_key(key)
        if raw in grades:
            raise ValueError(f"key {key} stands twice")
        if type(grade) is not int or not 1 <= grade <= BEST_GRADE:
            raise ValueError(f"key {key}: a grade is 1 to {BEST_GRADE}")
        grades[raw] = grade
    return MappingProxyType(grades)


def _keys(value: Any) -> frozenset[int]:
    if not isinstance(value, list) or not value:
        raise ValueError("a list of keys is wanted")
    return frozenset(a_key(key) for key in value)


def _values(value: Any) -> dict[str, int]:
    if not isinstance(value, dict) or any(type(number) is not int for number in value.values()):
        raise ValueError("place = number is wanted")
    if unknown := value.keys() - PLACES:
        raise ValueError(f"unknown places: {', '.join(sorted(unknown))}")
    return value

"""The catalogue of physical callers: one TOML file for each protocol, read into frozen values and checked.

A mistake is a :class:`~shared.errors.DeviceFault` as in the catalogue of rating devices: ``catalogue_unknown_key``,
``catalogue_bad_value`` or ``catalogue_example``, naming file, line and what is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, cast

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
from drivers.frames import Frame, FrameParser, Framing, Pieces
from drivers.lines import Wire

CATALOGUE: Final = Path(__file__).parent / "catalogue"
KeyName = Literal["next", "recall", "no_show", "evaluate", "function"]
KEYS: Final[tuple[KeyName, ...]] = ("next", "recall", "no_show", "evaluate", "function")
"""Keys of a caller by what they mean."""
DIGITS_MOST: Final = 6
CALLER_BIT: Final = 0x80


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key of a caller. ``key`` is None where the entry does not know ``raw``; ``digits`` were typed before it."""

    key: KeyName | None
    raw: int
    digits: str


@dataclass(frozen=True, slots=True)
class Keys:
    """How a key arrives: ``head``, then digits of one byte each, then ``tail``."""

    head: Pieces
    tail: Pieces
    names: Mapping[int, KeyName]
    apart: Literal["function", "bit7"]
    pad_function: int | None
    acknowledges: bool
    repeat_s: float

    @property
    def address_at(self) -> int:
        return self.head.index("address")

    def on_wire(self, address: int) -> int:
        """The address as the caller says it."""
        return address | CALLER_BIT if self.apart == "bit7" else address

    def of(self, frame: Frame, on_wire: int) -> Pressed | None:
        """The key that a frame means, None when it is of somebody else or no key."""
        typed = len(frame.body) - len(self.head) - len(self.tail)
        if not 0 <= typed <= DIGITS_MOST:
            return None
        head, tail = len(self.head), len(frame.body) - len(self.tail)
        values: dict[str, int] = {}
        for piece, byte in zip(self.head + self.tail, frame.body[:head] + frame.body[tail:], strict=True):
            if (piece if isinstance(piece, int) else values.setdefault(piece, byte)) != byte:
                return None
        if values["address"] != on_wire or (values.get("function") is not None and self._is_pads(values["function"])):
            return None
        if any(byte > 9 for byte in frame.body[head:tail]):
            return None
        digits = "".join(str(byte) for byte in frame.body[head:tail])
        return Pressed(self.names.get(values["key"]), values["key"], digits)

    def _is_pads(self, function: int) -> bool:
        return self.apart == "function" and function == self.pad_function


@dataclass(frozen=True, slots=True)
class Said:
    """Something said to a caller; ``{digits}`` are ``digits`` bytes, filled up with ``blank`` from the left."""

    framing: Framing
    body: Pieces
    digits: int
    blank: int

    def frame(self, on_wire: int, text: str = "") -> bytes:
        """The bytes to send. Only digits can be shown: everything else in ``text`` is left out, and of many digits the
        last ones count, for they are what tells two numbers apart."""
        shown = [int(letter) for letter in text if letter in "0123456789"][-self.digits :] if self.digits else []
        row = [self.blank] * (self.digits - len(shown)) + shown
        body = bytearray()
        for piece in self.body:
            body += bytes([piece] if isinstance(piece, int) else row if piece == "digits" else [on_wire])
        return self.framing.frame(bytes(body))


@dataclass(frozen=True, slots=True)
class Example:
    """Known bytes and where they are known from: of digits shown (``show``), of a beep, or of a key pressed."""

    show: str | None
    key: KeyName | None
    digits: str
    address: int
    wire: bytes
    source: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One protocol of callers."""

    name: str
    title: str
    source: str
    line: Wire
    framing: Framing
    keys: Keys
    display: Said
    beep: Said
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
    keys = _keys(root.table("key"))
    display = _said(root.table("display"), framing, shows=True)
    beep = _said(root.table("beep"), framing, shows=False)
    examples = tuple(_example(table) for table in root.tables("example"))
    entry = Entry(name, title, source, line, framing, keys, display, beep, examples)
    root.end()
    if not examples:
        raise BadEntryError("catalogue_bad_value", ("example",), "at least one example with its source is wanted")
    for index, example in enumerate(examples):
        _hold(entry, example, ("example", index))
    return entry


def _keys(table: Table) -> Keys:
    body = table.take("body", a_template(frozenset({"address", "function", "digits", "key"})))
    where = (*table.where, "body")
    for place in ("address", "digits", "key"):
        if body.count(place) != 1:
            raise BadEntryError("catalogue_bad_value", where, f"{{{place}}} is wanted once")
    at = body.index("digits")
    if "address" not in body[:at]:
        raise BadEntryError("catalogue_bad_value", where, "{address} stands before {digits}")
    apart = table.take("apart", one_of("function", "bit7"))
    keys = Keys(
        head=body[:at],
        tail=body[at + 1 :],
        apart=apart,
        pad_function=table.take("pad_function", a_key) if apart == "function" else None,
        acknowledges=table.take("acknowledge", one_of("same", "none")) == "same",
        repeat_s=table.take("repeat_ms", whole(0, 5000)) / 1000,
        names=_names(table.table("keys")),
    )
    table.end()
    return keys


def _names(table: Table) -> Mapping[int, KeyName]:
    found: dict[int, KeyName] = {}
    for code in table.keys():  # noqa: SIM118 - a reader of TOML, not a mapping
        name = table.take(code, one_of(*KEYS))
        found[table.checked(lambda code=code: a_key(code))] = cast(KeyName, name)  # type: ignore[misc]
    if "next" not in found.values():
        raise BadEntryError("catalogue_bad_value", table.where, "no key means next")
    return MappingProxyType(found)


def _said(table: Table, framing: Framing, *, shows: bool) -> Said:
    body = table.take("body", a_template(frozenset({"address", "digits"} if shows else {"address"})))
    digits = table.take("digits", whole(1, DIGITS_MOST)) if shows else 0
    blank = table.take("blank", a_key) if shows else 0
    table.end()
    return Said(framing, body, digits, blank)


def _example(table: Table) -> Example:
    show = table.take("show", a_text) if table.has("show") else None
    beep = table.take("beep", one_of(True)) if table.has("beep") else False
    key = cast(KeyName, table.take("key", one_of(*KEYS))) if table.has("key") else None
    digits = table.take("digits", a_text) if table.has("digits") else ""
    if [show is not None, beep, key is not None].count(True) != 1:
        raise BadEntryError("catalogue_bad_value", table.where, "one of show, beep and key is wanted")
    address, wire = table.take("with", _address), table.take("bytes", hex_bytes)
    example = Example(show, key, digits, address, wire, table.take("source", a_text))
    table.end()
    return example


def _hold(entry: Entry, example: Example, where: tuple[str | int, ...]) -> None:
    """The entry must do what its example shows."""
    on_wire = entry.keys.on_wire(example.address)
    if example.key is None:
        said = entry.beep.frame(on_wire) if example.show is None else entry.display.frame(on_wire, example.show)
        if said != example.wire:
            raise BadEntryError("catalogue_example", (*where, "bytes"), f"the entry makes {hexed(said)}")
        return
    parser = FrameParser(entry.framing)
    found = parser.feed(example.wire) + parser.idle()
    read = [entry.keys.of(item, on_wire) for item in found if isinstance(item, Frame)]
    if [(one.key, one.digits) for one in read if one is not None] != [(example.key, example.digits)]:
        raise BadEntryError("catalogue_example", (*where, "bytes"), f"the entry reads {read}")


def _address(value: Any) -> int:
    if not isinstance(value, dict) or value.keys() != {"address"}:
        raise ValueError("with = { address = 1 } is wanted")
    return int(whole(0, 255)(value["address"]))

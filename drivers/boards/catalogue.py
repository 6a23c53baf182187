"""The catalogue of window boards: one TOML file for each protocol, read into frozen values and checked.

Faults are those of every catalogue (:mod:`drivers.entries`), naming file, line and what is wrong. An example comes from
a manual, a source or a capture and says which; ``show`` is a text and the bytes that show it, ``reply`` an answer.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from operator import xor
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

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
    read_wire,
    whole,
)
from drivers.frames import Framing, Pieces
from drivers.lines import Wire

CATALOGUE: Final = Path(__file__).parent / "catalogue"
ADDRESS_MOST: Final = 0xFFF
LAYOUT_PLACES: Final = frozenset({"high", "low", "command", "size_high", "size_low", "data", "xor"})
REPLY_PLACES: Final = frozenset({"low"})


@dataclass(frozen=True, slots=True)
class Example:
    """Known bytes and where they are known from: of a text shown (``show``), or of an answer where it is None."""

    show: str | None
    colour: str | None
    address: int
    wire: bytes
    source: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One protocol of window boards."""

    name: str
    title: str
    source: str
    line: Wire
    layout: Pieces
    high: int
    xor_from: str
    data_max: int
    command: int
    encoding: str
    framing: Framing
    """How an answer is found: its body is the low byte of the address."""
    reply_s: float
    repeat_s: float
    colours: Mapping[str, int]
    examples: tuple[Example, ...]

    def frame(self, address: int, text: str, colour: str | None = None) -> bytes:
        """The bytes that show ``text`` on the board ``address``; ``colour`` for a board that has colours.

        ``ValueError`` for an address, colour or character that the protocol does not have, or a text too long.
        """
        data = self._data(text, colour)
        values = {**self._values(address), "size_high": len(data) >> 8, "size_low": len(data) & 0xFF}
        made, checked = bytearray(), b""
        for piece in self.layout:
            if piece == self.xor_from:
                checked, made = bytes(made), bytearray()
            if piece == "data":
                made += data
            elif piece == "xor":
                made.append(reduce(xor, made, 0))
            else:
                made.append(piece if isinstance(piece, int) else values[piece])
        return checked + bytes(made)

    def reply(self, address: int) -> bytes:
        """What the board answers when it took a text."""
        return self.framing.frame(bytes([self._values(address)["low"]]))

    def _values(self, address: int) -> dict[str, int]:
        if not 0 <= address <= ADDRESS_MOST:
            raise ValueError(f"address {address} is not 0 to {ADDRESS_MOST}")
        return {"high": self.high | address >> 8, "low": address & 0xFF, "command": self.command}

    def _data(self, text: str, colour: str | None) -> bytes:
        if colour is not None and colour not in self.colours:
            raise ValueError(f"colour is one of {', '.join(self.colours)}")
        after = b"" if colour is None else bytes([self.colours[colour]])
        data = b"".join(letter.encode(self.encoding) + after for letter in text)
        if not text or not text.isprintable() or len(data) > self.data_max:
            raise ValueError(f"{len(data)} bytes, 1 to {self.data_max} printable ones are wanted")
        return data


def names(folder: Path = CATALOGUE) -> tuple[str, ...]:
    """The entries of the catalogue."""
    return names_in(folder)


def load(name: str, folder: Path = CATALOGUE) -> Entry:
    """The entry called ``name``. Raises ``DeviceFault``: ``catalogue_missing`` and the faults of a bad entry."""
    return load_named(name, folder, parse)


def parse(text: str, name: str, file: str) -> Entry:
    """The entry written in a TOML text; ``file`` is what a fault names."""
    return parse_entry(text, file, lambda root: _entry(name, root))


def _entry(name: str, root: Table) -> Entry:
    device = root.table("device")
    title, source = device.take("title", a_text), device.take("source", a_text)
    device.end()
    line = read_wire(root.table("serial"))
    frame, text = root.table("frame"), root.table("text")
    layout = frame.take("layout", a_template(LAYOUT_PLACES))
    if sorted(piece for piece in layout if isinstance(piece, str)) != sorted(LAYOUT_PLACES):
        raise BadEntryError("catalogue_bad_value", ("frame", "layout"), "each place is wanted exactly once")
    colours = text.table("colours")
    entry = Entry(
        name=name,
        title=title,
        source=source,
        line=line,
        layout=layout,
        high=frame.take("high", a_key),
        xor_from=frame.take("xor_from", one_of("high", "low")),
        data_max=frame.take("data_max", whole(1, 1024)),
        command=text.take("command", a_key),
        encoding=text.take("encoding", _encoding),
        framing=text.take("reply", _reply),
        reply_s=text.take("reply_ms", whole(10, 5000)) / 1000,
        repeat_s=text.take("repeat_s", whole(1, 3600)),
        colours=MappingProxyType({colour: colours.take(colour, a_key) for colour in colours.keys()}),  # noqa: SIM118
        examples=tuple(_example(table) for table in root.tables("example")),
    )
    for table in (frame, text, root):
        table.end()
    if not entry.examples:
        raise BadEntryError("catalogue_bad_value", ("example",), "at least one example with its source is wanted")
    for index, example in enumerate(entry.examples):
        _hold(entry, example, ("example", index))
    return entry


def _example(table: Table) -> Example:
    if table.has("reply") == table.has("show"):
        raise BadEntryError("catalogue_bad_value", table.where, "either show or reply is wanted")
    show = table.take("show", a_text) if table.has("show") else None
    if show is None:
        table.take("reply", one_of(True))
    colour = table.take("colour", a_text) if table.has("colour") else None
    address = table.take("address", whole(0, ADDRESS_MOST))
    example = Example(show, colour, address, table.take("bytes", hex_bytes), table.take("source", a_text))
    table.end()
    return example


def _hold(entry: Entry, example: Example, where: tuple[str | int, ...]) -> None:
    """The entry must do what its example shows."""
    try:
        made = (
            entry.reply(example.address)
            if example.show is None
            else entry.frame(example.address, example.show, example.colour)
        )
    except ValueError as error:
        raise BadEntryError("catalogue_example", where, str(error)) from error
    if made != example.wire:
        raise BadEntryError("catalogue_example", (*where, "bytes"), f"the entry makes {hexed(made)}")


def _reply(value: Any) -> Framing:
    layout = a_template(REPLY_PLACES)(value)
    return Framing(tuple("body" if piece == "low" else piece for piece in layout), 1, None)


def _encoding(value: Any) -> str:
    try:
        return codecs.lookup(a_text(value)).name
    except LookupError as error:
        raise ValueError(str(error)) from error

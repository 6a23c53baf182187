"""Recording a live device, and turning what it said into ``[[example]]`` blocks for the catalogue.

The technician presses a key and says which; the bytes that came are kept with their times. Where an entry of the
catalogue is named, it reads the bytes: what it understands becomes an example, checked before it is handed out; what it
does not understand stays a comment. Without an entry the key that the technician named is written down as the press,
for an entry that is yet to be made. A capture proves something, for the bytes come from the device and not from us.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from drivers.frames import Frame, FrameParser, Stray
from drivers.port import Port
from drivers.rating import catalogue
from drivers.rating.catalogue import Entry

WRITE_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class Chunk:
    """Bytes that went one way: ``>`` from us, ``<`` from the device; ``at_s`` since the recording began."""

    at_s: float
    way: Literal[">", "<"]
    data: bytes


@dataclass(frozen=True, slots=True)
class Capture:
    """What passed on the line while one thing was done: ``note`` says what, ``key`` which key, if one was named."""

    note: str
    chunks: tuple[Chunk, ...]
    key: int | None = None

    @property
    def heard(self) -> bytes:
        """All that the device said."""
        return b"".join(chunk.data for chunk in self.chunks if chunk.way == "<")


def record(
    port: Port,
    seconds: float,
    note: str = "",
    *,
    say: Sequence[bytes] = (),
    key: int | None = None,
    after_s: float | None = None,
) -> Capture:
    """Say each of ``say``, then listen for ``seconds``, or only ``after_s`` from the device's first byte; the port is
    open.

    Raises ``DeviceFault`` of the port.
    """
    chunks: list[Chunk] = []
    began = time.monotonic()
    for data in say:
        port.write_all(data, WRITE_S)
        chunks.append(Chunk(time.monotonic() - began, ">", data))
    until = time.monotonic() + seconds
    heard = False
    while (left := until - time.monotonic()) > 0:
        if not (data := port.read(4096, left)):
            continue
        chunks.append(Chunk(time.monotonic() - began, "<", data))
        if not heard and after_s is not None:
            until = min(until, time.monotonic() + after_s)
        heard = True
    return Capture(note, tuple(chunks), key)


def blocks(capture: Capture, source: str, entry: Entry | None = None) -> str:
    """TOML for a catalogue entry: the trace as comments, then one ``[[example]]`` for each different press.

    ``source`` tells where and when it was captured. Without ``entry`` and without a key there is only the trace.
    """
    lines = [f"# {_one_line(source)}: {_one_line(capture.note)}" if capture.note else f"# {_one_line(source)}"]
    lines += [f"# {chunk.at_s:8.3f} s  {chunk.way}  {_hex(chunk.data)}" for chunk in capture.chunks]
    said = f"{source}: {capture.note}" if capture.note else source
    if entry is None:
        if capture.key is not None and capture.heard:
            lines += ["", *_example(capture.key, None, capture.heard, said)]
    else:
        lines += _read_by(entry, capture, said)
    if not capture.heard:
        lines.append("# nothing came from the device")
    return "\n".join(lines) + "\n"


def source_of(port: str, day: date) -> str:
    """How a capture is named as the source of its examples."""
    return f"captured at {port.partition('?')[0]} on {day.isoformat()}"


def _read_by(entry: Entry, capture: Capture, said: str) -> list[str]:
    parser = FrameParser(entry.framing)
    lines: list[str] = []
    known: set[bytes] = set()
    for item in parser.feed(capture.heard) + parser.idle():
        for wire, raw, address in _presses(entry, item):
            if wire not in known:  # a pad repeats its press until it is acknowledged
                known.add(wire)
                lines += ["", *_example(raw, address, wire, said)]
        if not _presses(entry, item):
            lines.append(f"# {entry.name} does not know {_hex(item.raw)}")
    return lines


def _presses(entry: Entry, item: Frame | Stray) -> list[tuple[bytes, int, int | None]]:
    """Bytes, raw key and address of each press in what the parser found."""
    if isinstance(item, Stray):
        return [(bytes([raw]), raw, None) for raw in entry.press.of(item, 0)]
    for address in range(256):
        if pressed := entry.press.of(item, address):
            return [(item.raw, pressed[0], address if "address" in entry.press.body else None)]
    return []


def _example(press: int, address: int | None, wire: bytes, source: str) -> list[str]:
    lines = ["[[example]]", f"press = {press}"]
    if address is not None:
        lines.append(f"with = {{ address = {address} }}")
    return [*lines, f'bytes = "{_hex(wire)}"', f"source = {_quoted(source)}"]


def holds(entry: Entry, entry_text: str, examples: str) -> None:
    """Whether the entry, with the examples put behind it, loads: raises the catalogue's own ``DeviceFault``."""
    catalogue.parse(f"{entry_text.rstrip()}\n\n{examples}", entry.name, f"{entry.name}.toml")


def _hex(data: bytes) -> str:
    return data.hex(" ").upper()


def _one_line(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _quoted(text: str) -> str:
    return '"' + _one_line(text).replace("\\", "\\\\").replace('"', '\\"') + '"'

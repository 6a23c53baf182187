"""Declarative framing: frames are built from, and found by, the layout that a catalogue entry writes down.

A *layout* such as ``FF 68 {len} {len} 68 {body} {sum} 16`` is fixed bytes in hex with three places: ``{len}`` counts
the bytes of the body (said again, it must be equal), ``{body}`` carries the message, ``{sum}`` is a checksum of the
body. Without ``{len}``, as in ``A0 90 {body} A5 AA``, every body has ``body_max`` bytes. A *template* such as
``{address} 11 {raw}`` describes a body: fixed bytes, and places of one byte each.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from math import inf
from operator import xor
from typing import Final

Pieces = tuple[int | str, ...]
"""A layout or template taken apart: a fixed byte is an ``int``, a place is its name."""

_PIECE: Final = re.compile(r"([0-9A-Fa-f]{2})|\{([a-z_]+)\}")
LAYOUT_PLACES: Final = frozenset({"len", "body", "sum"})

CHECKSUMS: Final[Mapping[str, Callable[[bytes], int]]] = {
    "sum8": lambda body: sum(body) & 0xFF,
    "xor8": lambda body: reduce(xor, body, 0),
}
"""Checksums of one byte over the body, by the name an entry uses."""


@dataclass(frozen=True, slots=True)
class Framing:
    """How bodies travel. ``body_max`` bounds what a parser waits for, so noise cannot keep it waiting long; without a
    ``{len}`` it is the size of every body."""

    layout: Pieces
    body_max: int
    checksum: str | None

    def __post_init__(self) -> None:
        if self.layout.count("body") != 1:
            raise ValueError("a layout has {body} exactly once")
        if not isinstance(self.layout[0], int):
            raise ValueError("a layout begins with a fixed byte, else no parser finds its start")
        if "len" in self.layout and "len" not in self.layout[: self.layout.index("body")]:
            raise ValueError("a layout has {len} before {body}")
        if ("sum" in self.layout) != (self.checksum is not None):
            raise ValueError("a layout has {sum} when a checksum is named, and only then")
        if self.checksum is not None and self.checksum not in CHECKSUMS:
            raise ValueError(f"checksum is one of {', '.join(CHECKSUMS)}")
        if not 1 <= self.body_max <= 255:
            raise ValueError("body_max is 1 to 255")

    def frame(self, body: bytes) -> bytes:
        """The frame that carries ``body``; ``ValueError`` when it is empty or longer than ``body_max``."""
        least = 1 if "len" in self.layout else self.body_max
        if not least <= len(body) <= self.body_max:
            raise ValueError(f"a body of {len(body)} bytes, allowed are {least} to {self.body_max}")
        places = {"len": bytes([len(body)]), "body": body, "sum": self._sum(body)}
        return b"".join(bytes([piece]) if isinstance(piece, int) else places[piece] for piece in self.layout)

    def _sum(self, body: bytes) -> bytes:
        return b"" if self.checksum is None else bytes([CHECKSUMS[self.checksum](body)])


@dataclass(frozen=True, slots=True)
class Frame:
    """A whole frame with a right checksum. ``framing`` is the protocol it was found by, on a line with several."""

    body: bytes
    raw: bytes
    framing: Framing | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Stray:
    """Bytes that belong to no good frame: noise, a damaged frame, or the answer of a device that does not frame."""

    raw: bytes


class FrameParser:
    """Finds good frames in a stream that may hold noise, wrong checksums and any split; in order, each byte once.

    A candidate that turns out bad costs one byte, and the search goes on behind it: a frame hidden in a damaged one is
    still found. Call :meth:`idle` when the line has been silent, so that half a frame does not swallow the next one.
    Several protocols on one line are looked for at each byte in their order.
    """

    def __init__(self, *framings: Framing) -> None:
        self._framings = framings
        self._buffer = bytearray()

    def look_for(self, framings: Collection[Framing]) -> None:
        """The protocols to find from now on; what was fed and not yet understood stays."""
        self._framings = tuple(framings)

    def feed(self, data: bytes) -> list[Frame | Stray]:
        """What ``data`` completes; neighbouring stray bytes come as one."""
        self._buffer += data
        return self._merged(self._scan(silent=False))

    def idle(self) -> list[Frame | Stray]:
        """The line fell silent: what is left incomplete is stray, and frames behind its start are found."""
        return self._merged(self._scan(silent=True))

    @property
    def pending(self) -> bool:
        """Whether what was fed may be the beginning of a frame."""
        return bool(self._buffer)

    def _scan(self, silent: bool) -> Iterator[Frame | Stray]:
        buffer = self._buffer
        while buffer:
            found = self._candidate()
            if isinstance(found, Frame):
                del buffer[: len(found.raw)]
                yield found
            elif found or silent:
                skipped = self._next_start()
                yield Stray(bytes(buffer[:skipped]))
                del buffer[:skipped]
            else:
                return

    def _next_start(self) -> int:
        """Where behind the first byte the next frame may start; every layout begins with a fixed byte."""
        places = [self._buffer.find(framing.layout[0], 1) for framing in self._framings]  # type: ignore[arg-type]
        return min((place for place in places if place > 0), default=len(self._buffer))

    def _candidate(self) -> Frame | bool:
        """The frame at the buffer's start, True when none can start there, False when more bytes must tell."""
        none_here = True
        for framing in self._framings:
            found = _frame_at(framing, self._buffer)
            if isinstance(found, Frame):
                return found
            none_here = none_here and found
        return none_here

    @staticmethod
    def _merged(found: Iterator[Frame | Stray]) -> list[Frame | Stray]:
        result: list[Frame | Stray] = []
        for item in found:
            if isinstance(item, Stray) and result and isinstance(last := result[-1], Stray):
                result[-1] = Stray(last.raw + item.raw)
            else:
                result.append(item)
        return result


def _frame_at(framing: Framing, buffer: bytearray) -> Frame | bool:
    """The frame at the buffer's start, True when none can start there, False when more bytes must tell."""
    if buffer[0] != framing.layout[0]:
        return True
    at, length, body = 1, -1, b""
    for piece in framing.layout[1:]:
        if piece == "body":
            size = framing.body_max if length < 0 else length
            body = bytes(buffer[at : at + size])
            if len(body) < size:
                return False
            at += size
            continue
        if at >= len(buffer):
            return False
        byte = buffer[at]
        if piece == "len":
            if not 1 <= byte <= framing.body_max or length not in (-1, byte):
                return True
            length = byte
        elif byte != (piece if isinstance(piece, int) else framing._sum(body)[0]):
            return True
        at += 1
    return Frame(body, bytes(buffer[:at]), framing)


class EchoFilter:
    """Takes out of a stream what we sent ourselves: an RS-485 adapter with local echo returns it, first byte first.

    Bytes that begin like the expected echo are held back until they differ (then they are the device's and go on) or
    the echo is complete (then they are ours and vanish).
    """

    def __init__(self) -> None:
        self._expected: deque[bytes] = deque()
        self._until: deque[float] = deque()
        self._held = 0

    def sent(self, data: bytes, until: float = inf) -> None:
        """This frame went out, its echo may come, but not after ``until`` (seconds, as :meth:`expire` counts them)."""
        self._expected.append(data)
        self._until.append(until)

    def feed(self, data: bytes) -> bytes:
        """What of ``data``, and of what was held back, the device said."""
        passed = bytearray()
        for byte in data:
            if self._held and byte != self._expected[0][self._held]:
                # The device spoke, and began like us. Our echo may still follow, and may begin with this byte.
                passed += self._expected[0][: self._held]
                self._held = 0
            if not self._expected or byte != self._expected[0][self._held]:
                passed.append(byte)
                continue
            self._held += 1
            if self._held == len(self._expected[0]):
                self._drop_first()
        return bytes(passed)

    def expire(self, now: float) -> bytes:
        """Expect no longer what must have come by ``now``; what of it was held back was the device's."""
        held = b""
        while self._until and self._until[0] <= now:
            held += self._expected[0][: self._held]
            self._drop_first()
        return held

    def idle(self) -> bytes:
        """The line fell silent: no echo comes any more; what was held back was the device's."""
        held = self._expected[0][: self._held] if self._held else b""
        self._expected.clear()
        self._until.clear()
        self._held = 0
        return held

    def _drop_first(self) -> None:
        self._expected.popleft()
        self._until.popleft()
        self._held = 0


def pieces(text: str, places: Collection[str]) -> Pieces:
    """A layout or template taken apart; ``ValueError`` when it holds anything but hex bytes and the known places."""
    result: list[int | str] = []
    for word in text.split():
        piece = _PIECE.fullmatch(word)
        if piece is None or (piece[2] is not None and piece[2] not in places):
            allowed = " ".join(f"{{{place}}}" for place in sorted(places))
            raise ValueError(f"{word!r} is neither two hex digits nor one of {allowed}")
        result.append(piece[2] if piece[2] is not None else int(piece[1], 16))
    if not result:
        raise ValueError("there are no bytes")
    return tuple(result)


def fill(template: Pieces, values: Mapping[str, int]) -> bytes:
    """The body of a template with its places filled; ``ValueError`` for a value that is missing or not one byte."""
    body = bytearray()
    for piece in template:
        value = piece if isinstance(piece, int) else values.get(piece)
        if value is None or not 0 <= value <= 255:
            raise ValueError(f"{piece} needs a value from 0 to 255")
        body.append(value)
    return bytes(body)


def match(template: Pieces, body: bytes) -> dict[str, int] | None:
    """The values a body gives to a template's places, or None when it is another message."""
    if len(body) != len(template):
        return None
    values: dict[str, int] = {}
    for piece, byte in zip(template, body, strict=True):
        if isinstance(piece, int):
            if piece != byte:
                return None
        elif values.setdefault(piece, byte) != byte:
            return None
    return values

"""The simulated printer's command interpreter: bytes in, things on paper out. Written from the ESC/POS command table.

It knows the commands that slips use and the usual others, and keeps the bytes of those it does not know, for a real
printer would print them as rubbish. It does not draw: what it returns is :class:`Printed`, drawn by
:mod:`drivers.simulators.printer_paper`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Final, Literal

Align = Literal[0, 1, 2]
"""Left, middle, right, as ``ESC a`` numbers them."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One character: its place from the left and the size of its cell in dots."""

    character: str
    left: int
    width: int
    height: int
    bold: bool = False
    underline: bool = False
    inverse: bool = False


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of characters and the dots from its top to the next line."""

    cells: tuple[Cell, ...]
    align: Align
    pitch: int

    @property
    def height(self) -> int:
        """Dots of the highest character."""
        return max((cell.height for cell in self.cells), default=0)

    @property
    def width(self) -> int:
        """Dots to the right end of the last character."""
        return max((cell.left + cell.width for cell in self.cells), default=0)

    @property
    def text(self) -> str:
        """What a person reads, white space of any width as one space."""
        words, end = "", 0
        for cell in self.cells:
            words += " " * (cell.left > end) + cell.character
            end = cell.left + cell.width
        return " ".join(words.split())


@dataclass(frozen=True, slots=True)
class Feed:
    """Blank paper, in dots."""

    dots: int


@dataclass(frozen=True, slots=True)
class Bits:
    """Raster dots, rows of whole bytes, 1 for ink; ``across`` and ``down`` are 2 for doubled dots."""

    row_bytes: int
    rows: int
    data: bytes
    align: Align
    across: int = 1
    down: int = 1


@dataclass(frozen=True, slots=True)
class QrCode:
    """A QR code that the printer draws itself; ``module`` is the size of one module in dots."""

    text: str
    module: int
    level: str
    align: Align


Part = TextLine | Feed | Bits | QrCode


@dataclass(frozen=True, slots=True)
class Printed:
    """All that came out between two cuts; ``unknown`` are bytes of commands that this printer does not know."""

    parts: tuple[Part, ...]
    raw: bytes
    unknown: tuple[bytes, ...]


@dataclass(slots=True)
class _State:
    """What ``ESC @`` resets."""

    align: Align = 0
    across: int = 1
    down: int = 1
    font: int = 0
    bold: bool = False
    underline: bool = False
    inverse: bool = False
    pitch: int = 30
    chinese: bool = False
    cells: list[Cell] = field(default_factory=list)
    left: int = 0
    qr: dict[str, int] = field(default_factory=lambda: {"module": 3, "level": 48})
    qr_data: bytes = b""


_FONT_CELLS: Final = {0: (12, 24), 1: (9, 17)}
_CHINESE_CELL: Final = (24, 24)
_LEVELS: Final = {48: "l", 49: "m", 50: "q", 51: "h"}
_DLE, _ESC, _FS, _GS = 0x10, 0x1B, 0x1C, 0x1D
# How many bytes follow commands that change nothing we draw, by lead byte and command.
_IGNORED: Final = {
    (_ESC, "t"): 1,
    (_ESC, "R"): 1,
    (_ESC, "G"): 1,
    (_ESC, " "): 1,
    (_ESC, "p"): 3,
    (_ESC, "c"): 2,
    (_ESC, "{"): 1,
    (_FS, "S"): 2,
    (_FS, "C"): 1,
    (_FS, "!"): 1,
    (_FS, "-"): 1,
    (_GS, "a"): 1,
    (_GS, "b"): 1,
    (_GS, "L"): 2,
    (_GS, "W"): 2,
    (_GS, "P"): 2,
    (_GS, "r"): 1,
    (_GS, "I"): 1,
}

_Reader = Generator[None, int, None]


class Head:
    """Takes bytes as they come, in pieces of any size. ``status(n)`` gives the byte that answers ``DLE EOT n``."""

    def __init__(
        self, dots: int, status: Callable[[int], bytes], reply: Callable[[bytes], None], cut: Callable[[Printed], None]
    ) -> None:
        self._dots = dots
        self._status = status
        self._reply = reply
        self._cut = cut
        self._state = _State()
        self._parts: list[Part] = []
        self._raw = bytearray()
        self._unknown: list[bytes] = []
        self._reader = self._read()
        next(self._reader)

    @property
    def has_begun(self) -> bool:
        """Whether bytes of a slip have arrived that no cut has ended yet."""
        return bool(self._raw)

    def feed(self, data: bytes) -> None:
        """The next bytes of the line."""
        for byte in data:
            self._raw.append(byte)
            self._reader.send(byte)

    # ── One byte after the other ─────────────────────────────────────────────────────────────────────────────────────

    def _read(self) -> Generator[None, int, None]:
        while True:
            byte: int = yield
            match byte:
                case 0x0A:
                    self._line_feed()
                case 0x0D | 0x00 | 0x18:
                    pass
                case 0x09:
                    self._state.left = (self._state.left // 96 + 1) * 96
                case _ if byte == _DLE:
                    yield from self._real_time()
                case _ if byte == _ESC:
                    yield from self._esc()
                case _ if byte == _FS:
                    yield from self._fs()
                case _ if byte == _GS:
                    yield from self._gs()
                case _ if self._state.chinese and 0x81 <= byte <= 0xFE:
                    trail: int = yield
                    self._two_bytes(bytes([byte, trail]))
                case _:
                    self._put(bytes([byte]).decode("cp437"), _FONT_CELLS[self._state.font])

    def _real_time(self) -> _Reader:
        command: int = yield
        number: int = yield
        if command == 0x04:
            del self._raw[-3:]  # a question, no part of the slip
            self._reply(self._status(number))
        elif command != 0x05:
            self._unknown.append(bytes([_DLE, command, number]))

    def _esc(self) -> _Reader:
        command: int = yield
        state = self._state
        match chr(command):
            case "@":
                self._state = _State()  # and what stood in the line is lost, as in a real one
            case "2":
                state.pitch = 30
            case "a" | "E" | "-" | "M" | "3" | "J" | "d" | "!" as name:
                value: int = yield
                self._esc_one(name, value)
            case "$" | "\\" as name:
                low: int = yield
                high: int = yield
                distance = low + high * 256
                state.left = distance if name == "$" else state.left + distance
            case name:
                yield from self._skip(_ESC, name)

    def _esc_one(self, name: str, value: int) -> None:
        state = self._state
        match name:
            case "a":
                state.align = {1: 1, 49: 1, 2: 2, 50: 2}.get(value, 0)  # type: ignore[assignment]
            case "E":
                state.bold = bool(value & 1)
            case "-":
                state.underline = value not in (0, 48)
            case "M":
                state.font = value & 1
            case "3":
                state.pitch = value
            case "J":
                self._flush(value)
            case "d":
                self._flush(0)
                self._parts.append(Feed(value * state.pitch))
            case "!":
                state.font = value & 1
                state.bold = bool(value & 8)
                state.down = 2 if value & 16 else 1
                state.across = 2 if value & 32 else 1
                state.underline = bool(value & 128)

    def _fs(self) -> _Reader:
        command: int = yield
        match chr(command):
            case "&":
                self._state.chinese = True
            case ".":
                self._state.chinese = False
            case name:
                yield from self._skip(_FS, name)

    def _gs(self) -> _Reader:
        command: int = yield
        match chr(command):
            case "!":
                value: int = yield
                self._state.across, self._state.down = (value >> 4 & 7) + 1, (value & 7) + 1
            case "B":
                value = yield
                self._state.inverse = bool(value & 1)
            case "V":
                yield from self._cutting()
            case "v":
                yield from self._raster()
            case "(":
                yield from self._extended()
            case name:
                yield from self._skip(_GS, name)

    def _cutting(self) -> _Reader:
        kind: int = yield
        if kind in (65, 66):
            feed: int = yield
            self._flush(0)
            self._parts.append(Feed(feed))
        self._flush(0)
        printed = Printed(tuple(self._parts), bytes(self._raw), tuple(self._unknown))
        self._parts, self._unknown = [], []
        self._raw.clear()
        self._cut(printed)

    def _raster(self) -> _Reader:
        header = bytearray()
        for _ in range(6):
            byte: int = yield
            header.append(byte)
        row_bytes = int.from_bytes(header[2:4], "little")
        rows = int.from_bytes(header[4:6], "little")
        data = bytearray()
        for _ in range(row_bytes * rows):
            byte = yield
            data.append(byte)
        if header[0] != 0x30:
            self._unknown.append(bytes([_GS, 0x76, *header]))
            return
        self._flush(0)
        double = header[1] & 3
        across, down = 2 if double & 1 else 1, 2 if double & 2 else 1
        self._parts.append(Bits(row_bytes, rows, bytes(data), self._state.align, across, down))

    def _extended(self) -> _Reader:
        name: int = yield
        low: int = yield
        high: int = yield
        data = bytearray()
        for _ in range(low + high * 256):
            byte: int = yield
            data.append(byte)
        if chr(name) == "k" and data[:1] == b"1":
            self._qr(data[1], bytes(data[2:]))
        else:
            self._unknown.append(bytes([_GS, 0x28, name, low, high]) + data)

    def _qr(self, function: int, data: bytes) -> None:
        state = self._state
        match function:
            case 0x41:
                pass  # the model: there is only one that anybody prints
            case 0x43:
                state.qr["module"] = data[0]
            case 0x45:
                state.qr["level"] = data[0]
            case 0x50:
                state.qr_data = data[1:]
            case 0x51:
                self._flush(0)
                level = _LEVELS.get(state.qr["level"], "l")
                words = state.qr_data.decode("utf-8", errors="replace")
                self._parts.append(QrCode(words, state.qr["module"], level, state.align))
            case _:
                self._unknown.append(bytes([_GS, 0x28, 0x6B, function]) + data)

    def _skip(self, lead: int, name: str) -> _Reader:
        length = _IGNORED.get((lead, name))
        if length is None:
            self._unknown.append(bytes([lead, ord(name)]))
            return
        for _ in range(length):
            yield

    # ── Onto the paper ───────────────────────────────────────────────────────────────────────────────────────────────

    def _two_bytes(self, pair: bytes) -> None:
        try:
            character = pair.decode("gbk")
        except UnicodeDecodeError:
            self._unknown.append(pair)
            character = "\ufffd"
        self._put(character, _CHINESE_CELL)

    def _put(self, character: str, cell: tuple[int, int]) -> None:
        state = self._state
        width, height = cell[0] * state.across, cell[1] * state.down
        if state.left + width > self._dots:
            self._flush(state.pitch)
        look = (state.bold, state.underline, state.inverse)
        state.cells.append(Cell(character, state.left, width, height, *look))
        state.left += width

    def _line_feed(self) -> None:
        if self._state.cells:
            self._flush(self._state.pitch)
        else:
            self._parts.append(Feed(self._state.pitch))

    def _flush(self, pitch: int) -> None:
        """End the line, if there is one; an empty one only feeds."""
        state = self._state
        if state.cells:
            line = TextLine(tuple(state.cells), state.align, pitch)
            self._parts.append(line)
        elif pitch:
            self._parts.append(Feed(pitch))
        state.cells = []
        state.left = 0

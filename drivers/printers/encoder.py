"""Blocks to ESC/POS bytes: the printer's own letters where it has them, dots for a line where it has not.

Byte facts: ``ESC @`` resets and ``FS &`` turns the two-byte characters on, ``FS .`` off. A character goes out as ASCII or
as two bytes of GBK, the set that common Chinese firmware carries; four-byte GB18030 is not, so a line holding any other
character goes as dots (``GS v 0`` in slices of at most 256 rows, which small buffers swallow). Widths follow: a GBK
character takes two columns. The library's own text and image encoders are not used: the text encoder turns "，" into
"?" and never says ``FS &``, the image encoder prints to standard output for models of unknown width.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PIL import Image, ImageOps

from drivers.printers import profiles, qr
from drivers.printers.blocks import Block, Code, Fact, Gap, Line, Logo, Role, Rule, Ruler
from drivers.printers.profiles import CELL_DOTS, Paper
from drivers.printers.words import clean, columns, wrap

PROLOGUE: Final = b"\x1b\x40\x1c\x26"
EPILOGUE: Final = b"\x1c\x2e"
SLICE_ROWS: Final = 256

DrawBlock = Callable[[Block], Image.Image]
"""Draws one block as wide as the paper; see :func:`drivers.printers.raster.draw_block`."""

_ALIGN: Final = b"\x1b\x61"
_FONT: Final = b"\x1b\x4d"
_SIZE: Final = b"\x1d\x21"
_BOLD: Final = b"\x1b\x45"
_POSITION: Final = b"\x1b\x24"
_PITCH: Final = b"\x1b\x33"
_PITCH_RESET: Final = b"\x1b\x32"

_RASTER: Final = b"\x1d\x76\x30"
_LONGEST_COMMAND: Final = 256
_LARGE: Final = (2, 2)
_MOST: Final = 8
_NUMBER_MARGIN: Final = 2
_SMALL_CELL_DOTS: Final = 9
# Dots from one line to the next; a line is never less high than its letters.
_DEFAULT_PITCH: Final = 30
_FACT_PITCH: Final = 60
_BENEATH_PITCH: Final = 38
_RULE_CHARACTER: Final = "─"
_LONG_FEED: Final = 255
_INVERTED: Final = bytes(byte ^ 0xFF for byte in range(256))


def encode_text(words: str) -> bytes | None:
    """ASCII and two-byte GBK, or None when the printer has no letter for some character."""
    encoded = bytearray()
    for character in clean(words):
        try:
            one = character.encode("gbk")
        except UnicodeEncodeError:
            return None
        encoded += one
    return bytes(encoded)


def raster(image: Image.Image) -> bytes:
    """``GS v 0`` for an image, black on white, in slices of at most 256 rows; its width is filled to whole bytes."""
    dots = image.convert("1", dither=Image.Dither.NONE)
    row_bytes = (dots.width + 7) // 8
    # Pillow packs eight dots to the byte with 1 for white and fills the last byte with 0; the printer wants 1 for ink.
    packed = dots.tobytes().translate(_INVERTED)
    spare = row_bytes * 8 - dots.width
    if spare:
        packed = _without_fill(packed, row_bytes, spare)
    out = bytearray()
    for top in range(0, dots.height, SLICE_ROWS):
        rows = min(SLICE_ROWS, dots.height - top)
        out += _RASTER + b"\x00" + row_bytes.to_bytes(2, "little") + rows.to_bytes(2, "little")
        out += packed[top * row_bytes : (top + rows) * row_bytes]
    return bytes(out)


def _without_fill(packed: bytes, row_bytes: int, spare: int) -> bytes:
    rows = bytearray(packed)
    for last in range(row_bytes - 1, len(rows), row_bytes):
        rows[last] &= 0xFF << spare & 0xFF
    return bytes(rows)


def encodable(block: Block) -> bool:
    """Whether the printer has letters of its own for all that the block says."""
    match block:
        case Line(words, _):
            return encode_text(words) is not None
        case Fact(label, value, beneath):
            return encode_text(label + value + beneath) is not None
        case Ruler() | Logo():
            return False
        case _:
            return True


def native(blocks: Sequence[Block], paper: Paper, drawn: DrawBlock, *, number_as_dots: bool = False) -> bytes:
    """The whole slip in the printer's own letters, to the cut; ``drawn`` makes dots of what it has no letters for.

    ``number_as_dots`` draws the number too, exactly as high as it should be: eight thousand bytes, so only where the
    line is fast.
    """
    writer = _Writer(paper, drawn, number_as_dots=number_as_dots)
    for block in _without_needless_gaps(blocks, number_as_dots=number_as_dots):
        writer.put(block)
    return PROLOGUE + bytes(writer.out) + EPILOGUE + profiles.cut(paper)


def _without_needless_gaps(blocks: Sequence[Block], *, number_as_dots: bool) -> list[Block]:
    """Without white space that is there anyway: before the cut, and about a number whose cells bring their own."""
    kept: list[Block] = []
    for block, before, after in zip(blocks, [None, *blocks], [*blocks[1:], None], strict=False):
        beside_number = any(isinstance(other, Line) and other.role is Role.NUMBER for other in (before, after))
        if isinstance(block, Gap) and (after is None or (beside_number and not number_as_dots)):
            continue
        kept.append(block)
    return kept


def dots_only(image: Image.Image, paper: Paper) -> bytes:
    """A slip drawn elsewhere, to the cut. The reset comes first here too: the slip before may have broken off."""
    return PROLOGUE + raster(image) + EPILOGUE + profiles.cut(paper)


def recovery(broken: bytes, paper: Paper) -> bytes:
    """What goes out before the next slip after ``broken`` stopped somewhere: nobody knows in which command.

    Zeros, which print nothing, finish the longest command that may be open (a slice of dots, or a QR code's words); then
    what came out of the broken slip is cut off, lest it hang on to the next visitor's.
    """
    open_end = SLICE_ROWS * paper.dots // 8 if _RASTER in broken else _LONGEST_COMMAND
    return bytes(open_end) + PROLOGUE + EPILOGUE + profiles.cut(paper)


def number_size(label: str, width: int) -> tuple[int, int]:
    """``GS !`` factors (across, down) of the number in a line of ``width`` columns.

    Always 8 down, the most there is: cells of 8 x 24 dots, 24 mm at 8 dots to the mm. The letters in them are as high as
    the firmware's font A draws capitals, usually 18 of its 24 rows: about 18 mm. Across as wide as fits with a column
    free at each side.
    """
    return max(1, min(_MOST, (width - _NUMBER_MARGIN) // max(1, columns(label)))), _MOST


class _Writer:
    """Bytes so far and the printer's state, so that a command goes out only where the state changes."""

    def __init__(self, paper: Paper, drawn: DrawBlock, *, number_as_dots: bool) -> None:
        self.out = bytearray()
        self._number_as_dots = number_as_dots
        self._paper = paper
        self._drawn = drawn
        self._state: dict[bytes, int] = {_ALIGN: 0, _FONT: 0, _SIZE: 0, _BOLD: 0, _PITCH: _DEFAULT_PITCH}

    def put(self, block: Block) -> None:
        if isinstance(block, Ruler):
            self._print(("1234567890" * 10)[: self._paper.columns])
        if not encodable(block):
            self._dots(block)
            return
        match block:
            case Line(words, role):
                self._line(clean(words), role)
            case Fact(label, value, beneath):
                self._fact(clean(label), clean(value), clean(beneath))
            case Code(data):
                self._code(data)
            case Rule():
                # Eight times as wide a character, or it would be the longest line of the slip.
                self._print(_RULE_CHARACTER * (self._paper.columns // 16), align=1, size=(_MOST, 1))
            case Gap(height):
                self._feed(height)

    def _line(self, words: str, role: Role) -> None:
        width = self._paper.columns
        if role is Role.NUMBER and self._number_as_dots:
            self._dots(Line(words, role))
        elif role is Role.NUMBER:
            self._print(words, align=1, size=number_size(words, width))
        elif role in (Role.CATEGORY, Role.MARK):
            for part in wrap(words, width // 2):
                self._print(part, align=1, size=_LARGE, bold=int(role is Role.MARK))
        elif role is Role.SMALL and words.isascii():
            for part in wrap(words, self._paper.dots // _SMALL_CELL_DOTS):
                self._print(part, align=1, font=1)
        else:
            for part in wrap(words, width):
                self._print(part, align=1, bold=int(role is Role.STRONG))

    def _fact(self, label: str, value: str, beneath: str) -> None:
        width = self._paper.columns
        free = width - columns(label) - 2 * columns(value)
        if beneath and free > columns(beneath) + 1:
            label, free, beneath = f"{label} {beneath}", free - columns(beneath) - 1, ""
        pitch = _BENEATH_PITCH if beneath else _FACT_PITCH
        if free >= 1:
            self._print(label, end=self._to_column(width - 2 * columns(value), free), pitch=pitch)
            self._print(value, size=_LARGE, pitch=pitch)
        else:
            for part in wrap(label, width):
                self._print(part)
            for part in wrap(value, width // 2):
                self._print(part, align=2, size=_LARGE, pitch=pitch)
        for part in wrap(beneath, width):
            self._print(part, pitch=_BENEATH_PITCH)

    @staticmethod
    def _to_column(column: int, free: int) -> bytes:
        """White space up to ``column``: by spaces, or by ``ESC $`` (distance from the left in dots) where that is shorter."""
        jump = _POSITION + (column * CELL_DOTS).to_bytes(2, "little")
        return b" " * free if free <= len(jump) else jump

    def _dots(self, block: Block) -> None:
        """Drawn by this machine; what stands in the middle goes only as wide as its ink, and the printer sets it there."""
        image = self._drawn(block)
        if isinstance(block, Line | Logo):
            box = ImageOps.invert(image.convert("L")).getbbox()
            if box is not None:
                image = image.crop((box[0], 0, box[2], image.height))
            self._set(_ALIGN, 1)
        else:
            self._set(_ALIGN, 0)
        self.out += raster(image)

    def _code(self, data: str) -> None:
        self._set(_ALIGN, 1)
        if self._paper.native_qr:
            self.out += profiles.native_qr(data, qr.module_dots(data))
        else:
            # Only as wide as the code, set in the middle by the printer: a third of the bytes of a full line of dots.
            self.out += raster(qr.image(data))

    def _feed(self, height: int) -> None:
        while height > 0:
            self.out += b"\x1b\x4a" + bytes([min(height, _LONG_FEED)])
            height -= _LONG_FEED

    def _print(
        self,
        words: str,
        *,
        align: int = 0,
        font: int = 0,
        size: tuple[int, int] = (1, 1),
        bold: int = 0,
        pitch: int = _DEFAULT_PITCH,
        end: bytes = b"\n",
    ) -> None:
        encoded = encode_text(words)
        if encoded is None:  # put() has looked already
            raise ValueError("not in the printer's letters")
        self._set(_ALIGN, align)
        self._set(_FONT, font)
        self._set(_SIZE, (size[0] - 1) << 4 | (size[1] - 1))
        self._set(_BOLD, bold)
        self._set(_PITCH, pitch)
        self.out += encoded + end

    def _set(self, command: bytes, value: int) -> None:
        if self._state[command] == value:
            return
        self._state[command] = value
        back = command == _PITCH and value == _DEFAULT_PITCH
        self.out += _PITCH_RESET if back else command + bytes([value])

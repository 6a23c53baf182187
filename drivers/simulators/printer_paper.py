"""Draws what a simulated printer printed as it would come out: the paper's edges, the letters' cells, the dots.

Letters stand in the cells that a printer's font A, font B and Chinese font have (12 x 24, 9 x 17 and 24 x 24 dots, times
``GS !``) and come from Noto Sans Mono CJK. Enlarged letters are drawn smooth; a printer whose firmware does not smooth
them shows steps there, at the same size.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import segno
from PIL import Image, ImageChops, ImageDraw

from drivers import fonts
from drivers.simulators.printer_head import Bits, Cell, Feed, Part, QrCode, TextLine

PRINTABLE_DOTS: Final = {58: 384, 80: 576}
"""Dots across that the head can print, for each width of paper in mm."""
_PAPER_DOTS: Final = {58: 464, 80: 640}
_HEAD_TO_BLADE: Final = 40
_BELOW: Final = 40
_PAPER: Final = (252, 251, 248)
_INK: Final = (34, 34, 38)
_EDGE: Final = (214, 212, 206)
_THRESHOLD: Final = 118
# Where letters stand in their cell, as shares of its height; Latin ones a little higher, for their tails need room.
_CHINESE_BASELINE: Final = 0.87
_LATIN_BASELINE: Final = 0.82


def draw(parts: Sequence[Part], width_mm: int) -> Image.Image:
    """The slip from cut to cut, one pixel to the dot."""
    dots = PRINTABLE_DOTS[width_mm]
    rows = sum(_rows(part) for part in parts)
    ink = Image.new("L", (dots, rows), 0)
    top = 0
    for part in parts:
        match part:
            case TextLine():
                _text(ink, part, top)
            case Bits():
                _place(ink, _bits(part), part.align, top)
            case QrCode():
                _place(ink, _qr(part), part.align, top)
        top += _rows(part)
    across = _PAPER_DOTS[width_mm]
    slip = Image.new("RGB", (across, rows + _HEAD_TO_BLADE + _BELOW), _PAPER)
    slip.paste(_INK, ((across - dots) // 2, _HEAD_TO_BLADE), ink)
    ImageDraw.Draw(slip).rectangle((0, 0, slip.width - 1, slip.height - 1), outline=_EDGE)
    return slip


def _rows(part: Part) -> int:
    match part:
        case TextLine():
            return max(part.pitch, part.height)
        case Feed(dots):
            return dots
        case Bits():
            return part.rows * part.down
        case QrCode():
            return _modules(part) * part.module


def _place(ink: Image.Image, block: Image.Image, align: int, top: int) -> None:
    ink.paste(block, ((ink.width - block.width) * align // 2, top))


def _text(ink: Image.Image, line: TextLine, top: int) -> None:
    start = (ink.width - line.width) * line.align // 2
    for cell in line.cells:
        glyph = _glyph(cell)
        at = (start + cell.left, top + line.height - cell.height)
        merged = ImageChops.lighter(ink.crop((*at, at[0] + glyph.width, at[1] + glyph.height)), glyph)
        ink.paste(merged, at)


def _glyph(cell: Cell) -> Image.Image:
    latin = cell.character.isascii()
    font = fonts.sized(fonts.face("zh-CN", bold=cell.bold, mono=True), cell.height)
    natural = cell.height // 2 if latin else cell.height
    glyph = Image.new("L", (natural, cell.height), 0)
    baseline = round(cell.height * (_LATIN_BASELINE if latin else _CHINESE_BASELINE))
    ImageDraw.Draw(glyph).text((0, baseline), cell.character, font=font, fill=255, anchor="ls")
    if natural != cell.width:
        glyph = glyph.resize((cell.width, cell.height), Image.Resampling.LANCZOS)
    glyph = glyph.point(lambda level: 255 if level > _THRESHOLD else 0)
    if cell.underline:
        ImageDraw.Draw(glyph).rectangle((0, cell.height - 2, cell.width, cell.height), fill=255)
    return ImageChops.invert(glyph) if cell.inverse else glyph


def _bits(part: Bits) -> Image.Image:
    image = Image.frombytes("1", (part.row_bytes * 8, part.rows), part.data).convert("L")
    size = (image.width * part.across, image.height * part.down)
    return image.resize(size, Image.Resampling.NEAREST)


def _code(part: QrCode) -> segno.QRCode:
    return segno.make(part.text, error=part.level, micro=False, boost_error=False)


def _modules(part: QrCode) -> int:
    return int(_code(part).symbol_size(border=0)[0])


def _qr(part: QrCode) -> Image.Image:
    rows = _code(part).matrix
    image = Image.new("L", (len(rows[0]), len(rows)), 0)
    image.putdata([255 if module else 0 for row in rows for module in row])
    return image.resize((image.width * part.module, image.height * part.module), Image.Resampling.NEAREST)

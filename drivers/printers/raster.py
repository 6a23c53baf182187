"""Blocks to dots: the slip drawn by this machine, with the typeface of its reader's language.

Used for a printer in raster mode, for a line the printer has no letters for, and for a preview on a screen.
Measures are dots, 8 to the mm; digits of the number are 21 mm high.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

from PIL import Image, ImageDraw, ImageFont

from drivers import fonts
from drivers.printers import qr
from drivers.printers.blocks import Block, Code, Fact, Gap, Line, Logo, Role, Rule, Ruler
from drivers.printers.profiles import DOTS_PER_MM
from drivers.printers.words import clean, wrap
from shared.errors import DeviceFault

NUMBER_DOTS: Final = 168
"""Height of the number's digits."""

_SIZES: Final = {Role.HALL: 28, Role.CATEGORY: 50, Role.MARK: 44, Role.STRONG: 26, Role.NORMAL: 26, Role.SMALL: 22}
_BOLD: Final = frozenset({Role.NUMBER, Role.CATEGORY, Role.MARK, Role.STRONG})
_LEADING: Final = 1.3
_LABEL: Final = 25
_VALUE: Final = 44
_BENEATH: Final = 20
_LEAST_GAP: Final = 10
_FACT_DOTS: Final = 62
_NUMBER_MARGIN: Final = 12
_NUMBER_BELOW: Final = 8
# Round letters reach a little below the line that the others stand on.
_ROUND_BELOW: Final = 4
_RULER_DOTS: Final = 48
_LOGO_DOTS: Final = 160
_KEPT: Final = 512
_INK: Final = 0
_PAPER: Final = 255
# Thin strokes of small characters come out on thermal paper only when a dot that is a good third inked counts as ink.
_THRESHOLD: Final = 150


def draw(blocks: Sequence[Block], dots: int, language: str) -> Image.Image:
    """The whole slip, ``dots`` wide, one bit deep. Raises ``DeviceFault("no_cjk_font")``."""
    parts = [draw_block(block, dots, language) for block in blocks]
    slip = Image.new("1", (dots, sum(part.height for part in parts)), 1)
    top = 0
    for part in parts:
        slip.paste(part, (0, top))
        top += part.height
    return slip


@lru_cache(maxsize=_KEPT)
def draw_block(block: Block, dots: int, language: str) -> Image.Image:
    """One block, ``dots`` wide, one bit deep. It is kept, for most lines of a slip are on the next one too: do not draw
    into it. Raises ``DeviceFault`` with ``no_cjk_font`` or ``slip_logo``."""
    match block:
        case Line(words, Role.NUMBER):
            grey = _number(clean(words), dots, language)
        case Line(words, role):
            grey = _lines(clean(words), _font(_SIZES[role], language, bold=role in _BOLD), dots)
        case Fact(label, value, beneath):
            grey = _fact(clean(label), clean(value), clean(beneath), dots, language)
        case Code(data):
            code = qr.image(data)
            grey = _sheet(dots, code.height)
            grey.paste(code, ((dots - code.width) // 2, 0))
        case Logo(file):
            grey = _logo(file, dots)
        case Rule():
            grey = _sheet(dots, 24)
            ImageDraw.Draw(grey).rectangle((0, 11, dots, 12), fill=_INK)
        case Ruler():
            grey = _ruler(dots, language)
        case Gap(height):
            grey = _sheet(dots, height)
    return grey.point(lambda level: 255 if level > _THRESHOLD else 0).convert("1", dither=Image.Dither.NONE)


def _sheet(dots: int, rows: int) -> Image.Image:
    return Image.new("L", (dots, rows), _PAPER)


def _font(pixels: int, language: str, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    return fonts.sized(fonts.face(language, bold=bold), pixels)


def _measure(font: ImageFont.FreeTypeFont) -> Callable[[str], float]:
    """How long words are, from the lengths of their characters: a line is measured many times before it is broken."""
    return lambda words: sum(_advance(font, character) for character in words)


@lru_cache(maxsize=8 * _KEPT)
def _advance(font: ImageFont.FreeTypeFont, character: str) -> float:
    return font.getlength(character)


def _number(words: str, dots: int, language: str) -> Image.Image:
    """The number, its capitals ``NUMBER_DOTS`` high, pressed together where it would be wider than the paper."""
    glyphs = [_number_glyph(character, language) for character in words]
    natural = sum(glyph.width for glyph in glyphs)
    squeeze = min(1.0, (dots - 2 * _NUMBER_MARGIN) / max(natural, 1))
    width = round(natural * squeeze)
    sheet = _sheet(dots, NUMBER_DOTS + _ROUND_BELOW + _NUMBER_BELOW)
    left = (dots - width) // 2
    for character, glyph in zip(words, glyphs, strict=True):
        fitted = _number_glyph(character, language, round(glyph.width * squeeze))
        sheet.paste(fitted, (left, 0))
        left += fitted.width
    return sheet


@lru_cache(maxsize=_KEPT)
def _number_glyph(character: str, language: str, width: int | None = None) -> Image.Image:
    """One character of the number as high as all are, as wide as it comes or pressed to ``width``."""
    if width is not None:
        return _number_glyph(character, language).resize(
            (max(1, width), NUMBER_DOTS + _ROUND_BELOW), Image.Resampling.LANCZOS
        )
    trial = _font(200, language, bold=True).getbbox("0", anchor="ls")
    font = _font(round(200 * NUMBER_DOTS / -trial[1]), language, bold=True)
    glyph = _sheet(max(1, round(font.getlength(character))), NUMBER_DOTS + _ROUND_BELOW)
    ImageDraw.Draw(glyph).text((0, NUMBER_DOTS), character, font=font, fill=_INK, anchor="ls")
    return glyph


def _logo(file: str, dots: int) -> Image.Image:
    """The picture as wide as the paper at most and 20 mm high at most; what is transparent is paper."""
    try:
        with Image.open(file) as picture:
            colours = picture.convert("RGBA")
    except (OSError, ValueError) as error:
        raise DeviceFault("slip_logo", file=file, why=str(error)) from error
    paper = Image.new("RGBA", colours.size, (255, 255, 255, 255))
    grey = Image.alpha_composite(paper, colours).convert("L")
    scale = min(dots / grey.width, _LOGO_DOTS / grey.height, 1.0)
    grey = grey.resize((max(1, round(grey.width * scale)), max(1, round(grey.height * scale))))
    sheet = _sheet(dots, grey.height)
    sheet.paste(grey, ((dots - grey.width) // 2, 0))
    return sheet


def _ruler(dots: int, language: str) -> Image.Image:
    """A tick for each millimetre, longer at five, longest and with its number at ten; 8 dots to the mm."""
    font = _font(_BENEATH, language)
    sheet = _sheet(dots, _RULER_DOTS)
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((0, 0, dots, 1), fill=_INK)
    for mm in range(dots // DOTS_PER_MM):
        left, length = mm * DOTS_PER_MM, 26 if mm % 10 == 0 else 18 if mm % 5 == 0 else 10
        pen.rectangle((left, 0, left + 1, length), fill=_INK)
        if mm % 10 == 0 and mm:
            pen.text((left, _RULER_DOTS - 2), str(mm), font=font, fill=_INK, anchor="ms")
    pen.rectangle((dots - 2, 0, dots - 1, 26), fill=_INK)
    return sheet


def _lines(words: str, font: ImageFont.FreeTypeFont, dots: int) -> Image.Image:
    parts = wrap(words, dots, _measure(font))
    pitch = round(font.size * _LEADING)
    sheet = _sheet(dots, pitch * len(parts))
    pen = ImageDraw.Draw(sheet)
    for row, part in enumerate(parts):
        baseline = row * pitch + round(pitch / 2 + font.size * 0.37)
        pen.text((dots / 2, baseline), part, font=font, fill=_INK, anchor="ms")
    return sheet


def _fact(label: str, value: str, beneath: str, dots: int, language: str) -> Image.Image:
    small, large = _font(_LABEL, language), _font(_VALUE, language, bold=True)
    in_one = _measure(small)(label) + _LEAST_GAP + _measure(large)(value) <= dots
    values = [value] if in_one else wrap(value, dots, _measure(large))
    labels = [label] if in_one else wrap(label, dots, _measure(small))
    note = _font(_BENEATH, language)
    notes = wrap(beneath, dots, _measure(note)) if beneath else []
    label_pitch, note_pitch = round(_LABEL * _LEADING), round(_BENEATH * _LEADING)
    above = 0 if in_one else label_pitch * len(labels)
    rows = above + _FACT_DOTS * len(values) + note_pitch * len(notes)
    sheet = _sheet(dots, rows)
    pen = ImageDraw.Draw(sheet)
    first = round(_FACT_DOTS * 0.72)
    for row, part in enumerate(labels):
        baseline = first if in_one else row * label_pitch + round(label_pitch * 0.8)
        pen.text((0, baseline), part, font=small, fill=_INK, anchor="ls")
    for row, part in enumerate(values):
        pen.text((dots, above + row * _FACT_DOTS + first), part, font=large, fill=_INK, anchor="rs")
    for row, part in enumerate(notes):
        top = above + _FACT_DOTS * len(values) + row * note_pitch
        pen.text((0, top + round(note_pitch * 0.6)), part, font=note, fill=_INK, anchor="ls")
    return sheet

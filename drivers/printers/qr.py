"""QR codes: how large, and as dots for printers that cannot draw them. Level L, as the printers are told to."""

from __future__ import annotations

from typing import Final

import segno
from PIL import Image

WIDTH_DOTS: Final = 200
"""How wide a code should come out: 25 mm at 8 dots to the mm, read by an old telephone at arm's length."""


def module_dots(data: str) -> int:
    """Dots to a module so that the QR code of ``data`` is about 25 mm wide, between 3 and 8."""
    # Any mask gives the same size, and looking for the best of the eight takes nine tenths of the time.
    modules = int(_code(data, mask=0).symbol_size(border=0)[0])
    return max(3, min(8, WIDTH_DOTS // modules))


def modules(data: str) -> tuple[tuple[bool, ...], ...]:
    """The rows of the QR code of ``data``, true where it is dark, without a border; level M, for a sign on a wall that
    sun and fingers wear."""
    code = segno.make(data, error="m", micro=False, boost_error=False)
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)


def image(data: str) -> Image.Image:
    """The QR code of ``data`` as dots, level L as the printer would draw it, without a white border."""
    rows = _code(data).matrix
    small = Image.new("1", (len(rows[0]), len(rows)), 1)
    small.putdata([0 if module else 1 for row in rows for module in row])
    scale = module_dots(data)
    return small.resize((small.width * scale, small.height * scale), Image.Resampling.NEAREST)


def _code(data: str, mask: int | None = None) -> segno.QRCode:
    return segno.make(data, error="l", micro=False, boost_error=False, mask=mask)

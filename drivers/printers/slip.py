"""The slip (号票): what it says, in which order, and the bytes for one printer.

:class:`Slip` holds what the hall knows; :func:`layout` turns it into blocks, which are data and know neither dots nor
bytes; :func:`encode` has them set for one printer. A reader finds, in this order: the number, what for, how many are
ahead, how long it may take, where to wait, the QR code; the rest is small. Words come from the ``slip`` catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from PIL import Image

from drivers.printers import encoder, raster, trial
from drivers.printers.blocks import Block, Code, Fact, Gap, Line, Role, Rule
from drivers.printers.profiles import paper_for
from drivers.printers.trial import TrialSlip
from shared.i18n import text


class Mode(StrEnum):
    """Who draws the letters.

    ``native``: the printer; only a line it has no letters for goes as dots. ``raster``: this machine, the whole slip;
    for a printer without Chinese. ``auto``: see :func:`allowed`.
    """

    NATIVE = "native"
    RASTER = "raster"
    AUTO = "auto"


_HUNDREDS_OF_BYTES_A_SECOND: Final = ("serial", "rfc2217", "socket", "loop", "spy", "hwgrep", "alt", "cp2110")
_GBK_SHAPES: Final = frozenset({"zh-CN", "en"})


@dataclass(frozen=True, slots=True)
class Second:
    """What is repeated small in a second language, beneath the first (Chinese first, then English)."""

    language: str
    category_name: str
    zone_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """All that one slip says, ready for its reader: names and times are in ``language`` already.

    ``language`` is a tag of :data:`shared.i18n.LANGUAGES`; ``expected_wait`` is None while no honest one is known;
    ``issued_at`` is date and time as they shall be read; ``qr`` is the address of the visitor's page; ``reprint``
    is which copy of a number that exists this is: 0 the first slip, 1 the first reprint, and so on.
    """

    hall_name: str
    number: str
    category_code: str
    category_name: str
    people_ahead: int
    zone_name: str
    issued_at: str
    expected_wait: str | None = None
    language: str = "zh-CN"
    notice: str = ""
    qr: str | None = None
    reprint: int = 0
    second: Second | None = None


def allowed(url: str, mode: Mode) -> Mode:
    """What ``auto`` may do on the line that ``url`` names.

    A UART carries about 960 bytes a second, a slip of dots has 30,000: serial lines, and the device servers in front of
    them, stay native. On TCP and USB ``auto`` is left to :func:`encode`.
    """
    if mode is not Mode.AUTO:
        return mode
    scheme = url.split("://", 1)[0].lower() if "://" in url else ""
    slow = scheme in _HUNDREDS_OF_BYTES_A_SECOND or (not scheme and not url.startswith("/dev/usb/"))
    return Mode.NATIVE if slow else Mode.AUTO


def layout(slip: Slip) -> list[Block]:
    """The slip as blocks from top to bottom."""
    blocks: list[Block] = [Line(slip.hall_name, Role.HALL), *_mark(slip)]
    blocks += [Gap(20), Line(slip.number, Role.NUMBER), Gap(20), *_category(slip), Rule(), *_facts(slip)]
    if slip.qr:
        blocks += [Gap(20), Code(slip.qr), Gap(12), Line(text("slip.scan", slip.language))]
    blocks += [Gap(16), Line(slip.issued_at, Role.SMALL)]
    if slip.notice:
        blocks.append(Line(slip.notice, Role.SMALL))
    return [*blocks, Gap(16)]


def encode(slip: Slip | TrialSlip, profile: str = "default", width_mm: int = 58, mode: Mode = Mode.NATIVE) -> bytes:
    """The bytes that print ``slip`` on a printer model of that name and paper width, to the cut.

    ``auto`` is native whenever that serves the reader: the printer's letters are crisp, and the slip starts to move at
    once. It turns to dots, for the whole slip lest two typefaces stand on one paper, when some line holds a character
    the printer has no letter for, or when the reader's language is Japanese: Chinese firmware has most of its characters
    but draws them in Chinese shapes. Raises ``DeviceFault`` (``printer_profile_unknown``, ``no_cjk_font`` …).
    """
    paper = paper_for(profile, width_mm)
    blocks = layout(slip) if isinstance(slip, Slip) else trial.blocks_of(slip, paper, mode)
    if mode is Mode.RASTER or (mode is Mode.AUTO and isinstance(slip, Slip) and not _reads_well_natively(slip, blocks)):
        return encoder.dots_only(raster.draw(blocks, paper.dots, slip.language), paper)
    return encoder.native(blocks, paper, lambda block: raster.draw_block(block, paper.dots, slip.language))


def render(slip: Slip, width_mm: int = 58) -> Image.Image:
    """The slip as a picture, one bit deep, 8 dots to the mm and as wide as the print: a preview for screens."""
    return raster.draw(layout(slip), paper_for("default", width_mm).dots, slip.language)


def _mark(slip: Slip) -> list[Block]:
    """What tells a reprint from the first slip, large, for it gives no second right."""
    if not slip.reprint:
        return []
    marks: list[Block] = [Gap(12), Line(text("slip.reprint", slip.language, count=slip.reprint), Role.MARK)]
    if slip.second is not None:
        marks.append(Line(text("slip.reprint", slip.second.language, count=slip.reprint), Role.SMALL))
    return marks


def _category(slip: Slip) -> list[Block]:
    blocks: list[Block] = [Line(f"{slip.category_code} {slip.category_name}", Role.CATEGORY)]
    if slip.second is not None and slip.second.category_name:
        blocks += [Line(slip.second.category_name, Role.SMALL), Gap(4)]
    return blocks


def _facts(slip: Slip) -> list[Block]:
    other = slip.second.language if slip.second else None
    facts = [("slip.ahead", text("slip.ahead_value", slip.language, count=slip.people_ahead), "")]
    if slip.expected_wait:
        facts.append(("slip.wait", slip.expected_wait, ""))
    if slip.zone_name:
        facts.append(("slip.zone", slip.zone_name, slip.second.zone_name if slip.second else ""))
    return [
        Fact(
            text(key, slip.language), value, " ".join(filter(None, (text(key, other), value_beneath))) if other else ""
        )
        for key, value, value_beneath in facts
    ]


def _reads_well_natively(slip: Slip, blocks: list[Block]) -> bool:
    return slip.language in _GBK_SHAPES and all(map(encoder.encodable, blocks))

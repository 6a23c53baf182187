"""The slip (号票): what it says, in which order, and the bytes for one printer.

:class:`Slip` holds what the hall knows; :func:`layout` turns it into blocks, which are data and know neither dots nor
bytes; :func:`encode` has them set for one printer. Which lines stand on it is a :class:`~shared.slips.SlipLayout`, the
hall's own or the standard one. Words come from the ``slip`` catalogue.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from PIL import Image

from drivers.printers import encoder, paper_list, raster, stamp, trial
from drivers.printers.blocks import Block, Code, Fact, Gap, Line, Logo, Role, Rule
from drivers.printers.paper_list import PaperList
from drivers.printers.profiles import paper_for
from drivers.printers.stamp import StampSlip
from drivers.printers.trial import TrialSlip
from shared.errors import DeviceFault
from shared.i18n import text
from shared.slips import SlipLayout, SlipLine, load_layout


class Mode(StrEnum):
    """Who draws the letters.

    ``native``: the printer; only a line it has no letters for goes as dots. ``raster``: this machine, the whole slip;
    for a printer without Chinese, or for Japanese in Japanese shapes. ``auto``: native, with the number drawn where the
    line is fast; see :func:`allowed`.
    """

    NATIVE = "native"
    RASTER = "raster"
    AUTO = "auto"


_HUNDREDS_OF_BYTES_A_SECOND: Final = ("serial", "rfc2217", "socket", "loop", "spy", "hwgrep", "alt", "cp2110")
LAYOUTS: Final = Path(__file__).parent / "layouts"
_ROLES: Final = {"small": Role.SMALL, "normal": Role.NORMAL, "strong": Role.STRONG, "large": Role.CATEGORY}
_log = logging.getLogger(__name__)


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
    is which copy of a number that exists this is: 0 the first slip, 1 the first reprint, and so on; ``zone_hint`` says
    how to find the zone, ``papers`` what to have ready; ``layout`` is the hall's own, None the standard one.
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
    item_name: str = ""
    zone_hint: str = ""
    papers: tuple[str, ...] = ()
    second: Second | None = None
    layout: SlipLayout | None = None


Printable = Slip | TrialSlip | PaperList | StampSlip
"""What a printer prints: a ticket's slip, a test slip, a list of papers, an arrival stamp."""


def allowed(url: str, mode: Mode) -> Mode:
    """What ``auto`` may do on the line that ``url`` names.

    A UART carries about 960 bytes a second, a slip of dots has 30,000: serial lines, and the device servers in front of
    them, stay native. On TCP and USB ``auto`` draws the number.
    """
    if mode is not Mode.AUTO:
        return mode
    scheme = url.split("://", 1)[0].lower() if "://" in url else ""
    slow = scheme in _HUNDREDS_OF_BYTES_A_SECOND or (not scheme and not url.startswith("/dev/usb/"))
    return Mode.NATIVE if slow else Mode.AUTO


def layout(slip: Slip, *, number_drawn: bool = False) -> list[Block]:
    """The slip as blocks from top to bottom, by its own layout or the standard one.

    Where the number is drawn it stands in letters too, beside the time of issue: dots can be read by people only.
    """
    if number_drawn:
        slip = replace(slip, issued_at=f"{slip.number} {slip.issued_at}")
    return [block for line in (slip.layout or standard_layout()).lines for block in _blocks(line, slip)]


@cache
def standard_layout() -> SlipLayout:
    """The layout for halls that have none of their own: ``layouts/standard.toml``."""
    return load_layout(LAYOUTS / "standard.toml")


def encode(slip: Printable, profile: str = "default", width_mm: int = 58, mode: Mode = Mode.NATIVE) -> bytes:
    """The bytes that print ``slip`` on a printer model of that name and paper width, to the cut.

    Native is the printer's own letters, line by line: they are crisp, few bytes, and the slip starts to move at once.
    Only a line with a character that two bytes of GBK cannot say goes as dots; kana and nearly all Japanese kanji are
    among them, in the shapes of the firmware (a reader who needs the Japanese ones: ``raster``). ``auto`` is native with
    the number drawn, 21 mm high. Raises ``DeviceFault`` (``printer_profile_unknown``, ``no_cjk_font`` …).
    """
    paper = paper_for(profile, width_mm)
    drawn = mode is not Mode.NATIVE
    match slip:
        case Slip():
            blocks = layout(slip, number_drawn=drawn)
        case TrialSlip():
            blocks = trial.blocks_of(slip, paper, mode)
        case PaperList():
            blocks = paper_list.blocks_of(slip)
        case StampSlip():
            blocks = stamp.blocks_of(slip)
    blocks = _readable(blocks, paper.dots, slip.language)
    if mode is Mode.RASTER:
        return encoder.dots_only(raster.draw(blocks, paper.dots, slip.language), paper)
    return encoder.native(
        blocks,
        paper,
        lambda block: raster.draw_block(block, paper.dots, slip.language),
        number_as_dots=drawn,
    )


def render(slip: Slip, width_mm: int = 58) -> Image.Image:
    """The slip as a picture, one bit deep, 8 dots to the mm and as wide as the print: a preview for screens."""
    return raster.draw(layout(slip, number_drawn=True), paper_for("default", width_mm).dots, slip.language)


def _blocks(line: SlipLine, slip: Slip) -> list[Block]:
    """One line of the layout, filled in; nothing where nothing is known."""
    match line.show:
        case "logo":
            return [Logo(line.file)] if line.file else []
        case "hall":
            return _words(slip.hall_name, line, Role.HALL)
        case "number":
            return [*_mark(slip), Line(slip.number, Role.NUMBER)]
        case "category":
            return _category(slip)
        case "item":
            return _words(slip.item_name, line, Role.STRONG)
        case "ahead" | "wait" | "zone":
            return _fact(line.show, slip)
        case "papers":
            return _papers(slip)
        case "qr":
            return [Gap(20), Code(slip.qr), Gap(12), Line(text("slip.scan", slip.language))] if slip.qr else []
        case "issued":
            return _words(slip.issued_at, line, Role.SMALL)
        case "notice":
            return _words(line.text.get(slip.language) if line.text else slip.notice, line, Role.SMALL)
        case "text":
            return _words(line.text.get(slip.language) if line.text else "", line, Role.NORMAL)
        case "rule":
            return [Rule()]
        case "gap":
            return [Gap(line.dots or 0)]


def _words(words: str, line: SlipLine, usual: Role) -> list[Block]:
    return [Line(words, _ROLES[line.size] if line.size else usual)] if words.strip() else []


def _mark(slip: Slip) -> list[Block]:
    """What tells a reprint from the first slip, large, for it gives no second right."""
    if not slip.reprint:
        return []
    marks: list[Block] = [Gap(12), Line(text("slip.reprint", slip.language, count=slip.reprint), Role.MARK)]
    if slip.second is not None:
        marks.append(Line(text("slip.reprint", slip.second.language, count=slip.reprint)))
    return [*marks, Gap(12)]


def _category(slip: Slip) -> list[Block]:
    blocks: list[Block] = [Line(f"{slip.category_code} {slip.category_name}".strip(), Role.CATEGORY)]
    if slip.second is not None and slip.second.category_name:
        blocks += [Gap(6), Line(slip.second.category_name)]
    return blocks


def _fact(show: str, slip: Slip) -> list[Block]:
    match show:
        case "ahead":
            value, beneath = text("slip.ahead_value", slip.language, count=slip.people_ahead), ""
        case "wait":
            value, beneath = slip.expected_wait or "", ""
        case _:
            value, beneath = slip.zone_name, slip.second.zone_name if slip.second else ""
    if not value:
        return []
    if slip.second is not None:
        beneath = f"{text(f'slip.{show}', slip.second.language)} {beneath}".strip()
    hint = [Line(slip.zone_hint, Role.NORMAL)] if show == "zone" and slip.zone_hint else []
    return [Fact(text(f"slip.{show}", slip.language), value, beneath), *hint]


def _papers(slip: Slip) -> list[Block]:
    if not slip.papers:
        return []
    listed = text("slip.papers_between", slip.language).join(slip.papers)
    return [Gap(12), Line(text("slip.papers", slip.language), Role.STRONG), Line(listed)]


def _readable(blocks: list[Block], dots: int, language: str) -> list[Block]:
    """Without a logo that cannot be read: a visitor's slip matters more. The preview says what is wrong with it."""
    kept = []
    for block in blocks:
        try:
            if isinstance(block, Logo):
                raster.draw_block(block, dots, language)
            kept.append(block)
        except DeviceFault as fault:
            _log.warning("the slip goes out without its logo: %s", fault)
    return kept

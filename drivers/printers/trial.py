"""The test slip: printed after a roll change or at set-up, so that a person sees that this printer prints right.

It uses no number and says so in every language. It shows what goes wrong most often: the paper's width (a ruler that
must be as long as it says), the columns, letters of every language, rare characters and accents, and a QR code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from drivers.printers.blocks import Block, Code, Gap, Line, Role, Rule, Ruler
from drivers.printers.profiles import Paper
from shared.i18n import LANGUAGES, text

QR_SAMPLE: Final = "TINGHAO TEST 0123456789"
_RARE: Final = "㐀 𠮷 ① é ñ ß €"
"""Characters that two bytes of GBK do not all hold: their line must come out nevertheless."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialSlip:
    """A test slip; made by :func:`test_slip`, printed like a slip."""

    hall_name: str
    issued_at: str
    language: str = "zh-CN"
    printer: str = ""
    qr: str = QR_SAMPLE

    number: ClassVar[str] = "(test)"
    """For the log only: a test slip uses no number."""


def test_slip(*, hall_name: str, issued_at: str, language: str, printer: str) -> TrialSlip:
    """A test slip for :meth:`~drivers.printers.printer.Printer.print`.

    ``issued_at`` is date and time as they shall be read, ``printer`` the printer's name in the settings or "".
    """
    return TrialSlip(hall_name=hall_name, issued_at=issued_at, language=language, printer=printer)


def blocks_of(slip: TrialSlip, paper: Paper, mode: str) -> list[Block]:
    """The test slip as blocks for one paper; ``mode`` is told on it."""
    languages = (slip.language, *(language for language in LANGUAGES if language != slip.language))
    first, *others = languages
    measures = text("slip.test_paper", first, dots=paper.dots, mm=paper.dots // 8, columns=paper.columns)
    return [
        Line(slip.hall_name, Role.HALL),
        Gap(12),
        Line(text("slip.test_title", first), Role.CATEGORY),
        *(Line(text("slip.test_title", other), Role.NORMAL) for other in others),
        Line(text("slip.test_no_number", first), Role.STRONG),
        *(Line(text("slip.test_no_number", other), Role.SMALL) for other in others),
        Rule(),
        *([Line(slip.printer)] if slip.printer else []),
        Line(slip.issued_at),
        Line(measures),
        Line(f"{paper.profile} / {mode}", Role.SMALL),
        Gap(12),
        Ruler(),
        Gap(12),
        *(Line(text("slip.test_sample", language)) for language in languages),
        Line(_RARE),
        Gap(12),
        Code(slip.qr),
        Gap(8),
        Line(text("slip.test_scan", first, words=slip.qr), Role.SMALL),
        Gap(16),
    ]

"""A sample slip drawn without paper and without a printer; what ``tinghao slip preview`` shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from drivers.printers import raster, trial
from drivers.printers.blocks import Logo
from drivers.printers.profiles import paper_for
from drivers.printers.slip import Mode, Slip, encode, layout
from drivers.printers.tickets import sample_slips
from drivers.printers.trial import TrialSlip
from drivers.simulators.printer import ReceivedSlip, on_paper
from shared.errors import Refusal
from shared.i18n import text
from shared.settings import Settings, load_settings
from shared.slips import load_layout

BAUD: Final = 9600
_BITS_TO_THE_BYTE: Final = 10
"""8 data bits between a start bit and a stop bit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be previewed. No category means the hall's first."""

    config: Path
    layout: Path | None
    width_mm: int
    mode: str
    profile: str
    language: str
    category: str
    qr: str
    reprint: int
    test: bool


def preview(wanted: Wanted) -> ReceivedSlip:
    """The slip as the simulated printer prints it.

    Raises ``SettingsError`` for a layout that cannot be used, ``DeviceFault`` for an unknown printer or a bad logo,
    ``Refusal("unknown_category")``.
    """
    settings = load_settings(wanted.config)
    if wanted.layout is not None:
        settings = settings.model_copy(update={"slip": load_layout(wanted.layout)})
    sheet: Slip | TrialSlip = _test_slip(settings, wanted.language) if wanted.test else _sample(settings, wanted)
    if isinstance(sheet, Slip):
        _check_logo(sheet, paper_for(wanted.profile, wanted.width_mm).dots)
    return on_paper(encode(sheet, wanted.profile, wanted.width_mm, Mode(wanted.mode)), wanted.width_mm)


def seconds(bytes_: int) -> float:
    """How long so many bytes take on a serial line of 9600 baud."""
    return bytes_ * _BITS_TO_THE_BYTE / BAUD


def _sample(settings: Settings, wanted: Wanted) -> Slip:
    """The slip of the asked category and language; in the hall's first where it does not speak that one."""
    slips = sample_slips(settings)
    spoken = [each for each in slips if each.language == wanted.language] or list(slips)
    if wanted.category and wanted.category not in {each.category_code for each in spoken}:
        known = ", ".join(dict.fromkeys(each.category_code for each in spoken))
        raise Refusal("unknown_category", category=wanted.category, known=known)
    chosen = next((each for each in spoken if each.category_code == wanted.category), spoken[0])
    wait = text("slip.wait_range", chosen.language, low=15, high=25)
    return replace(chosen, expected_wait=wait, qr=wanted.qr or None, reprint=wanted.reprint)


def _test_slip(settings: Settings, language: str) -> TrialSlip:
    return trial.test_slip(
        hall_name=settings.hall.name.get(language),
        issued_at=f"{datetime.now(settings.hall.zone):%Y-%m-%d %H:%M}",
        language=language,
        printer=next((device.name for device in settings.devices if device.kind == "printer"), ""),
    )


def _check_logo(sheet: Slip, dots: int) -> None:
    """A printer leaves out a logo that it cannot read; here the technician is told. Raises ``DeviceFault``."""
    for block in layout(sheet):
        if isinstance(block, Logo):
            raster.draw_block(block, dots, sheet.language)

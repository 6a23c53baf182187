"""Slips that the printer tests share."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Final

from drivers.printers.slip import Second, Slip
from drivers.printers.tickets import sample_slips
from drivers.simulators.printer import ReceivedSlip
from shared.i18n import text
from shared.settings import load_settings

ROOT: Final = Path(__file__).parents[2]
_URL: Final = "http://192.168.1.10:8080/t/Yk3vQ9xWmZ2a"
_WORDS: Final = {
    "zh-CN": ("区政务服务中心", "商事登记", "二号等候区"),
    "en": ("District Service Hall", "Business registration", "Zone 2"),
    "ja": ("区政務サービスセンター", "商業登記", "第二待合"),
}


def slip(language: str = "zh-CN", **changes: object) -> Slip:
    """A usual slip of the sample hall, ``changes`` on top."""
    hall, category, zone = _WORDS[language]
    values: dict[str, object] = {
        "hall_name": hall,
        "number": "B012",
        "category_code": "B",
        "category_name": category,
        "people_ahead": 12,
        "zone_name": zone,
        "expected_wait": text("slip.wait_range", language, low=15, high=25),
        "issued_at": text("slip.issued", language, at="2026-01-08 10:42"),
        "notice": text("slip.notice", language),
        "language": language,
        "qr": _URL,
    }
    return Slip(**{**values, **changes})  # type: ignore[arg-type]


def bilingual() -> Slip:
    """Chinese first, English beneath."""
    return slip(second=Second("en", "Business registration", "Zone 2"))


def number_of(received: ReceivedSlip) -> str:
    """The number that stands on a slip in letters, whether it was drawn large as well or not."""
    found = re.search(r"\b(?:[A-Z]\d-)?[A-Z]\d{3}\b", received.text)
    return found[0] if found else ""


def sample_hall() -> list[Slip]:
    """The longest slip of every category of the sample halls in every language: a wait and a QR code are on it."""
    sites = sorted((ROOT / "shared" / "sites").glob("*.toml"))
    return [
        replace(
            ticket, qr=_URL, expected_wait=text("slip.wait_range", ticket.language, low=15, high=25), people_ahead=123
        )
        for site in sites
        for ticket in sample_slips(load_settings(site))
    ]

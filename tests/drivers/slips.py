"""Slips that the printer tests share."""

from __future__ import annotations

from typing import Final

from drivers.printers.slip import Second, Slip
from shared.i18n import text

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

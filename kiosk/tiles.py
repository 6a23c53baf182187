"""What the tiles say: each category with its names, how many wait and how long, how many windows are open for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from shared.i18n import text
from shared.waits import wait_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from shared.picture import Picture
    from shared.toml_parts import Names
    from shared.ui.waits import Waits

ROLES: Final = ("code", "colourIndex", "name", "nameLanguage", "beneath", "beneathLanguage", "waiting", "wait", "open")
"""Roles of a tile, as its QML names them."""


def tiles(picture: Picture, language: str, now: datetime, waits: Waits | None = None) -> list[dict[str, Any]]:
    """One row for each category of the settings, in their order, in the language of the screen. ``waits`` is what the
    hall said of them last."""
    if not picture.settings:
        return []
    from shared.serving import open_windows  # Known by now, and not before the first frame.

    return [
        {
            "code": category.code,
            "colourIndex": index,
            **names(category.name, language),
            "waiting": waiting_text(picture.waiting_in(category.code), language),
            "wait": wait_text((waits or {}).get(category.code), language),
            "open": open_text(open_windows(picture, category.code, now), language),
        }
        for index, category in enumerate(picture.rules.categories)
    ]


def names(name: Names, language: str) -> dict[str, str]:
    """A name in the language, and beneath it in Chinese, or in English beneath Chinese."""
    first = name.get(language)
    spoken = language if first != name.zh or language == "zh-CN" else "zh-CN"
    second, second_language = (name.en, "en") if spoken == "zh-CN" else (name.zh, "zh-CN")
    return {
        "name": first,
        "nameLanguage": spoken,
        "beneath": second if second != first else "",
        "beneathLanguage": second_language,
    }


def waiting_text(count: int, language: str) -> str:
    """``3 人等候``."""
    return text("kiosk.waiting", language, n=count) if count else text("kiosk.waiting_none", language)


def wait_text(row: Mapping[str, Any] | None, language: str) -> str:
    """``约10-25分钟``; empty while nothing was heard, and where no window is open, which the tile says anyway."""
    if row is None or row["unknown"] == "no_window":
        return ""
    expected = row["expected_s"]
    if expected is None:
        return text("kiosk.wait_not_known", language)
    return wait_words((expected[0], expected[1]), language) or ""


def open_text(count: int, language: str) -> str:
    """``2 个窗口开放``."""
    return text("kiosk.open", language, n=count) if count else text("kiosk.open_none", language)

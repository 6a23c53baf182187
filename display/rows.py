"""What a board's rows say: calls, categories, windows, notices. Pure functions from the picture to plain values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from display.place import Place
from display.strip import phase_of
from display.waits import CategoryWait
from shared import i18n
from shared.picture import Picture
from shared.serving import open_windows, place_of
from shared.settings import Settings, Zone
from shared.tickets import Call, dated

NO_CALL: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "slot": 0,
        "shown": False,
        "number": "",
        "window": 0,
        "colourIndex": 0,
        "lit": False,
        "goText": "",
        "goBeneath": "",
        "goBeneathLanguage": "en",
        "pictogram": "",
        "arrow": "",
    }
)
CATEGORY: Final = ("code", "colourIndex", "name", "nameBeneath", "count", "longest", "expected", "open")
WINDOW: Final = ("window", "number", "phase", "said", "saidBeneath", "lit")
NOTICE: Final = ("index", "text", "beneath", "pictogram", "arrow", "shown")
UNKNOWN: Final = "–"


def second_language(language: str) -> str:
    """The language beneath: English, or Chinese where English comes first."""
    return "zh-CN" if language == "en" else "en"


def call_row(call: Call, settings: Settings, place: Place, language: str, *, lit: bool) -> Mapping[str, Any]:
    """A call. Beneath it stands the ticket's own language, where it is not the board's."""
    beneath = call.language if call.language != language else second_language(language)
    window = settings.window(call.window)
    # The sign of the zone where people already are would only confuse.
    zone = zone_of(settings, window.zone) if window is not None and window.zone != place.zone else None
    return {
        "shown": True,
        "number": dated(call.number, call.day),
        "window": call.window,
        "colourIndex": next((i for i, c in enumerate(settings.categories) if c.code == call.category), 0),
        "lit": lit,
        "goText": i18n.text("display.go_to_window", language, window=call.window),
        "goBeneath": i18n.text("display.go_to_window", beneath, window=call.window),
        "goBeneathLanguage": beneath,
        "pictogram": (zone.pictogram if zone else None) or "",
        "arrow": (zone.arrow if zone else None) or "",
    }


def category_rows(
    picture: Picture,
    settings: Settings,
    windows: Collection[int],
    language: str,
    waits: Mapping[str, CategoryWait] | None,
    now: datetime,
) -> list[dict[str, Any]]:
    """Each category that one of the windows may serve: how many wait, how long, and at how many open windows."""
    places = [place_of(picture, picture.windows[number], now) for number in windows if number in picture.windows]
    served = {code for place in places if place is not None for code in place.categories}
    second = second_language(language)
    rows = []
    for i, category in enumerate(settings.categories):
        if category.code not in served and len(windows) < len(settings.windows):
            continue
        name, beneath = category.name.get(language), category.name.get(second)
        wait = waits.get(category.code) if waits is not None else None
        rows.append(
            {
                "code": category.code,
                "colourIndex": i,
                "name": name,
                "nameBeneath": beneath if beneath != name else "",
                "count": picture.waiting_in(category.code),
                "longest": wait.longest if wait else UNKNOWN,
                "expected": wait.expected if wait else UNKNOWN,
                "open": open_windows(picture, category.code, now) if waits is None or wait is None else wait.open,
            }
        )
    return rows


def window_rows(picture: Picture, windows: Sequence[int], language: str, lit: Collection[str]) -> list[dict[str, Any]]:
    """Each window: the number that is called or served there, or what the window does instead."""
    rows = []
    for number in windows:
        window, phase = picture.windows.get(number), phase_of(picture, number)
        label = dated(window.label, window.label_day) if window and window.label else ""
        silent = bool(label) or phase == "unknown"
        rows.append(
            {
                "window": number,
                "number": label,
                "phase": phase,
                "said": "" if silent else i18n.text(f"display.window_{phase}", language),
                "saidBeneath": "" if silent else i18n.text(f"display.window_{phase}", second_language(language)),
                "lit": window is not None and window.ticket in lit,
            }
        )
    return rows


def notice_rows(settings: Settings, place: Place, language: str, *, evening: bool = False) -> list[dict[str, Any]]:
    """The notices that this display shows; in the evening first what those who still wait may choose."""
    second = second_language(language)
    rows: list[dict[str, Any]] = []
    if evening:
        rows.append(
            {
                "index": 0,
                "text": i18n.text("display.evening", language),
                "beneath": i18n.text("display.evening", second),
                "pictogram": "",
                "arrow": "",
                "shown": False,
            }
        )
    for notice in settings.notices:
        if notice.shown_in and place.zone not in notice.shown_in:
            continue
        zone = zone_of(settings, notice.zone)
        text, beneath = notice.text.get(language), notice.text.get(second)
        rows.append(
            {
                "index": len(rows),
                "text": text,
                "beneath": beneath if beneath != text else "",
                "pictogram": (zone.pictogram if zone else None) or "",
                "arrow": (zone.arrow if zone else None) or "",
                "shown": False,
            }
        )
    return rows


def zone_of(settings: Settings, code: str | None) -> Zone | None:
    """The zone of that code."""
    return next((zone for zone in settings.zones if zone.code == code), None)

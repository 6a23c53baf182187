"""Signs that hang in the hall, each in the three languages: a window's plate, how to rate, a kiosk that is out of order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from counter.sheets.page import MARGIN, Across, Box, Code, Ink, Mark, Page, Panel, Pointer, Rule, Sheet, Words
from shared.errors import Refusal
from shared.i18n import LANGUAGES, text
from shared.screens import Arrow
from shared.settings import Settings, WindowPlace, Zone
from shared.tickets import Language, Role
from shared.toml_parts import Names

OWN_NAMES: Final = {"zh-CN": "中文", "en": "English", "ja": "日本語"}
_FIRST, *_OTHERS = LANGUAGES


def window_plate(settings: Settings, number: int, languages: Sequence[Language] = ()) -> Sheet:
    """The plate of a window: its number, what it serves, and the languages spoken there where they are given.

    Raises ``Refusal("unknown_window")``.
    """
    place = _window(settings, number)
    left = Box(MARGIN, MARGIN, 112, 210 - 2 * MARGIN)
    marks: list[Mark] = [
        Panel(box=left),
        _words(Box(left.x, left.y + 8, left.width, 24), "sheet.window", 20, bold=True, ink="paper"),
        Words(
            box=Box(left.x + 4, left.y + 36, left.width - 8, 106),
            text=str(number),
            language=_FIRST,
            size=100,
            bold=True,
            ink="paper",
            across="centre",
        ),
        Words(
            box=Box(left.x, left.y + 148, left.width, 22),
            text="  ·  ".join(text("sheet.window", language) for language in _OTHERS),
            language="ja",
            size=13,
            ink="paper",
            across="centre",
        ),
    ]
    right = Box(left.x + left.width + 12, MARGIN, 297 - left.width - 12 - 2 * MARGIN, 210 - 2 * MARGIN)
    foot = 26.0 if languages else 0.0
    marks += _served(settings, place, Box(right.x, right.y, right.width, right.height - foot))
    if languages:
        marks += _spoken(languages, Box(right.x, right.bottom - foot, right.width, foot))
    title = f"{text('sheet.window', _FIRST)} {number}"
    return Sheet(title=title, pages=(Page(marks=tuple(marks), landscape=True),))


def rating_sign(settings: Settings, number: int) -> Sheet:
    """How to rate, for a window: a QR code to the page that tells it. The rating itself belongs to one service, so the
    code opens no rating.

    Raises ``Refusal``: ``unknown_window``, ``sign_needs_visitors_url``.
    """
    place = _window(settings, number)
    address = settings.hall.visitors_url
    if address is None:
        raise Refusal("sign_needs_visitors_url")
    link = f"{address}/w/{place.number}"
    inner = Box(MARGIN, MARGIN, 210 - 2 * MARGIN, 10)
    marks: list[Mark] = [_hall(settings, inner)]
    head = inner.beneath(24, 6)
    marks += _three(head, "sheet.rate_heading", 22, 11)
    side = 100.0
    square = Box((210 - side) / 2, head.y + 60, side, side)
    marks.append(Code(box=square, data=link))
    marks.append(
        Words(
            box=Box(MARGIN, square.bottom + 2, inner.width, 7),
            text=link,
            language="en",
            size=4.5,
            ink="quiet",
            across="centre",
        )
    )
    marks += _three(Box(MARGIN, square.bottom + 12, inner.width, 14), "sheet.rate_scan", 9, 6.5)
    foot = Box(MARGIN, 297 - MARGIN - 34, inner.width, 34)
    named = f"{text('sheet.window', _FIRST)} {number}"
    marks += [
        Panel(box=foot),
        Words(
            box=Box(foot.x, foot.y, 70, 34),
            text=named,
            language=_FIRST,
            size=16,
            bold=True,
            ink="paper",
            across="centre",
        ),
        *(
            Words(
                box=Box(foot.x + 70, foot.y + 3 + 9.5 * row, foot.width - 74, 9),
                text=text("sheet.rate_free", language),
                language=language,
                size=5.5,
                ink="paper",
            )
            for row, language in enumerate(LANGUAGES)
        ),
    ]
    return Sheet(title=f"{named} · {text('sheet.rate_heading', _FIRST)}", pages=(Page(marks=tuple(marks)),))


def kiosk_out(settings: Settings, kiosk: str, *, to: str = "", way: Arrow | None = None) -> Sheet:
    """A kiosk is out of order, and the way to the next one: ``to`` names it, ``way`` is the arrow from where the sign
    hangs; without them the nearest by the settings and the arrow of its zone.

    Raises ``Refusal("sign_unknown_kiosk")``.
    """
    zone, other = _zone_of_kiosk(settings, kiosk), next_kiosk(settings, kiosk, to)
    there = _zone_of_kiosk(settings, other) if other else None
    if way is None and there is not None and there != zone:
        way = there.arrow
    inner = Box(MARGIN, MARGIN, 210 - 2 * MARGIN, 10)
    band = Box(MARGIN, 30, inner.width, 88)
    marks: list[Mark] = [_hall(settings, inner), Panel(box=band, ink="ink")]
    marks += _three(Box(band.x + 4, band.y + 6, band.width - 8, 34), "sheet.kiosk_out", 32, 13, ink="paper")
    body = Box(MARGIN, band.bottom + 10, inner.width, 18)
    if other is None:
        marks += _three(body, "sheet.kiosk_none", 15, 9)
    else:
        marks += _three(body, "sheet.kiosk_next", 15, 9)
        marks += _where(there, way, Box(MARGIN, body.y + 58, inner.width, 42))
        marks += _three(Box(MARGIN, 297 - MARGIN - 42, inner.width, 12), "sheet.kiosk_desk", 9, 6.5)
    marks.append(
        Words(
            box=Box(MARGIN, 297 - MARGIN - 6, inner.width, 6),
            text=kiosk,
            language="en",
            size=4,
            ink="quiet",
            across="right",
        )
    )
    return Sheet(title=f"{text('sheet.kiosk_out', _FIRST)} {kiosk}", pages=(Page(marks=tuple(marks)),))


def next_kiosk(settings: Settings, kiosk: str, to: str = "") -> str | None:
    """Where else numbers are taken: ``to``, else the first other kiosk of the same zone, else of the hall; None where
    there is no other. Raises ``Refusal("sign_unknown_kiosk")``."""
    kiosks = [station for station in settings.stations if station.role is Role.KIOSK]
    names = [station.name for station in kiosks]
    for name in (kiosk, to):
        if name and name not in names:
            raise Refusal("sign_unknown_kiosk", kiosk=name, known=", ".join(names) or "—")
    if to:
        return to
    zone = next(station.zone for station in kiosks if station.name == kiosk)
    others = sorted((s for s in kiosks if s.name != kiosk), key=lambda s: s.zone != zone)
    return others[0].name if others else None


def _window(settings: Settings, number: int) -> WindowPlace:
    place = settings.window(number)
    if place is None:
        raise Refusal("unknown_window", window=number)
    return place


def _zone_of_kiosk(settings: Settings, kiosk: str) -> Zone | None:
    station = settings.station(kiosk)
    return next((zone for zone in settings.zones if station is not None and zone.code == station.zone), None)


def _served(settings: Settings, place: WindowPlace, box: Box) -> list[Mark]:
    """What the window serves, a row for each category; a comprehensive window says so above."""
    marks: list[Mark] = []
    if place.comprehensive:
        marks += [
            _words(Box(box.x, box.y, box.width, 16), "sheet.comprehensive", 13, bold=True, across="left"),
            Words(
                box=Box(box.x, box.y + 16, box.width, 8),
                text="  ·  ".join(text("sheet.comprehensive", language) for language in _OTHERS),
                language="ja",
                size=6.5,
                ink="quiet",
            ),
            Rule(x=box.x, y=box.y + 28, width=box.width),
        ]
        box = Box(box.x, box.y + 32, box.width, box.height - 32)
    categories = [category for code in place.categories if (category := settings.category(code)) is not None]
    height = min(80.0, box.height / len(categories))
    top = box.y + (box.height - height * len(categories)) / 2
    for row, category in enumerate(categories):
        marks += _category(category.code, category.name, Box(box.x, top + row * height, box.width, height))
    return marks


def _category(code: str, name: Names, box: Box) -> list[Mark]:
    badge = min(box.height * 0.7, 36.0)
    top = box.y + (box.height - badge) / 2
    words = Box(box.x + badge + 6, box.y, box.width - badge - 6, box.height)
    between = "\n" if box.height > 60 else "  ·  "
    beneath = between.join(dict.fromkeys(name.get(language) for language in _OTHERS))
    return [
        Panel(box=Box(box.x, top, badge, badge), radius=3),
        Words(
            box=Box(box.x, top, badge, badge),
            text=code,
            language="en",
            size=badge * 0.62,
            bold=True,
            ink="paper",
            across="centre",
        ),
        Words(
            box=Box(words.x, words.y, words.width, words.height * 0.58),
            text=name.zh,
            language=_FIRST,
            size=min(24.0, box.height * 0.42),
            bold=True,
            down="bottom",
        ),
        Words(
            box=Box(words.x, words.y + words.height * 0.6, words.width, words.height * 0.38),
            text=beneath,
            language="ja",
            size=min(9.0, box.height * 0.2),
            ink="quiet",
            down="top",
        ),
    ]


def _spoken(languages: Sequence[Language], box: Box) -> list[Mark]:
    return [
        Rule(x=box.x, y=box.y + 2, width=box.width),
        Words(
            box=Box(box.x, box.y + 5, box.width, 7),
            text="  ·  ".join(text("sheet.languages", language) for language in LANGUAGES),
            language=_FIRST,
            size=5,
            ink="quiet",
        ),
        Words(
            box=Box(box.x, box.y + 12, box.width, 14),
            text="   ".join(OWN_NAMES[language] for language in LANGUAGES if language in languages),
            language=_FIRST,
            size=11,
            bold=True,
        ),
    ]


def _where(zone: Zone | None, way: Arrow | None, box: Box) -> list[Mark]:
    """The zone to go to, with the arrow where one is known."""
    marks: list[Mark] = []
    words = box
    if way is not None:
        marks.append(Pointer(box=Box(box.x, box.y, box.height, box.height), way=way, ink="accent"))
        words = Box(box.x + box.height + 8, box.y, box.width - box.height - 8, box.height)
    if zone is None:
        return marks
    across: Across = "left" if way is not None else "centre"
    beneath = "  ·  ".join(dict.fromkeys(zone.name.get(language) for language in _OTHERS))
    marks += [
        Words(
            box=Box(words.x, words.y, words.width, 22),
            text=zone.name.zh,
            language=_FIRST,
            size=18,
            bold=True,
            ink="accent",
            across=across,
        ),
        Words(box=Box(words.x, words.y + 22, words.width, 10), text=beneath, language="ja", size=8, across=across),
    ]
    if zone.hint is not None:
        hint = "  ·  ".join(dict.fromkeys(zone.hint.get(language) for language in LANGUAGES))
        marks.append(
            Words(box=Box(words.x, words.y + 33, words.width, 10), text=hint, language=_FIRST, size=6, across=across)
        )
    return marks


def _hall(settings: Settings, box: Box) -> Words:
    name = settings.hall.name
    return Words(box=box, text=name.zh, language=_FIRST, size=7, ink="quiet", across="centre")


def _words(
    box: Box, key: str, size: float, *, bold: bool = False, ink: Ink = "ink", across: Across = "centre"
) -> Words:
    """Words of the hall's first language."""
    return Words(box=box, text=text(key, _FIRST), language=_FIRST, size=size, bold=bold, ink=ink, across=across)


def _three(box: Box, key: str, size: float, small: float, ink: Ink = "ink") -> list[Mark]:
    """The same in three languages: the hall's own large in the box, the others beneath it and smaller."""
    marks: list[Mark] = [_words(box, key, size, bold=True, ink=ink)]
    line = Box(box.x, box.bottom + 1, box.width, small * 1.5)
    for language in _OTHERS:
        words = text(key, language)
        marks.append(Words(box=line, text=words, language=language, size=small, ink=ink, across="centre"))
        line = line.beneath(small * 1.5)
    return marks

"""The slip of a ticket: what the hall answered, in the visitor's language, with the hall's own beneath."""

from __future__ import annotations

from drivers.printers.slip import Second, Slip
from shared.events import Entry, TicketTaken
from shared.i18n import text
from shared.settings import Names, Settings


def slip_of(entry: Entry, taken: TicketTaken, settings: Settings) -> Slip:
    """The slip for a ticket just taken. Times are the hall's own."""
    language = taken.language
    category = settings.category(taken.category)
    zone = next((z for z in settings.zones if category and z.code == category.zone), None)
    at = entry.at.astimezone(settings.hall.zone)
    return Slip(
        hall_name=settings.hall.name.get(language),
        number=taken.number,
        category_code=taken.category,
        category_name=category.name.get(language) if category else "",
        people_ahead=taken.ahead,
        zone_name=zone.name.get(language) if zone else "",
        issued_at=text("slip.issued", language, at=f"{at:%Y-%m-%d %H:%M}"),
        language=language,
        notice=text("slip.notice", language),
        second=_second(language, category.name if category else None, zone.name if zone else None),
    )


def _second(language: str, category: Names | None, zone: Names | None) -> Second | None:
    other = "en" if language == "zh-CN" else "zh-CN"
    if category is None or category.get(other) == category.get(language):
        return None
    return Second(other, category.get(other), zone.get(other) if zone else "")

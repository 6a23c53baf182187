"""The slip of a ticket: what the hall answered, in the visitor's language, with the hall's own beneath."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from drivers.printers.slip import Second, Slip
from shared.events import Entry, SlipReprinted, TicketTaken
from shared.i18n import text
from shared.settings import Settings
from shared.tickets import Party
from shared.toml_parts import Names
from shared.waits import wait_words

_SOME_DAY: Final = datetime(2026, 1, 8, 2, 42, tzinfo=UTC)


def slip_of(
    entry: Entry,
    taken: TicketTaken,
    settings: Settings,
    code: str | None = None,
    party: Party = "person",
    token: str | None = None,
) -> Slip:
    """The slip for a ticket just taken, with the item it was taken for and the address of its page where there is a
    ``token``. Times are the hall's own."""
    address = settings.hall.visitors_url
    slip = replace(
        _slip(settings, taken.category, taken.language, taken.number, taken.ahead, entry.at),
        expected_wait=wait_words(taken.expected_s, taken.language),
        qr=f"{address}/t/{token}" if address and token else None,
    )
    if taken.about is not None and taken.about.booked_for is not None:
        at = f"{taken.about.booked_for.astimezone(settings.hall.zone):%H:%M}"
        slip = replace(slip, notice=f"{text('slip.booked', taken.language, at=at)} {slip.notice}")
    item = settings.item(code) if code else None
    if item is None:
        return slip
    papers = tuple(paper.name.get(taken.language) for paper in item.papers(party))
    return replace(slip, item_name=item.name.get(taken.language), papers=papers or slip.papers)


def slip_again(again: SlipReprinted, settings: Settings) -> Slip:
    """A second paper for a ticket: it says which copy it is, when the ticket was taken, how many are ahead by now."""
    slip = _slip(settings, again.category, again.language, again.number, again.ahead, again.taken_at)
    return replace(slip, reprint=again.copy, expected_wait=wait_words(again.expected_s, again.language))


def sample_slips(settings: Settings) -> tuple[Slip, ...]:
    """A slip of every category in every language: what a printer may draw ahead of the first visitor."""
    return tuple(
        _slip(settings, category.code, language, f"{category.code}{digits}", 10, _SOME_DAY)
        for digits, language in zip(("012", "345", "678"), settings.hall.languages, strict=False)
        for category in settings.categories
    )


def _slip(settings: Settings, code: str, language: str, number: str, ahead: int, when: datetime) -> Slip:
    category = settings.category(code)
    zone = next((z for z in settings.zones if category and z.code == category.zone), None)
    at = when.astimezone(settings.hall.zone)
    return Slip(
        hall_name=settings.hall.name.get(language),
        number=number,
        category_code=code,
        category_name=category.name.get(language) if category else "",
        people_ahead=ahead,
        zone_name=zone.name.get(language) if zone else "",
        zone_hint=zone.hint.get(language) if zone and zone.hint else "",
        papers=tuple(paper.get(language) for paper in category.papers) if category else (),
        issued_at=text("slip.issued", language, at=f"{at:%Y-%m-%d %H:%M}"),
        language=language,
        notice=text("slip.notice", language),
        second=_second(language, category.name if category else None, zone.name if zone else None),
        layout=settings.slip,
    )


def _second(language: str, category: Names | None, zone: Names | None) -> Second | None:
    other = "en" if language == "zh-CN" else "zh-CN"
    if category is None or category.get(other) == category.get(language):
        return None
    return Second(other, category.get(other), zone.get(other) if zone else "")

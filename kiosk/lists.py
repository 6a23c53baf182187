"""The list of an item's papers on the kiosk's own printer, for somebody who goes home to fetch them."""

from __future__ import annotations

from drivers.printers.paper_list import ListedPaper, PaperList
from shared.clock import SystemClock
from shared.i18n import text
from shared.items import Item
from shared.settings import Settings
from shared.tickets import Party


def list_of(item: Item, party: Party, settings: Settings, language: str) -> PaperList:
    """The papers of an item, for somebody who goes home to fetch them."""
    at = SystemClock().now().astimezone(settings.hall.zone)
    if item.no_visit is not None:
        visits = item.no_visit.get(language)
    else:
        visits = text("kiosk.item_visits", language, n=item.visits)
    return PaperList(
        hall_name=settings.hall.name.get(language),
        item_code=item.code,
        item_name=item.name.get(language),
        papers=tuple(
            ListedPaper(name=paper.name.get(language), copies=paper.copies, later=paper.later)
            for paper in item.papers(party)
        ),
        printed_at=text("slip.list_printed", language, at=f"{at:%Y-%m-%d %H:%M}"),
        visits=visits,
        language=language,
    )

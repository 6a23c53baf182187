"""The papers of an item, to take home: what to bring, how many copies, what may follow later, fee and times.

In the reader's language, with the Chinese name of each paper beneath where that is another, so that the list can be
shown at any window.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from counter.sheets.page import MARGIN, Box, Ink, Mark, Measure, Measured, Page, Rule, Sheet, Words
from shared.errors import Refusal
from shared.i18n import text
from shared.items import Item, Material
from shared.settings import Settings
from shared.tickets import Language, Party

_WIDTH: Final = 210 - 2 * MARGIN
_FOOT: Final = 16.0
_NUMBER: Final = 12.0
_COPIES: Final = 47.0
_LATER: Final = 32.0
_NAME: Final = _WIDTH - _NUMBER - _COPIES - _LATER - 4
_BODY: Final = 5.2
_BENEATH: Final = 4.0
_GAP: Final = 2.4


def papers_sheet(
    settings: Settings, code: str, language: Language, printed_at: str, measure: Measure, party: Party | None = None
) -> Sheet:
    """The list of an item, as many pages as it takes; ``printed_at`` is date and time as they shall be read, no
    ``party`` lists what each has to bring.

    Raises ``Refusal``: ``item_unknown``, ``item_not_for_party``.
    """
    item = settings.item(code)
    if item is None:
        raise Refusal("item_unknown", item=code)
    if party is not None and party not in item.parties:
        raise Refusal("item_not_for_party", item=code)
    pages = _Pages(settings, item, language, printed_at, measure)
    pages.heading()
    pages.facts()
    for one in (party,) if party is not None else item.parties:
        pages.list_of(one, named=party is not None or len(item.parties) > 1)
    return Sheet(title=f"{item.code} {item.name.get(language)}", pages=pages.finished())


class _Pages:
    """Writes from top to bottom and takes another page where one is full."""

    def __init__(self, settings: Settings, item: Item, language: Language, printed_at: str, measure: Measure) -> None:
        self._settings, self._item, self._language = settings, item, language
        self._printed_at, self._measure = printed_at, measure
        self._done: list[list[Mark]] = []
        self._marks: list[Mark] = []
        self._y = MARGIN

    def heading(self) -> None:
        item, hall = self._item, self._settings.hall.name
        self._write(hall.get(self._language), 4.5, ink_quiet=True)
        self._write(self._say("papers_heading"), 5.5)
        self._write(item.name.get(self._language), 10, bold=True)
        if item.name.zh != item.name.get(self._language):
            self._write(item.name.zh, 6, language="zh-CN")
        self._write(self._say("item_code", code=item.code), 4.5, ink_quiet=True)
        self._y += 2

    def list_of(self, party: Party, *, named: bool) -> None:
        """The papers of who comes as ``party``."""
        if named:
            self._write(self._say(f"party_{party}"), 6.5, bold=True)
        papers = self._item.papers(party)
        if not papers:
            self._write(self._say("papers_none"), _BODY)
            return
        self._columns()
        for place, paper in enumerate(papers, 1):
            self._paper(place, paper)
        self._y += 3

    def facts(self) -> None:
        """Visits, fee, times, where to go."""
        for label, value in self._facts():
            height = self._height(value, _BODY, _WIDTH - 54)
            self._room(height + _GAP)
            self._words(Box(MARGIN, self._y, 52, _BODY * 1.5), label, 4.5, quiet=True)
            self._words(Box(MARGIN + 54, self._y, _WIDTH - 54, height), value, _BODY)
            self._y += height + _GAP
        self._y += 2

    def finished(self) -> tuple[Page, ...]:
        """All pages, each with its foot."""
        pages = [*self._done, self._marks]
        feet = ["later_means", "papers_no_number"]
        made = []
        for place, marks in enumerate(pages, 1):
            y = 297 - MARGIN - _FOOT
            foot: list[Mark] = [Rule(x=MARGIN, y=y, width=_WIDTH)]
            for row, key in enumerate(feet):
                box = Box(MARGIN, y + 1.5 + 4.8 * row, _WIDTH, 4.6)
                foot.append(_plain(box, self._say(key), self._language, 3.6, quiet=True))
            last = f"{self._say('printed', at=self._printed_at)}    {place} / {len(pages)}"
            foot.append(_plain(Box(MARGIN, y + 11, _WIDTH, 4.6), last, self._language, 3.6, quiet=True))
            made.append(Page(marks=(*marks, *foot)))
        return tuple(made)

    # One line after another ---------------------------------------------------------------------------------------

    def _columns(self) -> None:
        self._room(24)
        heads = (
            (MARGIN + _NUMBER, _NAME, "column_paper"),
            (MARGIN + _NUMBER + _NAME + 2, _COPIES, "column_copies"),
            (MARGIN + _NUMBER + _NAME + _COPIES + 4, _LATER, "column_later"),
        )
        for x, width, key in heads:
            self._words(Box(x, self._y, width, 6), self._say(key), 4.2, quiet=True)
        self._y += 7
        self._line()

    def _paper(self, place: int, paper: Material) -> None:
        name, zh = paper.name.get(self._language), paper.name.zh
        first = self._height(name, _BODY, _NAME, bold=not paper.later)
        second = self._height(zh, _BENEATH, _NAME, language="zh-CN") if zh != name else 0.0
        copies = self._copies(paper)
        beside = self._height(copies, _BODY, _COPIES)
        height = max(first + second, beside)
        self._room(height + 2 * _GAP)
        y = self._y + _GAP
        self._words(Box(MARGIN, y, _NUMBER, first), f"{place}.", _BODY)
        self._words(Box(MARGIN + _NUMBER, y, _NAME, first), name, _BODY, bold=not paper.later)
        if second:
            box = Box(MARGIN + _NUMBER, y + first, _NAME, second)
            self._marks.append(_plain(box, zh, "zh-CN", _BENEATH, quiet=True))
        self._words(Box(MARGIN + _NUMBER + _NAME + 2, y, _COPIES, beside), copies, _BODY)
        later = self._say("later_yes" if paper.later else "later_no")
        self._words(Box(MARGIN + _NUMBER + _NAME + _COPIES + 4, y, _LATER, _BODY * 1.5), later, _BODY)
        self._y = y + height + _GAP
        self._line()

    def _copies(self, paper: Material) -> str:
        if not paper.copies:
            return self._say("original")
        return text("sheet.original_and", self._language, n=paper.copies)

    def _facts(self) -> Iterator[tuple[str, str]]:
        item, language = self._item, self._language
        category = self._settings.category(item.category)
        visits = item.no_visit.get(language) if item.no_visit else text("sheet.visits", language, n=item.visits)
        yield self._say("visits_label"), visits
        if item.fee is not None:
            yield self._say("fee_label"), item.fee.get(language)
        if item.promised_days is not None:
            yield self._say("promised_label"), self._days(item.promised_days)
        if item.legal_days is not None:
            yield self._say("legal_label"), self._days(item.legal_days)
        if category is not None:
            zone = next((zone.name.get(language) for zone in self._settings.zones if zone.code == category.zone), "")
            yield (
                self._say("where_label"),
                "  ·  ".join(filter(None, (f"{category.code} {category.name.get(language)}", zone))),
            )

    def _days(self, days: int) -> str:
        return text("sheet.working_days", self._language, n=days) if days else self._say("at_once")

    # Small things -------------------------------------------------------------------------------------------------

    def _say(self, key: str, **params: str) -> str:
        return text(f"sheet.{key}", self._language, n=None, **params)

    def _height(self, words: str, size: float, width: float, *, bold: bool = False, language: str = "") -> float:
        return self._measure(Measured(words, language or self._language, size, bold, width))

    def _write(
        self, words: str, size: float, *, bold: bool = False, ink_quiet: bool = False, language: str = ""
    ) -> None:
        height = self._height(words, size, _WIDTH, bold=bold, language=language)
        self._room(height)
        box = Box(MARGIN, self._y, _WIDTH, height)
        self._marks.append(_plain(box, words, language or self._language, size, bold=bold, quiet=ink_quiet))
        self._y += height + 1.2

    def _words(self, box: Box, words: str, size: float, *, bold: bool = False, quiet: bool = False) -> None:
        self._marks.append(_plain(box, words, self._language, size, bold=bold, quiet=quiet))

    def _line(self) -> None:
        self._marks.append(Rule(x=MARGIN, y=self._y, width=_WIDTH))

    def _room(self, height: float) -> None:
        if self._y + height > 297 - MARGIN - _FOOT - 2 and self._marks:
            self._done.append(self._marks)
            self._marks, self._y = [], MARGIN


def _plain(box: Box, words: str, language: str, size: float, *, bold: bool = False, quiet: bool = False) -> Words:
    ink: Ink = "quiet" if quiet else "ink"
    return Words(box=box, text=words, language=language, size=size, bold=bold, ink=ink, down="top")

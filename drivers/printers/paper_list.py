"""The list of an item's papers, printed before any ticket is taken: it has no number and says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from drivers.printers.blocks import Block, Gap, Line, Role, Rule
from shared.i18n import text


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedPaper:
    """One paper as it shall be read. ``copies`` besides the original; ``later``: it may be made up later (可容缺)."""

    name: str
    copies: int = 0
    later: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperList:
    """All that the list says, in ``language`` already; ``printed_at`` is date and time as they shall be read."""

    hall_name: str
    item_code: str
    item_name: str
    papers: tuple[ListedPaper, ...]
    printed_at: str
    visits: str = ""
    """How often one has to come, or why not at all, as a sentence."""
    language: str = "zh-CN"

    number: ClassVar[str] = "(papers)"
    """For the log only: a list uses no number."""


def blocks_of(papers: PaperList) -> list[Block]:
    """The list as blocks from top to bottom."""
    language = papers.language
    blocks: list[Block] = [
        Line(papers.hall_name, Role.HALL),
        Gap(12),
        Line(text("slip.list_title", language), Role.CATEGORY),
        Gap(6),
        Line(papers.item_name, Role.STRONG),
        Line(papers.item_code),
        Rule(),
    ]
    for place, paper in enumerate(papers.papers, 1):
        blocks += [Gap(6), Line(f"{place}. {paper.name}", Role.STRONG if not paper.later else Role.NORMAL)]
        if about := _about(paper, language):
            blocks.append(Line(about, Role.SMALL))
    blocks += [Gap(6), Rule()]
    if papers.visits:
        blocks += [Line(papers.visits), Gap(6)]
    return [
        *blocks,
        Line(text("slip.list_no_number", language), Role.SMALL),
        Line(papers.printed_at, Role.SMALL),
        Gap(16),
    ]


def _about(paper: ListedPaper, language: str) -> str:
    said = []
    if paper.copies:
        said.append(text("slip.list_copies", language, n=paper.copies))
    if paper.later:
        said.append(text("slip.list_later", language))
    return "  ".join(said)

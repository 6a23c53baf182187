"""What people told the hall in words of their own (评价留言, 投诉): that there is a text, never the text itself.

The words lie sealed in a table of their own (:mod:`shared.sealing`); journal, picture and stream hold their reference.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from shared.tickets import Language

TextKind = Literal["comment", "complaint"]
"""A comment on a rated service, or the words of a complaint."""
COMPLAINTS: Final = "complaint"
"""Code of the series that complaints are numbered by: no category's code is written small."""
MOST_COMPLAINTS: Final = 3
"""Open complaints of one ticket: a bound for mistakes, not for people."""
PAGE_DAYS: Final = 30
"""So many days after its issue a ticket's page closes for good, unless its ticket or a complaint of it is still open.
No setting gives a right for longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A sealed text that is still kept."""

    id: str
    """Id of the command that brought it."""
    kind: TextKind
    about: str
    """The service's id, or the complaint's number."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """A complaint (投诉) that is not closed."""

    number: str
    ticket: str
    at: datetime
    language: Language
    named: bool
    """Whether its visitor said how to be reached; anonymous else."""
    state: Literal["accepted"] = "accepted"
    """受理."""
    text: str | None = None
    """Its text, None once that was wiped."""


def complaint_label(day: date, ordinal: int) -> str:
    """The complaint's number as printed and shown, ``20260302-01``: unique in the hall for ever."""
    return f"{day:%Y%m%d}-{ordinal:02d}"

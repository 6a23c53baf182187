"""What the link says to a station, and how a command ends: plain words without the network behind them.

A station's screen knows these from its first frame on; the link itself (:mod:`shared.link`) comes a moment later, for
what it stands on takes longer to load than a window to draw. (Named tuples: five dataclasses take 7 ms to make.)
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from shared.errors import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from shared.events import Entry
    from shared.picture import Picture


class LinkState(StrEnum):
    """What a station can say of its picture."""

    SEARCHING = "searching"
    """No address of the hall is known yet."""
    CONNECTING = "connecting"
    CURRENT = "current"
    LOST = "lost"
    """The picture was current until ``since``."""
    REFUSED = "refused"
    """The hall does not accept this station's token."""


class PictureArrived(NamedTuple):
    """A whole picture, to replace the one before. It belongs to the receiver from now on."""

    picture: Picture
    book: str


class EntryArrived(NamedTuple):
    """The next entry of the stream. ``late``: it happened while the station was away, so show, do not speak."""

    entry: Entry
    late: bool


class Ticked(NamedTuple):
    """The sequence moved on by an entry that this role's picture does not show."""

    seq: int


class LinkChanged(NamedTuple):
    """``since`` is when the picture was last known to be current (this machine's clock), for the bar on screen."""

    state: LinkState
    since: datetime | None = None
    why: str = ""


Message = PictureArrived | EntryArrived | Ticked | LinkChanged


class Answer(NamedTuple):
    """The hall's answer to a command: what it did, in order."""

    entries: tuple[Entry, ...]


class Unanswered(Refusal):
    """The hall did not answer in time: the command may or may not have been carried out. Its id stays good."""


def new_id() -> str:
    """A fresh command id."""
    import uuid

    return str(uuid.uuid4())

"""One take: what becomes of one visitor's wish for a ticket, from the tap to the paper.

The command's id is made here, once: however often a screen is tapped and however often the hall is asked, one take can
only ever be one ticket.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from shared.errors import TinghaoError
from shared.messages import Answer, new_id
from shared.phone_tokens import hash_of

if TYPE_CHECKING:
    from shared.commands import CheckIn, TakeTicket
    from shared.events import Entry, TicketTaken
    from shared.tickets import Language, Party, Purpose


class Times(NamedTuple):
    """How long the kiosk waits, in its own seconds of ``second_ms`` milliseconds (shorter ones only in tests)."""

    second_ms: int = 1000
    working_ms: int = 150
    """An answer quicker than this is shown at once, without a page that flickers by."""
    slow_s: int = 4
    """After this long the visitor is told that it takes longer than usual."""
    settle_ms: int = 600
    """After a page changed, nothing can be pressed until fingers were still for so long: a drumming finger meant the
    page before."""
    slip_s: int = 15
    """How long the page stays once the visitor has the slip in hand."""
    number_s: int = 60
    """How long a page stays that must be read or written down."""
    idle_s: int = 60
    """No time-out under 60 s without asking (FIELD: accessible)."""
    paper_slow_s: float = 2
    """A slip that takes longer is told of: the number is valid without it, and nobody has to wait for it."""
    staff_s: int = 180
    """How long the staff's pages stay untouched."""
    pin_s: int = 60
    """How long the PIN is waited for."""
    confirm_s: int = 6
    """How long a press that ends the kiosk waits for the second one."""
    ask_s: int = 20
    attract_s: int = 120
    """After so long without a touch on a home page that nobody changed, the idle screen comes."""
    offline_s: int = 3
    """A line that comes back within this leaves the categories on the screen."""
    retry_s: int = 2
    """Pause before the hall is asked again under the same id."""


class PaperState(StrEnum):
    """Where the slip of a take stands."""

    NONE = "none"
    PRINTING = "printing"
    SLOW = "slow"
    """The printer has had it for a while and says nothing."""
    PRINTED = "printed"
    FAILED = "failed"


@dataclass(slots=True, kw_only=True)
class Take:
    """One flow. ``tapped_ns`` is CLOCK_MONOTONIC at the tap."""

    category: str
    language: Language
    tapped_ns: int
    item: str | None = None
    """Code of the item (事项), where it was taken from an item's page."""
    party: Party = "person"
    purpose: Purpose = "application"
    priority: str | None = None
    """Priority class that is claimed; a person checks it."""
    interpreter: str | None = None
    """Language for which an interpreter is asked."""
    stamp: str | None = None
    """Code of an arrival stamp that the wait counts from."""
    id: str = field(default_factory=new_id)
    token: str | None = None
    """Opens the visitor's page. It is printed and forgotten: the hall is told its hash alone."""
    entry: Entry | None = None
    taken: TicketTaken | None = None
    paper: PaperState = PaperState.NONE
    fault: TinghaoError | None = None
    """Why no slip came out."""

    @property
    def command(self) -> TakeTicket | CheckIn:
        """What the hall is asked; the same under every attempt."""
        from shared.commands import TakeTicket

        return TakeTicket(
            id=self.id,
            category=self.category,
            language=self.language,
            item=self.item,
            party=self.party,
            purpose=self.purpose,
            priority=self.priority,
            token_hash=hash_of(self.token) if self.token else None,
            stamp=self.stamp,
            interpreter=self.interpreter,
        )

    def answered(self, answer: Answer) -> TicketTaken:
        """Note the hall's answer. Raises ValueError where it holds no ticket of this take."""
        for entry in answer.entries:
            if entry.event.type == "ticket_taken" and entry.event.ticket == self.id:
                self.entry, self.taken = entry, entry.event
                return entry.event
        raise ValueError(f"the answer to {self.id} holds no ticket")

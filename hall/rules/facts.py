"""Facts: what a rule is told besides the picture. For now how long people are going to wait.

The rules do not know how a wait is forecast, and the forecast does not decide: this is the seam between the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, Protocol

from shared.picture import Picture
from shared.tickets import About, Ticket

Reason = Literal["no_window", "unknown", "muted"]
"""Why nobody can say: no window is open that may serve the category, nothing is known of how fast its line moves, the
hall stands still."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """How long somebody is going to wait, always as an interval: with ``expected_s`` None, why nobody can say."""

    expected_s: tuple[int, int] | None = None
    """Seconds: as likely shorter as longer (p50), and what nine in ten wait at most (p90)."""
    reckoned: tuple[int, int] | None = None
    """What the interval was made from: the wait by people ahead and pace in seconds, and its spread in thousandths."""
    reason: Reason | None = None


class Forecast(Protocol):
    """Says outlooks. Asked for the same picture and moment it says the same: ``decide`` stays pure."""

    def coming(
        self, picture: Picture, category: str, now: datetime, about: About | None = None, since: datetime | None = None
    ) -> Outlook:
        """Of who takes a ticket of the category now; ``since`` where its wait begins later (a booked time)."""
        ...

    def waiting(self, picture: Picture, ticket: Ticket, now: datetime) -> Outlook:
        """Of a ticket that waits, from now on."""
        ...


class _NoForecast:
    """Where there is none."""

    def coming(
        self, picture: Picture, category: str, now: datetime, about: About | None = None, since: datetime | None = None
    ) -> Outlook:
        return Outlook(reason="unknown")

    def waiting(self, picture: Picture, ticket: Ticket, now: datetime) -> Outlook:
        return Outlook(reason="unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known besides the picture."""

    forecast: Forecast


NOTHING_KNOWN: Final = Facts(forecast=_NoForecast())
"""No forecast: nobody is told how long it will take."""

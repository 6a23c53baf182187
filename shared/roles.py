"""Who speaks to the hall. Apart from :mod:`shared.tickets`, whose rows a screen's first frame need not wait for."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Who speaks to the hall: what a bearer token was issued for."""

    HALL = "hall"
    """The service itself: its timers, its book."""
    KIOSK = "kiosk"
    COUNTER = "counter"
    DESK = "desk"
    """The enquiry desk (咨询台)."""
    DISPLAY = "display"
    MANAGER = "manager"
    VISITOR = "visitor"
    """Who holds a ticket and asks by its page on the phone; the station is the ticket's id. No token is made for it."""

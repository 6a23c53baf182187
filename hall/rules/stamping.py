"""Arrival stamps: the wait may begin at the door, before there is a ticket.

With a long line at the door the enquiry desk goes along it and gives each a code. A ticket that names the code has
waited since the stamp, and nothing else is different: it stands in the lane of its class, purpose and language like
every other, choosing compares the starts of waits (:mod:`hall.rules.choosing`), so it is called before those who came
after the stamp and after those who came before it. A stamp is no priority.

A code is the sign of the day of the month and four more. So a stamp of another day is told from one that never was, and
the five signs from the six of an appointment.
"""

from __future__ import annotations

from datetime import date, datetime

from hall.rules.codes import free_code
from shared import commands as cmd
from shared.codes import SIGNS, STAMP, as_written
from shared.errors import Refusal
from shared.events import ArrivalStamped, Event
from shared.picture import Picture
from shared.tickets import Actor, Stamp


def stamp_arrival(picture: Picture, command: cmd.StampArrival, actor: Actor, now: datetime) -> list[Event]:
    """Somebody is here. No hours matter: who stands at the door before it opens is waiting all the same."""
    if picture.today is None:
        raise Refusal("day_not_open")
    day = picture.today.day
    return [ArrivalStamped(code=free_code(command.id, STAMP - 1, picture.stamps, _sign_of(day)), day=day)]


def usable_stamp(picture: Picture, typed: str, day: date) -> Stamp:
    """The stamp of that code. Raises :class:`Refusal` where it was never given, was used, or is of another day."""
    code = as_written(typed)
    stamp = picture.stamps.get(code)
    if stamp is None:
        if len(code) == STAMP and code[0] in SIGNS and code[0] != _sign_of(day):
            raise Refusal("stamp_of_another_day", stamp=code)
        raise Refusal("stamp_unknown", stamp=code)
    if stamp.ticket is not None:
        raise Refusal("stamp_used", stamp=code)
    return stamp


def _sign_of(day: date) -> str:
    return SIGNS[day.day - 1]

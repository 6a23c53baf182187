"""How many people of a category are called before somebody, by the hall's own rules of lanes, credit and the front.

Counted by places in the sorted lanes: the cost does not grow with who waits.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from shared.picture import Picture
from shared.policy import Policies
from shared.tickets import About, Lane


class Place(NamedTuple):
    """Where somebody stands or would stand."""

    since: datetime
    """Start of the wait, with the credit of its class."""
    order: int
    front: bool
    """Whether it is called from the front of the queue, at most one in m calls."""


def place(policies: Policies, lane: Lane, since: datetime, order: int) -> Place:
    """The place of a ticket of the lane."""
    credit, front = _worth(policies, lane)
    return Place(since - credit, order, front)


def lane_of(about: About | None) -> Lane:
    """The lane of a ticket that is being taken; its language moves it by no place."""
    if about is None:
        return Lane()
    short = about.purpose if about.purpose in ("collection", "make_up") else None
    return Lane(about.priority, about.booked_for is not None, short)


def people_before(picture: Picture, category: str, place: Place) -> int:
    """How many of the category are called before who stands at the place, as far as can be said now.

    Of those in front lanes who came later at most one in m passes. Who stands in a front lane waits for the fronts
    before it, each of which lets m - 1 others go first.
    """
    policies = picture.rules.policies
    before = fronts_before = fronts_after = 0
    for lane, queue in picture.queues.get(category, {}).items():
        if not queue:
            continue
        credit, front = _worth(policies, lane)
        count = int(queue.bisect_left((place.since + credit, place.order)))
        before += count
        if front:
            fronts_before += count
            fronts_after += len(queue) - count
    one_in = policies.priority.front_one_in
    if place.front:
        return min(before, fronts_before * one_in + one_in // 2)
    return before + min(fronts_after, before // (one_in - 1))


def _worth(policies: Policies, lane: Lane) -> tuple[timedelta, bool]:
    """Credit of a lane, and whether it is called from the front."""
    front = lane.booked or lane.purpose in policies.short_lane.purposes
    if lane.priority is None or (known := policies.priority.named(lane.priority)) is None:
        return timedelta(0), front
    return timedelta(minutes=known.credit_min), front or known.front

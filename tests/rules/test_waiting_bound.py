"""Invariant 8: nobody can be passed for ever. The bound of ``hall/rules/choosing.py``, met in halls made to break it."""

from __future__ import annotations

import math
import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from shared import commands as cmd
from shared import events as ev
from tests.book import DESK, DISTRICT, HELPING, KIOSK, ROVER, SIGNING, PaperHall
from tests.rules.test_random_days import effective

WINDOWS = (1, 2, 18, 19)
PUSHING = ("elder", "disabled", "infant", "service", None, None)


def taken(hall: PaperHall, chance: random.Random, category: str) -> str:
    """A ticket of somebody who pushes before others in every way there is."""
    command = cmd.TakeTicket(
        id=hall.id(),
        category=category,
        priority=chance.choice(PUSHING),
        purpose=chance.choice(("application", "collection", "make_up")),
        interpreter=chance.choice((None, "csl")) if hall.picture.rules.interpreters else None,
    )
    hall.does(command, KIOSK)
    return command.id


NEEDS: dict[str, dict[str, Any]] = {
    "nothing": {},
    "a language that one window speaks": {"language": "en"},
    "a language that nobody speaks": {"language": "ja"},
    "an interpreter": {"interpreter": "csl"},
}
"""What the passed ticket waits for beside its turn; for each of them the settings name the longest wait."""
LONGEST_S = 20 * 60


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    one_in=st.integers(2, 5),
    toml=st.sampled_from((DISTRICT, HELPING, SIGNING)),
    needs=st.sampled_from([*NEEDS]),
    crowd=st.integers(0, 40),
)
def test_whoever_pushes_before_an_ordinary_ticket_it_is_called_within_the_bound(
    seed: int, one_in: int, toml: str, needs: str, crowd: int
) -> None:
    chance = random.Random(seed)
    said = NEEDS[needs] if toml is SIGNING or needs != "an interpreter" else {}
    hall = PaperHall.opened(toml.replace("front_one_in = 3", f"front_one_in = {one_in}"))
    for window in WINDOWS:
        hall.open(window)
    for _ in range(crowd):
        taken(hall, chance, "A")
        hall.wait(chance.choice((0, 5, 30)))
    command = cmd.TakeTicket(id=hall.id(), category="A", **said)
    hall.does(command, KIOSK)
    passed = command.id
    if said:  # The bound counts from when nothing but the turn is waited for.
        hall.wait(LONGEST_S)
    mark = effective(hall.picture, hall.picture.tickets[passed])
    calls = before = 0
    while calls <= bound(before, one_in):
        # More come than can ever be served, all of them with a better claim.
        for _ in range(chance.randint(1, 6)):
            taken(hall, chance, chance.choice("AAABCD"))
        hall.wait(chance.choice((1, 20, 90)))
        window = chance.choice(WINDOWS)
        if hall.picture.windows[window].service:
            hall.finish(window)
        rank = {t.id: effective(hall.picture, t) for t in hall.picture.tickets.values()}
        [event] = hall.call(window)
        assert isinstance(event, ev.TicketCalled)
        hall.start(window)
        calls += 1
        if event.ticket == passed:
            return
        before += rank[event.ticket] < mark
        if (
            chance.random() < 0.2
        ):  # Who is held comes back before the line, and once: that is no call of the line's own.
            hall.does(cmd.Hold(id=hall.id(), window=window), ROVER)
            [held] = [t for t in hall.picture.aside() if t.to_window == window]
            hall.does(cmd.CancelTicket(id=hall.id(), ticket=held.id), DESK)
            continue
        if chance.random() < 0.1:  # An open window more or less changes nothing.
            hall.finish(window)
            hall.does(cmd.CloseWindow(id=hall.id(), window=window), ROVER)
            hall.does(cmd.OpenWindow(id=hall.id(), window=window), ROVER)
    raise AssertionError(f"passed by {calls} calls, {before} of them with a longer wait")


def bound(before: int, one_in: int) -> int:
    """Most calls of the windows until somebody is called before whom ``before`` others had an earlier wait."""
    return math.ceil((before + 1) * one_in / (one_in - 1)) + len(WINDOWS)

"""Windows re-assigned live: one knowledge of what a window serves, and what new settings make of an assignment."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared import commands as cmd
from shared import events as ev
from shared.errors import Refusal
from shared.serving import able_windows, open_windows, place_of, served_at
from tests.book import MANAGER, PaperHall

HALL = """
[hall]
code = "district"
name = {{ zh = "厅", en = "Hall", ja = "ホール" }}

[[zones]]
code = "z"
name = {{ zh = "区", en = "Zone", ja = "区" }}
{categories}{windows}
[[clerks]]
number = "1001"
categories = [{codes}]
"""


SKILLED_IN_B = 'number = "1001"\ncategories = ["B"]'


def toml(**windows: str) -> str:
    """A hall whose windows ``w1`` and so on serve the letters given; its categories are those letters."""
    codes = sorted(set("".join(windows.values())))
    return HALL.format(
        codes=", ".join(f'"{c}"' for c in codes),
        categories="".join(
            f'[[categories]]\ncode = "{c}"\nname = {{ zh = "{c}", en = "{c}", ja = "{c}" }}\n' for c in codes
        ),
        windows="".join(
            f'[[windows]]\nnumber = {name[1:]}\nzone = "z"\ncategories = [{", ".join(repr(c) for c in letters)}]\n'
            for name, letters in windows.items()
        ).replace("'", '"'),
    )


def assign(hall: PaperHall, window: int, letters: str, in_min: int = 0) -> None:
    at = hall.now + timedelta(minutes=in_min) if in_min else None
    hall.does(cmd.AssignWindow(id=hall.id(), window=window, categories=tuple(letters), at=at), MANAGER)


def bring(hall: PaperHall, text: str) -> list[ev.WindowAssigned]:
    events = hall.does(cmd.ImportSettings(id=hall.id(), toml=text), MANAGER)
    assert isinstance(events[0], ev.SettingsChanged)
    return [event for event in events[1:] if isinstance(event, ev.WindowAssigned)]


def stands(hall: PaperHall, window: int, in_min: int = 0) -> str:
    place = place_of(hall.picture, hall.picture.windows[window], hall.now + timedelta(minutes=in_min))
    return "".join(place.categories) if place else ""


def test_what_a_window_serves_follows_the_assignment_and_the_clerks_skills() -> None:
    hall = PaperHall.opened(toml(w1="AB", w2="ABC"))
    row = hall.picture.windows
    assert served_at(hall.picture, row[1], hall.now) == ("A", "B")
    assign(hall, 1, "C")
    assert served_at(hall.picture, row[1], hall.now) == ("C",)
    hall.open(1, "1001")
    assert served_at(hall.picture, row[1], hall.now) == ("C",)
    assert (open_windows(hall.picture, "C", hall.now), open_windows(hall.picture, "A", hall.now)) == (1, 0)
    assert [place.number for place, _ in able_windows(hall.picture, "C", hall.now)] == [1]
    bring(hall, toml(w1="AB", w2="ABC").replace('number = "1001"\ncategories = ["A", "B", "C"]', SKILLED_IN_B))
    assert served_at(hall.picture, row[1], hall.now) == ()
    assert list(able_windows(hall.picture, "C", hall.now)) == []
    assert open_windows(hall.picture, "C", hall.now) == 1


def test_a_plan_counts_from_its_time_on() -> None:
    hall = PaperHall.opened(toml(w1="AB", w2="ABC"))
    assign(hall, 1, "C", in_min=30)
    assert (stands(hall, 1), stands(hall, 1, 29), stands(hall, 1, 30)) == ("AB", "AB", "C")


CASES: list[tuple[str, list[tuple[int, str, int]], dict[str, str], list[tuple[int, str]], dict[int, str]]] = [
    ("it fits and stays", [(1, "C", 0)], {"w1": "AB", "w2": "ABC", "w3": "C"}, [], {1: "C"}),
    ("a category is gone", [(1, "CB", 0)], {"w1": "AB", "w2": "AB"}, [(1, "B")], {1: "B"}),
    ("nothing is left of it", [(1, "C", 0)], {"w1": "AB", "w2": "AB"}, [(1, "")], {1: "AB"}),
    ("its window is gone", [(1, "C", 0)], {"w2": "ABC"}, [], {}),
    ("a new category would have no window", [(1, "C", 0)], {"w1": "ABD", "w2": "ABC"}, [(1, "")], {1: "ABD"}),
    ("its only helper left", [(1, "C", 0)], {"w1": "AB", "w2": "C"}, [(1, "")], {1: "AB"}),
    ("a plan loses a category", [(1, "CB", 30)], {"w1": "AB", "w2": "AB"}, [(1, ""), (1, "B")], {1: "AB"}),
    ("a plan would leave one alone", [(1, "C", 30)], {"w1": "AB", "w2": "C"}, [(1, "")], {1: "AB"}),
]


@pytest.mark.parametrize(("_name", "given_", "new", "told", "then"), CASES, ids=[case[0] for case in CASES])
def test_new_settings_keep_of_an_assignment_what_still_makes_sense(
    _name: str,
    given_: list[tuple[int, str, int]],
    new: dict[str, str],
    told: list[tuple[int, str]],
    then: dict[int, str],
) -> None:
    hall = PaperHall.opened(toml(w1="AB", w2="ABC"))
    for window, letters, in_min in given_:
        assign(hall, window, letters, in_min)
    events = bring(hall, toml(**new))
    assert [(event.window, "".join(event.categories)) for event in events] == told
    for window, letters in then.items():
        assert stands(hall, window) == letters
    assert {c for w in new for c in new[w]} <= {c for w in new for c in stands(hall, int(w[1:]))}


LETTERS = st.sets(st.sampled_from("ABCD"), min_size=1).map(lambda found: "".join(sorted(found)))
PLANS = st.lists(st.tuples(st.integers(1, 3), LETTERS, st.sampled_from([0, 0, 10, 20])), max_size=6)


@settings(max_examples=150, deadline=None)
@given(before=st.tuples(LETTERS, LETTERS, LETTERS), after=st.tuples(LETTERS, LETTERS, LETTERS), plans=PLANS)
def test_after_any_import_every_category_has_a_window_and_no_window_an_unknown_category(
    before: tuple[str, str, str], after: tuple[str, str, str], plans: list[tuple[int, str, int]]
) -> None:
    hall = PaperHall.opened(toml(w1=before[0], w2=before[1], w3=before[2]))
    for window, letters, in_min in plans:
        try:
            assign(hall, window, letters, in_min)
        except Refusal as refusal:
            if refusal.code not in ("unknown_category", "category_left_alone"):
                raise
    text = toml(w1=after[0], w2=after[1], w3=after[2])
    hall.does(cmd.ImportSettings(id=hall.id(), toml=text), MANAGER)
    codes = set("".join(after))
    for in_min in (0, 5, 10, 15, 20, 25):
        served = {letter for window in (1, 2, 3) for letter in stands(hall, window, in_min)}
        assert served == codes

"""The forecast: intervals that only grow with the people ahead, reasons where nobody can say, and what days teach."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall.forecast.accuracy import days, totals
from hall.forecast.learner import CV, FURTHEST, NARROWEST, Lesson, quantile
from hall.forecast.outlook import HallForecast, cleared_in, outlook
from hall.rules.decide import decide
from hall.rules.facts import NOTHING_KNOWN, Outlook
from shared import commands as cmd
from shared.errors import Refusal
from shared.events import TicketReturned, TicketTaken, TicketTransferred
from shared.experience import SCORES, STEP, Experience, kept_from, score, step_begins
from shared.learning import LONGEST_TURN_S
from shared.picture import Picture
from shared.tickets import About, TicketState
from shared.waits import rounded, wait_words
from tests.book import DAY, DESK, DISTRICT, HALL, HELPING, KIOSK, MANAGER, ROVER, PaperHall, by_chance, passes

GUESSLESS = "\n".join(line for line in DISTRICT.splitlines() if not line.startswith("service_min = "))
"""The district hall that does not say how long its services take."""


def coming(hall: PaperHall, category: str = "A", about: About | None = None) -> Outlook:
    return hall.facts.forecast.coming(hall.picture, category, hall.now, about)


def told(hall: PaperHall, category: str = "A") -> tuple[int, int]:
    expected = coming(hall, category).expected_s
    assert expected is not None
    return expected


def serve(hall: PaperHall, window: int, seconds: float) -> None:
    """Call the next, serve them so long, and let them go."""
    hall.call(window)
    hall.start(window)
    hall.wait(seconds)
    hall.finish(window)


def experience(hall: PaperHall, category: str = "A") -> Experience:
    return hall.picture.experience[category, DAY]


# --- The arithmetic -------------------------------------------------------------------------------------------------------

LESSONS = st.builds(
    Lesson,
    pace_s=st.floats(1, 7200),
    cv=st.floats(*CV),
    low=st.floats(-FURTHEST, FURTHEST - NARROWEST),
    high=st.floats(NARROWEST, FURTHEST),
).map(lambda lesson: lesson._replace(high=max(lesson.low, lesson.high)))
WORK = st.lists(st.tuples(st.floats(0, 7200), st.floats(0, 10**6)), min_size=1, max_size=8)


@given(lesson=LESSONS, windows=st.integers(1, 30), waits=st.lists(st.floats(0, 50_000), min_size=2, max_size=20))
def test_whoever_is_reckoned_to_wait_longer_is_told_no_less(lesson: Lesson, windows: int, waits: list[float]) -> None:
    intervals = [outlook(reckoned, lesson, windows).expected_s for reckoned in sorted(waits)]
    lows, highs = zip(*[interval for interval in intervals if interval is not None], strict=True)
    assert len(lows) == len(waits)
    assert sorted(lows) == list(lows)
    assert sorted(highs) == list(highs)
    assert all(0 <= low <= high for low, high in zip(lows, highs, strict=True))


@given(work=WORK, more=st.floats(0, 10**5), at=st.integers(0, 7))
def test_more_work_takes_no_less_time_and_another_window_no_more(
    work: list[tuple[float, float]], more: float, at: int
) -> None:
    alone = cleared_in(work)
    assert alone >= 0
    start, line = work[at % len(work)]
    longer = [*work]
    longer[at % len(work)] = (start, line + more)
    assert cleared_in(longer) >= alone * (1 - 1e-9)
    assert cleared_in([*work, (start, line)]) <= alone * (1 + 1e-9)


@pytest.mark.parametrize(
    ("work", "seconds"),
    [
        ([(0, 600)], 600),
        ([(0, 600), (0, 600)], 300),
        ([(0, 600), (0, 0)], 0),
        ([(0, 300), (0, 600)], 200),
        ([(1800, 600)], 2400),
        ([(0, 600), (300, 600)], 450),
        ([(0, 600), (900, 600)], 600),
        ([(60, 0)], 60),
    ],
)
def test_windows_together_add_up_their_rates(work: list[tuple[float, float]], seconds: float) -> None:
    assert cleared_in(work) == pytest.approx(seconds)


@given(counts=st.lists(st.floats(0, 100), min_size=SCORES, max_size=SCORES).filter(any), share=st.floats(0.01, 0.99))
def test_a_quantile_has_its_share_below_it(counts: list[float], share: float) -> None:
    at = quantile(list(accumulate(counts)), share)
    below = sum(count for step, count in enumerate(counts) if step_begins(step) + STEP <= at + 1e-9)
    above = sum(count for step, count in enumerate(counts) if step_begins(step) >= at - 1e-9)
    total = sum(counts)
    assert below <= share * total * (1 + 1e-6) + 1e-6
    assert above <= (1 - share) * total * (1 + 1e-6) + 1e-6


def test_an_error_of_none_stands_in_the_middle_of_the_scale_and_the_ends_hold_all_others() -> None:
    assert step_begins(score(600, 600, 500)) == 0
    assert score(660 * 2 - 60, 600, 500) > score(600, 600, 500) > score(270, 600, 500)
    assert (score(10**7, 0, 300), score(0, 10**7, 300)) == (SCORES - 1, 0)


# --- The hall -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("toml", [DISTRICT, HELPING])
def test_each_who_comes_is_told_no_less_than_who_came_before(toml: str) -> None:
    hall = PaperHall.opened(toml)
    for window in (1, 2, 3, 18):
        hall.open(window)
    chance, before = random.Random(4), dict.fromkeys("AB", (0, 0))
    for _ in range(60):
        category = chance.choice("AB")
        low, high = told(hall, category)
        assert (low, high) == tuple(map(max, (low, high), before[category])), "somebody further back was told less"
        assert 0 <= low <= high
        before[category] = low, high
        hall.take(category)
    assert before["A"][0] > 3600, "sixty people before three windows take a while"


def test_who_stands_before_another_still_waits_no_longer() -> None:
    hall = PaperHall.opened()
    hall.open(1)
    tickets = []
    for _ in range(12):
        tickets.append(hall.take("A"))
        hall.wait(5)
    outlooks = [
        hall.facts.forecast.waiting(hall.picture, hall.picture.tickets[ticket], hall.now).expected_s
        for ticket in tickets
    ]
    assert outlooks == sorted(outlooks, key=lambda expected: expected or (0, 0))
    assert outlooks[0] is not None
    assert outlooks[0][0] == 0, "the window is free, and nobody is before the first"
    hall.call(1)
    last = hall.facts.forecast.waiting(hall.picture, hall.picture.tickets[tickets[-1]], hall.now).expected_s
    assert last is not None
    assert outlooks[-1] is not None
    hall.wait(1200)
    hall.start(1)
    hall.finish(1)
    hall.call(1)
    later = hall.facts.forecast.waiting(hall.picture, hall.picture.tickets[tickets[-1]], hall.now).expected_s
    assert later is not None
    assert later < last, "one less is before them"


def test_of_other_categories_only_those_count_that_come_to_the_same_windows() -> None:
    """A has the comprehensive window alone, B that and one of its own: of B's people half are called elsewhere."""
    hall = PaperHall.opened()
    for window in (3, 18):
        hall.open(window)
    for _ in range(14):
        hall.take("B")
    for window in (3, 18):
        hall.call(window)
    found = coming(hall).reckoned
    assert found is not None
    people = found[0] / (15 * 60)
    assert 12 / 2 < people < 12 / 2 + 2, "six people, and the rest of who is there now"


def test_nobody_says_a_number_where_nobody_can_say_one() -> None:
    hall = PaperHall.opened()
    assert coming(hall) == Outlook(reason="no_window")
    assert wait_words(coming(hall).expected_s, "en") is None
    hall.does(cmd.SignIn(id=hall.id(), window=1, clerk="1001"), ROVER)
    assert coming(hall) == Outlook(reason="no_window"), "a clerk at a closed window calls nobody"
    hall.does(cmd.OpenWindow(id=hall.id(), window=1), ROVER)
    assert coming(hall).expected_s is not None
    assert coming(hall, "G") == Outlook(reason="no_window"), "the open window serves another category"
    hall.does(cmd.MuteAll(id=hall.id(), muted=True), MANAGER)
    assert coming(hall) == Outlook(reason="muted")
    hall.does(cmd.MuteAll(id=hall.id(), muted=False), MANAGER)
    hall.does(cmd.PauseWindow(id=hall.id(), window=1), ROVER)
    assert coming(hall) == Outlook(reason="no_window"), "nobody knows when it opens again"
    ticket = hall.picture.tickets[hall.take("A")]
    assert (ticket.expected_low_s, ticket.expected_high_s, ticket.told_at) == (None, None, None)


def test_a_hall_that_never_said_how_long_it_takes_says_it_once_it_has_learnt() -> None:
    hall = PaperHall.opened(GUESSLESS)
    hall.open(1)
    for _ in range(6):
        hall.take("A")
    assert coming(hall) == Outlook(reason="unknown")
    for _ in range(3):
        serve(hall, 1, 600)
        hall.wait(30)
    low, high = told(hall)
    assert 600 < low < high
    assert coming(hall, "B") == Outlook(reason="no_window")


def test_who_pauses_until_a_time_comes_back_at_that_time() -> None:
    hall = PaperHall.opened()
    hall.open(1)
    hall.take("A")
    open_now = told(hall)
    hall.does(cmd.PauseWindow(id=hall.id(), window=1, reason="lunch", minutes=40), ROVER)
    back = told(hall)
    assert back[0] > open_now[0] + 1800
    assert back[1] > 40 * 60
    hall.open(2)
    assert told(hall)[0] < back[0], "another window takes them meanwhile"


def test_numbers_are_not_called_before_the_hall_begins_to_call() -> None:
    later = DISTRICT.replace(
        "[policies.priority]", "[policies.hours]\ncalling_begins = 09:30:00\n\n[policies.priority]", 1
    )
    hall = PaperHall.opened(later)
    hall.open(1)
    assert coming(hall).reckoned is not None
    assert coming(hall).reckoned[0] == 3600  # type: ignore[index]
    hall.wait(3700)
    assert coming(hall).reckoned[0] == 0  # type: ignore[index]


def test_from_the_front_and_with_credit_the_wait_is_shorter() -> None:
    hall = PaperHall.opened()
    hall.open(1)
    for _ in range(12):
        hall.take("A")
        hall.wait(60)
    plain = told(hall)
    classes = {c.code: c for c in hall.picture.rules.policies.priority.classes}
    front = next(code for code, c in classes.items() if c.front)
    credit = next(code for code, c in classes.items() if c.credit_min)
    for about in (About(priority=front), About(purpose="collection"), About(priority=credit)):
        expected = coming(hall, about=about).expected_s
        assert expected is not None
        assert expected < plain, about


def test_a_booked_time_that_is_still_to_come_waits_from_then() -> None:
    hall = PaperHall.opened()
    hall.open(1)
    for _ in range(3):
        hall.take("A")
    begins = hall.now + timedelta(hours=2)
    found = hall.facts.forecast.coming(hall.picture, "A", hall.now, About(booked_for=begins), begins)
    assert found.reckoned is not None
    assert found.reckoned[0] == 0


def test_a_transfer_and_a_no_show_are_told_anew() -> None:
    hall = PaperHall.opened()
    for window in (1, 3):
        hall.open(window)
    ids = [hall.take("A") for _ in range(5)]
    first = hall.picture.tickets[ids[-1]]
    [moved] = hall.does(cmd.Transfer(id=hall.id(), ticket=first.id, category="B"), DESK)
    assert isinstance(moved, TicketTransferred)
    there = hall.picture.tickets[first.id]
    assert (there.expected_low_s, there.expected_high_s) == moved.expected_s
    assert there.expected_high_s is not None
    assert first.expected_high_s is not None
    assert there.expected_high_s < first.expected_high_s, "nobody waits at the other windows"
    assert there.told_at == hall.now
    hall.call(1)
    hall.wait(70)
    hall.does(cmd.Recall(id=hall.id(), window=1), ROVER)
    hall.wait(70)
    [back] = hall.does(cmd.NoShow(id=hall.id(), window=1), ROVER)
    assert isinstance(back, TicketReturned)
    assert back.expected_s is not None
    assert hall.picture.tickets[back.ticket].told_at == hall.now


def test_without_facts_nobody_is_told_anything() -> None:
    hall = PaperHall.opened()
    hall.open(1)
    command = cmd.TakeTicket(id=hall.id(), category="A")
    [taken] = decide(hall.picture, command, KIOSK, hall.now, NOTHING_KNOWN)
    assert isinstance(taken, TicketTaken)
    assert (taken.expected_s, taken.reckoned) == (None, None)


@pytest.mark.parametrize("seed", range(3))
def test_what_it_remembers_never_changes_what_it_says(seed: int) -> None:
    """Two services, one of them started a moment ago, say the same; and asking changes nothing in the picture."""
    hall, chance = PaperHall.opened(HELPING if seed else DISTRICT), random.Random(seed)
    for window in (1, 7, 17, 18):
        hall.open(window)
    clock, compared = hall.now, 0
    for _ in range(500):
        clock += timedelta(seconds=passes(chance))
        hall.now = max(hall.now, clock)
        command, actor = by_chance(chance, hall.picture)
        try:
            hall.does(command, actor)
        except Refusal:
            continue
        fresh = HallForecast()
        waiting = [t for t in hall.picture.tickets.values() if t.state is TicketState.WAITING]
        some = chance.sample(waiting, min(2, len(waiting)))
        for category in "ACFG":
            assert coming(hall, category) == fresh.coming(hall.picture, category, hall.now)
        for ticket in some:
            said = hall.facts.forecast.waiting(hall.picture, ticket, hall.now)
            assert said == fresh.waiting(hall.picture, ticket, hall.now)
            compared += said.expected_s is not None
    assert compared > 50


# --- What days teach -------------------------------------------------------------------------------------------------------


def test_a_turn_goes_from_the_call_to_the_leaving_and_the_gap_from_there_to_the_next_call() -> None:
    hall = PaperHall.opened()
    hall.open(1)
    for _ in range(3):
        hall.take("A")
    for _ in range(2):
        serve(hall, 1, 300)
        hall.wait(45)
    hall.call(1)
    row = experience(hall)
    assert (row.turns, row.turn_s, row.turn_sq) == (2, 600, 2 * 300 * 300)
    assert (row.gaps, row.gap_s, row.calls, row.firsts) == (2, 90, 3, 3)


def test_a_break_an_empty_line_and_a_forgotten_service_teach_nothing() -> None:
    hall = PaperHall.opened()
    hall.open(1)
    hall.take("A")
    hall.take("A")
    serve(hall, 1, 300)
    hall.does(cmd.PauseWindow(id=hall.id(), window=1), ROVER)
    hall.wait(900)
    hall.does(cmd.OpenWindow(id=hall.id(), window=1), ROVER)
    hall.call(1)
    assert experience(hall).gaps == 0, "a break is no gap"
    hall.start(1)
    hall.wait(LONGEST_TURN_S + 1)
    hall.finish(1)
    assert experience(hall).turns == 1, "nobody serves so long"
    hall.wait(600)
    hall.take("A")
    hall.call(1)
    assert experience(hall).gaps == 0, "the window was free because nobody was there"
    hall.start(1)
    hall.wait(300)
    hall.take("A")
    hall.wait(300)
    hall.does(cmd.CallNext(id=hall.id(), window=1, finish_open=True), ROVER)
    assert experience(hall).turns == 1, "it went on until somebody came"


def test_who_is_called_in_vain_and_comes_back_takes_a_window_twice() -> None:
    hall = PaperHall.opened()
    hall.open(1)
    before = hall.facts.forecast.lesson(hall.picture, "A")  # type: ignore[attr-defined]
    for _ in range(8):
        hall.take("A")
    for _ in range(2):
        hall.call(1)
        hall.wait(70)
        hall.does(cmd.Recall(id=hall.id(), window=1), ROVER)
        hall.wait(70)
        hall.does(cmd.NoShow(id=hall.id(), window=1), ROVER)
    for _ in range(8):
        serve(hall, 1, 1560)
    row = experience(hall)
    assert row.calls > row.firsts
    after = hall.facts.forecast.lesson(hall.picture, "A")  # type: ignore[attr-defined]
    assert after.pace_s * row.firsts / row.calls < before.pace_s


def test_a_told_wait_is_held_against_the_first_call_only() -> None:
    hall = PaperHall.opened()
    hall.open(1)
    ids = [hall.take("A") for _ in range(3)]
    second = hall.picture.tickets[ids[1]]
    assert second.expected_low_s is not None
    serve(hall, 1, 5)
    hall.call(1)
    row = experience(hall)
    assert (row.free, row.free_by_high) == (1, 1), "the first was told that a window is free"
    assert (row.told, row.by_high, row.before_low, sum(row.scores)) == (1, 1, 1, 1)
    assert row.off_s == second.expected_low_s - 5
    hall.wait(70)
    hall.does(cmd.Recall(id=hall.id(), window=1), ROVER)
    hall.does(cmd.CloseWindow(id=hall.id(), window=1), ROVER)
    hall.does(cmd.OpenWindow(id=hall.id(), window=1), ROVER)
    hall.call(1)
    assert experience(hall).told == 1, "called back by the hall: nobody told them a wait anew"


def test_the_night_is_no_error_of_the_forecast() -> None:
    hall = PaperHall.opened()
    hall.open(1)
    hall.take("A")
    hall.take("A")
    hall.wait(20 * 3600)
    next_day = DAY + timedelta(days=1)
    hall.does(cmd.OpenDay(id=hall.id(), day=next_day), HALL)
    hall.open(1)
    hall.call(1)
    row = hall.picture.experience["A", next_day]
    assert (row.calls, row.told, row.free) == (1, 0, 0)


def day_of(category: str, day: int, **sums: object) -> Experience:
    return replace(Experience(category=category, day=DAY - timedelta(days=day)), **sums)  # type: ignore[arg-type]


def lesson_after(*rows: Experience, toml: str = DISTRICT) -> Lesson:
    hall = PaperHall.opened(toml)
    for row in rows:
        hall.picture.put("experience", row.key, row)
    found = HallForecast().lesson(hall.picture, "A")
    assert found is not None
    return found


def turns(day: int, count: int, seconds: int) -> Experience:
    return day_of("A", day, turns=count, turn_s=count * seconds, turn_sq=count * seconds * seconds)


def errors(day: int, step: float, count: int, category: str = "A") -> Experience:
    scores = [0] * SCORES
    scores[next(s for s in range(SCORES) if step_begins(s) >= step - 1e-9)] = count
    return day_of(category, day, told=count, scores=tuple(scores))


def test_the_pace_begins_with_the_settings_and_ends_with_what_was_seen() -> None:
    assert lesson_after().pace_s == 26 * 60
    little, much = lesson_after(turns(1, 5, 600)), lesson_after(turns(1, 500, 600))
    assert 600 < much.pace_s < little.pace_s < 26 * 60
    assert much.pace_s == pytest.approx(600, rel=0.03)


def test_yesterday_counts_more_than_weeks_ago_and_what_is_older_nothing() -> None:
    both = lesson_after(turns(1, 100, 600), turns(20, 100, 1200)).pace_s
    turned = lesson_after(turns(1, 100, 1200), turns(20, 100, 600)).pace_s
    assert both < turned
    hall = PaperHall.opened()
    old = turns(40, 10, 600)
    hall.picture.put("experience", old.key, old)
    hall.does(cmd.OpenDay(id=hall.id(), day=DAY + timedelta(days=1)), HALL)
    assert old.day < kept_from(DAY)
    assert old.key not in hall.picture.experience


def test_errors_of_the_last_days_widen_the_interval_and_true_waits_narrow_it() -> None:
    guess = lesson_after()
    wide, narrow = lesson_after(errors(1, 1.8, 200)), lesson_after(errors(1, 0.0, 200))
    assert narrow.high < guess.high < wide.high
    assert wide.high == pytest.approx(2.0, abs=0.2)
    assert wide.low > guess.low, "most of them waited longer"
    assert lesson_after(errors(1, 5.0, 1000)).high == FURTHEST
    assert lesson_after(errors(1, -5.0, 1000)).high >= NARROWEST
    borrowed = lesson_after(errors(1, 1.8, 200, "B"))
    assert guess.high < borrowed.high < wide.high, "what other categories saw is a hint"


def test_the_published_figures_are_those_of_the_rows() -> None:
    hall = PaperHall.opened()
    for row in (
        day_of("A", 2, told=10, by_high=9, before_low=4, off_s=600, free=3, free_by_high=3),
        day_of("A", 1, told=30, by_high=27, before_low=16, off_s=1000),
        day_of("B", 1, turns=4, turn_s=400),
    ):
        hall.picture.put("experience", row.key, row)
    published = {row["category"]: row for row in totals(hall.picture, HallForecast())}
    assert published["A"] | {"pace_s": 0} == {
        "category": "A",
        "pace_s": 0,
        "told": 40,
        "called_by_p90": 0.9,
        "called_before_p50": 0.5,
        "mean_error_s": 40.0,
        "free": 3,
        "free_called_by_p90": 1.0,
    }
    assert published["B"]["told"] == 0
    assert published["B"]["called_by_p90"] is None
    assert [(row["category"], row["told"]) for row in days(hall.picture)] == [("A", 30), ("A", 10)]
    assert totals(Picture("nowhere"), HallForecast()) == []


# --- Words ----------------------------------------------------------------------------------------------------------------


@given(low=st.integers(0, 20_000), more=st.integers(0, 20_000))
def test_minutes_are_rounded_outward_and_said_as_an_interval(low: int, more: int) -> None:
    shortest, longest = rounded((low, low + more))
    assert shortest * 60 <= low
    assert longest * 60 >= low + more
    for language in ("zh-CN", "en", "ja"):
        words = wait_words((low, low + more), language)
        assert words is not None
        assert str(longest) in words
    assert longest == 0 or longest >= shortest


def test_the_words_in_three_languages() -> None:
    said = [wait_words((640, 1450), language) for language in ("zh-CN", "en", "ja")]
    assert said == ["约10-25分钟", "about 10-25 min", "約10-25分"]
    assert wait_words((0, 134), "en") == "within 3 min"

"""Journeys that need the day: appointments, a no-show, lunch, closing time, a clerk who is relieved."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.book import DAY
from tests.hall.asking import WAIT_S
from tests.journeys.house import House, open_house, waits, word

POLICIES = """
[policies.breaks]
keep_one_able = true
[policies.hours]
calling_ends = 17:00:00
[policies.end_of_day]
offers = ["carry", "within_24h", "give_up"]
"""
TOMORROW = DAY + timedelta(days=1)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("hours"), ("board-1",), POLICIES) as opened:
        yield opened


def take(house: House, category: str) -> tuple[dict[str, Any], str]:
    """A ticket of the second kiosk, and the address that its slip shows."""
    token = secrets.token_urlsafe(18)
    hashed = hashlib.sha256(token.encode()).hexdigest()
    taken = house.people.does("take_ticket", category=category, language="en", token_hash=hashed)[0]
    return taken, f"{house.visitors_url}/t/{token}"


def at(clock: str) -> str:
    return f"{DAY.isoformat()}T{clock}+08:00"


def test_an_appointment_early_on_time_and_late(house: House) -> None:
    """Booked for ten: too early it waits for its hour, on time it comes from the front, late it waits like any other."""
    house.turn("09:00")
    house.opens(11)
    codes = [house.desk.does("book", category="D", at=at("10:00"))[0]["appointment"]["code"] for _ in range(3)]
    house.turn("09:20")
    early = checks_in(house, codes[0])
    walkers = [take(house, "D")[0]["number"] for _ in range(2)]
    assert house.called(11) == walkers[0], "forty minutes early it is not its turn"
    house.served(11)
    house.turn("09:58")
    timely = checks_in(house, codes[1])
    assert house.called(11) == walkers[1]
    house.served(11)
    walker, page = take(house, "D")
    house.turn("10:00")
    assert house.called(11) == early, "at its hour the booked one, from the front"
    house.board_shows((early, 11))
    house.served(11)
    house.turn("10:20")
    late = checks_in(house, codes[2])
    order = [_next(house, 11) for _ in range(3)]
    assert sorted(order[:2]) == sorted([timely, walker["number"]])
    assert order[2] == late, "twenty minutes late it waits from now"
    assert word("phone.rate_ask", "en", window=11) in house.phone(page)
    house.floor.does("sign_out", window=11)


def checks_in(house: House, code: str) -> str:
    """The number that the booked visitor gets."""
    return str(next(e["number"] for e in house.desk.does("check_in", code=code) if e["type"] == "ticket_taken"))


def _next(house: House, window: int) -> str:
    number = house.called(window)
    house.served(window)
    return number


def test_a_no_show_is_called_again_behind_the_next_three(house: House) -> None:
    house.turn("10:30")
    house.opens(7)
    missed, page = take(house, "C")
    others = []
    for second in range(1, 5):
        house.turn(f"10:30:0{second}")
        others.append(take(house, "C")[0]["number"])
    assert house.called(7) == missed["number"]
    house.board_shows((missed["number"], 7))
    assert house.floor.refused("no_show", window=7) == "no_show_recall_first"
    house.floor.does("recall", window=7)
    assert word("phone.recalled", "en") in house.phone(page)
    assert house.floor.refused("no_show", window=7) == "no_show_too_early"
    house.turn("10:31:05")
    house.floor.does("no_show", window=7)
    house.board_forgets(missed["number"])
    assert word("phone.people", "en", n=3) in house.phone(page), "the phone shows the place that is left"
    order = [_next(house, 7) for _ in range(5)]
    assert order == [*others[:3], missed["number"], others[3]]
    house.floor.does("sign_out", window=7)


def test_at_lunch_each_category_keeps_a_window_and_nobody_is_forgotten(house: House) -> None:
    house.turn("12:00")
    house.opens(14, 15)
    first, second = (take(house, "F")[0] for _ in range(2))
    assert house.called(14) == first["number"]
    house.floor.does("pause_window", window=14, reason="lunch", minutes=40)
    assert house.floor.refused("pause_window", window=15, reason="lunch") == "last_able_window"
    house.served(14)
    assert house.floor.refused("call_next", window=14) == "window_not_open", "who pauses serves to the end, and no more"
    assert house.called(15) == second["number"]
    house.board_shows((second["number"], 15))
    house.served(15)
    house.turn("12:40")
    house.floor.does("open_window", window=14)
    house.floor.does("pause_window", window=15, reason="lunch", minutes=40)
    third = take(house, "F")[0]
    assert house.called(14) == third["number"]
    house.served(14)
    for window in (14, 15):
        house.floor.does("sign_out", window=window)


def test_a_clerk_is_relieved_and_whom_they_had_keeps_the_place(house: House) -> None:
    house.turn("14:00")
    house.opens(3)
    held, page = take(house, "B")
    house.turn("14:01")
    called, _ = take(house, "B")
    house.turn("14:02")
    waits_still, _ = take(house, "B")
    assert house.called(3) == held["number"]
    house.floor.does("hold", window=3, reason="form", minutes=30)
    assert word("phone.held", "en") in house.phone(page)
    assert house.called(3) == called["number"]
    house.board_shows((called["number"], 3))
    house.floor.does("sign_out", window=3)
    house.board_forgets(called["number"])
    assert word("phone.next", "en") in house.phone(page), "held there, and first in line again"
    house.floor.does("sign_in", window=3, clerk="1004")
    house.floor.does("open_window", window=3)
    assert [_next(house, 3) for _ in range(3)] == [held["number"], called["number"], waits_still["number"]]
    house.floor.does("sign_out", window=3)


def test_at_closing_time_each_chooses_and_no_number_dies(house: House) -> None:
    house.turn("16:40")
    house.opens(17)
    stays, carries, goes, says_nothing = (take(house, "G") for _ in range(4))
    house.turn("17:00")
    waits(lambda: word("phone.day_ending", "en") in house.phone(stays[1]), "the phone offers a choice")
    chosen = post(f"{carries[1]}/choose", {"choice": "carry"})
    assert word("phone.carried_to", "en", date=TOMORROW.isoformat()) in chosen, "chosen on the phone"
    house.desk.does("choose_carry", ticket=goes[0]["ticket"], choice="give_up")
    assert word("phone.ended_given_up", "en") in house.phone(goes[1])
    assert house.called(17) == stays[0]["number"], "who stays is served after closing"
    house.board_shows((stays[0]["number"], 17))
    house.served(17)
    house.turn("08:30", TOMORROW)
    waits(lambda: house.floor.picture()["tables"]["day"][0]["day"] == TOMORROW.isoformat(), "the new day")
    house.opens(17)
    fresh, _ = take(house, "G")
    waits(lambda: word("phone.next", "en") in house.phone(carries[1]), "in the morning it is back in line")
    assert word("phone.carried", "en", date=DAY.isoformat()) in house.phone(carries[1]), "with the date of its issue"
    order = [_next(house, 17) for _ in range(3)]
    assert order == [carries[0]["number"], says_nothing[0]["number"], fresh["number"]]
    assert fresh["number"] == stays[0]["number"], "a new day's series; the old ones kept theirs with the date"


def test_weeks_later_the_page_does_what_is_still_right_and_the_words_are_wiped_in_time(house: House) -> None:
    start = TOMORROW + timedelta(days=1)
    house.turn("09:00", start)
    house.opens(1)
    (rated, its_page), (silent, silent_page) = take(house, "A"), take(house, "A")
    assert [_next(house, 1), _next(house, 1)] == [rated["number"], silent["number"]]
    house.turn("09:00", start + timedelta(days=3))
    waits(lambda: word("phone.rate_ask", "en", window=1) in house.phone(its_page), "three days later it may be rated")
    post(f"{its_page}/rate", {"grade": "2", "comment": "a word to be forgotten"})
    mark = re.findall(r'name="mark" value="([^"]+)"', house.phone(f"{its_page}/complaint"))[0]
    said = post(f"{its_page}/complaint", {"mark": mark, "words": "nobody looked up"})
    [number] = set(re.findall(r"\d{8}-\d\d", said))
    house.turn("09:00", start + timedelta(days=8))
    asked = word("phone.rate_ask", "en", window=1)
    waits(lambda: asked not in house.phone(silent_page), "a week later it is not asked any more")
    house.turn("09:00", start + timedelta(days=31))
    waits(lambda: status(silent_page) == 404, "a month later nothing is left to open")
    assert number in house.phone(f"{its_page}/complaint"), "an open case keeps its page"
    kinds = [row["kind"] for row in house.manager.picture()["tables"]["texts"]]
    assert sorted(kinds) == ["comment", "complaint"]
    house.turn("09:00", start + timedelta(days=200))
    waits(lambda: len(house.manager.picture()["tables"]["texts"]) == 1, "the comment's words are gone by themselves")
    [left] = house.manager.picture()["tables"]["texts"]
    assert house.manager.http.post(f"/api/v1/texts/{left['id']}/read").json() == {"words": "nobody looked up"}


def post(url: str, fields: dict[str, str]) -> str:
    """Send a form of the page as a phone does; what it shows then."""
    options = {"trust_env": False, "timeout": WAIT_S, "follow_redirects": True}
    answer = httpx.post(f"{url}?lang=en", data=fields, **options)  # type: ignore[arg-type]
    assert answer.status_code == 200, answer.text
    return answer.text


def status(url: str) -> int:
    return httpx.get(url, trust_env=False, timeout=WAIT_S).status_code

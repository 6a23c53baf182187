"""People who are not everybody: each journey from the tap to the window, with what they and the clerk read and hear."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from tests.journeys.house import House, open_house, word

CLERK = "1005"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("people"), ("kiosk-1", "counter-5", "board-1")) as opened:
        counter = opened.stations["counter-5"]
        for command in ({"key": "F1"}, {"type": CLERK}, {"key": "Return"}):
            counter.ask(command)
        counter.until(lambda state: state["clerk"] == CLERK)
        counter.ask({"key": "F2"})
        counter.until(lambda state: state["state"] == "open")
        yield opened


def calls(house: House) -> str:
    """The clerk presses the one key; the number on the counter's plate."""
    counter = house.stations["counter-5"]
    before = counter.until(lambda state: sum(state["waiting"].values()) > 0)
    assert before["phase"] == "empty"
    counter.ask({"key": "F5"})
    number: str = counter.until(lambda state: state["phase"] == "called")["number"]
    return number


def serves(house: House) -> None:
    counter = house.stations["counter-5"]
    counter.ask({"key": "F7"})
    counter.until(lambda state: state["phase"] == "serving")
    counter.ask({"key": "F8"})
    counter.until(lambda state: state["phase"] == "empty")


def plate(house: House) -> list[str]:
    """What the clerk reads about who comes."""
    said: list[str] = house.stations["counter-5"].until(lambda state: state["phase"] == "called")["plate"]
    return said


def test_an_elder_goes_before_by_the_credit_and_the_claim_is_checked(house: House) -> None:
    house.turn("09:00")
    others = [house.people.does("take_ticket", category="B")[0]["number"] for _ in range(2)]
    house.turn("09:05")
    number, slip = house.at_kiosk("openWish", "wish-priority.elder", "tile-B")
    paper = " ".join(slip["lines"])
    assert f"{number} 取号时间" in paper
    assert "2人" in paper, "who waits before it, as the line stands"
    house.turn("09:12")
    assert calls(house) == number, "twenty minutes of credit against seven more of waiting"
    house.board_shows((number, 5))
    claimed = word("counter.priority_claimed", priority="老年人（70 岁以上）")
    assert claimed in plate(house), "the clerk reads the claim before anybody sits down"
    ticket = next(t for t in house.floor.picture()["tables"]["tickets"] if t["number"] == number)
    house.floor.does("check_priority", ticket=ticket["id"], confirmed=True, reason="card_seen")
    confirmed = word("counter.priority_confirmed", priority="老年人（70 岁以上）")
    house.stations["counter-5"].until(lambda state: confirmed in state["plate"])
    serves(house)
    for other in others:
        assert calls(house) == other, "and nobody else was passed"
        serves(house)


@pytest.mark.parametrize(("language", "waits_for"), [("en", 5), ("ja", 20)])
def test_a_foreign_visitor_reads_and_hears_their_language_and_waits_for_who_speaks_it(
    house: House, language: str, waits_for: int
) -> None:
    """Windows 3 (Chinese only), 5 (English too) and 20 (Japanese too) are open."""
    house.turn("10:00" if language == "en" else "10:40")
    house.opens(3, 20)
    number, slip = house.at_kiosk(f"language-{language}", "tile-B")
    with Image.open(slip["png"]) as paper:
        codes = [code.text for code in zxingcpp.read_barcodes(paper.convert("L"))]
    assert len(codes) == 1
    assert codes[0].startswith(f"{house.visitors_url}/t/")
    assert number in house.phone(codes[0], language), "the code on the paper opens exactly this number's page"
    assert word("phone.your_number", language) in house.phone(codes[0], language)
    assert house.floor.refused("call_next", window=3) == "nobody_waiting", "for ten minutes who speaks it comes first"
    if waits_for == 5:
        assert calls(house) == number
        assert word("counter.speaks_en") in plate(house)
    else:
        assert house.called(20) == number
    house.board_shows((number, waits_for))
    assert house.board_says(number, waits_for) == ["zh-CN", language]
    assert word("phone.go_to", language, window=waits_for) in house.phone(codes[0], language)
    if waits_for == 5:
        serves(house)
    else:
        house.served(20)
    again, _ = house.at_kiosk(f"language-{language}", "tile-B")
    house.turn("10:11" if language == "en" else "10:51")
    assert house.called(3) == again, "after that anybody calls"
    house.served(3)
    for window in (3, 20):
        house.floor.does("sign_out", window=window)


def test_a_transfer_keeps_the_place_and_is_called_to_the_other_window(house: House) -> None:
    house.turn("11:00")
    house.opens(7)
    early = house.people.does("take_ticket", category="C")[0]
    house.turn("11:04")
    late = house.people.does("take_ticket", category="B")[0]
    assert house.called(7) == early["number"]
    house.board_shows((early["number"], 7))
    house.floor.does("transfer", ticket=early["ticket"], category="B")
    house.board_forgets(early["number"])
    assert calls(house) == early["number"], "its wait began before the other's"
    house.board_shows((early["number"], 5))
    serves(house)
    assert calls(house) == late["number"]
    serves(house)
    house.floor.does("sign_out", window=7)


def test_two_services_in_one_visit_and_never_at_two_windows_at_once(house: House) -> None:
    house.turn("11:20")
    house.opens(11)
    first = house.people.does("take_ticket", category="B")[0]
    second = house.people.does("take_ticket", category="D", visit=first["ticket"])[0]
    assert calls(house) == first["number"]
    assert house.floor.refused("call_next", window=11) == "nobody_waiting", "its holder is at window 5"
    serves(house)
    assert house.called(11) == second["number"]
    house.board_shows((second["number"], 11))
    house.served(11)
    house.floor.does("sign_out", window=11)


def test_a_group_of_thirty_is_one_number_and_the_clerk_reads_how_many(house: House) -> None:
    house.turn("11:30")
    taken = house.desk.does("take_ticket", category="B", persons=30)[0]
    assert calls(house) == taken["number"]
    assert word("counter.persons", count=30) in plate(house)
    serves(house)


def test_an_agent_with_five_mandates_comes_with_one_number(house: House) -> None:
    house.turn("11:40")
    taken = house.desk.does("take_ticket", category="B", purpose="agent", mandates=5, party="enterprise")[0]
    assert calls(house) == taken["number"]
    read = plate(house)
    for expected in (
        word("counter.purpose_agent"),
        word("counter.mandates", count=5),
        word("counter.party_enterprise"),
    ):
        assert expected in read
    serves(house)


def test_from_a_wheelchair_every_control_is_in_the_lower_third(house: House, tmp_path: Path) -> None:
    """1,220 mm are reached by the lower third of a portrait screen; the way to a ticket stays at two taps."""
    kiosk = house.stations["kiosk-1"]
    house.turn("11:50")
    high = tmp_path / "high.png"
    low = tmp_path / "low.png"
    kiosk.ask({"shot": str(high)})
    assert kiosk.ask({"where": "tile-C"})["at"][1] < 1280, "so high is it for who stands"
    kiosk.ask({"tap": "low"})
    kiosk.ask({"shot": str(low)})
    assert Image.open(high).tobytes() != Image.open(low).tobytes()
    for name in ("tile-A", "tile-C", "tile-G", "openWish", "findItem", "language-en", "low"):
        assert kiosk.ask({"where": name})["at"][1] > 1280, name
    number, slip = house.at_kiosk("tile-C")
    assert slip["png"]
    house.opens(7)
    assert house.called(7) == number
    house.served(7)
    kiosk.until(lambda state: state["page"] == "home")

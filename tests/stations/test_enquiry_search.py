"""Finding at the enquiry desk, by cases and by properties: what is typed, what is meant, which tickets fit."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.enquiry_notes import EnquiryFault
from counter.enquiry_search import by_number, fits, lost, numbers_meant, question, time_typed
from shared.settings import Settings, parse_settings
from shared.tickets import Ticket, TicketState, label
from tests.stations.memory_hall import DAY, hall_toml

SETTINGS = parse_settings(hall_toml(), "hall.toml")
CODES = [category.code for category in SETTINGS.categories]


def ticket(number: str = "A012", at: datetime = datetime(2026, 3, 2, 1, 30, tzinfo=UTC), **fields: object) -> Ticket:
    values = {
        "id": number,
        "number": number,
        "category": number[0],
        "day": DAY,
        "language": "zh-CN",
        "station": "kiosk-1",
        "state": TicketState.WAITING,
        "taken_at": at,
        "since": at,
        "order": 1,
    }
    return Ticket(**(values | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("A012", ("A012",)),
        ("a12", ("A012",)),
        (" a 12 ", ("A012",)),
        ("Ａ１２", ("A012",)),
        ("G0007", ("G007",)),
        ("B1234", ("B1234",)),
        ("12", tuple(f"{code}012" for code in CODES)),
    ],
)
def test_what_somebody_says_is_a_number_of_the_hall(typed: str, meant: tuple[str, ...]) -> None:
    assert numbers_meant(typed, SETTINGS) == meant


@pytest.mark.parametrize(
    ("typed", "code"), [("", "no_number"), ("A", "no_number"), ("!", "no_number"), ("E12", "no_category")]
)
def test_what_is_no_number_is_said(typed: str, code: str) -> None:
    with pytest.raises(EnquiryFault) as refused:
        numbers_meant(typed, SETTINGS)
    assert refused.value.code == code


@given(code=st.sampled_from(CODES), ordinal=st.integers(1, 99_999))
def test_every_printed_number_is_found_as_it_is_printed(code: str, ordinal: int) -> None:
    assert numbers_meant(label(code, ordinal), SETTINGS) == (label(code, ordinal),)


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("9:30", time(9, 30)),
        ("0930", time(9, 30)),
        ("930", time(9, 30)),
        ("９：３０", time(9, 30)),
        (" ", None),
        ("23:59", time(23, 59)),
    ],
)
def test_a_time_is_typed_as_people_type_it(typed: str, at: time | None) -> None:
    assert time_typed(typed) == at


@pytest.mark.parametrize("typed", ["24:00", "9:60", "nine", "9", "12:345"])
def test_what_is_no_time_is_said(typed: str) -> None:
    with pytest.raises(EnquiryFault) as refused:
        time_typed(typed)
    assert refused.value.code == "no_time"


def search(settings: Settings = SETTINGS, day: date = DAY, begins: str = "", ends: str = "", **what: str | None):  # type: ignore[no-untyped-def]
    return lost(settings, day, begins=begins, ends=ends, **({"station": None, "category": None} | what))


def test_a_lost_ticket_fits_by_kiosk_category_and_minute() -> None:
    half_past_nine = ticket()  # 01:30 UTC is 09:30 in the hall.
    assert fits(search(), half_past_nine)
    assert fits(search(begins="9:30", ends="9:30"), half_past_nine)
    assert not fits(search(begins="9:31"), half_past_nine)
    assert not fits(search(ends="9:29"), half_past_nine)
    assert fits(search(station="kiosk-1", category="A"), half_past_nine)
    assert not fits(search(station="kiosk-2"), half_past_nine)
    assert not fits(search(category="B"), half_past_nine)
    assert not fits(search(day=DAY - timedelta(days=1)), half_past_nine)
    with pytest.raises(EnquiryFault) as refused:
        search(begins="10:00", ends="9:30")
    assert refused.value.code == "time_backwards"


def test_after_midnight_is_still_the_service_day() -> None:
    late = ticket(at=datetime(2026, 3, 2, 17, 10, tzinfo=UTC))  # 01:10 of the next calendar day
    assert fits(search(begins="1:00", ends="1:15"), late)
    assert fits(search(begins="23:00", ends="1:15"), late)


@given(taken=st.integers(0, 24 * 60 - 1), begins=st.integers(0, 24 * 60 - 1), ends=st.integers(0, 24 * 60 - 1))
def test_a_range_holds_exactly_its_minutes(taken: int, begins: int, ends: int) -> None:
    """Counted in minutes from the service day's start, so that the day has one beginning and one end."""
    start = datetime.combine(DAY, SETTINGS.hall.day_starts, tzinfo=SETTINGS.hall.zone)
    one = ticket(at=start + timedelta(minutes=taken, seconds=30))
    first, last = (f"{start + timedelta(minutes=m):%H:%M}" for m in (begins, ends))
    if begins > ends:
        with pytest.raises(EnquiryFault):
            search(begins=first, ends=last)
    else:
        assert fits(search(begins=first, ends=last), one) == (begins <= taken <= ends)


def test_a_number_is_looked_for_on_every_day() -> None:
    query = by_number("a12", SETTINGS, DAY)
    assert fits(query, ticket(day=DAY - timedelta(days=1)))
    assert not fits(query, ticket("A013"))


def test_the_book_is_asked_the_same() -> None:
    asked = parse_qs(urlsplit(question(search(begins="9:00", ends="9:30", station="kiosk-1"))).query)
    assert asked == {
        "first_day": ["2026-03-02"],
        "last_day": ["2026-03-02"],
        "station": ["kiosk-1"],
        "begins": ["2026-03-02T09:00:00+08:00"],
        "ends": ["2026-03-02T09:31:00+08:00"],
    }
    assert parse_qs(urlsplit(question(by_number("1", SETTINGS, DAY))).query)["number"] == [f"{c}001" for c in CODES]

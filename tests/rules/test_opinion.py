"""What may be said of a visit, by whom and until when: grade, comment, complaint; and what becomes of the words."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest

from shared import commands as cmd
from shared import events as ev
from shared.errors import Refusal
from shared.heard import MOST_COMPLAINTS, PAGE_DAYS
from shared.tickets import Actor, Role
from shared.views import view_picture
from tests.book import DAY, DISTRICT, HALL, KIOSK, MANAGER, ROVER, PaperHall

RATING_DAYS, COMPLAINT_DAYS, KEPT_DAYS = 7, 20, 180
TOML = DISTRICT.replace(
    "[policies.priority]",
    f"[policies.phone]\nrating_days = {RATING_DAYS}\ncomplaint_days = {COMPLAINT_DAYS}\n\n[policies.priority]",
    1,
)
WORDS = "三号窗口的人说不用材料，回头又要"


@pytest.fixture
def hall() -> PaperHall:
    opened = PaperHall.opened(TOML)
    opened.open(1)
    return opened


def with_page(hall: PaperHall) -> str:
    """Id of a ticket whose slip carries a code."""
    made = hall.id()
    hashed = hashlib.sha256(made.encode()).hexdigest()
    hall.does(cmd.TakeTicket(id=made, category="A", token_hash=hashed), KIOSK)
    return made


def served(hall: PaperHall) -> tuple[str, str]:
    """A ticket with a page, and its finished service."""
    ticket = with_page(hall)
    hall.call(1)
    service = hall.start(1)
    hall.finish(1)
    return ticket, service


def phone(ticket: str) -> Actor:
    return Actor(role=Role.VISITOR, station=ticket)


def days_later(hall: PaperHall, days: int) -> None:
    hall.now += timedelta(days=days)
    hall.does(cmd.OpenDay(id=hall.id(), day=DAY + timedelta(days=days)), HALL)


def says(hall: PaperHall, command: Any, actor: Actor) -> str:
    """The refusal's code, or what happened."""
    try:
        return " ".join(event.type for event in hall.does(command, actor))
    except Refusal as refusal:
        return refusal.code


def complaint(hall: PaperHall, ticket: str, **more: Any) -> cmd.LodgeComplaint:
    return cmd.LodgeComplaint(id=hall.id(), ticket=ticket, words=WORDS, **more)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "service_rated comment_given"),
        (1, "service_rated comment_given"),
        (RATING_DAYS, "service_rated comment_given"),
        (RATING_DAYS + 1, "service_not_rateable"),
        (PAGE_DAYS + 1, "service_not_rateable"),
    ],
)
def test_a_service_is_rated_from_the_phone_for_some_days(hall: PaperHall, days: int, said: str) -> None:
    ticket, service = served(hall)
    if days:
        days_later(hall, days)
    rating = cmd.Rate(id=hall.id(), service=service, grade=2, comment=WORDS)
    assert says(hall, rating, phone(ticket)) == said
    if said.startswith("service_rated"):
        assert says(hall, cmd.Rate(id=hall.id(), service=service, grade=5), phone(ticket)) == "already_rated"
        reasons = cmd.GiveReasons(id=hall.id(), service=service, reasons=("time",))
        assert says(hall, reasons, phone(ticket)) == "reasons_given"
        assert WORDS not in str(hall.journal), "the journal holds a reference, never the words"


def test_the_pad_rates_on_the_day_only_and_writes_nothing(hall: PaperHall) -> None:
    _, service = served(hall)
    _, second = served(hall)
    with_words = cmd.Rate(id=hall.id(), service=service, grade=4, comment=WORDS)
    assert says(hall, with_words, ROVER) == "role_may_not"
    assert says(hall, cmd.Rate(id=hall.id(), service=service, grade=4), ROVER) == "service_rated"
    days_later(hall, 1)
    assert says(hall, cmd.Rate(id=hall.id(), service=second, grade=4), ROVER) == "service_not_rateable"


def test_only_the_halls_own_picture_holds_what_a_phone_may_still_rate(hall: PaperHall) -> None:
    _, service = served(hall)
    assert service in view_picture(Role.MANAGER, hall.picture).services
    days_later(hall, 1)
    assert service in view_picture(Role.HALL, hall.picture).services
    assert view_picture(Role.MANAGER, hall.picture).services == {}


def test_a_visit_without_a_page_is_forgotten_by_the_picture_overnight(hall: PaperHall) -> None:
    hall.take()
    hall.call(1)
    service = hall.start(1)
    hall.finish(1)
    days_later(hall, 1)
    assert service not in hall.picture.services


@pytest.mark.parametrize("ended", ["waiting", "finished", "given_up"])
@pytest.mark.parametrize(
    ("days", "said"), [(0, "complaint_lodged"), (COMPLAINT_DAYS, "complaint_lodged"), (COMPLAINT_DAYS + 1, "page_over")]
)
def test_a_complaint_is_taken_for_some_days_however_the_visit_ended(
    hall: PaperHall, ended: str, days: int, said: str
) -> None:
    if ended == "finished":
        ticket, _ = served(hall)
    else:
        ticket = with_page(hall)
    if ended == "given_up":
        hall.does(cmd.CancelTicket(id=hall.id(), ticket=ticket), phone(ticket))
    if days:
        days_later(hall, days)
    expected = "complaint_lodged" if ended == "waiting" else said  # Who still waits may always speak.
    assert says(hall, complaint(hall, ticket), phone(ticket)) == expected
    assert WORDS not in str(hall.journal)


def test_complaints_are_numbered_by_the_day_and_bounded(hall: PaperHall) -> None:
    first, second = with_page(hall), with_page(hall)
    numbers = []
    for ticket in (first, first, second, first):
        [event] = hall.does(complaint(hall, ticket, contact="0571 0000"), phone(ticket))
        assert isinstance(event, ev.ComplaintLodged)
        assert event.named
        numbers.append(event.number)
    assert numbers == [f"{DAY:%Y%m%d}-{n:02d}" for n in (1, 2, 3, 4)]
    assert MOST_COMPLAINTS == 3
    assert says(hall, complaint(hall, first), phone(first)) == "complaints_enough"
    days_later(hall, 1)
    [event] = hall.does(complaint(hall, second), phone(second))
    assert isinstance(event, ev.ComplaintLodged)
    assert event.number == f"{DAY + timedelta(days=1):%Y%m%d}-01"
    assert not event.named


def test_nobody_speaks_for_another_ticket(hall: PaperHall) -> None:
    mine, other = with_page(hall), with_page(hall)
    assert says(hall, complaint(hall, mine), phone(other)) == "not_your_number"
    assert says(hall, complaint(hall, mine), KIOSK) == "role_may_not"
    without = hall.take()
    assert says(hall, complaint(hall, without), phone(without)) == "page_over"


def test_the_page_closes_when_its_last_right_ends(hall: PaperHall) -> None:
    ended, _ = served(hall)
    complained, _ = served(hall)
    waits = with_page(hall)
    hall.does(complaint(hall, complained), phone(complained))
    days_later(hall, PAGE_DAYS)
    assert hall.picture.phones.keys() == {ended, complained, waits}
    days_later(hall, PAGE_DAYS + 1)
    assert hall.picture.phones.keys() == {complained, waits}, "a waiting ticket, an open case"


def test_words_are_read_and_wiped_by_the_manager_and_each_is_kept(hall: PaperHall) -> None:
    ticket = with_page(hall)
    lodged = complaint(hall, ticket)
    [event] = hall.does(lodged, phone(ticket))
    assert isinstance(event, ev.ComplaintLodged)
    for actor in (ROVER, KIOSK, phone(ticket), HALL):
        assert says(hall, cmd.ReadText(id=hall.id(), text=lodged.id), actor) == "role_may_not"
    assert says(hall, cmd.ReadText(id=hall.id(), text=lodged.id), MANAGER) == "text_read"
    early = cmd.WipeText(id=hall.id(), text=lodged.id, reason="expired")
    hall.wait(400 * 86400)
    assert says(hall, early, HALL) == "text_still_kept", "a complaint's words stay while it is open"
    assert says(hall, cmd.WipeText(id=hall.id(), text=lodged.id), MANAGER) == "text_wiped"
    assert hall.picture.texts == {}
    assert hall.picture.complaints[event.number].text is None, "the case stays, the words are gone"
    assert says(hall, cmd.ReadText(id=hall.id(), text=lodged.id), MANAGER) == "text_unknown"


@pytest.mark.parametrize(("days", "said"), [(KEPT_DAYS - 1, "text_still_kept"), (KEPT_DAYS, "text_wiped")])
def test_a_comment_is_wiped_by_its_timer(hall: PaperHall, days: int, said: str) -> None:
    ticket, service = served(hall)
    rating = cmd.Rate(id=hall.id(), service=service, grade=5, comment=WORDS)
    hall.does(rating, phone(ticket))
    hall.wait(days * 86400)
    assert says(hall, cmd.WipeText(id=hall.id(), text=rating.id, reason="expired"), HALL) == said

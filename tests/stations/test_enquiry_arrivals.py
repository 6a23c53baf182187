"""The enquiry desk's arrivals page: a time booked, found without its code, given back, kept; stamps for a long line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from counter.enquiry_arrivals import ArrivalsPage
from drivers.simulators.printer import PrinterSimulator
from shared import commands as cmd
from shared.i18n import LANGUAGES
from shared.messages import new_id
from shared.tickets import Actor, Role
from shared.ui.app import Stage
from shared.ui.fingers import press_key, tap, type_text
from shared.ui.remote import find_item
from tests.stations.enquiry_scene import STATIONS, EnquiryScene, enquiry
from tests.stations.test_counter_screen import cut, drawn, item, text

DESK = Actor(role=Role.DESK, station="desk-2")
Show = Callable[..., tuple[EnquiryScene, Stage]]


@pytest.fixture
def show(qtbot: Any, put_on_stage: Callable[..., Stage]) -> Iterator[Show]:
    made: list[EnquiryScene] = []

    def build(port: int | None = None, **options: Any) -> tuple[EnquiryScene, Stage]:
        device = (
            f'[[devices]]\nname = "desk-printer"\nstation = "desk-1"\nkind = "printer"\ndriver = "default"\n'
            f'port = "tcp://127.0.0.1:{port}"\n'
        )
        at = enquiry(qtbot, extra=f"{STATIONS}\n{device if port else ''}", **options)
        made.append(at)
        at.model.open("arrivals")
        stage = put_on_stage("counter", at.model, None, "Enquiry")
        qtbot.waitUntil(lambda: find_item(stage.window, "bookTime") is not None)
        return at, stage

    yield build
    for at in made:
        at.model.close()


def page(at: EnquiryScene) -> ArrivalsPage:
    found = at.model.page_of("arrivals")
    assert isinstance(found, ArrivalsPage)
    return found


def booked(at: EnquiryScene, minutes: float, category: str = "C") -> str:
    """Another desk books; the code."""
    command = cmd.Book(id=new_id(), category=category, at=at.hall.now + timedelta(minutes=minutes))
    entry = at.hall.do(command, DESK).entries[0]
    code: str = entry.event.appointment.code  # type: ignore[union-attr]
    return code


def test_a_time_is_booked_by_hand_and_its_code_stands_large(qtbot: Any, show: Show) -> None:
    at, stage = show(language="en")
    drawn(qtbot, stage)
    tap(stage.window, item(stage, "bookCategory_2"))
    tap(stage.window, item(stage, "bookDay_1"))
    tap(stage.window, item(stage, "bookTime"))
    type_text(stage.window, "930")
    press_key(stage.window, "Return")
    qtbot.waitUntil(lambda: at.state["large"] != "")
    [appointment] = at.hall.picture.appointments.values()
    local = appointment.at.astimezone(at.hall.settings.hall.zone)
    assert (appointment.category, f"{local:%m-%d %H:%M}") == ("C", "03-03 09:30")
    assert at.state["large"] == appointment.code == at.state["made"]
    press_key(stage.window, "Escape")
    qtbot.waitUntil(lambda: at.state["booked"] == [appointment.code])
    assert at.state["chosen"] == appointment.code


@pytest.mark.parametrize(
    ("category", "time", "note"),
    [
        (None, "930", "no_category_chosen"),
        (2, "", "no_time_typed"),
        (2, "27", "no_time"),
        (2, "0800", "booking_out_of_reach"),
    ],
)
def test_what_cannot_be_booked_is_said(qtbot: Any, show: Show, category: int | None, time: str, note: str) -> None:
    at, _ = show()
    if category is not None:
        page(at).pick("category", category)
    page(at).type("time", time)
    page(at).book()
    qtbot.waitUntil(lambda: at.state["note"] == note)
    assert at.hall.picture.appointments == {}


def test_who_lost_the_code_is_found_by_the_time_and_checked_in(qtbot: Any, show: Show) -> None:
    at, stage = show(language="en")
    later, soon = booked(at, 90), booked(at, 30, "A")
    qtbot.waitUntil(lambda: at.state["booked"] == [soon, later])
    page(at).type("sought", "10:")
    assert at.state["booked"] == [later]
    page(at).type("sought", "")
    press_key(stage.window, "Down")
    assert at.state["chosen"] == soon
    press_key(stage.window, "F7")
    qtbot.waitUntil(lambda: at.state["large"] == "A001")
    ticket = at.hall.picture.numbered("A001")
    assert ticket is not None
    assert ticket.known.booking == soon
    assert at.state["booked"] == [later]


def test_a_booking_is_cancelled_by_the_second_press_only(qtbot: Any, show: Show) -> None:
    at, stage = show(language="en")
    code = booked(at, 30)
    qtbot.waitUntil(lambda: at.state["booked"] == [code])
    page(at).choose(0)
    press_key(stage.window, "Ctrl+Delete")
    assert at.state["cancelling"]
    at.model.dismiss()
    assert not at.state["cancelling"]
    press_key(stage.window, "Ctrl+Delete")
    assert code in at.hall.picture.appointments
    press_key(stage.window, "Ctrl+Delete")
    qtbot.waitUntil(lambda: at.state["note"] == "did_cancel_booking")
    assert at.state["booked"] == []


def test_nothing_chosen_is_said(show: Show) -> None:
    at, _ = show()
    page(at).checkIn()
    assert at.state["note"] == "no_booking_chosen"
    assert at.sent("check_in") == []


def test_a_stamp_is_told_large_where_no_printer_stands(qtbot: Any, show: Show) -> None:
    at, stage = show(language="en")
    press_key(stage.window, "F6")
    qtbot.waitUntil(lambda: at.state["large"] != "")
    [stamp] = at.hall.picture.stamps.values()
    assert text(stage, "largeNumber") == stamp.code == at.state["made"]
    at.model.dismiss()
    at.later()
    press_key(stage.window, "F6")
    qtbot.waitUntil(lambda: len(at.hall.picture.stamps) == 2)


def test_a_stamp_and_a_checked_in_number_are_printed(qtbot: Any, show: Show) -> None:
    with PrinterSimulator() as printer:
        at, stage = show(port=printer.start_tcp())
        qtbot.waitUntil(lambda: at.model.why_no_reprint() is None, timeout=30_000)
        press_key(stage.window, "F6")
        qtbot.waitUntil(lambda: len(printer.slips) == 1, timeout=30_000)
        [stamp] = at.hall.picture.stamps.values()
        assert stamp.code in printer.slips[0].text
        assert "09:0" in printer.slips[0].text
        code = booked(at, 30)
        qtbot.waitUntil(lambda: at.state["booked"] == [code])
        page(at).choose(0)
        page(at).checkIn()
        qtbot.waitUntil(lambda: len(printer.slips) == 2, timeout=30_000)
        assert "C001" in printer.slips[1].text
        assert at.state["large"] == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole_in_every_language(qtbot: Any, show: Show, language: str) -> None:
    at, stage = show(language=language)
    drawn(qtbot, stage)
    assert cut(stage) == []
    codes = [booked(at, minutes) for minutes in range(10, 400, 30)]
    qtbot.waitUntil(lambda: len(at.state["booked"]) == len(codes))
    page(at).choose(0)
    page(at).cancel()
    page(at).stamp()
    qtbot.waitUntil(lambda: at.state["large"] != "")
    at.model.dismiss()
    page(at).cancel()
    drawn(qtbot, stage)
    assert cut(stage) == []

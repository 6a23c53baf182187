"""Codes on the kiosk: an appointment is checked in and an arrival stamp noted, by our own keys or by a QR reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest

from drivers.printers.paper import PrinterChoice
from drivers.simulators.printer import PrinterSimulator
from kiosk.model import KioskModel
from kiosk.take import Times
from kiosk.wedge import GAP_S, Wedge
from shared import commands as cmd
from shared.events import TicketTaken
from shared.i18n import LANGUAGES, text
from shared.messages import LinkChanged, LinkState, new_id
from shared.tickets import Actor, Role
from shared.ui.app import Stage
from shared.ui.remote import find_item
from tests.stations.kiosk_scene import SIZE, Screen, clipped, misdrawn
from tests.stations.memory_hall import MemoryHall, hall_toml
from tests.stations.test_kiosk_take import next_slip

DESK = Actor(role=Role.DESK, station="desk-1")
TIMES = Times(working_ms=20, settle_ms=20, number_s=10_000, idle_s=10_000, slip_s=10_000)


@pytest.fixture
def kiosks() -> Iterator[list[KioskModel]]:
    """Outlive the stage, whose pages look at them to the end."""
    made: list[KioskModel] = []
    yield made
    made.clear()


@pytest.fixture
def show(
    kiosks: list[KioskModel], qtbot: Any, make_hall: Callable[..., MemoryHall], put_on_stage: Callable[..., Stage]
) -> Iterator[Callable[..., Screen]]:
    def make(*, language: str = "", port: int | None = None, toml: str = "") -> Screen:
        hall = make_hall(toml or hall_toml())
        choice = PrinterChoice(url=f"tcp://127.0.0.1:{port or 9}")
        kiosk = KioskModel(station="kiosk-1", language=language, times=TIMES, printer=choice)
        kiosks.append(kiosk)
        line = hall.line(kiosk)
        hall.follow(kiosk)
        stage = put_on_stage("kiosk", kiosk, SIZE)
        qtbot.waitUntil(lambda: kiosk.report()["home"] != "starting")
        return Screen(qtbot, hall, stage, kiosk, line)

    yield make
    for kiosk in kiosks:
        kiosk.close()


def booked(hall: MemoryHall, minutes: float = 30, **more: Any) -> str:
    """The code of an appointment so many minutes from now."""
    at = hall.now + timedelta(minutes=minutes)
    answer = hall.do(cmd.Book(id=new_id(), category="C", at=at, **more), DESK)
    return answer.entries[0].event.appointment.code  # type: ignore[union-attr]


def stamped(hall: MemoryHall) -> str:
    answer = hall.do(cmd.StampArrival(id=new_id()), DESK)
    return answer.entries[0].event.code  # type: ignore[union-attr]


def taken(screen: Screen) -> list[TicketTaken]:
    return [e.event for e in screen.hall.journal if isinstance(e.event, TicketTaken)]


def asked(screen: Screen) -> list[str]:
    """What the kiosk asked of the hall for its visitors."""
    return [command.type for command in screen.line.sent if command.type in ("take_ticket", "check_in")]


def press(screen: Screen, code: str) -> None:
    """Open the page and enter the code on our own keys."""
    screen.tap("openCode")
    screen.wait_page("code")
    for sign in code:
        screen.tap(f"code-{sign}")
    screen.tap("codeEnter")


def read(screen: Screen, code: str) -> None:
    """As a QR reader does: signs and Enter, without a pause."""
    for sign in code:
        QTest.keyClick(screen.stage.window, sign)
    QTest.keyClick(screen.stage.window, Qt.Key.Key_Return)


def test_an_appointment_typed_on_our_keys_becomes_a_ticket_on_paper(qtbot: Any, show: Callable[..., Screen]) -> None:
    with PrinterSimulator() as printer:
        screen = show(port=printer.start_tcp())
        code = booked(screen.hall)
        press(screen, code)
        screen.wait_page("ticket")
        [event] = taken(screen)
        assert event.about is not None
        assert (event.category, event.about.booking) == ("C", code)
        at = event.about.booked_for
        assert at is not None
        local = f"{at.astimezone(screen.hall.settings.hall.zone):%H:%M}"
        assert screen.item("ticketBooked").property("text") == text("kiosk.booked_for", "zh-CN", at=local)
        slip = next_slip(qtbot, printer)
        assert event.number in slip.text
        assert local in slip.text.replace("\n", "")


@pytest.mark.parametrize("page", ["home", "find", "wish", "code", "ticket", "refused"])
def test_a_reader_is_heard_on_every_page(qtbot: Any, show: Callable[..., Screen], page: str, district: str) -> None:
    screen = show(toml=district)
    code = booked(screen.hall)
    match page:
        case "find" | "wish" | "code":
            screen.tap({"find": "findItem", "wish": "openWish", "code": "openCode"}[page])
        case "ticket":
            screen.tap("tile-A")
        case "refused":
            read(screen, "222222")
    screen.wait_page(page)
    read(screen, code.lower())
    qtbot.waitUntil(lambda: any(event.about and event.about.booking == code for event in taken(screen)))
    screen.wait_page("ticket")
    number = taken(screen)[-1].number
    assert screen.item("ticketNumber").property("text") == number


@pytest.fixture
def district() -> str:
    from tests.book import DISTRICT

    return DISTRICT.replace('code = "district"', 'code = "qh"')


def test_a_stamp_counts_for_the_next_ticket_and_for_no_other(qtbot: Any, show: Callable[..., Screen]) -> None:
    screen = show()
    code, at = stamped(screen.hall), screen.hall.now
    screen.hall.take("C")
    press(screen, code)
    screen.wait_page("home")
    assert code in screen.item("openCode").property("text")
    screen.tap("tile-C")
    screen.wait_page("ticket")
    [_, event] = taken(screen)
    assert (event.stamp, event.since, event.ahead) == (code, at, 0)
    screen.tap("done")
    screen.wait_page("home")
    assert screen.item("openCode").property("text") == text("kiosk.code_open", "zh-CN")
    screen.tap("tile-C")
    screen.wait_page("ticket")
    assert taken(screen)[-1].stamp is None


def used(hall: MemoryHall) -> str:
    code = booked(hall)
    hall.do(cmd.CheckIn(id=new_id(), code=code), DESK)
    return code


REFUSED: dict[str, Callable[[MemoryHall], str]] = {
    "booking_unknown": lambda hall: "222222",
    "booking_used": used,
    "booked_for_another_day": lambda hall: booked(hall, 60 * 24),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("why", REFUSED)
def test_a_code_that_opens_nothing_is_told_in_words(show: Callable[..., Screen], why: str, language: str) -> None:
    screen = show(language=language)
    code = REFUSED[why](screen.hall)
    press(screen, code)
    screen.wait_page("refused")
    assert screen.kiosk.report()["error"] == why
    said = " ".join(str(item.property("text")) for item in screen.texts())
    remedy = text(f"refusal.{why}.remedy", language)
    assert remedy in said
    assert clipped(screen) == []


@pytest.mark.parametrize(("code", "why"), [("33333", "stamp_unknown"), ("Z3333", "stamp_of_another_day")])
def test_a_stamp_that_counts_for_nothing_is_told_when_it_is_used(
    show: Callable[..., Screen], code: str, why: str
) -> None:
    screen = show()
    press(screen, code)
    screen.wait_page("home")
    screen.tap("tile-A")
    screen.wait_page("refused")
    assert screen.kiosk.report()["error"] == why
    screen.tap("done")
    screen.wait_page("home")
    screen.tap("tile-A")
    screen.wait_page("ticket")


def test_who_comes_too_late_waits_from_now_and_is_told(show: Callable[..., Screen]) -> None:
    screen = show(language="en")
    code = booked(screen.hall, 5)
    screen.hall.now += timedelta(hours=2)
    press(screen, code)
    screen.wait_page("ticket")
    assert screen.item("ticketBooked").property("text") == text("kiosk.booked_late", "en")
    assert taken(screen)[0].since is None


def test_the_booked_language_holds_unless_another_is_chosen(qtbot: Any, show: Callable[..., Screen]) -> None:
    screen = show()
    read(screen, booked(screen.hall, language="en"))
    qtbot.waitUntil(lambda: len(taken(screen)) == 1)
    screen.tap("done")
    screen.wait_page("home")
    screen.tap("language-ja")
    read(screen, booked(screen.hall, language="en"))
    qtbot.waitUntil(lambda: len(taken(screen)) == 2)
    assert [event.language for event in taken(screen)] == ["en", "ja"]


def test_an_appointment_is_kept_while_no_other_tickets_are_issued(qtbot: Any, show: Callable[..., Screen]) -> None:
    hours = "[policies.hours]\nissuing = [{ begins = 20:00:00, ends = 21:00:00 }]\n"
    screen = show(toml=hall_toml(extra=hours))
    qtbot.waitUntil(lambda: screen.kiosk.report()["home"] == "shut")
    assert misdrawn(screen) == []
    press(screen, booked(screen.hall))
    screen.wait_page("ticket")


def test_too_few_signs_are_not_sent(qtbot: Any, show: Callable[..., Screen]) -> None:
    screen = show(language="en")
    press(screen, "234")
    qtbot.waitUntil(lambda: find_item(screen.stage.window, "codeWrong") is not None)
    assert asked(screen) == []
    screen.tap("codeErase")
    qtbot.waitUntil(lambda: screen.kiosk.report()["code"] == "23")
    assert find_item(screen.stage.window, "codeWrong") is None
    screen.tap("codeBack")
    screen.wait_page("home")


def test_typed_by_hand_in_two_goes_is_one_code(qtbot: Any, show: Callable[..., Screen]) -> None:
    screen = show()
    code = booked(screen.hall)
    screen.tap("openCode")
    screen.wait_page("code")
    screen.tap(f"code-{code[0]}")
    read(screen, code[1:])
    screen.wait_page("ticket")
    assert taken(screen)[0].about is not None


def test_a_reader_is_not_heard_while_the_hall_is_away_or_a_take_is_under_way(
    qtbot: Any, show: Callable[..., Screen]
) -> None:
    screen = show()
    code = booked(screen.hall)
    screen.line.held = True
    screen.tap("tile-A")
    screen.wait_page("working")
    read(screen, code)
    assert asked(screen) == ["take_ticket"]
    screen.line.held = False
    screen.line.release()
    screen.wait_page("ticket")
    screen.kiosk.bridge.listener(LinkChanged(LinkState.LOST, since=screen.hall.now))
    qtbot.waitUntil(lambda: screen.kiosk.report()["home"] == "offline", timeout=15_000)
    read(screen, code)
    assert asked(screen) == ["take_ticket"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("modes", [(), ("large",), ("low",), ("low", "large", "strong")], ids="+".join)
def test_the_code_page_is_whole_in_every_language_and_mode(
    qtbot: Any, show: Callable[..., Screen], district: str, language: str, modes: tuple[str, ...]
) -> None:
    screen = show(language=language, toml=district)
    for mode in modes:
        screen.tap(mode)
    if "low" in modes:
        screen.tap("openWish")
        screen.wait_page("wish")
    screen.tap("openCode")
    screen.wait_page("code")
    for sign in "W8M":
        screen.tap(f"code-{sign}")
    screen.tap("codeEnter")
    assert misdrawn(screen, "+".join(modes)) == []
    screen.tap("codeBack")
    screen.wait_page("home")
    assert misdrawn(screen, "+".join(modes)) == []


class Heard:
    """A wedge with a clock of its own."""

    def __init__(self) -> None:
        self.codes: list[str] = []
        self.typed: list[str] = []
        self.now = 0.0
        self.owner = QObject()
        self.wedge = Wedge(self.owner, self._read, self.typed.append, lambda: self.now)

    def _read(self, code: str) -> bool:
        self.codes.append(code)
        return True

    def types(self, said: str, pause: float = 0.01) -> None:
        for sign in said:
            self.now += pause
            self.wedge.key("" if sign == "\n" else sign, Qt.Key.Key_Return.value if sign == "\n" else 0)


@pytest.mark.parametrize(
    ("said", "pause", "codes"),
    [
        ("3ABC9K\n", 0.01, ["3ABC9K"]),
        ("3abc9\n", 0.01, ["3ABC9"]),
        ("3AB-C9K\n", 0.01, ["3ABC9K"]),
        ("3ABC9K", 0.01, []),
        ("3ABC\n", 0.01, []),
        ("3ABC9KM\n", 0.01, []),
        ("3ABC9K\n", GAP_S * 2, []),
        ("3ABC9K\n3ABC9\n", 0.01, ["3ABC9K", "3ABC9"]),
    ],
)
def test_a_code_is_signs_and_enter_without_a_pause(said: str, pause: float, codes: list[str]) -> None:
    heard = Heard()
    heard.types(said, pause)
    assert heard.codes == codes
    assert "".join(heard.typed).replace("\n", "") == said.replace("\n", "")

"""The technicians' corner: a PIN that waits longer each time it is wrong, what is shown without one, and what it does."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtTest import QTest

from drivers.printers.paper import PrinterChoice
from drivers.simulators.printer import PrinterSimulator
from kiosk.model import KioskModel
from kiosk.pin_lock import LONGEST_PAUSE_S, pause_s
from kiosk.take import Times
from shared import commands as cmd
from shared.messages import LinkChanged, LinkState, new_id
from shared.pin import fits, hash_pin
from shared.settings import parse_settings
from shared.tickets import Role
from shared.ui.app import Stage
from shared.ui.remote import find_item
from shared.views import SEES_PINS, view_event, view_picture
from tests.stations.kiosk_scene import MODES, SIZE, Screen, as_mode, misdrawn, unlock
from tests.stations.memory_hall import AT, PIN, PIN_HASH, MemoryHall, hall_toml

TIMES = Times(working_ms=20, settle_ms=20, staff_s=10_000, pin_s=10_000, attract_s=10_000, confirm_s=10_000)

Show = Callable[..., Screen]


@pytest.fixture
def show(qtbot: Any, make_hall: Callable[..., MemoryHall], put_on_stage: Callable[..., Stage]) -> Iterator[Show]:
    kiosks: list[KioskModel] = []

    def make(language: str = "zh-CN", *, pin: str | None = PIN_HASH, times: Times = TIMES, port: int = 9) -> Screen:
        hall = make_hall(hall_toml(pin=pin))
        choice = PrinterChoice(url=f"tcp://127.0.0.1:{port}")
        kiosk = KioskModel(station="kiosk-1", language=language, times=times, printer=choice)
        kiosks.append(kiosk)
        line = hall.line(kiosk)
        hall.follow(kiosk)
        stage = put_on_stage("kiosk", kiosk, SIZE)
        qtbot.waitUntil(lambda: kiosk.report()["home"] == "ready")
        return Screen(qtbot, hall, stage, kiosk, line)

    yield make
    for kiosk in kiosks:
        kiosk.close()


def enter(screen: Screen, pin: str) -> None:
    """The corner, and a PIN on our own keys."""
    if screen.kiosk.report()["page"] != "corner":
        screen._qtbot.waitUntil(lambda: bool(screen.kiosk.property("settled")))
        screen.kiosk._corner.enter()
        screen.wait_page("corner")
        screen.draw()
    for digit in pin:
        screen.tap(f"pin-{digit}")
    screen.tap("pin-enter")


def stands(screen: Screen, lock: str) -> None:
    screen._qtbot.waitUntil(lambda: screen.kiosk.report()["lock"] == lock, timeout=15_000)


# The PIN -----------------------------------------------------------------------------------------------------------


def test_the_right_pin_typed_on_our_own_keys_opens_and_leaving_locks(qtbot: Any, show: Show) -> None:
    screen = show("en")
    enter(screen, PIN)
    stands(screen, "open")
    screen.draw()
    facts = screen.kiosk.report()["corner"]
    assert facts["station"] == "kiosk-1"
    assert facts["hall"] == "Qinghe District Service Centre (qh)"
    assert facts["seq"] == str(screen.hall.picture.seq)
    assert facts["link"].startswith("Current since ")
    assert screen.item("fact-printer").property("text")
    screen.tap("done")
    screen.wait_page("home")
    screen._qtbot.waitUntil(lambda: bool(screen.kiosk.property("settled")))
    screen.kiosk._corner.enter()
    assert screen.kiosk.report()["lock"] == "locked"
    assert screen.kiosk.report()["corner"] == {}


def test_a_wrong_pin_waits_and_leaving_does_not_shorten_it(qtbot: Any, show: Show) -> None:
    screen = show("en")
    enter(screen, "111111")
    stands(screen, "waiting")
    first = screen.kiosk.report()["pause"]
    assert 0 < first <= 5
    assert "second" in screen.kiosk._corner.lock.property("said")
    screen.draw()
    assert not screen.item("pin-1").isEnabled(), "nothing can be typed meanwhile"
    screen.tap("done")
    screen.wait_page("home")
    qtbot.waitUntil(lambda: bool(screen.kiosk.property("settled")))
    screen.kiosk._corner.enter()
    assert screen.kiosk.report()["lock"] == "waiting"
    assert screen.kiosk.report()["wrong"] == 1
    screen.kiosk._corner.lock.digit(PIN)
    screen.kiosk._corner.lock.enter()
    assert screen.kiosk.report()["lock"] == "waiting", "not even the right one"


def test_each_wrong_pin_waits_longer_and_the_right_one_forgets(qtbot: Any, show: Show) -> None:
    screen = show(times=TIMES._replace(second_ms=10))
    pauses = []
    for wrong in ("000000", "999999", "1"):
        enter(screen, wrong)
        stands(screen, "waiting")
        pauses.append(screen.kiosk._corner.lock._pause._total)
        stands(screen, "locked")
    assert pauses == [5, 10, 20]
    enter(screen, PIN)
    stands(screen, "open")
    assert screen.kiosk.report()["wrong"] == 0


def test_the_pause_grows_and_has_an_end() -> None:
    assert [pause_s(wrong) for wrong in range(5)] == [0, 5, 10, 20, 40]
    assert pause_s(9) == pause_s(1000) == LONGEST_PAUSE_S


def test_a_check_that_ends_after_the_page_was_left_opens_nothing(qtbot: Any, show: Show) -> None:
    screen = show()
    qtbot.waitUntil(lambda: bool(screen.kiosk.property("settled")))
    lock = screen.kiosk._corner.lock
    screen.kiosk._corner.enter()
    lock.digit(PIN)
    lock.enter()
    screen.kiosk._pages.go_home()
    QTest.qWait(300)
    assert not lock.is_open


def test_the_corner_closes_by_itself(qtbot: Any, show: Show) -> None:
    screen = show(times=TIMES._replace(second_ms=20, staff_s=10, pin_s=500))
    unlock(qtbot, screen.kiosk)
    screen.wait_page("home")
    assert not screen.kiosk._corner.lock.is_open


def test_a_station_may_have_a_pin_of_its_own(qtbot: Any, show: Show) -> None:
    own = hash_pin("24682468", memory_kib=64, iterations=1)
    screen = show()
    toml = hall_toml().replace('name = "kiosk-1"\n', f'name = "kiosk-1"\nstaff_pin = "{own}"\n')
    screen.hall.do(cmd.ImportSettings(id=new_id(), toml=toml))
    qtbot.waitUntil(lambda: screen.kiosk._corner._kept() == own)
    enter(screen, "24682468")
    stands(screen, "open")


# Without one -------------------------------------------------------------------------------------------------------


def test_without_a_pin_only_what_harms_nobody_is_shown_and_how_to_set_one(qtbot: Any, show: Show) -> None:
    screen = show("en", pin=None)
    screen.kiosk.hall_at(lambda: "http://hall:8600")
    qtbot.waitUntil(lambda: bool(screen.kiosk.property("settled")))
    screen.kiosk._corner.enter()
    screen.wait_page("corner")
    screen.draw()
    assert "tinghao pin" in screen.item("cornerNoPin").property("detail")
    facts = screen.kiosk.report()["corner"]
    assert set(facts) == {"station", "hall", "version", "link", "seq", "printer"}
    ended: list[str] = []
    screen.kiosk.ending.connect(ended.append)
    for name in ("cornerTrial", "cornerPaper", "cornerRestart", "cornerClose", "pin-1"):
        assert find_item(screen.stage.window, name) is None
    screen.kiosk._corner.endBy("close")
    screen.kiosk._corner.endBy("close")
    screen.kiosk._corner.openPaper()
    assert ended == []
    assert screen.kiosk.report()["page"] == "corner"


def test_who_may_not_open_the_corner_never_gets_the_hash(memory_hall: MemoryHall) -> None:
    seen = {role: view_picture(role, memory_hall.picture) for role in Role}
    holding = {role for role, picture in seen.items() if picture.settings and "argon2id" in str(picture.rules)}
    assert holding == SEES_PINS
    changed = next(entry.event for entry in memory_hall.journal if entry.event.type == "settings_changed")
    told = {role for role in Role if "argon2id" in str(view_event(role, changed))}
    assert told == SEES_PINS


# What it does ------------------------------------------------------------------------------------------------------


def test_a_test_slip_comes_out_of_the_open_corner(qtbot: Any, show: Show) -> None:
    with PrinterSimulator() as printer:
        screen = show(port=printer.start_tcp())
        qtbot.waitUntil(lambda: screen.kiosk.report()["printer"] == "ready", timeout=30_000)
        enter(screen, PIN)
        stands(screen, "open")
        screen.tap("cornerTrial")
        qtbot.waitUntil(lambda: len(printer.slips) == 1, timeout=30_000)


@pytest.mark.parametrize(("button", "how"), [("cornerRestart", "restart"), ("cornerClose", "close")])
def test_the_kiosk_ends_at_the_second_press_only(qtbot: Any, show: Show, button: str, how: str) -> None:
    screen = show()
    ended: list[str] = []
    screen.kiosk.ending.connect(ended.append)
    enter(screen, PIN)
    stands(screen, "open")
    screen.tap(button)
    assert ended == []
    screen.draw()
    screen.tap(button)
    assert ended == [how]


def test_the_last_fault_and_a_lost_line_are_told(qtbot: Any, show: Show) -> None:
    screen = show("en")
    qtbot.waitUntil(lambda: screen.kiosk.report()["printer"] == "offline", timeout=30_000)
    unlock(qtbot, screen.kiosk)
    assert "printer_offline" in screen.kiosk.report()["corner"]["fault"]
    screen.kiosk.receive(LinkChanged(LinkState.LOST, AT, "cable"))
    assert "09:00" in screen.kiosk.report()["corner"]["link"]


def test_tinghao_pin_makes_a_line_for_the_settings() -> None:
    def run(typed: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "tinghao", "pin"]
        return subprocess.run(command, input=typed, capture_output=True, text=True, timeout=60, check=False)

    made = run("24681357\n")
    assert made.returncode == 0, made.stderr
    hall = parse_settings(hall_toml(pin=None).replace("[hall]\n", f"[hall]\n{made.stdout}", 1), "hall.toml").hall
    assert hall.staff_pin is not None
    assert fits("24681357", hall.staff_pin)
    assert not fits("24681358", hall.staff_pin)
    assert "24681357" not in made.stdout
    short = run("1234\n")
    assert short.returncode == 2
    assert "6 to 12 digits" in short.stderr


# How it looks ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("language", ["zh-CN", "en", "ja"])
def test_no_state_of_the_corner_is_misdrawn(qtbot: Any, show: Show, language: str, mode: str) -> None:
    screen = show(language)
    kiosk = screen.kiosk
    qtbot.waitUntil(lambda: kiosk.report()["printer"] == "offline", timeout=30_000)
    as_mode(screen, mode)
    wrong = []

    def look(state: str) -> None:
        wrong.extend(f"{state}: {what}" for what in misdrawn(screen, mode))

    kiosk._corner.enter()
    kiosk._corner.lock.digit("123456789012")
    look("typed")
    kiosk._corner.lock.enter()
    stands(screen, "waiting")
    look("wrong")
    kiosk._pages.go_home()
    kiosk._corner.lock._pause.stop()
    as_mode(screen, mode)
    unlock(qtbot, kiosk)
    look("open")
    kiosk._corner.endBy("restart")
    look("asked")
    assert wrong == []


@pytest.mark.parametrize("mode", MODES)
def test_a_corner_without_a_pin_is_not_misdrawn(qtbot: Any, show: Show, mode: str) -> None:
    screen = show(pin=None)
    as_mode(screen, mode)
    for language in ("zh-CN", "en", "ja"):
        screen.kiosk.chooseLanguage(language)
        qtbot.waitUntil(lambda: bool(screen.kiosk.property("settled")))
        screen.kiosk._corner.enter()
        screen.wait_page("corner")
        assert misdrawn(screen, mode) == []
        screen.kiosk._pages.show("home")

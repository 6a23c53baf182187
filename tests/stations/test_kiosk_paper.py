"""Paper that fails: the number stands, the kiosk stays usable, the hall knows, and what is printed again says so."""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from drivers.printers.paper import PrinterChoice
from drivers.simulators.printer import PrinterSimulator
from drivers.simulators.printer_by_hand import apply
from kiosk.model import KioskModel
from kiosk.take import Times
from shared import commands as cmd
from shared.devices import DeviceState
from shared.events import SlipFailed, SlipPrinted, SlipReprinted, TicketTaken
from shared.messages import new_id
from shared.tickets import Actor, Role
from shared.ui.app import application
from tests.stations.kiosk_scene import open_paper
from tests.stations.memory_hall import MemoryHall

QUICK = Times(second_ms=100, working_ms=20, settle_ms=40, slip_s=40, number_s=60, paper_slow_s=2)

Make = Callable[..., KioskModel]


@pytest.fixture
def printer() -> Iterator[PrinterSimulator]:
    with PrinterSimulator() as simulated:
        yield simulated


@pytest.fixture
def make_kiosk(qtbot: Any, memory_hall: MemoryHall) -> Iterator[Make]:
    application()
    made: list[KioskModel] = []

    def make(port: int) -> KioskModel:
        kiosk = KioskModel(station="kiosk-1", printer=PrinterChoice(url=f"tcp://127.0.0.1:{port}"), times=QUICK)
        made.append(kiosk)
        memory_hall.line(kiosk)
        memory_hall.follow(kiosk)
        qtbot.waitUntil(lambda: kiosk.report()["home"] == "ready")
        return kiosk

    yield make
    for kiosk in made:
        kiosk.close()


@pytest.fixture
def garbage() -> Iterator[int]:
    """A printer that answers every question with noise and takes everything."""
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def serve() -> None:
        chance = random.Random(1)
        listener.settimeout(0.05)
        while not stop.is_set():
            try:
                line = listener.accept()[0]
            except TimeoutError:
                continue
            with line:
                line.settimeout(0.05)
                while not stop.is_set():
                    try:
                        if not line.recv(4096):
                            break
                        line.sendall(bytes(chance.choice((0x00, 0xFF, 0x8A, 0x55)) for _ in range(40)))
                    except TimeoutError:
                        continue
                    except OSError:
                        break

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield int(listener.getsockname()[1])
    stop.set()
    thread.join()
    listener.close()


def events(hall: MemoryHall, kind: type) -> list[Any]:
    return [entry.event for entry in hall.journal if isinstance(entry.event, kind)]


def state_in_book(hall: MemoryHall) -> tuple[DeviceState, str | None] | None:
    row = hall.picture.devices.get(("kiosk-1", "printer"))
    return (row.state, row.detail) if row else None


def take(qtbot: Any, kiosk: KioskModel, category: str) -> None:
    qtbot.waitUntil(lambda: bool(kiosk.property("settled")))
    kiosk.take(category)
    qtbot.waitUntil(lambda: kiosk.report()["page"] == "ticket")


def back_home(qtbot: Any, kiosk: KioskModel) -> None:
    qtbot.waitUntil(lambda: bool(kiosk.property("settled")))
    kiosk.done()
    assert kiosk.report()["page"] == "home"


def test_after_a_roll_change_a_test_slip_and_the_failed_numbers_come_marked_and_counted(
    qtbot: Any, memory_hall: MemoryHall, printer: PrinterSimulator, make_kiosk: Make
) -> None:
    port = printer.start_tcp()
    printer.paper = "out"
    kiosk = make_kiosk(port)
    qtbot.waitUntil(lambda: state_in_book(memory_hall) == (DeviceState.OUT, "paper_out"), timeout=30_000)
    for category in "AB":
        take(qtbot, kiosk, category)
        qtbot.waitUntil(lambda: kiosk.report()["paper"] == "failed", timeout=30_000)
        back_home(qtbot, kiosk)
    qtbot.waitUntil(lambda: kiosk.report()["unprinted"] == ["A001", "B001"])
    assert "2" in kiosk.property("staffLine")
    assert printer.slips == []

    printer.paper = "ok"
    qtbot.waitUntil(lambda: len(printer.slips) == 1, timeout=30_000)
    trial = printer.slips[0].text
    assert not any(number in trial for number in ("A00", "B00"))
    assert len(events(memory_hall, TicketTaken)) == 2, "a test slip uses no number"
    qtbot.waitUntil(lambda: state_in_book(memory_hall) == (DeviceState.OK, None), timeout=30_000)
    assert kiosk.report()["unprinted"] == ["A001", "B001"], "nothing is printed unless somebody asks"

    open_paper(qtbot, kiosk)
    desk = kiosk._desk
    assert desk is not None
    desk.printAll()
    qtbot.waitUntil(lambda: len(printer.slips) == 3, timeout=30_000)
    assert ["A001" in printer.slips[1].text, "B001" in printer.slips[2].text] == [True, True]
    assert all("补打" in slip.text or "重打" in slip.text for slip in printer.slips[1:]), printer.slips[1].text
    qtbot.waitUntil(lambda: kiosk.report()["unprinted"] == [])
    assert [event.copy for event in events(memory_hall, SlipReprinted)] == [1, 1]
    assert len(events(memory_hall, SlipPrinted)) == 2
    assert len(memory_hall.picture.tickets) == 2


def test_a_reprint_that_fails_too_is_said_and_stays_offered(
    qtbot: Any, memory_hall: MemoryHall, printer: PrinterSimulator, make_kiosk: Make
) -> None:
    port = printer.start_tcp()
    printer.cover_open = True
    kiosk = make_kiosk(port)
    take(qtbot, kiosk, "A")
    qtbot.waitUntil(lambda: kiosk.report()["paper"] == "failed", timeout=30_000)
    qtbot.waitUntil(lambda: kiosk.report()["unprinted"] == ["A001"])
    desk = kiosk._desk
    assert desk is not None
    [ticket] = memory_hall.picture.unprinted
    desk.printAgain(ticket)
    qtbot.waitUntil(lambda: kiosk.report()["paper_said"] == "cover_open", timeout=30_000)
    qtbot.waitUntil(lambda: len(events(memory_hall, SlipFailed)) == 2)
    assert kiosk.report()["unprinted"] == ["A001"]
    # Once the number is called nobody needs the paper.
    memory_hall.open_window(1)
    memory_hall.do(cmd.CallNext(id=new_id(), window=1), Actor(role=Role.COUNTER, station="counter-1", person="1001"))
    qtbot.waitUntil(lambda: kiosk.report()["unprinted"] == [])


@pytest.mark.parametrize("trouble", ["stops reading", "silent", "power lost mid-job", "garbage"])
def test_whatever_the_printer_does_the_kiosk_goes_on(
    qtbot: Any,
    memory_hall: MemoryHall,
    printer: PrinterSimulator,
    make_kiosk: Make,
    garbage: int,
    trouble: str,
) -> None:
    kiosk = make_kiosk(garbage if trouble == "garbage" else printer.start_tcp())
    if trouble == "silent":
        printer.silent = True
    if trouble in ("stops reading", "power lost mid-job"):
        printer.stop_reading = True
    take(qtbot, kiosk, "A")
    assert kiosk.report()["number"] == "A001", "the number stands whatever becomes of the paper"
    if trouble == "power lost mid-job":
        printer.unplug()
    # Told within the time that a visitor waits: printed, failed, or slow and not to be waited for.
    qtbot.waitUntil(lambda: kiosk.report()["paper"] in ("printed", "failed", "slow"), timeout=30_000)
    back_home(qtbot, kiosk)
    take(qtbot, kiosk, "B")
    assert kiosk.report()["number"] == "B001"
    qtbot.waitUntil(lambda: kiosk.report()["paper"] in ("printed", "failed", "slow"), timeout=30_000)
    back_home(qtbot, kiosk)
    assert sorted(ticket.number for ticket in memory_hall.picture.tickets.values()) == ["A001", "B001"]
    # It may have answered once before its trouble began; what the book says in the end is the trouble.
    qtbot.waitUntil(
        lambda: (state_in_book(memory_hall) or (DeviceState.OK, None))[0] is not DeviceState.OK, timeout=30_000
    )


@pytest.mark.parametrize(
    ("words", "faults"),
    [("paper-out-at 1", {"paper_out"}), ("power-loss-at 100", {"printer_silent", "printer_offline"})],
)
def test_a_slip_that_breaks_off_is_told_after_the_line_took_it(
    qtbot: Any, memory_hall: MemoryHall, printer: PrinterSimulator, make_kiosk: Make, words: str, faults: set[str]
) -> None:
    kiosk = make_kiosk(printer.start_tcp())
    qtbot.waitUntil(lambda: state_in_book(memory_hall) == (DeviceState.OK, None), timeout=15_000)
    apply(printer, words)
    take(qtbot, kiosk, "A")
    qtbot.waitUntil(lambda: len(events(memory_hall, SlipFailed)) == 1, timeout=15_000)
    assert len(events(memory_hall, SlipPrinted)) == 1, "the line had taken it"
    assert events(memory_hall, SlipFailed)[0].fault in faults
    assert kiosk.report()["paper"] == "failed", "the visitor reads the number from the screen"
    qtbot.waitUntil(lambda: kiosk.report()["unprinted"] == ["A001"])
    back_home(qtbot, kiosk)
    assert "1" in kiosk.property("staffLine")

    if words.startswith("power"):
        # A reprint that breaks off as well is said and offered again.
        apply(printer, "ok")
        apply(printer, words)
        desk = kiosk._desk
        assert desk is not None
        desk.printAll()
        qtbot.waitUntil(lambda: len(events(memory_hall, SlipFailed)) == 2, timeout=20_000)
        qtbot.waitUntil(lambda: kiosk.report()["paper_said"] in faults, timeout=20_000)
        # The hall's word of it may come a moment after the printer's.
        qtbot.waitUntil(lambda: kiosk.report()["unprinted"] == ["A001"])

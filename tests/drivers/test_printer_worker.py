"""The printer's worker against the simulated printer, over real sockets and pseudo-terminals."""

from __future__ import annotations

import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError

import pytest

from drivers.printers.printer import Health, Printed, Printer
from drivers.printers.slip import Mode, Slip, encode
from drivers.printers.status import State
from drivers.simulators.printer import PrinterSimulator
from shared.errors import DeviceFault
from tests.drivers.slips import number_of, slip

LONG = 30.0


@pytest.fixture
def simulator() -> Iterator[PrinterSimulator]:
    with PrinterSimulator() as simulator:
        yield simulator


@pytest.fixture
def printer_at() -> Iterator[Callable[..., Printer]]:
    made: list[Printer] = []

    def make(url: str, **settings: object) -> Printer:
        made.append(Printer(url, **settings))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for printer in made:
        printer.close()


def tcp(simulator: PrinterSimulator) -> str:
    return f"tcp://127.0.0.1:{simulator.start_tcp()}"


def fault_of(printer: Printer) -> DeviceFault:
    error = printer.print(slip()).exception(LONG)
    assert isinstance(error, DeviceFault)
    return error


def _printed_at_last(printer: Printer, wanted: Slip, until: float) -> Printed:
    """Print again while the printer is offline, as a clerk would."""
    while True:
        future = printer.print(wanted)
        error = future.exception(LONG)
        if error is None:
            return future.result()
        if time.monotonic() > until:
            raise error


def test_a_slip_goes_out_over_tcp(simulator: PrinterSimulator, printer_at: Callable[..., Printer]) -> None:
    before = time.monotonic()
    printed = printer_at(tcp(simulator)).print(slip()).result(LONG)
    received = simulator.wait_slip()
    assert number_of(received) == "B012"
    assert printed.bytes == len(received.bytes)
    assert printed.state is State.READY
    assert before <= printed.first_byte_at <= printed.last_byte_at


def test_a_slip_goes_out_over_a_serial_line(simulator: PrinterSimulator, printer_at: Callable[..., Printer]) -> None:
    printed = printer_at(simulator.start_pty()).print(slip("ja")).result(LONG)
    received = simulator.wait_slip()
    assert "お待ちの方 12人" in received.lines, "letters, for dots would take half a minute at 9600 baud"
    assert printed.state is State.READY


def test_slips_come_out_in_their_order(simulator: PrinterSimulator, printer_at: Callable[..., Printer]) -> None:
    printer = printer_at(tcp(simulator))
    numbers = [f"B{number:03}" for number in range(1, 8)]
    for future in [printer.print(slip(number=number)) for number in numbers]:
        future.result(LONG)
    assert [number_of(simulator.wait_slip()) for _ in numbers] == numbers


@pytest.mark.parametrize(
    ("trouble", "code", "state"),
    [
        ({"paper": "out"}, "paper_out", State.OUT),
        ({"cover_open": True}, "cover_open", State.COVER),
        ({"cutter_jammed": True}, "cutter_jammed", State.CUTTER),
    ],
)
def test_a_printer_in_trouble_says_so_and_prints_after_it(
    simulator: PrinterSimulator, printer_at: Callable[..., Printer], trouble: dict[str, object], code: str, state: State
) -> None:
    printer = printer_at(tcp(simulator))
    printer.print(slip()).result(LONG)
    simulator.wait_slip()
    for name, value in trouble.items():
        setattr(simulator, name, value)
    fault = fault_of(printer)
    assert fault.code == code
    assert printer.health.state is state
    assert printer.health.fault is not None
    simulator.paper, simulator.cover_open, simulator.cutter_jammed = "ok", False, False
    printer.print(slip(number="B013")).result(LONG)
    assert number_of(simulator.wait_slip()) == "B013", "the failed slip did not come out later"


def test_low_paper_prints_and_is_known(simulator: PrinterSimulator, printer_at: Callable[..., Printer]) -> None:
    simulator.paper = "low"
    printer = printer_at(tcp(simulator))
    assert printer.print(slip()).result(LONG).state is State.LOW
    assert printer.health == Health(State.LOW)


def test_a_silent_printer_is_unknown_and_prints(
    simulator: PrinterSimulator, printer_at: Callable[..., Printer]
) -> None:
    simulator.silent = True
    printer = printer_at(tcp(simulator))
    assert printer.print(slip()).result(LONG).state is State.UNKNOWN
    assert number_of(simulator.wait_slip()) == "B012"
    assert printer.health == Health(State.UNKNOWN)


def test_health_is_told_when_it_changes(simulator: PrinterSimulator, printer_at: Callable[..., Printer]) -> None:
    told: queue.Queue[Health] = queue.Queue()
    printer_at(tcp(simulator), on_health=told.put, poll_s=0.05)
    assert told.get(timeout=LONG).state is State.READY
    simulator.paper = "low"
    assert told.get(timeout=LONG).state is State.LOW
    simulator.silent = True
    assert told.get(timeout=LONG).state is State.UNKNOWN
    simulator.silent, simulator.paper = False, "out"
    health = told.get(timeout=LONG)
    assert health.state is State.OUT
    assert health.fault is not None
    assert health.fault.code == "paper_out"


def test_a_listener_that_fails_does_not_stop_the_printing(
    simulator: PrinterSimulator, printer_at: Callable[..., Printer]
) -> None:
    def broken(health: Health) -> None:
        raise RuntimeError(health.state)

    printer_at(tcp(simulator), on_health=broken).print(slip()).result(LONG)
    assert number_of(simulator.wait_slip()) == "B012"


def test_a_printer_that_is_not_there_is_offline_and_found_later(
    simulator: PrinterSimulator, printer_at: Callable[..., Printer]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    told: queue.Queue[Health] = queue.Queue()
    printer = printer_at(f"tcp://127.0.0.1:{port}", on_health=told.put)
    assert fault_of(printer).code == "printer_offline"
    assert told.get(timeout=LONG).state is State.OFFLINE
    simulator.start_tcp(port)
    assert told.get(timeout=LONG).state is State.READY, "found by itself"
    printer.print(slip()).result(LONG)
    assert number_of(simulator.wait_slip()) == "B012"


def test_after_an_unplugged_cable_it_prints_again_and_nothing_twice(
    simulator: PrinterSimulator, printer_at: Callable[..., Printer]
) -> None:
    port = simulator.start_tcp()
    told: queue.Queue[Health] = queue.Queue()
    printer = printer_at(f"tcp://127.0.0.1:{port}", on_health=told.put, poll_s=0.1)
    printer.print(slip(number="B001")).result(LONG)
    assert number_of(simulator.wait_slip()) == "B001"
    simulator.unplug()
    assert fault_of(printer).code == "printer_offline"
    while told.get(timeout=LONG).state is not State.OFFLINE:
        pass
    simulator.start_tcp(port)
    while told.get(timeout=LONG).state is not State.READY:
        pass
    printer.print(slip(number="B003")).result(LONG)
    assert number_of(simulator.wait_slip()) == "B003"
    assert len(simulator.slips) == 2


def test_a_line_lost_between_slips_is_opened_again_for_the_next(
    simulator: PrinterSimulator, printer_at: Callable[..., Printer]
) -> None:
    port = simulator.start_tcp()
    printer = printer_at(f"tcp://127.0.0.1:{port}", poll_s=1000.0)
    printer.print(slip()).result(LONG)
    simulator.wait_slip()
    simulator.unplug()
    simulator.start_tcp(port)
    printer.print(slip(number="B013")).result(LONG)
    assert number_of(simulator.wait_slip()) == "B013"


def test_a_printer_that_hangs_ends_in_a_write_timeout_and_late_slips_are_not_printed(
    simulator: PrinterSimulator, printer_at: Callable[..., Printer]
) -> None:
    simulator.stop_reading = True
    printer = printer_at(simulator.start_pty(), mode=Mode.RASTER, write_s=1.0, queue_s=3.0)
    first, second = printer.print(slip()), printer.print(slip(number="B013"))
    error = first.exception(LONG)
    assert isinstance(error, DeviceFault)
    assert error.code == "write_timeout"
    late = second.exception(LONG)
    assert isinstance(late, DeviceFault)
    assert late.code == "printer_busy"
    assert printer.health.state is not State.READY
    assert simulator.slips == []
    simulator.stop_reading = False
    recovered = _printed_at_last(printer, slip(number="B014"), time.monotonic() + LONG)
    assert recovered.bytes
    broken, whole = simulator.wait_slip(), simulator.wait_slip()
    assert broken.raster_rows > 0
    assert whole.bytes == encode(slip(number="B014"), mode=Mode.RASTER), "nothing of the broken slip hangs on to it"
    assert not whole.unknown


def test_the_queue_is_bounded_and_asking_never_waits(
    simulator: PrinterSimulator, printer_at: Callable[..., Printer]
) -> None:
    simulator.silent = True  # the first look at it takes a while
    printer = printer_at(tcp(simulator))
    futures = [printer.print(slip(number=f"B{number:03}")) for number in range(40)]
    errors = [future.exception(LONG) for future in futures]
    refused = [error for error in errors if error is not None]
    assert refused
    assert {error.code for error in refused if isinstance(error, DeviceFault)} == {"printer_busy"}
    printed = [f"B{number:03}" for number, error in enumerate(errors) if error is None]
    assert printed
    assert [number_of(simulator.wait_slip()) for _ in printed] == printed


def test_a_cancelled_slip_does_not_come_out(simulator: PrinterSimulator, printer_at: Callable[..., Printer]) -> None:
    simulator.silent = True
    printer = printer_at(tcp(simulator))
    futures = [printer.print(slip(number=number)) for number in ("B001", "B002", "B003")]
    assert futures[1].cancel()
    futures[2].result(LONG)
    with pytest.raises(CancelledError):
        futures[1].result(LONG)
    assert [number_of(simulator.wait_slip()) for _ in range(2)] == ["B001", "B003"]


def test_closing_fails_what_waits(simulator: PrinterSimulator) -> None:
    simulator.silent = True
    printer = Printer(tcp(simulator))
    futures = [printer.print(slip()) for _ in range(6)]
    printer.close()
    codes = {
        error.code if isinstance(error, DeviceFault) else None
        for error in (future.exception(LONG) for future in futures)
    }
    assert "printer_offline" in codes
    assert codes <= {"printer_offline", None}
    after = printer.print(slip()).exception(LONG)
    assert isinstance(after, DeviceFault)
    assert after.code == "printer_offline"
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("printer tcp")]


def test_a_wrong_model_is_told_and_an_address_that_means_nothing_is_refused(
    simulator: PrinterSimulator, printer_at: Callable[..., Printer]
) -> None:
    assert fault_of(printer_at(tcp(simulator), profile="No-Such-Printer")).code == "printer_profile_unknown"
    with pytest.raises(DeviceFault) as address:
        Printer("tcp://nowhere")
    assert address.value.code == "port_address"

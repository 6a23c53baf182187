"""A printer that hangs, falls silent, loses its power or answers rubbish: no slip is lost silently, none comes twice."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.printers.printer import Printer
from drivers.printers.slip import Mode, encode
from drivers.printers.status import State
from drivers.simulators.printer import PrinterSimulator
from drivers.simulators.printer_by_hand import FaultError, apply
from shared.errors import DeviceFault
from tests.drivers.slips import number_of, slip

LONG = 30.0


@pytest.fixture
def simulator() -> Iterator[PrinterSimulator]:
    with PrinterSimulator() as simulator:
        yield simulator


@pytest.fixture
def printer(simulator: PrinterSimulator) -> Iterator[Printer]:
    """A printer that has answered, and printed B001."""
    printer = Printer(f"tcp://127.0.0.1:{simulator.start_tcp()}", patience_s=0.2, poll_s=1000.0)
    assert printer.print(slip(number="B001")).result(LONG).state is State.READY
    assert number_of(simulator.wait_slip()) == "B001"
    yield printer
    printer.close()


def fault_of(printer: Printer) -> str:
    error = printer.print(slip(number="B666")).exception(LONG)
    assert isinstance(error, DeviceFault)
    return error.code


def printed(simulator: PrinterSimulator) -> list[str]:
    return [number_of(each) for each in simulator.slips]


@pytest.mark.parametrize("words", ["stall", "silent", "garbage", "power off"])
def test_one_that_answered_and_does_no_more_gets_no_slip(
    simulator: PrinterSimulator, printer: Printer, words: str
) -> None:
    """Bytes in a hanging printer's buffer would come out later, for somebody who has gone."""
    apply(simulator, words)
    assert fault_of(printer) == "printer_silent"
    assert printer.health.state is State.UNKNOWN
    assert printer.health.fault is not None
    assert printer.health.fault.code == "printer_silent"
    apply(simulator, "ok")
    while True:  # a stalled one still has our questions to read; a clerk would press again too
        again = printer.print(slip(number="B002"))
        if again.exception(LONG) is None:
            break
    assert number_of(simulator.wait_slip()) == "B002"
    assert printed(simulator) == ["B001", "B002"]
    assert printer.health.state is State.READY


def test_one_that_only_ever_answers_rubbish_is_unknown_and_prints(simulator: PrinterSimulator) -> None:
    simulator.garbage = True
    printer = Printer(f"tcp://127.0.0.1:{simulator.start_tcp()}")
    try:
        assert printer.print(slip()).result(LONG).state is State.UNKNOWN
        assert printer.health.fault is None
        assert number_of(simulator.wait_slip()) == "B012"
    finally:
        printer.close()


def test_paper_that_ends_in_a_slip_is_told_of_that_slip(simulator: PrinterSimulator, printer: Printer) -> None:
    apply(simulator, "paper-out-at 1")
    told = printer.print(slip(number="B002")).result(LONG)
    assert told.state is State.READY, "it was, when the slip began"
    after = told.after.result(LONG)
    assert (after.state, after.fault.code if after.fault else None) == (State.OUT, "paper_out")
    assert printer.health.state is State.OUT
    assert fault_of(printer) == "paper_out"
    apply(simulator, "paper ok")
    assert number_of(simulator.wait_slip()) == "B002"
    printer.print(slip(number="B003")).result(LONG)
    assert number_of(simulator.wait_slip()) == "B003"
    assert printed(simulator) == ["B001", "B002", "B003"], "the refused one came out neither now nor later"


def test_power_lost_in_a_slip_is_told_of_that_slip_and_nothing_comes_twice(
    simulator: PrinterSimulator, printer: Printer
) -> None:
    apply(simulator, "power-loss-at 200")
    told = printer.print(slip(number="B002")).result(LONG)
    after = told.after.result(LONG)
    assert after.state in (State.UNKNOWN, State.OFFLINE)
    assert after.fault is not None
    assert after.fault.code in ("printer_silent", "printer_offline")
    assert not simulator.power
    assert fault_of(printer) in ("printer_silent", "printer_offline")
    apply(simulator, "power on")
    while (again := printer.print(slip(number="B003", reprint=1))).exception(LONG) is not None:
        pass
    assert again.result().after.result(LONG).state is State.READY
    received = simulator.wait_slip()
    assert number_of(received) == "B003"
    assert "重打 第1次" in received.text
    assert printed(simulator) == ["B001", "B003"]


def test_on_a_serial_line_power_lost_in_a_slip_leaves_no_rest_on_the_next(simulator: PrinterSimulator) -> None:
    printer = Printer(simulator.start_pty(), patience_s=0.2)
    try:
        printer.print(slip(number="B001")).result(LONG)
        simulator.wait_slip()
        apply(simulator, "power-loss-at 100")
        printer.print(slip(number="B002")).result(LONG)
        assert fault_of(printer) == "printer_silent"
        apply(simulator, "ok")
        while printer.print(slip(number="B003")).exception(LONG) is not None:
            pass
        assert simulator.wait_slip().bytes == encode(slip(number="B003"))
    finally:
        printer.close()
    assert printed(simulator) == ["B001", "B003"]


def test_a_slow_line_is_not_mistaken_for_a_stuck_one(simulator: PrinterSimulator) -> None:
    apply(simulator, "slow 19200")
    printer = Printer(simulator.start_pty(), write_s=1.0, mode=Mode.NATIVE)
    try:
        future = printer.print(slip(number="B001"))
        assert number_of(simulator.wait_slip()) == "B001"
        assert future.result(LONG).after.result(LONG).state is State.READY
    finally:
        printer.close()


@pytest.mark.parametrize("words", ["", "smoke", "slow", "slow fast", "paper-out-at 0", "paper wet", "power"])
def test_words_that_are_no_fault_are_answered_with_those_that_are(simulator: PrinterSimulator, words: str) -> None:
    with pytest.raises(FaultError, match="paper-out-at N"):
        apply(simulator, words)


def test_by_hand_a_fault_is_given_at_the_start_and_taken_back_by_a_typed_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tinghao", "simulate", "printer", "--tcp", "0", "--fault", "paper-out-at=1"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            port = re.search(r":(\d+)$", process.stdout.readline().strip())
            assert port is not None
            with socket.create_connection(("127.0.0.1", int(port[1])), timeout=LONG) as line:
                line.sendall(encode(slip()) + b"\x10\x04\x04")
                assert line.recv(1) == b"\x7e", "the paper is out"
                process.stdin.write("smoke\nok\n")
                process.stdin.flush()
                assert "B012" in process.stdout.readline()
                assert "smoke" in process.stderr.readline()
            process.send_signal(signal.SIGTERM)
            assert process.wait(LONG) == 0
        finally:
            process.kill()

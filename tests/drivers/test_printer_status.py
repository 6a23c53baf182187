"""What a printer's status bytes mean, as a table."""

from __future__ import annotations

import pytest

from drivers.printers.status import FAULTS, QUESTIONS, State, answer, question, state_of
from drivers.simulators.printer import PrinterSimulator
from shared.errors import DeviceFault
from shared.i18n import LANGUAGES


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({}, State.UNKNOWN),
        ({4: 0x12}, State.READY),
        ({1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}, State.READY),
        ({4: 0x1E}, State.LOW),
        ({4: 0x7E}, State.OUT),
        ({1: 0x1A, 2: 0x32, 4: 0x12}, State.OUT),
        ({1: 0x1A, 2: 0x16, 4: 0x7E}, State.COVER),
        ({1: 0x1A, 3: 0x1A, 4: 0x12}, State.CUTTER),
        ({1: 0x1A, 4: 0x1E}, State.OFFLINE),
    ],
)
def test_answers_make_a_state(answers: dict[int, int], state: State) -> None:
    assert state_of(answers) is state


@pytest.mark.parametrize("noise", [b"", b"\x11", b"\x13", b"\x00", b"\xff", b"\x92", b"\x02", b"\x10", b"OK"])
def test_noise_is_no_answer(noise: bytes) -> None:
    assert answer(noise) is None


def test_an_answer_is_found_amid_flow_control() -> None:
    assert answer(b"\x11\x1e\x13") == 0x1E


def test_silence_is_neither_fine_nor_out_of_paper_and_still_prints() -> None:
    assert State.UNKNOWN.can_print
    assert State.LOW.can_print
    assert {state for state in State if not state.can_print} == set(FAULTS)


def test_the_questions_are_dle_eot() -> None:
    assert [question(number) for number in sorted(QUESTIONS)] == [b"\x10\x04" + bytes([n]) for n in (1, 2, 3, 4)]


@pytest.mark.parametrize("number", QUESTIONS)
@pytest.mark.parametrize("paper", ["ok", "low", "out"])
def test_the_simulated_printer_answers_with_the_fixed_bits(number: int, paper: str) -> None:
    simulator = PrinterSimulator()
    simulator.paper = paper  # type: ignore[assignment]
    simulator.cover_open = True
    (byte,) = simulator.answer(number)
    assert byte & 0b1001_0011 == 0b0001_0010


@pytest.mark.parametrize("code", [*FAULTS.values(), "printer_busy", "no_cjk_font"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_fault_says_what_to_do(code: str, language: str) -> None:
    fault = DeviceFault(code, url="tcp://printer:9100", why="x", family="Noto Sans CJK SC")
    assert fault.detail(language)
    assert fault.remedy(language)

"""The simulated printer: what it draws, how it is used by hand, and that it stands on its own."""

from __future__ import annotations

import ast
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from drivers.printers.slip import Mode, encode
from drivers.simulators import printer as simulated
from drivers.simulators.printer import PrinterSimulator
from drivers.simulators.printer_head import Head, Printed, TextLine
from tests.drivers.slips import slip

SIMULATORS = Path(simulated.__file__).parent


def read_back(data: bytes) -> Printed:
    """What a head with 32 columns makes of ``data``, fed byte by byte."""
    out: list[Printed] = []
    head = Head(384, lambda _number: b"\x12", lambda _answer: None, out.append)
    for position in range(len(data)):
        head.feed(data[position : position + 1])
    (printed,) = out
    return printed


def lines(printed: Printed) -> list[TextLine]:
    return [part for part in printed.parts if isinstance(part, TextLine)]


@pytest.mark.parametrize("path", sorted(SIMULATORS.glob("printer*.py")))
def test_it_shares_nothing_with_the_driver_it_stands_against(path: Path) -> None:
    imported = {
        name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    }
    assert not [name for name in imported if name.startswith(("drivers.printers", "drivers.ports", "escpos"))]


def test_sizes_alignment_and_chinese_are_read_from_the_table() -> None:
    (line,) = lines(read_back(b"\x1b@\x1c&\x1ba\x02\x1d!\x31A\xba\xc5\n\x1dVB\x00"))
    assert line.text == "A号"
    assert line.align == 2
    assert [(cell.width, cell.height) for cell in line.cells] == [(48, 48), (96, 48)]


def test_without_fs_two_byte_characters_are_rubbish() -> None:
    (line,) = lines(read_back(b"\x1b@\xba\xc5\n\x1dVB\x00"))
    assert line.text != "号"
    assert len(line.cells) == 2


def test_a_line_too_long_goes_on_beneath() -> None:
    first, second = lines(read_back(b"\x1b@" + b"x" * 33 + b"\n\x1dVB\x00"))
    assert (len(first.cells), len(second.cells)) == (32, 1)


def test_unknown_commands_are_kept() -> None:
    assert read_back(b"\x1b@\x1bZ\x1dV\x00").unknown == (b"\x1bZ",)


def test_four_byte_characters_come_out_as_rubbish_as_on_common_firmware() -> None:
    printed = read_back(b"\x1b@\x1c&" + "㐀".encode("gb18030") + b"\n\x1dVB\x00")
    assert printed.unknown
    assert "㐀" not in lines(printed)[0].text


def test_a_status_question_amid_a_slip_is_answered_and_no_part_of_it() -> None:
    with PrinterSimulator() as simulator:
        address = ("127.0.0.1", simulator.start_tcp())
        with socket.create_connection(address, timeout=10) as line:
            line.sendall(b"\x1b@AB\x10\x04\x04CD\n\x1dVB\x00")
            assert line.recv(1) == b"\x12"
            received = simulator.wait_slip()
    assert received.lines == ["ABCD"]
    assert b"\x10\x04" not in received.bytes


def test_slips_wait_for_paper() -> None:
    with PrinterSimulator() as simulator:
        simulator.paper = "out"
        with socket.create_connection(("127.0.0.1", simulator.start_tcp()), timeout=10) as line:
            line.sendall(encode(slip()) + b"\x10\x04\x04")
            assert line.recv(1) == b"\x7e"
            assert simulator.slips == []
            simulator.paper = "ok"
            assert simulator.wait_slip().lines[1] == "B012"
            with pytest.raises(TimeoutError):
                simulator.wait_slip(0.05)


@pytest.mark.parametrize(("width_mm", "across"), [(58, 464), (80, 640)])
def test_the_picture_is_as_wide_as_the_paper_and_inked_where_it_should_be(
    tmp_path: Path, width_mm: int, across: int
) -> None:
    with PrinterSimulator(width_mm, tmp_path) as simulator:
        for mode in (Mode.NATIVE, Mode.RASTER):
            with socket.create_connection(("127.0.0.1", simulator.start_tcp()), timeout=10) as line:
                line.sendall(encode(slip(), width_mm=width_mm, mode=mode))
                received = simulator.wait_slip()
            assert received.png_path == tmp_path / f"slip-{received.index:04}.png"
            with Image.open(received.png_path) as png:
                picture = png.convert("L")
            assert picture.width == across
            inked = picture.point(lambda level: 255 if level < 128 else 0).getbbox()
            assert inked is not None
            margin = (across - {58: 384, 80: 576}[width_mm]) // 2
            assert inked[0] >= margin
            assert inked[2] <= across - margin
            share = sum(level < 128 for level in picture.get_flattened_data()) / (picture.width * picture.height)
            assert 0.05 < share < 0.4


def test_by_hand_it_says_its_address_draws_slips_and_ends_on_sigterm(tmp_path: Path) -> None:
    code = f"""
from pathlib import Path
from drivers.simulators.printer_by_hand import run_interactive
run_interactive(0, True, 58, Path({str(tmp_path)!r}))
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            port = re.search(r":(\d+)$", process.stdout.readline().strip())
            assert port is not None
            assert process.stdout.readline().startswith("printer at /dev/")
            with socket.create_connection(("127.0.0.1", int(port[1])), timeout=10) as line:
                line.sendall(encode(slip()))
                told = process.stdout.readline()
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0
        finally:
            process.kill()
    assert "B012" in told
    assert "slip-0001.png" in told
    assert (tmp_path / "slip-0001.png").is_file()

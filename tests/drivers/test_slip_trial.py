"""The test slip: no number, a ruler as long as the paper is wide, every language."""

from __future__ import annotations

import socket

import pytest
from PIL import Image

from drivers.printers import trial
from drivers.printers.slip import Mode, encode
from drivers.simulators.printer import PrinterSimulator, ReceivedSlip
from drivers.simulators.printer_head import Bits, TextLine
from shared.i18n import LANGUAGES, text


def printed(width_mm: int, mode: Mode, language: str = "zh-CN") -> ReceivedSlip:
    sheet = trial.test_slip(
        hall_name="区政务服务中心", issued_at="2026-01-08 10:42", language=language, printer="printer-1"
    )
    with (
        PrinterSimulator(width_mm) as simulator,
        socket.create_connection(("127.0.0.1", simulator.start_tcp()), timeout=10) as line,
    ):
        line.sendall(encode(sheet, width_mm=width_mm, mode=mode))
        return simulator.wait_slip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_in_every_language_that_it_is_no_ticket(language: str) -> None:
    received = printed(80, Mode.AUTO, language)
    for tongue in LANGUAGES:
        for key in ("slip.test_title", "slip.test_no_number", "slip.test_sample"):
            assert text(key, tongue) in received.lines
    assert "2026-01-08 10:42" in received.lines
    assert "printer-1" in received.lines
    assert received.qr == [trial.QR_SAMPLE]
    assert not received.unknown


@pytest.mark.parametrize(("width_mm", "dots"), [(58, 384), (80, 576)])
def test_the_ruler_is_as_long_as_the_paper_prints_and_the_columns_are_counted(width_mm: int, dots: int) -> None:
    received = printed(width_mm, Mode.NATIVE)
    ruler, rare = (part for part in received.printed.parts if isinstance(part, Bits))
    assert rare.rows > 0
    assert ruler.row_bytes * 8 == dots
    top = Image.frombytes("1", (dots, ruler.rows), ruler.data).crop((0, 0, dots, 1))
    assert all(top.get_flattened_data()), "the line along the ticks goes from edge to edge"
    columns = next(part for part in received.printed.parts if isinstance(part, TextLine) and part.text.isdigit())
    assert len(columns.cells) == dots // 12
    assert any(str(dots) in line for line in received.lines)


@pytest.mark.parametrize("width_mm", [58, 80])
def test_as_dots_it_fits_too(width_mm: int) -> None:
    received = printed(width_mm, Mode.RASTER)
    assert received.raster_rows > 300
    assert received.lines == []

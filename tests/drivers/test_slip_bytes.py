"""A slip's bytes, read back by the simulated printer, which interprets them by itself."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
import segno
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from drivers import fonts
from drivers.printers import raster
from drivers.printers.blocks import Code, Fact, Line, Role
from drivers.printers.profiles import paper_for
from drivers.printers.slip import Mode, Slip, allowed, encode, layout, render
from drivers.simulators.printer import PrinterSimulator, ReceivedSlip
from drivers.simulators.printer_head import Bits, QrCode, TextLine
from shared.errors import DeviceFault
from shared.i18n import LANGUAGES, keys
from tests.drivers.slips import bilingual, number_of, sample_hall, slip


def inked_rows(bits: Bits) -> int:
    image = Image.frombytes("1", (bits.row_bytes * 8, bits.rows), bits.data)
    box = image.getbbox()
    return box[3] - box[1] if box else 0


class Bench:
    """A simulated printer at the end of a plain socket: no driver between the bytes and it."""

    def __init__(self, width_mm: int) -> None:
        self.simulator = PrinterSimulator(width_mm)
        self._line = socket.create_connection(("127.0.0.1", self.simulator.start_tcp()))

    def send(self, data: bytes) -> ReceivedSlip:
        self._line.sendall(data)
        return self.simulator.wait_slip()

    def close(self) -> None:
        self._line.close()
        self.simulator.close()


@pytest.fixture(params=[58, 80])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    bench = Bench(request.param)
    yield bench
    bench.close()


@pytest.fixture
def bench_58() -> Iterator[Bench]:
    bench = Bench(58)
    yield bench
    bench.close()


def test_a_chinese_slip_says_all_and_fits_in_400_bytes(bench: Bench) -> None:
    data = encode(slip(), width_mm=bench.simulator.width_mm)
    received = bench.send(data)
    assert received.bytes == data
    assert len(data) <= 400
    assert data.startswith(b"\x1b\x40\x1c\x26")
    assert data.endswith(b"\x1c\x2e\x1d\x56\x42\x00")
    assert [line for line in received.lines if "─" not in line] == [
        "区政务服务中心",
        "B012",
        "B 商事登记",
        "前面等候 12人",
        "预计等候 15-25分钟",
        "请到 二号等候区",
        "扫码查看排队进度",
        "取号时间 2026-01-08 10:42",
        "请留意叫号。过号请到咨询台。",
    ]
    assert received.qr == [slip().qr]
    assert received.raster_rows == 0
    assert not received.unknown


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("mode", [Mode.NATIVE, Mode.RASTER])
def test_every_language_prints_in_both_ways(bench: Bench, language: str, mode: Mode) -> None:
    received = bench.send(encode(slip(language), width_mm=bench.simulator.width_mm, mode=mode))
    assert not received.unknown
    assert bool(received.raster_rows) is (mode is Mode.RASTER)
    assert ("B012" in received.lines) is (mode is Mode.NATIVE)


def test_the_number_stands_out(bench: Bench) -> None:
    received = bench.send(encode(slip(), width_mm=bench.simulator.width_mm))
    lines = [part for part in received.printed.parts if isinstance(part, TextLine)]
    heights = {line.text: line.height for line in lines}
    assert heights["B012"] == 192, "24 mm at 8 dots to the mm"
    assert heights["B 商事登记"] == 48
    assert heights["请到 二号等候区"] == 48
    assert sorted(heights.values())[-2] == 48
    printable = paper_for("default", bench.simulator.width_mm).dots
    assert all(line.width <= printable for line in lines), "no line ran over its end"


def test_drawn_digits_are_at_least_20_mm_high() -> None:
    number = render(slip(hall_name="", qr=None), 58).convert("L").crop((0, 0, 384, 240))
    box = ImageChops.invert(number).getbbox()
    assert box is not None
    assert box[3] - box[1] >= 160


@pytest.mark.parametrize("strange", ["㐀", "𠮷", "€", "〜"])
def test_a_line_the_printer_has_no_letter_for_goes_as_dots_and_only_that_line(bench: Bench, strange: str) -> None:
    width = bench.simulator.width_mm
    received = bench.send(encode(slip(zone_name=f"{strange}号厅"), width_mm=width))
    bits = [part for part in received.printed.parts if isinstance(part, Bits)]
    assert len(bits) == 1
    assert "B012" in received.lines
    assert "前面等候 12人" in received.lines
    assert not any("号厅" in line for line in received.lines)
    dots = bits[0]
    printed = Image.frombytes("1", (dots.row_bytes * 8, dots.rows), dots.data)
    assert ImageChops.invert(printed.convert("L")).getbbox() is not None
    face = fonts.sized(fonts.face("zh-CN"), 44)
    assert bytes(face.getmask(strange)) != bytes(face.getmask("\U0010ffff")), "a letter, not the box for a missing one"


@pytest.mark.parametrize("usual", ["，", "①", "é", "込", "—"])
def test_a_character_with_two_bytes_goes_as_letter(bench_58: Bench, usual: str) -> None:
    received = bench_58.send(encode(slip(zone_name=f"{usual}号厅")))
    assert f"请到 {usual}号厅" in received.lines
    assert received.raster_rows == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_auto_draws_the_number_and_whatever_has_no_letter_and_nothing_else(bench: Bench, language: str) -> None:
    """Kana and nearly all kanji are in GBK, so a Japanese slip goes out as letters too: a tenth of the bytes."""
    received = bench.send(encode(slip(language), width_mm=bench.simulator.width_mm, mode=Mode.AUTO))
    (number,) = [part for part in received.printed.parts if isinstance(part, Bits)]
    assert 160 <= inked_rows(number) <= 180, "20 mm at least, at 8 dots to the mm"
    assert number.align == 1
    assert number_of(received) == "B012", "in letters too: nobody but a person reads dots"
    rare = bench.send(encode(slip(zone_name="𠮷"), width_mm=bench.simulator.width_mm, mode=Mode.AUTO))
    assert len([part for part in rare.printed.parts if isinstance(part, Bits)]) == 2


@pytest.mark.parametrize("width_mm", [58, 80])
def test_a_native_slip_of_every_category_in_every_language_fits_in_400_bytes(width_mm: int) -> None:
    sizes = {(each.language, each.category_name): len(encode(each, width_mm=width_mm)) for each in sample_hall()}
    assert len(sizes) > 18
    assert max(sizes.values()) <= 400, sizes


def test_the_number_of_any_length_is_drawn_as_high_and_fits() -> None:
    for number, width in (("B012", 384), ("K1-B012", 384), ("B012", 576), ("A1", 576)):
        image = raster.draw_block(Line(number, Role.NUMBER), width, "zh-CN")
        box = ImageChops.invert(image.convert("L")).getbbox()
        assert box is not None
        assert 160 <= box[3] - box[1] <= 180
        assert 0 < box[0] < box[2] < width


@pytest.mark.parametrize(
    ("url", "mode"),
    [
        ("tcp://10.0.0.9:9100", Mode.AUTO),
        ("/dev/usb/lp0", Mode.AUTO),
        ("usb://0416:5011", Mode.AUTO),
        ("/dev/ttyUSB0?baud=9600", Mode.NATIVE),
        ("serial:///dev/ttyS1", Mode.NATIVE),
        ("rfc2217://server:2217", Mode.NATIVE),
        ("socket://server:4001", Mode.NATIVE),
    ],
)
def test_auto_stays_native_on_a_slow_line(url: str, mode: Mode) -> None:
    assert allowed(url, Mode.AUTO) is mode
    assert allowed(url, Mode.RASTER) is Mode.RASTER


def test_a_model_that_draws_no_qr_code_gets_it_as_dots(bench_58: Bench) -> None:
    received = bench_58.send(encode(slip(), profile="POS-5890") + b"\x1d\x56\x42\x00")
    assert received.qr == []
    (bits,) = [part for part in received.printed.parts if isinstance(part, Bits)]
    code = segno.make(slip().qr, error="l", micro=False, boost_error=False)
    expected = [[bool(module) for module in row] for row in code.matrix]
    image = Image.frombytes("1", (bits.row_bytes * 8, bits.rows), bits.data)
    scale = bits.rows // len(expected)
    seen = [
        [bool(image.getpixel((x * scale + scale // 2, y * scale + scale // 2))) for x in range(len(expected))]
        for y in range(len(expected))
    ]
    assert seen == expected
    assert bits.align == 1


def test_a_model_without_a_blade_is_not_told_to_cut() -> None:
    data = encode(slip(qr=None), profile="POS-5890")
    assert b"\x1dV" not in data
    assert data.endswith(b"\x1bd\x05")


def test_the_qr_code_is_about_25_mm_wide(bench: Bench) -> None:
    for address in ("http://10.0.0.1/t/abc", "https://hall.example.gov.cn/t/" + "x" * 60):
        received = bench.send(encode(slip(qr=address), width_mm=bench.simulator.width_mm))
        (code,) = [part for part in received.printed.parts if isinstance(part, QrCode)]
        modules = segno.make(address, error="l", micro=False, boost_error=False).symbol_size(border=0)[0]
        assert 18 * 8 <= modules * code.module <= 25 * 8


def test_a_reprint_says_so_and_a_bilingual_slip_is_chinese_first(bench_58: Bench) -> None:
    lines = bench_58.send(encode(slip(reprint=2))).lines
    assert lines[1] == "重打 第2次"
    assert "重打 第2次" not in bench_58.send(encode(slip())).text
    lines = bench_58.send(encode(bilingual())).lines
    assert lines.index("B 商事登记") + 1 == lines.index("Business registration")
    assert "前面等候 Ahead of you 12人" in lines
    assert "Wait in Zone 2" in lines


def test_what_is_not_known_is_not_printed() -> None:
    blocks = layout(slip(expected_wait=None, qr=None, notice="", zone_name=""))
    assert [block.label for block in blocks if isinstance(block, Fact)] == ["前面等候"]
    assert not [block for block in blocks if isinstance(block, Code)]
    assert [block.text for block in blocks if isinstance(block, Line) and block.role is Role.SMALL] == [
        slip().issued_at
    ]


def test_a_slip_begun_and_broken_off_does_not_spoil_the_next(bench_58: Bench) -> None:
    whole = encode(slip())
    received = bench_58.send(whole[: whole.index(b"\n") - 4] + whole)
    assert received.lines == bench_58.send(whole).lines
    assert not received.unknown


def test_unknown_models_and_widths_are_refused_with_a_remedy() -> None:
    with pytest.raises(DeviceFault) as model:
        encode(slip(), profile="No-Such-Printer")
    assert model.value.code == "printer_profile_unknown"
    with pytest.raises(DeviceFault) as width:
        encode(slip(), width_mm=76)
    assert width.value.code == "printer_width_unknown"
    for language in LANGUAGES:
        assert "No-Such-Printer" in model.value.detail(language)
        assert "58" in width.value.remedy(language)


def test_the_words_of_the_slip_exist_in_every_language() -> None:
    first = keys("slip", LANGUAGES[0])
    assert first
    assert all(keys("slip", language) == first for language in LANGUAGES)


_ANY_TEXT = st.text(max_size=40)


# Each example is printed dot by dot.
@settings(max_examples=settings.default.max_examples // 5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hall=_ANY_TEXT, zone=_ANY_TEXT, category=_ANY_TEXT, notice=_ANY_TEXT, ahead=st.integers(0, 10**6))
def test_whatever_the_words_one_slip_comes_out_and_no_strange_command(
    bench_58: Bench, hall: str, zone: str, category: str, notice: str, ahead: int
) -> None:
    odd = slip(hall_name=hall, zone_name=zone, category_name=category, notice=notice, people_ahead=ahead)
    before = len(bench_58.simulator.slips)
    received = bench_58.send(encode(odd))
    assert not received.unknown
    assert len(bench_58.simulator.slips) == before + 1
    assert "B012" in received.lines


def test_a_slip_is_a_value() -> None:
    assert slip() == slip()
    assert isinstance(slip(), Slip)
    with pytest.raises(AttributeError):
        slip().number = "A001"  # type: ignore[misc]

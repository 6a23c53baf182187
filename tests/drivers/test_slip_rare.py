"""Rare characters, full-width punctuation and accented Latin: read back by the simulated printer, and the same drawn."""

from __future__ import annotations

import pytest
from PIL import Image, ImageChops

from drivers import fonts
from drivers.printers.blocks import Fact, Line
from drivers.printers.encoder import encodable
from drivers.printers.slip import Mode, Slip, encode, layout
from drivers.simulators.printer import ReceivedSlip, on_paper
from drivers.simulators.printer_head import Bits
from tests.drivers.slips import slip

DOTS = {58: 384, 80: 576}


def odd() -> Slip:
    return slip(
        hall_name="㐀𠮷镇政务服务中心（东厅）",
        category_name="Café·证照〈加急〉",
        item_name="户口登记：𠮷／㐀",
        zone_name="𠮷厅①，",
        zone_hint="左侧２号门…",
        papers=("身份证", "护照（passeport）"),
        notice="“请留意叫号”——过号？请到咨询台！Ñandú, Ångström, naïve，€0",
    )


def words_of(sheet: Slip) -> list[str]:
    return [
        words
        for block in layout(sheet)
        for words in (
            [block.text]
            if isinstance(block, Line)
            else [block.label, block.value, block.beneath]
            if isinstance(block, Fact)
            else []
        )
    ]


def printed(width_mm: int, mode: Mode) -> ReceivedSlip:
    return on_paper(encode(odd(), width_mm=width_mm, mode=mode), width_mm)


def inked(bits: Bits) -> Image.Image:
    """The dots of a line without the white about them."""
    image = Image.frombytes("1", (bits.row_bytes * 8, bits.rows), bits.data)
    return image.crop(image.getbbox())


@pytest.mark.parametrize("width_mm", [58, 80])
def test_what_the_printer_has_letters_for_is_read_back(width_mm: int) -> None:
    received = printed(width_mm, Mode.NATIVE)
    text = "".join(received.text.split())
    for words in ("BCafé·证照〈加急〉", "左侧２号门…", "身份证、护照（passeport）", "前面等候12人"):
        assert words in text
    assert not received.unknown, "no byte of a character was taken for a command"


@pytest.mark.parametrize("width_mm", [58, 80])
def test_each_line_it_has_no_letters_for_is_drawn_and_no_other(width_mm: int) -> None:
    received = printed(width_mm, Mode.NATIVE)
    drawn = [part for part in received.printed.parts if isinstance(part, Bits)]
    assert len(drawn) == sum(not encodable(block) for block in layout(odd())) == 4
    assert all(0 < inked(bits).width <= DOTS[width_mm] for bits in drawn)
    assert not any(rare in received.text for rare in "㐀𠮷€Ñ")


@pytest.mark.parametrize("width_mm", [58, 80])
def test_a_line_drawn_amid_letters_is_the_line_of_the_drawn_slip(width_mm: int) -> None:
    """Cut to its ink and set in the middle by the printer, it has the same dots as on a slip that is all dots."""
    whole = printed(width_mm, Mode.RASTER)
    hall = next(part for part in printed(width_mm, Mode.NATIVE).printed.parts if isinstance(part, Bits))
    slices = [part for part in whole.printed.parts if isinstance(part, Bits)]
    first = Image.frombytes("1", (slices[0].row_bytes * 8, slices[0].rows), slices[0].data)
    top = first.crop((0, 0, first.width, hall.rows))
    assert ImageChops.difference(top.crop(top.getbbox()).convert("L"), inked(hall).convert("L")).getbbox() is None
    assert whole.lines == []
    assert all(slice_.row_bytes * 8 == DOTS[width_mm] for slice_ in slices)


@pytest.mark.parametrize("language", ["zh-CN", "ja"])
@pytest.mark.parametrize("bold", [False, True])
def test_every_character_is_drawn_as_itself_and_never_as_the_box_for_a_missing_one(language: str, bold: bool) -> None:
    face = fonts.sized(fonts.face(language, bold=bold), 44)
    box = bytes(face.getmask("\U0010ffff"))
    missing = {
        each for words in words_of(odd()) for each in words if not each.isspace() and bytes(face.getmask(each)) == box
    }
    assert not missing

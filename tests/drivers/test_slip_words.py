"""Words on paper: which bytes they become, how wide they are, where a line breaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from drivers.printers.encoder import encode_text, number_size, raster
from drivers.printers.words import clean, columns, wrap


@pytest.mark.parametrize(
    ("words", "bytes_"),
    [
        ("A001", b"A001"),
        ("号", b"\xba\xc5"),
        ("，", b"\xa3\xac"),
        ("①", b"\xa2\xd9"),
        ("é", b"\xa8\xa6"),
        ("お待ち", b"\xa4\xaa\xb4\xfd\xa4\xc1"),
        ("\u3000", b"\xa1\xa1"),
    ],
)
def test_a_character_is_ascii_or_two_bytes_of_gbk(words: str, bytes_: bytes) -> None:
    assert encode_text(words) == bytes_


@pytest.mark.parametrize("words", ["㐀", "𠮷", "€", "ß", "〜", "号𠮷码", "한글", "ñ"])
def test_what_has_no_two_bytes_is_not_encoded(words: str) -> None:
    assert encode_text(words) is None


def test_words_cannot_command_the_printer() -> None:
    encoded = encode_text("厅\x1b@\x1dV\x00\x10\x04\x01名\x7f\n")
    assert encoded is not None
    assert not set(encoded) & {0x1B, 0x1D, 0x10, 0x1C, 0x00, 0x0A, 0x7F}
    assert clean("a\tb") == "a b"


@given(st.text())
def test_encoded_words_are_as_long_as_they_are_wide(words: str) -> None:
    encoded = encode_text(words)
    if encoded is not None:
        assert len(encoded) == columns(clean(words))
        assert encoded.decode("gbk") == clean(words)


@given(st.text(alphabet=st.sampled_from("ab 区政务，。é 12ー-"), max_size=60), st.integers(4, 32))
def test_a_wrapped_line_fits_and_no_letter_is_lost(words: str, width: int) -> None:
    lines = wrap(words, width)
    assert all(columns(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(words.split())


def test_lines_break_between_words_and_come_out_even() -> None:
    assert wrap("B Real estate registration", 16) == ["B Real estate", "registration"]
    assert wrap("Please listen for your number. Missed it? Ask.", 42) == [
        "Please listen for your",
        "number. Missed it? Ask.",
    ]
    assert wrap("区政务服务中心大厅", 16) == ["区政务服务", "中心大厅"]
    assert wrap("请到二号等候区，", 14) == ["请到二号", "等候区，"], "no line begins with a comma"
    assert wrap("", 10) == []


def test_the_number_is_as_large_as_the_paper_allows() -> None:
    assert number_size("B012", 32) == (7, 8)
    assert number_size("B012", 48) == (8, 8)
    assert number_size("K1-B012", 32) == (4, 8)
    assert number_size("X" * 40, 32) == (1, 8)


def test_dots_go_out_in_slices_that_small_buffers_swallow() -> None:
    image = Image.new("1", (381, 600), 1)
    image.putpixel((380, 599), 0)
    data = raster(image)
    heights, position = [], 0
    while position < len(data):
        assert data[position : position + 4] == b"\x1dv0\x00"
        across, rows = (int.from_bytes(data[position + at : position + at + 2], "little") for at in (4, 6))
        assert across == 48
        heights.append(rows)
        position += 8 + across * rows
    assert heights == [256, 256, 88]
    # The last byte of the last row holds the one inked dot, and its three spare dots stay white.
    assert data[-1] == 0b0000_1000
    assert data[8:56] == bytes(48)

"""Frames are found in any split and amid noise, and a damaged one is never a press."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.frames import EchoFilter, Frame, FrameParser, Framing, Stray, fill, match, pieces
from drivers.rating import catalogue

PAD = catalogue.load("ff68-pad")
BODIES = st.binary(min_size=1, max_size=PAD.framing.body_max)
NOISE = st.one_of(
    st.binary(max_size=24),
    # Noise made of the protocol's own bytes is the noise that hurts.
    st.lists(st.sampled_from(b"\xff\x68\x03\x10\x16\x01\x11"), max_size=24).map(bytes),
)


def bodies(found: list[Frame | Stray]) -> list[bytes]:
    return [item.body for item in found if isinstance(item, Frame)]


def presses(wire: bytes) -> list[int]:
    parser = FrameParser(PAD.framing)
    found = parser.feed(wire) + parser.idle()
    return [raw for item in found for raw in PAD.press.of(item, 1)]


def frame_of(body: bytes) -> bytes:
    """The frame as the vendor's table has it, without the code under test."""
    return bytes([0xFF, 0x68, len(body), len(body), 0x68, *body, sum(body) % 256, 0x16])


@pytest.mark.parametrize("example", [e for e in PAD.examples if e.press is not None], ids=lambda e: f"press {e.press}")
def test_every_split_of_an_example_gives_the_same_press(example: catalogue.Example) -> None:
    wire = example.wire
    for cuts in range(2 ** (len(wire) - 1)):
        parser = FrameParser(PAD.framing)
        found: list[Frame | Stray] = []
        begin = 0
        for at in range(1, len(wire) + 1):
            if at == len(wire) or cuts >> (at - 1) & 1:
                found += parser.feed(wire[begin:at])
                begin = at
        assert [raw for item in found for raw in PAD.press.of(item, 1)] == [example.press]


@pytest.mark.parametrize("example", [e for e in PAD.examples if e.press is not None], ids=lambda e: f"press {e.press}")
def test_a_bit_error_never_gives_a_press(example: catalogue.Example) -> None:
    for bit in range(len(example.wire) * 8):
        damaged = bytearray(example.wire)
        damaged[bit // 8] ^= 1 << bit % 8
        assert presses(bytes(damaged)) == []


def test_a_lost_byte_never_gives_a_press_and_the_next_frame_is_found() -> None:
    wire = frame_of(b"\x01\x11\x03")
    for lost in range(len(wire)):
        damaged = wire[:lost] + wire[lost + 1 :]
        assert presses(damaged) == []
        assert presses(damaged + wire) == [3]


@given(st.lists(st.tuples(NOISE, BODIES), max_size=6), NOISE, st.data())
def test_good_frames_amid_noise_are_recovered_in_order(
    parts: list[tuple[bytes, bytes]], tail: bytes, data: st.DataObject
) -> None:
    """Between noise and frame the line is idle, as a person's keys are: so noise that looks like a frame's beginning
    cannot claim the frame."""
    parser = FrameParser(PAD.framing)
    found: list[Frame | Stray] = []
    for noise, body in parts:
        found += parser.feed(noise) + parser.idle()
        wire = frame_of(body)
        cut = data.draw(st.integers(0, len(wire)))
        found += parser.feed(wire[:cut]) + parser.feed(wire[cut:])
    found += parser.feed(tail) + parser.idle()
    wanted = iter(bodies(found))
    assert all(body in wanted for _, body in parts)
    everything = b"".join(noise + frame_of(body) for noise, body in parts) + tail
    assert b"".join(item.raw for item in found) == everything  # each byte once, in order


@given(NOISE, BODIES)
def test_a_frame_right_behind_noise_is_found_unless_the_noise_makes_a_good_frame_with_it(
    noise: bytes, body: bytes
) -> None:
    parser = FrameParser(PAD.framing)
    wire = frame_of(body)
    found = parser.feed(noise + wire) + parser.idle()
    overlapping = any(
        isinstance(item, Frame) and item.raw != wire and (noise + wire).find(item.raw) + len(item.raw) > len(noise)
        for item in found
    )
    assert body in bodies(found) or overlapping


@given(st.binary(max_size=300))
def test_noise_alone_neither_raises_nor_loses_bytes(noise: bytes) -> None:
    parser = FrameParser(PAD.framing)
    found = parser.feed(noise) + parser.idle()
    assert b"".join(item.raw for item in found) == noise


def test_half_a_frame_waits_and_is_given_up_when_the_line_falls_silent() -> None:
    parser = FrameParser(PAD.framing)
    assert parser.feed(bytes.fromhex("FF 68 10 10 68 01")) == []
    assert parser.idle() == [Stray(bytes.fromhex("FF 68 10 10 68 01"))]
    assert bodies(parser.feed(frame_of(b"\x01\x11\x02"))) == [b"\x01\x11\x02"]


def test_a_frame_inside_the_claim_of_a_false_beginning_is_found() -> None:
    wire = frame_of(b"\x01\x11\x02")
    assert presses(bytes.fromhex("FF 68 09 09 68") + wire) == [2]
    assert presses(b"\xff" + wire) == [2]
    assert presses(b"\xff\x68" + wire) == [2]


@pytest.mark.parametrize("chunk", [1, 3, 10, 64])
def test_our_own_echo_vanishes_and_what_the_device_says_stays(chunk: int) -> None:
    ask, press = frame_of(b"\x01\x01\x0b"), frame_of(b"\x01\x11\x03")
    for order in itertools.permutations([ask, press, b"\xfe"]):
        echo = EchoFilter()
        echo.sent(ask)
        wire = b"".join(order)
        heard = b"".join(echo.feed(wire[at : at + chunk]) for at in range(0, len(wire), chunk)) + echo.idle()
        assert heard == b"".join(part for part in order if part != ask)


def test_without_an_echo_a_like_beginning_is_only_held_back() -> None:
    echo = EchoFilter()
    echo.sent(frame_of(b"\x01\x01\x0b"))
    assert echo.feed(b"\xff\x68\x03") == b""
    assert echo.idle() == b"\xff\x68\x03"
    assert echo.feed(frame_of(b"\x01\x01\x0b")) == frame_of(b"\x01\x01\x0b")  # too late to be an echo


def test_two_frames_of_ours_are_two_echoes() -> None:
    echo = EchoFilter()
    first, second = frame_of(b"\x01\x01\x0b"), frame_of(b"\x01\x02\x05")
    echo.sent(first)
    echo.sent(second)
    assert echo.feed(first + b"\x42" + second + b"\x43") == b"\x42\x43"


def test_templates() -> None:
    template = pieces("{address} 11 {raw}", {"address", "raw"})
    assert fill(template, {"address": 1, "raw": 3}) == b"\x01\x11\x03"
    assert match(template, b"\x07\x11\x02") == {"address": 7, "raw": 2}
    assert match(template, b"\x07\x12\x02") is None
    assert match(template, b"\x07\x11") is None
    for values in ({"address": 1}, {"address": 1, "raw": 256}):
        with pytest.raises(ValueError, match="raw"):
            fill(template, values)


def test_an_xor_checksum_is_only_another_word() -> None:
    framing = Framing(pieces("A0 {len} {body} {sum}", {"len", "body", "sum"}), 8, "xor8")
    wire = framing.frame(b"\x01\x02\x07")
    assert wire == bytes.fromhex("A0 03 01 02 07 04")
    assert FrameParser(framing).feed(wire) == [Frame(b"\x01\x02\x07", wire)]
    with pytest.raises(ValueError, match="9 bytes"):
        framing.frame(bytes(9))

"""A hundred thousand frames amid noise and bit errors: every good one found, none made up; and every entry of the
catalogues read at every split of its bytes.

Of the frames a fifth is damaged: some by one wrong bit, which the checksum always tells, most by a bit error rate of a
fifth, which leaves nothing to be told by luck alone. The noise between holds the protocol's own bytes.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import pytest

from drivers.boards import catalogue as boards
from drivers.callers import catalogue as callers
from drivers.callers.catalogue import Pressed
from drivers.entries import hexed
from drivers.frames import Frame, FrameParser, Framing, Stray
from drivers.rating import catalogue as pads
from drivers.simulators.board import Bar

FRAMES = 100_000
SOME = 20_000
"""Frames of a protocol whose framing is tried wholly with another, or of one without a checksum."""
DAMAGED = 0.2
BIT_ERRORS = 0.2
CHUNK = 997
OWN = {"ff68": b"\xff\x68\x03\x06\x16\x11\x01", "a0": b"\xa0\x90\xa5\xaa\x00\x04\x01"}


def ff68(body: bytes) -> bytes:
    """The frame as the vendors' table has it, without the code under test."""
    return bytes([0xFF, 0x68, len(body), len(body), 0x68, *body, sum(body) % 256, 0x16])


def spoilt(frame: bytes, chance: random.Random) -> bytes:
    bits = len(frame) * 8
    if chance.random() < 0.25:
        flipped = 1 << chance.randrange(bits)
    else:
        flipped = 0
        while (
            flipped.bit_count() < bits * BIT_ERRORS / 2
        ):  # each bit with the chance of a fifth: two draws and, or, and
            one, two, three = (chance.getrandbits(bits) for _ in range(3))
            flipped = one & two & (three | chance.getrandbits(bits))
    return (int.from_bytes(frame, "big") ^ flipped).to_bytes(len(frame), "big")


def stream(frames: list[bytes], own: bytes, seed: int) -> tuple[bytes, list[int]]:
    """All frames in one stream with noise between, a fifth of them damaged; which are good."""
    chance = random.Random(seed)
    parts, good = list[bytes](), list[int]()
    for index, frame in enumerate(frames):
        parts.append(chance.randbytes(chance.randrange(4)) if index % 2 else bytes(chance.choices(own, k=3)))
        if chance.random() < DAMAGED:
            parts.append(spoilt(frame, chance))
        else:
            parts.append(frame)
            good.append(index)
    return b"".join(parts), good


def found_in(wire: bytes, *framings: Framing) -> Iterator[Frame | Stray]:
    parser = FrameParser(*framings)
    for at in range(0, len(wire), CHUNK):
        yield from parser.feed(wire[at : at + CHUNK])
    yield from parser.idle()


def test_no_false_rating_and_every_good_press_of_a_pad() -> None:
    entry = pads.load("ff68-pad")
    frames = [ff68(bytes([1 + index % 20, 0x11, index % 4])) for index in range(FRAMES)]
    wire, good = stream(frames, OWN["ff68"], 1)
    pressed = [
        (item.body[0], raw)
        for item in found_in(wire, entry.framing)
        if isinstance(item, Frame) and 1 <= item.body[0] <= 20
        for raw in entry.press.of(item, item.body[0])
    ]
    assert 0.78 * FRAMES < len(good) < 0.82 * FRAMES
    assert pressed == [(1 + index % 20, index % 4) for index in good]


@pytest.mark.parametrize("name", callers.names())
def test_no_false_key_and_every_good_one_of_a_caller(name: str) -> None:
    entry = callers.load(name)
    addresses = [entry.keys.on_wire(address) for address in range(21, 41)]
    raws = sorted(entry.keys.names)
    count = SOME  # the same framing as the pad's, which is tried with all of them
    typed = [(index // 20) % 1000 for index in range(count)]
    digits = [f"{number:03}"[: index % 4] for index, number in enumerate(typed)]
    frames = [
        ff68(bytes([addresses[index % 20], 0x01, *map(int, digits[index]), raws[index % 5]])) for index in range(count)
    ]
    wire, good = stream(frames, OWN["ff68"], 2)
    keys = [
        (item.body[0], pressed)
        for item in found_in(wire, entry.framing)
        if isinstance(item, Frame) and item.body[0] in addresses
        for pressed in (entry.keys.of(item, item.body[0]),)
        if pressed is not None
    ]
    assert keys == [(addresses[i % 20], Pressed(entry.keys.names[raws[i % 5]], raws[i % 5], digits[i])) for i in good]


def test_a_board_reads_what_ours_makes_amid_noise() -> None:
    """The board's own side, played: it takes its size unchecked and its checksum is one exclusive or, so one damaged
    text in some ten thousand may pass there, which nothing on our side can mend."""
    entry = boards.load("a0-9x")
    frames = [entry.frame(263, f"A{index % 1000:03}") for index in range(SOME)]
    wire, good = stream(frames, OWN["a0"], 3)
    bar, shown = Bar(263), list[str]()
    for at in range(0, len(wire), CHUNK):
        shown += bar.hear(wire[at : at + CHUNK])
    shown += bar.hear(bytes(1100))  # a false beginning at the end waits for bytes
    wanted = [f"A{index % 1000:03}" for index in good]
    assert len(set(enumerate(shown[:500])) ^ set(enumerate(wanted[:500]))) == 0
    assert abs(len(shown) - len(wanted)) <= SOME / 10_000 * 2


def test_every_answer_of_a_board_is_found_and_a_wrong_bit_only_ever_makes_it_another_boards() -> None:
    entry = boards.load("a0-9x")
    frames = [entry.reply(index % 256) for index in range(SOME)]
    wire, good = stream(frames, OWN["a0"], 4)
    heard = [item.body[0] for item in found_in(wire, entry.framing) if isinstance(item, Frame)]
    wanted = iter(heard)
    assert all(index % 256 in wanted for index in good)
    assert len(heard) - len(good) < SOME * DAMAGED * 0.1  # the answer has no checksum: its address may be wrong


# --- Every split of every example -------------------------------------------------------------------------------------


def reads() -> list[tuple[str, bytes, tuple[Framing, ...], Callable[[list[Frame | Stray]], object], object]]:
    """Of every entry each example that a device says: its bytes, how they are read, and what it is."""
    cases = []
    for name in pads.names():
        pad = pads.load(name)
        for example in (one for one in pad.examples if one.press is not None):
            address = example.values.get("address", 1)
            cases.append(
                (
                    f"{name} press {example.press}",
                    example.wire,
                    (pad.framing,),
                    lambda found, pad=pad, address=address: [r for item in found for r in pad.press.of(item, address)],
                    [example.press],
                )
            )
    for name in callers.names():
        caller = callers.load(name)
        for key in (one for one in caller.examples if one.key is not None):
            at = caller.keys.on_wire(key.address)
            cases.append(
                (
                    f"{name} {key.key} {key.digits}",
                    key.wire,
                    (caller.framing,),
                    lambda found, caller=caller, at=at: [
                        (pressed.key, pressed.digits)
                        for item in found
                        if isinstance(item, Frame) and (pressed := caller.keys.of(item, at)) is not None
                    ],
                    [(key.key, key.digits)],
                )
            )
    for name in boards.names():
        board = boards.load(name)
        for reply in (one for one in board.examples if one.show is None):
            cases.append(
                (
                    f"{name} reply",
                    reply.wire,
                    (board.framing,),
                    lambda found: [item.body[0] for item in found if isinstance(item, Frame)],
                    [reply.address & 0xFF],
                )
            )
    return cases


@pytest.mark.parametrize(("wire", "framings", "read", "wanted"), [c[1:] for c in reads()], ids=[c[0] for c in reads()])
def test_every_entry_is_read_at_every_split(
    wire: bytes, framings: tuple[Framing, ...], read: Callable[[list[Frame | Stray]], object], wanted: object
) -> None:
    every = (*framings, *(entry.framing for entry in (pads.load("ff68-pad"), boards.load("a0-9x"))))
    for known in (framings, every):  # alone, and on a line where other protocols are spoken too
        for cuts in range(2 ** (len(wire) - 1)):
            parser, found, begin = FrameParser(*known), list[Frame | Stray](), 0
            for at in range(1, len(wire) + 1):
                if at == len(wire) or cuts >> (at - 1) & 1:
                    found += parser.feed(wire[begin:at])
                    begin = at
            assert read(found + parser.idle()) == wanted, (hexed(wire), cuts)


def test_examples_of_every_entry_name_their_source() -> None:
    for catalogue in (pads, callers, boards):
        for name in catalogue.names():
            entry = catalogue.load(name)
            assert entry.source
            assert entry.examples
            assert all(example.source.strip() for example in entry.examples)

"""Simulated devices run by hand: what is typed presses keys, and sets faults going or ends them.

A pad takes single keys: a digit presses, a letter is a fault (:data:`LETTERS`), ``q`` ends. Boards and lines take
words, a line each: a fault's name or letter, ``press ADDRESS VALUE``, ``key ADDRESS NAME [DIGITS]``, ``q``. Without a
terminal the same comes from standard input; one that ended leaves the device to SIGINT and SIGTERM.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import termios
import time
import tty
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from drivers.callers import catalogue as callers
from drivers.simulators.board import BoardSimulator
from drivers.simulators.line import KEYS, LineSimulator
from drivers.simulators.plug import Fault, Plug
from drivers.simulators.rating import RatingPadSimulator
from shared import i18n

LETTERS: Final = {
    "s": Fault.SILENCE,
    "n": Fault.NOISE,
    "p": Fault.SPLIT,
    "c": Fault.WRONG_CHECKSUM,
    "l": Fault.SLOW,
    "e": Fault.ECHO,
    "u": Fault.UNPLUG,
}
"""Letter → fault, the same for every device."""
PLUGGED_S: Final = 5.0
UNPLUGGED_S: Final = 2.0
"""How long a device with ``--fault unplug`` is plugged in, and how long out, over and over."""
Say = Callable[..., None]


class _Faults:
    """Faults of one device, as a person sets them."""

    def __init__(self, plug: Plug, faults: Iterable[Fault], say: Say) -> None:
        self._plug, self._say = plug, say
        self._flapping = Fault.UNPLUG in set(faults)
        self._due = time.monotonic() + PLUGGED_S if self._flapping else None

    def toggle(self, fault: Fault) -> None:
        """Set a fault going, or end it."""
        if fault is Fault.UNPLUG:
            self._flapping, self._due = False, None
            self._turn()
            return
        on = fault not in self._plug.faults
        (self._plug.faults.add if on else self._plug.faults.discard)(fault)
        self._say("simulated.fault_on" if on else "simulated.fault_off", fault=fault.value)

    def wait_s(self) -> float | None:
        """Until the device is to be unplugged or plugged in."""
        return None if self._due is None else max(self._due - time.monotonic(), 0.0)

    def tick(self) -> None:
        """Time went by."""
        if self._due is not None and time.monotonic() >= self._due:
            self._turn()
            self._due = time.monotonic() + (PLUGGED_S if self._plug.plugged else UNPLUGGED_S)

    def _turn(self) -> None:
        if self._plug.plugged:
            self._plug.stop()
            self._say("simulated.unplugged")
        else:
            self._plug.start()
            self._say("simulated.plugged", port=self._plug.port_path)


def run_pad(
    link: Path | None = None,
    auto_press: int | None = None,
    *,
    entry: str = "ff68-pad",
    address: int = 1,
    faults: Iterable[Fault] = (),
    language: str = "en",
) -> None:
    """Be a rating pad until SIGINT, SIGTERM or ``q``. Blocks; wants the main thread.

    Prints the path to open. ``link`` is a symbolic link that leads there, ``auto_press`` a value that is pressed by
    itself a second after each question. Raises the catalogue's ``DeviceFault`` for an entry that is not there.
    """
    say = _sayer(language)
    pad = RatingPadSimulator(
        address,
        entry=entry,
        auto_press=None if auto_press is None else (auto_press, 1.0),
        faults=faults,
        link=link,
        on_say=lambda what, value: say(f"simulated_pad.{what}", value=value),
    )
    faulty = _Faults(pad.plug, faults, say)
    with _stop_signals() as stopped, pad, _single_keys():
        keys = f"{pad.dialect.keys.start}–{pad.dialect.keys.stop - 1}"
        say("simulated_pad.ready", port=pad.port_path, address=address, keys=keys)
        say("simulated.letters", letters=_letters())
        for key in _typed(stopped, faulty):
            if key == "q":
                break
            if key in LETTERS:
                faulty.toggle(LETTERS[key])
            elif key.isdecimal() and int(key) in pad.dialect.keys:
                pad.press(int(key))
                say("simulated_pad.pressed", value=int(key))
    say("simulated_pad.stopped")


def run_board(
    address: int = 1,
    *,
    colour: bool = False,
    link: Path | None = None,
    faults: Iterable[Fault] = (),
    language: str = "en",
) -> None:
    """Be a window board until SIGINT, SIGTERM or ``q``, printing the path to open and each text. Blocks."""
    say = _sayer(language)
    board = BoardSimulator(
        address,
        colour=colour,
        link=link,
        faults=faults,
        on_text=lambda text: say("simulated_board.shows", text=text),
    )
    with _stop_signals() as stopped, board:
        say("simulated_board.ready", port=board.port_path, address=address)
        say("simulated.letters", letters=_letters())
        _words(stopped, _Faults(board.plug, faults, say), say, lambda _: False)
    say("simulated_board.stopped")


def run_line(
    pads: Iterable[int],
    callers_at: Iterable[int],
    boards: Iterable[int],
    *,
    caller: str = "ff68-caller",
    baud: int | None = 9600,
    link: Path | None = None,
    faults: Iterable[Fault] = (),
    language: str = "en",
) -> None:
    """Be an RS-485 line with pads, callers and boards until SIGINT, SIGTERM or ``q``. Blocks.

    ``caller`` is the catalogue's entry of the callers, ``baud`` paces the line. Raises the catalogue's ``DeviceFault``.
    """
    say = _sayer(language)
    bit7 = callers.load(caller).keys.apart == "bit7"
    line = LineSimulator(
        pads,
        callers_at,
        boards,
        baud=baud,
        bit7=bit7,
        link=link,
        faults=faults,
        on_say=lambda what, at, text: say(f"simulated_line.{what}", address=at, text=text),
    )
    with _stop_signals() as stopped, line:
        say("simulated_line.ready", port=line.port_path)
        say("simulated.letters", letters=_letters())
        _words(stopped, _Faults(line.plug, faults, say), say, lambda words: _pressed(line, words))
    say("simulated_line.stopped")


def _pressed(line: LineSimulator, words: list[str]) -> bool:
    """Carry out ``press ADDRESS VALUE`` or ``key ADDRESS NAME [DIGITS]``; whether it was one."""
    match words:
        case ["press", address, value] if address.isdecimal() and value.isdecimal():
            line.press_pad(int(address) & 0xFF, int(value) & 0xFF)
        case ["key", address, key, *digits] if (
            address.isdecimal() and key in KEYS and "".join(digits or "0").isdecimal()
        ):
            line.press_key(int(address) & 0x7F, key, "".join(digits))
        case _:
            return False
    return True


def _words(stopped: int, faults: _Faults, say: Say, act: Callable[[list[str]], bool]) -> None:
    typed = ""
    for letter in _typed(stopped, faults):
        if letter != "\n":
            typed += letter
            continue
        words, typed = typed.split(), ""
        if words == ["q"]:
            return
        if len(words) == 1 and words[0] in (*LETTERS, *LETTERS.values()):
            faults.toggle(LETTERS.get(words[0]) or Fault(words[0]))
        elif words and not act(words):
            say("simulated.not_understood", text=" ".join(words))


def _letters() -> str:
    return ", ".join(f"{letter} {fault.value}" for letter, fault in LETTERS.items())


def _sayer(language: str) -> Say:
    def say(key: str, **values: Any) -> None:
        print(i18n.text(f"device.{key}", language, **values), flush=True)

    return say


@contextlib.contextmanager
def _stop_signals() -> Iterator[int]:
    """A descriptor that becomes readable when SIGINT or SIGTERM came; the former handlers come back at the end."""
    out, into = os.pipe()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        for number in before:
            signal.signal(number, lambda *_: os.write(into, b"!"))
        yield out
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(out)
        os.close(into)


@contextlib.contextmanager
def _single_keys() -> Iterator[None]:
    """A terminal gives each key at once, without Enter; it is put back at the end."""
    if sys.stdin is None or not sys.stdin.isatty():
        yield
        return
    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal)
        yield
    finally:
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _typed(stopped: int, faults: _Faults) -> Iterator[str]:
    """What is typed, letter by letter, until the stop."""
    poll = select.poll()
    poll.register(stopped, select.POLLIN)
    source = -1 if sys.stdin is None else sys.stdin.fileno()
    if source >= 0:
        poll.register(source, select.POLLIN)
    while True:
        wait_s = faults.wait_s()
        ready = {descriptor for descriptor, _ in poll.poll(None if wait_s is None else wait_s * 1000 + 1)}
        faults.tick()
        if stopped in ready:
            return
        if source in ready:
            data = os.read(source, 64)
            if not data:
                poll.unregister(source)
            yield from data.decode("ascii", "ignore")

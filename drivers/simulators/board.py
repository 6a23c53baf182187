"""Simulated window boards of the ``A0 9x`` kind, which read back what they are told to show.

In a test: ``BoardSimulator().start()``, hand ``port_path`` to the driver, ``wait_text("A001")``. Its bytes are written
from the protocol's table, apart from the driver's catalogue::

    A0 9h LL A5 LH LL DATA XOR   show DATA: GBK, on a board with colours a byte after each character   (host → board)
    A0 90 LL A5 AA               took it                                                               (board → host)
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, Self

from drivers.simulators.plug import Fault, Plug

COLOURS: Final = {0: "red", 1: "green", 2: "yellow"}
_HEAD: Final = 6


class Bar:
    """A board as such: reads every frame on its line and shows those for its address (0 to 4095). ``colour``: it wants
    a colour byte after each character."""

    def __init__(self, address: int, *, colour: bool = False) -> None:
        self.address, self.colour = address, colour
        self.colours: list[str] = []
        """Colour of each character of the last text."""
        self.refused = 0
        """Frames with a wrong checksum, or with bytes that are no text."""
        self._waiting = b""

    @property
    def answer(self) -> bytes:
        """What it says when it took a text."""
        return bytes([0xA0, 0x90, self.address & 0xFF, 0xA5, 0xAA])

    def hear(self, data: bytes) -> list[str]:
        """Texts that this completes."""
        waiting, shown = self._waiting + data, []
        while (start := waiting.find(b"\xa0")) >= 0:
            waiting = waiting[start:]
            if len(waiting) < _HEAD:
                break
            size = waiting[4] << 8 | waiting[5]
            if waiting[1] >> 4 != 9 or size > 1024:
                waiting = waiting[1:]
                continue
            if len(waiting) < _HEAD + size + 1:
                break
            checked, told = waiting[1 : _HEAD + size], waiting[_HEAD + size]
            left = 0
            for byte in checked:
                left ^= byte
            if left != told:
                self.refused += 1
                waiting = waiting[1:]
                continue
            waiting = waiting[_HEAD + size + 1 :]
            if (checked[0] & 0x0F) << 8 | checked[1] == self.address and checked[2] == 0xA5:
                shown += self._read(checked[5:])
        self._waiting = waiting if start >= 0 else b""
        return shown

    def _read(self, data: bytes) -> list[str]:
        try:
            if not self.colour:
                return [data.decode("gbk")]
            text, colours, at = "", [], 0
            while at < len(data):
                size = 2 if data[at] > 0x80 else 1
                text += data[at : at + size].decode("gbk")
                colours.append(COLOURS[data[at + size]])
                at += size + 1
        except (UnicodeDecodeError, KeyError, IndexError):
            self.refused += 1
            return []
        self.colours = colours
        return [text]


class BoardSimulator:
    """A board alone on a pseudo-terminal; see :class:`Bar` for ``address`` and ``colour``.

    ``silent`` takes texts and answers nothing. ``faults`` and ``link`` are those of the wire. ``on_text`` is told each
    text from the wire's thread.
    """

    def __init__(
        self,
        address: int = 1,
        *,
        colour: bool = False,
        silent: bool = False,
        echo: bool = False,
        faults: Iterable[Fault] = (),
        link: Path | None = None,
        on_text: Callable[[str], None] | None = None,
    ) -> None:
        self.bar = Bar(address, colour=colour)
        self.silent = silent
        self.plug = Plug(self._take, link=link, faults={*faults, Fault.ECHO} if echo else faults)
        self.texts: list[str] = []
        """All texts shown, in their order."""
        self._on_text = on_text
        self._heard = threading.Condition()

    @property
    def port_path(self) -> str:
        """The path to open; "" while unplugged."""
        return self.plug.port_path

    @property
    def address(self) -> int:
        return self.bar.address

    @property
    def colours(self) -> list[str]:
        """Colour of each character of the last text."""
        return self.bar.colours

    @property
    def refused(self) -> int:
        """Frames with a wrong checksum, or with bytes that are no text."""
        return self.bar.refused

    def start(self) -> Self:
        """Plug the board in. It may be started again after :meth:`stop`, on another pseudo-terminal."""
        self.plug.start()
        return self

    def stop(self) -> None:
        """Unplug it: the line is hung up. Idempotent."""
        self.plug.stop()

    def wait_text(self, text: str, timeout_s: float = 10.0) -> bool:
        """Wait until ``text`` is what the board shows; False when it does not in time."""
        with self._heard:
            return self._heard.wait_for(lambda: self.texts[-1:] == [text], timeout_s)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _take(self, data: bytes) -> None:
        for text in self.bar.hear(data):
            with self._heard:
                self.texts.append(text)
                self._heard.notify_all()
            if not self.silent:
                self.plug.say(self.bar.answer)
            if self._on_text:
                self._on_text(text)

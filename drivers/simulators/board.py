"""A simulated window board of the ``A0 9x`` kind on a pseudo-terminal, which reads back what it is told to show.

In a test: ``BoardSimulator().start()``, hand ``port_path`` to the driver, ``wait_text("A001")``. By hand:
:func:`run_interactive`. Its bytes are written from the protocol's table, apart from the driver's catalogue::

    A0 9h LL A5 LH LL DATA XOR   show DATA: GBK, on a board with colours a byte after each character   (host → board)
    A0 90 LL A5 AA               took it                                                               (board → host)
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import threading
import tty
from collections.abc import Callable
from typing import Final, Self

from shared import i18n

COLOURS: Final = {0: "red", 1: "green", 2: "yellow"}
_TICK_S: Final = 0.02
_HEAD: Final = 6


class BoardSimulator:
    """A board with the address ``address`` (0 to 4095); ``colour``: it wants a colour byte after each character.

    ``silent`` takes texts and answers nothing, ``echo`` returns the host's bytes first. ``on_text`` is told each text
    from the board's thread.
    """

    def __init__(
        self,
        address: int = 1,
        *,
        colour: bool = False,
        silent: bool = False,
        echo: bool = False,
        on_text: Callable[[str], None] | None = None,
    ) -> None:
        self.address = address
        self.colour = colour
        self.silent = silent
        self.echo = echo
        self.texts: list[str] = []
        """All texts shown, in their order."""
        self.colours: list[str] = []
        """Colour of each character of the last text."""
        self.refused = 0
        """Frames with a wrong checksum, or with bytes that are no text."""
        self._on_text = on_text
        self._heard = threading.Condition()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._ends: tuple[int, int] | None = None
        self.port_path = ""
        """The path to open; "" while unplugged."""

    def start(self) -> Self:
        """Plug the board in. It may be started again after :meth:`stop`, on another pseudo-terminal."""
        master, slave = os.openpty()
        tty.setraw(slave)
        os.set_blocking(master, False)
        # The board holds its own end open as well, so that a host may close the line and open it again.
        self._ends, self.port_path = (master, slave), os.ttyname(slave)
        self._stopping.clear()
        self._thread = threading.Thread(target=self._listen, args=(master,), name="window board", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Unplug it: the line is hung up. Idempotent."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        ends, self._ends, self.port_path = self._ends, None, ""
        for end in ends or ():
            os.close(end)

    def wait_text(self, text: str, timeout_s: float = 10.0) -> bool:
        """Wait until ``text`` is what the board shows; False when it does not in time."""
        with self._heard:
            return self._heard.wait_for(lambda: self.texts[-1:] == [text], timeout_s)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _listen(self, master: int) -> None:
        waiting = b""
        poll = select.poll()
        poll.register(master, select.POLLIN)
        while not self._stopping.is_set():
            if not poll.poll(_TICK_S * 1000):
                continue
            data = os.read(master, 1024)
            if self.echo:
                self._send(master, data)
            waiting = self._take(master, waiting + data)

    def _take(self, master: int, waiting: bytes) -> bytes:
        """Act on every whole frame; what is left may be the start of the next one."""
        while (start := waiting.find(b"\xa0")) >= 0:
            waiting = waiting[start:]
            if len(waiting) < _HEAD:
                return waiting
            size = waiting[4] << 8 | waiting[5]
            if waiting[1] >> 4 != 9 or size > 1024:
                waiting = waiting[1:]
                continue
            if len(waiting) < _HEAD + size + 1:
                return waiting
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
                self._show(master, checked[5:])
        return b""

    def _show(self, master: int, data: bytes) -> None:
        try:
            text, colours = self._read(data)
        except (UnicodeDecodeError, KeyError, IndexError):
            self.refused += 1
            return
        with self._heard:
            self.texts.append(text)
            self.colours = colours
            self._heard.notify_all()
        if not self.silent:
            self._send(master, bytes([0xA0, 0x90, self.address & 0xFF, 0xA5, 0xAA]))
        if self._on_text:
            self._on_text(text)

    def _read(self, data: bytes) -> tuple[str, list[str]]:
        if not self.colour:
            return data.decode("gbk"), []
        text, colours, at = "", [], 0
        while at < len(data):
            size = 2 if data[at] > 0x80 else 1
            text += data[at : at + size].decode("gbk")
            colours.append(COLOURS[data[at + size]])
            at += size + 1
        return text, colours

    def _send(self, master: int, data: bytes) -> None:
        with contextlib.suppress(BlockingIOError):  # nobody reads: the bytes are lost, as on a real line
            os.write(master, data)


def run_interactive(address: int = 1, *, colour: bool = False, language: str = "en") -> None:
    """Run a board until SIGINT or SIGTERM, printing the path to open and each text. Blocks; wants the main thread."""

    def say(what: str, **values: str) -> None:
        print(i18n.text(f"device.simulated_board.{what}", language, **values), flush=True)  # type: ignore[arg-type]

    out, into = os.pipe()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        for number in before:
            signal.signal(number, lambda *_: os.write(into, b"!"))
        with BoardSimulator(address, colour=colour, on_text=lambda text: say("shows", text=text)) as board:
            say("ready", port=board.port_path, address=str(address))
            os.read(out, 1)
        say("stopped")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(out)
        os.close(into)

"""A simulated rating pad of the ``FF 68 … 16`` kind on a pseudo-terminal, pressed by a program or by a person.

In a test: ``RatingPadSimulator().start()``, hand ``port_path`` to the driver, ``wait_asked()``, ``press(3)``. By hand:
:func:`run_interactive`. Its bytes are written from the protocol's table, apart from the driver's catalogue::

    FF 68 03 03 68 AA 01 0B SS 16   asks for a rating            (host → pad)
    FF 68 03 03 68 AA 02 NN SS 16   shows NN stars               (host → pad)
    FF 68 03 03 68 AA 01 VV SS 16   took the press VV            (host → pad; or 68 02 02 68 AA 01 SS 16)
    FF 68 03 03 68 AA 11 VV SS 16   VV pressed, 00 to 03 or 04   (pad → host)
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import termios
import threading
import time
import tty
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, Self

from shared import i18n

KEYS: Final = 5
_ASK: Final = 0x0B
_TICK_S: Final = 0.02


class RatingPadSimulator:
    """A pad with the address ``address``.

    ``auto_press`` is ``(value, after_s)``: press by itself so many seconds after each question. ``echo`` returns the
    host's bytes first, as an RS-485 adapter with local echo does. ``link`` is a path that always leads to the
    pseudo-terminal, through restarts: what a device name under ``/dev/serial/by-id`` is to a real pad. ``on_say`` is
    told what the host says, as (what, value) with what one of ``asked stars ack``, from the pad's thread.
    """

    def __init__(
        self,
        address: int = 1,
        *,
        auto_press: tuple[int, float] | None = None,
        echo: bool = False,
        link: Path | None = None,
        on_say: Callable[[str, int], None] | None = None,
    ) -> None:
        self.address = address
        self.auto_press = auto_press
        self.echo = echo
        self.link = link
        self.asked = 0
        """How often the host asked for a rating."""
        self.stars: int | None = None
        """The stars last shown."""
        self.last_ack: bytes | None = None
        """The host's last acknowledgement of a press, as it came."""
        self._on_say = on_say
        self._heard = threading.Condition()
        self._writing = threading.Lock()
        self._acks = 0
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._ends: tuple[int, int] | None = None
        self._path = ""
        self._press_at: float | None = None

    @property
    def port_path(self) -> str:
        """The path to open: the link where there is one, else the pseudo-terminal itself; "" before the start."""
        return str(self.link) if self.link and self._path else self._path

    def start(self) -> Self:
        """Plug the pad in. It may be started again after :meth:`stop`, on another pseudo-terminal."""
        if self._ends is not None:
            return self
        master, slave = os.openpty()
        tty.setraw(slave)
        os.set_blocking(master, False)
        # The pad holds its own end open as well, so that a host may close the line and open it again.
        self._ends, self._path = (master, slave), os.ttyname(slave)
        if self.link:
            try:
                point_link(self.link, self._path)
            except OSError:
                self.stop()
                raise
        self._stopping.clear()
        self._press_at = None
        self._thread = threading.Thread(target=self._listen, args=(master,), name="rating pad", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Unplug it: the line is hung up and the link vanishes. Idempotent."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        with self._writing:
            ends, self._ends = self._ends, None
        if ends is None:
            return
        if self.link and self.link.is_symlink() and os.readlink(self.link) == self._path:
            self.link.unlink()
        self._path = ""
        for end in ends:
            os.close(end)

    def press(self, value: int) -> None:
        """A person presses the key ``value``, whether asked or not."""
        self.send(bytes([0xFF, 0x68, 3, 3, 0x68, self.address, 0x11, value, (self.address + 0x11 + value) % 256, 0x16]))

    def send(self, data: bytes) -> None:
        """Put any bytes on the line, for noise and damage. Nothing happens on an unplugged pad."""
        with self._writing:
            if self._ends is not None:
                with contextlib.suppress(BlockingIOError):  # nobody reads: the bytes are lost, as on a real line
                    os.write(self._ends[0], data)

    def wait_asked(self, timeout_s: float, count: int = 1) -> bool:
        """Wait until the host asked ``count`` times in all; False when it did not in time."""
        with self._heard:
            return self._heard.wait_for(lambda: self.asked >= count, timeout_s)

    def wait_acked(self, timeout_s: float, count: int = 1) -> bool:
        """Wait until the host acknowledged ``count`` presses in all; False when it did not in time."""
        with self._heard:
            return self._heard.wait_for(lambda: self._acks >= count, timeout_s)

    def wait_stars(self, timeout_s: float, count: int) -> bool:
        """Wait until ``count`` stars are shown; False when they are not in time."""
        with self._heard:
            return self._heard.wait_for(lambda: self.stars == count, timeout_s)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _listen(self, master: int) -> None:
        waiting = b""
        while not self._stopping.is_set():
            if self._press_at is not None and time.monotonic() >= self._press_at and self.auto_press:
                self._press_at = None
                self.press(self.auto_press[0])
            poll = select.poll()
            poll.register(master, select.POLLIN)
            if not poll.poll(_TICK_S * 1000):
                continue
            data = os.read(master, 1024)
            if self.echo:
                self.send(data)
            waiting = self._take(waiting + data)

    def _take(self, waiting: bytes) -> bytes:
        """Act on every whole frame; what is left may be the start of the next one."""
        while (start := waiting.find(b"\x68")) >= 0:
            # The leading FF only wakes the line, and one acknowledgement comes without it.
            lead = max(start - 1, 0) if waiting[start - 1 : start] == b"\xff" else start
            rest = waiting[start:]
            if len(rest) < 4:
                return waiting[lead:]
            size = rest[1]
            if rest[2] != size or rest[3] != 0x68 or not 2 <= size <= 9:
                waiting = rest[1:]
                continue
            if len(rest) < size + 6:
                return waiting[lead:]
            body, end = rest[4 : 4 + size], start + size + 6
            if rest[4 + size] != sum(body) % 256 or rest[5 + size] != 0x16:
                waiting = rest[1:]
                continue
            if body[0] == self.address:
                self._act(body[1], body[2:], waiting[lead:end])
            waiting = waiting[end:]
        return waiting[-1:]

    def _act(self, function: int, data: bytes, raw: bytes) -> None:
        what, value = "", data[0] if data else -1
        with self._heard:
            if function == 1 and value == _ASK:
                self.asked += 1
                what = "asked"
                if self.auto_press:
                    self._press_at = time.monotonic() + self.auto_press[1]
            elif function == 1:
                self._acks += 1
                self.last_ack = raw
                what = "ack"
            elif function == 2 and data:
                self.stars = value
                what = "stars"
            self._heard.notify_all()
        if what and self._on_say:
            self._on_say(what, value)


def run_interactive(
    link: Path | None = None, auto_press: int | None = None, *, address: int = 1, language: str = "en"
) -> None:
    """Run a pad until SIGINT, SIGTERM or the key ``q``; the keys 0 to 4 press. Blocks; wants the main thread.

    Prints the path to open. ``link`` is a symbolic link that leads there, ``auto_press`` a value that is pressed by
    itself a second after each question. Without a terminal, the keys come from standard input as lines do.
    """

    def say(key: str, **values: Any) -> None:
        print(i18n.text(f"device.simulated_pad.{key}", language, **values), flush=True)

    pad = RatingPadSimulator(
        address,
        auto_press=None if auto_press is None else (auto_press, 1.0),
        link=link,
        on_say=lambda what, value: say(what, value=value),
    )
    with _stop_signals() as stopped, pad, _single_keys():
        say("ready", port=pad.port_path, address=address)
        for key in _keys(stopped):
            if key == "q":
                break
            if key.isdecimal() and int(key) < KEYS:
                pad.press(int(key))
                say("pressed", value=int(key))
    say("stopped")


def point_link(link: Path, target: str) -> None:
    """Make ``link`` lead to ``target`` in one step; a real file in its place is left alone (``FileExistsError``)."""
    if link.exists() and not link.is_symlink():
        raise FileExistsError(f"{link} is not a symbolic link")
    link.parent.mkdir(parents=True, exist_ok=True)
    fresh = link.with_name(f".{link.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(link)


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


def _keys(stopped: int) -> Iterator[str]:
    """Keys from standard input until the stop; a standard input that ended leaves the pad to its signals."""
    poll = select.poll()
    poll.register(stopped, select.POLLIN)
    source = -1 if sys.stdin is None else sys.stdin.fileno()
    if source >= 0:
        poll.register(source, select.POLLIN)
    while True:
        ready = {descriptor for descriptor, _ in poll.poll()}
        if stopped in ready:
            return
        if source in ready:
            data = os.read(source, 64)
            if not data:
                poll.unregister(source)
            yield from data.decode("ascii", "ignore")

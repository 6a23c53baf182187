"""A simulated RS-485 line on a pseudo-terminal: rating pads and callers of the ``FF 68 … 16`` kind side by side.

Half duplex: one frame at a time is on the wire, and with ``baud`` each takes the time it takes there. Its bytes are
written from the protocol's table, apart from the driver's catalogue::

    FF 68 03 03 68 AA 01 0B SS 16        asks for a rating            (host → pad)
    FF 68 03 03 68 AA 01 VV SS 16        took the press VV            (host → pad; or 68 02 02 68 AA 01 SS 16)
    FF 68 03 03 68 AA 11 VV SS 16        VV pressed                   (pad → host)
    FF 68 LL LL 68 AA FF DD… KK SS 16    key KK after the digits DD   (caller → host, and back as its answer)
    FF 68 08 08 68 AA 02 D1…D6 SS 16     shows six digits, 0A blank   (host → caller)
    FF 68 02 02 68 AA 03 SS 16           beeps                        (host → caller)
"""

from __future__ import annotations

import os
import select
import threading
import time
import tty
from collections import Counter, deque
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, Self

from drivers.simulators.rating import point_link

KEYS: Final = {"evaluate": 0x0B, "next": 0x0C, "recall": 0x0D, "no_show": 0x0E, "function": 0x0F}
"""Keys of a caller, as the table has them."""
_BITS: Final = 10
"""On the wire a byte of 8N1 has ten bits."""


class LineSimulator:
    """``pads`` and ``callers`` are addresses. ``link`` is a path that always leads to the line, through restarts.

    What the devices saw is counted by address, see the attributes; :meth:`wait` waits for it. ``echo`` returns the
    host's bytes first, as an adapter with local echo does.
    """

    def __init__(
        self,
        pads: Iterable[int] = (),
        callers: Iterable[int] = (),
        *,
        baud: int | None = None,
        echo: bool = False,
        link: Path | None = None,
    ) -> None:
        self.pads, self.callers = frozenset(pads), frozenset(callers)
        self.echo, self.link = echo, link
        self.asked: Counter[int] = Counter()
        """How often each pad was asked."""
        self.acked: Counter[tuple[str, int]] = Counter()
        """How many frames of each device were answered, by ``("pad", address)`` or ``("caller", address)``."""
        self.beeps: Counter[int] = Counter()
        self.shown: dict[int, str] = {}
        """Six digits of each caller's display, blank as a space."""
        self._byte_s = _BITS / baud if baud else 0.0
        self._unanswered: Counter[bytes] = Counter()
        self._seen = threading.Condition()
        self._outgoing: deque[bytes] = deque()
        self._stopping = False
        self._thread: threading.Thread | None = None
        self._ends: tuple[int, int] | None = None
        self._wake: tuple[int, int] | None = None
        self._path = ""

    @property
    def port_path(self) -> str:
        """The path to open: the link where there is one, else the pseudo-terminal itself; "" before the start."""
        return str(self.link) if self.link and self._path else self._path

    def start(self) -> Self:
        """Plug the adapter in. It may be started again after :meth:`stop`, on another pseudo-terminal."""
        if self._ends is not None:
            return self
        master, slave = os.openpty()
        tty.setraw(slave)
        os.set_blocking(master, False)
        self._ends, self._wake, self._path = (master, slave), os.pipe(), os.ttyname(slave)
        if self.link:
            point_link(self.link, self._path)
        self._stopping = False
        self._outgoing.clear()
        self._thread = threading.Thread(target=self._live, args=(master, self._wake[0]), name="simulated line")
        self._thread.daemon = True
        self._thread.start()
        return self

    def stop(self) -> None:
        """Unplug the adapter: the line is hung up and the link vanishes. Idempotent."""
        if self._ends is None or self._wake is None or self._thread is None:
            return
        self._stopping = True
        os.write(self._wake[1], b"!")
        self._thread.join()
        if self.link and self.link.is_symlink() and os.readlink(self.link) == self._path:
            self.link.unlink()
        self._path = ""
        for end in (*self._ends, *self._wake):
            os.close(end)
        self._ends = self._wake = None

    def press_pad(self, address: int, value: int) -> None:
        """A visitor presses the key ``value`` of a pad."""
        self.send(_frame(bytes([address, 0x11, value])))

    def press_key(self, address: int, key: str, digits: str = "", *, function: int = 0x01) -> None:
        """A clerk types ``digits`` and presses ``key`` (a name of :data:`KEYS`) on a caller."""
        frame = _frame(bytes([address, function, *(int(digit) for digit in digits), KEYS[key]]))
        self._unanswered[frame] += 1
        self.send(frame)

    def send(self, data: bytes) -> None:
        """Put any bytes on the line as soon as it is free, for noise and damage. Lost on an unplugged line."""
        wake = self._wake
        if wake is not None:
            self._outgoing.append(data)
            os.write(wake[1], b"!")

    def wait(self, wanted: Callable[[Self], bool], timeout_s: float) -> bool:
        """Wait until what the devices saw is as ``wanted``; False when it is not in time."""
        with self._seen:
            return self._seen.wait_for(lambda: wanted(self), timeout_s)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _live(self, master: int, wake: int) -> None:
        poll = select.poll()
        poll.register(master, select.POLLIN)
        poll.register(wake, select.POLLIN)
        waiting = b""
        while not self._stopping:
            ready = {descriptor for descriptor, _ in poll.poll()}
            if master in ready:
                # The host has the line; what the devices want to say waits for the end of it.
                data = os.read(master, 1024)
                if self.echo:
                    self._put(master, data)
                time.sleep(len(data) * self._byte_s)
                waiting = self._take(waiting + data)
                continue
            if wake in ready:
                os.read(wake, 1)
                if self._outgoing:
                    self._speak(master, self._outgoing.popleft())

    def _speak(self, master: int, data: bytes) -> None:
        if not self._byte_s:
            self._put(master, data)
            return
        due = time.monotonic()
        for byte in data:
            due += self._byte_s
            time.sleep(max(due - time.monotonic(), 0.0))
            self._put(master, bytes([byte]))

    @staticmethod
    def _put(master: int, data: bytes) -> None:
        try:
            os.write(master, data)
        except BlockingIOError:
            return  # nobody reads: the bytes are lost, as on a real line

    def _take(self, waiting: bytes) -> bytes:
        """Act on every whole frame; what is left may be the start of the next one."""
        while (start := waiting.find(b"\x68")) >= 0:
            rest = waiting[start:]
            size = rest[1] if len(rest) > 1 else 0
            if len(rest) < 4 or (rest[2] == size and rest[3] == 0x68 and len(rest) < size + 6):
                return rest
            good = rest[2] == size and rest[3] == 0x68 and rest[size + 5] == 0x16
            if not good or sum(rest[4 : size + 4]) % 256 != rest[size + 4]:
                waiting = rest[1:]
                continue
            with self._seen:
                self._act(rest[4 : size + 4], b"\xff" + rest[: size + 6])
                self._seen.notify_all()
            waiting = rest[size + 6 :]
        return b""

    def _act(self, body: bytes, frame: bytes) -> None:
        address, function, data = body[0], body[1], body[2:]
        if address in self.callers:
            if self._unanswered[frame]:
                self._unanswered[frame] -= 1
                self.acked["caller", address] += 1
                return
            if function == 2 and len(data) == 6:
                self.shown[address] = "".join(" " if digit == 0x0A else str(digit) for digit in data)
            elif function == 3:
                self.beeps[address] += 1
        if address in self.pads and function == 1:
            if data == b"\x0b":
                self.asked[address] += 1
            elif not data or data[0] <= 4:
                self.acked["pad", address] += 1


def _frame(body: bytes) -> bytes:
    return bytes([0xFF, 0x68, len(body), len(body), 0x68, *body, sum(body) % 256, 0x16])

"""A simulated RS-485 line on a pseudo-terminal: rating pads and callers of the ``FF 68 … 16`` kind side by side, and
window boards (:mod:`drivers.simulators.board`) where there are any.

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

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, Self

from drivers.simulators.board import Bar
from drivers.simulators.plug import Fault, Plug

KEYS: Final = {"evaluate": 0x0B, "next": 0x0C, "recall": 0x0D, "no_show": 0x0E, "function": 0x0F}
"""Keys of a caller, as the table has them."""


class LineSimulator:
    """``pads``, ``callers`` and ``boards`` are addresses. ``link`` is a path that always leads to the line, through
    restarts, ``faults`` are those of the wire. ``bit7``: callers say their address with its highest bit set.

    What the devices saw is counted by address, see the attributes; :meth:`wait` waits for it. ``echo`` returns the
    host's bytes first, as an adapter with local echo does.
    """

    def __init__(
        self,
        pads: Iterable[int] = (),
        callers: Iterable[int] = (),
        boards: Iterable[int] = (),
        *,
        baud: int | None = None,
        echo: bool = False,
        bit7: bool = False,
        faults: Iterable[Fault] = (),
        link: Path | None = None,
        on_say: Callable[[str, int, str], None] | None = None,
    ) -> None:
        self.pads = frozenset(pads)
        self.callers = frozenset(address | 0x80 if bit7 else address for address in callers)
        self.bit7 = bit7
        self.plug = Plug(self._hear, link=link, baud=baud, faults={*faults, Fault.ECHO} if echo else faults)
        self.plug.spoken = self._spoken
        self.asked: Counter[int] = Counter()
        """How often each pad was asked."""
        self.acked: Counter[tuple[str, int]] = Counter()
        """How many frames of each device were answered, by ``("pad", address)`` or ``("caller", address)``."""
        self.beeps: Counter[int] = Counter()
        self.shown: dict[int, str] = {}
        """Six digits of each caller's display, blank as a space."""
        self.board_texts: dict[int, str] = {}
        """What each board shows."""
        self.collisions = 0
        """How often the host spoke while a board was about to answer."""
        self.spoken_at: list[tuple[bytes, float]] = []
        """Each frame of the devices, and when its last byte was on the wire (monotonic)."""
        self._bars = [Bar(address) for address in boards]
        self._answers: Counter[bytes] = Counter()
        self._unanswered: Counter[bytes] = Counter()
        self._seen = threading.Condition()
        self._waiting = b""
        self._on_say = on_say

    @property
    def port_path(self) -> str:
        """The path to open: the link where there is one, else the pseudo-terminal itself; "" before the start."""
        return self.plug.port_path

    def start(self) -> Self:
        """Plug the adapter in. It may be started again after :meth:`stop`, on another pseudo-terminal."""
        if not self.plug.plugged:
            self._waiting = b""
            self._answers.clear()
            self.plug.start()
        return self

    def stop(self) -> None:
        """Unplug the adapter: the line is hung up and the link vanishes. Idempotent."""
        self.plug.stop()

    def press_pad(self, address: int, value: int) -> None:
        """A visitor presses the key ``value`` of a pad."""
        self.send(_frame(bytes([address, 0x11, value])))

    def press_key(self, address: int, key: str, digits: str = "", *, function: int = 0x01) -> None:
        """A clerk types ``digits`` and presses ``key`` (a name of :data:`KEYS`) on a caller."""
        on_wire = address | 0x80 if self.bit7 else address
        frame = _frame(bytes([on_wire, function, *(int(digit) for digit in digits), KEYS[key]]))
        self._unanswered[frame] += 1
        self.send(frame)

    def send(self, data: bytes) -> None:
        """Put any bytes on the line as soon as it is free, for noise and damage. Lost on an unplugged line."""
        self.plug.say(data)

    def wait(self, wanted: Callable[[Self], bool], timeout_s: float) -> bool:
        """Wait until what the devices saw is as ``wanted``; False when it is not in time."""
        with self._seen:
            return self._seen.wait_for(lambda: wanted(self), timeout_s)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _hear(self, data: bytes) -> None:
        if self._answers.total():
            self.collisions += 1
        self._waiting = self._take(self._waiting + data)
        for bar in self._bars:
            for text in bar.hear(data):
                with self._seen:
                    self.board_texts[bar.address] = text
                    self._seen.notify_all()
                self._tell("board", bar.address, text)
                self._answers[bar.answer] += 1
                self.plug.say(bar.answer)

    def _spoken(self, frame: bytes) -> None:
        if self._answers[frame]:
            self._answers[frame] -= 1
        self.spoken_at.append((frame, time.monotonic()))

    def _tell(self, what: str, address: int, text: str = "") -> None:
        if self._on_say:
            self._on_say(what, address, text)

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
                self._tell("digits", address, self.shown[address].strip())
            elif function == 3:
                self.beeps[address] += 1
                self._tell("beep", address)
        if address in self.pads and function == 1:
            if data == b"\x0b":
                self.asked[address] += 1
                self._tell("asked", address)
            elif not data or data[0] <= 4:
                self.acked["pad", address] += 1


def _frame(body: bytes) -> bytes:
    return bytes([0xFF, 0x68, len(body), len(body), 0x68, *body, sum(body) % 256, 0x16])

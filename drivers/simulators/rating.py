"""A simulated rating pad on a pseudo-terminal, pressed by a program or by a person.

In a test: ``RatingPadSimulator().start()``, hand ``port_path`` to the driver, ``wait_asked()``, ``press(3)``. How it
speaks is one of :mod:`drivers.simulators.pads`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Self

from drivers.simulators.pads import dialect_of
from drivers.simulators.plug import Fault, Plug


class RatingPadSimulator:
    """A pad of the catalogue's ``entry`` with the address ``address``.

    ``auto_press`` is ``(value, after_s)``: press by itself so many seconds after each question. ``echo`` returns the
    host's bytes first, as an RS-485 adapter with local echo does. ``faults`` and ``link`` are those of the wire.
    ``on_say`` is told what the host says, as (what, value) with what one of ``asked stars welcome ack``, from the pad's thread.
    """

    def __init__(
        self,
        address: int = 1,
        *,
        entry: str = "ff68-pad",
        auto_press: tuple[int, float] | None = None,
        echo: bool = False,
        faults: Iterable[Fault] = (),
        link: Path | None = None,
        on_say: Callable[[str, int], None] | None = None,
    ) -> None:
        self.address = address
        self.auto_press = auto_press
        self.dialect = dialect_of(entry, address)
        self.plug = Plug(
            self._take, link=link, faults={*faults, Fault.ECHO} if echo else faults, tick=self._press_by_itself
        )
        self.asked = 0
        """How often the host asked for a rating."""
        self.stars: int | None = None
        """The stars last shown."""
        self.welcomed = 0
        """How often the host showed a welcome."""
        self.last_ack: bytes | None = None
        """The host's last acknowledgement of a press, as it came."""
        self._on_say = on_say
        self._heard = threading.Condition()
        self._acks = 0
        self._press_at: float | None = None

    @property
    def port_path(self) -> str:
        """The path to open: the link where there is one, else the pseudo-terminal itself; "" before the start."""
        return self.plug.port_path

    def start(self) -> Self:
        """Plug the pad in. It may be started again after :meth:`stop`, on another pseudo-terminal."""
        self._press_at = None
        self.plug.start()
        return self

    def stop(self) -> None:
        """Unplug it: the line is hung up and the link vanishes. Idempotent."""
        self.plug.stop()

    def press(self, value: int) -> None:
        """A person presses the key ``value``, whether asked or not."""
        self.send(self.dialect.press(value))

    def send(self, data: bytes) -> None:
        """Put any bytes on the line, for noise and damage. Nothing happens on an unplugged pad."""
        self.plug.say(data)

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

    def _press_by_itself(self) -> None:
        if self._press_at is not None and time.monotonic() >= self._press_at and self.auto_press:
            self._press_at = None
            self.press(self.auto_press[0])

    def _take(self, data: bytes) -> None:
        for what, value, raw in self.dialect.hear(data):
            with self._heard:
                if what == "asked":
                    self.asked += 1
                    if self.auto_press:
                        self._press_at = time.monotonic() + self.auto_press[1]
                elif what == "stars":
                    self.stars = value
                elif what == "welcome":
                    self.welcomed += 1
                else:
                    self._acks += 1
                    self.last_ack = raw
                self._heard.notify_all()
            if self._on_say:
                self._on_say(what, value)

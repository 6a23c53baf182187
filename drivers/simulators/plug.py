"""The wire of a simulated device: a pseudo-terminal that can be plugged in and out, paced as a real line, with faults.

The devices behind it hear what the host says by a callback from the wire's thread, and speak by :meth:`Plug.say`. Half
duplex: one frame at a time is on the wire.
"""

from __future__ import annotations

import os
import random
import select
import threading
import time
import tty
from collections import deque
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import Final, Self

BITS: Final = 10
"""On the wire a byte of 8N1 has ten bits."""
_TICK_S: Final = 0.02
_SPLIT_S: Final = 0.008
_SLOW_S: Final = 0.03


class Fault(StrEnum):
    """What can be wrong with a device or its line, several at a time."""

    SILENCE = "silence"
    """It neither hears nor says anything."""
    NOISE = "noise"
    """Bytes of nobody before and after each frame."""
    SPLIT = "split"
    """Every byte of a frame comes alone, with a pause."""
    WRONG_CHECKSUM = "wrong-checksum"
    """Every frame is damaged."""
    SLOW = "slow"
    """It takes and gives a byte at a time, far below the line's speed."""
    ECHO = "echo"
    """The adapter returns the host's bytes first."""
    UNPLUG = "unplug"
    """The line is hung up; :meth:`Plug.start` plugs it in again."""


class Plug:
    """``hear`` gets the host's bytes, ``tick`` is called every 20 ms, both in the wire's thread.

    ``link`` is a path that always leads to the pseudo-terminal, through restarts: what a name under
    ``/dev/serial/by-id`` is to a real device. ``baud`` paces both ways. ``faults`` may be changed at any time.
    """

    def __init__(
        self,
        hear: Callable[[bytes], None],
        *,
        link: Path | None = None,
        baud: int | None = None,
        faults: Iterable[Fault] = (),
        tick: Callable[[], None] | None = None,
        seed: int = 8,
    ) -> None:
        self.link, self.faults = link, set(faults)
        self.spoken: Callable[[bytes], None] | None = None
        """Told when the last byte of a frame of ours is on the wire."""
        self._hear, self._tick = hear, tick
        self._byte_s = BITS / baud if baud else 0.0
        self._chance = random.Random(seed)
        self._outgoing: deque[tuple[bytes, bool]] = deque()
        """Frames, and whether each was damaged when it was said."""
        self._writing = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._ends: tuple[int, int] | None = None
        self._wake: tuple[int, int] | None = None
        self._path = ""

    @property
    def port_path(self) -> str:
        """The path to open: the link where there is one, else the pseudo-terminal itself; "" while unplugged."""
        return str(self.link) if self.link and self._path else self._path

    @property
    def plugged(self) -> bool:
        """Whether there is a line."""
        return self._ends is not None

    def start(self) -> Self:
        """Plug it in. It may be started again after :meth:`stop`, on another pseudo-terminal."""
        if self._ends is not None:
            return self
        master, slave = os.openpty()
        tty.setraw(slave)
        os.set_blocking(master, False)
        # The device holds its own end open as well, so that a host may close the line and open it again.
        self._ends, self._wake, self._path = (master, slave), os.pipe(), os.ttyname(slave)
        if self.link:
            try:
                point_link(self.link, self._path)
            except OSError:
                self.stop()
                raise
        self._stopping.clear()
        self._outgoing.clear()
        self._thread = threading.Thread(target=self._live, args=(master, self._wake[0]), name="simulated line")
        self._thread.daemon = True
        self._thread.start()
        return self

    def stop(self) -> None:
        """Unplug it: the line is hung up and the link vanishes. Idempotent."""
        ends, wake = self._ends, self._wake
        if ends is None or wake is None:
            return
        self._stopping.set()
        if self._thread is not None:
            os.write(wake[1], b"!")
            self._thread.join()
            self._thread = None
        with self._writing:
            self._ends = self._wake = None
        if self.link and self.link.is_symlink() and os.readlink(self.link) == self._path:
            self.link.unlink()
        self._path = ""
        for end in (*ends, *wake):
            os.close(end)

    def say(self, data: bytes) -> None:
        """Put bytes on the line as soon as it is free. Lost on an unplugged line."""
        with self._writing:
            if self._wake is not None:
                self._outgoing.append((data, Fault.WRONG_CHECKSUM in self.faults))
                os.write(self._wake[1], b"!")

    # The wire's thread -------------------------------------------------------------------------------------------

    def _live(self, master: int, wake: int) -> None:
        poll = select.poll()
        poll.register(master, select.POLLIN)
        poll.register(wake, select.POLLIN)
        wait_ms = _TICK_S * 1000 if self._tick is not None else None
        while not self._stopping.is_set():
            ready = {descriptor for descriptor, _ in poll.poll(wait_ms)}
            if self._tick is not None:
                self._tick()
            if master in ready:
                # The host has the line; what the devices want to say waits for the end of it.
                self._listen(master)
            elif wake in ready:
                os.read(wake, 1)
                if self._outgoing:
                    self._speak(master, *self._outgoing.popleft())

    def _listen(self, master: int) -> None:
        slow = Fault.SLOW in self.faults
        data = os.read(master, 1 if slow else 1024)
        if Fault.ECHO in self.faults:
            self._put(master, data)
        self._stopping.wait(len(data) * max(self._byte_s, _SLOW_S if slow else 0.0))
        if Fault.SILENCE not in self.faults:
            self._hear(data)

    def _speak(self, master: int, data: bytes, spoilt: bool) -> None:
        if Fault.SILENCE in self.faults:
            return
        whole = data
        if spoilt:
            data = damaged(data)
        if Fault.NOISE in self.faults:
            data = self._noise() + data + self._noise()
        between = max(
            self._byte_s,
            _SPLIT_S if Fault.SPLIT in self.faults else 0.0,
            _SLOW_S if Fault.SLOW in self.faults else 0.0,
        )
        if not between:
            self._put(master, data)
        else:
            due = time.monotonic()
            for byte in data:
                due += between
                time.sleep(max(due - time.monotonic(), 0.0))
                self._put(master, bytes([byte]))
        if self.spoken is not None:
            self.spoken(whole)

    def _noise(self) -> bytes:
        """Anything but what could be a key by itself."""
        return bytes(self._chance.randrange(0x80, 0xFF) for _ in range(self._chance.randrange(1, 9)))

    @staticmethod
    def _put(master: int, data: bytes) -> None:
        try:
            os.write(master, data)
        except BlockingIOError:
            return  # nobody reads: the bytes are lost, as on a real line


def damaged(frame: bytes) -> bytes:
    """The frame with a wrong checksum, which all our families have before their last byte; a bare byte is another."""
    at = -2 if len(frame) > 1 else 0
    spoilt = bytearray(frame)
    spoilt[at] ^= 0x55 if len(frame) > 1 else 0xF0
    return bytes(spoilt)


def point_link(link: Path, target: str) -> None:
    """Make ``link`` lead to ``target`` in one step; a real file in its place is left alone (``FileExistsError``)."""
    if link.exists() and not link.is_symlink():
        raise FileExistsError(f"{link} is not a symbolic link")
    link.parent.mkdir(parents=True, exist_ok=True)
    fresh = link.with_name(f".{link.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(target)
    fresh.replace(link)

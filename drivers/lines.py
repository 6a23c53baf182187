"""Lines: one worker thread owns one port, and every device on that line speaks through it.

Halls wire twenty rating pads and twenty callers to one RS-485 line or to one serial-device server. :class:`Lines`
gives every device that names the same port the same :class:`Line`; the line is opened when the first device joins it
and closed when the last one has left. What a line does for all of its devices:

- it finds frames amid noise and hands each to the device with its address; an address that no device has is told once;
- it sends one frame after the other: never into half a frame of somebody else, after the pause a device needs between
  two frames (``gap_s``), after the turnaround that an RS-485 transceiver needs, each write with a deadline;
- it takes our own bytes out again where an adapter returns them;
- it keeps the last traffic both ways as hex for support.

The states of a line::

    CLOSED → OPENING → UP ⇄ DEGRADED (open, but what comes cannot be understood)
                ↑   ↘   ↓      ↓
                └──── BACKOFF (0.5, 1, 2, 5, 10 s, with jitter)
"""

from __future__ import annotations

import queue
import random
import threading
import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from urllib.parse import parse_qsl

from drivers.ports import Port, port_for
from drivers.rating.frames import EchoFilter, Frame, FrameParser, Framing, Stray
from shared.errors import DeviceFault

BACKOFF_S: Final = (0.5, 1.0, 2.0, 5.0, 10.0)
STEADY_S: Final = 5.0
"""A line that held for so long counts as recovered, and the next loss begins with the shortest pause."""
READ_S: Final = 0.02
WRITE_S: Final = 2.0
PATIENCE_S: Final = 1.0
"""So long a frame of ours waits for a line that never falls silent; then it goes all the same."""
GARBLED_BYTES: Final = 48
"""So many bytes without one good frame make a line DEGRADED."""
LEAVE_S: Final = WRITE_S + 3.0


class LineState(StrEnum):
    """How a line stands; see the head of this file."""

    CLOSED = "closed"
    OPENING = "opening"
    UP = "up"
    DEGRADED = "degraded"
    BACKOFF = "backoff"


@dataclass(frozen=True, slots=True)
class Wire:
    """How a device wants its line. ``gap_s`` between two frames to this device, ``turnaround_s`` after the last byte
    heard, ``idle_s`` of silence ends half a frame; ``echo`` says that our own bytes may come back."""

    baudrate: int
    bytesize: int
    parity: str
    stopbits: float
    gap_s: float
    turnaround_s: float
    idle_s: float
    echo: bool

    def settings(self) -> dict[str, Any]:
        """The line settings as :func:`drivers.ports.port_for` takes them."""
        return {
            "baudrate": self.baudrate,
            "bytesize": self.bytesize,
            "parity": self.parity,
            "stopbits": self.stopbits,
        }

    def byte_s(self, baudrate: int) -> float:
        """Seconds that one byte is on the wire."""
        return (1 + self.bytesize + (self.parity != "N") + self.stopbits) / baudrate


class Member(ABC):
    """A device as its line sees it. Every method is called by the line's worker, and none may wait."""

    url: str
    wire: Wire
    framing: Framing
    address: int
    address_at: int | None
    """Where in a body the address stands; None for a device without one, which has the line for itself."""
    local_echo: bool | None
    """What the site says about our own bytes coming back; None leaves it to :attr:`Wire.echo`."""
    line: Line | None = None
    """The line it is on, from the moment it joins."""

    @abstractmethod
    def line_is(self, state: LineState, fault: DeviceFault | None) -> None:
        """The line's state now, at each change and when the device has joined."""

    @abstractmethod
    def line_up(self) -> None:
        """The line came up, or the device joined one that is: say what the device must know. Nothing is queued."""

    @abstractmethod
    def take(self, found: Frame | Stray) -> bool:
        """Act on what was heard; whether it was this device that spoke."""

    @abstractmethod
    def spoke(self) -> None:
        """What :meth:`take` took is proof that the device is there."""

    @abstractmethod
    def misheard(self, code: str, raw: bytes) -> None:
        """Bytes of nobody: ``stray``, or ``unknown_address`` once for each address."""

    @abstractmethod
    def tick(self) -> None:
        """Some milliseconds passed, also while the line is down."""

    @abstractmethod
    def left(self) -> None:
        """The device is off the line."""


@dataclass(slots=True)
class _Outgoing:
    member: Member
    frame: bytes
    since: float
    wanted: Callable[[], bool] | None
    sent: Callable[[], None] | None


class Line:
    """One port and its worker. Made by :class:`Lines`; all but ``url``, ``state`` and ``hex_log`` is the worker's."""

    def __init__(self, first: Member, lines: Lines, after: threading.Thread | None) -> None:
        self.place, self.query = _place(first.url)
        self.framing = first.framing
        self.wire = first.wire
        self.held = 0
        """Devices that joined and did not leave; guarded by the lock of ``lines``."""
        self.alone = first.address_at is None
        self._lines = lines
        self._port = lines.make_port(first.url, **first.wire.settings())
        speed = {"baudrate": str(first.wire.baudrate)} | {("baudrate" if k == "baud" else k): v for k, v in self.query}
        self._byte_s = first.wire.byte_s(int(speed["baudrate"]))
        self._doors: queue.SimpleQueue[tuple[Member, bool]] = queue.SimpleQueue()
        self._members: list[Member] = []
        self._parser = FrameParser(first.framing)
        self._echo = EchoFilter()
        self._urgent: deque[_Outgoing] = deque()
        self._outbox: deque[_Outgoing] = deque()
        self._rests_until: dict[int, float] = {}
        self._told: set[int] = set()
        self._state = LineState.CLOSED
        self._fault: DeviceFault | None = None
        self._failures = self._garbled = 0
        self._up_at = self._free_at = self._heard_at = 0.0
        self.worker = threading.Thread(target=self._run, args=(after,), name=f"line {self.place}", daemon=True)

    @property
    def url(self) -> str:
        """The address the line was opened with."""
        return self._port.url

    @property
    def state(self) -> LineState:
        return self._state

    @property
    def is_open(self) -> bool:
        return self._port.is_open

    def hex_log(self) -> list[str]:
        """The line's last traffic, for support."""
        return self._port.hex_log()

    def door(self, member: Member, *, comes: bool) -> None:
        """A device joins or leaves, as soon as the worker sees to it."""
        self._doors.put((member, comes))

    @property
    def crowded(self) -> bool:
        """Whether somebody is at the door."""
        return not self._doors.empty()

    # For the devices, in the worker ------------------------------------------------------------------------------

    def send(
        self,
        member: Member,
        frame: bytes,
        *,
        urgent: bool = False,
        wanted: Callable[[], bool] | None = None,
        sent: Callable[[], None] | None = None,
    ) -> bool:
        """Queue a frame; False when there is no line. Frames of one device keep their order.

        ``urgent`` is for the answer that a device waits for: it goes before everything else. When its turn has come,
        ``wanted`` says whether the frame still makes sense, and ``sent`` is called once it is out.
        """
        if not self._port.is_open:
            return False
        (self._urgent if urgent else self._outbox).append(_Outgoing(member, frame, time.monotonic(), wanted, sent))
        return True

    def hear(self, wait_s: float) -> bool:
        """Take in what arrives within ``wait_s`` seconds; whether anything did. Raises what the port raises."""
        data = self._port.read(512, wait_s)
        now = time.monotonic()
        held = self._echo.expire(now)
        if data:
            self._heard_at = now
            self._understand(self._parser.feed(held + self._echo.feed(data)))
            return True
        if held:
            self._understand(self._parser.feed(held))
        if now - self._heard_at >= self._idle_s():
            self._understand(self._parser.idle())
        return False

    # The worker --------------------------------------------------------------------------------------------------

    def _run(self, after: threading.Thread | None) -> None:
        if after is not None:
            after.join(LEAVE_S)  # the line of before, with other settings, still holds the port
        try:
            while True:
                self._let_in_and_out()
                if not self._members:
                    if self._lines.ended(self):
                        return
                    continue
                try:
                    self._turn()
                except DeviceFault as fault:
                    self._lose(fault)
        finally:
            self._port.close()
            self._lines.gone(self)
            self._tell(LineState.CLOSED, None)
            for member in self._members:
                member.left()

    def _turn(self) -> None:
        if not self._port.is_open:
            self._bring_up()
        self._tick()
        self.hear(self._wait_s())
        self._speak()

    def _let_in_and_out(self) -> None:
        while True:
            try:
                member, comes = self._doors.get_nowait()
            except queue.Empty:
                return
            if comes:
                self._members.append(member)
                member.line_is(self._state, self._fault)
                if self._port.is_open:
                    member.line_up()
                continue
            self._members.remove(member)
            self._rests_until.pop(id(member), None)
            self._urgent = deque(out for out in self._urgent if out.member is not member)
            self._outbox = deque(out for out in self._outbox if out.member is not member)
            if not self._members:
                self._port.close()
                self._state, self._fault, self._up_at = LineState.CLOSED, None, 0.0
            member.left()

    def _bring_up(self) -> None:
        self._tell(LineState.OPENING, None)
        self._port.open()
        self._parser = FrameParser(self.framing)
        self._echo = EchoFilter()
        self._urgent.clear()
        self._outbox.clear()
        self._rests_until.clear()
        self._garbled = 0
        self._up_at = self._heard_at = time.monotonic()
        self._tell(LineState.UP, None)
        for member in self._members:
            member.line_up()

    def _lose(self, fault: DeviceFault) -> None:
        """The line failed: close it, and wait out the pause while commands and time-outs go on."""
        self._port.close()
        if self._up_at and time.monotonic() - self._up_at >= STEADY_S:
            self._failures = 0
        self._up_at = 0.0
        pause = BACKOFF_S[min(self._failures, len(BACKOFF_S) - 1)] * (0.8 + 0.4 * self._lines.jitter())
        self._failures += 1
        self._tell(LineState.BACKOFF, fault)
        until = time.monotonic() + pause
        while self._members and (left := until - time.monotonic()) > 0:
            self._tick()
            time.sleep(min(left, 0.05))
            self._let_in_and_out()

    def _tick(self) -> None:
        for member in tuple(self._members):
            member.tick()

    def _tell(self, state: LineState, fault: DeviceFault | None) -> None:
        self._state, self._fault = state, fault
        for member in self._members:
            member.line_is(state, fault)

    # Hearing -----------------------------------------------------------------------------------------------------

    def _understand(self, found: list[Frame | Stray]) -> None:
        for item in found:
            # The newest first: a device that is set up anew is on the line before its forerunner has left it.
            speaker = next((member for member in reversed(self._members) if member.take(item)), None)
            if speaker is not None or isinstance(item, Frame):
                self._garbled = self._failures = 0
                if self._state is LineState.DEGRADED:
                    self._tell(LineState.UP, None)
                if speaker is not None:
                    speaker.spoke()
                elif isinstance(item, Frame):
                    self._of_nobody(item)
                continue
            self._garbled += len(item.raw)
            for member in self._members:
                member.misheard("stray", item.raw)
            if self._garbled >= GARBLED_BYTES and self._state is LineState.UP:
                self._tell(LineState.DEGRADED, DeviceFault("line_garbled", url=self._port.url))

    def _of_nobody(self, frame: Frame) -> None:
        """A good frame that no device took: told once for each address that is not on this line."""
        places = {member.address_at for member in self._members}
        known = {member.address for member in self._members}
        for at in places - {None}:
            if at is None or len(frame.body) <= at or frame.body[at] in known | self._told:
                continue
            self._told.add(frame.body[at])
            self._members[0].misheard("unknown_address", frame.raw)

    # Speaking ----------------------------------------------------------------------------------------------------

    def _speak(self) -> None:
        """Send the next frame of ours, if the line is free and its device had its pause."""
        now = time.monotonic()
        found = self._next(now)
        if found is None or now < self._free_at:
            return
        queued, out = found
        if now - out.since < PATIENCE_S:
            if self._parser.pending or now < self._heard_at + self._turnaround_s():
                return
            if self.hear(0.0):
                return  # somebody speaks just now; what was said may also make this frame needless
        queued.remove(out)
        if out.wanted is not None and not out.wanted():
            return
        on_wire = len(out.frame) * self._byte_s
        self._port.write_all(out.frame, WRITE_S)
        now = time.monotonic()
        if self._echoes():
            self._echo.sent(out.frame, now + on_wire + self._idle_s())
        self._free_at = now + on_wire
        self._rests_until[id(out.member)] = now + max(out.member.wire.gap_s, on_wire)
        if out.sent is not None:
            out.sent()

    def _next(self, now: float) -> tuple[deque[_Outgoing], _Outgoing] | None:
        for queued in (self._urgent, self._outbox):
            for out in queued:
                if self._rests_until.get(id(out.member), 0.0) <= now:
                    return queued, out
        return None

    def _wait_s(self) -> float:
        """How long to listen before the next frame of ours may be due."""
        if not self._urgent and not self._outbox:
            return READ_S
        now = time.monotonic()
        due = min(self._rests_until.get(id(out.member), 0.0) for out in (*self._urgent, *self._outbox))
        due = max(due, self._free_at, self._heard_at + self._turnaround_s())
        return min(max(due - now, 0.001), READ_S)

    def _turnaround_s(self) -> float:
        return max(member.wire.turnaround_s for member in self._members)

    def _idle_s(self) -> float:
        return max(member.wire.idle_s for member in self._members)

    def _echoes(self) -> bool:
        said = [member.local_echo for member in self._members if member.local_echo is not None]
        return any(said) if said else any(member.wire.echo for member in self._members)


class Lines:
    """The lines of one station: devices that name the same port share it. Safe to use from any thread."""

    def __init__(self, make_port: Callable[..., Port] = port_for, jitter: Callable[[], float] = random.random) -> None:
        self.make_port = make_port
        self.jitter = jitter
        self._lock = threading.Lock()
        self._open: dict[str, Line] = {}

    def check(self, member: Member) -> None:
        """Raise ``port_address`` for an address that cannot be meant, without touching the line."""
        self.make_port(member.url, **member.wire.settings())

    def join(self, member: Member) -> None:
        """Put the device on its line, which is opened for the first one. Raises ``line_conflict`` when other devices want it otherwise."""
        with self._lock:
            place, _ = _place(member.url)
            line = self._open.get(place)
            why = _conflict(line, member) if line is not None else ""
            if line is not None and why and line.held:
                raise DeviceFault("line_conflict", url=member.url, why=why)
            if line is None or why:
                line = Line(member, self, line.worker if line is not None else None)
                self._open[place] = line
                line.worker.start()
            line.held += 1
            member.line = line
            line.door(member, comes=True)

    def leave(self, line: Line, member: Member) -> None:
        """Take a device off its line; :meth:`Member.left` tells when it is."""
        with self._lock:
            line.held -= 1
            line.door(member, comes=False)

    def ended(self, line: Line) -> bool:
        """Whether nobody wants the line any more; from then on it takes nobody in."""
        with self._lock:
            if line.held or line.crowded:
                return False
            self._forget(line)
            return True

    def gone(self, line: Line) -> None:
        """The line's worker is over."""
        with self._lock:
            self._forget(line)

    def __len__(self) -> int:
        with self._lock:
            return len(self._open)

    def _forget(self, line: Line) -> None:
        if self._open.get(line.place) is line:
            del self._open[line.place]


def _place(url: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What an address leads to, however it is written, and its own settings."""
    target, _, query = url.partition("?")
    scheme, mark, rest = target.partition("://")
    if mark:
        scheme = scheme.lower()
        target = rest if scheme == "serial" else f"{'tcp' if scheme == 'socket' else scheme}://{rest.lower()}"
    return target, tuple(sorted(parse_qsl(query, keep_blank_values=True)))


def _conflict(line: Line, member: Member) -> str:
    """Why the device cannot share the line, empty when it can."""
    if line.alone or member.address_at is None:
        return "a device without an address is on it" if line.held else "no address"
    if line.query != _place(member.url)[1]:
        return f"{line.url} ≠ {member.url}"
    if line.wire.settings() != member.wire.settings():
        return f"{line.wire.settings()} ≠ {member.wire.settings()}"
    return "" if line.framing == member.framing else "another protocol is spoken on it"

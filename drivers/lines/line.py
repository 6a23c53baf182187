"""The worker of one line: opens the port and keeps it open, listens, speaks, and tells the devices how the line is."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from typing import Final
from urllib.parse import parse_qsl

from drivers.frames import Frame, Stray
from drivers.lines.member import LEAVE_S, WRITE_S, LineState, Member
from drivers.lines.traffic import Ear, Mouth, Outgoing
from drivers.port import Port
from shared.errors import DeviceFault

BACKOFF_S: Final = (0.5, 1.0, 2.0, 5.0, 10.0)
STEADY_S: Final = 5.0
"""A line that held for so long counts as recovered, and the next loss begins with the shortest pause."""
READ_S: Final = 0.02
GARBLED_BYTES: Final = 48
"""So many bytes without one good frame make a line DEGRADED."""
LOGGED: Final = 8
"""Entries of the traffic that go to the log when a line fails."""
_LOG: Final = logging.getLogger(__name__)


class Line:
    """One port and its worker. Made by :class:`~drivers.lines.shared.Lines`; all but ``url``, ``state`` and ``hex_log``
    is the worker's. ``ended`` says under the registry's lock whether nobody wants the line, ``gone`` that it is over;
    ``after`` is the worker of a line of before that still holds the port."""

    def __init__(
        self,
        first: Member,
        port: Port,
        jitter: Callable[[], float],
        ended: Callable[[Line], bool],
        gone: Callable[[Line], None],
        after: threading.Thread | None,
    ) -> None:
        self.place, self.query = place_of(first.url)
        self.wire = first.wire
        self.held = 0
        """Devices that joined and did not leave; guarded by the lock of the registry."""
        self.alone = first.address_at is None
        self._port, self._jitter, self._ended, self._gone = port, jitter, ended, gone
        speed = {"baudrate": str(first.wire.baudrate)} | {("baudrate" if k == "baud" else k): v for k, v in self.query}
        self._byte_s = first.wire.byte_s(int(speed["baudrate"]))
        self._doors: queue.SimpleQueue[tuple[Member, bool]] = queue.SimpleQueue()
        self._members: list[Member] = []
        self._ear, self._mouth = Ear(), Mouth()
        self._told: set[int] = set()
        self._state = LineState.CLOSED
        self._fault: DeviceFault | None = None
        self._failures = self._garbled = 0
        self._up_at = 0.0
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

    @property
    def busy_elsewhere(self) -> bool:
        """Whether the worker runs, and is not who asks."""
        return self.worker.is_alive() and threading.current_thread() is not self.worker

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

    def send(
        self,
        member: Member,
        frame: bytes,
        *,
        urgent: bool = False,
        wanted: Callable[[], bool] | None = None,
        sent: Callable[[], None] | None = None,
    ) -> bool:
        """See :meth:`drivers.lines.member.Sender.send`."""
        if not self._port.is_open:
            return False
        self._mouth.put(Outgoing(member, frame, time.monotonic(), wanted, sent), urgent=urgent)
        return True

    # The worker --------------------------------------------------------------------------------------------------

    def _run(self, after: threading.Thread | None) -> None:
        if after is not None:
            after.join(LEAVE_S)  # the line of before, with other settings, still holds the port
        try:
            while True:
                self._let_in_and_out()
                if not self._members:
                    if self._ended(self):
                        return
                    continue
                try:
                    self._turn()
                except DeviceFault as fault:
                    self._lose(fault)
        finally:
            self._port.close()
            self._gone(self)
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
                self._ear.listen_for(self._members)
                member.line_is(self._state, self._fault)
                if self._port.is_open:
                    member.line_up()
                continue
            self._members.remove(member)
            self._mouth.forget(member)
            self._ear.listen_for(self._members)
            if not self._members:
                self._port.close()
                self._state, self._fault, self._up_at = LineState.CLOSED, None, 0.0
            member.left()

    def _bring_up(self) -> None:
        self._tell(LineState.OPENING, None)
        self._port.open()
        self._ear.fresh(self._members)
        self._mouth.fresh()
        self._garbled = 0
        self._up_at = time.monotonic()
        self._tell(LineState.UP, None)
        for member in self._members:
            member.line_up()

    def _lose(self, fault: DeviceFault) -> None:
        """The line failed: close it, and wait out the pause while commands and time-outs go on."""
        if self._port.is_open:
            self._log(fault)
        self._port.close()
        if self._up_at and time.monotonic() - self._up_at >= STEADY_S:
            self._failures = 0
        self._up_at = 0.0
        pause = BACKOFF_S[min(self._failures, len(BACKOFF_S) - 1)] * (0.8 + 0.4 * self._jitter())
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

    def _log(self, fault: DeviceFault) -> None:
        last = " · ".join(self._port.hex_log()[-LOGGED:]) or "—"
        _LOG.warning("line %s: %s, last bytes %s", self.place, fault.code, last)

    # Hearing and speaking ----------------------------------------------------------------------------------------

    def hear(self, wait_s: float) -> bool:
        """See :meth:`drivers.lines.member.Sender.hear`."""
        data = self._port.read(512, wait_s)
        self._understand(self._ear.take(data, max(member.wire.idle_s for member in self._members)))
        return bool(data)

    def _understand(self, found: list[Frame | Stray]) -> None:
        for item in found:
            # The newest first: a device that is set up anew is on the line before its forerunner has left it.
            speaker = next((member for member in reversed(self._members) if _takes(member, item)), None)
            if speaker is not None or isinstance(item, Frame):
                self._garbled = self._failures = 0
                if self._state is LineState.DEGRADED:
                    self._tell(LineState.UP, None)
                if speaker is not None:
                    self._mouth.answered(speaker)
                    speaker.spoke()
                elif isinstance(item, Frame):
                    self._of_nobody(item)
                continue
            self._garbled += len(item.raw)
            for member in self._members:
                member.misheard("stray", item.raw)
            if self._garbled >= GARBLED_BYTES and self._state is LineState.UP:
                fault = DeviceFault("line_garbled", url=self._port.url)
                self._log(fault)
                self._tell(LineState.DEGRADED, fault)

    def _of_nobody(self, frame: Frame) -> None:
        """A good frame that no device took: told once for each address that is not on this line."""
        same = [member for member in self._members if member.framing == frame.framing]
        known = {member.address for member in same}
        for at in {member.address_at for member in same} - {None}:
            if at is None or len(frame.body) <= at or frame.body[at] in known | self._told:
                continue
            self._told.add(frame.body[at])
            same[0].misheard("unknown_address", frame.raw)

    def _speak(self) -> None:
        """Send the next frame of ours, if the line is free and its device had its pause."""
        out = self._mouth.next()
        if out is None:
            return
        if out.patient:
            if self._ear.mid_frame or time.monotonic() < self._silent_from():
                return
            if self.hear(0.0):
                return  # somebody speaks just now; what was said may also make this frame needless
        self._mouth.drop(out)
        if out.wanted is not None and not out.wanted():
            return
        self._port.write_all(out.frame, WRITE_S)
        gone_at = self._mouth.said(out, len(out.frame) * self._byte_s)
        if self._echoes():
            self._ear.said(out.frame, gone_at + max(member.wire.idle_s for member in self._members))
        if out.sent is not None:
            out.sent()

    def _wait_s(self) -> float:
        """How long to listen before the next frame of ours may be due."""
        due = self._mouth.due(self._silent_from())
        return READ_S if due is None else min(max(due - time.monotonic(), 0.001), READ_S)

    def _silent_from(self) -> float:
        """When the last speaker's transceiver has turned round."""
        return self._ear.heard_at + max(member.wire.turnaround_s for member in self._members)

    def _echoes(self) -> bool:
        said = [member.local_echo for member in self._members if member.local_echo is not None]
        return any(said) if said else any(member.wire.echo for member in self._members)


def place_of(url: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What an address leads to, however it is written, and its own settings."""
    target, _, query = url.partition("?")
    scheme, mark, rest = target.partition("://")
    if mark:
        scheme = scheme.lower()
        target = rest if scheme == "serial" else f"{'tcp' if scheme == 'socket' else scheme}://{rest.lower()}"
    return target, tuple(sorted(parse_qsl(query, keep_blank_values=True)))


def _takes(member: Member, item: Frame | Stray) -> bool:
    return (isinstance(item, Stray) or item.framing == member.framing) and member.take(item)

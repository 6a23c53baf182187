"""Who is on which line: devices that name the same port share it."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable

from drivers.lines.line import Line, place_of
from drivers.lines.member import Member
from drivers.port import Port
from drivers.ports import port_for
from shared.errors import DeviceFault


class Lines:
    """The lines of one station: devices that name the same port share it. Safe to use from any thread."""

    def __init__(self, make_port: Callable[..., Port] = port_for, jitter: Callable[[], float] = random.random) -> None:
        self._make_port = make_port
        self._jitter = jitter
        self._lock = threading.Lock()
        self._open: dict[str, Line] = {}
        self._line_of: dict[int, Line] = {}

    def check(self, member: Member) -> None:
        """Raise ``port_address`` for an address that cannot be meant, without touching the line."""
        self._make_port(member.url, **member.wire.settings())

    def join(self, member: Member) -> None:
        """Put the device on its line, which is opened for the first one. Raises ``line_conflict`` when other devices want it otherwise."""
        with self._lock:
            place, _ = place_of(member.url)
            line = self._open.get(place)
            why = _conflict(line, member) if line is not None else ""
            if line is not None and why and line.held:
                raise DeviceFault("line_conflict", url=member.url, why=why)
            if line is None or why:
                after = line.worker if line is not None else None
                port = self._make_port(member.url, **member.wire.settings())
                line = Line(member, port, self._jitter, self._ended, self._gone, after)
                self._open[place] = line
                line.worker.start()
            line.held += 1
            member.line = line
            self._line_of[id(member)] = line
            line.door(member, comes=True)

    def leave(self, member: Member) -> None:
        """Take a device off its line; :meth:`Member.left` tells when it is."""
        with self._lock:
            line = self._line_of.pop(id(member), None)
            if line is not None:
                line.held -= 1
                line.door(member, comes=False)

    def hex_logs(self) -> dict[str, list[str]]:
        """The last traffic of every open line, by its address, for support."""
        with self._lock:
            return {line.url: line.hex_log() for line in self._open.values()}

    def __len__(self) -> int:
        with self._lock:
            return len(self._open)

    def _ended(self, line: Line) -> bool:
        """Whether nobody wants the line any more; from then on it takes nobody in."""
        with self._lock:
            if line.held or line.crowded:
                return False
            self._forget(line)
            return True

    def _gone(self, line: Line) -> None:
        with self._lock:
            self._forget(line)

    def _forget(self, line: Line) -> None:
        if self._open.get(line.place) is line:
            del self._open[line.place]


def _conflict(line: Line, member: Member) -> str:
    """Why the device cannot share the line, empty when it can. Protocols may differ: each frame names its own."""
    if line.alone or member.address_at is None:
        return "a device without an address is on it" if line.held else "no address"
    if line.query != place_of(member.url)[1]:
        return f"{line.url} ≠ {member.url}"
    if line.wire.settings() != member.wire.settings():
        return f"{line.wire.settings()} ≠ {member.wire.settings()}"
    return ""

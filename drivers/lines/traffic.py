"""What passes on a line: the ear finds frames amid noise and our own echo, the mouth knows whose turn it is to be told.

Neither touches the port: the line's worker reads for the ear and writes for the mouth.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from drivers.frames import EchoFilter, Frame, FrameParser, Stray
from drivers.lines.member import Member

PATIENCE_S: Final = 1.0
"""So long a frame of ours waits for a line that never falls silent; then it goes all the same."""


class Ear:
    """Frames out of bytes, without what we said ourselves."""

    def __init__(self) -> None:
        self._parser = FrameParser()
        self._echo = EchoFilter()
        self.heard_at = 0.0
        """Monotonic time of the last byte."""

    @property
    def mid_frame(self) -> bool:
        """Whether what was heard last may be the beginning of a frame."""
        return self._parser.pending

    def fresh(self, members: Sequence[Member]) -> None:
        """The line came up: what was heard before is of no account."""
        self._parser, self._echo, self.heard_at = FrameParser(), EchoFilter(), time.monotonic()
        self.listen_for(members)

    def listen_for(self, members: Sequence[Member]) -> None:
        """The protocols of these devices are spoken on the line."""
        self._parser.look_for(tuple(dict.fromkeys(member.framing for member in members)))

    def said(self, frame: bytes, until: float) -> None:
        """We said this, and it may come back until then."""
        self._echo.sent(frame, until)

    def take(self, data: bytes, idle_s: float) -> list[Frame | Stray]:
        """What ``data`` completes; nothing heard for ``idle_s`` ends half a frame."""
        now = time.monotonic()
        held = self._echo.expire(now)
        if data:
            self.heard_at = now
            return self._parser.feed(held + self._echo.feed(data))
        found = self._parser.feed(held) if held else []
        return found + self._parser.idle() if now - self.heard_at >= idle_s else found


@dataclass(slots=True)
class Outgoing:
    """A frame that waits for its turn."""

    member: Member
    frame: bytes
    since: float
    wanted: Callable[[], bool] | None
    sent: Callable[[], None] | None

    @property
    def patient(self) -> bool:
        """Whether it may wait until the line is silent."""
        return time.monotonic() - self.since < PATIENCE_S


class Mouth:
    """Frames that wait to be said: answers first, each device after its pause, one frame on the wire at a time."""

    def __init__(self) -> None:
        self._urgent: deque[Outgoing] = deque()
        self._outbox: deque[Outgoing] = deque()
        self._rests_until: dict[int, float] = {}
        self._free_at = 0.0
        self._awaits: tuple[Member, float] | None = None

    def fresh(self) -> None:
        """The line came up: what was meant for the one before is of no account."""
        self._awaits = None
        self._urgent.clear()
        self._outbox.clear()
        self._rests_until.clear()

    def put(self, out: Outgoing, *, urgent: bool) -> None:
        """Let a frame wait."""
        (self._urgent if urgent else self._outbox).append(out)

    def forget(self, member: Member) -> None:
        """Nothing more is said to this device."""
        self.answered(member)
        self._rests_until.pop(id(member), None)
        self._urgent = deque(out for out in self._urgent if out.member is not member)
        self._outbox = deque(out for out in self._outbox if out.member is not member)

    def answered(self, member: Member) -> None:
        """This device spoke: if the line was kept free for it, it is free for all."""
        if self._awaits is not None and self._awaits[0] is member:
            self._awaits = None

    def next(self) -> Outgoing | None:
        """The frame whose turn it is, None while the wire is ours or about to be somebody's, or every device rests."""
        now = time.monotonic()
        if now < max(self._free_at, self._answer_until()):
            return None
        waiting = (*self._urgent, *self._outbox)
        return next((out for out in waiting if self._rests_until.get(id(out.member), 0.0) <= now), None)

    def drop(self, out: Outgoing) -> None:
        """It is said, or not wanted any more."""
        queued = self._urgent if out in self._urgent else self._outbox
        queued.remove(out)

    def said(self, out: Outgoing, on_wire_s: float) -> float:
        """It is out and takes so long on the wire; when its last byte has gone."""
        now = time.monotonic()
        self._free_at = now + on_wire_s
        self._rests_until[id(out.member)] = now + max(out.member.wire.gap_s, on_wire_s)
        if out.member.answer_s:
            self._awaits = (out.member, self._free_at + out.member.answer_s)
        return self._free_at

    def due(self, silent_from: float) -> float | None:
        """When the next frame may be said on a line that is silent from then on; None when none waits."""
        waiting = (*self._urgent, *self._outbox)
        if not waiting:
            return None
        rested = min(self._rests_until.get(id(out.member), 0.0) for out in waiting)
        return max(rested, self._free_at, silent_from, self._answer_until())

    def _answer_until(self) -> float:
        return self._awaits[1] if self._awaits is not None else 0.0

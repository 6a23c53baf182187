"""The feed: every committed entry to every follower, each in the view of its role. Lives in the API's event loop.

Frames are encoded once a role, however many follow. A follower keeps only its place; one that falls behind what is
kept in memory reads on from the journal, and one that cannot be brought up to date is told to fetch the picture.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import datetime
from math import inf
from typing import Final

from pydantic_core import to_json
from starlette.concurrency import run_in_threadpool

from shared.clock import Clock
from shared.events import Entry
from shared.fold import OutOfOrder
from shared.link import PING_S
from shared.picture import Change, Picture
from shared.tickets import Role
from shared.views import view_event, view_picture
from shared.wire import Written, encode_entry, encode_picture

KEPT: Final = 5000
"""Latest entries kept in memory for followers that come back."""
REACH: Final = 20_000
"""A follower further behind than this fetches the picture instead."""
_CHUNK: Final = 1000


class TooFarBehind(Exception):
    """The follower must fetch the picture: it asked for entries that are out of reach, or not written yet."""


class Feed:
    """The published picture and the stream. ``journal(after, most)`` reads older entries from the book."""

    def __init__(self, picture: Picture, book: str, clock: Clock, journal: Callable[[int, int], list[Written]]) -> None:
        self.picture = picture
        self.book = book
        self.followers: dict[Role, int] = dict.fromkeys(Role, 0)
        self._clock = clock
        self._journal = journal
        self._kept: deque[Written] = deque(maxlen=KEPT)
        self._frames: dict[Role, dict[int, bytes]] = {}
        self._pictures: dict[Role, tuple[int, bytes]] = {}
        self._wake = asyncio.Event()
        self._closing = False

    # Publishing ------------------------------------------------------------------------------------------------

    def publish(self, entries: Sequence[Written], changes: Iterable[Change]) -> None:
        """Take in committed entries, in order, with all that they changed, and wake the followers.

        Raises :class:`~shared.fold.OutOfOrder` where one was left out.
        """
        if not entries:
            return
        if entries[0].entry.seq != self.picture.seq + 1:
            raise OutOfOrder(f"picture stands at {self.picture.seq}, entry is {entries[0].entry.seq}")
        self.picture.adopt(changes, entries[-1].entry.seq)
        for written in entries:
            if len(self._kept) == KEPT:
                oldest = self._kept[0].entry.seq
                for frames in self._frames.values():
                    frames.pop(oldest, None)
            self._kept.append(written)
        self._rouse()

    def close(self) -> None:
        """End every stream, so that the service can stop."""
        self._closing = True
        self._rouse()

    @property
    def closing(self) -> bool:
        """Whether streams are to end."""
        return self._closing

    async def beyond(self, seq: int, seconds: float) -> bool:
        """Wait until the picture stands beyond ``seq`` or the feed closes, at most so long; whether it does."""
        if self.picture.seq > seq or self._closing:
            return True
        return await _within(self._wake, seconds)

    async def ending(self, seconds: float) -> None:
        """Pause, but not longer than the feed lives."""
        until = asyncio.get_running_loop().time() + seconds
        while not self._closing and (left := until - asyncio.get_running_loop().time()) > 0:
            await _within(self._wake, left)

    def _rouse(self) -> None:
        self._wake.set()
        self._wake = asyncio.Event()

    # Reading ---------------------------------------------------------------------------------------------------

    def text_of(self, entry: Entry) -> str:
        """The entry as the journal holds it; not encoded anew where it is one of the latest."""
        back = entry.seq - self.picture.seq - 1
        kept = self._kept[back] if -len(self._kept) <= back < 0 else None
        return kept.text if kept is not None and kept.entry is entry else encode_entry(entry)

    def lag_s(self, seq: int) -> float:
        """How long ago, by the hall's clock, the first entry after ``seq`` was written; 0 where there is none.

        At least the age of the oldest entry in memory where it is older than that.
        """
        if seq >= self.picture.seq or not self._kept:
            return 0.0 if seq >= self.picture.seq else inf
        first = self._kept[max(0, seq + 1 - self._kept[0].entry.seq)].entry
        return max(0.0, (self._now() - first.at).total_seconds())

    def picture_as(self, role: Role) -> bytes:
        """The picture on the wire as the role may see it; encoded once for each sequence."""
        seq, data = self._pictures.get(role, (-1, b""))
        if seq != self.picture.seq:
            data = encode_picture(view_picture(role, self.picture))
            self._pictures[role] = (self.picture.seq, data)
        return data

    def check(self, since: int) -> None:
        """Raises :class:`TooFarBehind` where a stream from ``since`` cannot be given."""
        if not 0 <= self.picture.seq - since <= REACH:
            raise TooFarBehind(f"the stream cannot go on from {since}, it stands at {self.picture.seq}")

    async def follow(self, role: Role, since: int) -> AsyncIterator[bytes]:
        """Server-Sent Events after ``since``: a greeting, what was missed, then what comes, with a ping in between."""
        self.followers[role] += 1
        try:
            yield self._message("hello", {"seq": self.picture.seq, "now": self._now(), "book": self.book})
            while not self._closing:
                wake = self._wake
                frames = await self._frames_after(role, since)
                if frames:
                    since += len(frames)
                    yield b"".join(frames)
                elif not await _within(wake, PING_S):
                    yield self._message("ping", {"seq": self.picture.seq, "now": self._now()})
        finally:
            self.followers[role] -= 1

    async def _frames_after(self, role: Role, since: int) -> list[bytes]:
        if since >= self.picture.seq:
            return []
        first = self._kept[0].entry.seq if self._kept else self.picture.seq + 1
        if since + 1 < first:
            older = await run_in_threadpool(self._journal, since, min(_CHUNK, first - 1 - since))
            return [frame_of(role, written) for written in older]
        encoded = self._frames.setdefault(role, {})
        frames = []
        for seq in range(since + 1, min(self.picture.seq, since + _CHUNK) + 1):
            frame = encoded.get(seq)
            if frame is None:
                frame = encoded[seq] = frame_of(role, self._kept[seq - first])
            frames.append(frame)
        return frames

    def _now(self) -> datetime:
        """The hall's time, never before its last entry, so that a follower can tell how old an entry is."""
        now = self._clock.now()
        return max(now, self._kept[-1].entry.at) if self._kept else now

    @staticmethod
    def _message(kind: str, data: object) -> bytes:
        return b"event: " + kind.encode() + b"\ndata: " + to_json(data) + b"\n\n"


def frame_of(role: Role, written: Written) -> bytes:
    """The entry as the role sees it on the stream: the event, or a tick where it shows nothing to the role."""
    entry, text = written
    seen = view_event(role, entry.event)
    if seen is None:
        return f"event: tick\nid: {entry.seq}\ndata: {entry.seq}\n\n".encode()
    if seen is entry.event:
        return f"id: {entry.seq}\ndata: {text}\n\n".encode()
    shown = Entry(seq=entry.seq, at=entry.at, actor=entry.actor, command=entry.command, event=seen)
    return f"id: {entry.seq}\ndata: {encode_entry(shown)}\n\n".encode()


async def _within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True

"""Plain followers of the stream in one process: each connection notes when it has read each sequence.

``python -m benchmarks.followers PORT COUNT`` says ``{"following": COUNT}`` when all are greeted, and answers each line
on its standard input, a sequence, with ``{"seq", "received", "times": [monotonic seconds, …]}`` once all have it (or
after ten seconds with those that have).
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections import defaultdict
from typing import Final

import uvloop

_SEEN: Final = re.compile(rb"(?:^|\n)id: (\d+)\n")
_PATIENCE_S: Final = 10.0


class Follower(asyncio.Protocol):
    """One stream without a token: what hangs on the wall."""

    def __init__(self, times: dict[int, list[float]], greeted: asyncio.Semaphore) -> None:
        self._times = times
        self._greeted = greeted
        self._new = True

    def data_received(self, data: bytes) -> None:
        now = time.monotonic()
        if self._new and b"event: hello" in data:
            self._new = False
            self._greeted.release()
        for seq in _SEEN.findall(data):
            self._times[int(seq)].append(now)


async def follow(port: int, count: int) -> None:
    """Connect all, then answer what is asked on standard input until it ends."""
    times: dict[int, list[float]] = defaultdict(list)
    greeted = asyncio.Semaphore(0)
    loop = asyncio.get_running_loop()
    for _ in range(count):
        transport, _ = await loop.create_connection(lambda: Follower(times, greeted), "127.0.0.1", port)
        transport.write(b"GET /api/v1/events HTTP/1.1\r\nHost: hall\r\nAccept: text/event-stream\r\n\r\n")
    for _ in range(count):
        await greeted.acquire()
    print(json.dumps({"following": count}), flush=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        seq = int(line)
        until = time.monotonic() + _PATIENCE_S
        while len(times[seq]) < count and time.monotonic() < until:
            await asyncio.sleep(0.005)
        print(json.dumps({"seq": seq, "received": len(times[seq]), "times": times.pop(seq)}), flush=True)


def main() -> None:
    port, count = map(int, sys.argv[1:])
    uvloop.run(follow(port, count))


if __name__ == "__main__":
    main()

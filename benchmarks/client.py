"""The cheapest client we know: HTTP/1.1 with keep-alive by hand, so that the service is measured and not its client.

As a process (``python -m benchmarks.client``) it reads one job as JSON on its standard input, plays ``clients``
connections at once, each sending its next request when its last was answered, and writes what it saw as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import uvloop


class Refused(Exception):
    """An answer other than 200: a benchmark counts only what was done."""


class Connection:
    """One keep-alive connection; :meth:`post` answers the body of a 200."""

    def __init__(self, port: int, path: str, token: str) -> None:
        authorization = f"Authorization: Bearer {token}\r\n" if token else ""
        self._port = port
        self._head = (
            f"POST {path} HTTP/1.1\r\nHost: hall\r\n{authorization}Content-Type: application/json\r\nContent-Length: "
        ).encode()

    @classmethod
    async def open(cls, port: int, path: str, token: str = "") -> Connection:
        made = cls(port, path, token)
        await made._connect()
        return made

    async def _connect(self) -> None:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)

    async def post(self, body: bytes) -> bytes:
        status, answer = await self.exchange(body)
        if status != 200:
            raise Refused(f"{status}: {answer[:300]!r} to {body[:200]!r}")
        return answer

    async def exchange(self, body: bytes) -> tuple[int, bytes]:
        """Send a body; status and body of the answer.

        A service closes a connection that was not used for some seconds: the body is then sent once more on a new one.
        """
        try:
            return await self._exchange(body)
        except (ConnectionError, asyncio.IncompleteReadError):
            self._writer.close()
            await self._connect()
            return await self._exchange(body)

    async def _exchange(self, body: bytes) -> tuple[int, bytes]:
        self._writer.write(self._head + str(len(body)).encode() + b"\r\n\r\n" + body)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n"):
            if line[:15].lower() == b"content-length:":
                length = int(line[15:])
        return int(head[9:12]), await self._reader.readexactly(length)

    def close(self) -> None:
        self._writer.close()


Bodies = Callable[[int], Iterator[tuple[str, bytes]]]
"""Requests of client ``n``, without end: the role that sends, and the body."""


def takes(client: int) -> Iterator[tuple[str, bytes]]:
    """A visitor at a kiosk, again and again."""
    categories = "ABCDFG"
    turn = client
    while True:
        command = {"id": str(uuid.uuid4()), "type": "take_ticket", "category": categories[turn % len(categories)]}
        yield "kiosk", json.dumps(command).encode()
        turn += 1


def visits(client: int) -> Iterator[tuple[str, bytes]]:
    """A whole visit at the client's own window, again and again: take, call, start, finish."""
    window = client + 1
    category = CATEGORY_AT[window]
    while True:
        take = {"id": str(uuid.uuid4()), "type": "take_ticket", "category": category}
        yield "kiosk", json.dumps(take).encode()
        for kind in ("call_next", "start", "finish"):
            yield "counter", json.dumps({"id": str(uuid.uuid4()), "type": kind, "window": window}).encode()


CATEGORY_AT = dict(enumerate(("AABBBBCCCCDDDFFFG" + "BCD"), start=1))
"""A category each window of the sample hall serves."""


def inserts(client: int) -> Iterator[tuple[str, bytes]]:
    """What the bare route stores: a body as long as a command's."""
    while True:
        yield "", json.dumps({"id": str(uuid.uuid4()), "type": "take_ticket", "text": f"client {client:02d}"}).encode()


KINDS: dict[str, Bodies] = {"takes": takes, "visits": visits, "inserts": inserts}


async def play(job: dict[str, Any]) -> dict[str, Any]:
    """Run the job ``{kind, port, path, tokens, clients, seconds}``; ``{rate, latencies}`` in 1/s and seconds."""
    latencies: list[float] = []
    lines = []
    for number in range(job["clients"]):
        roles = {role: await Connection.open(job["port"], job["path"], token) for role, token in job["tokens"].items()}
        lines.append((roles, KINDS[job["kind"]](number)))
    warm = time.perf_counter() + job.get("warm", 0.3)
    until = warm + job["seconds"]

    async def one(roles: dict[str, Connection], bodies: Iterator[tuple[str, bytes]]) -> None:
        for role, body in bodies:
            before = time.perf_counter()
            await roles[role].post(body)
            after = time.perf_counter()
            if before >= warm and after <= until:
                latencies.append(after - before)
            if after > until and _between_visits(job["kind"], body):
                return

    await asyncio.gather(*(one(*line) for line in lines))
    for roles, _ in lines:
        for connection in roles.values():
            connection.close()
    return {"rate": len(latencies) / job["seconds"], "latencies": latencies}


def _between_visits(kind: str, body: bytes) -> bool:
    return kind != "visits" or b'"finish"' in body


def main() -> None:
    job = json.load(sys.stdin)
    json.dump(uvloop.run(play(job)), sys.stdout)


if __name__ == "__main__":
    main()

"""Stations for a measurement: the hall's service and real processes of ``tinghao`` without a screen."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.client import CATEGORY_AT, Connection
from benchmarks.processes import COMMANDS, Hall, hall, hall_code
from hall.store.book import Book
from shared.tickets import Role
from tinghao.demo.process import Process

NO_SCREEN = {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software", "TINGHAO_LOG": "WARNING"}
_KEPT_S = 2.0
Start = Callable[..., Process]


@dataclass(frozen=True, slots=True)
class Cast:
    """The service, and a way to start stations that end with it."""

    service: Hall
    start: Start

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.service.port}"

    def station(self, command: str, name: str, *more: str, role: Role | None = None) -> Process:
        """``tinghao kiosk|counter|display`` under that name, with a token where it has a role, remote hand on."""
        token = ["--token", self.token(role, name)] if role else []
        return self.start(name, command, "--station", name, "--url", self.url, "--remote", *token, *more)

    def token(self, role: Role, name: str) -> str:
        """A token of the hall for a station."""
        book = Book(self.service.store, hall_code())
        try:
            return book.make_token(role, name, datetime.now(UTC))
        finally:
            book.close()


@contextlib.contextmanager
def cast(folder: Path) -> Iterator[Cast]:
    """A service of the sample hall on a new book in the folder."""
    folder.mkdir(exist_ok=True)
    with hall(f"sqlite:///{folder / 'hall.db'}") as service, contextlib.ExitStack() as stack:

        def start(name: str, *arguments: str) -> Process:
            process = Process(name, arguments, folder, NO_SCREEN)
            stack.callback(process.stop)
            return process

        yield Cast(service, start)


def current(station: Process) -> dict[str, Any]:
    """Wait until the station's picture is the hall's; its state."""
    return station.until(lambda state: state["link"] == "current" and state["seq"] > 0)


class Sender:
    """Sends commands one at a time over kept connections, from this process."""

    def __init__(self, service: Hall) -> None:
        self.sent_at = 0.0
        """When the latest command was sent, monotonic."""
        self._service = service
        self._loop = asyncio.new_event_loop()
        self._lines: dict[str, tuple[Connection, float]] = {}

    def _line(self, role: str) -> Connection:
        """The role's connection: a new one where the service may have closed the old one, which it does after 5 s."""
        line, used_at = self._lines.get(role, (None, 0.0))
        now = time.monotonic()
        if line is None or now - used_at > _KEPT_S:
            if line is not None:
                line.close()
            token = self._service.tokens[role]
            line = self._loop.run_until_complete(Connection.open(self._service.port, COMMANDS, token))
        self._lines[role] = (line, now)
        return line

    def send(self, role: str, kind: str, **values: Any) -> tuple[float, Mapping[str, Any]]:
        """How long the answer took in seconds, and its first event."""
        body = json.dumps({"id": str(uuid.uuid4()), "type": kind, **values}).encode()
        line = self._line(role)
        self.sent_at = time.monotonic()
        answer = self._loop.run_until_complete(line.post(body))
        took = time.monotonic() - self.sent_at
        events = json.loads(answer)["events"]
        return took, events[0] if events else {}

    def open_window(self, window: int) -> None:
        """A clerk signs in and opens."""
        self.send("counter", "sign_in", window=window, clerk=str(1000 + window))
        self.send("counter", "open_window", window=window)

    def take(self, window: int) -> Mapping[str, Any]:
        """A ticket of a category that the window serves."""
        return self.send("kiosk", "take_ticket", category=CATEGORY_AT[window])[1]

    def close(self) -> None:
        for line, _ in self._lines.values():
            line.close()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

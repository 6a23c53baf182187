"""A hall's service as a process of its own, to be asked, killed and started again."""

from __future__ import annotations

import json
import os
import signal
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hall.store.book import Book
from shared.settings import load_settings
from shared.tickets import Role
from tests.forked import Forked


class HallProcess:
    """``tinghao hall`` on a store. Always on the port it first got, so that its stations find it again."""

    def __init__(self, store: str, config: Path, *, visitors: bool = False) -> None:
        self.store, self.config = store, config
        self.hall = load_settings(config).hall.code
        self.port = self.visitors_port = 0
        self.visitors = visitors
        self._child: Forked | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def visitors_url(self) -> str:
        return f"http://127.0.0.1:{self.visitors_port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = ["hall", "--silent", "--host", "127.0.0.1", "--port", str(self.port)]
        if self.visitors:
            command += ["--visitors-host", "127.0.0.1", "--visitors-port", str(self.visitors_port)]
        self._child = Forked(
            [*command, "--store", self.store, "--config", str(self.config)],
            env={**os.environ, "TINGHAO_LOG": "ERROR"},
        )
        line = self._child.stdout.readline()
        assert line, f"the hall did not start: exit code {self._child.wait()}"
        told = json.loads(line)
        if self.visitors:
            told |= json.loads(self._child.stdout.readline())
            self.visitors_port = told["visitors_port"]
        self.port = told["port"]

    def kill(self) -> None:
        """Power loss, as far as a process can know."""
        self._signal(signal.SIGKILL)

    def stop(self) -> int:
        """A polite end; the exit code."""
        return self._signal(signal.SIGTERM)

    def _signal(self, number: int) -> int:
        if self._child is None:
            return 0
        self._child.send_signal(number)
        code = self._child.wait(timeout=30)
        self._child.stdout.close()
        self._child = None
        return code

    def token(self, role: Role, station: str) -> str:
        book = self.book()
        try:
            return book.make_token(role, station, datetime.now(UTC))
        finally:
            book.close()

    def book(self) -> Book:
        return Book(self.store, self.hall)

    def __enter__(self) -> HallProcess:
        self.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self.stop()

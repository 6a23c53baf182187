"""Processes of the demo, each spoken to by JSON lines on its standard input and output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from shared.errors import TinghaoError

PATIENCE_S: Final = 60.0
"""How long a station may take to start or to answer on a slow machine."""


class DemoError(TinghaoError):
    """The demo cannot go on; which part, and what it last said, are in ``params``."""

    domain = "demo"


class Process:
    """One command of ``tinghao`` as a process of its own. What it says on standard error goes to a file."""

    def __init__(self, name: str, arguments: Sequence[str], folder: Path, env: Mapping[str, str] | None = None) -> None:
        self.name = name
        self.started_ns = time.monotonic_ns()
        self.heard: list[dict[str, Any]] = []
        """Everything it said, in order."""
        self._more = threading.Condition()
        self._ended = False
        self._log = folder / f"{name}.log"
        with self._log.open("w", encoding="utf-8") as log:
            self._child = subprocess.Popen(
                [sys.executable, "-m", "tinghao", *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                encoding="utf-8",
                env={**os.environ, **(env or {})},
            )
        threading.Thread(target=self._listen, name=f"listen-{name}", daemon=True).start()

    def _listen(self) -> None:
        for line in self._child.stdout or ():
            if line.startswith("{"):
                self._hear(json.loads(line))
        self._hear(None)

    def _hear(self, said: dict[str, Any] | None) -> None:
        with self._more:
            if said is None:
                self._ended = True
            else:
                self.heard.append(said)
            self._more.notify_all()

    def say(self, command: Mapping[str, Any]) -> None:
        """Send one command line."""
        if self._child.stdin is None or self._child.poll() is not None:
            raise self._failed("gone")
        try:
            self._child.stdin.write(json.dumps(command) + "\n")
            self._child.stdin.flush()
        except OSError as error:
            raise self._failed("gone") from error

    def ask(self, command: Mapping[str, Any]) -> dict[str, Any]:
        """Send a command and wait for its answer. Raises :class:`DemoError` if the station could not do it."""
        since = len(self.heard)
        self.say(command)
        answer = self.expect(lambda said: said.get("did") == command, since)
        if not answer["ok"]:
            raise DemoError("refused", station=self.name, command=json.dumps(command), why=answer.get("why", ""))
        return answer

    def expect(self, wanted: Callable[[dict[str, Any]], bool], since: int = 0) -> dict[str, Any]:
        """The first wanted thing it said or says, from place ``since`` of :attr:`heard` on."""
        ends = time.monotonic() + PATIENCE_S
        with self._more:
            while True:
                for said in self.heard[since:]:
                    if wanted(said):
                        return said
                since = len(self.heard)
                if self._ended:
                    raise self._failed("gone")
                if not self._more.wait(ends - time.monotonic()):
                    raise self._failed("silent")

    def until(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Ask for the station's state until it is as wanted."""
        ends = time.monotonic() + PATIENCE_S
        while time.monotonic() < ends:
            state: dict[str, Any] = self.ask({"state": True})["state"]
            if wanted(state):
                return state
            time.sleep(0.05)
        raise self._failed("silent")

    def stop(self) -> None:
        """End it politely, then not."""
        self._child.terminate()
        try:
            self._child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    @property
    def is_running(self) -> bool:
        return self._child.poll() is None

    def _failed(self, code: str) -> DemoError:
        lines = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return DemoError(code, station=self.name, log=str(self._log), last=lines[-1] if lines else "—")

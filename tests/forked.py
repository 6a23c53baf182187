"""``tinghao`` as a process of its own, quickly: forked from one that has imported the house's libraries already.

A hall's service takes two seconds of the processor to import what it stands on, and a tenth of that for the rest; the
tests start a hundred of them. The fork server imports, and does nothing else: a child runs the same front door, has its
own pid, files and environment, is killed as dead and answers as truly as one started by ``python -m tinghao``, which the
demo, the races, the replays and the LAN's tests still do.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parent.parent
# The front door itself is not among them: it looks at the terminal and the environment when it is imported.
LIBRARIES = ("hall.run", "hall.store.migrate", "typer.main", "rich.markdown", "rich.traceback", "uvloop", "httptools")


class Forked:
    """A running ``tinghao``; what ``subprocess.Popen`` offers of it, and no more."""

    def __init__(self, arguments: list[str], *, env: Mapping[str, str] | None = None, errors: bool = False) -> None:
        """Standard output is read from :attr:`stdout`; the errors too from :attr:`stderr`, if asked for."""
        pipes = [os.pipe() for _ in range(2 if errors else 1)]
        given = [write for _, write in pipes] + ([] if errors else [2])
        told, tells = socket.socketpair()
        job = {"arguments": arguments, "env": dict(env or os.environ), "cwd": os.getcwd()}
        with tells:
            _ask(json.dumps(job).encode(), [*given, tells.fileno()])
        for _, write in pipes:
            os.close(write)
        self.stdout: IO[str] = os.fdopen(pipes[0][0], encoding="utf-8")
        self.stderr: IO[str] | None = os.fdopen(pipes[1][0], encoding="utf-8") if errors else None
        self.returncode: int | None = None
        self._told = told
        self._words = told.makefile("r", encoding="ascii")
        begun = self._words.readline()
        assert begun, "the fork server ended; what it said stands above"
        self.pid = int(begun)

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def wait(self, timeout: float | None = None) -> int:
        """The exit code; negative for a signal, as with ``subprocess``. Raises TimeoutError."""
        if self.returncode is None:
            self._told.settimeout(timeout)
            self.returncode = int(self._words.readline())
            self._words.close()
            self._told.close()
        return self.returncode


def run(*arguments: str, env: Mapping[str, str], timeout: float) -> subprocess.CompletedProcess[str]:
    """Run one command of the house to its end, like ``subprocess.run`` with captured output."""
    child = Forked(list(arguments), env=env, errors=True)
    assert child.stderr is not None
    said: list[str] = []
    listening = threading.Thread(target=lambda: said.append(child.stdout.read()))
    listening.start()
    late = threading.Timer(timeout, child.send_signal, [signal.SIGKILL])
    late.start()
    try:
        errors = child.stderr.read()
        listening.join()
        code = child.wait(timeout)
    finally:
        late.cancel()
        child.stdout.close()
        child.stderr.close()
    assert code != -signal.SIGKILL, f"tinghao {' '.join(arguments)} did not end within {timeout} s: {errors}"
    return subprocess.CompletedProcess(list(arguments), code, said[0], errors)


# --- The asking side --------------------------------------------------------------------------------------------------

_one_at_a_time = threading.Lock()


def _ask(job: bytes, files: list[int]) -> None:
    with _one_at_a_time:
        socket.send_fds(_server(), [len(job).to_bytes(4)], files)
        _server().sendall(job)


@cache
def _server() -> socket.socket:
    """The line to this test process's own fork server; it ends when the line does."""
    near, far = socket.socketpair()
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.forked", str(far.fileno())],
        pass_fds=[far.fileno()],
        stdin=subprocess.DEVNULL,
        cwd=ROOT,
    )
    far.close()
    atexit.register(child.wait)
    atexit.register(near.close)
    return near


# --- The fork server --------------------------------------------------------------------------------------------------


def serve(line: socket.socket) -> None:
    """Fork a child for each job; returns in the children, and in the server when the line ends."""
    for name in LIBRARIES:
        importlib.import_module(name)
    assert threading.active_count() == 1, "a process with threads must not be forked"
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        head, files, _, _ = socket.recv_fds(line, 4, 8)
        if not head:
            raise SystemExit(0)
        job = b""
        wanted = int.from_bytes(head)
        while len(job) < wanted:
            job += line.recv(wanted - len(job))
        if os.fork() == 0:
            line.close()
            _keep(json.loads(job), files)
            return
        for file in files:
            os.close(file)


def _keep(job: dict[str, Any], files: list[int]) -> None:
    """Fork the process itself, and tell its pid and how it ended; returns in the process."""
    *standard, tells = files
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if child:
        for file in standard:
            os.close(file)
        os.write(tells, f"{child}\n".encode())
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        os.write(tells, f"{code}\n".encode())
        os._exit(0)
    os.close(tells)
    for number, file in enumerate(standard, start=1):
        os.dup2(file, number)
        os.close(file)
    os.chdir(job["cwd"])
    os.environ.clear()
    os.environ.update(job["env"])
    sys.argv = ["tinghao", *job["arguments"]]


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
    runpy.run_module("tinghao", run_name="__main__", alter_sys=True)

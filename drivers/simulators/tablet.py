"""A simulated rating tablet on a UDP or TCP port, pressed by a program or by a person.

Written from the table of the vendors' words, apart from the driver::

    S01E welcome  S02E ask  S03E pause  S06E resume  S04||…||E staff  S96||…||E call   → RecvCmdOK (S04OK for staff)
    S95E → S95OK        SE → S02||card||level||…||E once somebody has pressed, else nothing
"""

from __future__ import annotations

import contextlib
import re
import signal
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any, Final, Self

from drivers.simulators.printer_by_hand import Keyboard
from shared import i18n

_TICK_S: Final = 0.05
_COMMAND: Final = re.compile(rb"S\d\d\|\|.*?\|\|E|S\d\dE|SE", re.DOTALL)
_MORE: Final = "2026-01-08 10:42:00||||||||||"
"""What a press says besides card and level."""


class TabletSimulator:
    """A tablet. ``on_say`` is told each command but the polls, from the tablet's thread."""

    def __init__(self, on_say: Callable[[str], None] | None = None) -> None:
        self.heard: list[str] = []
        """Commands in order, without polls and heartbeats."""
        self.beats = self.polls = 0
        self.silent = False
        """It takes everything and answers nothing."""
        self.pieces = 0
        """Answers on TCP come in pieces of so many bytes; 0 for whole."""
        self._card = ""
        self._pressed: int | None = None
        self._on_say = on_say
        self._new = threading.Condition()
        self._over = threading.Event()
        self._worker: threading.Thread | None = None
        self._line: socket.socket | None = None

    def start_udp(self, port: int = 0) -> int:
        """Listen for datagrams, and return the port."""
        line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        line.bind(("127.0.0.1", port))
        return self._start(line, self._datagrams)

    def start_tcp(self, port: int = 0) -> int:
        """Listen for a connection, and return the port."""
        return self._start(socket.create_server(("127.0.0.1", port)), self._connections)

    def stop(self) -> None:
        """Switch it off. Idempotent."""
        self._over.set()
        if self._worker is not None:
            self._worker.join()
        self._worker = None

    def press(self, level: int) -> None:
        """Somebody presses; it is said at the next poll, once."""
        with self._new:
            self._pressed = level

    def wait(self, wanted: Callable[[TabletSimulator], bool], timeout_s: float) -> bool:
        """Wait until ``wanted`` holds; False when it does not in time."""
        with self._new:
            return self._new.wait_for(lambda: wanted(self), timeout_s)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _start(self, line: socket.socket, serve: Callable[[socket.socket], None]) -> int:
        line.settimeout(_TICK_S)
        self._over.clear()
        self._worker = threading.Thread(target=serve, args=(line,), name="simulated tablet", daemon=True)
        self._worker.start()
        return int(line.getsockname()[1])

    def _datagrams(self, line: socket.socket) -> None:
        with line:
            while not self._over.is_set():
                try:
                    data, host = line.recvfrom(65535)
                except OSError:
                    continue
                for command in _COMMAND.findall(data):
                    for answer in self._answers(command):
                        line.sendto(answer, host)

    def _connections(self, listener: socket.socket) -> None:
        with listener:
            while not self._over.is_set():
                with contextlib.suppress(OSError):
                    line = listener.accept()[0]
                    with line:
                        self._talk(line)

    def _talk(self, line: socket.socket) -> None:
        line.settimeout(_TICK_S)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        begun = b""
        while not self._over.is_set():
            try:
                data = line.recv(4096)
            except TimeoutError:
                continue
            if not data:
                return
            begun += data
            end = 0
            for found in _COMMAND.finditer(begun):
                end = found.end()
                for answer in self._answers(found[0]):
                    step = self.pieces or len(answer)
                    for at in range(0, len(answer), step):
                        line.sendall(answer[at : at + step])
            begun = begun[end:]

    def _answers(self, command: bytes) -> list[bytes]:
        text = command.decode()
        with self._new:
            said = self._understand(text)
            self._new.notify_all()
        if self._on_say is not None and text not in ("SE", "S95E"):
            self._on_say(text)
        return [] if self.silent else said

    def _understand(self, text: str) -> list[bytes]:
        if text == "SE":
            self.polls += 1
            level, self._pressed = self._pressed, None
            return [] if level is None else [f"S02||{self._card}||{level}||{_MORE}||E".encode()]
        if text == "S95E":
            self.beats += 1
            return [b"S95OK"]
        self.heard.append(text)
        if text.startswith("S04||"):
            self._card = text[5:].split("|", maxsplit=1)[0]
            return [b"RecvCmdOK", b"S04OK"]
        return [b"RecvCmdOK"]


def run_tablet(udp: int | None, tcp: int | None, language: str) -> None:
    """Be a tablet until SIGINT, SIGTERM or ``q``: say what is heard; a typed digit presses, ``s`` falls silent."""

    def say(key: str, **params: Any) -> None:
        print(i18n.text(key, language, **params), flush=True)

    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    keyboard = Keyboard()
    with TabletSimulator(lambda command: say("device.simulated_tablet.said", command=command)) as tablet:
        if tcp is not None:
            say("device.simulated_tablet.ready", url=f"tcp://127.0.0.1:{tablet.start_tcp(tcp)}")
        else:
            say("device.simulated_tablet.ready", url=f"udp://127.0.0.1:{tablet.start_udp(udp or 0)}")
        while not done.wait(_TICK_S):
            for line in keyboard.typed():
                if line == "q":
                    done.set()
                elif line == "s":
                    tablet.silent = not tablet.silent
                elif line.isdecimal():
                    tablet.press(int(line))
                else:
                    print(i18n.text("device.simulated_tablet.keys", language), file=sys.stderr, flush=True)

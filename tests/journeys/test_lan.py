"""Two machines on a LAN, a cable that is pulled, a machine without a network: each a network namespace of its own."""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from hall.store.book import Book
from shared import commands as cmd
from shared.clock import SystemClock
from shared.commands import Command
from shared.messages import new_id
from shared.tickets import Role
from shared.wire import encode_command

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("ip") is None, reason="network namespaces need root and iproute2; CI has both"
)
ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 40


def ip(*arguments: str, where: str | None = None) -> None:
    command = ["ip", *(["netns", "exec", where, "ip"] if where else []), *arguments]
    subprocess.run(command, check=True, capture_output=True, text=True)


class Machine:
    """A process in a network namespace, heard line by line."""

    def __init__(self, where: str, *arguments: str, **env: str) -> None:
        self._child = subprocess.Popen(
            ["ip", "netns", "exec", where, sys.executable, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, **env},
        )
        self._said: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self._child.stdout or ():
            self._said.put(json.loads(line))

    def expect(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        ends = time.monotonic() + PATIENCE_S
        heard = []
        while (left := ends - time.monotonic()) > 0:
            try:
                said = self._said.get(timeout=left)
            except queue.Empty:
                break
            heard.append(said)
            if wanted(said):
                return said
        raise AssertionError(f"not heard within {PATIENCE_S} s; heard {heard}")

    def stop(self) -> None:
        self._child.terminate()
        self._child.wait(timeout=20)
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                pipe.close()


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Two namespaces joined by a cable; nothing of it is seen outside."""
    here, there = f"th-a-{os.getpid()}", f"th-b-{os.getpid()}"
    with ExitStack() as undo:
        for name in (here, there):
            ip("netns", "add", name)
            undo.callback(ip, "netns", "del", name)
            ip("link", "set", "lo", "up", where=name)
        ip("link", "add", "cable0", "type", "veth", "peer", "name", "cable1", "netns", there, where=here)
        for name, device, address in ((here, "cable0", "10.77.0.1/24"), (there, "cable1", "10.77.0.2/24")):
            ip("addr", "add", address, "dev", device, where=name)
            ip("link", "set", device, "up", where=name)
            ip("route", "add", "default", "dev", device, where=name)
        yield here, there


def start_hall(where: str, tmp_path: Path, undo: ExitStack) -> tuple[Machine, int, str]:
    """The hall's service in a namespace: the machine, its port, a kiosk's token."""
    store = f"sqlite:///{tmp_path / 'hall.db'}"
    hall = Machine(where, "-m", "tinghao", "hall", "--port", "0", "--store", store, TINGHAO_LOG="ERROR")
    undo.callback(hall.stop)
    port = hall.expect(lambda said: "port" in said)["port"]
    book = Book(store, "district")
    token = book.make_token(Role.KIOSK, "kiosk-1", SystemClock().now())
    book.close()
    return hall, port, token


def send(where: str, port: int, token: str, command: Command) -> None:
    """Send a command from inside the hall's own namespace."""
    program = (
        "import httpx, sys; r = httpx.post(sys.argv[1], content=sys.argv[3], headers={'Authorization': 'Bearer ' "
        "+ sys.argv[2], 'Content-Type': 'application/json'}); r.raise_for_status()"
    )
    url = f"http://127.0.0.1:{port}/api/v1/commands"
    subprocess.run(
        ["ip", "netns", "exec", where, sys.executable, "-c", program, url, token, encode_command(command).decode()],
        check=True,
        timeout=PATIENCE_S,
    )


def take() -> Command:
    return cmd.TakeTicket(id=new_id(), category="B")


def test_a_station_finds_the_hall_and_survives_a_pulled_cable(machines: tuple[str, str], tmp_path: Path) -> None:
    here, there = machines
    with ExitStack() as undo:
        _, port, token = start_hall(here, tmp_path, undo)
        station = Machine(there, "-m", "tests.journeys.lan_station", TINGHAO_LOG="ERROR")
        undo.callback(station.stop)
        begins = station.expect(lambda said: "picture" in said)["picture"]
        station.expect(lambda said: said.get("link") == "current")
        send(here, port, token, take())
        assert station.expect(lambda said: "seq" in said)["seq"] == begins + 1

        ip("link", "set", "cable1", "down", where=there)
        station.expect(lambda said: said.get("link") == "lost")
        for _ in range(3):
            send(here, port, token, take())
        ip("link", "set", "cable1", "up", where=there)
        ip("route", "replace", "default", "dev", "cable1", where=there)
        missed = [station.expect(lambda said: "seq" in said)["seq"] for _ in range(3)]
        assert missed == [begins + 2, begins + 3, begins + 4], "each once, in order"
        station.expect(lambda said: said.get("link") == "current")


def test_no_network_is_survived_and_the_hall_found_once_there_is_one(machines: tuple[str, str], tmp_path: Path) -> None:
    here, there = machines
    ip("link", "set", "cable1", "down", where=there)
    with ExitStack() as undo:
        start_hall(here, tmp_path, undo)
        station = Machine(there, "-m", "tests.journeys.lan_station", TINGHAO_LOG="ERROR")
        undo.callback(station.stop)
        # Up before its network: it sees nobody but itself, and goes on.
        station.expect(lambda said: said.get("seen") == ["lan-test"])
        ip("link", "set", "cable1", "up", where=there)
        ip("route", "replace", "default", "dev", "cable1", where=there)
        station.expect(lambda said: said.get("link") == "current")


def test_a_configured_address_needs_no_mdns_at_all(machines: tuple[str, str], tmp_path: Path) -> None:
    here, _ = machines
    ip("link", "set", "cable0", "down", where=here)
    ip("link", "set", "lo", "multicast", "off", where=here)
    with ExitStack() as undo:
        _, port, _ = start_hall(here, tmp_path, undo)
        station = Machine(here, "-m", "tests.journeys.lan_station", f"http://127.0.0.1:{port}", TINGHAO_LOG="ERROR")
        undo.callback(station.stop)
        station.expect(lambda said: said.get("link") == "current")

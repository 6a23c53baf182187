"""The demo's house: the sample hall on a scratch book, its simulated devices, and the stations of one visit."""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import tomli_w

from hall.store.book import Book
from shared.clock import SystemClock
from shared.tickets import Role
from tinghao.demo.crowd import let_in
from tinghao.demo.process import Process
from tinghao.places import SAMPLE

KIOSK: Final = "kiosk-1"
WINDOW: Final = 5
COUNTER: Final = f"counter-{WINDOW}"
CLERK: Final = str(1000 + WINDOW)
CATEGORY: Final = "B"
"""What window 5 of the sample hall serves."""
BOARD: Final = "board-1"
STRIP: Final = f"strip-{WINDOW}"


@dataclass(frozen=True, slots=True)
class House:
    """Everything that runs, and where it left what it made."""

    url: str
    manager_token: str
    crowd: dict[str, int]
    """Tickets and calls of the other people in the hall."""
    kiosk: Process
    counter: Process
    board: Process
    strip: Process
    printer: Process
    rating: Process

    @property
    def stations(self) -> tuple[Process, ...]:
        return (self.kiosk, self.counter, self.board, self.strip)


@contextmanager
def open_house(out: Path, *, on_screen: bool, url_to_stations: bool) -> Iterator[House]:
    """Start hall, devices and stations; all are ended with the block.

    ``url_to_stations``: tell the stations where the hall is, for a machine whose network lets no mDNS pass.
    """
    logs = out / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    store = f"sqlite:///{out / 'hall.db'}"
    with ExitStack() as stack:

        def start(name: str, *arguments: str) -> Process:
            process = Process(name, arguments, logs, {} if on_screen else _NO_SCREEN)
            stack.callback(process.stop)
            return process

        printer = start("printer", "simulate", "printer", "--tcp", "0", "--width", "80", "--png", str(out), "--json")
        pad = out / "rating-pad"
        rating = start("rating", "simulate", "rating", "--pty", "--link", str(pad), "--auto-press", "3")
        settings = out / "hall.toml"
        port = printer.expect(lambda said: "port" in said)["port"]
        settings.write_text(_settings(port, f"serial://{pad}?baud=9600"), encoding="utf-8")
        hall = start("hall", "hall", "--port", "0", "--store", store, "--config", str(settings))
        ready = hall.expect(lambda said: "port" in said)
        url = f"http://127.0.0.1:{ready['port']}"
        tokens = _tokens(store, ready["hall"])
        crowd = let_in(url, tokens["kiosk-2"], tokens["manager"], tokens["floor"])
        where = ["--hall", ready["hall"], *(["--url", url] if url_to_stations else []), "--remote"]

        def station(command: str, name: str, *more: str) -> Process:
            token = ["--token", tokens[name]] if name in tokens else []
            return start(name, command, "--station", name, *token, *where, *more)

        yield House(
            url=url,
            manager_token=tokens["manager"],
            crowd=crowd,
            kiosk=station("kiosk", KIOSK),
            counter=station("counter", COUNTER),
            board=station("display", BOARD, "--wav", str(out / "voice.wav")),
            strip=station("display", STRIP, "--voice", "off"),
            printer=printer,
            rating=rating,
        )


_NO_SCREEN: Final = {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}


def _settings(printer: str, rating: str) -> str:
    """The sample hall with its devices where the simulators are, under a code of its own: stations look for their hall
    on the LAN, and must not come to another demo's, or to the real one's."""
    tree: dict[str, Any] = tomllib.loads(SAMPLE.read_text(encoding="utf-8"))
    tree["hall"]["code"] = f"demo-{secrets.token_hex(4)}"
    devices = [device for device in tree["devices"] if device["station"] in (KIOSK, COUNTER)]
    for device in devices:
        device["port"] = printer if device["kind"] == "printer" else rating
    return tomli_w.dumps(tree | {"devices": devices})


def _tokens(store: str, hall: str) -> dict[str, str]:
    """A token for each name; ``floor`` is a counter that the settings tie to no window."""
    roles = {
        KIOSK: Role.KIOSK,
        "kiosk-2": Role.KIOSK,
        COUNTER: Role.COUNTER,
        "floor": Role.COUNTER,
        "manager": Role.MANAGER,
    }
    book = Book(store, hall)
    try:
        return {name: book.make_token(role, name, SystemClock().now()) for name, role in roles.items()}
    finally:
        book.close()

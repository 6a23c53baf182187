"""Running the hall's service as a process: HTTP server, announcement on the LAN, clean stop with streams open."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import structlog
import uvicorn

from hall.api import create_app
from hall.protocol import Protocol
from hall.service import HallService
from hall.store.book import Book
from hall.visitors.app import create_visitors_app
from shared.clock import Clock
from shared.errors import Refusal
from shared.lan import Lan
from shared.tickets import Role

DEAF_MS: Final = 15_000
"""A connection whose other end acknowledges nothing for so long is closed: a cable was pulled, a machine was switched
off. Streams are pinged, so none stays open in vain."""
GRACE_S: Final = 3
"""How long open requests may take once the service is told to stop."""

_OPTIONS: Final[dict[str, Any]] = {
    "log_config": None,
    "access_log": False,
    "lifespan": "off",
    "server_header": False,
    "proxy_headers": False,
}

Ready = Callable[[int, Callable[[], None]], None]
"""Told once the service answers: its port, and a function that stops it from any thread."""

log = structlog.get_logger(__name__)


class _Server(uvicorn.Server):
    """Ends the streams before waiting for connections: a stream by itself never ends."""

    def __init__(self, service: HallService) -> None:
        super().__init__(
            uvicorn.Config(
                create_app(service), timeout_graceful_shutdown=GRACE_S, backlog=2048, http=Protocol, **_OPTIONS
            )
        )
        self.service = service

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As the library does, but without raising the signal anew afterwards: the book is still to be closed."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.service.feed.close()
        await super().shutdown(sockets)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitorsPort:
    """Where visitors' phones find their pages: a port of its own, with a certificate unless a web server in front has
    one. ``ready`` is told the bound port once it answers."""

    port: int
    host: str = "0.0.0.0"
    certificate: str | None = None
    key: str | None = None
    ready: Callable[[int], None] = lambda port: None


def run_hall(
    *,
    store: str,
    hall: str,
    clock: Clock,
    host: str,
    port: int,
    settings_toml: str | None,
    settings_are_default: bool = False,
    announce: bool = True,
    interfaces: Sequence[str] = (),
    ready: Ready = lambda port, stop: None,
    visitors: VisitorsPort | None = None,
    key_file: Path | None = None,
) -> None:
    """Serve until told to stop (SIGINT, SIGTERM, or ``ready``'s ``stop``). ``port`` 0 takes a free one.

    ``settings_are_default``: the settings are only for a book that has none yet. ``key_file``: see :class:`Book`.
    Raises :class:`~shared.errors.Refusal` when it cannot begin: the store cannot be opened, the settings cannot
    be used, the machine has no such address, another program holds the port, or the visitors' certificate
    cannot be read.
    """
    book = Book(store, hall, key_file)
    if settings_are_default and book.picture().settings:
        settings_toml = None
    with contextlib.closing(_listen(host, port)) as sock:
        bound = sock.getsockname()[1]
        lan = Lan(role=Role.HALL, station="hall", hall=hall, port=bound, interfaces=interfaces) if announce else None
        server = _Server(HallService(book, clock))
        door = _Visitors(server.service, visitors) if visitors is not None else None
        with asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
            runner.run(_serve(server, sock, settings_toml, lan, ready, door))


class _Visitors:
    """The visitors' port beside the hall's own, in the same loop and around the same service."""

    def __init__(self, service: HallService, wanted: VisitorsPort) -> None:
        self._wanted = wanted
        config = uvicorn.Config(
            create_visitors_app(service),
            ssl_certfile=wanted.certificate,
            ssl_keyfile=wanted.key,
            timeout_graceful_shutdown=GRACE_S,
            **_OPTIONS,
        )
        try:
            config.load()
        except OSError as error:  # No such file, or none that holds a certificate (ssl.SSLError).
            raise Refusal("certificate_unusable", why=str(error)) from error
        self._server = _Beside(config)

    async def serve(self) -> None:
        """Answer until :meth:`stop`. Raises Refusal ``port_taken``."""
        with contextlib.closing(_listen(self._wanted.host, self._wanted.port)) as sock:
            told = asyncio.create_task(self._tell(sock.getsockname()[1]))
            try:
                await self._server.serve(sockets=[sock])
            finally:
                told.cancel()

    def stop(self) -> None:
        self._server.should_exit = True

    async def _tell(self, port: int) -> None:
        while not self._server.started:
            await asyncio.sleep(0.01)
        self._wanted.ready(port)


class _Beside(uvicorn.Server):
    """A server that leaves the signals to the hall's own."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _listen(host: str, port: int) -> socket.socket:
    # The protocol is named because asyncio switches Nagle's delay off only where it reads TCP: 40 ms an answer.
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if sys.platform == "linux":  # Accepted connections inherit it.
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, DEAF_MS)
    try:
        sock.bind((host, port))
    except OSError as error:
        sock.close()
        why = error.strerror or str(error)
        if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
            raise Refusal("address_not_here", host=host, why=why) from error
        raise Refusal("port_taken", port=port, why=why) from error
    return sock


async def _serve(
    server: _Server,
    sock: socket.socket,
    settings_toml: str | None,
    lan: Lan | None,
    ready: Ready,
    visitors: _Visitors | None,
) -> None:
    await server.service.start(settings_toml)
    # The living picture stays: a look through all of it for garbage is for seldom, not for every few hundred tickets.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    try:
        if lan is not None:
            lan.start()
        announced = asyncio.create_task(_when_started(server, sock.getsockname()[1], ready))
        if visitors is None:
            await server.serve(sockets=[sock])
        else:
            await _serve_both(server, sock, visitors)
        announced.cancel()
    finally:
        if lan is not None:
            await asyncio.to_thread(lan.stop)
        await server.service.stop()


async def _serve_both(server: _Server, sock: socket.socket, visitors: _Visitors) -> None:
    """Until the hall's own server is told to stop; a visitors' port that cannot begin stops the hall."""
    beside = asyncio.create_task(visitors.serve(), name="visitors")
    beside.add_done_callback(lambda _: setattr(server, "should_exit", True))
    try:
        await server.serve(sockets=[sock])
    finally:
        visitors.stop()
        await beside


async def _when_started(server: uvicorn.Server, port: int, ready: Ready) -> None:
    def stop() -> None:
        server.should_exit = True

    while not server.started:
        await asyncio.sleep(0.01)
    ready(port, stop)

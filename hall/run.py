"""Running the hall's service as a process: HTTP server, announcement on the LAN, clean stop with streams open."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable, Sequence
from typing import Any, Final

import structlog
import uvicorn

from hall.api import create_app
from hall.service import HallService
from hall.store.book import Book
from shared.clock import Clock
from shared.lan import Lan
from shared.tickets import Role

GRACE_S: Final = 3
"""How long open requests may take once the service is told to stop."""

log = structlog.get_logger(__name__)


class _Server(uvicorn.Server):
    """Ends the streams before waiting for connections: a stream by itself never ends."""

    def __init__(self, config: uvicorn.Config, service: HallService) -> None:
        super().__init__(config)
        self._service = service

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._service.feed.close()
        await super().shutdown(sockets)


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
    ready: Callable[[int], None] = lambda port: None,
) -> None:
    """Serve until told to stop (SIGINT, SIGTERM). ``port`` 0 takes a free one; ``ready`` is told which.

    ``settings_are_default``: the settings are only for a book that has none yet.
    Raises :class:`~hall.store.book.BookFailed` or OSError when it cannot begin, and
    :class:`~shared.errors.Refusal` when the settings cannot be used.
    """
    book = Book(store, hall)
    if settings_are_default and book.picture().settings:
        settings_toml = None
    with contextlib.closing(_listen(host, port)) as sock:
        bound = sock.getsockname()[1]
        lan = Lan(role=Role.HALL, station="hall", hall=hall, port=bound, interfaces=interfaces) if announce else None
        asyncio.run(_serve(HallService(book, clock), sock, settings_toml, lan, lambda: ready(bound)))


def _listen(host: str, port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((host, port))
    return sock


async def _serve(
    service: HallService, sock: socket.socket, settings_toml: str | None, lan: Lan | None, ready: Callable[[], None]
) -> None:
    options: dict[str, Any] = {"log_config": None, "access_log": False, "lifespan": "off", "server_header": False}
    config = uvicorn.Config(create_app(service), timeout_graceful_shutdown=GRACE_S, backlog=2048, **options)
    server = _Server(config, service)
    await service.start(settings_toml)
    try:
        if lan is not None:
            lan.start()
        announced = asyncio.create_task(_when_started(server, ready))
        await server.serve(sockets=[sock])
        announced.cancel()
    finally:
        if lan is not None:
            await asyncio.to_thread(lan.stop)
        await service.stop()


async def _when_started(server: uvicorn.Server, ready: Callable[[], None]) -> None:
    while not server.started:
        await asyncio.sleep(0.01)
    ready()

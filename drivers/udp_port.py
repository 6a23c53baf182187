"""Datagrams to one device and back: what a device says from any of its ports is heard, what others say is not."""

from __future__ import annotations

import socket
import time

from drivers.port import CONNECT_S, PeerGoneError, Port

DATAGRAM: int = 65535


class UdpPort(Port):
    """``udp://device:8001?local=7791``: sends to the device's port, listens on our own. Nobody answers an opening, so it
    proves nothing; each write is one datagram."""

    def __init__(self, url: str, host: str, port: int, local: int) -> None:
        super().__init__(url)
        self._target, self._local = (host, port), local
        self._peer: tuple[str, int] = ("", 0)
        self._socket: socket.socket | None = None
        self._rest = b""

    @property
    def is_open(self) -> bool:
        return self._socket is not None

    @property
    def local_port(self) -> int:
        """Our own port while open."""
        return int(self._line().getsockname()[1])

    def _open(self) -> None:
        family, kind, proto, _, address = socket.getaddrinfo(*self._target, socket.AF_INET, socket.SOCK_DGRAM)[0]
        self._peer = (str(address[0]), int(address[1]))
        made = socket.socket(family, kind, proto)
        try:
            made.bind(("", self._local))
        except OSError:
            made.close()
            raise
        self._socket, self._rest = made, b""

    def _close(self) -> None:
        line, self._socket = self._socket, None
        if line is not None:
            line.close()

    def _write(self, data: memoryview, deadline: float) -> int:
        line = self._line()
        line.settimeout(min(max(deadline - time.monotonic(), 0.0), CONNECT_S))
        try:
            return line.sendto(data, self._peer)
        except (TimeoutError, BlockingIOError):
            return 0

    def _read(self, most: int, deadline: float) -> bytes:
        while not self._rest:
            line = self._line()
            line.settimeout(max(deadline - time.monotonic(), 0.0))
            try:
                data, sender = line.recvfrom(DATAGRAM)
            except (TimeoutError, BlockingIOError):
                return b""
            if sender[0] == self._peer[0]:
                self._rest = data
            elif time.monotonic() >= deadline:
                return b""
        data, self._rest = self._rest[:most], self._rest[most:]
        return data

    def _line(self) -> socket.socket:
        if self._socket is None:
            raise PeerGoneError("not open")
        return self._socket

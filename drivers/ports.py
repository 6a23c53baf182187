"""Byte ports to devices: a serial line, a TCP socket, a USB printer or a remote serial server, all with deadlines that hold.

Every device of the house is reached through :class:`Port`, made by :func:`port_for` from one address:

========================================  ==========================================================================
``tcp://printer.local:9100``              a network printer or device server; ``socket://`` means the same
``/dev/ttyUSB0?baud=9600&parity=E``       a serial device; ``serial:///dev/ttyUSB0?baud=9600`` means the same
``usb:///dev/usb/lp0``                    a USB printer as the kernel offers it; ``/dev/usb/lp0`` means the same
``udp://tablet.local:8001?local=7791``    datagrams to a device, and back to the port of ours that ``local`` names
``rfc2217://server:2217?baud=9600``       a device server that takes line settings; also ``loop://`` and the others
                                          that pyserial knows
========================================  ==========================================================================

Why not pyserial's own reading and writing everywhere: its serial write may report a time-out although the last byte
went out, its ``select`` breaks above 1,024 open files, and its socket port gives a fixed 5 s to every connect. Here the
descriptor of a serial port is polled directly and sockets carry the time that is left.

What a port promises is said in :mod:`drivers.port`; the USB printer's lies in :mod:`drivers.usb_port`.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import time
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import serial

from drivers.port import CONNECT_S, PeerGoneError, Port, why
from drivers.udp_port import UdpPort
from drivers.usb_port import UsbPort
from shared.errors import DeviceFault

UDP_LOCAL: Final = 7791
"""Our own port where the address names none: rating tablets speak to it."""
_DEFAULTS: Final[dict[str, Any]] = {
    "baudrate": 9600,
    "bytesize": 8,
    "parity": "N",
    "stopbits": 1,
    "xonxoff": False,
    "rtscts": False,
    "dsrdtr": False,
}
_USB_PRINTERS: Final = "/dev/usb/"
_BOOLEANS: Final = {"0": False, "false": False, "no": False, "1": True, "true": True, "yes": True}


class TcpPort(Port):
    """A TCP connection, as network printers (port 9100) and transparent device servers offer it."""

    def __init__(self, url: str, host: str, port: int) -> None:
        super().__init__(url)
        self._address = (host, port)
        self._socket: socket.socket | None = None

    @property
    def is_open(self) -> bool:
        return self._socket is not None

    def _open(self) -> None:
        self._socket = socket.create_connection(self._address, timeout=CONNECT_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # A device that lost its power says nothing; the kernel asks in our place and the next read tells.
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for option, value in (("TCP_KEEPIDLE", 10), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3)):
            if hasattr(socket, option):
                self._socket.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)

    def _close(self) -> None:
        line, self._socket = self._socket, None
        if line is None:
            return
        with contextlib.closing(line):
            # Closing with unread bytes resets the connection, and a reset can eat a slip still on its way: say
            # that no more comes, and take what has arrived.
            line.shutdown(socket.SHUT_WR)
            line.settimeout(0.0)
            for _ in range(16):
                if not line.recv(65536):
                    break

    def _write(self, data: memoryview, deadline: float) -> int:
        line = self._line()
        line.settimeout(0.0)
        with contextlib.suppress(BlockingIOError):  # nothing to read: the peer is there or silent
            if not line.recv(1, socket.MSG_PEEK):
                raise PeerGoneError("closed by the peer")
        line.settimeout(max(deadline - time.monotonic(), 0.0))
        try:
            return line.send(data)
        except (TimeoutError, BlockingIOError):
            return 0

    def _read(self, most: int, deadline: float) -> bytes:
        line = self._line()
        line.settimeout(max(deadline - time.monotonic(), 0.0))
        try:
            data = line.recv(most)
        except (TimeoutError, BlockingIOError) as error:
            if isinstance(error, TimeoutError) and error.errno is not None:
                raise  # ETIMEDOUT: keep-alive found nobody, which is not mere silence
            return b""
        if not data:
            raise PeerGoneError("closed by the peer")
        return data

    def _line(self) -> socket.socket:
        if self._socket is None:
            raise PeerGoneError("not open")
        return self._socket


class SerialPort(Port):
    """A serial device or pseudo-terminal of this machine, opened by pyserial for us alone and then polled."""

    def __init__(self, url: str, path: str, line: Mapping[str, Any]) -> None:
        super().__init__(url)
        self._path = path
        self._line_settings = dict(line)
        self._serial: serial.Serial | None = None
        self._stuck = False

    @property
    def is_open(self) -> bool:
        return self._serial is not None

    def _open(self) -> None:
        self._stuck = False
        self._serial = serial.Serial(self._path, exclusive=True, timeout=0, write_timeout=0, **self._line_settings)

    def _close(self) -> None:
        device, self._serial = self._serial, None
        if device is None:
            return
        try:
            if self._stuck:
                # The kernel would wait up to 30 s for bytes that flow control holds back.
                device.reset_output_buffer()
        finally:
            device.close()

    def _write(self, data: memoryview, deadline: float) -> int:
        while True:
            try:
                if count := os.write(self._fd(), data):
                    return count
            except BlockingIOError:
                pass
            if not self._wait(select.POLLOUT, deadline):
                self._stuck = True
                return 0

    def _read(self, most: int, deadline: float) -> bytes:
        if not self._wait(select.POLLIN, deadline):
            return b""
        try:
            data = os.read(self._fd(), most)
        except BlockingIOError:
            return b""
        if not data:
            raise PeerGoneError("unplugged")  # ready to read and nothing there: the line was hung up
        return data

    def _wait(self, what: int, deadline: float) -> bool:
        poll = select.poll()
        poll.register(self._fd(), what)
        ready = poll.poll(max(deadline - time.monotonic(), 0.0) * 1000)
        if ready and not ready[0][1] & what:  # POLLHUP, POLLERR or POLLNVAL alone
            raise PeerGoneError("unplugged")
        return bool(ready)

    def _fd(self) -> int:
        if self._serial is None:
            raise PeerGoneError("not open")
        return int(self._serial.fileno())


class UrlPort(Port):
    """Whatever else pyserial knows by address (``rfc2217://``, ``loop://``, ``spy://``), and every port on Windows.

    Deadlines hold to the grain of pyserial's own: reads to 50 ms, an RFC 2217 write to at most 5 s.
    """

    _GRAIN_S: Final = 0.05

    def __init__(self, url: str, target: str, line: Mapping[str, Any]) -> None:
        super().__init__(url)
        self._target = target
        self._line_settings = dict(line)
        self._serial: serial.Serial | None = None
        # pyserial's RFC 2217 client refuses a write time-out, and a change of one renegotiates the whole line.
        self._deadlines = not target.lower().startswith("rfc2217:")

    @property
    def is_open(self) -> bool:
        return self._serial is not None

    def _open(self) -> None:
        settings = {**self._line_settings, "timeout": self._GRAIN_S}
        self._serial = serial.serial_for_url(self._target, exclusive=True, **settings)

    def _close(self) -> None:
        device, self._serial = self._serial, None
        if device is not None:
            device.close()

    def _write(self, data: memoryview, deadline: float) -> int:
        device = self._device()
        if self._deadlines:
            left = deadline - time.monotonic()
            if left <= 0:
                return 0
            device.write_timeout = left
        count = device.write(bytes(data[:1024]))
        return 0 if count is None else int(count)

    def _read(self, most: int, deadline: float) -> bytes:
        device = self._device()
        while not (data := bytes(device.read(1))):
            if time.monotonic() >= deadline:
                return b""
        waiting = min(most - 1, device.in_waiting)
        return data + bytes(device.read(waiting)) if waiting > 0 else data

    def _device(self) -> serial.Serial:
        if self._serial is None:
            raise PeerGoneError("not open")
        return self._serial


def port_for(url: str, **line: Any) -> Port:
    """The port an address names, not yet open. Addresses are listed at the head of this file.

    ``line`` gives the device's own line settings (``baudrate``, ``bytesize``, ``parity``, ``stopbits``), which the
    address may overrule. Raises ``port_address`` for an address that cannot be meant.
    """
    scheme = url.split("://", 1)[0].lower() if "://" in url else ""
    try:
        if scheme in ("tcp", "socket"):
            return _tcp_port(url)
        if scheme == "udp":
            return _udp_port(url)
        if scheme == "usb" or url.startswith(_USB_PRINTERS):
            path = url.removeprefix("usb://")
            if not path.startswith("/"):
                raise ValueError("usb:///dev/usb/lp0")
            return UsbPort(url, path)
        if scheme in ("", "serial"):
            path, _, query = url.removeprefix(url[: len(scheme) + 3] if scheme else "").partition("?")
            settings, foreign = _line_settings(query, line)
            if not path:
                raise ValueError("no device")
            if foreign:
                raise ValueError(", ".join(foreign))
            return SerialPort(url, path, settings) if os.name == "posix" else UrlPort(url, path, settings)
        target, _, query = url.partition("?")
        settings, foreign = _line_settings(query, line)
        kept = "&".join(f"{name}={value}" if value else name for name, value in foreign.items())
        return UrlPort(url, f"{target}?{kept}" if kept else target, settings)
    except ValueError as error:
        raise DeviceFault("port_address", url=url, why=why(error)) from error


def _tcp_port(url: str) -> TcpPort:
    parts = urlsplit(url)
    if not parts.hostname or not parts.port:
        raise ValueError("host:port")
    if parts.query or parts.path.strip("/"):
        raise ValueError(parts.path + parts.query)
    return TcpPort(url, parts.hostname, parts.port)


def _udp_port(url: str) -> UdpPort:
    parts = urlsplit(url)
    own = dict(parse_qsl(parts.query, keep_blank_values=True))
    local = own.pop("local", str(UDP_LOCAL))
    if not parts.hostname or not parts.port or not local.isdecimal() or int(local) > 65535:
        raise ValueError("udp://host:port?local=port")
    if own or parts.path.strip("/"):
        raise ValueError(parts.path + parts.query)
    return UdpPort(url, parts.hostname, parts.port, int(local))


def _line_settings(query: str, line: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The line's settings with the address's own on top, and what the address says beyond them."""
    if unknown := line.keys() - _DEFAULTS.keys():
        raise TypeError(f"unknown line settings: {sorted(unknown)}")
    settings, foreign = {**_DEFAULTS, **line}, {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        key = "baudrate" if name == "baud" else name
        if key not in settings:
            foreign[name] = value
            continue
        try:
            settings[key] = _setting(key, value)
        except (KeyError, ValueError):
            raise ValueError(f"{name}={value}") from None
    return settings, foreign


def _setting(key: str, value: str) -> object:
    match key:
        case "baudrate" if int(value) > 0:
            return int(value)
        case "bytesize" if int(value) in (5, 6, 7, 8):
            return int(value)
        case "stopbits" if float(value) in (1, 1.5, 2):
            return float(value)
        case "parity" if value.upper() in ("N", "E", "O", "M", "S"):
            return value.upper()
        case "xonxoff" | "rtscts" | "dsrdtr":
            return _BOOLEANS[value.lower()]
        case _:
            raise ValueError(value)

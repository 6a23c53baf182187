"""What every byte port has in common: deadlines that hold, two kinds of error, and the last traffic as hex for support.

Deadlines are monotonic seconds of real time, also when the hall's clock is scaled. Only two things are ever raised:
:class:`~shared.errors.DeviceFault` with ``port_address``, ``port_unopenable``, ``port_lost`` or ``write_timeout`` (each
with ``url`` and ``why``), and ``ValueError`` for a caller's own mistake. A port is owned by one thread at a time.
"""

from __future__ import annotations

import contextlib
import time
from abc import ABC, abstractmethod
from collections import deque
from types import TracebackType
from typing import Final, Self

import serial

from shared.errors import DeviceFault

try:
    import termios

    _TERMINAL_ERRORS: tuple[type[Exception], ...] = (termios.error,)
except ImportError:  # not a POSIX system: no terminals, hence none of their errors
    _TERMINAL_ERRORS = ()

CONNECT_S: Final = 3.0
"""Seconds a TCP connection may take to come up."""
LOG_ENTRIES: Final = 200
LOG_BYTES: Final = 64
PORT_ERRORS: Final[tuple[type[Exception], ...]] = (serial.SerialException, OSError, *_TERMINAL_ERRORS)
"""What a vanished device raises, depending on the moment: a bare ``OSError`` and ``termios.error`` among them."""


class PeerGoneError(Exception):
    """The other end closed the line."""


_TRAFFIC_ERRORS: Final[tuple[type[Exception], ...]] = (*PORT_ERRORS, PeerGoneError)
# pyserial refuses line settings and addresses it does not know by these.
_OPENING_ERRORS: Final[tuple[type[Exception], ...]] = (*PORT_ERRORS, ValueError, NotImplementedError)


class Port(ABC):
    """One line to one device. ``open`` may be called again after ``close``; see this module's head for errors and deadlines."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._log: deque[tuple[float, str, bytes, int]] = deque(maxlen=LOG_ENTRIES)

    @property
    def url(self) -> str:
        """The address this port was made from, as it was given."""
        return self._url

    @property
    @abstractmethod
    def is_open(self) -> bool:
        """Whether the port was opened and not closed since; it does not prove that the device is there."""

    @abstractmethod
    def _open(self) -> None: ...

    @abstractmethod
    def _close(self) -> None: ...

    @abstractmethod
    def _write(self, data: memoryview, deadline: float) -> int:
        """Write some bytes and return how many; 0 when the deadline passed."""

    @abstractmethod
    def _read(self, most: int, deadline: float) -> bytes:
        """The next bytes, b"" on silence until the deadline; :class:`PeerGoneError` when the peer closed."""

    def open(self) -> None:
        """Open the port; nothing happens when it is open. Raises ``port_unopenable``."""
        if self.is_open:
            return
        try:
            self._open()
        except _OPENING_ERRORS as error:
            self.close()
            raise DeviceFault("port_unopenable", url=self._url, why=why(error)) from error

    def write_all(self, data: bytes, deadline_s: float) -> None:
        """Hand every byte to the line within ``deadline_s`` seconds, or raise ``write_timeout`` or ``port_lost``.

        After a time-out nobody knows how much the device took: close the port, and start the device anew.
        """
        self._must_be_open()
        view, deadline = memoryview(data), time.monotonic() + deadline_s
        sent = 0
        while sent < len(view):
            try:
                count = self._write(view[sent:], deadline)
            except serial.SerialTimeoutException:
                count = 0
            except _TRAFFIC_ERRORS as error:
                raise self._lost(error) from error
            if not count:
                why = f"{sent}/{len(view)} B, {deadline_s:g} s"
                raise DeviceFault("write_timeout", url=self._url, why=why)
            sent += count
        self._note(">", data)

    def read(self, most: int, timeout_s: float) -> bytes:
        """Up to ``most`` bytes as soon as there are any; b"" after ``timeout_s`` seconds of silence.

        Raises ``port_lost`` when the peer closed or the device was unplugged.
        """
        self._must_be_open()
        if most < 1:
            raise ValueError("most must be at least 1")
        try:
            data = self._read(most, time.monotonic() + timeout_s)
        except _TRAFFIC_ERRORS as error:
            raise self._lost(error) from error
        if data:
            self._note("<", data)
        return data

    def query(self, data: bytes, most: int, deadline_s: float) -> bytes:
        """Write ``data`` and collect the answer: ``most`` bytes, or what came within ``deadline_s`` seconds in all.

        Bytes that lay in the line before the question are dropped, for they cannot be its answer.
        """
        deadline = time.monotonic() + deadline_s
        while self.read(4096, 0.0):
            if time.monotonic() >= deadline:
                return b""  # a peer that never stops talking did not answer either
        self.write_all(data, deadline_s)
        answer = b""
        while len(answer) < most and (left := deadline - time.monotonic()) > 0:
            answer += self.read(most - len(answer), left)
        return answer

    def close(self) -> None:
        """Close the port; nothing happens when it is closed, and no error leaves here: a dead device may be closed."""
        with contextlib.suppress(*PORT_ERRORS):  # a vanished device cannot be closed properly, and need not be
            self._close()

    def hex_log(self) -> list[str]:
        """The last traffic both ways for support, oldest first: monotonic time, ``>`` sent or ``<`` received, hex."""
        return [
            f"{at:.3f} {way} {head.hex(' ')}" + (f" … {size} B" if size > len(head) else "")
            for at, way, head, size in tuple(self._log)  # the worker goes on meanwhile
        ]

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._url} {'open' if self.is_open else 'closed'}>"

    def _must_be_open(self) -> None:
        if not self.is_open:
            raise self._lost(PeerGoneError("not open"))

    def _lost(self, error: Exception) -> DeviceFault:
        return DeviceFault("port_lost", url=self._url, why=why(error))

    def _note(self, way: str, data: bytes) -> None:
        self._log.append((time.monotonic(), way, bytes(data[:LOG_BYTES]), len(data)))


def why(error: Exception) -> str:
    """The reason in the system's words, as short as it gives it."""
    if isinstance(error, OSError) and error.strerror and not isinstance(error, serial.SerialException):
        return error.strerror
    return str(error) or type(error).__name__

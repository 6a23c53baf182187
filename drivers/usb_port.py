"""A USB printer behind the kernel's printer class driver."""

from __future__ import annotations

import os
import select
import time
from typing import Final

from drivers.port import PeerGoneError, Port


class UsbPort(Port):
    """A USB printer behind the kernel's printer class driver: a plain file, read and written without ever blocking.

    The driver takes one piece at a time, answers ``EBUSY`` to a second opener and ``ENODEV`` once the cable is out. What
    it has not yet sent is lost when the file is closed, so closing waits a moment for it.
    """

    _DRAIN_S: Final = 1.0
    _GRAIN_S: Final = 0.01

    def __init__(self, url: str, path: str) -> None:
        super().__init__(url)
        self._path = path
        self._fd: int | None = None
        self._stuck = False

    @property
    def is_open(self) -> bool:
        return self._fd is not None

    def _open(self) -> None:
        self._stuck = False
        self._fd = os.open(self._path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)

    def _close(self) -> None:
        if self._fd is None:
            return
        try:
            if not self._stuck:
                self._wait(select.POLLOUT, time.monotonic() + self._DRAIN_S)
        except PeerGoneError:
            pass  # unplugged: there is nothing to wait for
        finally:
            fd, self._fd = self._fd, None
            os.close(fd)

    def _write(self, data: memoryview, deadline: float) -> int:
        while self._wait(select.POLLOUT, deadline):
            try:
                if count := os.write(self._open_fd(), data):
                    return count
            except BlockingIOError:
                pass  # ready, and then not: the piece before is still on its way
            time.sleep(self._GRAIN_S)
        self._stuck = True
        return 0

    def _read(self, most: int, deadline: float) -> bytes:
        while self._wait(select.POLLIN, deadline):
            try:
                if data := os.read(self._open_fd(), most):
                    return data
            except BlockingIOError:
                pass
            # Printers answer the kernel's question with empty packets; they are silence, not the end of the line.
            if time.monotonic() >= deadline:
                break
            time.sleep(self._GRAIN_S)
        return b""

    def _wait(self, what: int, deadline: float) -> bool:
        poll = select.poll()
        poll.register(self._open_fd(), what)
        ready = poll.poll(max(deadline - time.monotonic(), 0.0) * 1000)
        if ready and ready[0][1] & (select.POLLHUP | select.POLLERR | select.POLLNVAL):
            raise PeerGoneError("unplugged")
        return bool(ready)

    def _open_fd(self) -> int:
        if self._fd is None:
            raise PeerGoneError("not open")
        return self._fd

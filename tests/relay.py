"""A TCP relay between a station and its hall: a line that a test can cut, mend, or make deaf on the way back."""

from __future__ import annotations

import contextlib
import socket
import threading


class Relay:
    """Passes bytes both ways to ``port`` on this machine. Use as a context manager."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._cut = threading.Event()
        self._deaf = threading.Event()
        self.swallowed = threading.Event()
        """Something came back from the hall and was not passed on."""
        self._thread = threading.Thread(target=self._accept, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Relay:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._cut.set()
        # Closing a socket does not wake the thread that accepts on it; shutting it down does.
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._hang_up()
        self._thread.join(5)

    def cut(self) -> None:
        """Every connection breaks, and new ones too."""
        self._cut.set()
        self._hang_up()

    def deafen(self) -> None:
        """Commands arrive, answers do not: the connection breaks in their stead."""
        self.swallowed.clear()
        self._deaf.set()

    def mend(self) -> None:
        self._cut.clear()
        self._deaf.clear()

    def _hang_up(self) -> None:
        with self._lock:
            for end in self._open:
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return  # Closed at the end of the test.
            if self._cut.is_set():
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self._to), timeout=5)
            except OSError:
                near.close()  # The hall is away.
                continue
            far.settimeout(None)
            with self._lock:
                self._open |= {near, far}
            threading.Thread(target=self._pump, args=(near, far, False), daemon=True).start()
            threading.Thread(target=self._pump, args=(far, near, True), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, back: bool) -> None:
        try:
            while data := source.recv(65536):
                if back and self._deaf.is_set():
                    self.swallowed.set()
                    break
                target.sendall(data)
        except OSError:
            pass  # Either end broke: the other one is told below.
        finally:
            for end in (source, target):
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
            with self._lock:
                self._open.discard(source)
            source.close()

"""Window boards on one line: each shows the latest text it was told, also after its line was lost and came back.

One worker owns the line and speaks to every address on it. Only the latest text of a board counts: a call that was
replaced while the line was down is never shown late. A board that does not answer is UNKNOWN: many do not, and show
the text all the same. The line is opened again 0.5, 1, 2, 5, 10 s apart.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from drivers.boards.catalogue import Entry
from drivers.ports import Port, port_for
from shared.errors import DeviceFault

REPLY_S: Final = 0.5
WRITE_S: Final = 2.0
BACKOFF_S: Final = (0.5, 1.0, 2.0, 5.0, 10.0)
_IDLE_S: Final = 0.05
_log = logging.getLogger(__name__)


class Presence(StrEnum):
    """What is known of a board."""

    UNKNOWN = "unknown"
    """The line is open, the board did not answer its last text."""
    OK = "ok"
    """It answered."""
    DISCONNECTED = "disconnected"
    """There is no line to it."""


@dataclass(frozen=True, slots=True)
class Health:
    """How a board is; ``fault`` says what failed, in the reader's language."""

    presence: Presence
    fault: DeviceFault | None = None


class BoardLine:
    """The boards at ``url``, speaking the protocol of ``entry``; the worker runs from here until :meth:`close`.

    ``on_health`` is called in the worker's thread with address and health at each change and must return quickly.
    Raises ``DeviceFault("port_address")`` for an address that cannot be meant.
    """

    def __init__(
        self,
        url: str,
        entry: Entry,
        on_health: Callable[[int, Health], None] | None = None,
        *,
        reply_s: float = REPLY_S,
    ) -> None:
        self._entry = entry
        self._port: Port = port_for(url, **entry.line.settings())
        self._on_health = on_health
        self._reply_s = reply_s
        self._door = threading.Lock()
        self._frames: dict[int, bytes] = {}
        self._due: dict[int, None] = {}
        self._health: dict[int, Health] = {}
        self._failures = 0
        self._closing = threading.Event()
        self._worker = threading.Thread(target=self._work, name=f"boards {url}", daemon=True)
        self._worker.start()

    def show(self, address: int, text: str, colour: str | None = None) -> None:
        """Show ``text`` on the board ``address``; returns at once, what waited for that board is forgotten.

        Raises ``DeviceFault("board_text")`` for what the board cannot show; the board then keeps its former text.
        """
        try:
            frame = self._entry.frame(address, text, colour)
        except ValueError as error:
            raise DeviceFault("board_text", url=self._port.url, text=text, why=str(error)) from error
        with self._door:
            self._frames[address] = frame
            self._due[address] = None

    def health(self, address: int) -> Health:
        """The last known health of a board; readable from any thread."""
        return self._health.get(address, Health(Presence.UNKNOWN))

    def close(self, timeout_s: float = 10.0) -> None:
        """End the worker; what was not yet shown is not shown any more."""
        self._closing.set()
        self._worker.join(timeout_s)

    # ── The worker ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _work(self) -> None:
        while not self._closing.is_set():
            try:
                self._open()
                address, frame = self._next()
                if frame:
                    self._tell(address, Health(self._say(address, frame)))
                    self._closing.wait(self._entry.line.gap_s)
                else:
                    self._port.read(4096, _IDLE_S)  # so that a pulled cable is noticed
            except DeviceFault as fault:
                self._lose(fault)
        self._port.close()

    def _open(self) -> None:
        if self._port.is_open:
            return
        self._port.open()
        with self._door:  # a board that lost its power forgot its text, and what was under way may be lost
            self._due = dict.fromkeys(self._frames)

    def _next(self) -> tuple[int, bytes]:
        with self._door:
            if not self._due:
                return 0, b""
            address = next(iter(self._due))
            del self._due[address]
            return address, self._frames[address]

    def _say(self, address: int, frame: bytes) -> Presence:
        self._port.write_all(frame, WRITE_S)
        self._failures = 0
        reply, heard = self._entry.reply(address), b""
        until = time.monotonic() + self._reply_s
        answered = False
        while not answered and (left := until - time.monotonic()) > 0:
            heard += self._port.read(4096, left)
            answered = reply in heard.replace(frame, b"")  # an adapter may return our own bytes first
        self._closing.wait(self._entry.line.turnaround_s)
        return Presence.OK if answered else Presence.UNKNOWN

    def _lose(self, fault: DeviceFault) -> None:
        self._port.close()
        with self._door:
            addresses = list(self._frames)
        for address in addresses:
            self._tell(address, Health(Presence.DISCONNECTED, fault))
        seconds = BACKOFF_S[min(self._failures, len(BACKOFF_S) - 1)]
        self._failures += 1
        self._closing.wait(seconds * random.uniform(0.8, 1.2))

    def _tell(self, address: int, health: Health) -> None:
        before = self._health.get(address)
        self._health[address] = health
        if before is not None and before.presence is health.presence:
            return
        _log.info("board %s on %s is %s", address, self._port.url, health.presence)
        if self._on_health is None:
            return
        try:
            self._on_health(address, health)
        except Exception:  # a listener's mistake must not stop the boards
            _log.exception("the listener to the health of %s failed", self._port.url)

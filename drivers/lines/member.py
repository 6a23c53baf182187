"""A device as its line sees it, and how it wants the line."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol

from drivers.frames import Frame, Framing, Stray
from shared.errors import DeviceFault

WRITE_S: Final = 2.0
"""Seconds that one frame may take to be handed to the port."""
LEAVE_S: Final = WRITE_S + 3.0


class LineState(StrEnum):
    """How a line stands; see the head of this package."""

    CLOSED = "closed"
    OPENING = "opening"
    UP = "up"
    DEGRADED = "degraded"
    BACKOFF = "backoff"


@dataclass(frozen=True, slots=True)
class Wire:
    """How a device wants its line. ``gap_s`` between two frames to this device, ``turnaround_s`` after the last byte
    heard, ``idle_s`` of silence ends half a frame; ``echo`` says that our own bytes may come back."""

    baudrate: int
    bytesize: int
    parity: str
    stopbits: float
    gap_s: float
    turnaround_s: float
    idle_s: float
    echo: bool

    def settings(self) -> dict[str, Any]:
        """The line settings as :func:`drivers.ports.port_for` takes them."""
        return {
            "baudrate": self.baudrate,
            "bytesize": self.bytesize,
            "parity": self.parity,
            "stopbits": self.stopbits,
        }

    def byte_s(self, baudrate: int) -> float:
        """Seconds that one byte is on the wire."""
        return (1 + self.bytesize + (self.parity != "N") + self.stopbits) / baudrate


class Sender(Protocol):
    """The line, for the devices on it."""

    @property
    def busy_elsewhere(self) -> bool:
        """Whether the line's worker runs, and is not who asks."""
        ...

    @property
    def is_open(self) -> bool:
        """Whether there is a line to speak on."""
        ...

    def hex_log(self) -> list[str]:
        """The line's last traffic, for support."""
        ...

    def hear(self, wait_s: float) -> bool:
        """Take in what arrives within ``wait_s`` seconds, in the worker; whether anything did. Raises what the port
        raises."""
        ...

    def send(
        self,
        member: Member,
        frame: bytes,
        *,
        urgent: bool = False,
        wanted: Callable[[], bool] | None = None,
        sent: Callable[[], None] | None = None,
    ) -> bool:
        """Queue a frame, in the worker; False when there is no line. Frames of one device keep their order.

        ``urgent`` is for the answer that a device waits for: it goes before everything else. When its turn has come,
        ``wanted`` says whether the frame still makes sense, and ``sent`` is called once it is out.
        """
        ...


class Member(ABC):
    """A device as its line sees it. Every method is called by the line's worker, and none may wait."""

    url: str
    wire: Wire
    framing: Framing
    address: int
    address_at: int | None
    """Where in a body the address stands; None for a device without one, which has the line for itself."""
    local_echo: bool | None
    """What the site says about our own bytes coming back; None leaves it to :attr:`Wire.echo`."""
    answer_s: float = 0.0
    """So long the line is kept free for this device's answer to a frame, or until it came."""
    line: Sender | None = None
    """The line it is on, from the moment it joins."""

    @abstractmethod
    def line_is(self, state: LineState, fault: DeviceFault | None) -> None:
        """The line's state now, at each change and when the device has joined."""

    @abstractmethod
    def line_up(self) -> None:
        """The line came up, or the device joined one that is: say what the device must know. Nothing is queued."""

    @abstractmethod
    def take(self, found: Frame | Stray) -> bool:
        """Act on what was heard; whether it was this device that spoke."""

    @abstractmethod
    def spoke(self) -> None:
        """What :meth:`take` took is proof that the device is there."""

    @abstractmethod
    def misheard(self, code: str, raw: bytes) -> None:
        """Bytes of nobody: ``stray``, or ``unknown_address`` once for each address."""

    @abstractmethod
    def tick(self) -> None:
        """Some milliseconds passed, also while the line is down."""

    @abstractmethod
    def left(self) -> None:
        """The device is off the line."""

"""A simulated ESC/POS printer on a TCP port or a pseudo-terminal, with paper that ends and a cover that opens.

In a test: ``PrinterSimulator().start_tcp()``, then look at ``slips``. By hand: :mod:`~drivers.simulators.printer_by_hand` draws
each slip as a PNG. It interprets the bytes by itself (:mod:`~drivers.simulators.printer_head`) and shares no code with the driver.
"""

from __future__ import annotations

import builtins
import contextlib
import os
import queue
import select
import socket
import struct
import threading
import time
import tty
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Literal, Self

from PIL import Image

from drivers.simulators.printer_head import Bits, Head, Printed, QrCode, TextLine
from drivers.simulators.printer_paper import PRINTABLE_DOTS, draw

PaperState = Literal["ok", "low", "out"]
_TICK_S: Final = 0.05
_CHUNK: Final = 4096
_CUT: Final = b"\x1d\x56\x42\x00"
# DLE EOT: bits 1 and 4 are always set in an answer, bits 0 and 7 never.
_ALWAYS: Final = 0x12
_GARBAGE: Final = b"\xff\x00\x81\xfe"
"""Nothing that could be an answer: bits 0 and 7 are set where they must not be."""
_BITS_TO_THE_BYTE: Final = 10


@dataclass(frozen=True)
class ReceivedSlip:
    """One slip, from the first byte after a cut to the next cut. Times are seconds of the monotonic clock."""

    index: int
    width_mm: int
    printed: Printed
    first_byte_at: float
    cut_at: float
    png_path: Path | None

    @property
    def lines(self) -> list[str]:
        """The lines printed as letters, white space of any width as one space; lines of dots cannot be read back."""
        return [part.text for part in self.printed.parts if isinstance(part, TextLine)]

    @property
    def text(self) -> str:
        """``lines`` in one string."""
        return "\n".join(self.lines)

    @property
    def qr(self) -> list[str]:
        """What the QR codes say that the printer drew itself."""
        return [part.text for part in self.printed.parts if isinstance(part, QrCode)]

    @property
    def raster_rows(self) -> int:
        """Rows of dots that were sent as such."""
        return sum(part.rows for part in self.printed.parts if isinstance(part, Bits))

    @property
    def bytes(self) -> builtins.bytes:
        """All bytes of the slip, without the status questions between them."""
        return self.printed.raw

    @property
    def unknown(self) -> tuple[builtins.bytes, ...]:
        """Commands that this printer does not know; a real one would print rubbish."""
        return self.printed.unknown

    @cached_property
    def image(self) -> Image.Image:
        """The slip as it comes out, one pixel to the dot."""
        return draw(self.printed.parts, self.width_mm)


def on_paper(data: bytes, width_mm: int) -> ReceivedSlip:
    """What one slip's bytes make of paper, without any line. Raises ``ValueError`` where nothing came out.

    A printer without a blade never says that its slip is complete: it ends where the bytes end.
    """
    out: list[Printed] = []
    head = Head(PRINTABLE_DOTS[width_mm], lambda _number: b"", lambda _answer: None, out.append)
    head.feed(data)
    if not out:
        head.feed(_CUT)
    if not out:
        raise ValueError("no slip comes out of these bytes")
    now = time.monotonic()
    return ReceivedSlip(1, width_mm, out[0], now, now, None)


class PrinterSimulator:
    """One printer. ``png_dir`` gets a numbered PNG of each slip. End it by :meth:`close` or as a context manager.

    Faults to set at any time: ``paper`` (``ok low out``), ``cover_open``, ``cutter_jammed``; ``silent`` answers no
    status question, ``garbage`` answers rubbish; ``stop_reading`` leaves all bytes in the line, as a printer does that
    hangs; ``baud`` takes them no faster than such a line; without ``power`` nothing is taken, answered or remembered.
    With paper out or the cover open slips wait inside and come out when it is set right, as in a real one.
    """

    def __init__(self, width_mm: int = 58, png_dir: Path | None = None) -> None:
        if width_mm not in PRINTABLE_DOTS:
            raise ValueError(f"paper is {' or '.join(map(str, PRINTABLE_DOTS))} mm wide, not {width_mm}")
        self.width_mm = width_mm
        self.slips: list[ReceivedSlip] = []
        self.silent = False
        self.stop_reading = False
        self.cutter_jammed = False
        self.garbage = False
        self.baud: int | None = None
        self.questions = 0
        """How many status questions came, answered or not."""
        self._slips_left: int | None = None
        self._bytes_left: int | None = None
        self._power = True
        self.starts = 1
        """How often it was switched on; what it was told before is forgotten, and TCP connections are broken."""
        self._paper: PaperState = "ok"
        self._cover_open = False
        self._png_dir = png_dir
        self._held: list[tuple[Printed, float]] = []
        self._unseen: queue.Queue[ReceivedSlip] = queue.Queue()
        self._lock = threading.RLock()
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []

    @property
    def paper(self) -> PaperState:
        """``ok``, ``low`` (near its end) or ``out``."""
        return self._paper

    @paper.setter
    def paper(self, state: PaperState) -> None:
        with self._lock:
            self._paper = state
            self._release()

    @property
    def cover_open(self) -> bool:
        """Whether the cover is open; nothing is printed then."""
        return self._cover_open

    @cover_open.setter
    def cover_open(self, is_open: bool) -> None:
        with self._lock:
            self._cover_open = is_open
            self._release()

    @property
    def power(self) -> bool:
        """Whether it is switched on."""
        return self._power

    @power.setter
    def power(self, on: bool) -> None:
        with self._lock:
            if on and not self._power:
                self.starts += 1
                self._held.clear()
            self._power = on

    def paper_out_at(self, slip: int) -> None:
        """Let the paper end in the ``slip``-th slip from now."""
        with self._lock:
            self._slips_left = slip

    def power_loss_at(self, after: int) -> None:
        """Let the power fail when ``after`` more bytes have come."""
        with self._lock:
            self._bytes_left = after

    def recover(self) -> None:
        """All is well again; what waited for paper comes out."""
        self.silent = self.stop_reading = self.garbage = self.cutter_jammed = False
        self.baud = self._slips_left = self._bytes_left = None
        self.power = True
        self.cover_open = False
        self.paper = "ok"

    def start_tcp(self, port: int = 0, host: str = "127.0.0.1") -> int:
        """Listen, and return the port; 0 takes a free one."""
        listener = socket.create_server((host, port))
        if self.stop_reading or self.baud:
            # A small buffer, or the system takes in the printer's place what it does not read.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _CHUNK)
        listener.settimeout(_TICK_S)
        self._run(self._accept, listener)
        return int(listener.getsockname()[1])

    def start_pty(self) -> str:
        """Open a pseudo-terminal, and return the path that a driver opens as its serial line."""
        master, slave = os.openpty()
        tty.setraw(slave)
        os.set_blocking(master, False)
        self._run(self._serve_pty, master, slave)
        return os.ttyname(slave)

    def wait_slip(self, timeout: float = 10.0) -> ReceivedSlip:
        """The next slip that was not handed out here before. Raises ``TimeoutError`` after ``timeout`` seconds."""
        try:
            return self._unseen.get(timeout=timeout)
        except queue.Empty:
            raise TimeoutError(f"no slip within {timeout:g} s") from None

    def unplug(self) -> None:
        """Drop every line at once, as if the cable was pulled; :meth:`start_tcp` may plug it in again."""
        self._stop.set()
        while self._threads:
            self._threads.pop().join()
        self._stop.clear()

    close = unplug

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    # ── Lines ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _run(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, name=f"simulated-printer-{work.__name__}", daemon=True)
        thread.start()  # before others see it: who unplugs just now joins what runs
        self._threads.append(thread)

    def _accept(self, listener: socket.socket) -> None:
        with listener:
            while not self._stop.is_set():
                with contextlib.suppress(TimeoutError):
                    self._run(self._serve_tcp, listener.accept()[0])

    def _serve_tcp(self, line: socket.socket) -> None:
        with line:
            line.settimeout(_TICK_S)
            head, start = _Line(self, line.sendall), self.starts
            while not self._stop.is_set():
                if self.starts != start:
                    # It knows nothing of this connection: a reset, not an orderly end.
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    return
                if self.stop_reading or not self.power:
                    self._stop.wait(_TICK_S)
                    continue
                try:
                    data = line.recv(self._share())
                    if not data:
                        return
                    self._pace(len(data))
                    head.take(data)
                except TimeoutError:
                    continue
                except OSError:
                    return  # the driver went away in the middle of something: a printer does not mind

    def _serve_pty(self, master: int, slave: int) -> None:
        def reply(data: bytes) -> None:
            with contextlib.suppress(BlockingIOError):  # nobody reads the answers: they are lost, as on a real line
                os.write(master, data)

        try:
            head, start = _Line(self, reply), self.starts
            while not self._stop.is_set():
                if self.stop_reading:
                    self._stop.wait(_TICK_S)
                elif select.select([master], [], [], _TICK_S)[0]:
                    data = os.read(master, self._share())
                    self._pace(len(data))
                    if self.starts != start:
                        head, start = _Line(self, reply), self.starts
                    head.take(data)  # without power it drops them: a serial line does not hold bytes back
        finally:
            os.close(master)
            os.close(slave)

    def _share(self) -> int:
        """How many bytes it takes at once: a slow one only what comes in a tick."""
        return _CHUNK if self.baud is None else max(1, int(self.baud / _BITS_TO_THE_BYTE * _TICK_S))

    def _pace(self, count: int) -> None:
        """Wait until ``count`` bytes that came are taken: at the pace of the line, and not while it hangs."""
        if self.baud is not None:
            self._stop.wait(count * _BITS_TO_THE_BYTE / self.baud)
        while self.stop_reading and not self._stop.is_set():
            self._stop.wait(_TICK_S)

    # ── What a printer does ──────────────────────────────────────────────────────────────────────────────────────────

    def answer(self, number: int) -> bytes:
        """The byte that answers ``DLE EOT number``, or none."""
        self.questions += 1
        if self.garbage:
            return b"" if self.silent else _GARBAGE
        out, bits = self.paper == "out", 0
        match number:
            case 1:
                bits = 0x08 * (out or self.cover_open or self.cutter_jammed)
            case 2:
                bits = 0x04 * self.cover_open | 0x20 * out | 0x40 * self.cutter_jammed
            case 3:
                bits = 0x08 * self.cutter_jammed
            case 4:
                bits = 0x0C * (self.paper != "ok") | 0x60 * out
            case _:
                return b""
        return b"" if self.silent else bytes([_ALWAYS | bits])

    def receive(self, printed: Printed, first_byte_at: float) -> None:
        """A slip's bytes are complete: print it, or keep it until there is paper and the cover is closed."""
        with self._lock:
            if self._slips_left is not None:
                self._slips_left -= 1
                if self._slips_left == 0:
                    self._slips_left, self._paper = None, "out"
            self._held.append((printed, first_byte_at))
            self._release()

    def powered(self, count: int) -> int:
        """How many of ``count`` bytes that have come it still hears; the power may fail among them."""
        with self._lock:
            if not self._power or self._bytes_left is None:
                return count if self._power else 0
            heard = min(count, self._bytes_left)
            self._bytes_left -= heard
            if heard < count:
                self._bytes_left, self._power = None, False
            return heard

    def _release(self) -> None:
        while self._held and self.paper != "out" and not self.cover_open:
            printed, first_byte_at = self._held.pop(0)
            index = len(self.slips) + 1
            path = self._png_dir / f"slip-{index:04}.png" if self._png_dir else None
            slip = ReceivedSlip(index, self.width_mm, printed, first_byte_at, time.monotonic(), path)
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
                slip.image.save(path)
            self.slips.append(slip)
            self._unseen.put(slip)


class _Line:
    """One line's bytes on their way to the head; it knows when a slip's first byte came."""

    def __init__(self, printer: PrinterSimulator, reply: Callable[[bytes], None]) -> None:
        self._printer = printer
        self._began_at: float | None = None
        dots = PRINTABLE_DOTS[printer.width_mm]
        self._head = Head(dots, printer.answer, lambda data: reply(data) if data else None, self._cut)

    def take(self, data: bytes) -> None:
        now = time.monotonic()
        if self._began_at is None:
            self._began_at = now
        self._head.feed(data[: self._printer.powered(len(data))])
        if not self._head.has_begun:
            self._began_at = None

    def _cut(self, printed: Printed) -> None:
        began, self._began_at = self._began_at or time.monotonic(), time.monotonic()
        self._printer.receive(printed, began)

"""One printer and its worker: slips go in without waiting, each comes back as printed or as a typed fault.

The worker owns the line. Between slips it asks the printer how it is and opens a lost line again (0.5, 1, 2, 5, 10 s
apart); a slip that comes meanwhile is not kept waiting for the next attempt but makes one. A slip is never sent twice by
itself, for nobody knows how much of it came out; whoever issued it decides about a reprint.

Deadlines: a connection 3 s (the port's), a status answer 0.3 s (2 s before a slip from a printer that has answered), each 2 kB of a slip 5 s beyond their time on the line (so
a slow line is not mistaken for a stuck one), a slip in the queue 10 s, because paper that comes out for somebody who has
left goes to the wrong person.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Final

from drivers.port import Port
from drivers.ports import port_for
from drivers.printers import status
from drivers.printers.encoder import recovery
from drivers.printers.profiles import cut, paper_for
from drivers.printers.slip import Mode, Printable, Slip, allowed, encode
from drivers.printers.status import State
from shared.errors import DeviceFault

ANSWER_S: Final = 0.3
WRITE_S: Final = 5.0
QUEUE_S: Final = 10.0
PATIENCE_S: Final = 2.0
RECOVERY_S: Final = 1.0
POLL_S: Final = 5.0
QUEUE_SLIPS: Final = 8
_SLOWEST_BYTES_PER_S: Final = 900.0
_BACKOFF_S: Final = (0.5, 1.0, 2.0, 5.0, 10.0)
_JUST_TRIED_S: Final = 0.5
_CHUNK: Final = 2048
_RECOVERY_CHUNK: Final = 512
_AFTER_SLIP_S: Final = 1.0
_SILENCES: Final = 2
_STALE_BYTES: Final = 4096
_CLOSED: Final = "closed"
_LINE_FAULTS: Final = frozenset({"port_unopenable", "port_lost"})

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Health:
    """How a printer is; ``fault`` says why and what to do, where there is something to do."""

    state: State
    fault: DeviceFault | None = None


@dataclass(frozen=True, slots=True)
class Printed:
    """A slip whose bytes the line took. Times are seconds of the monotonic clock: first byte given, last byte taken.

    ``state`` is what the printer said of itself just before; UNKNOWN means that nobody can prove that paper came out.
    ``after`` is how it is about a second later, when the paper should be out: a fault means that the slip broke off. The
    state is OFFLINE when the line was lost meanwhile; a printer that answered before the slip and is silent for
    ``patience_s`` after it has the fault ``printer_silent``; one that never answers is UNKNOWN without a fault, as is one
    that was closed first.
    """

    first_byte_at: float
    last_byte_at: float
    bytes: int
    state: State
    after: Future[Health] = field(default_factory=Future, compare=False)


@dataclass(frozen=True, slots=True)
class _Job:
    slip: Printable
    asked_at: float
    future: Future[Printed]


class Printer:
    """A printer at ``url`` (see :mod:`drivers.ports`), its worker running from here until :meth:`close`.

    ``poll_s``, ``write_s`` and ``queue_s`` are the seconds between looks, the patience of a write and that of a slip;
    ``patience_s`` how long a printer that has answered may be silent before a slip.
    ``on_health`` is called in the worker's thread whenever the health changes; it must return quickly.
    Raises ``DeviceFault("port_address")`` for an address that cannot be meant; an unknown model or width is told by
    the health and by each slip, for the database of models is read in the worker.
    """

    def __init__(
        self,
        url: str,
        width_mm: int = 58,
        profile: str = "default",
        mode: Mode | str = Mode.AUTO,
        on_health: Callable[[Health], None] | None = None,
        *,
        poll_s: float = POLL_S,
        write_s: float = WRITE_S,
        queue_s: float = QUEUE_S,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._port: Port = port_for(url)
        self._width_mm = width_mm
        self._profile = profile
        self._mode = allowed(url, Mode(mode))
        self._on_health = on_health
        self._poll_s = poll_s
        self._write_s = write_s
        self._queue_s = queue_s
        self._patience_s = patience_s
        self._health = Health(State.UNKNOWN)
        self._told = False
        self._answering: tuple[int, ...] = ()
        self._has_answered = False
        self._unsettled: Future[Health] | None = None
        self._why = ""
        self._recovery = b""
        self._failures = 0
        self._failed_at = float("-inf")
        self._jobs: queue.Queue[_Job | None] = queue.Queue(QUEUE_SLIPS)
        self._samples: deque[Slip] = deque()
        self._closing = threading.Event()
        self._door = threading.Lock()
        self._worker = threading.Thread(target=self._work, name=f"printer {url}", daemon=True)
        self._worker.start()

    @property
    def health(self) -> Health:
        """The last known health; readable from any thread."""
        return self._health

    def hex_log(self) -> list[str]:
        """The line's last traffic, for support."""
        return self._port.hex_log()

    def print(self, slip: Printable) -> Future[Printed]:
        """Have ``slip`` printed; returns at once.

        The future resolves when the line has taken the last byte. Otherwise it raises ``DeviceFault``:
        ``printer_offline``, ``printer_silent`` (it answered before), ``paper_out``, ``cover_open``, ``cutter_jammed``,
        ``write_timeout``, ``printer_busy`` (too
        many slips wait, or this one waited too long), or what :func:`~drivers.printers.slip.encode` raises. A future
        cancelled before its turn prints nothing.
        """
        job = _Job(slip, time.monotonic(), Future())
        with self._door:
            if self._closing.is_set():
                job.future.set_exception(self._fault("printer_offline", why=_CLOSED))
                return job.future
            try:
                self._jobs.put_nowait(job)
            except queue.Full:
                job.future.set_exception(self._fault("printer_busy"))
        return job.future

    def prepare(self, slips: Iterable[Slip]) -> None:
        """Draw what these slips have in common with the ones to come, while nothing is to be printed.

        The first slip after a start would otherwise wait for typefaces to be found and every line to be drawn.
        """
        self._samples.extend(slips)
        with contextlib.suppress(queue.Full):  # the worker is awake then
            self._jobs.put_nowait(None)

    def close(self, timeout_s: float = 10.0) -> None:
        """End the worker; slips that still wait fail with ``printer_offline``."""
        with self._door:
            self._closing.set()
            with contextlib.suppress(queue.Full):  # the worker is awake then, and sees the flag after its slip
                self._jobs.put_nowait(None)
        self._worker.join(timeout_s)

    # ── The worker ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _work(self) -> None:
        self._warm_up()
        next_look = time.monotonic()
        while not self._closing.is_set():
            left = max(0.0, next_look - time.monotonic())
            try:
                job = self._jobs.get(timeout=0.0 if self._samples else left)
            except queue.Empty:
                if left and self._samples:
                    self._draw_ahead(self._samples.popleft())
                else:
                    next_look = time.monotonic() + self._look()
                continue
            if job is not None:
                self._serve(job)
                next_look = min(next_look, time.monotonic() + _AFTER_SLIP_S)
        self._refuse_the_rest()
        self._settle(Health(State.UNKNOWN))
        self._port.close()

    def _warm_up(self) -> None:
        """Load the database of models now and not at the first visitor's tap."""
        try:
            cut(paper_for(self._profile, self._width_mm))
        except DeviceFault as fault:
            self._tell(Health(State.UNKNOWN, fault))

    def _draw_ahead(self, sample: Slip) -> None:
        """Fonts and lines are kept by what draws them; one sample at a time, for a visitor may come any moment."""
        try:
            encode(sample, self._profile, self._width_mm, self._mode)
        except DeviceFault as fault:  # each slip will say so itself
            _log.warning("nothing could be drawn ahead for %s: %s", self._port.url, fault)
            self._samples.clear()

    def _look(self) -> float:
        """Open the line if it is lost, ask the printer, and return the seconds until the next look."""
        try:
            state = self._ask_patiently() if self._port.is_open else self._open()
        except DeviceFault as fault:
            self._lose_line(fault)
            return self._backoff()
        if state is None:
            return _AFTER_SLIP_S
        health = self._health_of(state)
        self._tell(health)
        self._settle(health)
        return self._poll_s

    def _ask_patiently(self) -> State | None:
        """All questions; after a slip for up to ``patience_s``, for a printer that still draws may answer late. None when
        another slip comes meanwhile, which asks anew."""
        until = time.monotonic() + self._patience_s
        while True:
            state = self._ask(status.QUESTIONS)
            silent = state is State.UNKNOWN and self._has_answered and self._unsettled is not None
            if not silent or time.monotonic() >= until:
                return state
            if self._closing.is_set() or not self._jobs.empty():
                return None

    def _serve(self, job: _Job) -> None:
        if not job.future.set_running_or_notify_cancel():
            return
        try:
            job.future.set_result(self._print(job))
        except DeviceFault as fault:
            job.future.set_exception(fault)
        except Exception as error:  # whoever waits for the future is told; the worker lives on for the next slip
            _log.exception("slip %s was not printed on %s", job.slip.number, self._port.url)
            job.future.set_exception(error)

    def _print(self, job: _Job) -> Printed:
        if time.monotonic() - job.asked_at > self._queue_s:
            raise self._fault("printer_busy")
        data = encode(job.slip, self._profile, self._width_mm, self._mode)
        try:
            state = self._ready_line()
            health = self._health_of(state)
            self._tell(health)
            self._settle(health)
            if health.fault is not None:
                raise health.fault
            self._recovery = recovery(data, paper_for(self._profile, self._width_mm))
            began = time.monotonic()
            self._write(data)
            self._recovery = b""
        except DeviceFault as fault:
            if fault.code in _LINE_FAULTS or fault.code == "write_timeout":
                raise self._lose_line(fault) from fault
            raise
        printed = Printed(began, time.monotonic(), len(data), state)
        self._unsettled = printed.after
        return printed

    def _write(self, data: bytes) -> None:
        for start in range(0, len(data), _CHUNK):
            chunk = data[start : start + _CHUNK]
            self._port.write_all(chunk, self._write_s + len(chunk) / _SLOWEST_BYTES_PER_S)

    # ── The line ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _ready_line(self) -> State:
        """An open line and the printer's state on it. A line lost since the last slip is opened again here."""
        if self._port.is_open:
            try:
                return self._quick_look()
            except DeviceFault:
                self._port.close()  # no byte of this slip went out yet, so starting anew doubles nothing
        if time.monotonic() - self._failed_at < _JUST_TRIED_S:
            raise self._fault("printer_offline", why=self._why)
        return self._open()

    def _quick_look(self) -> State:
        """How it is, by two questions where they are enough: a visitor waits, and each may take a slow printer 20 ms.

        A printer in any trouble is offline or out of paper; only then is it asked which. One that has answered before
        and falls silent may be busy with the slip before, so it is given two seconds.
        """
        until = time.monotonic() + self._patience_s
        while True:
            quick = [number for number in status.QUICK if number in self._answering]
            state = self._ask(quick) if len(quick) == len(status.QUICK) else self._ask(self._answering)
            if not state.can_print:
                state = self._ask(status.QUESTIONS)
            if state is not State.UNKNOWN or not self._has_answered or time.monotonic() >= until:
                return state
            self._answering = status.QUESTIONS

    def _open(self) -> State:
        """Open the line and ask. A slip that broke off is ended first: inside it a question would be taken for dots."""
        self._port.open()
        for start in range(0, len(self._recovery), _RECOVERY_CHUNK):
            chunk = self._recovery[start : start + _RECOVERY_CHUNK]
            self._port.write_all(chunk, RECOVERY_S + len(chunk) / _SLOWEST_BYTES_PER_S)
        state = self._ask(status.QUESTIONS)
        if state is not State.UNKNOWN or not self._has_answered:
            self._recovery = b""
        self._failures = 0
        return state

    def _ask(self, numbers: Sequence[int]) -> State:
        """Ask each question; two silences before any answer mean that this printer does not answer."""
        answers: dict[int, int] = {}
        for asked, number in enumerate(numbers, 1):
            byte = status.answer(self._port.query(status.question(number), 1, ANSWER_S))
            if byte is not None:
                answers[number] = byte
            elif asked >= _SILENCES and not answers:
                break
        if answers:
            self._has_answered = True
        if not numbers:
            self._port.read(_STALE_BYTES, 0.0)  # a printer that never answers may still have closed the line
        elif len(numbers) == len(status.QUESTIONS) or not answers:
            self._answering = tuple(answers)
        return status.state_of(answers)

    def _lose_line(self, fault: DeviceFault) -> DeviceFault:
        """Close the line, count the failure, tell; the fault as a person at a printer understands it."""
        self._port.close()
        self._failures += 1
        self._failed_at = time.monotonic()
        self._why = str(fault.params.get("why", fault.code))
        told = self._fault("printer_offline", why=self._why) if fault.code in _LINE_FAULTS else fault
        health = Health(State.OFFLINE, told)
        self._tell(health)
        self._settle(health)
        return told

    def _backoff(self) -> float:
        seconds = _BACKOFF_S[min(self._failures, len(_BACKOFF_S)) - 1]
        return seconds * random.uniform(0.8, 1.2)  # two kiosks must not knock at one printer in step for ever

    # ── What is told ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _health_of(self, state: State) -> Health:
        if state is State.UNKNOWN and self._has_answered:
            return Health(state, self._fault("printer_silent"))
        code = status.FAULTS.get(state)
        if code is None:
            return Health(state)
        return Health(state, self._fault(code, why="DLE EOT") if code == "printer_offline" else self._fault(code))

    def _tell(self, health: Health) -> None:
        before = self._health
        self._health = health
        if self._told and _essence(before) == _essence(health):
            return
        self._told = True
        _log.info("printer %s is %s", self._port.url, health.state)
        if self._on_health is None:
            return
        try:
            self._on_health(health)
        except Exception:  # a listener's mistake must not stop the printing
            _log.exception("the listener to the health of %s failed", self._port.url)

    def _settle(self, health: Health) -> None:
        """What is known now of the slip before."""
        waiting, self._unsettled = self._unsettled, None
        if waiting is not None and waiting.set_running_or_notify_cancel():
            waiting.set_result(health)

    def _refuse_the_rest(self) -> None:
        while not self._jobs.empty():
            job = self._jobs.get_nowait()
            if job is not None and job.future.set_running_or_notify_cancel():
                job.future.set_exception(self._fault("printer_offline", why=_CLOSED))

    def _fault(self, code: str, **params: object) -> DeviceFault:
        return DeviceFault(code, url=self._port.url, **params)


def _essence(health: Health) -> tuple[State, str | None]:
    return health.state, health.fault.code if health.fault else None

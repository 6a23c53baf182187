"""One rating device on one line: verbs in, events out, a worker thread that owns the port.

What holds, whatever the device does:

- A press belongs to the session that is open when it arrives, and to none otherwise: ``Rated(session=None)`` is kept
  as unsolicited, attached to nothing. A session opens only once the device has been asked.
- Each session asked for ends once: in ``Rated``, in ``Timeout``, or by :meth:`RatingDevice.cancel` without an event.
  A second press in it is ignored. The time-out is reckoned here, whether or not the device has one.
- No grade is invented: a key that the map does not name gives ``level=None``, attached to nothing, and the session
  stays open for a key that has a grade.
- A device that has not spoken since its line came up is UNKNOWN, never "fine".

The line's states::

    CLOSED → OPENING → UP ⇄ DEGRADED (open, but what comes cannot be understood)
                ↑   ↘   ↓      ↓
                └──── BACKOFF (0.5, 1, 2, 5, 10 s, with jitter)
"""

from __future__ import annotations

import logging
import queue
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from drivers.ports import Port, port_for
from drivers.rating.catalogue import Entry, grade_map
from drivers.rating.frames import EchoFilter, Frame, FrameParser, Stray
from shared.errors import DeviceFault

BACKOFF_S: Final = (0.5, 1.0, 2.0, 5.0, 10.0)
STEADY_S: Final = 5.0
"""A line that held for so long counts as recovered, and the next loss begins with the shortest pause."""
READ_S: Final = 0.02
WRITE_S: Final = 2.0
GARBLED_BYTES: Final = 48
"""So many bytes without one good frame make a line DEGRADED."""
STARS_MOST: Final = 5
_LOG: Final = logging.getLogger(__name__)


class LineState(StrEnum):
    """How the line stands; see the head of this file."""

    CLOSED = "closed"
    OPENING = "opening"
    UP = "up"
    DEGRADED = "degraded"
    BACKOFF = "backoff"


class Presence(StrEnum):
    """What is known of the device itself."""

    UNKNOWN = "unknown"
    """The line is open, the device has not spoken since."""
    OK = "ok"
    """It spoke since the line came up."""
    DISCONNECTED = "disconnected"
    """There is no line to it."""
    ERROR = "error"
    """It, or noise, speaks, and not in its protocol."""


@dataclass(frozen=True, slots=True)
class Rated:
    """A key was pressed. ``session`` is None for a press that nobody asked for; ``level`` is a grade 1 to 5, None for a
    key without one; ``raw`` is the key as the device says it."""

    session: str | None
    level: int | None
    raw: int


@dataclass(frozen=True, slots=True)
class Timeout:
    """Nobody pressed in time, or the next session was asked for: the session is closed as no rating."""

    session: str


@dataclass(frozen=True, slots=True)
class Health:
    """The line or what is known of the device changed. ``detail`` says what failed, in the reader's language."""

    state: LineState
    presence: Presence
    detail: DeviceFault | None = None


@dataclass(frozen=True, slots=True)
class ProtocolError:
    """Bytes that the protocol does not know, or a key that the map does not name (``code`` is ``stray`` or
    ``unmapped_key``)."""

    code: str
    raw: bytes


Event = Rated | Timeout | Health | ProtocolError


@dataclass(frozen=True, slots=True)
class _Ask:
    session: str
    until: float
    timeout_s: float


@dataclass(frozen=True, slots=True)
class _Cancel:
    pass


@dataclass(frozen=True, slots=True)
class _Stars:
    count: int


@dataclass(slots=True)
class _Session:
    ask: _Ask
    asked: bool = False
    rated: bool = False


class RatingDevice:
    """A rating device at ``url``, speaking the protocol of ``entry``.

    ``on_event`` is called from the worker thread, one event at a time, and should return soon. ``grades`` (raw key as
    two hex digits → grade 1 to 5) overrules the entry's own map; ``acknowledge`` names the entry's variant of the
    answer to a press or "none"; ``local_echo`` overrules whether our own bytes may come back. Raises
    ``rating_no_grades`` when neither says which key means what, ``rating_bad_settings`` for a map or variant that cannot
    be used, and ``port_address``.
    """

    def __init__(
        self,
        url: str,
        entry: Entry,
        on_event: Callable[[Event], None],
        *,
        address: int = 1,
        grades: Mapping[str, int] | None = None,
        acknowledge: str | None = None,
        local_echo: bool | None = None,
        make_port: Callable[..., Port] = port_for,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._entry = entry
        self._address = address
        self._grades = _grades(entry, grades)
        self._acknowledge = _acknowledge(entry, acknowledge)
        self._port = make_port(url, **entry.line.settings())
        self._echo = EchoFilter() if (entry.line.echo if local_echo is None else local_echo) else None
        self._parser = FrameParser(entry.framing)
        self._on_event = on_event
        self._jitter = jitter
        self._commands: queue.SimpleQueue[_Ask | _Cancel | _Stars] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._worker: threading.Thread | None = None
        self._health = Health(LineState.CLOSED, Presence.DISCONNECTED)
        # All below belongs to the worker.
        self._session: _Session | None = None
        self._stars: int | None = None
        self._outbox: deque[tuple[bytes, _Session | None]] = deque()
        self._told_timeout: int | None = None
        self._failures = 0
        self._garbled = 0
        self._up_at = self._sent_at = self._heard_at = 0.0

    @property
    def health(self) -> Health:
        """How the line and the device stand now."""
        return self._health

    @property
    def state(self) -> LineState:
        return self._health.state

    def hex_log(self) -> list[str]:
        """The line's last traffic, for support."""
        return self._port.hex_log()

    def start(self) -> RatingDevice:
        """Start the worker, which opens the line and keeps it open. Returns at once, also without a device.

        A closed device is not started again: make a new one.
        """
        if self._worker is None:
            self._worker = threading.Thread(target=self._run, name=f"rating {self._port.url}", daemon=True)
            self._worker.start()
        return self

    def ask(self, session: str, timeout_s: float) -> None:
        """Ask the visitor for a rating of ``session``; an earlier session that is still open ends as ``Timeout``.

        While the line is down the time runs on, and the device is asked as soon as it is back.
        """
        if timeout_s <= 0:
            raise ValueError("timeout_s must be positive")
        self._commands.put(_Ask(session, time.monotonic() + timeout_s, timeout_s))

    def cancel(self) -> None:
        """End the open session without an event; later presses are unsolicited."""
        self._commands.put(_Cancel())

    def show_stars(self, count: int) -> None:
        """Show the clerk's stars, 0 to 5, now and after each reconnect; nothing where the device has none."""
        if not 0 <= count <= STARS_MOST:
            raise ValueError(f"stars are 0 to {STARS_MOST}")
        self._commands.put(_Stars(count))

    def close(self) -> None:
        """Stop the worker and close the line; an open session ends as ``Timeout``. Idempotent."""
        self._closing.set()
        worker, self._worker = self._worker, None
        if worker is not None and worker is not threading.current_thread():
            worker.join(WRITE_S + 3.0)

    # The worker -------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while not self._closing.is_set():
                try:
                    if not self._port.is_open:
                        self._bring_up()
                    self._take_commands()
                    self._expire()
                    self._hear(READ_S)
                    self._speak()
                except DeviceFault as fault:
                    self._lose(fault)
        finally:
            self._port.close()
            self._end_session()
            self._tell_health(LineState.CLOSED, Presence.DISCONNECTED)

    def _bring_up(self) -> None:
        self._tell_health(LineState.OPENING, Presence.DISCONNECTED)
        self._port.open()
        self._parser = FrameParser(self._entry.framing)
        self._outbox.clear()
        self._garbled, self._told_timeout = 0, None
        self._up_at = self._heard_at = time.monotonic()
        if self._echo:
            self._echo.idle()
        self._tell_health(LineState.UP, Presence.UNKNOWN)
        if self._stars is not None:
            self._say("stars", stars=self._stars)
        if self._session and not self._session.rated:
            self._put_question(self._session)

    def _lose(self, fault: DeviceFault) -> None:
        """The line failed: close it, and wait out the pause while commands and time-outs go on."""
        self._port.close()
        if self._session:
            self._session.asked = False
        if self._up_at and time.monotonic() - self._up_at >= STEADY_S:
            self._failures = 0
        self._up_at = 0.0
        pause = BACKOFF_S[min(self._failures, len(BACKOFF_S) - 1)] * (0.8 + 0.4 * self._jitter())
        self._failures += 1
        self._tell_health(LineState.BACKOFF, Presence.DISCONNECTED, fault)
        until = time.monotonic() + pause
        while not self._closing.is_set() and (left := until - time.monotonic()) > 0:
            self._take_commands()
            self._expire()
            self._closing.wait(min(left, 0.05))

    def _take_commands(self) -> None:
        while True:
            try:
                command = self._commands.get_nowait()
            except queue.Empty:
                return
            match command:
                case _Ask():
                    self._open_session(command)
                case _Cancel():
                    self._session = None
                    self._rest()
                case _Stars(count):
                    self._stars = count
                    self._say("stars", stars=count)

    def _open_session(self, ask: _Ask) -> None:
        try:
            if self._port.is_open:
                self._hear(0.0)  # what was pressed before this question does not answer it
        finally:  # when the line is lost just now, the question waits for its return
            self._end_session()
            self._session = _Session(ask)
        self._put_question(self._session)

    def _put_question(self, session: _Session) -> None:
        seconds = min(max(round(session.ask.timeout_s), 1), 255)
        if seconds != self._told_timeout:
            self._told_timeout = seconds if self._say("timeout", timeout_s=seconds) else None
        self._say("ask", session=session, timeout_s=seconds)

    def _expire(self) -> None:
        if self._session and time.monotonic() >= self._session.ask.until:
            rated = self._session.rated
            self._end_session()
            if not rated:
                self._rest()

    def _end_session(self) -> None:
        session, self._session = self._session, None
        if session and not session.rated:
            self._tell(Timeout(session.ask.session))

    def _rest(self) -> None:
        """Take the question off the device, where it knows how."""
        self._outbox = deque((frame, session) for frame, session in self._outbox if session is None)
        if not self._say("cancel"):
            self._say("welcome")

    def _say(self, name: str, session: _Session | None = None, **values: int) -> bool:
        """Queue what the entry calls ``name``; False when it has no such word or there is no line."""
        say = self._entry.say.get(name)
        if say is None or not self._port.is_open:
            return False
        self._outbox.append((say.frame(address=self._address, **values), session))
        return True

    def _speak(self) -> None:
        """Send the next frame of ours, if the device had its pause."""
        now, line = time.monotonic(), self._entry.line
        if not self._outbox or now < max(self._sent_at + line.gap_s, self._heard_at + line.turnaround_s):
            return
        frame, session = self._outbox.popleft()
        if session is not None and session is not self._session:
            return  # the question was overtaken
        if session is not None:
            self._hear(0.0)
        if self._echo:
            self._echo.sent(frame)
        self._port.write_all(frame, WRITE_S)
        self._sent_at = time.monotonic()
        if session is not None:
            session.asked = True

    def _hear(self, wait_s: float) -> None:
        data = self._port.read(512, wait_s)
        now = time.monotonic()
        if data:
            self._heard_at = now
            self._understand(self._parser.feed(self._echo.feed(data) if self._echo else data))
        elif now - max(self._heard_at, self._sent_at) >= self._entry.line.idle_s:
            held = self._echo.idle() if self._echo else b""
            self._understand(self._parser.feed(held) + self._parser.idle())

    def _understand(self, found: list[Frame | Stray]) -> None:
        for item in found:
            pressed = self._entry.press.of(item, self._address)
            for raw in pressed:
                self._pressed(raw)
            if pressed or isinstance(item, Frame):
                self._garbled, self._failures = 0, 0
                heard = pressed or self._health.presence is Presence.OK
                self._tell_health(LineState.UP, Presence.OK if heard else Presence.UNKNOWN)
                continue
            self._garbled += len(item.raw)
            self._tell(ProtocolError("stray", item.raw))
            if self._garbled >= GARBLED_BYTES:
                fault = DeviceFault("rating_garbled", url=self._port.url)
                self._tell_health(LineState.DEGRADED, Presence.ERROR, fault)

    def _pressed(self, raw: int) -> None:
        level, session = self._grades.get(raw), self._session
        if self._acknowledge:
            self._say(self._acknowledge, raw=raw)
        if session and session.rated and time.monotonic() < session.ask.until:
            return  # one rating for one service: the second press is answered and otherwise ignored
        if level is None:
            self._tell(ProtocolError("unmapped_key", bytes([raw])))
        if level is None or session is None or not session.asked or time.monotonic() >= session.ask.until:
            self._tell(Rated(None, level, raw))
            return
        session.rated = True
        self._tell(Rated(session.ask.session, level, raw))

    def _tell_health(self, state: LineState, presence: Presence, detail: DeviceFault | None = None) -> None:
        before = self._health
        if (before.state, before.presence) == (state, presence):
            return
        self._health = Health(state, presence, detail)
        self._tell(self._health)

    def _tell(self, event: Event) -> None:
        try:
            self._on_event(event)
        except Exception:
            # The listener's mistake must not take the device away from the visitor.
            _LOG.exception("listener of %s failed at %s", self._port.url, event)


def _grades(entry: Entry, own: Mapping[str, int] | None) -> Mapping[int, int]:
    if own is None:
        if entry.press.grades is None:
            raise DeviceFault("rating_no_grades", name=entry.name)
        return entry.press.grades
    try:
        return grade_map(own)
    except ValueError as error:
        raise DeviceFault("rating_bad_settings", name=entry.name, why=str(error)) from error


def _acknowledge(entry: Entry, own: str | None) -> str | None:
    if own is None:
        return entry.press.acknowledge
    if own == "none":
        return None
    if not own.startswith("ack") or own not in entry.say:
        raise DeviceFault("rating_bad_settings", name=entry.name, why=f"acknowledge = {own!r}")
    return own

"""An Android tablet as rating device, reached over the network: the verbs and events of every rating device.

It is asked each second whether somebody has pressed, and every five whether it is there; one that answers nothing three
times is silent, and one that never answered is UNKNOWN. A press belongs to the session that is open when it is heard, as
with every rating device (:mod:`drivers.rating.device`); which level is which grade the site must say.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Self

from drivers.devices import Health, Presence, ProtocolError
from drivers.lines import LineState
from drivers.port import Port
from drivers.ports import port_for
from drivers.rating import tablet_words as words
from drivers.rating.catalogue import grade_map
from drivers.rating.device import STARS_MOST, Event, Rated, Timeout
from shared.errors import DeviceFault

DRIVER: Final = "tablet"
"""What the settings call it."""
POLL_S: Final = 1.0
BEAT_S: Final = 5.0
SILENT_BEATS: Final = 3
IDLE_S: Final = 0.2
WRITE_S: Final = 2.0
BACKOFF_S: Final = (0.5, 1.0, 2.0, 5.0, 10.0)
CLOSE_S: Final = 5.0
_TURN_S: Final = 0.05
_LOG: Final = logging.getLogger(__name__)


@dataclass(slots=True)
class _Session:
    name: str
    until: float
    asked: bool = False
    rated: bool = False


@dataclass(frozen=True, slots=True)
class _Face:
    """What it shows while it asks nothing."""

    state: str = "free"
    number: str = ""


class TabletDevice:
    """A tablet at ``url``: ``udp://device:8001`` (we listen on 7791; ``?local=`` names another) or ``tcp://device:8011``.

    ``on_event`` is called from the tablet's worker. ``grades`` maps its levels (two hex digits) to grades 1 to 5. Raises
    ``rating_no_grades`` without it, ``rating_bad_settings`` and ``port_address``. ``beat_s`` and ``poll_s`` are seconds
    between two questions whether it is there, and whether somebody has pressed.
    """

    def __init__(
        self,
        url: str,
        on_event: Callable[[Event], None],
        *,
        grades: Mapping[str, int] | None,
        beat_s: float = BEAT_S,
        poll_s: float = POLL_S,
    ) -> None:
        if grades is None:
            raise DeviceFault("rating_no_grades", name=DRIVER)
        try:
            self._grades = grade_map(grades)
        except ValueError as error:
            raise DeviceFault("rating_bad_settings", name=DRIVER, why=str(error)) from error
        self.url, self._on_event, self._beat_s, self._poll_s = url, on_event, beat_s, poll_s
        self._port: Port = port_for(url)
        self._verbs: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._health = Health(LineState.CLOSED, Presence.DISCONNECTED)
        self._worker = threading.Thread(target=self._run, name=f"tablet {url}", daemon=True)
        # All below belongs to the worker.
        self._reader = words.Reader()
        self._session: _Session | None = None
        self._face, self._staff = _Face(), b""
        self._clerk, self._window, self._stars = "", 0, 0
        self._beat_at = self._poll_at = self._heard_at = 0.0
        self._unanswered = self._failures = 0

    @property
    def health(self) -> Health:
        """How the line and the tablet stand now."""
        return self._health

    @property
    def state(self) -> LineState:
        return self._health.state

    def hex_log(self) -> list[str]:
        """The last traffic, for support."""
        return self._port.hex_log()

    def start(self) -> Self:
        """Open the line and keep it open. Returns at once, also without a tablet."""
        self._worker.start()
        return self

    def close(self, *, wait: bool = True) -> None:
        """Close the line; an open question ends as ``Timeout``. Idempotent."""
        self._closing.set()
        if wait and self._worker.is_alive() and threading.current_thread() is not self._worker:
            self._worker.join(CLOSE_S)

    def ask(self, session: str, timeout_s: float) -> None:
        """Ask for a rating of ``session``; an earlier session that is still open ends as ``Timeout``."""
        if timeout_s <= 0:
            raise ValueError("timeout_s must be positive")
        until = time.monotonic() + timeout_s
        self._verbs.put(lambda: self._open_session(_Session(session, until)))

    def cancel(self) -> None:
        """End the open session without an event; later presses are unsolicited."""
        self._verbs.put(self._close_session)

    def welcome(self, number: str = "") -> None:
        """A visitor is called or served."""
        self._verbs.put(lambda: self._turn_to(_Face("visitor", number)))

    def pause(self) -> None:
        """The window is paused or closed (暂停服务)."""
        self._verbs.put(lambda: self._turn_to(_Face("away")))

    def reset(self) -> None:
        """The window is open and nobody is there."""
        self._verbs.put(lambda: self._turn_to(_Face()))

    def show_staff(self, clerk: str, window: int) -> None:
        """Show who serves here, by staff number (工号); "" for nobody."""

        def show() -> None:
            self._clerk, self._window = clerk, window
            self._show_staff()

        self._verbs.put(show)

    def show_stars(self, count: int) -> None:
        """Show the clerk's stars, 0 to 5."""
        if not 0 <= count <= STARS_MOST:
            raise ValueError(f"stars are 0 to {STARS_MOST}")

        def show() -> None:
            self._stars = count
            self._show_staff()

        self._verbs.put(show)

    # The worker --------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while not self._closing.is_set():
                try:
                    self._turn()
                except DeviceFault as fault:
                    self._lose(fault)
        finally:
            self._end_session()
            self._port.close()
            self._tell_health(Health(LineState.CLOSED, Presence.DISCONNECTED))

    def _turn(self) -> None:
        if not self._port.is_open:
            self._bring_up()
        self._obey()
        now = time.monotonic()
        if now >= self._beat_at:
            self._beat(now)
        if self._session is not None and not self._session.rated and now >= self._poll_at:
            self._poll_at = now + self._poll_s
            self._say(words.PRESSED)
        self._hear(self._port.read(words.MOST, _TURN_S))

    def _bring_up(self) -> None:
        self._tell_health(Health(LineState.OPENING, self._health.presence, self._health.detail))
        self._port.open()
        self._reader, self._staff = words.Reader(), b""
        self._unanswered, self._beat_at = 0, 0.0
        self._tell_health(Health(LineState.UP, Presence.UNKNOWN))
        self._show_all()

    def _show_all(self) -> None:
        """Say it anew to a tablet that came back."""
        self._staff = b""
        self._show_staff()
        if self._session is not None and not self._session.rated:
            self._put_question(self._session)
        else:
            self._show_face()

    def _lose(self, fault: DeviceFault) -> None:
        self._port.close()
        if self._session:
            self._session.asked = False
        self._tell_health(Health(LineState.BACKOFF, Presence.DISCONNECTED, fault))
        until = time.monotonic() + BACKOFF_S[min(self._failures, len(BACKOFF_S) - 1)]
        self._failures += 1
        while time.monotonic() < until and not self._closing.is_set():
            self._obey()
            self._closing.wait(_TURN_S)

    def _obey(self) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                self._verbs.get_nowait()()
        if self._session and time.monotonic() >= self._session.until:
            rated = self._session.rated
            self._end_session()
            if not rated:
                self._show_face()

    def _beat(self, now: float) -> None:
        self._beat_at = now + self._beat_s
        if self._unanswered == SILENT_BEATS and self._health.presence is Presence.OK:
            silent = DeviceFault("tablet_silent", url=self.url)
            self._tell_health(Health(LineState.DEGRADED, Presence.ERROR, silent))
        self._unanswered += 1
        self._say(words.THERE)

    def _hear(self, data: bytes) -> None:
        now = time.monotonic()
        if data:
            self._heard_at = now
            said, stray = self._reader.feed(data)
        elif now - self._heard_at >= IDLE_S:
            said, stray = self._reader.idle()
        else:
            return
        if stray:
            self._tell(ProtocolError("stray", stray))
        for word in said:
            if word.raw == b"DisConnect":
                raise DeviceFault("port_lost", url=self.url, why="DisConnect")
            self._understand(word)

    def _understand(self, word: words.Word) -> None:
        was_silent = self._health.state is LineState.DEGRADED
        self._unanswered = self._failures = 0
        self._tell_health(Health(LineState.UP, Presence.OK))
        if was_silent:
            self._show_all()  # it may have lost its power meanwhile
        if word.code == "02" and len(word.fields) >= 2:
            self._pressed(word)

    def _pressed(self, word: words.Word) -> None:
        level = word.fields[1].strip()
        raw = int(level) if level.isascii() and level.isdecimal() and len(level) <= 3 else -1
        grade, session = self._grades.get(raw), self._session
        if session and session.rated and time.monotonic() < session.until:
            return  # it says a press again until it is asked something else
        if grade is None:
            self._tell(ProtocolError("unmapped_key", level.encode()))
        if grade is None or session is None or not session.asked or time.monotonic() >= session.until:
            self._tell(Rated(None, grade, max(raw, 0)))
            return
        session.rated = True
        self._tell(Rated(session.name, grade, raw))

    # What it shows -----------------------------------------------------------------------------------------------

    def _open_session(self, session: _Session) -> None:
        self._end_session()
        self._session = session
        if self._port.is_open:
            self._hear(self._port.read(words.MOST, 0.0))  # what was pressed before this question does not answer it
            self._put_question(session)

    def _put_question(self, session: _Session) -> None:
        self._say(words.ASK)
        session.asked, self._poll_at = True, time.monotonic() + self._poll_s

    def _close_session(self) -> None:
        self._session = None
        self._show_face()

    def _end_session(self) -> None:
        session, self._session = self._session, None
        if session and not session.rated:
            self._tell(Timeout(session.name))

    def _turn_to(self, face: _Face) -> None:
        back, self._face = self._face.state == "away" and face.state != "away", face
        if self._session is not None and not self._session.rated:
            return  # the question stands until it is answered, over, or closed by the next call
        if back:
            self._say(words.RESUME)
        self._show_face()

    def _show_face(self) -> None:
        if self._face.state == "away":
            self._say(words.PAUSE)
            return
        self._say(words.WELCOME)
        if self._face.number:
            self._say(words.call(self._face.number))

    def _show_staff(self) -> None:
        staff = words.staff(self._clerk, self._stars or None, self._window or None) if self._clerk else b""
        if staff and staff != self._staff:
            self._say(staff)
        self._staff = staff

    def _say(self, word: bytes) -> None:
        if self._port.is_open:
            self._port.write_all(word, WRITE_S)

    # What is told ------------------------------------------------------------------------------------------------

    def _tell_health(self, health: Health) -> None:
        if (self._health.state, self._health.presence) != (health.state, health.presence):
            self._health = health
            self._tell(health)

    def _tell(self, event: Event) -> None:
        try:
            self._on_event(event)
        except Exception:  # the listener's mistake must not take the device away from the visitor
            _LOG.exception("listener of %s failed at %s", self.url, event)

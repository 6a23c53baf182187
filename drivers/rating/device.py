"""One rating device on a line: verbs in, events out.

What holds, whatever the device does:

- A press belongs to the session that is open when it arrives, and to none otherwise: ``Rated(session=None)`` is kept
  as unsolicited, attached to nothing. A session opens only once the device has been asked.
- Each session asked for ends once: in ``Rated``, in ``Timeout``, or by :meth:`RatingDevice.cancel` without an event.
  A second press in it is ignored. The time-out is reckoned here, whether or not the device has one.
- No grade is invented: a key that the map does not name gives ``level=None``, attached to nothing, and the session
  stays open for a key that has a grade.
- A device that has not spoken since its line came up is UNKNOWN, never "fine".
- What the device shows while it asks nothing (a welcome, a pause) is said once, again after a question and after a
  reconnect, and never between a question and its end. A word that its entry lacks is not said.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from drivers.devices import Health, LineDevice, Presence, ProtocolError
from drivers.frames import Frame, Stray
from drivers.lines import Lines, LineState
from drivers.rating.catalogue import Entry, grade_map
from shared.errors import DeviceFault

__all__ = [
    "Event",
    "Health",
    "LineState",
    "Presence",
    "ProtocolError",
    "Rated",
    "RatingDevice",
    "Timeout",
]

STARS_MOST: Final = 5
WELCOME: Final = "welcome"
PAUSE: Final = "pause"
RESET: Final = "reset"


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


Event = Rated | Timeout | Health | ProtocolError


@dataclass(frozen=True, slots=True)
class _Ask:
    session: str
    until: float
    timeout_s: float


@dataclass(slots=True)
class _Session:
    ask: _Ask
    asked: bool = False
    rated: bool = False


class RatingDevice(LineDevice[Event]):
    """A rating device with ``address`` on the line at ``url``, speaking the protocol of ``entry``.

    ``on_event`` is called from the line's worker, one event at a time, and should return soon. ``grades`` (raw key as
    two hex digits → grade 1 to 5) overrules the entry's own map; ``acknowledge`` names the entry's variant of the
    answer to a press or "none"; ``local_echo`` overrules whether our own bytes may come back. Devices that are given
    the same ``lines`` share the line. Raises ``rating_no_grades`` when neither says which key means what,
    ``rating_bad_settings`` for a map or variant that cannot be used, and ``port_address``; :meth:`start` raises
    ``line_conflict``.
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
        lines: Lines | None = None,
    ) -> None:
        self._entry = entry
        self._grades = _grades(entry, grades)
        self._acknowledge = _acknowledge(entry, acknowledge)
        super().__init__(
            url,
            entry.line,
            entry.framing,
            on_event,
            address=address,
            address_at=entry.press.address_at,
            local_echo=local_echo,
            lines=lines,
        )
        # All below belongs to the line's worker.
        self._session: _Session | None = None
        self._stars: int | None = None
        self._face = RESET
        self._said_last = ""
        self._told_timeout: int | None = None

    def ask(self, session: str, timeout_s: float) -> None:
        """Ask the visitor for a rating of ``session``; an earlier session that is still open ends as ``Timeout``.

        While the line is down the time runs on, and the device is asked as soon as it is back.
        """
        if timeout_s <= 0:
            raise ValueError("timeout_s must be positive")
        ask = _Ask(session, time.monotonic() + timeout_s, timeout_s)
        self._do(lambda: self._open_session(ask))

    def cancel(self) -> None:
        """End the open session without an event; later presses are unsolicited."""
        self._do(self._close_session)

    def show_stars(self, count: int) -> None:
        """Show the clerk's stars, 0 to 5, now and after each reconnect; nothing where the device has none."""
        if not 0 <= count <= STARS_MOST:
            raise ValueError(f"stars are 0 to {STARS_MOST}")
        self._do(lambda: self._show_stars(count))

    def welcome(self, number: str = "") -> None:
        """A visitor is called or served; pads have no place for the number."""
        self._do(lambda: self._turn_to(WELCOME))

    def pause(self) -> None:
        """The window is paused or closed (暂停服务)."""
        self._do(lambda: self._turn_to(PAUSE))

    def reset(self) -> None:
        """The window is open and nobody is there."""
        self._do(lambda: self._turn_to(RESET))

    # In the line's worker ----------------------------------------------------------------------------------------

    def line_is(self, state: LineState, fault: DeviceFault | None) -> None:
        if state is LineState.BACKOFF and self._session:
            self._session.asked = False
        super().line_is(state, fault)

    def line_up(self) -> None:
        self._told_timeout, self._said_last = None, ""
        if self._stars is not None:
            self._say("stars", stars=self._stars)
        if self._session and not self._session.rated:
            self._put_question(self._session)
        elif self._face != RESET:
            self._show_face()

    def take(self, found: Frame | Stray) -> bool:
        pressed = self._entry.press.of(found, self.address)
        for raw in pressed:
            self._pressed(raw)
        return bool(pressed)

    def tick(self) -> None:
        super().tick()
        if self._session and time.monotonic() >= self._session.ask.until:
            rated = self._session.rated
            self._end_session()
            if not rated:
                self._rest()

    def left(self) -> None:
        self._end_session()
        super().left()

    def _open_session(self, ask: _Ask) -> None:
        try:
            if self.line is not None and self.line.is_open:
                self.line.hear(0.0)  # what was pressed before this question does not answer it
        finally:  # when the line is lost just now, the question waits for its return
            self._end_session()
            self._session = _Session(ask)
        self._put_question(self._session)

    def _close_session(self) -> None:
        self._session = None
        self._rest()

    def _show_stars(self, count: int) -> None:
        self._stars = count
        self._say("stars", stars=count)

    def _put_question(self, session: _Session) -> None:
        seconds = min(max(round(session.ask.timeout_s), 1), 255)
        if seconds != self._told_timeout:
            self._told_timeout = seconds if self._say("timeout", timeout_s=seconds) else None
        self._said_last = ""
        self._say("ask", session=session, timeout_s=seconds)

    def _end_session(self) -> None:
        session, self._session = self._session, None
        if session and not session.rated:
            self._tell(Timeout(session.ask.session))

    def _rest(self) -> None:
        """Take the question off the device, where it knows how, and show what it showed before."""
        taken_off, self._said_last = self._say("cancel"), ""
        if not self._show_face() and not taken_off:
            self._say_face(WELCOME)

    def _turn_to(self, face: str) -> None:
        paused, self._face = self._said_last == PAUSE, face
        if self._session is not None and not self._session.rated:
            return  # the question stands until it is answered, over, or closed by the next call
        if not self._show_face() and paused:
            self._say_face(WELCOME)

    def _show_face(self) -> bool:
        """Say what the device shows now; False when its entry has no word for it."""
        return self._said_last == self._face or self._say_face(self._face)

    def _say_face(self, face: str) -> bool:
        said = self._say(face)
        if said:
            self._said_last = face
        return said

    def _say(self, name: str, session: _Session | None = None, **values: int) -> bool:
        """Queue what the entry calls ``name``; False when it has no such word or there is no line."""
        say = self._entry.say.get(name)
        if say is None or self.line is None:
            return False
        frame = say.frame(address=self.address, **values)
        if session is None:
            return self.line.send(self, frame, urgent=name == self._acknowledge)
        # A question that was overtaken is not put any more, and only one that is out can be answered.
        return self.line.send(
            self, frame, wanted=lambda: session is self._session, sent=lambda: setattr(session, "asked", True)
        )

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
        self._said_last = ""
        self._say("thank")
        self._tell(Rated(session.ask.session, level, raw))


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

"""The display's voice: calls are spoken by the one voice of :mod:`drivers.voice`, once its clips are there.

Clips are made on first start by a thread of their own, so no frame waits for them; calls that come meanwhile wait and
are spoken then, unless they are over or too old. No Qt here: callbacks come from the voice's threads.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Final

from drivers.voice.announcer import AnnouncementQueue, Announcer, Call
from drivers.voice.clips import ClipFolder
from drivers.voice.outputs import NullOutput, Output
from drivers.voice.phrases import Clip, announcement, spoken_languages, vocabulary
from drivers.voice.player import Speaker
from shared.clock import SystemClock
from shared.errors import DeviceFault
from shared.log import Log

FIRST_FRAME_S: Final = 0.3
"""How long the making of clips leaves the processor to the first picture on the screen."""

log = Log(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """An announcement that began to sound. ``at_ns`` is CLOCK_MONOTONIC; ``languages`` are those really spoken."""

    number: str
    window: int
    languages: tuple[str, ...]
    at_ns: int


class Announcing:
    """Speaks calls, one after another. Every method returns at once and may come from any thread.

    ``output`` opens the loudspeaker, on a thread. ``announced`` and ``faulty`` are told what sounds and what is wrong
    (None: well again), on the voice's threads.
    """

    def __init__(
        self,
        *,
        output: Callable[[], Output],
        clips: ClipFolder,
        announced: Callable[[Announced], None],
        faulty: Callable[[DeviceFault | None], None],
    ) -> None:
        self._open = output
        self._clips = clips
        self._announced = announced
        self._faulty = faulty
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._stop = threading.Event()
        self._words: tuple[Clip, ...] = ()
        self._held: dict[str, tuple[Call, bool]] = {}
        self._pending: set[str] = set()
        self._speaker: Speaker | None = None
        self._announcer: Announcer | None = None
        self._fault: DeviceFault | None = None
        self._mute = False
        self._volume = 1.0

    @property
    def volume(self) -> float:
        """How loud the next announcement is, 0 to 1."""
        return self._volume

    @volume.setter
    def volume(self, factor: float) -> None:
        with self._lock:
            self._volume = factor
            if self._speaker is not None:
                self._speaker.volume = factor

    @property
    def ready(self) -> bool:
        """Whether the voice speaks now; before that calls wait."""
        return self._announcer is not None

    @property
    def fault(self) -> DeviceFault | None:
        """What is wrong with the voice, as last seen; also that there is nothing to speak through."""
        return self._fault or (DeviceFault("voice_no_sound_card") if self._mute else None)

    def prepare(self, languages: Iterable[str], letters: Iterable[str], windows: Iterable[int]) -> None:
        """Have every clip made that calls of these letters and windows need. Again when the settings change."""
        words = vocabulary(languages, letters, windows)
        with self._lock:
            if words == self._words or self._stop.is_set():
                return
            self._words = words
        threading.Thread(target=self._prepare, args=(words,), name="voice-clips", daemon=True).start()

    def call(self, ticket: str, number: str, window: int, language: str, *, recall: bool) -> None:
        """Have a call spoken that has just happened.

        Whether it is late was judged by the hall's clock, so only the time of its arrival counts from here on: a
        display whose clock is wrong speaks all the same.
        """
        call = Call(ticket, number, window, language, SystemClock().now())
        with self._lock:
            self._pending.add(ticket)
            if self._announcer is None:
                before = self._held.pop(ticket, None)
                self._held[ticket] = (call, recall and (before is None or before[1]))
            else:
                self._say(self._announcer, call, recall)

    def withdraw(self, ticket: str) -> None:
        """The call is over: it is not spoken any more; what has begun to sound is said to its end."""
        with self._lock:
            self._pending.discard(ticket)
            self._held.pop(ticket, None)
            if self._announcer is not None:
                self._announcer.withdraw(ticket)

    def keep_only(self, tickets: Collection[str]) -> None:
        """Withdraw everything but these: after an absence nobody knows what became of the others."""
        with self._lock:
            gone = self._pending.difference(tickets)
        for ticket in gone:
            self.withdraw(ticket)

    def close(self) -> None:
        """Fall silent at once."""
        with self._lock:
            self._stop.set()
            speaker = self._speaker
        if speaker is not None:
            speaker.close()

    # On threads --------------------------------------------------------------------------------------------------

    def _prepare(self, words: tuple[Clip, ...]) -> None:
        if self._stop.wait(FIRST_FRAME_S):
            return
        try:
            self._clips.make(words)
        except DeviceFault as fault:
            # Whatever clips there are still speak; at worst the chime rings.
            self._report(fault)
        with self._opening:
            if self._announcer is not None:
                return  # Only more words: the voice speaks already.
            output = self._opened()
            self._mute = isinstance(output, NullOutput)
            with self._lock:
                if self._stop.is_set():
                    output.close()
                    return
                self._speaker = Speaker(self._clips, output, self._report, volume=self._volume)
                queue = AnnouncementQueue(SystemClock().now)
                self._announcer = Announcer(queue, self._speaker, self._began, self._ended)
                # First calls before recalls, as they would have been spoken had the voice been there.
                for call, recall in sorted(self._held.values(), key=lambda held: held[1]):
                    self._say(self._announcer, call, recall)
                self._held.clear()

    def _opened(self) -> Output:
        try:
            return self._open()
        except DeviceFault as fault:
            self._report(fault)
            return NullOutput()

    def _say(self, announcer: Announcer, call: Call, recall: bool) -> None:
        """The lock is held, so that a call withdrawn meanwhile is never said."""
        try:
            spoken = announcer.call(call, recall)
        except ValueError as error:
            self._report(DeviceFault("voice_listener_failed", why=str(error)))
            return
        if not spoken:
            log.info("call_too_old_to_speak", number=call.number)

    def _began(self, call: Call) -> None:
        at_ns = time.monotonic_ns()
        with self._lock:
            self._pending.discard(call.ticket_id)
        self._announced(
            Announced(number=call.number, window=call.window, languages=self._spoken(call), at_ns=at_ns),
        )

    def _ended(self, _: Call) -> None:
        speaker = self._speaker
        if speaker is not None and speaker.fault is None and self._fault is not None:
            self._report(None)

    def _spoken(self, call: Call) -> tuple[str, ...]:
        """Languages with all their clips: one with a gap is left out by the voice."""
        clips = announcement(call.number, call.window, (call.language,))
        mute = {clip.language for clip in self._clips.missing(clips)}
        return tuple(language for language in spoken_languages((call.language,)) if language not in mute)

    def _report(self, fault: DeviceFault | None) -> None:
        self._fault = fault
        if fault is not None:
            log.warning("voice_fault", code=fault.code, **fault.params)
        self._faulty(fault)

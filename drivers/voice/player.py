"""One voice: says announcements one after another, never two at once, whatever its loudspeaker does."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Final

from drivers.voice import sound
from drivers.voice.clips import ClipFolder
from drivers.voice.outputs import NullOutput, Output
from drivers.voice.phrases import CHIME, Clip
from shared.errors import DeviceFault

if TYPE_CHECKING:
    from drivers.voice.sound import Samples

_log = logging.getLogger(__name__)

PAUSE_S: Final = 1.5
"""Silence between two announcements, so that an ear can tell them apart."""
_BETWEEN_CLIPS: Final = 0.07
_BETWEEN_LANGUAGES: Final = 0.5
_AFTER_CHIME: Final = 0.25


def nothing() -> None:
    """For a caller that does not ask to be told."""


@dataclass
class Saying:
    """One announcement handed to a :class:`Speaker`."""

    clips: tuple[Clip, ...]
    on_start: Callable[[], None] = nothing
    on_end: Callable[[], None] = nothing
    _claimed: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def cancel(self) -> bool:
        """Take it back. ``True`` if it had not begun: then it is never heard and neither callback comes."""
        return self._claim()

    def _claim(self) -> bool:
        """Whoever asks first, the voice or the one who cancels, gets it; the lock is never given back."""
        return self._claimed.acquire(blocking=False)


class Speaker:
    """The one voice of a zone, on a thread of its own.

    ``on_fault`` gets every :class:`DeviceFault`; the announcement goes on all the same: without the languages that have
    a missing clip (at worst the chime alone), and without sound but at its pace when the output fails. Callbacks come
    on the voice's thread. ``volume`` is a factor from 0 to 1 and may be changed at any time.
    """

    def __init__(
        self,
        clips: ClipFolder,
        output: Output,
        on_fault: Callable[[DeviceFault], None],
        *,
        pause_s: float = PAUSE_S,
        volume: float = 1.0,
    ) -> None:
        self._clips = clips
        self._output = output
        self._on_fault = on_fault
        self._pause_s = pause_s
        self._silent = NullOutput()
        self._stop = threading.Event()
        self._waiting: queue.SimpleQueue[Saying | None] = queue.SimpleQueue()
        self._volume = 1.0
        self.volume = volume
        self.fault: DeviceFault | None = None
        """What was wrong at the last announcement, for health; ``None`` if all was well."""
        self._thread = threading.Thread(target=self._run, name="voice", daemon=True)
        self._thread.start()

    @property
    def volume(self) -> float:
        """0 (nothing is heard) to 1."""
        return self._volume

    @volume.setter
    def volume(self, factor: float) -> None:
        if not 0.0 <= factor <= 1.0:
            raise ValueError(f"a volume of {factor} is not between 0 and 1")
        self._volume = factor

    @property
    def output_name(self) -> str:
        """Which way the sound goes, for a technician."""
        return self._output.name

    def say(
        self, clips: Iterable[Clip], on_start: Callable[[], None] = nothing, on_end: Callable[[], None] = nothing
    ) -> Saying:
        """Say the clips after everything said before. Returns at once."""
        saying = Saying(tuple(clips), on_start, on_end)
        self._waiting.put(saying)
        return saying

    def close(self, timeout_s: float = 5.0) -> None:
        """Fall silent at once and give the device back; what still waits is never said."""
        self._stop.set()
        self._waiting.put(None)
        self._thread.join(timeout_s)
        self._output.close()

    def _run(self) -> None:
        while (saying := self._waiting.get()) is not None and not self._stop.is_set():
            if saying._claim():
                self._speak(saying)
                self._stop.wait(self._pause_s)

    def _speak(self, saying: Saying) -> None:
        self.fault = None
        samples = sound.scaled(join(saying.clips, self._clips, self._report), self._volume)
        self._tell(saying.on_start)
        began = time.monotonic()
        try:
            self._output.play(samples, self._stop)
        except DeviceFault as fault:
            self._report(fault)
            # Keep the pace: screens light up the number for as long as it would have been spoken.
            heard = round((time.monotonic() - began) * sound.RATE)
            self._silent.play(samples[heard:], self._stop)
        self._tell(saying.on_end)

    def _tell(self, callback: Callable[[], None]) -> None:
        try:
            callback()
        except Exception as error:  # a screen's mistake must not take the voice away from the hall
            _log.exception("a listener of the voice failed")
            self._report(DeviceFault("voice_listener_failed", why=repr(error)))

    def _report(self, fault: DeviceFault) -> None:
        self.fault = fault
        try:
            self._on_fault(fault)
        except Exception:  # see above; there is nobody left to tell but the log
            _log.exception("nobody took the fault %s", fault.code)


def join(clips: Sequence[Clip], folder: ClipFolder, on_fault: Callable[[DeviceFault], None]) -> Samples:
    """The whole announcement as samples.

    A language with a missing or unreadable clip is left out whole, since half a number misleads; each such clip is
    reported. The chime always sounds: a bad recording of it is replaced by the made one.
    """
    parts: list[Samples] = []
    for language, group in groupby(clips, key=lambda clip: clip.language):
        sounds = list(_readable(group, folder, on_fault))
        if None in sounds:
            continue
        if parts and language:
            parts.append(sound.silence(_AFTER_CHIME if len(parts) == 1 else _BETWEEN_LANGUAGES))
        parts.append(_spaced([samples for samples in sounds if samples is not None]))
    return sound.joined(parts)


def _readable(
    clips: Iterable[Clip], folder: ClipFolder, on_fault: Callable[[DeviceFault], None]
) -> Iterator[Samples | None]:
    for clip in clips:
        try:
            yield folder.samples(clip)
        except DeviceFault as fault:
            on_fault(fault)
            yield sound.chime() if clip == CHIME else None


def _spaced(sounds: Sequence[Samples]) -> Samples:
    gap = sound.silence(_BETWEEN_CLIPS)
    return sound.joined(part for i, samples in enumerate(sounds) for part in ((gap, samples) if i else (samples,)))

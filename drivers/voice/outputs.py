"""Where sound goes: the sound card, a WAV file, or nowhere at the pace of real sound.

An :class:`Output` plays samples of :data:`~drivers.voice.sound.RATE` and returns when they have been heard. It is used
by one thread at a time; only ``close`` and the ``stop`` event may come from another.
"""

from __future__ import annotations

import struct
import threading
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import miniaudio

from drivers.voice.sound import RATE, seconds, to_bytes
from shared.errors import DeviceFault

if TYPE_CHECKING:
    from drivers.voice.sound import Samples

_BUFFER_MS: Final = 100
"""Of the sound card: short enough to start at once, long enough for a loaded computer."""
_DISCARDS: Final = (b"null", b"auto_null")
"""Devices that ALSA ("null") and PulseAudio ("auto_null") offer where there is no card."""
_STALL_S: Final = 5.0
"""A card that is this much later than the sound is long has stopped taking samples."""


class Output(Protocol):
    """Plays one sound after another."""

    @property
    def name(self) -> str:
        """For a technician: which way the sound goes."""
        ...

    def play(self, samples: Samples, stop: threading.Event) -> None:
        """Return when the samples have been heard, or soon after ``stop`` is set. Raises :class:`DeviceFault`."""
        ...

    def close(self) -> None:
        """Give the device back."""
        ...


class NullOutput:
    """No sound, but its time: ``play`` lasts as long as the samples would."""

    name = "null"

    def play(self, samples: Samples, stop: threading.Event) -> None:
        """Wait for the length of the samples."""
        stop.wait(seconds(samples))

    def close(self) -> None:
        """Nothing to give back."""


class WavOutput:
    """Appends to one WAV file, which is whole after each ``play``; an existing one of our format is continued.

    ``realtime``: ``play`` lasts as long as the samples would; else it only writes.
    Raises ``DeviceFault("voice_wav_failed")`` for a path that cannot be written or holds something else.
    """

    _HEADER: Final = struct.Struct("<4sI4s4sIHHIIHH4sI")

    def __init__(self, path: Path, realtime: bool = True) -> None:
        self.path = path
        self._realtime = realtime
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("ab"):
                pass
            with path.open("r+b") as file:
                present = file.read(self._HEADER.size)
                if not present:
                    file.write(self._header(0))
                elif not self._is_ours(present):
                    raise OSError("it is another kind of file")
        except OSError as error:
            raise self._fault(error) from error

    @property
    def name(self) -> str:
        """The file."""
        return str(self.path)

    def play(self, samples: Samples, stop: threading.Event) -> None:
        """Append the samples."""
        try:
            with self.path.open("r+b") as file:
                end = file.seek(0, 2)
                file.write(to_bytes(samples))
                file.seek(0)
                file.write(self._header(end - self._HEADER.size + 2 * len(samples)))
        except OSError as error:
            raise self._fault(error) from error
        if self._realtime:
            stop.wait(seconds(samples))

    def close(self) -> None:
        """Nothing to give back: the file is open only while it is written."""

    @classmethod
    def _header(cls, size: int) -> bytes:
        return cls._HEADER.pack(
            b"RIFF", size + cls._HEADER.size - 8, b"WAVE", b"fmt ", 16, 1, 1, RATE, 2 * RATE, 2, 16, b"data", size
        )

    @classmethod
    def _is_ours(cls, header: bytes) -> bool:
        return len(header) == cls._HEADER.size and header[8:40] == cls._header(0)[8:40] and header[:4] == b"RIFF"

    def _fault(self, error: OSError) -> DeviceFault:
        return DeviceFault("voice_wav_failed", path=str(self.path), why=str(error))


class MiniaudioOutput:
    """The default playback device of the computer.

    The device is opened at the first ``play`` and kept; after a fault it is opened anew at the next, so a loudspeaker
    that was unplugged comes back by itself. ``backends`` is for tests (miniaudio's own null backend).
    Raises ``DeviceFault("voice_device_failed")``.
    """

    name = "sound card"

    def __init__(self, backends: Sequence[miniaudio.Backend] = ()) -> None:
        self._backends = list(backends)
        self._device: miniaudio.PlaybackDevice | None = None
        self._lock = threading.Lock()

    def play(self, samples: Samples, stop: threading.Event) -> None:
        """Play the samples and wait until the card has them out."""
        ended = threading.Event()
        feed = _feed(to_bytes(samples), ended)
        next(feed)
        try:
            device = self._opened()
            device.start(feed)
            in_time = _either(ended, stop, seconds(samples) + _STALL_S)
            device.stop()
        except miniaudio.MiniaudioError as error:
            self.close()
            raise DeviceFault("voice_device_failed", why=str(error)) from error
        if not in_time:
            self.close()
            raise DeviceFault("voice_device_failed", why="the sound card stopped taking sound")

    def close(self) -> None:
        """Give the card back; the next ``play`` would open it again."""
        with self._lock:
            device, self._device = self._device, None
        if device is not None:
            device.close()

    def _opened(self) -> miniaudio.PlaybackDevice:
        with self._lock:
            if self._device is None:
                self._device = miniaudio.PlaybackDevice(
                    output_format=miniaudio.SampleFormat.SIGNED16,
                    nchannels=1,
                    sample_rate=RATE,
                    buffersize_msec=_BUFFER_MS,
                    backends=self._backends,
                    app_name="tinghao",
                )
            return self._device


def has_sound_card() -> bool:
    """Whether a playback device exists that can be heard."""
    try:
        devices = miniaudio.Devices()
        return devices.backend != "Null" and any(_audible(device) for device in devices.get_playbacks())
    except miniaudio.MiniaudioError:
        return False


def open_output(wav: Path | None = None, realtime: bool = True) -> Output:
    """The sound card if there is one; else the WAV file ``wav`` if one is named, else the null output.

    Raises ``DeviceFault("voice_wav_failed")``.
    """
    if has_sound_card():
        return MiniaudioOutput()
    return NullOutput() if wav is None else WavOutput(wav, realtime)


def _audible(device: dict[str, Any]) -> bool:
    identity = bytes(miniaudio.ffi.buffer(device["id"])).split(b"\0", 1)[0]
    return identity not in _DISCARDS


def _feed(data: bytes, ended: threading.Event) -> Generator[bytes, int, None]:
    """Hand out the frames the card asks for; when none are left, silence for its buffers, then ``ended``."""
    wanted = yield b""
    at = 0
    while at < len(data):
        chunk = data[at : at + 2 * wanted]
        at += len(chunk)
        wanted = yield chunk + bytes(2 * wanted - len(chunk))
    quiet = 4 * _BUFFER_MS * RATE // 1000  # the card holds up to three buffers that have been asked for, not yet heard
    while quiet > 0:
        quiet -= wanted
        wanted = yield bytes(2 * wanted)
    ended.set()
    while True:
        wanted = yield bytes(2 * wanted)


def _either(ended: threading.Event, stop: threading.Event, deadline_s: float) -> bool:
    """Wait until one of the two is set; ``False`` if neither was in time."""
    step = 0.02
    for _ in range(round(deadline_s / step)):
        if ended.wait(step) or stop.is_set():
            return True
    return ended.is_set()

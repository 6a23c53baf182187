"""Sound as 16-bit mono samples: trimmed, evened, joined, read and written.

One format everywhere: 22,050 samples a second (what espeak-ng makes), one channel, signed 16 bit. Made with the
standard library; recordings are decoded by miniaudio.
"""

from __future__ import annotations

import math
import sys
import wave
from array import array
from collections.abc import Iterable
from functools import cache
from operator import mul
from pathlib import Path
from typing import TYPE_CHECKING, Final

import miniaudio

from shared.errors import DeviceFault

if TYPE_CHECKING:
    from typing import TypeAlias

    Samples: TypeAlias = array[int]

RATE: Final = 22_050
"""Samples a second."""
FULL_SCALE: Final = 32_767
LOUDNESS: Final = 10 ** (-19 / 20) * FULL_SCALE
"""RMS to which every clip is brought (-19 dBFS): loud, with room for the peaks of speech."""
CEILING: Final = 10 ** (-1 / 20) * FULL_SCALE
"""No sample is louder than this (-1 dBFS), so nothing clips on the way to the loudspeaker."""
_SILENCE: Final = 0.01
"""Part of a clip's own peak below which its ends are silence (-40 dB)."""
_MARGIN: Final = RATE // 100
"""Samples kept around the sound (10 ms), and the length of the fades."""


def rms(samples: Samples) -> float:
    """Root mean square of the samples, 0 for none."""
    return math.sqrt(sum(map(mul, samples, samples)) / len(samples)) if samples else 0.0


def peak(samples: Samples) -> int:
    """The loudest sample, 0 for none."""
    if not samples:
        return 0
    low, high = min(samples), max(samples)
    return max(-low, high)


def seconds(samples: Samples) -> float:
    """How long the samples sound."""
    return len(samples) / RATE


def silence(duration_s: float) -> Samples:
    """Silence of that length."""
    return array("h", bytes(2 * round(duration_s * RATE)))


def trimmed(samples: Samples) -> Samples:
    """Without the silence at both ends, faded over 10 ms so that joints do not click. Silent samples become none."""
    floor = peak(samples) * _SILENCE
    first = next((i for i, s in enumerate(samples) if abs(s) > floor), None)
    if first is None:
        return array("h")
    last = next(i for i in range(len(samples) - 1, -1, -1) if abs(samples[i]) > floor)
    kept = samples[max(0, first - _MARGIN) : last + 1 + _MARGIN]
    fade = min(_MARGIN, len(kept) // 2)
    for i in range(fade):
        kept[i] = kept[i] * i // fade
        kept[-1 - i] = kept[-1 - i] * i // fade
    return kept


def evened(samples: Samples, loudness: float = LOUDNESS) -> Samples:
    """At the common loudness, but never with a peak above the ceiling."""
    level = rms(samples)
    return samples if level == 0 else scaled(samples, min(loudness / level, CEILING / peak(samples)))


def scaled(samples: Samples, factor: float) -> Samples:
    """Each sample times ``factor``, kept within 16 bits."""
    if factor == 1.0:
        return samples
    if peak(samples) * factor <= FULL_SCALE:
        return array("h", [int(s * factor) for s in samples])
    return array("h", [max(-FULL_SCALE, min(FULL_SCALE, int(s * factor))) for s in samples])


def joined(parts: Iterable[Samples]) -> Samples:
    """One after another."""
    whole = array("h")
    for part in parts:
        whole.extend(part)
    return whole


def chime() -> Samples:
    """Two falling tones (a major third: E5, C5) of 0.6 s together, struck and dying away like a bell."""
    return array("h", _bell())


@cache
def _bell() -> Samples:
    length, second = round(0.6 * RATE), round(0.22 * RATE)
    strokes = ((0, 659.26), (second, 523.25))

    def at(i: int) -> float:
        value = 0.0
        for start, hertz in strokes:
            if i >= start:
                t = (i - start) / RATE
                attack = min(1.0, t / 0.005)
                tone = math.sin(2 * math.pi * hertz * t) + 0.3 * math.sin(4 * math.pi * hertz * t)
                value += attack * math.exp(-t / 0.14) * tone
        return value

    tail = round(0.05 * RATE)
    return evened(array("h", (round(at(i) * 8000 * min(1.0, (length - i) / tail)) for i in range(length))))


def write_wav(path: Path, samples: Samples) -> None:
    """A WAV file of the samples. Raises :class:`OSError`."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(to_bytes(samples))


def read_sound(path: Path) -> Samples:
    """The samples of a WAV, FLAC, MP3 or Ogg file of any rate and any number of channels.

    Raises ``DeviceFault("voice_clip_unreadable")``.
    """
    try:
        decoded = miniaudio.decode(
            path.read_bytes(), output_format=miniaudio.SampleFormat.SIGNED16, nchannels=1, sample_rate=RATE
        )
    except (OSError, miniaudio.DecodeError) as error:
        raise DeviceFault("voice_clip_unreadable", path=str(path), why=str(error)) from error
    return array("h", decoded.samples)


def to_bytes(samples: Samples) -> bytes:
    """Little-endian, as WAV and the sound card want it."""
    if sys.byteorder == "big":
        samples = array("h", samples)
        samples.byteswap()
    return samples.tobytes()


def from_bytes(data: bytes) -> Samples:
    """The reverse of :func:`to_bytes`."""
    samples = array("h", data)
    if sys.byteorder == "big":
        samples.byteswap()
    return samples

"""Has words made into sound by espeak-ng in a child process (``espeak_child.py``), trimmed and evened here."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from drivers.voice.phrases import Clip
from drivers.voice.sound import evened, from_bytes, trimmed
from shared.errors import DeviceFault

if TYPE_CHECKING:
    from drivers.voice.sound import Samples

_CHILD: Final = Path(__file__).with_name("espeak_child.py")
_NOT_INSTALLED: Final = 3
"""The child's answer when the extra is absent."""
_DEADLINE_S: Final = 120.0
"""For a whole vocabulary, which takes a few seconds."""


@dataclass(frozen=True)
class Voice:
    """One of espeak-ng's voices and how fast it speaks."""

    name: str
    words_per_minute: int


VOICES: Final = {"zh-CN": Voice("cmn", 130), "en": Voice("en", 140), "ja": Voice("ja", 140)}
"""By language. ``en`` is British: its Z (zed) cannot be taken for a C. Slower than espeak-ng's 175, for old ears."""


def synthesise(clips: Sequence[Clip], python: str = sys.executable) -> tuple[Samples, ...]:
    """The sound of each clip, in their order; one child for all of them.

    ``python`` runs the child. Raises ``DeviceFault``: ``voice_extra_missing`` without the optional extra,
    ``voice_synthesis_failed`` if the child fails, is late, or makes a silent clip.
    """
    try:
        # -P: the folder of the child's file must not become a place to import from.
        done = subprocess.run(
            [python, "-P", str(_CHILD)],
            input=json.dumps([_order(clip) for clip in clips]).encode(),
            capture_output=True,
            timeout=_DEADLINE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise DeviceFault("voice_synthesis_failed", why=str(error)) from error
    if done.returncode == _NOT_INSTALLED:
        raise DeviceFault("voice_extra_missing")
    if done.returncode != 0:
        raise DeviceFault("voice_synthesis_failed", why=_last_line(done.stderr) or f"exit {done.returncode}")
    made = _sounds(done.stdout, clips)
    for clip, samples in zip(clips, made, strict=True):
        if not samples:
            raise DeviceFault("voice_synthesis_failed", why=f"silence for {clip.id}")
    return made


def _order(clip: Clip) -> dict[str, object]:
    voice = VOICES[clip.language]
    return {"voice": voice.name, "words_per_minute": voice.words_per_minute, "words": clip.words}


def _sounds(output: bytes, clips: Sequence[Clip]) -> tuple[Samples, ...]:
    stream = io.BytesIO(output)
    return tuple(evened(trimmed(from_bytes(stream.read(int(stream.readline()))))) for _ in clips)


def _last_line(stderr: bytes) -> str:
    lines = stderr.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""

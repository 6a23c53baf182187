"""Where clips lie: a folder of recordings if the hall has one, else a cache of clips made by espeak-ng, made once."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import platformdirs

from drivers.voice import sound
from drivers.voice.phrases import CHIME, Clip
from drivers.voice.synthesis import VOICES, synthesise
from shared.errors import DeviceFault

if TYPE_CHECKING:
    from drivers.voice.sound import Samples

_RECORDED: Final = (".wav", ".flac", ".mp3", ".ogg")
_MAKING: Final = 1
"""Part of each made clip's name; raise it when trimming or loudness changes, so that old clips are made anew."""


def default_folder() -> Path:
    """The cache of made clips for this user."""
    return Path(platformdirs.user_cache_dir("tinghao", appauthor=False)) / "voice"


class ClipFolder:
    """Finds, makes and reads clips. May be used by several threads and processes at once.

    ``path`` holds made clips (default: the user's cache). In ``recordings`` a file named like the clip
    (``zh-CN/digit-0.wav``, also flac, mp3, ogg) wins over the made one; ``chime.wav`` replaces the chime.
    """

    def __init__(self, path: Path | None = None, recordings: Path | None = None) -> None:
        self.path = default_folder() if path is None else path
        self.recordings = recordings

    def resolve(self, clip: Clip) -> Path:
        """The file of the clip. Raises ``DeviceFault("voice_clip_missing", clip=id)``."""
        found = self._find(clip)
        if found is None:
            raise DeviceFault("voice_clip_missing", clip=clip.id)
        return found

    def missing(self, clips: Iterable[Clip]) -> tuple[Clip, ...]:
        """Those of ``clips`` that have no file, for health. The chime needs none."""
        return tuple(clip for clip in clips if clip != CHIME and self._find(clip) is None)

    def make(self, clips: Iterable[Clip], python: str = sys.executable) -> tuple[Clip, ...]:
        """Make the clips that have no file; gives back which. A made clip appears whole or not at all.

        Takes a few seconds for a whole vocabulary: not for a thread that draws. Raises ``DeviceFault`` of
        :func:`~drivers.voice.synthesis.synthesise` and ``voice_cache_unwritable``.
        """
        wanted = self.missing(clips)
        if not wanted:
            return ()
        for clip, samples in zip(wanted, synthesise(wanted, python), strict=True):
            self._write(self._made(clip), samples)
        return wanted

    def samples(self, clip: Clip) -> Samples:
        """The sound of the clip; recordings are brought to the common loudness.

        Raises ``DeviceFault``: ``voice_clip_missing`` or ``voice_clip_unreadable``.
        """
        if clip == CHIME and self._recorded(clip) is None:
            return sound.chime()
        path = self.resolve(clip)
        samples = sound.read_sound(path)
        return samples if path == self._made(clip) else sound.evened(samples)

    def _find(self, clip: Clip) -> Path | None:
        recorded = self._recorded(clip)
        if recorded is not None or clip == CHIME:
            return recorded
        made = self._made(clip)
        return made if made.is_file() else None

    def _recorded(self, clip: Clip) -> Path | None:
        if self.recordings is None:
            return None
        candidates = (self.recordings / f"{clip.id}{suffix}" for suffix in _RECORDED)
        return next((path for path in candidates if path.is_file()), None)

    def _made(self, clip: Clip) -> Path:
        # The name holds what the clip was made of: a new text or voice is a new clip, never a stale one.
        digest = hashlib.sha256(repr((_MAKING, clip.words, VOICES.get(clip.language))).encode()).hexdigest()[:8]
        return self.path / f"{clip.id}.{digest}.wav"

    def _write(self, path: Path, samples: Samples) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
            os.close(handle)
            try:
                sound.write_wav(Path(unfinished), samples)
                Path(unfinished).replace(path)
            except OSError:
                Path(unfinished).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise DeviceFault("voice_cache_unwritable", path=str(self.path), why=str(error)) from error

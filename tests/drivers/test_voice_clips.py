"""Clips really made by espeak-ng in a child process, measured; recordings; the chime."""

from __future__ import annotations

import importlib.util
import math
import sys
import wave
from array import array
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.voice import sound
from drivers.voice.clips import ClipFolder
from drivers.voice.phrases import CHIME, Clip, vocabulary
from drivers.voice.synthesis import synthesise
from shared.errors import DeviceFault

needs_espeak = pytest.mark.skipif(
    importlib.util.find_spec("espeakng_loader") is None, reason="the optional extra tinghao[voice] is not installed"
)
ZERO = Clip("zh-CN/digit-0", "zh-CN", "零")


def tone(duration_s: float, amplitude: int, hertz: float = 440.0, rate: int = sound.RATE) -> array[int]:
    return array(
        "h", (round(amplitude * math.sin(2 * math.pi * hertz * i / rate)) for i in range(round(duration_s * rate)))
    )


def decibels(level: float) -> float:
    return 20 * math.log10(level / sound.FULL_SCALE)


@needs_espeak
def test_a_vocabulary_is_made_once_and_every_clip_can_be_heard(tmp_path: Path):
    folder = ClipFolder(tmp_path / "clips")
    clips = vocabulary(["en", "ja"], "AF", [1, 2, 12])
    made = folder.make(clips)
    assert set(made) == set(clips) - {CHIME}
    levels = []
    for clip in clips:
        samples = folder.samples(clip)
        assert 0.1 < sound.seconds(samples) < 5, clip
        assert max(sound.rms(samples[at : at + 441]) for at in range(0, len(samples), 441)) > 1000, clip
        assert sound.peak(samples) <= sound.CEILING + 1, clip
        levels.append(decibels(sound.rms(samples)))
    assert max(levels) - min(levels) < 3
    assert folder.make(clips) == ()
    assert folder.missing(clips) == ()
    assert not list((tmp_path / "clips").rglob("*.part"))


@needs_espeak
def test_made_clips_are_plain_wav_files(tmp_path: Path):
    folder = ClipFolder(tmp_path)
    folder.make([ZERO])
    with wave.open(str(folder.resolve(ZERO))) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 22050)
        assert file.getnframes() == len(folder.samples(ZERO))


@needs_espeak
def test_different_words_sound_different_and_a_changed_text_is_made_anew(tmp_path: Path):
    folder = ClipFolder(tmp_path)
    changed = Clip(ZERO.id, ZERO.language, "一")
    folder.make([ZERO])
    assert folder.missing([changed]) == (changed,)
    folder.make([changed])
    assert folder.samples(ZERO) != folder.samples(changed)


@needs_espeak
def test_the_library_never_enters_this_process(tmp_path: Path):
    ClipFolder(tmp_path).make([ZERO])
    assert "espeakng_loader" not in sys.modules
    assert "libespeak" not in Path("/proc/self/maps").read_text(encoding="utf-8")


@needs_espeak
def test_words_without_sound_are_a_fault_not_a_silent_clip(tmp_path: Path):
    with pytest.raises(DeviceFault) as fault:
        ClipFolder(tmp_path).make([Clip("en/nothing", "en", " ")])
    assert fault.value.code == "voice_synthesis_failed"
    assert "en/nothing" in fault.value.detail("zh-CN")


def without_the_extra(tmp_path: Path) -> str:
    """A Python that has no site packages: the extra is not installed in it."""
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" -I -S "$@"\n')
    python.chmod(0o755)
    return str(python)


def test_without_the_extra_the_fault_says_how_to_install_it(tmp_path: Path):
    with pytest.raises(DeviceFault) as fault:
        synthesise([ZERO], without_the_extra(tmp_path))
    assert fault.value.code == "voice_extra_missing"
    assert "tinghao[voice]" in fault.value.remedy("ja")
    assert ClipFolder(tmp_path).missing([CHIME, ZERO]) == (ZERO,)


@pytest.mark.parametrize("program", ["/bin/false", "/nonexistent/python"])
def test_a_failing_child_is_a_fault(program: str):
    with pytest.raises(DeviceFault) as fault:
        synthesise([ZERO], program)
    assert fault.value.code == "voice_synthesis_failed"


@needs_espeak
def test_a_cache_that_cannot_be_written_is_a_fault(tmp_path: Path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(DeviceFault) as fault:
        ClipFolder(tmp_path / "file").make([ZERO])
    assert fault.value.code == "voice_cache_unwritable"


def test_a_missing_clip_is_named(tmp_path: Path):
    with pytest.raises(DeviceFault) as fault:
        ClipFolder(tmp_path).samples(ZERO)
    assert fault.value.code == "voice_clip_missing"
    assert "zh-CN/digit-0" in fault.value.detail("en")


def test_a_recording_wins_whatever_its_rate_and_channels(tmp_path: Path):
    recorded = tmp_path / "recordings" / "zh-CN" / "digit-0.wav"
    recorded.parent.mkdir(parents=True)
    with wave.open(str(recorded), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(44100)
        file.writeframes(array("h", [s for s in tone(0.5, 600, rate=44100) for _ in "lr"]).tobytes())
    folder = ClipFolder(tmp_path / "made", tmp_path / "recordings")
    assert folder.resolve(ZERO) == recorded
    samples = folder.samples(ZERO)
    assert sound.seconds(samples) == pytest.approx(0.5, abs=0.02)
    assert decibels(sound.rms(samples)) == pytest.approx(decibels(sound.LOUDNESS), abs=0.5)


def test_a_broken_recording_is_a_fault(tmp_path: Path):
    (tmp_path / "zh-CN").mkdir()
    (tmp_path / "zh-CN" / "digit-0.wav").write_bytes(b"RIFF, but no more")
    with pytest.raises(DeviceFault) as fault:
        ClipFolder(tmp_path / "made", tmp_path).samples(ZERO)
    assert fault.value.code == "voice_clip_unreadable"


def test_the_chime_needs_no_file_and_may_be_replaced(tmp_path: Path):
    folder = ClipFolder(tmp_path / "made", tmp_path)
    samples = folder.samples(CHIME)
    assert sound.seconds(samples) == pytest.approx(0.6, abs=0.001)
    assert decibels(sound.rms(samples)) == pytest.approx(decibels(sound.LOUDNESS), abs=3)
    sound.write_wav(tmp_path / "chime.wav", tone(0.3, 5000))
    assert sound.seconds(folder.samples(CHIME)) == pytest.approx(0.3, abs=0.001)


def test_silence_around_a_sound_is_cut():
    samples = sound.joined((sound.silence(0.4), tone(0.5, 8000), sound.silence(0.7)))
    cut = sound.trimmed(samples)
    assert sound.seconds(cut) == pytest.approx(0.5, abs=0.03)
    assert abs(cut[0]) < 50
    assert abs(cut[-1]) < 50
    assert sound.trimmed(sound.silence(1.0)) == array("h")


@given(st.lists(st.integers(-32768, 32767), min_size=1, max_size=300))
def test_evening_never_passes_the_ceiling(values: list[int]):
    assert sound.peak(sound.evened(array("h", values))) <= sound.CEILING + 1


@given(st.lists(st.integers(-32768, 32767), max_size=100))
def test_bytes_and_samples_are_the_same(values: list[int]):
    assert sound.from_bytes(sound.to_bytes(array("h", values))) == array("h", values)

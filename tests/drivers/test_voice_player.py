"""One voice: joined sound, missing clips, failing devices, and never two announcements at once."""

from __future__ import annotations

import threading
import wave
from array import array
from pathlib import Path

import miniaudio
import pytest

from drivers.voice import sound
from drivers.voice.clips import ClipFolder
from drivers.voice.outputs import MiniaudioOutput, NullOutput, WavOutput, has_sound_card, open_output
from drivers.voice.phrases import CHIME, Clip, announcement
from drivers.voice.player import Speaker, join
from shared.errors import DeviceFault

TIMEOUT_S = 30


class Ear(NullOutput):
    """An output that hears: it keeps what it was given and whether anything was given at the same time."""

    def __init__(self) -> None:
        self.heard: list[array[int]] = []
        self.overlapped = False
        self._busy = threading.Lock()

    def play(self, samples: array[int], stop: threading.Event) -> None:
        if not self._busy.acquire(blocking=False):
            self.overlapped = True
            return
        self.heard.append(samples)
        stop.wait(0.02)
        self._busy.release()


class Broken(NullOutput):
    """An output that fails."""

    def play(self, samples: array[int], stop: threading.Event) -> None:
        raise DeviceFault("voice_device_failed", why="unplugged")


class Heard:
    """Collects faults, and waits for ends."""

    def __init__(self) -> None:
        self.faults: list[DeviceFault] = []
        self.order: list[str] = []
        self._ended = threading.Semaphore(0)

    def start(self, name: str):
        return lambda: self.order.append(f"start {name}")

    def end(self, name: str):
        def ended() -> None:
            self.order.append(f"end {name}")
            self._ended.release()

        return ended

    def wait(self, times: int = 1) -> None:
        for _ in range(times):
            assert self._ended.acquire(timeout=TIMEOUT_S), "an announcement never ended"


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def folder(tmp_path: Path) -> ClipFolder:
    """A recording of 0.05 s for every clip of A012 at window 3 in Chinese and English."""
    recordings = tmp_path / "recordings"
    for number, clip in enumerate(announcement("A012", 3, ["en"])):
        path = recordings / f"{clip.id}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        sound.write_wav(path, array("h", [3000 + number] * (sound.RATE // 20)))
    return ClipFolder(tmp_path / "made", recordings)


@pytest.fixture
def speakers():
    """Makes speakers and closes them."""
    made: list[Speaker] = []

    def make(*args, **settings) -> Speaker:
        made.append(Speaker(*args, **settings))
        return made[-1]

    yield make
    for speaker in made:
        speaker.close()


def frames(path: Path) -> int:
    with wave.open(str(path)) as file:
        return file.getnframes()


def test_the_wav_holds_exactly_what_was_said(tmp_path: Path, folder: ClipFolder, heard: Heard, speakers):
    wav = tmp_path / "out" / "hall.wav"
    speaker = speakers(folder, WavOutput(wav, realtime=False), heard.faults.append, pause_s=0)
    clips = announcement("A012", 3, ["en"])
    for name in "ab":
        speaker.say(clips, heard.start(name), heard.end(name))
    heard.wait(2)
    joined = join(clips, folder, heard.faults.append)
    assert len(joined) > 15 * (sound.RATE // 20)
    assert sound.read_sound(wav) == joined + joined
    assert frames(wav) == 2 * len(joined)
    assert heard.faults == []
    assert speaker.fault is None


def test_a_wav_of_ours_is_continued_and_another_file_is_left_alone(tmp_path: Path):
    stop = threading.Event()
    for _ in range(2):
        WavOutput(tmp_path / "a.wav", realtime=False).play(array("h", [1, 2, 3]), stop)
    assert sound.read_sound(tmp_path / "a.wav") == array("h", [1, 2, 3, 1, 2, 3])
    foreign = tmp_path / "letter.txt"
    foreign.write_text("dear hall, " * 10)
    with pytest.raises(DeviceFault) as fault:
        WavOutput(foreign)
    assert fault.value.code == "voice_wav_failed"
    assert foreign.read_text() == "dear hall, " * 10


def test_announcements_never_overlap_and_keep_their_order(folder: ClipFolder, heard: Heard, speakers):
    ear = Ear()
    speaker = speakers(folder, ear, heard.faults.append, pause_s=0)
    names = [str(n) for n in range(8)]
    for name in names:
        speaker.say([CHIME], heard.start(name), heard.end(name))
    heard.wait(len(names))
    assert heard.order == [event for name in names for event in (f"start {name}", f"end {name}")]
    assert not ear.overlapped
    assert len(ear.heard) == len(names)


def test_two_threads_that_speak_at_once_are_heard_one_after_the_other(folder: ClipFolder, heard: Heard, speakers):
    ear = Ear()
    speaker = speakers(folder, ear, heard.faults.append, pause_s=0)
    threads = [
        threading.Thread(target=lambda: speaker.say([CHIME], heard.start("x"), heard.end("x"))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    heard.wait(len(threads))
    assert heard.order == ["start x", "end x"] * len(threads)
    assert not ear.overlapped


def test_a_missing_clip_leaves_the_chime_alone_and_is_named(folder: ClipFolder, heard: Heard, speakers):
    ear = Ear()
    speaker = speakers(folder, ear, heard.faults.append, pause_s=0)
    speaker.say(announcement("A019", 3, ["zh-CN"]), on_end=heard.end("a"))
    heard.wait()
    assert ear.heard == [folder.samples(CHIME)]
    assert [(fault.code, fault.params["clip"]) for fault in heard.faults] == [("voice_clip_missing", "zh-CN/digit-9")]
    assert speaker.fault is heard.faults[0]


def test_a_language_with_a_missing_clip_is_left_out_whole(folder: ClipFolder, heard: Heard):
    (folder.recordings / "en" / "window-3.wav").unlink()
    joined = join(announcement("A012", 3, ["en"]), folder, heard.faults.append)
    assert joined == join(announcement("A012", 3, ["zh-CN"]), folder, heard.faults.append)
    assert [fault.params["clip"] for fault in heard.faults] == ["en/window-3"]


def test_a_broken_chime_is_replaced(folder: ClipFolder, heard: Heard):
    (folder.recordings / "chime.wav").write_bytes(b"broken")
    assert join([CHIME], folder, heard.faults.append) == sound.chime()
    assert [fault.code for fault in heard.faults] == ["voice_clip_unreadable"]


def test_a_failing_device_is_told_and_announcements_go_on(folder: ClipFolder, heard: Heard, speakers):
    speaker = speakers(folder, Broken(), heard.faults.append, pause_s=0)
    for name in "ab":
        speaker.say([CHIME], heard.start(name), heard.end(name))
    heard.wait(2)
    assert heard.order == ["start a", "end a", "start b", "end b"]
    assert [fault.code for fault in heard.faults] == ["voice_device_failed"] * 2


def test_a_failing_listener_is_told_and_the_voice_stays(folder: ClipFolder, heard: Heard, speakers):
    def fail() -> None:
        raise RuntimeError("the screen is gone")

    speaker = speakers(folder, Ear(), heard.faults.append, pause_s=0)
    speaker.say([CHIME], on_start=fail)
    speaker.say([CHIME], on_end=heard.end("b"))
    heard.wait()
    assert [fault.code for fault in heard.faults] == ["voice_listener_failed"]
    assert "the screen is gone" in heard.faults[0].detail("zh-CN")


def test_what_is_cancelled_before_it_begins_is_never_heard(folder: ClipFolder, heard: Heard, speakers):
    ear = Ear()
    speaker = speakers(folder, ear, heard.faults.append, pause_s=0)
    begun, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        begun.set()
        go_on.wait(TIMEOUT_S)

    first = speaker.say([CHIME], on_start=hold)
    second = speaker.say([CHIME], heard.start("second"), heard.end("second"))
    speaker.say([CHIME], heard.start("third"), heard.end("third"))
    assert begun.wait(TIMEOUT_S)
    assert not first.cancel()
    assert second.cancel()
    go_on.set()
    heard.wait()
    assert heard.order == ["start third", "end third"]
    assert len(ear.heard) == 2


def test_volume_is_a_factor(folder: ClipFolder, heard: Heard, speakers):
    ear = Ear()
    speaker = speakers(folder, ear, heard.faults.append, pause_s=0, volume=0.25)
    speaker.say([CHIME], on_end=heard.end("a"))
    heard.wait()
    speaker.volume = 0
    speaker.say([CHIME], on_end=heard.end("b"))
    heard.wait()
    full = folder.samples(CHIME)
    assert sound.rms(ear.heard[0]) == pytest.approx(sound.rms(full) / 4, rel=0.01)
    assert set(ear.heard[1]) == {0}
    with pytest.raises(ValueError, match=r"1\.5"):
        speaker.volume = 1.5


def test_closing_falls_silent_at_once(folder: ClipFolder, heard: Heard):
    long = Clip("zh-CN/long", "zh-CN", "")
    sound.write_wav(folder.recordings / f"{long.id}.wav", array("h", [5000] * (60 * sound.RATE)))
    speaker = Speaker(folder, NullOutput(), heard.faults.append)
    begun = threading.Event()
    speaker.say([long], begun.set, heard.end("long"))
    speaker.say([CHIME], heard.start("never"))
    assert begun.wait(TIMEOUT_S)
    speaker.close(TIMEOUT_S)
    heard.wait()
    assert heard.order == ["end long"]


def test_the_sound_card_path_plays_to_the_end_and_again(folder: ClipFolder, heard: Heard, speakers):
    """miniaudio's own null backend: a real device of the library, with its thread and pace, that nobody hears."""
    output = MiniaudioOutput([miniaudio.Backend.NULL])
    speaker = speakers(folder, output, heard.faults.append, pause_s=0)
    for name in "ab":
        speaker.say([CHIME], heard.start(name), heard.end(name))
    heard.wait(2)
    output.close()  # as after an unplugging: the next play opens the device anew
    speaker.say([CHIME], heard.start("c"), heard.end("c"))
    heard.wait()
    assert heard.faults == []
    assert heard.order == ["start a", "end a", "start b", "end b", "start c", "end c"]


def test_a_sound_card_that_cannot_be_opened_is_a_fault():
    if has_sound_card():
        pytest.skip("this computer has a sound card")
    with pytest.raises(DeviceFault) as fault:
        MiniaudioOutput([miniaudio.Backend.PULSEAUDIO, miniaudio.Backend.JACK]).play(sound.chime(), threading.Event())
    assert fault.value.code == "voice_device_failed"


def test_without_a_sound_card_the_wav_or_nothing_is_chosen(tmp_path: Path):
    if has_sound_card():
        assert isinstance(open_output(tmp_path / "a.wav"), MiniaudioOutput)
        return
    assert isinstance(open_output(), NullOutput)
    chosen = open_output(tmp_path / "a.wav", realtime=False)
    assert isinstance(chosen, WavOutput)
    assert frames(tmp_path / "a.wav") == 0

"""Which calls a display speaks: real clips in a folder, a real WAV as loudspeaker, real threads."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import wave
from collections.abc import Callable, Iterator
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest

from display.announcing import Announcing
from display.flash import TIMES
from display.model import DisplayModel
from drivers.voice import sound
from drivers.voice.clips import ClipFolder
from drivers.voice.outputs import WavOutput
from drivers.voice.phrases import vocabulary
from shared import commands as cmd
from shared.messages import EntryArrived, PictureArrived, new_id
from shared.settings import parse_settings
from shared.tickets import Actor, Role
from shared.toml_parts import SettingsError
from shared.ui.app import application
from shared.views import view_picture
from tests.stations.memory_hall import MemoryHall, hall_toml

LANGUAGES = ("zh-CN", "en", "ja")
SPEAKING = '[[stations]]\nname = "board-1"\nrole = "display"\nlayout = "board"\nspeaks = true\n'


@pytest.fixture
def recordings(tmp_path: Path) -> Path:
    """A folder of recordings: every word of the hall, a twentieth of a second each, and a chime as short."""
    folder = tmp_path / "recordings"
    tone = sound.chime()[: sound.RATE // 20]
    for clip in vocabulary(LANGUAGES, "ABCDFG", range(1, 8)):
        path = folder / f"{clip.id}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        sound.write_wav(path, tone)
    return folder


@pytest.fixture
def speaking_hall(make_hall: Callable[..., MemoryHall]) -> MemoryHall:
    hall = make_hall(hall_toml(extra=SPEAKING))
    for window, clerk in ((1, "1001"), (2, "1002"), (3, "1003")):
        hall.open_window(window, clerk)
    return hall


class Heard:
    """A display with a voice, what it told, and the file it spoke into."""

    def __init__(self, folder: Path, wav: Path, station: str = "board-1", **options: Any) -> None:
        application()
        self.wav = wav
        self.model = DisplayModel(station=station, **options)
        self.told: list[tuple[str, int, tuple[str, ...]]] = []
        self.model.told.connect(
            lambda what: self.told.append((what["number"], what["window"], tuple(what["languages"])))
        )
        self.voice = Announcing(
            output=lambda: WavOutput(wav, realtime=False),
            clips=ClipFolder(folder, recordings=folder),
            announced=self.model.announced,
            faulty=self.model.voice_faulty,
        )
        self.forced = False

    def begin(self) -> None:
        self.model.use_voice(self.voice, forced=self.forced)

    @property
    def numbers(self) -> list[str]:
        return [number for number, _, _ in self.told]


@pytest.fixture
def make_heard(qtbot: Any, recordings: Path, tmp_path: Path) -> Iterator[Callable[..., Heard]]:
    made: list[Heard] = []

    def make(station: str = "board-1", folder: Path = recordings, **options: Any) -> Heard:
        made.append(Heard(folder, tmp_path / f"said-{len(made)}.wav", station, **options))
        return made[-1]

    yield make
    for heard in made:
        heard.voice.close()
    # What the voice's threads still said must find the models there.
    application().processEvents()


def at(window: int) -> Actor:
    return Actor(role=Role.COUNTER, station=f"counter-{window}", person=f"100{window}")


def call(hall: MemoryHall, category: str, window: int, language: str = "zh-CN") -> str:
    hall.take(category, language)
    hall.do(cmd.CallNext(id=new_id(), window=window), at(window))
    label = hall.picture.windows[window].label
    assert label is not None
    return label


def test_a_call_is_spoken_in_chinese_and_then_in_the_tickets_language(
    qtbot: Any, speaking_hall: MemoryHall, make_heard: Callable[..., Heard]
) -> None:
    heard = make_heard()
    heard.begin()
    speaking_hall.follow(heard.model)
    first = call(speaking_hall, "A", 1, "zh-CN")
    second = call(speaking_hall, "B", 2, "ja")
    qtbot.waitUntil(lambda: len(heard.told) == 2, timeout=30_000)
    assert heard.told == [(first, 1, ("zh-CN",)), (second, 2, ("zh-CN", "ja"))]
    # 0.05 s each: the chime, then lead, four signs, link and window in each language.
    qtbot.waitUntil(lambda: heard.wav.stat().st_size > 44, timeout=30_000)
    with wave.open(str(heard.wav)) as said:
        assert said.getnframes() / said.getframerate() > 0.05 * (1 + 7)
    assert heard.model.report()["announced"] == 2


def test_a_call_made_while_the_clips_are_made_is_spoken_then_unless_it_is_over(
    qtbot: Any, speaking_hall: MemoryHall, make_heard: Callable[..., Heard]
) -> None:
    heard = make_heard()
    for category, window in (("A", 1), ("B", 2), ("C", 3)):
        heard.voice.call(f"ticket-{window}", f"{category}001", window, "zh-CN", recall=False)
    heard.voice.withdraw("ticket-2")
    assert not heard.voice.ready
    heard.begin()
    speaking_hall.follow(heard.model)
    # The hall knows none of these tickets: a fresh picture takes them back, all of them.
    qtbot.waitUntil(lambda: heard.voice.ready, timeout=30_000)
    again = call(speaking_hall, "A", 1)
    qtbot.waitUntil(lambda: heard.numbers == [again], timeout=30_000)

    other = make_heard()
    for category, window in (("A", 1), ("B", 2), ("C", 3)):
        other.voice.call(f"ticket-{window}", f"{category}001", window, "zh-CN", recall=False)
    other.voice.withdraw("ticket-2")
    other.voice.prepare(LANGUAGES, "ABC", (1, 2, 3))
    qtbot.waitUntil(lambda: other.numbers == ["A001", "C001"], timeout=30_000)


def test_a_call_that_is_answered_before_its_turn_is_never_spoken(
    qtbot: Any, speaking_hall: MemoryHall, make_heard: Callable[..., Heard]
) -> None:
    heard = make_heard()
    heard.begin()
    speaking_hall.follow(heard.model)
    # All before the voice is ready, so that every one of them still waits.
    started = call(speaking_hall, "A", 1)
    speaking_hall.do(cmd.Start(id=new_id(), window=1), at(1))
    returned = call(speaking_hall, "B", 2)
    speaking_hall.do(cmd.CloseWindow(id=new_id(), window=2), at(2))
    waits = call(speaking_hall, "C", 3)
    assert not heard.voice.ready
    qtbot.waitUntil(lambda: heard.numbers == [waits], timeout=30_000)
    qtbot.wait(300)
    assert started not in heard.numbers
    assert returned not in heard.numbers


def test_old_calls_are_shown_and_never_spoken(
    qtbot: Any, speaking_hall: MemoryHall, make_heard: Callable[..., Heard]
) -> None:
    heard = make_heard()
    heard.begin()
    before = len(speaking_hall.journal)
    away = PictureArrived(view_picture(Role.DISPLAY, speaking_hall.picture), "book")
    missed = call(speaking_hall, "A", 1)
    heard.model.receive(away)
    for entry in speaking_hall.journal[before:]:
        heard.model.receive(EntryArrived(entry, late=True))
    in_picture = call(speaking_hall, "B", 2)
    speaking_hall.follow(heard.model)
    qtbot.waitUntil(lambda: heard.voice.ready, timeout=30_000)
    spoken = call(speaking_hall, "C", 3)
    qtbot.waitUntil(lambda: heard.numbers == [spoken], timeout=30_000)
    calls = [number for number, _ in heard.model.report()["calls"]]
    assert calls == [spoken, in_picture, missed]


def test_a_recall_is_spoken_again(qtbot: Any, speaking_hall: MemoryHall, make_heard: Callable[..., Heard]) -> None:
    heard = make_heard()
    heard.begin()
    speaking_hall.follow(heard.model)
    number = call(speaking_hall, "A", 1)
    qtbot.waitUntil(lambda: heard.numbers == [number], timeout=30_000)
    speaking_hall.now += timedelta(minutes=2)
    speaking_hall.do(cmd.Recall(id=new_id(), window=1), at(1))
    qtbot.waitUntil(lambda: heard.numbers == [number, number], timeout=30_000)


def test_a_deaf_visitors_call_flashes_longer_and_is_not_spoken(
    qtbot: Any, speaking_hall: MemoryHall, make_heard: Callable[..., Heard]
) -> None:
    heard = make_heard()
    heard.begin()
    speaking_hall.follow(heard.model)
    deaf = cmd.TakeTicket(id=new_id(), category="A", tags=("deaf",))
    speaking_hall.do(deaf, Actor(role=Role.KIOSK, station="kiosk-2"))
    speaking_hall.do(cmd.CallNext(id=new_id(), window=1), at(1))
    speaking_hall.do(cmd.Recall(id=new_id(), window=1), at(1))
    other = call(speaking_hall, "B", 2)
    qtbot.waitUntil(lambda: heard.numbers == [other], timeout=20_000)
    lit = heard.model._flashes._left
    hearing = speaking_hall.picture.numbered(other)
    assert hearing is not None
    assert lit[deaf.id] > TIMES >= lit[hearing.id]
    assert [row[0] for row in heard.model.report()["calls"]] == [other, "A001"], "both are shown"


def test_a_strip_and_a_board_that_is_not_the_voice_of_its_zone_are_silent(
    qtbot: Any, speaking_hall: MemoryHall, make_heard: Callable[..., Heard]
) -> None:
    voice, silent = make_heard(), make_heard("board-9")
    strip = make_heard("strip-1", layout="strip", window=1)
    asked = make_heard("strip-2", layout="strip", window=2)
    asked.forced = True
    for heard in (voice, silent, strip, asked):
        heard.begin()
        speaking_hall.follow(heard.model)
    first, second = call(speaking_hall, "A", 1), call(speaking_hall, "B", 2)
    qtbot.waitUntil(lambda: voice.numbers == [first, second] and asked.numbers == [second], timeout=30_000)
    assert silent.model.report()["calls"] == voice.model.report()["calls"]
    assert not silent.voice.ready
    assert not strip.voice.ready
    assert silent.told == strip.told == []


def test_a_missing_language_is_said_to_staff_and_the_rest_is_spoken(
    qtbot: Any, speaking_hall: MemoryHall, make_heard: Callable[..., Heard], recordings: Path
) -> None:
    heard = make_heard()
    heard.begin()
    speaking_hall.follow(heard.model)
    qtbot.waitUntil(lambda: heard.voice.ready, timeout=30_000)
    (recordings / "en" / "window-1.wav").unlink()
    number = call(speaking_hall, "A", 1, "en")
    qtbot.waitUntil(lambda: heard.told == [(number, 1, ("zh-CN",))], timeout=30_000)
    qtbot.waitUntil(lambda: heard.model.property("voiceNote") != "", timeout=30_000)
    assert heard.model.report()["voice_fault"] == "voice_clip_missing"
    call(speaking_hall, "B", 2)
    qtbot.waitUntil(lambda: heard.model.property("voiceNote") == "", timeout=30_000)


def test_a_folder_that_cannot_be_written_is_said_and_the_display_speaks_with_what_it_has(
    qtbot: Any, speaking_hall: MemoryHall, make_heard: Callable[..., Heard], recordings: Path, tmp_path: Path
) -> None:
    (recordings / "zh-CN" / "window-7.wav").unlink()
    nowhere = tmp_path / "file"
    nowhere.write_text("not a folder")
    heard = make_heard()
    heard.voice = Announcing(
        output=lambda: WavOutput(heard.wav, realtime=False),
        clips=ClipFolder(nowhere, recordings=recordings),
        announced=heard.model.announced,
        faulty=heard.model.voice_faulty,
    )
    heard.begin()
    speaking_hall.follow(heard.model)
    qtbot.waitUntil(lambda: heard.model.property("voiceNote") != "", timeout=60_000)
    assert "语音" in heard.model.property("voiceNote")
    number = call(speaking_hall, "A", 1)
    qtbot.waitUntil(lambda: heard.numbers == [number], timeout=30_000)


def test_a_display_without_a_hall_starts_says_so_and_ends(tmp_path: Path) -> None:
    shot = tmp_path / "searching.png"
    script = (
        "from display.app import main\n"
        "raise SystemExit(main(hall_url='http://127.0.0.1:9', station='board-1', voice='off', remote=True))\n"
    )
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}
    commands = [{"state": True}, {"shot": str(shot)}, {"quit": True}]
    done = subprocess.run(
        [sys.executable, "-c", script],
        input="\n".join(map(json.dumps, commands)) + "\n",
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=Path(__file__).resolve().parents[2],
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in io.StringIO(done.stdout)]
    state = next(answer["state"] for answer in answers if "state" in answer)
    assert state["layout"] == "board"
    assert state["link"] in ("searching", "connecting", "lost")
    assert state["voice"] is None
    assert shot.stat().st_size > 10_000
    assert "Traceback" not in done.stderr


# --- Volume by the hour -----------------------------------------------------------------------------------------------

HOURS = """
[voice]
volume = 80

[[voice.hours]]
begins = 12:00:00
ends = 13:30:00
volume = 20

[[voice.hours]]
begins = 22:00:00
ends = 06:00:00
volume = 0
"""


class HallTime:
    """What the hall's clock shows."""

    def __init__(self, hall: MemoryHall) -> None:
        self._hall = hall

    def now(self) -> Any:
        return self._hall.now


def loudness(path: Path, since: int = 0) -> tuple[float, int]:
    """RMS of what was spoken behind the first ``since`` samples, and how many there are now."""
    with wave.open(str(path)) as said:
        samples = sound.from_bytes(said.readframes(said.getnframes()))
    return sound.rms(samples[since:]), len(samples)


def test_the_hall_speaks_as_loud_as_its_hour_and_not_in_quiet_hours(
    qtbot: Any, make_hall: Callable[..., MemoryHall], make_heard: Callable[..., Heard]
) -> None:
    hall = make_hall(hall_toml(extra=SPEAKING + HOURS))
    hall.open_window(1, "1001")
    heard = make_heard(clock=HallTime(hall))
    heard.begin()
    hall.follow(heard.model)
    qtbot.waitUntil(lambda: heard.voice.ready, timeout=30_000)
    midnight = hall.now.astimezone(hall.picture.rules.hall.zone).replace(hour=0, minute=0)

    def spoken_at(hour: float) -> None:
        hall.now = (midnight + timedelta(hours=hour)).astimezone(hall.now.tzinfo)
        call(hall, "A", 1)
        hall.do(cmd.Start(id=new_id(), window=1), at(1))
        hall.do(cmd.Finish(id=new_id(), window=1), at(1))

    def speaks(hour: float, since: int) -> tuple[float, int]:
        hall.now = (midnight + timedelta(hours=hour)).astimezone(hall.now.tzinfo)
        label = call(hall, "A", 1)
        qtbot.waitUntil(lambda: heard.numbers[-1:] == [label], timeout=30_000)
        qtbot.waitUntil(lambda: loudness(heard.wav)[1] > since, timeout=30_000)
        hall.do(cmd.Start(id=new_id(), window=1), at(1))
        hall.do(cmd.Finish(id=new_id(), window=1), at(1))
        return loudness(heard.wav, since)

    morning, end = speaks(11.9, 44)
    noon, end = speaks(12.0, end)
    assert noon / morning == pytest.approx(20 / 80, rel=0.05)
    spoken_at(22.5)  # shown, not spoken
    assert heard.model.report()["voice"]["volume"] == 0
    assert len(heard.numbers) == 2


def test_quiet_mode_silences_every_hour_and_parts_of_the_day_may_go_over_midnight() -> None:
    voice = parse_settings(hall_toml(extra=SPEAKING + HOURS), "hall.toml").voice
    hours = {
        time(12): 20,
        time(13, 29): 20,
        time(13, 30): 80,
        time(21, 59): 80,
        time(23): 0,
        time(5, 59): 0,
        time(6): 80,
    }
    assert {at: voice.volume_at(at) for at in hours} == hours
    quiet = parse_settings(hall_toml(extra=SPEAKING + HOURS.replace("volume = 80", "quiet = true")), "hall.toml").voice
    assert {quiet.volume_at(at) for at in hours} == {0}
    for wrong in ("volume = 101", "ends = 12:00:00\nvolume = 1"):
        with pytest.raises(SettingsError):
            parse_settings(hall_toml(extra=SPEAKING + f"[[voice.hours]]\nbegins = 12:00:00\n{wrong}\n"), "hall.toml")


def test_recordings_of_different_loudness_are_spoken_equally_loud(tmp_path: Path) -> None:
    words = vocabulary(("zh-CN",), "A", [1])
    tone = sound.chime()
    levels = []
    for index, clip in enumerate(words[:4]):
        path = tmp_path / f"{clip.id}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        sound.write_wav(path, sound.scaled(tone, (1.0, 0.5, 0.1, 0.02)[index]))
        levels.append(sound.rms(ClipFolder(tmp_path, recordings=tmp_path).samples(clip)))
    assert max(levels) / min(levels) == pytest.approx(1.0, rel=0.06)


# --- Order, one voice in a zone, and calls that end otherwise -----------------------------------------------------------


def test_a_recall_is_spoken_after_the_first_calls_also_while_the_clips_are_made(
    qtbot: Any, make_heard: Callable[..., Heard]
) -> None:
    heard = make_heard()
    heard.voice.call("ticket-1", "A001", 1, "zh-CN", recall=True)
    heard.voice.call("ticket-2", "B001", 2, "zh-CN", recall=False)
    heard.voice.call("ticket-3", "C001", 3, "zh-CN", recall=False)
    heard.voice.prepare(LANGUAGES, "ABC", (1, 2, 3))
    qtbot.waitUntil(lambda: heard.numbers == ["B001", "C001", "A001"], timeout=30_000)


def test_two_displays_of_a_zone_have_one_voice_also_when_the_settings_hand_it_over(
    qtbot: Any, make_hall: Callable[..., MemoryHall], make_heard: Callable[..., Heard]
) -> None:
    def stations(first: str, second: str) -> str:
        row = '[[stations]]\nname = "{}"\nrole = "display"\nlayout = "zone"\nzone = "service"\nspeaks = {}\n'
        return hall_toml(extra=row.format("board-1", first) + row.format("board-2", second))

    with pytest.raises(SettingsError):
        parse_settings(stations("true", "true"), "hall.toml")
    hall = make_hall(stations("true", "false"))
    hall.open_window(1, "1001")
    hall.open_window(2, "1002")
    one, two = make_heard("board-1"), make_heard("board-2")
    for heard in (one, two):
        heard.begin()
        hall.follow(heard.model)
    qtbot.waitUntil(lambda: one.voice.ready, timeout=30_000)
    first = call(hall, "A", 1)
    qtbot.waitUntil(lambda: one.numbers == [first], timeout=30_000)
    hall.do(cmd.ImportSettings(id=new_id(), toml=stations("false", "true")))
    qtbot.waitUntil(lambda: two.voice.ready, timeout=30_000)
    second = call(hall, "B", 2)
    qtbot.waitUntil(lambda: two.numbers == [second], timeout=30_000)
    assert one.numbers == [first]
    assert one.model.report()["voice"]["windows"] == []


def test_who_is_held_transferred_or_resumed_at_the_window_is_not_spoken(
    qtbot: Any, speaking_hall: MemoryHall, make_heard: Callable[..., Heard]
) -> None:
    heard = make_heard()
    heard.begin()
    speaking_hall.follow(heard.model)
    # All before the voice is ready, so that every one of them still waits.
    held = call(speaking_hall, "A", 1)
    speaking_hall.do(cmd.Start(id=new_id(), window=1), at(1))
    speaking_hall.do(cmd.Hold(id=new_id(), window=1), at(1))
    call(speaking_hall, "B", 2)
    handed_on = speaking_hall.picture.windows[2].ticket
    assert handed_on is not None
    speaking_hall.do(cmd.Transfer(id=new_id(), ticket=handed_on, category="D"), at(2))
    speaking_hall.do(cmd.Resume(id=new_id(), window=1, number=held, here=True), at(1))
    waits = call(speaking_hall, "C", 3)
    qtbot.waitUntil(lambda: heard.model.stands_at == speaking_hall.picture.seq, timeout=30_000)
    assert not heard.voice.ready
    lit = {w.number for w in speaking_hall.picture.windows.values() if heard.model._flashes.lit(w.ticket)}
    assert lit == {3}
    qtbot.waitUntil(lambda: heard.numbers == [waits], timeout=30_000)

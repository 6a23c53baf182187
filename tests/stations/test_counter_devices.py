"""What a counter tells the hall of its devices, and what its screen says of those of its window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from display.announcing import Announcing
from display.model import DisplayModel
from drivers.devices import Health, Presence
from drivers.lines import LineState
from drivers.simulators.line import LineSimulator
from drivers.standing import of_line_device
from drivers.voice import sound
from drivers.voice.clips import ClipFolder
from drivers.voice.outputs import NullOutput
from drivers.voice.phrases import vocabulary
from shared import commands as cmd
from shared.devices import DeviceKind, DeviceState
from shared.errors import DeviceFault
from shared.health import Standing
from shared.messages import new_id
from shared.tickets import Actor, Role
from shared.ui.app import application
from tests.stations.counter_desk import STATION, CounterDesk, desk
from tests.stations.memory_hall import MemoryHall, hall_toml

LONG_MS = 30_000
STRIP = '[[stations]]\nname = "strip-7"\nrole = "display"\nlayout = "strip"\nwindow = 7\n'


def device(name: str, kind: str, driver: str, port: str, address: int) -> str:
    return (
        f'\n[[devices]]\nname = "{name}"\nstation = "counter-7"\nkind = "{kind}"\ndriver = "{driver}"\n'
        f'port = "{port}"\naddress = {address}\nlocal_echo = false\n'
    )


def rows(hall: MemoryHall) -> dict[str, tuple[DeviceState, str | None]]:
    return {row.device: (row.state, row.detail) for row in hall.picture.devices.values()}


def test_a_counters_devices_are_in_the_book_as_they_stand(qtbot: Any) -> None:
    with LineSimulator([1], [21]) as line:
        extra = STATION + device("pad-7", "rating", "ff68-pad", line.port_path, 1)
        extra += device("caller-7", "caller", "ff68-caller", line.port_path, 21)
        at = desk(qtbot, extra=extra)
        try:
            unknown = (DeviceState.UNKNOWN, None)
            qtbot.waitUntil(lambda: rows(at.hall) == {"pad-7": unknown, "caller-7": unknown}, timeout=LONG_MS)
            line.press_key(21, "next")
            qtbot.waitUntil(lambda: rows(at.hall)["caller-7"] == (DeviceState.OK, None), timeout=LONG_MS)
            assert rows(at.hall)["pad-7"] == unknown, "that the caller speaks says nothing of the pad"
            # A device that the settings give up is no longer in the book.
            at.hall.do(cmd.ImportSettings(id=new_id(), toml=hall_toml(extra=STATION)))
            qtbot.waitUntil(lambda: rows(at.hall) == {}, timeout=LONG_MS)
        finally:
            at.model.close()


def test_a_line_that_cannot_be_opened_is_told_once(qtbot: Any, tmp_path: Path) -> None:
    extra = STATION + device("pad-7", "rating", "ff68-pad", str(tmp_path / "nothing"), 1)
    at = desk(qtbot, extra=extra, opened=False)
    try:
        lost = (DeviceState.DISCONNECTED, "port_unopenable")
        qtbot.waitUntil(lambda: rows(at.hall).get("pad-7") == lost, timeout=LONG_MS)
        told = len(at.sent("report_device"))
        qtbot.wait(1500)  # More than one attempt to open it.
        assert len(at.sent("report_device")) == told
    finally:
        at.model.close()


def test_while_a_line_is_opened_again_what_was_known_holds() -> None:
    fault = DeviceFault("port_lost", url="x", why="y")
    lost = of_line_device("p", DeviceKind.RATING, Health(LineState.BACKOFF, Presence.DISCONNECTED, fault), None)
    assert lost == Standing("p", DeviceKind.RATING, DeviceState.DISCONNECTED, "port_lost")
    assert of_line_device("p", DeviceKind.RATING, Health(LineState.OPENING, Presence.DISCONNECTED), lost) == lost
    noise = of_line_device("p", DeviceKind.RATING, Health(LineState.DEGRADED, Presence.ERROR), lost)
    assert (noise.state, noise.detail) == (DeviceState.ERROR, None)


def told_by(at: CounterDesk, station: str, role: Role, kind: DeviceKind, state: DeviceState) -> None:
    report = cmd.ReportDevice(id=new_id(), device=kind.value, kind=kind, state=state)
    at.hall.do(report, Actor(role=role, station=station))


def test_the_full_view_says_what_is_wrong_at_this_window_and_nothing_of_others(qtbot: Any) -> None:
    at = desk(qtbot, extra=STATION + STRIP, opened=False)
    try:
        assert at.model.devices.faultText == ""
        told_by(at, "kiosk-1", Role.KIOSK, DeviceKind.PRINTER, DeviceState.OUT)
        told_by(at, "strip-7", Role.DISPLAY, DeviceKind.SPEAKER, DeviceState.ERROR)
        qtbot.waitUntil(lambda: at.model.picture.seq == at.hall.picture.seq)
        assert at.model.devices.faultText.startswith("语音（strip-7）：异常，")
        at.model.set_language("en")
        assert at.model.devices.faultText.startswith("Voice (strip-7): faulty since ")
        told_by(at, "strip-7", Role.DISPLAY, DeviceKind.SPEAKER, DeviceState.OK)
        qtbot.waitUntil(lambda: at.model.devices.faultText == "")
    finally:
        at.model.close()


def test_a_display_without_a_sound_card_says_so_to_the_hall(
    qtbot: Any, make_hall: Callable[..., MemoryHall], tmp_path: Path
) -> None:
    application()
    toml = hall_toml(extra='[[stations]]\nname = "board-1"\nrole = "display"\nlayout = "board"\nspeaks = true\n')
    hall = make_hall(toml)
    for clip in vocabulary(("zh-CN", "en", "ja"), "ABCDFG", range(1, 8)):
        path = tmp_path / f"{clip.id}.wav"
        path.parent.mkdir(parents=True, exist_ok=True)
        sound.write_wav(path, sound.chime()[:800])
    model = DisplayModel(station="board-1")
    voice = Announcing(
        output=NullOutput,
        clips=ClipFolder(tmp_path, recordings=tmp_path),
        announced=model.announced,
        faulty=lambda _: None,
    )
    model.report_devices()
    hall.line(model)
    hall.follow(model)
    model.use_voice(voice, forced=False)
    try:
        qtbot.waitUntil(lambda: "speaker" in rows(hall), timeout=LONG_MS)
        qtbot.waitUntil(lambda: voice.ready, timeout=LONG_MS)
        hall.take("A")
        qtbot.waitUntil(lambda: rows(hall)["speaker"] == (DeviceState.ERROR, "voice_no_sound_card"), timeout=LONG_MS)
        assert model.picture.devices.keys() == {("board-1", "speaker")}, "a display sees what it told"
    finally:
        voice.close()

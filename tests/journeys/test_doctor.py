"""The technician's look: real hall, real lines, real books; whatever hangs or breaks is a finding and not the end."""

from __future__ import annotations

import ast
import json
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from drivers.ports import port_for
from drivers.simulators.printer import PrinterSimulator
from drivers.simulators.rating import RatingPadSimulator
from drivers.voice.clips import ClipFolder
from shared import i18n
from shared.settings import Device, load_settings
from shared.workdays import DECREED
from tests.forked import run
from tests.journeys.halls import HallProcess
from tinghao.doctor import devices, house, ledger, machine
from tinghao.doctor.finding import Area, Check, Finding, Reader, State, examine
from tinghao.places import SITES

ROOT = Path(__file__).resolve().parents[2]
POST = SITES / "community.toml"
EN = Reader("en")


def doctor(*arguments: str, language: str = "en_US.UTF-8") -> tuple[int, str]:
    done = run("doctor", *arguments, env={**os.environ, "LANG": language, "LC_ALL": language}, timeout=90)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout


def pad_device(port: str, name: str = "pad", driver: str = "ff68-pad") -> Device:
    return Device(name=name, station="counter-1", kind="rating", port=port, driver=driver)


def printer_device(port: int) -> Device:
    return Device(name="printer", station="kiosk-1", kind="printer", port=f"tcp://127.0.0.1:{port}", driver="default")


def only(found: Iterable[Finding]) -> Finding:
    (one,) = found
    return one


# --- The whole round --------------------------------------------------------------------------------------------------


def test_a_running_hall_is_asked_for_its_settings_and_its_clock(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path}/hall.db"
    with HallProcess(store, POST) as hall:
        _, out = doctor("--url", hall.url, "--store", store, "--station", "nothing-here", "--json")
    report = json.loads(out)
    found = {(f["area"], f["name"]): f for f in report["findings"]}
    assert found["hall", "service"]["state"] == "ok", found["hall", "service"]
    assert found["hall", "clock"]["state"] == "ok"
    assert found["book", "book"]["state"] == "ok", found["book", "book"]
    assert ("sound", "voice") in found, "the settings came from the hall"
    assert ("hall", "settings") not in found
    assert found["devices", "devices"]["state"] == "ok"
    assert report["ok"] is all(f["state"] != "fault" for f in report["findings"])


def test_without_a_hall_it_says_so_in_the_readers_language_and_ends_with_1() -> None:
    code, out = doctor("--url", "http://127.0.0.1:1", language="ja_JP.UTF-8")
    assert code == 1
    assert i18n.text("doctor.area.machine", "ja") in out
    assert f"✖ {i18n.text('doctor.state.fault', 'ja')}" in out
    assert "127.0.0.1:1" in out


def test_settings_that_cannot_be_read_are_a_finding(tmp_path: Path) -> None:
    broken = tmp_path / "hall.toml"
    broken.write_text("[hall]\ncode = 7\n", encoding="utf-8")
    code, out = doctor("--config", str(broken), "--json")
    assert code == 1
    told = [f for f in json.loads(out)["findings"] if f["name"] == "settings"]
    assert "hall.toml" in told[0]["detail"]
    assert told[0]["state"] == "fault"


# --- Checks that hang or break ----------------------------------------------------------------------------------------


def test_a_check_that_hangs_and_one_that_crashes_leave_the_rest() -> None:
    released = threading.Event()

    def hangs() -> list[Finding]:
        released.wait(60)
        return []

    def crashes() -> list[Finding]:
        raise RuntimeError("broken lamp")

    good = Finding(Area.BOOK, "good", State.OK, "fine")
    checks = [
        Check(Area.SOUND, "hangs", hangs, deadline_s=0.2),
        Check(Area.SOUND, "crashes", crashes),
        Check(Area.BOOK, "good", lambda: [good]),
    ]
    try:
        late, crashed, last = examine(checks, EN)
    finally:
        released.set()
    assert (late.name, late.state) == ("hangs", State.LOOK)
    assert (crashed.name, crashed.state) == ("crashes", State.FAULT)
    assert "broken lamp" in crashed.detail
    assert last == good


# --- Devices ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prepare", "state"),
    [
        (lambda printer: None, State.OK),
        (lambda printer: setattr(printer, "paper", "low"), State.LOOK),
        (lambda printer: setattr(printer, "silent", True), State.LOOK),
        (lambda printer: setattr(printer, "paper", "out"), State.FAULT),
        (lambda printer: setattr(printer, "cover_open", True), State.FAULT),
    ],
)
def test_a_printer_says_how_it_is(prepare: Callable[[Any], None], state: State) -> None:
    with PrinterSimulator() as printer:
        port = printer.start_tcp()
        prepare(printer)
        found = only(devices.line([printer_device(port)], 0.1, EN))
        assert not printer.slips, "looking prints nothing"
    assert found.state is state, found
    assert "> 10 04 04" in found.detail
    assert bool(found.remedy) is (state is not State.OK)


def test_a_silent_pad_is_unknown_and_one_that_speaks_shows_its_bytes() -> None:
    with RatingPadSimulator() as pad:
        device = pad_device(pad.port_path)
        silent = only(devices.line([device], 0.1, EN))
        heard = threading.Event()

        def visitor() -> None:
            while not heard.wait(0.1):
                pad.press(3)

        pressing = threading.Thread(target=visitor)
        pressing.start()
        spoke = only(devices.line([device], 1.0, EN))
        heard.set()
        pressing.join()
        assert pad.asked == 0, "a visitor may stand before it"
    assert (silent.state, spoke.state) == (State.LOOK, State.OK)
    assert "ff 68 03 03 68 01 11 03 15 16" in spoke.detail


def test_many_pads_on_one_line_are_listened_to_once() -> None:
    with RatingPadSimulator() as pad:
        began = time.monotonic()
        found = list(devices.line([pad_device(pad.port_path, f"pad-{i}") for i in range(20)], 1.0, EN))
        took = time.monotonic() - began
    assert [f.state for f in found] == [State.LOOK] * 20
    assert took < 12, "twenty pads are not twenty waits"


def test_a_line_that_a_station_holds_is_no_fault_and_one_that_is_not_there_is() -> None:
    with RatingPadSimulator() as pad, port_for(pad.port_path):
        taken = only(devices.line([pad_device(pad.port_path)], 0.1, EN))
    assert taken.state is State.LOOK, taken
    gone = list(devices.line([pad_device("/dev/no-such-line", n) for n in ("one", "two")], 0.1, EN))
    assert [(f.name, f.state) for f in gone] == [("one", State.FAULT), ("two", State.FAULT)]
    unknown = examine(
        [Check(Area.DEVICES, "pad", lambda: devices.line([pad_device("/dev/null", driver="nobody")], 0.1, EN))], EN
    )
    assert only(unknown).state is State.FAULT


def test_devices_of_one_line_are_one_check() -> None:
    settings = load_settings(SITES / "district.toml")
    every = devices.device_checks(settings, None, 1.0, EN)
    assert len(every) == len({device.port for device in settings.devices})
    here = devices.device_checks(settings, {"counter-1"}, 1.0, EN)
    assert [check.name for check in here] == ["rating-1"]


def test_lasting_names_lead_to_the_port(tmp_path: Path) -> None:
    (tmp_path / "ttyX").touch()
    (tmp_path / "by-id").mkdir()
    link = tmp_path / "by-id" / "usb-maker-7"
    link.symlink_to(tmp_path / "ttyX")
    (tmp_path / "by-id" / "other").symlink_to(tmp_path / "by-id")
    assert devices.stable_names(str(tmp_path / "ttyX"), [str(tmp_path / "by-id"), str(tmp_path / "none")]) == [
        str(link)
    ]


# --- The book ---------------------------------------------------------------------------------------------------------


def test_a_book_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path}/hall.db"
    assert ledger.book(store, "hall", asked=False, reader=EN).state is State.OK
    assert ledger.book(store, "hall", asked=True, reader=EN).state is State.FAULT
    assert list(tmp_path.iterdir()) == []
    assert only(ledger.disk(store, EN)).name == "disk"
    assert list(ledger.disk("postgresql://user:secret@127.0.0.1:1/hall", EN)) == []
    away = ledger.book("postgresql://user:secret@127.0.0.1:1/hall", "hall", asked=True, reader=EN)
    assert away.state is State.FAULT
    assert "secret" not in away.detail + away.remedy


def test_a_damaged_book_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "hall.db"
    store = f"sqlite:///{path}"
    with HallProcess(store, POST) as hall:
        name = hall.hall
    assert ledger.book(store, name, asked=True, reader=EN).state is State.OK
    assert ledger.book(store, "another", asked=True, reader=EN).state is State.LOOK
    with sqlite3.connect(path) as book:
        book.execute("update halls set hash = zeroblob(32)")
    assert ledger.book(store, name, asked=True, reader=EN).state is State.FAULT
    path.write_bytes(b"no book at all, but some text" * 100)
    assert ledger.book(store, name, asked=True, reader=EN).state is State.FAULT


# --- Judgements -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_what_is_judged_without_a_machine(language: str, tmp_path: Path) -> None:
    reader = Reader(language)
    settings = load_settings(POST)
    clips = ClipFolder(tmp_path)
    hours = settings.policies.hours.model_copy(update={"calendar": "china"})
    china = settings.model_copy(update={"policies": settings.policies.model_copy(update={"hours": hours})})
    assert not list(house.holidays(settings, date(2100, 1, 1), reader)), "a hall without the public calendar"
    around = house.Around(addresses=("127.0.0.1",), url="http://hall", why="away")
    judged = {
        State.OK: [
            machine.python((3, 11, 2), reader),
            machine.libraries({"pydantic": "2.12"}, reader),
            machine.sound_card(True, reader),
            house.clock(-0.9, reader),
            *house.holidays(china, date(max(DECREED), 3, 2), reader),
            house.network(house.Around(addresses=("192.0.2.7",)), reader),
        ],
        State.LOOK: [
            machine.sound_card(False, reader),
            machine.voice(settings, clips, True, reader),
            machine.voice(settings, clips, False, reader),
            house.clock(10, reader),
            *house.holidays(china, date(max(DECREED), 12, 1), reader),
            *house.lan(around, reader),
        ],
        State.FAULT: [
            machine.python((3, 10, 9), reader),
            machine.libraries({"pydantic": None}, reader),
            house.clock(-7200, reader),
            house.network(around, reader),
            *house.hall(around, reader),
            *house.hall(house.Around(), reader),
            *house.lan(house.Around(lan_fault="no interface"), reader),
        ],
    }
    for state, findings in judged.items():
        assert {finding.state for finding in findings} == {state}
        assert all(finding.detail for finding in findings)
        assert all(bool(finding.remedy) is (state is not State.OK) for finding in findings)


def test_qt_that_aborts_this_python_is_a_fault() -> None:
    found = machine.libraries({machine.QT: "6.12.0"}, EN)
    assert found.state is (State.FAULT if sys.version_info < (3, 12) else State.OK)
    assert machine.libraries({machine.QT: "6.11.3"}, EN).state is State.OK


def test_every_text_that_a_check_asks_for_exists() -> None:
    wrong = []
    rooms = [path for path in sorted((ROOT / "tinghao" / "doctor").glob("*.py")) if path.name != "report.py"]
    for path in rooms:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            parts: list[ast.AST] = []
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "finding":
                parts = [node.args[3]]
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "key":
                parts = [node.value]
            if parts and isinstance(parts[0], ast.IfExp):
                parts = [parts[0].body, parts[0].orelse]
            keys = [p.value for p in parts if isinstance(p, ast.Constant)]
            wrong += [f"{path.name}: {k}" for k in keys if not i18n.has(f"doctor.{k}.detail", "en")]
            if keys and isinstance(node, ast.Call) and ast.unparse(node.args[2]) in ("State.LOOK", "State.FAULT"):
                wrong += [f"{path.name}: {k} remedy" for k in keys if not i18n.has(f"doctor.{k}.remedy", "en")]
    assert not wrong, "\n".join(wrong)

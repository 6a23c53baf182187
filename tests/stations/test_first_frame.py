"""The way to a station's first frame: what is loaded before it, and the quick reading of the line that asks for it."""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from tinghao.commands.stations import app
from tinghao.stations import STATIONS, plainly_asked

ROOT = Path(__file__).resolve().parents[2]
# Each takes longer to load than a tenth of what a bare window needs.
LATER = (
    "pydantic",
    "httpx",
    "zeroconf",
    "structlog",
    "rich",
    "typer",
    "click",
    "escpos",
    "PIL",
    "serial",
    "shared.events",
)
PROBE = """
import sys
import tinghao.cli, kiosk.app
from kiosk.model import KioskModel
from shared.ui.app import Stage, application
app, model = application(), KioskModel(station="kiosk-1")
stage, drawn = Stage("kiosk", model, (1080, 1920)), []
stage.window.frameSwapped.connect(lambda: drawn.append(True))
while not drawn:
    app.processEvents()
print(*(name for name in sys.argv[1:] if name in sys.modules), flush=True)
stage.close()
model.close()
"""


def test_a_kiosk_stands_before_the_network_and_the_printer_are_loaded() -> None:
    command = [sys.executable, "-c", PROBE, *LATER, "shared.messages"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == ["shared.messages"], "loaded before the first frame"


PLAIN = [
    "counter --desk --token abc --language ja --fullscreen",
    "kiosk",
    "kiosk --station kiosk-2 --url http://hall:8600 --token abc --remote",
    "kiosk --language=ja --printer tcp://p:9100 --fullscreen",
    "kiosk --fullscreen --windowed --hall qh",
    "counter --window 7 --view full --clerk 1007 --rating serial:///dev/ttyUSB0?baud=9600",
    "counter --panel --panel-screen 2 --photos photos",
    "display --layout strip --window=3 --voice off --wav out.wav --clips clips",
]
NOT_PLAIN = [
    "",
    "hall",
    "kiosk --help",
    "kiosk --colour red",
    "kiosk extra",
    "kiosk --station",
    "kiosk --station --remote",
    "kiosk --remote=yes",
    "kiosk --language fr",
    "counter --window seven",
    "counter --view small",
    "counter --panel --rating tcp://r:1",
    "counter --panel-screen 10",
    "counter --desk --window 3",
    "counter --desk --hotkey-next off",
    "display --layout wall",
]


def by_the_whole_command_line(words: list[str]) -> dict[str, Any]:
    command = get_command(app)
    return command.commands[words[0]].make_context(words[0], words[1:]).params  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("line", PLAIN)
def test_a_plain_line_means_the_same_to_both_readers(line: str) -> None:
    asked = plainly_asked(line.split(), {})
    assert asked is not None
    station, values = asked
    assert station.name == line.split(maxsplit=1)[0]
    assert values == by_the_whole_command_line(line.split())


@pytest.mark.parametrize("line", NOT_PLAIN)
def test_anything_else_is_left_to_the_whole_command_line(line: str) -> None:
    assert plainly_asked(line.split(), {}) is None


def test_the_environment_stands_in_and_the_line_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {"TINGHAO_URL": "http://hall:1", "TINGHAO_TOKEN": "abc", "TINGHAO_HALL": ""}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    for line in ("kiosk", "kiosk --url http://hall:2"):
        asked = plainly_asked(line.split(), environment)
        assert asked is not None
        assert asked[1] == by_the_whole_command_line(line.split())
        assert asked[1]["token"] == "abc"


@pytest.mark.parametrize("name", STATIONS)
def test_every_station_takes_what_its_options_give(name: str) -> None:
    main = importlib.import_module(f"{name}.app").main
    assert {option.name for option in STATIONS[name].options} <= set(inspect.signature(main).parameters)

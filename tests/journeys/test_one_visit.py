"""One visit, from the tap to the rating: all stations as real processes, found on the LAN, driven by taps and keys."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import wave
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

SIZES = {
    "kiosk-home-zh-CN.png": (1080, 1920),
    "kiosk-ticket-ja.png": (1080, 1920),
    "board-en.png": (1920, 1080),
    "strip-zh-CN.png": (1920, 360),
    "counter-called-en.png": (480, 140),
    "counter-full-zh-CN.png": (1280, 800),
}


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's folder after three visits, played once for all tests here."""
    out = tmp_path_factory.mktemp("demo")
    command = [sys.executable, "-m", "tinghao", "demo", "--headless", "--visits", "3", "--out", str(out)]
    env = {**os.environ, "TINGHAO_LOG": "WARNING"}
    done = subprocess.run(command, capture_output=True, text=True, timeout=400, env=env, check=False)
    assert done.returncode == 0, done.stderr + "".join(log.read_text() for log in (out / "logs").glob("*.log"))
    return out


@pytest.fixture(scope="module")
def report(visited: Path) -> dict[str, Any]:
    return json.loads((visited / "report.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def test_the_book_the_paper_and_the_voice_agree(report: dict[str, Any]) -> None:
    counted = {name: report[name] for name in ("tickets", "printed", "calls", "ratings", "announcements")}
    assert counted == dict.fromkeys(counted, 3)


def test_the_board_found_every_station_by_itself(report: dict[str, Any]) -> None:
    assert {"hall", "kiosk-1", "counter-5"} <= set(report["stations"])


def test_the_report_has_its_figures(report: dict[str, Any]) -> None:
    assert report["discovered_ms"] > 0
    for measure in ("tap_to_printer", "key_to_display"):
        figures = report["latency_ms"][measure]
        assert 0 < figures["p50"] <= figures["p99"]


def test_every_station_left_its_picture_at_its_real_size(visited: Path, report: dict[str, Any]) -> None:
    assert set(SIZES) <= set(report["screenshots"])
    for name, size in SIZES.items():
        with Image.open(visited / name) as picture:
            assert picture.size == size, name
            assert len(picture.convert("L").getcolors(256) or ()) > 8, f"{name} is empty"


def test_the_slips_came_out(visited: Path) -> None:
    assert len(list(visited.glob("slip-*.png"))) == 3


def test_the_calls_can_be_heard(visited: Path) -> None:
    with wave.open(str(visited / "voice.wav")) as spoken:
        seconds = spoken.getnframes() / spoken.getframerate()
        loudest = max(abs(sample) for sample in memoryview(spoken.readframes(spoken.getnframes())).cast("h"))
    assert seconds > 6, "three announcements, one of them in two languages at least"
    assert loudest > 3000


def test_no_screen_complained(visited: Path) -> None:
    for log in (visited / "logs").glob("*.log"):
        assert "Traceback" not in log.read_text(encoding="utf-8"), log.name
        assert "qml" not in log.read_text(encoding="utf-8"), log.name

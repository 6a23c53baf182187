"""The remote hand, on a kiosk as a process of its own: real input, honest answers, a clean end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
# A port where nobody listens: the kiosk stands there without a hall.
START = """
import sys, structlog
structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
from kiosk.app import main
raise SystemExit(main(hall_url="http://127.0.0.1:9", station="kiosk-1", remote=True, language="zh-CN"))
"""


class Kiosk:
    """A kiosk's process and what it said."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", START],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"},
        )
        self.expect(lambda said: "ready" in said)

    def send(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def ask(self, **command: Any) -> dict[str, Any]:
        self.send(json.dumps(command))
        return self.expect(lambda said: said.get("did") == command)

    def expect(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            said: dict[str, Any] = json.loads(line)
            if wanted(said):
                return said
        raise AssertionError("the kiosk ended")

    def end(self) -> int:
        # A machine with eight of these at once takes a quarter of a minute to end one: it still loads what it is to drop.
        return self.process.wait(100)


@pytest.fixture
def kiosk() -> Iterator[Kiosk]:
    started = Kiosk()
    yield started
    if started.process.poll() is None:
        started.process.kill()
    for pipe in (started.process.stdin, started.process.stdout):
        if pipe is not None:
            pipe.close()
    started.process.wait(30)


def test_taps_keys_and_pictures(kiosk: Kiosk, tmp_path: Path) -> None:
    assert kiosk.ask(state=True)["state"]["language"] == "zh-CN"
    tapped = kiosk.ask(tap="language-ja")
    assert tapped["ok"]
    state = kiosk.ask(state=True)
    assert state["state"]["language"] == "ja"
    assert state["t"] > tapped["t"]
    picture = tmp_path / "kiosk.png"
    assert kiosk.ask(shot=str(picture))["ok"]
    with Image.open(picture) as image:
        assert image.size == (1080, 1920)
        assert len(image.getcolors(1 << 20) or []) > 10
    assert kiosk.ask(key="F2")["ok"]
    assert kiosk.ask(key="Ctrl+Return")["ok"]
    assert kiosk.ask(type="1001Ab 号")["ok"]


def test_what_cannot_be_done_is_said(kiosk: Kiosk, tmp_path: Path) -> None:
    nothing = kiosk.ask(tap="nothing", within=0.1)
    assert not nothing["ok"]
    assert "language-ja" in nothing["why"]
    assert not kiosk.ask(key="F99")["ok"]
    assert not kiosk.ask(key="Hyper+A")["ok"]
    assert not kiosk.ask(shot=str(tmp_path / "no" / "folder.png"))["ok"]
    kiosk.send("not json")
    assert not kiosk.expect(lambda said: "did" in said)["ok"]
    kiosk.send("[1]")
    assert not kiosk.expect(lambda said: "did" in said)["ok"]


def test_it_ends_when_told(kiosk: Kiosk) -> None:
    assert kiosk.ask(quit=True)["ok"]
    assert kiosk.end() == 0


def test_it_ends_with_whoever_holds_it(kiosk: Kiosk) -> None:
    assert kiosk.process.stdin is not None
    kiosk.process.stdin.close()
    kiosk.process.stdin = None
    assert kiosk.end() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_by_signal(kiosk: Kiosk, number: int) -> None:
    kiosk.process.send_signal(number)
    assert kiosk.end() == 0


CLOSED = """
from PySide6.QtCore import QTimer
from PySide6.QtGui import QWindow
from shared.ui.app import application
app, other = application(), QWindow()
other.show()
QTimer.singleShot(0, lambda: [window.close() for window in app.topLevelWindows() if window != other])
from kiosk.app import main
raise SystemExit(main(hall_url="http://127.0.0.1:9", station="kiosk-1", remote=False, language="zh-CN"))
"""


def test_a_station_ends_with_its_own_window_whatever_else_is_open() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}
    done = subprocess.run(
        [sys.executable, "-c", CLOSED], cwd=ROOT, env=environment, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr

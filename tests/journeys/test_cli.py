"""The command line as a technician meets it: help, tokens, errors in words, simulators by hand."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from shared.settings import load_settings
from tests.forked import run
from tests.journeys.halls import HallProcess
from tinghao.places import SAMPLE, SITES

COMMANDS = ["", "hall", "token", "verify", "kiosk", "counter", "display", "demo", "replay", "simulate"]


def tinghao(*arguments: str, language: str = "C.UTF-8") -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "TINGHAO_LOG": "ERROR", "LC_ALL": language, "COLUMNS": "100"}
    return run(*arguments, env=env, timeout=90)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_help(command: str) -> None:
    done = tinghao(*command.split(), "--help")
    assert done.returncode == 0, done.stderr
    assert "Usage" in done.stdout


@pytest.mark.parametrize(
    ("language", "words"), [("C.UTF-8", "line 29"), ("zh_CN.UTF-8", "第 29 行"), ("ja_JP.UTF-8", "29 行目")]
)
def test_settings_with_a_fault_are_refused_with_file_and_line(tmp_path: Path, language: str, words: str) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    line = text.splitlines().index("[[categories]]") + 1
    faulty = tmp_path / "faulty.toml"
    faulty.write_text(text.replace("[[categories]]\n", "[[categories]]\ncolour = 1\n", 1), encoding="utf-8")
    done = tinghao("hall", "--config", str(faulty), "--port", "0", language=language)
    assert done.returncode == 2
    assert "faulty.toml" in done.stderr
    assert words.replace("29", str(line + 1)) in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("site", ["district", "street", "community"])
def test_each_sample_hall_opens(tmp_path: Path, site: str) -> None:
    path = SITES / f"{site}.toml"
    with HallProcess(f"sqlite:///{tmp_path / 'hall.db'}", path) as hall:
        book = hall.book()
        assert book.picture().rules == load_settings(path)
        assert book.picture().today is not None
        book.close()


def test_verify_says_that_a_book_is_sound(tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path / 'hall.db'}"
    with HallProcess(store, SAMPLE):
        pass
    done = tinghao("verify", "--store", store, "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout) == {"entries": 2, "wrong": []}


def test_the_simulated_printer_prints_what_a_hand_sends(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tinghao", "simulate", "printer", "--tcp", "0", "--png", str(tmp_path), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as printer:
        assert printer.stdout is not None
        port = int(json.loads(printer.stdout.readline())["port"].rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
            line.sendall(b"\x1b@\x1c&A012\n" + "你好".encode("gbk") + b"\n\x1dVB\x00")
            slip = json.loads(printer.stdout.readline())
        printer.terminate()
    assert [text.strip() for text in slip["lines"] if text.strip()] == ["A012", "你好"]
    assert Path(slip["png"]).is_file()
    assert printer.returncode == 0


def test_the_simulated_pad_ends_politely_and_takes_its_link_away(tmp_path: Path) -> None:
    link = tmp_path / "pad"
    command = [sys.executable, "-m", "tinghao", "simulate", "rating", "--pty", "--link", str(link)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as pad:
        assert pad.stdout is not None
        assert str(link) in pad.stdout.readline()
        assert link.is_symlink()
        pad.terminate()
        assert pad.wait(timeout=20) == 0
    assert not link.is_symlink()


def test_what_a_command_cannot_do_is_said_in_words(tmp_path: Path) -> None:
    """A file that cannot be written, a port that is taken, a category that there is not: no traceback."""
    nowhere = tmp_path / "nowhere"
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = str(other.getsockname()[1])
        for command, said in (
            (["slip", "preview", "--png", str(nowhere / "slip.png")], str(nowhere)),
            (["slip", "preview", "--category", "ZZ"], "ZZ"),
            (["simulate", "printer", "--tcp", taken], taken),
        ):
            done = tinghao(*command)
            assert done.returncode == 2, done.stderr
            assert said in done.stderr
            assert "Traceback" not in done.stderr

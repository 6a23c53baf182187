"""This machine: Python, libraries, Qt and the screen, fonts, sound, the voice's clips."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from drivers import fonts
from drivers.voice.clips import ClipFolder
from drivers.voice.outputs import has_sound_card
from drivers.voice.phrases import HIGHEST_WINDOW, vocabulary
from shared.errors import DeviceFault
from shared.settings import Settings
from tinghao.doctor.finding import Area, Check, Finding, Reader, State

PYTHON_LEAST: Final = (3, 11)
QT: Final = "PySide6_Essentials"
QT_TOO_NEW: Final = (6, 12)
"""This PySide6 aborts Python 3.11: it drops a reference of None at each call that returns nothing."""
TOLD: Final = (QT, "pydantic", "sqlalchemy", "zeroconf", "pyserial", "python-escpos", "miniaudio")
"""Libraries whose versions a technician is asked for; the others only have to be there."""
_QT_S: Final = 15.0
_PROBE: Final = """
import json, os
from PySide6 import QtGui, QtQuick
screens = []
if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.name == "nt":
    app = QtGui.QGuiApplication([])
    for screen in app.screens():
        size = screen.size() * screen.devicePixelRatio()
        screens.append(f"{screen.name()} {size.width()}×{size.height()}")
print(json.dumps(screens))
"""


def machine_checks(reader: Reader) -> list[Check]:
    """What can be said without the hall's settings."""
    return [
        Check(Area.MACHINE, "python", lambda: [python(sys.version_info[:3], reader)]),
        Check(Area.MACHINE, "libraries", lambda: [libraries(installed(), reader)]),
        Check(Area.MACHINE, "screen", lambda: [screen(os.environ, reader)]),
        Check(Area.MACHINE, "fonts", lambda: typefaces(reader)),
        Check(Area.SOUND, "sound_card", lambda: [sound_card(has_sound_card(), reader)]),
    ]


def voice_check(settings: Settings, clips: ClipFolder, reader: Reader) -> Check:
    """Whether every word that the hall's calls may need has a clip."""
    return Check(Area.SOUND, "voice", lambda: [voice(settings, clips, voice_extra(), reader)])


def python(version: Sequence[int], reader: Reader) -> Finding:
    """Whether the interpreter is new enough."""
    state = State.OK if tuple(version[:2]) >= PYTHON_LEAST else State.FAULT
    told = ".".join(map(str, version))
    return reader.finding(
        Area.MACHINE, "python", state, "python" if state is State.OK else "python_old", version=told, system=_system()
    )


def installed() -> dict[str, str | None]:
    """Version of each library that the house declares, None for one that is not there."""
    declared = importlib.metadata.requires("tinghao") or []
    names = [re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in declared if "extra ==" not in line]
    return {name: _version(name) for name in names}


def libraries(versions: Mapping[str, str | None], reader: Reader) -> Finding:
    """Whether every library is there, and Qt is none of those that abort this Python."""
    if missing := sorted(name for name, version in versions.items() if version is None):
        names = ", ".join(missing)
        return reader.finding(Area.MACHINE, "libraries", State.FAULT, "libraries_missing", names=names)
    qt = versions.get(QT) or ""
    if qt and _numbers(qt)[:2] >= QT_TOO_NEW and sys.version_info < (3, 12):
        return reader.finding(Area.MACHINE, "libraries", State.FAULT, "qt_too_new", version=qt)
    lower = {name.lower(): version for name, version in versions.items()}
    told = ", ".join(f"{name} {lower[name.lower()]}" for name in TOLD if name.lower() in lower)
    return reader.finding(Area.MACHINE, "libraries", State.OK, "libraries", told=told, count=len(versions))


def screen(environment: Mapping[str, str], reader: Reader) -> Finding:
    """Whether Qt loads here and which screens it sees; asked of a child, because a missing library aborts it."""
    env = {name: value for name, value in environment.items() if name != "QT_QPA_PLATFORM"}
    try:
        done = subprocess.run(
            [sys.executable, "-c", _PROBE], capture_output=True, text=True, timeout=_QT_S, env=env, check=False
        )
        why, code = (done.stderr.strip().splitlines() or [""])[-1], done.returncode
    except subprocess.TimeoutExpired:
        return reader.finding(Area.MACHINE, "screen", State.FAULT, "qt_broken", why=f"> {_QT_S:g} s")
    if code != 0:
        return reader.finding(Area.MACHINE, "screen", State.FAULT, "qt_broken", why=why or f"exit {code}")
    screens = json.loads(done.stdout.strip().splitlines()[-1])
    if not screens:
        return reader.finding(Area.MACHINE, "screen", State.LOOK, "no_screen")
    return reader.finding(Area.MACHINE, "screen", State.OK, "screen", screens=", ".join(screens))


def typefaces(reader: Reader) -> Iterator[Finding]:
    """Whether Chinese and Japanese are drawn as such and not as boxes."""
    for language in ("zh-CN", "ja"):
        name = f"font_{language}"
        try:
            face = fonts.face(language)
        except DeviceFault as fault:
            yield reader.of_error(Area.MACHINE, name, State.FAULT, fault)
        else:
            path = f"{Path(face.path).name} [{face.index}]"
            yield reader.finding(Area.MACHINE, name, State.OK, "font", path=path, tag=language)


def sound_card(there: bool, reader: Reader) -> Finding:
    """Whether something can be heard; only a display that speaks needs it."""
    if there:
        return reader.finding(Area.SOUND, "sound_card", State.OK, "sound_card")
    return reader.finding(Area.SOUND, "sound_card", State.LOOK, "no_sound_card")


def voice_extra() -> bool:
    """Whether clips can be made here."""
    return importlib.util.find_spec("espeakng_loader") is not None


def voice(settings: Settings, clips: ClipFolder, extra: bool, reader: Reader) -> Finding:
    """How many clips of the hall's vocabulary are missing, and whether they can be made here."""
    windows = [place.number for place in settings.windows if place.number <= HIGHEST_WINDOW]
    letters = {letter for category in settings.categories for letter in category.code}
    wanted = vocabulary(settings.hall.languages, letters, windows)
    missing = clips.missing(wanted)
    if not missing:
        return reader.finding(Area.SOUND, "voice", State.OK, "voice", count=len(wanted))
    names = ", ".join(clip.id for clip in missing[:5]) + (" …" if len(missing) > 5 else "")
    key = "clips_to_make" if extra else "clips_missing"
    return reader.finding(
        Area.SOUND, "voice", State.LOOK, key, missing=len(missing), count=len(wanted), names=names, folder=clips.path
    )


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def _system() -> str:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", platform.platform())
    except OSError:
        return platform.platform()

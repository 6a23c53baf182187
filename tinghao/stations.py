"""The stations as the command line knows them, and the quick way to their screens.

A kiosk that is switched on in the morning is started by a line that was written once. Where such a line is plain, it is
read here and the station begins at once; help, mistakes and all other commands are left to the whole command line
(:mod:`tinghao.commands`), which is made from the same table and says the same.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple, get_args


class Option(NamedTuple):
    """An option of a station: the parameter of its ``main`` and how it is asked for."""

    name: str
    flags: str
    """As typed; a switch names what turns it on and, after a slash, off."""
    help: str
    kind: Any
    """``str``, ``int | None``, ``Path | None``, ``bool`` for a switch, or the words to choose from as a Literal."""
    default: Any = None
    env: str = ""
    hidden: bool = False
    between: tuple[int, int] | None = None
    """The smallest and the largest number."""


class Station(NamedTuple):
    """A station: its command, its help, its options, and the room whose ``app.main`` runs it."""

    name: str
    help: str
    options: tuple[Option, ...]


_HALL: Final = (
    Option("hall_url", "--url", "Address of the hall's service; wins over the LAN.", str | None, env="TINGHAO_URL"),
    Option("token", "--token", "Bearer token, made by 'tinghao token'.", str | None, env="TINGHAO_TOKEN"),
    Option(
        "hall", "--hall", "Code of the hall to look for on the LAN; any if empty.", str, default="", env="TINGHAO_HALL"
    ),
    Option(
        "language",
        "--language",
        "Language of the screen; without it the hall's first, as its settings say.",
        Literal["zh-CN", "en", "ja"] | None,
    ),
)
_SCREEN: Final = (
    Option("fullscreen", "--fullscreen/--windowed", "Fill the screen.", bool, default=False),
    Option("remote", "--remote", "Take taps and keys as JSON lines.", bool, default=False, hidden=True),
)
_WINDOW: Final = "Window number; wins over the settings."
_HOTKEY: Final = "Key for {} in every program, as Ctrl+Alt+N; off for none; wins over the settings."

STATIONS: Final[Mapping[str, Station]] = MappingProxyType(
    {
        "kiosk": Station(
            "kiosk",
            "Run a kiosk: language, category, ticket, paper. It finds the hall on the LAN by itself.",
            (
                Option("station", "--station", "This kiosk's name in the settings.", str, default="kiosk-1"),
                *_HALL,
                Option("printer", "--printer", "Printer's address; wins over the settings.", str | None),
                *_SCREEN,
            ),
        ),
        "counter": Station(
            "counter",
            "Run a counter: next, recall, start, finish by key, and the rating device or rating panel of the window. "
            "With --desk the enquiry desk: find, issue, reprint, transfer and cancel numbers, devices in trouble.",
            (
                Option(
                    "station",
                    "--station",
                    "Its name in the settings; without it counter-1, and desk-1 for the enquiry desk.",
                    str,
                    default="",
                ),
                *_HALL,
                Option("desk", "--desk", "Run the enquiry desk instead of a window's counter.", bool, default=False),
                Option("window", "--window", _WINDOW, int | None),
                Option("clerk", "--clerk", "Staff number to sign in at once.", str | None),
                Option("view", "--view", "strip (always on top) or full.", Literal["strip", "full"], default="strip"),
                Option("rating", "--rating", "Rating device's address; wins over the settings.", str | None),
                Option("panel", "--panel", "Open the rating panel; wins over the settings.", bool, default=False),
                Option(
                    "panel_screen",
                    "--panel-screen",
                    "The panel's screen, from 1; 0 for a window like any other.",
                    int,
                    default=0,
                    between=(0, 9),
                ),
                Option("hotkey_next", "--hotkey-next", _HOTKEY.format("next"), str | None),
                Option("hotkey_recall", "--hotkey-recall", _HOTKEY.format("recall"), str | None),
                Option("photos", "--photos", "Folder of staff photographs, each named by staff number.", Path | None),
                *_SCREEN,
            ),
        ),
        "display": Station(
            "display",
            "Run a display: hall board, zone board, overview or window strip. Calls are shown and, where the settings "
            "say so, spoken.",
            (
                Option("station", "--station", "This display's name in the settings.", str, default="board-1"),
                *_HALL,
                Option(
                    "layout",
                    "--layout",
                    "Hall board, board of a zone, overview of the categories, or window strip; wins over the settings.",
                    Literal["board", "zone", "overview", "strip"] | None,
                ),
                Option("window", "--window", "Window of a strip; wins over the settings.", int | None),
                Option("zone", "--zone", "Zone the display stands in; wins over the settings.", str | None),
                Option(
                    "orientation",
                    "--orientation",
                    "How the screen hangs; wins over the settings.",
                    Literal["landscape", "portrait"] | None,
                ),
                Option(
                    "voice",
                    "--voice",
                    "auto: speak if the settings make this display the voice of its zone; on: speak whatever they "
                    "say; off: be silent; a path ending in .wav: as on, but into that file and never the sound card.",
                    str,
                    default="auto",
                ),
                Option(
                    "wav",
                    "--wav",
                    "Where to speak on a machine without a sound card: a WAV file. Not written where there is one; "
                    "with neither, announcements keep their pace unheard.",
                    Path | None,
                ),
                Option("clips", "--clips", "Folder of recordings that replace the made clips.", Path | None),
                *_SCREEN,
            ),
        ),
    }
)


_AT_A_WINDOW: Final = ("window", "clerk", "rating", "panel", "panel_screen", "photos", "hotkey_next", "hotkey_recall")
"""Options of a counter that the enquiry desk has no use for."""


def clash(values: Mapping[str, Any]) -> str:
    """What cannot be asked for together, in words; empty where all goes together."""
    if values.get("rating") and (values.get("panel") or values.get("panel_screen")):
        return "--rating and --panel: a window has one rating device"
    if values.get("desk") and (stray := [f"--{name.replace('_', '-')}" for name in _AT_A_WINDOW if values.get(name)]):
        return f"--desk and {', '.join(stray)}: the enquiry desk has no window"
    return ""


def start(station: Station, values: Mapping[str, Any]) -> int:
    """Run the station until it is closed; the process's exit code."""
    # httpx brings a command line of its own, and with it click, rich and pygments: 60 ms and 5 MB of a screen's start.
    # It does without where it cannot have them.
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
    main = import_module(f"{station.name}.app").main
    return int(main(**{**values, "language": values["language"] or ""}))


def plainly_asked(words: Sequence[str], environment: Mapping[str, str]) -> tuple[Station, dict[str, Any]] | None:
    """The station that the words ask for, with all its options; None for anything that is not plain."""
    station = STATIONS.get(words[0]) if words else None
    if station is None:
        return None
    values = {option.name: option.default for option in station.options}
    given = {option.name: environment[option.env] for option in station.options if environment.get(option.env)}
    by_flag = {flag: option for option in station.options for flag in option.flags.split("/")}
    rest = iter(words[1:])
    for word in rest:
        flag, equals, value = word.partition("=")
        option = by_flag.get(flag)
        if option is None or (option.kind is bool and equals):
            return None
        if option.kind is bool:
            values[option.name] = flag == option.flags.split("/")[0]
            continue
        given[option.name] = value if equals else next(rest, "-")
    for option in station.options:
        if option.name in given:
            try:
                values[option.name] = _value(option, given[option.name])
            except ValueError:
                return None
    return None if clash(values) else (station, values)


def _value(option: Option, text: str) -> Any:
    """The text as the option's kind. Raises ValueError where the whole command line must say what is wrong."""
    if text.startswith("-"):
        raise ValueError(f"{option.flags} is followed by an option")
    kinds = (option.kind, *get_args(option.kind))
    if str in kinds:
        return text
    if int in kinds:
        number = int(text)
        if option.between is not None and not option.between[0] <= number <= option.between[1]:
            raise ValueError(f"{number} is not within {option.between}")
        return number
    if Path in kinds:
        return Path(text)
    words = {word for kind in kinds for word in get_args(kind)} | set(get_args(option.kind))
    if text not in words:
        raise ValueError(f"{option.flags} is none of {words}")
    return text

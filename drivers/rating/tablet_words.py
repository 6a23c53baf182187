"""The words of Android tablet evaluators, ``Sxx||field||…||E`` in UTF-8, as public host programs write and read them.

To the tablet: ``S01E`` welcome, ``S02E`` ask, ``S03E`` pause, ``S06E`` resume, ``S04||card|key,label,value|…||E`` who
serves, ``S96||A001,service||E`` who is called, ``S95E`` are you there, ``SE`` has somebody pressed. From it:
``RecvCmdOK`` and ``S04OK`` took a command, ``S95OK`` is there, ``S02||card||level||…`` a press, ``DisConnect`` it goes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

WELCOME: Final = b"S01E"
ASK: Final = b"S02E"
PAUSE: Final = b"S03E"
RESUME: Final = b"S06E"
THERE: Final = b"S95E"
PRESSED: Final = b"SE"
MOST: Final = 4096
"""Bytes kept of what is no word yet."""

_WORD: Final = re.compile(rb"RecvCmdOK|DisConnect|S\d\dOK|S\d\dE|S(\d\d)\|\|(.*?)\|\|E(?=S|R|D|\s|$)", re.DOTALL)
_MARKS: Final = re.compile(r"[|,\r\n]")


@dataclass(frozen=True, slots=True)
class Word:
    """One thing said: the bytes, the code such as ``02`` where it has fields, and the fields."""

    raw: bytes
    code: str = ""
    fields: tuple[str, ...] = ()


def staff(number: str, stars: int | None, window: int | None) -> bytes:
    """Who serves here."""
    said = [field(number), f"jobNum,工号,{field(number)}"]
    if stars is not None:
        said.append(f"star,星级,{stars}")
    if window is not None:
        said.append(f"window,窗口名称,{window}")
    return f"S04||{'|'.join(said)}||E".encode()


def call(number: str, service: str = "") -> bytes:
    """Who is called, and for what."""
    return f"S96||{field(number)},{field(service)}||E".encode()


def field(text: str) -> str:
    """A text without the protocol's own marks."""
    return _MARKS.sub(" ", text)


class Reader:
    """Words out of bytes, however they are cut. What is no word comes out as stray bytes."""

    def __init__(self) -> None:
        self._begun = b""

    def feed(self, data: bytes) -> tuple[list[Word], bytes]:
        """What ``data`` completes, and the bytes before it that nobody understands."""
        self._begun += data
        words, stray, end = list[Word](), b"", 0
        for found in _WORD.finditer(self._begun):
            stray += self._begun[end : found.start()].strip()
            end = found.end()
            try:
                fields = tuple(found[2].decode().split("||")) if found[1] else ()
            except UnicodeDecodeError:
                stray += found[0]
                continue
            words.append(Word(found[0], found[1].decode() if found[1] else "", fields))
        self._begun = self._begun[end:].lstrip()
        if len(self._begun) > MOST:
            stray, self._begun = stray + self._begun, b""
        return words, stray

    def idle(self) -> tuple[list[Word], bytes]:
        """Nothing more came: a press whose end is missing is a press all the same, the rest is stray."""
        begun, self._begun = self._begun, b""
        if begun.startswith(b"S02||") and begun.count(b"||") >= 3:
            try:
                return [Word(begun, "02", tuple(begun.decode().split("||")[1:]))], b""
            except UnicodeDecodeError:
                return [], begun
        return [], begun

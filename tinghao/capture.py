"""The technician's side of a capture: which key, now press it, and what was heard."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from rich.console import Console

from drivers import capture
from drivers.port import Port
from drivers.ports import port_for
from drivers.rating import catalogue
from shared import i18n
from shared.errors import DeviceFault

_STALE_BYTES: Final = 65536
_AFTER_S: Final = 0.5
"""So long is listened on after the first byte: a frame may come in pieces."""


def run_capture(
    address: str,
    *,
    entry: str,
    baud: int | None,
    seconds: float,
    note: str | None,
    send: Sequence[str],
    language: str,
    console: Console,
) -> str:
    """The examples as TOML. With ``note`` one recording, else one for each key that is typed in, until an empty line.

    Raises ``DeviceFault``: of the port and the catalogue, and ``capture_hex`` for bytes that are not hex.
    """
    known = catalogue.load(entry) if entry else None
    settings = known.line.settings() if known else {}
    if baud is not None:
        settings["baudrate"] = baud
    say = [_bytes(text) for text in send]
    source = capture.source_of(address, datetime.now().astimezone().date())
    with port_for(address, **settings) as port:
        if note is not None:
            taken = [capture.record(port, seconds, note, say=say)]
        else:
            taken = list(_by_hand(port, seconds, say, language, console))
    made = "\n".join(capture.blocks(one, source, known) for one in taken)
    if known is not None:
        capture.holds(known, (catalogue.CATALOGUE / f"{entry}.toml").read_text(encoding="utf-8"), made)
    return made


def _by_hand(
    port: Port, seconds: float, say: Sequence[bytes], language: str, console: Console
) -> Iterator[capture.Capture]:
    def tell(what: str, **values: str) -> None:
        told = i18n.text(f"device.capture.{what}", language, **values)  # type: ignore[arg-type]
        console.print(told, highlight=False, markup=False)

    while True:
        tell("which")
        try:
            typed = input().strip()
        except EOFError:
            return
        if not typed:
            return
        port.read(_STALE_BYTES, 0.0)  # what came before the key was named belongs to no key
        tell("press", name=typed, seconds=f"{seconds:g}")
        named = re.fullmatch(r"\d{1,3}", typed)
        taken = capture.record(
            port, seconds, f"key {typed}", say=say, key=int(typed) if named else None, after_s=_AFTER_S
        )
        tell("heard" if taken.heard else "silent", bytes=taken.heard.hex(" ").upper())
        yield taken


def _bytes(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError as error:
        raise DeviceFault("capture_hex", text=text) from error

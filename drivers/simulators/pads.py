"""How simulated rating pads speak: one class for each family, written from its table apart from the driver's catalogue.

FF 68 … 16, many addresses on a line::

    FF 68 03 03 68 AA 01 0B SS 16   asks for a rating            (host → pad)
    FF 68 03 03 68 AA 02 NN SS 16   shows NN stars               (host → pad)
    FF 68 03 03 68 AA 01 VV SS 16   took the press VV            (host → pad; or 68 02 02 68 AA 01 SS 16)
    FF 68 03 03 68 AA 11 VV SS 16   VV pressed, 00 to 03 or 04   (pad → host)

PJ06, alone on its line::

    55 AA 02 1F 00 1A   welcome      55 AA 02 20 00 1A   asks for a rating
    55 AA 03 13 TT 00 1A   asks at most TT seconds      55 AA 02 15 NN 1A   shows NN stars      (host → pad)
    VV                  VV pressed, 01 to 06                                                     (pad → host)

An entry of the catalogue for which there is no class is played from the entry itself: that shows a technician how the
house speaks, and proves nothing about the device.
"""

from __future__ import annotations

from typing import Final, Protocol

from drivers.frames import Frame, FrameParser, fill, match
from drivers.rating import catalogue
from drivers.rating.catalogue import Entry

Said = tuple[str, int, bytes]
"""What the host said: one of ``asked stars welcome ack``, its value (-1 for none), its bytes."""


class Dialect(Protocol):
    """A family of pads, for one pad."""

    @property
    def keys(self) -> range:
        """Values that its keys have."""
        ...

    def hear(self, data: bytes) -> list[Said]:
        """What this completes of what the host says to this pad."""
        ...

    def press(self, value: int) -> bytes:
        """What the pad says when a key is pressed."""
        ...


class Ff68:
    """See the module."""

    keys: Final = range(5)

    def __init__(self, address: int) -> None:
        self._address = address
        self._waiting = b""

    def press(self, value: int) -> bytes:
        body = bytes([self._address, 0x11, value])
        return bytes([0xFF, 0x68, 3, 3, 0x68, *body, sum(body) % 256, 0x16])

    def hear(self, data: bytes) -> list[Said]:
        waiting, said = self._waiting + data, list[Said]()
        while (start := waiting.find(b"\x68")) >= 0:
            # The leading FF only wakes the line, and one acknowledgement comes without it.
            lead = max(start - 1, 0) if waiting[start - 1 : start] == b"\xff" else start
            rest = waiting[start:]
            if len(rest) < 4:
                self._waiting = waiting[lead:]
                return said
            size = rest[1]
            if rest[2] != size or rest[3] != 0x68 or not 2 <= size <= 9:
                waiting = rest[1:]
                continue
            if len(rest) < size + 6:
                self._waiting = waiting[lead:]
                return said
            body, end = rest[4 : 4 + size], start + size + 6
            if rest[4 + size] != sum(body) % 256 or rest[5 + size] != 0x16:
                waiting = rest[1:]
                continue
            if body[0] == self._address:
                said += _ff68_said(body[1], body[2:], waiting[lead:end])
            waiting = waiting[end:]
        self._waiting = waiting[-1:]
        return said


def _ff68_said(function: int, data: bytes, raw: bytes) -> list[Said]:
    value = data[0] if data else -1
    if function == 1:
        return [("asked" if value == 0x0B else "ack", value, raw)]
    return [("stars", value, raw)] if function == 2 and data else []


class Pj06:
    """See the module."""

    keys: Final = range(1, 7)

    def __init__(self) -> None:
        self._waiting = b""

    def press(self, value: int) -> bytes:
        return bytes([value])

    def hear(self, data: bytes) -> list[Said]:
        waiting, said = self._waiting + data, list[Said]()
        while (start := waiting.find(b"\x55\xaa")) >= 0:
            waiting = waiting[start:]
            if len(waiting) < 3 or len(waiting) < waiting[2] + 4:
                break
            end = waiting[2] + 4
            if waiting[end - 1] != 0x1A or end < 6:
                waiting = waiting[2:]
                continue
            what = {0x20: "asked", 0x15: "stars", 0x1F: "welcome"}.get(waiting[3])
            if what:
                said.append((what, waiting[4] if what == "stars" else -1, waiting[:end]))
            waiting = waiting[end:]
        self._waiting = waiting if start >= 0 else waiting[-1:]
        return said


class ByEntry:
    """A pad as an entry of the catalogue describes it."""

    def __init__(self, entry: Entry, address: int) -> None:
        self._entry, self._address = entry, address
        self._parsers = {name: FrameParser(say.framing) for name, say in entry.say.items()}
        keys = entry.press.keys or frozenset(range(5))
        self.keys = range(min(keys), max(keys) + 1)

    def press(self, value: int) -> bytes:
        press = self._entry.press
        if press.form == "byte":
            return bytes([value])
        return self._entry.framing.frame(fill(press.body, {"address": self._address, "raw": value}))

    def hear(self, data: bytes) -> list[Said]:
        said: list[Said] = []
        for name, parser in self._parsers.items():
            for found in parser.feed(data):
                if not isinstance(found, Frame):
                    continue
                values = match(self._entry.say[name].body, found.body)
                if values is None or values.get("address", self._address) != self._address:
                    continue
                what = "asked" if name == "ask" else "stars" if name == "stars" else "ack" if "ack" in name else ""
                if what:
                    said.append((what, values.get("stars", values.get("raw", -1)), found.raw))
        return said


def dialect_of(entry: str, address: int) -> Dialect:
    """How a pad of this entry of the catalogue speaks. Raises the catalogue's ``DeviceFault``."""
    if entry == "ff68-pad":
        return Ff68(address)
    return Pj06() if entry == "pj06" else ByEntry(catalogue.load(entry), address)

"""The devices of this machine: serial ports, and each device of the settings asked how it is."""

from __future__ import annotations

import errno
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from serial.tools import list_ports

from drivers.boards import catalogue as boards
from drivers.callers import catalogue as callers
from drivers.lines import Wire
from drivers.port import Port
from drivers.ports import port_for
from drivers.printers import status
from drivers.rating import catalogue as pads
from drivers.rating.tablet import DRIVER as TABLET
from drivers.rating.tablet_words import THERE
from shared.errors import DeviceFault
from shared.settings import Device, Settings
from tinghao.doctor.finding import Area, Check, Finding, Reader, State

ANSWER_S: Final = 0.5
_WIRES: Final[Mapping[str, Callable[[str], Wire]]] = {
    "rating": lambda name: pads.load(name).line,
    "caller": lambda name: callers.load(name).line,
    "board": lambda name: boards.load(name).line,
}
"""How a kind of device wants its line, by the name of its entry in the catalogue."""
LAST_LINES: Final = 8
_NAMED: Final = ("/dev/serial/by-id", "/dev/serial/by-path")
_SPARE_S: Final = 12.0
"""Beyond listening: opening a line, also one behind a device server, and the questions."""


def ports_check(reader: Reader) -> Check:
    """The serial ports of this machine."""
    return Check(Area.DEVICES, "serial_ports", lambda: serial_ports(reader))


def device_checks(settings: Settings, stations: Collection[str] | None, listen_s: float, reader: Reader) -> list[Check]:
    """One check for each line with devices of the ``stations`` on it, of all stations for None."""
    lines: dict[str, list[Device]] = defaultdict(list)
    for device in settings.devices:
        # A rating panel is a window of the counter itself, which says how it stands.
        if (stations is None or device.station in stations) and not device.port.startswith("screen://"):
            lines[device.port].append(device)
    return [
        Check(
            Area.DEVICES,
            ", ".join(device.name for device in devices),
            lambda devices=devices: line(devices, listen_s, reader),  # type: ignore[misc]
            deadline_s=listen_s + _SPARE_S,
        )
        for devices in lines.values()
    ]


def serial_ports(reader: Reader) -> Iterator[Finding]:
    """Each serial port, with the names under which it stays the same after a restart."""
    found = sorted(list_ports.comports(), key=lambda port: port.device)
    if not found:
        yield reader.finding(Area.DEVICES, "serial_ports", State.OK, "no_serial_ports")
    for port in found:
        names = ", ".join(stable_names(port.device)) or "—"
        what = port.description if port.description and port.description != "n/a" else "—"
        yield reader.finding(
            Area.DEVICES, f"port {port.device}", State.OK, "serial_port", port=port.device, what=what, names=names
        )


def stable_names(device: str, folders: Sequence[str] = _NAMED) -> list[str]:
    """Links that lead to the device: by-id where it has a serial number, by-path by the socket it is plugged into."""
    target = Path(device).resolve()
    links = [link for folder in folders if Path(folder).is_dir() for link in sorted(Path(folder).iterdir())]
    return [str(link) for link in links if link.resolve() == target]


def line(devices: Sequence[Device], listen_s: float, reader: Reader) -> Iterator[Finding]:
    """Every device on one line: does it open, what does each say of itself, the last bytes."""
    first = devices[0]
    try:
        port = port_for(first.port, **_line_settings(first))
        port.open()
    except DeviceFault as fault:
        for device in devices:
            if _taken(fault):
                yield reader.finding(Area.DEVICES, device.name, State.LOOK, "line_taken", url=device.port)
            else:
                yield reader.of_error(Area.DEVICES, device.name, State.FAULT, fault)
        return
    with port:
        heard: bool | None = None
        for device in devices:
            try:
                if device.kind == "printer":
                    yield printer(port, device, reader)
                    continue
                if device.driver == TABLET:
                    port.write_all(THERE, ANSWER_S)  # nobody sees this question on it
                if heard is None:  # once for all that share the line: twenty pads are not twenty waits
                    heard = listen(port, listen_s)
                yield pad(port, device, heard, listen_s, reader)
            except DeviceFault as fault:
                yield reader.of_error(Area.DEVICES, device.name, State.FAULT, fault, last_bytes(port))


def printer(port: Port, device: Device, reader: Reader) -> Finding:
    """What a printer answers to ``DLE EOT``; silence proves neither paper nor its want."""
    answers: dict[int, int] = {}
    for number in status.QUESTIONS:
        byte = status.answer(port.query(status.question(number), 1, ANSWER_S))
        if byte is not None:
            answers[number] = byte
    state = status.state_of(answers)
    told = {"url": device.port, "last": last_bytes(port)}
    if state is status.State.READY:
        return reader.finding(Area.DEVICES, device.name, State.OK, "printer", **told)
    if state is status.State.UNKNOWN:
        return reader.finding(Area.DEVICES, device.name, State.LOOK, "printer_silent", **told)
    if state is status.State.LOW:
        return reader.finding(Area.DEVICES, device.name, State.LOOK, "printer_low", **told)
    fault = DeviceFault(status.FAULTS[state], url=device.port, why="DLE EOT")
    return reader.of_error(Area.DEVICES, device.name, State.FAULT, fault, told["last"])


def listen(port: Port, seconds: float) -> bool:
    """Whether anything is said on the line within ``seconds``. Nobody is asked: a visitor may stand before a pad."""
    until, heard = time.monotonic() + seconds, False
    while (left := until - time.monotonic()) > 0:
        heard = bool(port.read(4096, left)) or heard
    return heard


def pad(port: Port, device: Device, heard: bool, seconds: float, reader: Reader) -> Finding:
    """What is known of a rating device, caller or board: that its line speaks, or nothing. A board speaks only when it
    is told a text, and nothing is shown on it here: visitors may be reading it."""
    if not heard and device.kind == "board":
        return reader.finding(Area.DEVICES, device.name, State.LOOK, "board_silent", url=device.port)
    if heard:
        return reader.finding(Area.DEVICES, device.name, State.OK, "pad", url=device.port, last=last_bytes(port))
    return reader.finding(Area.DEVICES, device.name, State.LOOK, "pad_silent", url=device.port, seconds=f"{seconds:g}")


def last_bytes(port: Port) -> str:
    """The last traffic in hex, without its times: ``> 10 04 04 · < 12``."""
    return " · ".join(entry.split(" ", 1)[1] for entry in port.hex_log()[-LAST_LINES:]) or "—"


def _line_settings(device: Device) -> dict[str, object]:
    """The catalogue's own line settings, which the address may overrule."""
    if device.driver == TABLET:
        return {}
    wire_of = _WIRES.get(device.kind)
    return wire_of(device.driver).settings() if wire_of else {}


def _taken(fault: DeviceFault) -> bool:
    """Whether another program, most likely the running station, holds the line."""
    cause = fault.__cause__
    return isinstance(cause, OSError) and cause.errno in (errno.EAGAIN, errno.EBUSY, errno.EADDRINUSE)

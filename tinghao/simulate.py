"""``tinghao simulate``: devices that are not there, played on ports and pseudo-terminals, with faults."""

from __future__ import annotations

import contextlib
import errno
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

import typer

from drivers.simulators.plug import Fault
from shared.errors import Refusal
from tinghao.reader import reader_language

simulate = typer.Typer(help="Play a device that is not there: real bytes on a real port.", no_args_is_help=True)

_FAULT_HELP: Final = (
    "silence, noise, split, wrong-checksum, slow, echo or unplug; several by repeating. Letters typed set them too."
)
_LINK_HELP: Final = (
    "Make a symbolic link to the pseudo-terminal here; it stays the same when the device is plugged in again."
)


@simulate.command("printer")
def simulate_printer(
    tcp: Annotated[int | None, typer.Option(min=0, max=65535, help="TCP port; 0 takes a free one.")] = None,
    pty: Annotated[bool, typer.Option("--pty", help="A pseudo-terminal instead, for a serial printer.")] = False,
    width: Annotated[int, typer.Option(help="Paper width in mm: 58 or 80.")] = 80,
    png: Annotated[Path | None, typer.Option(help="Draw each slip as it would come out into this folder.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    fault: Annotated[
        list[str] | None, typer.Option(help="silent, stall, garbage, slow BAUD, paper-out-at N, power-loss-at N …")
    ] = None,
) -> None:
    """Be an ESC/POS ticket printer: interpret what comes in, draw the slips. A fault may be typed while it runs."""
    from drivers.simulators.printer_by_hand import FaultError, run_interactive

    try:
        with _port(tcp):
            run_interactive(tcp, pty, width, png, as_json=as_json, faults=fault or ())
    except FaultError as error:
        raise typer.BadParameter(str(error), param_hint="--fault") from error


@simulate.command("rating")
def simulate_rating(
    pty: Annotated[
        bool, typer.Option("--pty", help="On a pseudo-terminal (the only way there is, and the default).")
    ] = True,
    link: Annotated[Path | None, typer.Option(help=_LINK_HELP)] = None,
    entry: Annotated[str, typer.Option(help="Entry of the catalogue of rating devices.")] = "ff68-pad",
    address: Annotated[int, typer.Option(min=0, max=255, help="The pad's address.")] = 1,
    auto_press: Annotated[int | None, typer.Option(min=0, max=9, help="Press this key after each question.")] = None,
    fault: Annotated[list[str] | None, typer.Option(help=_FAULT_HELP)] = None,
) -> None:
    """Be a rating pad: say when it is asked, let a person press keys."""
    from drivers.simulators.hand import run_pad

    run_pad(link, auto_press, entry=entry, address=address, faults=_faults(fault), language=reader_language())


@simulate.command("tablet")
def simulate_tablet(
    udp: Annotated[
        int | None, typer.Option(min=0, max=65535, help="UDP port, as real ones have 8001; 0 takes a free one.")
    ] = None,
    tcp: Annotated[int | None, typer.Option(min=0, max=65535, help="TCP port instead, as real ones have 8011.")] = None,
) -> None:
    """Be an Android tablet that rates: say what the host says, press the level that is typed."""
    from drivers.simulators.tablet import run_tablet

    with _port(tcp if udp is None else udp):
        run_tablet(udp, tcp, reader_language())


@simulate.command("board")
def simulate_board(
    address: Annotated[int, typer.Option(min=0, max=4095, help="The board's address.")] = 1,
    colour: Annotated[bool, typer.Option("--colour", help="A colour byte follows each character.")] = False,
    link: Annotated[Path | None, typer.Option(help=_LINK_HELP)] = None,
    fault: Annotated[list[str] | None, typer.Option(help=_FAULT_HELP)] = None,
) -> None:
    """Be a window board of the A0 9x family on a pseudo-terminal: say what it shows."""
    from drivers.simulators.hand import run_board

    run_board(address, colour=colour, link=link, faults=_faults(fault), language=reader_language())


@simulate.command("line")
def simulate_line(
    pads: Annotated[str, typer.Option(help="Addresses of rating pads, such as 1-20.")] = "",
    callers: Annotated[str, typer.Option(help="Addresses of callers, such as 21-40.")] = "",
    boards: Annotated[str, typer.Option(help="Addresses of window boards, such as 257-276.")] = "",
    caller: Annotated[str, typer.Option(help="Entry of the catalogue of callers.")] = "ff68-caller",
    baud: Annotated[int, typer.Option(min=0, help="Pace of the line; 0 for none.")] = 9600,
    link: Annotated[Path | None, typer.Option(help=_LINK_HELP)] = None,
    fault: Annotated[list[str] | None, typer.Option(help=_FAULT_HELP)] = None,
) -> None:
    """Be an RS-485 line with pads, callers and boards. Type: press 3 2 | key 21 next 023 | a fault | q"""
    from drivers.simulators.hand import run_line

    run_line(
        _addresses("--pads", pads, 255),
        _addresses("--callers", callers, 127),
        _addresses("--boards", boards, 4095),
        caller=caller,
        baud=baud or None,
        link=link,
        faults=_faults(fault),
        language=reader_language(),
    )


@contextlib.contextmanager
def _port(port: int | None) -> Iterator[None]:
    """Say in words that a port is taken. Raises ``Refusal("port_taken")``."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES) or error.filename is not None:
            raise
        raise Refusal("port_taken", port=port, why=os.strerror(error.errno)) from error


def _faults(names: list[str] | None) -> list[Fault]:
    known = [fault.value for fault in Fault]
    for name in names or ():
        if name not in known:
            raise typer.BadParameter(f"{name}: {', '.join(known)}", param_hint="--fault")
    return [Fault(name) for name in names or ()]


def _addresses(option: str, text: str, most: int) -> list[int]:
    """``1-3,7`` as 1 2 3 7."""
    found: list[int] = []
    try:
        for part in filter(None, text.split(",")):
            first, _, last = part.partition("-")
            found += range(int(first), int(last or first) + 1)
    except ValueError:
        raise typer.BadParameter(f"{text}: 1-20 or 1,2,5", param_hint=option) from None
    if any(not 0 <= address <= most for address in found):
        raise typer.BadParameter(f"{text}: 0-{most}", param_hint=option)
    return found


@simulate.command("day")
def simulate_day(
    tickets: Annotated[int, typer.Option(min=1, max=100_000, help="How many visitors come.")] = 500,
    seed: Annotated[int, typer.Option(help="The same seed brings the same visitors.")] = 1,
    comprehensive: Annotated[
        list[int] | None,
        typer.Option(min=0, max=14, help="Of 20 windows so many are comprehensive; repeat to compare, e.g. 0 and 6."),
    ] = None,
    speed: Annotated[str, typer.Option(help="How many times as fast as a real day, or 'max'.")] = "max",
    out: Annotated[Path | None, typer.Option(help="Write the report here as JSON too.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON instead of a table.")] = False,
) -> None:
    """Play a day of the sample hall: visitors with patience, clerks with service times, through the real service."""
    from tinghao.day.run import simulate_days
    from tinghao.day.show import show
    from tinghao.replay.speed import speed_of

    report = simulate_days(tickets=tickets, seed=seed, comprehensive=comprehensive or [3], speed=speed_of(speed))
    text = json.dumps(report, ensure_ascii=False, indent=2)
    if out is not None:
        out.write_text(text + "\n", encoding="utf-8")
    if as_json:
        typer.echo(text)
    else:
        show(report)

"""For the technician on site: ``doctor``, ``capture`` and ``pin``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tinghao.commands.options import Config, HallCode, HallUrl, Store
from tinghao.reader import reader_language

app = typer.Typer()


@app.command()
def doctor(
    config: Config = None,
    store: Store = None,
    url: HallUrl = None,
    hall_code: HallCode = "",
    station: Annotated[
        list[str] | None, typer.Option(help="A station of this machine, may be repeated; else those that run here.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Look at the devices of all stations.")] = False,
    listen: Annotated[float, typer.Option(min=0.1, max=300, help="Seconds to listen to a silent device.")] = 1.0,
    clips: Annotated[Path | None, typer.Option(help="Folder of recordings that replace the made clips.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Look at this machine, the network, the hall, the book and the devices; say what is wrong and what to do.

    Without --config the running hall is asked for its settings. Nothing is changed. Ends with 1 when something is
    broken.
    """
    from tinghao.doctor import report
    from tinghao.doctor.finding import Reader
    from tinghao.doctor.run import Round, go_round

    language = reader_language()
    asked = Round(
        config=config,
        store=store,
        url=url,
        hall=hall_code,
        stations=tuple(station or ()),
        every=every,
        listen_s=listen,
        recordings=clips,
    )
    findings = go_round(asked, Reader(language))
    if as_json:
        typer.echo(report.as_json(findings))
    else:
        report.show(findings, Console(), language)
    raise typer.Exit(1 if report.faulty(findings) else 0)


@app.command()
def capture(
    port: Annotated[str, typer.Argument(help="The device's address, such as /dev/ttyUSB0 or tcp://server:4001.")],
    entry: Annotated[str, typer.Option(help="Catalogue entry that reads the bytes; none for an unknown device.")] = "",
    baud: Annotated[int | None, typer.Option(min=50, help="Baud rate; else the entry's, else 9600.")] = None,
    seconds: Annotated[float, typer.Option(min=0.1, max=3600, help="How long to listen for each key.")] = 5.0,
    note: Annotated[str | None, typer.Option(help="What is being done; then nothing is asked.")] = None,
    send: Annotated[list[str] | None, typer.Option(help="Bytes in hex to be sent first; may be repeated.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the examples here; else they are printed.")] = None,
) -> None:
    """Record a live device, key by key, into the example blocks of a catalogue entry. Stop the station first."""
    from tinghao.capture import run_capture

    made = run_capture(
        port,
        entry=entry,
        baud=baud,
        seconds=seconds,
        note=note,
        send=tuple(send or ()),
        language=reader_language(),
        console=Console(stderr=True, soft_wrap=True),
    )
    if out is None:
        typer.echo(made, nl=False)
    else:
        out.write_text(made, encoding="utf-8")


@app.command()
def pin() -> None:
    """Make the hash of a PIN for the technicians' corner of the kiosks: a line for [hall] or a station in the settings.

    The PIN is asked for twice and written nowhere; from a pipe it is read once. It has 6 to 12 digits.
    """
    import sys

    from shared.pin import hash_pin

    if sys.stdin.isatty():
        asked = typer.prompt("PIN", hide_input=True, confirmation_prompt=True, err=True)
    else:
        asked = sys.stdin.readline().rstrip("\r\n")
    try:
        kept = hash_pin(asked)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    typer.echo(f'staff_pin = "{kept}"')

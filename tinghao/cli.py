"""The command line ``tinghao``: one command a process of the house, each with a help that a technician understands."""

from __future__ import annotations

import json
import logging
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, Literal

import structlog
import typer
from rich.console import Console

from shared.clock import SystemClock
from shared.errors import TinghaoError
from shared.settings import load_settings
from shared.tickets import Role
from tinghao import slips
from tinghao.places import SAMPLE, default_store
from tinghao.reader import reader_language
from tinghao.simulate import simulate

app = typer.Typer(
    name="tinghao",
    help="Tinghao (厅号): kiosks, counters, displays and the queue of a service hall.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(simulate, name="simulate")
app.add_typer(slips.app, name="slip")

_errors: Final = Console(stderr=True, soft_wrap=True)

HallUrl = Annotated[
    str | None, typer.Option("--url", envvar="TINGHAO_URL", help="Address of the hall's service; wins over the LAN.")
]
Token = Annotated[
    str | None, typer.Option("--token", envvar="TINGHAO_TOKEN", help="Bearer token, made by 'tinghao token'.")
]
HallCode = Annotated[
    str, typer.Option("--hall", envvar="TINGHAO_HALL", help="Code of the hall to look for on the LAN; any if empty.")
]
Config = Annotated[Path | None, typer.Option("--config", help="Settings of the hall (TOML).", dir_okay=False)]
Store = Annotated[
    str | None,
    typer.Option(
        "--store", envvar="TINGHAO_STORE", help="sqlite:///path or postgresql://…; a file of this user if empty."
    ),
]
Speech = Annotated[str, typer.Option("--language", help="zh-CN, en or ja.")]
Remote = Annotated[bool, typer.Option("--remote", hidden=True, help="Take taps and keys as JSON lines.")]
Fullscreen = Annotated[bool, typer.Option("--fullscreen/--windowed", help="Fill the screen.")]


def main() -> None:
    """Entry point. A refusal or fault ends with its own words and exit code 2, never with a traceback."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[os.environ.get("TINGHAO_LOG", "INFO").upper()]
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    try:
        app()
    except TinghaoError as error:
        language = reader_language()
        _errors.print(f"{error.detail(language)}\n{error.remedy(language)}", style="red", highlight=False, markup=False)
        raise SystemExit(2) from None


@app.command()
def hall(
    port: Annotated[int, typer.Option(help="TCP port; 0 takes a free one.")] = 8600,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "0.0.0.0",
    store: Store = None,
    config: Config = None,
    announce: Annotated[bool, typer.Option("--announce/--silent", help="Announce the service on the LAN.")] = True,
) -> None:
    """Run the hall's service: the book that owns the queue.

    Without options it keeps its book in a file of this user and begins with the sample hall's settings. With
    --config the file's settings are imported at every start; a file that did not change changes nothing.
    """
    from hall.run import run_hall

    settings = load_settings(config or SAMPLE)
    run_hall(
        store=store or default_store(settings.hall.code),
        hall=settings.hall.code,
        clock=SystemClock(),
        host=host,
        port=port,
        settings_toml=(config or SAMPLE).read_text(encoding="utf-8"),
        settings_are_default=config is None,
        announce=announce,
        ready=lambda bound, _: typer.echo(json.dumps({"hall": settings.hall.code, "port": bound})),
    )


@app.command()
def token(
    role: Annotated[Role, typer.Option(help="What the station is.")],
    station: Annotated[str, typer.Option(help="The station's name in the settings.")] = "",
    store: Store = None,
    config: Config = None,
) -> None:
    """Make a bearer token for a station. Run this on the hall's machine; the token is shown once."""
    from hall.store.book import Book

    settings = load_settings(config or SAMPLE)
    book = Book(store or default_store(settings.hall.code), settings.hall.code)
    try:
        typer.echo(book.make_token(role, station or role.value, datetime.now(UTC)))
    finally:
        book.close()


@app.command()
def verify(
    store: Store = None,
    config: Config = None,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Check the whole book: hash chain, gaps, and that the journal folds to exactly the tables."""
    from hall.store.book import Book

    settings = load_settings(config or SAMPLE)
    book = Book(store or default_store(settings.hall.code), settings.hall.code)
    try:
        entries, wrong = book.verify()
    finally:
        book.close()
    if as_json:
        typer.echo(json.dumps({"entries": entries, "wrong": wrong}, ensure_ascii=False))
    else:
        typer.echo(f"{entries} entries, " + ("the book is sound" if not wrong else f"{len(wrong)} faults"))
        for line in wrong:
            typer.echo(f"  {line}")
    raise typer.Exit(1 if wrong else 0)


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
    """Record a live device, key by key, into [[example]] blocks for a catalogue entry. Stop the station first."""
    from tinghao.capture import run_capture

    made = run_capture(
        port,
        entry=entry,
        baud=baud,
        seconds=seconds,
        note=note,
        send=tuple(send or ()),
        language=reader_language(),
        console=_errors,
    )
    if out is None:
        typer.echo(made, nl=False)
    else:
        out.write_text(made, encoding="utf-8")


@app.command()
def replay(
    log: Annotated[list[Path], typer.Argument(help="Queue logs (CSV, also .gz).", exists=True, dir_okay=False)],
    office: Annotated[str, typer.Option(help="The office in the log.")],
    day: Annotated[str, typer.Option("--date", help="The day, as 2020-01-08.")],
    speed: Annotated[str, typer.Option(help="How many times as fast as it happened, or 'max'.")] = "max",
    out: Annotated[Path | None, typer.Option(help="Write the report here as JSON; else it is printed.")] = None,
    url: HallUrl = None,
    hall_code: Annotated[str, typer.Option("--hall", help="Code of the hall to be replayed into.")] = "replay",
    timezone: Annotated[str, typer.Option(help="Time zone of the log.")] = "UTC",
    kiosk_token: Annotated[str | None, typer.Option(help="With --url: a kiosk's token.")] = None,
    counter_token: Annotated[str | None, typer.Option(help="With --url: a counter's token.")] = None,
    manager_token: Annotated[str | None, typer.Option(help="With --url: a manager's token.")] = None,
) -> None:
    """Send a real day from a queue log through a running service, and say what became of every ticket.

    Without --url a service of its own is started on a scratch book, with a clock that shows the log's time.
    Malformed rows are refused with file and line; the rest goes on.
    """
    from datetime import date

    from tinghao.replay.log import LogError, read_day
    from tinghao.replay.run import Running, replay

    running = None
    if url is not None:
        if not (kiosk_token and counter_token and manager_token):
            raise LogError("tokens")
        running = Running(url, kiosk_token, counter_token, manager_token)
    when = date.fromisoformat(day)
    found = read_day(log, office, when)
    for row in found.refused:
        _errors.print(f"{row.file}, line {row.line}: {row.why}", style="yellow", highlight=False, markup=False)
    if not found.rows:
        raise LogError("nothing", office=office, day=day)
    report = replay(
        found, office=office, when=when, speed=_speed(speed), running=running, timezone=timezone, hall=hall_code
    )
    text = json.dumps(report, ensure_ascii=False, indent=2)
    if out is None:
        typer.echo(text)
    else:
        out.write_text(text + "\n", encoding="utf-8")


def _speed(text: str) -> float | None:
    from tinghao.replay.log import LogError

    if text == "max":
        return None
    try:
        speed = float(text)
    except ValueError as error:
        raise LogError("speed", speed=text) from error
    if not speed > 0:
        raise LogError("speed", speed=text)
    return speed


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Folder for pictures, logs and report.json.")] = Path("demo-out"),
    headless: Annotated[
        bool, typer.Option("--headless", help="Show nothing on the screen even if there is one.")
    ] = False,
    visits: Annotated[int, typer.Option(min=3, max=200, help="How many visits to play.")] = 6,
) -> None:
    """Play visits in the sample hall with all stations, from the tap to the rating.

    With a screen the stations are shown and stay open until Ctrl-C; without one they draw offscreen. Pictures of
    every station and report.json are left in the folder either way.
    """
    from tinghao.demo.run import run_demo

    console = Console(stderr=True)
    report = run_demo(out, headless=headless, visits=visits, console=console)
    typer.echo(json.dumps(report, ensure_ascii=False, indent=2))


@app.command()
def kiosk(
    station: Annotated[str, typer.Option(help="This kiosk's name in the settings.")] = "kiosk-1",
    url: HallUrl = None,
    token: Token = None,
    hall_code: HallCode = "",
    language: Speech = "zh-CN",
    printer: Annotated[str | None, typer.Option(help="Printer's address; wins over the settings.")] = None,
    fullscreen: Fullscreen = False,
    remote: Remote = False,
) -> None:
    """Run a kiosk: language, category, ticket, paper. It finds the hall on the LAN by itself."""
    from kiosk.app import main as run

    raise typer.Exit(
        run(
            hall_url=url,
            token=token,
            hall=hall_code,
            station=station,
            language=language,
            printer=printer,
            fullscreen=fullscreen,
            remote=remote,
        )
    )


@app.command()
def counter(
    station: Annotated[str, typer.Option(help="This counter's name in the settings.")] = "counter-1",
    url: HallUrl = None,
    token: Token = None,
    hall_code: HallCode = "",
    window: Annotated[int | None, typer.Option(help="Window number; wins over the settings.")] = None,
    clerk: Annotated[str | None, typer.Option(help="Staff number to sign in at once.")] = None,
    view: Annotated[str, typer.Option(help="strip (always on top) or full.")] = "strip",
    language: Speech = "zh-CN",
    rating: Annotated[str | None, typer.Option(help="Rating device's address; wins over the settings.")] = None,
    panel: Annotated[bool, typer.Option("--panel", help="Open the rating panel; wins over the settings.")] = False,
    panel_screen: Annotated[
        int, typer.Option(min=0, max=9, help="The panel's screen, from 1; 0 for a window like any other.")
    ] = 0,
    photos: Annotated[
        Path | None, typer.Option(help="Folder of staff photographs, each named by staff number.")
    ] = None,
    fullscreen: Fullscreen = False,
    remote: Remote = False,
) -> None:
    """Run a counter: next, recall, start, finish by key, and the rating device or rating panel of the window."""
    from counter.app import main as run

    if (panel or panel_screen) and rating:
        raise typer.BadParameter("--rating and --panel: a window has one rating device")
    raise typer.Exit(
        run(
            hall_url=url,
            token=token,
            hall=hall_code,
            station=station,
            window=window,
            clerk=clerk,
            view=view,
            language=language,
            rating=f"screen://{panel_screen}" if panel or panel_screen else rating,
            photos=photos,
            fullscreen=fullscreen,
            remote=remote,
        )
    )


@app.command()
def display(
    station: Annotated[str, typer.Option(help="This display's name in the settings.")] = "board-1",
    url: HallUrl = None,
    token: Token = None,
    hall_code: HallCode = "",
    layout: Annotated[
        Literal["board", "strip"] | None, typer.Option(help="board or strip; wins over the settings.")
    ] = None,
    window: Annotated[int | None, typer.Option(help="Window of a strip; wins over the settings.")] = None,
    language: Speech = "zh-CN",
    voice: Annotated[str, typer.Option(help="auto or off.")] = "auto",
    wav: Annotated[Path | None, typer.Option(help="Write what is spoken into this file too.")] = None,
    clips: Annotated[Path | None, typer.Option(help="Folder of recordings that replace the made clips.")] = None,
    fullscreen: Fullscreen = False,
    remote: Remote = False,
) -> None:
    """Run a display: hall board or window strip. Calls are shown and, where the settings say so, spoken."""
    from display.app import main as run

    raise typer.Exit(
        run(
            hall_url=url,
            token=token,
            hall=hall_code,
            station=station,
            layout=layout,
            window=window,
            language=language,
            voice=voice,
            wav=wav,
            clips=clips,
            fullscreen=fullscreen,
            remote=remote,
        )
    )


@simulate.command("printer")
def simulate_printer(
    tcp: Annotated[int | None, typer.Option(help="TCP port; 0 takes a free one.")] = None,
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
        run_interactive(tcp, pty, width, png, as_json=as_json, faults=fault or ())
    except FaultError as error:
        raise typer.BadParameter(str(error), param_hint="--fault") from error


if __name__ == "__main__":
    main()

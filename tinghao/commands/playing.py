"""Days and visits that are played: ``replay`` and ``demo``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tinghao.commands.options import HallUrl

app = typer.Typer()


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
    from tinghao.replay.speed import speed_of

    running = None
    if url is not None:
        if not (kiosk_token and counter_token and manager_token):
            raise LogError("tokens")
        running = Running(url, kiosk_token, counter_token, manager_token)
    when = date.fromisoformat(day)
    found = read_day(log, office, when)
    for row in found.refused:
        Console(stderr=True, soft_wrap=True).print(
            f"{row.file}, line {row.line}: {row.why}", style="yellow", highlight=False, markup=False
        )
    if not found.rows:
        raise LogError("nothing", office=office, day=day)
    report = replay(
        found, office=office, when=when, speed=speed_of(speed), running=running, timezone=timezone, hall=hall_code
    )
    text = json.dumps(report, ensure_ascii=False, indent=2)
    if out is None:
        typer.echo(text)
    else:
        out.write_text(text + "\n", encoding="utf-8")


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

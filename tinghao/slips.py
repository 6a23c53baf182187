"""``tinghao slip``: how a slip will look and how long its bytes take, without paper and without a printer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from shared.tickets import Language
from tinghao.places import SAMPLE

app = typer.Typer(help="See the slip before it is printed.", no_args_is_help=True)


@app.callback()
def slip() -> None:
    """See the slip before it is printed."""


@app.command()
def preview(
    layout_file: Annotated[
        Path | None, typer.Option("--layout", help="A layout of your own (TOML); wins over the hall's.", dir_okay=False)
    ] = None,
    config: Annotated[
        Path | None, typer.Option("--config", help="Settings of the hall; the sample hall's without.", dir_okay=False)
    ] = None,
    width: Annotated[int, typer.Option(help="Paper width in mm: 58 or 80.")] = 80,
    mode: Annotated[
        Literal["native", "raster", "auto"],
        typer.Option(help="native (as on a serial line), raster, or auto (as on TCP and USB)."),
    ] = "auto",
    profile: Annotated[str, typer.Option(help="Printer model of python-escpos.")] = "default",
    language: Annotated[Language, typer.Option(help="Language of the slip.")] = "zh-CN",
    category: Annotated[str, typer.Option(help="Category code; the hall's first if empty.")] = "",
    qr: Annotated[str, typer.Option(help="What the QR code says; none if empty.")] = "",
    reprint: Annotated[int, typer.Option(min=0, help="Which reprint; 0 for the first slip.")] = 0,
    test: Annotated[bool, typer.Option("--test", help="The test slip instead, which uses no number.")] = False,
    png: Annotated[Path | None, typer.Option(help="Draw it here as it would come out.", dir_okay=False)] = None,
    count: Annotated[bool, typer.Option("--bytes", help="Say how many bytes it is and how long they take.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Draw a sample slip as it would come out, and say its bytes and their time on a serial line."""
    from tinghao import slip_preview

    received = slip_preview.preview(
        slip_preview.Wanted(
            config=config or SAMPLE,
            layout=layout_file,
            width_mm=width,
            mode=mode,
            profile=profile,
            language=language,
            category=category,
            qr=qr,
            reprint=reprint,
            test=test,
        )
    )
    if png is not None:
        received.image.save(png, "PNG")
    size = len(received.bytes)
    took = slip_preview.seconds(size)
    if as_json:
        told = {"bytes": size, "seconds_at_9600_baud": round(took, 2), "lines": received.lines}
        typer.echo(json.dumps(told, ensure_ascii=False))
    elif count or png is None:
        typer.echo(f"{size} bytes, {took:.2f} s at {slip_preview.BAUD} baud")

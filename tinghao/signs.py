"""``tinghao sign``: A4 signs and lists of papers, as a PDF or to the office's printer."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from shared.errors import Refusal
from shared.screens import Arrow
from shared.settings import Settings, load_settings
from shared.tickets import Language, Party
from tinghao.commands.options import Config
from tinghao.places import SAMPLE

if TYPE_CHECKING:
    from counter.sheets.page import Sheet

app = typer.Typer(help="Print A4 signs and lists of papers.", no_args_is_help=True)

Pdf = Annotated[Path | None, typer.Option("--pdf", help="Write the PDF here.", dir_okay=False)]
Printer = Annotated[
    str | None,
    typer.Option("--printer", envvar="TINGHAO_SHEET_PRINTER", help="Send it to this printer: ipp://host/ipp/print."),
]
Window = Annotated[int, typer.Argument(help="Number of the window.")]


@app.callback()
def sign() -> None:
    """Print A4 signs and lists of papers."""


@app.command()
def window(
    number: Window,
    clerk: Annotated[str, typer.Option(help="Staff number: the languages that this clerk speaks are named.")] = "",
    config: Config = None,
    pdf: Pdf = None,
    printer: Printer = None,
) -> None:
    """The plate of a window: number, categories, languages."""
    from counter.sheets import signs

    def made(settings: Settings) -> Sheet:
        known = settings.clerk(clerk) if clerk else None
        if clerk and known is None:
            raise Refusal("unknown_clerk", clerk=clerk)
        # The plate has texts in the house's languages; a clerk may speak others beside them.
        spoken = [own for own in settings.hall.languages if known is not None and own in known.languages]
        return signs.window_plate(settings, number, spoken)

    _out(config, made, pdf, printer)


@app.command()
def rating(number: Window, config: Config = None, pdf: Pdf = None, printer: Printer = None) -> None:
    """How to rate: a QR code for a window, where the settings have a visitors_url."""
    from counter.sheets import signs

    _out(config, lambda settings: signs.rating_sign(settings, number), pdf, printer)


@app.command("kiosk-out")
def kiosk_out(
    kiosk: Annotated[str, typer.Argument(help="Name of the kiosk that is out of order.")],
    to: Annotated[str, typer.Option(help="The kiosk to go to; the nearest by the settings if empty.")] = "",
    arrow: Annotated[
        str | None, typer.Option(help=f"Which way it is from where the sign hangs: {', '.join(get_args(Arrow))}.")
    ] = None,
    config: Config = None,
    pdf: Pdf = None,
    printer: Printer = None,
) -> None:
    """A kiosk is out of order, and the way to the next one."""
    from counter.sheets import signs

    if arrow is not None and arrow not in get_args(Arrow):
        raise typer.BadParameter(f"{arrow} is none of {', '.join(get_args(Arrow))}", param_hint="--arrow")
    _out(config, lambda settings: signs.kiosk_out(settings, kiosk, to=to, way=arrow), pdf, printer)  # type: ignore[arg-type]


@app.command()
def papers(
    item: Annotated[str, typer.Argument(help="Code of the item in the catalogue.")],
    language: Annotated[Language, typer.Option(help="Language of the reader.")] = "zh-CN",
    party: Annotated[Party | None, typer.Option(help="Only for a person, or only for an enterprise.")] = None,
    config: Config = None,
    pdf: Pdf = None,
    printer: Printer = None,
) -> None:
    """The papers of an item: copies, what may follow later, fee, times."""
    from counter.sheets.papers import papers_sheet

    def made(settings: Settings) -> Sheet:
        from counter.sheets.draw import measured

        now = f"{datetime.now(settings.hall.zone):%Y-%m-%d %H:%M}"
        return papers_sheet(settings, item, language, now, measured, party)

    _out(config, made, pdf, printer)


def _out(config: Path | None, made: Callable[[Settings], Sheet], pdf: Path | None, printer: str | None) -> None:
    """Make the sheet, write it, print it. Raises ``Refusal``, ``DeviceFault`` or ``SettingsError``."""
    if pdf is None and not printer:
        raise typer.BadParameter("say --pdf FILE, --printer ADDRESS, or both")
    # Nothing is shown: this must work on a machine without a screen.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from counter.sheets import draw
    from drivers.sheet_printer import print_pdf
    from shared.ui.app import application

    settings = load_settings(config or SAMPLE)
    drawing = application()
    sheet = made(settings)
    document = draw.pdf(sheet)
    del drawing
    if pdf is not None:
        pdf.write_bytes(document)
        typer.echo(f"{pdf}: {sheet.title}")
    if printer:
        print_pdf(printer, document, sheet.title)
        typer.echo(f"{printer}: {sheet.title}")

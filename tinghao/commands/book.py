"""The hall's service and its book: ``hall``, ``token``, ``verify``."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from shared.clock import SystemClock
from shared.settings import load_settings
from shared.tickets import Role
from tinghao.commands.options import Config, Store
from tinghao.places import SAMPLE, default_store

app = typer.Typer()


@app.command()
def hall(
    port: Annotated[int, typer.Option(min=0, max=65535, help="TCP port; 0 takes a free one.")] = 8600,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "0.0.0.0",
    store: Store = None,
    config: Config = None,
    announce: Annotated[bool, typer.Option("--announce/--silent", help="Announce the service on the LAN.")] = True,
    visitors_port: Annotated[
        int | None, typer.Option(help="Serve the visitors' pages for phones on this port; 0 takes a free one.")
    ] = None,
    visitors_host: Annotated[str, typer.Option(help="Address the visitors' port listens on.")] = "0.0.0.0",
    visitors_cert: Annotated[
        Path | None, typer.Option(help="Its certificate (PEM), where no web server in front has one.", dir_okay=False)
    ] = None,
    visitors_key: Annotated[Path | None, typer.Option(help="The certificate's key (PEM).", dir_okay=False)] = None,
    text_key: Annotated[
        Path | None,
        typer.Option(
            help="File of the key that seals visitors' comments; beside the book if not given.", dir_okay=False
        ),
    ] = None,
) -> None:
    """Run the hall's service: the book that owns the queue.

    Without options it keeps its book in a file of this user and begins with the sample hall's settings. With
    --config the file's settings are imported at every start; a file that did not change changes nothing.
    """
    from hall.run import VisitorsPort, run_hall

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
        key_file=text_key,
        ready=lambda bound, _: typer.echo(json.dumps({"hall": settings.hall.code, "port": bound})),
        visitors=VisitorsPort(
            port=visitors_port,
            host=visitors_host,
            certificate=str(visitors_cert) if visitors_cert else None,
            key=str(visitors_key) if visitors_key else None,
            ready=lambda bound: typer.echo(json.dumps({"visitors_port": bound})),
        )
        if visitors_port is not None
        else None,
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

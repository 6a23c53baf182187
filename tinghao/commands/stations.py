"""``kiosk``, ``counter`` and ``display`` on the whole command line, made from :mod:`tinghao.stations`."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer

from tinghao.stations import STATIONS, Option, Station, clash, start

app = typer.Typer()


def _command(station: Station) -> Callable[..., None]:
    def run(**values: Any) -> None:
        if wrong := clash(values):
            raise typer.BadParameter(wrong)
        raise typer.Exit(start(station, values))

    parameters = [
        inspect.Parameter(o.name, inspect.Parameter.KEYWORD_ONLY, annotation=_annotated(o), default=o.default)
        for o in station.options
    ]
    # Typer reads a command's options off its function.
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return run


def _annotated(option: Option) -> Any:
    least, most = option.between or (None, None)
    shown = typer.Option(
        option.flags, envvar=option.env or None, help=option.help, hidden=option.hidden, min=least, max=most
    )
    return Annotated[option.kind, shown]


for _station in STATIONS.values():
    app.command(_station.name, help=_station.help)(_command(_station))

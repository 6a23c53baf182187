"""The whole command line: every command, with its help."""

from __future__ import annotations

import typer

from tinghao import signs, slips
from tinghao.commands import book, playing, stations, technician
from tinghao.simulate import simulate

app = typer.Typer(
    name="tinghao",
    help="Tinghao (厅号): kiosks, counters, displays and the queue of a service hall.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
for _commands in (book.app, technician.app, playing.app, stations.app):
    app.add_typer(_commands)
app.add_typer(simulate, name="simulate")
app.add_typer(slips.app, name="slip")
app.add_typer(signs.app, name="sign")

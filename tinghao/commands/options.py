"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

HallUrl = Annotated[
    str | None, typer.Option("--url", envvar="TINGHAO_URL", help="Address of the hall's service; wins over the LAN.")
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

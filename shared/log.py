"""The log's door for whatever starts with a screen: structlog itself is loaded by the first word that is logged.

Loading it takes a good part of the time a bare window needs to be drawn, and a station that is well says nothing.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from types import ModuleType


class Log:
    """Logs events with their values, as ``structlog`` does, under the name of a module."""

    def __init__(self, name: str) -> None:
        self.name = name

    def debug(self, event: str, **values: object) -> None:
        self._say("debug", event, values)

    def info(self, event: str, **values: object) -> None:
        self._say("info", event, values)

    def warning(self, event: str, **values: object) -> None:
        self._say("warning", event, values)

    def _say(self, level: str, event: str, values: dict[str, object]) -> None:
        structlog = _structlog()
        if not structlog.is_configured():
            configure()
        getattr(structlog.get_logger(self.name), level)(event, **values)


def _structlog() -> ModuleType:
    """structlog, at its first import without rich: it would draw tracebacks with it, which we never ask for, and loading
    both takes 4 MB and 20 ms of every station."""
    if "structlog" in sys.modules or "rich" in sys.modules:
        return import_module("structlog")
    sys.modules["rich"] = None  # type: ignore[assignment]  # to the import system: there is none
    try:
        return import_module("structlog")
    finally:
        del sys.modules["rich"]


def configure() -> None:
    """Log to standard error, from the level that ``TINGHAO_LOG`` names on (``INFO`` unless given).

    Standard output is left alone: it belongs to what a command answers. Raises KeyError for an unknown level.
    """
    import logging

    structlog = _structlog()
    level = logging.getLevelNamesMapping()[os.environ.get("TINGHAO_LOG", "INFO").upper()]
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )

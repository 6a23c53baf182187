"""What every test needs: Qt without a screen, set before the first import of PySide6, and how the tests share the work.

``make test`` runs them in several processes (pytest-xdist): a file's tests in one of them, so that they share what the
file has started; the files that take long begin first. Nothing is shared between the processes but the machine.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")
_scratch = tempfile.TemporaryDirectory(prefix="tinghao-tests-")
# What lies in a user's own folder on a hall's machine (a key, a book) is made here, and goes with the tests.
os.environ["XDG_DATA_HOME"] = _scratch.name

# The same examples in every run, or a run would fail by chance; `--hypothesis-profile=thorough` looks for new ones.
settings.register_profile("quick", deadline=None, derandomize=True)
settings.register_profile("thorough", max_examples=1000, deadline=None, print_blob=True)
settings.load_profile("quick")

LONG = ("journeys", "hall", "store")
"""Storeys whose tests start processes, the longest first."""


PATIENCE_MS = 30_000
"""How long a test waits for what must come; pytest-qt's own five seconds are too few on a machine that is busy."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In one of several processes: the long ones first, so that none of them is left alone with one at the end."""
    if hasattr(config, "workerinput"):
        places = {storey: place for place, storey in enumerate(LONG)}
        items.sort(key=lambda item: places.get(item.path.parent.name, len(LONG)))


@pytest.fixture
def qtbot(qapp: Any, request: pytest.FixtureRequest) -> Any:
    """pytest-qt's, with more patience."""
    from pytestqt.qtbot import QtBot

    class PatientBot(QtBot):
        def waitUntil(self, callback: Callable[[], Any], *, timeout: int = PATIENCE_MS) -> None:  # noqa: N802
            super().waitUntil(callback, timeout=timeout)

    return PatientBot(request)

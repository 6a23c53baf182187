"""Garbage is collected in the Qt thread only.

Python collects cycles in whatever thread happens to allocate. A Qt object among them would be destroyed in the thread
of the link or of a printer, while the Qt thread walks through its timers: a crash (seen). So the collector is switched
off and called from a timer; what was loaded until the first call is set aside, which keeps the others short.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

_EVERY_MS: Final = 2_000
_FULL_EVERY: Final = 30


class Garbage(QObject):
    """Collects garbage in the thread it lives in, from :meth:`start` to :meth:`stop`."""

    def __init__(self) -> None:
        super().__init__()
        self._turns = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._collect)

    def start(self) -> None:
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        """Give the collector back as it was."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def _collect(self) -> None:
        self._turns += 1
        gc.collect(2 if self._turns % _FULL_EVERY == 1 else 1)
        if self._turns == 1:
            gc.freeze()

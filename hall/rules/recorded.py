"""A refusal that the journal keeps: a kiosk gave no ticket."""

from __future__ import annotations

from typing import Any

from shared.errors import Refusal
from shared.events import RefusalRecorded


class RecordedRefusal(Refusal):
    """Refused, and to be recorded: ``event`` goes into the journal, though the command is not answered by it."""

    def __init__(self, code: str, event: RefusalRecorded, **params: Any) -> None:
        super().__init__(code, **params)
        self.event = event

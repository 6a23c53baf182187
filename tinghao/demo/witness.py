"""What the book says of the demo: the hall's own stream, followed as the manager follows it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from shared.events import Entry, Event
from shared.link import Link
from shared.messages import EntryArrived, Message
from tinghao.demo.process import DemoError

PATIENCE_S: Final = 60.0


class Witness:
    """Keeps every entry since it began to follow."""

    def __init__(self, url: str, token: str) -> None:
        self._entries: list[Entry] = []
        self._more = threading.Condition()
        self._link = Link(where=lambda: url, listener=self._listen, token=token)
        self._link.start()

    def stop(self) -> None:
        self._link.stop()

    def of(self, kind: type[Event]) -> list[Entry]:
        """The entries of one kind of event, in order."""
        with self._more:
            return [entry for entry in self._entries if isinstance(entry.event, kind)]

    def wait(self, what: str, wanted: Callable[[Entry], bool]) -> Entry:
        """The first entry that is wanted, past or to come. Raises :class:`DemoError` when it does not come."""
        with self._more:
            if not self._more.wait_for(lambda: any(map(wanted, self._entries)), PATIENCE_S):
                raise DemoError("never_happened", what=what)
            return next(filter(wanted, self._entries))

    def _listen(self, message: Message) -> None:
        if isinstance(message, EntryArrived):
            with self._more:
                self._entries.append(message.entry)
                self._more.notify_all()

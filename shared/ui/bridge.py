"""The bridge from threads to Qt: whatever a thread of the link or of a device says is heard in the Qt thread, in order.

Nothing else in the house moves between threads and screens. Messages and ends of futures go through one queued
signal, so what was said first is heard first, whoever said it.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from shared.errors import TinghaoError
from shared.link import Unanswered

_T = TypeVar("_T")


class Bridge(QObject):
    """Brings calls from any thread to the thread this object lives in."""

    arrived = Signal(object)
    """A message given to :meth:`listener`; emitted in the Qt thread, in the order of the calls."""
    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Queued always, also from the Qt thread itself: order would be lost otherwise.
        self._posted.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def listener(self, message: object) -> None:
        """Hand a message over, from any thread; what :class:`shared.link.Link` calls."""
        self._posted.emit(lambda: self.arrived.emit(message))

    def call(self, action: Callable[[], None]) -> None:
        """Have ``action`` run in the Qt thread, after all that was handed over before."""
        self._posted.emit(action)

    def watch(
        self,
        future: Future[_T],
        done: Callable[[_T], None],
        failed: Callable[[TinghaoError], None],
    ) -> None:
        """Bring a future's end to the Qt thread: its result to ``done``, a refusal or fault to ``failed``.

        A future cancelled by a closing line counts as unanswered. Any other exception is a mistake of ours and is
        raised in the Qt thread, where it is seen.
        """
        future.add_done_callback(lambda ended: self._posted.emit(lambda: _end(ended, done, failed)))

    def _run(self, action: Callable[[], None]) -> None:
        action()


def _end(future: Future[Any], done: Callable[[Any], None], failed: Callable[[TinghaoError], None]) -> None:
    if future.cancelled():
        failed(Unanswered("hall_away"))
        return
    error = future.exception()
    if error is None:
        done(future.result())
    elif isinstance(error, TinghaoError):
        failed(error)
    else:
        raise error

"""The bridge from threads to Qt: whatever a thread of the link or of a device says is heard in the Qt thread, in order.

Nothing else in the house moves between threads and screens. Messages and ends of futures go through one queue, so what
was said first is heard first, whoever said it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from shared.errors import TinghaoError
from shared.messages import Unanswered

if TYPE_CHECKING:
    from concurrent.futures import Future

_T = TypeVar("_T")


class Bridge(QObject):
    """Brings calls from any thread to the thread this object lives in."""

    arrived = Signal(object)
    """A message given to :meth:`listener`; emitted in the Qt thread, in the order of the calls."""
    _posted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: deque[Callable[[], None]] = deque()
        # By a timer also when called in the Qt thread itself: an action runs after whoever handed it over. (A queued
        # connection says the same, but its name lies in Qt's largest namespace, whose loading outlasts a first frame.)
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._run)
        self._posted.connect(self._turn.start)

    def listener(self, message: object) -> None:
        """Hand a message over, from any thread; what :class:`shared.link.Link` calls."""
        self.call(lambda: self.arrived.emit(message))

    def call(self, action: Callable[[], None]) -> None:
        """Have ``action`` run in the Qt thread, after all that was handed over before."""
        self._waiting.append(action)
        self._posted.emit()

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
        future.add_done_callback(lambda ended: self.call(lambda: _end(ended, done, failed)))

    @Slot()
    def _run(self) -> None:
        left = len(self._waiting)
        try:
            while left and self._waiting:
                left -= 1
                self._waiting.popleft()()
        finally:
            # What came meanwhile, and what a mistake in one action would have swallowed.
            if self._waiting:
                self._turn.start()


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

"""A screen's proof that it is current: every few seconds a frame is drawn on purpose, and its sequence told to the hall.

The sequence is that of the picture when the frame was put together, and it is told only once the frame is on the
glass. A window that draws no more, is covered up or hangs tells nothing, and counts as stale after half a minute.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Final, Protocol

from PySide6.QtCore import QObject, QTimer
from PySide6.QtQuick import QQuickWindow

from shared.errors import TinghaoError
from shared.log import Log
from shared.messages import LinkState
from shared.ui.station import StationModel

EVERY_S: Final = 10.0

log = Log(__name__)


class Exchange(Protocol):
    """Asks the hall something beside commands; see :meth:`shared.link.Link.exchange`."""

    def exchange(self, path: str, body: dict[str, Any] | None = None) -> Future[dict[str, Any]]: ...


class Proof(QObject):
    """The proof of one station's window. ``line`` is asked anew each time: there is none before the first frame.

    ``proved`` is called in the Qt thread after each proof that was heard.
    """

    def __init__(
        self,
        model: StationModel,
        window: QQuickWindow,
        line: Callable[[], Exchange | None],
        proved: Callable[[int], None] = lambda seq: None,
        every_s: float = EVERY_S,
    ) -> None:
        super().__init__()
        self._model, self._window, self._line, self._proved = model, window, line, proved
        self._wanted = False
        self._synced: int | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(round(every_s * 1000))
        self._timer.timeout.connect(self._want)

    def start(self) -> None:
        # Here, since a station that proves nothing need not wait for this namespace: it takes long to load.
        from PySide6.QtCore import Qt

        # Direct: with a threaded renderer these come from its thread, between the picture and the glass.
        direct = Qt.ConnectionType.DirectConnection
        self._window.afterSynchronizing.connect(self._frame_synced, direct)
        self._window.frameSwapped.connect(self._frame_swapped, direct)
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        self._window.afterSynchronizing.disconnect(self._frame_synced)
        self._window.frameSwapped.disconnect(self._frame_swapped)

    def _want(self) -> None:
        if self._model.has_picture and self._model.link.state is LinkState.CURRENT:
            self._wanted = True
            self._window.update()

    def _frame_synced(self) -> None:
        if self._wanted:
            self._synced = self._model.stands_at

    def _frame_swapped(self) -> None:
        if self._wanted and self._synced is not None:
            seq, self._synced, self._wanted = self._synced, None, False
            self._model.bridge.call(lambda: self._tell(seq))

    def _tell(self, seq: int) -> None:
        line = self._line()
        if line is None:
            return
        try:
            future = line.exchange("/api/v1/shown", {"station": self._model.station, "seq": seq})
        except RuntimeError:
            return  # The line's threads are shut down: this station is ending.
        self._model.bridge.watch(future, lambda _: self._proved(seq), self._failed)

    def _failed(self, error: TinghaoError) -> None:
        log.info("proof_not_heard", code=error.code)

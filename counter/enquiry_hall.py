"""The hall page of the enquiry desk: who waits in each category and for how long, and which windows are open."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Property, Signal
from PySide6.QtQml import QmlElement

from counter.desk import queue_of
from counter.enquiry_desk import EnquiryDesk
from counter.enquiry_page import EnquiryPage
from shared.serving import served_at
from shared.tickets import Window, WindowState
from shared.ui.rows import RowList
from shared.waits import wait_words

QML_IMPORT_NAME = "counter"
QML_IMPORT_MAJOR_VERSION = 1

_MARKS = {WindowState.OPEN: "go", WindowState.PAUSED: "pause", WindowState.CLOSED: "stop"}


@QmlElement
class HallPage(EnquiryPage):
    """Categories and windows as they stand."""

    name = "hall"
    key = "F3"
    changed = Signal()

    def __init__(self, desk: EnquiryDesk) -> None:
        super().__init__(desk)
        self._queues = RowList(("code", "name", "colour", "waiting", "wait", "expected", "windows"), "code", self)
        self._windows = RowList(("window", "mark", "stands", "number", "beneath"), "window", self)

    def show(self) -> None:
        desk = self.desk
        if not desk.has_picture:
            return
        self._queues.show([self._queue(category.code) for category in desk.picture.rules.categories])
        windows = sorted(desk.picture.windows.values(), key=lambda window: window.number)
        self._windows.show([self._window(window) for window in windows])
        self.changed.emit()

    def report(self) -> dict[str, Any]:
        return {
            "waiting": {row["code"]: row["waiting"] for row in self._queues.rows},
            "expected": {row["code"]: row["expected"] for row in self._queues.rows},
            "open": [row["window"] for row in self._windows.rows if row["mark"] == "go"],
        }

    def _queue(self, code: str) -> dict[str, Any]:
        desk = self.desk
        queue = queue_of(desk.picture, code, desk.now())
        open_ = [
            w.number
            for w in desk.picture.windows.values()
            if w.state is WindowState.OPEN and code in served_at(desk.picture, w, desk.now())
        ]
        return {
            **desk.category_row(code),
            "waiting": queue.waiting,
            "wait": desk.say("minutes", minutes=queue.longest_s // 60) if queue.waiting else "–",
            "expected": self._expected(code),
            "windows": " ".join(str(number) for number in sorted(open_)) or desk.say("enquiry.no_window_open"),
        }

    def _expected(self, code: str) -> str:
        """How long who comes now will wait, as an interval; a dash where nobody can say."""
        expected = self.desk.waits[code]["expected_s"] if code in self.desk.waits else None
        return wait_words((expected[0], expected[1]) if expected else None, self.desk.code) or "–"

    def _window(self, window: Window) -> dict[str, Any]:
        desk = self.desk
        back = window.back_at if window.state is WindowState.PAUSED else None
        serves = " ".join(served_at(desk.picture, window, desk.now()))
        return {
            "window": window.number,
            "mark": _MARKS[window.state],
            "stands": desk.say(f"state_{window.state.value}"),
            "number": window.label or "",
            "beneath": desk.say("back_by", time=f"{desk.local_time(back):%H:%M}") if back else serves,
        }

    # For QML -----------------------------------------------------------------------------------------------------

    @Property(RowList, constant=True)
    def queues(self) -> RowList:
        """Rows of ``code name colour waiting wait expected windows``: the longest and the expected wait, the numbers of the open windows that serve it."""
        return self._queues

    @Property(RowList, constant=True)
    def windows(self) -> RowList:
        """Rows of ``window mark stands number beneath``: what it serves, or until when it pauses."""
        return self._windows

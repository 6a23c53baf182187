"""Driving the day: arrivals at the kiosk, calls at the windows, at the log's own times.

A window that is to call finishes its open service with that same command, so a service ends when the log's next call
of that window falls. Which of a category's windows calls is ours to choose: a free one, else the longest serving.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from shared import commands as cmd
from shared.errors import Refusal
from shared.link import Link
from shared.messages import new_id
from tinghao.replay.log import Row, letters, steps
from tinghao.replay.site import clerk_of, windows_of

DEADLINE_S: Final = 120.0
"""How long a command is tried again under its id: long enough for a service to be started anew."""


class Driver:
    """Plays kiosk and windows of one day. ``refusals`` holds what the hall would not do."""

    def __init__(self, rows: Sequence[Row], kiosk: Link, counter: Link) -> None:
        self._rows = rows
        self._kiosk, self._counter = kiosk, counter
        self._codes = letters(rows)
        self._windows = windows_of(rows)
        self._open: dict[str, list[int]] = {code: [] for code in self._windows}
        """Open windows of each category, the longest since its last call first."""
        self._serving: set[int] = set()
        self._wanted: dict[str, int] = dict.fromkeys(self._windows, 1)
        self.answered = 0
        self.refusals: list[str] = []

    def run(self, wait_until: Callable[[int], None], done: Callable[[], None]) -> None:
        """Play the whole day. ``wait_until(second)`` comes back when the hall's clock has reached it."""
        for second, kind, row in steps(self._rows):
            wait_until(second)
            if kind == 0:
                self._arrive(row, self._codes[row.category])
            else:
                self._call(self._codes[row.category])
            done()
        self._go_home()

    def _arrive(self, row: Row, code: str) -> None:
        self._wanted[code] = max(1, row.open_windows)
        self._send(self._kiosk, cmd.TakeTicket(id=new_id(), category=code))

    def _call(self, code: str) -> None:
        self._staff(code)
        window = self._next_window(code)
        self._send(self._counter, cmd.CallNext(id=new_id(), window=window, finish_open=True))
        self._send(self._counter, cmd.Start(id=new_id(), window=window))
        self._serving.add(window)

    def _staff(self, code: str) -> None:
        """Open and close windows of the category until as many are open as the log says."""
        opened, wanted = self._open[code], self._wanted[code]
        for window in self._windows[code]:
            if len(opened) >= wanted:
                break
            if window not in opened:
                self._send(self._counter, cmd.SignIn(id=new_id(), window=window, clerk=clerk_of(window)))
                self._send(self._counter, cmd.OpenWindow(id=new_id(), window=window))
                opened.insert(0, window)
        while len(opened) > wanted:
            self._leave(opened.pop())

    def _next_window(self, code: str) -> int:
        opened = self._open[code]
        window = next((w for w in opened if w not in self._serving), opened[0])
        opened.remove(window)
        opened.append(window)
        return window

    def _leave(self, window: int) -> None:
        if window in self._serving:
            self._send(self._counter, cmd.Finish(id=new_id(), window=window))
            self._serving.discard(window)
        self._send(self._counter, cmd.SignOut(id=new_id(), window=window))

    def _go_home(self) -> None:
        for opened in self._open.values():
            while opened:
                self._leave(opened.pop())

    def _send(self, link: Link, command: cmd.Command) -> None:
        try:
            link.send(command, DEADLINE_S).result()
            self.answered += 1
        except Refusal as refusal:
            self.refusals.append(f"{command.type}: {refusal}")

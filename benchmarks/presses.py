"""Press → book: 20 rating pads and 20 callers on one RS-485 line at 9600 baud, through the counter's own devices.

The line is simulated on a pseudo-terminal and paced byte by byte. The counter's device layer reads it without a screen,
and a running service commits. The line's own time is from the press to the last byte of its frame on the wire, which
holds waiting for other speakers; what follows until the hall's answer is ours.
"""

from __future__ import annotations

import queue
import random
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from benchmarks.cast import Sender
from benchmarks.client import CATEGORY_AT
from benchmarks.processes import Hall, hall
from benchmarks.report import Plan, Result, milliseconds, percentile, spread
from counter.actions import command_for
from counter.caller import CallerDesk, CallerPlace, press_of
from counter.desk import Desk
from counter.rating import Grade, Heard, PadPlace, RatingDesk
from drivers.callers.device import CallerKey
from drivers.lines import Lines, LineState
from drivers.simulators.line import LineSimulator
from shared.commands import Command, Rate
from shared.events import ServiceFinished
from shared.link import Link
from shared.messages import Answer, new_id
from shared.picture import Picture
from shared.tickets import Role

BUDGET_S = 0.050
BAUD = 9600
MEAN_PAUSE_S = 2.0
"""Between two presses at a window: with 20 windows about ten a second, a third of what the line can carry."""
STEPS = ("next", "function", "evaluate", "rate")
_LONG_S = 30.0


@dataclass
class _Window:
    number: int
    caller: CallerDesk
    pad: RatingDesk
    step: int = 0
    due: float = 0.0
    pressed_at: float = 0.0
    waits: bool = False


@dataclass
class _Told:
    """What came from another thread: a device's event, or the hall's answer."""

    window: _Window
    event: Any
    at: float = field(default_factory=time.monotonic)


def measure(folder: Path, plan: Plan) -> Result:
    """Visits at every window, each press at a moment of its own."""
    visits = 2 if plan.quick else 12
    with (
        hall(f"sqlite:///{folder / 'hall.db'}") as service,
        LineSimulator(range(1, 21), range(21, 41), baud=BAUD) as line,
    ):
        presses = _Presses(service, line)
        try:
            presses.run(visits)
        finally:
            presses.close()
    result = Result("Press → committed: 20 pads and 20 callers on one line at 9600 baud")
    beyond = [after for _, _, after in presses.done]
    late = percentile(beyond, 0.99)
    result.add(
        "last byte of the press → committed",
        milliseconds(beyond),
        budget=f"p99 ≤ {BUDGET_S * 1e3:.0f} ms",
        holds=late <= BUDGET_S,
    )
    result.add("the line's own time: press → its last byte", milliseconds([own for _, own, _ in presses.done]))
    for kind in STEPS:
        result.add(f"last byte → committed, {kind}", milliseconds([a for step, _, a in presses.done if step == kind]))
    result.notes.append(f"{len(presses.done)} presses, about one in {MEAN_PAUSE_S:g} s at each of 20 windows.")
    result.figures = {"beyond": spread(beyond), "line": spread([own for _, own, _ in presses.done])}
    return result


class _Presses:
    """The counters' devices of all windows on one line, and one thread that acts on what they tell, as a screen's."""

    def __init__(self, service: Hall, line: LineSimulator) -> None:
        self.done: list[tuple[str, float, float]] = []
        """Of each press: which, the line's own seconds, the seconds after."""
        self._line, self._lines = line, Lines()
        self._told: queue.SimpleQueue[_Told] = queue.SimpleQueue()
        self._sender = Sender(service)
        url = f"http://127.0.0.1:{service.port}"
        token = service.tokens[Role.COUNTER.value]
        self._link = Link(where=lambda: url, listener=lambda _: None, token=token, senders=8)
        self._picture = Picture("bench", Role.COUNTER, 0)
        self._chance = random.Random(3)
        self._steps = 0
        self._windows = [self._window(number) for number in CATEGORY_AT]

    def _window(self, number: int) -> _Window:
        window = _Window(
            number,
            CallerDesk(lambda opened, event: self._told.put(_Told(window, (opened, event))), self._lines),
            RatingDesk(lambda heard: self._told.put(_Told(window, heard)), self._lines, _no_panel),
        )
        url = self._line.port_path
        window.pad.use(PadPlace(url, "ff68-pad", address=number, local_echo=False))
        window.caller.use(CallerPlace(url, "ff68-caller", address=20 + number, local_echo=False))
        return window

    def run(self, visits: int) -> None:
        """As many visits at every window."""
        for window in self._windows:
            self._sender.open_window(window.number)
            for _ in range(visits * 3):  # comprehensive windows call what others would
                self._sender.take(window.number)
        self._until(lambda: all(w.caller.health.state is LineState.UP for w in self._windows))
        now = time.monotonic()
        for window in self._windows:
            window.due = now + self._chance.uniform(0.0, MEAN_PAUSE_S)
        self._steps = visits * len(STEPS)
        self._until(lambda: all(window.step >= self._steps for window in self._windows), visits * _LONG_S)

    def close(self) -> None:
        for window in self._windows:
            window.caller.close(wait=False)
            window.pad.close()
        self._link.stop()
        self._sender.close()

    def _until(self, there: Any, at_most_s: float = _LONG_S) -> None:
        ends = time.monotonic() + at_most_s
        while not there():
            if time.monotonic() > ends:
                raise TimeoutError("a press did not come through")
            try:
                told = self._told.get(timeout=0.005)
            except queue.Empty:
                pass
            else:
                self._act(told)
            self._press_what_is_due(time.monotonic())

    def _press_what_is_due(self, now: float) -> None:
        for window in self._windows:
            if not window.due or now < window.due or window.waits:
                continue
            window.due, window.waits, window.pressed_at = 0.0, True, now
            step = STEPS[window.step % len(STEPS)]
            if step == "rate":
                self._line.press_pad(window.number, 3)
            else:
                self._line.press_key(20 + window.number, step)

    def _act(self, told: _Told) -> None:
        window = told.window
        match told.event:
            case Heard() as heard:
                grade = window.pad.heard(heard)
                if isinstance(grade, Grade):
                    self._send(window, Rate(id=new_id(), service=grade.service, grade=grade.grade))
            case (int() as opened, event):
                key = window.caller.heard(opened, event)
                if isinstance(key, CallerKey):
                    desk = Desk(window=window.number)
                    press = press_of(key, self._picture, desk)
                    self._send(window, command_for(press.action, new_id(), desk))
            case Answer() as answer:
                self._committed(window, answer, told.at)
            case Exception() as error:
                raise error

    def _send(self, window: _Window, command: Command) -> None:
        future = self._link.send(command)
        future.add_done_callback(lambda done: self._told.put(_Told(window, done.exception() or done.result())))

    def _committed(self, window: _Window, answer: Answer, at: float) -> None:
        step = STEPS[window.step % len(STEPS)]
        address = window.number if step == "rate" else 20 + window.number
        out = next(
            when for frame, when in reversed(self._line.spoken_at) if frame[5] == address and when >= window.pressed_at
        )
        self.done.append((step, out - window.pressed_at, at - out))
        for entry in answer.entries:
            if isinstance(entry.event, ServiceFinished):
                window.pad.ask(entry.event.service, 60.0)
        window.step, window.waits = window.step + 1, False
        if window.step < self._steps:
            window.due = at + self._chance.uniform(0.5, 1.5) * MEAN_PAUSE_S


def _no_panel(url: str, *_: object) -> NoReturn:
    raise ValueError(f"{url} is no device on a line")

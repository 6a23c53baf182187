"""The clerk's hand: what a key press becomes, so that a nervous finger neither loses work nor calls two people.

- One command is under way at a time. It ends when the picture shows what the hall answered, not before: the next press
  is judged by what the clerk can see.
- The same press again within :data:`REPEAT_S` is the same press (a bouncing key, a double click), also for the question
  whether to finish: a double press never answers it.
- Another press meanwhile is kept, the last one only, and done when the first is through; a refusal drops it.
- A command without an answer keeps its id: the same press sends that very command again, which the hall carries out
  at most once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from counter.actions import Action, command_for, why_not
from counter.chosen import Chosen
from counter.desk import Desk, Phase
from shared.commands import CallNext, CallNumber, Command
from shared.errors import Refusal
from shared.messages import new_id

REPEAT_S: Final = 0.4
"""Within this time the same press is one press."""
CONFIRM_S: Final = 8.0
"""How long the question whether to finish stands."""
HOLD_S: Final = 2.0
"""How long a press waits for the command before it; older ones would surprise the clerk."""
SETTLE_S: Final = 2.0
"""How long the picture may take to show an answer; then the clerk may go on without it."""


@dataclass(frozen=True, slots=True)
class Press:
    """A key or button pressed, with what was typed for it."""

    action: Action
    typed: str = ""
    chosen: tuple[Chosen, ...] = ()
    """What was chosen for it, step by step."""
    goes_on: bool = False
    """One more service for whoever sits there: the open one ends with it, nothing is asked and nothing announced."""
    key: str = field(default="", compare=False)
    """The key that did it, where it is not the action's own; the same press by another key is the same press."""


@dataclass(frozen=True, slots=True)
class Send:
    """This command goes to the hall. ``again``: it went before, without an answer."""

    press: Press
    command: Command
    again: bool = False


@dataclass(frozen=True, slots=True)
class AskFinish:
    """The open service is finished only if the same is pressed again."""

    press: Press
    number: str


@dataclass(frozen=True, slots=True)
class Refused:
    """It makes no sense now; the refusal says why and what to do."""

    press: Press
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Busy:
    """A command is under way for so long that nothing else is taken."""

    working: Press


Outcome = Send | AskFinish | Refused | Busy | None


@dataclass(frozen=True, slots=True)
class _Question:
    press: Press
    service: str | None
    until: float


@dataclass(slots=True)
class _Working:
    sent: Send
    since: float
    answered_at: float = 0.0
    shown_at: int | None = None
    """The sequence that shows the answer, once there is one."""


class Hand:
    """Presses in, commands out; knows neither Qt nor the line."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic, make_id: Callable[[], str] = new_id) -> None:
        self._monotonic = monotonic
        self._make_id = make_id
        self._working: _Working | None = None
        self._kept: tuple[Press, float] | None = None
        self._question: _Question | None = None
        self._unanswered: Send | None = None
        self._last: tuple[Press, float] | None = None

    @property
    def working(self) -> Press | None:
        """What is under way."""
        return self._working.sent.press if self._working else None

    @property
    def asks(self) -> bool:
        """Whether the question to finish stands."""
        return self._question is not None

    def press(self, press: Press, desk: Desk, *, current: bool) -> Outcome:
        """What the press becomes. While not ``current`` the picture may be old, so only the hall refuses."""
        now = self._monotonic()
        last, self._last = self._last, (press, now)
        if last is not None and last[0] == press and now - last[1] < REPEAT_S:
            return None
        if self._working is not None:
            return self._press_meanwhile(press, now)
        return self._judge(press, desk, current, now)

    def answered(self, command_id: str, seq: int) -> None:
        """The hall carried the command out; its last event stands at ``seq``."""
        if self._working and self._working.sent.command.id == command_id:
            self._working.shown_at, self._working.answered_at = seq, self._monotonic()

    def refused(self, command_id: str) -> None:
        """The hall refused; whatever was pressed meanwhile was meant for another outcome."""
        self._drop(command_id)

    def unanswered(self, command_id: str) -> None:
        """The line gave up. The command may have been carried out: its id stays for the same press."""
        if self._working and self._working.sent.command.id == command_id:
            self._unanswered = self._working.sent
            self._drop(command_id)

    def seen(self, command_id: str, seq: int) -> None:
        """The stream shows that a command was carried out, whether or not its answer came."""
        if self._unanswered and self._unanswered.command.id == command_id:
            self._unanswered = None
        if self._working and self._working.shown_at is None:
            self.answered(command_id, seq)

    def settle(self, seq: int, desk: Desk, *, current: bool) -> Outcome:
        """The picture stands at ``seq``, or time went by: end what is shown, and take up the press that was kept."""
        now = self._monotonic()
        if self._question and now > self._question.until:
            self._question = None
        working = self._working
        if working is None or working.shown_at is None:
            return None
        if current and seq < working.shown_at and now - working.answered_at < SETTLE_S:
            return None
        self._working, kept, self._kept = None, self._kept, None
        if kept is None or now - kept[1] > HOLD_S:
            return None
        return self._judge(kept[0], desk, current, now)

    def then(self, press: Press, desk: Desk, *, current: bool) -> Outcome:
        """Let this follow what was just answered: now, or as soon as that is through."""
        if self._working is None:
            return self._judge(press, desk, current, self._monotonic())
        self._kept = (press, self._monotonic())
        return None

    def withdraw(self) -> None:
        """The clerk takes the question back."""
        self._question = None

    def _press_meanwhile(self, press: Press, now: float) -> Outcome:
        working = self._working
        if working is None or press.action is working.sent.press.action:
            return None
        if now - working.since > HOLD_S:
            return Busy(working.sent.press)
        self._kept = (press, now)
        return None

    def _judge(self, press: Press, desk: Desk, current: bool, now: float) -> Outcome:
        question, self._question = self._question, None
        unanswered, self._unanswered = self._unanswered, None
        refusal = why_not(desk, press.action) if current else None
        if refusal is not None:
            return Refused(press, refusal)
        if unanswered is not None and unanswered.press == press:
            return self._send(Send(press, unanswered.command, again=True), now)
        finish_open = False
        if press.action in (Action.NEXT, Action.NUMBER) and desk.phase is Phase.SERVING:
            finish_open = press.goes_on or self._agreed(question, press, desk, now)
            if not finish_open:
                self._question = _Question(press, desk.service, now + CONFIRM_S)
                return AskFinish(press, desk.number)
        command = command_for(
            press.action,
            self._make_id(),
            desk,
            typed=press.typed,
            chosen=press.chosen,
            finish_open=finish_open,
            here=press.goes_on,
        )
        return self._send(Send(press, command), now)

    @staticmethod
    def _agreed(question: _Question | None, press: Press, desk: Desk, now: float) -> bool:
        if question is None or now > question.until:
            return False
        return (question.press, question.service) == (press, desk.service)

    def _send(self, send: Send, now: float) -> Send:
        self._working = _Working(send, now)
        return send

    def _drop(self, command_id: str) -> None:
        if self._working and self._working.sent.command.id == command_id:
            self._working, self._kept = None, None


def finishes(command: Command) -> bool:
    """Whether the command ends the open service before it calls."""
    return isinstance(command, CallNext | CallNumber) and command.finish_open

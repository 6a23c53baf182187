"""What a clerk can do at a window, with which key, and when.

One table holds the keys: a hall that wants others changes them here, and the hints on screen follow. Whether an action
makes sense now is told from the window as the picture shows it, in the words the hall itself would refuse with; the
hall still decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from counter.chosen import Chosen, chosen_command
from counter.desk import Desk, Phase
from shared import commands as cmd
from shared.commands import Command, WindowCommand
from shared.errors import Refusal
from shared.tickets import WindowState


class Action(StrEnum):
    """An action of the clerk; the value is its name on screen items and in the catalogue of texts."""

    SIGN_IN = "signin"
    NEXT = "next"
    RECALL = "recall"
    START = "start"
    FINISH = "finish"
    NO_SHOW = "noshow"
    NUMBER = "number"
    HOLD = "hold"
    RESUME = "resume"
    TRANSFER = "transfer"
    ANOTHER = "another"
    PRIORITY = "priority"
    TAG = "tag"
    CANCEL = "cancel"
    OPEN = "open"
    PAUSE = "pause"
    CLOSE = "close"
    SIGN_OUT = "signout"


KEYS: Final[Mapping[str, str]] = MappingProxyType(
    {
        Action.SIGN_IN: "F1",
        Action.OPEN: "F2",
        Action.NEXT: "F5",
        Action.RECALL: "F6",
        Action.START: "F7",
        Action.FINISH: "F8",
        Action.NO_SHOW: "F9",
        Action.NUMBER: "F3",
        Action.HOLD: "Shift+F8",
        Action.RESUME: "Shift+F5",
        Action.TRANSFER: "Shift+F6",
        Action.ANOTHER: "Shift+F7",
        Action.PRIORITY: "Shift+F2",
        Action.TAG: "Shift+F3",
        Action.PAUSE: "F4",
        Action.CANCEL: "Shift+F9",
        Action.CLOSE: "F10",
        Action.SIGN_OUT: "F12",
        "more": "F1",
        "view": "F11",
        "dismiss": "Esc",
    }
)
"""Key of each action, in the order of the work; ``view`` changes between strip and full view, ``more`` lists at a window
with a clerk what else can be done."""

TYPED: Final = frozenset({Action.SIGN_IN, Action.NUMBER})
"""Actions that need something typed first."""

IN_MORE: Final = frozenset(
    {Action.HOLD, Action.RESUME, Action.TRANSFER, Action.ANOTHER, Action.PRIORITY, Action.TAG, Action.CANCEL}
)
"""Actions that a strip has no room for: its list of more shows them."""
CHOSEN: Final = IN_MORE | {Action.PAUSE}
"""Actions that need something chosen first (:mod:`counter.choices`)."""

_COMMANDS: Final[Mapping[Action, type[WindowCommand]]] = MappingProxyType(
    {
        Action.OPEN: cmd.OpenWindow,
        Action.RECALL: cmd.Recall,
        Action.START: cmd.Start,
        Action.FINISH: cmd.Finish,
        Action.NO_SHOW: cmd.NoShow,
        Action.CLOSE: cmd.CloseWindow,
        Action.SIGN_OUT: cmd.SignOut,
    }
)


def command_for(
    action: Action,
    command_id: str,
    desk: Desk,
    *,
    typed: str = "",
    chosen: tuple[Chosen, ...] = (),
    finish_open: bool = False,
    here: bool = False,
) -> Command:
    """The command that carries the action out; ``typed`` is the staff number or the number to call, ``chosen`` what the
    clerk chose step by step; ``here`` says of a number that its holder sits at the window."""
    window = desk.window
    if action is Action.SIGN_IN:
        return cmd.SignIn(id=command_id, window=window, clerk=typed)
    if action is Action.NEXT:
        return cmd.CallNext(id=command_id, window=window, finish_open=finish_open)
    if action is Action.NUMBER:
        return cmd.CallNumber(id=command_id, window=window, number=typed, finish_open=finish_open, here=here)
    if action in CHOSEN:
        return chosen_command(action, command_id, desk, chosen)
    return _COMMANDS[action](id=command_id, window=window)  # type: ignore[call-arg]


def why_not(desk: Desk, action: Action) -> Refusal | None:
    """Why the action makes no sense at the window as it stands, None where it does.

    Next and a given number are possible during a service: they ask first whether to finish it.
    """
    if action is Action.SIGN_IN:
        return Refusal("window_taken", window=desk.window, clerk=desk.clerk) if desk.clerk else None
    if desk.clerk is None and action is not Action.CLOSE:
        return Refusal("nobody_signed_in", window=desk.window)
    return _state_refuses(desk, action) or _person_refuses(desk, action) or _chosen_refuses(desk, action)


def _state_refuses(desk: Desk, action: Action) -> Refusal | None:
    wanted = {Action.OPEN: WindowState.OPEN, Action.CLOSE: WindowState.CLOSED}
    if wanted.get(action) is desk.state:
        return Refusal("window_already", window=desk.window, state=desk.state.value)
    if action in (Action.NEXT, Action.NUMBER, Action.RESUME, Action.PAUSE) and desk.state is not WindowState.OPEN:
        return Refusal("window_not_open", window=desk.window)
    return None


def _person_refuses(desk: Desk, action: Action) -> Refusal | None:
    if action in (Action.NEXT, Action.NUMBER, Action.RESUME) and desk.phase is Phase.CALLED:
        return Refusal("call_open", window=desk.window, number=desk.number)
    if action in (Action.RECALL, Action.START, Action.NO_SHOW) and desk.phase is not Phase.CALLED:
        if desk.phase is Phase.SERVING:
            return Refusal("service_open", window=desk.window, number=desk.number)
        return Refusal("no_open_call", window=desk.window)
    if action is Action.FINISH and desk.phase is not Phase.SERVING:
        return Refusal("no_open_service", window=desk.window)
    if action in (Action.CLOSE, Action.SIGN_OUT, Action.CANCEL) and desk.phase is Phase.SERVING:
        return Refusal("service_open", window=desk.window, number=desk.number)
    return None


_AT_DESK: Final = IN_MORE - {Action.RESUME}
"""Chosen actions that are about the visitor at the window."""


def _chosen_refuses(desk: Desk, action: Action) -> Refusal | None:
    if action in _AT_DESK and desk.ticket is None:
        return Refusal("no_open_call", window=desk.window)
    if action is Action.RESUME and not desk.held:
        return Refusal("nothing_held", window=desk.window)
    return None

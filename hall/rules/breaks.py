"""Breaks: a window pauses, by its turn in the lunch rota, and each category keeps a window that may serve it."""

from __future__ import annotations

from datetime import datetime, timedelta

from hall.rules.places import desk_at
from hall.rules.windows import signed_in_at
from shared import commands as cmd
from shared import events as ev
from shared.errors import Refusal
from shared.events import Event
from shared.picture import Picture
from shared.policy import Turn
from shared.rota import turns_of
from shared.serving import able_windows
from shared.tickets import Actor, Window, WindowState


def pause_window(picture: Picture, command: cmd.PauseWindow, actor: Actor, now: datetime) -> list[Event]:
    """Whoever is at the window stays and is finished; nobody new is called."""
    window = signed_in_at(picture, command, actor)
    if window.state is not WindowState.OPEN:
        raise Refusal("window_not_open", window=window.number)
    turn = _turn(picture, window, now) if command.reason == "lunch" else None
    if command.reason is not None and picture.rules.policies.breaks.keep_one_able:
        _somebody_stays(picture, window, now)
    return [ev.WindowPaused(window=window.number, reason=command.reason, back_at=_back_at(command, turn, picture, now))]


def _turn(picture: Picture, window: Window, now: datetime) -> Turn | None:
    """The window's turn at lunch now; None where the rota does not name it, and it may go at any time."""
    turns = turns_of(picture.rules.policies.breaks.rota, window.number)
    local = now.astimezone(picture.rules.hall.zone).time()
    turn = next((one for one in turns if one.begins <= local < one.ends), None)
    if turns and turn is None:
        later = next((one for one in turns if one.begins > local), turns[0])
        raise Refusal(
            "not_your_break", window=window.number, begins=f"{later.begins:%H:%M}", ends=f"{later.ends:%H:%M}"
        )
    return turn


def _back_at(command: cmd.PauseWindow, turn: Turn | None, picture: Picture, now: datetime) -> datetime | None:
    """When the clerk means to be back: as said, else at the end of the turn."""
    if command.minutes is not None:
        return now + timedelta(minutes=command.minutes)
    zone = picture.rules.hall.zone
    return datetime.combine(now.astimezone(zone).date(), turn.ends, zone) if turn is not None else None


def _somebody_stays(picture: Picture, window: Window, now: datetime) -> None:
    """While one goes, each category still has an open window that is able to serve it."""
    desk = desk_at(picture, window, now)
    for category in desk.own if desk is not None else ():
        if not any(place.number != window.number for place, _ in able_windows(picture, category, now)):
            raise Refusal("last_able_window", window=window.number, category=category)

"""The boards over a window: they follow its state, and nobody presses anything for it.

A board shows the number called to the window, the number being served, that the window pauses or is closed, and its own
window's number while nobody is there. What it says is the settings' text for that state, else the house's own in the
hall's first language.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

from counter.desk import Desk, Phase
from drivers.boards import catalogue
from drivers.boards.device import BoardDevice, Event
from drivers.devices import Health, Presence
from drivers.lines import Lines, LineState
from shared import i18n
from shared.errors import DeviceFault
from shared.settings import BoardTexts, Settings
from shared.tickets import WindowState

Showing = Literal["called", "serving", "idle", "paused", "closed"]
HealthName = Literal["absent", "unknown", "ok", "opening", "lost", "error"]
_WORST_FIRST: Final[tuple[HealthName, ...]] = ("error", "lost", "opening", "unknown", "ok")


LAST_S: Final = 2.0
"""How long an ending program waits for its boards to take their last text."""
Heard = tuple[Health, DeviceFault | None]
"""What is known of a board, and what it could not show."""


@dataclass(frozen=True, slots=True)
class BoardPlace:
    """One board of a window and how it is spoken to."""

    url: str
    driver: str
    address: int = 1
    colour: str | None = None
    local_echo: bool | None = None
    texts: BoardTexts | None = None


def board_places(settings: Settings, station: str) -> tuple[BoardPlace, ...]:
    """The boards of a station by the settings."""
    return tuple(
        BoardPlace(
            found.port,
            found.driver,
            1 if found.address is None else found.address,
            found.colour,
            found.local_echo,
            found.texts,
        )
        for found in settings.devices_of(station, "board")
    )


def showing(desk: Desk) -> Showing:
    """What of a window its board tells. A number at the window goes before the window's state: a clerk who pauses
    after the call still serves it."""
    if desk.phase is not Phase.EMPTY:
        return "called" if desk.phase is Phase.CALLED else "serving"
    return "idle" if desk.state is WindowState.OPEN else "paused" if desk.state is WindowState.PAUSED else "closed"


def text_of(desk: Desk, settings: Settings, texts: BoardTexts | None) -> str:
    """The words a board shows for a window as it stands."""
    state = showing(desk)
    language = settings.hall.languages[0]
    names = [category.name.get(language) for category in settings.categories if category.code in desk.categories]
    values: dict[str, Any] = {"number": desk.number, "window": desk.window, "categories": " ".join(names)}
    own = getattr(texts, state) if texts is not None else None
    return str(own).format(**values) if own else i18n.text(f"counter.board_{state}", language, **values)


@dataclass(slots=True)
class _Board:
    place: BoardPlace
    device: BoardDevice | None
    health: Health
    shown: str = ""
    refused: DeviceFault | None = None
    """What it could not show of the present text."""

    @property
    def fault(self) -> DeviceFault | None:
        return self.health.detail or self.refused

    @property
    def name(self) -> HealthName:
        if self.health.presence is Presence.ERROR or self.refused is not None:
            return "error"
        if self.health.state is LineState.BACKOFF:
            return "lost"
        if self.health.state in (LineState.OPENING, LineState.CLOSED):
            return "opening"
        return "ok" if self.health.presence is Presence.OK else "unknown"


class BoardDesk:
    """The boards of one window. ``hear`` gets each event, and which of the boards opened in turn it came from, from the
    line's own thread; everything else happens in the screen's thread."""

    def __init__(self, hear: Callable[[int, Event], None], lines: Lines) -> None:
        self._hear = hear
        self._lines = lines
        self._boards: dict[int, _Board] = {}
        self._opened = 0

    @property
    def places(self) -> tuple[BoardPlace, ...]:
        """Where the boards are."""
        return tuple(board.place for board in self._boards.values())

    def use(self, places: tuple[BoardPlace, ...]) -> None:
        """Speak to these boards from now on; nothing happens where they are the same."""
        if places == self.places:
            return
        self.close(wait=False)
        for place in places:
            self._opened += 1
            self._boards[self._opened] = self._open(self._opened, place)

    def show(self, desk: Desk | None, settings: Settings) -> None:
        """The window stands like this now; without a window the boards keep what they show."""
        if desk is None:
            return
        for board in self._boards.values():
            text = text_of(desk, settings, board.place.texts)
            if text == board.shown or board.device is None:
                continue
            board.shown, board.refused = text, None
            try:
                board.device.show(text)
            except DeviceFault as fault:
                board.refused = fault

    def heard(self, opened: int, event: Event) -> bool:
        """Take in an event; whether anything changed for who looks at the boards."""
        board = self._boards.get(opened)
        if board is None or not isinstance(event, Health):
            return False
        board.health = event
        return True

    @property
    def name(self) -> HealthName:
        """How the boards stand, the worst of them: one of ``absent unknown ok opening lost error``."""
        names = {board.name for board in self._boards.values()}
        return next((name for name in _WORST_FIRST if name in names), "absent")

    @property
    def fault(self) -> DeviceFault | None:
        """What is wrong with a board or its line, for the clerk's screen."""
        return next((board.fault for board in self._boards.values() if board.fault is not None), None)

    @property
    def shown(self) -> tuple[str, ...]:
        """What each board was told last."""
        return tuple(board.shown for board in self._boards.values())

    @property
    def heard_of(self) -> tuple[Heard, ...]:
        """How each board stands, in the order of the settings."""
        return tuple((board.health, board.refused) for board in self._boards.values())

    def say_last(self, desk: Desk, settings: Settings) -> None:
        """This program ends: nobody stands behind the number that a board still shows."""
        until = time.monotonic() + LAST_S
        for board in self._boards.values():
            if board.device is None:
                continue
            with contextlib.suppress(
                DeviceFault
            ):  # the site's own text for a closed window may not fit; nothing is worse
                board.device.show_last(text_of(desk, settings, board.place.texts), max(until - time.monotonic(), 0.0))

    def close(self, *, wait: bool = True) -> None:
        """Leave the lines."""
        boards, self._boards = self._boards, {}
        for board in boards.values():
            if board.device is not None:
                board.device.close(wait=wait)

    def _open(self, opened: int, place: BoardPlace) -> _Board:
        try:
            device = BoardDevice(
                place.url,
                catalogue.load(place.driver),
                lambda event: self._hear(opened, event),
                address=place.address,
                colour=place.colour,
                local_echo=place.local_echo,
                lines=self._lines,
            ).start()
        except DeviceFault as fault:
            return _Board(place, None, Health(LineState.CLOSED, Presence.ERROR, fault))
        return _Board(place, device, Health(LineState.CLOSED, Presence.DISCONNECTED))

"""What the counter shows: the window, its number, who waits, what was served today. Read from the picture, no presses."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from counter.actions import IN_MORE, KEYS, Action, why_not
from counter.beside import Beside
from counter.choices import Asked
from counter.desk import Desk, Phase, Queue, desk_of, finished_here, queues_of
from counter.faults import CounterFault
from counter.muted import muted_text
from counter.pad import Pad
from counter.rest import Rest
from shared.clock import Clock
from shared.errors import Refusal, TinghaoError
from shared.events import DayOpened, Entry, ServiceFinished, ServiceRated, SettingsChanged
from shared.messages import LinkState
from shared.tickets import Role, Service, WindowState
from shared.ui.rows import RowList
from shared.ui.station import StationModel

QML_IMPORT_NAME = "counter"
QML_IMPORT_MAJOR_VERSION = 1

LOG_LINES: Final = 40


@QmlElement
class DeskModel(StationModel):
    """The window as the picture shows it. ``window`` wins over the settings' entry of the station."""

    deskChanged = Signal()
    queuesChanged = Signal()
    logChanged = Signal()
    secondChanged = Signal()
    muteChanged = Signal()

    def __init__(
        self,
        *,
        station: str,
        window: int | None,
        language: str,
        rating: str | None,
        photos: Path | None,
        clock: Clock | None,
        monotonic: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(
            room="counter", role=Role.COUNTER, station=station, language=language, clock=clock, parent=parent
        )
        self._given_window = window
        self._desk: Desk | None = None
        self._queues = RowList(("code", "name", "colour", "waiting", "minutes", "wait", "heads"), "code", self)
        self._log = RowList(("number", "code", "colour", "at", "minutes", "rated", "ratedText"), "number", self)
        self._served = 0
        self._beside = Beside(self)
        self._rest = Rest(self)
        self._pad = Pad(self, rating, monotonic, photos)
        self._pad.changed.connect(self._show_log)
        self.pictureChanged.connect(self.muteChanged)
        self.languageChanged.connect(self.muteChanged)

    # The picture -------------------------------------------------------------------------------------------------

    def on_picture(self) -> None:
        self._pad.find()
        self._show_all()

    def on_entry(self, entry: Entry, late: bool) -> None:
        if isinstance(entry.event, SettingsChanged):
            self.on_picture()
            return
        if self._take_desk():
            self._tell_desk()
        self._show_queues()
        if isinstance(entry.event, ServiceFinished | ServiceRated | DayOpened):
            self._show_log()
        self._pad.take(entry, self._number(), late=late)

    def on_language(self) -> None:
        self._show_all()
        self._pad.changed.emit()

    def report(self) -> dict[str, Any]:
        desk = self._desk
        return super().report() | {
            **self._beside.report(),
            **self._rest.report(),
            "window": self._number(),
            "clerk": desk.clerk if desk else None,
            "state": desk.state.value if desk else None,
            "phase": desk.phase.value if desk else None,
            "number": desk.number if desk else "",
            "recalls": desk.recalls if desk else 0,
            "waiting": {row["code"]: row["waiting"] for row in self._queues.rows},
            "served": self._served,
            **self._pad.report(),
        }

    @property
    def rating(self) -> Pad:
        """The window's rating device, for Python; QML knows it as ``pad``."""
        return self._pad

    def _show_all(self) -> None:
        self._take_desk()
        self._tell_desk()
        self._show_queues()
        self._show_log()

    def _take_desk(self) -> bool:
        """Read the window anew; whether it changed."""
        before = self._desk
        self._desk = desk_of(self.picture, self._number(), self._time.now()) if self.has_picture else None
        return self._desk != before

    def _asked(self) -> Asked | None:
        """The window and its visitor, for what is told and asked of them."""
        if self._desk is None:
            return None
        return Asked(
            picture=self.picture,
            ticket=self._desk.ticket,
            desk=self._desk,
            now=self._time.now(),
            language=self.code,
            say=self.say,
            local_time=self.local_time,
        )

    def _tell_desk(self) -> None:
        self._pad.show(self._desk)
        self._beside.show(self._asked())
        self._rest.show(self._asked())
        self.deskChanged.emit()
        self.secondChanged.emit()

    def _show_queues(self) -> None:
        if self._desk is None:
            rows: list[dict[str, Any]] = []
        else:
            rows = [self._queue_row(queue) for queue in queues_of(self.picture, self._desk, self._time.now())]
        self._queues.show(rows)
        self.queuesChanged.emit()

    def _queue_row(self, queue: Queue) -> dict[str, Any]:
        return {
            **self._category(queue.category),
            "waiting": queue.waiting,
            "minutes": queue.longest_s // 60,
            "wait": self.say("minutes", minutes=queue.longest_s // 60),
            "heads": "  ".join(queue.heads),
        }

    @Slot()
    def _show_log(self) -> None:
        done = finished_here(self.picture, self._number()) if self._desk else []
        self._served = len(done)
        self._log.show([self._log_row(service) for service in done[:LOG_LINES]])
        self.logChanged.emit()

    def _log_row(self, service: Service) -> dict[str, Any]:
        finished = service.finished_at or service.started_at
        rated = "rated" if service.rated else "asking" if self._pad.asks_about(service.id) else "not_rated"
        return {
            **self._category(service.category),
            "number": service.number,
            "at": f"{self.local_time(finished):%H:%M}",
            "minutes": int((finished - service.started_at).total_seconds() // 60),
            "rated": rated,
            "ratedText": self.say(f"log_{rated}"),
        }

    def _category(self, code: str) -> dict[str, Any]:
        categories = self.picture.rules.categories
        index = next((i for i, category in enumerate(categories) if category.code == code), 0)
        name = categories[index].name.get(self.code) if categories[index].code == code else ""
        return {"code": code, "name": name, "colour": index}

    def _number(self) -> int:
        if self._given_window is not None:
            return self._given_window
        place = self.picture.rules.station(self.station) if self.has_picture else None
        return place.window if place and place.window else 0

    def _problem(self) -> TinghaoError | None:
        """Why there is no window to show."""
        if not self.has_picture or self._desk is not None:
            return None
        number = self._number()
        return Refusal("unknown_window", window=number) if number else CounterFault("no_window", station=self.station)

    def _is_current(self) -> bool:
        return self._link.state is LinkState.CURRENT

    def _elapsed_s(self) -> int:
        since: datetime | None = self._desk.since if self._desk else None
        return max(0, int((self._time.now() - since).total_seconds())) if since else 0

    # For QML -----------------------------------------------------------------------------------------------------

    @Property(Pad, constant=True)
    def pad(self) -> Pad:
        return self._pad

    @Property(Beside, constant=True)
    def beside(self) -> Beside:
        """What is known of the visitor, who is held, the limit of the time."""
        return self._beside

    @Property(Rest, constant=True)
    def rest(self) -> Rest:
        """The clerk's break."""
        return self._rest

    @Property(bool, notify=deskChanged)
    def ready(self) -> bool:
        """Whether the window is known."""
        return self._desk is not None

    @Property(str, notify=deskChanged)
    def window(self) -> str:
        return str(self._number() or "–")

    @Property(str, notify=deskChanged)
    def clerk(self) -> str:
        """Staff number, empty while nobody is signed in."""
        return (self._desk.clerk or "") if self._desk else ""

    @Property(str, notify=deskChanged)
    def clerkText(self) -> str:
        clerk = self._desk.clerk if self._desk else None
        return self.say("clerk", clerk=clerk) if clerk else self.say("nobody_signed_in")

    @Property(str, notify=deskChanged)
    def windowState(self) -> str:
        """``closed``, ``open`` or ``paused``."""
        return self._desk.state.value if self._desk else "closed"

    @Property(str, notify=deskChanged)
    def windowStateText(self) -> str:
        return self.say(f"state_{self._desk.state.value}") if self._desk else ""

    @Property(str, notify=deskChanged)
    def phase(self) -> str:
        """``empty``, ``called`` or ``serving``."""
        return self._desk.phase.value if self._desk else Phase.EMPTY.value

    @Property(str, notify=deskChanged)
    def number(self) -> str:
        """The number at the window, empty when there is none."""
        return self._desk.number if self._desk else ""

    @Property(int, notify=deskChanged)
    def recalls(self) -> int:
        return self._desk.recalls if self._desk else 0

    @Property(str, notify=deskChanged)
    def recallsText(self) -> str:
        recalls = self._desk.recalls if self._desk else 0
        return self.say("recalls", n=recalls) if recalls else ""

    @Property(str, notify=secondChanged)
    def elapsed(self) -> str:
        """Since the call or since the service began, ``03:12``."""
        seconds = self._elapsed_s()
        return f"{seconds // 60:02d}:{seconds % 60:02d}"

    @Property(RowList, constant=True)
    def queues(self) -> RowList:
        """Rows of ``code name colour waiting minutes wait heads``: the longest wait as a number and in words."""
        return self._queues

    @Property(int, notify=queuesChanged)
    def waiting(self) -> int:
        """How many wait for this window."""
        return sum(row["waiting"] for row in self._queues.rows)

    @Property(RowList, constant=True)
    def log(self) -> RowList:
        """The latest services of the day, rows of ``number code colour at minutes rated ratedText``."""
        return self._log

    @Property(int, notify=logChanged)
    def served(self) -> int:
        """How many services this window finished today."""
        return self._served

    @Property(str, notify=logChanged)
    def servedText(self) -> str:
        return self.say("served", n=self._served)

    @Property(dict, notify=deskChanged)
    def possible(self) -> dict[str, bool]:
        """Which actions make sense at the window as it stands."""
        desk = self._desk
        return {action.value: desk is not None and why_not(desk, action) is None for action in Action}

    @Property(str, notify=deskChanged)
    def mainAction(self) -> str:
        """The one thing that usually comes next."""
        desk = self._desk
        if desk is None or desk.clerk is None:
            return Action.SIGN_IN.value
        if desk.phase is Phase.CALLED:
            return Action.START.value
        if desk.phase is Phase.SERVING:
            return Action.FINISH.value
        return Action.NEXT.value if desk.state is WindowState.OPEN else Action.OPEN.value

    @Property(dict, notify=deskChanged)
    def names(self) -> dict[str, str]:
        """The word on each action's button, as the window stands."""
        back = self._desk is not None and self._desk.state is WindowState.PAUSED
        words = {action.value: self.say(f"action_{action.value}") for action in Action}
        return words | ({Action.OPEN.value: self.say("action_back")} if back else {})

    @Property(list, constant=True)
    def actions(self) -> list[str]:
        """Names of the actions that are a button of their own, in the order of the work."""
        return [action.value for action in Action if action is not Action.SIGN_IN]

    @Property(list, constant=True)
    def more(self) -> list[str]:
        """Names of the actions that a strip has no room for: its list of more shows them."""
        return [action.value for action in Action if action in IN_MORE]

    @Property(dict, constant=True)
    def keys(self) -> dict[str, str]:
        """Key of each action, by its name."""
        return {str(name): key for name, key in KEYS.items()}

    @Property(str, notify=muteChanged)
    def muteText(self) -> str:
        """Since when the hall is muted, empty while it runs."""
        return muted_text(self)

    @Property(str, notify=deskChanged)
    def problemText(self) -> str:
        problem = self._problem()
        return problem.detail(self.code) if problem else ""

    @Property(str, notify=deskChanged)
    def problemRemedy(self) -> str:
        problem = self._problem()
        return problem.remedy(self.code) if problem else ""

"""The counter's one model: what strip and full view show of a window, and what a clerk's press sets going."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from counter import notes
from counter.actions import KEYS, TYPED, Action, why_not
from counter.desk import Desk, Phase, Queue, desk_of, finished_here, queues_of
from counter.hand import AskFinish, Busy, Hand, Outcome, Press, Refused, Send
from counter.notes import CounterFault, Note
from counter.pad import Pad
from shared.clock import Clock
from shared.commands import CallNext
from shared.errors import Refusal, TinghaoError
from shared.events import Entry, ServiceFinished, SettingsChanged, TicketCalled
from shared.link import Answer, LinkState, Unanswered
from shared.tickets import Role, Service
from shared.ui.rows import RowList
from shared.ui.station import StationModel

QML_IMPORT_NAME = "counter"
QML_IMPORT_MAJOR_VERSION = 1

SEND_S: Final = 10.0
"""How long the line tries a command, under one id, before the clerk is told."""
WORKING_MS: Final = 150
"""After this a screen says that it is working."""
LOG_LINES: Final = 40
TYPED_MOST: Final = 16
VIEWS: Final = ("strip", "full")


@QmlElement
class CounterModel(StationModel):
    """A window's counter. ``window`` wins over the settings' entry of the station; ``clerk`` signs in at the start."""

    deskChanged = Signal()
    queuesChanged = Signal()
    logChanged = Signal()
    noteChanged = Signal()
    secondChanged = Signal()
    viewChanged = Signal()
    entryChanged = Signal()
    entryWanted = Signal(str, arguments=["name"])
    """The field of this action shall have the focus."""
    entryDone = Signal(str, arguments=["name"])
    """What was typed for this action is done with."""

    def __init__(
        self,
        *,
        station: str,
        window: int | None = None,
        language: str = "zh-CN",
        clerk: str | None = None,
        rating: str | None = None,
        view: str = "strip",
        clock: Clock | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(
            room="counter", role=Role.COUNTER, station=station, language=language, clock=clock, parent=parent
        )
        self._given_window = window
        self._arriving_clerk = clerk
        self._view = view if view in VIEWS else VIEWS[0]
        self._monotonic = monotonic
        self._desk: Desk | None = None
        self._queues = RowList(("code", "name", "colour", "waiting", "minutes", "heads"), "code", self)
        self._log = RowList(("number", "code", "colour", "at", "minutes", "rated", "ratedText"), "number", self)
        self._served = 0
        self._entry = ""
        self._note: Note | None = None
        self._note_until = 0.0
        self._hand = Hand(monotonic)
        self._pad = Pad(self, rating, monotonic)
        self._pad.changed.connect(self._show_log)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.timeout.connect(self._say_working)
        self._second = QTimer(self)
        self._second.timeout.connect(self.tick)
        self._second.start(1000)
        self.seqChanged.connect(self._settle)

    def close(self) -> None:
        """End what this station holds: the line of the rating device."""
        self._second.stop()
        self._pad.close()

    # The picture -------------------------------------------------------------------------------------------------

    def on_picture(self) -> None:
        self._pad.find()
        self._show_desk()

    def on_entry(self, entry: Entry, late: bool) -> None:
        if isinstance(entry.event, SettingsChanged):
            self._pad.find()
        self._show_desk()
        self._pad.take(entry, self._number(), late=late)
        self._hand.seen(entry.command, entry.seq)

    def on_link(self) -> None:
        self._settle()
        if self._link.state is LinkState.CURRENT and self._arriving_clerk and self._desk is not None:
            clerk, self._arriving_clerk = self._arriving_clerk, None
            if self._desk.clerk is None:
                self._act(Press(Action.SIGN_IN, clerk))

    def on_language(self) -> None:
        self._show_desk()
        self.noteChanged.emit()
        self._pad.changed.emit()

    def report(self) -> dict[str, Any]:
        desk = self._desk
        return super().report() | {
            "window": self._number(),
            "view": self._view,
            "clerk": desk.clerk if desk else None,
            "state": desk.state.value if desk else None,
            "phase": desk.phase.value if desk else None,
            "number": desk.number if desk else "",
            "recalls": desk.recalls if desk else 0,
            "waiting": {row["code"]: row["waiting"] for row in self._queues.rows},
            "served": self._served,
            "note": self._note.code if self._note else "",
            "working": self._hand.working is not None,
            **self._pad.report(),
        }

    def tick(self) -> None:
        """Once a second: times on screen, waits, and messages that have stood long enough."""
        if self._note is not None and self._monotonic() > self._note_until:
            self._set_note(None)
        self._settle()
        self._pad.tick()
        self._show_queues()
        self.secondChanged.emit()

    # What a person does ------------------------------------------------------------------------------------------

    @Slot(str)
    def press(self, name: str) -> None:
        """A key or button of an action. One that needs something typed opens its field."""
        action = Action(name)
        if action in TYPED:
            self._open_entry(action)
        else:
            self._act(Press(action))

    @Slot(str, str)
    def submit(self, name: str, text: str) -> None:
        """Enter in a field: sign in with the staff number, or call the number."""
        action = Action(name)
        # A Chinese or Japanese keyboard may type full-width letters and digits.
        typed = unicodedata.normalize("NFKC", text).strip()
        if action is Action.NUMBER:
            typed = typed.upper()
        if not typed:
            self._open_entry(action)
        elif len(typed) > TYPED_MOST:
            wrong = {"clerk": typed} if action is Action.SIGN_IN else {"number": typed}
            self._set_note(
                notes.refused(Refusal("unknown_clerk" if action is Action.SIGN_IN else "number_unknown", **wrong))
            )
        else:
            self._act(Press(action, typed))

    @Slot()
    def dismiss(self) -> None:
        """Escape: take back a question, a field or a message."""
        self._hand.withdraw()
        self._set_note(None)
        self._close_entry()

    @Slot()
    def toggleView(self) -> None:
        """Strip or full view."""
        self._view = VIEWS[1 - VIEWS.index(self._view)]
        self.viewChanged.emit()

    def _open_entry(self, action: Action) -> None:
        refusal = why_not(self._desk, action) if self._desk and self._is_current() else None
        if refusal is not None:
            self._set_note(notes.refused(refusal))
            return
        if action is Action.NUMBER:
            self._entry = action.value
            self.entryChanged.emit()
        self.entryWanted.emit(action.value)

    def _close_entry(self) -> None:
        if self._entry:
            self._entry = ""
            self.entryChanged.emit()

    def _act(self, press: Press) -> None:
        if self._desk is None:
            self._set_note(notes.refused(self._problem() or Unanswered("hall_away")))
            return
        self._follow(self._hand.press(press, self._desk, current=self._is_current()))

    def _follow(self, outcome: Outcome) -> None:
        match outcome:
            case Send(press=press, command=command):
                self._set_note(None)
                self._late.start(WORKING_MS)
                self.ask(
                    command,
                    lambda answer: self._answered(outcome, answer),
                    lambda error: self._failed(outcome, error),
                    SEND_S,
                )
            case AskFinish():
                self._set_note(notes.asks_to_finish(outcome))
            case Refused(refusal=refusal):
                self._set_note(notes.refused(refusal))
            case Busy(working=press):
                self._set_note(notes.busy(press))
            case None:
                pass

    def _answered(self, sent: Send, answer: Answer) -> None:
        last = answer.entries[-1].seq if answer.entries else self.picture.seq
        self._hand.answered(sent.command.id, last)
        self._end_working()
        for entry in answer.entries:
            self._pad.take(entry, sent.command.window, late=False)
        if sent.press.action in TYPED:
            self._close_entry()
            self.entryDone.emit(sent.press.action.value)
        self._tell_finished_only(sent, answer)
        self._settle()

    def _tell_finished_only(self, sent: Send, answer: Answer) -> None:
        events = [entry.event for entry in answer.entries]
        if not isinstance(sent.command, CallNext) or any(isinstance(event, TicketCalled) for event in events):
            return
        for event in events:
            if isinstance(event, ServiceFinished):
                self._set_note(notes.finished_nobody(event.number))

    def _failed(self, sent: Send, error: TinghaoError) -> None:
        self._end_working()
        if isinstance(error, Unanswered):
            self._hand.unanswered(sent.command.id)
            self._set_note(notes.unanswered(sent.press))
        else:
            self._hand.refused(sent.command.id)
            self._set_note(notes.refused(error))

    def _settle(self) -> None:
        """The picture moved on or time went by: what is through is through."""
        if self._desk is not None:
            self._follow(self._hand.settle(self.picture.seq, self._desk, current=self._is_current()))
        if self._note is not None and self._note.code == "ask_finish" and not self._hand.asks:
            self._set_note(None)

    def _say_working(self) -> None:
        press = self._hand.working
        if press is not None and self._note is None:
            self._set_note(notes.working(press))

    def _end_working(self) -> None:
        self._late.stop()
        if self._note is not None and self._note.kind == "work":
            self._set_note(None)

    def _set_note(self, note: Note | None) -> None:
        if note is None and self._note is None:
            return
        self._note = note
        self._note_until = self._monotonic() + note.lasts_s if note else 0.0
        self.noteChanged.emit()

    # What is shown -----------------------------------------------------------------------------------------------

    def _show_desk(self) -> None:
        desk = desk_of(self.picture, self._number()) if self.has_picture else None
        if desk != self._desk:
            before, self._desk = self._desk, desk
            if self._note is not None and self._note.kind == "error" and before is not None:
                self._set_note(None)  # It spoke of what has changed since.
        self.deskChanged.emit()
        self.secondChanged.emit()
        self._show_queues()
        self._show_log()

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
            "minutes": queue.longest_s // 60 if queue.waiting else -1,
            "heads": "  ".join(queue.heads),
        }

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

    @Property(str, notify=viewChanged)
    def view(self) -> str:
        """``strip`` or ``full``."""
        return self._view

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
        """Rows of ``code name colour waiting minutes heads``; ``minutes`` is −1 where nobody waits."""
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

    @Property(dict, constant=True)
    def keys(self) -> dict[str, str]:
        """Key of each action, by its name."""
        return {str(name): key for name, key in KEYS.items()}

    @Property(str, notify=entryChanged)
    def entry(self) -> str:
        """``number`` while a number to call is typed."""
        return self._entry

    @Property(str, notify=noteChanged)
    def noteKind(self) -> str:
        """``info``, ``ask``, ``work``, ``error``, or empty."""
        return self._note.kind if self._note else ""

    @Property(str, notify=noteChanged)
    def noteText(self) -> str:
        return self._note.detail_in(self.code) if self._note else ""

    @Property(str, notify=noteChanged)
    def noteRemedy(self) -> str:
        return self._note.remedy_in(self.code) if self._note else ""

    @Property(str, notify=deskChanged)
    def problemText(self) -> str:
        problem = self._problem()
        return problem.detail(self.code) if problem else ""

    @Property(str, notify=deskChanged)
    def problemRemedy(self) -> str:
        problem = self._problem()
        return problem.remedy(self.code) if problem else ""

"""The counter's one model: what a clerk's press sets going, and what the clerk is told of it."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from counter import notes
from counter.actions import CHOSEN, TYPED, Action, why_not
from counter.anywhere import Anywhere
from counter.chooser import Chooser
from counter.chosen import Chosen
from counter.devices import Devices
from counter.faults import CounterFault
from counter.hand import AskFinish, Busy, Hand, Outcome, Press, Refused, Send
from counter.hotkeys import Listen
from counter.notes import Note
from counter.shown import DeskModel
from counter.sign import Sign
from shared.clock import Clock
from shared.errors import Refusal, TinghaoError
from shared.events import Entry, TicketTaken
from shared.messages import Answer, LinkState, Unanswered
from shared.tickets import WindowState

QML_IMPORT_NAME = "counter"
QML_IMPORT_MAJOR_VERSION = 1

SEND_S: Final = 10.0
"""How long the line tries a command, under one id, before the clerk is told."""
WORKING_MS: Final = 150
"""After this a screen says that it is working."""
TYPED_MOST: Final = 16
VIEWS: Final = ("strip", "full")


@QmlElement
class CounterModel(DeskModel):
    """A window's counter. ``window`` and ``hotkeys`` (by action) win over the settings' entry of the station; ``clerk``
    signs in at the start. ``listen`` is the system's way to hear keys while another program has the keyboard."""

    noteChanged = Signal()
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
        language: str = "",
        clerk: str | None = None,
        rating: str | None = None,
        photos: Path | None = None,
        view: str = "strip",
        hotkeys: Mapping[str, str | None] | None = None,
        listen: Listen | None = None,
        clock: Clock | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(
            station=station,
            window=window,
            language=language,
            rating=rating,
            photos=photos,
            clock=clock,
            monotonic=monotonic,
            parent=parent,
        )
        self._arriving_clerk = clerk
        self._view = view if view in VIEWS else VIEWS[0]
        self._monotonic = monotonic
        self._entry = ""
        self._note: Note | None = None
        self._note_until = 0.0
        self._hand = Hand(monotonic)
        self._chooser = Chooser(self._asked, self._chose, monotonic, self)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.timeout.connect(self._say_working)
        self._second = QTimer(self)
        self._second.timeout.connect(self.tick)
        self._second.start(1000)
        self._devices = Devices(self, self._pad, self._act, self._set_note)
        self._anywhere = Anywhere(self, hotkeys or {}, listen, self._press, self._hotkeys_fail)
        self.noteChanged.connect(self._note_to_caller)
        self.deskChanged.connect(self._show_around)
        self.deskChanged.connect(self._outdate)
        self.deskChanged.connect(self._chooser.refresh)
        self.seqChanged.connect(self._settle)

    def close(self) -> None:
        """End what this station holds: the lines of its devices, its keys."""
        self._second.stop()
        self._anywhere.close()
        self._devices.close()
        self._pad.close()

    def hex_logs(self) -> dict[str, list[str]]:
        return self._pad.hex_logs()

    def on_entry(self, entry: Entry, late: bool) -> None:
        super().on_entry(entry, late)
        self._hand.seen(entry.command, entry.seq)

    def on_link(self) -> None:
        self._settle()
        if self._link.state is LinkState.CURRENT and self._arriving_clerk and self._desk is not None:
            clerk, self._arriving_clerk = self._arriving_clerk, None
            if self._desk.clerk is None:
                self._act(Press(Action.SIGN_IN, clerk))

    def on_language(self) -> None:
        super().on_language()
        self.noteChanged.emit()

    def report(self) -> dict[str, Any]:
        return super().report() | {
            "view": self._view,
            "note": self._note.code if self._note else "",
            "working": self._hand.working is not None,
            "choosing": self._chooser.action,
            **self._devices.report(),
            **self._anywhere.report(),
        }

    @Slot()
    def tick(self) -> None:
        """Once a second: times on screen, waits, and messages that have stood long enough."""
        if self._note is not None and self._monotonic() > self._note_until:
            self._set_note(None)
        self._settle()
        self._pad.tick()
        if self._take_desk():  # A planned assignment's time has come.
            self._tell_desk()
        self._beside.show(self._asked())
        self._rest.show(self._asked())
        self._show_queues()
        self.secondChanged.emit()

    # What a person does ------------------------------------------------------------------------------------------

    @Slot(str)
    def press(self, name: str) -> None:
        """A key or button of an action. One that needs something typed opens its field."""
        self._press(Action(name))

    @Slot()
    def pressMore(self) -> None:
        """What else can be done; at a window without a clerk it is the staff number that is wanted."""
        if self._desk is None or self._desk.clerk is None:
            self.press(Action.SIGN_IN.value)
        else:
            self._close_entry()
            self._set_note(None)
            self._chooser.open("more")

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
        self._chooser.close()

    @Slot()
    def toggleView(self) -> None:
        """Strip or full view."""
        self._view = VIEWS[1 - VIEWS.index(self._view)]
        self.viewChanged.emit()

    def _press(self, action: Action, key: str = "") -> None:
        if self._chooser.fresh and self._chooser.action == "":
            return  # The second click of a double click on the last option.
        if action is Action.PAUSE and self._desk is not None and self._desk.state is WindowState.PAUSED:
            action = Action.OPEN  # The same key brings the clerk back.
        if action in CHOSEN:
            self._open_choice(action)
            return
        self._chooser.close()
        if action in TYPED:
            self._open_entry(action)
        else:
            self._act(Press(action, key=key))

    @Slot()
    def _show_around(self) -> None:
        """The window or the settings changed."""
        self._devices.show(self._desk)
        self._anywhere.show()

    @Slot()
    def _note_to_caller(self) -> None:
        self._devices.noted(self._note.kind if self._note else "")

    def _hotkeys_fail(self, fault: CounterFault) -> None:
        self._set_note(notes.device_trouble(fault))

    def _open_choice(self, action: Action) -> None:
        if not self._may(action):
            return
        ticket = self._desk.ticket if self._desk else None
        claimed = ticket.known.priority if ticket and action is Action.PRIORITY else None
        self._close_entry()
        self._set_note(None)
        self._chooser.open(action.value, (claimed,) if claimed else ())

    def _chose(self, action: str, chosen: tuple[Chosen, ...]) -> None:
        if action == "more":
            wanted = Action(str(chosen[0]))
            if wanted in CHOSEN:
                self._open_choice(wanted)
            else:
                self._act(Press(wanted))
        else:
            self._act(Press(Action(action), chosen=chosen))

    def _may(self, action: Action) -> bool:
        refusal = why_not(self._desk, action) if self._desk and self._is_current() else None
        if refusal is not None:
            self._chooser.close()
            self._set_note(notes.refused(refusal))
        return refusal is None

    def _open_entry(self, action: Action) -> None:
        if not self._may(action):
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
            self._pad.take(entry, self._number(), late=False)
        if sent.press.action in TYPED:
            self._close_entry()
            self.entryDone.emit(sent.press.action.value)
        if note := notes.finished_only(sent.command, [entry.event for entry in answer.entries]):
            self._set_note(note)
        self._tell_chosen(sent.press, answer)
        self._settle()

    def _tell_chosen(self, press: Press, answer: Answer) -> None:
        """What became of it, for actions whose outcome the window alone does not show."""
        for event in (entry.event for entry in answer.entries):
            if note := notes.done(event):
                self._set_note(note)
            if isinstance(event, TicketTaken) and press.chosen[1:] == ("now",) and self._desk is not None:
                go_on = Press(Action.NUMBER, event.number, goes_on=True)
                self._follow(self._hand.then(go_on, self._desk, current=self._is_current()))

    def _failed(self, sent: Send, error: TinghaoError) -> None:
        self._end_working()
        if isinstance(error, Unanswered):
            self._hand.unanswered(sent.command.id)
            self._set_note(notes.unanswered(sent.press))
        else:
            self._hand.refused(sent.command.id)
            self._set_note(notes.refused(error))

    @Slot()
    def _settle(self) -> None:
        """The picture moved on or time went by: what is through is through."""
        if self._desk is not None:
            self._follow(self._hand.settle(self.picture.seq, self._desk, current=self._is_current()))
        if self._note is not None and self._note.code == "ask_finish" and not self._hand.asks:
            self._set_note(None)

    @Slot()
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

    @Slot()
    def _outdate(self) -> None:
        """A refusal spoke of the window as it was."""
        if self._note is not None and self._note.kind == "refused":
            self._set_note(None)

    # For QML -----------------------------------------------------------------------------------------------------

    @Property(Chooser, constant=True)
    def chooser(self) -> Chooser:
        return self._chooser

    @Property(Devices, constant=True)
    def devices(self) -> Devices:
        """What of the window's devices is in trouble."""
        return self._devices

    @Property(Sign, constant=True)
    def sign(self) -> Sign:
        """The boards over the window."""
        return self._devices.sign

    @Property(Anywhere, constant=True)
    def anywhere(self) -> Anywhere:
        """The keys that work in every program."""
        return self._anywhere

    @Property(str, notify=viewChanged)
    def view(self) -> str:
        """``strip`` or ``full``."""
        return self._view

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

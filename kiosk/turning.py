"""Which page is shown, how long it stays, and the question whether anybody is still there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Property, QObject, QTimer, Signal
from PySide6.QtQml import QmlElement

from kiosk.countdown import Countdown
from kiosk.take import Times

QML_IMPORT_NAME = "kiosk"
QML_IMPORT_MAJOR_VERSION = 1

BEFORE_A_TAKE: Final = frozenset({"home", "find", "item", "wish", "code"})
"""Pages on which a visitor still looks around."""


def timer(owner: QObject, ms: int, end: Callable[[], None]) -> QTimer:
    """A timer that ends once, ``ms`` after each start."""
    made = QTimer(owner)
    made.setSingleShot(True)
    made.setInterval(ms)
    made.timeout.connect(end)
    return made


@QmlElement
class Turning(QObject):
    """The page and its clocks. ``astray`` says whether the screen is other than a new visitor should find it, beside its
    page. ``left`` is sent when the visitor has gone: whoever keeps anything of theirs lets it go."""

    changed = Signal()
    settledChanged = Signal()
    returnChanged = Signal()
    left = Signal()
    watched = Signal(bool)
    """Each time anything happened: whether the screen stands as a new visitor should find it."""

    def __init__(self, times: Times, astray: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._times, self._astray = times, astray
        self.page = "home"
        self._asking = False
        self._return = Countdown(times.second_ms, self)
        self._return.changed.connect(self.returnChanged)
        self._idle = Countdown(times.second_ms, self)
        self._settling = timer(self, times.settle_ms, self.settledChanged.emit)

    @property
    def is_settled(self) -> bool:
        """Whether a press is meant for this page."""
        return not self._settling.isActive()

    @property
    def seconds_left(self) -> int:
        """Until the screen goes back to the beginning; 0 while nothing counts."""
        return self._return.seconds

    def show(self, page: str) -> None:
        """Turn to a page; it takes presses once fingers rested."""
        self._return.stop()
        self.page = page
        self.hold()
        self.changed.emit()
        self.watch()

    def hold(self) -> None:
        """Take no press until fingers rested."""
        self._settling.start()
        self.settledChanged.emit()

    def put(self, page: str) -> None:
        """Change the page beneath a finger that still presses, as from a page to its waiting."""
        self.page = page
        self.changed.emit()

    def stay(self, seconds: int) -> None:
        """Keep the page for so long, and from each touch on; then the visitor has gone."""
        self._return.start(seconds, self.go_home)

    def go_home(self) -> None:
        """The visitor has gone."""
        self._asking = False
        self._idle.stop()
        self.left.emit()
        self.show("home")

    def touched(self, *, finger: bool) -> bool:
        """Somebody is there, whoever it is and wherever they touched. True where they answered the question by it."""
        asked = self._asking
        if finger and self._settling.isActive():
            self._settling.start()
        self._return.again()
        if self._asking:
            # The question vanishes under this very finger: what lies beneath must not take the touch.
            self._asking = False
            self.hold()
            self.changed.emit()
        self.watch()
        return asked

    def busy(self) -> None:
        """A take is under way: nobody is asked whether they are there."""
        self._asking = False
        self._idle.stop()
        self.watched.emit(False)
        self.changed.emit()

    def watch(self) -> None:
        """What somebody left behind, a page or a language or large text, is taken back after asking."""
        changed = self.page != "home" or self._astray()
        if self.page in BEFORE_A_TAKE and changed:
            self._idle.start(self._times.idle_s, self._ask)
        else:
            self._idle.stop()
        self.watched.emit(not changed)

    def _ask(self) -> None:
        self._asking = True
        self._idle.start(self._times.ask_s, self.go_home)
        self.changed.emit()

    # For QML -----------------------------------------------------------------------------------------------------

    @Property(bool, notify=changed)
    def asking(self) -> bool:
        """The screen asks whether somebody is still there."""
        return self._asking

    @Property(Countdown, constant=True)
    def returning(self) -> Countdown:
        """Until the screen goes back to the beginning."""
        return self._return

    @Property(Countdown, constant=True)
    def idle(self) -> Countdown:
        """Until the screen asks, then until it goes back."""
        return self._idle

"""The lock before the technicians' corner: digits typed on the screen, checked against the hash in the settings.

Each wrong PIN makes the next try wait longer, whoever stands there and however often the page was closed meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.countdown import Countdown
from kiosk.take import Times
from shared.log import Log
from shared.ui.station import StationModel

QML_IMPORT_NAME = "kiosk"
QML_IMPORT_MAJOR_VERSION = 1

FIRST_PAUSE_S: Final = 5
LONGEST_PAUSE_S: Final = 15 * 60
MOST_DIGITS: Final = 12

log = Log(__name__)


def pause_s(wrong: int) -> int:
    """Seconds until the next try after so many wrong ones in a row: 5, 10, 20 … 900."""
    return min(LONGEST_PAUSE_S, FIRST_PAUSE_S * 2 ** min(wrong - 1, 16)) if wrong > 0 else 0


@QmlElement
class PinLock(QObject):
    """``kept`` gives the hash, None where the settings have none. ``turned`` is called when the lock opens."""

    changed = Signal()

    def __init__(
        self, station: StationModel, times: Times, kept: Callable[[], str | None], turned: Callable[[], None]
    ) -> None:
        super().__init__(station)
        self._station, self._kept, self._turned = station, kept, turned
        self._typed = ""
        self._wrong = self._round = 0
        self._open = self._checking = self._refused = False
        self._pause = Countdown(times.second_ms, self)
        self._pause.changed.connect(self.changed)
        station.languageChanged.connect(self.changed)

    @property
    def is_open(self) -> bool:
        return self._open

    @property
    def standing(self) -> str:
        """See :attr:`state`, for Python."""
        if self._kept() is None:
            return "unset"
        if self._open:
            return "open"
        if self._checking:
            return "checking"
        return "waiting" if self._pause.seconds else "locked"

    def close(self) -> None:
        """Lock it. A check that is under way opens nothing any more; a pause goes on."""
        self._round += 1
        self._typed = ""
        self._open = self._checking = self._refused = False
        self.changed.emit()

    def report(self) -> dict[str, Any]:
        return {"lock": self.standing, "digits": len(self._typed), "wrong": self._wrong, "pause": self._pause.seconds}

    # What a technician does --------------------------------------------------------------------------------------

    @Slot(str)
    def digit(self, digits: str) -> None:
        """Type a digit; several where they come from a keyboard."""
        if self.standing == "locked":
            self._typed = (self._typed + "".join(c for c in digits if c in "0123456789"))[:MOST_DIGITS]
            self._refused = False
            self.changed.emit()

    def typed_key(self, text: str) -> None:
        """A key of a keyboard: a digit, or Backspace as ``\\b``."""
        if text == "\b":
            self.erase()
        else:
            self.digit(text)

    @Slot()
    def erase(self) -> None:
        """Take the last digit back."""
        self._typed = self._typed[:-1]
        self.changed.emit()

    @Slot()
    def enter(self) -> None:
        """Try what was typed."""
        kept = self._kept()
        if self.standing != "locked" or not self._typed or kept is None:
            return
        typed, self._typed = self._typed, ""
        self._checking = True
        self._round += 1
        this = self._round
        bridge = self._station.bridge

        def work() -> None:
            from shared.pin import fits

            fitting = fits(typed, kept)
            bridge.call(lambda: self._checked(this, fitting))

        threading.Thread(target=work, name="pin", daemon=True).start()
        self.changed.emit()

    def _checked(self, this: int, fitting: bool) -> None:
        if not fitting:
            self._wrong += 1
            log.warning("wrong_pin", station=self._station.station, wrong=self._wrong)
            self._pause.start(pause_s(self._wrong), self.changed.emit)
        if this == self._round:
            self._checking = False
            self._refused = not fitting
            if fitting:
                self._wrong = 0
                self._open = True
                log.info("corner_opened", station=self._station.station)
                self._turned()
        self.changed.emit()

    # For QML -----------------------------------------------------------------------------------------------------

    @Property(str, notify=changed)
    def state(self) -> str:
        """One of ``unset locked checking waiting open``."""
        return self.standing

    @Property(str, notify=changed)
    def dots(self) -> str:
        """A dot for each digit typed."""
        return "●" * len(self._typed)

    @Property(bool, notify=changed)
    def typed(self) -> bool:
        """Whether there is something to try."""
        return bool(self._typed)

    @Property(str, notify=changed)
    def said(self) -> str:
        """What came of the last try; empty before the first."""
        if self._checking:
            return self._station.say("pin_checking")
        if self._pause.seconds:
            return self._station.say("pin_wrong_wait", n=self._pause.seconds)
        return self._station.say("pin_wrong") if self._refused else ""

"""The list a clerk chooses from, in its own place on the screen: by its key, by arrows and Enter, or by hand.

It never covers the number at the window, and never stands in the way: any other action closes it. A bouncing key takes
one step, not two.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from counter.choices import Asked, Option, Step, step
from counter.chosen import Chosen
from shared.ui.rows import RowList

QML_IMPORT_NAME = "counter"
QML_IMPORT_MAJOR_VERSION = 1

REPEAT_S: Final = 0.4
"""Within this time after a step the same key is the same press."""
PAUSE_S: Final = 1.5
"""Typed signs that lie further apart begin anew."""


@QmlElement
class Chooser(QObject):
    """One question after the other until all is chosen; ``asked`` gives the state of things, None when there is none."""

    changed = Signal()

    def __init__(
        self,
        asked: Callable[[], Asked | None],
        done: Callable[[str, tuple[Chosen, ...]], None],
        monotonic: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._asked, self._done, self._monotonic = asked, done, monotonic
        self._rows = RowList(("key", "text", "mark", "detail", "lit"), "key", self)
        self._action = ""
        self._about: str | None = None
        self._chosen: tuple[Chosen, ...] = ()
        self._first = 0
        """How much was chosen when it opened: going back ends there."""
        self._step: Step | None = None
        self._index = 0
        self._typed, self._typed_at = "", -PAUSE_S
        self._last, self._stepped = "", -REPEAT_S
        """What led to the present step, and when."""

    # From the model ----------------------------------------------------------------------------------------------

    @property
    def action(self) -> str:
        """What is being chosen for, empty when nothing is."""
        return self._action

    @property
    def fresh(self) -> bool:
        """Whether a step was just taken: what is pressed now may be the same finger."""
        return self._monotonic() - self._stepped < REPEAT_S

    def open(self, action: str, chosen: tuple[Chosen, ...] = ()) -> None:
        """Ask for the action; what is in ``chosen`` is known already."""
        asked = self._asked()
        if asked is None or self._action == action:
            return
        self._action, self._chosen, self._first = action, chosen, len(chosen)
        self._about = self._who(asked)
        self._go(asked, "open")

    @Slot()
    def close(self) -> None:
        """Ask no more; nothing was done."""
        if self._action:
            self._action, self._chosen, self._step = "", (), None
            self._show()

    @Slot()
    def refresh(self) -> None:
        """The hall moved on: the options follow, and a question about somebody who left is closed."""
        if not self._action:
            return
        asked = self._asked()
        if asked is None or self._who(asked) != self._about:
            self.close()
            return
        found = step(asked, self._action, self._chosen)
        if found is None:
            self.close()
            return
        lit = self._lit()
        self._step = found
        keys = [option.key for option in found.options]
        self._index = keys.index(lit.key) if lit and lit.key in keys else 0
        self._show()

    # What a person does ------------------------------------------------------------------------------------------

    @Slot(str)
    def type(self, text: str) -> None:
        """A letter or digit: the option it names is taken as soon as no other one can be meant."""
        now, sign = self._monotonic(), text.upper()
        if not sign.isalnum() or self._bounces(sign):
            return
        typed = sign if now - self._typed_at > PAUSE_S else self._typed + sign
        fits = self._fitting(typed)
        if not fits and typed != sign:
            typed, fits = sign, self._fitting(sign)
        if not fits:
            return
        self._typed, self._typed_at = typed, now
        self._index = fits[0]
        if len(fits) == 1 and self._options()[fits[0]].key == typed:
            self._take(fits[0], sign)
        else:
            self._show()

    @Slot(int)
    def move(self, by: int) -> None:
        """Arrow keys."""
        if self._options():
            self._index = (self._index + by) % len(self._options())
            self._show()

    @Slot()
    def accept(self) -> None:
        """Enter."""
        if not self._bounces("enter") and self._options():
            self._take(self._index, "enter")

    @Slot(int)
    def choose(self, index: int) -> None:
        """A click on an option; the second one of a double click meant what stood there before."""
        if not self.fresh and 0 <= index < len(self._options()):
            self._take(index, "click")

    @Slot()
    def back(self) -> None:
        """Backspace: one step back; before the first one the question is closed."""
        asked = self._asked()
        if asked is None or len(self._chosen) <= self._first:
            self.close()
        else:
            self._chosen = self._chosen[:-1]
            self._go(asked, "back")

    def _who(self, asked: Asked) -> str | None:
        """Whom the question is about; a break is about nobody, and is asked on while a visitor leaves."""
        return asked.ticket.id if asked.ticket and self._action != "pause" else None

    def _take(self, index: int, trigger: str) -> None:
        asked = self._asked()
        if asked is None:
            self.close()
            return
        self._chosen = (*self._chosen, self._options()[index].value)
        self._go(asked, trigger)

    def _go(self, asked: Asked, trigger: str) -> None:
        self._stepped = self._monotonic()
        if trigger != "open":
            self._last = trigger
        self._index, self._typed = 0, ""
        self._step = step(asked, self._action, self._chosen)
        if self._step is not None:
            self._show()
            return
        action, chosen = self._action, self._chosen
        self.close()
        self._done(action, chosen)

    def _bounces(self, trigger: str) -> bool:
        return self._last == trigger and self.fresh

    def _options(self) -> tuple[Option, ...]:
        return self._step.options if self._step else ()

    def _lit(self) -> Option | None:
        options = self._options()
        return options[self._index] if self._index < len(options) else None

    def _fitting(self, typed: str) -> list[int]:
        return [i for i, option in enumerate(self._options()) if option.key.startswith(typed)]

    def _show(self) -> None:
        self._rows.show(
            [
                {"key": o.key, "text": o.text, "mark": o.mark, "detail": o.detail, "lit": i == self._index}
                for i, o in enumerate(self._options())
            ]
        )
        self.changed.emit()

    # For QML -----------------------------------------------------------------------------------------------------

    @Property(bool, notify=changed)
    def asking(self) -> bool:
        return self._action != ""

    @Property(str, notify=changed)
    def title(self) -> str:
        """The question, or what is said where there is no answer to choose."""
        if self._step is None:
            return ""
        return self._step.title if self._step.options else self._step.empty

    @Property(RowList, constant=True)
    def options(self) -> RowList:
        """Rows of ``key text mark detail lit``."""
        return self._rows

    @Property(list, notify=changed)
    def texts(self) -> list[str]:
        """The words of the options, for their width."""
        return [option.text for option in self._options()]

    @Property(list, notify=changed)
    def keys(self) -> list[str]:
        """The keys of the options, for their width."""
        return [option.key for option in self._options()]

    @Property(int, notify=changed)
    def index(self) -> int:
        """The option that Enter takes."""
        return self._index

"""The kiosk's one model: what a visitor does, handed to the parts of the kiosk. QML lays out and nothing else.

Pages: ``home`` → (``find`` → ``item`` | ``code``) → (``working``) → ``ticket`` | ``refused`` | ``doubt`` → ``home``,
and for staff ``corner`` → ``paper``. A take is made by the first tap on a tile or on an item's button.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Slot
from PySide6.QtQml import QmlElement

from kiosk.codes import Arrival
from kiosk.parts import KioskParts
from kiosk.take import Take
from shared.codes import STAMP

if TYPE_CHECKING:
    from shared.events import Entry
    from shared.items import Item
    from shared.tickets import Party
    from shared.ui.waits import Waits

QML_IMPORT_NAME = "kiosk"
QML_IMPORT_MAJOR_VERSION = 1

STAFF_PAGES: Final = frozenset({"corner", "paper"})
"""Pages on which no visitor is served."""


@QmlElement
class KioskModel(KioskParts):
    """All that the kiosk's screen shows and does. ``language`` fixes the language the screen comes back to; without it
    that is the hall's first."""

    def close(self) -> None:
        """End the printer's worker. The line is to be stopped before."""
        self.paper.close()

    def hall_at(self, address: Callable[[], str | None]) -> None:
        """Let technicians read where the hall is reached."""
        self._corner.address = address

    def know_waits(self, waits: Waits | None) -> None:
        """How long people are going to wait, as the hall said last; None once that is too old. In the Qt thread."""
        self._home.know_waits(waits)

    def hex_logs(self) -> dict[str, list[str]]:
        return self.paper.hex_logs()

    # What arrives ------------------------------------------------------------------------------------------------

    def on_picture(self) -> None:
        self._settings_arrived()
        self._home.show()

    def on_entry(self, entry: Entry, late: bool) -> None:
        # Nothing is ever printed from here: paper follows this kiosk's own answers only.
        if entry.event.type == "settings_changed":
            self._settings_arrived()
        self._home.show()

    def on_link(self) -> None:
        self._home.link_changed()

    def on_language(self) -> None:
        self._home.show()
        self._taking.show()
        self.paperChanged.emit()

    def _settings_arrived(self) -> None:
        if not self.has_picture:
            return
        self.paper.settle(self.picture.rules, self.station)
        self._wish.show()
        self._catalogue.settle(self.picture.rules.items)
        item = self._guide.item
        if item is not None and self.picture.rules.item(item.code) != item:
            self._guide.leave()
            if self._pages.page == "item":
                self._pages.show("find")
        self._home.settle()
        if self.code not in self._home.offered:
            self.set_language(self._home.own_language)

    def _paper_changed(self) -> None:
        if self._desk is not None:
            self._desk.paper_changed()
        self.paperChanged.emit()

    # A visitor comes and goes ------------------------------------------------------------------------------------

    def _free(self) -> bool:
        """Nothing is under way, and a press is meant."""
        return self._taking.take is None and self._pages.is_settled

    def _astray(self) -> bool:
        """Whether a visitor changed the screen, and no take is under way."""
        said = self._wish.said or self._codes.noted is not None
        changed = self._comfort.any or self._steps.is_on or said or self.code != self._home.own_language
        return changed and self._taking.take is None

    @Slot()
    def _visitor_left(self) -> None:
        self._corner.leave()
        self._guide.leave()
        self._comfort.reset()
        self._steps.off()
        self._wish.reset()
        self._codes.reset()
        self.set_language(self._home.own_language)

    @Slot()
    def _comfort_changed(self) -> None:
        self._catalogue.rows_fit(self._rows_fit())
        self._home.page_tiles(self._comfort.is_low or self._steps.is_on)
        self.largeChanged.emit()
        self._pages.watch()

    def _rows_fit(self) -> int:
        """How many items the find page has room for."""
        return 3 if self._comfort.is_low else 4 if self._comfort.is_large else 6

    # What the visitor does ---------------------------------------------------------------------------------------

    @Slot(str)
    def take(self, category: str) -> None:
        """Take a ticket of the category. Does nothing while another take is under way."""
        if self._pages.page == "home":
            self._begin(Take(category=category, language=self._home.spoken, tapped_ns=time.monotonic_ns()))

    def _take_item(self, item: Item, party: Party) -> None:
        if self._pages.page == "item":
            now = time.monotonic_ns()
            language = self._home.spoken
            self._begin(Take(category=item.category, language=language, tapped_ns=now, item=item.code, party=party))

    def _begin(self, take: Take) -> None:
        if not self._free() or self._home.standing != "ready":
            return
        take.purpose, take.priority = self._wish.purpose, self._wish.priority
        take.interpreter = self._wish.interpreter
        take.stamp = self._codes.noted
        self._taking.begin(take)

    @Slot()
    def done(self) -> None:
        """Go back to the beginning, for the next visitor."""
        if self._pages.page not in ("home", "working") and self._pages.is_settled:
            self._pages.go_home()

    @Slot()
    def findItem(self) -> None:
        """Look for an item and its papers."""
        if self._pages.page == "home" and self._free():
            self._catalogue.opened(self._rows_fit())
            self._pages.show("find")

    @Slot()
    def openWish(self) -> None:
        """To collect, missing papers, priority."""
        if self._pages.page == "home" and self._free():
            self._pages.show("wish")

    @Slot(str)
    def wishFor(self, code: str) -> None:
        """Say it, and go on to the categories."""
        if self._pages.page == "wish" and self._pages.is_settled:
            self._wish.choose(code)
            self._pages.show("home")

    @Slot()
    def openCode(self) -> None:
        """An appointment, or an arrival stamp."""
        if self._pages.page in ("home", "wish") and self._free():
            self._codes.opened()
            self._pages.show("code")

    @Slot()
    def enterCode(self) -> None:
        """The code is typed."""
        if self._pages.page == "code" and self._free() and (code := self._codes.entered()):
            self._use_code(code)

    def _read(self, code: str) -> bool:
        """A reader typed a code. On the code page it may be the end of one that was typed by hand."""
        if self._pages.page == "code" and self._codes.ends_with(code):
            return False
        return self._use_code(code)

    def _use_code(self, code: str) -> bool:
        """A code was typed or read, on whatever page: an appointment becomes a ticket, also while no others are issued, and
        a stamp is noted for the next one. False where it cannot be used now."""
        if self._home.standing in ("offline", "starting") or self._pages.page in STAFF_PAGES:
            return False
        self._idle.wake()
        if self._pages.page in ("ticket", "refused"):
            self._pages.go_home()  # Whoever was served here has gone, or is asked to: the next one shows a code.
        if self._taking.take is not None:
            return False
        if len(code) == STAMP:
            self._codes.note_stamp(code)
            self._pages.show("home")
            return True
        own, spoken = self._home.own_language, self._home.spoken
        self._taking.begin(
            Arrival(category="", language=spoken, tapped_ns=time.monotonic_ns(), code=code, own_language=own)
        )
        return True

    def _key(self, text: str) -> None:
        """A key that is no reader's: letters where letters are wanted, the PIN, else a number or Enter of the pad."""
        if self._present():
            return
        page = self._pages.page
        typed = self._catalogue if page == "find" else self._codes if page == "code" else None
        if text == "\n" and page == "code" and not self._steps.is_on:
            self.enterCode()
        elif text == "\n":
            self._steps.typed(text)
        elif page == "corner":
            self._corner.lock.typed_key(text)
        elif typed is None:
            self._steps.typed(text)
        elif text == "\b":
            typed.erase()
        else:
            typed.type(text)

    @Slot(str)
    def openItem(self, code: str) -> None:
        """Show what an item takes."""
        item = self.picture.rules.item(code)
        if self._pages.page == "find" and item is not None and self._pages.is_settled:
            self._guide.open(item)
            self._pages.show("item")

    @Slot()
    def back(self) -> None:
        """One page back, while no ticket is taken."""
        if not self._free():
            return
        page = self._pages.page
        if page == "item" and self._guide.stepBack():
            self._pages.hold()
        elif page in ("item", "find", "wish", "code"):
            self._pages.show("find" if page == "item" else "home")

    @Slot()
    def touched(self) -> None:
        """A finger is on the screen, wherever: whoever it is, they are still there."""
        self._steps.off()
        self._present(finger=True)

    def _present(self, *, finger: bool = False) -> bool:
        """Somebody is there; True where the idle screen or the question had to go for it."""
        woken = self._idle.wake()
        if woken:
            # What lies beneath must not take this touch.
            self._pages.hold()
        return self._pages.touched(finger=finger) or woken

    @Slot(str)
    def chooseLanguage(self, language: str) -> None:
        """Speak another language from now on, whichever page is shown."""
        self.set_language(language)
        self._pages.watch()

    @Slot()
    def toggleLarge(self) -> None:
        """Large text on or off."""
        self._comfort.toggleLarge()

    def report(self) -> dict[str, Any]:
        return {
            **super().report(),
            "page": self._pages.page,
            "printer": self.paper.state.value if self.paper.state else None,
            "idle": self._idle.is_shown,
            **self._home.report(),
            **self._taking.report(),
            **(self._desk.report() if self._desk else {}),
            **self._catalogue.report(),
            **self._guide.report(),
            **self._wish.report(),
            **self._corner.report(),
            **self._codes.report(),
            **self._steps.report(),
        }

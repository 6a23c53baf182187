"""The kiosk's one model: pages, the take at hand, what the home page says. QML lays out and nothing else.

Pages: ``home`` → (``find`` → ``item``) → (``working``) → ``ticket`` | ``refused`` | ``doubt`` → ``home``, and ``paper``
for staff. A take is made by the first tap on a tile or on an item's button; until the screen is home again no tap makes
another.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.catalogue import Catalogue
from kiosk.comfort import Comfort
from kiosk.countdown import Countdown
from kiosk.guide import Guide
from kiosk.outbox import Outbox
from kiosk.paper import Paper, PrinterChoice
from kiosk.paper_desk import PaperDesk
from kiosk.take import PaperState, Take, Times, new_token
from kiosk.ticket_view import TicketView
from kiosk.tiles import ROLES, tiles
from kiosk.wish import Wish
from shared import i18n
from shared.clock import Clock
from shared.errors import TinghaoError
from shared.log import Log
from shared.messages import Answer, LinkState, Unanswered
from shared.roles import Role
from shared.ui.rows import RowList
from shared.ui.station import StationModel

if TYPE_CHECKING:
    from drivers.printers.printer import Printed
    from shared.events import Entry
    from shared.items import Item
    from shared.tickets import Language, Party

QML_IMPORT_NAME = "kiosk"
QML_IMPORT_MAJOR_VERSION = 1

OWN_NAMES: Final = {"zh-CN": "中文", "en": "English", "ja": "日本語"}
"""Each language by its own name, whatever the screen speaks."""
BEFORE_A_TAKE: Final = frozenset({"home", "find", "item", "wish"})
"""Pages on which a visitor still looks around."""

log = Log(__name__)


@QmlElement
class KioskModel(StationModel):
    """All that the kiosk's screen shows and does. ``language`` fixes the language the screen comes back to; without it
    that is the hall's first."""

    pageChanged = Signal()
    homeChanged = Signal()
    settledChanged = Signal()
    paperChanged = Signal()
    largeChanged = Signal()
    returnChanged = Signal()

    def __init__(
        self,
        *,
        station: str,
        language: str = "",
        printer: PrinterChoice | None = None,
        times: Times | None = None,
        clock: Clock | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(
            room="kiosk",
            role=Role.KIOSK,
            station=station,
            language=language,
            clock=clock,
            parent=parent,
        )
        self._times = times or Times()
        self._page = "home"
        self._take: Take | None = None
        self._error: TinghaoError | None = None
        self._slow = self._asking = self._offline = False
        self._tiles = RowList(ROLES, "code", self)
        self._languages = RowList(("code", "name"), "code", self)
        self._ticket = TicketView(self)
        self._return = Countdown(self._times.second_ms, self)
        self._return.changed.connect(self.returnChanged)
        self.languageChanged.connect(self.returnChanged)
        self._idle = Countdown(self._times.second_ms, self)
        self._comfort = Comfort(self)
        self._comfort.changed.connect(self._comfort_changed)
        self._catalogue = Catalogue(self)
        self._wish = Wish(self)
        self._outbox = Outbox(self, self._times.retry_s * self._times.second_ms)
        self._working = self._timer(self._times.working_ms, self._show_working)
        self._slowly = self._timer(self._times.slow_s * self._times.second_ms, self._say_slow)
        self._settling = self._timer(self._times.settle_ms, self.settledChanged.emit)
        self._retry = self._timer(self._times.retry_s * self._times.second_ms, self._ask_again)
        self._going_offline = self._timer(self._times.offline_s * self._times.second_ms, self._go_offline)
        self._show_languages()
        self._slow_paper = self._timer(int(self._times.paper_slow_s * self._times.second_ms), self._paper_is_slow)
        self._desk: PaperDesk | None = None
        self.paper = Paper(self.bridge, self._paper_changed, printer)
        self._guide = Guide(self, self.paper, self._take_item)
        self._desk = PaperDesk(self, self.paper, self._outbox)
        self.pictureChanged.connect(self._desk.show)
        self.languageChanged.connect(self._desk.show)
        self._desk.changed.connect(self.paperChanged)

    def close(self) -> None:
        """End the printer's worker. The line is to be stopped before."""
        self.paper.close()

    def hex_logs(self) -> dict[str, list[str]]:
        return self.paper.hex_logs()

    # What arrives ------------------------------------------------------------------------------------------------

    def on_picture(self) -> None:
        self._settings_arrived()
        self._show_home()

    def on_entry(self, entry: Entry, late: bool) -> None:
        # Nothing is ever printed from here: paper follows this kiosk's own answers only.
        if entry.event.type == "settings_changed":
            self._settings_arrived()
        self._show_home()

    def on_link(self) -> None:
        if self.link.state is LinkState.CURRENT:
            self._going_offline.stop()
            self._offline = False
        elif not self._offline and not self._going_offline.isActive():
            self._going_offline.start()
        self.homeChanged.emit()

    def on_language(self) -> None:
        self._show_home()
        self._show_ticket()
        self.pageChanged.emit()
        self.paperChanged.emit()

    # What the visitor does ---------------------------------------------------------------------------------------

    @Slot(str)
    def take(self, category: str) -> None:
        """Take a ticket of the category. Does nothing while another take is under way."""
        if self._page == "home":
            self._begin(Take(category=category, language=self._spoken(), tapped_ns=time.monotonic_ns()))

    def _take_item(self, item: Item, party: Party) -> None:
        if self._page == "item":
            now = time.monotonic_ns()
            self._begin(
                Take(category=item.category, language=self._spoken(), tapped_ns=now, item=item.code, party=party)
            )

    def _begin(self, take: Take) -> None:
        if self._take is not None or not self._is_settled() or self._home_state() != "ready":
            return
        take.purpose, take.priority = self._wish.purpose, self._wish.priority
        if self.picture.rules.hall.visitors_url:
            take.token = new_token()
        self._take = take
        self._idle.stop()
        self._slow = self._asking = False
        self._working.start()
        self._slowly.start()
        self.pageChanged.emit()
        self._ask_hall(self._take)

    @Slot()
    def done(self) -> None:
        """Go back to the beginning, for the next visitor."""
        if self._page not in ("home", "working") and self._is_settled():
            self._go_home()

    @Slot()
    def findItem(self) -> None:
        """Look for an item and its papers."""
        if self._page == "home" and self._take is None and self._is_settled():
            self._catalogue.opened(self._rows_fit())
            self._show_page("find")

    @Slot()
    def openWish(self) -> None:
        """To collect, missing papers, priority."""
        if self._page == "home" and self._take is None and self._is_settled():
            self._show_page("wish")

    @Slot(str)
    def wishFor(self, code: str) -> None:
        """Say it, and go on to the categories."""
        if self._page == "wish" and self._is_settled():
            self._wish.choose(code)
            self._show_page("home")

    @Slot(str)
    def openItem(self, code: str) -> None:
        """Show what an item takes."""
        item = self.picture.rules.item(code)
        if self._page == "find" and item is not None and self._is_settled():
            self._guide.open(item)
            self._show_page("item")

    @Slot()
    def back(self) -> None:
        """One page back, while no ticket is taken."""
        if self._take is not None or not self._is_settled():
            return
        if self._page == "item" and self._guide.stepBack():
            self._settling.start()
            self.settledChanged.emit()
        elif self._page in ("item", "find", "wish"):
            self._show_page("find" if self._page == "item" else "home")

    @Slot()
    def touched(self) -> None:
        """A finger is on the screen, wherever: whoever it is, they are still there."""
        if self._settling.isActive():
            self._settling.start()
        self._return.again()
        if self._asking:
            # The question vanishes under this very finger: what lies beneath must not take the touch.
            self._asking = False
            self._settling.start()
            self.settledChanged.emit()
            self.pageChanged.emit()
        self._watch_idle()

    @Slot()
    def openPaper(self) -> None:
        """Staff hold the line at the foot: how the printer stands, and numbers without paper."""
        if self._page == "home" and self._take is None and self._desk is not None:
            self._desk.opened()
            self._show_page("paper")
            self._return.start(self._times.staff_s, self._go_home)

    @Slot(str)
    def chooseLanguage(self, language: str) -> None:
        """Speak another language from now on, whichever page is shown."""
        self.set_language(language)
        self._watch_idle()

    @Slot()
    def toggleLarge(self) -> None:
        """Large text on or off."""
        self._comfort.toggleLarge()

    def _comfort_changed(self) -> None:
        self._catalogue.rows_fit(self._rows_fit())
        self.largeChanged.emit()
        self._watch_idle()

    def _rows_fit(self) -> int:
        """How many items the find page has room for."""
        return 3 if self._comfort.is_low else 4 if self._comfort.is_large else 6

    # The take ----------------------------------------------------------------------------------------------------

    def _ask_hall(self, take: Take) -> None:
        self.ask(take.command, lambda answer: self._answered(take, answer), lambda error: self._not_taken(take, error))

    def _answered(self, take: Take, answer: Answer) -> None:
        taken = take.answered(answer)
        self._tell(take, "ticket", ticket=taken.ticket, ahead=taken.ahead)
        if take is not self._take:
            # The visitor left while the hall was silent. A slip now would lie there for anybody.
            self._outbox.put(taken.ticket, printed=False, fault="visitor_left")
            return
        self._error = None
        self._retry.stop()
        self._print(take)
        self._show_page("ticket")

    def _not_taken(self, take: Take, error: TinghaoError) -> None:
        unanswered = isinstance(error, Unanswered)
        self._tell(take, "unanswered" if unanswered else "refused", code=error.code)
        if take is not self._take:
            return
        self._error = error
        if unanswered:
            self._retry.start()
        if self._page != "doubt" or not unanswered:
            self._show_page("doubt" if unanswered else "refused")
            self._return.start(self._times.number_s, self._go_home)

    def _ask_again(self) -> None:
        if self._take is not None and self._page == "doubt":
            self._ask_hall(self._take)

    # The paper ---------------------------------------------------------------------------------------------------

    def _print(self, take: Take) -> None:
        """Commit first, paper second: the hall has answered, so the ticket counts whatever becomes of its slip."""
        if take.entry is None or take.taken is None:
            raise ValueError("nothing is printed before the hall has answered")
        from kiosk.slips import slip_of

        take.paper = PaperState.PRINTING
        self._slow_paper.start()
        future = self.paper.print(
            slip_of(take.entry, take.taken, self.picture.rules, take.item, take.party, take.token)
        )
        self.bridge.watch(
            future,
            lambda printed: self._printed(take, printed),
            lambda fault: self._not_printed(take, fault),
        )

    def _printed(self, take: Take, printed: Printed) -> None:
        take.paper = PaperState.PRINTED
        self._tell(
            take,
            "printed",
            at_ns=round(printed.first_byte_at * 1e9),
            t_last=round(printed.last_byte_at * 1e9),
            bytes=printed.bytes,
        )
        self._paper_settled(take, self._times.slip_s)
        self.paper.watch(printed, lambda fault: self._not_printed(take, fault))

    def _not_printed(self, take: Take, fault: TinghaoError) -> None:
        take.paper, take.fault = PaperState.FAILED, fault
        log.warning("slip_failed", number=take.taken.number if take.taken else "", why=str(fault))
        self._tell(take, "failed", fault=fault.code)
        self._paper_settled(take, self._times.number_s)

    def _paper_is_slow(self) -> None:
        """The visitor has the number and need not wait for a printer that stopped taking it."""
        take = self._take
        if take is not None and take.paper is PaperState.PRINTING:
            take.paper = PaperState.SLOW
            self._show_ticket()
            self._return.start(self._times.number_s, self._go_home)

    def _paper_settled(self, take: Take, seconds: int) -> None:
        fault = take.fault.code if take.fault else None
        self._outbox.put(take.id, printed=take.paper is PaperState.PRINTED, fault=fault)
        if take is self._take:
            self._show_ticket()
            self._return.start(seconds, self._go_home)

    def _paper_changed(self) -> None:
        if self._desk is not None:
            self._desk.paper_changed()
        self.paperChanged.emit()

    # Pages -------------------------------------------------------------------------------------------------------

    def _show_page(self, page: str) -> None:
        self._working.stop()
        self._slowly.stop()
        self._return.stop()
        self._page = page
        self._show_ticket()
        self._settling.start()
        self.pageChanged.emit()
        self.settledChanged.emit()
        self._watch_idle()

    def _go_home(self) -> None:
        self._take = self._error = None
        self._retry.stop()
        self._back_to_own_language()
        self._show_page("home")

    def _show_working(self) -> None:
        if self._take is not None and self._page in BEFORE_A_TAKE:
            self._page = "working"
            self.pageChanged.emit()

    def _say_slow(self) -> None:
        self._slow = True
        self.pageChanged.emit()

    def _watch_idle(self) -> None:
        """What somebody left behind, a page or a language or large text, is taken back after asking."""
        changed = self._page != "home" or self._comfort.any or self._wish.said or self._language != self._own_language()
        if self._page in BEFORE_A_TAKE and self._take is None and changed:
            self._idle.start(self._times.idle_s, self._ask_if_there)
        else:
            self._idle.stop()

    def _ask_if_there(self) -> None:
        self._asking = True
        self._idle.start(self._times.ask_s, self._nobody_there)
        self.pageChanged.emit()

    def _nobody_there(self) -> None:
        self._asking = False
        self._back_to_own_language()
        self._show_page("home")

    def _back_to_own_language(self) -> None:
        self._idle.stop()
        self._guide.leave()
        self._comfort.reset()
        self._wish.reset()
        self.set_language(self._own_language())

    # Home --------------------------------------------------------------------------------------------------------

    def _settings_arrived(self) -> None:
        if not self.has_picture:
            return
        self.paper.settle(self.picture.rules, self.station)
        self._wish.show()
        self._catalogue.settle(self.picture.rules.items)
        item = self._guide.item
        if item is not None and self.picture.rules.item(item.code) != item:
            self._guide.leave()
            if self._page == "item":
                self._show_page("find")
        self._show_languages()
        if self._language not in self._offered():
            self.set_language(self._own_language())

    def _show_languages(self) -> None:
        self._languages.show([{"code": code, "name": OWN_NAMES[code]} for code in self._offered()])

    def _offered(self) -> tuple[str, ...]:
        return self.picture.rules.hall.languages if self.has_picture else i18n.LANGUAGES

    def _own_language(self) -> str:
        offered = self._offered()
        return self._fixed_language if self._fixed_language in offered else offered[0]

    def _show_home(self) -> None:
        self._tiles.show(tiles(self.picture, self._language) if self.has_picture else [])
        self.homeChanged.emit()

    def _go_offline(self) -> None:
        self._offline = True
        self.homeChanged.emit()

    def _home_state(self) -> str:
        if self._offline:
            return "offline"
        if not self.has_picture:
            return "starting"
        if self.picture.today is None:
            return "closed"
        return "ready" if self.picture.rules.categories else "empty"

    def _show_ticket(self) -> None:
        if self._take is not None:
            self._ticket.show(self._take, self.picture, self._language)

    # Small things ------------------------------------------------------------------------------------------------

    def _timer(self, ms: int, end: Any) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(ms)
        timer.timeout.connect(end)
        return timer

    def _is_settled(self) -> bool:
        return not self._settling.isActive()

    def _spoken(self) -> Language:
        match self._language:
            case "en":
                return "en"
            case "ja":
                return "ja"
            case _:
                return "zh-CN"

    def _tell(self, take: Take, what: str, at_ns: int | None = None, **more: object) -> None:
        number = take.taken.number if take.taken else None
        at = at_ns if at_ns is not None else time.monotonic_ns()
        self.told.emit({"told": what, "number": number, "t": at, "t_tap": take.tapped_ns, **more})

    def report(self) -> dict[str, Any]:
        take = self._take
        return {
            **super().report(),
            "page": self._page,
            "home": self._home_state(),
            "number": take.taken.number if take and take.taken else None,
            "paper": take.paper.value if take else None,
            "fault": take.fault.code if take and take.fault else None,
            "error": self._error.code if self._error else None,
            "printer": self.paper.state.value if self.paper.state else None,
            "tiles": self._tiles.rows,
            **(self._desk.report() if self._desk else {}),
            **self._catalogue.report(),
            **self._guide.report(),
            **self._wish.report(),
        }

    # For QML -----------------------------------------------------------------------------------------------------

    @Property(str, notify=pageChanged)
    def page(self) -> str:
        """One of ``home find item wish working ticket refused doubt paper``."""
        return self._page

    @Property(bool, notify=pageChanged)
    def taking(self) -> bool:
        """A take is under way: the tiles take no more taps."""
        return self._take is not None

    @Property(bool, notify=settledChanged)
    def settled(self) -> bool:
        """False for a moment after a page changed, while a drumming finger may still mean the page before."""
        return self._is_settled()

    @Property(bool, notify=pageChanged)
    def slow(self) -> bool:
        """The hall takes longer than usual."""
        return self._slow

    @Property(bool, notify=pageChanged)
    def asking(self) -> bool:
        """The screen asks whether somebody is still there."""
        return self._asking

    @Property(str, notify=pageChanged)
    def errorDetail(self) -> str:
        return self._error.detail(self._language) if self._error else ""

    @Property(str, notify=pageChanged)
    def errorRemedy(self) -> str:
        return self._error.remedy(self._language) if self._error else ""

    @Property(str, notify=homeChanged)
    def homeState(self) -> str:
        """One of ``ready starting offline closed empty``."""
        return self._home_state()

    @Property(str, notify=homeChanged)
    def hallBeneath(self) -> str:
        """The hall's name in a second language, for beneath the Chinese."""
        if not self.has_picture:
            return ""
        name = self.picture.rules.hall.name
        return name.get(self._language if self._language != "zh-CN" else "en").replace(name.zh, "")

    @Property(bool, notify=paperChanged)
    def canPrint(self) -> bool:
        return self.paper.can_print

    @Property(str, notify=paperChanged)
    def staffLine(self) -> str:
        """What the printer needs, for the staff and in their language; empty when it needs nothing."""
        own, unprinted = self._own_language(), self._desk.unprinted if self._desk else 0
        state = self.paper.state.value if self.paper.state else "missing"
        said = "" if state == "ready" else i18n.text(f"kiosk.printer_{state}", own)
        waiting = i18n.text("kiosk.unprinted", own, n=unprinted) if unprinted else ""
        return "  ·  ".join(part for part in (said, waiting) if part)

    @Property(bool, notify=largeChanged)
    def large(self) -> bool:
        return self._comfort.is_large

    @Property(Comfort, constant=True)
    def comfort(self) -> Comfort:
        """Large text, high contrast, low controls."""
        return self._comfort

    @Property(Catalogue, constant=True)
    def catalogue(self) -> Catalogue:
        """The items, searched."""
        return self._catalogue

    @Property(Wish, constant=True)
    def wish(self) -> Wish:
        """What the visitor said of themselves."""
        return self._wish

    @Property(Guide, constant=True)
    def guide(self) -> Guide:
        """One item and its papers."""
        return self._guide

    @Property(RowList, constant=True)
    def tiles(self) -> RowList:
        return self._tiles

    @Property(RowList, constant=True)
    def languages(self) -> RowList:
        return self._languages

    @Property(TicketView, constant=True)
    def ticket(self) -> TicketView:
        return self._ticket

    @Property(PaperDesk, constant=True)
    def desk(self) -> PaperDesk | None:
        """The printer, for staff."""
        return self._desk

    @Property(Countdown, constant=True)
    def returning(self) -> Countdown:
        """Until the screen goes back to the beginning."""
        return self._return

    @Property(str, notify=returnChanged)
    def returnText(self) -> str:
        """``15 秒后返回首页``; empty while nothing counts."""
        left = self._return.seconds
        return self.say("returns", n=left) if left else ""

    @Property(Countdown, constant=True)
    def idle(self) -> Countdown:
        """Until the screen asks, then until it goes back."""
        return self._idle

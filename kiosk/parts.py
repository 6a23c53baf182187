"""The parts of the kiosk's model, made and joined, as its QML finds them. What is done with them is in
:mod:`kiosk.model`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement

from drivers.printers.paper import Paper, PrinterChoice
from kiosk.catalogue import Catalogue
from kiosk.codes import CodeEntry
from kiosk.comfort import Comfort
from kiosk.corner import Corner
from kiosk.guide import Guide
from kiosk.home import Home
from kiosk.idle import IdleScreen
from kiosk.paper_desk import PaperDesk
from kiosk.steps import Steps
from kiosk.take import Times
from kiosk.taking import Taking
from kiosk.turning import Turning
from kiosk.wedge import Wedge
from kiosk.wish import Wish
from shared import i18n
from shared.clock import Clock
from shared.roles import Role
from shared.ui.outbox import Outbox
from shared.ui.station import StationModel

if TYPE_CHECKING:
    from shared.items import Item
    from shared.tickets import Party

QML_IMPORT_NAME = "kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class KioskParts(StationModel):
    """Everything the kiosk consists of. ``language`` fixes the language the screen comes back to; without it that is the
    hall's first.

    Only :class:`kiosk.model.KioskModel` is ever made. What it must bring raises ``NotImplementedError`` here, for Qt's
    own metaclass leaves no room for that of abstract classes.
    """

    pageChanged = Signal()
    settledChanged = Signal()
    paperChanged = Signal()
    largeChanged = Signal()
    returnChanged = Signal()
    ending = Signal(str)
    """A technician ends this kiosk: ``restart`` or ``close``."""

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
        self._comfort = Comfort(self)
        self._pages = Turning(self._times, self._astray, self)
        self._home = Home(self, self._times, language)
        self._idle = IdleScreen(self, self._home, self._times)
        self._steps = Steps(self._pages, self._present, self)
        self._catalogue = Catalogue(self)
        self._wish = Wish(self)
        self._codes = CodeEntry(self)
        self._wedge = Wedge(self, self._read, self._key)
        self._desk: PaperDesk | None = None
        self.paper = Paper(self.bridge.call, self._paper_changed, printer)
        outbox = Outbox(self, self._times.retry_s * self._times.second_ms)
        self._taking = Taking(self, self._pages, self.paper, outbox, self._times)
        self._guide = Guide(self, self.paper, self._take_item)
        self._desk = PaperDesk(self, self.paper, outbox)
        self._corner = Corner(self, self._pages, self._desk, self.paper, self._times, self.ending.emit)
        self._connect(self._desk)

    def _connect(self, desk: PaperDesk) -> None:
        pages = self._pages
        pages.changed.connect(self.pageChanged)
        pages.settledChanged.connect(self.settledChanged)
        # After the page's own controls heard of it: what cannot be pressed yet takes no focus.
        pages.settledChanged.connect(self._steps.settled)
        pages.returnChanged.connect(self.returnChanged)
        pages.left.connect(self._visitor_left)
        pages.watched.connect(self._idle.watch)
        self.languageChanged.connect(self.returnChanged)
        self._taking.changed.connect(self.pageChanged)
        self._comfort.changed.connect(self._comfort_changed)
        self._steps.changed.connect(self._comfort_changed)
        self.pictureChanged.connect(desk.show)
        self.languageChanged.connect(desk.show)
        desk.changed.connect(self.paperChanged)

    # What the parts ask of the whole -----------------------------------------------------------------------------

    def _astray(self) -> bool:
        """Whether a visitor changed the screen, and no take is under way."""
        raise NotImplementedError

    def _present(self, *, finger: bool = False) -> bool:
        """Somebody is there; True where the idle screen or the question had to go for it."""
        raise NotImplementedError

    def _read(self, code: str) -> bool:
        """A reader typed a code."""
        raise NotImplementedError

    def _key(self, text: str) -> None:
        """A key that is no reader's."""
        raise NotImplementedError

    def _take_item(self, item: Item, party: Party) -> None:
        """Take a ticket for an item."""
        raise NotImplementedError

    def _paper_changed(self) -> None:
        """The printer is another one, or in another state."""
        raise NotImplementedError

    @Slot()
    def _visitor_left(self) -> None:
        """The visitor has gone."""
        raise NotImplementedError

    @Slot()
    def _comfort_changed(self) -> None:
        """The screen helps in another way."""
        raise NotImplementedError

    # For QML -----------------------------------------------------------------------------------------------------

    @Property(str, notify=pageChanged)
    def page(self) -> str:
        """One of ``home find item wish code working ticket refused doubt corner paper``."""
        return self._pages.page

    @Property(bool, notify=pageChanged)
    def taking(self) -> bool:
        """A take is under way: the tiles take no more taps."""
        return self._taking.take is not None

    @Property(bool, notify=settledChanged)
    def settled(self) -> bool:
        """False for a moment after a page changed, while a drumming finger may still mean the page before."""
        return self._pages.is_settled

    @Property(bool, notify=paperChanged)
    def canPrint(self) -> bool:
        return self.paper.can_print

    @Property(str, notify=paperChanged)
    def staffLine(self) -> str:
        """What the printer needs, for the staff and in their language; empty when it needs nothing."""
        own, unprinted = self._home.own_language, self._desk.unprinted if self._desk else 0
        state = self.paper.state.value if self.paper.state else "missing"
        said = "" if state == "ready" else i18n.text(f"kiosk.printer_{state}", own)
        waiting = i18n.text("kiosk.unprinted", own, n=unprinted) if unprinted else ""
        return "  ·  ".join(part for part in (said, waiting) if part)

    @Property(bool, notify=largeChanged)
    def large(self) -> bool:
        return self._comfort.is_large

    @Property(str, notify=returnChanged)
    def returnText(self) -> str:
        """``15 秒后返回首页``; empty while nothing counts."""
        left = self._pages.seconds_left
        return self.say("returns", n=left) if left else ""

    @Property(Turning, constant=True)
    def pages(self) -> Turning:
        """The page's clocks, and the question whether somebody is there."""
        return self._pages

    @Property(Home, constant=True)
    def home(self) -> Home:
        """Tiles, languages, and whether tickets are issued."""
        return self._home

    @Property(Steps, constant=True)
    def steps(self) -> Steps:
        """The focus, moved by keys."""
        return self._steps

    @Property(IdleScreen, constant=True)
    def idleScreen(self) -> IdleScreen:
        """What is shown while nobody is there."""
        return self._idle

    @Property(Taking, constant=True)
    def flow(self) -> Taking:
        """The take at hand."""
        return self._taking

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

    @Property(CodeEntry, constant=True)
    def codes(self) -> CodeEntry:
        """An appointment's code, or an arrival stamp."""
        return self._codes

    @Property(Wedge, constant=True)
    def wedge(self) -> Wedge:
        """Hears the keyboard, which is most often a QR reader."""
        return self._wedge

    @Property(Guide, constant=True)
    def guide(self) -> Guide:
        """One item and its papers."""
        return self._guide

    @Property(Corner, constant=True)
    def corner(self) -> Corner:
        """For technicians."""
        return self._corner

    @Property(PaperDesk, constant=True)
    def desk(self) -> PaperDesk | None:
        """The printer, for staff."""
        return self._desk

"""The enquiry desk's one model: its pages, and the column that stands beside all of them."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from counter.enquiry_desk import EnquiryDesk
from counter.enquiry_faults import EnquiryFaults
from counter.enquiry_page import EnquiryPage
from counter.enquiry_pages import PAGES
from shared.events import Entry
from shared.ui.rows import RowList

QML_IMPORT_NAME = "counter"
QML_IMPORT_MAJOR_VERSION = 1

QML_PAGE: Final = "Enquiry"
SOON_MS: Final = 50
"""A burst of events is shown once: each look goes through every ticket of the hall."""


@QmlElement
class EnquiryModel(EnquiryDesk):
    """The enquiry desk (咨询台). Options are those of :class:`~counter.enquiry_desk.EnquiryDesk`."""

    pageChanged = Signal()

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._pages: dict[str, EnquiryPage] = {kind.name: kind(self) for kind in PAGES}
        self._page = next(iter(self._pages))
        self._tabs = RowList(("name", "key", "text", "lit"), "name", self)
        self._faults = EnquiryFaults(self)
        self._second = QTimer(self)
        self._second.timeout.connect(self.tick)
        self._second.start(1000)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self._show)
        self.paperChanged.connect(self._show)
        self.waitsChanged.connect(self._show)
        self._show_tabs()

    def close(self) -> None:
        """End what the desk holds."""
        self._second.stop()
        self._soon.stop()
        for page in self._pages.values():
            page.close()
        super().close()

    def page_of(self, name: str) -> EnquiryPage:
        """A page by its name, for Python."""
        return self._pages[name]

    def on_picture(self) -> None:
        super().on_picture()
        self._show()

    def on_entry(self, entry: Entry, late: bool) -> None:
        super().on_entry(entry, late)
        if not self._soon.isActive():
            self._soon.start()

    def on_language(self) -> None:
        super().on_language()
        self._show_tabs()
        self._show()

    @Slot()
    def tick(self) -> None:
        """Once a second: waits and times on the open page."""
        super().tick()
        self._pages[self._page].show()

    def report(self) -> dict[str, Any]:
        if self._soon.isActive():
            self._show()  # Whoever watches from outside is told what stands in the picture now.
        return super().report() | {"page": self._page, **self._faults.report(), **self._pages[self._page].report()}

    @Slot()
    def _show(self) -> None:
        self._soon.stop()
        self._faults.show()
        self._pages[self._page].show()

    def _show_tabs(self) -> None:
        self._tabs.show(
            [
                {"name": n, "key": p.key, "text": self.say(f"enquiry.page_{n}"), "lit": n == self._page}
                for n, p in self._pages.items()
            ]
        )

    # For QML -----------------------------------------------------------------------------------------------------

    @Slot(str)
    def open(self, name: str) -> None:
        """A tab or its key."""
        if name != self._page:
            self._pages[self._page].closed()
            self.tell(None)
            self._page = name
            self._pages[name].opened()
            self._pages[name].show()
            self._show_tabs()
        # Also for the same page: its key brings the focus back to its first field.
        self.pageChanged.emit()

    @Property(RowList, constant=True)
    def tabs(self) -> RowList:
        """Rows of ``name key text lit``."""
        return self._tabs

    @Property(EnquiryFaults, constant=True)
    def faults(self) -> EnquiryFaults:
        return self._faults

    @Property(QObject, notify=pageChanged)
    def page(self) -> EnquiryPage:
        """The open page's model."""
        return self._pages[self._page]

    @Property(str, notify=pageChanged)
    def pageName(self) -> str:
        return self._page

    @Property(str, notify=pageChanged)
    def pageSource(self) -> str:
        """The open page's QML file."""
        return type(self._pages[self._page]).source()

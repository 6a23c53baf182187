"""The sheets page of the enquiry desk: A4 signs and lists of papers, looked at, saved as PDF, or printed in the office."""

from __future__ import annotations

import os
import re
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, Literal, get_args

from platformdirs import user_documents_path
from PySide6.QtCore import Property, QUrl, Signal, Slot
from PySide6.QtQml import QmlElement

from counter.enquiry_desk import EnquiryDesk
from counter.enquiry_notes import EnquiryFault
from counter.enquiry_page import EnquiryPage
from counter.enquiry_pick import Pick
from counter.sheets import draw, signs
from counter.sheets.page import Sheet
from counter.sheets.papers import papers_sheet
from drivers.sheet_printer import print_pdf
from shared.errors import TinghaoError
from shared.item_search import Index
from shared.items import Item
from shared.roles import Role
from shared.screens import Arrow
from shared.tickets import Language
from shared.ui.rows import RowList

QML_IMPORT_NAME = "counter"
QML_IMPORT_MAJOR_VERSION = 1

PRINTER: Final = "TINGHAO_SHEET_PRINTER"
"""Environment of the desk's machine: address of the A4 printer."""
FOLDER: Final = "TINGHAO_SHEETS"
"""Where PDFs are saved, else a folder among the user's documents."""
Kind = Literal["window", "rating", "kiosk_out", "papers"]
MATCHES: Final = 6
"""Items shown for what is typed."""
PIXELS: Final = 1.9
"""Of a millimetre, in the picture on the screen."""
_WAYS: Final[dict[str, str]] = dict(zip(get_args(Arrow), "↑↗→↘↓↙←↖", strict=True))


@QmlElement
class SheetsPage(EnquiryPage):
    """What is picked, and how it will look."""

    name = "sheets"
    key = "F5"
    changed = Signal()

    def __init__(self, desk: EnquiryDesk) -> None:
        super().__init__(desk)
        self._kind: Pick[Kind] = Pick()
        self._target: Pick[str] = Pick(open_=True)
        self._way: Pick[Arrow | None] = Pick()
        self._language: Pick[Language] = Pick()
        self._query = ""
        self._items: tuple[Item, ...] = ()
        self._index = Index((), {})
        self._sheet: Sheet | None = None
        self._shown = 0
        self._folder = tempfile.TemporaryDirectory(prefix="tinghao-sheets-")
        self._printing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sheets")

    # What the desk tells -----------------------------------------------------------------------------------------

    def show(self) -> None:
        if not self.desk.has_picture:
            return
        rules = self.desk.picture.rules
        if rules.items != self._items:
            self._items, self._index = rules.items, Index(rules.items, {})
        self._offer()

    def report(self) -> dict[str, Any]:
        return {
            "kind": self._kind.value or "",
            "target": self._target.value or "",
            "targets": [row["text"] for row in self._target.rows.rows],
            "sheet": self._sheet.title if self._sheet else "",
        }

    def close(self) -> None:
        self._printing.shutdown(wait=False, cancel_futures=True)
        self._folder.cleanup()

    # What a person does ------------------------------------------------------------------------------------------

    @Slot(str, int)
    def pick(self, what: str, index: int) -> None:
        """A click on one of ``kind target way language``."""
        if self._picks()[what].pick(index):
            self._picked(what)

    @Slot(str, int)
    def step(self, what: str, by: int) -> None:
        """An arrow key on one of them."""
        if self._picks()[what].step(by):
            self._picked(what)

    @Slot(str)
    def type(self, text: str) -> None:
        """Something was typed to find an item."""
        self._query = text
        self._target.begin_anew()
        self._offer()
        self._draw()

    @Slot()
    def save(self) -> None:
        """As a PDF into the folder."""
        if (sheet := self._ready()) is None:
            return
        folder = Path(os.environ.get(FOLDER) or user_documents_path() / "Tinghao")
        file = folder / f"{re.sub(r'[^0-9A-Za-z]+', '-', f'{self._kind.value}-{self._target.value}')}.pdf"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            file.write_bytes(draw.pdf(sheet))
        except OSError as error:
            self.desk.cannot(EnquiryFault("not_saved", file=str(file), why=error.strerror or str(error)))
        except TinghaoError as fault:
            self.desk.cannot(fault)
        else:
            self.desk.say_done("did_save", file=str(file))

    @Slot()
    def print(self) -> None:
        """To the office's printer."""
        if (sheet := self._ready()) is None:
            return
        address = os.environ.get(PRINTER)
        if not address:
            self.desk.cannot(EnquiryFault("no_sheet_printer", name=PRINTER))
            return
        try:
            document = draw.pdf(sheet)
        except TinghaoError as fault:
            self.desk.cannot(fault)
            return
        self.desk.say_done("printing")
        future = self._printing.submit(print_pdf, address, document, sheet.title)
        self.desk.bridge.watch(
            future, lambda _: self.desk.say_done("did_print_sheet", title=sheet.title), self.desk.cannot
        )

    # Inside ------------------------------------------------------------------------------------------------------

    def _picked(self, what: str) -> None:
        if what == "kind":
            self._target.begin_anew()
            self._offer()
        self._draw()

    def _ready(self) -> Sheet | None:
        if self._sheet is None:
            self.desk.cannot(EnquiryFault("no_sheet_chosen"))
        return self._sheet

    def _draw(self) -> None:
        """The picture of what is picked; why there is none is said."""
        self._sheet = None
        try:
            self._sheet = self._made()
            if self._sheet is not None:
                self._shown += 1
                draw.picture(self._sheet.pages[0], PIXELS).save(self._file())
        except TinghaoError as fault:
            self._sheet = None
            self.desk.cannot(fault)
        self.changed.emit()

    def _made(self) -> Sheet | None:
        rules, target = self.desk.picture.rules, self._target.value
        if target is None:
            return None
        match self._kind.value:
            case "window":
                return signs.window_plate(rules, int(target), self._spoken(int(target)))
            case "rating":
                return signs.rating_sign(rules, int(target))
            case "kiosk_out":
                return signs.kiosk_out(rules, target, way=self._way.value)
            case _:
                now = f"{self.desk.local_time(self.desk.now()):%Y-%m-%d %H:%M}"
                return papers_sheet(rules, target, self._language.value or "zh-CN", now, draw.measured)

    def _spoken(self, number: int) -> tuple[Language, ...]:
        """The languages of the house that the clerk at the window speaks; none where nobody is signed in."""
        window = self.desk.picture.windows.get(number)
        clerk = self.desk.picture.rules.clerk(window.clerk) if window is not None and window.clerk else None
        return tuple(one for one in get_args(Language) if clerk is not None and one in clerk.languages)

    def _offer(self) -> None:
        desk, rules = self.desk, self.desk.picture.rules
        self._kind.offer([(kind, desk.say(f"enquiry.sheet_{kind}")) for kind in get_args(Kind)])
        self._language.offer([(one, desk.say(f"speaks_{one.replace('-', '_')}")) for one in rules.hall.languages])
        self._way.offer([(None, "–"), *((way, _WAYS[way]) for way in get_args(Arrow))])
        match self._kind.value:
            case "window" | "rating":
                self._target.offer([(str(place.number), str(place.number)) for place in rules.windows])
            case "kiosk_out":
                kiosks = [station.name for station in rules.stations if station.role is Role.KIOSK]
                self._target.offer([(name, name) for name in kiosks])
            case _:
                by_code = {item.code: item for item in self._items}
                found = self._index.find(self._query)[:MATCHES] if self._query.strip() else []
                named = [(code, f"{code}  {by_code[code].name.get(desk.code)}") for code in found]
                self._target.offer(named)
        self.changed.emit()

    def _file(self) -> str:
        return str(Path(self._folder.name) / f"{self._shown}.png")

    def _picks(self) -> dict[str, Pick[Any]]:
        return {"kind": self._kind, "target": self._target, "way": self._way, "language": self._language}

    # For QML -----------------------------------------------------------------------------------------------------

    @Property(RowList, constant=True)
    def kinds(self) -> RowList:
        return self._kind.rows

    @Property(RowList, constant=True)
    def targets(self) -> RowList:
        return self._target.rows

    @Property(RowList, constant=True)
    def ways(self) -> RowList:
        return self._way.rows

    @Property(RowList, constant=True)
    def languages(self) -> RowList:
        return self._language.rows

    @Property(str, notify=changed)
    def kind(self) -> str:
        """One of ``window rating kiosk_out papers``."""
        return self._kind.value or ""

    @Property(str, notify=changed)
    def query(self) -> str:
        return self._query

    @Property(QUrl, notify=changed)
    def picture(self) -> QUrl:
        """How the first page will look; empty while nothing is picked."""
        return QUrl.fromLocalFile(self._file()) if self._sheet is not None else QUrl()

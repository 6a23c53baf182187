"""The enquiry desk's sheets page: signs and lists picked, looked at, saved and sent to the office's printer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PySide6.QtQuick import QQuickItem

from counter.enquiry_sheets import FOLDER, PRINTER, SheetsPage
from shared.i18n import LANGUAGES
from shared.ui.app import Stage
from shared.ui.fingers import press_key, tap, type_text
from shared.ui.remote import find_item
from tests.drivers.sheet_printer import OfficePrinter, office_printer
from tests.stations.enquiry_scene import STATIONS, EnquiryScene, enquiry
from tests.stations.test_counter_screen import cut, drawn, item
from tests.stations.test_enquiry_issue import ITEMS

Show = Callable[..., tuple[EnquiryScene, Stage]]
KINDS = ("window", "rating", "kiosk_out", "papers")


@pytest.fixture
def show(qtbot: Any, put_on_stage: Callable[..., Stage], monkeypatch: pytest.MonkeyPatch) -> Iterator[Show]:
    monkeypatch.delenv(PRINTER, raising=False)
    made: list[EnquiryScene] = []

    def build(**options: Any) -> tuple[EnquiryScene, Stage]:
        at = enquiry(qtbot, extra=f"{STATIONS}\n{ITEMS}", **options)
        made.append(at)
        at.model.open("sheets")
        stage = put_on_stage("counter", at.model, None, "Enquiry")
        qtbot.waitUntil(lambda: find_item(stage.window, "sheetSave") is not None)
        return at, stage

    yield build
    for at in made:
        at.model.close()


def page(at: EnquiryScene) -> SheetsPage:
    found = at.model.page_of("sheets")
    assert isinstance(found, SheetsPage)
    return found


def shown(stage: Stage) -> bool:
    picture = find_item(stage.window, "sheetPicture")
    assert isinstance(picture, QQuickItem)
    return bool(picture.property("paintedWidth") > 100)


def test_a_plate_is_looked_at_saved_and_printed(
    qtbot: Any, show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path / "signs"))
    at, stage = show(language="en")
    at.hall.open_window(7, "1001")
    assert not shown(stage)
    drawn(qtbot, stage)
    tap(stage.window, item(stage, "sheetTarget_6"))
    qtbot.waitUntil(lambda: shown(stage))
    assert at.state["sheet"] == "窗口 7"
    press_key(stage.window, "Ctrl+S")
    assert at.state["note"] == "did_save"
    [file] = (tmp_path / "signs").iterdir()
    assert file.name == "window-7.pdf"
    assert "7" in pypdf.PdfReader(file).pages[0].extract_text()
    press_key(stage.window, "F7")
    assert at.state["note"] == "no_sheet_printer"
    with office_printer(OfficePrinter()) as printer:
        monkeypatch.setenv(PRINTER, printer.address)
        press_key(stage.window, "F7")
        qtbot.waitUntil(lambda: at.state["note"] == "did_print_sheet", timeout=30_000)
        printer.status = 0x0506
        press_key(stage.window, "F7")
        qtbot.waitUntil(lambda: at.state["note"] == "sheet_printer_refused", timeout=30_000)
    assert [job.attributes["job-name"] for job in printer.jobs] == ["窗口 7"] * 2


def test_the_papers_of_an_item_are_found_by_typing(qtbot: Any, show: Show) -> None:
    at, stage = show(language="en")
    page(at).pick("kind", KINDS.index("papers"))
    qtbot.waitUntil(lambda: find_item(stage.window, "sheetQuery") is not None)
    drawn(qtbot, stage)
    tap(stage.window, item(stage, "sheetQuery"))
    type_text(stage.window, "passport")
    qtbot.waitUntil(lambda: any("6001" in found for found in at.state["targets"]))
    press_key(stage.window, "Return")
    qtbot.waitUntil(lambda: at.state["target"] == "6001")
    qtbot.waitUntil(lambda: shown(stage))


def test_what_is_not_there_is_said(show: Show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at, _ = show()
    page(at).save()
    assert at.state["note"] == "no_sheet_chosen"
    page(at).pick("kind", KINDS.index("rating"))
    page(at).pick("target", 0)
    assert at.state["note"] == "sign_needs_visitors_url"
    assert at.state["sheet"] == ""
    page(at).pick("kind", KINDS.index("window"))
    page(at).pick("target", 0)
    blocked = tmp_path / "a file"
    blocked.write_text("no folder", encoding="utf-8")
    monkeypatch.setenv(FOLDER, str(blocked))
    page(at).save()
    assert at.state["note"] == "not_saved"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_whole_in_every_language(qtbot: Any, show: Show, language: str) -> None:
    at, stage = show(language=language)
    for place in range(len(KINDS)):
        page(at).pick("kind", place)
        page(at).type("公司")
        page(at).pick("target", 0)
        drawn(qtbot, stage)
        assert cut(stage) == []

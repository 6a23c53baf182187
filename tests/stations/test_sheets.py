"""A4 sheets: the layouts as data, and the PDF read back: its words, its typefaces, its size, its QR code's square."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFont, QGuiApplication, QRawFont

from counter.sheets import draw, signs
from counter.sheets.page import Box, Code, Measured, Page, Pointer, Sheet, Words
from counter.sheets.papers import papers_sheet
from drivers.printers.qr import modules
from shared.errors import Refusal
from shared.i18n import LANGUAGES, text
from shared.items import Item
from shared.settings import Settings, parse_settings
from shared.toml_parts import Names
from tests.book import DISTRICT
from tests.drivers.sheet_printer import OfficePrinter, office_printer

URL = "https://hall.example"
HALL = parse_settings(DISTRICT, "district.toml")
REACHED = parse_settings(DISTRICT.replace("[hall]\n", f'[hall]\nvisitors_url = "{URL}"\n', 1), "district.toml")
NOW = "2026-03-02 09:12"
A4 = (595, 842)


def even(measured: Measured) -> float:
    """A measure without a typeface: every letter is as wide as high."""
    lines = max(1, -(-len(measured.text) * measured.size // measured.width))
    return float(lines * measured.size * 1.5)


def papers(code: str, language: Any = "zh-CN", settings: Settings = HALL, **more: Any) -> Sheet:
    return papers_sheet(settings, code, language, NOW, even, **more)


def overlaps(page: Page) -> Iterator[tuple[str, str]]:
    """Words whose boxes lie on each other."""
    words = [mark for mark in page.marks if isinstance(mark, Words)]
    for place, one in enumerate(words):
        for other in words[place + 1 :]:
            across = one.box.x < other.box.x + other.box.width and other.box.x < one.box.x + one.box.width
            if across and one.box.y < other.box.bottom - 0.01 and other.box.y < one.box.bottom - 0.01:
                yield one.text, other.text


SHEETS: dict[str, Callable[[], list[Sheet]]] = {
    "plates": lambda: [signs.window_plate(HALL, place.number, LANGUAGES) for place in HALL.windows],
    "plates without languages": lambda: [signs.window_plate(HALL, place.number) for place in HALL.windows],
    "rating": lambda: [signs.rating_sign(REACHED, place.number) for place in HALL.windows],
    "kiosk": lambda: [
        signs.kiosk_out(HALL, name, way=way) for name in ("kiosk-1", "kiosk-2") for way in (None, "left")
    ],
    **{one: lambda one=one: [papers(item.code, one) for item in HALL.items] for one in LANGUAGES},
}


@pytest.mark.parametrize("made", SHEETS.values(), ids=SHEETS)
def test_nothing_lies_outside_the_paper_or_on_other_words(made: Callable[[], list[Sheet]]) -> None:
    for page in (page for sheet in made() for page in sheet.pages):
        width, height = page.size
        for mark in page.marks:
            box = getattr(mark, "box", None)
            if box is not None:
                assert 5 <= box.x <= box.x + box.width <= width - 5, mark
                assert 5 <= box.y <= box.bottom <= height - 5, mark
        assert list(overlaps(page)) == []


def test_a_plate_says_number_categories_and_languages() -> None:
    [page] = signs.window_plate(HALL, 18, ("zh-CN", "ja")).pages
    assert page.landscape
    said = page.text.split("\n")
    assert "18" in said
    place = HALL.window(18)
    assert place is not None
    for code in place.categories:
        category = HALL.category(code)
        assert category is not None
        assert {code, category.name.zh} <= set(said)
        assert category.name.en in page.text
        assert category.name.ja in page.text
    assert text("sheet.comprehensive", "zh-CN") in said
    assert "中文   日本語" in said
    assert text("sheet.languages", "en") not in signs.window_plate(HALL, 18).pages[0].text


def test_a_rating_sign_leads_to_its_window_and_only_where_phones_can_follow() -> None:
    [page] = signs.rating_sign(REACHED, 5).pages
    [code] = [mark for mark in page.marks if isinstance(mark, Code)]
    assert code.data == f"{URL}/w/5"
    assert code.box.width == code.box.height >= 60, "read from arm's length"
    for language in LANGUAGES:
        assert text("sheet.rate_heading", language) in page.text
        assert text("sheet.rate_free", language) in page.text
    with pytest.raises(Refusal) as refused:
        signs.rating_sign(HALL, 5)
    assert refused.value.code == "sign_needs_visitors_url"


@pytest.mark.parametrize(
    ("kiosk", "to", "way", "zone", "arrow"),
    [
        ("kiosk-1", "", None, "enquiry", None),
        ("kiosk-1", "kiosk-2", "left", "enquiry", "left"),
        ("kiosk-2", "", "up_right", "waiting", "up_right"),
    ],
)
def test_a_kiosk_that_is_out_names_the_way_to_the_next(
    kiosk: str, to: str, way: Any, zone: str, arrow: str | None
) -> None:
    [page] = signs.kiosk_out(HALL, kiosk, to=to, way=way).pages
    there = next(known for known in HALL.zones if known.code == zone)
    for name in (there.name.zh, there.name.en, there.name.ja):
        assert name in page.text
    assert [mark.way for mark in page.marks if isinstance(mark, Pointer)] == ([arrow] if arrow else [])
    for language in LANGUAGES:
        assert text("sheet.kiosk_out", language) in page.text


def test_the_arrow_of_a_zone_serves_where_none_is_given() -> None:
    toml = DISTRICT.replace('code = "enquiry"\n', 'code = "enquiry"\narrow = "right"\n', 1)
    [page] = signs.kiosk_out(parse_settings(toml, "x"), "kiosk-1").pages
    assert [mark.way for mark in page.marks if isinstance(mark, Pointer)] == ["right"]


def test_the_only_kiosk_sends_to_the_enquiry_desk() -> None:
    alone = HALL.model_copy(update={"stations": tuple(s for s in HALL.stations if s.name != "kiosk-2")})
    [page] = signs.kiosk_out(alone, "kiosk-1").pages
    for language in LANGUAGES:
        assert text("sheet.kiosk_none", language) in page.text
    assert text("sheet.kiosk_next", "en") not in page.text


REFUSED = {
    "unknown_window": lambda: signs.window_plate(HALL, 99),
    "sign_unknown_kiosk": lambda: signs.kiosk_out(HALL, "kiosk-9"),
    "item_unknown": lambda: papers("9999"),
    "item_not_for_party": lambda: papers("6001", party="enterprise"),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_cannot_be_made_is_refused_with_a_remedy(code: str) -> None:
    with pytest.raises(Refusal) as refused:
        REFUSED[code]()
    assert refused.value.code == code
    assert len({refused.value.remedy(language) for language in LANGUAGES}) == len(LANGUAGES)


def test_another_kiosk_to_go_to_must_be_one() -> None:
    with pytest.raises(Refusal):
        signs.kiosk_out(HALL, "kiosk-1", to="board-1")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_has_every_paper_and_fact_of_its_item(language: str) -> None:
    for item in HALL.items:
        has_all_of(item, language)


def has_all_of(item: Item, language: str) -> None:
    said = "\n".join(page.text for page in papers(item.code, language).pages)
    for party in item.parties:
        for paper in item.papers(party):
            assert paper.name.get(language) in said
            assert paper.name.zh in said, "what the window calls it"
    later = sum(paper.later for party in item.parties for paper in item.papers(party))
    assert said.split("\n").count(text("sheet.later_yes", language)) == later
    assert (text("sheet.fee_label", language) in said) == (item.fee is not None)
    assert (text("sheet.promised_label", language) in said) == (item.promised_days is not None)
    assert NOW in said


def test_a_list_for_one_party_names_no_other() -> None:
    said = papers("2003", party="enterprise").pages[0].text
    assert text("sheet.party_enterprise", "zh-CN") in said
    assert text("sheet.party_person", "zh-CN") not in said


@given(st.integers(1, 120))
def test_a_long_list_takes_more_pages_and_loses_nothing(count: int) -> None:
    item = HALL.item("6001")
    assert item is not None
    many = tuple(
        m.model_copy(update={"name": Names(zh=f"材料{n:03d}")}) for n, m in enumerate(item.materials[:1] * count)
    )
    longer = HALL.model_copy(update={"items": (item.model_copy(update={"materials": many}),)})
    sheet = papers("6001", settings=longer)
    said = [line for page in sheet.pages for line in page.text.split("\n")]
    assert [line for line in said if line.startswith("材料0") or line.startswith("材料1")] == [
        f"材料{n:03d}" for n in range(count)
    ]
    for place, page in enumerate(sheet.pages, 1):
        assert page.text.endswith(f"{place} / {len(sheet.pages)}")
        assert all(mark.box.bottom <= 297 - 5 for mark in page.marks if isinstance(mark, Words))


# Read back ---------------------------------------------------------------------------------------------------------------


FAMILIES = {"zh-CN": "Noto Sans CJK SC", "en": "Noto Sans CJK SC", "ja": "Noto Sans CJK JP"}


def glyphs(said: str, language: str) -> list[int]:
    """What is drawn, without spaces and line ends: a PDF keeps glyphs, and one glyph may stand for a character, a radical
    and an older form alike, so its text names any of them. A ligature is read as its letters."""
    loose = re.sub("[ﬀ-ﬆ]", lambda letters: unicodedata.normalize("NFKC", letters[0]), re.sub(r"\s", "", said))
    return list(QRawFont.fromFont(QFont(FAMILIES[language])).glyphIndexesForString(loose))


def stands_in(words: list[int], page: list[int]) -> bool:
    return any(page[at : at + len(words)] == words for at in range(len(page) - len(words) + 1))


def read(sheet: Sheet) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(draw.pdf(sheet)))


READ = {
    "plate": lambda: signs.window_plate(HALL, 18, LANGUAGES),
    "plate of one": lambda: signs.window_plate(HALL, 5),
    "rating": lambda: signs.rating_sign(REACHED, 5),
    "out": lambda: signs.kiosk_out(HALL, "kiosk-1", way="down_left"),
    **{
        f"papers {code} {one}": lambda code=code, one=one: papers_sheet(HALL, code, one, NOW, draw.measured)
        for code in ("2003", "2005", "6001")
        for one in LANGUAGES
    },
}


@pytest.mark.parametrize("made", READ.values(), ids=READ)
def test_the_pdf_says_all_its_words_in_typefaces_it_carries(qapp: QGuiApplication, made: Any) -> None:
    sheet = made()
    reader = read(sheet)
    assert reader.metadata is not None
    assert reader.metadata.title == sheet.title
    assert len(reader.pages) == len(sheet.pages)
    for page, drawn in zip(sheet.pages, reader.pages, strict=True):
        assert (drawn.mediabox.width, drawn.mediabox.height) == (A4[::-1] if page.landscape else A4)
        said = {language: glyphs(drawn.extract_text(), language) for language in LANGUAGES}
        for mark in page.marks:
            if isinstance(mark, Words):
                assert stands_in(glyphs(mark.text, mark.language), said[mark.language]), mark.text
        fonts = [font.get_object() for font in drawn["/Resources"]["/Font"].values()]
        families = {str(font["/BaseFont"]) for font in fonts}
        assert any("CJKsc" in family for family in families)
        for font in fonts:
            described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert "/FontFile2" in described or "/FontFile3" in described, "a typeface that is not embedded"


def test_japanese_is_written_in_japanese_shapes(qapp: QGuiApplication) -> None:
    [page] = read(papers_sheet(HALL, "6001", "ja", NOW, draw.measured)).pages
    families = {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}
    assert any("CJKjp" in family for family in families)


def test_a_long_name_is_written_smaller_and_one_too_long_is_refused(qapp: QGuiApplication) -> None:
    words = Words(box=Box(0, 0, 60, 20), text="办理区" * 4, language="zh-CN", size=12)
    assert draw.fitting(words) < 12
    assert draw.fitting(replace(words, text="办理")) == 12
    with pytest.raises(Refusal) as refused:
        draw.fitting(replace(words, text="办理区" * 400))
    assert refused.value.code == "sheet_words_too_long"


def test_the_code_on_paper_is_the_code_of_the_address(qapp: QGuiApplication) -> None:
    """Each module is looked up in the drawn page: dark where the code is dark, white border around it."""
    [page] = signs.rating_sign(REACHED, 5).pages
    [code] = [mark for mark in page.marks if isinstance(mark, Code)]
    rows, dots = modules(code.data), 8.0
    image = draw.picture(page, dots)
    side = code.box.width / (len(rows) + 8)
    for y in range(-4, len(rows) + 4):
        for x in range(-4, len(rows) + 4):
            inside = 0 <= x < len(rows) and 0 <= y < len(rows)
            at = (code.box.x + (x + 4.5) * side) * dots, (code.box.y + (y + 4.5) * side) * dots
            dark = image.pixelColor(int(at[0]), int(at[1])).lightness() < 128
            assert dark == (inside and rows[y][x]), (x, y)


def test_the_command_line_writes_prints_and_refuses(tmp_path: Path) -> None:
    """The whole way: a PDF in a file, the same PDF at a printer, and a refusal in words with exit code 2."""

    def sign(*asked: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "tinghao", "sign", *asked], capture_output=True, text=True, timeout=100, check=False
        )

    with office_printer(OfficePrinter()) as printer:
        file = tmp_path / "plate.pdf"
        done = sign("window", "5", "--clerk", "1005", "--pdf", str(file), "--printer", printer.address)
    assert done.returncode == 0, done.stderr
    [job] = printer.jobs
    assert job.document == file.read_bytes()
    [page] = pypdf.PdfReader(file).pages
    assert "5" in page.extract_text()
    refused = sign("rating", "5", "--pdf", str(tmp_path / "none.pdf"))
    assert refused.returncode == 2
    assert "visitors_url" in refused.stderr
    assert not (tmp_path / "none.pdf").exists()

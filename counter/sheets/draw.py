"""Marks onto paper with Qt: as a PDF with its typeface in it, and as a picture for looking at."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
    QPolygonF,
)

from counter.sheets.page import Box, Code, Ink, Mark, Measured, Page, Panel, Pointer, Rule, Sheet, Words
from drivers.printers.qr import modules
from shared.errors import DeviceFault, Refusal

DOTS: Final = 10
"""Painter's units in a millimetre: 254 dots to the inch."""
LEAST: Final = 3.0
"""Letters smaller than this, in millimetres, are not read by everybody."""
INKS: Final[dict[Ink, str]] = {
    "ink": "#12181f",
    "quiet": "#47535f",
    "accent": "#0a4a7a",
    "paper": "#ffffff",
    "line": "#9aa5b0",
}
_FAMILIES: Final = {"zh-CN": "Noto Sans CJK SC", "en": "Noto Sans CJK SC", "ja": "Noto Sans CJK JP"}
_ACROSS: Final = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "centre": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}
_DOWN: Final = {
    "top": Qt.AlignmentFlag.AlignTop,
    "middle": Qt.AlignmentFlag.AlignVCenter,
    "bottom": Qt.AlignmentFlag.AlignBottom,
}
_TURN: Final = {
    "up": 0,
    "up_right": 45,
    "right": 90,
    "down_right": 135,
    "down": 180,
    "down_left": 225,
    "left": 270,
    "up_left": 315,
}
_ARROW: Final = ((0.5, 0.02), (0.92, 0.46), (0.64, 0.46), (0.64, 0.98), (0.36, 0.98), (0.36, 0.46), (0.08, 0.46))
"""An arrow that points up, in a square of one."""


def measured(words: Measured) -> float:
    """Height in millimetres that the words take; needs the application to be there, as all of Qt's fonts do."""
    bounds = _bounds(words.text, _font(words.language, words.size, bold=words.bold), words.width * DOTS)
    return bounds.height() / DOTS


def pdf(sheet: Sheet) -> bytes:
    """The sheet as a PDF, A4. Raises ``Refusal("sheet_words_too_long")``, ``DeviceFault("no_cjk_font")``."""
    _face_is_there()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(round(DOTS * 25.4))
    writer.setTitle(sheet.title)
    writer.setCreator("Tinghao")
    painter = QPainter()
    for place, page in enumerate(sheet.pages):
        writer.setPageLayout(_layout(page))
        if place:
            writer.newPage()
        else:
            painter.begin(writer)
        paint(painter, page)
    painter.end()
    return bytes(buffer.data().data())


def picture(page: Page, pixels_per_mm: float = 4.0) -> QImage:
    """The page as it will look, for the screen."""
    width, height = page.size
    image = QImage(round(width * pixels_per_mm), round(height * pixels_per_mm), QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(pixels_per_mm / DOTS, pixels_per_mm / DOTS)
    paint(painter, page)
    painter.end()
    return image


def paint(painter: QPainter, page: Page) -> None:
    """All marks of a page, in their order. Raises ``Refusal("sheet_words_too_long")``."""
    for mark in page.marks:
        _paint(painter, mark)


def _paint(painter: QPainter, mark: Mark) -> None:
    match mark:
        case Words():
            _paint_words(painter, mark)
        case Panel():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(INKS[mark.ink]))
            painter.drawRoundedRect(_rect(mark.box), mark.radius * DOTS, mark.radius * DOTS)
        case Rule():
            painter.setPen(QPen(QColor(INKS["line"]), 0.25 * DOTS))
            painter.drawLine(
                QPointF(mark.x * DOTS, mark.y * DOTS), QPointF((mark.x + mark.width) * DOTS, mark.y * DOTS)
            )
        case Code():
            _paint_code(painter, mark)
        case Pointer():
            _paint_pointer(painter, mark)


def _paint_words(painter: QPainter, words: Words) -> None:
    size = fitting(words)
    painter.setFont(_font(words.language, size, bold=words.bold))
    painter.setPen(QColor(INKS[words.ink]))
    painter.drawText(_rect(words.box), int(_ACROSS[words.across] | _DOWN[words.down]) | _WRAP, words.text)


def fitting(words: Words) -> float:
    """The size, at most the wished one, at which all words fit into their box. Raises ``Refusal``."""
    size = words.size
    while size >= min(LEAST, words.size):
        bounds = _bounds(words.text, _font(words.language, size, bold=words.bold), words.box.width * DOTS)
        if bounds.width() <= words.box.width * DOTS + 1 and bounds.height() <= words.box.height * DOTS + 1:
            return size
        size *= 0.95
    raise Refusal("sheet_words_too_long", words=words.text)


def _paint_code(painter: QPainter, code: Code) -> None:
    rows = modules(code.data)
    border = 4
    side = code.box.width * DOTS / (len(rows) + 2 * border)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(INKS["paper"]))
    painter.drawRect(_rect(code.box))
    painter.setBrush(QColor("black"))
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            if dark:
                left, top = code.box.x * DOTS + (x + border) * side, code.box.y * DOTS + (y + border) * side
                # A hair wider than the module, so that no white line stands between two of them.
                painter.drawRect(QRectF(left, top, side + 0.2, side + 0.2))


def _paint_pointer(painter: QPainter, pointer: Pointer) -> None:
    box = pointer.box
    painter.save()
    painter.translate((box.x + box.width / 2) * DOTS, (box.y + box.height / 2) * DOTS)
    painter.rotate(_TURN[pointer.way])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(INKS[pointer.ink]))
    points = [QPointF((x - 0.5) * box.width * DOTS, (y - 0.5) * box.height * DOTS) for x, y in _ARROW]
    painter.drawPolygon(QPolygonF(points))
    painter.restore()


_WRAP: Final = int(Qt.TextFlag.TextWordWrap.value)


def _font(language: str, size: float, *, bold: bool) -> QFont:
    font = QFont(_FAMILIES[language])
    font.setPixelSize(max(1, round(size * DOTS)))
    font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    # The face is chosen by language already. With local forms on, Qt writes digits beside letters under glyphs that it
    # cannot name in the PDF: they look right and are read aloud, searched and copied wrong.
    font.setFeature(QFont.Tag.fromString("locl"), 0)
    return font


def _face_is_there() -> None:
    """A sheet of boxes instead of words is never printed. Raises ``DeviceFault("no_cjk_font")``."""
    for family in _FAMILIES.values():
        if not QFontDatabase.hasFamily(family):
            raise DeviceFault("no_cjk_font", family=family)


def _bounds(text: str, font: QFont, width: float) -> QRectF:
    return QFontMetricsF(font).boundingRect(QRectF(0, 0, width, 1e6), _WRAP, text)


def _rect(box: Box) -> QRectF:
    return QRectF(box.x * DOTS, box.y * DOTS, box.width * DOTS, box.height * DOTS)


def _layout(page: Page) -> QPageLayout:
    turned = QPageLayout.Orientation.Landscape if page.landscape else QPageLayout.Orientation.Portrait
    layout = QPageLayout(QPageSize(QPageSize.PageSizeId.A4), turned, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout

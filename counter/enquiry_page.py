"""A page of the enquiry desk: one model object, one QML file ``Enquiry<Name>.qml`` with ``desk`` and ``page``.

A new page is a class of this kind, its QML file, two texts (``enquiry.page_<name>``) and a row in
:data:`counter.enquiry_pages.PAGES`; nothing else of the desk has to know of it.
"""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import QObject
from PySide6.QtQml import QmlElement

from counter.enquiry_desk import EnquiryDesk

QML_IMPORT_NAME = "counter"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class EnquiryPage(QObject):
    """What the desk tells each of its pages, open or not. ``name`` is the page's in texts and QML, ``key`` opens it."""

    name: ClassVar[str]
    key: ClassVar[str]

    def __init__(self, desk: EnquiryDesk) -> None:
        super().__init__(desk)
        self.desk = desk

    def show(self) -> None:
        """The hall moved on, the language changed, or a second went by while the page is open."""

    def opened(self) -> None:
        """The page comes to the front."""

    def closed(self) -> None:
        """Another page comes to the front: what was asked here is asked no more."""

    def report(self) -> dict[str, Any]:
        """What it stands at, for whoever watches the station from outside."""
        return {}

    def close(self) -> None:
        """The station ends: give up what the page holds."""

    @classmethod
    def source(cls) -> str:
        """Its QML file."""
        return f"Enquiry{cls.name.capitalize()}.qml"

"""The pages of the enquiry desk, in the order of their tabs. One row a page: nothing else has to know of a new one."""

from __future__ import annotations

from typing import Final

from counter.enquiry_arrivals import ArrivalsPage
from counter.enquiry_find import FindPage
from counter.enquiry_hall import HallPage
from counter.enquiry_issue import IssuePage
from counter.enquiry_page import EnquiryPage
from counter.enquiry_sheets import SheetsPage

PAGES: Final[tuple[type[EnquiryPage], ...]] = (FindPage, IssuePage, HallPage, ArrivalsPage, SheetsPage)

"""The office's A4 printer over IPP: what it is sent, and what is said when it does not take it."""

from __future__ import annotations

import socket

import pytest

from drivers.sheet_printer import print_pdf
from shared.errors import DeviceFault
from shared.i18n import LANGUAGES
from tests.drivers.sheet_printer import OfficePrinter, office_printer

PDF = b"%PDF-1.4 \x00\x03 a document is bytes"


def test_a_job_is_one_document_with_its_name() -> None:
    with office_printer(OfficePrinter()) as printer:
        print_pdf(printer.address, PDF, "窗口 5")
        print_pdf(printer.address, PDF, "窗" * 200)
    first, second = printer.jobs
    assert (first.operation, first.document) == (0x0002, PDF)
    assert first.attributes["printer-uri"] == printer.address
    assert first.attributes["job-name"] == "窗口 5"
    assert first.attributes["document-format"] == "application/pdf"
    assert second.attributes["job-name"] == "窗" * 85, "at most 255 bytes, and no half character"


@pytest.mark.parametrize(
    ("printer", "why"),
    [
        (OfficePrinter(status=0x040A), "PDF is not taken"),
        (OfficePrinter(status=0x0506), "not accepting jobs"),
        (OfficePrinter(status=0x0599), "IPP status 0x0599"),
        (OfficePrinter(http=404), "HTTP 404"),
    ],
    ids=["no PDF", "stopped", "a status of its own", "no such page"],
)
def test_a_printer_that_does_not_take_it_is_told_of(printer: OfficePrinter, why: str) -> None:
    with office_printer(printer), pytest.raises(DeviceFault) as fault:
        print_pdf(printer.address, PDF, "x")
    assert fault.value.code == "sheet_printer_refused"
    assert why in str(fault.value.params["why"])
    assert len({fault.value.remedy(language) for language in LANGUAGES}) == len(LANGUAGES)


def test_a_success_with_a_remark_is_a_success() -> None:
    with office_printer(OfficePrinter(status=0x0001)) as printer:
        print_pdf(printer.address, PDF, "x")
    assert len(printer.jobs) == 1


def test_nobody_at_the_address_is_told_of() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # Bound and not listening: refused.
        with pytest.raises(DeviceFault) as fault:
            print_pdf(f"ipp://127.0.0.1:{taken.getsockname()[1]}/ipp/print", PDF, "x")
    assert fault.value.code == "sheet_printer_away"


@pytest.mark.parametrize("address", ["", "printer", "tcp://10.0.0.1:9100", "ipp://", "ipp://host:port/x", "ipp://[::1"])
def test_an_address_that_is_none_is_told_of(address: str) -> None:
    with pytest.raises(DeviceFault) as fault:
        print_pdf(address, PDF, "x")
    assert fault.value.code == "sheet_printer_address"

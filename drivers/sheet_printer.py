"""An A4 printer of the office, over IPP (RFC 8010, RFC 8011): any driverless network printer that takes PDF, or a queue
of a print server. One document a job; nothing has to be installed and no driver chosen.
"""

from __future__ import annotations

import http.client
import itertools
import struct
from typing import Final, NamedTuple
from urllib.parse import SplitResult, urlsplit

from shared.errors import DeviceFault

PORT: Final = 631
DEADLINE_S: Final = 20.0
"""A sleeping laser printer takes some seconds before it answers."""
_VERSION: Final = 0x0200
_PRINT_JOB: Final = 0x0002
_GROUP_OPERATION: Final = 0x01
_END: Final = 0x03
_CHARSET, _LANGUAGE, _URI, _NAME, _MIME = 0x47, 0x48, 0x45, 0x42, 0x49
_LAST_SUCCESS: Final = 0x00FF
_WHY: Final = {
    0x0400: "bad request",
    0x0401: "forbidden",
    0x0402: "not authenticated",
    0x0403: "not authorised",
    0x0406: "no such queue",
    0x040A: "PDF is not taken",
    0x0503: "device error",
    0x0506: "not accepting jobs",
    0x0507: "busy",
}
_requests: Final = itertools.count(1)


class Attribute(NamedTuple):
    """One attribute of an IPP message: its value's tag, name, and value as bytes."""

    tag: int
    name: str
    value: bytes


def print_pdf(address: str, pdf: bytes, title: str) -> None:
    """Hand a PDF to the printer at ``ipp://host[:port]/path`` (or ``ipps``); returns once the printer has taken it.

    Raises ``DeviceFault``: ``sheet_printer_address``, ``sheet_printer_away``, ``sheet_printer_refused``.
    """
    parts = _parts(address)
    body = _request(address, title) + pdf
    headers = {"Content-Type": "application/ipp", "Accept": "application/ipp"}
    kind = http.client.HTTPSConnection if parts.scheme == "ipps" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port or PORT, timeout=DEADLINE_S)
    try:
        connection.request("POST", parts.path or "/ipp/print", body, headers)
        response = connection.getresponse()
        answer = response.read(65536)
    except (OSError, http.client.HTTPException) as error:
        raise DeviceFault("sheet_printer_away", printer=address, why=str(error) or type(error).__name__) from error
    finally:
        connection.close()
    if response.status != http.HTTPStatus.OK or len(answer) < 8:
        raise DeviceFault("sheet_printer_refused", printer=address, why=f"HTTP {response.status} {response.reason}")
    (status,) = struct.unpack_from(">2xH", answer)
    if status > _LAST_SUCCESS:
        raise DeviceFault("sheet_printer_refused", printer=address, why=_WHY.get(status, f"IPP status {status:#06x}"))


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("ipp", "ipps") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable:
        raise DeviceFault("sheet_printer_address", printer=address)
    return parts


def _request(address: str, title: str) -> bytes:
    said = (
        Attribute(_CHARSET, "attributes-charset", b"utf-8"),
        Attribute(_LANGUAGE, "attributes-natural-language", b"en"),
        Attribute(_URI, "printer-uri", address.encode()),
        Attribute(_NAME, "requesting-user-name", b"tinghao"),
        Attribute(_NAME, "job-name", _shortened(title)),
        Attribute(_MIME, "document-format", b"application/pdf"),
    )
    head = struct.pack(">HHI", _VERSION, _PRINT_JOB, next(_requests) & 0x7FFFFFFF)
    return head + bytes([_GROUP_OPERATION]) + b"".join(map(_encoded, said)) + bytes([_END])


def _encoded(attribute: Attribute) -> bytes:
    name = attribute.name.encode()
    head = struct.pack(">BH", attribute.tag, len(name)) + name
    return head + struct.pack(">H", len(attribute.value)) + attribute.value


def _shortened(title: str) -> bytes:
    """A name of at most 255 bytes (RFC 8011), cut between characters."""
    return title.encode()[:255].decode(errors="ignore").encode()

"""An office printer as far as IPP goes: a real HTTP server that takes apart what it is sent (RFC 8010)."""

from __future__ import annotations

import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Job:
    """What came in: operation, attributes by name, the document."""

    operation: int
    attributes: dict[str, str]
    document: bytes


@dataclass
class OfficePrinter:
    """Answers every job with ``status``; ``http`` other than 200 answers without IPP."""

    status: int = 0x0000
    http: int = 200
    jobs: list[Job] = field(default_factory=list)
    address: str = ""


def parsed(body: bytes) -> Job:
    """A request taken apart. Raises ValueError where it is not as RFC 8010 has it."""
    version, operation, _ = struct.unpack_from(">HHI", body)
    if version not in (0x0101, 0x0200) or body[8] != 0x01:
        raise ValueError("no operation attributes")
    at, found = 9, {}
    while body[at] > 0x0F:
        (length,) = struct.unpack_from(">H", body, at + 1)
        name = body[at + 3 : at + 3 + length].decode()
        at += 3 + length
        (length,) = struct.unpack_from(">H", body, at)
        found[name] = body[at + 2 : at + 2 + length].decode()
        at += 2 + length
    if body[at] != 0x03:
        raise ValueError("another group of attributes")
    if list(found)[:2] != ["attributes-charset", "attributes-natural-language"]:
        raise ValueError("charset and language come first")
    return Job(operation, found, body[at + 1 :])


@contextmanager
def office_printer(printer: OfficePrinter) -> Iterator[OfficePrinter]:
    """The printer on a free port of this machine; its address is filled in."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            try:
                job = parsed(body)
                status = printer.status
                printer.jobs.append(job)
            except (ValueError, struct.error, IndexError):
                status = 0x0400
            answer = struct.pack(">HHI", 0x0200, status, 1) + b"\x01\x03"
            self.send_response(printer.http)
            self.send_header("Content-Type", "application/ipp")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            """A test says what it finds; the server's own lines would only stand in between."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    printer.address = f"ipp://127.0.0.1:{server.server_port}/ipp/print"
    try:
        yield printer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

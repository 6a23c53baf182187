"""A station without a screen, for the tests of the LAN: finds the hall, follows it, says what happens as JSON lines."""

from __future__ import annotations

import json
import sys
import threading

import structlog

from shared.lan import Lan
from shared.link import Link
from shared.messages import EntryArrived, LinkChanged, Message, PictureArrived, Ticked
from shared.tickets import Role

_saying = threading.Lock()


def say(**what: object) -> None:
    with _saying:  # LAN and link speak from threads of their own.
        print(json.dumps(what), flush=True)


def heard(message: Message) -> None:
    match message:
        case PictureArrived(picture=picture):
            say(picture=picture.seq)
        case EntryArrived(entry=entry, late=late):
            say(seq=entry.seq, type=entry.event.type, late=late)
        case Ticked(seq=seq):
            say(seq=seq, type="tick", late=False)
        case LinkChanged(state=state):
            say(link=state.value)


def main() -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    configured = sys.argv[1] if len(sys.argv) > 1 else None
    lan = Lan(role=Role.DISPLAY, station="lan-test", hall="", changed=lambda: say(seen=[s.station for s in lan.seen()]))
    link = Link(where=lambda: configured or lan.hall_url(), listener=heard)
    lan.start()
    link.start()
    sys.stdin.read()
    link.stop()
    lan.stop()


if __name__ == "__main__":
    main()

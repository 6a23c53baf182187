"""A visitor's phone as far as HTTP goes, and the stations around it."""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, NamedTuple

import httpx
from httpx_sse import connect_sse

from shared.tickets import Role
from tests.hall.asking import WAIT_S, Asker
from tests.journeys.halls import HallProcess


class Taken(NamedTuple):
    """A ticket with a page."""

    id: str
    number: str
    token: str


def take(kiosk: Asker, category: str = "A", language: str = "en") -> Taken:
    """A ticket as a kiosk takes it: the token stays with the visitor."""
    token, made = secrets.token_urlsafe(18), str(uuid.uuid4())
    hashed = hashlib.sha256(token.encode()).hexdigest()
    events = kiosk.does("take_ticket", id=made, category=category, language=language, token_hash=hashed)
    assert "token_hash" in events[0], events
    assert events[0]["token_hash"] is None, "the kiosk knows the token, nobody else needs its hash"
    return Taken(made, events[0]["number"], token)


@contextmanager
def clerks(hall: HallProcess, *windows: int) -> Iterator[Asker]:
    """A clerk signed in at each of the windows, and the windows open."""
    with Asker(hall.url, hall.token(Role.COUNTER, "rover")) as asker:
        for window in windows:
            asker.does("sign_in", window=window, clerk=str(1000 + window))
            asker.does("open_window", window=window)
        yield asker


def serve(counter: Asker, window: int) -> str:
    """Call, start and finish the next at an open window; id of the service."""
    counter.does("call_next", window=window)
    started = counter.does("start", window=window)
    counter.does("finish", window=window)
    return str(started[0]["service"])


@contextmanager
def live(url: str, taken: Taken, language: str = "en") -> Iterator[Iterator[dict[str, Any]]]:
    """What the page's stream tells: states only."""
    with (
        httpx.Client(timeout=WAIT_S, trust_env=False) as client,
        connect_sse(client, "GET", f"{url}/t/{taken.token}/events?lang={language}") as source,
    ):
        # Signs of life would keep a test waiting for ever.
        told = islice(source.iter_sse(), 40)
        yield (json.loads(event.data) for event in told if event.event == "state")

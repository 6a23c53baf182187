"""Speaking with a hall's service as any program could: HTTP and Server-Sent Events, no code of the house in between."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, NamedTuple

import httpx
from httpx_sse import connect_sse

from hall.store.book import Book
from shared.tickets import Role

WAIT_S = 30.0
"""Longer than any answer takes."""


class Told(NamedTuple):
    """One message of the stream."""

    kind: str
    seq: int
    data: Any


class Asker:
    """A client with one token, or none."""

    def __init__(self, url: str, token: str | None = None) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.http = httpx.Client(base_url=url, headers=headers, timeout=WAIT_S, trust_env=False)

    def __enter__(self) -> Asker:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        self.http.close()

    def post(self, kind: str, /, *, accept: str = "en", **fields: Any) -> httpx.Response:
        """Send a command; its id may be given. ``accept`` is what the reader speaks."""
        body = {"id": str(uuid.uuid4()), "type": kind, **fields}
        return self.http.post("/api/v1/commands", json=body, headers={"Accept-Language": accept})

    def does(self, kind: str, /, **fields: Any) -> list[dict[str, Any]]:
        """Events of an answered command."""
        response = self.post(kind, **fields)
        assert response.status_code == 200, response.text
        events: list[dict[str, Any]] = response.json()["events"]
        return events

    def refused(self, kind: str, /, **fields: Any) -> str:
        """Code of a refusal."""
        response = self.post(kind, **fields)
        assert response.status_code >= 400, response.text
        code: str = response.json()["code"]
        return code

    def picture(self) -> dict[str, Any]:
        tree: dict[str, Any] = self.http.get("/api/v1/picture").raise_for_status().json()
        return tree

    def seq(self) -> int:
        return int(self.http.get("/healthz").raise_for_status().json()["seq"])

    @contextmanager
    def stream(self, *, since: int | None = None, last: int | None = None) -> Iterator[Iterator[Told]]:
        """Messages of the stream, the greeting first."""
        params = {} if since is None else {"since": since}
        headers = {} if last is None else {"Last-Event-ID": str(last)}
        with connect_sse(self.http, "GET", "/api/v1/events", params=params, headers=headers) as source:
            source.response.raise_for_status()
            yield (
                Told(m.event, int(m.id) if m.event in ("message", "tick") else -1, json.loads(m.data))
                for m in source.iter_sse()
            )


def entries(messages: Iterator[Told], until: int) -> list[Told]:
    """Entries and ticks up to a sequence."""
    found = []
    for told in messages:
        if told.kind in ("message", "tick"):
            found.append(told)
            if told.seq >= until:
                break
    return found


def make_tokens(store: str, hall: str, stations: Sequence[tuple[Role, str]]) -> list[str]:
    """Bearer tokens, made as a technician would on the hall's machine."""
    book = Book(store, hall)
    try:
        return [book.make_token(role, station, datetime.now(UTC)) for role, station in stations]
    finally:
        book.close()

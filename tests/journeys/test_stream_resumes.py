"""The stream: resumed without loss, filtered by role, ended cleanly."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.fold import fold, tick
from shared.messages import new_id
from shared.tickets import Role
from shared.wire import decode_picture, entry_of
from tests.journeys.halls import HallProcess
from tinghao.places import SAMPLE

EVENTS = "/api/v1/events"


def take(client: httpx.Client, token: str, category: str = "C") -> int:
    """Take a ticket; the sequence it got."""
    answer = client.post(
        "/api/v1/commands",
        json={"id": new_id(), "type": "take_ticket", "category": category},
        headers={"Authorization": f"Bearer {token}"},
    )
    return int(answer.raise_for_status().json()["events"][-1]["seq"])


@contextmanager
def stream(client: httpx.Client, token: str | None, **where: Any) -> Iterator[Iterator[dict[str, str]]]:
    """Messages of the stream as dicts of their fields."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    headers |= where.pop("headers", {})
    with client.stream("GET", EVENTS, headers=headers, params=where, timeout=20) as response:
        assert response.status_code == 200, response.read()
        yield _messages(response)


def _messages(response: httpx.Response) -> Iterator[dict[str, str]]:
    message: dict[str, str] = {}
    for line in response.iter_lines():
        if line:
            name, _, value = line.partition(": ")
            message[name] = value
        elif message:
            yield message
            message = {}


def until(messages: Iterator[dict[str, str]], seq: int) -> list[dict[str, str]]:
    """The messages with an id up to and including ``seq``."""
    found = []
    for message in messages:
        if "id" in message:
            found.append(message)
            if int(message["id"]) >= seq:
                return found
    raise AssertionError(f"the stream ended before {seq}")


def test_cut_and_resumed_at_random_every_event_comes_once_in_order(
    client: httpx.Client, tokens: dict[Role, str]
) -> None:
    chance = random.Random(3)
    begins = client.get("/healthz").json()["seq"]
    last = begins
    for _ in range(60):
        last = take(client, tokens[Role.KIOSK])
    seen = [begins]
    while seen[-1] < last:
        how: dict[str, Any] = {"since": seen[-1]}
        if chance.random() < 0.5:
            how = {"headers": {"Last-Event-ID": str(seen[-1])}}
        with stream(client, tokens[Role.MANAGER], **how) as messages:
            greeting = next(messages)
            assert greeting["event"] == "hello"
            seen += [int(m["id"]) for m in until(messages, min(last, seen[-1] + chance.randint(1, 15)))]
    assert seen == list(range(begins, last + 1))


@pytest.mark.parametrize("role", list(Role))
def test_stream_and_picture_agree_for_every_role(client: httpx.Client, tokens: dict[Role, str], role: Role) -> None:
    bearer = {"Authorization": f"Bearer {tokens[role]}"}
    followed = decode_picture(client.get("/api/v1/picture", headers=bearer).content)
    last = max(take(client, tokens[Role.KIOSK], category) for category in "AABBCDFG")
    with stream(client, tokens[role], since=followed.seq) as messages:
        for message in until(messages, last):
            if message.get("event") == "tick":
                tick(followed, int(message["id"]))
            else:
                fold(followed, entry_of(json.loads(message["data"])))
    assert followed == decode_picture(client.get("/api/v1/picture", headers=bearer).content)


def test_a_stream_out_of_reach_is_gone(client: httpx.Client) -> None:
    ahead = client.get("/healthz").json()["seq"] + 1
    answer = client.get(EVENTS, params={"since": ahead})
    assert (answer.status_code, answer.json()["code"]) == (410, "stream_gone")


def test_a_stream_proves_that_it_lives(client: httpx.Client) -> None:
    with stream(client, None) as messages:
        kinds = [next(messages)["event"], next(messages)["event"]]
    assert kinds == ["hello", "ping"]


def test_told_to_stop_it_ends_its_streams_and_itself(tmp_path: Path) -> None:
    hall = HallProcess(f"sqlite:///{tmp_path / 'hall.db'}", SAMPLE)
    hall.start()
    greeted, ended = threading.Event(), threading.Event()

    def follow() -> None:
        with httpx.Client(base_url=hall.url, trust_env=False) as client, stream(client, None) as messages:
            next(messages)
            greeted.set()
            for _ in messages:
                pass
        ended.set()

    follower = threading.Thread(target=follow)
    follower.start()
    assert greeted.wait(20)
    began = time.monotonic()
    assert hall.stop() == 0
    assert ended.wait(20), "a stream that is ended, not torn"
    follower.join()
    assert time.monotonic() - began < 20

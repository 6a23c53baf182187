"""The link: a station's line to the hall. It follows the stream, reconnects by itself and sends commands.

One thread follows the stream and hands each message to the listener in order; a few others send commands. Nothing
here touches Qt: stations bring the messages to their own thread (:mod:`shared.ui.bridge`).
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
from httpx_sse import ServerSentEvent, SSEError, connect_sse
from pydantic_core import from_json

from shared.commands import Command
from shared.errors import Refusal
from shared.log import Log
from shared.messages import (
    Answer,
    EntryArrived,
    LinkChanged,
    LinkState,
    Message,
    PictureArrived,
    Ticked,
    Unanswered,
)
from shared.wire import UnknownEvent, decode_picture, encode_command, entry_of

PING_S: Final = 5.0
"""The hall says it is alive at least this often."""
SILENCE_S: Final = 12.0
"""After this long without a byte a line is dead, whatever TCP believes."""
LATE_S: Final = 30.0
"""Calls older than this are shown, never spoken, when a station comes back."""
RETRY_S: Final = (0.2, 0.5, 1.0, 2.0)

log = Log(__name__)


class _PictureIsStale(Exception):
    """The stream cannot be resumed here; the picture must be fetched."""


class Link:
    """A station's line to the hall.

    ``where`` says the hall's base address or None while unknown; it is asked anew at every attempt, so a hall that
    moves is followed. Without a ``token`` the link sees what hangs on the wall (the display's view).
    """

    def __init__(
        self,
        *,
        where: Callable[[], str | None],
        listener: Callable[[Message], None],
        token: str | None = None,
        senders: int = 2,
    ) -> None:
        self._where = where
        self._listener = listener
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        # The hall is on the LAN: a proxy meant for the internet is never in between (trust_env).
        self._client = httpx.Client(headers=headers, timeout=httpx.Timeout(5, connect=2), trust_env=False)
        self._pool = ThreadPoolExecutor(senders, thread_name_prefix="link-send")
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="link", daemon=True)
        self._seq = -1
        self._book = ""
        self._state = LinkChanged(LinkState.SEARCHING)
        self._current_at: datetime | None = None
        self._response: httpx.Response | None = None

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Close the line; commands still unanswered end as :class:`Unanswered`."""
        self._stop.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
        response = self._response
        if response is not None:
            response.close()
        self._client.close()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(timeout=3)

    # Sending ---------------------------------------------------------------------------------------------------

    def send(self, command: Command, deadline_s: float = 10.0) -> Future[Answer]:
        """Send a command; it is tried again under its id until answered or ``deadline_s`` is over.

        The future holds an :class:`Answer`, a :class:`~shared.errors.Refusal`, or :class:`Unanswered`.
        """
        return self._pool.submit(self._send, command, deadline_s)

    def exchange(self, path: str, body: Mapping[str, Any] | None = None) -> Future[dict[str, Any]]:
        """One question beside commands and stream, asked once: GET of ``path``, or POST of ``body``.

        The future holds the answer, a :class:`~shared.errors.Refusal`, or :class:`Unanswered`.
        """
        return self._pool.submit(self._exchange, path, body)

    def _exchange(self, path: str, body: Mapping[str, Any] | None) -> dict[str, Any]:
        base = self._where()
        try:
            if base is None:
                raise httpx.ConnectError("no address of the hall is known")
            response = self._client.request("GET" if body is None else "POST", base + path, json=body)
            if response.status_code != httpx.codes.OK:
                raise _refusal(response)
            found: dict[str, Any] = from_json(response.content)
            return found
        except (httpx.HTTPError, RuntimeError, ValueError) as error:
            raise Unanswered("hall_away") from error

    def hall_seq(self) -> int:
        """Where the hall's journal stands now. Raises :class:`Unanswered` when it cannot be asked."""
        base = self._where()
        try:
            if base is None:
                raise httpx.ConnectError("no address of the hall is known")
            return int(self._client.get(f"{base}/healthz").raise_for_status().json()["seq"])
        except (httpx.HTTPError, ValueError, KeyError) as error:
            raise Unanswered("hall_away") from error

    def _send(self, command: Command, deadline_s: float) -> Answer:
        body = encode_command(command)
        ends = time.monotonic() + deadline_s
        attempt = 0
        while True:
            base = self._where()
            left = ends - time.monotonic()
            if base is not None and left > 0:
                try:
                    return self._post(base, body, min(5.0, left))
                except (httpx.TransportError, RuntimeError) as error:
                    # RuntimeError: the client was closed under us by stop().
                    log.info("send_failed", command=command.type, why=str(error) or type(error).__name__)
            pause = RETRY_S[min(attempt, len(RETRY_S) - 1)]
            attempt += 1
            if time.monotonic() + pause > ends or self._stop.wait(pause):
                raise Unanswered("hall_away")

    def _post(self, base: str, body: bytes, timeout_s: float) -> Answer:
        response = self._client.post(
            f"{base}/api/v1/commands",
            content=body,
            headers={"Content-Type": "application/json"},
            timeout=httpx.Timeout(timeout_s, connect=min(2.0, timeout_s)),
        )
        if response.status_code == httpx.codes.OK:
            return Answer(tuple(entry_of(entry) for entry in from_json(response.content)["events"]))
        if response.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            raise httpx.RemoteProtocolError("the hall is busy or stopping")
        raise _refusal(response)

    # Following -------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        attempt = 0
        while not self._stop.is_set():
            base = self._where()
            if base is None:
                self._say(LinkState.LOST if self._current_at else LinkState.SEARCHING)
            else:
                attempt = 0 if self._follow(base) else attempt + 1
            pause = RETRY_S[min(attempt, len(RETRY_S) - 1)]
            self._stop.wait(pause * (0.75 + random.random() / 2))

    def _follow(self, base: str) -> bool:
        """Follow until the line breaks; whether it was current meanwhile."""
        if self._current_at is None:
            self._say(LinkState.CONNECTING)
        before = self._current_at
        try:
            if self._seq < 0:
                self._fetch(base)
            self._stream(base)
        except _PictureIsStale:
            self._seq = -1
            return True
        except UnknownEvent as error:
            log.warning("unknown_event", why=str(error))
            self._seq = -1
        except Refusal as error:
            self._say(LinkState.REFUSED, why=error.code)
        except (httpx.HTTPError, httpx.StreamError, SSEError, RuntimeError, ValueError) as error:
            if not self._stop.is_set():
                self._say(LinkState.LOST, why=str(error) or type(error).__name__)
        return self._current_at != before

    def _fetch(self, base: str) -> None:
        response = self._client.get(f"{base}/api/v1/picture", timeout=httpx.Timeout(30, connect=2))
        if response.status_code != httpx.codes.OK:
            raise _refusal(response)
        picture = decode_picture(response.content)
        self._book = response.headers.get("Tinghao-Book", "")
        self._seq = picture.seq
        self._listener(PictureArrived(picture, self._book))

    def _stream(self, base: str) -> None:
        timeout = httpx.Timeout(SILENCE_S, connect=2)
        headers = {"Last-Event-ID": str(self._seq)}
        with connect_sse(self._client, "GET", f"{base}/api/v1/events", headers=headers, timeout=timeout) as source:
            self._response = source.response
            if source.response.status_code == httpx.codes.GONE:
                raise _PictureIsStale
            if source.response.status_code != httpx.codes.OK:
                source.response.read()
                raise _refusal(source.response)
            caught_up_at, now = self._seq, datetime.now(UTC)
            for message in source.iter_sse():
                if self._stop.is_set():
                    return
                if message.event == "hello":
                    caught_up_at, now = self._hello(message)
                else:
                    self._take(message, caught_up_at, now)
                self._current_at = datetime.now(UTC)
                if self._seq >= caught_up_at:
                    self._say(LinkState.CURRENT)
        raise httpx.RemoteProtocolError("the hall ended the stream")

    def _hello(self, message: ServerSentEvent) -> tuple[int, datetime]:
        hello = from_json(message.data)
        if hello["book"] != self._book or hello["seq"] < self._seq:
            raise _PictureIsStale
        return hello["seq"], datetime.fromisoformat(hello["now"])

    def _take(self, message: ServerSentEvent, caught_up_at: int, now: datetime) -> None:
        if message.event == "ping":
            return
        seq = int(message.id)
        if seq <= self._seq:
            return  # Seen before the line broke.
        if seq != self._seq + 1:
            raise _PictureIsStale
        self._seq = seq
        if message.event == "tick":
            self._listener(Ticked(seq))
            return
        entry = entry_of(from_json(message.data))
        late = seq <= caught_up_at and now - entry.at > timedelta(seconds=LATE_S)
        self._listener(EntryArrived(entry, late))

    def _say(self, state: LinkState, why: str = "") -> None:
        since = self._current_at if state in (LinkState.LOST, LinkState.REFUSED) else None
        said = LinkChanged(state, since, why)
        if (said.state, said.why) != (self._state.state, self._state.why):
            self._state = said
            self._listener(said)


def _refusal(response: httpx.Response) -> Refusal:
    """The typed refusal of a problem document; anything else is a broken line."""
    try:
        problem: dict[str, Any] = response.json()
        code, params = problem["code"], problem.get("params", {})
    except (ValueError, KeyError, TypeError) as error:
        raise httpx.RemoteProtocolError(f"status {response.status_code} without a problem document") from error
    return Refusal(code, **params)

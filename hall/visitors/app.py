"""The visitors' port: the page of one ticket, its stream, what its holder may do, and the page of a window's rating sign.

It faces the street: no command interface, no picture, no description of itself; every other address is unknown here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from types import MappingProxyType
from typing import Annotated, Any, Final
from urllib.parse import parse_qs

from fastapi import FastAPI, Path, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse
from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from hall.service import HallService, timer_id
from hall.visitors import complaining, render
from hall.visitors.door import Door, TooManyTries
from hall.visitors.render import Page
from hall.visitors.standing import Standing, living, past
from shared.clock import Clock
from shared.commands import CancelTicket, ChooseCarry, Command, GiveReasons, LodgeComplaint, Rate
from shared.errors import Refusal
from shared.messages import new_id
from shared.settings import Settings
from shared.tickets import Actor, Role

PING_S: Final = 5.0
"""A page that hears nothing for three of these says that it is not current."""
PACE_S: Final = 1.0
"""A page is told of changes at most so often: a thousand phones look at the same line."""
MOST_STREAMS: Final = 5000
_MOST_BODY: Final = 20_000
_MOST_WORDS: Final = 1000
_MOST_CONTACT: Final = 100
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
}
_COMMAND: Final[TypeAdapter[Any]] = TypeAdapter(CancelTicket | ChooseCarry | Rate | GiveReasons | LodgeComplaint)
Token = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{22,64}$")]
WindowNumber = Annotated[int, Path(ge=1, le=9999)]


class _Unknown(Exception):
    """No ticket is opened by this token."""


def create_visitors_app(service: HallService) -> FastAPI:
    """The application around a service; the caller starts and stops the service."""
    app = FastAPI(title="Tinghao", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    desk = _Desk(service)

    @app.get("/t/{token}", response_class=HTMLResponse)
    async def page(request: Request, token: Token) -> Response:
        standing = await desk.standing(request, token)
        return _html(render.whole(desk.page(request, token, standing), standing))

    @app.get("/w/{number}", response_class=HTMLResponse)
    async def window(request: Request, number: WindowNumber) -> Response:
        return _html(desk.window(request, number))

    @app.get("/t/{token}/events")
    async def events(request: Request, token: Token) -> Response:
        if service.feed.followers[Role.VISITOR] >= MOST_STREAMS:
            return _html(desk.message(request, "away"), 503)
        standing = await desk.standing(request, token)
        stream = desk.stream(desk.page(request, token, standing), standing)
        headers = {**_HEADERS, "X-Accel-Buffering": "no"}
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

    @app.get("/t/{token}/leave", response_class=HTMLResponse)
    async def ask_leave(request: Request, token: Token) -> Response:
        standing = await desk.standing(request, token)
        if not standing.may_leave:
            return _back(request, token)
        return _html(render.leaving(desk.page(request, token, standing), standing))

    @app.post("/t/{token}/leave")
    async def leave(request: Request, token: Token) -> Response:
        standing = await desk.standing(request, token)
        if standing.may_leave:
            ticket = standing.ticket.id
            await desk.does({"type": "cancel_ticket", "ticket": ticket, "reason": "given_up"}, ticket)
        return _back(request, token)

    @app.post("/t/{token}/choose")
    async def choose(request: Request, token: Token) -> Response:
        standing = await desk.standing(request, token)
        choice = (await _form(request)).get("choice", [""])[0]
        if choice in standing.offers:
            ticket = standing.ticket.id
            # Chosen again after coming back it is another choice; pressed twice, the second is refused.
            await desk.does({"type": "choose_carry", "ticket": ticket, "choice": choice}, ticket, made=new_id())
        return _back(request, token)

    @app.post("/t/{token}/rate")
    async def rate(request: Request, token: Token) -> Response:
        standing = await desk.standing(request, token)
        form = await _form(request)
        grade = form.get("grade", [""])[0]
        if standing.may_rate and standing.service is not None and grade in {"1", "2", "3", "4", "5"}:
            command = {"type": "rate", "service": standing.service.id, "grade": int(grade)}
            comment = _written(form, "comment", _MOST_WORDS)
            await desk.does(command, standing.ticket.id, words={"comment": comment or None})
        return _back(request, token)

    @app.post("/t/{token}/reasons")
    async def reasons(request: Request, token: Token) -> Response:
        standing = await desk.standing(request, token)
        given = (await _form(request)).get("reason", [])
        if standing.may_give_reasons and standing.service is not None and given:
            command = {"type": "give_reasons", "service": standing.service.id, "reasons": given}
            await desk.does(command, standing.ticket.id)
        return _back(request, token)

    @app.get("/t/{token}/complaint", response_class=HTMLResponse)
    async def complaint(request: Request, token: Token) -> Response:
        standing = await desk.standing(request, token)
        return _html(complaining.page(desk.page(request, token, standing), standing))

    @app.post("/t/{token}/complaint")
    async def lodge(request: Request, token: Token) -> Response:
        standing = await desk.standing(request, token)
        form = await _form(request)
        words, page = _written(form, "words", _MOST_WORDS), desk.page(request, token, standing)
        if not words:
            return _html(complaining.page(page, standing, empty=True), 422)
        if standing.may_complain:
            # The form's own mark, and nothing of the words: a second press is the same complaint.
            said = {"type": "lodge_complaint", "ticket": standing.ticket.id, "language": page.language}
            told = {"words": words, "contact": _written(form, "contact", _MOST_CONTACT) or None}
            await desk.does(said, standing.ticket.id, mark=form.get("mark", [""])[0], words=told)
        return _back(request, token, "/complaint")

    async def unknown(request: Request, error: Exception) -> Response:
        return _html(desk.message(request, "unknown"), 404)

    async def too_many(request: Request, error: Exception) -> Response:
        return _html(desk.message(request, "too_many"), 429)

    async def refused(request: Request, error: Exception) -> Response:
        return _html(desk.message(request, "away"), 503)

    for kind in (_Unknown, HTTPException, 404, 405, RequestValidationError, ValidationError):
        app.add_exception_handler(kind, unknown)
    app.add_exception_handler(TooManyTries, too_many)
    app.add_exception_handler(Refusal, refused)
    return app


class _Desk:
    """What every address here needs: the ticket behind a token, how it stands, and a command in its holder's name."""

    def __init__(self, service: HallService) -> None:
        self._service = service
        self._clock: Clock = service.clock
        self._door = Door(service.book.ticket_of_token)

    async def standing(self, request: Request, token: str) -> Standing:
        """How the token's ticket stands. Raises for an unknown one, and for who guesses."""
        if not self._service.feed.picture.settings:
            raise Refusal("no_settings")
        address = request.client.host if request.client else ""
        ticket = await run_in_threadpool(self._door.ticket, token, address)
        if ticket is None or ticket not in self._service.feed.picture.phones:
            raise _Unknown  # The door remembers pages that have closed since.
        return await self._stands(ticket)

    async def _stands(self, ticket: str) -> Standing:
        picture = self._service.feed.picture
        found = living(picture, ticket, self._service.expected_for)
        if found is not None:
            return found
        ended = await run_in_threadpool(self._service.book.ended_ticket, ticket)
        if ended is None:
            raise _Unknown
        return past(picture, *ended)

    def page(self, request: Request, token: str, standing: Standing) -> Page:
        """For whom the page is: the language that was chosen, else the ticket's."""
        settings = self._service.feed.picture.rules
        language = request.query_params.get("lang", "")
        if language not in settings.hall.languages:
            language = standing.ticket.language
        return Page(token=token, language=language, settings=settings, now=self._clock.now())

    def message(self, request: Request, key: str) -> str:
        """A page without a ticket, in the language of the address or of the phone."""
        picture = self._service.feed.picture
        if not picture.settings:
            return key
        return render.message(picture.rules, self._language(request, picture.rules), key)

    def window(self, request: Request, number: int) -> str:
        """The page that a window's rating sign opens. Raises for a window that the hall does not have."""
        picture = self._service.feed.picture
        if not picture.settings:
            raise Refusal("no_settings")
        if picture.rules.window(number) is None:
            raise _Unknown
        return render.window(picture.rules, self._language(request, picture.rules), number)

    @staticmethod
    def _language(request: Request, settings: Settings) -> str:
        """The language of the address, else of the phone, else the hall's first."""
        offered = settings.hall.languages
        wanted = request.query_params.get("lang", request.headers.get("accept-language", ""))
        return next((code for code in offered if wanted.lower().startswith(code[:2])), offered[0])

    async def does(
        self,
        fields: dict[str, Any],
        ticket: str,
        *,
        made: str = "",
        mark: str = "",
        words: Mapping[str, str | None] = MappingProxyType({}),
    ) -> None:
        """Send a command as the holder of the ticket. Its id derives from what it says and from the form's ``mark``, so
        a double press is one; never from a person's ``words``, for the id is kept for ever."""
        named = {**fields, **words, "id": made or timer_id("visitor", ticket, mark, *map(str, fields.values()))}
        command: Command = _COMMAND.validate_python(named)
        try:
            await self._service.carry_out(command, Actor(role=Role.VISITOR, station=ticket))
        except Refusal as refusal:
            if refusal.code in ("store_failed", "hall_busy", "key_unusable"):
                raise
            # Called, rated or ended a moment ago: the page that follows says how it stands now.

    async def stream(self, page: Page, standing: Standing) -> AsyncIterator[bytes]:
        """The page's changing part whenever it changes, and a sign of life in between."""
        feed, shown = self._service.feed, ""
        feed.followers[Role.VISITOR] += 1
        try:
            while not feed.closing:
                seq = feed.picture.seq
                page = Page(
                    token=page.token, language=page.language, settings=feed.picture.rules, now=self._clock.now()
                )
                standing = await self._stands(standing.ticket.id)
                html, at = render.main(page, standing), page.clock(page.now)
                if html != shown:
                    shown = html
                    told = {
                        "html": html,
                        "turn": render.turn(standing),
                        "title": render.title(page, standing),
                        "at": at,
                    }
                    yield b"event: state\ndata: " + to_json(told) + b"\n\n"
                else:
                    yield b"event: ping\ndata: " + to_json({"at": at}) + b"\n\n"
                if await feed.beyond(seq, PING_S):
                    await feed.ending(PACE_S)
        finally:
            feed.followers[Role.VISITOR] -= 1


async def _form(request: Request) -> dict[str, list[str]]:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BODY:
            raise _Unknown
    return parse_qs(body.decode("utf-8", "replace"))


def _written(form: dict[str, list[str]], name: str, most: int) -> str:
    """What was typed into a field, as far as there is room for it: the form itself takes no more."""
    return form.get(name, [""])[0].replace("\r\n", "\n").strip()[:most]


def _html(text: str, status: int = 200) -> Response:
    return HTMLResponse(text, status, headers=dict(_HEADERS))


def _back(request: Request, token: str, path: str = "") -> Response:
    """Back to the page or to one of its parts, by an address relative to ``/t/<token>/…``."""
    language = request.query_params.get("lang", "")
    suffix = f"?lang={language}" if language.replace("-", "").isalnum() else ""
    return RedirectResponse(f"../{token}{path}{suffix}", 303, headers=dict(_HEADERS))

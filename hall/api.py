"""The hall's network interface: commands in, answers and refusals out, the picture, the stream, health and figures.

Refusals are problem documents (RFC 9457) with ``code``, ``detail``, ``remedy`` in the reader's language
(``Accept-Language``), and ``params`` so that a station can say it in the language of the person in front of it.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict
from functools import partial
from typing import Annotated, Any, Final

import structlog
from fastapi import Depends, FastAPI, Header, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_jsonable_python
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from hall.feed import TooFarBehind
from hall.finding import add_finding
from hall.reading import add_reading
from hall.service import HallService
from hall.wall import add_wall, displays
from hall.why import sought, why
from shared import i18n
from shared.commands import MAY_SEND, Command
from shared.errors import Refusal
from shared.events import Entry
from shared.tickets import Actor, Role
from shared.views import blanked
from shared.why import sentences
from shared.wire import AnyCommand, decode_command, encode_entry

COMMANDS: Final = "/api/v1/commands"
STATUS: Final = {
    "no_token": 401,
    "role_may_not": 403,
    "role_may_not_see": 403,
    "not_your_window": 403,
    "not_your_station": 403,
    "not_your_ticket": 403,
    "not_your_number": 403,
    "malformed": 422,
    "stream_gone": 410,
    "store_failed": 503,
    "hall_busy": 503,
    "unknown_category": 404,
    "unknown_window": 404,
    "unknown_screen": 404,
    "unknown_clerk": 404,
    "unknown_priority": 404,
    "number_unknown": 404,
    "ticket_not_living": 404,
    "service_not_rateable": 404,
    "reasons_not_asked": 404,
    "text_unknown": 404,
    "page_over": 404,
    "key_unusable": 503,
}
"""HTTP status of a refusal; every other one is 409, the hall's state does not allow it now."""
_TOKEN: Final = b"authorization"
_TOKEN_GOOD_S: Final = 5.0
"""How long a token's owner is remembered before the book is asked again: a revoked one works no longer."""
EXPLAINS_TO: Final = frozenset({Role.COUNTER, Role.DESK, Role.MANAGER, Role.HALL})
"""Who may ask why a number was called."""
WALL: Final = Actor(role=Role.DISPLAY, station="")
"""Who comes without a token sees what hangs on the wall, and may send nothing."""
PROBLEM: Final[dict[str, Any]] = {
    "description": "A typed refusal (RFC 9457)",
    "content": {
        "application/problem+json": {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "code", "detail", "remedy", "params"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                    "remedy": {"type": "string"},
                    "params": {"type": "object"},
                },
            }
        }
    },
}

log = structlog.get_logger(__name__)


class Doorkeeper:
    """Whose token it is. Known ones are remembered for a few seconds."""

    def __init__(self, service: HallService) -> None:
        self._service = service
        self._known: dict[str, tuple[float, Actor]] = {}

    async def actor(self, authorization: str | None) -> Actor:
        """The owner of the bearer token, the wall without one. Raises Refusal ``no_token`` for a wrong one."""
        if authorization is None:
            return WALL
        at, known = self._known.get(authorization, (0.0, WALL))
        if time.monotonic() - at < _TOKEN_GOOD_S:
            return known
        self._known.pop(authorization, None)
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Refusal("no_token")
        found = await run_in_threadpool(self._service.book.actor_of, token)
        if found is None:
            raise Refusal("no_token")
        self._known[authorization] = (time.monotonic(), found)
        return found


async def who(
    request: Request, authorization: Annotated[str | None, Header(description="Bearer token")] = None
) -> Actor:
    """Dependency of every route that looks at who asks."""
    doorkeeper: Doorkeeper = request.app.state.doorkeeper
    return await doorkeeper.actor(authorization)


Who = Annotated[Actor, Depends(who)]


def create_app(service: HallService) -> FastAPI:
    """The application around a service; the caller starts and stops the service."""
    doorkeeper = Doorkeeper(service)
    app = _Api(partial(_commands, service, doorkeeper))
    app.state.doorkeeper = doorkeeper

    @app.get("/api/v1/picture", responses={401: PROBLEM, 503: PROBLEM}, response_class=Response)
    async def picture(actor: Who) -> Response:
        """The living state as the token's role may see it; without a token what hangs on the wall."""
        return Response(
            service.feed.picture_as(actor.role),
            media_type="application/json",
            headers={"Tinghao-Book": service.feed.book},
        )

    @app.get(
        "/api/v1/events",
        responses={
            200: {
                "description": "Server-Sent Events",
                "content": {"text/event-stream": {"schema": {"type": "string"}}},
            },
            401: PROBLEM,
            410: PROBLEM,
            422: PROBLEM,
            503: PROBLEM,
        },
        response_class=Response,
    )
    async def events(
        actor: Who,
        last_event_id: Annotated[int | None, Header(ge=0, le=2**62)] = None,
        since: Annotated[int | None, Query(ge=0, le=2**62)] = None,
    ) -> Response:
        """The stream: ``id`` is the sequence; resumed by ``Last-Event-ID`` or ``since``, else from now on."""
        start = next((s for s in (last_event_id, since) if s is not None), service.feed.picture.seq)
        try:
            service.feed.check(start)
        except TooFarBehind as error:
            raise Refusal("stream_gone") from error
        return StreamingResponse(
            _attended(service, actor, service.feed.follow(actor.role, start)),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    @app.get("/api/v1/why/{ticket}", responses={401: PROBLEM, 403: PROBLEM, 404: PROBLEM, 503: PROBLEM})
    async def why_called(
        request: Request, actor: Who, ticket: Annotated[str, Path(min_length=1, max_length=64)]
    ) -> dict[str, Any]:
        """Why a ticket was called, or is not yet: the rule, the candidates and their waits; by id, or by today's number.

        ``words`` says it in the reader's language.
        """
        if actor.role not in EXPLAINS_TO:
            raise Refusal("role_may_not_see", role=actor.role.value)
        picture = service.feed.picture
        told = await run_in_threadpool(why, service.book, ticket, sought(picture, ticket, service.clock.now()))
        return {**asdict(told), "words": sentences(told, _language(request), picture.rules.hall.zone)}

    @app.get("/healthz")
    async def healthz() -> dict[str, Any]:
        """Whether the service can read its book, and where it stands."""
        seq = await run_in_threadpool(service.book.head_seq)
        return {"ok": True, "hall": service.book.hall, "book": service.book.id, "seq": seq}

    @app.get("/metrics", response_class=Response)
    async def metrics() -> Response:
        """Prometheus text."""
        picture = service.feed.picture
        screens = service.screens.counts(displays(picture))
        text = service.metrics.text(picture, service.feed.followers, screens)
        return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")

    add_wall(app, service, doorkeeper.actor, PROBLEM)
    add_finding(app, service, doorkeeper.actor, PROBLEM)
    add_reading(app, service, doorkeeper.actor, PROBLEM)
    _say_refusals(app)
    return app


async def _commands(service: HallService, doorkeeper: Doorkeeper, scope: Scope, receive: Receive, send: Send) -> None:
    try:
        body = await _body(receive)
    except ClientDisconnect:
        return  # Nobody is left to answer, and nothing was asked in full.
    try:
        authorization = next((value.decode("latin-1") for name, value in scope["headers"] if name == _TOKEN), None)
        actor = await doorkeeper.actor(authorization)
        if actor is WALL:
            raise Refusal("no_token")
        command = _command(body)
        if actor.role not in MAY_SEND[command.type]:
            raise Refusal("role_may_not", role=actor.role.value, command=command.type)
        service.attendance.heard(actor.station)
        entries = await service.carry_out(command, actor)
    except Refusal as refusal:
        await problem(refusal, _language(Request(scope)))(scope, receive, send)
        return
    lines = ",".join([_answered(service, actor.role, entry) for entry in entries])
    answer = f'{{"events":[{lines}]}}'.encode()
    length = str(len(answer)).encode()
    headers = [(b"content-length", length), (b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer})


async def _body(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


async def _no_door(request: Request) -> Response:
    raise AssertionError("a command comes in by the door, never by its route")


class _Api(FastAPI):
    """The application, with a door of its own for commands.

    All of a hall's work goes through that one route: FastAPI's middleware, routing, parameters and response objects
    took three times as long as all that the command itself needs here. What a command is, is described by hand.
    """

    def __init__(self, commands: ASGIApp) -> None:
        super().__init__(title="Tinghao hall", version="1", docs_url=None, redoc_url=None)
        self._commands = commands
        # Posts come in by the door; the route refuses every other method.
        self.router.routes.append(Route(COMMANDS, _no_door, methods=["POST"], include_in_schema=False))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == COMMANDS and scope["method"] == "POST":
            await self._commands(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            made = super().openapi()
            body = TypeAdapter(AnyCommand).json_schema(ref_template="#/components/schemas/{model}")
            schemas = body.pop("$defs")
            for schema in schemas.values():
                # In Python a command knows its own type; on the wire it has to say it.
                if "type" in schema.get("properties", {}):
                    schema["required"] = [*schema.get("required", []), "type"]
            made.setdefault("components", {}).setdefault("schemas", {}).update(schemas)
            made["paths"][COMMANDS] = {"post": _described(body)}
        return super().openapi()


def _described(body: dict[str, Any]) -> dict[str, Any]:
    refusals = {str(status): PROBLEM for status in sorted({409, *STATUS.values()} - {410})}
    answer = {"type": "object", "required": ["events"], "properties": {"events": {"type": "array"}}}
    return {
        "summary": "Carry out one command. Sent again under its id it is answered the same.",
        "operationId": "commands",
        "parameters": [{"name": "authorization", "in": "header", "required": True, "schema": {"type": "string"}}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {
            "200": {"description": "What was done, in order", "content": {"application/json": {"schema": answer}}},
            **refusals,
        },
    }


def _command(body: bytes) -> Command:
    try:
        return decode_command(body)
    except ValidationError as error:
        raise _malformed(error.errors(include_url=False), ["body"]) from error


def _malformed(errors: Sequence[Any], within: Sequence[str] = ()) -> Refusal:
    first = errors[0]
    return Refusal("malformed", where=".".join(map(str, (*within, *first["loc"]))), why=first["msg"])


def _answered(service: HallService, role: Role, entry: Entry) -> str:
    event = blanked(role, entry.event)
    if event is entry.event:
        return service.feed.text_of(entry)
    return encode_entry(Entry(seq=entry.seq, at=entry.at, actor=entry.actor, command=entry.command, event=event))


async def _attended(service: HallService, actor: Actor, stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The stream until it is closed; meanwhile its station is there."""
    with service.attendance.following(actor.station):
        async for chunk in stream:
            yield chunk


def _say_refusals(app: FastAPI) -> None:
    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refusal)
        return problem(error, _language(request))

    async def malformed(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return problem(_malformed(error.errors()), _language(request))

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(RequestValidationError, malformed)


def problem(refusal: Refusal, language: str) -> JSONResponse:
    """The refusal as a problem document in the language."""
    status = STATUS.get(refusal.code, 409)
    return JSONResponse(
        {
            "type": f"urn:tinghao:{refusal.code}",
            "title": refusal.code,
            "status": status,
            "code": refusal.code,
            "detail": refusal.detail(language),
            "remedy": refusal.remedy(language),
            "params": to_jsonable_python(refusal.params),
        },
        status_code=status,
        media_type="application/problem+json",
        headers={"WWW-Authenticate": "Bearer"} if status == 401 else None,
    )


def _language(request: Request) -> str:
    """The one of the house's languages that the reader prefers (RFC 9110, 12.5.4), English where there is none."""
    best, weight = "en", 0.0
    for part in request.headers.get("accept-language", "").split(","):
        tag, _, parameters = part.partition(";")
        spoken = next((own for own in i18n.LANGUAGES if own[:2] == tag.strip().lower().split("-")[0]), None)
        if spoken is not None and (wanted := _weight(parameters)) > weight:
            best, weight = spoken, wanted
    return best


def _weight(parameters: str) -> float:
    """The ``q`` of a language, 1 where none is said and 0 where it is no number."""
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0

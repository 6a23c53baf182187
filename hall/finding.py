"""Looking for tickets that have ended: the picture holds today's living state only, the book holds all.

For the enquiry desk and the manager, to whom somebody says a number or describes a lost ticket. Nothing here names a
person, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Annotated, Any, Final

from fastapi import FastAPI, Header, Query, Response
from pydantic import AwareDatetime
from starlette.concurrency import run_in_threadpool

from hall.service import HallService
from hall.store.ended import Search
from shared.errors import Refusal
from shared.tickets import Actor, Role
from shared.wire import encode_rows

FINDS: Final = frozenset({Role.DESK, Role.MANAGER})
"""Who may look for tickets that have ended."""
MOST: Final = 200
"""Tickets in one answer."""
DAYS: Final = 31
"""Service days that one question may reach over."""
Word = Annotated[str, Query(min_length=1, max_length=64)]
Number = Annotated[str, Query(min_length=1, max_length=16)]
Token = Annotated[str | None, Header(description="Bearer token")]


def add_finding(
    app: FastAPI, service: HallService, owner: Callable[[str | None], Awaitable[Actor]], problem: dict[str, Any]
) -> None:
    """Add the route. ``owner`` knows whose token it is; ``problem`` describes a refusal."""

    @app.get("/api/v1/tickets", responses=dict.fromkeys((401, 403, 422, 503), problem))
    async def tickets(
        first_day: date,
        last_day: date,
        number: Annotated[list[Number] | None, Query(max_length=60)] = None,
        station: Word | None = None,
        category: Word | None = None,
        begins: AwareDatetime | None = None,
        ends: AwareDatetime | None = None,
        authorization: Token = None,
    ) -> Response:
        """Tickets that have ended, of the service days from ``first_day`` to ``last_day``, the latest taken first;
        ``more`` says that others fit as well."""
        actor = await owner(authorization)
        if actor.role not in FINDS:
            raise Refusal("role_may_not_see", role=actor.role.value)
        if not timedelta(0) <= last_day - first_day < timedelta(days=DAYS):
            raise Refusal("malformed", where="query.last_day", why=f"at most {DAYS} days from first_day on")
        search = Search(
            first_day=first_day,
            last_day=last_day,
            numbers=tuple(number or ()),
            station=station,
            category=category,
            begins=begins,
            ends=ends,
        )
        found = await run_in_threadpool(service.book.ended_tickets, search, MOST + 1)
        rows, more = encode_rows("tickets", found[:MOST]), "true" if len(found) > MOST else "false"
        return Response(b'{"more":' + more.encode() + b',"tickets":' + rows + b"}", media_type="application/json")

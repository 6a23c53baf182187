"""The one door to what visitors wrote: the manager's, and each opening stands in the journal before a word is shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import FastAPI, Header, Path
from starlette.concurrency import run_in_threadpool

from hall.enclosed import opened
from hall.service import HallService
from shared.commands import MAY_SEND, ReadText
from shared.errors import Refusal
from shared.messages import new_id
from shared.tickets import Actor


def add_reading(
    app: FastAPI,
    service: HallService,
    actor_of: Callable[[str | None], Awaitable[Actor]],
    problem: dict[str, Any],
) -> None:
    """Add the route to the hall's application. ``actor_of`` says whose an ``Authorization`` is, and refuses a wrong one."""

    @app.post(
        "/api/v1/texts/{text}/read", responses={401: problem, 403: problem, 404: problem, 409: problem, 503: problem}
    )
    async def read(
        text: Annotated[str, Path(min_length=36, max_length=36)],
        authorization: Annotated[str | None, Header(description="Bearer token")] = None,
    ) -> dict[str, str]:
        """The words of a comment or a complaint, and how its visitor is reached. Each reading is journaled."""
        actor = await actor_of(authorization)
        if actor.role not in MAY_SEND["read_text"]:
            raise Refusal("role_may_not", role=actor.role.value, command="read_text")
        await service.carry_out(ReadText(id=new_id(), text=text), actor)
        sealed = await run_in_threadpool(service.book.sealed_text, text)
        if sealed is None:
            raise Refusal("text_unknown", text=text)
        return await run_in_threadpool(opened, service.book.vault, sealed)

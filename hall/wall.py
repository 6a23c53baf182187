"""What the walls ask of the hall beside the stream: how long people wait, and their proof of what they show.

Nothing here is written to the book: a proof is worth something for seconds, a wait is asked for when it is shown.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar, Final

from fastapi import FastAPI, Header
from pydantic import ConfigDict, Field

from hall.forecast.accuracy import days, totals
from hall.rules.facts import Forecast
from hall.service import HallService
from shared.errors import Refusal
from shared.experience import ALLOWANCE_S
from shared.picture import Picture
from shared.serving import served_at
from shared.tickets import Actor, Role, WindowState

_SEES_SCREENS: Final = frozenset({Role.MANAGER, Role.DESK, Role.HALL})
Token = Annotated[str | None, Header(description="Bearer token")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownReport:
    """A station says which sequence the frame stands at that it has just drawn."""

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")
    station: Annotated[str, Field(min_length=1, max_length=64)]
    seq: Annotated[int, Field(ge=0, le=2**62)]


def add_wall(
    app: FastAPI, service: HallService, owner: Callable[[str | None], Awaitable[Actor]], problem: dict[str, Any]
) -> None:
    """Add the walls' routes. ``owner`` knows whose token it is; ``problem`` describes a refusal."""

    @app.post("/api/v1/shown", responses=dict.fromkeys((401, 403, 404, 422, 503), problem))
    async def shown(report: ShownReport, authorization: Token = None) -> dict[str, int]:
        """Proof of currency. With a token it counts as proven; without one only a display of the settings is heard."""
        actor, feed = await owner(authorization), service.feed
        proven = authorization is not None
        if proven and report.station != actor.station:
            raise Refusal("not_your_station", station=actor.station, other=report.station)
        if not proven and report.station not in displays(feed.picture):
            raise Refusal("unknown_screen", station=report.station)
        head = feed.picture.seq
        service.screens.heard(report.station, report.seq, head=head, lag_s=feed.lag_s(report.seq), proven=proven)
        return {"seq": head}

    @app.get("/api/v1/shown", responses=dict.fromkeys((401, 403, 422, 503), problem))
    async def screens(authorization: Token = None) -> dict[str, Any]:
        """What each screen proved last to this service; for manager and enquiry desk."""
        actor = await owner(authorization)
        if authorization is None or actor.role not in _SEES_SCREENS:
            raise Refusal("role_may_not_see", role=actor.role.value)
        return {"seq": service.feed.picture.seq, "screens": service.screens.rows(displays(service.feed.picture))}

    @app.get("/api/v1/waits", responses={503: problem})
    async def waits() -> dict[str, Any]:
        """For each category how many wait, how long the first has waited, and at how many windows; needs no token."""
        picture = service.feed.picture
        return {"seq": picture.seq, "categories": waits_of(picture, service.forecast, service.clock.now())}

    @app.get("/api/v1/forecast", responses={503: problem})
    async def forecast() -> dict[str, Any]:
        """How true the told waits were, by category and service day, and what is known of each line; needs no token."""
        picture = service.feed.picture
        return {
            "seq": picture.seq,
            "allowance_s": ALLOWANCE_S,
            "categories": totals(picture, service.forecast),
            "days": days(picture),
        }


def waits_of(picture: Picture, forecast: Forecast, now: datetime) -> list[dict[str, Any]]:
    """The waits of every category. ``longest_s`` is None where nobody waits, ``expected_s`` (p50 and p90 of who comes
    now) where nobody can say, and then ``unknown`` says why."""
    if not picture.settings:
        return []
    settings = picture.rules
    able: dict[str, int] = {}
    for window in picture.windows.values():
        if window.state is WindowState.OPEN and window.clerk is not None:
            for code in served_at(picture, window, now):
                able[code] = able.get(code, 0) + 1
    rows = []
    for category in settings.categories:
        head, outlook = picture.head(category.code), forecast.coming(picture, category.code, now)
        rows.append(
            {
                "category": category.code,
                "waiting": picture.waiting_in(category.code),
                "longest_s": None if head is None else max(0, int((now - head.since).total_seconds())),
                "expected_s": outlook.expected_s,
                "unknown": outlook.reason,
                "windows": able.get(category.code, 0),
            }
        )
    return rows


def displays(picture: Picture) -> list[str]:
    """Names of the displays in the settings."""
    return [s.name for s in picture.rules.stations if s.role is Role.DISPLAY] if picture.settings else []

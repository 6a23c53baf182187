"""The limit of a service time: said before it is reached, and once it is passed. A hint to the clerk, no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from counter.desk import Desk, Phase
from shared.settings import Settings


@dataclass(frozen=True, slots=True)
class Limit:
    """Minutes until the limit, or beyond it."""

    minutes: int
    over: bool


def limit_of(settings: Settings, desk: Desk, now: datetime) -> Limit | None:
    """What to say of the open service's time; None long before its limit, or where the settings know none."""
    if desk.phase is not Phase.SERVING or desk.since is None:
        return None
    category = settings.category(desk.category)
    policy = settings.policies.service
    limit = (category.limit_min if category else None) or policy.limit_min
    if limit is None:
        return None
    left_s = limit * 60 - int((now - desk.since).total_seconds())
    if left_s > policy.warn_min * 60:
        return None
    return Limit(-left_s // 60 if left_s < 0 else -(-left_s // 60), left_s < 0)

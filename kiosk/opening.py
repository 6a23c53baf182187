"""Whether a ticket can be had now, and where not, why and when again: the home page's state in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shared.i18n import text

if TYPE_CHECKING:
    from datetime import date, datetime

    from shared.picture import Picture


class Notice(NamedTuple):
    """What a screen without tiles says: what it is, what it means, what to do."""

    heading: str
    detail: str = ""
    remedy: str = ""


def opening(picture: Picture, local: datetime) -> str:
    """``ready``, ``closed`` (no service day yet), ``rest`` (a day off), ``shut`` (not in these hours) or ``empty``.

    ``local`` is the hall's time as this machine knows it; the hall's own clock decides when a ticket is asked for.
    """
    from shared.hours import issues_at
    from shared.workdays import working_day

    hours = picture.rules.policies.hours
    if not working_day(hours, local.date()).worked:
        return "rest"
    if not issues_at(hours, local.time()):
        return "shut"
    if picture.today is None:
        return "closed"
    return "ready" if picture.rules.categories else "empty"


def plain_notice(state: str, language: str) -> Notice:
    """The words for a state that needs no hours to be told, such as ``starting`` and ``offline``."""
    return Notice(text(f"kiosk.{state}", language), remedy=text(f"kiosk.{state}_do", language))


def notice(state: str, picture: Picture, local: datetime, language: str) -> Notice:
    """The words for a state of :func:`opening`, or for ``offline``."""
    if state not in ("rest", "shut"):
        return plain_notice(state, language)
    from shared.hours import spans

    hours = spans(picture.rules.policies.hours)
    said = [text("kiosk.shut_hours", language, hours=hours)] if hours else []
    if state == "shut" and any(row.count for row in picture.waiting.values()):
        said.append(text("kiosk.shut_holders", language))
    return Notice(text(f"kiosk.{state}", language), "\n".join(said), _next(picture, local, language))


def written_date(day: date, language: str) -> str:
    """``11月23日（星期一）``, ``Monday 23 November``."""
    return text(
        "kiosk.date",
        language,
        day=day.day,
        month=text(f"kiosk.month_{day.month}", language),
        weekday=text(f"kiosk.weekday_{day.isoweekday()}", language),
    )


def _next(picture: Picture, local: datetime, language: str) -> str:
    """When tickets are issued again; where that is not known, whom to ask."""
    from shared.hours import next_issuing

    at = next_issuing(picture.rules.policies.hours, local)
    if at is None:
        return text("kiosk.opens_unknown", language)
    days = (at.date() - local.date()).days
    when = "today" if days == 0 else "tomorrow" if days == 1 else "on"
    date = written_date(at.date(), language)
    if not picture.rules.policies.hours.issuing:
        return text(f"kiosk.opens_{when}_day", language, date=date)
    return text(f"kiosk.opens_{when}", language, date=date, time=f"{at:%H:%M}")

"""The visitor's page as HTML: one renderer for the first load, the stream, and phones without script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any, Final

from hall.visitors.standing import ENDED, Standing
from shared.i18n import text
from shared.settings import Settings
from shared.tickets import REASONS, Role, Ticket, TicketState
from shared.waits import wait_words

ASSETS: Final = Path(__file__).parent / "page"
OWN_NAMES: Final = {"zh-CN": "中文", "en": "English", "ja": "日本語"}
COMMENT_ROWS: Final = 3
REFRESH_S: Final = 20
"""How often a page without script loads itself again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Who reads: the token in the address, the language, and the hall's settings and time."""

    token: str
    language: str
    settings: Settings
    now: datetime

    def say(self, key: str, *, n: int | None = None, **params: object) -> str:
        return escape(text(f"phone.{key}", self.language, n=n, **params))

    def clock(self, at: datetime) -> str:
        """A time of day on the hall's own wall."""
        return f"{at.astimezone(self.settings.hall.zone):%H:%M}"

    def link(self, path: str, language: str = "") -> str:
        """An address relative to ``/t/``: a web server in front may have put the whole under a folder."""
        return escape(f"{self.token}{path}?lang={language or self.language}")


def whole(page: Page, standing: Standing) -> str:
    """The page of a ticket."""
    live = {
        "events": page.link("/events"),
        "at": page.clock(page.now),
        "turn": turn(standing),
        "updated": text("phone.updated", page.language, at="{at}"),
        "stale": text("phone.stale", page.language, at="{at}"),
    }
    updated = f'<p id="updated">{page.say("updated", at=page.clock(page.now))}</p>'
    sound = f'<button id="sound" hidden data-on="{page.say("sound_on")}">{page.say("sound")}</button>'
    ended = standing.ticket.state in ENDED
    footer = f"{updated}{'' if ended else sound}{_complain(page, standing)}<p>{page.say('privacy')}</p>"
    # An ended ticket changes no more, and whoever types there must not lose it.
    return document(page, title(page, standing), main(page, standing), footer, live, refresh=not ended)


def leaving(page: Page, standing: Standing) -> str:
    """The question before a place is given up. Being called meanwhile leads back to the page itself."""
    back = f"../{page.link('')}"
    live = {
        "events": "events?lang=" + page.language,
        "at": page.clock(page.now),
        "turn": turn(standing),
        "away": back,
        "updated": text("phone.updated", page.language, at="{at}"),
        "stale": text("phone.stale", page.language, at="{at}"),
    }
    body = (
        f"<h1 class='say'>{page.say('leave_ask', number=standing.ticket.number)}</h1>"
        f"<p class='more'>{page.say('leave_more')}</p>"
        f"<a class='button main' href='{back}'>{page.say('leave_no')}</a>"
        f"<form method='post' action='leave?lang={page.language}'>"
        f"<button class='danger'>{page.say('leave_yes')}</button></form>"
    )
    return document(page, title(page, standing), body, "", live, here="leave", refresh=False)


def message(settings: Settings, language: str, key: str, back: str = "") -> str:
    """A page that says what is wrong and what to do."""
    page = Page(token="", language=language, settings=settings, now=datetime.min)
    again = f"<a class='button main' href='{escape(back)}'>{page.say('back')}</a>" if back else ""
    body = f"<h1 class='say'>{page.say(key)}</h1><p class='more'>{page.say(key + '_more')}</p>{again}"
    return document(page, text(f"phone.{key}", language), body, "", {}, refresh=False, languages=False)


def window(settings: Settings, language: str, number: int) -> str:
    """The page that the sign at a window opens: how to rate, and where the enquiry desk is. A rating belongs to one
    service, which this page cannot know, so none is given here."""
    page = Page(token=str(number), language=language, settings=settings, now=datetime.min)
    steps = "".join(f"<li>{page.say(key)}</li>" for key in ("window_device", "window_slip"))
    desk = next((station for station in settings.stations if station.role is Role.DESK), None)
    zone = next((zone for zone in settings.zones if desk is not None and zone.code == desk.zone), None)
    where = page.say("window_desk_in", zone=zone.name.get(language)) if zone else page.say("window_desk")
    hint = f"<p class='more'>{escape(zone.hint.get(language))}</p>" if zone and zone.hint else ""
    body = (
        f"<h1 class='say'>{page.say('window_heading', window=number)}</h1><ul class='steps'>{steps}</ul>"
        f"<p class='more'>{page.say('window_why')}</p><p class='say'>{where}</p>{hint}"
    )
    heading = text("phone.window_heading", language, window=number)
    return document(page, heading, body, f"<p>{page.say('complaints_at_desk')}</p>", {}, refresh=False)


def title(page: Page, standing: Standing) -> str:
    """What stands in the phone's list of pages."""
    hall, ticket = page.settings.hall.name.get(page.language), standing.ticket
    if ticket.state is TicketState.CALLED:
        return text("phone.title_turn", page.language, window=ticket.window, number=ticket.number)
    return text("phone.title", page.language, number=ticket.number, hall=hall)


def turn(standing: Standing) -> str:
    """Names the call under way, another one for each call and recall; empty while there is none."""
    ticket = standing.ticket
    return str(ticket.call_order) if ticket.state is TicketState.CALLED else ""


def main(page: Page, standing: Standing) -> str:
    """The part that changes."""
    return _STATES[standing.ticket.state](page, standing)


def _plate(page: Page, ticket: Ticket) -> str:
    category = page.settings.category(ticket.category)
    name = category.name.get(page.language) if category else ""
    carried = ""
    if ticket.day != page.now.astimezone(page.settings.hall.zone).date():
        carried = f'<p class="more">{page.say("carried", date=ticket.day.isoformat())}</p>'
    return (
        f'<div class="plate"><p class="more">{page.say("your_number")}</p><h1 class="number">{escape(ticket.number)}</h1>'
        f'<p class="category">{escape(name)}</p>{carried}</div>'
    )


def _fact(label: str, value: str) -> str:
    return f"<div><dt>{label}</dt><dd>{value}</dd></div>"


def _waiting(page: Page, standing: Standing) -> str:
    ticket = standing.ticket
    category = page.settings.category(ticket.category)
    zone = next((z for z in page.settings.zones if category and z.code == category.zone), None)
    ahead = page.say("people", n=standing.ahead) if standing.ahead else page.say("next")
    outlook = standing.outlook
    words = wait_words(outlook.expected_s, page.language) if outlook else None
    # On a narrow phone an interval is not torn in two.
    wait = (
        escape(words).replace("-", "&#8209;")
        if words
        else page.say(f"wait_{(outlook and outlook.reason) or 'unknown'}")
    )
    where = f'<p class="say">{page.say("wait_in", zone=zone.name.get(page.language))}</p>' if zone else ""
    return (
        f'{_plate(page, ticket)}<dl class="facts">{_fact(page.say("ahead"), ahead)}{_fact(page.say("wait"), wait)}</dl>'
        f'{where}<p class="more">{page.say("watch")}</p>{_evening(page, standing)}{_leave(page)}'
    )


def _called(page: Page, standing: Standing) -> str:
    ticket = standing.ticket
    more = page.say("recalled" if ticket.recalls else "come_now")
    return (
        f'<div class="plate turn"><p class="say">{page.say("your_turn")}</p>'
        f'<h1 class="window">{page.say("go_to", window=ticket.window)}</h1><p class="number">{escape(ticket.number)}</p>'
        f'<p class="more">{more}</p></div>'
    )


def _serving(page: Page, standing: Standing) -> str:
    said = page.say("serving", window=standing.ticket.window)
    return f'{_plate(page, standing.ticket)}<p class="say">{said}</p>'


def _aside(page: Page, standing: Standing) -> str:
    ticket = standing.ticket
    key = "held" if ticket.state is TicketState.HELD else "missed"
    due = page.clock(ticket.due_at) if ticket.due_at else ""
    places = {"window": ticket.to_window} if key == "held" else {}
    return (
        f'{_plate(page, ticket)}<p class="say">{page.say(key)}</p>'
        f'<p class="more">{page.say(key + "_more", at=due, **places)}</p>{_evening(page, standing)}{_leave(page)}'
    )


def _carried(page: Page, standing: Standing) -> str:
    ticket = standing.ticket
    due = (ticket.due_at or page.now).astimezone(page.settings.hall.zone)
    key = "carried_to" if ticket.carry == "carry" else "carried_24h"
    places: dict[str, Any] = {"date": due.date().isoformat(), "at": f"{due:%H:%M}"}
    return (
        f'{_plate(page, ticket)}<p class="say">{page.say(key, **places)}</p>'
        f'<p class="more">{page.say(key + "_more", **places)}</p>{_leave(page)}'
    )


def _evening(page: Page, standing: Standing) -> str:
    """What may be chosen once calling is over for the day; nothing has to be."""
    if not standing.offers or standing.next_day is None:
        return ""
    places: dict[str, Any] = {"date": standing.next_day.isoformat(), "at": page.clock(page.now)}
    buttons = "".join(
        f'<button name="choice" value="{offer}">{page.say("choose_" + offer, **places)}</button>'
        for offer in standing.offers
    )
    return (
        f'<form method="post" action="{page.link("/choose")}"><fieldset><legend>{page.say("day_ending")}</legend>'
        f'<p class="more">{page.say("day_ending_more")}</p>{buttons}</fieldset></form>'
    )


def _complain(page: Page, standing: Standing) -> str:
    if not standing.complaints_open and not standing.complaints:
        return f"<p>{page.say('complaints_at_desk')}</p>"
    return f'<a class="button" href="{page.link("/complaint")}">{page.say("complain")}</a>'


def _leave(page: Page) -> str:
    return f'<a class="button" href="{page.link("/leave")}">{page.say("leave")}</a>'


def _finished(page: Page, standing: Standing) -> str:
    ticket, service = standing.ticket, standing.service
    said = f'{_plate(page, ticket)}<p class="say">{page.say("finished")}</p><p class="more">{page.say("thanks")}</p>'
    if service is None:
        return said
    if standing.may_rate:
        choices = "".join(
            f'<label><input type="radio" name="grade" value="{grade}" required>'
            f"{escape(text(f'panel.grade_{grade}', page.language))}</label>"
            for grade in (5, 4, 3, 2, 1)
        )
        asked = page.say("rate_ask", window=service.window)
        choices += field(page, "comment", COMMENT_ROWS, 1000)
        return said + _form(page, "/rate", asked, page.say("rate_more"), choices, page.say("rate_give"))
    said += f'<p class="say">{page.say("rated")}</p>' if service.rated else ""
    if standing.may_give_reasons:
        choices = "".join(
            f'<label><input type="checkbox" name="reason" value="{reason}">'
            f"{escape(text(f'panel.reason_{reason}', page.language))}</label>"
            for reason in REASONS
        )
        asked, more = page.say("reasons_ask"), page.say("reasons_more")
        said += _form(page, "/reasons", asked, more, choices, page.say("reasons_give"))
    return said


def field(page: Page, name: str, rows: int, most: int, *, value: str = "", required: bool = False) -> str:
    """A field to write in, with its name above it; ``phone.<name>`` says what it asks."""
    must = " required" if required else ""
    return (
        f'<p class="asked"><label class="plain" for="{name}">{page.say(name)}</label>'
        f'<textarea id="{name}" name="{name}" rows="{rows}" maxlength="{most}"{must}>{escape(value)}</textarea></p>'
    )


def _form(page: Page, path: str, legend: str, more: str, choices: str, send: str) -> str:
    return (
        f'<form method="post" action="{page.link(path)}"><fieldset><legend>{legend}</legend>'
        f'<p class="more">{more}</p>{choices}</fieldset><button class="main">{send}</button></form>'
    )


def _closed(page: Page, standing: Standing) -> str:
    reason = standing.ticket.closed_reason
    why = f"<p>{page.say('ended_' + reason)}</p>" if reason else ""
    return (
        f'{_plate(page, standing.ticket)}<p class="say">{page.say("ended")}</p>{why}'
        f'<p class="more">{page.say("ended_more")}</p>'
    )


_STATES: Final[dict[TicketState, Callable[[Page, Standing], str]]] = {
    TicketState.WAITING: _waiting,
    TicketState.CALLED: _called,
    TicketState.SERVING: _serving,
    TicketState.HELD: _aside,
    TicketState.MISSED: _aside,
    TicketState.CARRIED: _carried,
    TicketState.FINISHED: _finished,
    TicketState.CLOSED: _closed,
}


def document(
    page: Page,
    titled: str,
    body: str,
    footer: str,
    live: dict[str, str],
    *,
    here: str = "",
    refresh: bool = True,
    languages: bool = True,
) -> str:
    """The whole of a page. ``live`` is what its script needs, ``here`` its own address within ``/t/<token>/``."""
    reload = f'<noscript><meta http-equiv="refresh" content="{REFRESH_S}"></noscript>' if live and refresh else ""
    return _asset("page.html").substitute(
        language=page.language,
        title=escape(titled),
        style=_asset("page.css").template,
        refresh=reload,
        hall=escape(page.settings.hall.name.get(page.language)),
        languages=_languages(page, here) if languages else "",
        live="".join(f' data-{name}="{escape(value)}"' for name, value in live.items()),
        main=body,
        footer=footer,
        script=f"<script>{_asset('page.js').template}</script>" if live else "",
    )


def _languages(page: Page, here: str) -> str:
    def one(code: str) -> str:
        chosen = ' aria-current="true"' if code == page.language else ""
        href = f"{here}?lang={code}" if here else page.link("", code)
        return f'<li><a lang="{code}" href="{href}"{chosen}>{OWN_NAMES[code]}</a></li>'

    return f'<ul class="languages">{"".join(map(one, page.settings.hall.languages))}</ul>'


@cache
def _asset(name: str) -> Template:
    return Template((ASSETS / name).read_text(encoding="utf-8"))

"""The page of a ticket's complaints (投诉): the form, and the numbers that were given."""

from __future__ import annotations

import secrets

from hall.visitors.render import Page, document, field
from hall.visitors.standing import Standing
from shared.heard import Complaint
from shared.i18n import text

_ROWS = 6


def page(page: Page, standing: Standing, *, empty: bool = False) -> str:
    """The numbers of what was lodged, and the form where another complaint is taken. ``empty``: nothing was written."""
    numbers = "".join(_slip(page, complaint) for complaint in standing.complaints)
    form = _form(page, empty) if standing.may_complain else ""
    if not numbers and not form:
        form = f'<p class="say">{page.say("complaints_at_desk")}</p>'
    back = f"<a class='button' href='../{page.link('')}'>{page.say('complain_back')}</a>"
    footer = f"<p>{page.say('complain_private')}</p>" if form else ""
    titled = text("phone.complain", page.language)
    return document(page, titled, numbers + form + back, footer, {}, here="complaint", refresh=False)


def _slip(page: Page, complaint: Complaint) -> str:
    """A numbered slip as a page: to be kept or photographed."""
    at = complaint.at.astimezone(page.settings.hall.zone)
    answer = page.say("complaint_named" if complaint.named else "complaint_anonymous")
    return (
        f'<div class="plate"><p class="more">{page.say("complaint_number")}</p>'
        f'<h1 class="case">{complaint.number}</h1>'
        f'<p>{page.say("complaint_accepted", at=f"{at:%Y-%m-%d %H:%M}")}</p><p class="more">{answer}</p></div>'
    )


def _form(page: Page, empty: bool) -> str:
    wrong = f'<p class="wrong" role="alert">{page.say("complaint_empty")}</p>' if empty else ""
    fields = field(page, "words", _ROWS, 1000, required=True) + field(page, "contact", 1, 100)
    mark = secrets.token_urlsafe(12)
    return (
        f'<h1 class="say">{page.say("complain")}</h1><p class="more">{page.say("complain_more")}</p>{wrong}'
        f'<form method="post" action="complaint?lang={page.language}">'
        f'<input type="hidden" name="mark" value="{mark}">{fields}'
        f'<button class="main">{page.say("complain_send")}</button></form>'
    )

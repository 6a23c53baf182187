"""What visitors say of a service: grade, reasons, complaint; and who reads or wipes what they wrote."""

from __future__ import annotations

from datetime import datetime, timedelta

from hall.rules.windows import own_ticket, own_window
from shared import commands as cmd
from shared import events as ev
from shared.errors import Refusal
from shared.events import Event
from shared.heard import COMPLAINTS, MOST_COMPLAINTS, Text, complaint_label
from shared.picture import Picture
from shared.tickets import REASONS, WORST_GRADES, Actor, Role, Service


def rate(picture: Picture, command: cmd.Rate, actor: Actor, now: datetime) -> list[Event]:
    """One rating for one finished service, not to be changed (一次一评). Nothing is ever rated by default."""
    service = _finished(picture, command.service, actor)
    if service is None:
        raise Refusal("service_not_rateable", service=command.service)
    own_window(picture, service.window, actor)
    own_ticket(service.ticket, service.number, actor)
    if service.interrupted is not None:
        raise Refusal("service_not_rateable", service=command.service)
    if service.rated:
        raise Refusal("already_rated", number=service.number)
    events: list[Event] = [
        ev.ServiceRated(service=service.id, ticket=service.ticket, window=service.window, grade=command.grade)
    ]
    if command.comment is not None:
        if actor.role is not Role.VISITOR:  # Words that a clerk could write would be no visitor's.
            raise Refusal("role_may_not", role=actor.role.value, command="rate.comment")
        events.append(
            ev.CommentGiven(text=command.id, service=service.id, ticket=service.ticket, window=service.window)
        )
    return events


def give_reasons(picture: Picture, command: cmd.GiveReasons, actor: Actor, now: datetime) -> list[Event]:
    """Why a grade is a bad one: said once, for a 差评 only, and never asked of anybody else."""
    service = _finished(picture, command.service, actor)
    if service is None or not service.rated or service.grade not in WORST_GRADES:
        raise Refusal("reasons_not_asked", service=command.service)
    own_window(picture, service.window, actor)
    own_ticket(service.ticket, service.number, actor)
    if service.reasons is not None:
        raise Refusal("reasons_already_given", number=service.number)
    reasons = tuple(reason for reason in REASONS if reason in command.reasons)
    return [ev.ReasonsGiven(service=service.id, ticket=service.ticket, window=service.window, reasons=reasons)]


def _finished(picture: Picture, service_id: str, actor: Actor) -> Service | None:
    """A finished service that the sender may speak of: a pad of today's, a phone for some days more."""
    service = picture.services.get(service_id)
    if service is None or service.finished_at is None or picture.today is None:
        return None
    days = picture.rules.policies.phone.rating_days if actor.role is Role.VISITOR else 0
    return service if picture.today.day <= service.day + timedelta(days=days) else None


def lodge_complaint(picture: Picture, command: cmd.LodgeComplaint, actor: Actor, now: datetime) -> list[Event]:
    """A complaint (投诉) gets its number at once and is accepted (受理); anonymous is enough."""
    today, page = picture.today, picture.phones.get(command.ticket)
    if today is None:
        raise Refusal("day_not_open")
    days = picture.rules.policies.phone.complaint_days
    late = page is not None and today.day > page.day + timedelta(days=days) and command.ticket not in picture.tickets
    if page is None or late:
        raise Refusal("page_over", days=days)
    own_ticket(command.ticket, "—", actor)
    open_ones = [complaint for complaint in picture.complaints.values() if complaint.ticket == command.ticket]
    if len(open_ones) >= MOST_COMPLAINTS:
        raise Refusal("complaints_enough", number=open_ones[-1].number)
    series = picture.series.get(COMPLAINTS)
    ordinal = series.last + 1 if series is not None else 1
    return [
        ev.ComplaintLodged(
            number=complaint_label(today.day, ordinal),
            ordinal=ordinal,
            day=today.day,
            ticket=command.ticket,
            text=command.id,
            language=command.language,
            named=command.contact is not None,
        )
    ]


def read_text(picture: Picture, command: cmd.ReadText, actor: Actor, now: datetime) -> list[Event]:
    """That somebody reads a text is kept, before it is shown."""
    text = _text(picture, command.text)
    return [ev.TextRead(text=text.id, kind=text.kind, about=text.about)]


def wipe_text(picture: Picture, command: cmd.WipeText, actor: Actor, now: datetime) -> list[Event]:
    """A text is forgotten: its visitor asked for it, or its time is over."""
    text = _text(picture, command.text)
    if command.reason == "expired" and not expired(picture, text, now):
        raise Refusal("text_still_kept", days=picture.rules.policies.phone.comment_kept_days)
    return [ev.TextWiped(text=text.id, kind=text.kind, about=text.about, reason=command.reason)]


def expired(picture: Picture, text: Text, now: datetime) -> bool:
    """Whether the text is kept no longer. That of a complaint is kept while the complaint is open."""
    kept = timedelta(days=picture.rules.policies.phone.comment_kept_days)
    return text.kind == "comment" and now >= text.at + kept


def _text(picture: Picture, text_id: str) -> Text:
    text = picture.texts.get(text_id)
    if text is None:
        raise Refusal("text_unknown", text=text_id)
    return text

"""What is known of whoever is at the window, before they sit down: short facts, the most important first.

Nothing here names a person, and nothing is said of an ordinary visitor but how long they waited.
"""

from __future__ import annotations

from dataclasses import dataclass

from counter.choices import Asked
from shared.items import Item
from shared.picture import Picture
from shared.tickets import Service, Ticket
from shared.why import language_name


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: its name, its words, and the shape that says what kind of fact it is."""

    name: str
    text: str
    mark: str = "plain"


def facts(asked: Asked) -> list[Fact]:
    """All that is known of the visitor, empty where nobody is at the window."""
    ticket = asked.ticket
    if ticket is None:
        return []
    found = [*_care(asked, ticket), *_handed(asked, ticket), *_comes(asked, ticket)]
    return [*found, *_wait(asked, ticket), *_rest(asked, ticket)]


def papers(asked: Asked) -> str:
    """The papers that the visitor's item takes, empty where no item was said or it takes none."""
    item = _item(asked)
    if item is None or asked.ticket is None:
        return ""
    names = [
        asked.say("paper_later", paper=paper.name.get(asked.language))
        if paper.later
        else paper.name.get(asked.language)
        for paper in item.papers(asked.ticket.known.party)
    ]
    return asked.say("papers_expected", papers=" · ".join(names)) if names else ""


def earlier(asked: Asked) -> str:
    """What the same visitor was at other windows for today, and how that ended; empty where nothing is known."""
    services = earlier_services(asked.picture, asked.ticket) if asked.ticket else []
    said = []
    for service in services:
        ended = service.interrupted or "finished"
        window = asked.say("window_n", window=service.window)
        said.append(f"{service.number} {window} {asked.say(f'ended_{ended}')}")
    return asked.say("earlier", services=" · ".join(said)) if said else ""


def earlier_services(picture: Picture, ticket: Ticket) -> list[Service]:
    """Services of the ticket's visit that have ended today, the first of all first."""
    visit = ticket.visit or ticket.id
    ended = [
        service
        for service in picture.services.values()
        if service.finished_at is not None and (service.visit == visit or service.ticket in (visit, ticket.id))
    ]
    return sorted(ended, key=lambda service: service.started_at)


def _item(asked: Asked) -> Item | None:
    code = asked.ticket.known.item if asked.ticket else None
    return asked.picture.rules.item(code) if code is not None else None


def _handed(asked: Asked, ticket: Ticket) -> list[Fact]:
    """Where it comes from, what was said with it, and what else happened to it before."""
    past, found = ticket.history, []
    if past.transfers:
        window = asked.say("window_n", window=past.from_window) if past.from_window else asked.say("the_desk")
        text = asked.say("handed_from", place=window)
        if past.note is not None:
            text = asked.say("handed_note", place=window, note=asked.say(f"note_{past.note}"))
        found.append(Fact("handed", text, "tag" if past.note is not None else "plain"))
    if past.transfers > 1:
        found.append(Fact("transfers", asked.say("transfers", n=past.transfers)))
    if past.holds:
        found.append(Fact("holds", asked.say("holds", n=past.holds)))
    return found


def _care(asked: Asked, ticket: Ticket) -> list[Fact]:
    """What changes how the clerk receives them."""
    known, found = ticket.known, []
    if known.priority is not None:
        one = asked.picture.rules.policies.priority.named(known.priority)
        name = one.name.get(asked.language) if one else known.priority
        state = "claimed" if known.checked is None else "confirmed" if known.checked else "rejected"
        mark = {"claimed": "claim", "confirmed": "go", "rejected": "stop"}[state]
        found.append(Fact("priority", asked.say(f"priority_{state}", priority=name), mark))
    found += [Fact(f"tag_{tag}", asked.say(f"fact_{tag}"), "tag") for tag in known.tags]
    if ticket.language != asked.picture.rules.hall.languages[0]:
        found.append(Fact("language", asked.say(f"speaks_{ticket.language.replace('-', '_')}"), "tag"))
    return [*found, *_interpreter(asked, ticket)]


def _interpreter(asked: Asked, ticket: Ticket) -> list[Fact]:
    """Who comes to the window too, or whom the visitor needs and nobody is free for."""
    needed = ticket.known.interpreter
    if needed is None and ticket.interpreter is None:
        return []
    speaks = language_name(needed or ticket.language, asked.language)
    if ticket.interpreter is not None:
        return [
            Fact("interpreter", asked.say("interpreter_comes", speaks=speaks, interpreter=ticket.interpreter), "go")
        ]
    return [Fact("interpreter", asked.say("interpreter_needed", speaks=speaks), "tag")]


def _comes(asked: Asked, ticket: Ticket) -> list[Fact]:
    """What they come for."""
    known, found = ticket.known, []
    if known.purpose != "application":
        found.append(Fact("purpose", asked.say(f"purpose_{known.purpose}")))
    if known.item is not None:
        item = _item(asked)
        found.append(Fact("item", item.name.get(asked.language) if item else asked.say("item", item=known.item)))
        if item is not None and (count := len(item.papers(known.party))):
            found.append(Fact("papers", asked.say("papers_n", n=count)))
    if known.party == "enterprise":
        found.append(Fact("party", asked.say("party_enterprise")))
    if known.persons > 1:
        found.append(Fact("persons", asked.say("persons", count=known.persons)))
    if known.mandates:
        found.append(Fact("mandates", asked.say("mandates", count=known.mandates)))
    return found


def _wait(asked: Asked, ticket: Ticket) -> list[Fact]:
    end = ticket.first_called_at or asked.now
    minutes = max(0, int((end - ticket.since).total_seconds()) // 60)
    found = [Fact("waited", asked.say("waited", minutes=minutes))]
    if known := ticket.known.booked_for:
        found.insert(0, Fact("booked", asked.say("booked_for", time=f"{asked.local_time(known):%H:%M}")))
    return found


def _rest(asked: Asked, ticket: Ticket) -> list[Fact]:
    """What happened to the ticket before."""
    found = []
    if ticket.no_shows:
        found.append(Fact("came_back", asked.say("came_back", n=ticket.no_shows)))
    today = asked.picture.today
    if today is not None and ticket.day != today.day:
        found.append(Fact("carried", asked.say("carried", day=ticket.day.isoformat()), "tag"))
    if ticket.known.visit:
        others = [t.number for t in asked.picture.visit(ticket.known.visit) if t.id != ticket.id]
        if others:
            found.append(Fact("visit", asked.say("also_has", numbers=" ".join(others))))
    return found

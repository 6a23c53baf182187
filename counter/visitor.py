"""What is known of whoever is at the window, before they sit down: short facts, the most important first.

Nothing here names a person, and nothing is said of an ordinary visitor but how long they waited.
"""

from __future__ import annotations

from dataclasses import dataclass

from counter.choices import Asked
from shared.tickets import Ticket
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
    return [*_care(asked, ticket), *_comes(asked, ticket), *_wait(asked, ticket), *_rest(asked, ticket)]


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
        found.append(Fact("item", asked.say("item", item=known.item)))
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
        found.append(Fact("came_back", asked.say("came_back")))
    today = asked.picture.today
    if today is not None and ticket.day != today.day:
        found.append(Fact("carried", asked.say("carried", day=ticket.day.isoformat()), "tag"))
    if ticket.known.visit:
        others = [t.number for t in asked.picture.visit(ticket.known.visit) if t.id != ticket.id]
        if others:
            found.append(Fact("visit", asked.say("also_has", numbers=" ".join(others))))
    return found

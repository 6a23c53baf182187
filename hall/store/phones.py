"""What a visitor's phone asks of the book: whose ticket a token is, and what became of a ticket that has ended."""

from __future__ import annotations

from sqlalchemy import Connection, select

from hall.store import schema
from hall.store.rows import columns_of, rated_services, service_of
from shared.tickets import Service, SlipState, Ticket, TicketState


def ticket_of(connection: Connection, hall: str, token_hash: str) -> str | None:
    """Id of the ticket whose page the token opens. The same work whether there is one or not."""
    phones = schema.phones
    query = select(phones.c.ticket).where(phones.c.hall == hall, phones.c.token_hash == token_hash)
    return connection.execute(query).scalar_one_or_none()


def ended(connection: Connection, hall: str, ticket: str) -> tuple[Ticket, Service | None] | None:
    """The ticket as the book holds it, and its last service; None where the book has no such ticket."""
    tickets, services = schema.tickets, schema.services
    found = select(*columns_of(tickets)).where(tickets.c.hall == hall, tickets.c.id == ticket)
    row = connection.execute(found).mappings().first()
    if row is None:
        return None
    values = dict(row)
    values |= {"state": TicketState(values["state"]), "slip": SlipState(values["slip"])}
    query = rated_services().where(services.c.hall == hall, services.c.ticket == ticket)
    last = connection.execute(query.order_by(services.c.started_at.desc()).limit(1)).mappings().first()
    service = service_of({c: v for c, v in last.items() if c != "hall"}) if last is not None else None
    return Ticket(**values), service

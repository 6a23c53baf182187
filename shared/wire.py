"""The wire: commands, events and pictures as JSON text and back. One encoding for journal, API and stream.

Times are ISO 8601 in UTC with ``Z``. An event of an unknown type or of a newer version than this station knows is
:class:`UnknownEvent`: the station fetches the picture anew rather than guess.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Annotated, Any, Final, NamedTuple

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import from_json

from shared.commands import Command
from shared.events import EVENT_TYPES, Entry
from shared.picture import KEEPS, ROWS, Picture, key_of
from shared.tickets import Actor, Role


class UnknownEvent(ValueError):
    """An event this house does not know yet: newer software stands at the other end."""


class Written(NamedTuple):
    """An entry and its text: the journal, the answer and the stream hold the same one, encoded once."""

    entry: Entry
    text: str


AnyCommand = Annotated[Command, Field(discriminator="type")]
_ACTOR: Final = TypeAdapter(Actor)


def encode_command(command: Command) -> bytes:
    """The command as sent, and the text that its answer is bound to."""
    written: bytes = _adapter(type(command)).dump_json(command)  # type: ignore[arg-type]
    return written


def decode_command(data: bytes | str) -> Command:
    """Raises pydantic's ValidationError for anything but a well-formed command."""
    return _any_command().validate_json(data)


@cache
def _any_command() -> TypeAdapter[Command]:
    return TypeAdapter(AnyCommand)


@cache
def _adapter(kind: type) -> TypeAdapter[Any]:
    """The checking of one kind of command or event: a station meets few of them, and all together take megabytes."""
    return TypeAdapter(kind)


def encode_entry(entry: Entry) -> str:
    """An entry as one JSON object: the event's own fields beside ``seq``, ``at``, ``v``, ``actor``, ``command``."""
    event = entry.event
    # By hand, for this is the hall's most repeated work; every part of the envelope is of a form that needs no escape.
    head = (
        f'"seq":{entry.seq},"at":"{_time(entry.at)}","v":{type(event).VERSION},"actor":{_actor(entry.actor)},'
        f'"command":"{entry.command}",'
    )
    written = _adapter(type(event)).dump_json(event)  # type: ignore[arg-type]
    return "{" + head + written[1:].decode()


def written(entry: Entry) -> Written:
    """The entry with its text."""
    return Written(entry, encode_entry(entry))


@lru_cache(maxsize=16)
def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


@lru_cache(maxsize=256)
def _actor(actor: Actor) -> str:
    return _ACTOR.dump_json(actor).decode()


def decode_entry(text: str | bytes) -> Entry:
    """Back from :func:`encode_entry`. Raises :class:`UnknownEvent` for a type or version from the future."""
    return entry_of(from_json(text))


def entry_of(data: dict[str, Any]) -> Entry:
    """An entry from its parsed JSON object."""
    fields = dict(data)
    kind = EVENT_TYPES.get(fields.get("type", ""))
    version = fields.pop("v", 0)
    if kind is None or version > kind.VERSION:
        raise UnknownEvent(f"{fields.get('type')} version {version}")
    envelope = _envelope().validate_python({name: fields.pop(name, None) for name in _Envelope._fields})
    # As on the wire: "2020-01-08" is a date and a list a tuple.
    return Entry(**envelope._asdict(), event=_adapter(kind).validate_python(fields))  # type: ignore[arg-type]


class _Envelope(NamedTuple):
    seq: int
    at: datetime
    actor: Actor
    command: str


@cache
def _envelope() -> TypeAdapter[_Envelope]:
    return TypeAdapter(_Envelope)


@cache
def _rows_adapter(table: str) -> TypeAdapter[Any]:
    return TypeAdapter(list.__class_getitem__(ROWS[table]))  # type: ignore[arg-type]


def encode_rows(table: str, rows: Iterable[Any]) -> bytes:
    """Rows of one table as a JSON array."""
    written: bytes = _rows_adapter(table).dump_json(list(rows))
    return written


def decode_rows(table: str, rows: Sequence[Any]) -> list[Any]:
    """Rows of one table from their parsed JSON. Raises pydantic's ValidationError where they are none."""
    read: list[Any] = _rows_adapter(table).validate_python(rows)
    return read


def encode_picture(picture: Picture) -> bytes:
    """The picture as ``{"hall", "role", "seq", "tables": {name: [row, …]}}``."""
    tables = b",".join(
        json.dumps(name).encode() + b":" + _rows_adapter(name).dump_json(list(rows.values()))
        for name, rows in picture.tables().items()
    )
    head = json.dumps({"hall": picture.hall, "role": picture.role.value, "seq": picture.seq})
    return head[:-1].encode() + b',"tables":{' + tables + b"}}"


def decode_picture(data: bytes | str) -> Picture:
    """Back from :func:`encode_picture`. Raises ValueError where it is none."""
    tree = from_json(data)
    try:
        picture = Picture(tree["hall"], Role(tree["role"]), tree["seq"])
        for table in KEEPS[picture.role]:
            for row in _rows_adapter(table).validate_python(tree["tables"][table]):
                picture.put(table, key_of(table, row), row)
    except (KeyError, TypeError, ValidationError) as error:
        raise ValueError(f"not a picture: {error}") from error
    return picture

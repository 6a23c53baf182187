"""The picture: what stands in a hall now, as a handful of tables of immutable rows.

The hall's service and every station hold the same kind of picture and fold the same events into it
(:mod:`shared.fold`). All writes go through :meth:`Picture.put` and :meth:`Picture.change`, which know which tables a
role keeps, keep the order of who waits, and note what changed: the noted changes are what the store writes and what
an undo takes back. History is not here: a finished or closed ticket leaves the picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from heapq import merge
from itertools import islice
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from sortedcontainers import SortedDict

from shared.devices import DeviceHealth
from shared.experience import Experience
from shared.heard import Complaint, Text
from shared.settings import Settings
from shared.tickets import (
    ASIDE,
    AT_WINDOW,
    LIVING,
    Appointment,
    Call,
    Lane,
    Phone,
    Role,
    Series,
    Service,
    ServiceDay,
    Stamp,
    Ticket,
    TicketState,
    Unprinted,
    Waiting,
    Window,
)

BOARD_CALLS: Final = 12
"""How many latest calls the picture keeps for the boards."""
HALL: Final = ""
"""Key of the tables that have one row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsVersion:
    """The settings in force and how often they were changed."""

    version: int
    settings: Settings


class Change(NamedTuple):
    """One row before and after. ``store`` is False where only the picture forgets the row and the book keeps it."""

    table: str
    key: Any
    old: Any
    new: Any
    store: bool


_SEEN_BY_ALL: Final = frozenset({"settings", "day", "windows", "waiting", "devices"})
_MANAGED: Final = _SEEN_BY_ALL | {
    *("calls", "tickets", "services", "series", "unprinted", "appointments", "stamps", "texts", "complaints")
}
KEEPS: Final[Mapping[Role, frozenset[str]]] = MappingProxyType(
    {
        Role.KIOSK: _SEEN_BY_ALL | {"unprinted"},
        Role.DISPLAY: _SEEN_BY_ALL | {"calls"},
        Role.COUNTER: _SEEN_BY_ALL | {"calls", "tickets", "services"},
        Role.DESK: _SEEN_BY_ALL | {"calls", "tickets", "services", "unprinted", "appointments", "stamps"},
        Role.MANAGER: _MANAGED,
        Role.HALL: _MANAGED | {"phones", "experience"},
        Role.VISITOR: frozenset(),
    }
)
"""Which tables a role's picture holds. Boards get calls and counts, never the list of who waits, and of
the devices the speakers only (:mod:`shared.views`)."""


def _with(row: Any, values: Mapping[str, Any]) -> Any:
    """The row with some fields other: :func:`dataclasses.replace`, in three quarters of its time."""
    fields_of, names = _parts(row.__class__)
    return type(row)(**{**dict(zip(names, fields_of(row), strict=True)), **values})


@cache
def _parts(kind: type) -> tuple[Callable[[Any], tuple[Any, ...]], tuple[str, ...]]:
    """How to read all fields of a row at once, and their names; a row has two at least."""
    names = tuple(field.name for field in fields(kind))
    return attrgetter(*names), names


class Picture:
    """Tables of the living state as ``role`` may see it, up to and including event ``seq``."""

    def __init__(self, hall: str, role: Role = Role.HALL, seq: int = 0) -> None:
        self.hall = hall
        self.role = role
        self.seq = seq
        self.settings: dict[str, SettingsVersion] = {}
        self.day: dict[str, ServiceDay] = {}
        self.windows: dict[int, Window] = {}
        self.waiting: dict[str, Waiting] = {}
        self.tickets: dict[str, Ticket] = {}
        self.services: dict[str, Service] = {}
        self.series: dict[str, Series] = {}
        self.calls: dict[str, Call] = {}
        self.devices: dict[tuple[str, str], DeviceHealth] = {}
        self.unprinted: dict[str, Unprinted] = {}
        self.appointments: dict[str, Appointment] = {}
        self.stamps: dict[str, Stamp] = {}
        self.phones: dict[str, Phone] = {}
        self.texts: dict[str, Text] = {}
        self.complaints: dict[str, Complaint] = {}
        self.experience: dict[tuple[str, date], Experience] = {}
        self.queues: dict[str, dict[Lane, SortedDict[tuple[datetime, int], str]]] = {}
        """Who waits in each category, a line for each lane, in order: derived from ``tickets``."""
        self._aside: SortedDict[int, str] = SortedDict()
        self._visits: dict[str, dict[str, None]] = {}
        self._by_number: dict[str, dict[date, str]] = {}
        self._changes: list[Change] | None = None

    # Reading ---------------------------------------------------------------------------------------------------

    @property
    def rules(self) -> Settings:
        """The settings in force. Raises LookupError before the first import."""
        return self.settings[HALL].settings

    @property
    def today(self) -> ServiceDay | None:
        """The open service day."""
        return self.day.get(HALL)

    def head(self, category: str) -> Ticket | None:
        """Who has waited longest in the category, whatever lane."""
        firsts = [queue.peekitem(0) for queue in self.queues.get(category, {}).values() if queue]
        return self.tickets[min(firsts)[1]] if firsts else None

    def line(self, category: str, most: int) -> list[Ticket]:
        """The first ``most`` of the category in the order of their waits, whatever lane."""
        items = merge(*(queue.items() for queue in self.queues.get(category, {}).values()))
        return [self.tickets[ticket] for _, ticket in islice(items, most)]

    def ahead_of(self, ticket: Ticket) -> int:
        """How many of its category began to wait before it, whatever lane; 0 where it does not wait."""
        if ticket.state is not TicketState.WAITING:
            return 0
        return self.waiting_before(ticket.category, ticket.since, ticket.order)

    def waiting_before(self, category: str, since: datetime, order: int) -> int:
        """How many of the category wait longer than who began at ``since`` with that ``order``, whatever lane."""
        return sum(int(queue.bisect_left((since, order))) for queue in self.queues.get(category, {}).values())

    def aside(self) -> Iterator[Ticket]:
        """Who is held or missed, in the order of issue."""
        return (self.tickets[ticket] for ticket in self._aside.values())

    def visit(self, visit: str) -> Iterator[Ticket]:
        """The living tickets of one visit, in the order in which the picture met them."""
        return (self.tickets[ticket] for ticket in self._visits.get(visit, ()))

    def window_of_visit(self, visit: str | None) -> int | None:
        """The window where a ticket of the visit is called or served now."""
        if visit is None or visit not in self._visits:
            return None
        return next((ticket.window for ticket in self.visit(visit) if ticket.state in AT_WINDOW), None)

    def numbered(self, number: str, day: date | None = None) -> Ticket | None:
        """The living ticket of that number: of the given day, else today's, else the oldest carried over."""
        days = self._by_number.get(number, {})
        if day is None and days:
            day = self.today.day if self.today and self.today.day in days else min(days)
        found = days.get(day) if day else None
        return self.tickets[found] if found else None

    def waiting_in(self, category: str) -> int:
        found = self.waiting.get(category)
        return found.count if found else 0

    def latest_calls(self) -> list[Call]:
        """The board's lines, newest first."""
        return sorted(self.calls.values(), key=lambda call: -call.order)

    def tables(self) -> dict[str, dict[Any, Any]]:
        """Every table the role keeps, by name."""
        return {name: getattr(self, name) for name in sorted(KEEPS[self.role])}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Picture):
            return NotImplemented
        return (self.hall, self.role, self.seq, self.tables()) == (other.hall, other.role, other.seq, other.tables())

    __hash__ = None  # type: ignore[assignment]

    # Writing ---------------------------------------------------------------------------------------------------

    def put(self, table: str, key: Any, row: Any) -> None:
        """Set a row; None takes it out of picture and book. A table the role does not keep stays empty."""
        self._write(table, key, row, store=True)

    def forget(self, table: str, key: Any) -> None:
        """Let the picture forget a row that the book keeps."""
        self._write(table, key, None, store=False)

    def change(self, table: str, key: Any, **values: Any) -> None:
        """Set some fields of a row; nothing happens where the role does not hold it."""
        row = getattr(self, table).get(key)
        if row is not None:
            self.put(table, key, _with(row, values))

    def record(self) -> None:
        """Begin noting changes, so that they can be stored or undone."""
        self._changes = []

    def mark(self) -> int:
        """How many changes are noted: a point to undo to."""
        return len(self._changes or ())

    def changes(self) -> tuple[Change, ...]:
        """The changes noted since the last taking, oldest first."""
        return tuple(self._changes or ())

    def take_changes(self) -> list[Change]:
        """The noted changes; from here on they can no longer be undone."""
        taken, self._changes = self._changes or [], []
        return taken

    def adopt(self, changes: Iterable[Change], seq: int) -> None:
        """Take over what another picture of the same role noted up to ``seq``: the same rows without folding anew."""
        for change in changes:
            self._set(change.table, change.key, change.new)
        self.seq = seq

    def undo(self, mark: int = 0) -> None:
        """Take back all noted changes after ``mark``."""
        noted, self._changes = self._changes or [], None
        for change in reversed(noted[mark:]):
            self._set(change.table, change.key, change.old)
        self._changes = noted[:mark]

    def _write(self, table: str, key: Any, row: Any, *, store: bool) -> None:
        if table not in KEEPS[self.role]:
            return
        old = self._set(table, key, row)
        if self._changes is not None and old != row:
            self._changes.append(Change(table, key, old, row, store))

    def _set(self, table: str, key: Any, row: Any) -> Any:
        rows = getattr(self, table)
        old = rows.get(key)
        if table == "tickets":
            self._reindex(old, row)
            if row is not None and row.state not in LIVING:
                rows.pop(key, None)
                return old
        if row is None:
            rows.pop(key, None)
        else:
            rows[key] = row
        return old

    def _reindex(self, old: Ticket | None, new: Ticket | None) -> None:
        if old is not None:
            self._unindex(old)
        if new is None or new.state not in LIVING:
            return
        if new.state is TicketState.WAITING:
            lanes = self.queues.setdefault(new.category, {})
            lane = new.lane
            if lane not in lanes:
                lanes[lane] = SortedDict()
            lanes[lane][(new.since, new.order)] = new.id
        elif new.state in ASIDE:
            self._aside[new.order] = new.id
        if new.about is not None and new.about.visit is not None:
            self._visits.setdefault(new.about.visit, {})[new.id] = None
        self._by_number.setdefault(new.number, {})[new.day] = new.id

    def _unindex(self, old: Ticket) -> None:
        if old.state is TicketState.WAITING:
            lanes, lane = self.queues[old.category], old.lane
            del lanes[lane][(old.since, old.order)]
            if not lanes[lane] and (lane.to_window or lane.to_clerk or lane.interpreter):
                del lanes[lane]  # Lanes of a window, a person or a language come and go; the others are few and stay.
        elif old.state in ASIDE:
            del self._aside[old.order]
        if old.about is not None and old.about.visit is not None:
            visit = self._visits[old.about.visit]
            del visit[old.id]
            if not visit:
                del self._visits[old.about.visit]
        days = self._by_number[old.number]
        del days[old.day]
        if not days:
            del self._by_number[old.number]


ROWS: Final[Mapping[str, type]] = MappingProxyType(
    {
        "settings": SettingsVersion,
        "day": ServiceDay,
        "windows": Window,
        "waiting": Waiting,
        "tickets": Ticket,
        "services": Service,
        "series": Series,
        "calls": Call,
        "devices": DeviceHealth,
        "unprinted": Unprinted,
        "appointments": Appointment,
        "stamps": Stamp,
        "phones": Phone,
        "texts": Text,
        "complaints": Complaint,
        "experience": Experience,
    }
)
KEYS: Final[Mapping[str, str | None]] = MappingProxyType(
    {
        "settings": None,
        "day": None,
        "windows": "number",
        "waiting": "category",
        "tickets": "id",
        "services": "id",
        "series": "code",
        "calls": "ticket",
        "devices": "key",
        "unprinted": "ticket",
        "appointments": "code",
        "stamps": "code",
        "phones": "ticket",
        "texts": "id",
        "complaints": "number",
        "experience": "key",
    }
)
"""The field (or property) that keys each table, none where there is one row."""


def key_of(table: str, row: Any) -> Any:
    """The key a row lies under."""
    name = KEYS[table]
    return HALL if name is None else getattr(row, name)


def column_names(table: str) -> tuple[str, ...]:
    """Names of a row's fields, in order."""
    return tuple(field.name for field in fields(ROWS[table]))

"""Who may see what. Stream and picture pass through the same functions here, so the two cannot disagree.

A role's picture keeps the tables of :data:`shared.picture.KEEPS`; fields closed to a role are blanked; an event that
changes nothing a role keeps becomes a mere tick of the sequence, so that a filtered stream still proves currency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from shared import events as ev
from shared.devices import DeviceKind
from shared.picture import KEEPS, Picture
from shared.settings import Settings
from shared.tickets import Role

SEES_GRADES: Final = frozenset({Role.HALL, Role.MANAGER})
"""Grade and reasons are closed to clerk and enquiry desk: they see rated or not rated (好差评)."""
SEES_CLERKS: Final = frozenset({Role.HALL, Role.MANAGER, Role.COUNTER, Role.DESK})
SEES_PINS: Final = frozenset({Role.HALL, Role.MANAGER, Role.KIOSK})
"""The hash of a PIN is for who keeps the settings and for the screens that ask for it; a short PIN falls to a patient
machine that has its hash."""
SEES_DEVICES: Final = frozenset(Role) - {Role.DISPLAY, Role.VISITOR}
"""Who sees every device. The wall's view holds the speakers only: a display proves its own voice by it, and whatever is
said about them is heard in the hall anyway."""
PUBLIC: Final = frozenset({Role.DISPLAY})
"""Views that need no token: what hangs on the hall's wall anyway."""

_TOUCHES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "settings_changed": frozenset({"settings", "windows", "devices"}),
        "day_opened": frozenset({"day", "series", "services", "calls", "stamps", "phones", "experience"}),
        "ticket_taken": frozenset({"tickets", "series", "waiting", "phones", "stamps"}),
        "arrival_stamped": frozenset({"stamps"}),
        "slip_printed": frozenset({"tickets", "unprinted"}),
        "slip_failed": frozenset({"tickets", "unprinted"}),
        "slip_reprinted": frozenset({"tickets"}),
        "device_changed": frozenset({"devices"}),
        "ticket_called": frozenset({"tickets", "windows", "waiting", "calls", "unprinted", "experience"}),
        "ticket_recalled": frozenset({"tickets", "calls"}),
        "ticket_returned": frozenset({"tickets", "windows", "waiting", "calls", "experience"}),
        "ticket_closed": frozenset({"tickets", "windows", "waiting", "calls", "unprinted", "experience"}),
        "ticket_missed": frozenset({"tickets", "windows", "calls", "experience"}),
        "ticket_held": frozenset({"tickets", "windows", "calls", "experience"}),
        "ticket_carried": frozenset({"tickets", "waiting"}),
        "interpreter_asked": frozenset({"tickets"}),
        "calling_ended": frozenset({"day"}),
        "ticket_transferred": frozenset({"tickets", "windows", "waiting", "calls", "experience"}),
        "ticket_tagged": frozenset({"tickets"}),
        "priority_checked": frozenset({"tickets"}),
        "visit_joined": frozenset({"tickets"}),
        "window_assigned": frozenset({"windows"}),
        "hall_muted": frozenset({"day", "tickets", "windows"}),
        "appointment_booked": frozenset({"appointments"}),
        "appointment_ended": frozenset({"appointments"}),
        "refusal_recorded": frozenset(),
        "service_started": frozenset({"services", "tickets", "windows"}),
        "service_finished": frozenset({"services", "tickets", "windows", "experience"}),
        "service_interrupted": frozenset({"services", "tickets", "windows"}),
        "service_rated": frozenset({"services"}),
        "reasons_given": frozenset({"services"}),
        "comment_given": frozenset({"texts"}),
        "complaint_lodged": frozenset({"texts", "complaints", "series"}),
        "text_read": frozenset(),
        "text_wiped": frozenset({"texts", "complaints"}),
        "signed_in": frozenset({"windows"}),
        "signed_out": frozenset({"windows"}),
        "window_opened": frozenset({"windows"}),
        "window_paused": frozenset({"windows"}),
        "window_closed": frozenset({"windows"}),
    }
)
"""Tables that each event may change; a test holds this to the folds."""


def view_event(role: Role, event: ev.Event) -> ev.Event | None:
    """The event as the role may see it, None where it is only a tick to it."""
    if isinstance(event, ev.ReasonsGiven) and role not in SEES_GRADES:
        return None  # That there are reasons tells that the grade is a bad one.
    if isinstance(event, ev.DeviceChanged) and not _sees(role, event.kind):
        return None
    return blanked(role, event) if _TOUCHES[event.type] & KEEPS[role] else None


def blanked(role: Role, event: ev.Event) -> ev.Event:
    """The event without the fields that are closed to the role: what its own command is answered with."""
    if isinstance(event, ev.ServiceRated) and role not in SEES_GRADES:
        return replace(event, grade=None)
    if isinstance(event, ev.ReasonsGiven) and role not in SEES_GRADES:
        return replace(event, reasons=None)
    if isinstance(event, ev.TicketTaken) and event.token_hash is not None and role is not Role.HALL:
        return replace(event, token_hash=None)
    if isinstance(event, ev.SettingsChanged):
        return replace(event, settings=_settings(role, event.settings))
    if isinstance(event, ev.TicketCalled) and role is Role.DISPLAY:
        return replace(event, candidates=())
    return event


def view_picture(role: Role, picture: Picture) -> Picture:
    """The hall's picture as the role may see it, a picture of its own that shares the immutable rows."""
    seen = Picture(picture.hall, role, picture.seq)
    for table in KEEPS[role]:
        for key, row in getattr(picture, table).items():
            if _keeps(role, table, row, picture):
                seen.put(table, key, _row(role, table, row))
    return seen


def _keeps(role: Role, table: str, row: Any, picture: Picture) -> bool:
    if table == "services" and role is not Role.HALL:
        # Services of earlier days are there for the phones that may still rate them.
        return picture.today is not None and row.day == picture.today.day
    return table != "devices" or _sees(role, row.kind)


def _sees(role: Role, kind: DeviceKind) -> bool:
    return role in SEES_DEVICES or kind is DeviceKind.SPEAKER


def _row(role: Role, table: str, row: Any) -> Any:
    if table == "services" and role not in SEES_GRADES:
        return replace(row, grade=None, reasons=None)
    if table == "settings":
        return replace(row, settings=_settings(role, row.settings))
    return row


def _settings(role: Role, settings: Settings) -> Settings:
    if role not in SEES_PINS:
        settings = _without_pins(settings)
    if role in SEES_CLERKS:
        return settings
    # The wall's view is public: how the machines of the hall are reached is nobody's business there.
    nameless = tuple(one.model_copy(update={"clerk": None}) for one in settings.interpreters)
    hidden: dict[str, tuple[Any, ...]] = {"clerks": (), "interpreters": nameless}
    if role is not Role.KIOSK:
        hidden |= {"devices": (), "items": ()}  # The catalogue is long, and no board shows it.
    return settings.model_copy(update=hidden)


def _without_pins(settings: Settings) -> Settings:
    if settings.hall.staff_pin is None and all(station.staff_pin is None for station in settings.stations):
        return settings
    bare = {"staff_pin": None}
    stations = tuple(station.model_copy(update=bare) for station in settings.stations)
    return settings.model_copy(update={"hall": settings.hall.model_copy(update=bare), "stations": stations})

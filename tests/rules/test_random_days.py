"""Days made by chance: after every command the invariants hold, each role sees what it should, and undo undoes."""

from __future__ import annotations

import copy
import random
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hall.rules.decide import decide
from hall.rules.places import is_theirs
from shared import commands as cmd
from shared import events as ev
from shared.errors import Refusal
from shared.fold import OutOfOrder, fold, tick
from shared.picture import KEEPS, Picture
from shared.serving import place_of
from shared.settings import Clerk
from shared.tickets import Role, Ticket, TicketState, WindowState
from shared.views import _TOUCHES, SEES_GRADES, view_event, view_picture
from shared.wire import (
    decode_command,
    decode_entry,
    decode_picture,
    encode_command,
    encode_entry,
    encode_picture,
)
from tests.book import (
    DISTRICT,
    HALL,
    HELPING,
    MINUTES_SIGNING,
    SIGNING,
    PaperHall,
    by_chance,
    check_picture,
    indexes,
    passes,
    random_day,
)


class Watched:
    """A hall in which every command is checked for all that must hold."""

    def __init__(self, toml: str = DISTRICT) -> None:
        self.hall = PaperHall.opened(toml)
        self.seen = {role: view_picture(role, self.hall.picture) for role in Role}
        self.numbers: set[tuple[Any, str]] = set()
        self.taken: dict[tuple[Any, str], int] = defaultdict(int)
        self.rated: set[str] = set()
        self.explained: set[str] = set()
        self.ordinary: dict[int, int] = defaultdict(int)
        self.clock = self.hall.now

    def play(self, chance: random.Random) -> None:
        """One command by chance, and all that must hold after it."""
        self.clock += timedelta(seconds=passes(chance))
        self.hall.now = max(self.hall.now, self.clock)
        command, actor = by_chance(chance, self.hall.picture)
        assert decode_command(encode_command(command)) == command
        try:
            events = decide(self.hall.picture, command, actor, self.hall.now, self.hall.facts)
        except Refusal:
            return
        if isinstance(command, cmd.CallNext):
            self.check_choice(command, events)
        for entry in self.undone_and_redone(command, actor, events):
            self.check_entry(entry)
            self.show(entry)
        check_picture(self.hall.picture)

    def check_choice(self, command: cmd.CallNext, events: list[ev.Event]) -> None:
        """Invariant 8, looked up the slow way among all who wait: nobody is passed but as the policies say."""
        picture, now = self.hall.picture, self.hall.now
        window = picture.windows[command.window]
        if command.finish_open and window.service:  # Who is finished here is at no window any more.
            picture = copy.deepcopy(picture)
            service = picture.services[window.service]
            picture.change("tickets", service.ticket, state=TicketState.FINISHED, window=None)
            return self.check_called(picture, command.window, now, events, finishing=True)
        return self.check_called(picture, command.window, now, events)

    def check_called(
        self, picture: Picture, number: int, now: datetime, events: list[ev.Event], *, finishing: bool = False
    ) -> None:
        mine, helped = may_come(picture, number, now)
        called = [event for event in events if isinstance(event, ev.TicketCalled)]
        if not called:
            # Somebody of the visit that is being finished here may still count as at a window.
            assert finishing or not (mine or helped)
            return
        ticket = picture.tickets[called[0].ticket]
        if finishing and ticket not in [*mine, *helped]:
            raise AssertionError("called, and may not come")
        one_in = picture.rules.policies.priority.front_one_in
        since_front = self.ordinary[number]
        if called[0].rule == "front":
            assert since_front >= one_in - 1, "from the front more than once in m calls"
            assert is_front(picture, ticket)
            assert ticket.since <= now
        elif called[0].rule == "helping":
            assert not mine or finishing
            assert ticket in helped
        elif not finishing:
            assert ticket == min(mine, key=lambda t: effective(picture, t))
        assert called[0].number in {c.number for c in called[0].candidates if c.barred is None}

    def undone_and_redone(self, command: Any, actor: Any, events: list[ev.Event]) -> list[ev.Entry]:
        """Take the events in, undo them to exactly what was, and take them in for good."""
        picture = self.hall.picture
        before, seq, journal = state(picture), picture.seq, list(self.hall.journal)
        picture.record()
        self.hall.takes_in(command, actor, events)
        picture.undo()
        picture.seq, self.hall.journal = seq, journal
        assert state(picture) == before
        picture.record()
        entries = self.hall.takes_in(command, actor, events)
        picture.take_changes()
        return entries

    def check_entry(self, entry: ev.Entry) -> None:
        """Invariants 1, 4 and 6, over the whole journal."""
        assert decode_entry(encode_entry(entry)) == entry
        assert encode_entry(decode_entry(encode_entry(entry))) == encode_entry(entry)
        event = entry.event
        if isinstance(event, ev.TicketTaken):
            place = (event.day, event.category)
            self.taken[place] += 1
            assert event.ordinal == self.taken[place], "a series jumped"
            assert (event.day, event.number) not in self.numbers, "a number twice"
            self.numbers.add((event.day, event.number))
        if isinstance(event, ev.TicketCalled):
            self.ordinary[event.window] = 0 if event.rule == "front" else self.ordinary[event.window] + 1
        if isinstance(event, ev.ServiceRated):
            assert event.service not in self.rated, "rated twice"
            self.rated.add(event.service)
            service = self.hall.picture.services[event.service]
            assert (service.ticket, service.window, service.grade) == (event.ticket, event.window, event.grade)

        if isinstance(event, ev.ReasonsGiven):
            assert event.service not in self.explained, "reasons twice"
            self.explained.add(event.service)
            assert self.hall.picture.services[event.service].reasons == event.reasons

    def show(self, entry: ev.Entry) -> None:
        """Each role's own picture takes the entry in as the role may see it."""
        for role, picture in self.seen.items():
            event = view_event(role, entry.event)
            if role not in SEES_GRADES:
                assert getattr(event, "grade", None) is None
                assert event is None or event.type != "reasons_given"
            if event is None:
                tick(picture, entry.seq)
            else:
                seen = ev.Entry(seq=entry.seq, at=entry.at, actor=entry.actor, command=entry.command, event=event)
                fold(picture, decode_entry(encode_entry(seen)))

    def check_views(self) -> None:
        """Stream and picture agree for every role, also after a journey over the wire."""
        for role, picture in self.seen.items():
            whole = view_picture(role, self.hall.picture)
            assert picture == whole, f"{role}: stream and picture disagree"
            assert decode_picture(encode_picture(whole)) == whole
            if role not in SEES_GRADES:
                assert {(s.grade, s.reasons) for s in picture.services.values()} <= {(None, None)}
            if role in (Role.KIOSK, Role.DISPLAY):
                assert not picture.tickets
                assert not picture.services


def effective(picture: Picture, ticket: Ticket) -> tuple[datetime, int]:
    """The start of the wait with the credit of its class: what the line is ordered by."""
    known = picture.rules.policies.priority.named(ticket.known.priority)
    return ticket.since - timedelta(minutes=known.credit_min if known else 0), ticket.order


def is_front(picture: Picture, ticket: Ticket) -> bool:
    policies, about = picture.rules.policies, ticket.known
    known = policies.priority.named(about.priority)
    short = about.purpose in policies.short_lane.purposes
    return short or about.booked_for is not None or (known is not None and known.front)


def may_come(picture: Picture, number: int, now: datetime) -> tuple[list[Ticket], list[Ticket]]:
    """Who may be called to the window: of its own and by overflow, and of those it only helps."""
    rules, window = picture.rules, picture.windows[number]
    place, clerk = place_of(picture, window, now), rules.clerk(window.clerk or "")
    assert place is not None
    assert clerk is not None
    waiting = [t for t in picture.tickets.values() if t.state is TicketState.WAITING]
    served = [c for c in place.categories if rules.able(clerk, c)]
    own = [c for c in served if c in (place.own or served)]
    overflowing = {
        o.category
        for o in rules.policies.overflow
        if number in o.windows and o.category in clerk.categories
        if any(t.category == o.category and now - t.since >= timedelta(minutes=o.after_min) for t in waiting)
    }
    mine, helped = [], []
    for ticket in waiting:
        visit = ticket.known.visit
        if visit and any(t.known.visit == visit and t.window for t in picture.tickets.values()):
            continue
        early = timedelta(minutes=rules.policies.appointments.early_min)
        assigned = is_theirs(picture, ticket.category, ticket.to_window, ticket.to_clerk, now)
        others = ticket.to_window not in (None, number) or ticket.to_clerk not in (None, clerk.number)
        if ticket.since - early > now or (assigned and others):
            continue
        if not assigned and waits_for_its_language(picture, ticket, clerk, now):
            continue
        if waits_for_an_interpreter(picture, ticket, clerk, now):
            continue
        if ticket.category in own or ticket.category in overflowing or (assigned and ticket.category in served):
            mine.append(ticket)
        elif ticket.category in served:
            helped.append(ticket)
    return mine, helped


def waits_for_its_language(picture: Picture, ticket: Ticket, clerk: Clerk, now: datetime) -> bool:
    rules = picture.rules
    if ticket.language == "zh-CN" or ticket.language in clerk.languages or ticket.known.interpreter:
        return False
    if now - ticket.since >= timedelta(minutes=rules.policies.language.prefer_min):
        return False
    at = [w for w in picture.windows.values() if w.clerk and w.state is WindowState.OPEN]
    return any(
        ticket.category in place.categories
        and rules.able(known, ticket.category)
        and ticket.language in known.languages
        for w in at
        if (known := rules.clerk(w.clerk or "")) and (place := place_of(picture, w, now))
    )


def waits_for_an_interpreter(picture: Picture, ticket: Ticket, clerk: Clerk, now: datetime) -> bool:
    """The slow way: whoever began to wait earlier has the free interpreters kept, in turn."""
    rules = picture.rules
    wanted = ticket.known.interpreter or (ticket.language if ticket.language != "zh-CN" else None)
    if wanted is None or wanted in clerk.languages or not any(wanted in i.languages for i in rules.interpreters):
        return False
    begun = ticket.known.interpreter_since or ticket.since
    if now - begun >= timedelta(minutes=rules.policies.interpreters.most_min):
        return False
    bound = {t.interpreter for t in picture.tickets.values()}
    at_windows = {w.clerk for w in picture.windows.values()}
    ready = [i for i in rules.interpreters if i.code not in bound and (i.clerk is None or i.clerk not in at_windows)]
    waiting = [t for t in picture.tickets.values() if t.state is TicketState.WAITING and t.since <= now]
    for other in sorted(waiting, key=lambda t: (t.since, t.order)):
        language = other.known.interpreter or (other.language if other.language != "zh-CN" else None)
        if language is None or not claims(picture, other, language, now):
            continue
        came = next((i for i in ready if language in i.languages), None)
        if other.id == ticket.id:
            return came is None
        if came is not None:
            ready.remove(came)
    return not assigned_and_spoken(picture, ticket, wanted, now)


def assigned_and_spoken(picture: Picture, ticket: Ticket, wanted: str, now: datetime) -> bool:
    """Handed to one clerk who still is preferred for the language: no interpreter is asked for yet."""
    nobody = Clerk(number="0", categories=("A",), languages=("zh-CN",))
    return ticket.known.interpreter is None and waits_for_its_language(picture, ticket, nobody, now)


def claims(picture: Picture, ticket: Ticket, language: str, now: datetime) -> bool:
    """Whether the ticket needs an interpreter now: nobody of its visit is at a window, nobody who speaks its language is
    waited for, and a window is open that may call it and does not speak it."""
    rules = picture.rules
    if not any(language in i.languages for i in rules.interpreters):
        return False
    if any(t.known.visit == ticket.known.visit and t.window for t in picture.tickets.values() if ticket.known.visit):
        return False
    nobody = Clerk(number="0", categories=("A",), languages=("zh-CN",))
    if ticket.known.interpreter is None and waits_for_its_language(picture, ticket, nobody, now):
        return False
    theirs = is_theirs(picture, ticket.category, ticket.to_window, ticket.to_clerk, now)
    for window in picture.windows.values():
        clerk, place = rules.clerk(window.clerk or ""), place_of(picture, window, now)
        if window.state is not WindowState.OPEN or clerk is None or place is None or language in clerk.languages:
            continue
        if theirs and (ticket.to_window not in (None, window.number) or ticket.to_clerk not in (None, window.clerk)):
            continue
        if ticket.category in place.categories and rules.able(clerk, ticket.category):
            return True
    return False


def state(picture: Picture) -> object:
    """All that a picture holds, indexes too; its rows are immutable. A category without anybody is no queue."""
    tables = {name: dict(rows) for name, rows in picture.tables().items()}
    return picture.seq, tables, indexes(picture)


@settings(max_examples=settings.default.max_examples // 2)
@given(seed=st.integers(0, 2**32), commands=st.integers(1, 120), toml=st.sampled_from((DISTRICT, SIGNING, HELPING)))
def test_whatever_people_send_the_hall_stays_sound(seed: int, commands: int, toml: str) -> None:
    """The day is the seed's; a failing one is shortened to its first wrong command."""
    watched, chance = Watched(toml), random.Random(seed)
    for _ in range(commands):
        watched.play(chance)
    watched.check_views()


@pytest.mark.parametrize(("seed", "toml"), list(enumerate((DISTRICT, SIGNING, MINUTES_SIGNING), 3)))
def test_a_long_day_stays_sound(seed: int, toml: str) -> None:
    """And goes on until all that is rare was seen too: what is rare differs with every change of what chance may send."""
    watched, chance = Watched(toml), random.Random(seed)
    for done in range(6000):
        watched.play(chance)
        if done % 100 == 0:
            watched.check_views()
        if done >= 1500 and watched.rated and watched.explained and watched.numbers:
            break
    watched.check_views()
    assert watched.rated
    assert watched.explained
    assert watched.numbers


def test_touched_tables_are_exactly_those_that_the_folds_change() -> None:
    """A table that an event does not name would go stale in a filtered stream; one too many sends what nobody needs."""
    touched: dict[str, set[str]] = defaultdict(set)
    for seed in range(6):
        hall = random_day(seed, 4000)
        assert hall.picture.today is not None
        month_later = hall.picture.today.day + timedelta(days=40)  # What was learnt is too old then.
        hall.does(cmd.OpenDay(id=hall.id(), day=month_later), HALL)
        journal = hall.journal
        picture = Picture("district")
        picture.record()
        for entry in journal:
            fold(picture, entry)
            touched[entry.event.type] |= {change.table for change in picture.take_changes()}
    assert {kind: frozenset(tables) for kind, tables in touched.items()} == dict(_TOUCHES)


def test_every_role_has_a_view_and_the_hall_sees_all() -> None:
    assert KEEPS.keys() == set(Role)
    hall = random_day(1, 300)
    assert view_picture(Role.HALL, hall.picture) == hall.picture
    seen, every = view_picture(Role.MANAGER, hall.picture).tables(), hall.picture.tables()
    assert hall.picture.today is not None
    today = {key: row for key, row in every["services"].items() if row.day == hall.picture.today.day}
    assert {name: every[name] for name in seen} | {"services": today} == dict(seen)
    assert every.keys() - seen.keys() == {"phones", "experience"}, "phones' links and what it learnt are the hall's own"


def test_a_gap_in_the_stream_is_noticed() -> None:
    hall = random_day(2, 50)
    last = hall.journal[-1]
    with pytest.raises(OutOfOrder):
        fold(hall.picture, last)
    with pytest.raises(OutOfOrder):
        tick(hall.picture, hall.picture.seq + 2)

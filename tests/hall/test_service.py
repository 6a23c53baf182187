"""The service inside one process, where its clock can be set: the day's turn, its start, its feed."""

from __future__ import annotations

import asyncio
import json
import random
import threading
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hall.attendance import ABSENT_S, Attendance
from hall.feed import REACH, Feed, TooFarBehind
from hall.service import HallService, timer_id
from hall.store.book import Book
from shared import commands as cmd
from shared.clock import FixedClock
from shared.devices import STATION_SILENT, DeviceKind, DeviceState
from shared.errors import Refusal
from shared.picture import Picture
from shared.tickets import Role, TicketState, WindowState
from shared.wire import written
from tests.book import DAY, DISTRICT, KIOSK, MANAGER, MORNING, ROVER, WITHOUT_2, fresh_id, random_day
from tests.desk import Desk
from tests.hall.asking import WAIT_S
from tests.postgres import database


def in_service(book: Book, clock: FixedClock, does: Callable[[HallService], Awaitable[None]]) -> None:
    """Run a service around what a test does with it."""

    async def run() -> None:
        service = HallService(book, clock)
        await service.start(DISTRICT)
        try:
            async with asyncio.timeout(WAIT_S * 2):
                await does(service)
        finally:
            await service.stop()

    asyncio.run(run())


async def until(holds: Callable[[], Any]) -> None:
    async with asyncio.timeout(WAIT_S):
        while not holds():
            await asyncio.sleep(0.02)


@pytest.fixture
def store(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'hall.db'}"


def test_the_day_turns_by_itself_and_carries_who_waits(store: str) -> None:
    chance = random.Random(1)
    clock = FixedClock(MORNING)

    async def evening(service: HallService) -> None:
        picture = service.feed.picture
        assert picture.today is not None
        assert picture.today.day == DAY
        for _ in range(3):
            await service.carry_out(cmd.TakeTicket(id=fresh_id(chance), category="A"), KIOSK)
        await service.carry_out(cmd.SignIn(id=fresh_id(chance), window=1, clerk="1001"), ROVER)
        await service.carry_out(cmd.OpenWindow(id=fresh_id(chance), window=1), ROVER)
        await service.carry_out(cmd.CallNext(id=fresh_id(chance), window=1), ROVER)
        # 02:59 in the hall's own zone is still the day before.
        clock.set(MORNING.replace(hour=18, minute=59))
        await service.open_day_if_due()
        assert picture.today.day == DAY
        clock.set(MORNING.replace(hour=19, minute=0))
        await until(lambda: picture.today.day == DAY + timedelta(days=1))
        assert picture.windows[1].state is WindowState.CLOSED
        assert picture.windows[1].clerk is None
        assert [t.day for t in picture.tickets.values()] == [DAY] * 3
        assert {t.state for t in picture.tickets.values()} == {TicketState.WAITING}
        [taken] = await service.carry_out(cmd.TakeTicket(id=fresh_id(chance), category="A"), KIOSK)
        assert taken.event.number == "A001"  # type: ignore[union-attr]
        # A clock set back opens no day twice and no day before.
        clock.set(MORNING)
        await service.open_day_if_due()
        assert picture.today.day == DAY + timedelta(days=1)

    in_service(Book(store, "district"), clock, evening)
    book = Book(store, "district")
    days = [entry.event.day for entry in book.entries(0) if entry.event.type == "day_opened"]  # type: ignore[union-attr]
    assert days == [DAY, DAY + timedelta(days=1)]
    assert book.verify()[1] == []
    book.close()


def test_a_station_that_is_gone_leaves_its_devices_unknown(store: str) -> None:
    """By its stream, by its commands, and by neither after a start; another service's stations are not ours to judge."""
    chance, clock, now = random.Random(1), FixedClock(MORNING), [0.0]

    def report(state: DeviceState = DeviceState.OK) -> cmd.ReportDevice:
        return cmd.ReportDevice(id=fresh_id(chance), device="p", kind=DeviceKind.PRINTER, state=state)

    def later(seconds: float) -> None:
        now[0] += seconds
        clock.advance(seconds)

    async def absences(service: HallService) -> None:
        def said() -> list[tuple[str, str, str | None]]:
            return [(r.station, r.state.value, r.detail) for r in service.feed.picture.devices.values()]

        unknown, well = ("kiosk-1", "unknown", STATION_SILENT), ("kiosk-1", "ok", None)
        watch = service.attendance = Attendance(clock, lambda: now[0])
        watch.heard("kiosk-1")
        await service.carry_out(report(), KIOSK)
        later(ABSENT_S - 1)
        await service.note_silent_stations()
        assert said() == [well]
        with watch.following("kiosk-1"):
            later(ABSENT_S * 10)
            await service.note_silent_stations()
            assert said() == [well]
        later(ABSENT_S + 1)
        await service.note_silent_stations()
        assert said() == [unknown]
        seq = service.feed.picture.seq
        await service.note_silent_stations()
        assert service.feed.picture.seq == seq
        # It is back and tells; what it says counts, and its next absence counts again.
        watch.heard("kiosk-1")
        await service.carry_out(report(), KIOSK)
        assert said() == [well]
        later(ABSENT_S + 1)
        await service.note_silent_stations()
        assert said() == [unknown]
        # A service just started knows nobody yet: it waits as long, and what another service hears is not its business.
        await service.carry_out(report(), KIOSK)
        watch = service.attendance = Attendance(clock, lambda: now[0])
        await service.note_silent_stations()
        assert said() == [well]
        watch.heard_elsewhere("kiosk-1")
        later(ABSENT_S + 1)
        await service.note_silent_stations()
        assert said() == [well]
        service.attendance = Attendance(clock, lambda: now[0])
        later(ABSENT_S + 1)
        await service.note_silent_stations()
        assert said() == [unknown]

    in_service(Book(store, "district"), clock, absences)
    book = Book(store, "district")
    assert book.verify()[1] == []
    book.close()


def test_started_again_it_changes_nothing(store: str) -> None:
    async def nothing(service: HallService) -> None:
        assert service.feed.picture.seq == 2

    for _ in range(3):
        in_service(Book(store, "district"), FixedClock(MORNING), nothing)


def test_settings_that_went_back_and_forth_are_those_of_the_last_import(store: str) -> None:
    other = DISTRICT.replace("after_s = 60", "after_s = 90")

    async def back_and_forth(service: HallService) -> None:
        for toml in (other, DISTRICT, other, DISTRICT, DISTRICT):
            await service.import_settings(toml)
        version = service.feed.picture.settings[""]
        assert (version.version, version.settings.policies.no_show.after_s) == (5, 60)

    in_service(Book(store, "district"), FixedClock(MORNING), back_and_forth)


def test_settings_that_strand_people_are_refused_and_the_old_ones_stay(store: str) -> None:
    chance = random.Random(1)

    async def strand(service: HallService) -> None:
        await service.carry_out(cmd.SignIn(id=fresh_id(chance), window=2, clerk="1002"), ROVER)
        with pytest.raises(Refusal) as refused:
            await service.carry_out(cmd.ImportSettings(id=fresh_id(chance), toml=WITHOUT_2), MANAGER)
        assert refused.value.code == "settings_strand_windows"
        assert 2 in service.feed.picture.windows
        await service.carry_out(cmd.SignOut(id=fresh_id(chance), window=2), ROVER)
        await service.carry_out(cmd.ImportSettings(id=fresh_id(chance), toml=WITHOUT_2), MANAGER)
        assert 2 not in service.feed.picture.windows

    in_service(Book(store, "district"), FixedClock(MORNING), strand)


def test_a_timer_has_one_id_in_every_service() -> None:
    assert timer_id("day", "district", DAY) == timer_id("day", "district", DAY)
    assert timer_id("day", "district", DAY) != timer_id("day", "street", DAY)
    cmd.OpenDay(id=timer_id("day", "district", DAY), day=DAY)


def test_a_service_that_starts_beside_a_busy_one_misses_nothing() -> None:
    chance = random.Random(1)
    with database() as url:
        busy = Book(url, "district")
        with Desk(busy) as desk:
            desk.opens()
            ended = threading.Event()

            def rush() -> None:
                while not ended.is_set():
                    desk.does(cmd.TakeTicket(id=fresh_id(chance), category="A"), KIOSK)

            rushing = threading.Thread(target=rush)
            rushing.start()
            own = random.Random(2)

            async def beside(service: HallService) -> None:
                for _ in range(5):
                    await service.carry_out(cmd.TakeTicket(id=fresh_id(own), category="C"), KIOSK)
                assert service.feed.picture.waiting_in("C") % 5 == 0

            try:
                for _ in range(5):
                    in_service(Book(url, "district"), FixedClock(MORNING), beside)
            finally:
                ended.set()
                rushing.join()
            assert busy.verify()[1] == []
        busy.close()


# --- The feed -------------------------------------------------------------------------------------------------------------


def heard(frames: bytes) -> list[int]:
    return [int(line[4:]) for line in frames.decode().splitlines() if line.startswith("id: ")]


@pytest.mark.parametrize("role", [Role.DISPLAY, Role.MANAGER])
def test_a_follower_behind_what_is_kept_in_memory_reads_on_from_the_journal(store: str, role: Role) -> None:
    """A short memory, and followers that begin before, at and after its edge while it moves on."""
    journal = [written(entry) for entry in random_day(3, 1500).journal]
    assert len(journal) > 300

    async def follow() -> None:
        feed = Feed(Picture("district"), "book", FixedClock(MORNING), lambda after, most: journal[after : after + most])
        feed._kept = deque(maxlen=50)
        feed.publish(journal[:200], ())
        followers = {since: feed.follow(role, since) for since in (0, 1, 148, 149, 150, 151, 199, 200)}
        seen: dict[int, list[int]] = {since: [] for since in followers}
        for stream in followers.values():
            assert b"event: hello" in await anext(stream)
        published = 200
        chance = random.Random(1)
        while published < len(journal):
            following = chance.choice(list(followers))
            last = seen[following][-1] if seen[following] else following
            if last < published:
                seen[following] += heard(await anext(followers[following]))
            more = chance.randint(0, 20)
            feed.publish(journal[published : published + more], ())
            published += min(more, len(journal) - published)
        for since, stream in followers.items():
            while (seen[since] or [since])[-1] < len(journal):
                seen[since] += heard(await anext(stream))
            assert seen[since] == list(range(since + 1, len(journal) + 1))
        assert feed.followers[role] == len(followers)
        feed.close()
        for stream in followers.values():
            assert [chunk async for chunk in stream] == []
        assert feed.followers[role] == 0

    asyncio.run(follow())


def test_who_is_out_of_reach_must_fetch_the_picture() -> None:
    feed = Feed(Picture("district", seq=REACH + 100), "book", FixedClock(MORNING), lambda after, most: [])
    for since in (100, REACH, REACH + 100):
        feed.check(since)
    for since in (0, 99, REACH + 101, -1):
        with pytest.raises(TooFarBehind):
            feed.check(since)


def test_the_greeting_says_where_when_and_whose() -> None:
    async def greet() -> dict[str, Any]:
        clock = FixedClock(MORNING - timedelta(hours=1))
        feed = Feed(Picture("district"), "book-1", clock, lambda after, most: [])
        feed.publish([written(entry) for entry in random_day(1, 5).journal], ())
        message = await anext(feed.follow(Role.DISPLAY, 0))
        greeting: dict[str, Any] = json.loads(message.decode().split("data: ")[1])
        return greeting

    greeting = asyncio.run(greet())
    assert greeting["book"] == "book-1"
    assert greeting["seq"] >= 2
    # The hall's time is never before its last entry, or an old call would look new.
    assert greeting["now"] >= MORNING.isoformat()[:19]


EVENING = DISTRICT.replace(
    "[policies.priority]",
    '[policies.hours]\ncalling_ends = 17:00:00\n\n[policies.end_of_day]\noffers = ["carry", "within_24h"]\n\n'
    "[policies.priority]",
    1,
)


def test_calling_ends_by_the_clock_and_what_each_chose_becomes_true_by_the_clock(store: str) -> None:
    """17:00 in the hall's zone is 09:00 UTC. Who chose nothing waits on; who chose is back, or ended, in time."""
    chance, clock = random.Random(1), FixedClock(MORNING)

    async def evening(service: HallService) -> None:
        picture = service.feed.picture
        await service.import_settings(EVENING)
        stays, carried, kept = [cmd.TakeTicket(id=fresh_id(chance), category="A") for _ in range(3)]
        for take in (stays, carried, kept):
            await service.carry_out(take, KIOSK)
        clock.set(MORNING.replace(hour=8, minute=59, second=59))
        await service.end_calling_if_due()
        assert picture.today is not None
        assert picture.today.ended_at is None
        clock.set(MORNING.replace(hour=9, minute=0))
        await until(lambda: picture.today is not None and picture.today.ended_at is not None)
        assert picture.waiting_in("A") == 3, "nobody's ticket ends by the hour"
        for take, choice in ((carried, "carry"), (kept, "within_24h")):
            choose = cmd.ChooseCarry(id=fresh_id(chance), ticket=take.id, choice=choice)  # type: ignore[arg-type]
            await service.carry_out(choose, KIOSK)
        assert picture.waiting_in("A") == 1
        clock.set(MORNING.replace(hour=19) + timedelta(seconds=1))  # 03:00, and the next service day
        await until(lambda: picture.tickets[carried.id].state is TicketState.WAITING)
        assert picture.tickets[stays.id].state is TicketState.WAITING
        assert picture.tickets[kept.id].state is TicketState.CARRIED
        clock.set(MORNING.replace(hour=9) + timedelta(days=1, seconds=1))
        await until(lambda: kept.id not in picture.tickets)
        assert picture.today.ended_at is not None, "the next day has its own evening"

    book = Book(store, "district")
    in_service(book, clock, evening)
    checked = Book(store, "district")
    assert checked.verify()[1] == []
    ended = checked.ticket(next(e.event.ticket for e in checked.entries(0) if e.event.type == "ticket_closed"))
    assert ended is not None
    assert ended.closed_reason == "expired"
    checked.close()

"""The hall's service: book, writer and feed put together, the timers, and their start and stop."""

from __future__ import annotations

import asyncio
import threading
import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import psycopg
import structlog
from sqlalchemy import make_url

from hall.attendance import Attendance
from hall.enclosed import job_of
from hall.feed import Feed
from hall.forecast.outlook import HallForecast
from hall.metrics import Metrics
from hall.rules.aside import due
from hall.rules.evening import calling_is_over
from hall.rules.facts import Outlook
from hall.rules.opinion import expired
from hall.screens import Screens
from hall.store.book import CHANNEL, Book
from hall.writer import Job, Stopping, Writer
from shared.clock import Clock, service_date
from shared.commands import Command, EndCalling, FallDue, ImportSettings, OpenDay, StationSilent, WipeText
from shared.devices import STATION_SILENT
from shared.errors import Refusal
from shared.events import Entry
from shared.picture import Change, Picture
from shared.tickets import Actor, Role, Ticket
from shared.wire import Written
from shared.workdays import unknown_years

TICK_S: Final = 1.0
"""How often timers and other services' commits are looked for, in real seconds."""
NOTICE_DAYS: Final = 60
"""How long before a year without a known decree it is said each morning."""
_NAMESPACE: Final = uuid.UUID("6f0e3f0a-1f0b-5d0c-9c6b-74696e676861")

log = structlog.get_logger(__name__)


def timer_id(*parts: object) -> str:
    """Id of a timer's command, the same in every service: it counts once, whoever sends it."""
    return str(uuid.uuid5(_NAMESPACE, "/".join(map(str, parts))))


class HallService:
    """One service of one hall. Use :meth:`start` and :meth:`stop` inside a running event loop."""

    def __init__(self, book: Book, clock: Clock) -> None:
        self.book = book
        self.clock = clock
        self.metrics = Metrics()
        self.attendance = Attendance(clock)
        self.screens = Screens()
        self.forecast = HallForecast()
        self._actor = Actor(role=Role.HALL, station=book.hall)
        self._tasks: list[asyncio.Task[None]] = []
        self._listening: threading.Thread | None = None
        self._stopping = threading.Event()

    async def start(self, settings_toml: str | None = None) -> None:
        """Begin to serve: settings first (where given and changed), then the service day."""
        self._loop = asyncio.get_running_loop()
        self.writer = Writer(self.book, self.clock, self._published)
        # One reading for both: what another service commits from here on comes to both as entries.
        self.feed = Feed(self.writer.picture(), self.book.id, self.clock, self.book.written)
        self.writer.start()
        if settings_toml is not None:
            await self.import_settings(settings_toml)
        await self.open_day_if_due()
        self._tasks.append(asyncio.create_task(self._timers(), name="timers"))
        if self.book.is_shared:
            self._listening = threading.Thread(target=self._listen, name="listen", daemon=True)
            self._listening.start()

    async def stop(self) -> None:
        """End the streams, finish what is under way, close the book."""
        self._stopping.set()
        self.feed.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.to_thread(self.writer.stop)
        if self._listening is not None:
            await asyncio.to_thread(self._listening.join, 3)
        self.book.close()

    async def carry_out(self, command: Command, actor: Actor) -> tuple[Entry, ...]:
        """Have a command decided and stored. Raises :class:`Refusal`; when it returns, the answer is durable."""
        if self._stopping.is_set():
            raise Refusal("hall_busy")
        # Answers are given in this loop (:meth:`_adopt`), so nothing has to be carried between threads.
        answer: asyncio.Future[tuple[Entry, ...]] = self._loop.create_future()
        job = job_of(command, actor, self.book.vault)
        job.answer = answer
        self.writer.submit(job)
        try:
            entries = await answer
        except Stopping as error:
            raise Refusal("hall_busy") from error
        except Refusal as refusal:
            self.metrics.refused(command.type, refusal.code)
            raise
        self.metrics.answered(command.type)
        return entries

    def expected_for(self, picture: Picture, ticket: Ticket) -> Outlook:
        """How long a waiting ticket of the published picture still waits."""
        return self.forecast.waiting(picture, ticket, self.clock.now())

    async def import_settings(self, toml: str) -> None:
        """Make the TOML the hall's settings; the same content as in force changes nothing."""
        version = self.feed.picture.settings[""].version if self.feed.picture.settings else 0
        command = ImportSettings(id=timer_id("settings", self.book.hall, self.book.id, version, toml), toml=toml)
        await self.carry_out(command, self._actor)

    async def open_day_if_due(self) -> None:
        """Open the service day that the hall's clock has reached."""
        picture = self.feed.picture
        if not picture.settings:
            return
        hall = picture.rules.hall
        day = service_date(self.clock.now(), hall.zone, hall.day_starts)
        if picture.today is None or day > picture.today.day:
            self._say_unknown_year(day)
            try:
                await self.carry_out(OpenDay(id=timer_id("day", self.book.hall, day), day=day), self._actor)
            except Refusal as refusal:
                if refusal.code != "day_already_open":  # The other service was first.
                    raise

    def _say_unknown_year(self, day: date) -> None:
        hours = self.feed.picture.rules.policies.hours
        unknown = unknown_years(hours, (day, day + timedelta(days=NOTICE_DAYS)))
        if unknown:
            log.warning("holidays_unknown", years=unknown, remedy="enter them: policies.hours closed, worked, decreed")

    async def end_calling_if_due(self) -> None:
        """End calling when its hour has come: each who still waits is offered a choice."""
        picture, now = self.feed.picture, self.clock.now()
        if picture.settings and picture.today is not None and calling_is_over(picture, now):
            day = picture.today.day
            made = timer_id("end", self.book.hall, day, picture.today.order)
            try:
                await self.carry_out(EndCalling(id=made, day=day), self._actor)
            except Refusal as refusal:
                if refusal.code != "calling_ended_already":  # The other service was first.
                    raise

    async def note_silent_stations(self) -> None:
        """What a station that is gone said of its devices holds no longer."""
        said = {row.station for row in self.feed.picture.devices.values() if row.detail != STATION_SILENT}
        for station in sorted(said):
            last_seen = self.attendance.gone_since(station)
            if last_seen is not None:
                made = timer_id("silent", self.book.hall, self.book.id, station, last_seen.isoformat())
                await self.carry_out(StationSilent(id=made, station=station, last_seen=last_seen), self._actor)

    async def bring_back_if_due(self) -> None:
        """Bring back every ticket whose time aside is over: held too long, or missed long enough ago."""
        now = self.clock.now()
        for ticket in list(due(self.feed.picture, now)):
            assert ticket.due_at is not None
            made = timer_id("due", self.book.hall, ticket.id, ticket.due_at.isoformat())
            try:
                await self.carry_out(FallDue(id=made, ticket=ticket.id, due=ticket.due_at), self._actor)
            except Refusal as refusal:
                if refusal.code != "ticket_not_living":  # It ended a moment ago.
                    raise

    async def wipe_if_due(self) -> None:
        """Wipe every text whose time is over."""
        picture, now = self.feed.picture, self.clock.now()
        for text in [text for text in picture.texts.values() if expired(picture, text, now)]:
            made = timer_id("wipe", self.book.hall, text.id)
            try:
                await self.carry_out(WipeText(id=made, text=text.id, reason="expired"), self._actor)
            except Refusal as refusal:
                if refusal.code != "text_unknown":  # The other service, or a person, was first.
                    raise

    # Threads and timers ----------------------------------------------------------------------------------------

    def _published(self, entries: Sequence[Written], changes: Sequence[Change], jobs: Sequence[Job]) -> None:
        """From the writer's thread: publish, then answer, in that order, in the loop."""
        self._loop.call_soon_threadsafe(self._adopt, entries, changes, jobs)

    def _adopt(self, entries: Sequence[Written], changes: Sequence[Change], jobs: Sequence[Job]) -> None:
        self.feed.publish(entries, changes)
        if self.book.is_shared:
            self._hear_elsewhere(entries, jobs)
        if jobs:
            self.metrics.committed(len(jobs))
        for job in jobs:
            _resolve(job)

    def _hear_elsewhere(self, entries: Sequence[Written], jobs: Sequence[Job]) -> None:
        """What the other service committed shows which stations are with it."""
        own = {id(entry) for job in jobs if isinstance(job.outcome, tuple) for entry in job.outcome}
        for entry, _ in entries:
            if id(entry) not in own:
                self.attendance.heard_elsewhere(entry.actor.station)

    async def _timers(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            try:
                await self.open_day_if_due()
                await self.end_calling_if_due()
                await self.note_silent_stations()
                await self.bring_back_if_due()
                await self.wipe_if_due()
                if await asyncio.to_thread(self.book.head_seq) > self.feed.picture.seq:
                    self.writer.wake()
            except Refusal as error:  # The store failed too: it is said, and looked for again.
                log.error("timer_failed", why=str(error))

    def _listen(self) -> None:
        """PostgreSQL only: be woken by the commits of the other service. The one-second poll is the safety net."""
        url = make_url(self.book.url).set(drivername="postgresql").render_as_string(hide_password=False)
        while not self._stopping.is_set():
            try:
                with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    while not self._stopping.is_set():
                        for notice in connection.notifies(timeout=1, stop_after=1):
                            if notice.payload == self.book.hall:
                                self.writer.wake()
            except psycopg.Error as error:
                log.warning("not_listening", why=str(error))
                self._stopping.wait(1)


def _resolve(job: Job) -> None:
    if job.answer.done():
        return  # The sender is gone; the command stands, and its id answers again.
    if isinstance(job.outcome, Exception):
        job.answer.set_exception(job.outcome)
    else:
        job.answer.set_result(job.outcome or ())

"""A hall in memory for the stations' tests: the real rules and the real folds, without the service around them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from counter.enquiry_search import Query, fits
from hall.forecast.outlook import HallForecast
from hall.rules.decide import decide
from hall.rules.facts import Facts
from hall.wall import waits_of
from shared import commands as cmd
from shared.commands import Command
from shared.errors import Refusal
from shared.events import Entry
from shared.fold import fold
from shared.messages import Answer, EntryArrived, LinkChanged, LinkState, PictureArrived, Ticked, Unanswered, new_id
from shared.picture import Picture
from shared.pin import hash_pin
from shared.settings import Settings
from shared.tickets import LIVING, Actor, Role, Ticket
from shared.ui.station import StationModel
from shared.views import view_event, view_picture
from shared.wire import encode_rows

HALL = Actor(role=Role.HALL, station="hall")
DAY = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

SIX = [
    ("A", "投资项目", "Investment projects", "投資プロジェクト", "service"),
    ("B", "商事登记", "Business registration", "商業登記", "service"),
    ("C", "社会事务", "Social affairs", "社会福祉・生活", "service"),
    ("D", "不动产", "Real estate", "不動産", "service"),
    ("F", "税务", "Taxes", "税務", "service"),
    ("G", "公安出入境", "Police, exit and entry", "公安・出入国", "service"),
]


PIN = "135790"
PIN_HASH = hash_pin(PIN, memory_kib=64, iterations=1)
"""Opens the technicians' corner, and quickly."""


def hall_toml(
    categories: list[tuple[str, str, str, str, str]] = SIX,
    extra: str = "",
    languages: tuple[str, ...] = ("zh-CN", "en", "ja"),
    pin: str | None = PIN_HASH,
) -> str:
    """Settings of a small hall: one window a category and one 综合窗口 for all of them."""
    parts = [
        '[hall]\ncode = "qh"\nname = { zh = "清河区政务服务中心", en = "Qinghe District Service Centre", '
        f'ja = "清河区行政サービスセンター" }}\nlanguages = {list(languages)}\n'
        + (f'staff_pin = "{pin}"\n' if pin else ""),
        '[[zones]]\ncode = "service"\nname = { zh = "办理区", en = "Service zone", ja = "手続きエリア" }\n',
        '[[zones]]\ncode = "waiting"\nname = { zh = "等候区", en = "Waiting zone", ja = "待合エリア" }\n',
    ]
    for code, zh, en, ja, zone in categories:
        parts.append(
            f'[[categories]]\ncode = "{code}"\nname = {{ zh = "{zh}", en = "{en}", ja = "{ja}" }}\nzone = "{zone}"\n'
            "service_min = 12\n"
        )
    codes = [category[0] for category in categories]
    for number, code in enumerate(codes, 1):
        parts.append(f'[[windows]]\nnumber = {number}\nzone = "service"\ncategories = ["{code}"]\n')
    every = ", ".join(f'"{code}"' for code in codes)
    parts.append(
        f'[[windows]]\nnumber = {len(codes) + 1}\nzone = "service"\ncategories = [{every}]\ncomprehensive = true\n'
    )
    parts += [f'[[clerks]]\nnumber = "{number}"\ncategories = [{every}]\n' for number in ("1001", "1002", "1003")]
    parts.append('[[stations]]\nname = "kiosk-1"\nrole = "kiosk"\nzone = "service"\n')
    return "\n".join([*parts, extra])


@dataclass
class MemoryHall:
    """Decides by the real rules, folds, and says each follower what its role may see, as the hall's stream would."""

    settings: Settings
    now: datetime = AT
    picture: Picture = field(default_factory=lambda: Picture("qh"))
    followers: list[tuple[StationModel, Role]] = field(default_factory=list)
    journal: list[Entry] = field(default_factory=list)
    asked: list[Command] = field(default_factory=list)
    answered: dict[str, Answer] = field(default_factory=dict)
    facts: Facts = field(default_factory=lambda: Facts(forecast=HallForecast()))
    ended: dict[str, Ticket] = field(default_factory=dict)
    """What the book keeps of tickets that the picture forgot."""

    def __post_init__(self) -> None:
        self.picture.record()

    def do(self, command: Command, actor: Actor = HALL) -> Answer:
        """Carry out a command; answered again under its id it says the same. Raises Refusal."""
        if command.id in self.answered:
            return self.answered[command.id]
        self.now += timedelta(seconds=1)
        entries = []
        for event in decide(self.picture, command, actor, self.now, self.facts):
            entry = Entry(seq=self.picture.seq + 1, at=self.now, actor=actor, command=command.id, event=event)
            fold(self.picture, entry)
            entries.append(entry)
        self.journal += entries
        for change in self.picture.take_changes():
            if change.table == "tickets" and change.new is not None and change.new.state not in LIVING:
                self.ended[change.key] = change.new
        self.answered[command.id] = Answer(tuple(entries))
        for model, role in self.followers:
            for entry in entries:
                seen = view_event(role, entry.event)
                model.bridge.listener(
                    Ticked(entry.seq)
                    if seen is None
                    else EntryArrived(
                        Entry(seq=entry.seq, at=entry.at, actor=entry.actor, command=entry.command, event=seen),
                        late=False,
                    )
                )
        return self.answered[command.id]

    def follow(self, model: StationModel) -> None:
        """Let the model have its picture and every entry from now on."""
        self.followers.append((model, model.role))
        model.bridge.listener(PictureArrived(view_picture(model.role, self.picture), "book"))
        model.bridge.listener(LinkChanged(LinkState.CURRENT))

    def line(self, model: StationModel) -> MemoryLine:
        """A line for the model's commands, attached to it."""
        line = MemoryLine(self, Actor(role=model.role, station=model.station))
        model.attach(line)
        return line

    def take(self, category: str, language: Any = "zh-CN") -> Answer:
        return self.do(
            cmd.TakeTicket(id=new_id(), category=category, language=language),
            Actor(role=Role.KIOSK, station="kiosk-2"),
        )

    def open_window(self, window: int, clerk: str = "1001") -> Actor:
        """Sign a clerk in at the window and open it; who they are."""
        actor = Actor(role=Role.COUNTER, station=f"counter-{window}", person=clerk)
        self.do(cmd.SignIn(id=new_id(), window=window, clerk=clerk), actor)
        self.do(cmd.OpenWindow(id=new_id(), window=window), actor)
        return actor


@dataclass
class MemoryLine:
    """A station's line to a hall in memory. ``held`` keeps commands on the way until :meth:`release`."""

    hall: MemoryHall
    actor: Actor
    held: bool = False
    deaf: bool = False
    """The hall does what it is told, but its answers are lost: a take in doubt."""
    sent: list[Command] = field(default_factory=list)
    looked_up: list[str] = field(default_factory=list)
    _waiting: list[tuple[Command, Future[Answer]]] = field(default_factory=list)

    def send(self, command: Command, deadline_s: float = 10.0) -> Future[Answer]:
        self.sent.append(command)
        future: Future[Answer] = Future()
        self._waiting.append((command, future))
        if not self.held:
            self.release()
        return future

    def exchange(self, path: str, body: Mapping[str, Any] | None = None) -> Future[dict[str, Any]]:
        """Ended tickets, as ``hall/finding.py`` finds them in the book; the waits, as ``hall/wall.py`` tells them."""
        self.looked_up.append(path)
        future: Future[dict[str, Any]] = Future()
        if self.deaf:
            future.set_exception(Unanswered("hall_away"))
            return future
        if path == "/api/v1/waits":
            rows = waits_of(self.hall.picture, self.hall.facts.forecast, self.hall.now)
            future.set_result({"seq": self.hall.picture.seq, "categories": rows})
            return future
        asked = parse_qs(urlsplit(path).query)
        search = Query(
            first_day=date.fromisoformat(asked["first_day"][0]),
            last_day=date.fromisoformat(asked["last_day"][0]),
            numbers=tuple(asked.get("number", ())),
            station=asked.get("station", [None])[0],
            category=asked.get("category", [None])[0],
            begins=datetime.fromisoformat(asked["begins"][0]) if "begins" in asked else None,
            ends=datetime.fromisoformat(asked["ends"][0]) if "ends" in asked else None,
        )
        found = [ticket for ticket in self.hall.ended.values() if fits(search, ticket)]
        future.set_result({"more": False, "tickets": json.loads(encode_rows("tickets", found))})
        return future

    def release(self) -> None:
        waiting, self._waiting = self._waiting, []
        for command, future in waiting:
            try:
                answer = self.hall.do(command, self.actor)
            except Refusal as refusal:
                future.set_exception(refusal)
            else:
                if self.deaf:
                    future.set_exception(Unanswered("hall_away"))
                else:
                    future.set_result(answer)

"""An enquiry desk on the hall in memory, for its tests: two kiosks, some days, its own time for presses and waits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from counter.enquiry import EnquiryModel
from shared import commands as cmd
from shared.messages import new_id
from shared.settings import parse_settings
from shared.tickets import Actor, Role
from tests.stations.counter_desk import HallClock, Seconds
from tests.stations.memory_hall import DAY, MemoryHall, MemoryLine, hall_toml

STATIONS = """
[[stations]]
name = "kiosk-2"
role = "kiosk"
zone = "waiting"

[[stations]]
name = "desk-1"
role = "desk"
zone = "service"

[policies.no_show]
back_after_min = 10

[policies.priority]
front_one_in = 3

[[policies.priority.classes]]
code = "elder"
name = { zh = "老年人（70 岁以上）", en = "Aged 70 or over", ja = "70 歳以上の方" }
credit_min = 20

[[policies.priority.classes]]
code = "disabled"
name = { zh = "残疾人", en = "Disabled visitors", ja = "障害のある方" }
front = true

[[policies.priority.classes]]
code = "infant"
name = { zh = "孕妇、携带婴幼儿", en = "Pregnant, or with an infant", ja = "妊娠中・乳幼児連れの方" }
credit_min = 20

[[policies.priority.classes]]
code = "service"
name = { zh = "现役军人、退役军人、消防救援人员", en = "Soldiers, veterans, firefighters", ja = "軍人・退役軍人・消防隊員" }
credit_min = 15
"""


@dataclass
class EnquiryScene:
    """The desk, its hall, its line and its time."""

    hall: MemoryHall
    model: EnquiryModel
    line: MemoryLine
    seconds: Seconds
    told: list[Any] = field(default_factory=list)

    def later(self, seconds: float = 1.0) -> None:
        """Time goes on: for the hall, for presses, for messages."""
        self.seconds.at += seconds
        self.hall.now += timedelta(seconds=seconds)
        self.model.tick()

    def takes(self, category: str, kiosk: str = "kiosk-1", **what: Any) -> str:
        """Somebody takes a number; its ticket's id."""
        command = cmd.TakeTicket(id=new_id(), category=category, **what)
        self.hall.do(command, Actor(role=Role.KIOSK, station=kiosk))
        return command.id

    def paper_fails(self, ticket: str, kiosk: str = "kiosk-1", fault: str = "paper_out") -> None:
        command = cmd.ReportSlip(id=new_id(), ticket=ticket, printed=False, fault=fault)
        self.hall.do(command, Actor(role=Role.KIOSK, station=kiosk))

    @property
    def state(self) -> dict[str, Any]:
        return self.model.report()

    def sent(self, kind: str) -> list[Any]:
        return [command for command in self.line.sent if command.type == kind]


def enquiry(qtbot: Any, *, extra: str = STATIONS, follows: bool = True, **options: Any) -> EnquiryScene:
    """An enquiry desk in a hall whose day is open; its line is current unless it ``follows`` later."""
    toml = hall_toml(extra=extra)
    hall = MemoryHall(parse_settings(toml, "hall.toml"))
    hall.do(cmd.ImportSettings(id=new_id(), toml=toml))
    hall.do(cmd.OpenDay(id=new_id(), day=DAY))
    seconds = Seconds()
    model = EnquiryModel(station="desk-1", clock=HallClock(hall), monotonic=seconds, **options)
    made = EnquiryScene(hall, model, hall.line(model), seconds)
    model.told.connect(made.told.append)
    if not follows:
        return made
    hall.follow(model)
    qtbot.waitUntil(lambda: model.report()["link"] == "current")
    return made

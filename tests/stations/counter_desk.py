"""A counter on the hall in memory, for its tests: window 7 serves every category, its own time for presses and waits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from counter.model import CounterModel
from shared import commands as cmd
from shared.messages import new_id
from shared.settings import parse_settings
from tests.stations.memory_hall import DAY, MemoryHall, MemoryLine, hall_toml

STATION = '[[stations]]\nname = "counter-7"\nrole = "counter"\nwindow = 7\n'


class HallClock:
    """Shows what the hall's clock shows."""

    def __init__(self, hall: MemoryHall) -> None:
        self._hall = hall

    def now(self) -> datetime:
        return self._hall.now


@dataclass
class Seconds:
    """Monotonic time that goes on when told."""

    at: float = 1000.0

    def __call__(self) -> float:
        return self.at


@dataclass
class CounterDesk:
    """A counter, its hall, its line and its time."""

    hall: MemoryHall
    model: CounterModel
    line: MemoryLine
    seconds: Seconds
    told: list[Any] = field(default_factory=list)

    def later(self, seconds: float = 1.0) -> None:
        """Time goes on: for the hall, for presses, for messages."""
        self.seconds.at += seconds
        self.hall.now += timedelta(seconds=seconds)
        self.model.tick()

    def press(self, *names: str) -> None:
        """Deliberate presses, each a second after the one before."""
        for name in names:
            self.later()
            self.model.press(name)

    def pause(self, reason: str = "2") -> None:
        """A break of its usual length: the key, a reason, Enter."""
        self.press("pause")
        self.later()
        self.model.chooser.type(reason)  # type: ignore[attr-defined]
        self.later()
        self.model.chooser.accept()  # type: ignore[attr-defined]

    def submit(self, name: str, text: str) -> None:
        self.later()
        self.model.submit(name, text)

    @property
    def state(self) -> dict[str, Any]:
        return self.model.report()

    def window(self) -> Any:
        return self.hall.picture.windows[7]

    def sent(self, kind: str) -> list[Any]:
        return [command for command in self.line.sent if command.type == kind]


def desk(
    qtbot: Any,
    *,
    extra: str = STATION,
    waiting: str = "",
    opened: bool = True,
    languages: tuple[str, ...] = ("zh-CN", "en", "ja"),
    **options: Any,
) -> CounterDesk:
    """A counter at window 7, signed in and open unless ``opened`` is False; ``waiting`` are categories of tickets."""
    toml = hall_toml(extra=extra, languages=languages)
    hall = MemoryHall(parse_settings(toml, "hall.toml"))
    hall.do(cmd.ImportSettings(id=new_id(), toml=toml))
    hall.do(cmd.OpenDay(id=new_id(), day=DAY))
    for category in waiting:
        hall.take(category)
    seconds = Seconds()
    model = CounterModel(station="counter-7", clock=HallClock(hall), monotonic=seconds, **options)
    made = CounterDesk(hall, model, hall.line(model), seconds)
    model.told.connect(made.told.append)
    hall.follow(model)
    qtbot.waitUntil(lambda: model.report()["link"] == "current")
    if opened:
        made.submit("signin", "1001")
        qtbot.waitUntil(lambda: made.state["clerk"] == "1001" and not made.state["working"])
        made.press("open")
        qtbot.waitUntil(lambda: made.state["state"] == "open" and not made.state["working"])
    return made

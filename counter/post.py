"""What visitors said on its way to the hall: each grade and its reasons go again, under their own id, until taken.

Reasons wait for their grade: the hall knows nothing to explain before it has that.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from shared.commands import GiveReasons, Rate
from shared.errors import TinghaoError
from shared.log import Log
from shared.messages import Unanswered
from shared.ui.station import StationModel

RETRY_S: Final = 5.0
_ANSWER_S: Final = 10.0
_TRY_AGAIN: Final = frozenset({"store_failed", "hall_busy", "hall_away"})

log = Log(__name__)
Said = Rate | GiveReasons


@dataclass(slots=True)
class _Service:
    waiting: deque[Said] = field(default_factory=deque)
    due: float = 0.0


class Post:
    """Sends what is given to it through the station's line. ``taken`` is called for each command the hall has."""

    def __init__(self, station: StationModel, monotonic: Callable[[], float], taken: Callable[[Said], None]) -> None:
        self._station, self._monotonic, self._taken = station, monotonic, taken
        self._services: dict[str, _Service] = {}

    def send(self, said: Said) -> None:
        """Bring it to the hall, after what was said of the same service before."""
        service = self._services.setdefault(said.service, _Service())
        if any(waiting.type == said.type for waiting in service.waiting):
            return
        service.waiting.append(said)
        if len(service.waiting) == 1:
            self._go(said.service)

    def tick(self) -> None:
        """Once a second: what did not arrive goes again."""
        for name, service in list(self._services.items()):
            if self._monotonic() >= service.due:
                self._go(name)

    def _go(self, name: str) -> None:
        service = self._services[name]
        said = service.waiting[0]
        service.due = self._monotonic() + RETRY_S + _ANSWER_S
        self._station.ask(said, lambda _: self._arrived(said), lambda error: self._not_taken(said, error))

    def _arrived(self, said: Said) -> None:
        service = self._services.get(said.service)
        if service is not None and service.waiting[0] is said:
            service.waiting.popleft()
            if service.waiting:
                self._go(said.service)
            else:
                del self._services[said.service]
            self._taken(said)

    def _not_taken(self, said: Said, error: TinghaoError) -> None:
        service = self._services.get(said.service)
        if service is None or service.waiting[0] is not said:
            return
        if isinstance(error, Unanswered) or error.code in _TRY_AGAIN:
            service.due = self._monotonic() + RETRY_S
            return
        del self._services[said.service]
        log.warning("rating_refused", service=said.service, command=said.type, code=error.code)

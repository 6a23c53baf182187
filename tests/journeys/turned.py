"""The hall's service as a process of its own, on a clock that a test turns: its time of day comes on standard input.

``python -m tests.journeys.turned STORE SETTINGS VISITORS_PORT`` reads lines of ISO 8601; the first is when it begins.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from hall.run import VisitorsPort, run_hall
from shared.clock import FixedClock
from shared.settings import load_settings


def main(store: str, config: str, visitors_port: str) -> None:
    """Serve until standard input ends."""
    clock = FixedClock(datetime.fromisoformat(sys.stdin.readline().strip()))

    def ready(port: int, stop: Callable[[], None]) -> None:
        threading.Thread(target=_turn, args=(clock, stop), daemon=True).start()
        print(json.dumps({"port": port}), flush=True)

    run_hall(
        store=store,
        hall=load_settings(Path(config)).hall.code,
        clock=clock,
        host="127.0.0.1",
        port=0,
        settings_toml=Path(config).read_text(encoding="utf-8"),
        announce=False,
        ready=ready,
        visitors=VisitorsPort(port=int(visitors_port), host="127.0.0.1"),
    )


def _turn(clock: FixedClock, stop: Callable[[], None]) -> None:
    for line in sys.stdin:
        clock.set(datetime.fromisoformat(line.strip()))
        print(json.dumps({"turned": line.strip()}), flush=True)
    stop()


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Commands a second, durable, against a bare FastAPI route with one durable commit: same clients, same machine, ABAB."""

from __future__ import annotations

import asyncio
import json
import uuid
from pathlib import Path
from typing import Any

from benchmarks.client import CATEGORY_AT, Connection
from benchmarks.processes import COMMANDS, Hall, bare, clients, hall
from benchmarks.report import Plan, Result, median, milliseconds, spread


def measure(folder: Path, plan: Plan) -> Result:
    """Rates at 1 and 20 clients: tickets taken, whole visits, and the yardstick in its faster way."""
    seconds, rounds = (1.0, 2) if plan.quick else (3.0, 4)
    result = Result("Durable commands a second, one service")
    with (
        hall(f"sqlite:///{folder / 'hall.db'}") as service,
        bare(folder / "async.db", "async") as in_loop,
        bare(folder / "threads.db", "threads") as in_threads,
    ):
        asyncio.run(open_windows(service))
        for count in (1, 20):
            jobs = {
                "bare, in the loop": {"kind": "inserts", "port": in_loop, "path": "/posted", "tokens": {"": ""}},
                "bare, in threads": {"kind": "inserts", "port": in_threads, "path": "/posted", "tokens": {"": ""}},
                "take_ticket": _to_hall(service, "takes", ["kiosk"]),
                "whole visits": _to_hall(service, "visits", ["kiosk", "counter"]),
            }
            _compare(result, count, _alternate(jobs, count, seconds, rounds))
    result.notes.append(
        f"{rounds} rounds of {seconds:g} s each, in turn; median of the rounds; the clients are one process."
    )
    return result


def _to_hall(service: Hall, kind: str, roles: list[str]) -> dict[str, Any]:
    tokens = {role: service.tokens[role] for role in roles}
    return {"kind": kind, "port": service.port, "path": COMMANDS, "tokens": tokens}


def _alternate(jobs: dict[str, Any], count: int, seconds: float, rounds: int) -> dict[str, list[dict[str, Any]]]:
    seen: dict[str, list[dict[str, Any]]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            seen[name].append(clients({**job, "clients": count, "seconds": seconds}))
    return seen


def _compare(result: Result, count: int, seen: dict[str, list[dict[str, Any]]]) -> None:
    rates = {name: median([one["rate"] for one in runs]) for name, runs in seen.items()}
    latencies = {name: [value for one in runs for value in one["latencies"]] for name, runs in seen.items()}
    yardstick = max(("bare, in the loop", "bare, in threads"), key=lambda name: rates[name])
    who = f"{count} client" + "s" * (count > 1)
    for name in ("take_ticket", "whole visits"):
        ratio = rates[name] / rates[yardstick]
        budgeted = count == 20
        result.add(
            f"{name}, {who}",
            f"{rates[name]:,.0f}/s, {milliseconds(latencies[name])}",
            f"{yardstick}: {rates[yardstick]:,.0f}/s, {milliseconds(latencies[yardstick])}",
            ratio,
            "≥ 1.0 ×" if budgeted else "",
            ratio >= 1.0 if budgeted else None,
        )
    result.figures[str(count)] = {
        name: {"rate": rates[name], "rounds": [one["rate"] for one in runs], **spread(latencies[name])}
        for name, runs in seen.items()
    }


async def open_windows(service: Hall) -> None:
    """Sign a clerk in at each of the sample hall's windows, and open it."""
    line = await Connection.open(service.port, COMMANDS, service.tokens["counter"])
    for window in CATEGORY_AT:
        sign_in = {"id": str(uuid.uuid4()), "type": "sign_in", "window": window, "clerk": str(1000 + window)}
        await line.post(json.dumps(sign_in).encode())
        await line.post(json.dumps({"id": str(uuid.uuid4()), "type": "open_window", "window": window}).encode())
    line.close()

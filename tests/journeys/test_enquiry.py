"""A lost ticket at the enquiry desk, with the hall and the desk as processes of their own and a printer on a socket."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from drivers.simulators.printer import PrinterSimulator
from shared.tickets import Role
from tests.book import DISTRICT
from tests.hall.asking import Asker, make_tokens
from tests.journeys.halls import HallProcess
from tinghao.demo.process import Process

PRINTER = """
[[devices]]
name = "desk-printer"
station = "desk-1"
kind = "printer"
driver = "default"
port = "tcp://127.0.0.1:{port}"
"""


@pytest.fixture
def printer() -> Iterator[PrinterSimulator]:
    with PrinterSimulator() as simulated:
        yield simulated


@pytest.fixture
def hall(tmp_path: Path, printer: PrinterSimulator) -> Iterator[HallProcess]:
    """The district hall, whose enquiry desk has a printer."""
    config = tmp_path / "hall.toml"
    config.write_text(DISTRICT + PRINTER.format(port=printer.start_tcp()), encoding="utf-8")
    with HallProcess(f"sqlite:///{tmp_path / 'hall.db'}", config) as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, hall: HallProcess) -> Iterator[Process]:
    where = ["--url", hall.url, "--token", hall.token(Role.DESK, "desk-1")]
    started = Process("desk", ["counter", "--desk", *where, "--language", "en", "--remote"], tmp_path)
    try:
        started.until(lambda state: state["link"] == "current")
        yield started
    finally:
        started.stop()


def takes(asker: Asker, **what: Any) -> dict[str, Any]:
    return next(event for event in asker.does("take_ticket", **what) if event["type"] == "ticket_taken")


def test_a_lost_ticket_is_found_reprinted_checked_and_cancelled(
    hall: HallProcess, desk: Process, printer: PrinterSimulator
) -> None:
    tokens = make_tokens(hall.store, hall.hall, [(Role.KIOSK, "kiosk-1"), (Role.KIOSK, "kiosk-2"), (Role.DESK, "d")])
    one, two, other = (Asker(hall.url, token) for token in tokens)
    with one, two, other:
        takes(one, category="A")
        lost = takes(two, category="A", priority="elder")
        takes(two, category="B")
        ended = takes(two, category="A")
        other.does("cancel_ticket", ticket=ended["ticket"])

        # "I took it at the other machine, for category A, just now": the desk finds it, and the one that has ended.
        minute = datetime.fromisoformat(lost["at"]).astimezone(ZoneInfo("Asia/Shanghai"))
        for name in ("station_2", "category_1"):
            desk.ask({"tap": name})
        desk.until(lambda state: state["found"] == ["A002", "A003"] and state["book"] == "")
        desk.ask({"tap": "begins"})
        desk.ask({"type": f"{minute:%H:%M}"})
        desk.ask({"key": "Return"})
        desk.until(lambda state: state["found"][:1] == ["A002"] and state["book"] == "")
        desk.ask({"tap": "row_A002"})
        desk.until(lambda state: state["ticket"] == "A002" and "priority" in state["ticket_facts"])

        desk.ask({"key": "Shift+F4"})
        desk.expect(lambda said: said.get("told") == "reprinted" and said["number"] == "A002")
        desk.until(lambda state: state["note"] == "did_reprint")
        desk.ask({"key": "Shift+F2"})
        desk.until(lambda state: state["choosing"] == "priority")
        desk.ask({"type": "1"})
        desk.until(lambda state: state["note"] == "did_confirm")
        living = next(row for row in other.picture()["tables"]["tickets"] if row["id"] == lost["ticket"])
        assert (living["reprints"], living["about"]["checked"]) == (1, True)

        desk.ask({"key": "Shift+F9"})
        desk.until(lambda state: state["choosing"] == "cancel")
        # Not the same digit as just before: within a moment that is a bouncing key.
        desk.ask({"type": "2"})
        desk.until(lambda state: state["ticket_state"] == "closed" and state["book"] == "")
        day = other.picture()["tables"]["day"][0]["day"]
        answer = other.http.get("/api/v1/tickets", params={"first_day": day, "last_day": day, "number": "A002"}).json()
        assert [(row["id"], row["closed_reason"]) for row in answer["tickets"]] == [(lost["ticket"], "absent")]

    (slip,) = printer.slips
    assert "A002" in slip.text
    assert "补打" in slip.text or "重打" in slip.text, "a second paper says that it is one"
    hall.kill()
    desk.until(lambda state: state["not_current"] != "")
    hall.start()
    desk.until(lambda state: state["not_current"] == "")

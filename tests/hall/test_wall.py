"""What the walls ask over HTTP: the proof of what a screen shows, and how long people wait."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from hall.screens import BEHIND_S, STALE_S, Screens
from hall.service import HallService
from hall.store.book import Book
from shared import commands as cmd
from shared.clock import FixedClock
from shared.messages import new_id
from shared.tickets import Role
from tests.book import KIOSK, MORNING
from tests.hall.asking import Asker
from tests.hall.test_service import in_service


def row(asker: Asker, station: str) -> dict[str, Any]:
    found = asker.http.get("/api/v1/shown").raise_for_status().json()
    return next(screen for screen in found["screens"] if screen["station"] == station)


def show(asker: Asker, station: str, seq: int) -> Any:
    return asker.http.post("/api/v1/shown", json={"station": station, "seq": seq}, headers={"Accept-Language": "en"})


def test_a_screen_proves_what_it_shows_and_without_a_token_only_by_its_name(askers: dict[Role | None, Asker]) -> None:
    manager, board, nobody = askers[Role.MANAGER], askers[Role.DISPLAY], askers[None]
    assert row(manager, "board-1")["state"] == "never"
    seq = manager.seq()
    assert show(nobody, "board-1", seq).json() == {"seq": seq}
    assert (row(manager, "board-1")["state"], row(manager, "board-1")["proven"]) == ("current", False)
    assert show(board, "board-1", seq).status_code == 200
    said = row(manager, "board-1")
    assert (said["state"], said["seq"], said["behind"], said["proven"]) == ("current", seq, 0, True)
    # Who has no token cannot speak over who has one.
    assert show(nobody, "board-1", 1).status_code == 200
    assert (row(manager, "board-1")["seq"], row(manager, "board-1")["proven"]) == (seq, True)
    figures = manager.http.get("/metrics").text
    assert 'tinghao_screens{state="current"} 1.0' in figures
    assert 'tinghao_screens{state="stale"} 0.0' in figures


@pytest.mark.parametrize(
    ("role", "body", "status", "code"),
    [
        (None, {"station": "board-99", "seq": 1}, 404, "unknown_screen"),
        (None, {"station": "kiosk-1", "seq": 1}, 404, "unknown_screen"),
        (Role.DISPLAY, {"station": "strip-1", "seq": 1}, 403, "not_your_station"),
        (None, {"station": "board-1", "seq": -1}, 422, "malformed"),
        (None, {"station": "board-1"}, 422, "malformed"),
    ],
)
def test_nobody_proves_for_another(
    askers: dict[Role | None, Asker], role: Role | None, body: dict[str, Any], status: int, code: str
) -> None:
    answer = askers[role].http.post("/api/v1/shown", json=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_only_manager_and_enquiry_desk_read_the_proofs(askers: dict[Role | None, Asker]) -> None:
    read = {role: asker.http.get("/api/v1/shown").status_code for role, asker in askers.items()}
    assert {role for role, status in read.items() if status == 200} == {Role.MANAGER, Role.DESK, Role.HALL}
    assert set(read.values()) == {200, 403}


def test_waits_are_asked_without_a_token(askers: dict[Role | None, Asker]) -> None:
    before = {r["category"]: r for r in askers[None].http.get("/api/v1/waits").raise_for_status().json()["categories"]}
    askers[Role.KIOSK].does("take_ticket", category="B")
    after = {r["category"]: r for r in askers[None].http.get("/api/v1/waits").raise_for_status().json()["categories"]}
    assert after["B"]["waiting"] == before["B"]["waiting"] + 1
    assert 0 <= after["B"]["longest_s"] < 600
    assert (after["A"]["longest_s"], after["A"]["expected_s"], after["A"]["unknown"]) == (None, None, "no_window")
    askers[Role.COUNTER].does("sign_in", window=3, clerk="1003")
    askers[Role.COUNTER].does("open_window", window=3)
    rows = askers[None].http.get("/api/v1/waits").raise_for_status().json()["categories"]
    assert {r["category"]: r["windows"] for r in rows if r["windows"]} == {"B": 1}
    low, high = next(r["expected_s"] for r in rows if r["category"] == "B")
    assert 0 < low < high, "somebody waits, and one window is open: it takes a while, said as an interval"
    askers[Role.COUNTER].does("call_next", window=3)


def test_the_told_waits_are_published_without_a_token(askers: dict[Role | None, Asker]) -> None:
    """The category D has nobody but this test's people: one told that a window is free, one told to wait."""
    counter, kiosk, wall = askers[Role.COUNTER], askers[Role.KIOSK], askers[None].http
    counter.does("sign_in", window=11, clerk="1011")
    counter.does("open_window", window=11)
    first, second = kiosk.does("take_ticket", category="D")[0], kiosk.does("take_ticket", category="D")[0]
    assert (first["reckoned"][0], first["expected_s"][0]) == (0, 0), "a window is free"
    assert second["reckoned"][0] > 0
    counter.does("call_next", window=11)
    counter.does("start", window=11)
    counter.does("call_next", window=11, finish_open=True)
    published = wall.get("/api/v1/forecast").raise_for_status().json()
    d = next(row for row in published["categories"] if row["category"] == "D")
    assert (d["free"], d["told"]) == (1, 1)
    assert d["called_by_p90"] == 1.0
    assert d["called_before_p50"] == 1.0, "it took no time at all"
    assert second["expected_s"][0] - 60 <= d["mean_error_s"] <= second["expected_s"][0]
    assert d["pace_s"] > 0
    assert [(row["category"], row["told"]) for row in published["days"] if row["category"] == "D"] == [("D", 1)]
    figures = wall.get("/metrics").text
    assert 'tinghao_forecast_told{category="D"} 1.0' in figures
    assert 'tinghao_forecast_within{category="D",end="p90"} 1.0' in figures


def test_a_screen_that_says_nothing_or_shows_old_numbers_is_told_apart() -> None:
    now = time.monotonic()
    screens = Screens(lambda: now)
    screens.heard("a", 10, head=10, lag_s=0.0, proven=True)
    screens.heard("b", 7, head=10, lag_s=BEHIND_S, proven=False)
    assert screens.counts(["a", "b", "c"]) == {"current": 1, "behind": 1, "stale": 0, "never": 1}
    now += STALE_S - 1
    screens.heard("a", 3, head=10, lag_s=60.0, proven=False)
    assert screens.rows([])[0]["seq"] == 10
    now += 1
    assert screens.counts(["c"]) == {"current": 0, "behind": 0, "stale": 2, "never": 1}
    screens.heard("a", 3, head=10, lag_s=60.0, proven=False)
    assert (screens.rows([])[0]["seq"], screens.rows([])[0]["state"]) == (3, "behind")


def test_the_lag_of_a_frame_is_the_age_of_the_first_entry_it_lacks(tmp_path: Path) -> None:
    clock = FixedClock(MORNING)

    async def does(service: HallService) -> None:
        at = service.feed.picture.seq
        for _ in range(2):
            await service.carry_out(cmd.TakeTicket(id=new_id(), category="A"), KIOSK)
            clock.advance(20)
        assert [service.feed.lag_s(at + n) for n in range(3)] == [40, 20, 0]

    in_service(Book(f"sqlite:///{tmp_path / 'hall.db'}", "district"), clock, does)

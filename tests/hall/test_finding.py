"""Looking for ended tickets over HTTP: who may, what is answered, what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from hall.finding import FINDS, MOST
from shared.tickets import Role
from shared.wire import decode_rows
from tests.hall.asking import Asker

PATH = "/api/v1/tickets"


def today(asker: Asker) -> str:
    return str(asker.picture()["tables"]["day"][0]["day"])


def asked(asker: Asker, **what: Any) -> Any:
    day = today(asker)
    return asker.http.get(PATH, params={"first_day": day, "last_day": day} | what, headers={"Accept-Language": "en"})


def test_desk_and_manager_find_what_has_ended(askers: dict[Role | None, Asker]) -> None:
    kiosk, desk = askers[Role.KIOSK], askers[Role.DESK]
    given_up = kiosk.does("take_ticket", category="A", priority="elder")[0]
    waiting = kiosk.does("take_ticket", category="A")[0]
    desk.does("cancel_ticket", ticket=given_up["ticket"])
    for role in (Role.DESK, Role.MANAGER):
        answer = asked(askers[role], number=[given_up["number"], waiting["number"]]).json()
        (found,) = decode_rows("tickets", answer["tickets"])
        assert answer["more"] is False
        assert (found.id, found.state.value, found.closed_reason) == (given_up["ticket"], "closed", "given_up")
        assert found.known.priority == "elder"
    assert asked(desk, station="kiosk-2").json()["tickets"] == []
    span = {"begins": given_up["at"], "ends": waiting["at"]}
    assert [row["id"] for row in asked(desk, **span).json()["tickets"]] == [given_up["ticket"]]


def test_nobody_else_may(askers: dict[Role | None, Asker]) -> None:
    day = today(askers[Role.MANAGER])
    refused = {}
    for role, asker in askers.items():
        response = asker.http.get(PATH, params={"first_day": day, "last_day": day})
        refused[role] = "" if response.status_code == 200 else response.json()["code"]
    assert {role for role, code in refused.items() if not code} == FINDS
    assert {code for code in refused.values() if code} == {"role_may_not_see"}


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"first_day": "2026-03-02"},
        {"first_day": "2026-03-02", "last_day": "2026-03-01"},
        {"first_day": "2026-03-02", "last_day": "2026-04-02"},
        {"first_day": "2026-03-02", "last_day": "2026-03-02", "begins": "2026-03-02T09:00:00"},
        {"first_day": "2026-03-02", "last_day": "2026-03-02", "number": ""},
        {"first_day": "2026-03-02", "last_day": "2026-03-02", "number": ["A1"] * 61},
    ],
)
def test_a_question_without_bounds_is_refused(askers: dict[Role | None, Asker], params: dict[str, Any]) -> None:
    response = askers[Role.DESK].http.get(PATH, params=params, headers={"Accept-Language": "en"})
    assert response.status_code == 422
    assert response.json()["code"] == "malformed"
    assert response.json()["remedy"]


def test_more_than_one_answer_holds_is_said(askers: dict[Role | None, Asker]) -> None:
    kiosk, desk = askers[Role.KIOSK], askers[Role.DESK]
    for _ in range(MOST + 1):
        desk.does("cancel_ticket", ticket=kiosk.does("take_ticket", category="F")[0]["ticket"])
    answer = asked(desk, category="F").json()
    assert len(answer["tickets"]) == MOST
    assert answer["more"] is True

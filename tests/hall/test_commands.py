"""Commands and refusals over HTTP, as docs/roles.md and DESIGN's section on the network promise."""

from __future__ import annotations

import re
import uuid
from typing import Any

import httpx
import pytest

from shared.commands import MAY_SEND
from shared.i18n import LANGUAGES
from shared.tickets import Role
from tests.hall.asking import Asker
from tests.journeys.halls import HallProcess

Askers = dict[Role | None, Asker]


def test_a_command_is_answered_with_its_events_and_again_with_the_same_bytes(askers: Askers) -> None:
    made = str(uuid.uuid4())
    first = askers[Role.KIOSK].post("take_ticket", id=made, category="C", language="ja")
    assert first.status_code == 200
    [event] = first.json()["events"]
    assert event["type"] == "ticket_taken"
    assert re.fullmatch(r"C\d{3}", event["number"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", event["at"])
    assert event["seq"] == askers[None].seq()
    assert event["actor"] == {"role": "kiosk", "station": "kiosk-1", "person": None}
    assert event["command"] == made
    again = askers[Role.KIOSK].post("take_ticket", id=made, category="C", language="ja")
    assert again.content == first.content
    other = askers[Role.KIOSK].post("take_ticket", id=made, category="A")
    assert (other.status_code, other.json()["code"]) == (409, "command_id_reused")
    stranger = askers[Role.DESK].post("take_ticket", id=made, category="C", language="ja")
    assert stranger.json()["code"] == "command_id_reused"


@pytest.mark.parametrize(
    ("accepted", "detail", "remedy"),
    [
        ("zh-CN", "没有", "请"),
        ("zh", "没有", "请"),
        ("en", "There is no category Z.", "Choose one of these: A, B, C, D, F, G."),
        ("en-GB,en;q=0.9", "There is no category Z.", "Choose one of these"),
        ("ja,en;q=0.5", "Z", "ください"),
        ("fr, ja;q=0.3", "Z", "ください"),
        ("en;q=0.2, ja;q=0.8", "Z", "ください"),
        ("fr", "There is no category Z.", "Choose"),
        ("", "There is no category Z.", "Choose"),
        ("*", "There is no category Z.", "Choose"),
        ("zh;q=0", "There is no category Z.", "Choose"),
        (";;q=,,ja;q=x", "There is no category Z.", "Choose"),
    ],
)
def test_a_refusal_is_a_problem_document_in_the_readers_language(
    askers: Askers, accepted: str, detail: str, remedy: str
) -> None:
    problem = askers[Role.KIOSK].post("take_ticket", accept=accepted, category="Z")
    assert problem.status_code == 404
    assert problem.headers["content-type"] == "application/problem+json"
    told = problem.json()
    assert told["type"] == "urn:tinghao:unknown_category"
    assert (told["code"], told["status"]) == ("unknown_category", 404)
    assert told["params"] == {"category": "Z", "known": "A, B, C, D, F, G"}
    assert detail in told["detail"]
    assert remedy in told["remedy"]


FIELDS: dict[str, dict[str, Any]] = {
    "take_ticket": {"category": "Z"},
    "stamp_arrival": {},
    "report_slip": {"ticket": str(uuid.uuid4()), "printed": True},
    "reprint": {"ticket": str(uuid.uuid4())},
    "report_device": {"device": "none", "kind": "printer", "state": "removed"},
    "station_silent": {"station": "nobody", "last_seen": "2000-01-01T00:00:00Z"},
    "sign_in": {"window": 99, "clerk": "1001"},
    "call_number": {"window": 99, "number": "A001"},
    "resume": {"window": 99, "number": "A001"},
    "transfer": {"ticket": str(uuid.uuid4())},
    "cancel_ticket": {"ticket": str(uuid.uuid4())},
    "check_priority": {"ticket": str(uuid.uuid4()), "confirmed": True, "reason": "card_seen"},
    "tag_ticket": {"ticket": str(uuid.uuid4()), "tags": []},
    "join_visit": {"ticket": str(uuid.uuid4()), "other": str(uuid.uuid4())},
    "ask_interpreter": {"ticket": str(uuid.uuid4()), "language": "csl"},
    "end_calling": {"day": "2000-01-01"},
    "choose_carry": {"ticket": str(uuid.uuid4()), "choice": "carry"},
    "come_back": {"ticket": str(uuid.uuid4())},
    "book": {"category": "Z", "at": "2026-03-02T00:00:00Z"},
    "cancel_booking": {"code": "ABCDEF"},
    "check_in": {"code": "ABCDEF"},
    "assign_window": {"window": 99, "categories": ["A"]},
    "mute_all": {"muted": False},
    "fall_due": {"ticket": str(uuid.uuid4()), "due": "2026-03-02T00:00:00Z"},
    "rate": {"service": str(uuid.uuid4()), "grade": 3},
    "give_reasons": {"service": str(uuid.uuid4()), "reasons": ["time"]},
    "lodge_complaint": {"ticket": str(uuid.uuid4()), "words": "?"},
    "read_text": {"text": str(uuid.uuid4())},
    "wipe_text": {"text": str(uuid.uuid4())},
    "import_settings": {"toml": "not settings"},
    "open_day": {"day": "2000-01-01"},
}


@pytest.mark.parametrize("kind", MAY_SEND)
def test_the_role_table_holds_over_http(askers: Askers, kind: str) -> None:
    """Every command here would be refused by the rules, changes nothing, or is one more stamp: only the table is looked
    at."""
    fields = FIELDS.get(kind, {"window": 99})
    for role in Role:
        response = askers[role].post(kind, **fields)
        told = response.json()
        assert response.status_code >= 400 or [event["type"] for event in told["events"]] in ([], ["arrival_stamped"])
        assert (told.get("code") == "role_may_not") == (role not in MAY_SEND[kind]), (role, response.text)
        assert (response.status_code == 403) == (role not in MAY_SEND[kind])
    unknown = askers[None].post(kind, **fields)
    assert (unknown.status_code, unknown.json()["code"]) == (401, "no_token")
    assert unknown.headers["www-authenticate"] == "Bearer"


def test_a_counter_acts_for_its_own_window_only(hall: HallProcess) -> None:
    with Asker(hall.url, hall.token(Role.COUNTER, "counter-3")) as counter:
        refused = counter.post("sign_in", window=4, clerk="1004")
        assert (refused.status_code, refused.json()["code"]) == (403, "not_your_window")
        assert counter.does("sign_in", window=3, clerk="1003")
        assert counter.does("sign_out", window=3)


@pytest.mark.parametrize("authorization", ["Bearer wrong", "Bearer", "Basic YTpi", "nonsense", "Bearer \xff\xfe"])
def test_a_wrong_token_opens_nothing_not_even_the_wall(hall: HallProcess, authorization: str) -> None:
    headers = {"Authorization": authorization.encode("latin-1")}
    for path in ("/api/v1/picture", "/api/v1/events"):
        response = httpx.get(hall.url + path, headers=headers, trust_env=False)  # type: ignore[arg-type]
        assert (response.status_code, response.json()["code"]) == (401, "no_token")
    body = {"id": str(uuid.uuid4()), "type": "take_ticket", "category": "A"}
    response = httpx.post(hall.url + "/api/v1/commands", json=body, headers=headers, trust_env=False)  # type: ignore[arg-type]
    assert (response.status_code, response.json()["code"]) == (401, "no_token")


MALFORMED = {
    "no JSON": b"take a ticket, please",
    "nothing": b"",
    "a list": b"[]",
    "half": b'{"id": "',
    "no type": b'{"id": "00000000-0000-4000-8000-000000000000"}',
    "unknown type": b'{"id": "00000000-0000-4000-8000-000000000000", "type": "beam_up"}',
    "no id": b'{"type": "take_ticket", "category": "A"}',
    "an id that is none": b'{"id": "7", "type": "take_ticket", "category": "A"}',
    "an unknown key": b'{"id": "00000000-0000-4000-8000-000000000000", "type": "start", "window": 1, "now": true}',
    "a window below one": b'{"id": "00000000-0000-4000-8000-000000000000", "type": "start", "window": 0}',
    "a grade of six": (
        b'{"id": "00000000-0000-4000-8000-000000000000", "type": "rate", '
        b'"service": "00000000-0000-4000-8000-000000000000", "grade": 6}'
    ),
    "bytes that are no text": b'{"id": "\xff\xfe"}',
    "half a character": b'{"id": "00000000-0000-4000-8000-000000000000", "type": "take_ticket", "category": "\\ud800"}',
    "very deep": b'{"id":' * 5000,
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_command_is_told_where_and_why(askers: Askers, body: bytes) -> None:
    headers = {"Content-Type": "application/json", "Accept-Language": "en"}
    response = askers[Role.COUNTER].http.post("/api/v1/commands", content=body, headers=headers)
    assert response.status_code == 422, response.text
    told = response.json()
    assert told["code"] == "malformed"
    assert told["params"]["why"]
    assert "openapi.json" in told["remedy"]


def test_odd_characters_come_back_as_they_were(askers: Askers) -> None:
    """A fault's code may hold anything a device driver says, also what a database cannot store as text."""
    [taken] = askers[Role.KIOSK].does("take_ticket", category="A")
    fault = "纸\u0000\n\"'\\\U0001f5a8"
    made = str(uuid.uuid4())
    [failed] = askers[Role.KIOSK].does("report_slip", id=made, ticket=taken["ticket"], printed=False, fault=fault)
    assert failed["fault"] == fault
    with askers[Role.MANAGER].stream(since=failed["seq"] - 1) as messages:
        assert next(m for m in messages if m.kind == "message").data["fault"] == fault


def test_a_visit_over_http(askers: Askers) -> None:
    """Take, call, start, finish, rate: and nobody but the manager sees the grade."""
    kiosk, counter = askers[Role.KIOSK], askers[Role.COUNTER]
    counter.does("sign_in", window=17, clerk="1017")
    counter.does("open_window", window=17)
    [taken] = kiosk.does("take_ticket", category="G", language="en")
    [called] = counter.does("call_next", window=17)
    assert called["number"] == taken["number"]
    service = str(uuid.uuid4())
    counter.does("start", id=service, window=17)
    assert counter.refused("rate", service=service, grade=5) == "service_not_rateable"
    counter.does("finish", window=17)
    [rated] = counter.does("rate", service=service, grade=2)
    assert rated["grade"] is None, "the grade is closed to the clerk"
    assert counter.refused("rate", service=service, grade=5) == "already_rated"

    def seen(role: Role | None) -> Any:
        tables = askers[role].picture()["tables"]
        return next((s["grade"] for s in tables.get("services", []) if s["id"] == service), "no services")

    assert [seen(role) for role in (Role.MANAGER, Role.HALL, Role.COUNTER, Role.DESK)] == [2, 2, None, None]
    assert seen(None) == seen(Role.KIOSK) == "no services"
    with askers[Role.COUNTER].stream(since=rated["seq"] - 1) as messages:
        assert next(m for m in messages if m.kind == "message").data["grade"] is None
    with askers[None].stream(since=rated["seq"] - 1) as messages:
        assert next(m for m in messages if m.seq >= 0).kind == "tick"
    counter.does("sign_out", window=17)


def test_the_wall_shows_no_device_but_its_speakers_no_clerk_list_and_no_line(askers: Askers) -> None:
    askers[Role.KIOSK].does("take_ticket", category="A")
    askers[Role.KIOSK].does("report_device", device="printer", kind="printer", state="out")
    askers[Role.DISPLAY].does("report_device", device="speaker", kind="speaker", state="ok")
    wall = askers[None].picture()
    assert wall["role"] == "display"
    assert set(wall["tables"]) == {"settings", "day", "windows", "waiting", "calls", "devices"}
    assert [(row["kind"], row["state"]) for row in wall["tables"]["devices"]] == [("speaker", "ok")]
    [settings] = wall["tables"]["settings"]
    assert settings["settings"]["devices"] == []
    assert settings["settings"]["clerks"] == []
    [own] = askers[Role.KIOSK].picture()["tables"]["settings"]
    assert own["settings"]["devices"]
    assert own["settings"]["clerks"] == []


def test_health_and_figures(hall: HallProcess, askers: Askers) -> None:
    health = askers[None].http.get("/healthz").json()
    assert health["ok"] is True
    assert health["hall"] == "district"
    assert health["book"] == askers[None].http.get("/api/v1/picture").headers["Tinghao-Book"]
    [taken] = askers[Role.KIOSK].does("take_ticket", category="F")
    askers[Role.KIOSK].refused("take_ticket", category="Z")
    with askers[Role.COUNTER].stream() as messages:
        assert next(messages).kind == "hello"
        response = askers[None].http.get("/metrics")
    assert response.headers["content-type"].startswith("text/plain; version=0.0.4")
    figures = dict(line.rsplit(" ", 1) for line in response.text.splitlines() if not line.startswith("#"))
    assert float(figures["tinghao_seq"]) == taken["seq"]
    assert float(figures['tinghao_waiting{category="F"}']) >= 1
    assert float(figures['tinghao_commands_total{outcome="answered",type="take_ticket"}']) >= 1
    assert float(figures['tinghao_commands_total{outcome="unknown_category",type="take_ticket"}']) >= 1
    assert float(figures['tinghao_followers{role="counter"}']) >= 1
    assert sum(float(figures[f'tinghao_windows{{state="{s}"}}']) for s in ("open", "paused", "closed")) == 20


def test_other_methods_and_paths_are_refused(hall: HallProcess) -> None:
    assert httpx.get(hall.url + "/api/v1/commands", trust_env=False).status_code == 405
    assert httpx.delete(hall.url + "/api/v1/picture", trust_env=False).status_code == 405
    assert httpx.get(hall.url + "/api/v1/secrets", trust_env=False).status_code == 404


def test_a_call_is_explained_to_those_who_may_ask(hall: HallProcess, askers: Askers) -> None:
    [taken] = askers[Role.KIOSK].does("take_ticket", category="D")
    counter = askers[Role.COUNTER]
    counter.does("sign_in", window=11, clerk="1011")
    counter.does("open_window", window=11)
    [called] = counter.does("call_next", window=11)
    for role in (Role.COUNTER, Role.DESK, Role.MANAGER):
        told = askers[role].http.get(f"/api/v1/why/{called['ticket']}").raise_for_status().json()
        assert told["state"] == "called"
        [call] = told["calls"]
        assert (call["seq"], call["window"], call["rule"]) == (called["seq"], 11, called["rule"])
        assert call["candidates"] == called["candidates"]
        assert any(taken["number"] in sentence for sentence in told["words"])
    said = {
        language: counter.http.get(f"/api/v1/why/{called['ticket']}", headers={"Accept-Language": language}).json()[
            "words"
        ]
        for language in LANGUAGES
    }
    assert len({tuple(words) for words in said.values()}) == len(LANGUAGES), "the reader's language"
    for stranger, status in ((Role.KIOSK, 403), (None, 403)):
        assert askers[stranger].http.get(f"/api/v1/why/{taken['number']}").status_code == status
    assert counter.http.get("/api/v1/why/D999").json()["code"] == "number_unknown"
    counter.does("sign_out", window=11)

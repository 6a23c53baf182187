"""What visitors write on the page: it comes in, is read by one door, is wiped, and lies open nowhere in the book."""

from __future__ import annotations

import re
import sqlite3
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.i18n import LANGUAGES, text
from shared.tickets import Role
from tests.book import DISTRICT
from tests.hall.asking import WAIT_S, Asker
from tests.hall.test_visitors import page, words
from tests.hall.visitors import clerks, serve, take
from tests.journeys.halls import HallProcess
from tinghao.doctor import ledger
from tinghao.doctor.finding import Reader, State

COMMENT = "排队太久，但是姑娘很和气"
COMPLAINT = "7号窗口 <b>不收</b> 我的材料 & 不说原因\r\n第二行"
CONTACT = "王 0571-00000000"


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HallProcess]:
    folder = tmp_path_factory.mktemp("words")
    config = folder / "hall.toml"
    config.write_text(DISTRICT, encoding="utf-8")
    with HallProcess(f"sqlite:///{folder / 'hall.db'}", config, visitors=True) as running:
        yield running


@pytest.fixture(scope="module")
def kiosk(hall: HallProcess) -> Iterator[Asker]:
    with Asker(hall.url, hall.token(Role.KIOSK, "kiosk-1")) as asker:
        yield asker


@pytest.fixture(scope="module")
def manager(hall: HallProcess) -> Iterator[Asker]:
    with Asker(hall.url, hall.token(Role.MANAGER, "manager")) as asker:
        yield asker


@pytest.fixture(scope="module")
def counter(hall: HallProcess) -> Iterator[Asker]:
    with clerks(hall, 3) as asker:
        yield asker


@pytest.fixture(scope="module")
def phone(hall: HallProcess) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=hall.visitors_url, timeout=WAIT_S, trust_env=False, follow_redirects=True) as client:
        yield client


def texts(manager: Asker) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = manager.picture()["tables"]["texts"]
    return found


def the_form(html: str) -> dict[str, str]:
    return {"mark": re.findall(r'name="mark" value="([^"]+)"', html)[0]}


def database_bytes(hall: HallProcess) -> bytes:
    """The book's file with what still lies in its log."""
    path = Path(hall.store.removeprefix("sqlite:///"))
    with sqlite3.connect(path) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    return path.read_bytes()


def test_a_comment_goes_with_the_grade_and_is_read_by_the_manager_alone(
    hall: HallProcess, kiosk: Asker, counter: Asker, manager: Asker, phone: httpx.Client
) -> None:
    taken = take(kiosk, "B", "zh-CN")
    service = serve(counter, 3)
    asked = page(phone, taken)
    assert text("phone.comment", "zh-CN") in words(asked)
    rated = phone.post(f"/t/{taken.token}/rate", data={"grade": "4", "comment": f"  {COMMENT} "})
    assert text("phone.rated", "zh-CN") in words(rated.text)
    [comment] = [row for row in texts(manager) if row["about"] == service]
    before = manager.seq()
    read = manager.http.post(f"/api/v1/texts/{comment['id']}/read")
    assert read.json() == {"words": COMMENT}
    assert manager.seq() == before + 1, "that it was read stands in the journal"
    for role in set(Role) - {Role.MANAGER}:
        with Asker(hall.url, hall.token(role, f"any-{role.value}")) as other:
            refused = other.http.post(f"/api/v1/texts/{comment['id']}/read")
            assert (refused.status_code, refused.json()["code"]) == (403, "role_may_not"), role
            seen = "" if role is Role.HALL else other.http.get("/api/v1/picture").text
            assert comment["id"] not in seen, "nobody else learns that something was written"
    assert httpx.post(f"{hall.url}/api/v1/texts/{comment['id']}/read", trust_env=False).status_code == 403


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_complaint_gets_its_number_at_once_and_keeps_it(kiosk: Asker, phone: httpx.Client, language: str) -> None:
    taken = take(kiosk, "B", language)
    assert text("phone.complain", language) in words(page(phone, taken))
    at = f"/t/{taken.token}/complaint?lang={language}"
    form = phone.get(at)
    assert text("phone.complain_more", language) in words(form.text)
    answer = phone.post(at, data={**the_form(form.text), "words": COMPLAINT, "contact": CONTACT})
    [number] = re.findall(r"\d{8}-\d\d", words(answer.text))
    assert text("phone.complaint_named", language) in words(answer.text)
    assert "王" not in answer.text, "what was written is not shown again to whoever holds the link"
    assert number in words(phone.get(at).text)


def test_pressed_twice_it_is_one_complaint_and_nothing_written_is_none(
    kiosk: Asker, manager: Asker, phone: httpx.Client
) -> None:
    taken = take(kiosk, "B")
    at = f"/t/{taken.token}/complaint?lang=en"
    form = the_form(phone.get(at).text)
    empty = phone.post(at, data={**form, "words": " \n "})
    assert empty.status_code == 422
    assert text("phone.complaint_empty", "en") in words(empty.text)
    for _ in range(2):
        answer = phone.post(at, data={**form, "words": COMPLAINT})
        assert len(re.findall(r"\d{8}-\d\d", words(answer.text))) == 1
    assert text("phone.complaint_anonymous", "en") in words(answer.text)
    for _ in range(2):
        answer = phone.post(at, data={**the_form(answer.text), "words": COMPLAINT})
    assert len(re.findall(r"\d{8}-\d\d", words(answer.text))) == 3
    assert 'name="mark"' not in answer.text, "three open ones are enough"
    lodged = [row for row in manager.picture()["tables"]["complaints"] if row["ticket"] == taken.id]
    assert [row["named"] for row in lodged] == [False] * 3


def test_a_long_text_is_cut_to_the_form_s_room_and_a_flood_is_refused(
    kiosk: Asker, manager: Asker, phone: httpx.Client
) -> None:
    taken = take(kiosk, "B")
    at = f"/t/{taken.token}/complaint"
    form = the_form(phone.get(at).text)
    phone.post(at, data={**form, "words": "字" * 1500})
    [lodged] = [row for row in manager.picture()["tables"]["complaints"] if row["ticket"] == taken.id]
    read = manager.http.post(f"/api/v1/texts/{lodged['text']}/read").json()
    assert read == {"words": "字" * 1000}
    assert phone.post(at, data={**form, "words": "字" * 50_000}).status_code == 404


def test_no_word_lies_open_in_the_book_and_the_wiped_are_gone(
    hall: HallProcess, kiosk: Asker, manager: Asker, phone: httpx.Client
) -> None:
    taken = take(kiosk, "B")
    at = f"/t/{taken.token}/complaint"
    phone.post(at, data={**the_form(phone.get(at).text), "words": COMPLAINT, "contact": CONTACT})
    [lodged] = [row for row in manager.picture()["tables"]["complaints"] if row["ticket"] == taken.id]
    told = manager.http.post(f"/api/v1/texts/{lodged['text']}/read").json()
    assert told == {"words": COMPLAINT.replace("\r\n", "\n"), "contact": CONTACT}
    stored = database_bytes(hall)
    for word in ("不说原因", "第二行", "王 0571", "姑娘很和气"):
        assert word.encode() not in stored, word
        assert str(word.encode("unicode_escape"))[2:-1].encode() not in stored, word
    manager.does("wipe_text", text=lodged["text"])
    gone = manager.http.post(f"/api/v1/texts/{lodged['text']}/read")
    assert (gone.status_code, gone.json()["code"]) == (404, "text_unknown")
    book = hall.book()
    try:
        assert book.sealed_text(lodged["text"]) is None
        assert book.verify()[1] == []
        assert (book.vault.key_file.stat().st_mode & 0o777) == 0o600
    finally:
        book.close()


def test_without_its_key_nothing_is_taken_or_read_and_it_is_said(
    hall: HallProcess, kiosk: Asker, manager: Asker, phone: httpx.Client
) -> None:
    taken = take(kiosk, "B")
    at = f"/t/{taken.token}/complaint?lang=en"
    form = the_form(phone.get(at).text)
    text_id = next(row["id"] for row in texts(manager))
    key = Path(hall.store.removeprefix("sqlite:///") + ".key")
    kept = key.read_bytes()
    hall.kill()
    key.write_text("not a key\n")
    [finding] = ledger.key(hall.store, hall.hall, Reader("en"))
    assert (finding.state, finding.name) == (State.FAULT, "key"), "the doctor sees it before a visitor does"
    hall.start()
    away = phone.post(at, data={**form, "words": COMPLAINT})
    assert away.status_code == 503
    assert text("phone.away", "en") in words(away.text), "the visitor sees that it was not taken"
    refused = manager.http.post(f"/api/v1/texts/{text_id}/read")
    assert (refused.status_code, refused.json()["code"]) == (503, "key_unusable")
    assert "--text-key" in refused.json()["remedy"]
    hall.kill()
    key.write_bytes(kept)
    assert [found.state for found in ledger.key(hall.store, hall.hall, Reader("en"))] == [State.OK]
    assert list(ledger.key(f"{hall.store}.none", hall.hall, Reader("en"))) == []
    hall.start()
    assert len(re.findall(r"\d{8}-\d\d", words(phone.post(at, data={**form, "words": COMPLAINT}).text))) == 1
    assert manager.http.post(f"/api/v1/texts/{text_id}/read").json()["words"]


def test_a_text_without_its_seal_is_kept_out_by_the_database(hall: HallProcess) -> None:
    path = hall.store.removeprefix("sqlite:///")
    with sqlite3.connect(path) as connection:
        connection.execute("pragma foreign_keys=on")
        row = (hall.hall, str(uuid.uuid4()), "comment", "nothing", "2026-01-01T00:00:00.000000+00:00")
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            connection.execute("insert into texts values (?, ?, ?, ?, ?)", row)

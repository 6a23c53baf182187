"""The visitor's page over plain HTTP: what it says in each state, what its holder may do, what the port keeps shut."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from hall.visitors.door import TRIES, TRIES_PER_S, Door, TooManyTries
from shared.i18n import LANGUAGES, text
from shared.tickets import Role
from tests.book import DISTRICT
from tests.hall.asking import WAIT_S, Asker
from tests.hall.visitors import Taken, clerks, live, serve, take
from tests.journeys.halls import HallProcess

LIMIT = 60_000


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HallProcess]:
    folder = tmp_path_factory.mktemp("visitors")
    config = folder / "hall.toml"
    # Two recalls at once, so that a no-show needs no minute here.
    config.write_text(DISTRICT.replace("after_s = 60", "after_s = 0"), encoding="utf-8")
    with HallProcess(f"sqlite:///{folder / 'hall.db'}", config, visitors=True) as running:
        yield running


@pytest.fixture(scope="module")
def kiosk(hall: HallProcess) -> Iterator[Asker]:
    with Asker(hall.url, hall.token(Role.KIOSK, "kiosk-1")) as asker:
        yield asker


@pytest.fixture(scope="module")
def counter(hall: HallProcess) -> Iterator[Asker]:
    with clerks(hall, 1, 3, 7, 17) as asker:
        yield asker


@pytest.fixture(scope="module")
def phone(hall: HallProcess) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=hall.visitors_url, timeout=WAIT_S, trust_env=False, follow_redirects=True) as client:
        yield client


def words(html: str) -> str:
    """What is read: without styles, script and tags."""
    body = re.sub(r"<(style|script).*?</\1>", "", html, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def page(phone: httpx.Client, taken: Taken, language: str = "") -> str:
    answer = phone.get(f"/t/{taken.token}" + (f"?lang={language}" if language else ""))
    assert answer.status_code == 200, answer.text
    assert len(answer.content) < LIMIT
    return answer.text


def test_the_page_follows_its_ticket_from_the_queue_to_the_rating(
    kiosk: Asker, counter: Asker, phone: httpx.Client
) -> None:
    first, second = take(kiosk, "A", "en"), take(kiosk, "A", "ja")
    said = words(page(phone, second))
    assert second.number in said
    assert text("phone.people", "ja", n=1) in said, "the ticket's language comes first"
    for language in LANGUAGES:
        assert text("phone.people", language, n=1) in words(page(phone, second, language))
    assert text("phone.next", "en") in words(page(phone, first))
    counter.does("call_next", window=1)
    assert text("phone.go_to", "en", window=1) in words(page(phone, first))
    counter.does("recall", window=1)
    assert text("phone.recalled", "en") in words(page(phone, first))
    counter.does("start", window=1)
    assert text("phone.serving", "en", window=1) in words(page(phone, first))
    counter.does("finish", window=1)
    assert text("phone.rate_ask", "en", window=1) in words(page(phone, first))
    rated = phone.post(f"/t/{first.token}/rate?lang=en", data={"grade": "2"})
    assert text("phone.rated", "en") in words(rated.text)
    assert text("phone.reasons_ask", "en") in words(rated.text), "a bad grade is asked for reasons"
    again = phone.post(f"/t/{first.token}/rate?lang=en", data={"grade": "5"})
    assert text("phone.rated", "en") in words(again.text), "a second grade changes nothing"
    given = phone.post(f"/t/{first.token}/reasons?lang=en", data={"reason": ["time", "papers"]})
    assert text("phone.reasons_ask", "en") not in words(given.text)
    service = next(e for e in _journal(counter, phone) if e["ticket"] == first.id)
    assert service["rated"] is True
    counter.does("call_next", window=1)
    counter.does("start", window=1)
    counter.does("finish", window=1)


def _journal(counter: Asker, _: httpx.Client) -> list[dict[str, object]]:
    services: list[dict[str, object]] = counter.picture()["tables"]["services"]
    return services


def test_what_the_phone_graded_stands_in_the_book(
    hall: HallProcess, kiosk: Asker, counter: Asker, phone: httpx.Client
) -> None:
    taken = take(kiosk, "B")
    service = serve(counter, 3)
    phone.post(f"/t/{taken.token}/rate", data={"grade": "4"})
    book = hall.book()
    try:
        assert book.picture().services[service].grade == 4
        assert book.verify()[1] == []
    finally:
        book.close()


@pytest.mark.parametrize("grade", ["", "0", "6", "five", "٣"])
def test_no_grade_is_invented(kiosk: Asker, counter: Asker, phone: httpx.Client, grade: str) -> None:
    taken = take(kiosk, "B")
    service = serve(counter, 3)
    assert phone.post(f"/t/{taken.token}/rate", data={"grade": grade}).status_code == 200
    assert next(s for s in _journal(counter, phone) if s["id"] == service)["rated"] is False


def test_a_place_is_given_up_after_asking_and_only_once(kiosk: Asker, phone: httpx.Client) -> None:
    taken, behind = take(kiosk, "D"), take(kiosk, "D")
    asked = phone.get(f"/t/{taken.token}/leave?lang=en")
    assert text("phone.leave_ask", "en", number=taken.number) in words(asked.text)
    assert text("phone.people", "en", n=1) in words(page(phone, behind)), "asking alone ends nothing"
    for _ in range(2):
        gone = phone.post(f"/t/{taken.token}/leave?lang=en")
        assert text("phone.ended_given_up", "en") in words(gone.text)
    assert text("phone.next", "en") in words(page(phone, behind))
    late = phone.get(f"/t/{taken.token}/leave?lang=en")
    assert text("phone.leave_yes", "en") not in words(late.text)


def test_the_page_says_how_long_it_takes_or_why_nobody_can_say(
    kiosk: Asker, counter: Asker, phone: httpx.Client
) -> None:
    """The wait shrinks as those ahead are called; while no window is open for it, that is said instead of a number."""
    ahead, taken = take(kiosk, "F"), take(kiosk, "F")
    for language in LANGUAGES:
        shown = page(phone, taken, language)
        assert text("phone.wait_no_window", language) in words(shown)
        assert not re.search(r"<dd>[^<]*[0-9]+&#8209;", shown)
    counter.does("sign_in", window=14, clerk="1014")
    counter.does("open_window", window=14)
    for language in LANGUAGES:
        shown = page(phone, taken, language)
        assert text("phone.wait_no_window", language) not in words(shown)
        assert re.search(r"<dd>[^<]*[0-9]+&#8209;[0-9]+[^<]*</dd>", shown), "an interval, never torn in two"
    before = page(phone, taken, "en")
    counter.does("cancel_ticket", ticket=ahead.id, reason="mistake")
    after = page(phone, taken, "en")
    assert text("common.wait_within", "en", high=3) in words(after), "the window is free"
    assert text("common.wait_within", "en", high=3) not in words(before)
    counter.does("cancel_ticket", ticket=taken.id, reason="mistake")


def test_who_is_called_tells_the_clerk_instead(kiosk: Asker, counter: Asker, phone: httpx.Client) -> None:
    taken = take(kiosk, "C")
    counter.does("call_next", window=7)
    answer = phone.post(f"/t/{taken.token}/leave?lang=en")
    assert text("phone.go_to", "en", window=7) in words(answer.text)


def test_the_stream_tells_a_call_and_a_new_count(hall: HallProcess, kiosk: Asker, counter: Asker) -> None:
    first, second = take(kiosk, "G"), take(kiosk, "G")
    with live(hall.visitors_url, second) as states:
        assert text("phone.people", "en", n=1) in next(states)["html"]
        counter.does("call_next", window=17)
        assert text("phone.next", "en") in next(states)["html"]
        counter.does("start", window=17)
        counter.does("finish", window=17)
        assert counter.does("call_next", window=17)[0]["number"] == second.number
        told = next(states)
        assert text("phone.go_to", "en", window=17) in told["html"]
        assert (told["turn"] != "", "17" in told["title"]) == (True, True)
    assert first.number != second.number


def test_the_port_opens_nothing_but_pages(kiosk: Asker, phone: httpx.Client) -> None:
    taken = take(kiosk, "F")
    for path in (
        "/",
        "/t/",
        "/api/v1/commands",
        "/api/v1/picture",
        "/api/v1/events",
        "/healthz",
        "/metrics",
        "/openapi.json",
        "/docs",
        f"/t/{taken.token}/",
        f"/t/{taken.id}",
        f"/t/{taken.token[:-1]}",
        f"/t/{taken.token}/events/x",
        "/t/../api/v1/picture",
        "/t/" + "x" * 5000,
    ):
        assert phone.get(path).status_code == 404, path
    for path in ("/api/v1/commands", f"/t/{taken.token}"):
        assert phone.post(path, content=b'{"type":"take_ticket"}').status_code == 404
    for kind in ("leave", "rate", "reasons"):
        assert phone.post(f"/t/{'y' * 24}/{kind}").status_code == 404


def test_a_page_gives_nothing_away(kiosk: Asker, phone: httpx.Client) -> None:
    taken = take(kiosk, "F")
    answer = phone.get(f"/t/{taken.token}")
    assert "no-store" in answer.headers["cache-control"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    outside = re.findall(r"""(?:src|href|action|url\()=?["'(]?((?:https?:)?//[^"')]+)""", answer.text)
    assert outside == [], "a page needs nothing from elsewhere"
    assert taken.id not in answer.text, "the ticket's id is the hall's own"


def test_the_hash_shows_in_no_view_but_the_halls(hall: HallProcess, kiosk: Asker) -> None:
    taken = take(kiosk, "F")
    for role in set(Role) - {Role.HALL}:
        with Asker(hall.url, hall.token(role, f"look-{role.value}")) as asker:
            seen = asker.http.get("/api/v1/picture").text
            assert "token_hash" not in seen.replace('"token_hash":null', ""), role
            with asker.stream(since=asker.seq() - 1) as told:
                for message in told:
                    assert "token_hash" not in str(message.data).replace("'token_hash': None", ""), role
                    if message.kind != "hello":
                        break
    assert taken.token


def test_a_token_taken_twice_is_refused(kiosk: Asker) -> None:
    hashed = "ab" * 32
    kiosk.does("take_ticket", category="F", token_hash=hashed)
    assert kiosk.refused("take_ticket", category="F", token_hash=hashed) == "store_failed"
    assert kiosk.refused("take_ticket", category="F", token_hash="short") == "malformed"


def test_who_guesses_waits_and_who_knows_does_not() -> None:
    now, asked = [0.0], list[str]()

    def find(hashed: str) -> str | None:
        asked.append(hashed)
        return "ticket" if len(asked) == 1 else None

    door = Door(find, lambda: now[0])
    assert door.ticket("known", "10.0.0.1") == "ticket"
    for guess in range(TRIES):
        assert door.ticket(f"guess {guess}", "10.0.0.1") is None
    with pytest.raises(TooManyTries):
        door.ticket("one more", "10.0.0.1")
    assert door.ticket("known", "10.0.0.1") == "ticket", "all of the hall may come from one address"
    assert door.ticket("elsewhere", "10.0.0.2") is None
    assert len(asked) == TRIES + 2
    now[0] += 1.1 / TRIES_PER_S
    assert door.ticket("after a while", "10.0.0.1") is None


@pytest.mark.parametrize("name", ["page.css", "page.html", "page.js"])
def test_the_page_is_installed_with_the_house(name: str) -> None:
    assert (Path(__file__).parents[2] / "hall" / "visitors" / "page" / name).is_file()


def test_when_calling_is_over_the_page_offers_another_day(hall: HallProcess, kiosk: Asker, phone: httpx.Client) -> None:
    """Last in this module: for this hall the day is over from here on."""
    taken = take(kiosk, "G")
    assert text("phone.day_ending", "en") not in words(page(phone, taken, "en"))
    with Asker(hall.url, hall.token(Role.MANAGER, "manager")) as manager:
        manager.does("end_calling", day=manager.picture()["tables"]["day"][0]["day"])
        for language in LANGUAGES:
            assert text("phone.day_ending", language) in words(page(phone, taken, language))
        stranger = phone.post(f"/t/{taken.token}/choose?lang=en", data={"choice": "within_24h"})
        assert text("phone.day_ending", "en") in words(stranger.text), "what the hall does not offer is not chosen"
        chosen = phone.post(f"/t/{taken.token}/choose?lang=en", data={"choice": "carry"})
        said = words(chosen.text)
        assert text("phone.day_ending", "en") not in said
        assert text("phone.carried_to_more", "en") in said
        [row] = [row for row in manager.picture()["tables"]["tickets"] if row["id"] == taken.id]
        assert (row["state"], row["carry"]) == ("carried", "carry")
        for language in LANGUAGES:
            assert taken.number in words(page(phone, taken, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_rating_sign_tells_how_to_rate_and_rates_nothing(phone: httpx.Client, language: str) -> None:
    answer = phone.get("/w/5", params={"lang": language})
    assert answer.status_code == 200
    assert len(answer.content) < LIMIT
    said = words(answer.text)
    assert text("phone.window_heading", language, window=5) in said
    for key in ("window_device", "window_slip", "window_why"):
        assert text(f"phone.{key}", language) in said
    assert "<form" not in answer.text
    assert "<script" not in answer.text
    for other in LANGUAGES:
        assert f'href="5?lang={other}"' in answer.text


def test_a_rating_sign_of_no_window_opens_nothing(phone: httpx.Client) -> None:
    for path in ("/w/99", "/w/0", "/w/five", "/w/", "/w/5/rate"):
        assert phone.get(path).status_code == 404, path
    assert phone.post("/w/5").status_code == 404
    assert text("phone.window_heading", "ja", window=5) in words(
        phone.get("/w/5", headers={"Accept-Language": "ja,en;q=0.5"}).text
    )

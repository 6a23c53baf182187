"""The visitor's page in a real browser: read and hit by anybody, alive through a hall that dies, and without script."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from shared.i18n import LANGUAGES, text
from shared.tickets import Role
from tests.book import DISTRICT
from tests.hall.asking import Asker
from tests.hall.visitors import Taken, clerks, serve, take
from tests.journeys.browser import LIMIT_BYTES, WIDTHS, Phone, chromium, phone
from tests.journeys.halls import HallProcess


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HallProcess]:
    folder = tmp_path_factory.mktemp("phone")
    config = folder / "hall.toml"
    config.write_text(DISTRICT.replace("after_s = 60", "after_s = 0"), encoding="utf-8")
    with HallProcess(f"sqlite:///{folder / 'hall.db'}", config, visitors=True) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def kiosk(hall: HallProcess) -> Iterator[Asker]:
    with Asker(hall.url, hall.token(Role.KIOSK, "kiosk-1")) as asker:
        yield asker


@pytest.fixture(scope="module")
def counter(hall: HallProcess) -> Iterator[Asker]:
    with clerks(hall, 1, 3, 7, 11, 17) as asker:
        yield asker


@pytest.fixture(scope="module")
def pictures() -> Path | None:
    """Where the screens are kept, for somebody who wants to look at them."""
    folder = os.environ.get("TINGHAO_PICTURES")
    return Path(folder) if folder else None


def _keep(held: Phone, pictures: Path | None, name: str) -> None:
    if pictures is not None:
        held.page.screenshot(path=pictures / f"phone-{name}.png", full_page=True)


@pytest.fixture(scope="module")
def states(hall: HallProcess, kiosk: Asker, counter: Asker) -> dict[str, str]:
    """Paths of pages as visitors meet them, by what they show."""
    called, waiting = take(kiosk, "A"), take(kiosk, "A")
    counter.does("call_next", window=1)
    done, rated = take(kiosk, "B"), take(kiosk, "B")
    service = [serve(counter, 3), serve(counter, 3)][1]
    counter.does("rate", service=service, grade=1)
    gone = take(kiosk, "D")
    with Asker(hall.url, hall.token(Role.DESK, "desk-1")) as desk:
        desk.does("cancel_ticket", ticket=gone.id, reason="given_up")
    held = take(kiosk, "G")
    counter.does("call_next", window=17)
    counter.does("hold", window=17, reason="form")
    return {
        "waiting": waiting.token,
        "called": called.token,
        "held": held.token,
        "rating": done.token,
        "reasons": rated.token,
        "ended": gone.token,
        "leave": f"{waiting.token}/leave",
        "complaint": f"{waiting.token}/complaint",
        "unknown": "x" * 24,
    }


@pytest.mark.parametrize("size", WIDTHS, ids=lambda size: str(size[0]))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_read_and_hit_by_anybody(
    hall: HallProcess,
    browser: Browser,
    states: dict[str, str],
    pictures: Path | None,
    language: str,
    size: tuple[int, int],
) -> None:
    """No sideways scrolling, contrast 4.5, letters of 16 px, targets of 44 px, under 60 kB with all it loads."""
    with phone(browser, size) as held:
        for state, path in states.items():
            held.open(f"{hall.visitors_url}/t/{path}?lang={language}")
            assert held.measured() == [], f"{state} {language} {size[0]}"
            _keep(held, pictures, f"{state}-{language}-{size[0]}")
        assert all(url.startswith(hall.visitors_url) for url in held.loaded), "nothing from elsewhere"
        pages = [size for url, size in held.loaded.items() if "/events" not in url]
        assert len(pages) == len(states), "one request and the page is there"
        assert max(pages) < LIMIT_BYTES


def test_it_rings_at_the_call_and_lives_through_a_hall_that_is_killed(
    hall: HallProcess, browser: Browser, kiosk: Asker, counter: Asker, pictures: Path | None
) -> None:
    first, second = take(kiosk, "C"), take(kiosk, "C")
    with phone(browser) as mine, phone(browser, WIDTHS[1]) as other:
        for held, taken in ((mine, first), (other, second)):
            held.open(f"{hall.visitors_url}/t/{taken.token}?lang=en")
        mine.waits_for(text("phone.next", "en"))
        other.waits_for(text("phone.people", "en", n=1))
        mine.page.get_by_role("button", name=text("phone.sound", "en")).click()
        before = mine.told()
        counter.does("call_next", window=7)
        mine.waits_for(text("phone.go_to", "en", window=7))
        assert "7" in mine.page.title()
        rung = mine.told()
        assert rung["tones"] > before["tones"]
        assert rung["vibrations"][-1] == [400, 200, 400, 200, 800]
        other.waits_for(text("phone.next", "en"))
        hall.kill()
        for held in (mine, other):
            held.page.locator("#stale").wait_for(state="visible", timeout=30_000)
        assert not mine.measured()
        _keep(mine, pictures, "stale-en-390")
        hall.start()
        for held in (mine, other):
            held.page.locator("#stale").wait_for(state="hidden", timeout=30_000)
        mine.waits_for(text("phone.go_to", "en", window=7))
        again = mine.told()
        assert (again["tones"], again["vibrations"]) == (rung["tones"], rung["vibrations"]), "the same call rings once"
        assert other.told()["vibrations"] == []
        counter.does("start", window=7)
        counter.does("finish", window=7)
        counter.does("call_next", window=7)
        other.waits_for(text("phone.go_to", "en", window=7))
        assert len(other.told()["vibrations"]) == 1
        mine.waits_for(text("phone.rate_ask", "en", window=7))
        assert mine.complaints == other.complaints == []
    counter.does("start", window=7)
    counter.does("finish", window=7)


def test_without_script_the_page_shows_how_it_stands_and_does_all_it_offers(
    hall: HallProcess, browser: Browser, kiosk: Asker, counter: Asker
) -> None:
    served, leaves = take(kiosk, "D"), take(kiosk, "D")
    with phone(browser, WIDTHS[1], script=False) as held:
        url = f"{hall.visitors_url}/t/{served.token}?lang=en"
        held.open(url)
        assert text("phone.next", "en") in held.said()
        assert "http-equiv" in held.page.content(), "it loads itself again"
        counter.does("call_next", window=11)
        held.page.reload()
        assert text("phone.go_to", "en", window=11) in held.said()
        counter.does("start", window=11)
        counter.does("finish", window=11)
        held.page.reload()
        held.page.get_by_text(text("panel.grade_2", "en"), exact=True).click()
        held.page.get_by_label(text("phone.comment", "en")).fill("两次都说系统坏了")
        held.page.get_by_role("button", name=text("phone.rate_give", "en")).click()
        assert text("phone.rated", "en") in held.said()
        held.page.get_by_text(text("panel.reason_time", "en"), exact=True).click()
        held.page.get_by_role("button", name=text("phone.reasons_give", "en")).click()
        assert text("phone.reasons_ask", "en") not in held.said()
        held.open(f"{hall.visitors_url}/t/{leaves.token}?lang=en")
        held.page.get_by_role("link", name=text("phone.leave", "en")).click()
        held.page.get_by_role("button", name=text("phone.leave_yes", "en")).click()
        assert text("phone.ended_given_up", "en") in held.said()


def test_a_complaint_is_written_by_hand_and_its_number_kept(
    hall: HallProcess, browser: Browser, kiosk: Asker, pictures: Path | None
) -> None:
    taken = take(kiosk, "F", "zh-CN")
    for language in LANGUAGES:
        with phone(browser, WIDTHS[1]) as held:
            held.open(f"{hall.visitors_url}/t/{taken.token}?lang={language}")
            held.page.get_by_role("link", name=text("phone.complain", language)).click()
            held.page.get_by_label(text("phone.words", language)).fill("等了两个小时没有人说明原因。" * 12)
            held.page.get_by_label(text("phone.contact", language)).fill("0571-00000000")
            _keep(held, pictures, f"complaint-written-{language}-320")
            held.page.get_by_role("button", name=text("phone.complain_send", language)).click()
            held.waits_for(text("phone.complaint_number", language))
            assert text("phone.complaint_named", language) in held.said()
            assert held.measured() == []
            _keep(held, pictures, f"complaint-number-{language}-320")
            number = held.page.locator(".case").last.inner_text()
            held.page.get_by_role("link", name=text("phone.complain_back", language)).click()
            held.page.get_by_role("link", name=text("phone.complain", language)).click()
            assert number in held.said()


def test_what_is_being_written_is_not_taken_away_by_news(
    hall: HallProcess, browser: Browser, kiosk: Asker, counter: Asker
) -> None:
    taken = take(kiosk, "B")
    with phone(browser) as held:
        _rates(held, hall, taken, counter)
        held.page.get_by_label(text("phone.comment", "en")).fill("half a sent")
        service = next(s for s in counter.picture()["tables"]["services"] if s["ticket"] == taken.id)
        counter.does("rate", service=service["id"], grade=5)
        held.hears(2)
        assert held.page.get_by_label(text("phone.comment", "en")).input_value() == "half a sent"


def _rates(held: Phone, hall: HallProcess, taken: Taken, counter: Asker) -> None:
    serve(counter, 3)
    held.open(f"{hall.visitors_url}/t/{taken.token}?lang=en")
    held.waits_for(text("phone.rate_ask", "en", window=3))

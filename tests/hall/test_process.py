"""The service as a process among others: killed, started again, and two of them on one book."""

from __future__ import annotations

import json
import os
import signal
import socket
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

from hall.store.book import Book
from shared.fold import fold
from shared.picture import Picture
from shared.tickets import Role
from shared.wire import decode_picture
from tests.book import DISTRICT, WITHOUT_2
from tests.forked import run
from tests.hall.asking import Asker, entries
from tests.journeys.halls import HallProcess
from tests.postgres import database

NewHall = Callable[..., HallProcess]
MakeAsker = Callable[..., Asker]


def test_killed_and_started_again_the_book_is_the_same(new_hall: NewHall, asker: MakeAsker) -> None:
    hall = new_hall()
    kiosk, counter = asker(hall, Role.KIOSK), asker(hall, Role.COUNTER)
    for category in "ACCF":
        kiosk.does("take_ticket", category=category)
    counter.does("sign_in", window=1, clerk="1001")
    counter.does("open_window", window=1)
    counter.does("call_next", window=1)
    made = str(uuid.uuid4())
    first = kiosk.post("take_ticket", id=made, category="A").content
    [day] = counter.picture()["tables"]["day"]
    assert date.fromisoformat(day["day"]) == date.fromisoformat(json.loads(first)["events"][0]["day"])
    before = decode_picture(counter.http.get("/api/v1/picture").content)
    hall.kill()
    hall.start()
    # Waiting, called, signed in: as if nothing had been, and the day is not opened twice.
    assert decode_picture(counter.http.get("/api/v1/picture").content) == before
    assert kiosk.post("take_ticket", id=made, category="A").content == first
    [started] = counter.does("start", window=1)
    with counter.stream(since=0) as messages:
        assert [told.seq for told in entries(messages, started["seq"])] == list(range(1, started["seq"] + 1))
    book = hall.book()
    journal = book.entries(0)
    assert [entry.event.type for entry in journal].count("day_opened") == 1
    assert [entry.event.type for entry in journal].count("settings_changed") == 1
    folded = Picture("district")
    for entry in journal:
        fold(folded, entry)
    assert folded == book.picture()
    assert book.verify()[1] == []
    book.close()


def test_a_file_of_settings_is_imported_when_it_changed(new_hall: NewHall, asker: MakeAsker, tmp_path: Path) -> None:
    config = tmp_path / "site.toml"
    config.write_text(DISTRICT, encoding="utf-8")
    hall = new_hall(config=config)
    manager, counter = asker(hall, Role.MANAGER), asker(hall, Role.COUNTER)
    counter.does("sign_in", window=2, clerk="1002")
    assert manager.refused("import_settings", toml=WITHOUT_2) == "settings_strand_windows"
    counter.does("sign_out", window=2)
    hall.stop()
    config.write_text(WITHOUT_2, encoding="utf-8")
    hall.start()
    assert 2 not in [window["number"] for window in manager.picture()["tables"]["windows"]]
    assert counter.refused("sign_in", window=2, clerk="1002") == "unknown_window"


def test_a_second_service_on_one_sqlite_book_is_a_second_service_of_one_hall(
    new_hall: NewHall, asker: MakeAsker
) -> None:
    """Nobody should, but a technician will: two services on one file give no number twice."""
    with ThreadPoolExecutor() as together:
        one, two = together.map(new_hall, ("", ""))
    kiosks = [asker(hall, Role.KIOSK) for hall in (one, two)]
    numbers = [kiosk.does("take_ticket", category="A")[0]["number"] for _ in range(5) for kiosk in kiosks]
    assert numbers == [f"A{n:03d}" for n in range(1, 11)]


def test_two_services_on_one_postgresql_serve_one_hall(new_hall: NewHall, asker: MakeAsker) -> None:
    with database() as url, ThreadPoolExecutor() as together:
        # Both at once: who migrates, imports and opens the day first is left to chance.
        one, two = together.map(new_hall, (url, url))
        kiosks = {hall.port: asker(hall, Role.KIOSK) for hall in (one, two)}
        counters = {hall.port: asker(hall, Role.COUNTER) for hall in (one, two)}
        # What is done at the one is seen on the stream of the other.
        for here, there in ((one, two), (two, one)):
            with counters[there.port].stream() as messages:
                assert next(messages).kind == "hello"
                [taken] = kiosks[here.port].does("take_ticket", category="A")
                [told] = entries(messages, taken["seq"])
                assert told.data["number"] == taken["number"]
        # An answer of the one is the answer of the other.
        made = str(uuid.uuid4())
        first = kiosks[one.port].post("take_ticket", id=made, category="C").content
        assert kiosks[two.port].post("take_ticket", id=made, category="C").content == first
        # Either may die at any time; the other goes on, and whoever comes back knows everything.
        numbers = []
        for dying, living in ((one, two), (two, one)):
            numbers.append(kiosks[dying.port].does("take_ticket", category="F")[0]["number"])
            dying.kill()
            numbers.append(kiosks[living.port].does("take_ticket", category="F")[0]["number"])
            dying.start()
            assert kiosks[dying.port].seq() == kiosks[living.port].seq()
        assert numbers == [f"F{n:03d}" for n in range(1, 5)]
        # A frozen one holds nobody up, and goes on when it thaws.
        assert one._child is not None
        one._child.send_signal(signal.SIGSTOP)
        frozen = [kiosks[two.port].does("take_ticket", category="G")[0]["number"] for _ in range(3)]
        one._child.send_signal(signal.SIGCONT)
        [last] = kiosks[one.port].does("take_ticket", category="G")
        assert [*frozen, last["number"]] == [f"G{n:03d}" for n in range(1, 5)]
        with counters[two.port].stream(since=0) as messages:
            assert [told.seq for told in entries(messages, last["seq"])] == list(range(1, last["seq"] + 1))
        pictures = [decode_picture(c.http.get("/api/v1/picture").content) for c in counters.values()]
        assert pictures[0] == pictures[1]
        assert one.stop() == two.stop() == 0
        book = Book(url, "district")
        types = [entry.event.type for entry in book.entries(0)]
        assert (types.count("day_opened"), types.count("settings_changed")) == (1, 1)
        assert book.verify()[1] == []
        book.close()


def test_what_cannot_begin_says_why_in_words(tmp_path: Path) -> None:
    """No traceback for a technician: a store that cannot be opened, settings that cannot be used, a port in use."""
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"this is no database, " * 500)
    site = tmp_path / "site.toml"
    site.write_text(DISTRICT.replace("recalls", "recals"), encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = str(other.getsockname()[1])
        asked = (
            (["--store", f"sqlite:///{broken}"], "not a database"),
            (["--store", "mysql://x/y"], "must be sqlite"),
            (["--store", f"sqlite:///{broken}/hall.db"], "--store"),
            (["--host", "192.0.2.1"], "192.0.2.1"),
            (["--config", str(site)], "recals"),
            (["--port", taken], taken),
        )
        with ThreadPoolExecutor() as together:
            list(together.map(lambda options: _begins_with_words_only(tmp_path, *options), asked))


def _begins_with_words_only(tmp_path: Path, options: list[str], said: str) -> None:
    store = ["--store", f"sqlite:///{tmp_path / 'hall.db'}"]
    command = ["hall", "--silent", "--host", "127.0.0.1", "--port", "0", *store, *options]
    done = run(*command, env={**os.environ, "LC_ALL": "C.UTF-8", "TINGHAO_LOG": "ERROR"}, timeout=60)
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 4, done.stderr

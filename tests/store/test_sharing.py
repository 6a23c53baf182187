"""Two writers on one book, a store that fails and comes back, and a book read while it grows."""

from __future__ import annotations

import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from hall.store.book import Book, BookFailed
from hall.store.chain import chain
from hall.store.engine import open_engine
from shared import commands as cmd
from shared.errors import Refusal
from shared.fold import fold
from shared.picture import Picture
from tests.book import KIOSK, ROVER, fresh_id
from tests.desk import WAIT_S, Desk
from tests.postgres import database

ROOT = Path(__file__).resolve().parent.parent.parent
OpenBook = Callable[..., Book]


def takes(chance: random.Random, category: str = "A") -> cmd.TakeTicket:
    return cmd.TakeTicket(id=fresh_id(chance), category=category)


def outcome(desk: Desk, command: cmd.TakeTicket) -> str | None:
    """None for an answer; a store that fails is the only other way."""
    try:
        desk.does(command, KIOSK)
    except Refusal as refusal:
        return refusal.code if refusal.code != "store_failed" else refusal.params["why"]
    return None


# --- Two writers ----------------------------------------------------------------------------------------------------------


def test_a_second_writer_catches_up_and_goes_on(open_book: OpenBook) -> None:
    chance = random.Random(1)
    with Desk(open_book()) as one, Desk(open_book()) as two:
        one.opens()
        # The second knew nothing of settings and day: it takes them in before it decides.
        answers = [desk.does(takes(chance), KIOSK)[0] for desk in (two, one, two, two, one)]
        assert [entry.event.number for entry in answers] == ["A001", "A002", "A003", "A004", "A005"]  # type: ignore[union-attr]
        two.does(cmd.SignIn(id=fresh_id(chance), window=1, clerk="1001"), ROVER)
        assert [entry.seq for entry in two.published] == list(range(1, two.book.head_seq() + 1))
        assert two.picture == two.book.picture()
        # Woken, the first says what the second did.
        one.writer.wake()
        one.does(takes(chance), KIOSK)
        assert one.picture == one.book.picture()
        assert one.book.verify()[1] == []


def test_an_answer_of_the_one_is_the_answer_of_the_other(open_book: OpenBook) -> None:
    command = takes(random.Random(1))
    with Desk(open_book()) as one, Desk(open_book()) as two:
        first = one.opens().does(command, KIOSK)
        assert two.does(command, KIOSK) == first


def test_two_writers_at_once_give_no_number_twice(open_book: OpenBook) -> None:
    chance = random.Random(1)
    with Desk(open_book()) as one, Desk(open_book()) as two:
        one.opens()
        jobs = [desk.submit(takes(chance), KIOSK) for _ in range(60) for desk in (one, two)]
        numbers = [job.answer.result(WAIT_S)[0].event.number for job in jobs]  # type: ignore[union-attr]
        assert sorted(numbers) == [f"A{n:03d}" for n in range(1, 121)]
        assert one.book.verify()[1] == []


def test_a_book_that_grows_is_read_as_it_was_at_one_moment(open_book: OpenBook) -> None:
    """Else a service that starts beside a busy one would begin with rows from after its sequence."""
    writing, reading = open_book(), open_book()
    with Desk(writing) as desk:
        desk.opens()
        ended = threading.Event()
        read: list[Picture] = []

        def grow() -> None:
            chance = random.Random(1)
            try:
                for done in range(3000):
                    desk.does(takes(chance), KIOSK)
                    if done > 150 and len(read) > 3:
                        break
            finally:
                ended.set()

        busy = threading.Thread(target=grow)
        busy.start()
        while not ended.is_set():
            read.append(reading.picture())
        busy.join()
    assert len(read) > 3
    entries = iter(desk.published)
    folded = Picture("district")
    for picture in read:
        while folded.seq < picture.seq:
            fold(folded, next(entries))
        assert picture == folded


def test_a_very_long_line_is_read_back(store: str, open_book: OpenBook) -> None:
    """Long reading does not end the reader's transaction, however slow the machine."""
    book = open_book()
    with Desk(book) as desk:
        desk.opens()
        desk.does(takes(random.Random(1)), KIOSK)
    engine = open_engine(store)
    numbers = (
        "with recursive n(i) as (select 2 union all select i + 1 from n where i < 30000)"
        "insert into tickets (hall, id, number, category, day, language, station, state, taken_at, since, "
        "\"order\", slip, call_order, recalls) select hall, 't' || i, 'A' || i, category, day, language, station, "
        "state, taken_at, since, \"order\" + i, slip, call_order, recalls from n, tickets where number = 'A001'"
    )
    if engine.dialect.name == "sqlite":  # There the WITH of an insert stands before its SELECT.
        recursion, _, rest = numbers.partition("insert")
        into, _, chosen = rest.partition("select hall")
        numbers = f"insert{into}{recursion}select hall{chosen}"
    with engine.begin() as connection:
        connection.execute(text(numbers))
    engine.dispose()
    picture = book.picture()
    assert picture.waiting_in("A") == 30_000
    assert picture.head("A") is not None
    assert picture.head("A").number == "A001"  # type: ignore[union-attr]


# --- A writer that goes on ------------------------------------------------------------------------------------------------


def test_an_entry_of_a_newer_house_refuses_commands_and_hangs_nobody(store: str, book: Book, desk: Desk) -> None:
    """Another service, of a newer version, writes what this one cannot read: each command is told, none is lost."""
    chance = random.Random(1)
    engine = open_engine(store)
    line = '{"seq":3,"at":"2026-03-02T01:00:00Z","v":1,"actor":null,"command":"x","type":"ticket_beamed"}'
    with engine.begin() as connection:
        before = connection.execute(text("select hash from halls")).scalar_one()
        connection.execute(
            text(
                "insert into journal (hall, seq, at, type, version, actor, text, before, hash) "
                "select hall, 3, at, 'ticket_beamed', 1, 'x', :line, :before, :hash from halls"
            ),
            {"line": line, "before": before, "hash": chain(before, line)},
        )
        connection.execute(text("update halls set seq = 3, hash = :hash"), {"hash": chain(before, line)})
    asked = [(takes(chance), KIOSK) for _ in range(3)]
    assert desk.together(asked[:2]) == ["store_failed"] * 2
    with engine.begin() as connection:
        connection.execute(text("delete from journal where seq = 3"))
        connection.execute(text("update halls set seq = 2, hash = :hash"), {"hash": before})
    engine.dispose()
    assert isinstance(desk.does(*asked[0]), tuple)
    assert book.verify()[1] == []


def test_whoever_still_waits_when_the_writer_stops_is_told(book: Book) -> None:
    """More than one group may be waiting."""
    chance = random.Random(1)
    with Desk(book) as desk:
        desk.opens()
        desk._go.clear()  # The writer is held at its next answer, while the queue grows.
        jobs = [desk.submit(takes(chance), KIOSK) for _ in range(1000)]
        stopping = threading.Thread(target=desk.writer.stop)
        stopping.start()
        desk._go.set()
        stopping.join(WAIT_S)
        outcomes = [type(job.answer.exception(WAIT_S)).__name__ for job in jobs]
        assert set(outcomes) <= {"NoneType", "Stopping"}
        assert outcomes.count("NoneType") == desk.picture.waiting_in("A") == desk.book.picture().waiting_in("A")


# --- PostgreSQL: a holder that freezes ------------------------------------------------------------------------------------

FREEZE = """
import sys
from hall.store.book import Book
book = Book(sys.argv[1], "district")
with book.writing() as page:
    print("holding", flush=True)
    sys.stdin.readline()
    page.answered(["x"])
"""


def test_a_service_frozen_under_the_lock_blocks_nobody_for_long() -> None:
    chance = random.Random(1)
    with database() as url:
        book = Book(url, "district")
        with Desk(book) as desk:
            desk.opens()
            child = subprocess.Popen(
                [sys.executable, "-c", FREEZE, url],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            try:
                assert child.stdout is not None
                assert child.stdout.readline() == "holding\n"
                child.send_signal(signal.SIGSTOP)
                # Refused at most while the other's transaction is taken from it; then it is our turn.
                assert desk.does(takes(chance), KIOSK)
                child.send_signal(signal.SIGCONT)
                _, said = child.communicate("go on\n", timeout=WAIT_S)
                assert child.returncode != 0
                assert "BookFailed" in said, said
            finally:
                child.kill()
                child.wait()
            assert desk.does(takes(chance), KIOSK)
            assert book.verify()[1] == []
        book.close()


def test_a_writer_whose_connection_is_taken_away_goes_on() -> None:
    """The database is restarted, or ends our session: one refusal at most, then a new connection."""
    chance = random.Random(1)
    with database() as url:
        book, other = Book(url, "district"), open_engine(url)
        with Desk(book) as desk:
            desk.opens()
            for _ in range(3):
                with other.begin() as connection:
                    connection.execute(
                        text(
                            "select pg_terminate_backend(pid) from pg_stat_activity "
                            "where datname = current_database() and pid <> pg_backend_pid()"
                        )
                    )
                command = takes(chance)
                if outcome(desk, command) is not None:
                    assert outcome(desk, command) is None
            assert desk.picture.waiting_in("A") == 3
            assert book.verify()[1] == []
        other.dispose()
        book.close()


# --- SQLite: a disk that is full --------------------------------------------------------------------------------------------


@pytest.fixture
def small_files() -> Iterator[Callable[[int], None]]:
    """Sets how large a file of this process may grow; a write beyond it fails as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    heard = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, heard)


def test_a_full_disk_refuses_and_loses_nothing(tmp_path: Path, small_files: Callable[[int], None]) -> None:
    path = tmp_path / "hall.db"
    chance = random.Random(1)
    book = Book(f"sqlite:///{path}", "district")
    with Desk(book) as desk:
        desk.opens()
        desk.does(takes(chance), KIOSK)
        small_files(os.path.getsize(f"{path}-wal") + 20_000)
        answered, refused = 1, 0
        for _ in range(40):
            if outcome(desk, takes(chance)) is None:
                answered += 1
            else:
                refused += 1
        assert refused > 5
        assert desk.picture.waiting_in("A") == answered
        small_files(resource.RLIM_INFINITY)
        [entry] = desk.does(takes(chance), KIOSK)
        assert entry.event.number == f"A{answered + 1:03d}"  # type: ignore[union-attr]
        assert desk.picture == book.picture()
    book.close()
    again = Book(f"sqlite:///{path}", "district")
    assert again.picture().waiting_in("A") == answered + 1
    assert again.verify()[1] == []
    again.close()


def test_a_store_that_may_grow_no_more_says_why(tmp_path: Path) -> None:
    book = Book(f"sqlite:///{tmp_path / 'hall.db'}", "district")
    with Desk(book) as desk:
        desk.opens()
        with book.writing() as page:
            pages = page._connection.exec_driver_sql("pragma page_count").scalar_one()
            page._connection.exec_driver_sql(f"pragma max_page_count = {pages}")
        refusal = _first_refusal(desk)
        assert refusal.code == "store_failed"
        assert "full" in refusal.detail("en")
        with book.writing() as page:
            page._connection.exec_driver_sql("pragma max_page_count = 1000000")
        assert desk.does(takes(random.Random(2)), KIOSK)
        assert book.verify()[1] == []
    book.close()


def _first_refusal(desk: Desk) -> Refusal:
    chance = random.Random(1)
    for _ in range(500):
        try:
            desk.does(takes(chance), KIOSK)
        except Refusal as refusal:
            return refusal
    raise AssertionError("the store never filled up")


def test_a_store_that_cannot_be_opened_says_why(tmp_path: Path) -> None:
    file = tmp_path / "no-folder"
    file.write_text("a file, not a folder")
    with pytest.raises(BookFailed):
        Book(f"sqlite:///{file}/hall.db", "district")
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"this is no database, " * 1000)
    with pytest.raises(BookFailed):
        Book(f"sqlite:///{broken}", "district")
    with pytest.raises(BookFailed):
        Book("postgresql://nobody@127.0.0.1:9/hall", "district")
    with pytest.raises(BookFailed):
        Book("no address at all", "district")
    for url in ("sqlite://", "sqlite:///:memory:", "mysql://x/y"):
        with pytest.raises(BookFailed, match=r"book needs a file|must be sqlite"):
            Book(url, "district")


def test_sqlite_writes_durably(tmp_path: Path) -> None:
    """Invariant 3 rests on these: write-ahead log, and a flush to the disk at each commit."""
    book = Book(f"sqlite:///{tmp_path / 'hall.db'}", "district")
    with book.writing() as page:
        settings = [page._connection.exec_driver_sql(f"pragma {name}").scalar_one() for name in _PRAGMAS]
    assert settings == list(_PRAGMAS.values())
    book.close()
    with sqlite3.connect(tmp_path / "hall.db") as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)


_PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}

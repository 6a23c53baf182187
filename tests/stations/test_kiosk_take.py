"""A take from the tap to the paper: one ticket however often it is tapped, paper after the answer, every end told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

from drivers.printers.paper import PrinterChoice
from drivers.simulators.printer import PrinterSimulator, ReceivedSlip
from kiosk.model import KioskModel
from kiosk.take import Times
from shared import commands as cmd
from shared.events import SlipFailed, SlipPrinted, TicketTaken
from shared.i18n import text
from shared.messages import new_id
from shared.ui.app import application
from tests.stations.memory_hall import MemoryHall, hall_toml

QUICK = Times(second_ms=20, working_ms=20, settle_ms=40, slip_s=20, number_s=30, idle_s=20, ask_s=10)

Told = list[dict[str, Any]]


@pytest.fixture
def printer() -> Iterator[PrinterSimulator]:
    with PrinterSimulator() as simulated:
        yield simulated


@pytest.fixture
def make_kiosk(qtbot: Any) -> Iterator[Callable[..., KioskModel]]:
    application()
    made: list[KioskModel] = []

    def make(hall: MemoryHall | None = None, port: int | None = None, **options: Any) -> KioskModel:
        choice = PrinterChoice(url=f"tcp://127.0.0.1:{port}") if port else None
        kiosk = KioskModel(station="kiosk-1", printer=choice, times=QUICK, **options)
        made.append(kiosk)
        if hall is not None:
            hall.follow(kiosk)
            qtbot.waitUntil(lambda: kiosk.report()["home"] == "ready")
        return kiosk

    yield make
    for kiosk in made:
        kiosk.close()


def hear(kiosk: KioskModel) -> Told:
    told: Told = []
    kiosk.told.connect(told.append)
    return told


def next_slip(qtbot: Any, printer: PrinterSimulator) -> ReceivedSlip:
    """The next slip that came out, while the kiosk goes on living."""
    slips: list[ReceivedSlip] = []

    def came() -> bool:
        with suppress(TimeoutError):
            slips.append(printer.wait_slip(0.01))
        return bool(slips)

    qtbot.waitUntil(came, timeout=30_000)
    return slips[0]


def taken(hall: MemoryHall, station: str = "kiosk-1") -> list[TicketTaken]:
    return [e.event for e in hall.journal if isinstance(e.event, TicketTaken) and e.actor.station == station]


def test_a_tap_becomes_one_ticket_and_its_slip(
    qtbot: Any, memory_hall: MemoryHall, printer: PrinterSimulator, make_kiosk: Callable[..., KioskModel]
) -> None:
    kiosk = make_kiosk(memory_hall, printer.start_tcp())
    line = memory_hall.line(kiosk)
    told = hear(kiosk)
    memory_hall.take("C")
    kiosk.take("C")
    slip = next_slip(qtbot, printer)
    assert "C002" in slip.text
    assert "社会事务" in slip.text
    assert "办理区" in slip.text
    assert "Social affairs" in slip.text
    assert "2026-03-02 09:00" in slip.text
    qtbot.waitUntil(lambda: kiosk.report()["paper"] == "printed")
    qtbot.waitUntil(lambda: any(isinstance(e.event, SlipPrinted) for e in memory_hall.journal))
    assert [c.type for c in line.sent] == ["take_ticket", "report_slip"]
    assert [said["told"] for said in told] == ["ticket", "printed"]
    assert all(said["number"] == "C002" for said in told)
    assert all(said["t"] >= said["t_tap"] for said in told)
    assert told[1]["t_last"] >= told[1]["t"]
    assert told[1]["bytes"] > 0


def test_nothing_is_printed_before_the_hall_answers(
    qtbot: Any, memory_hall: MemoryHall, printer: PrinterSimulator, make_kiosk: Callable[..., KioskModel]
) -> None:
    kiosk = make_kiosk(memory_hall, printer.start_tcp())
    line = memory_hall.line(kiosk)
    line.held = True
    kiosk.take("A")
    qtbot.waitUntil(lambda: kiosk.report()["page"] == "working")
    qtbot.wait(100)
    assert printer.slips == []
    line.held = False
    line.release()
    assert "A001" in next_slip(qtbot, printer).text


def test_nothing_is_printed_from_the_stream(
    qtbot: Any, memory_hall: MemoryHall, printer: PrinterSimulator, make_kiosk: Callable[..., KioskModel]
) -> None:
    kiosk = make_kiosk(memory_hall, printer.start_tcp())
    line = memory_hall.line(kiosk)
    for _ in range(5):
        memory_hall.take("A")
    qtbot.waitUntil(lambda: kiosk.picture.seq == memory_hall.picture.seq)
    kiosk.take("B")
    assert "B001" in next_slip(qtbot, printer).text
    qtbot.wait(100)
    assert len(printer.slips) == 1
    assert len([c for c in line.sent if c.type == "take_ticket"]) == 1


def test_taps_while_a_take_is_under_way_change_nothing(
    qtbot: Any, memory_hall: MemoryHall, make_kiosk: Callable[..., KioskModel]
) -> None:
    kiosk = make_kiosk(memory_hall)
    line = memory_hall.line(kiosk)
    line.held = True
    for category in "AABBCCDDFFGG":
        kiosk.take(category)
    line.held = False
    line.release()
    qtbot.waitUntil(lambda: kiosk.report()["page"] == "ticket")
    kiosk.take("B")
    assert [event.category for event in taken(memory_hall)] == ["A"]


def test_without_paper_the_number_stands_and_the_hall_knows(
    qtbot: Any, memory_hall: MemoryHall, printer: PrinterSimulator, make_kiosk: Callable[..., KioskModel]
) -> None:
    port = printer.start_tcp()
    printer.paper = "out"
    kiosk = make_kiosk(memory_hall, port)
    memory_hall.line(kiosk)
    told = hear(kiosk)
    qtbot.waitUntil(lambda: kiosk.report()["printer"] == "out")
    assert not kiosk.property("canPrint")
    assert kiosk.property("staffLine")
    kiosk.take("A")
    qtbot.waitUntil(lambda: kiosk.report()["paper"] == "failed")
    assert kiosk.report()["page"] == "ticket"
    assert kiosk.report()["number"] == "A001"
    qtbot.waitUntil(lambda: any(isinstance(e.event, SlipFailed) for e in memory_hall.journal))
    failed = next(e.event for e in memory_hall.journal if isinstance(e.event, SlipFailed))
    assert failed.fault == "paper_out"
    assert told[-1]["told"] == "failed"
    assert told[-1]["fault"] == "paper_out"
    printer.paper = "ok"
    qtbot.waitUntil(lambda: kiosk.report()["printer"] == "ready", timeout=30_000)
    qtbot.waitUntil(lambda: kiosk.property("staffLine") == text("kiosk.unprinted", "zh-CN", n=1))


@pytest.mark.parametrize("extra", ["", 'port = "tcp://printer:none"'])
def test_a_kiosk_without_a_usable_printer_still_issues(
    qtbot: Any, make_hall: Callable[..., MemoryHall], make_kiosk: Callable[..., KioskModel], extra: str
) -> None:
    device = f'[[devices]]\nname = "p"\nstation = "kiosk-1"\nkind = "printer"\ndriver = "default"\n{extra}\n'
    hall = make_hall(hall_toml(extra=device if extra else ""))
    kiosk = make_kiosk(hall)
    hall.line(kiosk)
    kiosk.take("A")
    qtbot.waitUntil(lambda: any(isinstance(e.event, SlipFailed) for e in hall.journal))
    failed = next(e.event for e in hall.journal if isinstance(e.event, SlipFailed))
    assert failed.fault == ("port_address" if extra else "no_printer")
    assert kiosk.property("staffLine")


def test_the_printer_of_the_settings_is_used_and_changes_with_them(
    qtbot: Any, make_hall: Callable[..., MemoryHall], make_kiosk: Callable[..., KioskModel]
) -> None:
    def device(port: int) -> str:
        return (
            f'[[devices]]\nname = "p"\nstation = "kiosk-1"\nkind = "printer"\nport = "tcp://127.0.0.1:{port}"\n'
            'driver = "default"\nwidth_mm = 58\nmode = "native"\n'
        )

    with PrinterSimulator() as first, PrinterSimulator() as second:
        hall = make_hall(hall_toml(extra=device(first.start_tcp())))
        kiosk = make_kiosk(hall)
        hall.line(kiosk)
        kiosk.take("A")
        assert "A001" in next_slip(qtbot, first).text
        qtbot.waitUntil(lambda: kiosk.report()["paper"] == "printed")
        qtbot.waitUntil(lambda: bool(kiosk.property("settled")))
        kiosk.done()
        hall.do(cmd.ImportSettings(id=new_id(), toml=hall_toml(extra=device(second.start_tcp()))))
        qtbot.waitUntil(lambda: kiosk.picture.seq == hall.picture.seq and bool(kiosk.property("settled")))
        kiosk.take("A")
        assert "A002" in next_slip(qtbot, second).text
        assert len(first.slips) == 1


def test_a_refusal_says_why_in_the_visitors_language(
    qtbot: Any, make_hall: Callable[..., MemoryHall], make_kiosk: Callable[..., KioskModel]
) -> None:
    hall = make_hall()
    kiosk = make_kiosk(hall)
    hall.line(kiosk)
    told = hear(kiosk)
    kiosk.chooseLanguage("en")
    kiosk.take("Q")
    qtbot.waitUntil(lambda: kiosk.report()["page"] == "refused")
    assert "no category Q" in kiosk._taking.property("errorDetail")
    assert "A, B, C" in kiosk._taking.property("errorRemedy")
    kiosk.chooseLanguage("ja")
    assert "no category" not in kiosk._taking.property("errorDetail")
    assert told[-1]["told"] == "refused"
    assert told[-1]["code"] == "unknown_category"
    qtbot.waitUntil(lambda: kiosk.report()["page"] == "home")
    assert kiosk.report()["language"] == "zh-CN"


def test_a_take_in_doubt_is_asked_again_under_its_id_and_counts_once(
    qtbot: Any, memory_hall: MemoryHall, printer: PrinterSimulator, make_kiosk: Callable[..., KioskModel]
) -> None:
    kiosk = make_kiosk(memory_hall, printer.start_tcp())
    line = memory_hall.line(kiosk)
    told = hear(kiosk)
    line.deaf = True
    kiosk.take("A")
    qtbot.waitUntil(lambda: kiosk.report()["page"] == "doubt")
    qtbot.waitUntil(lambda: len(line.sent) >= 3)
    assert printer.slips == []
    line.deaf = False
    assert "A001" in next_slip(qtbot, printer).text
    qtbot.waitUntil(lambda: kiosk.report()["page"] == "ticket" and kiosk.report()["paper"] == "printed")
    assert len({c.id for c in line.sent if c.type == "take_ticket"}) == 1
    assert len(taken(memory_hall)) == 1
    assert told[0]["told"] == "unanswered"
    assert told[-1]["told"] == "printed"


def test_an_answer_after_the_visitor_left_prints_nothing_and_the_hall_knows(
    qtbot: Any, memory_hall: MemoryHall, printer: PrinterSimulator, make_kiosk: Callable[..., KioskModel]
) -> None:
    kiosk = make_kiosk(memory_hall, printer.start_tcp())
    line = memory_hall.line(kiosk)
    line.deaf = True
    kiosk.take("A")
    qtbot.waitUntil(lambda: kiosk.report()["page"] == "doubt")
    line.held, line.deaf = True, False
    asked = len(line.sent)
    qtbot.waitUntil(lambda: len(line.sent) > asked)
    qtbot.waitUntil(lambda: bool(kiosk.property("settled")))
    kiosk.done()
    assert kiosk.report()["page"] == "home"
    line.held = False
    line.release()
    qtbot.waitUntil(lambda: any(isinstance(e.event, SlipFailed) for e in memory_hall.journal))
    failed = next(e.event for e in memory_hall.journal if isinstance(e.event, SlipFailed))
    assert failed.fault == "visitor_left"
    assert printer.slips == []
    assert kiosk.report()["page"] == "home"


def test_a_slip_report_is_told_until_the_hall_hears_it(
    qtbot: Any, memory_hall: MemoryHall, printer: PrinterSimulator, make_kiosk: Callable[..., KioskModel]
) -> None:
    kiosk = make_kiosk(memory_hall, printer.start_tcp())
    line = memory_hall.line(kiosk)
    line.held = True
    kiosk.take("A")
    line.held = False
    line.release()
    line.deaf = True
    next_slip(qtbot, printer)
    qtbot.waitUntil(lambda: len([c for c in line.sent if c.type == "report_slip"]) >= 2)
    line.deaf = False
    reports = [c for c in line.sent if c.type == "report_slip"]
    assert len({c.id for c in reports}) == 1
    assert len([e for e in memory_hall.journal if isinstance(e.event, SlipPrinted)]) == 1


def test_the_slip_speaks_the_visitors_language(
    qtbot: Any, memory_hall: MemoryHall, printer: PrinterSimulator, make_kiosk: Callable[..., KioskModel]
) -> None:
    kiosk = make_kiosk(memory_hall, printer.start_tcp())
    memory_hall.line(kiosk)
    kiosk.chooseLanguage("en")
    kiosk.take("B")
    slip = next_slip(qtbot, printer)
    assert "B Business registration" in " ".join(slip.lines)
    assert "商事登记" in slip.text
    assert taken(memory_hall)[0].language == "en"


def test_the_page_goes_home_by_itself_and_shows_how_long_it_stays(
    qtbot: Any, memory_hall: MemoryHall, make_kiosk: Callable[..., KioskModel]
) -> None:
    kiosk = make_kiosk(memory_hall)
    memory_hall.line(kiosk)
    kiosk.take("A")
    qtbot.waitUntil(lambda: kiosk.property("returnText") != "")
    shown = set()
    kiosk.returnChanged.connect(lambda: shown.add(kiosk.property("returnText")))
    qtbot.waitUntil(lambda: kiosk.report()["page"] == "home")
    assert len(shown) > 5
    assert kiosk.report()["number"] is None


def test_a_language_left_behind_is_taken_back_after_asking(
    qtbot: Any, memory_hall: MemoryHall, make_kiosk: Callable[..., KioskModel]
) -> None:
    kiosk = make_kiosk(memory_hall)
    asked: list[bool] = []
    kiosk.pageChanged.connect(lambda: asked.append(bool(kiosk._pages.property("asking"))))
    kiosk.chooseLanguage("en")
    kiosk.toggleLarge()
    qtbot.waitUntil(lambda: bool(kiosk._pages.property("asking")))
    kiosk.touched()
    assert not kiosk._pages.property("asking")
    assert kiosk.report()["language"] == "en"
    qtbot.waitUntil(lambda: kiosk.report()["language"] == "zh-CN")
    assert asked.count(True) >= 2
    assert not kiosk.property("large")


def test_only_the_halls_languages_are_offered(
    qtbot: Any, make_hall: Callable[..., MemoryHall], make_kiosk: Callable[..., KioskModel]
) -> None:
    hall = make_hall(hall_toml(languages=("zh-CN", "ja")))
    kiosk = make_kiosk(hall, language="en")
    assert [row["code"] for row in kiosk._home._languages.rows] == ["zh-CN", "ja"]
    assert kiosk.report()["language"] == "zh-CN"


def test_the_home_page_says_why_it_cannot_issue(
    qtbot: Any, make_hall: Callable[..., MemoryHall], make_kiosk: Callable[..., KioskModel]
) -> None:
    kiosk = make_kiosk()
    assert kiosk.report()["home"] == "starting"
    hall = make_hall(opened=False)
    line = hall.line(kiosk)
    hall.follow(kiosk)
    qtbot.waitUntil(lambda: kiosk.report()["home"] == "closed")
    kiosk.take("A")
    assert line.sent == []


def test_tiles_count_who_waits_and_who_serves(
    qtbot: Any, memory_hall: MemoryHall, make_kiosk: Callable[..., KioskModel]
) -> None:
    kiosk = make_kiosk(memory_hall)
    for _ in range(3):
        memory_hall.take("B")
    memory_hall.open_window(2, "1001")
    memory_hall.open_window(7, "1002")
    qtbot.waitUntil(lambda: kiosk.picture.seq == memory_hall.picture.seq)
    tile = next(row for row in kiosk.report()["tiles"] if row["code"] == "B")
    assert tile["waiting"] == "3 人等候"
    assert tile["open"] == "2 个窗口开放"
    kiosk.chooseLanguage("en")
    tile = next(row for row in kiosk.report()["tiles"] if row["code"] == "A")
    assert tile["name"] == "Investment projects"
    assert tile["beneath"] == "投资项目"
    assert tile["waiting"] == "None waiting"
    assert tile["open"] == "1 window open"

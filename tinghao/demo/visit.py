"""One visit (到访), from the tap to the rating, and the times it took."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from shared import events as ev
from shared.events import Entry
from tinghao.demo.house import CATEGORY, House
from tinghao.demo.witness import Witness


@dataclass(slots=True)
class Times:
    """Milliseconds of each visit: from the tap to the printer's first byte, from the key to the board's frame."""

    tap_to_printer: list[float] = field(default_factory=list)
    key_to_display: list[float] = field(default_factory=list)


class Visits:
    """Plays visits in a house, one after the other, and takes pictures on the way."""

    def __init__(self, house: House, witness: Witness, out: Path) -> None:
        self._house, self._witness, self._out = house, witness, out
        self.times = Times()
        self.pictures: list[str] = []

    def begin(self, clerk: str) -> None:
        """The clerk signs in and opens the window."""
        counter = self._house.counter
        counter.ask({"key": "F1"})
        counter.ask({"type": clerk})
        counter.ask({"key": "Return"})
        counter.until(lambda state: state["clerk"] == clerk)
        counter.ask({"key": "F2"})
        counter.until(lambda state: state["state"] == "open")

    def play(self, language: str, *, pictures: bool, listen: bool = True) -> None:
        """A visitor takes a ticket, is called, comes, is served and rates. ``listen``: to the whole announcement."""
        number = self._take(language, pictures=pictures)
        self._call(number, language, pictures=pictures)
        if listen:
            self._hear(number)
        self._serve(number, language, pictures=pictures)

    def shot(self, station: str, name: str) -> None:
        """Take the station's picture."""
        process = next(p for p in self._house.stations if p.name == station)
        path = self._out / f"{name}.png"
        process.ask({"shot": str(path)})
        self.pictures.append(path.name)

    def _take(self, language: str, *, pictures: bool) -> str:
        kiosk = self._house.kiosk
        kiosk.ask({"tap": f"language-{language}"})
        if pictures:
            self.shot(kiosk.name, f"kiosk-home-{language}")
        said_before, slips_before = len(kiosk.heard), len(self._house.printer.heard)
        tapped = kiosk.ask({"tap": f"tile-{CATEGORY}"})["t"]
        printed = kiosk.expect(lambda said: said.get("told") in ("printed", "failed"), said_before)
        slip = self._house.printer.expect(lambda said: "slip" in said, slips_before)
        self.times.tap_to_printer.append((slip["t"] - tapped) / 1e6)
        if pictures:
            self.shot(kiosk.name, f"kiosk-ticket-{language}")
        kiosk.ask({"tap": "done"})
        number: str = printed["number"]
        return number

    def _call(self, number: str, language: str, *, pictures: bool) -> None:
        house = self._house
        house.counter.until(lambda state: sum(state["waiting"].values()) > 0)
        pressed = house.counter.ask({"key": "F5"})["t"]
        called = self._wait(ev.TicketCalled, number)
        painted = house.board.expect(lambda said: said.get("painted", -1) >= called.seq)
        self.times.key_to_display.append((painted["t"] - pressed) / 1e6)
        house.counter.until(lambda state: state["number"] == number)
        if pictures:
            self.shot(house.board.name, f"board-{language}")
            self.shot(house.strip.name, f"strip-{language}")
            self.shot(house.counter.name, f"counter-called-{language}")

    def _hear(self, number: str) -> None:
        self._house.board.expect(lambda said: said.get("told") == "announced" and said.get("number") == number)

    def _serve(self, number: str, language: str, *, pictures: bool) -> None:
        counter = self._house.counter
        counter.ask({"key": "F7"})
        self._wait(ev.ServiceStarted, number)
        if pictures:
            counter.ask({"key": "F11"})
            counter.until(lambda state: state["view"] == "full" and state["phase"] == "serving")
            self.shot(counter.name, f"counter-full-{language}")
            counter.ask({"key": "F11"})
        counter.ask({"key": "F8"})
        finished = self._wait(ev.ServiceFinished, number)
        assert isinstance(finished.event, ev.ServiceFinished)
        service = finished.event.service
        self._witness.wait(
            f"service_rated {number}",
            lambda entry: isinstance(entry.event, ev.ServiceRated) and entry.event.service == service,
        )

    def _wait(self, kind: type[ev.Event], number: str) -> Entry:
        return self._witness.wait(
            f"{kind.__name__} {number}",
            lambda entry: isinstance(entry.event, kind) and getattr(entry.event, "number", None) == number,
        )

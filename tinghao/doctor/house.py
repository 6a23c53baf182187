"""The house around this machine: its addresses, who is seen on the LAN, the hall's service and its clock."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final

import httpx

from shared.lan import Lan, Seen, own_addresses
from shared.settings import Settings
from shared.tickets import Role
from shared.wire import decode_picture
from shared.workdays import unknown_years
from tinghao.doctor.finding import Area, Finding, Reader, State

CLOCK_LOOK_S: Final = 3.0
CLOCK_FAULT_S: Final = 60.0
"""A hall's times are the hall's own; a machine this far off shows waits and logs that nobody can match."""
AHEAD_DAYS: Final = 60
"""How far ahead public holidays should be known."""
_HTTP_S: Final = 5.0
_INTERFACES: Final = Path("/sys/class/net")


@dataclass(frozen=True, slots=True)
class HallAnswer:
    """What the hall's service said of itself. ``ahead_s``: how far its clock is ahead of ours, None if it told none."""

    url: str
    hall: str
    seq: int
    took_ms: float
    ahead_s: float | None
    settings: Settings | None


@dataclass(frozen=True, slots=True)
class Around:
    """What was gathered, for the judgements below; ``hall`` is None and ``why`` says why when it did not answer."""

    addresses: tuple[str, ...] = ()
    interfaces: tuple[str, ...] = ()
    seen: tuple[Seen, ...] = ()
    lan_fault: str | None = None
    url: str | None = None
    hall: HallAnswer | None = None
    why: str = ""
    own: frozenset[str] = field(default_factory=frozenset)
    """Stations that run on this machine, by their announced address."""


def look_around(url: str | None, hall: str, watch_s: float) -> Around:
    """Watch the LAN for ``watch_s`` seconds and ask the hall; ``url`` wins over what the LAN says."""
    addresses = tuple(own_addresses())
    lan = Lan(role=Role.DISPLAY, station="doctor", hall=hall, announce=False)
    lan.start()
    try:
        until = time.monotonic() + watch_s
        while time.monotonic() < until and lan.fault is None:
            time.sleep(0.05)
        seen, fault, found = lan.seen(), lan.fault, lan.hall_url()
    finally:
        lan.stop()
    own = frozenset(s.station for s in seen if s.address in (*addresses, "127.0.0.1"))
    answer, why = None, ""
    if asked := url or found:
        try:
            answer = ask_hall(asked)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError) as error:
            why = str(error) or type(error).__name__
    return Around(addresses, _interfaces(), seen, fault, asked, answer, why, own)


def ask_hall(url: str) -> HallAnswer:
    """How the hall's service is, and its settings where it shows them. Raises httpx's errors, ValueError, KeyError."""
    with httpx.Client(base_url=url.rstrip("/"), timeout=_HTTP_S) as client:
        began, sent = time.perf_counter(), datetime.now(UTC)
        response = client.get("/healthz").raise_for_status()
        took = time.perf_counter() - began
        health = response.json()
        picture = client.get("/api/v1/picture")
        settings = None
        if picture.is_success:
            versions = decode_picture(picture.content).settings
            settings = next((version.settings for version in versions.values()), None)
    return HallAnswer(url, str(health["hall"]), int(health["seq"]), took * 1000, _ahead(response, sent, took), settings)


def network(around: Around, reader: Reader) -> Finding:
    """Whether this machine has an address that others can reach."""
    reachable = [address for address in around.addresses if not address.startswith("127.")]
    interfaces = ", ".join(around.interfaces) or "—"
    if not reachable:
        return reader.finding(Area.NETWORK, "address", State.FAULT, "no_address", interfaces=interfaces)
    told = ", ".join(reachable)
    return reader.finding(Area.NETWORK, "address", State.OK, "address", addresses=told, interfaces=interfaces)


def lan(around: Around, reader: Reader) -> Iterator[Finding]:
    """Whether mDNS works and which processes of the house are seen."""
    if around.lan_fault is not None:
        yield reader.finding(Area.NETWORK, "lan", State.FAULT, "lan_unusable", why=around.lan_fault)
        return
    if not around.seen:
        yield reader.finding(Area.NETWORK, "lan", State.LOOK, "nobody_seen")
        return
    told = "; ".join(f"{s.role.value} {s.station} ({s.hall}) {s.address}" for s in around.seen)
    yield reader.finding(Area.NETWORK, "lan", State.OK, "seen", count=len(around.seen), told=told)
    # One process announces itself once; the same name twice is two machines that were set up alike.
    names = Counter((s.role, s.hall, s.station) for s in around.seen if s.role is not Role.HALL)
    if twice := sorted(station for (_, _, station), count in names.items() if count > 1):
        yield reader.finding(Area.NETWORK, "twice", State.LOOK, "seen_twice", names=", ".join(twice))


def hall(around: Around, reader: Reader) -> Iterator[Finding]:
    """Whether the hall answers, and how far the two clocks are apart."""
    if around.url is None:
        yield reader.finding(Area.HALL, "service", State.FAULT, "no_hall")
        return
    answer = around.hall
    if answer is None:
        yield reader.finding(Area.HALL, "service", State.FAULT, "hall_silent", url=around.url, why=around.why)
        return
    yield reader.finding(
        Area.HALL,
        "service",
        State.OK,
        "hall",
        url=answer.url,
        hall=answer.hall,
        seq=answer.seq,
        ms=f"{answer.took_ms:.0f}",
    )
    if answer.ahead_s is not None:
        yield clock(answer.ahead_s, reader)


def clock(ahead_s: float, reader: Reader) -> Finding:
    """How far the hall's clock is ahead of ours; it tells whole seconds only."""
    apart = abs(ahead_s)
    state = State.FAULT if apart > CLOCK_FAULT_S else State.LOOK if apart > CLOCK_LOOK_S else State.OK
    key = "clock" if state is State.OK else "clock_apart"
    return reader.finding(Area.HALL, "clock", state, key, seconds=f"{apart:.0f}")


def holidays(settings: Settings, today: date, reader: Reader) -> Iterator[Finding]:
    """Whether the public holidays of the days ahead are known, where the hall keeps the public calendar."""
    hours = settings.policies.hours
    if hours.calendar == "none":
        return
    ahead = (today, today + timedelta(days=AHEAD_DAYS))
    if years := unknown_years(hours, ahead):
        told = ", ".join(map(str, years))
        yield reader.finding(Area.HALL, "holidays", State.LOOK, "holidays_unknown", years=told)
        return
    yield reader.finding(Area.HALL, "holidays", State.OK, "holidays", until=ahead[1].isoformat())


def _ahead(response: httpx.Response, sent: datetime, took_s: float) -> float | None:
    date = response.headers.get("Date")
    if date is None:
        return None
    told = parsedate_to_datetime(date).astimezone(UTC)
    # The header is cut to whole seconds: on average the hall's time was half a second later.
    return (told - sent).total_seconds() + 0.5 - took_s / 2


def _interfaces() -> tuple[str, ...]:
    """Names and states of the network interfaces, where the system tells them as files."""
    if not _INTERFACES.is_dir():
        return ()
    found = []
    for folder in sorted(_INTERFACES.iterdir()):
        state = folder / "operstate"
        if folder.name != "lo" and state.is_file():
            found.append(f"{folder.name} {state.read_text(encoding='ascii').strip()}")
    return tuple(found)

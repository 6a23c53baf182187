"""The LAN: every process of the house announces itself by mDNS and sees the others (``_tinghao._tcp.local.``).

mDNS says where somebody is, never that they are alive: a crashed station stays listed for many minutes, so liveness
is the link's heartbeat. A machine without a usable network interface is survived: the configured address still
works, and the LAN is tried again every ten seconds.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from zeroconf import Error as ZeroconfError
from zeroconf import IPVersion, ServiceBrowser, ServiceInfo, ServiceListener, Zeroconf

from shared.log import Log
from shared.tickets import Role

SERVICE: Final = "_tinghao._tcp.local."
PROTOCOL: Final = "1"
RETRY_S: Final = 10.0
LOOK_S: Final = 3.0
"""How often this machine's address is looked at: a kiosk is often up before its network is."""
_RESOLVE_MS: Final = 3000

log = Log(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A process of the house seen on the LAN."""

    role: Role
    station: str
    hall: str
    address: str
    port: int

    @property
    def url(self) -> str:
        """Where its HTTP service answers, if it has one (a station without one announces port 0)."""
        return f"http://{self.address}:{self.port}"


class Lan:
    """Announces this process and watches for others, in the background; nothing here blocks its caller.

    ``changed`` is called from a thread of the library whenever :attr:`seen` changes. ``interfaces`` are IPv4
    addresses to use; without them all of the machine's.
    """

    def __init__(
        self,
        *,
        role: Role,
        station: str,
        hall: str,
        port: int = 0,
        interfaces: Sequence[str] = (),
        changed: Callable[[], None] | None = None,
        announce: bool = True,
    ) -> None:
        self._role, self._station, self._hall, self._port = role, station, hall, port
        self._interfaces = tuple(interfaces)
        self._changed = changed or (lambda: None)
        self._announce = announce
        self._seen: dict[str, Seen] = {}
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="lan", daemon=True)
        self.fault: str | None = None
        """Why the LAN cannot be used at present, for the screen of who can act."""

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Take the announcement back and stop watching."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def seen(self, role: Role | None = None) -> tuple[Seen, ...]:
        """Who is seen, by role and name; of this hall only, unless this process has not chosen a hall."""
        with self._lock:
            found = [s for s in self._seen.values() if not self._hall or s.hall == self._hall]
        return tuple(sorted((s for s in found if role in (None, s.role)), key=lambda s: (s.role.value, s.station)))

    def hall_url(self) -> str | None:
        """Address of the hall's service, if one is seen."""
        halls = self.seen(Role.HALL)
        return halls[0].url if halls else None

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._watch()
            except (OSError, RuntimeError, ZeroconfError) as error:
                # No interface is up (yet): the library raises RuntimeError or OSError by platform.
                self.fault = str(error) or type(error).__name__
                log.warning("lan_unusable", why=self.fault, retry_s=RETRY_S)
                self._changed()
                self._stop.wait(RETRY_S)

    def _watch(self) -> None:
        choice = {"interfaces": list(self._interfaces)} if self._interfaces else {}
        zeroconf = Zeroconf(ip_version=IPVersion.V4Only, **choice)  # type: ignore[arg-type]
        try:
            self.fault = None
            addresses = self._addresses()
            browser = ServiceBrowser(zeroconf, SERVICE, listener=_Listener(self))
            if self._announce:
                zeroconf.register_service(self._info(addresses), allow_name_change=True)
            # The library listens on the interfaces it found at its start; others that come later need a new one.
            while not self._stop.wait(LOOK_S) and self._addresses() == addresses:
                pass
            browser.cancel()
        finally:
            zeroconf.close()

    def _info(self, addresses: Sequence[str]) -> ServiceInfo:
        return ServiceInfo(
            SERVICE,
            f"{self._role.value}-{self._station}-{self._hall}.{SERVICE}",
            port=self._port,
            addresses=[socket.inet_aton(address) for address in addresses],
            properties={"role": self._role.value, "hall": self._hall, "station": self._station, "v": PROTOCOL},
            server=f"{socket.gethostname()}-{self._role.value}-{self._station}.local.",
        )

    def _addresses(self) -> list[str]:
        return list(self._interfaces) or own_addresses()

    def note(self, name: str, seen: Seen | None) -> None:
        """The browser's word: ``name`` is there, or gone."""
        with self._lock:
            before = self._seen.get(name)
            if seen is None:
                self._seen.pop(name, None)
            else:
                self._seen[name] = seen
        if before != seen:
            self._changed()


class _Listener(ServiceListener):
    def __init__(self, lan: Lan) -> None:
        self._lan = lan

    def add_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        info = zc.get_service_info(type_, name, timeout=_RESOLVE_MS)
        if info is not None:
            self._lan.note(name, _seen(info))

    def update_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        self.add_service(zc, type_, name)

    def remove_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        self._lan.note(name, None)


def _seen(info: ServiceInfo) -> Seen | None:
    properties = info.decoded_properties
    addresses = info.parsed_addresses(IPVersion.V4Only)
    try:
        role = Role(properties.get("role") or "")
    except ValueError:
        return None  # Something of a newer house: not ours to use.
    if not addresses or properties.get("v") != PROTOCOL:
        return None
    return Seen(
        role=role,
        station=properties.get("station") or "",
        hall=properties.get("hall") or "",
        address=addresses[0],
        port=info.port or 0,
    )


def own_addresses() -> list[str]:
    """IPv4 addresses of this machine that others may reach, the loopback only where there is no other."""
    found: list[str] = []
    # A connected UDP socket sends nothing, but the kernel chooses the interface that a multicast would leave by.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("224.0.0.251", 5353))
            found.append(probe.getsockname()[0])
        except OSError:
            log.debug("no_route_to_multicast")
    return [address for address in found if address != "0.0.0.0"] or ["127.0.0.1"]

"""A station's line to its hall: where the hall is, the link to it, and the station's own announcement on the LAN.

What the line stands on takes longer to load than a window to draw, so it is loaded by a thread of its own, which the
station starts after its first frame. Until then the screen says what it says whenever the hall is looked for.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from shared.ui.station import StationModel

if TYPE_CHECKING:
    from shared.lan import Lan, Seen
    from shared.link import Link


class Line:
    """Gives the model its link: a configured ``hall_url`` wins, else the hall seen on the LAN.

    The station announces itself either way. ``prepare`` loads what the station's own first use of the hall needs; it
    runs in the line's thread, before the link. ``seen_changed`` is called in the Qt thread whenever somebody comes or
    goes on the LAN, with whom :class:`~shared.lan.Lan` sees and why it cannot be used, if so.
    """

    def __init__(
        self,
        model: StationModel,
        *,
        hall_url: str | None,
        token: str | None,
        hall: str = "",
        prepare: Callable[[], None] | None = None,
        seen_changed: Callable[[tuple[Seen, ...], str | None], None] | None = None,
    ) -> None:
        self._model = model
        self._address = hall_url.rstrip("/") if hall_url else None
        self._token, self._hall = token, hall
        self._prepare = prepare or (lambda: None)
        self._seen_changed = seen_changed or (lambda seen, fault: None)
        self._lan: Lan | None = None
        self._link: Link | None = None
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._start, name="line", daemon=True)

    @property
    def link(self) -> Link | None:
        """The link, once there is one."""
        return self._link

    @property
    def address(self) -> str | None:
        """Where the hall is reached: as configured, else as seen on the LAN; None while it is looked for."""
        return self._where()

    def start(self) -> None:
        """Begin, without waiting for anything."""
        self._thread.start()

    def stop(self) -> None:
        """End the link first: its last word must find the model still there."""
        self._ending.set()
        if self._thread.is_alive():
            # However long it takes: it waits for nobody, it only loads. A process that ends under a thread in the middle
            # of loading a library may be aborted, and what the thread starts after this would be stopped by nobody.
            self._thread.join()
        if self._link is not None:
            self._link.stop()
        if self._lan is not None:
            self._lan.stop()

    def _start(self) -> None:
        self._prepare()
        if self._ending.is_set():
            return  # Whoever switches off does not wait for what nobody will use.
        from shared.link import Link

        self._link = Link(where=self._where, listener=self._model.bridge.listener, token=self._token)
        self._model.bridge.call(self._attach)
        self._link.start()
        if self._ending.is_set():
            return
        from shared.lan import Lan

        self._lan = Lan(
            role=self._model.role,
            station=self._model.station,
            hall=self._hall,
            changed=lambda: self._model.bridge.call(self._see),
        )
        self._lan.start()

    def _where(self) -> str | None:
        return self._address or (self._lan.hall_url() if self._lan is not None else None)

    def _attach(self) -> None:
        if self._link is not None:
            self._model.attach(self._link)

    def _see(self) -> None:
        if self._lan is not None:
            self._seen_changed(self._lan.seen(), self._lan.fault)

"""A station's line to its hall: where the hall is, the link to it, and the station's own announcement on the LAN."""

from __future__ import annotations

from collections.abc import Callable

from shared.lan import Lan
from shared.link import Link
from shared.ui.station import StationModel


class Line:
    """Gives the model its link: a configured ``hall_url`` wins, else the hall seen on the LAN.

    The station announces itself either way. ``seen_changed`` is called in the Qt thread whenever :attr:`lan` sees
    somebody come or go.
    """

    def __init__(
        self,
        model: StationModel,
        *,
        hall_url: str | None,
        token: str | None,
        hall: str = "",
        seen_changed: Callable[[], None] | None = None,
    ) -> None:
        changed = seen_changed or (lambda: None)
        self.lan = Lan(
            role=model.role,
            station=model.station,
            hall=hall,
            changed=lambda: model.bridge.call(changed),
        )
        address = hall_url.rstrip("/") if hall_url else None
        self.link = Link(
            where=lambda: address or self.lan.hall_url(),
            listener=model.bridge.listener,
            token=token,
        )
        model.attach(self.link)

    def start(self) -> None:
        self.lan.start()
        self.link.start()

    def stop(self) -> None:
        """End the link first: its last word must find the model still there."""
        self.link.stop()
        self.lan.stop()

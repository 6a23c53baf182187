"""Puts a counter on the screen: its line to the hall, its window, its rating device."""

from __future__ import annotations

from counter.model import CounterModel
from shared.ui.app import application, run
from shared.ui.line import Line


def main(
    *,
    hall_url: str | None,
    token: str | None,
    hall: str,
    station: str,
    window: int | None = None,
    language: str = "zh-CN",
    rating: str | None = None,
    remote: bool = False,
    view: str = "strip",
    clerk: str | None = None,
    fullscreen: bool = False,
) -> int:
    """Run a counter until it is closed; the process's exit code.

    ``window`` and ``rating`` (address of a rating device) win over the settings' entry of ``station``; ``clerk`` signs
    in as soon as the hall is there; ``view`` is ``strip`` or ``full``, and ``fullscreen`` fits the latter only.
    """
    application()
    model = CounterModel(station=station, window=window, language=language, clerk=clerk, rating=rating, view=view)
    line = Line(model, hall_url=hall_url, token=token, hall=hall)
    line.start()
    try:
        return run("counter", model, None, fullscreen=fullscreen and view == "full", remote=remote)
    finally:
        line.stop()
        model.close()

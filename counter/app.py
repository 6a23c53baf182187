"""Puts a counter, or the enquiry desk, on the screen: its line to the hall, its window, its devices."""

from __future__ import annotations

import os
from pathlib import Path

from counter.hotkeys import listen_on
from counter.model import CounterModel
from counter.panel_window import PanelWindow
from shared.ui.app import application, run
from shared.ui.line import Line
from shared.ui.waits import AskWaits


def main(
    *,
    hall_url: str | None,
    token: str | None,
    hall: str,
    station: str = "",
    desk: bool = False,
    window: int | None = None,
    language: str = "",
    rating: str | None = None,
    panel: bool = False,
    panel_screen: int = 0,
    photos: Path | None = None,
    remote: bool = False,
    view: str = "strip",
    clerk: str | None = None,
    hotkey_next: str | None = None,
    hotkey_recall: str | None = None,
    fullscreen: bool = False,
) -> int:
    """Run a counter, or with ``desk`` the enquiry desk, until it is closed; the process's exit code.

    ``station`` is its name in the settings, ``counter-1`` or ``desk-1`` where none is given. ``window`` and ``rating``
    (address of a rating device, ``screen://2`` for a panel on the second screen) win over the settings' entry of
    ``station``, and so does ``panel`` (or its ``panel_screen``, from 1; 0 for a window like any other); ``photos`` is a
    folder of pictures named by staff number, for the panel; ``clerk`` signs in as soon as the hall is there; ``view``
    is ``strip`` or ``full``, and ``fullscreen`` fits the latter only.
    ``hotkey_next`` and ``hotkey_recall`` (``Ctrl+Alt+N``, or ``off``) win over the settings too.
    """
    app = application()
    if desk:
        return _run_desk(hall_url, token, hall, station or "desk-1", language, remote=remote, fullscreen=fullscreen)
    if panel or panel_screen:
        rating = f"screen://{panel_screen}"
    model = CounterModel(
        station=station or "counter-1",
        window=window,
        language=language,
        clerk=clerk,
        rating=rating,
        photos=photos,
        view=view,
        hotkeys={"next": hotkey_next, "recall": hotkey_recall},
        listen=listen_on(app.platformName(), os.environ),
    )
    beside = PanelWindow(model.rating)
    line = Line(model, hall_url=hall_url, token=token, hall=hall)
    try:
        whole = fullscreen and view == "full"
        return run("counter", model, None, fullscreen=whole, remote=remote, others=beside.windows, shown=line.start)
    finally:
        line.stop()
        beside.close()
        model.close()


def _run_desk(
    hall_url: str | None, token: str | None, hall: str, station: str, language: str, *, remote: bool, fullscreen: bool
) -> int:
    from counter.enquiry import QML_PAGE, EnquiryModel

    model = EnquiryModel(station=station, language=language)
    line = Line(model, hall_url=hall_url, token=token, hall=hall)
    asking = AskWaits(model, lambda: line.link, model.know_waits, lambda: True)
    try:
        asking.start()
        return run("counter", model, None, page=QML_PAGE, fullscreen=fullscreen, remote=remote, shown=line.start)
    finally:
        asking.stop()
        line.stop()
        model.close()

"""A display on a stage, a real link, a real hall: what the glass shows is proved, and an overview's waits are asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from display.asking import ask_waits
from display.model import DisplayModel
from shared.link import Link
from shared.tickets import Role
from shared.ui.proof import Proof
from shared.ui.remote import find_item
from tests.book import SITES
from tests.hall.asking import Asker, make_tokens
from tests.journeys.halls import HallProcess
from tests.stations.display_scene import Put

PATIENCE_MS = 30_000


def test_a_display_proves_what_is_on_the_glass_and_stops_when_it_draws_no_more(
    qtbot: Any, tmp_path: Path, at_ten: Callable[..., DisplayModel], put_on_stage: Put
) -> None:
    store = f"sqlite:///{tmp_path / 'hall.db'}"
    with HallProcess(store, SITES / "district.toml") as hall:
        tokens = make_tokens(
            store, "district", [(Role.DISPLAY, "board-1"), (Role.MANAGER, "manager"), (Role.KIOSK, "kiosk-1")]
        )
        model = at_ten("en", layout="overview")
        stage = put_on_stage("display", model, None)
        link = Link(where=lambda: hall.url, listener=model.bridge.listener, token=tokens[0])
        proved: list[int] = []
        proof = Proof(model, stage.window, lambda: link, proved.append, every_s=0.1)
        asking = ask_waits(model, lambda: link, every_s=0.1)
        link.start()
        proof.start()
        asking.start()
        try:
            with Asker(hall.url, tokens[1]) as manager, Asker(hall.url, tokens[2]) as kiosk:
                kiosk.does("take_ticket", category="C")
                qtbot.waitUntil(lambda: manager.seq() in proved, timeout=PATIENCE_MS)
                screens = manager.http.get("/api/v1/shown").raise_for_status().json()["screens"]
                said = next(screen for screen in screens if screen["station"] == "board-1")
                assert (said["state"], said["seq"], said["proven"]) == ("current", manager.seq(), True)
                longest = find_item(stage.window, "overviewLongestC")
                assert longest is not None
                qtbot.waitUntil(lambda: longest.property("text") == "0", timeout=PATIENCE_MS)
                # The model follows on, the glass does not: nothing is proved any more.
                stage.window.hide()
                qtbot.wait(200)
                before = len(proved)
                kiosk.does("take_ticket", category="C")
                qtbot.waitUntil(lambda: model.stands_at == manager.seq(), timeout=PATIENCE_MS)
                qtbot.wait(500)
                assert len(proved) == before
                stage.window.show()
                qtbot.waitUntil(lambda: manager.seq() in proved, timeout=PATIENCE_MS)
        finally:
            asking.stop()
            proof.stop()
            link.stop()

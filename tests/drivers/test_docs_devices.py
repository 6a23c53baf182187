"""The page on devices is held to the code: its entry is loaded and played, its settings are read, its commands exist."""

from __future__ import annotations

import queue
import re
import time
from pathlib import Path
from typing import Any

import pytest

from drivers.boards import catalogue as boards
from drivers.callers import catalogue as callers
from drivers.rating import catalogue as pads
from drivers.rating.device import Rated, RatingDevice
from drivers.rating.tablet import DRIVER as TABLET
from drivers.simulators.pads import ByEntry
from drivers.simulators.rating import RatingPadSimulator
from shared.errors import DeviceFault
from shared.settings import parse_settings
from tests.stations.memory_hall import hall_toml

LONG_S = 30.0
PAGE = (Path(__file__).resolve().parents[2] / "docs" / "devices.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```toml\n(.*?)```", PAGE, flags=re.S)
ENTRY = next(block for block in BLOCKS if block.startswith("# my-pad.toml"))


def test_the_pages_entry_is_all_that_a_new_pad_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One file in the catalogue's folder, and the driver asks, hears and acknowledges that pad."""
    (tmp_path / "my-pad.toml").write_text(ENTRY, encoding="utf-8")
    entry = pads.load("my-pad", tmp_path)
    monkeypatch.setattr("drivers.simulators.rating.dialect_of", lambda _, address: ByEntry(entry, address))
    told: queue.SimpleQueue[Any] = queue.SimpleQueue()
    with RatingPadSimulator(3, entry="my-pad") as pad:
        device = RatingDevice(pad.port_path, entry, told.put, address=3).start()
        try:
            device.ask("S1", 60.0)
            assert pad.wait_asked(LONG_S)
            time.sleep(0.1)  # the driver notes that its question is out after the bytes are
            pad.press(2)
            while not isinstance(event := told.get(timeout=LONG_S), Rated):
                pass
            assert event == Rated("S1", 4, 2)
            assert pad.wait_acked(LONG_S)
        finally:
            device.close()


def test_the_pages_entry_is_refused_when_its_example_is_wrong() -> None:
    with pytest.raises(DeviceFault, match=r"my-pad\.toml"):
        pads.parse(ENTRY.replace("01 50 02 53", "01 50 02 54"), "my-pad", "my-pad.toml")


def test_the_pages_settings_are_read_and_name_entries_that_exist() -> None:
    known = {"rating": (*pads.names(), TABLET), "caller": callers.names(), "board": boards.names()}
    devices = [block for block in BLOCKS if block.startswith("[[devices]]")]
    assert len(devices) >= 3
    station = '[[stations]]\nname = "counter-3"\nrole = "counter"\nwindow = 3\n\n'
    for block in devices:
        for device in parse_settings(hall_toml(extra=station + block), "devices.md").devices:
            if device.kind in known and not device.port.startswith("screen://"):  # the house's own panel has no entry
                assert device.driver in known[device.kind]

"""Fixtures of the stations' tests: a hall in memory, and a stage on which a QML warning is a failure."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from display.model import DisplayModel
from shared import commands as cmd
from shared.clock import FixedClock
from shared.messages import new_id
from shared.settings import parse_settings
from shared.ui.app import Stage, application
from shared.ui.station import StationModel
from tests.stations.memory_hall import DAY, MemoryHall, hall_toml


@pytest.fixture(autouse=True)
def _garbage_in_this_thread() -> Iterator[None]:
    """Models of ended tests are collected here, never in the thread of a printer: they hold Qt's timers."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture
def make_hall() -> Callable[..., MemoryHall]:
    """Makes a hall with an open service day out of settings as TOML."""

    def make(toml: str | None = None, *, opened: bool = True) -> MemoryHall:
        text = toml or hall_toml()
        hall = MemoryHall(parse_settings(text, "hall.toml"))
        hall.do(cmd.ImportSettings(id=new_id(), toml=text))
        if opened:
            hall.do(cmd.OpenDay(id=new_id(), day=DAY))
        return hall

    return make


@pytest.fixture
def memory_hall(make_hall: Callable[..., MemoryHall]) -> MemoryHall:
    return make_hall()


@pytest.fixture
def put_on_stage(qtbot: Any) -> Iterator[Callable[..., Stage]]:
    """Shows a room's Main.qml, or another page, with its model; a warning of QML fails the test."""
    stages: list[Stage] = []
    models: list[StationModel] = []
    """Kept until their stage is gone, whoever else lets go of them: a page that is still being made asks its model."""

    def put(module: str, model: StationModel, size: tuple[int, int] | None, page: str = "Main") -> Stage:
        stage = Stage(module, model, size, page=page)
        stages.append(stage)
        models.append(model)
        qtbot.waitUntil(stage.window.isExposed)
        return stage

    yield put
    warnings = [warning for stage in stages for warning in stage.warnings]
    for stage in stages:
        stage.close()
    models.clear()
    assert warnings == []


@pytest.fixture
def at_ten() -> Iterator[Callable[..., DisplayModel]]:
    """Makes models at 10:42. Asked for before ``put_on_stage``, so that they outlive the stage."""
    application()
    made: list[DisplayModel] = []

    def make(language: str = "zh-CN", **options: Any) -> DisplayModel:
        clock = FixedClock(datetime(2026, 3, 2, 2, 42, tzinfo=UTC))
        made.append(DisplayModel(station="board-1", language=language, clock=clock, **options))
        return made[-1]

    yield make
    made.clear()

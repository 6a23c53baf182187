"""A simulated day through the real service: everyone is called, who left is a no-show, the seed decides who comes."""

from __future__ import annotations

import json
import math
import os
import statistics
from collections import Counter
from pathlib import Path

import pytest

from shared.settings import parse_settings
from tests.forked import run
from tinghao.day.people import HALF_HOURS, KINDS, LAST_S, single_windows, visitors
from tinghao.day.site import MOST_COMPREHENSIVE, WINDOWS, places, settings_toml


def test_a_seed_brings_the_same_visitors_and_another_brings_others() -> None:
    assert visitors(50, 3) == visitors(50, 3)
    assert visitors(50, 3) != visitors(50, 4)


def test_a_large_crowd_shows_what_is_assumed() -> None:
    crowd = visitors(20_000, 1)
    shares = Counter(one.category for one in crowd)
    for code, kind in KINDS.items():
        assert shares[code] / len(crowd) == pytest.approx(kind.share, abs=0.01)
        times = [one.service_s / 60 for one in crowd if one.category == code]
        assert statistics.fmean(times) == pytest.approx(kind.mean_min, rel=0.1)
        assert statistics.stdev(times) / statistics.fmean(times) == pytest.approx(kind.cv, rel=0.2)
    assert math.isclose(sum(kind.share for kind in KINDS.values()), 1)
    assert all(one.arrives_s < LAST_S for one in crowd)
    assert len(HALF_HOURS) == 17


@pytest.mark.parametrize("comprehensive", range(MOST_COMPREHENSIVE + 1))
def test_every_hall_has_its_windows_and_serves_every_category(comprehensive: int) -> None:
    windows = places(comprehensive)
    assert len(windows) == WINDOWS
    assert sum(len(codes) > 1 for codes in windows.values()) == comprehensive
    assert {codes[0] for codes in windows.values() if len(codes) == 1} == set(KINDS)
    assert len(parse_settings(settings_toml(comprehensive), "settings.toml").windows) == WINDOWS


def test_fewer_windows_than_categories_are_refused() -> None:
    with pytest.raises(ValueError, match="fewer"):
        single_windows(len(KINDS) - 1)


def test_the_same_crowd_in_two_halls_in_one_command(tmp_path: Path) -> None:
    out = tmp_path / "day.json"
    done = run(
        "simulate",
        "day",
        "--tickets",
        "60",
        "--seed",
        "5",
        "--comprehensive",
        "0",
        "--comprehensive",
        "6",
        "--out",
        str(out),
        env=os.environ,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    assert "6 comprehensive" in done.stdout
    report = json.loads(out.read_text(encoding="utf-8"))
    assert [day["comprehensive"] for day in report["days"]] == [0, 6]
    for day in report["days"]:
        assert day["tickets"] == day["called"] == 60
        assert day["finished"] + day["left_without_a_word"] == 60
        assert day["duplicate_numbers"] == day["double_calls"] == 0
        assert day["hall_refused"] == []
        assert 0 < day["utilisation"]["all"] < 1
        waits = day["expected_waits"]
        assert waits["told"] + waits["free"] + waits["untold"] == 60
        assert waits["free"] > 0, "so few people mostly find a window free"
    assert "told that a window is free" in done.stdout

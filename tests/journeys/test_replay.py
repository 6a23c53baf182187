"""A logged day through the running service, over HTTP: nobody lost, no number twice, nobody called twice."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from tests.forked import run
from tests.journeys.days import write_log

REAL_LOG = Path(__file__).resolve().parents[3] / "shared" / "data" / "hall_logs.csv.gz"


def replay(tmp_path: Path, *arguments: str) -> tuple[dict[str, Any], str]:
    """Run the command as a technician does; its report and what it said."""
    out = tmp_path / "report.json"
    env = {**os.environ, "TINGHAO_LOG": "WARNING", "LC_ALL": "C.UTF-8"}
    done = run("replay", *arguments, "--out", str(out), env=env, timeout=300)
    assert done.returncode == 0, done.stderr
    return json.loads(out.read_text(encoding="utf-8")), done.stderr


def assert_nothing_lost(report: dict[str, Any], tickets: int) -> None:
    assert report["arrivals"] == report["tickets"] == report["called"] == report["finished"] == tickets
    assert (report["lost"], report["duplicate_numbers"], report["double_calls"]) == (0, 0, 0)
    assert report["hall_refused"] == []


def test_a_made_up_day_goes_through(tmp_path: Path) -> None:
    log = write_log(tmp_path / "log.csv", 120)
    report, _ = replay(tmp_path, str(log), "--office", "OFFICE", "--date", "2020-01-08")
    assert_nothing_lost(report, 120)
    assert report["wait_minutes"] == report["log_wait_minutes"], "our clock shows the log's time"
    waits = report["expected_waits"]
    assert waits["told"] + waits["free"] + waits["untold"] == 120
    assert waits["told"] > 60, "known once three of a category were served"
    assert 0 < waits["called_before_p50"] < waits["called_by_p90"] <= 1


def test_at_a_chosen_speed_the_waits_are_the_logs(tmp_path: Path) -> None:
    log = write_log(tmp_path / "log.csv", 40)
    report, _ = replay(tmp_path, str(log), "--office", "OFFICE", "--date", "2020-01-08", "--speed", "6000")
    assert_nothing_lost(report, 40)
    # At this speed a tenth of a second of delay is ten minutes; the order of magnitude must still be the log's.
    assert report["wait_minutes"]["mean"] == pytest.approx(report["log_wait_minutes"]["mean"], abs=30)


def test_malformed_rows_are_refused_with_file_and_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    log = write_log(tmp_path / "log.csv", 20)
    lines = log.read_text(encoding="utf-8").splitlines()
    bad = [
        "OFFICE,A: Registration,2020-01-08,1,noon,40000,2",
        "OFFICE,A: Registration,2020-01-08,1,40000,30000,2",
        "OFFICE,A: Registration,yesterday,1,30000,40000,2",
        "OFFICE,A: Registration,2020-01-08,1,30000",
        "OFFICE,,2020-01-08,1,30000,40000,2",
        "OFFICE,A: Registration,2020-01-08,1,30000,40000,2,9,9",
    ]
    packed = tmp_path / "second.csv.gz"
    with gzip.open(packed, "wt", encoding="utf-8") as file:
        file.write("\n".join([lines[0], *bad]) + "\n")
    report, said = replay(tmp_path, str(log), str(packed), "--office", "OFFICE", "--date", "2020-01-08")
    assert_nothing_lost(report, 20)
    assert [(row["file"], row["line"]) for row in report["refused"]] == [("second.csv.gz", n) for n in range(2, 8)]
    assert "second.csv.gz, line 2" in said


@pytest.mark.skipif(not REAL_LOG.is_file(), reason="the real queue logs lie beside the checkout of its builders only")
@pytest.mark.parametrize(("office", "tickets"), [("UD_Bielany", 900), ("UD_Ursus", 137)])
def test_a_real_day_goes_through(tmp_path: Path, office: str, tickets: int) -> None:
    report, _ = replay(tmp_path, str(REAL_LOG), "--office", office, "--date", "2020-01-08")
    assert_nothing_lost(report, tickets)
    assert report["wait_minutes"] == report["log_wait_minutes"]

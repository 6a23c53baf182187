"""The pages made from the rules' tables say what the tables say, and the promises around them hold."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from hall.rules.lifecycle import LIFECYCLE
from shared.commands import MAY_SEND

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"


@pytest.fixture(scope="module")
def make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_make", DOCS / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_made_pages_are_up_to_date(make: ModuleType) -> None:
    assert make.stale() == [], "run: python docs/make.py"


def test_the_drawing_has_every_step(make: ModuleType) -> None:
    page = (DOCS / "lifecycle.md").read_text(encoding="utf-8")
    for step in LIFECYCLE:
        assert f"--> {step.after.value}: {step.event} ({step.words})" in page


def test_the_roles_page_has_every_command(make: ModuleType) -> None:
    page = (DOCS / "roles.md").read_text(encoding="utf-8")
    for command in MAY_SEND:
        assert f"| `{command}` |" in page


def test_a_changed_table_makes_its_page_stale(make: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(make.MADE["lifecycle.md"], "lifecycle", lambda: "another drawing")
    assert make.stale() == ["lifecycle.md"]
    assert make.main(["--check"]) == 1

"""Rows keep their items while their keys stay: a press in progress outlives an event."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex

from shared.ui.app import application
from shared.ui.rows import RowList


def test_same_keys_change_values_only(qtbot: Any) -> None:
    application()
    rows = RowList(("code", "count"), "code")
    rows.show([{"code": "A", "count": 1}, {"code": "B", "count": 2}])
    changed: list[tuple[int, list[int]]] = []
    resets: list[bool] = []
    rows.dataChanged.connect(lambda first, _last, roles: changed.append((first.row(), list(roles))))
    rows.modelReset.connect(lambda: resets.append(True))
    rows.show([{"code": "A", "count": 1}, {"code": "B", "count": 3}])
    names = {code: bytes(name.data()).decode() for code, name in rows.roleNames().items()}
    assert [(row, [names[role] for role in roles]) for row, roles in changed] == [(1, ["count"])]
    assert resets == []
    assert rows.rows[1]["count"] == 3
    rows.show([{"code": "B", "count": 3}])
    assert resets == [True]
    assert rows.rowCount(QModelIndex()) == 1


def test_rows_answer_only_for_what_they_hold(qtbot: Any) -> None:
    rows = RowList(("code",), "code")
    rows.show([{"code": "A"}])
    role = next(iter(rows.roleNames()))
    assert rows.data(rows.index(0), role) == "A"
    assert rows.data(rows.index(5), role) is None
    assert rows.data(rows.index(0), 9999) is None

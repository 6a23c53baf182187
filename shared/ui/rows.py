"""Rows of plain values for QML's repeaters and lists, changed in place.

A list rebuilt at every event would destroy the button under a finger between press and release. Here rows keep their
items as long as their keys stay, and only what changed is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QByteArray, QModelIndex, QObject, QPersistentModelIndex
from PySide6.QtQml import QmlElement

QML_IMPORT_NAME = "shared.ui"
QML_IMPORT_MAJOR_VERSION = 1

_FIRST_ROLE = 0x100
"""``Qt.ItemDataRole.UserRole``, by its number: loading the namespace ``Qt`` alone outlasts a first frame."""
_NOWHERE = QModelIndex()


@QmlElement
class RowList(QAbstractListModel):
    """A list of rows with the named ``roles``; ``key`` is the role that says whether a row is still the same."""

    def __init__(self, roles: Sequence[str], key: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._roles = {_FIRST_ROLE + number: role for number, role in enumerate(roles)}
        self._key = key
        self._rows: list[dict[str, Any]] = []

    @property
    def rows(self) -> list[dict[str, Any]]:
        """What is shown now."""
        return list(self._rows)

    def show(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Show these rows instead. Where the keys are the same in the same order, items stay and only values change."""
        new = [dict(row) for row in rows]
        if [row[self._key] for row in new] != [row[self._key] for row in self._rows]:
            self.beginResetModel()
            self._rows = new
            self.endResetModel()
            return
        for number, row in enumerate(new):
            changed = [code for code, role in self._roles.items() if row[role] != self._rows[number][role]]
            if changed:
                self._rows[number] = row
                self.dataChanged.emit(self.index(number), self.index(number), changed)

    # What Qt asks ------------------------------------------------------------------------------------------------

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> Any:
        name = self._roles.get(role)
        if name is None or not 0 <= index.row() < len(self._rows):
            return None
        return self._rows[index.row()][name]

    def roleNames(self) -> dict[int, QByteArray]:
        return {code: QByteArray(role.encode()) for code, role in self._roles.items()}

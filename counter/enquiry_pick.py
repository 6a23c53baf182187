"""A row of choices of which one holds: kiosk, category, day, purpose. By hand, or by the arrow keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from shared.ui.rows import RowList

_T = TypeVar("_T")


class Pick(Generic[_T]):
    """The options as rows of ``text lit``, and the value of the lit one. The first holds until another is picked, or
    with ``open_`` none does."""

    def __init__(self, *, open_: bool = False) -> None:
        self._none = -1 if open_ else 0
        self.rows = RowList(("name", "text", "lit"), "name")
        self._values: tuple[_T, ...] = ()
        self._index = self._none
        self._texts: tuple[str, ...] = ()

    @property
    def value(self) -> _T | None:
        """What holds; None while nothing does."""
        return self._values[self._index] if 0 <= self._index < len(self._values) else None

    @property
    def index(self) -> int:
        return self._index

    def offer(self, options: Sequence[tuple[_T, str]]) -> None:
        """Choose from these values and their words from now on; what held stays where it is still there."""
        held = self.value
        self._values = tuple(value for value, _ in options)
        self._texts = tuple(text for _, text in options)
        at = next((i for i, value in enumerate(self._values) if value == held), self._none)
        self._index = at if self._index >= 0 else self._none
        self._show()

    def pick(self, index: int) -> bool:
        """Let this one hold; whether it is another than before."""
        if not 0 <= index < len(self._values) or index == self._index:
            return False
        self._index = index
        self._show()
        return True

    def step(self, by: int) -> bool:
        """The next or the one before."""
        return self.pick(self._index + by)

    def begin_anew(self) -> None:
        """As it was before anybody picked."""
        self._index = self._none
        self._show()

    def hold(self, value: _T) -> bool:
        """Let this value hold; whether it is another than before. Nothing happens where it is not offered."""
        return self.pick(self._values.index(value)) if value in self._values else False

    def _show(self) -> None:
        self.rows.show([{"name": str(i), "text": text, "lit": i == self._index} for i, text in enumerate(self._texts)])

"""Hot keys: keys of a counter that work while its clerk types in another program. How they are written, and which.

``Ctrl+Alt+N``: modifiers, then one key, in any case. A letter or digit needs Ctrl, Alt or Win besides: alone, or with
Shift, somebody types it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Self

from pydantic import AfterValidator, ValidationError, model_validator

from shared.toml_parts import Part

MODIFIERS: Final = ("Ctrl", "Alt", "Shift", "Win")
"""In the order in which they are written."""
_ALIASES: Final = {"control": "Ctrl", "super": "Win", "meta": "Win"} | {name.lower(): name for name in MODIFIERS}
_FUNCTION_KEYS: Final = frozenset(f"F{n}" for n in range(1, 25))
_SIGNS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


@dataclass(frozen=True, slots=True)
class Combo:
    """Modifiers and one key: a letter or digit in capitals, or ``F1`` to ``F24``."""

    modifiers: frozenset[str]
    key: str

    def __str__(self) -> str:
        return "+".join([*(name for name in MODIFIERS if name in self.modifiers), self.key])


def combo(text: str) -> Combo:
    """The combination that is written so. Raises ValueError with what is wrong with it."""
    *before, last = [part.strip() for part in text.split("+")]
    if unknown := [part for part in before if part.lower() not in _ALIASES]:
        raise ValueError(f"no modifier is called {unknown[0]!r}; there are {', '.join(MODIFIERS)}")
    modifiers, key = frozenset(_ALIASES[part.lower()] for part in before), last.upper()
    if key not in _SIGNS | _FUNCTION_KEYS:
        raise ValueError(f"{last!r} is no key for this; take a letter, a digit, or F1 to F24")
    if key in _SIGNS and not modifiers & {"Ctrl", "Alt", "Win"}:
        raise ValueError(f"{text!r} is typed in other programs; add Ctrl, Alt or Win")
    return Combo(modifiers, key)


def _written(text: str) -> str:
    return str(combo(text)) if text.strip() else ""


HotkeyText = Annotated[str, AfterValidator(_written)]


class Hotkeys(Part):
    """The hot keys of a counter. Two modifiers, so that nobody types them by chance and few programs have them."""

    next: HotkeyText = "Ctrl+Alt+N"
    """Calls the next, as F5 does on the counter itself; empty for none."""
    recall: HotkeyText = "Ctrl+Alt+R"
    """Calls the same number again, as F6 does; empty for none."""

    def with_other(self, said: Mapping[str, str]) -> Hotkeys:
        """These, with other keys for some actions. Raises ValueError with what is wrong with one."""
        try:
            return Hotkeys.model_validate({**self.model_dump(), **said})
        except ValidationError as error:
            raise ValueError(error.errors()[0]["msg"]) from error

    @model_validator(mode="after")
    def _differ(self) -> Self:
        if self.next and self.next == self.recall:
            raise ValueError(f"{self.next} cannot be both next and recall")
        return self

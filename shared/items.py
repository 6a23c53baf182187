"""The catalogue of items (事项) as settings: what a visitor may come for, and which papers it takes.

Part of the settings tree, so it travels and is checked as they are. The kiosk shows papers and visits before a ticket is
taken; an item is never in the way of one.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from shared.tickets import Party
from shared.toml_parts import CategoryCode, Code, Names, Part


class Material(Part):
    """A paper (材料) that an item takes. There is no catch-all "other papers"."""

    name: Names
    """What the paper is called; short, for it is read standing."""
    later: bool = False
    """可容缺: may be made up later against a written promise. The others must be there."""
    copies: Annotated[int, Field(ge=0, le=20)] = 0
    """Copies to bring besides the original; 0 for the original alone."""
    party: Party | None = None
    """Only for those who come as this; for everybody where it is not said."""


class Item(Part):
    """One item of the catalogue."""

    code: Code
    """Its code: what may be typed on the kiosk to find it; unique in the hall."""
    category: CategoryCode
    """The window category whose ticket it takes."""
    name: Names
    """What it is called; the Chinese name is searched by characters, pinyin and initials."""
    materials: tuple[Material, ...] = ()
    """The papers, in the order in which they are asked for at the window."""
    visits: Annotated[int, Field(ge=0, le=9)] = 1
    """Visits it takes from application to result when the papers are complete; 0 is 零上门."""
    no_visit: Names | None = None
    """With ``visits = 0``: why nobody has to come and where it is done instead. Shown before a ticket is taken."""
    parties: Annotated[tuple[Party, ...], Field(min_length=1, max_length=2)] = ("person",)
    """Who may come for it; where it is both, the kiosk asks."""
    fee: Names | None = None
    """What it costs, as a sentence; printed only where it is said."""
    promised_days: Annotated[int, Field(ge=0, le=365)] | None = None
    """Working days in which the hall promises the result; 0 for at once (即办件)."""
    legal_days: Annotated[int, Field(ge=0, le=365)] | None = None
    """Working days that the law allows."""
    service_min: Annotated[int, Field(ge=1, le=480)] = 15
    """Minutes its service takes, as a rule."""
    common: bool = False
    """Among the first shown, before anything is searched for."""

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if self.visits == 0 and self.no_visit is None:
            raise ValueError("visits = 0 needs no_visit: why nobody has to come, and where it is done instead")
        if self.visits > 0 and self.no_visit is not None:
            raise ValueError("no_visit is for items with visits = 0")
        if self.promised_days is not None and self.legal_days is not None and self.promised_days > self.legal_days:
            raise ValueError(
                "promised_days is longer than legal_days: nobody may promise more time than the law allows"
            )
        if len(set(self.parties)) < len(self.parties):
            raise ValueError("parties names one twice")
        if strays := [m.name.zh for m in self.materials if m.party is not None and m.party not in self.parties]:
            raise ValueError(f"{strays[0]} is for a party that cannot come for this item")
        return self

    def papers(self, party: Party) -> tuple[Material, ...]:
        """The papers of who comes as ``party``, in their order."""
        return tuple(material for material in self.materials if material.party in (None, party))

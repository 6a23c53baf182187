"""What a ticket is issued for at the enquiry desk: category, item, language, purpose, party, counts, priority, tags."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, get_args

from counter.choices import TAGS
from counter.enquiry_pick import Pick
from shared.commands import TakeTicket
from shared.settings import Settings
from shared.tickets import Language, Party, Purpose
from shared.ui.rows import RowList

COUNTS: Final = {"persons": (1, 200), "mandates": (0, 200)}
"""What is counted, and from how many to how many."""


class Wish:
    """Filled in at the desk, one visitor after the other. ``say`` gives a text of the screen's language."""

    def __init__(self, say: Callable[..., str]) -> None:
        self._say = say
        self.category: Pick[str] = Pick(open_=True)
        self.language: Pick[Language] = Pick()
        self.purpose: Pick[Purpose] = Pick()
        self.party: Pick[Party] = Pick()
        self.priority: Pick[str | None] = Pick()
        self.item: Pick[str] = Pick(open_=True)
        self.tags = RowList(("name", "text", "lit"), "name")
        self._tags: frozenset[str] = frozenset()
        self.counts = {name: least for name, (least, _) in COUNTS.items()}

    @property
    def picks(self) -> dict[str, Pick[Any]]:
        """All rows of choices by name."""
        return {
            "category": self.category,
            "language": self.language,
            "purpose": self.purpose,
            "party": self.party,
            "priority": self.priority,
            "item": self.item,
        }

    def offer(self, settings: Settings, language: str) -> None:
        """Choose from what these settings have, said in the language."""
        say = self._say
        self.category.offer([(one.code, f"{one.code}  {one.name.get(language)}") for one in settings.categories])
        self.language.offer([(one, say(f"speaks_{one.replace('-', '_')}")) for one in settings.hall.languages])
        usual: Purpose = "application"
        others = [one for one in get_args(Purpose) if one != usual]
        purposes = [(usual, say("enquiry.purpose_application")), *((one, say(f"purpose_{one}")) for one in others)]
        self.purpose.offer(purposes)
        self.party.offer([("person", say("enquiry.party_person")), ("enterprise", say("party_enterprise"))])
        classes = settings.policies.priority.classes
        self.priority.offer(
            [(None, say("enquiry.priority_none")), *((one.code, one.name.get(language)) for one in classes)]
        )
        self._show_tags()

    def begin_anew(self) -> None:
        """The next visitor: nothing is said yet."""
        for pick in self.picks.values():
            pick.begin_anew()
        self._tags = frozenset()
        self.counts = {name: least for name, (least, _) in COUNTS.items()}
        self._show_tags()

    def toggle(self, index: int) -> None:
        """Slow, deaf or blind, or not."""
        if 0 <= index < len(TAGS):
            self._tags ^= {TAGS[index]}
            self._show_tags()

    def count(self, name: str, by: int) -> None:
        """One more, or one less."""
        least, most = COUNTS[name]
        self.counts[name] = max(least, min(most, self.counts[name] + by))

    @property
    def said(self) -> tuple[Any, ...]:
        """All that was said: the same twice is the same ticket asked for twice."""
        return (*(pick.value for pick in self.picks.values()), self._tags, *self.counts.values())

    def command(self, command_id: str, token_hash: str | None) -> TakeTicket:
        """The ticket as it is asked of the hall, once a category is picked."""
        return TakeTicket(
            id=command_id,
            category=self.category.value or "",
            language=self.language.value or "zh-CN",
            token_hash=token_hash,
            item=self.item.value,
            purpose=self.purpose.value or "application",
            party=self.party.value or "person",
            persons=self.counts["persons"],
            mandates=self.counts["mandates"],
            priority=self.priority.value,
            tags=tuple(tag for tag in TAGS if tag in self._tags),
        )

    def _show_tags(self) -> None:
        self.tags.show([{"name": tag, "text": self._say(f"fact_{tag}"), "lit": tag in self._tags} for tag in TAGS])

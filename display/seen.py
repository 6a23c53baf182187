"""The corner that says whom this display sees on the LAN. Pure: from what was seen to words.

Seen is not alive: mDNS lists a crashed station for minutes. Whether the hall is alive is the link's to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shared import i18n
from shared.lan import Seen
from shared.tickets import Role

ROLES: Final = (Role.HALL, Role.KIOSK, Role.COUNTER)
NAMES: Final = 6
"""Names of a role that are written out; the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Machines of one role: the role's word, and their names (those beyond :data:`NAMES` as ``+12``)."""

    role: str
    names: str


def seen_groups(seen: Sequence[Seen], hall: str, language: str) -> list[Group]:
    """Who is seen, by role. ``hall`` is the hall followed, empty while none is: then everybody counts."""
    groups = []
    for role in ROLES:
        names = sorted({one.station for one in seen if one.role is role and hall in ("", one.hall)})
        if names:
            rest = f" +{len(names) - NAMES}" if len(names) > NAMES else ""
            word = i18n.text(f"display.seen_{role.value}", language)
            groups.append(Group(role=word, names=", ".join(name or "–" for name in names[:NAMES]) + rest))
    return groups

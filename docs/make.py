"""Writes the pages that are made from the code's own tables: `python docs/make.py`, or `--check` to only look.

A table lies between two marks in its page; the text around it is written by people and stays.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from hall.rules.lifecycle import mermaid
from shared.commands import MAY_SEND
from shared.picture import KEEPS, ROWS
from shared.tickets import Role
from shared.views import PUBLIC, SEES_CLERKS, SEES_GRADES

HERE: Final = Path(__file__).resolve().parent


def drawing() -> str:
    """The lifecycle of a ticket."""
    return f"```mermaid\n{mermaid()}```"


def commands() -> str:
    """Role × command."""
    rows = {f"`{command}`": [role in may for role in Role] for command, may in MAY_SEND.items()}
    return _table("command", rows)


def reads() -> str:
    """Role × table of the picture, and what is blanked."""
    rows = {f"`{table}`": [table in KEEPS[role] for role in Role] for table in ROWS}
    rows["grade of a rating"] = [role in SEES_GRADES for role in Role]
    rows["clerks in the settings"] = [role in SEES_CLERKS for role in Role]
    return _table("what is read", rows)


def public() -> str:
    """Whose view needs no token."""
    return "Without a token one sees the view of: " + ", ".join(f"`{role}`" for role in sorted(PUBLIC)) + "."


def _table(first: str, rows: Mapping[str, list[bool]]) -> str:
    head = f"| {first} | " + " | ".join(role.value for role in Role) + " |"
    line = "|---|" + ":-:|" * len(Role)
    body = [f"| {name} | " + " | ".join("●" if yes else " " for yes in marks) + " |" for name, marks in rows.items()]
    return "\n".join([head, line, *body])


MADE: Final[Mapping[str, Mapping[str, Callable[[], str]]]] = MappingProxyType(
    {
        "lifecycle.md": {"lifecycle": drawing},
        "roles.md": {"commands": commands, "reads": reads, "public": public},
    }
)
"""Page → mark → what stands there."""


def renewed(page: str) -> str:
    """The page's text with its made parts as the code now has them. Raises ValueError where a mark is missing."""
    text = (HERE / page).read_text(encoding="utf-8")
    for mark, make in MADE[page].items():
        begins, ends = f"<!-- made: {mark} -->\n", f"<!-- end: {mark} -->"
        if begins not in text or ends not in text:
            raise ValueError(f"docs/{page}: the marks of {mark} are missing")
        before, _, rest = text.partition(begins)
        text = before + begins + make() + "\n" + ends + rest.partition(ends)[2]
    return text


def stale() -> list[str]:
    """Pages that do not say what the code says."""
    return [page for page in MADE if (HERE / page).read_text(encoding="utf-8") != renewed(page)]


def main(arguments: list[str]) -> int:
    """Exit code 1 where ``--check`` finds a stale page."""
    old = stale()
    for page in old:
        print(f"docs/{page} {'is stale' if '--check' in arguments else 'written'}")
        if "--check" not in arguments:
            (HERE / page).write_text(renewed(page), encoding="utf-8")
    return 1 if old and "--check" in arguments else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

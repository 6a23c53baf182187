"""Words of a person on their way into the book: taken out of their command at the door, sealed, stored beside it.

What decides, the journal, the answer and its hash never see them; the transaction that stores the command's events
stores the seal.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Final

from hall.writer import Job
from shared.commands import Command, LodgeComplaint, Rate
from shared.sealing import Sealed, Vault
from shared.tickets import Actor

_THERE: Final = "*"
"""What stands in a command where words were."""


def job_of(command: Command, actor: Actor, vault: Vault) -> Job:
    """The command ready for the writer. Raises Refusal ``key_unusable`` where its words cannot be sealed."""
    match command:
        case Rate(comment=str(words)):
            return Job(replace(command, comment=_THERE), actor, sealed=_seal(vault, command.id, words))
        case LodgeComplaint(words=words, contact=contact):
            bare = replace(command, words=_THERE, contact=_THERE if contact else None)
            return Job(bare, actor, sealed=_seal(vault, command.id, words, contact))
        case _:
            return Job(command, actor)


def opened(vault: Vault, sealed: Sealed) -> dict[str, str]:
    """What :func:`job_of` sealed: ``words``, and ``contact`` where it was given."""
    found: dict[str, str] = json.loads(vault.open(sealed))
    return found


def _seal(vault: Vault, id: str, words: str, contact: str | None = None) -> Sealed:
    told = {"words": words} | ({"contact": contact} if contact else {})
    return vault.seal(id, json.dumps(told, ensure_ascii=False))

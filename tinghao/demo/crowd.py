"""Other people in the hall: tickets from the second kiosk, other windows at work. So the screens are those of a day."""

from __future__ import annotations

from typing import Final

from shared import commands as cmd
from shared.commands import Command
from shared.link import Link
from shared.messages import new_id

TAKEN: Final = "ABBBCCCDDFFGCDFACDFC"
"""Categories of the tickets, in the order in which they are taken."""
AT_WORK: Final = (1, 3, 4, 6, 7, 8, 11, 14, 17, 18)
"""Windows that are open and call once each; nobody is left waiting for the category of the visit that is played."""


def let_in(url: str, kiosk_token: str, manager_token: str, counter_token: str) -> dict[str, int]:
    """Fill the hall, by the same doors that stations use; how many tickets and calls it made."""
    kiosk, manager, counter = (_link(url, token) for token in (kiosk_token, manager_token, counter_token))
    try:
        for category in TAKEN:
            _do(kiosk, cmd.TakeTicket(id=new_id(), category=category))
        for window in AT_WORK:
            _do(manager, cmd.SignIn(id=new_id(), window=window, clerk=str(1000 + window)))
            _do(manager, cmd.OpenWindow(id=new_id(), window=window))
            _do(counter, cmd.CallNext(id=new_id(), window=window))
            _do(counter, cmd.Start(id=new_id(), window=window))
    finally:
        for link in (kiosk, manager, counter):
            link.stop()
    return {"tickets": len(TAKEN), "calls": len(AT_WORK)}


def _link(url: str, token: str) -> Link:
    return Link(where=lambda: url, listener=lambda message: None, token=token)


def _do(link: Link, command: Command) -> None:
    link.send(command).result()

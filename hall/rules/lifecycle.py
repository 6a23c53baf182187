"""The life of a ticket as a table: what may happen to it, from where, to where. Everything else is impossible.

docs/lifecycle.md is drawn from this table and a test holds the two together. The database repeats the part that
must hold even if this table were wrong (``hall/store/schema.py``).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from shared.tickets import TicketState

S = TicketState


class Step(NamedTuple):
    """One way from state to state: the event that takes it and the words for the drawing."""

    before: TicketState | None
    event: str
    after: TicketState
    words: str


LIFECYCLE: Final = (
    Step(None, "ticket_taken", S.WAITING, "取号 take a ticket"),
    Step(S.WAITING, "ticket_called", S.CALLED, "叫号 call"),
    Step(S.WAITING, "ticket_transferred", S.WAITING, "转移 hand on"),
    Step(S.WAITING, "ticket_closed", S.CLOSED, "放弃 given up"),
    Step(S.WAITING, "ticket_carried", S.CARRIED, "改日 carried to another day"),
    Step(S.CALLED, "ticket_recalled", S.CALLED, "重呼 recall"),
    Step(S.CALLED, "ticket_returned", S.WAITING, "退回原位 back to its place"),
    Step(S.CALLED, "ticket_missed", S.MISSED, "过号 absent, back later"),
    Step(S.CALLED, "ticket_held", S.HELD, "挂起 hold"),
    Step(S.CALLED, "ticket_transferred", S.WAITING, "转移 hand on"),
    Step(S.CALLED, "ticket_closed", S.CLOSED, "过号 no-show, or given up"),
    Step(S.CALLED, "service_started", S.SERVING, "受理 start"),
    Step(S.SERVING, "service_interrupted", S.CALLED, "中断 interrupt, then hold or hand on"),
    Step(S.SERVING, "service_finished", S.FINISHED, "办结 finish"),
    Step(S.HELD, "ticket_called", S.CALLED, "恢复 resume"),
    Step(S.HELD, "ticket_returned", S.WAITING, "到时退回 time over"),
    Step(S.HELD, "ticket_transferred", S.WAITING, "转移 hand on"),
    Step(S.HELD, "ticket_closed", S.CLOSED, "放弃 given up"),
    Step(S.HELD, "ticket_carried", S.CARRIED, "改日 carried to another day"),
    Step(S.MISSED, "ticket_called", S.CALLED, "迟到叫号 came late"),
    Step(S.MISSED, "ticket_returned", S.WAITING, "重新排队 back in line"),
    Step(S.MISSED, "ticket_transferred", S.WAITING, "转移 hand on"),
    Step(S.MISSED, "ticket_closed", S.CLOSED, "放弃 given up"),
    Step(S.MISSED, "ticket_carried", S.CARRIED, "改日 carried to another day"),
    Step(S.CARRIED, "ticket_called", S.CALLED, "当日返回 here after all"),
    Step(S.CARRIED, "ticket_returned", S.WAITING, "到日 the chosen day, or here before"),
    Step(S.CARRIED, "ticket_transferred", S.WAITING, "转移 hand on"),
    Step(S.CARRIED, "ticket_closed", S.CLOSED, "放弃或过期 given up, or 24 hours over"),
)
"""Every step a ticket can take."""


def may(state: TicketState, event: str) -> bool:
    """Whether a ticket in ``state`` may take the step named by the event type."""
    return any(step.before is state and step.event == event for step in LIFECYCLE)


def mermaid() -> str:
    """The table as a Mermaid state diagram, for the docs."""
    lines = ["stateDiagram-v2"]
    for step in LIFECYCLE:
        before = step.before.value if step.before else "[*]"
        lines.append(f"    {before} --> {step.after.value}: {step.event} ({step.words})")
    ends = {step.after for step in LIFECYCLE} - {step.before for step in LIFECYCLE}
    lines += [f"    {end.value} --> [*]" for end in sorted(ends)]
    return "\n".join(lines) + "\n"

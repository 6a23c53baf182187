"""The life of a ticket: the table, the rules, the folds and the drawing say the same."""

from __future__ import annotations

from hall.rules.lifecycle import LIFECYCLE, Step, may
from shared.events import EVENT_TYPES
from shared.fold import fold
from shared.picture import Picture
from shared.tickets import LIVING, Ticket, TicketState
from tests.book import DISTRICT, MINUTES, MINUTES_SIGNING, SIGNING, PaperHall, random_day

TICKET_EVENTS = {step.event for step in LIFECYCLE}


def steps_of_a_day(seed: int, commands: int) -> list[tuple[TicketState | None, str, TicketState]]:
    """Every change of a ticket's state in a day by chance, as the folds make it."""
    hall = PaperHall.opened((DISTRICT, MINUTES, SIGNING, MINUTES_SIGNING)[seed % 4])
    journal = random_day(seed, commands, hall).journal
    picture, steps = Picture("district"), []
    picture.record()
    for entry in journal:
        fold(picture, entry)
        for change in picture.take_changes():
            moved = change.table == "tickets" and change.key == getattr(entry.event, "ticket", None)
            if moved and entry.event.type in TICKET_EVENTS:
                old: Ticket | None = change.old
                steps.append((old.state if old else None, entry.event.type, change.new.state))
            elif change.table == "tickets":
                assert change.old.state is change.new.state, f"{entry.event.type} moves a ticket, the table says no"
    return steps


def test_a_day_takes_every_step_of_the_table_and_no_other() -> None:
    taken = {step for seed in range(12) for step in steps_of_a_day(seed, 3000)}
    assert taken == {(step.before, step.event, step.after) for step in LIFECYCLE}


def test_the_table_names_events_that_exist_and_leads_on_one_way_only() -> None:
    assert EVENT_TYPES.keys() >= TICKET_EVENTS
    assert len({(step.before, step.event) for step in LIFECYCLE}) == len(LIFECYCLE)
    reachable = {step.after for step in LIFECYCLE}
    assert reachable == set(TicketState)
    ends = reachable - {step.before for step in LIFECYCLE}
    assert ends == set(TicketState) - LIVING


def test_may_is_the_table() -> None:
    assert may(TicketState.WAITING, "ticket_called")
    assert not may(TicketState.FINISHED, "ticket_called")
    allowed = [Step(s, e, s, "") for s in TicketState for e in TICKET_EVENTS if may(s, e)]
    assert len(allowed) == sum(step.before is not None for step in LIFECYCLE)


def test_the_words_of_the_drawing_hold_nothing_that_breaks_a_drawing() -> None:
    """A colon or a semicolon ends the text of an arrow in Mermaid."""
    assert not [step.words for step in LIFECYCLE if set(step.words) & set(":;{}[]")]

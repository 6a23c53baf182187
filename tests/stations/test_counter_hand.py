"""The clerk's hand: bursts, questions, commands without an answer. No screen, no hall: presses in, commands out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.actions import CHOSEN, KEYS, TYPED, Action, why_not
from counter.desk import Desk, Phase
from counter.hand import CONFIRM_S, HOLD_S, REPEAT_S, SETTLE_S, AskFinish, Busy, Hand, Press, Refused, Send
from shared.tickets import WindowState
from tests.stations.counter_desk import Seconds

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
OPEN = Desk(window=7, state=WindowState.OPEN, clerk="1001")
CALLED = Desk(window=7, state=WindowState.OPEN, clerk="1001", phase=Phase.CALLED, number="A001", since=AT)
SERVING = Desk(
    window=7, state=WindowState.OPEN, clerk="1001", phase=Phase.SERVING, number="A001", since=AT, service="s-1"
)
NEXT = Press(Action.NEXT)


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def hand(seconds: Seconds) -> Hand:
    ids = iter(f"id-{n}" for n in range(1000))
    return Hand(seconds, lambda: next(ids))


def test_a_burst_is_one_command(hand: Hand, seconds: Seconds) -> None:
    outcomes = []
    for _ in range(20):
        outcomes.append(hand.press(NEXT, OPEN, current=True))
        seconds.at += 0.05
    assert [type(o).__name__ for o in outcomes if o is not None] == ["Send"]


def test_a_burst_across_the_answer_is_still_one_command(hand: Hand, seconds: Seconds) -> None:
    first = hand.press(NEXT, OPEN, current=True)
    assert isinstance(first, Send)
    hand.answered(first.command.id, 5)
    assert hand.settle(5, CALLED, current=True) is None
    for _ in range(10):
        seconds.at += 0.1
        assert hand.press(NEXT, CALLED, current=True) is None


def test_the_double_press_of_next_never_answers_its_own_question(hand: Hand, seconds: Seconds) -> None:
    asked = hand.press(NEXT, SERVING, current=True)
    assert isinstance(asked, AskFinish)
    for _ in range(10):
        seconds.at += REPEAT_S * 0.9
        assert hand.press(NEXT, SERVING, current=True) is None
    seconds.at += REPEAT_S * 1.1
    sent = hand.press(NEXT, SERVING, current=True)
    assert isinstance(sent, Send)
    assert sent.command.finish_open  # type: ignore[union-attr]


def test_the_question_expires(hand: Hand, seconds: Seconds) -> None:
    hand.press(NEXT, SERVING, current=True)
    seconds.at += CONFIRM_S + 0.1
    assert isinstance(hand.press(NEXT, SERVING, current=True), AskFinish)


def test_a_question_about_one_service_does_not_finish_another(hand: Hand, seconds: Seconds) -> None:
    hand.press(NEXT, SERVING, current=True)
    seconds.at += 1
    other = Desk(window=7, state=WindowState.OPEN, clerk="1001", phase=Phase.SERVING, number="A002", service="s-2")
    assert isinstance(hand.press(NEXT, other, current=True), AskFinish)


def test_another_press_between_takes_the_question_back(hand: Hand, seconds: Seconds) -> None:
    hand.press(NEXT, SERVING, current=True)
    seconds.at += 1
    assert isinstance(hand.press(Press(Action.RECALL), SERVING, current=True), Refused)
    seconds.at += 1
    assert isinstance(hand.press(NEXT, SERVING, current=True), AskFinish)


def test_next_during_a_call_says_what_to_do(hand: Hand) -> None:
    refused = hand.press(NEXT, CALLED, current=True)
    assert isinstance(refused, Refused)
    assert refused.refusal.code == "call_open"


def test_a_press_meanwhile_is_kept_and_judged_by_what_is_then_seen(hand: Hand, seconds: Seconds) -> None:
    finish = hand.press(Press(Action.FINISH), SERVING, current=True)
    assert isinstance(finish, Send)
    seconds.at += 0.2
    assert hand.press(NEXT, SERVING, current=True) is None
    hand.answered(finish.command.id, 9)
    assert hand.settle(8, SERVING, current=True) is None, "the picture does not show the answer yet"
    after = hand.settle(9, OPEN, current=True)
    assert isinstance(after, Send)
    assert after.command.type == "call_next"
    assert not after.command.finish_open  # type: ignore[union-attr]


def test_a_refusal_drops_what_was_pressed_meanwhile(hand: Hand, seconds: Seconds) -> None:
    first = hand.press(NEXT, OPEN, current=True)
    assert isinstance(first, Send)
    seconds.at += 0.2
    hand.press(Press(Action.CLOSE), OPEN, current=True)
    hand.refused(first.command.id)
    assert hand.working is None
    assert hand.settle(3, OPEN, current=True) is None


def test_an_old_press_does_not_surprise(hand: Hand, seconds: Seconds) -> None:
    first = hand.press(NEXT, OPEN, current=True)
    assert isinstance(first, Send)
    seconds.at += 1
    hand.press(Press(Action.START), OPEN, current=True)
    seconds.at += HOLD_S + 1
    assert isinstance(hand.press(Press(Action.RECALL), OPEN, current=True), Busy)
    hand.answered(first.command.id, 5)
    assert hand.settle(5, CALLED, current=True) is None


def test_a_picture_that_does_not_come_lets_the_clerk_go_on(hand: Hand, seconds: Seconds) -> None:
    first = hand.press(NEXT, OPEN, current=True)
    assert isinstance(first, Send)
    hand.answered(first.command.id, 50)
    hand.settle(5, OPEN, current=True)
    assert hand.working is not None
    seconds.at += SETTLE_S + 0.1
    hand.settle(5, OPEN, current=True)
    assert hand.working is None


def test_without_an_answer_the_same_press_sends_the_same_command(hand: Hand, seconds: Seconds) -> None:
    first = hand.press(NEXT, OPEN, current=True)
    assert isinstance(first, Send)
    hand.unanswered(first.command.id)
    seconds.at += 5
    again = hand.press(NEXT, OPEN, current=False)
    assert isinstance(again, Send)
    assert again.again
    assert again.command == first.command
    hand.unanswered(again.command.id)
    seconds.at += 5
    other = hand.press(Press(Action.PAUSE, chosen=("break", 10)), OPEN, current=True)
    assert isinstance(other, Send)
    assert other.command.id != first.command.id


def test_what_the_stream_shows_is_not_sent_again(hand: Hand, seconds: Seconds) -> None:
    first = hand.press(NEXT, OPEN, current=True)
    assert isinstance(first, Send)
    hand.unanswered(first.command.id)
    hand.seen(first.command.id, 7)
    seconds.at += 5
    refused = hand.press(NEXT, CALLED, current=True)
    assert isinstance(refused, Refused)


def test_while_not_current_the_hall_alone_refuses(hand: Hand) -> None:
    assert isinstance(hand.press(Press(Action.START), OPEN, current=False), Send)


@pytest.mark.parametrize("desk", [OPEN, CALLED, SERVING])
def test_every_refusal_of_a_press_has_words(desk: Desk) -> None:
    for action in Action:
        refusal = why_not(desk, action)
        if refusal is not None:
            for language in ("zh-CN", "en", "ja"):
                assert refusal.detail(language)
                assert refusal.remedy(language)


def test_no_key_does_two_things() -> None:
    others = {name: key for name, key in KEYS.items() if name != "more"}
    assert len(set(others.values())) == len(others)
    assert KEYS["more"] == KEYS[Action.SIGN_IN], "more is where nobody has to sign in any more"
    assert set(Action) <= KEYS.keys()


PRESSES = st.lists(
    st.tuples(st.sampled_from([a for a in Action if a not in CHOSEN | TYPED]), st.floats(0.01, 3.0)),
    max_size=40,
)


@given(PRESSES, st.sampled_from([OPEN, CALLED, SERVING]), st.booleans())
def test_never_two_commands_under_way(presses: list[tuple[Action, float]], desk: Desk, answers: bool) -> None:
    """Whatever is pressed however fast: a command goes only when the one before is through, and none finishes unasked."""
    seconds = Seconds()
    hand = Hand(seconds)
    under_way: str | None = None
    asked = False
    for action, pause in presses:
        outcome = hand.press(Press(action), desk, current=True)
        if isinstance(outcome, Send):
            assert under_way is None
            assert asked or not getattr(outcome.command, "finish_open", False)
            under_way = outcome.command.id
        asked = isinstance(outcome, AskFinish) or (asked and outcome is None)
        seconds.at += pause
        if answers and under_way is not None:
            hand.answered(under_way, 1)
            under_way = None
            kept = hand.settle(1, desk, current=True)
            if isinstance(kept, Send):
                under_way = kept.command.id
            asked = asked or isinstance(kept, AskFinish)

"""A story changes hands: which of its posts stay, and what is planned for the others."""

from __future__ import annotations

import pytest

from syndicator.model.channel import OnWithdraw
from syndicator.model.delivery import Action, DeliveryState
from syndicator.model.posting import Posting
from syndicator.model.verdict import Urgency
from syndicator.route.handover import hand_over, take_down
from tests.unit.model.postings import post
from tests.unit.route.subjects import CHANNELS, NOW, channel

PLANNED, SENDING = DeliveryState.PLANNED, DeliveryState.SENDING
UNCONFIRMED = DeliveryState.UNCONFIRMED

CASES: dict[str, tuple[list[Posting], list[int], list[int], list[int]]] = {
    # posts of a story for which bulletin 2 stands → kept, withdrawn (bulletins), cancelled (deliveries)
    "no post": ([], [], [], []),
    "its own post": ([post(2)], [2], [], []),
    "the post of the bulletin that stood before": ([post(1)], [1], [], []),
    "two posts, one its own": ([post(1), post(2)], [2], [1], []),
    "two posts, none its own": ([post(1), post(3)], [1], [3], []),
    "three posts": ([post(1), post(2), post(3)], [2], [1, 3], []),
    "its own only waits": ([post(1), post(2, state=PLANNED)], [1], [], [2]),
    "another only waits": ([post(1, state=PLANNED), post(2)], [2], [], [1]),
    "both wait": ([post(1, state=PLANNED), post(2, state=PLANNED)], [2], [], [1]),
    "another is on its way": ([post(1, state=SENDING), post(2)], [2], [1], []),
    "its own is on its way, and another is there": ([post(1), post(2, state=SENDING)], [1], [2], []),
    "of its own nobody knows, and another is there": ([post(1), post(2, state=UNCONFIRMED)], [1], [2], []),
    "two are on their way": ([post(1, state=SENDING), post(2, state=SENDING)], [2], [1], []),
    "of another nobody knows": ([post(1, state=UNCONFIRMED), post(2)], [2], [1], []),
    "a channel each": ([post(1, channel="dua"), post(2)], [1, 2], [], []),
    "two channels with two posts": (
        [post(1, channel="dua"), post(2, channel="dua"), post(1), post(3)],
        [2, 1],
        [1, 3],
        [],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_one_post_a_channel_stays(case: str) -> None:
    posts, kept, withdrawn, cancelled = CASES[case]
    made = hand_over(2, posts, CHANNELS, now=NOW)
    assert [one.bulletin_id for one in made.kept] == kept
    assert [bulletin_id for bulletin_id, _, _ in made.withdrawals] == withdrawn
    assert list(made.cancelled) == cancelled
    assert {(one.action, one.urgency, one.due_at) for _, _, one in made.withdrawals} <= {
        (Action.WITHDRAW, Urgency.URGENT, NOW)
    }


def test_a_story_that_lost_its_posts_is_posted_anew() -> None:
    assert hand_over(2, [], CHANNELS, now=NOW).unposted
    assert not hand_over(2, [post(1, state=PLANNED)], CHANNELS, now=NOW).unposted


def test_done_twice_nothing_more_follows() -> None:
    first = hand_over(2, [post(1), post(2), post(3)], CHANNELS, now=NOW)
    again = hand_over(2, first.kept, CHANNELS, now=NOW)
    assert (again.kept, again.withdrawals, again.cancelled) == (first.kept, (), ())


@pytest.mark.parametrize(
    ("policy", "double", "withdrawn"),
    [(OnWithdraw.DELETE, 1, 2), (OnWithdraw.NOTICE, 0, 2), (OnWithdraw.IGNORE, 0, 0)],
)
def test_a_double_is_deleted_without_a_notice_and_a_withdrawal_follows_the_policy(
    policy: OnWithdraw, double: int, withdrawn: int
) -> None:
    channels = {"satu": channel("satu", on_withdraw=policy)}
    posts = [post(1), post(2)]
    assert len(hand_over(2, posts, channels, now=NOW).withdrawals) == double
    assert len(take_down(posts, channels, now=NOW)) == withdrawn


def test_a_story_is_taken_down_wherever_it_is_out_though_its_channel_is_not_enabled_now() -> None:
    posts = [post(1), post(2, channel="dua"), post(3, channel="dua", state=PLANNED), post(4, channel="mati")]
    made = take_down([*posts, post(5, channel="hilang")], CHANNELS, now=NOW)
    assert [(bulletin_id, one.channel) for bulletin_id, _, one in made] == [(1, "satu"), (2, "dua"), (4, "mati")]

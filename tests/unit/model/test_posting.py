"""The posts of a story, told from its deliveries."""

from __future__ import annotations

from dataclasses import replace

import pytest

from syndicator.model.delivery import Action, DeliveryState
from syndicator.model.posting import DOUBLE, fits, posting_of, standing
from tests.unit.model.postings import deliveries, delivery

STORIES = {
    "nothing was planned": ([], []),
    "a planned post counts": (["create 1.1 planned"], [(1, None)]),
    "a post": (["create 1.1 delivered a"], [(1, "a")]),
    "nobody knows whether it is there": (["create 1.1 unconfirmed"], [(1, None)]),
    "the channel refused it": (["create 1.1 abandoned"], []),
    "it was cancelled": (["create 1.1 cancelled"], []),
    "a correction may rename it": (["create 1.1 delivered a", "revise 1.2 delivered b"], [(1, "b")]),
    "a correction on its way changes nothing yet": (["create 1.1 delivered a", "revise 1.2 planned"], [(1, "a")]),
    "another bulletin corrects it": (["create 1.1 delivered a", "revise 2.1 delivered b"], [(1, "b")]),
    "a correction makes no post": (["revise 2.1 delivered b"], []),
    "it was withdrawn": (["create 1.1 delivered a", "withdraw 1.1 delivered"], []),
    "another bulletin of the story withdraws it": (["create 1.1 delivered a", "withdraw 2.1 delivered"], []),
    "a withdrawal on its way counts": (["create 1.1 delivered a", "withdraw 1.1 planned"], []),
    "one that failed does not": (["create 1.1 delivered a", "withdraw 1.1 abandoned"], [(1, "a")]),
    "one of which nobody knows does not": (["create 1.1 delivered a", "withdraw 1.1 unconfirmed"], [(1, "a")]),
    "of two posts each is withdrawn by its own bulletin": (
        ["create 1.1 delivered a", "create 2.1 delivered b", "withdraw 2.1 delivered"],
        [(1, "a")],
    ),
    "of two posts each is corrected by its own bulletin": (
        ["create 1.1 delivered a", "create 2.1 delivered b", "revise 2.2 delivered c"],
        [(1, "a"), (2, "c")],
    ),
    "a third bulletin corrects the earliest": (
        ["create 1.1 delivered a", "create 2.1 delivered b", "revise 3.1 delivered c"],
        [(1, "c"), (2, "b")],
    ),
    "withdrawn and posted again": (
        ["create 1.1 delivered a", "withdraw 1.1 delivered", "create 1.2 planned"],
        [(1, None)],
    ),
}


@pytest.mark.parametrize("case", STORIES)
def test_posts_stand_as_the_deliveries_left_them(case: str) -> None:
    told, expected = STORIES[case]
    assert [(post.bulletin_id, post.remote_id) for post in standing(deliveries(*told))] == expected


def test_a_post_that_was_planned_anew_stands_though_it_has_an_old_id() -> None:
    again = [delivery(1, "create 1.1 delivered c", at=9), delivery(2, "withdraw 1.1 delivered")]
    assert [post.remote_id for post in standing(again)] == ["c"]


def test_what_was_said_of_an_own_post_before_it_was_made_anew_concerns_no_other() -> None:
    told = [delivery(1, "create 1.1 delivered a"), delivery(2, "create 2.1 delivered c", at=9)]
    told += [delivery(3, "revise 2.2 delivered b"), delivery(4, "withdraw 2.1 delivered")]
    assert [(post.bulletin_id, post.remote_id) for post in standing(told)] == [(1, "a"), (2, "c")]


def test_each_channel_has_posts_of_its_own() -> None:
    told = [delivery(1, "create 1.1 delivered a"), delivery(2, "create 1.1 delivered b", channel="dua")]
    told.append(delivery(3, "withdraw 1.1 delivered", channel="dua"))
    assert [(post.channel, post.remote_id) for post in standing(told)] == [("satu", "a")]


def test_a_post_tells_what_it_shows() -> None:
    (post,) = standing(deliveries("create 1.1 delivered a", "revise 2.3 delivered b", "revise 2.4 planned"))
    assert (post.bulletin_id, post.shows) == (1, (2, 3))


AIMS = {
    "its own post": ("revise 2.2 sending", ["create 1.1 delivered a", "create 2.1 delivered b"], "b"),
    "the story's post": ("revise 2.1 sending", ["create 1.1 delivered a"], "a"),
    "none that only waits": ("revise 2.1 sending", ["create 1.1 planned"], None),
    "none where there is none": ("withdraw 1.1 sending", ["create 1.1 abandoned"], None),
    "what it withdraws itself": ("withdraw 1.1 sending", ["create 1.1 delivered a", "revise 1.2 delivered b"], "b"),
    "not the post that waits for it": ("withdraw 1.1 sending", ["create 1.1 delivered a", "create 1.2 planned"], "a"),
    "the post that it would double": ("create 2.1 sending", ["create 1.1 delivered a"], "a"),
    "no double of what is gone": ("create 1.2 sending", ["create 1.1 delivered a", "withdraw 1.1 delivered"], None),
}


@pytest.mark.parametrize(
    ("other", "remote_id"),
    [("delivered a", "b"), ("sending", "b"), ("unconfirmed", "b"), ("cancelled", None), ("abandoned", None)],
)
def test_a_double_is_taken_down_only_where_the_other_post_is(other: str, remote_id: str | None) -> None:
    double = replace(delivery(9, "withdraw 2.1 sending"), reason=DOUBLE)
    found = posting_of(double, deliveries(f"create 1.1 {other}", "create 2.1 delivered b"))
    assert (found.remote_id if found else None) == remote_id


@pytest.mark.parametrize("case", AIMS)
def test_a_delivery_means(case: str) -> None:
    own, others, remote_id = AIMS[case]
    delivery_ = delivery(9, own)
    found = posting_of(delivery_, [*deliveries(*others), delivery_])
    assert (found.remote_id if found else None) == remote_id


@pytest.mark.parametrize(
    ("action", "has_post", "expected"),
    [
        (Action.CREATE, False, True),
        (Action.CREATE, True, False),
        (Action.REVISE, False, False),
        (Action.REVISE, True, True),
        (Action.WITHDRAW, False, False),
        (Action.WITHDRAW, True, True),
    ],
)
def test_a_story_gets_one_post_and_only_a_post_is_corrected(action: Action, *, has_post: bool, expected: bool) -> None:
    assert fits(action, has_post=has_post) is expected


def test_what_is_only_planned_is_not_out() -> None:
    states = {state: f"create 1.1 {state}" for state in DeliveryState}
    found = {state: [post.is_out for post in standing(deliveries(told))] for state, told in states.items()}
    assert {state for state, out in found.items() if out == [True]} == {
        DeliveryState.SENDING,
        DeliveryState.DELIVERED,
        DeliveryState.UNCONFIRMED,
    }
    assert found[DeliveryState.PLANNED] == [False]

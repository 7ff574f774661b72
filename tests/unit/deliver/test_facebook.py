"""Facebook pages: what is asked, and what becomes of cards, duplicates, deletions and lost answers."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from syndicator.deliver.channel import Condition, Post
from syndicator.deliver.channels.facebook import FacebookChannel
from syndicator.deliver.graph.finding import MOST_PAGES
from syndicator.deliver.message import Message
from syndicator.model.attempt import Abandoned, Cause, Delivered, Postponed, Unconfirmed
from syndicator.model.channel import ChannelConfig
from syndicator.model.delivery import Action
from syndicator.model.receipt import Receipt
from tests.unit.deliver.graph import SECRET, Hands, Service, error, listed, said
from tests.unit.deliver.posts import NOW, post

LINK = "https://portal.test/b/1-polisi-patroli-malam"
MESSAGE = Message(title="Polisi", text=f"Polisi patroli.\n\n{LINK}", link=LINK)
GONE = (100, 33)


def channel(service: Service, hands: Hands | None = None) -> FacebookChannel:
    config = ChannelConfig(
        name="halaman",
        kind="facebook",
        base_url="https://graph.test/",
        secrets={"token": "T"},
        options={"page": "77"},
    )
    return FacebookChannel(config, service.supplies(), (hands or Hands()).timer())


def first() -> Post:
    return post(message=MESSAGE)


def later(action: Action, message: Message | None = None) -> Post:
    return replace(post(action, earlier="77_1"), message=message)


def entry(name: str = "77_1", *, ago: timedelta = timedelta(0), **fields: object) -> dict[str, object]:
    return {"id": name, "created_time": (NOW - ago).strftime("%Y-%m-%dT%H:%M:%S+0000"), **fields}


def test_a_first_post_is_a_message_and_a_link_and_carries_its_token_in_a_header() -> None:
    service = Service(said({"id": "77_1"}))
    outcome = channel(service).send(first())
    assert outcome == Delivered(Receipt("77_1", "https://www.facebook.com/77_1"))
    assert service.asked == ["POST /v26.0/77/feed"]
    assert service.form(0) == {"message": MESSAGE.text, "link": LINK, "published": "true"}
    assert service.tokens() == {SECRET}
    assert SECRET not in str(service.requests[0].url)


def test_a_budget_that_is_used_up_is_told_with_the_receipt() -> None:
    usage = json.dumps({"77": [{"call_count": 97, "estimated_time_to_regain_access": 3}]})
    outcome = channel(Service(said({"id": "77_1"}, x_business_use_case_usage=usage))).send(first())
    assert isinstance(outcome, Delivered)
    assert outcome.pause == timedelta(minutes=3)


@pytest.mark.parametrize("told", [{}, {"id": ""}, [], {"success": True}])
def test_a_success_that_names_no_post_is_unconfirmed(told: object) -> None:
    assert isinstance(channel(Service(said(told))).send(first()), Unconfirmed)


@pytest.mark.parametrize("refusal", [(1_609_005, 0), (100, 1_609_005)])
def test_a_card_that_cannot_be_made_holds_up_no_post(refusal: tuple[int, int]) -> None:
    service = Service(error(*refusal), said({"id": "77_1"}))
    assert isinstance(channel(service).send(first()), Delivered)
    assert service.form(1) == {"message": MESSAGE.text, "published": "true"}


def test_a_post_without_card_is_not_tried_so_late_that_it_outlasts_its_lease() -> None:
    service = Service(error(1_609_005))
    assert isinstance(channel(service, Hands(each_look_s=30)).send(first()), Postponed)
    assert len(service.requests) == 1


def test_a_second_fault_without_card_is_the_outcome() -> None:
    outcome = channel(Service(error(1_609_005), error(190, 463, status=401))).send(first())
    assert isinstance(outcome, Postponed)
    assert outcome.cause is Cause.LOGIN


def test_a_duplicate_is_found_where_it_is_ours() -> None:
    service = Service(error(506), listed(entry(message=MESSAGE.text, permalink_url="https://www.facebook.com/p")))
    assert channel(service).send(first()) == Delivered(Receipt("77_1", "https://www.facebook.com/p"))


def test_a_duplicate_of_something_else_is_abandoned() -> None:
    assert isinstance(channel(Service(error(506), listed())).send(first()), Abandoned)


def test_a_correction_changes_the_message_alone() -> None:
    service = Service(said({"success": True}))
    assert isinstance(channel(service).send(later(Action.REVISE, MESSAGE)), Delivered)
    assert service.asked == ["POST /v26.0/77_1"]
    assert service.form(0) == {"message": MESSAGE.text}


def test_a_correction_of_a_post_that_is_gone_is_abandoned() -> None:
    outcome = channel(Service(error(*GONE))).send(later(Action.REVISE, MESSAGE))
    assert isinstance(outcome, Abandoned)
    assert "gone" in outcome.reason


def test_a_correction_that_was_not_made_is_not_taken_for_made() -> None:
    assert isinstance(channel(Service(said({"success": False}))).send(later(Action.REVISE, MESSAGE)), Abandoned)


def test_a_withdrawal_with_a_notice_turns_the_post_into_it() -> None:
    service = Service(said({"success": True}))
    channel(service).send(later(Action.WITHDRAW, Message(title="", text="Rilis ini ditarik.")))
    assert service.form(0) == {"message": "Rilis ini ditarik."}


def test_a_withdrawal_deletes() -> None:
    service = Service(said({"success": True}))
    assert channel(service).send(later(Action.WITHDRAW)) == Delivered(Receipt("77_1"))
    assert service.asked == ["DELETE /v26.0/77_1"]


def test_what_is_gone_already_is_withdrawn() -> None:
    service = Service(error(*GONE), error(*GONE))
    assert isinstance(channel(service).send(later(Action.WITHDRAW)), Delivered)


def test_a_post_that_we_may_not_delete_is_not_taken_for_gone() -> None:
    """The service words both alike."""
    outcome = channel(Service(error(*GONE), said({"id": "77_1"}))).send(later(Action.WITHDRAW))
    assert isinstance(outcome, Abandoned)
    assert "permission" in outcome.reason


def test_a_deletion_that_did_not_happen_is_not_taken_for_done() -> None:
    assert isinstance(channel(Service(said({"success": False}))).send(later(Action.WITHDRAW)), Abandoned)


def test_a_deletion_whose_look_fails_is_tried_again() -> None:
    outcome = channel(Service(error(*GONE), said({}, 503))).send(later(Action.WITHDRAW))
    assert isinstance(outcome, Postponed)


@pytest.mark.parametrize("action", [Action.REVISE, Action.WITHDRAW])
def test_nothing_is_asked_where_there_is_no_earlier_post(action: Action) -> None:
    service = Service()
    assert isinstance(channel(service).send(post(action, message=MESSAGE)), Abandoned)
    assert service.requests == []


@pytest.mark.parametrize(
    "fields",
    [
        {"message": f"Kata lain. {LINK}"},
        {"message": f"({LINK})."},
        {"message": "Polisi  patroli.\n" + LINK},
        {"message": "", "attachments": {"data": [{"unshimmed_url": LINK}]}},
    ],
)
def test_a_lost_post_is_found_by_its_link_or_words(fields: dict[str, object]) -> None:
    assert isinstance(channel(Service(listed(entry("77_0"), entry(**fields)))).find(first()), Delivered)


@pytest.mark.parametrize(
    "other",
    [
        entry(message=f"Kata lain. {LINK}-2"),
        entry(message=f"Kata lain. {LINK}?halaman=2"),
        entry(message="Kata lain."),
        entry(message=MESSAGE.text, ago=timedelta(hours=1)),
        entry(),
    ],
    ids=["longer link", "other query", "no link", "older", "no words"],
)
def test_another_post_is_not_taken_for_the_lost_one(other: dict[str, object]) -> None:
    outcome = channel(Service(listed(other))).find(first())
    assert isinstance(outcome, Postponed)
    assert outcome.cause is Cause.ABSENT


def test_the_post_that_is_replaced_is_not_taken_for_its_successor() -> None:
    outcome = channel(Service(listed(entry(message=MESSAGE.text)))).find(replace(first(), earlier="77_1"))
    assert isinstance(outcome, Postponed)


def test_posts_are_read_back_to_the_time_of_the_delivery_and_no_further() -> None:
    service = Service(
        listed(entry("77_9"), after="B"),
        listed(entry("77_8"), entry("77_7", ago=timedelta(hours=2)), after="C"),
    )
    assert isinstance(channel(service).find(first()), Postponed)
    assert [request.url.params.get("after") for request in service.requests] == [None, "B"]


def test_what_cannot_be_read_to_its_end_is_not_taken_for_absent() -> None:
    service = Service(*(listed(entry(), after=str(number)) for number in range(MOST_PAGES)))
    assert isinstance(channel(service).find(first()), Unconfirmed)


@pytest.mark.parametrize(
    "answer",
    [
        said({}, 500),
        said({}),
        said([]),
        error(4),
        error(190, status=401),
        listed({"id": "77_1", "created_time": "kemarin"}),
        listed({"id": "77_1", "created_time": "2026-03-02T08:00:00"}),
        httpx.ConnectError("refused"),
    ],
)
def test_an_answer_that_tells_nothing_is_not_taken_for_absent(answer: httpx.Response | Exception) -> None:
    assert isinstance(channel(Service(answer)).find(first()), Unconfirmed)


def test_the_desk_reads_the_request_and_the_length_but_no_token() -> None:
    told = channel(Service()).preview(first())
    assert (told.method, told.address) == ("POST", "https://graph.test/v26.0/77/feed")
    assert (told.count, told.limit) == (len(MESSAGE.text), 63_206)
    assert SECRET not in repr(told)
    assert channel(Service()).preview(later(Action.WITHDRAW)).method == "DELETE"
    assert channel(Service()).preview(later(Action.REVISE, MESSAGE)).address.endswith("/77_1")


def told_of_token(**fields: object) -> httpx.Response:
    return said([{"code": 200, "body": json.dumps({"data": fields})}])


@pytest.mark.parametrize(
    ("answer", "expires_at"),
    [
        (told_of_token(expires_at=0), None),
        (told_of_token(expires_at=1_790_000_000), datetime.fromtimestamp(1_790_000_000, UTC)),
        (error(100), None),
        (said([{"code": 400, "body": "{}"}]), None),
        (said({}), None),
    ],
)
def test_the_condition_tells_the_page_and_the_end_of_its_token(
    answer: httpx.Response, expires_at: datetime | None
) -> None:
    service = Service(said({"id": "77", "name": "Polres Malang"}), answer)
    assert channel(service).check() == Condition(account="Polres Malang", expires_at=expires_at)
    assert all(SECRET not in str(request.url) for request in service.requests)


def test_a_token_that_is_refused_is_a_fault_for_the_desk() -> None:
    fault = channel(Service(error(190, 463, status=401, message=f"bad {SECRET}"))).check().fault
    assert fault is not None
    assert "new token" in fault
    assert SECRET not in fault

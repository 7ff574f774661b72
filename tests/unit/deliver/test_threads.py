"""Threads: two steps, pictures that are not taken, lost answers, quotas, and tokens that are renewed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from syndicator.deliver.channel import Condition, Post
from syndicator.deliver.channels.threads import ThreadsChannel
from syndicator.deliver.graph.containers import NOT_LISTED, QUOTA_USED_UP
from syndicator.deliver.message import Message
from syndicator.deliver.vault import Grant
from syndicator.model.attempt import Abandoned, Cause, Delivered, Postponed, Unconfirmed
from syndicator.model.channel import ChannelConfig
from syndicator.model.delivery import Action
from syndicator.model.receipt import Receipt
from tests.contract.supplies import MemoryVault
from tests.unit.deliver.graph import SECRET, Hands, Said, Service, error, listed, said
from tests.unit.deliver.posts import NOW, post

LINK = "https://portal.test/b/1-polisi-patroli-malam"
MESSAGE = Message(title="Polisi", text=f"Polisi patroli.\n\n{LINK}", link=LINK)
IMAGE = "https://humas.test/foto.jpg"
SHOWN = replace(MESSAGE, image=IMAGE, description="Petugas di jalan")
DAY = timedelta(days=1)
ADDRESS = "https://www.threads.net/@polres/post/p1"


def channel(
    service: Service,
    hands: Hands | None = None,
    vault: MemoryVault | None = None,
    *,
    secret: str = SECRET,
    later: timedelta | None = None,
) -> ThreadsChannel:
    config = ChannelConfig(
        name="utas", kind="threads", base_url="https://graph.test", secrets={"token": "T"}, options={"user": "88"}
    )
    return ThreadsChannel(config, service.supplies(vault, secret=secret, later=later), (hands or Hands()).timer())


def quota(used: int = 3, total: int = 250) -> httpx.Response:
    return said({"data": [{"quota_usage": used, "config": {"quota_total": total, "quota_duration": 86_400}}]})


def status(told: str, reason: str = "") -> httpx.Response:
    return said({"id": "k1", "status": told, "error_message": reason})


def made(name: str = "k1") -> httpx.Response:
    return said({"id": name})


def published(*after: Said) -> tuple[Said, ...]:
    """All answers up to the publication, then those after."""
    return (quota(), made(), status("FINISHED"), *after)


def first(message: Message = MESSAGE) -> Post:
    return post(message=message)


def entry() -> dict[str, object]:
    return {"id": "p1", "text": MESSAGE.text, "permalink": ADDRESS, "timestamp": NOW.strftime("%Y-%m-%dT%H:%M:%S+0000")}


def test_a_first_post_asks_for_the_quota_makes_a_container_and_publishes_it() -> None:
    service = Service(*published(made("p1"), said({"permalink": ADDRESS})))
    assert channel(service).send(first()) == Delivered(Receipt("p1", ADDRESS))
    assert service.asked == [
        "GET /v1.0/88/threads_publishing_limit",
        "POST /v1.0/88/threads",
        "GET /v1.0/k1",
        "POST /v1.0/88/threads_publish",
        "GET /v1.0/p1",
    ]
    assert service.form(1) == {"media_type": "TEXT", "text": MESSAGE.text, "link_attachment": LINK}
    assert service.form(3) == {"creation_id": "k1"}
    assert service.tokens() == {SECRET}
    assert all(SECRET not in str(request.url) for request in service.requests)


def test_a_picture_goes_along_with_its_description_and_without_a_card() -> None:
    service = Service(*published(made("p1"), said({"permalink": ADDRESS})))
    channel(service).send(first(SHOWN))
    assert service.form(1) == {
        "media_type": "IMAGE",
        "image_url": IMAGE,
        "text": MESSAGE.text,
        "alt_text": "Petugas di jalan",
    }


@pytest.mark.parametrize(
    "refusal",
    [
        (error(1, 2_207_052),),
        (error(36_003, 2_207_009),),
        (made("k0"), status("ERROR", "FAILED_DOWNLOADING_VIDEO")),
        (made("k0"), status("IN_PROGRESS"), status("ERROR", "UNKNOWN")),
    ],
)
def test_a_picture_that_is_not_taken_holds_up_no_post(refusal: tuple[Said, ...]) -> None:
    service = Service(quota(), *refusal, made(), status("FINISHED"), made("p1"), said({"permalink": ADDRESS}))
    assert isinstance(channel(service).send(first(SHOWN)), Delivered)
    texts = [number for number, request in enumerate(service.requests) if request.url.path.endswith("/threads")]
    assert [service.form(number)["media_type"] for number in texts] == ["IMAGE", "TEXT"]


def test_another_fault_of_a_container_with_picture_is_not_blamed_on_the_picture() -> None:
    service = Service(quota(), error(190, 463, status=401))
    outcome = channel(service).send(first(SHOWN))
    assert isinstance(outcome, Postponed)
    assert outcome.cause is Cause.LOGIN
    assert len(service.requests) == 2


@pytest.mark.parametrize(
    "broken",
    [said({}, 500), error(1), said({}), httpx.ReadTimeout("late"), httpx.ConnectError("refused")],
)
@pytest.mark.parametrize("before", [(), (quota(),), (quota(), made())], ids=["quota", "container", "status"])
def test_a_fault_before_the_publication_may_be_tried_again(before: tuple[Said, ...], broken: Said) -> None:
    def fresh(answer: Said) -> Said:
        return answer if isinstance(answer, Exception) else said(json.loads(answer.read()), answer.status_code)

    service = Service(*map(fresh, before), fresh(broken), *[status("IN_PROGRESS") for _ in range(9)])
    assert isinstance(channel(service).send(first()), Postponed)
    assert not any(path.endswith("threads_publish") for path in service.asked)


def test_a_container_that_is_made_slowly_is_waited_for() -> None:
    hands = Hands()
    waits = [status("IN_PROGRESS") for _ in range(3)]
    service = Service(quota(), made(), *waits, status("FINISHED"), made("p1"), said({"permalink": ADDRESS}))
    assert isinstance(channel(service, hands).send(first()), Delivered)
    assert hands.waits_s == [1.0, 2.0, 4.0]


def test_a_container_that_is_not_ready_in_time_is_left_and_the_account_is_not_blamed() -> None:
    hands = Hands()
    service = Service(quota(), made(), *[status("IN_PROGRESS") for _ in range(9)])
    outcome = channel(service, hands).send(first())
    assert isinstance(outcome, Postponed)
    assert outcome.cause is Cause.OURS
    assert sum(hands.waits_s) <= 18


def test_what_took_too_long_to_prepare_is_not_published_beyond_its_lease() -> None:
    service = Service(*published())
    outcome = channel(service, Hands(each_look_s=30)).send(first())
    assert isinstance(outcome, Postponed)
    assert outcome.cause is Cause.OURS
    assert not any(path.endswith("threads_publish") for path in service.asked)


def test_a_text_that_fails_without_any_picture_is_tried_again() -> None:
    outcome = channel(Service(quota(), made(), status("ERROR", "UNKNOWN"))).send(first())
    assert isinstance(outcome, Postponed)
    assert "UNKNOWN" in outcome.reason


def test_a_day_that_is_full_waits_and_makes_no_container() -> None:
    service = Service(quota(250, 250))
    outcome = channel(service).send(first())
    assert outcome == Postponed("250 of 250 posts of a day are used up", QUOTA_USED_UP, Cause.RATE)
    assert len(service.requests) == 1


@pytest.mark.parametrize(("used", "pause"), [(248, None), (249, QUOTA_USED_UP)])
def test_the_last_post_of_a_day_asks_for_a_pause(used: int, pause: timedelta | None) -> None:
    service = Service(quota(used), made(), status("FINISHED"), made("p1"), said({"permalink": ADDRESS}))
    outcome = channel(service).send(first())
    assert isinstance(outcome, Delivered)
    assert outcome.pause == pause


def test_a_quota_that_is_not_told_limits_nothing() -> None:
    service = Service(said({"data": []}), made(), status("FINISHED"), made("p1"), said({"permalink": ADDRESS}))
    outcome = channel(service).send(first())
    assert isinstance(outcome, Delivered)
    assert outcome.pause is None


def fresh_lost(number: int) -> Said:
    return [said({}, 502), error(1, 99, status=500), said([]), httpx.ReadTimeout("late"), httpx.ReadError("reset")][
        number
    ]


@pytest.mark.parametrize("number", range(5))
def test_a_lost_answer_is_settled_by_the_container_and_the_profile(number: int) -> None:
    service = Service(*published(fresh_lost(number), status("PUBLISHED"), listed(entry())))
    assert channel(service).send(first()) == Delivered(Receipt("p1", ADDRESS))


@pytest.mark.parametrize("number", range(5))
def test_a_lost_answer_is_unconfirmed_while_the_container_does_not_tell(number: int) -> None:
    for told in (status("FINISHED"), status("IN_PROGRESS"), said({}, 503)):
        service = Service(*published(fresh_lost(number), told))
        assert isinstance(channel(service).send(first()), Unconfirmed)


def test_a_post_that_is_out_and_listed_late_is_delivered() -> None:
    service = Service(*published(said({}, 502), status("PUBLISHED"), listed(), listed(entry())))
    assert isinstance(channel(service).send(first()), Delivered)


def test_a_post_that_is_out_and_not_listed_is_given_time_before_it_is_looked_for_again() -> None:
    service = Service(*published(said({}, 502), status("PUBLISHED"), listed(), listed()))
    outcome = channel(service).send(first())
    assert isinstance(outcome, Unconfirmed)
    assert outcome.after == NOT_LISTED


def test_a_container_that_got_lost_was_not_published() -> None:
    service = Service(*published(error(24, 4_279_009)))
    outcome = channel(service).send(first())
    assert isinstance(outcome, Postponed)
    assert len(service.requests) == 4


def test_a_refused_publication_is_what_it_is() -> None:
    assert isinstance(channel(Service(*published(error(368, status=403)))).send(first()), Abandoned)


def test_a_post_whose_address_cannot_be_had_is_delivered() -> None:
    assert channel(Service(*published(made("p1"), said({}, 500)))).send(first()) == Delivered(Receipt("p1"))


def test_a_withdrawal_deletes_and_nothing_is_changed() -> None:
    service = Service(said({"success": True, "deleted_id": "p1"}))
    made_channel = channel(service)
    assert made_channel.send(post(Action.WITHDRAW, earlier="p1")) == Delivered(Receipt("p1"))
    assert isinstance(made_channel.send(post(Action.REVISE, message=MESSAGE, earlier="p1")), Abandoned)
    assert service.asked == ["DELETE /v1.0/p1"]
    assert not made_channel.abilities.edits


def test_a_withdrawal_of_nothing_is_abandoned() -> None:
    assert isinstance(channel(Service()).send(post(Action.WITHDRAW)), Abandoned)


def test_the_desk_reads_the_container() -> None:
    told = channel(Service()).preview(first())
    assert (told.method, told.address) == ("POST", "https://graph.test/v1.0/88/threads")
    assert (told.count, told.limit) == (len(MESSAGE.text), 500)
    assert channel(Service()).preview(post(Action.WITHDRAW, earlier="p1")).method == "DELETE"


def renewed(token: str = "THbaru", seconds: int = 5_184_000) -> httpx.Response:
    return said({"access_token": token, "token_type": "bearer", "expires_in": seconds})


def named() -> httpx.Response:
    return said({"id": "88", "username": "polres"})


def test_a_check_renews_the_first_token_and_later_requests_carry_the_new_one() -> None:
    vault = MemoryVault()
    service = Service(named(), renewed())
    assert channel(service, vault=vault).check() == Condition(account="polres", expires_at=NOW + 60 * DAY)
    assert service.asked[1] == "GET /refresh_access_token"
    assert dict(service.requests[1].url.params) == {"grant_type": "th_refresh_token"}
    assert service.tokens() == {SECRET}
    later = Service(*published(made("p1"), said({"permalink": ADDRESS})))
    channel(later, vault=vault).send(first())
    assert later.tokens() == {"THbaru"}


def test_a_token_is_renewed_only_when_it_ends_within_two_weeks() -> None:
    vault = MemoryVault()
    channel(Service(named(), renewed()), vault=vault).check()
    early = Service(named())
    channel(early, vault=vault, later=45 * DAY).check()
    assert len(early.requests) == 1
    late = Service(named(), renewed("THlagi"))
    told = channel(late, vault=vault, later=47 * DAY).check()
    assert late.tokens() == {"THbaru"}
    assert told.expires_at == NOW + 107 * DAY


def test_a_new_secret_ends_what_was_renewed_of_the_old_one() -> None:
    vault = MemoryVault()
    channel(Service(named(), renewed()), vault=vault).check()
    service = Service(named(), renewed("THganti"))
    told = channel(service, vault=vault, secret="EAAsecretOfAnOperator", later=DAY).check()
    assert service.tokens() == {"EAAsecretOfAnOperator"}
    assert told.expires_at == NOW + 61 * DAY


@pytest.mark.parametrize("answer", [error(100), said({}, 500), said({"access_token": "x"}), renewed(seconds=0)])
def test_a_token_too_young_to_be_renewed_is_no_fault(answer: httpx.Response) -> None:
    assert channel(Service(named(), answer)).check() == Condition(account="polres")


def test_a_token_that_could_not_be_renewed_still_tells_its_end() -> None:
    vault = MemoryVault()
    channel(Service(named(), renewed()), vault=vault).check()
    told = channel(Service(named(), said({}, 500)), vault=vault, later=50 * DAY).check()
    assert told == Condition(account="polres", expires_at=NOW + 60 * DAY)


def test_a_renewed_token_stands_in_no_outcome() -> None:
    vault = MemoryVault(Grant(access="THrahasia"))
    channel(Service(named(), renewed("THrahasia")), vault=vault).check()
    service = Service(error(190, status=401, message="Malformed access token THrahasia"))
    told = repr(channel(service, vault=vault).send(first())) + repr(channel(Service(), vault=vault).preview(first()))
    assert service.tokens() == {"THrahasia"}
    assert "THrahasia" not in told

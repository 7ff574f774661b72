"""Posts of a WordPress site: terms and pictures that may fail, posts that are found again, faults by their codes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import pytest

from syndicator.deliver.channel import Post
from syndicator.deliver.channels.wordpress import WordPressChannel
from syndicator.deliver.telling import Line, Occasion, Telling
from syndicator.errors import ConfigError
from syndicator.model.attempt import Abandoned, Cause, Delivered, Outcome, Postponed, Unconfirmed
from syndicator.model.delivery import Action
from tests.contract.double import Fault
from tests.contract.doubles.wordpress import ROOT, WordPressDouble, refusal
from tests.contract.supplies import small_picture, supplies
from tests.outside import Answer, Asked, Outside, outside
from tests.unit.deliver.posts import NOW, post_of, telling
from tests.unit.model.bulletins import bulletin

IMAGE = "https://humas.test/foto.jpg"


@pytest.fixture
def site() -> WordPressDouble:
    return WordPressDouble()


@pytest.fixture
def world(site: WordPressDouble) -> Iterator[Outside]:
    with outside() as running:
        site.serve(running)
        yield running


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=0.5) as opened:
        yield opened


@pytest.fixture
def channel(site: WordPressDouble, world: Outside, client: httpx.Client) -> WordPressChannel:
    return made(site, world, client)


def made(site: WordPressDouble, world: Outside, client: httpx.Client, **options: str) -> WordPressChannel:
    given = supplies(client, site.secrets, picture=small_picture())
    return WordPressChannel(site.config(world.url, **options), given)


def delivered(outcome: Outcome) -> str:
    assert isinstance(outcome, Delivered), outcome
    return outcome.receipt.remote_id


def only(site: WordPressDouble) -> dict[str, object]:
    [post] = site.things["posts"].values()
    return post


def names(site: WordPressDouble, kind: str) -> set[object]:
    found = only(site).get(kind, [])
    assert isinstance(found, list)
    return {site.things[kind][number]["name"] for number in found}


def with_topics(post: Post, *topics: str) -> Post:
    return replace(post, topics={name.lower(): name for name in topics})


def test_topics_and_unit_are_tags_and_the_main_topic_is_the_category(
    channel: WordPressChannel, site: WordPressDouble
) -> None:
    delivered(channel.send(with_topics(post_of(channel), "Narkoba", "Patroli")))
    assert names(site, "categories") == {"Narkoba"}
    assert names(site, "tags") == {"Narkoba", "Patroli", "Polres Malang"}
    assert site.things["tags"][3]["name"] == "Patroli", "what is there is not made again"
    assert len(site.things["tags"]) == 3


def test_a_channel_may_name_its_categories(site: WordPressDouble, world: Outside, client: httpx.Client) -> None:
    channel = made(site, world, client, category="Siaran Pers, Uncategorized")
    delivered(channel.send(post_of(channel)))
    assert names(site, "categories") == {"Siaran Pers", "Uncategorized"}


def test_a_name_that_is_another_spelling_to_the_site_is_the_same_term(
    channel: WordPressChannel, site: WordPressDouble
) -> None:
    site.things["categories"][5] = {"id": 5, "name": "Lalu-Lintas"}
    site.things["categories"][6] = {"id": 6, "name": "Suami &amp; Istri"}
    delivered(channel.send(with_topics(post_of(channel), "Lalu Lintas")))
    assert names(site, "categories") == {"Lalu-Lintas"}
    delivered(channel.send(with_topics(post_of(channel, key="dlv_2_1_kait"), "Suami & Istri")))
    assert list(site.things["posts"].values())[-1]["categories"] == [6]


def test_a_site_that_lets_nobody_make_terms_gets_the_post_without(
    channel: WordPressChannel, site: WordPressDouble
) -> None:
    site.no_terms = True
    delivered(channel.send(with_topics(post_of(channel), "Narkoba")))
    assert names(site, "categories") == set()
    assert names(site, "tags") == {"Polres Malang"}


@pytest.mark.parametrize("code", ["rest_cannot_assign_term", "rest_invalid_featured_media"])
def test_what_a_post_may_not_be_trimmed_with_is_left_out(
    channel: WordPressChannel, site: WordPressDouble, world: Outside, code: str
) -> None:
    def picky(asked: Asked) -> Answer:
        trimmed = asked.method == "POST" and {"tags", "featured_media"} & json.loads(asked.body).keys()
        return refusal(403, code, "Sorry.") if trimmed else site._answer(asked)

    world.answers[f"{ROOT}/posts"] = picky
    delivered(channel.send(post_of(channel, told=bulletin(image=IMAGE))))
    assert "tags" not in only(site)


def test_a_picture_is_uploaded_once_and_shown_with_its_description(
    channel: WordPressChannel, site: WordPressDouble
) -> None:
    told = bulletin(image=IMAGE)
    delivered(channel.send(post_of(channel, told=told)))
    delivered(channel.send(post_of(channel, told=told, key="dlv_2_1_kait")))
    [media] = site.things["media"].values()
    assert [one["featured_media"] for one in site.things["posts"].values()] == [media["id"]] * 2
    assert str(media["slug"]).startswith("siaran-")


@pytest.mark.parametrize("answer", [Answer(500, b"Sorry, this file type is not permitted"), Answer(reset=True)])
def test_a_refused_picture_holds_up_no_post(channel: WordPressChannel, site: WordPressDouble, answer: Answer) -> None:
    site.media_fault = answer
    delivered(channel.send(post_of(channel, told=bulletin(image=IMAGE))))
    assert "featured_media" not in only(site)


def test_a_correction_leaves_what_editors_decide_and_no_picture_that_it_does_not_show(
    channel: WordPressChannel, site: WordPressDouble
) -> None:
    first = delivered(channel.send(post_of(channel, told=bulletin(image=IMAGE))))
    only(site)["categories"] = [1]
    only(site)["status"] = "draft"
    later = post_of(channel, Action.REVISE, told=bulletin("Baru", revision=2), earlier=first, key="dlv_1_2_kait")
    assert delivered(channel.send(later)) == first
    after = only(site)
    assert (after["title"], after["categories"], after["status"], after["featured_media"]) == ("Baru", [1], "draft", 0)


def test_a_withdrawal_deletes_our_picture_and_nobody_elses(channel: WordPressChannel, site: WordPressDouble) -> None:
    first = delivered(channel.send(post_of(channel, told=bulletin(image=IMAGE))))
    delivered(channel.send(post_of(channel, Action.WITHDRAW, earlier=first)))
    assert only(site)["status"] == "trash"
    assert site.things["media"] == {}
    second = delivered(channel.send(post_of(channel, key="dlv_2_1_kait")))
    site.things["media"][99] = {"id": 99, "slug": "foto-redaksi"}
    site.things["posts"][int(second)]["featured_media"] = 99
    delivered(channel.send(post_of(channel, Action.WITHDRAW, earlier=second)))
    assert list(site.things["media"]) == [99]


def test_where_there_is_no_trash_a_post_is_deleted(channel: WordPressChannel, site: WordPressDouble) -> None:
    first = delivered(channel.send(post_of(channel)))
    site.trash_days = 0
    delivered(channel.send(post_of(channel, Action.WITHDRAW, earlier=first)))
    assert site.things["posts"] == {}


def test_a_correction_of_what_is_gone_is_given_up(channel: WordPressChannel) -> None:
    outcome = channel.send(post_of(channel, Action.REVISE, earlier="4711"))
    assert isinstance(outcome, Abandoned)
    assert "rest_post_invalid_id: Invalid post ID." in outcome.reason
    assert isinstance(channel.send(post_of(channel, Action.REVISE)), Abandoned)


def test_a_lost_post_is_found_though_its_title_changed(
    channel: WordPressChannel, site: WordPressDouble, world: Outside
) -> None:
    site.fail(world, Fault.LOST)
    assert isinstance(channel.send(post_of(channel)), Unconfirmed)
    site.mend(world)
    renamed = post_of(channel, told=bulletin("Judul lain"))
    found = channel.find(renamed)
    assert delivered(found) == str(only(site)["id"])
    again = replace(renamed, delivery=replace(renamed.delivery, attempts=2))
    assert channel.send(again) == found
    assert len(site.things["posts"]) == 1


def test_six_at_once_make_one_post(channel: WordPressChannel, site: WordPressDouble) -> None:
    post = post_of(channel)
    with ThreadPoolExecutor(6) as workers:
        found = {delivered(outcome) for outcome in workers.map(channel.send, [post] * 6)}
    assert found == {str(only(site)["id"])}


def test_a_correction_whose_answer_was_lost_may_be_sent_again(channel: WordPressChannel) -> None:
    outcome = channel.find(post_of(channel, Action.REVISE, earlier="12"))
    assert isinstance(outcome, Postponed)
    assert outcome.cause is Cause.ABSENT


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(503, headers={"Retry-After": "600"}), Postponed),
        (Answer(reset=True), Postponed),
        (Answer(200, b"<br>Warning: Undefined variable"), Postponed),
        (refusal(401, "rest_forbidden_status", "Status is forbidden."), Postponed),
        (refusal(404, "rest_no_route", "No route was found."), Abandoned),
    ],
)
def test_nothing_is_made_where_it_cannot_be_looked_for(
    channel: WordPressChannel, site: WordPressDouble, world: Outside, answer: Answer, expected: type
) -> None:
    world.answers[f"{ROOT}/posts"] = answer
    assert isinstance(channel.send(post_of(channel)), expected)
    assert isinstance(channel.find(post_of(channel)), Unconfirmed)
    assert site.tries(world) == 0


def test_a_role_that_does_not_suffice_waits_for_a_person(channel: WordPressChannel, site: WordPressDouble) -> None:
    site.role["publish_posts"] = False
    outcome = channel.send(post_of(channel))
    assert isinstance(outcome, Postponed)
    assert outcome.cause is Cause.LOGIN
    assert "rest_cannot_publish" in outcome.reason
    assert "Author" in str(channel.check().fault)


def test_a_wrong_password_is_seen_before_anything_is_made(
    site: WordPressDouble, world: Outside, client: httpx.Client
) -> None:
    given = supplies(client, {"password": "salah"})
    channel = WordPressChannel(site.config(world.url), given)
    outcome = channel.send(post_of(channel))
    assert isinstance(outcome, Postponed)
    assert outcome.cause is Cause.LOGIN
    assert "rest_forbidden_status" in outcome.reason
    assert "incorrect_password" in str(channel.check().fault)
    assert site.tries(world) == 0


def test_a_firewall_before_the_site_is_no_login(channel: WordPressChannel, world: Outside) -> None:
    world.answers[f"{ROOT}/posts"] = Answer(403, b"<h1>Blocked</h1>")
    assert isinstance(channel.send(post_of(channel)), Abandoned)


def test_a_draft_has_no_address(site: WordPressDouble, world: Outside, client: httpx.Client) -> None:
    channel = made(site, world, client, status="draft")
    outcome = channel.send(post_of(channel))
    assert isinstance(outcome, Delivered)
    assert outcome.receipt.address is None
    assert only(site)["status"] == "draft"


def test_an_unknown_state_is_an_error_of_the_config(
    site: WordPressDouble, world: Outside, client: httpx.Client
) -> None:
    with pytest.raises(ConfigError, match="publish, draft"):
        made(site, world, client, status="terbit")


def test_a_preview_writes_nothing(channel: WordPressChannel, site: WordPressDouble, world: Outside) -> None:
    shown = channel.preview(with_topics(post_of(channel, told=bulletin(image=IMAGE)), "Narkoba"))
    assert {asked.method for asked in world.asked} == {"GET"}
    assert json.loads(shown.body)["tags"] == [4]
    down = channel.preview(post_of(channel, Action.WITHDRAW, earlier="12"))
    assert (down.method, down.address) == ("DELETE", f"{world.url}{ROOT}/posts/12?force=false")
    assert site.things["posts"] == {}


def test_a_digest_lists_its_lines_a_notice_tells_no_words_and_a_release_names_its_source(
    channel: WordPressChannel,
) -> None:
    line = Line("Satu & <dua>", "https://portal.test/b/1?a=1&b=2")
    digest = Telling(
        occasion=Occasion.DIGEST, title="", link="https://portal.test/", published_at=NOW, lines=(line, line)
    )
    told = channel.compose(digest)
    assert "Satu &amp; &lt;dua&gt;" in told.html
    assert '<a href="https://portal.test/b/1?a=1&amp;b=2">' in told.html
    assert told.title == "Ringkasan 2 rilis"
    notice = channel.compose(replace(telling(bulletin(image=IMAGE)), occasion=Occasion.NOTICE))
    assert "Patroli" not in repr(notice)
    assert (notice.image, "ditarik" in notice.html) == (None, True)
    one = channel.compose(telling(bulletin()))
    assert one.html == (
        "<p>Patroli digelar.</p>\n"
        '<p>Sumber: <a href="https://portal.test/b/1-polisi-patroli-malam">Polres Malang</a></p>'
    )

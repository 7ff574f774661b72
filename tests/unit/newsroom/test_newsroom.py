"""The newsroom over time: what is published, re-posted, edited and taken down."""

from __future__ import annotations

from collections import Counter

import pytest

from syndicator.newsroom.app import NewsroomApp
from syndicator.newsroom.clock import Clock, standing_still
from syndicator.newsroom.markup import body_html
from syndicator.newsroom.newsroom import Newsroom

from .conftest import Opener, Reader


def later(app: NewsroomApp, seconds: float) -> Newsroom:
    app.newsroom.clock.advance(seconds)
    app.newsroom.catch_up()
    return app.newsroom


def test_the_same_seed_and_epoch_give_the_same_bytes(open_newsroom: Opener) -> None:
    bodies = []
    for _ in range(2):
        app = open_newsroom()
        later(app, 900)
        client = Reader(app)
        bodies.append([client.get(site.feed).content for site in app.newsroom.sites])
    assert bodies[0] == bodies[1]


def test_small_steps_and_one_leap_lead_to_the_same_state(open_newsroom: Opener) -> None:
    leap = later(open_newsroom(rate=1.0), 1_200)
    steps = open_newsroom(rate=1.0)
    for _ in range(120):
        later(steps, 10)
    assert [[post.path for post in site.posts] for site in leap.sites] == [
        [post.path for post in site.posts] for site in steps.newsroom.sites
    ]


def test_a_new_release_changes_the_feed_of_its_site(open_newsroom: Opener) -> None:
    app = open_newsroom(rate=5.0)
    before = {site.slug: site.live[-1].number for site in app.newsroom.sites}
    client = Reader(app)
    site = app.newsroom.sites[0]
    tag = client.get(site.feed).headers["etag"]
    later(app, 60)
    response = client.get(site.feed, headers={"if-none-match": tag})
    assert response.status_code == 200
    assert site.live[-1].number > before[site.slug]
    assert site.address(site.live[-1]) in response.text


def test_an_update_carries_to_the_page_and_the_feed(open_newsroom: Opener) -> None:
    newsroom = later(open_newsroom(updates=1.0, copies=0.0, deletions=0.0, rate=0.0), 7_200)
    site = newsroom.sites[0]
    post = site.live[0]
    assert post.updates
    first = newsroom.release(post.release)
    now = site.read(post)
    assert now.wording.paragraphs != first.wording.paragraphs
    assert now.wording.title == first.wording.title
    assert len(site.live) == len(site.posts)


def test_a_deletion_takes_the_post_out_of_everything(open_newsroom: Opener) -> None:
    app = open_newsroom(deletions=1.0, copies=0.0, updates=0.0, rate=0.0)
    later(app, 3 * 3_600)
    site = app.newsroom.sites[0]
    assert site.posts
    assert not site.live
    client = Reader(app)
    assert client.get(site.address(site.posts[0])).status_code == 404
    assert client.get(f"{site.base}/").status_code == 200


def test_copies_keep_the_story_and_get_the_copying_sites_habits(open_newsroom: Opener) -> None:
    newsroom = later(open_newsroom(copies=1.0, units=20, rate=0.0), 3_600)
    copies = [pair for shown in newsroom.publications.values() for pair in shown[1:]]
    assert copies
    changed = [newsroom.release(post.release).wording.text != site.read(post).wording.text for site, post in copies]
    assert 0.6 < sum(changed) / len(changed) < 1.0
    assert all(site.read(post).unit.slug != site.unit.slug or site.slug != site.unit.slug for site, post in copies)


def test_forgotten_texts_are_composed_again_alike(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [site.read(post).wording.text for site in newsroom.sites for post in site.live]
    monkeypatch.setattr("syndicator.newsroom.archive.KEPT", 1)
    again = [site.read(post).wording.text for site in newsroom.sites for post in site.live]
    assert texts == again


def test_no_site_gives_two_posts_one_address_or_number(open_newsroom: Opener) -> None:
    newsroom = later(open_newsroom(rate=10.0, units=4), 300)
    for site in newsroom.sites:
        assert max(Counter(post.path for post in site.posts).values()) == 1
        assert max(Counter(post.number for post in site.posts).values()) == 1


def test_one_site_in_ten_is_a_blogger(open_newsroom: Opener) -> None:
    sites = open_newsroom(units=40).newsroom.sites
    assert Counter(site.software for site in sites) == {"wordpress": 36, "blogger": 4}


def test_clutter_is_there_but_not_on_every_site(open_newsroom: Opener) -> None:
    sites = open_newsroom(units=60).newsroom.sites
    bodies = [body_html(site, site.live[-1]) for site in sites]
    for mark in (
        "Baca juga",
        "Pos terkait",
        "Bacaan Lainnya",
        "Sebarkan artikel ini",
        "Dilihat",
        "<figure",
        "<p>*",
    ):
        assert 0 < sum(mark in body for body in bodies) < len(bodies), mark


def test_units_beyond_the_list_have_second_sites_of_their_own(open_newsroom: Opener) -> None:
    newsroom = open_newsroom(units=560).newsroom
    assert len({site.slug for site in newsroom.sites}) == 560
    assert newsroom.sites[545].slug.endswith("-2")


def test_a_clock_goes_forward_only() -> None:
    clock = Clock(standing_still)
    clock.advance(5)
    assert clock.offset() == 5
    for wrong in (-1.0, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="forward"):
            clock.advance(wrong)

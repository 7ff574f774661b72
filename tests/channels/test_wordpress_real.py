"""Our posts on a real WordPress; it takes a minute and Debian's packages, and runs only where it is asked for."""

from __future__ import annotations

import html
import os
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from syndicator.deliver.channel import Post
from syndicator.deliver.channels.wordpress import WordPressChannel
from syndicator.deliver.pictures import Picture
from syndicator.model.attempt import Abandoned, Cause, Delivered, Outcome, Postponed
from syndicator.model.channel import ChannelConfig
from syndicator.model.delivery import Action
from syndicator.model.receipt import Receipt
from tests.channels.wordpress_server import USER, WordPressServer
from tests.contract.supplies import small_picture, supplies
from tests.unit.deliver.posts import post_of
from tests.unit.model.bulletins import bulletin

pytestmark = pytest.mark.skipif(
    not os.environ.get("SYNDICATOR_TEST_CHANNELS"), reason="set SYNDICATOR_TEST_CHANNELS to run real services"
)
IMAGE = "https://humas.test/foto.jpg"


@pytest.fixture(scope="module")
def server() -> Iterator[WordPressServer]:
    folder = Path(tempfile.mkdtemp(prefix="wp-"))
    running = WordPressServer(folder)
    yield running
    running.stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=20) as opened:
        yield opened


def channel(
    server: WordPressServer, client: httpx.Client, *, password: str | None = None, picture: Picture | None = None
) -> WordPressChannel:
    given = supplies(client, {"password": password or server.password}, picture=picture)
    config = ChannelConfig(
        name="situs", kind="wordpress", base_url=server.url, options={"user": USER, "category": "Siaran & Pers"}
    )
    return WordPressChannel(config, given)


def receipt(outcome: Outcome) -> Receipt:
    assert isinstance(outcome, Delivered), outcome
    return outcome.receipt


def asked(server: WordPressServer, client: httpx.Client, path: str) -> httpx.Response:
    return client.get(f"{server.url}/wp-json/wp/v2{path}", auth=(USER, server.password))


def numbered(channel: WordPressChannel, number: int) -> Post:
    told = bulletin(f"Rilis nomor {number}", number=number, image=IMAGE)
    return post_of(channel, told=told, key=f"dlv_{number}_1_situs")


def test_a_post_is_published_with_categories_tags_and_picture(server: WordPressServer, client: httpx.Client) -> None:
    sender = channel(server, client, picture=small_picture())
    told = bulletin("Polisi & <b>Warga</b> “Malang”", lead="Lima < enam.", image=IMAGE)
    got = receipt(sender.send(replace(post_of(sender, told=told), topics={"narkoba": "Narkoba & Miras"})))
    post = asked(server, client, f"/posts/{got.remote_id}?context=edit&_embed").json()
    assert html.unescape(post["title"]["raw"]) == "Polisi & <b>Warga</b> “Malang”"
    assert post["status"] == "publish"
    terms = {html.unescape(term["name"]) for group in post["_embedded"]["wp:term"] for term in group}
    assert terms == {"Siaran & Pers", "Narkoba & Miras", "Polres Malang"}
    [media] = post["_embedded"]["wp:featuredmedia"]
    assert media["slug"].startswith("siaran-")
    assert "<p>Patroli digelar.</p>" in post["content"]["rendered"]
    assert "<b>" not in post["title"]["rendered"]
    assert "Lima &lt; enam." in post["excerpt"]["rendered"]
    assert got.address == post["link"]
    assert client.get(str(got.address)).status_code == 200


def test_terms_and_pictures_are_there_once_for_all_posts(server: WordPressServer, client: httpx.Client) -> None:
    for number in (11, 12):
        sender = channel(server, client, picture=small_picture())
        receipt(sender.send(numbered(sender, number)))
    assert len(asked(server, client, "/media?per_page=100").json()) == 1
    names = [html.unescape(one["name"]) for one in asked(server, client, "/categories?per_page=100").json()]
    assert sorted(names) == ["Siaran & Pers", "Uncategorized"]


def test_a_correction_changes_the_post_and_a_withdrawal_takes_it_and_its_picture_down(
    server: WordPressServer, client: httpx.Client
) -> None:
    sender = channel(server, client, picture=small_picture())
    told = bulletin("Rilis nomor 21", number=21, image="https://humas.test/lain.jpg")
    got = receipt(sender.send(post_of(sender, told=told, key="dlv_21_1_situs")))
    picture = asked(server, client, f"/posts/{got.remote_id}").json()["featured_media"]
    later = post_of(sender, Action.REVISE, told=bulletin("Judul yang baru", revision=2), earlier=got.remote_id)
    assert receipt(sender.send(later)).remote_id == got.remote_id
    after = asked(server, client, f"/posts/{got.remote_id}?context=edit").json()
    assert (after["title"]["raw"], after["featured_media"]) == ("Judul yang baru", 0)
    again = post_of(sender, Action.REVISE, told=told, earlier=got.remote_id)
    receipt(sender.send(again))
    assert asked(server, client, f"/posts/{got.remote_id}").json()["featured_media"] == picture
    down = post_of(sender, Action.WITHDRAW, earlier=got.remote_id)
    receipt(sender.send(down))
    assert asked(server, client, f"/posts/{got.remote_id}?context=edit").json()["status"] == "trash"
    assert asked(server, client, f"/media/{picture}").status_code == 404
    receipt(sender.send(down))
    gone = replace(down, earlier="4711")
    receipt(sender.send(gone))
    assert isinstance(sender.send(post_of(sender, Action.REVISE, earlier="4711")), Abandoned)


def test_six_at_once_make_one_post_and_it_is_found_by_another_title(
    server: WordPressServer, client: httpx.Client
) -> None:
    sender = channel(server, client)
    post = numbered(sender, 31)
    absent = sender.find(post)
    assert isinstance(absent, Postponed)
    assert absent.cause is Cause.ABSENT
    with ThreadPoolExecutor(6) as workers:
        made = {receipt(outcome).remote_id for outcome in workers.map(sender.send, [post] * 6)}
    assert len(made) == 1
    renamed = post_of(sender, told=bulletin("Sama sekali lain", number=31), key=post.delivery.key)
    assert {receipt(sender.find(one)).remote_id for one in (post, renamed)} == made


def test_a_file_that_the_site_refuses_holds_up_no_post(server: WordPressServer, client: httpx.Client) -> None:
    broken = Picture(data=b"<?php echo 1;", width=1, height=1)
    sender = channel(server, client, picture=broken)
    told = bulletin("Rilis nomor 41", number=41, image="https://humas.test/rusak.jpg")
    got = receipt(sender.send(post_of(sender, told=told, key="dlv_41_1_situs")))
    assert asked(server, client, f"/posts/{got.remote_id}").json()["featured_media"] == 0


@pytest.mark.parametrize(("role", "allowed"), [("author", True), ("contributor", False)])
def test_what_a_role_may_not_waits_for_a_person(
    server: WordPressServer, client: httpx.Client, role: str, *, allowed: bool
) -> None:
    sender = channel(server, client)
    server.role(role)
    try:
        number = 51 if allowed else 52
        outcome = sender.send(replace(numbered(sender, number), topics={"baru": f"Topik {number}"}))
        assert (sender.check().fault is None) is allowed
    finally:
        server.role("editor")
    assert isinstance(outcome, Delivered if allowed else Postponed), outcome
    if isinstance(outcome, Postponed):
        assert outcome.cause is Cause.LOGIN


def test_a_wrong_password_is_a_login_to_mend_and_makes_nothing(server: WordPressServer, client: httpx.Client) -> None:
    sender = channel(server, client, password="salah salah salah")
    outcome = sender.send(numbered(sender, 61))
    assert isinstance(outcome, Postponed)
    assert outcome.cause is Cause.LOGIN
    assert "rest_forbidden_status" in outcome.reason
    assert "rest_not_logged_in" in str(sender.check().fault)
    assert channel(server, client).check().account == USER

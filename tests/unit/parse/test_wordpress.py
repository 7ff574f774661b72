"""Posts of WordPress' REST interface: read, asked for, and its errors told with their mend."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from syndicator.errors import SourceFault
from syndicator.model.entry import Entry
from syndicator.parse.wordpress import posts_address, read_posts

HOME = "https://humas.test"
ADDRESS = f"{HOME}/wp-json/wp/v2/posts"
PLAIN = f"{HOME}/?rest_route=/wp/v2/posts"


def post(**changes: Any) -> dict[str, Any]:
    return {
        "id": 1234,
        "date": "2026-03-02T15:00:00",
        "date_gmt": "2026-03-02T07:00:00",
        "modified": "2026-03-02T16:30:00",
        "modified_gmt": "2026-03-02T08:30:00",
        "guid": {"rendered": f"{HOME}/?p=1234"},
        "link": f"{HOME}/2026/03/02/rilis/",
        "title": {"rendered": "Polisi &#038; Warga &#8211; Sabang"},
        "content": {"rendered": "<p>Isi lengkap.</p>\n", "protected": False},
        "excerpt": {"rendered": "<p>Ringkas [&hellip;]</p>\n", "protected": False},
        "jetpack_featured_media_url": "https://i0.wp.test/foto.jpg",
        "yoast_head_json": {"og_image": [{"url": f"{HOME}/og.jpg"}, {"url": f"{HOME}/foto.jpg"}]},
        "_embedded": {
            "author": [{"id": 3, "name": "Humas &amp; Co"}],
            "wp:featuredmedia": [{"source_url": f"{HOME}/foto.jpg"}],
            "wp:term": [
                [{"taxonomy": "category", "name": "Berita"}, {"taxonomy": "category", "name": "Lalu &amp; Lintas"}],
                [{"taxonomy": "post_tag", "name": "Polri"}, {"taxonomy": "post_tag", "name": "Berita"}],
                [{"taxonomy": "post_format", "name": "Galeri"}],
            ],
        },
    } | changes


def read(*posts: object) -> tuple[Entry, ...]:
    return read_posts(json.dumps(posts).encode(), content_type="application/json", address=ADDRESS).entries


def test_a_post_is_read_whole() -> None:
    assert read(post()) == (
        Entry(
            guid=f"{HOME}/?p=1234",
            address=f"{HOME}/2026/03/02/rilis/",
            title="Polisi & Warga – Sabang",
            html="<p>Isi lengkap.</p>",
            author="Humas & Co",
            published_at=datetime(2026, 3, 2, 7, tzinfo=UTC),
            updated_at=datetime(2026, 3, 2, 8, 30, tzinfo=UTC),
            categories=("Berita", "Lalu & Lintas", "Polri"),
            images=(f"{HOME}/foto.jpg", "https://i0.wp.test/foto.jpg", f"{HOME}/og.jpg"),
        ),
    )


def test_entries_come_oldest_first() -> None:
    days = ("2026-03-04", "2026-03-02", "2026-03-03")
    told = read(*(post(date_gmt=f"{day}T00:00:00", link=f"{HOME}/{day}/") for day in days))
    assert [entry.address for entry in told] == [f"{HOME}/{day}/" for day in sorted(days)]


def test_what_a_password_protects_is_left_out() -> None:
    assert read(post(content={"rendered": "", "protected": True})) == ()


def test_a_post_without_content_is_a_summary() -> None:
    (entry,) = read(post(content={"rendered": ""}))
    assert (entry.html, entry.is_whole) == ("<p>Ringkas [&hellip;]</p>", False)


@pytest.mark.parametrize("in_utc", [None, "", "0000-00-00T00:00:00"])
def test_a_date_without_its_utc_twin_is_by_the_site_s_own_clock(in_utc: str | None) -> None:
    (entry,) = read(post(date_gmt=in_utc))
    assert entry.published_at == datetime(2026, 3, 2, 15, tzinfo=UTC).replace(tzinfo=None)


def test_a_guid_is_the_one_of_the_feed() -> None:
    (entry,) = read(post(guid={"rendered": f"{HOME}/?post_type=rilis&#038;p=7"}))
    assert entry.guid == f"{HOME}/?post_type=rilis&p=7"


@pytest.mark.parametrize(
    "changes",
    [
        dict.fromkeys(("guid", "link", "title", "content", "excerpt", "date", "date_gmt", "_embedded")),
        {
            "_embedded": {
                "author": [{"code": "rest_user_invalid_id"}],
                "wp:featuredmedia": [{"code": "x"}],
                "wp:term": 7,
            }
        },
        {"_embedded": [], "yoast_head_json": "x", "title": {"rendered": 7}, "content": []},
        {"_embedded": {"author": {}, "wp:term": [7, [7, {"taxonomy": 7}]]}, "yoast_head_json": {"og_image": {}}},
    ],
)
def test_strange_values_count_as_missing(changes: dict[str, Any]) -> None:
    (entry,) = read(post(**changes))
    assert entry.author is None
    assert entry.categories == ()


def test_no_more_than_a_feed_s_worth_is_read() -> None:
    assert len(read(*(post(id=number) for number in range(1, 700)))) == 500


def test_warnings_of_the_server_before_the_answer_are_passed_over() -> None:
    body = b"<br />\n<b>Notice</b>: Undefined index [x] {y} in /var/www/a.php\n" + json.dumps([post()]).encode()
    assert len(read_posts(body, content_type="text/html", address=ADDRESS).entries) == 1


@pytest.mark.parametrize(
    ("body", "cause", "mend"),
    [
        (b'{"code": "rest_no_route", "message": "No route &amp; no."}', "rest_no_route: No route & no.", "/feed/"),
        (b'{"code": "rest_not_logged_in", "message": "Masuk."}', "rest_not_logged_in", "use its feed"),
        (b'{"code": "rest_invalid_param", "message": "x"}', "rest_invalid_param", "correct the parameters"),
        (b'{"code": "' + b"x" * 5000 + b'"}', "WordPress answered xxx", "use its feed"),
        (b'{"name": "Humas", "namespaces": []}', "no posts of WordPress", "/wp-json/wp/v2/posts"),
        (b"[1, 2]", "no posts of WordPress", "/wp-json/wp/v2/posts"),
        (b'[{"title": "x"}]', "no posts of WordPress", "/wp-json/wp/v2/posts"),
        (b"<html>", "not JSON", "/wp-json/wp/v2/posts"),
        (b"", "not JSON", "/wp-json/wp/v2/posts"),
        (b"[" * 100_000, "not JSON", "/wp-json/wp/v2/posts"),
        (b"[" * 300_000, "larger than any answer", "shorten"),
        (b'["' + b"x" * 11_000_000 + b'"]', "larger than any answer", "shorten"),
        (b'[{"id": 1' + b"0" * 5000 + b"}]", "not JSON", "/wp-json/wp/v2/posts"),
    ],
    ids=lambda value: value[:30].decode() if isinstance(value, bytes) else "",
)
def test_what_holds_no_posts_is_the_source_s_fault(body: bytes, cause: str, mend: str) -> None:
    with pytest.raises(SourceFault) as fault:
        read_posts(body, content_type="application/json", address=ADDRESS)
    assert fault.value.kind == "format"
    assert cause in fault.value.cause
    assert mend in fault.value.mend
    assert len(fault.value.cause) < 400


USUAL = "orderby=date&order=desc&per_page=20&_embed=author,wp:featuredmedia,wp:term"


@pytest.mark.parametrize(
    ("home", "address"),
    [
        (HOME, f"{ADDRESS}?{USUAL}"),
        (f"{HOME}/", f"{ADDRESS}?{USUAL}"),
        (f"{HOME}/wp-json/", f"{ADDRESS}?{USUAL}"),
        (f"{HOME}/wp-json/wp/v2", f"{ADDRESS}?{USUAL}"),
        (ADDRESS, f"{ADDRESS}?{USUAL}"),
        (f"{ADDRESS}/", f"{ADDRESS}?{USUAL}"),
        (f"{HOME}/situs/", f"{HOME}/situs/wp-json/wp/v2/posts?{USUAL}"),
        (
            f"{ADDRESS}?categories=5&per_page=3",
            f"{ADDRESS}?categories=5&per_page=20&{USUAL.replace('per_page=20&', '')}",
        ),
        (PLAIN, f"{PLAIN}&{USUAL}"),
        (f"{HOME}/index.php?rest_route=/", f"{HOME}/index.php?rest_route=/wp/v2/posts&{USUAL}"),
    ],
)
def test_posts_are_asked_for_at_whatever_base_the_site_has(home: str, address: str) -> None:
    asked, _, query = posts_address(home).partition("?")
    wanted, _, parameters = address.partition("?")
    assert asked == wanted
    assert sorted(query.split("&")) == sorted(parameters.split("&"))


def test_the_moment_is_asked_for_in_utc_with_its_zone() -> None:
    moment = datetime(2026, 3, 2, 15, 0, 0, 5, tzinfo=timezone(timedelta(hours=8)))
    address = posts_address(ADDRESS, page=2, per_page=500, modified_after=moment)
    asked = set(address.partition("?")[2].split("&"))
    assert {"modified_after=2026-03-02T07:00:00Z", "orderby=modified", "page=2", "per_page=100"} <= asked

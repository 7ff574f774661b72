"""Posts of WordPress' REST interface (developer.wordpress.org/rest-api/reference/posts), and how to ask for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from html import unescape
from urllib.parse import parse_qsl, urlencode, urlsplit

from syndicator.errors import SourceFault
from syndicator.model.entry import Entry, Reading
from syndicator.parse.entries import LARGEST_FEED, reading_of
from syndicator.parse.feed_dates import read_moment
from syndicator.parse.values import listed, loaded, text

MOST_IDS = 100
"""WordPress gives no more posts on a page."""

_ROUTE = "/wp/v2/posts"
_EMBEDDED = "author,wp:featuredmedia,wp:term"
_NOT_POSTS = "give an address that ends in /wp-json/wp/v2/posts, or the site's feed"
_CLOSED = "the site keeps its interface closed: use its feed, which ends in /feed/"
_MENDS = {
    "rest_no_route": "the site has no posts at this address: use its feed, which ends in /feed/",
    "rest_invalid_param": "correct the parameters in the address",
    "rest_post_invalid_page_number": "there are no older posts: ask for an earlier page",
}
_ROUTE_IN_PATH = re.compile(r"/wp-json(?:/wp(?:/v2(?:/posts)?)?)?/?$")


def read_posts(body: bytes, *, content_type: str, address: str) -> Reading:
    """
    Return the posts of an answer, oldest first; what a password protects is left out.

    Raises:
        SourceFault: it holds no posts; an error of WordPress is told with its mend.
    """
    posts = _posts(body, content_type)
    entries = [_entry(post) for post in posts[:LARGEST_FEED] if isinstance(post, dict) and not _is_protected(post)]
    return reading_of(entries, title="", home="", address=address)


def posts_address(
    home: str,
    *,
    page: int = 1,
    per_page: int = 20,
    modified_after: datetime | None = None,
) -> str:
    """
    Return the address at which to ask for posts, newest first; with `modified_after` the last modified ones first.

    Args:
        home: the site's address, or that of its interface in either form, with parameters of a person's own.
        modified_after: aware; sent in UTC with its zone, for WordPress takes a time without one for the site's own.
    """
    asked = _asked_for_posts(page, per_page, modified_after)
    return _asking(home, asked)


def interface_address(home: str) -> str:
    """Return the address of a site's posts without a question, as a source is kept by."""
    return _asking(home, {})


def _asking(home: str, asked: Mapping[str, str]) -> str:
    parts = urlsplit(home)
    told = dict(parse_qsl(parts.query, keep_blank_values=True))
    path = parts.path
    if "rest_route" in told:
        told["rest_route"] = _ROUTE
    else:
        path = f"{_ROUTE_IN_PATH.sub('', path).rstrip('/')}/wp-json{_ROUTE}"
    return parts._replace(path=path, query=urlencode(told | dict(asked), safe="/:,"), fragment="").geturl()


def _asked_for_posts(page: int, per_page: int, modified_after: datetime | None) -> dict[str, str]:
    by = "date" if modified_after is None else "modified"
    asked = {"orderby": by, "order": "desc", "per_page": str(min(per_page, MOST_IDS)), "_embed": _EMBEDDED}
    if page > 1:
        asked["page"] = str(page)
    if modified_after is not None:
        asked["modified_after"] = f"{modified_after.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return asked


def _posts(body: bytes, content_type: str) -> Sequence[object]:
    held = loaded(body, content_type, _NOT_POSTS)
    if isinstance(held, list) and all(isinstance(post, dict) and "id" in post for post in held):
        return held
    code = text(held, "code")
    if code:
        message = unescape(text(held, "message"))[:200]
        raise SourceFault("format", f"WordPress answered {code[:60]}: {message}", _MENDS.get(code, _CLOSED))
    raise SourceFault("format", "the document holds no posts of WordPress", _NOT_POSTS)


def _is_protected(post: object) -> bool:
    content = post.get("content") if isinstance(post, dict) else None
    return isinstance(content, dict) and content.get("protected") is True


def _entry(post: dict[str, object]) -> Entry:
    content, excerpt = text(post, "content", "rendered"), text(post, "excerpt", "rendered")
    return Entry(
        guid=unescape(text(post, "guid", "rendered")) or None,
        address=unescape(text(post, "link")) or None,
        title=unescape(text(post, "title", "rendered")),
        html=content or excerpt,
        author=_author(post),
        published_at=_moment(post, "date_gmt", "date"),
        updated_at=_moment(post, "modified_gmt", "modified"),
        categories=tuple(dict.fromkeys(_terms(post))),
        images=tuple(dict.fromkeys(filter(None, _images(post)))),
        is_whole=bool(content),
    )


def _author(post: object) -> str | None:
    names = (text(person, "name") for person in listed(post, "_embedded", "author"))
    return next((unescape(name) for name in names if name), None)


def _moment(post: dict[str, object], in_utc: str, by_site: str) -> datetime | None:
    """Return a date; naive, by the site's own clock, where it is not told in UTC."""
    if moment := read_moment(text(post, in_utc)):
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return read_moment(text(post, by_site))


def _terms(post: object) -> Iterator[str]:
    """Names of categories and tags; a theme's post formats are none."""
    for terms in listed(post, "_embedded", "wp:term"):
        for term in terms if isinstance(terms, list) else ():
            if text(term, "taxonomy") in {"category", "post_tag"} and (name := unescape(text(term, "name"))):
                yield name


def _images(post: object) -> Iterator[str]:
    for media in listed(post, "_embedded", "wp:featuredmedia"):
        yield text(media, "source_url")
    yield text(post, "jetpack_featured_media_url")
    for image in listed(post, "yoast_head_json", "og_image"):
        yield text(image, "url")

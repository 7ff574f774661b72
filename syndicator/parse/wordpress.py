"""Posts of WordPress' REST interface (developer.wordpress.org/rest-api/reference/posts), and how to ask for them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from html import unescape
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from syndicator.errors import SourceFault
from syndicator.model.entry import Entry, Reading
from syndicator.parse.entries import LARGEST_FEED, reading_of
from syndicator.parse.feed_dates import read_moment
from syndicator.parse.values import listed, loaded, text, whole

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
_IN_PATH = re.compile(r"/wp/v2/posts/(\d{1,18})/?$")
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


def read_present_ids(body: bytes, *, asked: Collection[int] | None = None) -> frozenset[int]:
    """
    Return the ids of the posts in an answer.

    Args:
        asked: the ids that were asked for. An answer with others does not answer: a cache or plug-in passed over the
            question, and what is missing from it must not be taken for deleted.

    Raises:
        SourceFault: it holds no posts, or others than those.
    """
    ids = [whole(post, "id") for post in _posts(body, "")]
    present = frozenset(number for number in ids if number is not None)
    if None in ids:
        raise SourceFault("format", "the answer holds posts without ids", _NOT_POSTS)
    if asked is not None and not present <= set(asked):
        raise SourceFault(
            "format", "the answer holds posts that were not asked for", "ask the site what its cache does"
        )
    return present


def post_id(told: str) -> int | None:
    """
    Return the id that a guid (`https://site/?p=1234`) or an address of the interface names; None if it names none.

    Posts of types of their own (`?post_type=berita&p=1`) are not among the posts of the interface.
    """
    try:
        parts = urlsplit(unescape(told))
        query = parse_qs(parts.query, max_num_fields=20)
    except ValueError:
        return None
    if found := _IN_PATH.search(query.get("rest_route", [parts.path])[0]):
        return int(found[1])
    number, kind = query.get("p", [""])[0], query.get("post_type", ["post"])[0]
    is_number = number.isascii() and number.isdigit() and len(number) <= 18
    return int(number) or None if is_number and kind == "post" else None


def posts_address(
    home: str,
    *,
    page: int = 1,
    per_page: int = 20,
    modified_after: datetime | None = None,
    include: Sequence[int] = (),
) -> str:
    """
    Return the address at which to ask for posts, newest first; with `modified_after` the last modified ones first.

    Args:
        home: the site's address, or that of its interface in either form, with parameters of a person's own.
        modified_after: aware; sent in UTC with its zone, for WordPress takes a time without one for the site's own.
        include: ask only whether these posts, MOST_IDS at most, are there; the answer is for `read_present_ids`.
    """
    if len(include) > MOST_IDS:
        raise ValueError(f"{len(include)} ids are more than the {MOST_IDS} that fit into one answer")
    asked = _asked_for_ids(include) if include else _asked_for_posts(page, per_page, modified_after)
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


def _asked_for_ids(include: Sequence[int]) -> dict[str, str]:
    return {"include": ",".join(map(str, include)), "per_page": str(MOST_IDS), "_fields": "id"}


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

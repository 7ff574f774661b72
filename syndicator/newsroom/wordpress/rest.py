"""The posts of WordPress' REST interface (developer.wordpress.org/rest-api/reference/posts)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from html import escape

from syndicator.newsroom.answers import Answer, Question, as_json
from syndicator.newsroom.labels import author, categories
from syndicator.newsroom.markup import body_html, excerpt, photo_path, texturized
from syndicator.newsroom.sites import Post, Site

ROOT = "/wp-json/wp/v2/posts"
MOST_PER_PAGE = 100
Filter = Callable[[Post], bool]


class BadParameterError(ValueError):
    """A parameter that WordPress refuses; carries its name."""


def answer(site: Site, question: Question) -> Answer:
    """Answer a question about posts; a closed interface refuses all of them."""
    if not site.style.rest_open:
        return _refusal(401, "rest_not_logged_in", "Anda tidak sedang masuk log.")
    path = question.path.rstrip("/")
    if path == "/wp-json":
        return as_json(200, _root(site))
    if path == ROOT:
        try:
            return _listed(site, question.query)
        except BadParameterError as error:
            return _refusal(400, "rest_invalid_param", f"Parameter tidak sah: {error}")
    if path.startswith(f"{ROOT}/"):
        return _single(site, path.removeprefix(f"{ROOT}/"))
    return _refusal(404, "rest_no_route", "Tidak ada rute yang cocok dengan URL dan metode permintaan.")


def _listed(site: Site, query: Mapping[str, str]) -> Answer:
    per_page = _number(query, "per_page", 10, MOST_PER_PAGE)
    number = _number(query, "page", 1, 1_000_000)
    posts = [post for post in site.live if all(wanted(post) for wanted in _filters(site, query))]
    posts = _ordered(posts, query)
    last_page = max(1, -(-len(posts) // per_page))
    if number > last_page:
        return _refusal(400, "rest_post_invalid_page_number", "Nomor halaman yang diminta melebihi jumlah halaman.")
    chosen = posts[(number - 1) * per_page : number * per_page]
    headers = [("X-WP-Total", str(len(posts))), ("X-WP-TotalPages", str(last_page if posts else 0))]
    if number < last_page:
        headers.append(("Link", f'<{site.base}{ROOT}?page={number + 1}&per_page={per_page}>; rel="next"'))
    fields = {name for name in query.get("_fields", "").split(",") if name}
    rows = [_row(site, post) | (_embedded(site, post) if "_embed" in query else {}) for post in chosen]
    shown = [{name: row[name] for name in row if name in fields} for row in rows] if fields else rows
    return as_json(200, shown, tuple(headers))


def _filters(site: Site, query: Mapping[str, str]) -> list[Filter]:
    """Build the date filters; like WordPress, they compare with the site's civil time, exclusively."""
    filters: list[Filter] = []
    for name, attribute in (
        ("after", "at"),
        ("before", "at"),
        ("modified_after", "modified"),
        ("modified_before", "modified"),
    ):
        if name in query:
            filters.append(_dated(site, attribute, _moment(site, query, name), later=name.endswith("after")))
    if "slug" in query:
        slugs = set(query["slug"].split(","))
        filters.append(lambda post: post.slug in slugs)
    if "include" in query:
        numbers = set(query["include"].split(","))
        filters.append(lambda post: str(post.number) in numbers)
    return filters


def _dated(site: Site, attribute: str, bound: datetime, *, later: bool) -> Filter:
    def wanted(post: Post) -> bool:
        moment = site.stated_moment(getattr(post, attribute))
        return moment > bound if later else moment < bound

    return wanted


def _moment(site: Site, query: Mapping[str, str], name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(query[name].replace(" ", "+"))
    except ValueError as error:
        raise BadParameterError(name) from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC if site.style.local_clock else site.unit.tz)
    return moment.astimezone(UTC)


def _ordered(posts: list[Post], query: Mapping[str, str]) -> list[Post]:
    order_by, order = query.get("orderby", "date"), query.get("order", "desc")
    if order_by not in {"date", "modified", "id"} or order not in {"asc", "desc"}:
        raise BadParameterError("orderby" if order in {"asc", "desc"} else "order")
    keys: dict[str, Callable[[Post], float]] = {
        "date": lambda post: post.at, "modified": lambda post: post.modified, "id": lambda post: post.number,
    }  # fmt: skip
    return sorted(posts, key=keys[order_by], reverse=order == "desc")


def _number(query: Mapping[str, str], name: str, usual: int, most: int) -> int:
    value = query.get(name, str(usual))
    if not value.isdigit() or not 1 <= int(value) <= most:
        raise BadParameterError(name)
    return int(value)


def _single(site: Site, number: str) -> Answer:
    for post in site.live:
        if str(post.number) == number:
            return as_json(200, _row(site, post))
    return _refusal(404, "rest_post_invalid_id", "ID pos tidak sah.")


def _row(site: Site, post: Post) -> dict[str, object]:
    release = site.read(post)
    local_shift = site.local_moment(post.at).replace(tzinfo=None) - site.stated_moment(post.at).replace(tzinfo=None)
    published, modified = site.stated_moment(post.at), site.stated_moment(post.modified)
    return {
        "id": post.number,
        "date": f"{published + local_shift:%Y-%m-%dT%H:%M:%S}",
        "date_gmt": f"{published:%Y-%m-%dT%H:%M:%S}",
        "guid": {"rendered": site.guid(post)},
        "modified": f"{modified + local_shift:%Y-%m-%dT%H:%M:%S}",
        "modified_gmt": f"{modified:%Y-%m-%dT%H:%M:%S}",
        "slug": post.slug,
        "status": "publish",
        "type": "post",
        "link": site.address(post),
        "title": {"rendered": texturized(release.wording.title)},
        "content": {"rendered": "\n" + body_html(site, post), "protected": False},
        "excerpt": {"rendered": f"<p>{excerpt(release)}</p>\n", "protected": False},
        "author": 1 + site.index % 4,
        "featured_media": post.number - 1,
        "comment_status": "closed",
        "ping_status": "closed",
        "sticky": False,
        "template": "",
        "format": "standard",
        "categories": [1],
        "tags": [],
    }


def _embedded(site: Site, post: Post) -> dict[str, object]:
    """What `_embed` adds: author, picture, categories and tags in full."""
    release = site.read(post)
    terms = [{"id": number, "name": escape(name), "taxonomy": "category"} for number, name in
             enumerate(categories(site, release), 1)]  # fmt: skip
    embedded = {
        "author": [{"id": 1 + site.index % 4, "name": escape(author(site))}],
        "wp:featuredmedia": [{"id": post.number - 1, "source_url": site.base + photo_path(site, post)}],
        "wp:term": [terms, []],
    }
    return {"_embedded": embedded}


def _root(site: Site) -> dict[str, object]:
    return {
        "name": site.title,
        "description": f"Situs resmi {site.unit.name}",
        "url": site.base,
        "home": site.base,
        "gmt_offset": "0" if site.style.local_clock else str(site.unit.tz.utcoffset(None).seconds // 3_600),
        "namespaces": ["oembed/1.0", "wp/v2"],
    }


def _refusal(status: int, code: str, message: str) -> Answer:
    return as_json(status, {"code": code, "message": message, "data": {"status": status}})

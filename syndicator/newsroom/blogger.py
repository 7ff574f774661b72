"""A site that runs on Blogger: its Atom feed, its pages, and which question goes where."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from html import escape

from syndicator.newsroom import pages
from syndicator.newsroom.answers import XML, Answer, Question, plain, unchanged_by_rfc
from syndicator.newsroom.labels import author, categories
from syndicator.newsroom.markup import body_html
from syndicator.newsroom.pictures import picture_answer
from syndicator.newsroom.sites import Post, Site

FEED = "/feeds/posts/default"
USUAL_RESULTS, MOST_RESULTS = 25, 150
ROBOTS = (
    "User-agent: Mediapartners-Google\nDisallow: \n\nUser-agent: *\nDisallow: /search\nAllow: /\n\n"
    "Sitemap: {base}/sitemap.xml\n"
)
HEAD = """<?xml version='1.0' encoding='UTF-8'?>\
<?xml-stylesheet href="http://www.blogger.com/styles/atom.css" type="text/css"?>\
<feed xmlns='http://www.w3.org/2005/Atom' \
xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/' \
xmlns:blogger='http://schemas.google.com/blogger/2008' \
xmlns:georss='http://www.georss.org/georss' xmlns:gd="http://schemas.google.com/g/2005" \
xmlns:thr='http://purl.org/syndication/thread/1.0'><id>{id}</id><updated>{updated}</updated>\
<title type='text'>{title}</title><subtitle type='html'></subtitle>\
<link rel='http://schemas.google.com/g/2005#feed' type='application/atom+xml' href='{base}{feed}'/>\
<link rel='self' type='application/atom+xml' href='{self}'/>\
<link rel='alternate' type='text/html' href='{base}/'/>{next}\
<author><name>{author}</name></author>\
<generator version='7.00' uri='http://www.blogger.com'>Blogger</generator>\
<openSearch:totalResults>{total}</openSearch:totalResults>\
<openSearch:startIndex>{start}</openSearch:startIndex>\
<openSearch:itemsPerPage>{count}</openSearch:itemsPerPage>"""
ENTRY = """<entry><id>{id}</id><published>{published}</published><updated>{updated}</updated>{categories}\
<title type='text'>{title}</title><content type='html'>{content}</content>\
<link rel='replies' type='application/atom+xml' href='{base}/feeds/{number}/comments/default' \
title='Posting Komentar'/>\
<link rel='edit' type='application/atom+xml' href='{base}/feeds/posts/default/{number}'/>\
<link rel='self' type='application/atom+xml' href='{base}/feeds/posts/default/{number}'/>\
<link rel='alternate' type='text/html' href='{link}' title='{attribute}'/>\
<author><name>{author}</name></author><thr:total>0</thr:total></entry>"""


def answer(site: Site, question: Question) -> Answer:
    """Answer as Blogger does."""
    path = question.path
    if path.rstrip("/") == FEED:
        return _feed(site, question)
    if path in OWN_PAGES:
        return site.remembered(path, lambda: OWN_PAGES[path](site))
    if path.startswith("/img/b/"):
        return picture_answer(path)
    post = site.by_path.get(path)
    if post is None:
        return site.remembered("404", lambda: pages.not_found(site))
    return site.remembered(path, lambda: pages.article(site, post))


def _feed(site: Site, question: Question) -> Answer:
    start = _number(question.query.get("start-index", ""), 1)
    count = min(_number(question.query.get("max-results", ""), USUAL_RESULTS), MOST_RESULTS)
    kept = site.remembered(f"feed {start} {count}", lambda: _rendered(site, start, count))
    return kept.unchanged() if unchanged_by_rfc(kept, question.headers) else kept


def _rendered(site: Site, start: int, count: int) -> Answer:
    posts = site.newest(start - 1, count)
    modified = site.last_modified()
    more = f"{site.base}{FEED}?start-index={start + count}&amp;max-results={count}"
    head = HEAD.format(
        id=site.feed_id,
        updated=_iso(site, max((post.modified for post in site.live), default=0.0)),
        title=escape(site.title),
        base=site.base,
        feed=FEED,
        self=f"{site.base}{FEED}" + (f"?start-index={start}&amp;max-results={count}" if start > 1 else ""),
        next=f"<link rel='next' type='application/atom+xml' href='{more}'/>" if len(site.live) >= start + count else "",
        author=escape(author(site)),
        total=len(site.live),
        start=start,
        count=count,
    )
    body = (head + "".join(_entry(site, post) for post in posts) + "</feed>").encode()
    etag = f'W/"{hashlib.sha256(body).hexdigest()}"'
    return Answer(
        200,
        "application/atom+xml; charset=UTF-8",
        body,
        (("cache-control", "private, max-age=0"),),
        etag,
        modified,
    )


def _entry(site: Site, post: Post) -> str:
    release = site.read(post)
    return ENTRY.format(
        id=site.guid(post),
        published=_iso(site, post.at),
        updated=_iso(site, post.modified),
        categories="".join(
            f"<category scheme='http://www.blogger.com/atom/ns#' term='{escape(name)}'/>"
            for name in categories(site, release)
        ),
        title=escape(release.wording.title, quote=False),
        attribute=escape(release.wording.title),
        content=escape(body_html(site, post), quote=False),
        base=site.base,
        number=post.number,
        link=site.address(post),
        author=escape(author(site)),
    )


def _sitemap(site: Site) -> Answer:
    rows = "".join(
        f"<url><loc>{site.address(post)}</loc>"
        f"<lastmod>{site.true_moment(post.modified):%Y-%m-%dT%H:%M:%SZ}</lastmod></url>"
        for post in site.newest(0, 150)
    )
    head = "<?xml version='1.0' encoding='UTF-8'?><urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">"
    return Answer(200, XML, f"{head}{rows}</urlset>".encode())


def _iso(site: Site, at: float) -> str:
    moment: datetime = site.local_moment(at)
    return moment.isoformat(timespec="milliseconds")


def _number(value: str, usual: int) -> int:
    return int(value) if value.isdigit() and value != "0" else usual


OWN_PAGES: Mapping[str, Callable[[Site], Answer]] = {
    "/": lambda site: pages.home(site, 1),
    "/robots.txt": lambda site: plain(200, ROBOTS.format(base=site.base)),
    "/sitemap.xml": _sitemap,
}

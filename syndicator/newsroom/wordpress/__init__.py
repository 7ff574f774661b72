"""A site that runs WordPress: which question goes to which part of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from syndicator.newsroom import pages
from syndicator.newsroom.answers import Answer, Question, plain, redirect, unchanged_for_wordpress
from syndicator.newsroom.pictures import picture_answer
from syndicator.newsroom.sites import Site
from syndicator.newsroom.wordpress import atom, rest, rss, sitemap

FEEDS = {
    "/feed/": rss.render, "/feed/rss2/": rss.render, "/feed/atom/": atom.render,
}  # fmt: skip
ROBOTS = "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n\nSitemap: {base}/wp-sitemap.xml\n"
OWN_PAGES: Mapping[str, Callable[[Site], Answer]] = {
    "/robots.txt": lambda site: plain(200, ROBOTS.format(base=site.base)),
    "/sitemap.xml": lambda site: redirect(f"{site.base}/wp-sitemap.xml"),
    "/wp-sitemap.xml": lambda site: sitemap.render(site, "/wp-sitemap.xml"),
    sitemap.POSTS: lambda site: sitemap.render(site, sitemap.POSTS),
}


def answer(site: Site, question: Question) -> Answer:
    """Answer as WordPress does."""
    path = question.path
    if site.way != "feed" and _is_for_programs(question):
        return site.remembered("404", lambda: pages.not_found(site))
    if path in FEEDS or path.rstrip("/") + "/" in FEEDS or question.query.get("feed"):
        return _feed(site, question)
    if path.startswith("/wp-json"):
        return rest.answer(site, question)
    if path.startswith("/wp-content/uploads/"):
        return picture_answer(path)
    return _page(site, question)


def _is_for_programs(question: Question) -> bool:
    path = question.path
    return path.rstrip("/") + "/" in FEEDS or path.startswith("/wp-json") or bool(question.query.get("feed"))


def _feed(site: Site, question: Question) -> Answer:
    path = question.path
    if not path.endswith("/"):
        return redirect(f"{site.base}{path}/")
    number = _page_number(question.query.get("paged", "1"))
    name = {"atom": "/feed/atom/"}.get(question.query.get("feed", ""), path if path in FEEDS else "/feed/")
    kept = site.remembered(f"{name} {number}", lambda: FEEDS[name](site, number))
    return kept.unchanged() if kept.status == 200 and unchanged_for_wordpress(kept, question.headers) else kept


def _page(site: Site, question: Question) -> Answer:
    path = question.path
    if path == "/":
        return _home(site, question)
    if path in OWN_PAGES:
        return site.remembered(path, lambda: OWN_PAGES[path](site))
    post = site.by_path.get(path) or site.by_path.get(f"{path}/")
    if post is None:
        return site.remembered("404", lambda: pages.not_found(site))
    if not path.endswith("/"):
        return redirect(site.address(post))
    return site.remembered(path, lambda: pages.article(site, post))


def _home(site: Site, question: Question) -> Answer:
    short = question.query.get("p", "")
    if short:
        found = [post for post in site.live if str(post.number) == short]
        if found:
            return redirect(site.address(found[0]))
        return site.remembered("404", lambda: pages.not_found(site))
    number = _page_number(question.query.get("paged", "1"))
    return site.remembered(f"/ {number}", lambda: pages.home(site, number))


def _page_number(value: str) -> int:
    return int(value) if value.isdigit() and value != "0" else 1

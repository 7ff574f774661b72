"""The HTML pages of a site: home, articles and the page for what is not there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape

from syndicator.newsroom.answers import Answer, page
from syndicator.newsroom.labels import author, categories
from syndicator.newsroom.markup import body_html, photo_path
from syndicator.newsroom.moments import date_phrase
from syndicator.newsroom.sites import Post, Site

PER_PAGE = 10


@dataclass(frozen=True, slots=True)
class Theme:
    """The class names by which themes differ."""

    article: str
    heading: str
    content: str
    aside: str
    related: str


THEMES = (
    Theme("post type-post hentry", "entry-title", "entry-content", "widget-area", "related-posts"),
    Theme("gmr-box-content gmr-single", "entry-title", "entry-content entry-content-single clearfix",
          "widget-area pos-sticky", "gmr-related-post gmr-box-content-single"),
    Theme("td-post-template-default", "tdb-title-text", "td-post-content tagdiv-type", "td-ss-main-sidebar",
          "td_block_related_posts"),
)  # fmt: skip
BLOGGER_THEME = Theme(
    "post hentry uncustomized-post-template",
    "post-title entry-title",
    "post-body entry-content",
    "sidebar section",
    "PopularPosts",
)


@dataclass(frozen=True, slots=True)
class Teaser:
    """A link to an article."""

    title: str
    address: str
    date: str


def home(site: Site, number: int) -> Answer:
    """Render a page of the home page; past the end it is the page for what is not there."""
    posts = site.newest((number - 1) * PER_PAGE, PER_PAGE)
    if not posts and number > 1:
        return not_found(site)
    html = _template("home.html").render(
        site=site,
        theme=_theme(site),
        teasers=[_teaser(site, post) for post in posts],
        older=number + 1 if len(site.live) > number * PER_PAGE else 0,
    )
    return page(200, html)


def article(site: Site, post: Post) -> Answer:
    """Render an article with the clutter that themes put around it."""
    release = site.read(post)
    html = _template("article.html").render(
        site=site,
        theme=_theme(site),
        teaser=_teaser(site, post),
        author=author(site),
        categories=categories(site, release),
        published=site.local_moment(post.at).isoformat(),
        modified=site.local_moment(post.modified).isoformat(),
        picture=site.base + photo_path(site, post),
        lead=release.wording.paragraphs[0][:180],
        content=body_html(site, post),
        others=[_teaser(site, other) for other in site.newest(0, 5) if other is not post],
        views=37 + post.number % 400,
        address=site.address(post),
    )
    return page(200, html)


def not_found(site: Site) -> Answer:
    """Render the page for what is not there."""
    return page(404, _template("missing.html").render(site=site, theme=_theme(site)))


def _teaser(site: Site, post: Post) -> Teaser:
    return Teaser(site.read(post).wording.title, site.address(post), date_phrase(site.local_moment(post.at), 1))


def _theme(site: Site) -> Theme:
    return BLOGGER_THEME if site.software == "blogger" else THEMES[site.style.theme]


@cache
def _environment() -> Environment:
    loader = PackageLoader("syndicator.newsroom", "themes")
    return Environment(loader=loader, autoescape=select_autoescape(), undefined=StrictUndefined)


@cache
def _template(name: str) -> Template:
    return _environment().get_template(name)

"""WordPress' Atom feed, as wp-includes/feed-atom.php writes it; it tells the modified date, RSS does not."""

from __future__ import annotations

from datetime import datetime

from syndicator.newsroom import pages
from syndicator.newsroom.answers import Answer
from syndicator.newsroom.labels import author, categories
from syndicator.newsroom.markup import body_html, excerpt, texturized
from syndicator.newsroom.sites import Post, Site
from syndicator.newsroom.wordpress.rss import PER_PAGE, linked, validators

CONTENT_TYPE = "application/atom+xml; charset=UTF-8"
HEAD = """<?xml version="1.0" encoding="UTF-8"?><feed
	xmlns="http://www.w3.org/2005/Atom"
	xmlns:thr="http://purl.org/syndication/thread/1.0"
	xml:lang="id"
	>
	<title type="text">{title}</title>
	<subtitle type="text">{subtitle}</subtitle>

	<updated>{updated}</updated>

	<link rel="alternate" type="text/html" href="{base}" />
	<id>{base}/feed/atom/</id>
	<link rel="self" type="application/atom+xml" href="{base}/feed/atom/" />

	<generator uri="https://wordpress.org/" version="{version}">WordPress</generator>
"""
ENTRY = """	<entry>
		<author>
			<name>{author}</name>
		</author>

		<title type="html"><![CDATA[{title}]]></title>
		<link rel="alternate" type="text/html" href="{link}" />

		<id>{guid}</id>
		<updated>{updated}</updated>
		<published>{published}</published>
		{categories}
		<summary type="html"><![CDATA[{excerpt}]]></summary>

{content}		<link rel="replies" type="text/html" href="{link}#respond" thr:count="0" />
		<thr:total>0</thr:total>
	</entry>
"""


def render(site: Site, number: int) -> Answer:
    """Render a page of the feed; past the end there is none."""
    posts = site.newest((number - 1) * PER_PAGE, PER_PAGE)
    if not posts:
        return pages.not_found(site)
    etag, modified = validators(site)
    head = HEAD.format(
        title=texturized(site.title),
        subtitle=texturized(f"Situs resmi {site.unit.name}"),
        updated=_iso(modified),
        base=site.base,
        version=site.style.version,
    )
    body = head + "".join(_entry(site, post) for post in posts) + "\t</feed>\n"
    return Answer(200, CONTENT_TYPE, body.encode(), linked(site), etag, modified)


def _entry(site: Site, post: Post) -> str:
    release = site.read(post)
    link = site.address(post)
    content = f'\t\t<content type="html" xml:base="{link}"><![CDATA[{body_html(site, post)}]]></content>\n'
    return ENTRY.format(
        author=author(site),
        title=texturized(release.wording.title),
        link=link,
        guid=site.guid(post),
        updated=_iso(site.stated_moment(post.modified)),
        published=_iso(site.stated_moment(post.at)),
        categories="".join(
            f'<category scheme="{site.base}" term="{texturized(name)}" />' for name in categories(site, release)
        ),
        excerpt=excerpt(release),
        content="" if site.style.excerpt_only else content,
    )


def _iso(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"

"""WordPress' RSS 2.0 feed, as wp-includes/feed-rss2.php writes it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.utils import format_datetime
from html import escape

from syndicator.newsroom import pages
from syndicator.newsroom.answers import Answer, http_date
from syndicator.newsroom.labels import author, categories
from syndicator.newsroom.markup import body_html, excerpt, texturized
from syndicator.newsroom.sites import Post, Site

PER_PAGE = 10
CONTENT_TYPE = "application/rss+xml; charset=UTF-8"
HEAD = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:wfw="http://wellformedweb.org/CommentAPI/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:atom="http://www.w3.org/2005/Atom"
	xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
	xmlns:slash="http://purl.org/rss/1.0/modules/slash/"
	>

<channel>
	<title>{title}</title>
	<atom:link href="{base}/feed/" rel="self" type="application/rss+xml" />
	<link>{base}</link>
	<description>{description}</description>
	<lastBuildDate>{built}</lastBuildDate>
	<language>id</language>
	<sy:updatePeriod>
	hourly	</sy:updatePeriod>
	<sy:updateFrequency>
	1	</sy:updateFrequency>
	<generator>https://wordpress.org/?v={version}</generator>
"""
ITEM = """	<item>
		<title>{title}</title>
		<link>{link}</link>
		{comments}
		<dc:creator><![CDATA[{author}]]></dc:creator>
		<pubDate>{published}</pubDate>
{categories}
		<guid isPermaLink="false">{guid}</guid>

					<description><![CDATA[<p>{excerpt}</p>
]]></description>
{content}		{comments_feed}
			<slash:comments>0</slash:comments>
	</item>
"""
TAIL = "\t</channel>\n</rss>\n"


def rfc822(moment: datetime) -> str:
    """Return a date as a feed has it; `moment` is in UTC."""
    return format_datetime(moment)


def validators(site: Site) -> tuple[str, datetime]:
    """Return the entity tag and date of all feeds of a site: both follow the last modified post."""
    modified = site.last_modified()
    return f'"{hashlib.md5(http_date(modified).encode(), usedforsecurity=False).hexdigest()}"', modified


def linked(site: Site) -> tuple[tuple[str, str], ...]:
    """Return the header by which WordPress tells where its REST interface is."""
    return (("link", f'<{site.base}/wp-json/>; rel="https://api.w.org/"'),)


def render(site: Site, number: int) -> Answer:
    """Render a page of the feed; past the end there is none."""
    posts = site.newest((number - 1) * PER_PAGE, PER_PAGE)
    if not posts:
        return pages.not_found(site)
    etag, modified = validators(site)
    head = HEAD.format(
        title=texturized(site.title),
        base=site.base,
        description=texturized(f"Situs resmi {site.unit.name}"),
        built=rfc822(modified),
        version=site.style.version,
    )
    body = head + "".join(_entry(site, post) for post in posts) + TAIL
    return Answer(200, CONTENT_TYPE, body.encode(), linked(site), etag, modified)


def _entry(site: Site, post: Post) -> str:
    release = site.read(post)
    link = site.address(post)
    content = (
        ""
        if site.style.excerpt_only
        else f"\t\t\t\t<content:encoded><![CDATA[{body_html(site, post)}]]></content:encoded>\n"
    )
    return ITEM.format(
        title=texturized(release.wording.title),
        link=link,
        comments=f"<comments>{link}#respond</comments>",
        author=author(site),
        published=rfc822(site.stated_moment(post.at)),
        categories="\n".join(
            f"\t\t\t\t<category><![CDATA[{escape(name)}]]></category>" for name in categories(site, release)
        ),
        guid=site.guid(post),
        excerpt=excerpt(release),
        content=content,
        comments_feed=f"<wfw:commentRss>{link}feed/</wfw:commentRss>",
    )

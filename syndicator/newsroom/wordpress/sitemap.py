"""The sitemaps that WordPress makes by itself: an index and one list of posts."""

from __future__ import annotations

from syndicator.newsroom.answers import XML, Answer
from syndicator.newsroom.sites import Site

SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
POSTS = "/wp-sitemap-posts-post-1.xml"


def render(site: Site, path: str) -> Answer:
    """Render the index, or the list of posts with their last changes."""
    if path != POSTS:
        body = (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<sitemapindex xmlns="{SCHEMA}"><sitemap><loc>{site.base}{POSTS}</loc></sitemap>'
            "</sitemapindex>\n"
        )
        return Answer(200, XML, body.encode())
    rows = "".join(
        f"<url><loc>{site.address(post)}</loc>"
        f"<lastmod>{site.stated_moment(post.modified):%Y-%m-%dT%H:%M:%S}+00:00</lastmod></url>"
        for post in site.live
    )
    return Answer(
        200,
        XML,
        f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{SCHEMA}">{rows}</urlset>\n'.encode(),
    )

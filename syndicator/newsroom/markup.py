"""A post's body as HTML: the wording in the site's habits, with the clutter its theme leaves in it."""

from __future__ import annotations

import random
import re
from html import escape

from syndicator.newsroom.releases import Release
from syndicator.newsroom.sites import Post, Site

EXCERPT_WORDS = 55
OPENING = re.compile(r'(^|[\s(\[])"')
ADVERTISEMENTS = (
    (
        '<div class="code-block code-block-1" style="margin: 8px auto; text-align: center; clear: both;">\n'
        '<ins class="adsbygoogle" style="display:block" data-ad-client="ca-pub-0000000000000000"></ins>\n'
        "<script>(adsbygoogle = window.adsbygoogle || []).push({});</script></div>"
    ),
    (
        '<p style="text-align: center;">ADVERTISEMENT</p>\n'
        '<p style="text-align: center;">SCROLL TO CONTINUE WITH CONTENT</p>'
    ),
    ('<div class="iklan-tengah"><iframe src="about:blank" width="300" height="250" title="iklan"></iframe></div>'),
)


def texturized(text: str) -> str:
    """Return text escaped for HTML with typographic marks as numeric entities, as wptexturize() does."""
    text = escape(text, quote=False)
    text = OPENING.sub(r"\1&#8220;", text).replace('"', "&#8221;").replace("'", "&#8217;")
    for mark, entity in (
        ("“", "&#8220;"),
        ("”", "&#8221;"),
        ("–", "&#8211;"),
        (" - ", " &#8211; "),
        ("…", "&#8230;"),
    ):
        text = text.replace(mark, entity)
    return text.replace("\u00a0", "&nbsp;")


def excerpt(release: Release) -> str:
    """Return the first 55 words, as WordPress makes an excerpt."""
    words = " ".join(release.wording.lines).split()
    text = texturized(" ".join(words[:EXCERPT_WORDS]))
    return f"{text} [&#8230;]" if len(words) > EXCERPT_WORDS else text


def body_html(site: Site, post: Post) -> str:
    """Return a post's content, clutter included; the same for the same state of the site."""
    release = site.read(post)
    rng = random.Random(f"clutter {site.slug} {post.number}")
    clutter = site.style.clutter
    blocks = [_paragraph(site, line) for line in release.wording.lines]
    middle = max(1, len(blocks) // 2)
    if "advertisement" in clutter:
        blocks.insert(middle, rng.choice(ADVERTISEMENTS))
    if "read_also" in clutter and rng.random() < 0.8:
        blocks.insert(min(2, len(blocks)), _read_also(site, post, rng))
    if "further_reading" in clutter:
        blocks.insert(middle + 1, _linked_list(site, post, "Bacaan Lainnya", "bacaan-lainnya", 3))
    if "chat_residue" in clutter and rng.random() < 0.6:
        blocks.insert(0, f"<p>*{texturized(release.wording.title)}*</p>")
    if "photo" in clutter and rng.random() < 0.9:
        blocks.insert(0, photo(site, post, release))
    if "empty_paragraphs" in clutter:
        blocks.insert(rng.randint(1, len(blocks)), "<p>&nbsp;</p>")
    return "\n".join(block for block in [*blocks, *_footers(site, post, rng)] if block) + "\n"


def photo_path(site: Site, post: Post) -> str:
    """Return the path of a post's picture."""
    if site.software == "blogger":
        return f"/img/b/{post.number}/{post.slug[:48]}.png"
    return f"/wp-content/uploads{post.path[:8]}/{post.slug[:48]}.png"


def photo(site: Site, post: Post, release: Release) -> str:
    """Return the picture that opens a post."""
    alt = escape(release.wording.title)
    return (
        f'<figure class="wp-block-image size-full"><img decoding="async" width="640" height="360" '
        f'src="{site.base}{photo_path(site, post)}" alt="{alt}" class="wp-image-{post.number - 1}" />'
        f'<figcaption class="wp-element-caption">Foto: Dok. Humas {escape(release.unit.name)}'
        "</figcaption></figure>"
    )


def _paragraph(site: Site, line: str) -> str:
    text = texturized(line)
    if line.lower().startswith("baca juga") or line.startswith("Simak juga"):
        lead_in, _, headline = text.partition(": ")
        return f'<p><strong>{lead_in}: <a href="{site.base}/">{headline}</a></strong></p>'
    if "pasted_spans" in site.style.clutter:
        return f'<p><span style="font-weight: 400;">{text}</span></p>'
    return f"<p>{text}</p>"


def _older(site: Site, post: Post, count: int) -> list[Post]:
    """The posts that were there before it, so that the list never changes later."""
    place = site.posts.index(post)
    return site.posts[max(0, place - count) : place][::-1]


def _read_also(site: Site, post: Post, rng: random.Random) -> str:
    older = _older(site, post, 4)
    if not older:
        return ""
    other = rng.choice(older)
    title = texturized(site.read(other).wording.title)
    return f'<p><strong>Baca juga:</strong> <a href="{site.address(other)}">{title}</a></p>'


def _linked_list(site: Site, post: Post, heading: str, css_class: str, count: int) -> str:
    links = "".join(
        f'<li><a href="{site.address(other)}">{texturized(site.read(other).wording.title)}</a></li>'
        for other in _older(site, post, count)
    )
    return f'<div class="{css_class}"><strong>{heading}</strong><ul>{links}</ul></div>' if links else ""


def _footers(site: Site, post: Post, rng: random.Random) -> list[str]:
    clutter = site.style.clutter
    address = site.address(post)
    footers = []
    if "views" in clutter:
        # The count grows whenever the site changes, as counters inside the body do.
        footers.append(f'<p class="post-views">Dilihat {rng.randint(11, 80) + 13 * site.version} kali</p>')
    if "share_buttons" in clutter:
        footers.append(
            '<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">Sebarkan artikel ini:</h3><ul>'
            f'<li><a rel="nofollow" href="{address}?share=facebook">Facebook</a></li>'
            f'<li><a rel="nofollow" href="{address}?share=jetpack-whatsapp">WhatsApp</a></li></ul></div>'
        )
    if "related_posts" in clutter:
        footers.append(_linked_list(site, post, "Pos terkait", "jp-relatedposts", 3))
    return footers

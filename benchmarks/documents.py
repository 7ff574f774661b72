"""Feeds to measure with: ten full releases each, as a WordPress site of our field sends them, some of them re-posts."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

from syndicator.newsroom.composer import choose_kind, compose
from syndicator.newsroom.copies import reposted
from syndicator.newsroom.options import UNITS_FILE
from syndicator.newsroom.releases import Release
from syndicator.newsroom.units import Unit, read_units

ENTRIES = 10
REPOSTS = 0.2
"""The share of entries that another site told before."""
TEXT_CHARS = 3_000
MARK, WORLD = "@@@@@", "%%%%%"
"""Stand in a document for the number of its feed and of its world, in five digits each: lengths stay the same."""
MOMENT = datetime(2026, 3, 2, 7, tzinfo=UTC)
SEED = 11


def documents(count: int) -> list[bytes]:
    """Return so many feeds, the same ones at every call; each is still marked where its numbers belong."""
    units, dice = read_units(UNITS_FILE), random.Random(SEED)
    told: list[Release] = []
    written = []
    for feed in range(count):
        entries = [_release(units, told, dice) for _ in range(ENTRIES)]
        written.append(_feed(feed, entries, dice))
    return written


def numbered(written: Sequence[bytes], number: int) -> bytes:
    """Return the document of a feed; beyond those that are written another world begins, whose texts are all new."""
    world, feed = divmod(number, len(written))
    document = written[feed].replace(MARK.encode(), f"{number:05d}".encode())
    return document.replace(WORLD.encode(), f"{world:05d}".encode())


def _release(units: Sequence[Unit], told: list[Release], dice: random.Random) -> Release:
    unit = dice.choice(units)
    if told and dice.random() < REPOSTS:
        return reposted(dice.choice(told), unit, published=MOMENT, rng=dice, seed=SEED)
    number = len(told)
    release = compose(choose_kind(unit, dice), unit, number=number, published=MOMENT, seed=SEED)
    told.append(release)
    return release


def _feed(feed: int, releases: Sequence[Release], dice: random.Random) -> bytes:
    site = f"https://humas-{MARK}.example.id"
    entries = "".join(_entry(site, feed, number, release, dice) for number, release in enumerate(releases))
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"\n'
        '\txmlns:content="http://purl.org/rss/1.0/modules/content/"\n\txmlns:wfw="http://wellformedweb.org/CommentAPI/"\n'
        '\txmlns:dc="http://purl.org/dc/elements/1.1/"\n\txmlns:atom="http://www.w3.org/2005/Atom"\n'
        '\txmlns:sy="http://purl.org/rss/1.0/modules/syndication/"\n'
        '\txmlns:slash="http://purl.org/rss/1.0/modules/slash/"\n\t>\n<channel>\n'
        f"\t<title>Humas {MARK}</title>\n"
        f'\t<atom:link href="{site}/feed/" rel="self" type="application/rss+xml" />\n'
        f"\t<link>{site}</link>\n\t<description>Berita resmi</description>\n\t<language>id</language>\n"
        "\t<sy:updatePeriod>hourly</sy:updatePeriod>\n\t<sy:updateFrequency>1</sy:updateFrequency>\n"
        f"\t<generator>https://wordpress.org/?v=6.7</generator>\n{entries}</channel>\n</rss>\n"
    ).encode()


def _entry(site: str, feed: int, number: int, release: Release, dice: random.Random) -> str:
    wording = release.wording
    slug = "-".join(re.findall(r"[a-z0-9]+", wording.title.lower()))[:70]
    page = f"{site}/2026/03/02/{slug}-{number}/"
    published = MOMENT - timedelta(minutes=7 * number + feed % 7)
    lines = _long_enough(release)
    topics = "".join(f"\t\t<category><![CDATA[{topic}]]></category>\n" for topic in (*release.topics, *release.tags))
    return (
        f"\t<item>\n\t\t<title>{escape(wording.title)}</title>\n\t\t<link>{page}</link>\n"
        f"\t\t<comments>{page}#respond</comments>\n\t\t<dc:creator><![CDATA[Humas]]></dc:creator>\n"
        f"\t\t<pubDate>{format_datetime(published)}</pubDate>\n{topics}"
        f'\t\t<guid isPermaLink="false">{site}/?p={4000 + number}</guid>\n'
        f"\t\t<description><![CDATA[{' '.join(lines)[:330]} [&#8230;]]]></description>\n"
        f"\t\t<content:encoded><![CDATA[{_body(site, number, wording.title, lines, dice)}]]></content:encoded>\n"
        f"\t\t<wfw:commentRss>{page}feed/</wfw:commentRss>\n\t\t<slash:comments>0</slash:comments>\n\t</item>\n"
    )


def _long_enough(release: Release) -> list[str]:
    """Return the lines of a release, drawn out to the length of a full one by telling its background twice."""
    count = len(release.wording.paragraphs)
    lines, closers = list(release.wording.lines[:count]), release.wording.lines[count:]
    for again in lines[1:]:
        if sum(map(len, lines)) > TEXT_CHARS:
            break
        lines.append(f"Sebelumnya disampaikan, {again}")
    return [*lines, f"Siaran pers ini dicatat di bawah nomor {WORLD}.", *closers]


def _body(site: str, number: int, title: str, lines: Sequence[str], dice: random.Random) -> str:
    picture = f"{site}/wp-content/uploads/2026/03/foto-{number}"
    sizes = ", ".join(f"{picture}-{width}x{width * 2 // 3}.jpg {width}w" for width in (300, 768, 1024, 1536))
    photo = (
        f'<figure class="wp-block-image size-full"><img fetchpriority="high" decoding="async" width="1024" height="683"'
        f' src="{picture}.jpg" alt="{escape(title)}" class="wp-image-{4000 + number}" srcset="{sizes}"'
        ' sizes="(max-width: 1024px) 100vw, 1024px" /></figure>'
    )
    blocks = [f'<p style="text-align: justify;">{escape(line, quote=False)}</p>' for line in lines]
    if dice.random() < 0.5:
        blocks.insert(
            2, f'<p><strong>Baca juga: <a href="{site}/2026/03/01/kegiatan-{number}/">Kegiatan kemarin</a></strong></p>'
        )
    return "\n".join([photo, *blocks, "<p>&nbsp;</p>"]) + "\n"

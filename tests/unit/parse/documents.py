"""Feeds of every kind that sources send, each with the entries that it must be read as."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from syndicator.model.entry import Entry, Reading


@dataclass(frozen=True, kw_only=True)
class Sample:
    body: str
    entries: tuple[Entry, ...]
    title: str | None = "Humas Contoh"
    home: str | None = "https://humas.test/"
    every: timedelta | None = None
    generator: str | None = None
    hub: str | None = None
    topic: str | None = None
    older: str | None = None

    def reading(self) -> Reading:
        return Reading(
            entries=self.entries,
            title=self.title,
            home=self.home,
            every=self.every,
            generator=self.generator,
            hub=self.hub,
            topic=self.topic,
            older=self.older,
        )


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 2, hour, minute, tzinfo=UTC)


XML = '<?xml version="1.0" encoding="UTF-8"?>'

RSS_091 = Sample(
    body=f"""{XML}<rss version="0.91"><channel><title>Humas Contoh</title><link>https://humas.test/</link>
    <description>Rilis</description><language>id</language>
    <item><title>Dua</title><link>https://humas.test/2</link><description>Isi dua.</description></item>
    <item><title>Satu</title><link>https://humas.test/1</link><description>Isi satu.</description></item>
    </channel></rss>""",
    entries=(
        Entry(guid=None, address="https://humas.test/1", title="Satu", html="Isi satu.", is_whole=False),
        Entry(guid=None, address="https://humas.test/2", title="Dua", html="Isi dua.", is_whole=False),
    ),
)

RSS_092 = Sample(
    body=f"""{XML}<rss version="0.92"><channel><title>Humas Contoh</title><link>https://humas.test/</link>
    <description>Rilis</description><docs>http://backend.userland.com/rss092</docs><language>id</language>
    <item><title>Satu</title><link>https://humas.test/1</link><description>Isi &lt;b&gt;satu&lt;/b&gt;.</description>
    <category domain="https://humas.test/">Berita</category>
    <enclosure url="https://humas.test/e.jpg" length="1" type="image/jpeg"/></item></channel></rss>""",
    entries=(
        Entry(
            guid=None,
            address="https://humas.test/1",
            title="Satu",
            html="Isi <b>satu</b>.",
            categories=("Berita",),
            images=("https://humas.test/e.jpg",),
            is_whole=False,
        ),
    ),
)

RSS_090 = Sample(
    body=f"""{XML}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns="http://my.netscape.com/rdf/simple/0.9/"><channel><title>Humas Contoh</title>
    <link>https://humas.test/</link><description>Rilis</description></channel>
    <image><title>Lambang</title><url>https://humas.test/l.png</url><link>https://humas.test/</link></image>
    <item><title>Satu</title><link>https://humas.test/1</link></item></rdf:RDF>""",
    entries=(Entry(guid=None, address="https://humas.test/1", title="Satu", html="", is_whole=False),),
)

RSS_10 = Sample(
    body=f"""{XML}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
    <channel rdf:about="https://humas.test/rss"><title>Humas Contoh</title><link>https://humas.test/</link>
    <description>Rilis</description><items><rdf:Seq><rdf:li rdf:resource="https://humas.test/1"/></rdf:Seq></items>
    </channel>
    <item rdf:about="https://humas.test/1"><title>Satu</title><link>https://humas.test/1</link>
    <description>Ringkas.</description><dc:date>2026-03-02T14:00:00+07:00</dc:date><dc:creator>Humas</dc:creator>
    <content:encoded><![CDATA[<p>Isi yang lebih panjang.</p>]]></content:encoded></item></rdf:RDF>""",
    entries=(
        Entry(
            guid="https://humas.test/1",
            address="https://humas.test/1",
            title="Satu",
            html="<p>Isi yang lebih panjang.</p>",
            author="Humas",
            updated_at=at(7),
        ),
    ),
)

WORDPRESS = Sample(
    body=f"""{XML}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
    xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:atom="http://www.w3.org/2005/Atom" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"
    xmlns:slash="http://purl.org/rss/1.0/modules/slash/">
    <channel><title>Humas Contoh</title>
    <atom:link href="https://humas.test/feed/" rel="self" type="application/rss+xml" />
    <link>https://humas.test/</link><description></description>
    <lastBuildDate>Mon, 02 Mar 2026 07:00:00 +0000</lastBuildDate>
    <sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>1</sy:updateFrequency>
    <generator>https://wordpress.org/?v=6.8</generator>
    <item><title>Polisi &#038; Warga</title><link>https://humas.test/2026/03/02/rilis/</link>
    <comments>https://humas.test/2026/03/02/rilis/#respond</comments>
    <dc:creator><![CDATA[Alfian]]></dc:creator><pubDate>Mon, 02 Mar 2026 07:00:00 +0000</pubDate>
    <category><![CDATA[Berita]]></category><category><![CDATA[Kamtibmas]]></category>
    <guid isPermaLink="false">https://humas.test/?p=1234</guid>
    <description><![CDATA[<p>Ringkasan [&#8230;]</p>]]></description>
    <content:encoded><![CDATA[<p>Isi lengkap rilis &amp; kutipannya.</p>]]></content:encoded>
    <wfw:commentRss>https://humas.test/2026/03/02/rilis/feed/</wfw:commentRss><slash:comments>0</slash:comments></item>
    </channel></rss>""",
    entries=(
        Entry(
            guid="https://humas.test/?p=1234",
            address="https://humas.test/2026/03/02/rilis/",
            title="Polisi & Warga",
            html="<p>Isi lengkap rilis &amp; kutipannya.</p>",
            author="Alfian",
            published_at=at(7),
            categories=("Berita", "Kamtibmas"),
        ),
    ),
    every=timedelta(hours=1),
    generator="https://wordpress.org/?v=6.8",
    topic="https://humas.test/feed/",
)

BLOGGER = Sample(
    body=f"""{XML}<feed xmlns='http://www.w3.org/2005/Atom' xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/'
    xmlns:thr='http://purl.org/syndication/thread/1.0' xmlns:gd='http://schemas.google.com/g/2005'
    xmlns:media='http://search.yahoo.com/mrss/'>
    <id>tag:blogger.com,1999:blog-1</id><updated>2026-03-02T14:30:00.001+07:00</updated>
    <title type='text'>Humas Contoh</title><link rel='alternate' type='text/html' href='https://humas.test/'/>
    <link rel='self' href='https://humas.test/feeds/posts/default'/>
    <link rel='hub' href='http://pubsubhubbub.appspot.com/'/>
    <link rel='next' href='/feeds/posts/default?start-index=26&amp;max-results=25'/>
    <generator version='7.00' uri='https://www.blogger.com'>Blogger</generator>
    <entry><id>tag:blogger.com,1999:blog-1.post-9</id><published>2026-03-02T14:00:00.000+07:00</published>
    <updated>2026-03-02T14:30:00.001+07:00</updated><category scheme='http://www.blogger.com/atom/ns#' term='Berita'/>
    <title type='text'>Patroli malam</title>
    <content type='html'>&lt;div dir="ltr"&gt;Isi &amp;amp; kutipan.&lt;/div&gt;</content>
    <link rel='replies' type='application/atom+xml' href='https://humas.test/feeds/9/comments/default'/>
    <link rel='edit' href='https://www.blogger.com/feeds/1/posts/default/9'/>
    <link rel='alternate' type='text/html' href='https://humas.test/2026/03/patroli.html' title='Patroli malam'/>
    <author><name>Humas Polsek</name><email>noreply@blogger.com</email></author>
    <media:thumbnail url='https://blogger.test/s72-c/foto.jpg' height='72' width='72'/></entry></feed>""",
    entries=(
        Entry(
            guid="tag:blogger.com,1999:blog-1.post-9",
            address="https://humas.test/2026/03/patroli.html",
            title="Patroli malam",
            html='<div dir="ltr">Isi &amp; kutipan.</div>',
            author="Humas Polsek (noreply@blogger.com)",
            published_at=at(7),
            updated_at=at(7, 30),
            categories=("Berita",),
            images=("https://blogger.test/s72-c/foto.jpg",),
        ),
    ),
    generator="Blogger",
    hub="http://pubsubhubbub.appspot.com/",
    topic="https://humas.test/feeds/posts/default",
    older="https://humas.test/feeds/posts/default?start-index=26&max-results=25",
)

ATOM_03 = Sample(
    body=f"""{XML}<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Humas Contoh</title>
    <link rel="alternate" type="text/html" href="https://humas.test/"/><modified>2026-03-02T07:30:00Z</modified>
    <entry><title>Satu</title><link rel="alternate" type="text/html" href="https://humas.test/1"/>
    <id>tag:humas.test,2026:1</id><issued>2026-03-02T07:00:00Z</issued><modified>2026-03-02T07:30:00Z</modified>
    <content type="text/html" mode="escaped">&lt;p&gt;Isi satu.&lt;/p&gt;</content></entry></feed>""",
    entries=(
        Entry(
            guid="tag:humas.test,2026:1",
            address="https://humas.test/1",
            title="Satu",
            html="<p>Isi satu.</p>",
            published_at=at(7),
            updated_at=at(7, 30),
        ),
    ),
)

ATOM_10 = Sample(
    body=f"""{XML}<feed xmlns="http://www.w3.org/2005/Atom"><title>Humas Contoh</title><id>urn:x</id>
    <link href="https://humas.test/"/><updated>2026-03-02T07:30:00Z</updated>
    <entry><title type="html">Polisi &amp;amp; Warga</title><link href="https://humas.test/1"/><id>urn:uuid:1</id>
    <published>2026-03-02T07:00:00Z</published><updated>2026-03-02T07:30:00Z</updated>
    <summary>Ringkas.</summary>
    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Isi <b>tebal</b>.</p></div></content></entry>
    </feed>""",
    entries=(
        Entry(
            guid="urn:uuid:1",
            address="https://humas.test/1",
            title="Polisi &amp; Warga",
            html="<p>Isi <b>tebal</b>.</p>",
            published_at=at(7),
            updated_at=at(7, 30),
        ),
    ),
)

MEDIA = Sample(
    body=f"""{XML}<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Humas Contoh</title>
    <link>https://humas.test/</link><item><title>Satu</title><guid isPermaLink="false">satu</guid>
    <enclosure url="https://humas.test/e.jpg" type="image/jpeg" length="1"/>
    <enclosure url="https://humas.test/suara.mp3" type="audio/mpeg" length="1"/>
    <media:content url="https://humas.test/m.png" medium="image"/>
    <media:content url="https://humas.test/v.mp4" medium="video"/>
    <media:thumbnail url="https://humas.test/t.jpg"/></item></channel></rss>""",
    entries=(
        Entry(
            guid="satu",
            address=None,
            title="Satu",
            html="",
            is_whole=False,
            images=("https://humas.test/m.png", "https://humas.test/e.jpg", "https://humas.test/t.jpg"),
        ),
    ),
)

EMPTY = Sample(
    body=f"{XML}<rss version='2.0'><channel><title>Humas Contoh</title><link>https://humas.test/</link>"
    "<ttl>60</ttl></channel></rss>",
    entries=(),
    every=timedelta(hours=1),
)

SAMPLES = {
    "RSS 0.90": RSS_090,
    "RSS 0.91": RSS_091,
    "RSS 0.92": RSS_092,
    "RSS 1.0": RSS_10,
    "WordPress, RSS 2.0": WORDPRESS,
    "Blogger, Atom 1.0": BLOGGER,
    "Atom 0.3": ATOM_03,
    "Atom 1.0": ATOM_10,
    "pictures": MEDIA,
    "without entries": EMPTY,
}


def item(inside: str, *, namespaces: str = "") -> str:
    return (
        f'{XML}<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" {namespaces}>'
        f"<channel><title>t</title><item>{inside}</item></channel></rss>"
    )
